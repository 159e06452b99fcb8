/* SPDX-License-Identifier: Apache-2.0 */
#include "painted.h"

#include "render/canvas.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <cairo.h>

static cairo_t *ground(double width, double height)
{
	cairo_surface_t *surface =
		cairo_image_surface_create(CAIRO_FORMAT_ARGB32, (int)width, (int)height);
	cairo_t *cr = cairo_create(surface);

	cairo_surface_destroy(surface);
	return cr;
}

static void paint(cairo_t *cr, const struct gw_scene *scene, const struct gw_view *view,
	const struct gw_canvas *cache)
{
	struct gw_error err = {0};

	if (gw_canvas_paint(cr, scene, 0, scene->num_layers, view, cache, &err))
		fail_msg("%s", err.text);
}

static struct pixels finish(cairo_t *cr)
{
	struct pixels out = pixels_of(cairo_get_target(cr));

	cairo_destroy(cr);
	return out;
}

struct pixels painted(const struct gw_scene *scene, const struct gw_view *view)
{
	cairo_t *cr = ground(view->width, view->height);

	paint(cr, scene, view, NULL);
	return finish(cr);
}

struct pixels painted_in_tiles(
	const struct gw_scene *scene, const struct gw_view *view, unsigned side)
{
	cairo_t *cr = ground(view->width, view->height), *tile;
	struct gw_canvas *canvas = NULL;
	struct gw_error err = {0};
	double x, y;

	if (gw_canvas_create(&canvas, scene, 0, scene->num_layers, &err))
		fail_msg("%s", err.text);
	for (y = 0; y < view->height; y += side)
		for (x = 0; x < view->width; x += side) {
			struct gw_view part = *view;

			part.origin.x += x / view->scale;
			part.origin.y += y / view->scale;
			part.width = part.height = side;
			tile = ground(side, side);
			paint(tile, scene, &part, canvas);
			cairo_set_operator(cr, CAIRO_OPERATOR_SOURCE);
			cairo_set_source_surface(cr, cairo_get_target(tile), x, y);
			cairo_rectangle(cr, x, y, side, side);
			cairo_fill(cr);
			cairo_destroy(tile);
		}
	gw_canvas_destroy(canvas);
	return finish(cr);
}
