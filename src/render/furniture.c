/* SPDX-License-Identifier: Apache-2.0 */
#include "render/furniture.h"

#include "render/hatch.h"
#include "render/text.h"

#include <cairo.h>
#include <math.h>
#include <stdio.h>

#define INK_RGB 0x222222

/*
 * In ems: what stands left of the bar (the arrow, half of "0"), and right of it (half of "500 m").
 */
static const double room_left = 3.2, room_right = 2.4, bar_height = 0.42;

double gw_scalebar_length(double metres)
{
	double power;

	if (!(metres > 0))
		return 0;
	power = pow(10, floor(log10(metres)));
	if (5 * power <= metres)
		return 5 * power;
	return 2 * power <= metres ? 2 * power : power;
}

static void draw_arrow(cairo_t *cr, double x, double y, double em, bool chinese)
{
	struct gw_type type = {.size = em, .rgb = INK_RGB, .bold = true};
	struct gw_text north = gw_text_set(cr, chinese ? "北" : "N", &type);
	double middle = x + 0.8 * em, top = y + 1.35 * em, bottom = y + GW_FURNITURE_EMS * em;
	double notch = bottom - 0.55 * em;

	gw_text_show(&north, cr, middle - north.middle, y + 1.1 * em - north.baseline);
	gw_text_finish(&north);
	cairo_move_to(cr, middle, top);
	cairo_line_to(cr, middle - 0.62 * em, bottom);
	cairo_line_to(cr, middle, notch);
	cairo_close_path(cr);
	gw_rgb_set(cr, INK_RGB, 1);
	cairo_fill(cr);
	cairo_move_to(cr, middle, top);
	cairo_line_to(cr, middle + 0.62 * em, bottom);
	cairo_line_to(cr, middle, notch);
	cairo_line_to(cr, middle - 0.62 * em, bottom);
	cairo_close_path(cr);
	cairo_set_line_width(cr, 0.07 * em);
	cairo_set_line_join(cr, CAIRO_LINE_JOIN_MITER);
	cairo_stroke(cr);
}

/* A number with its middle at the tick, a unit (or "") running on to the right. */
static void draw_figure(
	cairo_t *cr, double number, const char *unit, double middle, double baseline, double em)
{
	struct gw_type type = {.size = 0.85 * em, .rgb = INK_RGB};
	struct gw_text figure, bare;
	char text[48];

	snprintf(text, sizeof text, "%.10g", number);
	bare = gw_text_set(cr, text, &type);
	snprintf(text, sizeof text, "%.10g%s", number, unit);
	figure = gw_text_set(cr, text, &type);
	gw_text_show(&figure, cr, middle - bare.width / 2, baseline - figure.baseline);
	gw_text_finish(&figure);
	gw_text_finish(&bare);
}

static const char *unit_text(bool km, bool chinese)
{
	if (chinese)
		return km ? " 千米" : " 米";
	return km ? " km" : " m";
}

/* Four fields, dark and light by turns, from x on whole pixels at its ends. */
static void draw_bar(
	cairo_t *cr, double x, double bottom, double em, double metres, double length, bool chinese)
{
	double top = round(bottom - bar_height * em), height = round(bar_height * em), baseline;
	bool km = metres >= 1000;
	double number = km ? metres / 1000 : metres;
	int i;

	cairo_rectangle(cr, x, top, length, height);
	gw_rgb_set(cr, 0xffffff, 1);
	cairo_fill(cr);
	gw_rgb_set(cr, INK_RGB, 1);
	for (i = 0; i < 4; i += 2)
		cairo_rectangle(cr, x + length * i / 4, top, length / 4, height);
	cairo_fill(cr);
	cairo_rectangle(cr, x, top, length, height);
	cairo_set_line_width(cr, 0.07 * em);
	cairo_stroke(cr);
	baseline = top - 0.45 * em;
	draw_figure(cr, 0, "", x, baseline, em);
	if (length > 6 * em)
		draw_figure(cr, number / 2, "", x + length / 2, baseline, em);
	draw_figure(cr, number, unit_text(km, chinese), x + length, baseline, em);
}

void gw_furniture_draw(cairo_t *cr, double x, double y, double width, double longest, double em,
	double metres_per_pixel, bool chinese)
{
	double room = fmin(width - (room_left + room_right) * em, longest);
	double metres = gw_scalebar_length(room * metres_per_pixel);

	draw_arrow(cr, x, y, em, chinese);
	if (metres > 0)
		draw_bar(cr, round(x + room_left * em), y + GW_FURNITURE_EMS * em, em, metres,
			metres / metres_per_pixel, chinese);
}
