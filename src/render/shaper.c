/* SPDX-License-Identifier: Apache-2.0 */
#include "render/shaper.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "render/text.h"

#include <math.h>
#include <pango/pangocairo.h>
#include <stdlib.h>
#include <string.h>

/*
 * The box of a line by which it is anchored, in ems from its baseline, whatever its letters: about
 * the height of Chinese characters. Its middle is that of theirs, of capitals and of digits.
 */
#define RISE	    0.86
#define FALL	    0.12
#define LINE_HEIGHT 1.2

struct gw_shaper {
	PangoFontMap *fonts;
	PangoContext *context;
	PangoLayout *layout;
	PangoFontDescription *type;
};

enum gw_status gw_shaper_create(struct gw_shaper **out, struct gw_error *err)
{
	struct gw_shaper *shaper = calloc(1, sizeof *shaper);

	if (!shaper)
		return gw_fail_nomem(err);
	/* not the thread's default: any thread may come here, one at a time */
	shaper->fonts = pango_cairo_font_map_new();
	shaper->context = pango_font_map_create_context(shaper->fonts);
	gw_text_fix_rendering(shaper->context);
	shaper->layout = pango_layout_new(shaper->context);
	pango_layout_set_wrap(shaper->layout, PANGO_WRAP_WORD);
	shaper->type = pango_font_description_from_string(GW_FONT_FAMILIES);
	*out = shaper;
	return GW_OK;
}

void gw_shaper_destroy(struct gw_shaper *shaper)
{
	if (!shaper)
		return;
	pango_font_description_free(shaper->type);
	g_object_unref(shaper->layout);
	g_object_unref(shaper->context);
	g_object_unref(shaper->fonts);
	free(shaper);
}

/* Whether a character is written with the fonts of Chinese, Japanese and Korean. */
static bool is_east_asian(uint32_t character)
{
	static const struct {
		uint32_t first, last;
	} blocks[] = {
		{0x1100, 0x11ff},
		{0x2e80, 0xa4cf},
		{0xa960, 0xa97f},
		{0xac00, 0xd7ff},
		{0xf900, 0xfaff},
		{0xfe30, 0xfe4f},
		{0xff00, 0xffef},
		{0x1aff0, 0x1b16f},
		{0x1f200, 0x1f2ff},
		{0x20000, 0x3ffff},
	};
	size_t i;

	for (i = 0; i < sizeof blocks / sizeof *blocks; i++)
		if (character >= blocks[i].first && character <= blocks[i].last)
			return true;
	return false;
}

static enum gw_status fail_without_font(const char *text, uint32_t character, struct gw_error *err)
{
	char utf8[8] = {0};

	g_unichar_to_utf8(character, utf8);
	return gw_fail(err, GW_EINVAL,
		"label \"%s\": no font has U+%04X \"%s\"; install the package %s", text, character,
		utf8, is_east_asian(character) ? "fonts-noto-cjk" : "fonts-noto-core");
}

/* The number of bytes shown. */
static size_t shown_length(const char *text)
{
	size_t len = strnlen(text, GW_LETTERING_TEXT_MAX + 1), shown = 0, step;

	if (len <= GW_LETTERING_TEXT_MAX)
		return len;
	while ((step = gw_utf8_step(text + shown, len - shown)) &&
		shown + step <= GW_LETTERING_TEXT_MAX)
		shown += step;
	return shown;
}

/* Breaks lines at max_width, then nearer as long as their number stays. */
static void break_lines(PangoLayout *layout, double max_width)
{
	int width = (int)(max_width * PANGO_SCALE), least, lines, total;

	pango_layout_set_width(layout, -1);
	if (max_width <= 0)
		return;
	pango_layout_get_size(layout, &total, NULL);
	if (total <= width)
		return;
	pango_layout_set_width(layout, width);
	lines = pango_layout_get_line_count(layout);
	for (least = total / lines; least < width; least += width / 8 + 1) {
		pango_layout_set_width(layout, least);
		if (pango_layout_get_line_count(layout) <= lines)
			return;
	}
	pango_layout_set_width(layout, width);
}

static void set_layout(struct gw_shaper *shaper, const struct gw_lettering_key *key)
{
	const char *lang = key->lang ? key->lang : "en";

	pango_context_set_language(shaper->context, pango_language_from_string(lang));
	pango_font_description_set_absolute_size(shaper->type, (double)key->size * PANGO_SCALE);
	pango_font_description_set_weight(
		shaper->type, key->bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
	pango_layout_set_font_description(shaper->layout, shaper->type);
	pango_layout_set_text(shaper->layout, key->text, (int)shown_length(key->text));
	break_lines(shaper->layout, key->max_width);
}

/* Which side and end of the text stands at the point: -1 the left and top one, 0 the middle. */
static const struct {
	signed char side, end;
} anchors[] = {
	[GW_ANCHOR_CENTER] = {0, 0},
	[GW_ANCHOR_LEFT] = {-1, 0},
	[GW_ANCHOR_RIGHT] = {1, 0},
	[GW_ANCHOR_TOP] = {0, -1},
	[GW_ANCHOR_BOTTOM] = {0, 1},
	[GW_ANCHOR_TOP_LEFT] = {-1, -1},
	[GW_ANCHOR_TOP_RIGHT] = {1, -1},
	[GW_ANCHOR_BOTTOM_LEFT] = {-1, 1},
	[GW_ANCHOR_BOTTOM_RIGHT] = {1, 1},
};

/* Where a stretch from 0 to length begins whose side (-1 ... 1) is to lie at 0. */
static double begin_of(double length, int side)
{
	return -length * (side + 1) / 2;
}

static double width_of(PangoLayoutLine *line)
{
	PangoRectangle logical;

	pango_layout_line_get_extents(line, NULL, &logical);
	return (double)logical.width / PANGO_SCALE;
}

/* Widens the box for what sticks out of a line that begins at (x, y), such as the foot of a g. */
static void hold_ink(struct gw_lettering *lettering, PangoLayoutLine *line, double x, double y)
{
	PangoRectangle ink;
	double left, top;

	pango_layout_line_get_extents(line, &ink, NULL);
	left = x + (double)ink.x / PANGO_SCALE;
	top = y + (double)ink.y / PANGO_SCALE;
	lettering->left = fmin(lettering->left, left);
	lettering->top = fmin(lettering->top, top);
	lettering->right = fmax(lettering->right, left + (double)ink.width / PANGO_SCALE);
	lettering->bottom = fmax(lettering->bottom, top + (double)ink.height / PANGO_SCALE);
}

/* Room for the runs and glyphs of all lines, and for as many clusters. */
static bool make_room(struct gw_lettering *lettering, GSList *lines)
{
	size_t runs = 0, glyphs = 0;
	GSList *l, *r;

	for (l = lines; l; l = l->next)
		for (r = ((PangoLayoutLine *)l->data)->runs; r; r = r->next) {
			runs++;
			glyphs += (size_t)((PangoGlyphItem *)r->data)->glyphs->num_glyphs;
		}
	lettering->runs = gw_alloc_array(runs, sizeof *lettering->runs);
	lettering->glyphs = gw_alloc_array(glyphs, sizeof *lettering->glyphs);
	lettering->clusters = gw_alloc_array(glyphs, sizeof *lettering->clusters);
	return lettering->runs && lettering->glyphs && lettering->clusters;
}

/* What each cluster of a run stands for: without it, text copied from a PDF is guessed. */
static void add_clusters(
	struct gw_lettering *lettering, struct gw_glyph_run *run, PangoGlyphItem *item)
{
	PangoGlyphItemIter iter;
	bool more;
	int g;

	run->text = lettering->key.text + item->item->offset;
	run->len = item->item->length;
	run->backward = item->item->analysis.level & 1;
	run->clusters = &lettering->clusters[lettering->num_clusters];
	more = pango_glyph_item_iter_init_start(&iter, item, lettering->key.text);
	for (; more; more = pango_glyph_item_iter_next_cluster(&iter)) {
		int from = run->backward ? iter.end_glyph + 1 : iter.start_glyph;
		int to = run->backward ? iter.start_glyph + 1 : iter.end_glyph;
		cairo_text_cluster_t cluster = {.num_bytes = iter.end_index - iter.start_index};

		for (g = from; g < to; g++)
			cluster.num_glyphs += item->glyphs->glyphs[g].glyph != PANGO_GLYPH_EMPTY;
		lettering->clusters[lettering->num_clusters++] = cluster;
		run->num_clusters++;
	}
}

/* Adds a run that begins at *x on the baseline y, and moves *x past it. */
static enum gw_status add_run(struct gw_lettering *lettering, PangoGlyphItem *item, double *x,
	double y, struct gw_error *err)
{
	struct gw_glyph_run *run = &lettering->runs[lettering->num_runs];
	PangoFont *pango_font = item->item->analysis.font;
	cairo_scaled_font_t *font = NULL;
	int i;

	if (pango_font)
		font = pango_cairo_font_get_scaled_font(PANGO_CAIRO_FONT(pango_font));
	if (!font || cairo_scaled_font_status(font))
		return fail_without_font(lettering->key.text,
			g_utf8_get_char(lettering->key.text + item->item->offset), err);
	*run = (struct gw_glyph_run){.glyphs = &lettering->glyphs[lettering->num_glyphs]};
	for (i = 0; i < item->glyphs->num_glyphs; i++) {
		const PangoGlyphInfo *g = &item->glyphs->glyphs[i];

		if (g->glyph != PANGO_GLYPH_EMPTY && g->glyph & PANGO_GLYPH_UNKNOWN_FLAG)
			return fail_without_font(
				lettering->key.text, g->glyph & ~PANGO_GLYPH_UNKNOWN_FLAG, err);
		if (g->glyph != PANGO_GLYPH_EMPTY) {
			lettering->glyphs[lettering->num_glyphs++] = (cairo_glyph_t){g->glyph,
				*x + (double)g->geometry.x_offset / PANGO_SCALE,
				y + (double)g->geometry.y_offset / PANGO_SCALE};
			run->num_glyphs++;
		}
		*x += (double)g->geometry.width / PANGO_SCALE;
	}
	add_clusters(lettering, run, item);
	run->font = cairo_scaled_font_reference(font);
	lettering->num_runs++;
	return GW_OK;
}

static enum gw_status take_glyphs(
	struct gw_lettering *lettering, PangoLayout *layout, struct gw_error *err)
{
	GSList *lines = pango_layout_get_lines_readonly(layout), *l, *r;
	int side = anchors[lettering->key.anchor].side, end = anchors[lettering->key.anchor].end;
	double em = (double)lettering->key.size, width = 0, height, baseline, x;
	enum gw_status st = GW_OK;

	if (!make_room(lettering, lines))
		return gw_fail_nomem(err);
	for (l = lines; l; l = l->next)
		width = fmax(width, width_of(l->data));
	height = em * (RISE + FALL + (pango_layout_get_line_count(layout) - 1) * LINE_HEIGHT);
	lettering->left = begin_of(width, side);
	lettering->top = begin_of(height, end);
	lettering->right = lettering->left + width;
	lettering->bottom = lettering->top + height;
	baseline = lettering->top + em * RISE;
	for (l = lines; l && !st; l = l->next, baseline += em * LINE_HEIGHT) {
		x = begin_of(width_of(l->data), side);
		hold_ink(lettering, l->data, x, round(baseline));
		for (r = ((PangoLayoutLine *)l->data)->runs; r && !st; r = r->next)
			st = add_run(lettering, r->data, &x, round(baseline), err);
	}
	return st;
}

enum gw_status gw_shaper_set(struct gw_shaper *shaper, const struct gw_lettering_key *key,
	struct gw_lettering **out, struct gw_error *err)
{
	struct gw_lettering *lettering;
	enum gw_status st;

	if (!gw_utf8_is_valid(key->text, strlen(key->text)))
		return gw_fail(err, GW_EINVAL, "the text of a label is not UTF-8");
	lettering = calloc(1, sizeof *lettering);
	if (!lettering)
		return gw_fail_nomem(err);
	atomic_init(&lettering->users, 1);
	lettering->key = *key;
	lettering->key.text = strdup(key->text);
	lettering->key.lang = key->lang ? strdup(key->lang) : NULL;
	if (!lettering->key.text || (key->lang && !lettering->key.lang)) {
		st = gw_fail_nomem(err);
		goto out;
	}
	set_layout(shaper, key);
	st = take_glyphs(lettering, shaper->layout, err);
out:
	if (st)
		gw_lettering_release(lettering);
	else
		*out = lettering;
	return st;
}
