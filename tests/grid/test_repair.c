/* SPDX-License-Identifier: Apache-2.0 */
#include "faulty.h"

#include "built.h"
#include "grid/repair.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

/* A town of squares, 222 m high and 168 m wide, numbered from the south-west row by row. */
#define WEST  1210000000
#define SOUTH 410000000
#define SIDE  20000

static struct gw_lonlat at(int32_t lon, int32_t lat)
{
	return (struct gw_lonlat){WEST + lon, SOUTH + lat};
}

static struct shape nine_squares(void)
{
	return shape_squares(3, 3, SIDE, WEST, SOUTH);
}

/* A repair and what went into it. */
struct repaired {
	struct gw_rings before, after;
	struct gw_repair_log log;
	struct gw_error err;
	enum gw_status status;
};

static void repaired_init(struct repaired *r, const struct shape *shape, double metres)
{
	struct checked c;

	memset(r, 0, sizeof *r);
	built_rings(&r->before, shape);
	gw_rings_init(&r->after);
	gw_repair_log_init(&r->log);
	checked_init(&c, &r->before);
	r->status = gw_repair(&r->after, &r->log, &r->before, &c.faults, metres, &r->err);
	checked_finish(&c);
}

static void repaired_finish(struct repaired *r)
{
	gw_repair_log_finish(&r->log);
	gw_rings_finish(&r->before);
	gw_rings_finish(&r->after);
}

/* Metres from p to the border of a cell, on a sphere's tangent plane: not the code under test. */
static double metres_to_cell(const struct gw_rings *rings, gw_cell_id cell, struct gw_lonlat p)
{
	double north = 6367449.0 * M_PI / 180 / 1e7, nearest = INFINITY;
	double east = 6378137.0 * M_PI / 180 / 1e7 * cos(p.lat / 1e7 * M_PI / 180);
	size_t i, k;

	for (i = 0; i < rings->num_rings; i++) {
		const struct gw_ring *r = &rings->rings[i];

		for (k = 0; k < r->count && r->cell == cell; k++) {
			struct gw_lonlat a = rings->points[r->first + k];
			struct gw_lonlat b = rings->points[r->first + (k + 1) % r->count];
			double ax = (a.lon - (double)p.lon) * east,
			       ay = (a.lat - (double)p.lat) * north;
			double bx = (b.lon - (double)p.lon) * east,
			       by = (b.lat - (double)p.lat) * north;
			double d = (bx - ax) * (bx - ax) + (by - ay) * (by - ay);
			double t = d > 0 ? -(ax * (bx - ax) + ay * (by - ay)) / d : 0;

			t = t < 0 ? 0 : t > 1 ? 1 : t;
			nearest = fmin(nearest, hypot(ax + t * (bx - ax), ay + t * (by - ay)));
		}
	}
	return nearest;
}

static double furthest(const struct gw_rings *from, const struct gw_rings *to, gw_cell_id cell)
{
	double most = 0;
	size_t i, k;

	for (i = 0; i < from->num_rings; i++)
		for (k = 0; k < from->rings[i].count && from->rings[i].cell == cell; k++)
			most = fmax(most,
				metres_to_cell(to, cell, from->points[from->rings[i].first + k]));
	return most;
}

/* The rings of a cell are the same points in the same order. */
static bool is_untouched(const struct repaired *r, gw_cell_id cell)
{
	size_t i = 0, j = 0;

	for (;; i++, j++) {
		const struct gw_ring *a, *b;

		while (i < r->before.num_rings && r->before.rings[i].cell != cell)
			i++;
		while (j < r->after.num_rings && r->after.rings[j].cell != cell)
			j++;
		if (i == r->before.num_rings || j == r->after.num_rings)
			return i == r->before.num_rings && j == r->after.num_rings;
		a = &r->before.rings[i];
		b = &r->after.rings[j];
		if (a->count != b->count || a->polygon != b->polygon || a->hole != b->hole ||
			memcmp(r->before.points + a->first, r->after.points + b->first,
				a->count * sizeof(struct gw_lonlat)) != 0)
			return false;
	}
}

static const struct gw_repair_move *logged(const struct repaired *r, gw_cell_id cell)
{
	size_t i;

	for (i = 0; i < r->log.n; i++)
		if (r->log.moves[i].cell == cell)
			return &r->log.moves[i];
	return NULL;
}

/* Holds the repair to its promise: sound, not moved further, logged, the rest as it was. */
static void expect_kept_promise(const struct shape *shape, const struct repaired *r, double metres)
{
	struct checked c;
	gw_cell_id cell;
	size_t i;

	checked_init(&c, &r->after);
	if (gw_faults_count(&c.faults))
		fail_msg("%s: %zu faults after repair", shape->name, gw_faults_count(&c.faults));
	checked_finish(&c);
	assert_int_equal(r->after.num_cells, r->before.num_cells);
	for (i = 1; i < r->log.n; i++)
		assert_true(r->log.moves[i - 1].cell < r->log.moves[i].cell);
	for (cell = 1; cell <= r->before.num_cells; cell++) {
		const struct gw_repair_move *move = logged(r, cell);
		double most = fmax(furthest(&r->before, &r->after, cell),
			furthest(&r->after, &r->before, cell));

		if (most > 1.005 * metres)
			fail_msg("%s: cell %u moved %.3f m", shape->name, cell, most);
		if (!is_untouched(r, cell) && !move)
			fail_msg("%s: cell %u changed, but is not in the log", shape->name, cell);
		if (move && fabs(move->metres - most) > 0.01 * most + 0.001)
			fail_msg("%s: cell %u: %.4f m logged, %.4f m moved", shape->name, cell,
				move->metres, most);
	}
}

static void expect_repair(struct shape *shape, double metres)
{
	struct repaired r;

	repaired_init(&r, shape, metres);
	if (r.status)
		fail_msg("%s: %s", shape->name, r.err.text);
	expect_kept_promise(shape, &r, metres);
	repaired_finish(&r);
}

static void expect_refusal(struct shape *shape, double metres)
{
	struct repaired r;

	repaired_init(&r, shape, metres);
	assert_int_equal(r.status, GW_EFAULTS);
	assert_true(strlen(r.err.text) > 0);
	repaired_finish(&r);
	shape_finish(shape);
}

static __int128 area2_of(const struct gw_rings *rings, gw_cell_id cell)
{
	__int128 sum = 0, area2;
	size_t i;

	for (i = 0; i < rings->num_rings; i++) {
		area2 = gw_ring_area2(rings, &rings->rings[i]);
		area2 = area2 < 0 ? -area2 : area2;
		if (rings->rings[i].cell == cell)
			sum += rings->rings[i].hole ? -area2 : area2;
	}
	return sum;
}

static void a_seamless_town_is_left_alone(void **state)
{
	struct shape s = nine_squares();
	struct repaired r;
	gw_cell_id cell;

	repaired_init(&r, &s, 1);
	assert_int_equal(r.status, GW_OK);
	assert_int_equal(r.log.n, 0);
	for (cell = 1; cell <= 9; cell++)
		assert_true(is_untouched(&r, cell));
	repaired_finish(&r);
	shape_finish(&s);
}

static void a_gap_goes_to_a_neighbour_and_no_other_cell_changes(void **state)
{
	struct shape s = nine_squares();
	struct repaired r;
	gw_cell_id cell;

	insert_vertex(&s, 5, at(SIDE, 2 * SIDE), at(SIDE, SIDE), at(SIDE + 300, 30000));
	repaired_init(&r, &s, 3);
	assert_int_equal(r.status, GW_OK);
	expect_kept_promise(&s, &r, 3);
	for (cell = 1; cell <= 9; cell++)
		if (cell != 4 && cell != 5)
			assert_true(is_untouched(&r, cell));
	assert_true(area2_of(&r.after, 4) + area2_of(&r.after, 5) == (__int128)4 * SIDE * SIDE);
	assert_int_equal(r.log.n, 1);
	assert_true(r.log.moves[0].area_change_m2 > 270 && r.log.moves[0].area_change_m2 < 285);
	assert_true(fabs(r.log.moves[0].metres - 2.52) < 0.02);
	repaired_finish(&r);
	shape_finish(&s);
}

static void a_gap_wider_than_allowed_is_refused(void **state)
{
	struct shape s = nine_squares();

	insert_vertex(&s, 5, at(SIDE, 2 * SIDE), at(SIDE, SIDE), at(SIDE + 300, 30000));
	expect_refusal(&s, 2);
}

static void an_overlap_goes_to_one_of_the_two(void **state)
{
	struct shape s = nine_squares();
	struct repaired r;

	insert_vertex(&s, 5, at(SIDE, 2 * SIDE), at(SIDE, SIDE), at(SIDE - 300, 30000));
	repaired_init(&r, &s, 3);
	assert_int_equal(r.status, GW_OK);
	expect_kept_promise(&s, &r, 3);
	assert_true(area2_of(&r.after, 4) + area2_of(&r.after, 5) == (__int128)4 * SIDE * SIDE);
	repaired_finish(&r);
	shape_finish(&s);
}

static void an_overlap_wider_than_allowed_is_refused(void **state)
{
	struct shape s = nine_squares();

	insert_vertex(&s, 5, at(SIDE, 2 * SIDE), at(SIDE, SIDE), at(SIDE - 300, 30000));
	expect_refusal(&s, 2);
}

static void a_vertex_that_a_neighbour_lacks_is_given_to_it(void **state)
{
	struct shape s = nine_squares();
	struct repaired r;

	insert_vertex(&s, 5, at(SIDE, 2 * SIDE), at(SIDE, SIDE), at(SIDE, 30000));
	repaired_init(&r, &s, 0.01);
	assert_int_equal(r.status, GW_OK);
	expect_kept_promise(&s, &r, 0.01);
	assert_true(is_untouched(&r, 5));
	assert_non_null(logged(&r, 4));
	assert_true(logged(&r, 4)->metres == 0);
	repaired_finish(&r);
	shape_finish(&s);
}

static void bricks_get_the_vertices_they_lack(void **state)
{
	struct shape s;

	shape_init(&s, "bricks");
	shape_box(&s, 1, false, WEST, SOUTH, WEST + SIDE, SOUTH + SIDE);
	shape_box(&s, 3, false, WEST + SIDE, SOUTH, WEST + 2 * SIDE, SOUTH + SIDE);
	shape_box(
		&s, 2, false, WEST + SIDE / 2, SOUTH + SIDE, WEST + 3 * SIDE / 2, SOUTH + 2 * SIDE);
	expect_repair(&s, 0.01);
	shape_finish(&s);
}

static void slivers_of_a_unit_are_mended(void **state)
{
	int32_t off;

	for (off = -2; off <= 2; off++) {
		struct shape s = nine_squares();

		insert_vertex(&s, 5, at(SIDE, 2 * SIDE), at(SIDE, SIDE), at(SIDE + off, 30000));
		insert_vertex(&s, 5, at(SIDE + off, 30000), at(SIDE, SIDE), at(SIDE - off, 25000));
		expect_repair(&s, 0.05);
		shape_finish(&s);
	}
}

static void a_corner_out_of_place_goes_back(void **state)
{
	static const int32_t moves[][2] = {
		{400, 500}, {-400, -500}, {400, -500}, {-400, 500}, {0, 1}, {-1, 0}, {3, -2}};
	size_t i;

	for (i = 0; i < sizeof moves / sizeof *moves; i++) {
		struct shape s = nine_squares();

		move_vertex(&s, 5, at(SIDE, SIDE), at(SIDE + moves[i][0], SIDE + moves[i][1]));
		expect_repair(&s, 8);
		shape_finish(&s);
	}
}

static void a_wedge_open_to_the_outside_is_closed(void **state)
{
	struct shape s = nine_squares();

	move_vertex(&s, 2, at(SIDE, 0), at(SIDE + 300, 0));
	expect_repair(&s, 3);
	shape_finish(&s);
	s = nine_squares();
	move_vertex(&s, 2, at(SIDE, 0), at(SIDE + 300, 200)); /* no vertex of 1 is that near */
	expect_repair(&s, 3);
	shape_finish(&s);
}

static void a_wedge_wider_than_allowed_is_refused(void **state)
{
	struct shape s = nine_squares();

	move_vertex(&s, 2, at(SIDE, 0), at(SIDE + 300, 0));
	expect_refusal(&s, 1);
}

static void a_small_loop_in_a_ring_is_cut_off_as_a_part(void **state)
{
	struct shape s = nine_squares();

	move_vertex(&s, 9, at(3 * SIDE, 3 * SIDE), at(3 * SIDE, 3 * SIDE + 200));
	insert_vertex(&s, 9, at(3 * SIDE, 2 * SIDE), at(3 * SIDE, 3 * SIDE + 200),
		at(3 * SIDE - 200, 3 * SIDE + 200));
	expect_repair(&s, 3);
	shape_finish(&s);
}

static void a_bow_tie_of_a_whole_cell_is_refused(void **state)
{
	struct shape s;

	shape_init(&s, "bow-tie");
	shape_begin(&s, 1, false);
	shape_point(&s, WEST, SOUTH);
	shape_point(&s, WEST + SIDE, SOUTH + SIDE);
	shape_point(&s, WEST + SIDE, SOUTH);
	shape_point(&s, WEST, SOUTH + SIDE);
	expect_refusal(&s, 5);
}

static void the_same_polygon_twice_is_refused(void **state)
{
	struct shape s = nine_squares();

	shape_box(&s, 10, false, WEST + SIDE, SOUTH + SIDE, WEST + 2 * SIDE, SOUTH + 2 * SIDE);
	expect_refusal(&s, 5);
}

static void a_cell_within_a_cell_is_refused(void **state)
{
	struct shape s = nine_squares();

	shape_box(&s, 10, false, WEST + 25000, SOUTH + 25000, WEST + 27000, SOUTH + 28000);
	expect_refusal(&s, 5);
}

static void a_slit_inside_one_cell_is_refused_since_its_border_would_go_nowhere(void **state)
{
	struct shape s = nine_squares();

	shape_begin(&s, 5, true);
	shape_point(&s, WEST + 25000, SOUTH + 25000);
	shape_point(&s, WEST + 35000, SOUTH + 25000);
	shape_point(&s, WEST + 35000, SOUTH + 25100);
	expect_refusal(&s, 5);
}

static void a_lake_stays_a_lake(void **state)
{
	struct shape s = nine_squares();
	struct repaired r;
	struct checked c;

	remove_cell(&s, 5);
	insert_vertex(&s, 2, at(SIDE, 0), at(2 * SIDE, 0), at(30000, 0));
	insert_vertex(&s, 4, at(SIDE, 2 * SIDE), at(0, 2 * SIDE), at(10000, 2 * SIDE + 100));
	repaired_init(&r, &s, 3);
	assert_int_equal(r.status, GW_OK);
	expect_kept_promise(&s, &r, 3);
	checked_init(&c, &r.after);
	assert_int_equal(c.faults.n, 1);
	assert_int_equal(c.faults.items[0].kind, GW_NOTE_HOLE);
	checked_finish(&c);
	repaired_finish(&r);
	shape_finish(&s);
}

static void a_repaired_cell_keeps_its_parts_and_holes_apart(void **state)
{
	struct shape s = nine_squares();
	struct repaired r;
	size_t i, rings = 0;

	shape_box(&s, 5, false, WEST + 4 * SIDE, SOUTH, WEST + 6 * SIDE, SOUTH + 2 * SIDE);
	shape_box(&s, 5, true, WEST + 85000, SOUTH + 5000, WEST + 105000, SOUTH + 30000);
	shape_box(&s, 10, false, WEST + 85000, SOUTH + 5000, WEST + 105000, SOUTH + 30000);
	insert_vertex(&s, 10, at(85000, 5000), at(105000, 5000), at(95000, 5000));
	repaired_init(&r, &s, 3);
	assert_int_equal(r.status, GW_OK);
	expect_kept_promise(&s, &r, 3);
	for (i = 0; i < r.after.num_rings; i++) {
		const struct gw_ring *ring = &r.after.rings[i];
		bool main_part = r.after.points[ring->first].lon <= WEST + 2 * SIDE;

		if (ring->cell != 5)
			continue;
		rings++;
		if (ring->hole)
			assert_false(main_part);
		if (ring->hole)
			assert_int_equal(ring->polygon, 1);
	}
	assert_int_equal(rings, 3);
	repaired_finish(&r);
	shape_finish(&s);
}

/* Moves up to `moves` vertices of random cells by up to `reach` units, also on the outer border. */
static void disturb(struct shape *s, uint64_t *random, int moves, int64_t reach)
{
	for (; moves; moves--) {
		const struct shape_ring *ring = &s->rings[shape_random(random) % s->num_rings];
		size_t i = ring->first + shape_random(random) % ring->count;
		struct gw_lonlat p = s->points[i];

		s->points[i].lon = shape_random_in(random, p.lon - reach, p.lon + reach);
		s->points[i].lat = shape_random_in(random, p.lat - reach, p.lat + reach);
	}
}

static void towns_with_vertices_out_of_place_are_mended(void **state)
{
	uint64_t seed;
	int mended = 0, runs = 0;

	for (seed = 1; seed <= 120; seed++, runs++) {
		struct shape s = shape_town((struct town){.columns = 6,
			.rows = 5,
			.mids = (uint32_t)(seed % 3),
			.spacing = SIDE,
			.west = WEST,
			.south = SOUTH,
			.seed = seed});
		uint64_t random = seed;
		struct repaired r;

		disturb(&s, &random, 1 + (int)(seed % 8), (int64_t)2 << (seed % 8));
		repaired_init(&r, &s, 5); /* moves are 3.4 m at most */
		if (r.status == GW_OK) {
			expect_kept_promise(&s, &r, 5);
			mended++;
		} else {
			print_message("seed %d: %s\n", (int)seed, r.err.text);
			assert_int_equal(r.status, GW_EFAULTS);
		}
		repaired_finish(&r);
		shape_finish(&s);
	}
	assert_int_equal(mended, runs);
}

static void moves_too_far_to_mend_are_refused_or_kept_within_bounds(void **state)
{
	uint64_t seed;
	int refused = 0;

	for (seed = 1; seed <= 60; seed++) {
		struct shape s = shape_town((struct town){.columns = 5,
			.rows = 5,
			.mids = 1,
			.spacing = SIDE,
			.west = WEST,
			.south = SOUTH,
			.seed = seed});
		uint64_t random = seed;
		struct repaired r;

		disturb(&s, &random, 4, 1000);
		repaired_init(&r, &s, 5);
		if (r.status == GW_OK)
			expect_kept_promise(&s, &r, 5);
		else
			refused++;
		repaired_finish(&r);
		shape_finish(&s);
	}
	assert_true(refused > 20);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_seamless_town_is_left_alone),
		cmocka_unit_test(a_gap_goes_to_a_neighbour_and_no_other_cell_changes),
		cmocka_unit_test(a_gap_wider_than_allowed_is_refused),
		cmocka_unit_test(an_overlap_goes_to_one_of_the_two),
		cmocka_unit_test(an_overlap_wider_than_allowed_is_refused),
		cmocka_unit_test(a_vertex_that_a_neighbour_lacks_is_given_to_it),
		cmocka_unit_test(bricks_get_the_vertices_they_lack),
		cmocka_unit_test(slivers_of_a_unit_are_mended),
		cmocka_unit_test(a_corner_out_of_place_goes_back),
		cmocka_unit_test(a_wedge_open_to_the_outside_is_closed),
		cmocka_unit_test(a_wedge_wider_than_allowed_is_refused),
		cmocka_unit_test(a_small_loop_in_a_ring_is_cut_off_as_a_part),
		cmocka_unit_test(a_bow_tie_of_a_whole_cell_is_refused),
		cmocka_unit_test(the_same_polygon_twice_is_refused),
		cmocka_unit_test(a_cell_within_a_cell_is_refused),
		cmocka_unit_test(
			a_slit_inside_one_cell_is_refused_since_its_border_would_go_nowhere),
		cmocka_unit_test(a_lake_stays_a_lake),
		cmocka_unit_test(a_repaired_cell_keeps_its_parts_and_holes_apart),
		cmocka_unit_test(towns_with_vertices_out_of_place_are_mended),
		cmocka_unit_test(moves_too_far_to_mend_are_refused_or_kept_within_bounds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
