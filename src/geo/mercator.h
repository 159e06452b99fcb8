/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_GEO_MERCATOR_H
#define GW_GEO_MERCATOR_H

#include "geo/lonlat.h"

/*
 * Spherical web Mercator (EPSG:3857; WebMercatorQuad in OGC's Tile Matrix Set standard) on the unit
 * square: x runs east from longitude -180 to 180, y runs south from GW_MERCATOR_LAT_MAX to its
 * negative.
 */
struct gw_world {
	double x, y;
};

struct gw_world_box {
	struct gw_world min, max; /* min is the north-west corner */
};

/* atan(sinh(pi)): where the square ends, in units. */
#define GW_MERCATOR_LAT_MAX 850511288

/* Always within [0, 1]: latitudes beyond the square are drawn on its edge. */
struct gw_world gw_world_from_lonlat(struct gw_lonlat p);

/*
 * Positions outside the square are drawn to its edge; a NaN gives 0. Rounds as the canonical point
 * does.
 */
struct gw_lonlat gw_lonlat_from_world(struct gw_world w);

/*
 * Metres on the sphere of radius 6378137 that one pixel spans at a latitude in units, when a tile
 * is tile_pixels wide (256, or 512 for "@2x"). The customary figure for scale bars and zoom levels;
 * up to 0.7 % off the ellipsoid.
 */
double gw_mercator_metres_per_pixel(int32_t lat, unsigned zoom, double tile_pixels);

#endif
