/* SPDX-License-Identifier: Apache-2.0 */
#include "service/extent.h"

#include "base/buf.h"
#include "library.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void expect_place(const struct gw_extent *e, double x, double y, double lon, double lat)
{
	struct gw_lonlat p;

	assert_true(gw_extent_place(e, x, y, &p));
	if (fabs(gw_degrees(p.lon) - lon) > 1e-6 || fabs(gw_degrees(p.lat) - lat) > 1e-6)
		fail_msg("%g, %g is %.7f, %.7f", x, y, gw_degrees(p.lon), gw_degrees(p.lat));
}

static void degrees_are_equal_steps(void **state)
{
	const struct gw_extent e = {true, 100, 20, 140, 60, 400, 200};

	(void)state;
	expect_place(&e, 0, 0, 100, 60);
	expect_place(&e, 400, 200, 140, 20);
	expect_place(&e, 100.5, 50.5, 110.05, 49.9);
}

/* The corner of the square, and a point in Beijing by PROJ. */
static void metres_are_of_the_sphere(void **state)
{
	const struct gw_extent all = {false, -GW_MERCATOR_HALF, -GW_MERCATOR_HALF, GW_MERCATOR_HALF,
		GW_MERCATOR_HALF, 2, 2};
	const struct gw_extent e = {false, 12958173.0, 4852832.0, 12958175.0, 4852836.0, 2, 4};

	(void)state;
	expect_place(&all, 0, 0, -180, 85.0511288);
	expect_place(&all, 1, 1, 0, 0);
	expect_place(&e, 1, 2, 116.4052576, 39.9097359);
}

static void what_is_off_the_earth_is_no_place(void **state)
{
	const struct gw_extent e = {true, -200, -95, 200, 95, 400, 190};
	struct gw_lonlat p;

	(void)state;
	assert_false(gw_extent_place(&e, 10, 95, &p)); /* 190 degrees west */
	assert_false(gw_extent_place(&e, 200, 5, &p)); /* the pole: Web Mercator ends before it */
	assert_true(gw_extent_place(&e, 200, 95, &p));
}

/* The same box in either way of counting, over a part so small that rows are about equal. */
static void a_map_is_drawn_in_degrees_and_metres(void **state)
{
	struct library *library = *state;
	const struct gw_map *map = map_of(library, (struct gw_map_query){.month = 202610});
	struct gw_extent e = {.in_degrees = true,
		.west = gw_degrees(map->bbox.min.lon),
		.south = gw_degrees(map->bbox.min.lat),
		.east = gw_degrees(map->bbox.max.lon),
		.north = gw_degrees(map->bbox.max.lat),
		.width = 300,
		.height = 200};
	struct gw_world nw =
		gw_world_from_lonlat((struct gw_lonlat){map->bbox.min.lon, map->bbox.max.lat});
	struct gw_world se =
		gw_world_from_lonlat((struct gw_lonlat){map->bbox.max.lon, map->bbox.min.lat});
	struct gw_buf degrees, metres;
	struct gw_error err;

	gw_buf_init(&degrees, LIBRARY_PNG_MAX);
	gw_buf_init(&metres, LIBRARY_PNG_MAX);
	expect_ok(gw_extent_draw(&e, &map, 1, 0xffffffff, &degrees, &err), err);
	e = (struct gw_extent){false, (nw.x - .5) * 2 * GW_MERCATOR_HALF,
		(.5 - se.y) * 2 * GW_MERCATOR_HALF, (se.x - .5) * 2 * GW_MERCATOR_HALF,
		(.5 - nw.y) * 2 * GW_MERCATOR_HALF, 300, 200};
	expect_ok(gw_extent_draw(&e, &map, 1, 0xffffffff, &metres, &err), err);
	assert_true(degrees.len > 500);
	assert_in_range(metres.len, degrees.len * 9 / 10, degrees.len * 11 / 10);
	e = (struct gw_extent){true, -1000, -500, 1000, 500, 40, 20}; /* far beyond the poles */
	gw_buf_clear(&metres);
	expect_ok(gw_extent_draw(&e, &map, 1, 0, &metres, &err), err);
	e.east = e.west;
	assert_int_equal(gw_extent_draw(&e, &map, 1, 0, &metres, &err), GW_EINVAL);
	gw_buf_finish(&degrees);
	gw_buf_finish(&metres);
	gw_atlas_release(library->atlas, map);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(degrees_are_equal_steps),
		cmocka_unit_test(metres_are_of_the_sphere),
		cmocka_unit_test(what_is_off_the_earth_is_no_place),
		in_a_library(a_map_is_drawn_in_degrees_and_metres),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
