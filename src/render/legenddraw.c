/* SPDX-License-Identifier: Apache-2.0 */
#include "render/legend.h"
#include "render/sprites.h"

#include <cairo.h>
#include <math.h>

#define SWATCH_RIM_RGB 0x404040
#define LINE_GROUND    0xffe9ebed

/* What draws the entries of one legend. */
struct drawing {
	const struct gw_legend *legend;
	struct gw_board *board;
	cairo_t *cr;
	double pen;
	struct gw_rect swatch; /* of the entry that is drawn */
};

static void set_rgba(cairo_t *cr, gw_rgba rgba)
{
	gw_colour_set(cr, rgba & 0xffffff, gw_rgba_alpha(rgba) / 255.0);
}

/* Colour, pattern and rim. Its edges stand on whole pixels: the colour runs up to them. */
static void draw_swatch(
	const struct drawing *d, gw_rgba rgba, uint32_t sprite, float opacity, gw_rgba rim)
{
	struct gw_view view = {.pen = d->pen};
	cairo_t *cr = d->cr;

	cairo_save(cr);
	cairo_rectangle(cr, d->swatch.x, d->swatch.y, d->swatch.width, d->swatch.height);
	set_rgba(cr, rgba);
	cairo_fill_preserve(cr);
	if (sprite != GW_NO_SPRITE && d->legend->map->sprites) {
		cairo_clip(cr);
		cairo_translate(cr, d->swatch.x, d->swatch.y);
		view.width = d->swatch.width;
		view.height = d->swatch.height;
		gw_sprites_spread(d->legend->map->sprites, sprite, cr, &view, opacity);
	}
	cairo_restore(cr);
	cairo_rectangle(cr, d->swatch.x, d->swatch.y, d->swatch.width, d->swatch.height);
	cairo_set_line_width(cr, 0.7 * d->pen);
	set_rgba(cr, rim);
	cairo_stroke(cr);
}

static void draw_class(const struct drawing *d, const struct gw_class *class)
{
	struct gw_type type = {.size = d->legend->em * 0.9, .rgb = GW_INK_RGB, .bold = true};
	struct gw_text mark;

	draw_swatch(d, class->rgba, class->sprite, 1, 0xff000000 | SWATCH_RIM_RGB);
	if (!*class->mark)
		return;
	mark = gw_text_set(d->cr, class->mark, &type);
	gw_board_show_haloed(d->board, &mark, d->swatch.x + d->swatch.width / 2 - mark.middle,
		d->swatch.y + d->swatch.height / 2 - mark.height / 2, d->legend->em * 0.12);
	gw_text_finish(&mark);
}

static void draw_arrow(const struct drawing *d, bool up)
{
	double x = d->swatch.x + d->swatch.width / 2, y = d->swatch.y + d->swatch.height / 2;
	double half = 0.4 * d->legend->em;
	cairo_t *cr = d->cr;

	cairo_move_to(cr, x, up ? y - half : y + half);
	cairo_line_to(cr, x + half, up ? y + half : y - half);
	cairo_line_to(cr, x - half, up ? y + half : y - half);
	cairo_close_path(cr);
	gw_colour_set(cr, GW_INK_RGB, 1);
	cairo_fill(cr);
}

static void draw_change(const struct drawing *d, size_t number)
{
	double x = d->swatch.x + d->swatch.width / 2, y = d->swatch.y + d->swatch.height / 2;

	if (number < 2) {
		draw_arrow(d, number == 0);
		return;
	}
	cairo_move_to(d->cr, x - 0.4 * d->legend->em, y);
	cairo_line_to(d->cr, x + 0.4 * d->legend->em, y);
	cairo_set_line_width(d->cr, 1.2 * d->pen);
	gw_colour_set(d->cr, GW_QUIET_RGB, 1);
	cairo_stroke(d->cr);
}

static void draw_stroke(const struct drawing *d, const struct gw_stroke *stroke)
{
	double y = d->swatch.y + d->swatch.height / 2, dashes[GW_DASHES_MAX];
	cairo_t *cr = d->cr;
	unsigned i;

	for (i = 0; i < stroke->num_dashes; i++)
		dashes[i] = stroke->dashes[i] * d->pen;
	cairo_save(cr);
	cairo_rectangle(cr, d->swatch.x, d->swatch.y, d->swatch.width, d->swatch.height);
	cairo_clip(cr);
	cairo_move_to(cr, d->swatch.x, y);
	cairo_line_to(cr, d->swatch.x + d->swatch.width, y);
	cairo_set_dash(cr, dashes, (int)stroke->num_dashes, 0);
	cairo_set_line_width(cr, stroke->width * d->pen);
	set_rgba(cr, stroke->rgba);
	cairo_stroke(cr);
	cairo_restore(cr);
}

static void draw_key(const struct drawing *d, const struct gw_legend_key *key)
{
	unsigned i;

	/* light lines would not show on the page */
	if (!key->is_area)
		draw_swatch(d, LINE_GROUND, GW_NO_SPRITE, 1, GW_RGBA_TRANSPARENT);
	if (key->is_area)
		draw_swatch(d, key->area.rgba, key->area.sprite, key->area.opacity,
			gw_rgba_alpha(key->area.outline) ? key->area.outline : 0x80000000);
	for (i = 0; i < key->num_strokes; i++)
		draw_stroke(d, &key->strokes[i]);
}

static void draw_sample(const struct drawing *d, const struct gw_legend_entry *entry)
{
	switch (entry->kind) {
	case GW_LEGEND_CLASS:
		draw_class(d, &d->legend->map->classes->classes[entry->number]);
		break;
	case GW_LEGEND_CHANGE:
		draw_change(d, entry->number);
		break;
	case GW_LEGEND_KEY:
		draw_key(d, &d->legend->keys->items[entry->number]);
		break;
	case GW_LEGEND_SECTION:
		break;
	}
}

/* The right edges of the columns of figures. */
struct figures {
	double cuts, count, share;
};

static struct figures figures_at(const struct gw_legend *legend, double left)
{
	double gap = GW_LEGEND_FIGURE_EMS * legend->em;
	struct figures out;

	out.share = left + legend->column_width;
	out.count = out.share - (legend->share_width > 0 ? legend->share_width + gap : 0);
	out.cuts = out.count - (legend->count_width > 0 ? legend->count_width + gap : 0);
	return out;
}

static void show_ending(
	const struct drawing *d, const struct gw_text *text, double right, double middle)
{
	gw_board_show(d->board, text, right - text->width, middle - text->height / 2);
}

static void draw_entry(
	struct drawing *d, const struct gw_legend_entry *entry, double left, double top)
{
	double em = d->legend->em, middle = top + entry->height / 2;
	struct figures at = figures_at(d->legend, left);
	double label_x = left + (GW_LEGEND_SWATCH_EMS + GW_LEGEND_GAP_EMS) * em;

	if (entry->kind == GW_LEGEND_SECTION) {
		gw_phrase_show(d->board, &entry->label, left, top + 0.1 * em);
		return;
	}
	d->swatch.x = gw_board_snap(d->board, left);
	d->swatch.y = gw_board_snap(d->board, middle - d->legend->swatch_height / 2);
	d->swatch.width = gw_board_snap(d->board, GW_LEGEND_SWATCH_EMS * em);
	d->swatch.height = gw_board_snap(d->board, d->legend->swatch_height);
	draw_sample(d, entry);
	gw_phrase_show(d->board, &entry->label, label_x, middle - entry->label.height / 2);
	show_ending(d, &entry->cuts, at.cuts, middle);
	show_ending(d, &entry->count, at.count, middle);
	show_ending(d, &entry->share, at.share, middle);
}

/* The heads of the figures, over each column that begins with classes. */
static void draw_heads(const struct drawing *d, double x, double y)
{
	const struct gw_legend *legend = d->legend;
	double bottom = y + legend->head_height - 0.2 * legend->em;
	size_t i;

	for (i = 0; i < legend->n; i++) {
		const struct gw_legend_entry *entry = &legend->entries[i];
		struct figures at;

		if (entry->kind != GW_LEGEND_CLASS || entry->top > 0)
			continue;
		at = figures_at(legend,
			x +
				entry->column *
					(legend->column_width + GW_LEGEND_COLUMN_EMS * legend->em));
		gw_board_show(d->board, &legend->measured, at.cuts - legend->measured.width,
			bottom - legend->measured.height);
		gw_board_show(d->board, &legend->counted, at.share - legend->counted.width,
			bottom - legend->counted.height);
	}
}

void gw_legend_draw(const struct gw_legend *legend, struct gw_board *board, double x, double y)
{
	struct drawing d = {
		.legend = legend, .board = board, .cr = board->cr, .pen = legend->em / 10.67};
	double step = legend->column_width + GW_LEGEND_COLUMN_EMS * legend->em;
	size_t i;

	gw_phrase_show(board, &legend->heading, x, y);
	draw_heads(&d, x, y);
	for (i = 0; i < legend->n; i++)
		draw_entry(&d, &legend->entries[i], x + legend->entries[i].column * step,
			y + legend->head_height + legend->entries[i].top);
}
