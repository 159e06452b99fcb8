/* SPDX-License-Identifier: Apache-2.0 */
#include "render/furniture.h"

#include <cairo.h>
#include <math.h>
#include <stdio.h>

/*
 * In ems: what stands left of the bar (the arrow, half of "0"), and right of it (half of "500 m").
 */
#define ROOM_LEFT  3.4
#define ROOM_RIGHT 2.6
#define BAR_HEIGHT 0.42

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

double gw_scale_round(double denominator)
{
	double step;

	if (!(denominator > 0))
		return 0;
	step = 5 * pow(10, fmax(floor(log10(denominator)) - 2, 0));
	return ceil(denominator / step - 1e-9) * step;
}

static void draw_arrow(struct gw_board *board, double x, double bottom)
{
	bool chinese = board->tongue == GW_TONGUE_ZH;
	double em = board->em, middle = x + 0.8 * em, top = bottom - (GW_FURNITURE_EMS - 1.3) * em;
	struct gw_type type = {
		.size = em, .rgb = GW_INK_RGB, .bold = true, .lang = chinese ? "zh-cn" : "en"};
	struct gw_text north = gw_text_set(board->cr, chinese ? "北" : "N", &type);
	double notch = bottom - 0.55 * em;
	cairo_t *cr = board->cr;

	gw_board_show(board, &north, middle - north.middle, top - 0.25 * em - north.baseline);
	gw_text_finish(&north);
	cairo_move_to(cr, middle, top);
	cairo_line_to(cr, middle - 0.62 * em, bottom);
	cairo_line_to(cr, middle, notch);
	cairo_close_path(cr);
	gw_colour_set(cr, GW_INK_RGB, 1);
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
	struct gw_board *board, double number, const char *unit, double middle, double baseline)
{
	struct gw_type type = {.size = 0.85 * board->em, .rgb = GW_INK_RGB};
	struct gw_text figure, bare;
	char text[48];

	snprintf(text, sizeof text, "%.10g", number);
	bare = gw_text_set(board->cr, text, &type);
	snprintf(text, sizeof text, "%.10g%s", number, unit);
	figure = gw_text_set(board->cr, text, &type);
	gw_board_show(board, &figure, middle - bare.width / 2, baseline - figure.baseline);
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
static void draw_bar(struct gw_board *board, double x, double top, double metres, double length)
{
	double em = board->em, height = gw_board_snap(board, BAR_HEIGHT * em), baseline;
	bool km = metres >= 1000;
	double number = km ? metres / 1000 : metres;
	cairo_t *cr = board->cr;
	int i;

	cairo_rectangle(cr, x, top, length, height);
	gw_colour_set(cr, 0xffffff, 1);
	cairo_fill(cr);
	gw_colour_set(cr, GW_INK_RGB, 1);
	for (i = 0; i < 4; i += 2)
		cairo_rectangle(cr, x + length * i / 4, top, length / 4, height);
	cairo_fill(cr);
	cairo_rectangle(cr, x, top, length, height);
	cairo_set_line_width(cr, 0.07 * em);
	cairo_stroke(cr);
	baseline = top - 0.4 * em;
	draw_figure(board, 0, "", x, baseline);
	if (length > 6 * em)
		draw_figure(board, number / 2, "", x + length / 2, baseline);
	draw_figure(
		board, number, unit_text(km, board->tongue == GW_TONGUE_ZH), x + length, baseline);
}

/* "1:26 500 (A3)", below the bar. */
static void draw_scale(
	struct gw_board *board, const struct gw_furniture *f, double x, double baseline)
{
	struct gw_type type = {.size = 0.85 * board->em, .rgb = GW_QUIET_RGB};
	long long n = (long long)f->denominator;
	struct gw_text scale;
	char text[64], figures[32];

	if (n >= 1000000)
		snprintf(figures, sizeof figures, "%lld\u2009%03lld\u2009%03lld", n / 1000000,
			n / 1000 % 1000, n % 1000);
	else if (n >= 1000)
		snprintf(figures, sizeof figures, "%lld\u2009%03lld", n / 1000, n % 1000);
	else
		snprintf(figures, sizeof figures, "%lld", n);
	snprintf(text, sizeof text, f->paper ? "1:%s (%s)" : "1:%s", figures, f->paper);
	scale = gw_text_set(board->cr, text, &type);
	gw_board_show(board, &scale, x, baseline - scale.baseline);
	gw_text_finish(&scale);
}

void gw_furniture_draw(
	struct gw_board *board, struct gw_rect box, const struct gw_furniture *furniture)
{
	double em = board->em, x = gw_board_snap(board, box.x + ROOM_LEFT * em);
	double room = fmin(box.width - (ROOM_LEFT + ROOM_RIGHT) * em, furniture->longest);
	double metres = gw_scalebar_length(room * furniture->metres);
	double bottom = box.y + box.height;

	draw_arrow(board, box.x, bottom);
	if (metres > 0)
		draw_bar(board, x, gw_board_snap(board, bottom - 2.0 * em), metres,
			metres / furniture->metres);
	if (furniture->denominator > 0)
		draw_scale(board, furniture, x, bottom - 0.1 * em);
}
