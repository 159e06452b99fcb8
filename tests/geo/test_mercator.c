/* SPDX-License-Identifier: Apache-2.0 */
#include "geo/mercator.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static struct gw_lonlat lonlat(double lon, double lat)
{
	struct gw_lonlat p;

	assert_true(gw_lonlat_from_degrees(lon, lat, &p));
	return p;
}

static void expect_world(double lon, double lat, double x, double y)
{
	struct gw_world w = gw_world_from_lonlat(lonlat(lon, lat));

	if (fabs(w.x - x) > 1e-10 || fabs(w.y - y) > 1e-10)
		fail_msg("%.7f, %.7f is at %.12f, %.12f, not %.12f, %.12f", lon, lat, w.x, w.y, x,
			y);
}

/*
 * x = 0.5 + E / W, y = 0.5 - N / W with W = 40075016.6855785 and E, N of EPSG:3857 by cs2cs, PROJ
 * 9.1.1.
 */
static void places_lie_where_epsg_3857_has_them(void **state)
{
	static const double width = 40075016.6855785;

	expect_world(0, 0, 0.5, 0.5);
	expect_world(-180, 0, 0, 0.5);
	expect_world(180, 0, 1, 0.5);
	expect_world(
		-87.6298, 41.8781, 0.5 + -9754904.714316 / width, 0.5 - 5142736.869193 / width);
	expect_world(120.85, 40.7, 0.5 + 13452960.462367 / width, 0.5 - 4968191.930188 / width);
	expect_world(
		151.2093, -33.8688, 0.5 + 16832542.279207 / width, 0.5 - -4011198.647308 / width);
}

static void the_square_ends_at_its_latitude_and_takes_the_poles_to_its_edge(void **state)
{
	assert_int_equal(llround(atan(sinh(acos(-1))) * 180 / acos(-1) * 1e7), GW_MERCATOR_LAT_MAX);
	expect_world(0, 85.0511288, 0.5, 0);
	expect_world(0, -85.0511288, 0.5, 1);
	assert_true(gw_world_from_lonlat(lonlat(0, 90)).y == 0);
	assert_true(gw_world_from_lonlat(lonlat(0, 86)).y == 0);
	assert_true(gw_world_from_lonlat(lonlat(0, -90)).y == 1);
}

static void every_canonical_point_returns_exactly(void **state)
{
	uint64_t random = 42;
	int i;

	for (i = 0; i < 1000000; i++) {
		struct gw_lonlat p, back;

		random = random * 6364136223846793005 + 1442695040888963407;
		p.lon = (int32_t)((int64_t)(random >> 32) % (2LL * GW_LON_MAX + 1) - GW_LON_MAX);
		random = random * 6364136223846793005 + 1442695040888963407;
		p.lat = (int32_t)((int64_t)(random >> 32) % (2LL * GW_MERCATOR_LAT_MAX + 1) -
			GW_MERCATOR_LAT_MAX);
		back = gw_lonlat_from_world(gw_world_from_lonlat(p));
		if (!gw_lonlat_equal(p, back))
			fail_msg("%d, %d returns as %d, %d", p.lon, p.lat, back.lon, back.lat);
	}
}

static void positions_outside_the_square_come_to_its_edge(void **state)
{
	struct gw_lonlat p = gw_lonlat_from_world((struct gw_world){-3, 7});

	assert_int_equal(p.lon, -GW_LON_MAX);
	assert_int_equal(p.lat, -GW_MERCATOR_LAT_MAX);
	p = gw_lonlat_from_world((struct gw_world){INFINITY, -INFINITY});
	assert_int_equal(p.lon, GW_LON_MAX);
	assert_int_equal(p.lat, GW_MERCATOR_LAT_MAX);
	p = gw_lonlat_from_world((struct gw_world){NAN, NAN});
	assert_int_equal(p.lon, -GW_LON_MAX);
	assert_int_equal(p.lat, GW_MERCATOR_LAT_MAX);
}

/* The customary table of zoom levels: 156543.03 m at zoom 0 on the equator. */
static void metres_per_pixel_are_those_of_the_customary_table(void **state)
{
	assert_true(fabs(gw_mercator_metres_per_pixel(0, 0, 256) - 156543.03392804097) < 1e-6);
	assert_true(fabs(gw_mercator_metres_per_pixel(0, 18, 256) - 0.5971642834779395) < 1e-9);
	assert_true(fabs(gw_mercator_metres_per_pixel(0, 1, 512) - 156543.03392804097 / 4) < 1e-6);
	assert_true(
		fabs(gw_mercator_metres_per_pixel(600000000, 10, 256) - 76.43702828517625) < 1e-9);
	assert_true(
		fabs(gw_mercator_metres_per_pixel(-600000000, 10, 256) - 76.43702828517625) < 1e-9);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(places_lie_where_epsg_3857_has_them),
		cmocka_unit_test(the_square_ends_at_its_latitude_and_takes_the_poles_to_its_edge),
		cmocka_unit_test(every_canonical_point_returns_exactly),
		cmocka_unit_test(positions_outside_the_square_come_to_its_edge),
		cmocka_unit_test(metres_per_pixel_are_those_of_the_customary_table),
	};

	return cmocka_run_group_tests_name("geo/mercator", tests, NULL, NULL);
}
