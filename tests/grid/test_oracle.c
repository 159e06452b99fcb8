/* SPDX-License-Identifier: Apache-2.0 */
#include "oracle.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

/*
 * The oracle's oracle: on a lattice of a few units epsilon may be a number. All is made SCALE^2
 * times as large, the point is moved by (1, SCALE), and a ray goes due south from there: no vertex
 * is above or below it.
 */
#define SCALE ((int64_t)1000)

static bool is_above(struct gw_lonlat a, struct gw_lonlat b, __int128 x, __int128 y)
{
	__int128 ax = a.lon * SCALE * SCALE, ay = a.lat * SCALE * SCALE;
	__int128 bx = b.lon * SCALE * SCALE, by = b.lat * SCALE * SCALE;
	__int128 turn = (bx - ax) * (y - ay) - (by - ay) * (x - ax);

	return ((ax < x) != (bx < x)) && (bx > ax ? turn > 0 : turn < 0);
}

static uint32_t cell_by_scaling(const struct shape *shape, struct gw_lonlat p)
{
	__int128 x = p.lon * SCALE * SCALE + 1, y = p.lat * SCALE * SCALE + SCALE;
	uint32_t cell = 0;
	size_t i, j;

	for (i = 0; i < shape->num_rings; i++) {
		const struct shape_ring *ring = &shape->rings[i];
		const struct gw_lonlat *at = shape->points + ring->first;
		bool inside = false;

		for (j = 0; j < ring->count; j++)
			inside ^= is_above(at[j], at[(j + 1) % ring->count], x, y);
		if (inside)
			cell ^= ring->cell; /* a part of the cell, or a hole in it */
	}
	return cell;
}

static void the_oracle_agrees_with_a_small_epsilon(void **state)
{
	uint64_t seed;

	(void)state;
	for (seed = 1; seed <= 300; seed++) {
		struct shape s = shape_triangles(4, 3, 3, seed);
		int32_t lon, lat;

		if (seed % 3)
			shape_map(&s, 2, seed % 2, 1, 1, -3, -2);
		for (lat = -4; lat <= 12; lat++) {
			for (lon = -5; lon <= 14; lon++) {
				struct gw_lonlat p = {lon, lat};
				uint32_t expected = cell_by_scaling(&s, p),
					 got = oracle_cell(&s, p);

				if (got != expected)
					fail_msg("%s: %d,%d: expected %u, got %u", s.name, lon, lat,
						expected, got);
			}
		}
		shape_finish(&s);
	}
}

static void the_oracle_tells_the_sides_of_a_border(void **state)
{
	struct shape s = shape_squares(2, 2, 5, -5, -5); /* 3 4 over 1 2 */
	struct oracle_sides sides;

	(void)state;
	sides = oracle_sides(&s, (struct gw_lonlat){-5, 0}, (struct gw_lonlat){0, 0});
	assert_int_equal(sides.north_or_east, 3);
	assert_int_equal(sides.south_or_west, 1);
	sides = oracle_sides(&s, (struct gw_lonlat){0, 5}, (struct gw_lonlat){0, 0});
	assert_int_equal(sides.north_or_east, 4);
	assert_int_equal(sides.south_or_west, 3);
	sides = oracle_sides(&s, (struct gw_lonlat){5, -5}, (struct gw_lonlat){5, 0});
	assert_int_equal(sides.north_or_east, 0);
	assert_int_equal(sides.south_or_west, 2);
	shape_finish(&s);
}

static void the_oracle_lists_every_cell_of_an_overlap(void **state)
{
	uint32_t cells[3] = {0};
	struct shape s;

	(void)state;
	shape_init(&s, "overlap");
	shape_box(&s, 1, false, 0, 0, 10, 10);
	shape_box(&s, 2, false, 5, 5, 15, 15);
	assert_int_equal(oracle_cells(&s, (struct gw_lonlat){7, 7}, cells, 3), 2);
	assert_int_equal(cells[0], 1);
	assert_int_equal(cells[1], 2);
	assert_int_equal(oracle_cells(&s, (struct gw_lonlat){10, 7}, cells, 3), 1);
	assert_int_equal(cells[0], 2);
	assert_int_equal(oracle_cells(&s, (struct gw_lonlat){15, 15}, cells, 3), 0);
	shape_finish(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_oracle_agrees_with_a_small_epsilon),
		cmocka_unit_test(the_oracle_tells_the_sides_of_a_border),
		cmocka_unit_test(the_oracle_lists_every_cell_of_an_overlap),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
