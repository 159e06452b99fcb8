/* SPDX-License-Identifier: Apache-2.0 */
#include "render/inset.h"

#include "base/mem.h"
#include "render/canvas.h"

#include <cairo.h>
#include <math.h>

#define LAND	   0xffdcdfe2
#define LAND_RIM   0xff8c9196
#define GROUND_RGB 0xf6f7f8
#define PART_RGB   0xb3261e

double gw_inset_aspect(struct gw_world_box whole)
{
	return (whole.max.y - whole.min.y) / fmax(whole.max.x - whole.min.x, 1e-12);
}

static struct gw_view view_of(
	const struct gw_board *board, struct gw_rect rect, struct gw_world_box whole)
{
	double pad = 0.4 * board->em;
	double scale = fmin((rect.width - 2 * pad) / fmax(whole.max.x - whole.min.x, 1e-12),
		(rect.height - 2 * pad) / fmax(whole.max.y - whole.min.y, 1e-12));

	return (struct gw_view){
		.origin = {(whole.min.x + whole.max.x - rect.width / scale) / 2,
			(whole.min.y + whole.max.y - rect.height / scale) / 2},
		.scale = scale,
		.width = rect.width,
		.height = rect.height,
		.pen = gw_board_pen(board),
	};
}

/* The whole division in one colour, and its rim. */
static enum gw_status paint_whole(cairo_t *cr, const struct gw_division *division,
	const struct gw_view *view, struct gw_error *err)
{
	gw_cell_id n = division->units->num_cells, i;
	struct gw_stroke rim = {.rgba = LAND_RIM, .width = 0.6f};
	gw_rgba *cells = gw_alloc_array((size_t)n + 1, sizeof *cells);
	struct gw_scene_layer layers[] = {
		{.kind = GW_DRAW_FILL, .fill = {.cells = cells}},
		{.kind = GW_DRAW_BORDERS, .borders = {.strokes = &rim, .num_strokes = 1}},
	};
	struct gw_scene scene = {.division = division, .layers = layers, .num_layers = 2};
	enum gw_status st;

	if (!cells)
		return gw_fail_nomem(err);
	cells[0] = GW_RGBA_TRANSPARENT;
	for (i = 1; i <= n; i++)
		cells[i] = LAND;
	st = gw_canvas_paint(cr, &scene, 0, 2, view, NULL, err);
	free(cells);
	return st;
}

static void outline(cairo_t *cr, struct gw_rect r, double width, uint32_t rgb)
{
	cairo_rectangle(cr, r.x, r.y, r.width, r.height);
	cairo_set_line_width(cr, width);
	cairo_set_line_join(cr, CAIRO_LINE_JOIN_MITER);
	gw_colour_set(cr, rgb, 1);
	cairo_stroke(cr);
}

enum gw_status gw_inset_draw(struct gw_board *board, struct gw_rect rect,
	const struct gw_division *division, struct gw_world_box whole, struct gw_world_box part,
	struct gw_error *err)
{
	struct gw_view view = view_of(board, rect, whole);
	double pen = gw_board_pen(board);
	cairo_t *cr = board->cr;
	enum gw_status st;

	cairo_save(cr);
	cairo_translate(cr, rect.x, rect.y);
	cairo_rectangle(cr, 0, 0, rect.width, rect.height);
	cairo_clip(cr);
	gw_colour_set(cr, GROUND_RGB, 1);
	cairo_paint(cr);
	st = paint_whole(cr, division, &view, err);
	outline(cr,
		(struct gw_rect){(part.min.x - view.origin.x) * view.scale,
			(part.min.y - view.origin.y) * view.scale,
			(part.max.x - part.min.x) * view.scale,
			(part.max.y - part.min.y) * view.scale},
		1.2 * pen, PART_RGB);
	cairo_restore(cr);
	outline(cr, rect, 0.5 * pen, GW_RULE_RGB);
	return st;
}
