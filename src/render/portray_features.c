/* SPDX-License-Identifier: Apache-2.0 */
#include "render/portrait.h"

#include "base/mem.h"

enum gw_status gw_portray_areas(struct gw_portrait *p, struct gw_error *err)
{
	struct gw_area_layer *areas = &gw_portrait_next_layer(p, GW_DRAW_AREAS)->areas;
	uint32_t i, n = gw_portrait_count_context(p);
	enum gw_status st = GW_OK;

	areas->items = gw_alloc_array((size_t)n + 1, sizeof *areas->items);
	if (!areas->items)
		return gw_fail_nomem(err);
	for (i = 0; i < n && !st; i++) {
		struct gw_area *area = &areas->items[areas->n];

		if (p->data->context->features[i].shape != GW_SHAPE_POLYGON ||
			!gw_portrait_look_at_context(p, i))
			continue;
		*area = (struct gw_area){
			.feature = i,
			.rgba = gw_portrait_color(p, GW_FILL_COLOR, GW_FILL_OPACITY),
			.opacity = gw_portrait_number(p, GW_FILL_OPACITY),
		};
		if (gw_layer_has(p->layer, GW_FILL_OUTLINE_COLOR))
			area->outline =
				gw_portrait_color(p, GW_FILL_OUTLINE_COLOR, GW_FILL_OPACITY);
		st = gw_portrait_find_sprite(p, GW_FILL_PATTERN, &area->sprite, err);
		areas->n++;
	}
	return st;
}

enum gw_status gw_portray_lines(struct gw_portrait *p, struct gw_error *err)
{
	struct gw_line_layer *lines = &gw_portrait_next_layer(p, GW_DRAW_LINES)->lines;
	uint32_t i, n = gw_portrait_count_context(p);

	lines->items = gw_alloc_array((size_t)n + 1, sizeof *lines->items);
	if (!lines->items)
		return gw_fail_nomem(err);
	for (i = 0; i < n; i++) {
		struct gw_line *line = &lines->items[lines->n];

		if (p->data->context->features[i].shape == GW_SHAPE_POINT ||
			!gw_portrait_look_at_context(p, i))
			continue;
		*line = (struct gw_line){.feature = i};
		gw_portrait_set_stroke(p, &line->stroke);
		lines->n += line->stroke.width > 0;
	}
	return GW_OK;
}

enum gw_status gw_portray_circles(struct gw_portrait *p, struct gw_error *err)
{
	struct gw_circle_layer *circles = &gw_portrait_next_layer(p, GW_DRAW_CIRCLES)->circles;
	uint32_t i, n = gw_portrait_count_points(p);

	circles->items = gw_alloc_array((size_t)n + 1, sizeof *circles->items);
	if (!circles->items)
		return gw_fail_nomem(err);
	for (i = 0; i < n; i++) {
		struct gw_circle *circle = &circles->items[circles->n];

		if (!gw_portrait_look_at_point(p, i, &circle->at))
			continue;
		circle->radius = gw_portrait_length(p, GW_CIRCLE_RADIUS, GW_CIRCLE_LENGTH_MAX);
		circle->blur = gw_portrait_number(p, GW_CIRCLE_BLUR);
		circle->rgba = gw_portrait_color(p, GW_CIRCLE_COLOR, GW_CIRCLE_OPACITY);
		circle->stroke =
			gw_portrait_color(p, GW_CIRCLE_STROKE_COLOR, GW_CIRCLE_STROKE_OPACITY);
		circle->stroke_width =
			gw_portrait_length(p, GW_CIRCLE_STROKE_WIDTH, GW_CIRCLE_LENGTH_MAX);
		circles->n++;
	}
	return GW_OK;
}

enum gw_status gw_portray_heat(struct gw_portrait *p, struct gw_error *err)
{
	struct gw_heat_layer *heat = &gw_portrait_next_layer(p, GW_DRAW_HEAT)->heat;
	uint32_t i, n = gw_portrait_count_points(p);

	heat->items = gw_alloc_array((size_t)n + 1, sizeof *heat->items);
	if (!heat->items)
		return gw_fail_nomem(err);
	for (i = 0; i < n; i++) {
		struct gw_heat_point *point = &heat->items[heat->n];

		if (!gw_portrait_look_at_point(p, i, &point->at))
			continue;
		point->weight = gw_portrait_number(p, GW_HEATMAP_WEIGHT);
		point->radius = gw_portrait_number(p, GW_HEATMAP_RADIUS);
		heat->n++;
	}
	p->scope.feature = NULL;
	heat->intensity = gw_portrait_number(p, GW_HEATMAP_INTENSITY);
	heat->opacity = gw_portrait_number(p, GW_HEATMAP_OPACITY);
	for (i = 0; i < 256; i++) {
		p->scope.heatmap_density = i / 255.0;
		heat->ramp[i] = gw_faded(gw_layer_color(p->layer, GW_HEATMAP_COLOR, &p->scope), 1);
	}
	return GW_OK;
}
