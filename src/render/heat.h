/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_RENDER_HEAT_H
#define GW_RENDER_HEAT_H

#include "base/error.h"
#include "render/scene.h"

typedef struct _cairo cairo_t;

/*
 * Paints a layer of density as an image. The density at a pixel's middle is the sum over the points
 *
 *	weight * intensity * exp(-(3 d / radius)^2 / 2) / sqrt(2 pi)
 *
 * d away, as MapLibre's heatmap has it; each as far as it makes a sixteenth of one of the ramp's
 * steps. Points are summed in their order, so that a pixel is the same in whichever view. Where the
 * pen is over 2 densities stand a pen apart, and between them the colours are blended. GW_ENOMEM.
 */
enum gw_status gw_heat_paint(const struct gw_heat_layer *heat, cairo_t *cr,
	const struct gw_view *view, struct gw_error *err);

/* How far a point shows, in pixels of a common screen; 0: it does not. */
double gw_heat_reach(const struct gw_heat_layer *heat, const struct gw_heat_point *point);

#endif
