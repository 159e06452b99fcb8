/* SPDX-License-Identifier: Apache-2.0 */
#include "render/canvas.h"

#include "render/canvas_parts.h"
#include "render/heat.h"
#include "render/picture.h"

#include <cairo.h>
#include <stdlib.h>

/* What is prepared of a layer; at most one is. */
struct part {
	struct gw_canvas_fill *fill;
	struct gw_canvas_pattern *pattern;
	struct gw_canvas_borders *borders;
};

struct gw_canvas {
	struct part *parts; /* of layer `first` and on */
	uint32_t first, count;
};

static enum gw_status prepare(struct part *part, const struct gw_scene *scene,
	const struct gw_scene_layer *layer, struct gw_error *err)
{
	const struct gw_division *division = scene->division;

	switch (layer->kind) {
	case GW_DRAW_FILL:
		return gw_canvas_fill_create(&part->fill, &layer->fill, division->grid, err);
	case GW_DRAW_PATTERN:
		return gw_canvas_pattern_create(
			&part->pattern, &layer->pattern, division->grid, err);
	case GW_DRAW_BORDERS:
		return gw_canvas_borders_create(&part->borders, &layer->borders, division, err);
	default:
		return GW_OK;
	}
}

enum gw_status gw_canvas_create(struct gw_canvas **out, const struct gw_scene *scene,
	uint32_t first, uint32_t count, struct gw_error *err)
{
	struct gw_canvas *canvas = calloc(1, sizeof *canvas);
	enum gw_status st = GW_OK;
	uint32_t i;

	if (!canvas)
		return gw_fail_nomem(err);
	canvas->first = first;
	canvas->count = count;
	canvas->parts = calloc((size_t)count + 1, sizeof *canvas->parts);
	if (!canvas->parts)
		st = gw_fail_nomem(err);
	for (i = 0; i < count && !st; i++)
		st = prepare(&canvas->parts[i], scene, &scene->layers[first + i], err);
	if (st)
		gw_canvas_destroy(canvas);
	else
		*out = canvas;
	return st;
}

void gw_canvas_destroy(struct gw_canvas *canvas)
{
	uint32_t i;

	if (!canvas)
		return;
	for (i = 0; canvas->parts && i < canvas->count; i++) {
		gw_canvas_fill_destroy(canvas->parts[i].fill);
		gw_canvas_pattern_destroy(canvas->parts[i].pattern);
		gw_canvas_borders_destroy(canvas->parts[i].borders);
	}
	free(canvas->parts);
	free(canvas);
}

static enum gw_status paint_layer(const struct part *part, const struct gw_scene *scene,
	const struct gw_scene_layer *layer, cairo_t *cr, const struct gw_view *view,
	struct gw_error *err)
{
	switch (layer->kind) {
	case GW_DRAW_FILL:
		gw_canvas_fill_paint(part->fill, cr, view);
		break;
	case GW_DRAW_PATTERN:
		if (scene->sprites)
			gw_canvas_pattern_paint(
				part->pattern, &layer->pattern, scene->sprites, cr, view);
		break;
	case GW_DRAW_BORDERS:
		return gw_canvas_borders_paint(
			part->borders, &layer->borders, scene->division, cr, view, err);
	case GW_DRAW_AREAS:
		return gw_canvas_paint_areas(
			&layer->areas, scene->context, scene->sprites, cr, view, err);
	case GW_DRAW_LINES:
		return gw_canvas_paint_lines(&layer->lines, scene->context, cr, view, err);
	case GW_DRAW_CIRCLES:
		gw_canvas_paint_circles(&layer->circles, cr, view);
		break;
	case GW_DRAW_HEAT:
		return gw_heat_paint(&layer->heat, cr, view, err);
	case GW_DRAW_SYMBOLS:
		break;
	}
	return GW_OK;
}

enum gw_status gw_canvas_paint(cairo_t *cr, const struct gw_scene *scene, uint32_t first,
	uint32_t count, const struct gw_view *view, const struct gw_canvas *cache,
	struct gw_error *err)
{
	struct gw_canvas *own = NULL;
	enum gw_status st = GW_OK;
	uint32_t i;

	if (!cache) {
		st = gw_canvas_create(&own, scene, first, count, err);
		if (st)
			return st;
		cache = own;
	}
	cairo_save(cr);
	for (i = first; i < first + count && !st; i++)
		st = paint_layer(
			&cache->parts[i - cache->first], scene, &scene->layers[i], cr, view, err);
	cairo_restore(cr);
	gw_canvas_destroy(own);
	return st ? st : gw_cairo_check(cr, err);
}
