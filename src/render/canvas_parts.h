/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_RENDER_CANVAS_PARTS_H
#define GW_RENDER_CANVAS_PARTS_H

/*
 * Inside the canvas: how a layer of each kind is prepared and painted. What is prepared keeps
 * nothing of the scene; its destructors accept NULL. GW_ENOMEM in all.
 */

#include "base/error.h"
#include "render/scene.h"

typedef struct _cairo cairo_t;

struct gw_canvas_fill;

enum gw_status gw_canvas_fill_create(struct gw_canvas_fill **out, const struct gw_fill_layer *layer,
	const struct gw_grid *grid, struct gw_error *err);
void gw_canvas_fill_destroy(struct gw_canvas_fill *fill);
void gw_canvas_fill_paint(
	const struct gw_canvas_fill *fill, cairo_t *cr, const struct gw_view *view);

struct gw_canvas_pattern;

enum gw_status gw_canvas_pattern_create(struct gw_canvas_pattern **out,
	const struct gw_pattern_layer *layer, const struct gw_grid *grid, struct gw_error *err);
void gw_canvas_pattern_destroy(struct gw_canvas_pattern *pattern);
void gw_canvas_pattern_paint(const struct gw_canvas_pattern *pattern,
	const struct gw_pattern_layer *layer, const struct gw_sprites *sprites, cairo_t *cr,
	const struct gw_view *view);

struct gw_canvas_borders;

enum gw_status gw_canvas_borders_create(struct gw_canvas_borders **out,
	const struct gw_border_layer *layer, const struct gw_division *division,
	struct gw_error *err);
void gw_canvas_borders_destroy(struct gw_canvas_borders *borders);
enum gw_status gw_canvas_borders_paint(const struct gw_canvas_borders *borders,
	const struct gw_border_layer *layer, const struct gw_division *division, cairo_t *cr,
	const struct gw_view *view, struct gw_error *err);

enum gw_status gw_canvas_paint_areas(const struct gw_area_layer *layer,
	const struct gw_context *context, const struct gw_sprites *sprites, cairo_t *cr,
	const struct gw_view *view, struct gw_error *err);
enum gw_status gw_canvas_paint_lines(const struct gw_line_layer *layer,
	const struct gw_context *context, cairo_t *cr, const struct gw_view *view,
	struct gw_error *err);
void gw_canvas_paint_circles(
	const struct gw_circle_layer *layer, cairo_t *cr, const struct gw_view *view);

#endif
