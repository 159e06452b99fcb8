/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_GEO_LONLAT_H
#define GW_GEO_LONLAT_H

#include <stdbool.h>
#include <stdint.h>

/* The canonical unit: 1e-7 degree, about 1.1 cm of latitude. */
#define GW_UNITS_PER_DEGREE 10000000
#define GW_LON_MAX	    (180 * GW_UNITS_PER_DEGREE)
#define GW_LAT_MAX	    (90 * GW_UNITS_PER_DEGREE)

/*
 * The canonical point: WGS 84 longitude and latitude in units, rounded once from degrees, stored,
 * and used for every decision. |lon| <= GW_LON_MAX, |lat| <= GW_LAT_MAX.
 */
struct gw_lonlat {
	int32_t lon, lat;
};

/* A closed box; empty when west > east. */
struct gw_bbox {
	struct gw_lonlat min, max;
};

/*
 * Rounds half away from zero. False, *out untouched, for NaN, infinities and what is out of range.
 */
bool gw_lonlat_from_degrees(double lon, double lat, struct gw_lonlat *out);

double gw_degrees(int32_t units);

static inline bool gw_lonlat_equal(struct gw_lonlat a, struct gw_lonlat b)
{
	return a.lon == b.lon && a.lat == b.lat;
}

/*
 * Twice the signed area of the triangle a, b, p in square units: > 0 when p lies left of a -> b, 0
 * when on its line. Exact while |b - a| and |p - a| are at most 2^30 units on each axis.
 */
static inline int64_t gw_orient(struct gw_lonlat a, struct gw_lonlat b, struct gw_lonlat p)
{
	return ((int64_t)b.lon - a.lon) * ((int64_t)p.lat - a.lat) -
		((int64_t)b.lat - a.lat) * ((int64_t)p.lon - a.lon);
}

struct gw_bbox gw_bbox_empty(void);
bool gw_bbox_is_empty(struct gw_bbox box);
struct gw_bbox gw_bbox_of(struct gw_lonlat a, struct gw_lonlat b);
struct gw_bbox gw_bbox_with(struct gw_bbox box, struct gw_lonlat p);
bool gw_bbox_meets(struct gw_bbox a, struct gw_bbox b);

/*
 * Metres per unit east and north at a latitude, on the WGS 84 ellipsoid: the radii of curvature in
 * the prime vertical (times the cosine) and in the meridian.
 */
struct gw_scale {
	double east, north;
};
struct gw_scale gw_scale_at(int32_t lat);

/*
 * The distance in metres from p to the segment a-b, on the plane that touches the ellipsoid at p.
 */
double gw_distance_to_segment(struct gw_lonlat p, struct gw_lonlat a, struct gw_lonlat b);

#endif
