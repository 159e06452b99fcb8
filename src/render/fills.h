/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_RENDER_FILLS_H
#define GW_RENDER_FILLS_H

#include "render/painter.h"

/* The nested areas of a scene's classes, as outlines in the Mercator square. Immutable. */
struct gw_fills;

/* Keeps nothing of the scene. GW_ENOMEM. */
enum gw_status gw_fills_create(
	struct gw_fills **out, const struct gw_scene *scene, struct gw_error *err);
void gw_fills_destroy(struct gw_fills *fills);

struct gw_world_box gw_fills_box(const struct gw_fills *fills);

/*
 * Fills the areas on cr, each class in its colour and hatched where the class says so, the pattern
 * fast to the Mercator square.
 */
void gw_fills_paint(const struct gw_fills *fills, const struct gw_scene *scene, cairo_t *cr,
	const struct gw_view *view);

#endif
