/* SPDX-License-Identifier: Apache-2.0 */
#include "geo/mercator.h"

#include <math.h>

static const double semi_major = 6378137.0;

/* NaN to 0. */
static double clamp01(double v)
{
	return v > 0 ? fmin(v, 1) : 0;
}

struct gw_world gw_world_from_lonlat(struct gw_lonlat p)
{
	double phi = gw_degrees(p.lat) * M_PI / 180;

	return (struct gw_world){
		clamp01(((double)p.lon + GW_LON_MAX) / (2.0 * GW_LON_MAX)),
		clamp01(0.5 - asinh(tan(phi)) / (2 * M_PI)),
	};
}

struct gw_lonlat gw_lonlat_from_world(struct gw_world w)
{
	double lat = atan(sinh(M_PI * (1 - 2 * clamp01(w.y)))) * 180 / M_PI;

	return (struct gw_lonlat){
		(int32_t)llround((2 * clamp01(w.x) - 1) * GW_LON_MAX),
		(int32_t)llround(lat * GW_UNITS_PER_DEGREE),
	};
}

double gw_mercator_metres_per_pixel(int32_t lat, unsigned zoom, double tile_pixels)
{
	double phi = gw_degrees(lat) * M_PI / 180;

	return cos(phi) * 2 * M_PI * semi_major / ldexp(tile_pixels, (int)zoom);
}
