/* SPDX-License-Identifier: Apache-2.0 */
#include "render/canvas_parts.h"

#include "render/sprites.h"
#include "render/strokes.h"

#include <cairo.h>
#include <math.h>
#include <string.h>

/* Begins a path of the polygon's rings; false when nothing of it is seen. */
static bool trace_polygon(const struct gw_context *context,
	const struct gw_context_feature *feature, struct gw_plot *plot)
{
	struct gw_world_box view = gw_plot_world_box(plot);
	size_t i, end = feature->first_part + feature->num_parts;

	if (!gw_world_boxes_meet(&feature->box, &view))
		return false;
	cairo_new_path(plot->cr);
	for (i = feature->first_part; i < end; i++)
		gw_plot_ring(plot, context->points + context->part_first[i],
			context->part_first[i + 1] - context->part_first[i]);
	return true;
}

static void add_feature(struct gw_strokes *strokes, const struct gw_context *context,
	const struct gw_context_feature *feature)
{
	struct gw_world_box view = gw_plot_world_box(&strokes->plot);
	size_t i, end = feature->first_part + feature->num_parts;

	if (feature->shape == GW_SHAPE_POINT || !gw_world_boxes_meet(&feature->box, &view))
		return;
	for (i = feature->first_part; i < end; i++)
		gw_strokes_add(strokes, context->points + context->part_first[i],
			context->part_first[i + 1] - context->part_first[i],
			feature->shape == GW_SHAPE_POLYGON, 0);
}

enum gw_status gw_canvas_paint_areas(const struct gw_area_layer *layer,
	const struct gw_context *context, const struct gw_sprites *sprites, cairo_t *cr,
	const struct gw_view *view, struct gw_error *err)
{
	enum gw_status st = GW_OK;
	struct gw_plot plot;
	uint32_t i;

	gw_plot_init(&plot, cr, view, view->pen + 2);
	for (i = 0; i < layer->n && !st; i++) {
		const struct gw_area *area = &layer->items[i];
		const struct gw_context_feature *feature = &context->features[area->feature];
		struct gw_stroke outline = {.rgba = area->outline, .width = 1};
		struct gw_strokes strokes;

		if (!trace_polygon(context, feature, &plot))
			continue;
		gw_plot_even(&plot, 0);
		cairo_save(cr);
		cairo_set_fill_rule(cr, CAIRO_FILL_RULE_EVEN_ODD);
		if (area->sprite == GW_NO_SPRITE) {
			gw_rgba_set(cr, area->rgba);
			cairo_fill(cr);
		} else if (sprites) {
			cairo_clip(cr);
			gw_sprites_spread(sprites, area->sprite, cr, view, area->opacity);
		}
		cairo_restore(cr);
		if (!gw_stroke_shows(&outline))
			continue;
		gw_strokes_begin(&strokes, cr, view, &outline);
		add_feature(&strokes, context, feature);
		st = gw_strokes_paint(&strokes, err);
	}
	cairo_new_path(cr);
	return st;
}

/* Lines of one look that follow each other are one stroke: their crossings are no darker. */
enum gw_status gw_canvas_paint_lines(const struct gw_line_layer *layer,
	const struct gw_context *context, cairo_t *cr, const struct gw_view *view,
	struct gw_error *err)
{
	enum gw_status st = GW_OK;
	struct gw_strokes strokes;
	uint32_t i = 0;

	while (i < layer->n && !st) {
		const struct gw_stroke *stroke = &layer->items[i].stroke;

		if (!gw_stroke_shows(stroke)) {
			i++;
			continue;
		}
		gw_strokes_begin(&strokes, cr, view, stroke);
		for (; i < layer->n && !memcmp(&layer->items[i].stroke, stroke, sizeof *stroke);
			i++)
			add_feature(&strokes, context, &context->features[layer->items[i].feature]);
		st = gw_strokes_paint(&strokes, err);
	}
	return st;
}

#define BLUR_STOPS 8

/*
 * The disc and its rim, fading over a share `blur` of the whole to its edge, smoothly as
 * MapLibre's circles do (3 t^2 - 2 t^3).
 */
static cairo_pattern_t *blurred(
	const struct gw_circle *circle, struct gw_world at, double inner, double outer)
{
	cairo_pattern_t *pattern = cairo_pattern_create_radial(at.x, at.y, 0, at.x, at.y, outer);
	double blur = fmin(circle->blur, 1), rim = inner / outer, distance, t;
	int i;

	for (i = 0; i <= 2 * BLUR_STOPS + 1; i++) {
		/* as many stops before the rim as after it, two upon it */
		bool within = i <= BLUR_STOPS;
		gw_rgba c = within ? circle->rgba : circle->stroke;

		distance = within ? rim * i / BLUR_STOPS
				  : rim + (1 - rim) * (i - BLUR_STOPS - 1) / BLUR_STOPS;
		t = fmin((1 - distance) / blur, 1);
		cairo_pattern_add_color_stop_rgba(pattern, distance, (c >> 16 & 255) / 255.0,
			(c >> 8 & 255) / 255.0, (c & 255) / 255.0,
			gw_rgba_alpha(c) / 255.0 * t * t * (3 - 2 * t));
	}
	return pattern;
}

static void paint_circle(
	const struct gw_circle *circle, struct gw_plot *plot, const struct gw_view *view)
{
	double inner = fmax(circle->radius, 0) * view->pen;
	double rim = fmax(circle->stroke_width, 0) * view->pen, outer = inner + rim;
	struct gw_world at = gw_plot_place(plot, circle->at);
	cairo_t *cr = plot->cr;

	if (at.x + outer < plot->near.min.x || at.x - outer > plot->near.max.x ||
		at.y + outer < plot->near.min.y || at.y - outer > plot->near.max.y || outer <= 0)
		return;
	at.x -= plot->corner.x;
	at.y -= plot->corner.y;
	cairo_new_path(cr);
	if (circle->blur > 0) {
		cairo_pattern_t *pattern = blurred(circle, at, inner, outer);

		cairo_arc(cr, at.x, at.y, outer, 0, 2 * M_PI);
		cairo_set_source(cr, pattern);
		gw_plot_even(plot, 0);
		cairo_fill(cr);
		cairo_pattern_destroy(pattern);
		return;
	}
	cairo_arc(cr, at.x, at.y, inner, 0, 2 * M_PI);
	gw_rgba_set(cr, circle->rgba);
	gw_plot_even(plot, 0);
	cairo_fill(cr);
	if (rim <= 0)
		return;
	cairo_arc(cr, at.x, at.y, inner + rim / 2, 0, 2 * M_PI);
	cairo_close_path(cr);
	cairo_set_dash(cr, NULL, 0, 0);
	cairo_set_line_width(cr, rim);
	gw_rgba_set(cr, circle->stroke);
	gw_plot_even(plot, rim);
	cairo_stroke(cr);
}

void gw_canvas_paint_circles(
	const struct gw_circle_layer *layer, cairo_t *cr, const struct gw_view *view)
{
	struct gw_plot plot;
	uint32_t i;

	gw_plot_init(&plot, cr, view, 2);
	for (i = 0; i < layer->n; i++)
		paint_circle(&layer->items[i], &plot, view);
	cairo_set_source_rgb(cr, 0, 0, 0); /* lets go of the last gradient */
}
