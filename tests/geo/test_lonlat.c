/* SPDX-License-Identifier: Apache-2.0 */
#include "geo/lonlat.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static void expect_point(double lon, double lat, int32_t x, int32_t y)
{
	struct gw_lonlat p = {1, 1};

	if (!gw_lonlat_from_degrees(lon, lat, &p))
		fail_msg("%.10f, %.10f was refused", lon, lat);
	if (p.lon != x || p.lat != y)
		fail_msg("%.10f, %.10f became %d, %d", lon, lat, p.lon, p.lat);
}

static void expect_no_point(double lon, double lat)
{
	struct gw_lonlat p = {1, 2};

	if (gw_lonlat_from_degrees(lon, lat, &p))
		fail_msg("%.10f, %.10f became %d, %d", lon, lat, p.lon, p.lat);
	assert_true(p.lon == 1 && p.lat == 2);
}

static void degrees_round_to_the_nearest_unit_half_away_from_zero(void **state)
{
	expect_point(0, -0.0, 0, 0);
	expect_point(120.85, 40.7, 1208500000, 407000000);
	expect_point(0.00000004, -0.00000004, 0, 0);
	expect_point(0.00000006, -0.00000006, 1, -1);
	expect_point(1.5 / 1e7, -2.5 / 1e7, 2, -3);
}

static void the_whole_earth_is_in_range_and_nothing_beyond(void **state)
{
	expect_point(180, 90, GW_LON_MAX, GW_LAT_MAX);
	expect_point(-180, -90, -GW_LON_MAX, -GW_LAT_MAX);
	expect_no_point(nextafter(180, 181), 0);
	expect_no_point(0, nextafter(-90, -91));
	expect_no_point(1e300, 0);
	expect_no_point(0, 1e300);
}

static void what_is_not_finite_is_refused(void **state)
{
	expect_no_point(NAN, 0);
	expect_no_point(0, NAN);
	expect_no_point(INFINITY, 0);
	expect_no_point(0, -INFINITY);
}

static void every_unit_survives_the_way_through_degrees(void **state)
{
	int64_t units;

	for (units = -GW_LON_MAX; units <= GW_LON_MAX; units += 997)
		expect_point(gw_degrees((int32_t)units), gw_degrees((int32_t)(units / 2)),
			(int32_t)units, (int32_t)(units / 2));
}

static void orientation_is_exact_at_its_widest(void **state)
{
	struct gw_lonlat a = {-(1 << 29), -(1 << 29)}, b = {1 << 29, 1 << 29};
	__int128 wide;
	struct gw_lonlat p;
	int32_t d;

	for (d = -3; d <= 3; d++) {
		p = (struct gw_lonlat){(1 << 29) - 7, (1 << 29) - 7 + d};
		wide = (__int128)(b.lon - a.lon) * (p.lat - a.lat) -
			(__int128)(b.lat - a.lat) * (p.lon - a.lon);
		assert_true(gw_orient(a, b, p) == wide);
		assert_true((gw_orient(a, b, p) > 0) == (d > 0)); /* left is positive */
		assert_true((gw_orient(a, b, p) == 0) == (d == 0));
	}
}

static void boxes_grow_by_points_and_meet_when_they_touch(void **state)
{
	struct gw_bbox none = gw_bbox_empty(), box = none, other;

	assert_true(gw_bbox_is_empty(none));
	box = gw_bbox_with(box, (struct gw_lonlat){5, -3});
	assert_false(gw_bbox_is_empty(box));
	assert_true(gw_lonlat_equal(box.min, box.max));
	box = gw_bbox_with(box, (struct gw_lonlat){-1, 8});
	assert_true(gw_lonlat_equal(box.min, (struct gw_lonlat){-1, -3}));
	assert_true(gw_lonlat_equal(box.max, (struct gw_lonlat){5, 8}));
	other = gw_bbox_of((struct gw_lonlat){9, 20}, (struct gw_lonlat){5, 8});
	assert_true(gw_bbox_meets(box, other)); /* in one corner */
	assert_true(gw_bbox_meets(other, box));
	other = gw_bbox_of((struct gw_lonlat){9, 20}, (struct gw_lonlat){6, 8});
	assert_false(gw_bbox_meets(box, other));
	assert_false(gw_bbox_meets(box, none));
	assert_false(gw_bbox_meets(none, none));
}

/*
 * Metres of a degree, from geodesics of 0.001 degree about each point by geod (PROJ 9.1.1):
 * printf "39.9995 0 40.0005 0\n40 0 40 0.001\n" | geod +ellps=WGS84 -I -F %.7f
 */
static void scales_are_those_of_the_ellipsoid(void **state)
{
	static const struct {
		int32_t lat;
		double east, north;
	} wanted[] = {
		{0, 111319.491, 110574.276},
		{400000000, 85393.857, 111034.633},
		{-600000000, 55800.002, 111412.288},
	};
	size_t i;

	for (i = 0; i < 3; i++) {
		struct gw_scale s = gw_scale_at(wanted[i].lat);

		if (fabs(s.east * 1e7 - wanted[i].east) > 0.01 ||
			fabs(s.north * 1e7 - wanted[i].north) > 0.01)
			fail_msg("at %d: %.3f m east, %.3f m north", wanted[i].lat, s.east * 1e7,
				s.north * 1e7);
	}
}

static void expect_distance(
	struct gw_lonlat p, struct gw_lonlat a, struct gw_lonlat b, double metres)
{
	double got = gw_distance_to_segment(p, a, b);

	if (fabs(got - metres) > 1e-3 + metres * 1e-4)
		fail_msg("%.4f m, not %.4f", got, metres);
}

static void the_distance_to_a_segment_is_to_its_nearest_point(void **state)
{
	struct gw_lonlat a = {1208500000, 400000000}, b = {1208600000, 400000000};

	expect_distance((struct gw_lonlat){1208550000, 400000000}, a, b, 0); /* on it */
	expect_distance((struct gw_lonlat){1208550000, 400001000}, a, b, 11.1035); /* beside it */
	expect_distance((struct gw_lonlat){1208490000, 400000000}, a, b, 85.3939); /* before a */
	expect_distance((struct gw_lonlat){1208610000, 400000000}, a, b, 85.3939); /* past b */
	expect_distance((struct gw_lonlat){1208490000, 400000000}, b, b, 939.3324); /* to a point */
	expect_distance(a, a, a, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(degrees_round_to_the_nearest_unit_half_away_from_zero),
		cmocka_unit_test(the_whole_earth_is_in_range_and_nothing_beyond),
		cmocka_unit_test(what_is_not_finite_is_refused),
		cmocka_unit_test(every_unit_survives_the_way_through_degrees),
		cmocka_unit_test(orientation_is_exact_at_its_widest),
		cmocka_unit_test(boxes_grow_by_points_and_meet_when_they_touch),
		cmocka_unit_test(scales_are_those_of_the_ellipsoid),
		cmocka_unit_test(the_distance_to_a_segment_is_to_its_nearest_point),
	};

	return cmocka_run_group_tests_name("geo/lonlat", tests, NULL, NULL);
}
