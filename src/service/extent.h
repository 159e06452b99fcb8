/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_SERVICE_EXTENT_H
#define GW_SERVICE_EXTENT_H

/* Pictures of maps for any box, size and proportions, in Web Mercator or in degrees. */

#include "geo/mercator.h"
#include "render/pane.h"
#include "service/atlas.h"

#include <math.h>

/*
 * What a picture shows. In Web Mercator the sides are metres (EPSG:3857), in degrees they are of
 * WGS 84, rows being equal steps of latitude.
 */
struct gw_extent {
	bool in_degrees;
	double west, south, east, north;
	unsigned width, height; /* pixels */
};

/* Metres from the middle of the Mercator square to its sides. */
#define GW_MERCATOR_HALF (M_PI * 6378137.0)

/*
 * The place shown at a point of the picture, in pixels from its north-west corner: the middle of
 * the first pixel is (0.5, 0.5). False where it is none of the earth's, or beyond Web Mercator.
 */
bool gw_extent_place(const struct gw_extent *extent, double x, double y, struct gw_lonlat *out);

/*
 * Appends n maps to png in one picture, the first lowest, over a ground that may be transparent.
 * GW_EINVAL for an extent out of bounds, GW_EFAULTS where a style cannot be drawn, GW_ENOMEM.
 */
enum gw_status gw_extent_draw(const struct gw_extent *extent, const struct gw_map *const *maps,
	size_t n, gw_rgba ground, struct gw_buf *png, struct gw_error *err);

#endif
