/* SPDX-License-Identifier: Apache-2.0 */
#include "faulty.h"

#include "built.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <stdio.h>

/* Towns of crooked squares, about 222 m high and 168 m wide. */
#define WEST  1210000000
#define SOUTH 410000000
#define SIDE  20000

static void towns_are_sound_but_for_their_lakes(void **state)
{
	uint64_t seed;

	for (seed = 1; seed <= 40; seed++) {
		struct shape s = shape_town((struct town){.columns = 12,
			.rows = 9,
			.cells = seed % 2 ? 30 : 0,
			.lakes = seed % 3 ? 0 : 9,
			.mids = (uint32_t)(seed % 3),
			.spacing = SIDE,
			.west = WEST,
			.south = SOUTH,
			.seed = seed});

		assert_int_equal(count_faults(&s), 0);
		if (seed % 3)
			expect_no_faults(&s);
		shape_finish(&s);
	}
}

static void shapes_that_are_sound_to_the_oracle_have_gaps_at_most(void **state)
{
	int number;

	for (number = 0; number < SHAPE_FIXED; number++) {
		struct shape s = shape_fixed(number);
		struct gw_rings rings;
		struct checked c;
		size_t i;

		built_rings(&rings, &s);
		checked_init(&c, &rings);
		for (i = 0; i < c.faults.n; i++) {
			enum gw_fault_kind kind = c.faults.items[i].kind;

			/*
			 * The shapes are centimetres wide: what they leave out is a gap or a hair.
			 */
			if (kind != GW_FAULT_GAP && kind != GW_FAULT_UNMATCHED_VERTEX)
				fail_msg("%s: %s", s.name, gw_fault_kind_name(kind));
		}
		if (s.covers_box && !s.ragged && c.faults.n)
			fail_msg("%s: %zu faults", s.name, c.faults.n);
		checked_finish(&c);
		gw_rings_finish(&rings);
		shape_finish(&s);
	}
}

static void borders_around_the_world_are_sound(void **state)
{
	struct shape boxes = shape_world_boxes(), diagonals = shape_world_diagonals();

	assert_int_equal(count_faults(&boxes), 0);
	assert_int_equal(count_faults(&diagonals), 0);
	shape_finish(&boxes);
	shape_finish(&diagonals);
}

/* A vertex with cells on all sides, and one of those cells. */
static struct gw_lonlat inner_vertex(const struct shape *s, uint64_t *random, uint32_t *cell)
{
	struct gw_bbox outer = shape_bbox(s);

	for (;;) {
		const struct shape_ring *ring = &s->rings[shape_random(random) % s->num_rings];
		struct gw_lonlat p = s->points[ring->first + shape_random(random) % ring->count];

		*cell = ring->cell;
		if (p.lon > outer.min.lon + SIDE / 2 && p.lon < outer.max.lon - SIDE / 2 &&
			p.lat > outer.min.lat + SIDE / 2 && p.lat < outer.max.lat - SIDE / 2)
			return p;
	}
}

static void any_vertex_that_one_cell_moves_anywhere_is_found(void **state)
{
	struct shape s = shape_town((struct town){.columns = 5,
		.rows = 5,
		.mids = 2,
		.spacing = SIDE,
		.west = WEST,
		.south = SOUTH,
		.seed = 11});
	uint64_t random = 1;
	int i;

	assert_int_equal(count_faults(&s), 0);
	for (i = 0; i < 600; i++) {
		struct shape moved = shape_copy(&s);
		int64_t reach = (int64_t)1 << (i % 12);
		uint32_t cell;
		struct gw_lonlat from = inner_vertex(&s, &random, &cell), to;

		to.lon = shape_random_in(&random, from.lon - reach, from.lon + reach);
		to.lat = shape_random_in(&random, from.lat - reach, from.lat + reach);
		move_vertex(&moved, cell, from, to);
		if (!gw_lonlat_equal(from, to) && !count_faults(&moved))
			fail_msg("move %d of cell %u from %d,%d by %d,%d not found", i, cell,
				from.lon, from.lat, to.lon - from.lon, to.lat - from.lat);
		shape_finish(&moved);
	}
	shape_finish(&s);
}

static void faults_come_in_the_same_order_whatever_the_input_order(void **state)
{
	struct shape s = shape_town((struct town){.columns = 6,
		.rows = 6,
		.mids = 1,
		.spacing = SIDE,
		.west = WEST,
		.south = SOUTH,
		.seed = 4});
	struct gw_rings rings, told_rings;
	uint64_t random = 2;
	struct checked c, d;
	uint32_t cell;
	size_t i;

	for (i = 0; i < 8; i++) {
		struct gw_lonlat p = inner_vertex(&s, &random, &cell), to = p;

		to.lon += 500;
		move_vertex(&s, cell, p, to);
	}
	built_rings(&rings, &s);
	shape_shuffle(&s, 9);
	built_rings(&told_rings, &s);
	checked_init(&c, &rings);
	checked_init(&d, &told_rings);
	assert_true(c.faults.n > 0);
	assert_int_equal(c.faults.n, d.faults.n);
	for (i = 0; i < c.faults.n; i++) {
		assert_int_equal(c.faults.items[i].kind, d.faults.items[i].kind);
		assert_true(gw_lonlat_equal(c.faults.items[i].place, d.faults.items[i].place));
		assert_memory_equal(c.faults.items[i].cells, d.faults.items[i].cells,
			sizeof c.faults.items[i].cells);
	}
	checked_finish(&c);
	checked_finish(&d);
	gw_rings_finish(&rings);
	gw_rings_finish(&told_rings);
	shape_finish(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(towns_are_sound_but_for_their_lakes),
		cmocka_unit_test(shapes_that_are_sound_to_the_oracle_have_gaps_at_most),
		cmocka_unit_test(borders_around_the_world_are_sound),
		cmocka_unit_test(any_vertex_that_one_cell_moves_anywhere_is_found),
		cmocka_unit_test(faults_come_in_the_same_order_whatever_the_input_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
