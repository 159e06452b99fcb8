/* SPDX-License-Identifier: Apache-2.0 */
#include "render/frame.h"

#include "render/graticule.h"

#include <cairo.h>
#include <math.h>

/* Lines are about this many ems apart, or more. */
#define APART_EMS 11

#define UNITS_PER_SECOND (GW_UNITS_PER_DEGREE / 3600.0)

/* The lines of one direction, in arc seconds. */
struct lines {
	int first, last, step; /* step 0: there are none */
};

static struct gw_world corner(const struct gw_frame *frame, double x, double y)
{
	const struct gw_view *v = frame->view;

	return (struct gw_world){v->origin.x + x / v->scale, v->origin.y + y / v->scale};
}

static struct lines lines_between(int32_t from, int32_t to, double length, double apart)
{
	double seconds = ((double)to - from) / UNITS_PER_SECOND;
	struct lines out = {.step = gw_graticule_step(seconds * apart / length)};

	if (!out.step)
		return out;
	out.first = (int)ceil(from / UNITS_PER_SECOND / out.step) * out.step;
	out.last = (int)floor(to / UNITS_PER_SECOND / out.step) * out.step;
	return out;
}

static struct lines meridians(const struct gw_board *board, const struct gw_frame *frame)
{
	struct gw_lonlat from = gw_lonlat_from_world(corner(frame, 0, 0));
	struct gw_lonlat to = gw_lonlat_from_world(corner(frame, frame->map.width, 0));

	return lines_between(from.lon, to.lon, frame->map.width, APART_EMS * board->em);
}

static struct lines parallels(const struct gw_board *board, const struct gw_frame *frame)
{
	struct gw_lonlat from = gw_lonlat_from_world(corner(frame, 0, frame->map.height));
	struct gw_lonlat to = gw_lonlat_from_world(corner(frame, 0, 0));

	return lines_between(from.lat, to.lat, frame->map.height, APART_EMS * board->em);
}

/* Where a line crosses the page, from its west or its top. */
static double place_of(
	const struct gw_board *board, const struct gw_frame *frame, int seconds, bool is_lat)
{
	int32_t units = (int32_t)lround(seconds * UNITS_PER_SECOND);
	struct gw_world at =
		gw_world_from_lonlat((struct gw_lonlat){is_lat ? 0 : units, is_lat ? units : 0});
	const struct gw_view *v = frame->view;

	if (is_lat)
		return gw_board_snap(board, frame->map.y + (at.y - v->origin.y) * v->scale);
	return gw_board_snap(board, frame->map.x + (at.x - v->origin.x) * v->scale);
}

void gw_frame_draw_lines(struct gw_board *board, const struct gw_frame *frame)
{
	const struct gw_rect m = frame->map;
	struct lines lines;
	int s;

	if (!frame->graticule)
		return;
	lines = meridians(board, frame);
	for (s = lines.first; lines.step && s <= lines.last; s += lines.step) {
		cairo_move_to(board->cr, place_of(board, frame, s, false), m.y);
		cairo_rel_line_to(board->cr, 0, m.height);
	}
	lines = parallels(board, frame);
	for (s = lines.first; lines.step && s <= lines.last; s += lines.step) {
		cairo_move_to(board->cr, m.x, place_of(board, frame, s, true));
		cairo_rel_line_to(board->cr, m.width, 0);
	}
	cairo_set_line_width(board->cr, 0.4 * gw_board_pen(board));
	gw_colour_set(board->cr, GW_INK_RGB, 0.28);
	cairo_stroke(board->cr);
}

static struct gw_text set_degrees(const struct gw_board *board, int s, int step, bool is_lat)
{
	struct gw_type type = {.size = 0.75 * board->em, .rgb = GW_QUIET_RGB, .lang = "en"};
	char text[GW_GRATICULE_TEXT_MAX];

	return gw_text_set(board->cr, gw_graticule_text(text, s, step, is_lat), &type);
}

static void draw_longitudes(struct gw_board *board, const struct gw_frame *frame)
{
	struct lines lines = meridians(board, frame);
	double band = GW_FRAME_BAND_EMS * board->em;
	const struct gw_rect m = frame->map;
	int s;

	for (s = lines.first; lines.step && s <= lines.last; s += lines.step) {
		struct gw_text text = set_degrees(board, s, lines.step, false);
		double x = place_of(board, frame, s, false);

		if (x - text.width / 2 >= m.x && x + text.width / 2 <= m.x + m.width) {
			double top = m.y - band / 2 - text.height / 2;

			gw_board_show(board, &text, x - text.middle, top);
			gw_board_show(board, &text, x - text.middle, top + m.height + band);
		}
		gw_text_finish(&text);
	}
}

static void draw_latitudes(struct gw_board *board, const struct gw_frame *frame)
{
	struct lines lines = parallels(board, frame);
	double band = GW_FRAME_BAND_EMS * board->em;
	const struct gw_rect m = frame->map;
	int s;

	for (s = lines.first; lines.step && s <= lines.last; s += lines.step) {
		struct gw_text text = set_degrees(board, s, lines.step, true);
		double y = place_of(board, frame, s, true);

		if (y - text.width / 2 >= m.y && y + text.width / 2 <= m.y + m.height) {
			double left = m.x - band / 2 - text.height / 2;

			gw_board_show_turned(board, &text, left, y + text.middle);
			gw_board_show_turned(board, &text, left + m.width + band, y + text.middle);
		}
		gw_text_finish(&text);
	}
}

static void draw_neat_line(struct gw_board *board, struct gw_rect r, double out, double width)
{
	cairo_rectangle(board->cr, r.x - out, r.y - out, r.width + 2 * out, r.height + 2 * out);
	cairo_set_line_width(board->cr, width * gw_board_pen(board));
	gw_colour_set(board->cr, GW_RULE_RGB, 1);
	cairo_set_line_join(board->cr, CAIRO_LINE_JOIN_MITER);
	cairo_stroke(board->cr);
}

void gw_frame_draw_rim(struct gw_board *board, const struct gw_frame *frame)
{
	double band = gw_board_snap(board, GW_FRAME_BAND_EMS * board->em);

	if (!frame->graticule) {
		draw_neat_line(board, frame->map, 0, 0.8);
		return;
	}
	draw_neat_line(board, frame->map, 0, 0.5);
	draw_neat_line(board, frame->map, band, 1.1);
	draw_longitudes(board, frame);
	draw_latitudes(board, frame);
}
