/* SPDX-License-Identifier: Apache-2.0 */
#include "render/sheet.h"

#include "render/furniture.h"
#include "render/hatch.h"
#include "render/label.h"
#include "render/legend.h"
#include "render/picture.h"
#include "render/text.h"

#include <cairo.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define INK_RGB	   0x1a1a1a
#define QUIET_RGB  0x666666
#define FRAME_RGB  0x4a4a4a
#define GROUND_RGB 0xf6f7f8 /* of the map, where no unit is */

/* Ems in a square as large as the sheet: 8 points on A4. */
#define EMS_ACROSS 88.0
#define EM_MIN	   9.0

/* A pixel of pen an em of this many: 8 points are 10.67 pixels of a common screen. */
#define EM_AT_PEN_1 10.67

/* How close the closest view may be, as for tiles. */
#define SCALE_MAX ldexp(256, 20)

struct rect {
	double x, y, width, height;
};

struct sheet {
	const struct gw_painter *painter;
	const struct gw_sheet_text *text;
	cairo_t *cr;
	double em;
	struct rect page; /* within the margins */
	struct rect frame; /* of the map */
	struct rect furniture;
	struct gw_view view;
	bool has_map;
	struct gw_text title, period, source, note;
	bool period_beside; /* the title, for it fits there */
	struct gw_legend legend;
	double legend_x, legend_y;
};

static bool is_chinese(const struct sheet *s)
{
	return s->text->lang && !strncmp(s->text->lang, "zh", 2);
}

/* Sets text, smaller step by step until it takes no more than so many lines, else cut short. */
static struct gw_text set_lines(const struct sheet *s, const char *text, struct gw_type type,
	double smallest, unsigned max_lines)
{
	struct gw_text out;

	type.max_lines = max_lines;
	type.width = s->page.width;
	type.lang = s->text->lang;
	for (;;) {
		out = gw_text_set(s->cr, text, &type);
		if (!gw_text_is_cut(&out) || type.size * 0.9 < smallest)
			return out;
		gw_text_finish(&out);
		type.size *= 0.9;
	}
}

/* Title and period; returns the height they take. */
static double set_header(struct sheet *s)
{
	struct gw_type title = {.size = 2 * s->em, .rgb = INK_RGB, .bold = true};
	struct gw_type period = {.size = 1.2 * s->em, .rgb = QUIET_RGB};
	bool has_title = s->text->title && *s->text->title;
	bool has_period = s->text->period && *s->text->period;

	if (has_title)
		s->title = set_lines(s, s->text->title, title, 1.1 * s->em, 2);
	if (has_period)
		s->period = set_lines(s, s->text->period, period, 0.9 * s->em, 2);
	s->period_beside = has_title && has_period &&
		s->title.width + s->period.width + 3 * s->em <= s->page.width &&
		s->title.height < 4 * s->em;
	if (s->period_beside)
		return s->title.height + 0.6 * s->em;
	return s->title.height + s->period.height + (has_title || has_period ? 0.6 : 0) * s->em;
}

/* The lines at the foot, in at most a sixth of the page; returns the height they take. */
static double set_footer(struct sheet *s)
{
	struct gw_type type = {.size = 0.82 * s->em, .rgb = QUIET_RGB};
	double room = s->page.height / 6, gap = 0.25 * s->em;
	bool has_source = s->text->source && *s->text->source;
	bool has_note = s->text->note && *s->text->note;
	unsigned lines = (unsigned)fmax(1, room / 2 / (0.62 * s->em * 1.45));

	if (has_source)
		s->source = set_lines(s, s->text->source, type, 0.62 * s->em, lines);
	if (has_note)
		s->note = set_lines(s, s->text->note, type, 0.62 * s->em, lines);
	if (!has_source && !has_note)
		return 0;
	return s->source.height + s->note.height + gap + 0.7 * s->em;
}

static struct rect whole_pixels(struct rect r)
{
	double right = floor(r.x + r.width), bottom = floor(r.y + r.height);

	r.x = ceil(r.x);
	r.y = ceil(r.y);
	return (struct rect){r.x, r.y, fmax(right - r.x, 1), fmax(bottom - r.y, 1)};
}

/* How large the scene is when it is fitted to a frame; 0 when it is empty. */
static double scale_in(const struct sheet *s, struct rect frame)
{
	struct gw_world_box box = gw_painter_box(s->painter);
	double pad = fmin(1.2 * s->em, 0.1 * fmin(frame.width, frame.height));

	if (box.min.x > box.max.x)
		return 0;
	return fmin(SCALE_MAX,
		fmin((frame.width - 2 * pad) / fmax(box.max.x - box.min.x, 1e-12),
			(frame.height - 2 * pad) / fmax(box.max.y - box.min.y, 1e-12)));
}

/*
 * Tries the legend in a column beside the map, the furniture at its foot; false, nothing kept,
 * when it is too high for that.
 */
static bool lay_beside(struct sheet *s, struct rect body)
{
	double gap = 1.8 * s->em, high = GW_FURNITURE_EMS * s->em, em = s->em, width;
	double widest = fmin(fmax(0.26 * body.width, 14 * s->em), 0.4 * body.width);

	for (;; em *= 0.92) {
		gw_legend_init(
			&s->legend, s->cr, gw_painter_scene(s->painter), s->text, em, widest, true);
		if (s->legend.height + high + s->em <= body.height)
			break;
		gw_legend_finish(&s->legend);
		if (em < 0.75 * s->em)
			return false;
	}
	/* room for a scale bar that can be read */
	width = fmin(fmax(s->legend.width, 14 * s->em), widest);
	s->frame =
		whole_pixels((struct rect){body.x, body.y, body.width - width - gap, body.height});
	s->legend_x = body.x + body.width - width;
	s->legend_y = body.y;
	s->furniture = (struct rect){s->legend_x, body.y + body.height - high, width, high};
	return true;
}

/* Lays the legend in columns below the map, the furniture on its right. */
static void lay_below(struct sheet *s, struct rect body)
{
	double high = GW_FURNITURE_EMS * s->em, gap = 1.2 * s->em, em = s->em, height;
	double furniture = fmin(fmax(0.25 * body.width, 12 * s->em), 0.4 * body.width);

	for (;; em *= 0.92) {
		gw_legend_init(&s->legend, s->cr, gw_painter_scene(s->painter), s->text, em,
			body.width - furniture - 2 * s->em, false);
		height = fmax(s->legend.height, high);
		if (height <= 0.5 * body.height || em < 0.5 * s->em)
			break;
		gw_legend_finish(&s->legend);
	}
	s->frame =
		whole_pixels((struct rect){body.x, body.y, body.width, body.height - height - gap});
	s->legend_x = body.x;
	s->legend_y = body.y + body.height - height;
	s->furniture = (struct rect){
		body.x + body.width - furniture, body.y + body.height - height, furniture, high};
}

/*
 * Chooses where the legend stands: where the map is larger, and beside it when that is much alike.
 */
static void lay_out_body(struct sheet *s, struct rect body)
{
	double beside = 0, below;

	if (lay_beside(s, body)) {
		beside = scale_in(s, s->frame);
		gw_legend_finish(&s->legend);
	}
	lay_below(s, body);
	below = scale_in(s, s->frame);
	if (beside > 0 && beside >= below * 0.95) {
		gw_legend_finish(&s->legend);
		lay_beside(s, body);
	}
}

static void fit_view(struct sheet *s)
{
	struct gw_world_box box = gw_painter_box(s->painter);
	double scale = scale_in(s, s->frame);

	s->has_map = scale > 0;
	if (!s->has_map)
		return;
	s->view = (struct gw_view){
		.origin = {(box.min.x + box.max.x - s->frame.width / scale) / 2,
			(box.min.y + box.max.y - s->frame.height / scale) / 2},
		.scale = scale,
		.width = s->frame.width,
		.height = s->frame.height,
		.pen = s->em / EM_AT_PEN_1,
	};
}

static void lay_out(struct sheet *s, struct gw_sheet_size size)
{
	double margin, header, footer;

	s->em = fmax(sqrt((double)size.width * size.height) / EMS_ACROSS, EM_MIN);
	margin = fmin(2.6 * s->em, 0.06 * fmin(size.width, size.height));
	s->page = (struct rect){margin, margin, size.width - 2 * margin, size.height - 2 * margin};
	header = set_header(s);
	footer = set_footer(s);
	lay_out_body(s,
		(struct rect){s->page.x, s->page.y + header, s->page.width,
			s->page.height - header - footer});
	fit_view(s);
}

static enum gw_status draw_map(const struct sheet *s, struct gw_error *err)
{
	enum gw_status st = GW_OK;
	cairo_t *cr = s->cr;

	cairo_save(cr);
	cairo_translate(cr, s->frame.x, s->frame.y);
	cairo_rectangle(cr, 0, 0, s->frame.width, s->frame.height);
	gw_rgb_set(cr, GROUND_RGB, 1);
	cairo_fill_preserve(cr);
	cairo_clip(cr);
	if (s->has_map)
		st = gw_painter_paint(s->painter, cr, &s->view, err);
	if (s->has_map && !st)
		st = gw_labels_draw(s->painter, cr, &s->view, 0.9 * s->em, s->text->lang, err);
	cairo_restore(cr);
	cairo_rectangle(cr, s->frame.x, s->frame.y, s->frame.width, s->frame.height);
	cairo_set_line_width(cr, 0.7 * s->em / EM_AT_PEN_1);
	gw_rgb_set(cr, FRAME_RGB, 1);
	cairo_stroke(cr);
	return st;
}

/* Metres on the ellipsoid that a pixel spans along the parallel through the middle of the map. */
static double metres_per_pixel(const struct sheet *s)
{
	struct gw_world middle = s->view.origin;

	if (!s->has_map)
		return 0;
	middle.y += s->view.height / 2 / s->view.scale;
	return gw_scale_at(gw_lonlat_from_world(middle).lat).east * 2 * GW_LON_MAX / s->view.scale;
}

static void draw_texts(const struct sheet *s)
{
	double bottom = s->page.y + s->page.height, right = s->page.x + s->page.width;
	cairo_t *cr = s->cr;

	if (s->title.layout)
		gw_text_show(&s->title, cr, s->page.x, s->page.y);
	if (s->period_beside)
		gw_text_show(&s->period, cr, right - s->period.width,
			s->page.y + s->title.baseline - s->period.baseline);
	else if (s->period.layout)
		gw_text_show(&s->period, cr, s->page.x, s->page.y + s->title.height);
	if (s->note.layout)
		gw_text_show(&s->note, cr, s->page.x, bottom - s->note.height);
	if (s->source.layout)
		gw_text_show(&s->source, cr, s->page.x,
			bottom - s->note.height - s->source.height -
				(s->note.layout ? 0.25 * s->em : 0));
}

static enum gw_status draw(const struct sheet *s, struct gw_error *err)
{
	enum gw_status st;

	cairo_set_source_rgb(s->cr, 1, 1, 1);
	cairo_paint(s->cr);
	st = draw_map(s, err);
	if (st)
		return st;
	gw_legend_draw(&s->legend, s->cr, s->legend_x, s->legend_y);
	gw_furniture_draw(s->cr, s->furniture.x, s->furniture.y, s->furniture.width,
		0.35 * s->frame.width, s->em, metres_per_pixel(s), is_chinese(s));
	draw_texts(s);
	return GW_OK;
}

enum gw_status gw_sheet_draw(const struct gw_painter *painter, const struct gw_sheet_text *text,
	struct gw_sheet_size size, struct gw_buf *png, struct gw_error *err)
{
	struct sheet s = {.painter = painter, .text = text};
	struct gw_picture picture;
	enum gw_status st;

	if (size.width < GW_SHEET_SIDE_MIN || size.width > GW_SHEET_SIDE_MAX ||
		size.height < GW_SHEET_SIDE_MIN || size.height > GW_SHEET_SIDE_MAX)
		return gw_fail(err, GW_EINVAL, "a sheet of %u by %u pixels: a side has %d to %d",
			size.width, size.height, GW_SHEET_SIDE_MIN, GW_SHEET_SIDE_MAX);
	st = gw_picture_init(&picture, size.width, size.height, err);
	if (st)
		return st;
	s.cr = picture.cr;
	lay_out(&s, size);
	st = draw(&s, err);
	if (!st)
		st = gw_picture_encode(&picture, size.dpi, png, err);
	gw_text_finish(&s.title);
	gw_text_finish(&s.period);
	gw_text_finish(&s.source);
	gw_text_finish(&s.note);
	gw_legend_finish(&s.legend);
	gw_picture_finish(&picture);
	return st;
}

enum gw_status gw_sheet_size_of_paper(struct gw_sheet_size *out, const char *paper, bool landscape,
	unsigned dpi, struct gw_error *err)
{
	static const struct {
		const char *name;
		double narrow, wide; /* millimetres (ISO 216) */
	} papers[] = {
		{"A0", 841, 1189},
		{"A1", 594, 841},
		{"A2", 420, 594},
		{"A3", 297, 420},
		{"A4", 210, 297},
		{"A5", 148, 210},
	};
	size_t i;

	if (dpi < 72 || dpi > 600)
		return gw_fail(err, GW_EINVAL, "%u dpi is outside 72 to 600", dpi);
	for (i = 0; i < sizeof papers / sizeof *papers; i++) {
		unsigned narrow, wide;

		if (strcasecmp(paper, papers[i].name) != 0)
			continue;
		narrow = (unsigned)lround(papers[i].narrow / 25.4 * dpi);
		wide = (unsigned)lround(papers[i].wide / 25.4 * dpi);
		if (wide > GW_SHEET_SIDE_MAX)
			return gw_fail(err, GW_EINVAL, "%s at %u dpi is %u pixels long, over %d",
				papers[i].name, dpi, wide, GW_SHEET_SIDE_MAX);
		*out = (struct gw_sheet_size){
			landscape ? wide : narrow, landscape ? narrow : wide, dpi};
		return GW_OK;
	}
	return gw_fail(err, GW_EINVAL, "paper \"%s\" is none of A0 to A5", paper);
}
