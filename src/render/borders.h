/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_RENDER_BORDERS_H
#define GW_RENDER_BORDERS_H

#include "render/painter.h"

/* The borders between units, as lines of one level each in the Mercator square. Immutable. */
struct gw_borders;

/* Keeps nothing of the scene but its division. GW_ENOMEM. */
enum gw_status gw_borders_create(
	struct gw_borders **out, const struct gw_scene *scene, struct gw_error *err);
void gw_borders_destroy(struct gw_borders *borders);

/* Strokes them on cr, finest first. GW_ENOMEM. */
enum gw_status gw_borders_paint(const struct gw_borders *borders, cairo_t *cr,
	const struct gw_view *view, struct gw_error *err);

#endif
