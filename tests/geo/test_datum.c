/* SPDX-License-Identifier: Apache-2.0 */
#include "geo/datum.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* The customary box of the shift. */
static const double west = 72.004, east = 137.8347, south = 0.8293, north = 55.8271;

/* What a round trip may lose: a millimetre, where half a metre is asked for. */
static const double allowed_metres = 1e-3;

/* Great-circle distance by the haversine formula: good for small distances too. */
static double metres_between(struct gw_position a, struct gw_position b)
{
	double radians = acos(-1) / 180;
	double u = sin((b.lat - a.lat) * radians / 2), v = sin((b.lon - a.lon) * radians / 2);
	double h = u * u + cos(a.lat * radians) * cos(b.lat * radians) * v * v;

	return 2 * 6371008.8 * asin(sqrt(h));
}

static struct gw_position at(double lon, double lat)
{
	return (struct gw_position){lon, lat};
}

static struct gw_position wgs84_to_bd09(struct gw_position p)
{
	return gw_gcj02_to_bd09(gw_wgs84_to_gcj02(p));
}

static struct gw_position bd09_to_wgs84(struct gw_position p)
{
	return gw_gcj02_to_wgs84(gw_bd09_to_gcj02(p));
}

static void expect_near(struct gw_position got, struct gw_position wanted, double metres)
{
	double off = metres_between(got, wanted);

	if (!(off <= metres))
		fail_msg("%.12f, %.12f is %.9f m from %.12f, %.12f", got.lon, got.lat, off,
			wanted.lon, wanted.lat);
}

static void expect_round_trips(struct gw_position p)
{
	expect_near(gw_gcj02_to_wgs84(gw_wgs84_to_gcj02(p)), p, allowed_metres);
	expect_near(bd09_to_wgs84(wgs84_to_bd09(p)), p, allowed_metres);
}

static void expect_unmoved(struct gw_position p)
{
	const struct gw_position moved[] = {gw_wgs84_to_gcj02(p), gw_gcj02_to_wgs84(p),
		gw_gcj02_to_bd09(p), gw_bd09_to_gcj02(p)};
	size_t i;

	for (i = 0; i < 4; i++)
		if (moved[i].lon != p.lon || moved[i].lat != p.lat)
			fail_msg("way %zu moves %.9f, %.9f, which is outside China", i, p.lon,
				p.lat);
}

/*
 * From the tests of googollee/eviltransform (Shanghai, Shenzhen, Beijing) and of
 * wandergis/coordtransform (the last, and the pair of BD-09).
 */
static void published_pairs_of_points_agree_to_a_tenth_of_a_millimetre(void **state)
{
	static const struct gw_position wgs84[] = {{121.5272106, 31.1774276},
		{113.912316, 22.543847}, {116.377817, 39.911954}, {116.404, 39.915}};
	static const struct gw_position gcj02[] = {{121.531541859215, 31.17530398364597},
		{113.9171764808363, 22.540796131694766}, {116.38404722455657, 39.91334545536069},
		{116.41024449916938, 39.91640428150164}};
	size_t i;

	for (i = 0; i < 4; i++) {
		expect_near(gw_wgs84_to_gcj02(wgs84[i]), gcj02[i], 1e-4);
		expect_near(gw_gcj02_to_wgs84(gcj02[i]), wgs84[i], 1e-4);
	}
	expect_near(gw_gcj02_to_bd09(at(116.404, 39.915)),
		at(116.41036949371029, 39.92133699351021), 1e-4);
	expect_near(gw_bd09_to_gcj02(at(116.41036949371029, 39.92133699351021)),
		at(116.404, 39.915), 1e-4);
}

/* The distances are those measured for the cities' centres, in metres. */
static void cities_move_as_far_as_is_known(void **state)
{
	static const struct {
		struct gw_position p;
		double metres;
	} cities[] = {{{101.78, 36.62}, 173}, {{121.61, 38.91}, 437}, {{120.84, 40.71}, 457},
		{{123.43, 41.80}, 577}};
	size_t i;

	for (i = 0; i < 4; i++) {
		double moved = metres_between(cities[i].p, gw_wgs84_to_gcj02(cities[i].p));

		if (fabs(moved - cities[i].metres) > 30)
			fail_msg("%.2f, %.2f moves by %.0f m, not about %.0f", cities[i].p.lon,
				cities[i].p.lat, moved, cities[i].metres);
	}
}

static void every_point_of_a_lattice_over_china_returns_within_a_millimetre(void **state)
{
	double lon, lat;

	for (lat = south; lat <= north; lat += 0.0493)
		for (lon = west; lon <= east; lon += 0.0497)
			expect_round_trips(at(lon, lat));
}

static void every_gcj02_point_of_a_lattice_is_the_image_of_its_inverse(void **state)
{
	double lon, lat;

	for (lat = south + 0.1; lat <= north - 0.1; lat += 0.0893)
		for (lon = west + 0.1; lon <= east - 0.1; lon += 0.0897) {
			expect_near(gw_wgs84_to_gcj02(gw_gcj02_to_wgs84(at(lon, lat))),
				at(lon, lat), allowed_metres);
			expect_near(wgs84_to_bd09(bd09_to_wgs84(at(lon, lat))), at(lon, lat),
				allowed_metres);
		}
}

static void points_along_the_edge_of_the_box_return_too(void **state)
{
	static const double depths[] = {0, 1e-12, 1e-9, 1e-6, 1e-4, 1e-3, 5e-3, 1e-2, 2e-2, 5e-2};
	double t;
	size_t i;

	for (i = 0; i < sizeof depths / sizeof *depths; i++)
		for (t = 0; t <= 1; t += 1.0 / 512) {
			double lon = west + depths[i] + t * (east - west - 2 * depths[i]);
			double lat = south + depths[i] + t * (north - south - 2 * depths[i]);

			expect_round_trips(at(fmin(lon, east), south + depths[i]));
			expect_round_trips(at(fmin(lon, east), north - depths[i]));
			expect_round_trips(at(west + depths[i], fmin(lat, north)));
			expect_round_trips(at(east - depths[i], fmin(lat, north)));
		}
}

static void points_around_longitude_105_return_although_the_shift_has_a_cusp_there(void **state)
{
	double offset, lat;

	for (lat = 18; lat < 54; lat += 0.37) {
		expect_round_trips(at(105, lat));
		for (offset = 1e-14; offset < 1e-2; offset *= 3) {
			expect_round_trips(at(105 - offset, lat));
			expect_round_trips(at(105 + offset, lat));
		}
	}
}

static void outside_china_nothing_moves(void **state)
{
	static const struct gw_position places[] = {{-87.6298, 41.8781}, {-2.2426, 53.4808}, {0, 0},
		{180, 90}, {-180, -90}, {139.6917, 35.6895}, {100, -5}, {37.62, 55.75}, {100, 60},
		{-121, -31}};
	double t;
	size_t i;

	for (i = 0; i < sizeof places / sizeof *places; i++)
		expect_unmoved(places[i]);
	for (t = -180; t <= 180; t += 0.25) {
		expect_unmoved(at(t, south - 0.0301));
		expect_unmoved(at(t, north + 0.0301));
		expect_unmoved(at(west - 0.0301, t / 2));
		expect_unmoved(at(east + 0.0301, t / 2));
	}
}

static void wgs84_just_outside_the_box_does_not_move_and_just_inside_does(void **state)
{
	struct gw_position outside[] = {
		{72.0039, 40}, {137.8348, 40}, {100, 0.8292}, {100, 55.8272}};
	struct gw_position inside[] = {
		{72.0041, 40}, {137.8346, 40}, {100, 0.8294}, {100, 55.8270}};
	size_t i;

	for (i = 0; i < 4; i++) {
		expect_near(gw_wgs84_to_gcj02(outside[i]), outside[i], 0);
		assert_true(metres_between(gw_wgs84_to_gcj02(inside[i]), inside[i]) > 50);
	}
}

static void what_is_not_finite_comes_back_as_it_went_in(void **state)
{
	struct gw_position p;

	p = gw_gcj02_to_wgs84(at(NAN, 40));
	assert_true(isnan(p.lon) && p.lat == 40);
	p = gw_bd09_to_gcj02(at(120, NAN));
	assert_true(p.lon == 120 && isnan(p.lat));
	expect_unmoved(at(INFINITY, 40));
	expect_unmoved(at(120, -INFINITY));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(published_pairs_of_points_agree_to_a_tenth_of_a_millimetre),
		cmocka_unit_test(cities_move_as_far_as_is_known),
		cmocka_unit_test(every_point_of_a_lattice_over_china_returns_within_a_millimetre),
		cmocka_unit_test(every_gcj02_point_of_a_lattice_is_the_image_of_its_inverse),
		cmocka_unit_test(points_along_the_edge_of_the_box_return_too),
		cmocka_unit_test(
			points_around_longitude_105_return_although_the_shift_has_a_cusp_there),
		cmocka_unit_test(outside_china_nothing_moves),
		cmocka_unit_test(wgs84_just_outside_the_box_does_not_move_and_just_inside_does),
		cmocka_unit_test(what_is_not_finite_comes_back_as_it_went_in),
	};

	return cmocka_run_group_tests_name("geo/datum", tests, NULL, NULL);
}
