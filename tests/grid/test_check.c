/* SPDX-License-Identifier: Apache-2.0 */
#include "faulty.h"

#include "built.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <stdio.h>

/* A town of squares, 222 m high and 168 m wide, numbered from the south-west row by row. */
#define WEST  1210000000
#define SOUTH 410000000
#define SIDE  20000

static struct gw_lonlat at(int32_t lon, int32_t lat)
{
	return (struct gw_lonlat){WEST + lon, SOUTH + lat};
}

static struct gw_bbox box(int32_t west, int32_t south, int32_t east, int32_t north)
{
	return (struct gw_bbox){at(west, south), at(east, north)};
}

static struct gw_bbox point(int32_t lon, int32_t lat)
{
	return box(lon, lat, lon, lat);
}

static struct shape nine_squares(void)
{
	return shape_squares(3, 3, SIDE, WEST, SOUTH);
}

/* Square metres of so many square units, and metres of units north and east. */
static double m2(double units2)
{
	struct gw_scale scale = gw_scale_at(SOUTH + SIDE);

	return units2 * scale.east * scale.north;
}

static double m(double east, double north)
{
	struct gw_scale scale = gw_scale_at(SOUTH + SIDE);

	return hypot(east * scale.east, north * scale.north);
}

/* The inscribed circle of a triangle: 4 area / perimeter. */
static double triangle_width(struct gw_lonlat a, struct gw_lonlat b, struct gw_lonlat c)
{
	double perimeter = m((double)b.lon - a.lon, (double)b.lat - a.lat) +
		m((double)c.lon - b.lon, (double)c.lat - b.lat) +
		m((double)a.lon - c.lon, (double)a.lat - c.lat);

	return 4 * m2(fabs((double)gw_orient(a, b, c)) / 2) / perimeter;
}

static void expect_one(struct shape *shape, struct expected_fault expected)
{
	expect_faults(shape, &expected, 1);
	shape_shuffle(shape, 1);
	expect_faults(shape, &expected, 1);
	shape_finish(shape);
}

static void a_seamless_town_has_no_faults(void **state)
{
	struct shape s = nine_squares();

	expect_no_faults(&s);
	shape_finish(&s);
}

static void a_border_that_one_neighbour_bends_away_is_a_gap(void **state)
{
	struct shape s = nine_squares();
	double width = triangle_width(at(SIDE, SIDE), at(SIDE, 2 * SIDE), at(SIDE + 300, 30000));

	insert_vertex(&s, 5, at(SIDE, 2 * SIDE), at(SIDE, SIDE), at(SIDE + 300, 30000));
	expect_one(&s,
		(struct expected_fault){GW_FAULT_GAP, {4, 5}, box(SIDE, SIDE, SIDE + 300, 2 * SIDE),
			m2(0.5 * 300 * SIDE), width});
}

static void a_border_that_one_neighbour_bends_over_is_an_overlap(void **state)
{
	struct shape s = nine_squares();
	double width = triangle_width(at(SIDE, SIDE), at(SIDE, 2 * SIDE), at(SIDE - 300, 30000));

	insert_vertex(&s, 5, at(SIDE, 2 * SIDE), at(SIDE, SIDE), at(SIDE - 300, 30000));
	expect_one(&s,
		(struct expected_fault){GW_FAULT_OVERLAP, {4, 5},
			box(SIDE - 300, SIDE, SIDE, 2 * SIDE), m2(0.5 * 300 * SIDE), width});
}

static void a_vertex_that_one_neighbour_lacks_is_unmatched(void **state)
{
	struct shape s = nine_squares();

	insert_vertex(&s, 5, at(SIDE, 2 * SIDE), at(SIDE, SIDE), at(SIDE, 30000));
	expect_one(&s,
		(struct expected_fault){
			GW_FAULT_UNMATCHED_VERTEX, {5, 4}, point(SIDE, 30000), 0, 0});
}

static void two_such_vertices_on_one_border_are_two_faults(void **state)
{
	struct shape s = nine_squares();
	const struct expected_fault expected[] = {
		{GW_FAULT_UNMATCHED_VERTEX, {5, 4}, point(SIDE, 30000), 0, 0},
		{GW_FAULT_UNMATCHED_VERTEX, {4, 5}, point(SIDE, 35000), 0, 0},
	};

	insert_vertex(&s, 5, at(SIDE, 2 * SIDE), at(SIDE, SIDE), at(SIDE, 30000));
	insert_vertex(&s, 4, at(SIDE, SIDE), at(SIDE, 2 * SIDE), at(SIDE, 35000));
	expect_faults(&s, expected, 2);
	shape_finish(&s);
}

static void rows_of_cells_that_meet_like_bricks_have_unmatched_vertices(void **state)
{
	const struct expected_fault expected[] = {
		{GW_FAULT_UNMATCHED_VERTEX, {1, 2}, point(SIDE, SIDE), 0, 0},
		{GW_FAULT_UNMATCHED_VERTEX, {2, 1}, point(SIDE / 2, SIDE), 0, 0},
		{GW_FAULT_UNMATCHED_VERTEX, {2, 3}, point(3 * SIDE / 2, SIDE), 0, 0},
	};
	struct shape s;

	shape_init(&s, "bricks");
	shape_box(&s, 1, false, WEST, SOUTH, WEST + SIDE, SOUTH + SIDE);
	shape_box(&s, 3, false, WEST + SIDE, SOUTH, WEST + 2 * SIDE, SOUTH + SIDE);
	shape_box(
		&s, 2, false, WEST + SIDE / 2, SOUTH + SIDE, WEST + 3 * SIDE / 2, SOUTH + 2 * SIDE);
	expect_faults(&s, expected, 3);
	shape_finish(&s);
}

/* Two cells with a slanted border on which no whole point lies but its ends. */
static struct shape slanted(void)
{
	struct shape s;

	shape_init(&s, "slanted");
	shape_begin(&s, 1, false);
	shape_point(&s, WEST, SOUTH);
	shape_point(&s, WEST + 10007, SOUTH);
	shape_point(&s, WEST + 20011, SOUTH + SIDE + 1);
	shape_point(&s, WEST, SOUTH + SIDE + 1);
	shape_begin(&s, 2, false);
	shape_point(&s, WEST + 10007, SOUTH);
	shape_point(&s, WEST + 40000, SOUTH);
	shape_point(&s, WEST + 40000, SOUTH + SIDE + 1);
	shape_point(&s, WEST + 20011, SOUTH + SIDE + 1);
	return s;
}

static void a_vertex_rounded_off_a_slanted_border_is_unmatched(void **state)
{
	int32_t off;

	for (off = -2; off <= 3; off++) {
		struct shape s = slanted();
		struct expected_fault expected = {
			GW_FAULT_UNMATCHED_VERTEX, {1, 2}, point(15008 + off, 10000), -1, -1};

		insert_vertex(&s, 1, at(10007, 0), at(20011, SIDE + 1), at(15008 + off, 10000));
		expect_one(&s, expected);
	}
}

static void a_sliver_of_a_unit_is_an_unmatched_vertex_not_a_gap(void **state)
{
	int32_t off;

	for (off = -1; off <= 1; off += 2) {
		struct shape s = nine_squares();

		insert_vertex(&s, 5, at(SIDE, 2 * SIDE), at(SIDE, SIDE), at(SIDE + off, 30000));
		expect_one(&s,
			(struct expected_fault){GW_FAULT_UNMATCHED_VERTEX, {5, 4},
				point(SIDE + off, 30000), -1, -1});
	}
}

static void a_chain_of_vertices_a_unit_off_has_no_area_worth_telling(void **state)
{
	struct shape s = nine_squares();
	struct gw_rings rings;
	struct checked c;
	size_t i;

	insert_vertex(&s, 5, at(SIDE, 2 * SIDE), at(SIDE, SIDE), at(SIDE - 1, 35000));
	insert_vertex(&s, 5, at(SIDE - 1, 35000), at(SIDE, SIDE), at(SIDE - 1, 30000));
	insert_vertex(&s, 5, at(SIDE - 1, 30000), at(SIDE, SIDE), at(SIDE + 1, 25000));
	built_rings(&rings, &s);
	checked_init(&c, &rings);
	assert_true(gw_faults_count(&c.faults) > 0);
	for (i = 0; i < c.faults.n; i++)
		assert_int_equal(c.faults.items[i].kind, GW_FAULT_UNMATCHED_VERTEX);
	checked_finish(&c);
	gw_rings_finish(&rings);
	shape_finish(&s);
}

static void a_bow_tie_is_a_ring_that_crosses_itself(void **state)
{
	struct shape s;

	shape_init(&s, "bow-tie");
	shape_begin(&s, 1, false);
	shape_point(&s, WEST, SOUTH);
	shape_point(&s, WEST + SIDE, SOUTH + SIDE);
	shape_point(&s, WEST + SIDE, SOUTH);
	shape_point(&s, WEST, SOUTH + SIDE);
	expect_one(&s,
		(struct expected_fault){GW_FAULT_SELF_CROSSING, {1, 0}, point(SIDE / 2, SIDE / 2),
			m2(0.25 * SIDE * SIDE), -1});
}

static void a_loop_at_the_end_of_a_cell_crosses_itself_once(void **state)
{
	struct shape s = nine_squares();

	/* Cell 9's outer corner, gone round the wrong way. */
	move_vertex(&s, 9, at(3 * SIDE, 3 * SIDE), at(3 * SIDE, 3 * SIDE + 2000));
	insert_vertex(&s, 9, at(3 * SIDE, 2 * SIDE), at(3 * SIDE, 3 * SIDE + 2000),
		at(3 * SIDE - 2000, 3 * SIDE + 2000));
	expect_one(&s,
		(struct expected_fault){GW_FAULT_SELF_CROSSING, {9, 0},
			box(3 * SIDE - 2000, 3 * SIDE + 1700, 3 * SIDE - 1900, 3 * SIDE + 1900),
			m2(0.5 * 2000 * 198), -1});
}

static void a_wedge_open_to_the_outside_is_a_gap(void **state)
{
	struct shape s = nine_squares();

	move_vertex(&s, 2, at(SIDE, 0), at(SIDE + 300, 0));
	expect_one(&s,
		(struct expected_fault){GW_FAULT_GAP, {1, 2}, box(SIDE, 0, SIDE + 300, SIDE),
			m2(0.5 * 300 * SIDE), m(300, 0)});
}

static void a_wide_notch_in_the_outer_border_is_no_fault(void **state)
{
	struct shape s = nine_squares();

	move_vertex(&s, 2, at(SIDE, 0), at(SIDE + 3000, 0));
	expect_no_faults(&s);
	shape_finish(&s);
}

static void an_overlap_at_the_outer_border_is_found(void **state)
{
	struct shape s = nine_squares();

	move_vertex(&s, 2, at(SIDE, 0), at(SIDE - 300, 0));
	expect_one(&s,
		(struct expected_fault){GW_FAULT_OVERLAP, {1, 2}, box(SIDE - 300, 0, SIDE, SIDE),
			m2(0.5 * 300 * SIDE), -1});
}

static void an_outer_vertex_moved_along_the_border_is_unmatched(void **state)
{
	struct shape s = nine_squares();

	move_vertex(&s, 2, at(SIDE, 0), at(SIDE, 300));
	expect_one(&s,
		(struct expected_fault){GW_FAULT_UNMATCHED_VERTEX, {2, 1}, point(SIDE, 300), 0, 0});
}

static void a_cell_within_a_cell_that_has_no_hole_for_it_is_an_overlap(void **state)
{
	struct shape s = nine_squares();

	shape_box(&s, 10, false, WEST + 25000, SOUTH + 25000, WEST + 27000, SOUTH + 28000);
	expect_one(&s,
		(struct expected_fault){GW_FAULT_OVERLAP, {5, 10}, box(25000, 25000, 27000, 28000),
			m2(2000 * 3000), m(2000, 0)});
}

static void a_cell_in_the_hole_of_another_is_sound(void **state)
{
	struct shape s = nine_squares();

	shape_box(&s, 5, true, WEST + 25000, SOUTH + 25000, WEST + 27000, SOUTH + 28000);
	shape_box(&s, 10, false, WEST + 25000, SOUTH + 25000, WEST + 27000, SOUTH + 28000);
	expect_no_faults(&s);
	shape_finish(&s);
}

static void the_same_polygon_twice_is_an_overlap(void **state)
{
	struct shape s = nine_squares();

	shape_box(&s, 10, false, WEST + SIDE, SOUTH + SIDE, WEST + 2 * SIDE, SOUTH + 2 * SIDE);
	expect_one(&s,
		(struct expected_fault){GW_FAULT_OVERLAP, {5, 10},
			box(SIDE, SIDE, 2 * SIDE, 2 * SIDE), m2((double)SIDE * SIDE), m(SIDE, 0)});
}

static void the_same_polygon_twice_in_one_cell_is_an_overlap_too(void **state)
{
	struct shape s = nine_squares();

	shape_box(&s, 5, false, WEST + SIDE, SOUTH + SIDE, WEST + 2 * SIDE, SOUTH + 2 * SIDE);
	expect_one(&s,
		(struct expected_fault){GW_FAULT_OVERLAP, {5, 5},
			box(SIDE, SIDE, 2 * SIDE, 2 * SIDE), m2((double)SIDE * SIDE), m(SIDE, 0)});
}

static void parts_of_one_cell_that_overlap_are_found(void **state)
{
	struct shape s;

	shape_init(&s, "overlapping parts");
	shape_box(&s, 1, false, WEST, SOUTH, WEST + SIDE, SOUTH + SIDE);
	shape_box(&s, 1, false, WEST + 15000, SOUTH + 5000, WEST + 30000, SOUTH + 15000);
	expect_one(&s,
		(struct expected_fault){GW_FAULT_OVERLAP, {1, 1}, box(15000, 5000, SIDE, 15000),
			m2(5000.0 * 10000), m(5000, 0)});
}

static void a_crossing_of_two_cells_is_one_overlap(void **state)
{
	struct shape s;

	shape_init(&s, "cross");
	shape_box(&s, 1, false, WEST, SOUTH + 8000, WEST + SIDE, SOUTH + 12000);
	shape_box(&s, 2, false, WEST + 8000, SOUTH, WEST + 13000, SOUTH + SIDE);
	expect_one(&s,
		(struct expected_fault){GW_FAULT_OVERLAP, {1, 2}, box(8000, 8000, 13000, 12000),
			m2(4000.0 * 5000), -1});
}

static void a_corner_pulled_inwards_is_a_gap_between_the_longest_neighbours(void **state)
{
	struct shape s = nine_squares();

	move_vertex(&s, 5, at(SIDE, SIDE), at(SIDE + 400, SIDE + 500));
	expect_one(&s,
		(struct expected_fault){GW_FAULT_GAP, {4, 5}, box(SIDE, SIDE, 2 * SIDE, 2 * SIDE),
			m2(0.5 * SIDE * (400 + 500)), -1});
}

static void a_corner_pushed_outwards_overlaps_all_it_meets(void **state)
{
	struct shape s = nine_squares();
	struct gw_bbox all = box(SIDE - 400, SIDE - 500, 2 * SIDE, 2 * SIDE);
	const struct expected_fault expected[] = {
		{GW_FAULT_OVERLAP, {1, 5}, all, -1, -1},
		{GW_FAULT_OVERLAP, {2, 5}, all, -1, -1},
		{GW_FAULT_OVERLAP, {4, 5}, all, -1, -1},
	};

	move_vertex(&s, 5, at(SIDE, SIDE), at(SIDE - 400, SIDE - 500));
	expect_faults(&s, expected, 3);
	shape_finish(&s);
}

static void a_vertex_moved_sideways_is_a_gap_here_and_an_overlap_there(void **state)
{
	struct shape s = nine_squares();
	const struct expected_fault expected[] = {
		{GW_FAULT_GAP, {4, 5}, box(SIDE, SIDE, SIDE + 400, 2 * SIDE), -1, -1},
		{GW_FAULT_OVERLAP, {2, 5}, box(SIDE, SIDE - 500, 2 * SIDE, SIDE), -1, -1},
	};

	move_vertex(&s, 5, at(SIDE, SIDE), at(SIDE + 400, SIDE - 500));
	expect_faults(&s, expected, 2);
	shape_finish(&s);
}

static void a_missing_cell_is_a_hole_worth_a_note(void **state)
{
	struct shape s = nine_squares();

	remove_cell(&s, 5);
	assert_int_equal(count_faults(&s), 0);
	expect_one(&s,
		(struct expected_fault){GW_NOTE_HOLE, {4, 6}, box(SIDE, SIDE, 2 * SIDE, 2 * SIDE),
			m2((double)SIDE * SIDE), m(SIDE, 0)});
}

static void a_long_strip_without_a_cell_is_a_gap_though_it_is_wide(void **state)
{
	struct shape s;

	shape_init(&s, "strip");
	shape_box(&s, 1, false, WEST, SOUTH, WEST + 500000, SOUTH + SIDE);
	shape_box(&s, 2, false, WEST, SOUTH + SIDE + 6000, WEST + 500000, SOUTH + 3 * SIDE);
	shape_box(&s, 3, false, WEST - SIDE, SOUTH, WEST, SOUTH + 3 * SIDE);
	shape_box(&s, 4, false, WEST + 500000, SOUTH, WEST + 510000, SOUTH + 3 * SIDE);
	insert_vertex(&s, 3, at(0, 0), at(0, 3 * SIDE), at(0, SIDE));
	insert_vertex(&s, 3, at(0, SIDE), at(0, 3 * SIDE), at(0, SIDE + 6000));
	insert_vertex(&s, 4, at(500000, 3 * SIDE), at(500000, 0), at(500000, SIDE + 6000));
	insert_vertex(&s, 4, at(500000, SIDE + 6000), at(500000, 0), at(500000, SIDE));
	expect_one(&s,
		(struct expected_fault){GW_FAULT_GAP, {1, 2}, box(0, SIDE, 500000, SIDE + 6000),
			m2(500000.0 * 6000), m(0, 6000)});
}

/* Two boxes with so many units between them, so that nothing encloses what lies there. */
static struct shape two_banks(int32_t units)
{
	struct shape s;

	shape_init(&s, "banks");
	shape_box(&s, 1, false, WEST, SOUTH, WEST + 4 * SIDE, SOUTH + SIDE);
	shape_box(&s, 2, false, WEST, SOUTH + SIDE + units, WEST + 4 * SIDE, SOUTH + 2 * SIDE);
	return s;
}

static void a_gap_open_at_both_ends_is_found_once(void **state)
{
	struct shape s = two_banks(1000);

	expect_one(&s,
		(struct expected_fault){GW_FAULT_GAP, {1, 2}, box(0, SIDE, 4 * SIDE, SIDE + 1000),
			m2(4.0 * SIDE * 1000), m(0, 1000)});
}

static void banks_as_far_apart_as_those_of_a_river_are_no_fault(void **state)
{
	struct shape s = two_banks(2000);

	expect_no_faults(&s);
	shape_finish(&s);
}

static void islands_that_come_near_each_other_in_a_corner_are_no_fault(void **state)
{
	struct shape s;

	shape_init(&s, "islands");
	shape_box(&s, 1, false, WEST, SOUTH, WEST + SIDE, SOUTH + SIDE);
	shape_box(&s, 2, false, WEST + SIDE + 100, SOUTH + SIDE + 100, WEST + 3 * SIDE,
		SOUTH + 3 * SIDE);
	expect_no_faults(&s);
	shape_finish(&s);
}

static void a_lake_with_an_island_of_another_cell_is_a_hole(void **state)
{
	struct shape s = nine_squares();

	remove_cell(&s, 5);
	shape_box(&s, 5, false, WEST + 25000, SOUTH + 25000, WEST + 30000, SOUTH + 30000);
	expect_one(&s,
		(struct expected_fault){
			GW_NOTE_HOLE, {4, 6}, box(SIDE, SIDE, 2 * SIDE, 2 * SIDE), -1, -1});
}

static void cells_that_touch_in_a_vertex_are_sound(void **state)
{
	struct shape s;

	shape_init(&s, "touching");
	shape_box(&s, 1, false, WEST, SOUTH, WEST + SIDE, SOUTH + SIDE);
	shape_box(&s, 2, false, WEST + SIDE, SOUTH + SIDE, WEST + 2 * SIDE, SOUTH + 2 * SIDE);
	shape_box(&s, 1, false, WEST + 2 * SIDE, SOUTH, WEST + 3 * SIDE, SOUTH + SIDE);
	expect_no_faults(&s);
	shape_finish(&s);
}

static void a_hair_thin_fold_of_a_shared_border_is_no_fault(void **state)
{
	struct shape s = slanted();

	/*
	 * Both neighbours have the same two vertices, in an order that makes them fold back a unit.
	 */
	insert_vertex(&s, 1, at(10007, 0), at(20011, SIDE + 1), at(15010, 10000));
	insert_vertex(&s, 1, at(15010, 10000), at(20011, SIDE + 1), at(15009, 9999));
	insert_vertex(&s, 2, at(20011, SIDE + 1), at(10007, 0), at(15009, 9999));
	insert_vertex(&s, 2, at(15009, 9999), at(10007, 0), at(15010, 10000));
	expect_no_faults(&s);
	shape_finish(&s);
}

static void no_cells_have_no_faults(void **state)
{
	struct shape s;

	shape_init(&s, "nothing");
	expect_no_faults(&s);
	shape_finish(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_cells_have_no_faults),
		cmocka_unit_test(a_seamless_town_has_no_faults),
		cmocka_unit_test(a_border_that_one_neighbour_bends_away_is_a_gap),
		cmocka_unit_test(a_border_that_one_neighbour_bends_over_is_an_overlap),
		cmocka_unit_test(a_vertex_that_one_neighbour_lacks_is_unmatched),
		cmocka_unit_test(two_such_vertices_on_one_border_are_two_faults),
		cmocka_unit_test(rows_of_cells_that_meet_like_bricks_have_unmatched_vertices),
		cmocka_unit_test(a_vertex_rounded_off_a_slanted_border_is_unmatched),
		cmocka_unit_test(a_sliver_of_a_unit_is_an_unmatched_vertex_not_a_gap),
		cmocka_unit_test(a_chain_of_vertices_a_unit_off_has_no_area_worth_telling),
		cmocka_unit_test(a_bow_tie_is_a_ring_that_crosses_itself),
		cmocka_unit_test(a_loop_at_the_end_of_a_cell_crosses_itself_once),
		cmocka_unit_test(a_wedge_open_to_the_outside_is_a_gap),
		cmocka_unit_test(a_wide_notch_in_the_outer_border_is_no_fault),
		cmocka_unit_test(an_overlap_at_the_outer_border_is_found),
		cmocka_unit_test(an_outer_vertex_moved_along_the_border_is_unmatched),
		cmocka_unit_test(a_cell_within_a_cell_that_has_no_hole_for_it_is_an_overlap),
		cmocka_unit_test(a_cell_in_the_hole_of_another_is_sound),
		cmocka_unit_test(the_same_polygon_twice_is_an_overlap),
		cmocka_unit_test(the_same_polygon_twice_in_one_cell_is_an_overlap_too),
		cmocka_unit_test(parts_of_one_cell_that_overlap_are_found),
		cmocka_unit_test(a_crossing_of_two_cells_is_one_overlap),
		cmocka_unit_test(a_corner_pulled_inwards_is_a_gap_between_the_longest_neighbours),
		cmocka_unit_test(a_corner_pushed_outwards_overlaps_all_it_meets),
		cmocka_unit_test(a_vertex_moved_sideways_is_a_gap_here_and_an_overlap_there),
		cmocka_unit_test(a_missing_cell_is_a_hole_worth_a_note),
		cmocka_unit_test(a_long_strip_without_a_cell_is_a_gap_though_it_is_wide),
		cmocka_unit_test(a_gap_open_at_both_ends_is_found_once),
		cmocka_unit_test(banks_as_far_apart_as_those_of_a_river_are_no_fault),
		cmocka_unit_test(islands_that_come_near_each_other_in_a_corner_are_no_fault),
		cmocka_unit_test(a_lake_with_an_island_of_another_cell_is_a_hole),
		cmocka_unit_test(cells_that_touch_in_a_vertex_are_sound),
		cmocka_unit_test(a_hair_thin_fold_of_a_shared_border_is_no_fault),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
