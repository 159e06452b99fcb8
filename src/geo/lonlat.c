/* SPDX-License-Identifier: Apache-2.0 */
#include "geo/lonlat.h"

#include <math.h>

bool gw_lonlat_from_degrees(double lon, double lat, struct gw_lonlat *out)
{
	if (!(fabs(lon) <= 180.0 && fabs(lat) <= 90.0)) /* a NaN compares false */
		return false;
	out->lon = (int32_t)llround(lon * GW_UNITS_PER_DEGREE);
	out->lat = (int32_t)llround(lat * GW_UNITS_PER_DEGREE);
	return true;
}

double gw_degrees(int32_t units)
{
	return (double)units / GW_UNITS_PER_DEGREE;
}

struct gw_bbox gw_bbox_empty(void)
{
	return (struct gw_bbox){{INT32_MAX, INT32_MAX}, {INT32_MIN, INT32_MIN}};
}

bool gw_bbox_is_empty(struct gw_bbox box)
{
	return box.min.lon > box.max.lon;
}

struct gw_bbox gw_bbox_of(struct gw_lonlat a, struct gw_lonlat b)
{
	return gw_bbox_with((struct gw_bbox){a, a}, b);
}

struct gw_bbox gw_bbox_with(struct gw_bbox box, struct gw_lonlat p)
{
	if (p.lon < box.min.lon)
		box.min.lon = p.lon;
	if (p.lat < box.min.lat)
		box.min.lat = p.lat;
	if (p.lon > box.max.lon)
		box.max.lon = p.lon;
	if (p.lat > box.max.lat)
		box.max.lat = p.lat;
	return box;
}

bool gw_bbox_meets(struct gw_bbox a, struct gw_bbox b)
{
	return a.min.lon <= b.max.lon && b.min.lon <= a.max.lon && a.min.lat <= b.max.lat &&
		b.min.lat <= a.max.lat;
}

struct gw_scale gw_scale_at(int32_t lat)
{
	static const double semi_major = 6378137.0, eccentricity2 = 6.69437999014e-3;
	static const double radians_per_unit = M_PI / 180 / GW_UNITS_PER_DEGREE;
	double phi = lat * radians_per_unit;
	double w2 = 1 - eccentricity2 * sin(phi) * sin(phi);
	double prime_vertical = semi_major / sqrt(w2);
	double meridian = semi_major * (1 - eccentricity2) / (w2 * sqrt(w2));

	return (struct gw_scale){
		.east = prime_vertical * cos(phi) * radians_per_unit,
		.north = meridian * radians_per_unit,
	};
}

double gw_distance_to_segment(struct gw_lonlat p, struct gw_lonlat a, struct gw_lonlat b)
{
	struct gw_scale s = gw_scale_at(p.lat);
	double ax = ((double)a.lon - p.lon) * s.east, ay = ((double)a.lat - p.lat) * s.north;
	double dx = ((double)b.lon - a.lon) * s.east, dy = ((double)b.lat - a.lat) * s.north;
	double length2 = dx * dx + dy * dy;
	double t = length2 > 0 ? -(ax * dx + ay * dy) / length2 : 0;

	if (t >= 1) /* the far end itself, as exact as from the near end of the next segment */
		return hypot(((double)b.lon - p.lon) * s.east, ((double)b.lat - p.lat) * s.north);
	t = t < 0 ? 0 : t;
	return hypot(ax + t * dx, ay + t * dy);
}
