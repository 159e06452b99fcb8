/* SPDX-License-Identifier: Apache-2.0 */
#include "geo/datum.h"

#include <math.h>
#include <stdbool.h>

#define BOX_WEST  72.004
#define BOX_EAST  137.8347
#define BOX_SOUTH 0.8293
#define BOX_NORTH 55.8271

/* More than the two shifts together can move a point of the box, in degrees. */
#define SHIFT_MAX 0.03

/* How far outside the box rounding can leave the preimage of a point on its edge, in degrees. */
#define EDGE_TOLERANCE 1e-9

#define ITERATIONS_MAX 16
#define ITERATION_STOP 1e-13

#define BD09_LON  0.0065
#define BD09_LAT  0.006
#define BD09_WAVE (M_PI * 3000 / 180)

/* In the box, or within margin degrees of it; deeper than -margin when negative. Not for a NaN. */
static bool in_box(struct gw_position p, double margin)
{
	return p.lon >= BOX_WEST - margin && p.lon <= BOX_EAST + margin &&
		p.lat >= BOX_SOUTH - margin && p.lat <= BOX_NORTH + margin;
}

static struct gw_position clamp_to_box(struct gw_position p)
{
	return (struct gw_position){
		fmin(fmax(p.lon, BOX_WEST), BOX_EAST),
		fmin(fmax(p.lat, BOX_SOUTH), BOX_NORTH),
	};
}

/* 2/3 (a sin(pi u) + b sin(pi v)): the waves in both shifts, in metres. */
static double waves(double a, double u, double b, double v)
{
	return (a * sin(M_PI * u) + b * sin(M_PI * v)) * 2 / 3;
}

/* The shift at a WGS 84 position in degrees, whether in the box or not. */
static struct gw_position gcj02_shift(struct gw_position p)
{
	static const double semi_major = 6378245.0, eccentricity2 = 0.00669342162296594323;
	double x = p.lon - 105, y = p.lat - 35, phi = p.lat * M_PI / 180;
	double w2 = 1 - eccentricity2 * sin(phi) * sin(phi), w = sqrt(w2);
	double root = sqrt(fabs(x)), ripple = waves(20, 6 * x, 20, 2 * x);
	double east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + ripple +
		waves(20, x, 40, x / 3) + waves(150, x / 12, 300, x / 30);
	double north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + ripple +
		waves(20, y, 40, y / 3) + waves(160, y / 12, 320, y / 30);

	return (struct gw_position){
		east / (semi_major / w * cos(phi)) * 180 / M_PI,
		north / (semi_major * (1 - eccentricity2) / (w2 * w)) * 180 / M_PI,
	};
}

static struct gw_position add_gcj02(struct gw_position p)
{
	struct gw_position shift = gcj02_shift(p);

	return (struct gw_position){p.lon + shift.lon, p.lat + shift.lat};
}

static struct gw_position add_bd09(struct gw_position p)
{
	double radius = hypot(p.lon, p.lat) + 2e-5 * sin(p.lat * BD09_WAVE);
	double angle = atan2(p.lat, p.lon) + 3e-6 * cos(p.lon * BD09_WAVE);

	return (struct gw_position){radius * cos(angle) + BD09_LON, radius * sin(angle) + BD09_LAT};
}

/*
 * The p with add(p) = target, by p <- p + target - add(p). Both shifts change by less than a
 * fiftieth of the step, so each round gives at least one and a half digits more, and five or six
 * are enough. (At longitude 105 the root in gcj02_shift() is steep, but only within 1e-12 degree.)
 */
static struct gw_position solve(
	struct gw_position (*add)(struct gw_position), struct gw_position target)
{
	struct gw_position p = target, image;
	double lon, lat;
	int i;

	for (i = 0; i < ITERATIONS_MAX; i++) {
		image = add(p);
		lon = target.lon - image.lon;
		lat = target.lat - image.lat;
		p.lon += lon;
		p.lat += lat;
		if (fabs(lon) < ITERATION_STOP && fabs(lat) < ITERATION_STOP)
			break;
	}
	return p;
}

struct gw_position gw_wgs84_to_gcj02(struct gw_position wgs84)
{
	return in_box(wgs84, 0) ? add_gcj02(wgs84) : wgs84;
}

struct gw_position gw_gcj02_to_wgs84(struct gw_position gcj02)
{
	struct gw_position p;

	if (!in_box(gcj02, SHIFT_MAX))
		return gcj02;
	p = solve(add_gcj02, gcj02);
	if (in_box(p, EDGE_TOLERANCE))
		return clamp_to_box(p);
	return in_box(gcj02, 0) ? p : gcj02;
}

/* Whether the WGS 84 position behind a GCJ-02 one lies in the box: solved only near its edge. */
static bool gcj02_in_box(struct gw_position gcj02)
{
	if (!in_box(gcj02, SHIFT_MAX))
		return false;
	return in_box(gcj02, -SHIFT_MAX) || in_box(solve(add_gcj02, gcj02), EDGE_TOLERANCE);
}

struct gw_position gw_gcj02_to_bd09(struct gw_position gcj02)
{
	return gcj02_in_box(gcj02) ? add_bd09(gcj02) : gcj02;
}

struct gw_position gw_bd09_to_gcj02(struct gw_position bd09)
{
	struct gw_position p;

	if (!in_box(bd09, SHIFT_MAX))
		return bd09;
	p = solve(add_bd09, bd09);
	return gcj02_in_box(p) || in_box(bd09, 0) ? p : bd09;
}
