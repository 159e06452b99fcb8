/* SPDX-License-Identifier: Apache-2.0 */
#include "render/legend.h"

#include "render/hatch.h"

#include <cairo.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* Lengths in ems. */
static const double swatch_width = 2.2, swatch_height = 1.3, swatch_gap = 0.7, count_gap = 1;
static const double column_gap = 2.4, row_gap = 0.5;

#define INK_RGB	  0x222222
#define QUIET_RGB 0x666666

static bool is_chinese(const struct gw_sheet_text *text)
{
	return text->lang && !strncmp(text->lang, "zh", 2);
}

static void set_head(struct gw_legend *legend, cairo_t *cr, const struct gw_sheet_text *text)
{
	struct gw_type type = {
		.size = legend->em * 1.05, .rgb = INK_RGB, .bold = true, .lang = text->lang};
	const char *heading = text->legend;

	if (!heading)
		heading = is_chinese(text) ? "图例" : "Legend";
	type.width = legend->column_width;
	type.max_lines = 2;
	legend->heading = gw_text_set(cr, heading, &type);
	type.size = legend->em * 0.82;
	type.rgb = QUIET_RGB;
	type.bold = false;
	type.max_lines = 1;
	if (text->counted)
		legend->counted = gw_text_set(cr, text->counted, &type);
	legend->head_height = legend->heading.height;
	legend->counted_below =
		legend->heading.width + legend->counted.width + legend->em > legend->column_width;
	if (legend->counted_below)
		legend->head_height += legend->counted.height;
	legend->head_height += 0.45 * legend->em;
}

static struct gw_text set_label(
	const struct gw_legend *legend, cairo_t *cr, size_t i, const char *lang, double width)
{
	struct gw_type type = {
		.size = legend->em, .rgb = INK_RGB, .lang = lang, .width = width, .max_lines = 3};

	return gw_text_set(cr, legend->scene->classes[i].label, &type);
}

/*
 * Sets labels on one line each and counts; returns the widest label's and in *count the count's
 * width.
 */
static double set_entries(struct gw_legend *legend, cairo_t *cr, const char *lang, double *count)
{
	struct gw_type type = {.size = legend->em, .rgb = QUIET_RGB, .lang = lang};
	double widest = 0;
	char number[16];
	size_t i;

	*count = 0;
	for (i = 0; i < legend->scene->num_classes; i++) {
		snprintf(number, sizeof number, "%u", legend->scene->classes[i].num_units);
		legend->counts[i] = gw_text_set(cr, number, &type);
		*count = fmax(*count, legend->counts[i].width);
		legend->labels[i] = set_label(legend, cr, i, lang, 0);
		widest = fmax(widest, legend->labels[i].width);
	}
	return widest;
}

/* Decides on columns and wraps the labels that are too wide for theirs. */
static void arrange(
	struct gw_legend *legend, cairo_t *cr, const char *lang, double width, bool one_column)
{
	size_t n = legend->scene->num_classes, i;
	double count, rest, natural, label_width, gap = column_gap * legend->em;

	natural = set_entries(legend, cr, lang, &count);
	rest = (swatch_width + swatch_gap + count_gap) * legend->em + count;
	/* at least so wide that a heading finds room where labels are short */
	natural = fmax(ceil(natural + 1) + rest, (one_column ? 14 : 9) * legend->em);
	legend->columns = 1;
	if (!one_column)
		legend->columns = (unsigned)fmin(
			fmax(floor((width + gap) / (natural + gap)), 1), fmax((double)n, 1));
	legend->rows = (unsigned)((n + legend->columns - 1) / legend->columns);
	legend->column_width = fmin(natural, width);
	label_width = fmax(legend->column_width - rest, legend->em);
	for (i = 0; i < n; i++) {
		double *height = &legend->row_height[i % legend->rows];

		if (legend->labels[i].width > label_width) {
			gw_text_finish(&legend->labels[i]);
			legend->labels[i] = set_label(legend, cr, i, lang, label_width);
		}
		*height = fmax(*height, fmax(legend->labels[i].height, swatch_height * legend->em));
	}
}

void gw_legend_init(struct gw_legend *legend, cairo_t *cr, const struct gw_scene *scene,
	const struct gw_sheet_text *text, double em, double width, bool one_column)
{
	unsigned row;

	*legend = (struct gw_legend){.scene = scene, .em = em};
	arrange(legend, cr, text->lang, width, one_column);
	set_head(legend, cr, text);
	legend->width =
		legend->columns * legend->column_width + (legend->columns - 1) * column_gap * em;
	legend->height = legend->head_height;
	for (row = 0; row < legend->rows; row++)
		legend->height += legend->row_height[row] + row_gap * em;
}

void gw_legend_finish(struct gw_legend *legend)
{
	size_t i;

	gw_text_finish(&legend->heading);
	gw_text_finish(&legend->counted);
	for (i = 0; i < GW_CLASSES_MAX; i++) {
		gw_text_finish(&legend->labels[i]);
		gw_text_finish(&legend->counts[i]);
	}
}

/* The swatch stands on whole pixels: its colour is the class's up to the edge. */
static void draw_swatch(
	const struct gw_legend *legend, size_t i, unsigned hatch, cairo_t *cr, double x, double y)
{
	const struct gw_scene_class *class = &legend->scene->classes[i];
	struct gw_view view = {.pen = legend->em / 10.67};
	double width = round(swatch_width * legend->em), height = round(swatch_height * legend->em);
	struct gw_type type = {.size = legend->em * 0.9, .rgb = 0x1c1c1c, .bold = true};
	struct gw_text mark;

	cairo_save(cr);
	cairo_translate(cr, round(x), round(y));
	cairo_rectangle(cr, 0, 0, width, height);
	gw_rgb_set(cr, class->rgb, 1);
	cairo_fill_preserve(cr);
	if (class->hatched)
		gw_hatch_fill(cr, class->rgb, hatch, &view);
	cairo_set_line_width(cr, 0.7 * view.pen);
	gw_rgb_set(cr, 0x404040, 1);
	cairo_stroke(cr);
	mark = gw_text_set(cr, class->mark, &type);
	if (*class->mark)
		gw_text_show_haloed(&mark, cr, width / 2 - mark.middle,
			height / 2 - mark.height / 2, legend->em * 0.12);
	gw_text_finish(&mark);
	cairo_restore(cr);
}

static void draw_head(const struct gw_legend *legend, cairo_t *cr, double x, double y)
{
	double top = y + legend->heading.baseline - legend->counted.baseline;

	gw_text_show(&legend->heading, cr, x, y);
	if (!legend->counted.layout)
		return;
	if (legend->counted_below)
		top = y + legend->heading.height;
	gw_text_show(&legend->counted, cr, x + legend->column_width - legend->counted.width, top);
}

void gw_legend_draw(const struct gw_legend *legend, cairo_t *cr, double x, double y)
{
	double top = y + legend->head_height, left, em = legend->em;
	unsigned hatch = 0, row;
	size_t i;

	draw_head(legend, cr, x, y);
	for (i = 0; i < legend->scene->num_classes; i++) {
		double middle, label_x;

		row = (unsigned)(i % legend->rows);
		left = x + (double)(i / legend->rows) * (legend->column_width + column_gap * em);
		if (row == 0)
			top = y + legend->head_height;
		middle = top + legend->row_height[row] / 2;
		label_x = left + (swatch_width + swatch_gap) * em;
		hatch += legend->scene->classes[i].hatched;
		draw_swatch(legend, i, hatch, cr, left, middle - swatch_height * em / 2);
		gw_text_show(
			&legend->labels[i], cr, label_x, middle - legend->labels[i].height / 2);
		gw_text_show(&legend->counts[i], cr,
			left + legend->column_width - legend->counts[i].width,
			middle - legend->counts[i].height / 2);
		top += legend->row_height[row] + row_gap * em;
	}
}
