/* SPDX-License-Identifier: Apache-2.0 */
#include "built.h"

#include "grid/outline.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <stdlib.h>

static struct gw_lonlat at(int32_t lon, int32_t lat)
{
	return (struct gw_lonlat){lon, lat};
}

/* The outline of the cells for which member[cell] is true. */
static struct gw_rings trace(const struct shape *shape, const bool *member)
{
	struct gw_rings rings, outline;
	struct gw_error err = {0};
	struct gw_grid *grid;

	built_rings(&rings, shape);
	gw_rings_init(&outline);
	if (gw_grid_create(&grid, &rings, &err) ||
		gw_outline_trace(&outline, grid, member, 7, &err))
		fail_msg("%s: %s", shape->name, err.text);
	gw_grid_destroy(grid);
	gw_rings_finish(&rings);
	return outline;
}

static bool has_point(const struct gw_rings *rings, const struct gw_ring *ring, struct gw_lonlat p)
{
	uint32_t i;

	for (i = 0; i < ring->count; i++)
		if (gw_lonlat_equal(rings->points[ring->first + i], p))
			return true;
	return false;
}

static void expect_simple_and_turned_right(const struct gw_rings *outline, const char *name)
{
	size_t i;
	uint32_t j, k;

	for (i = 0; i < outline->num_rings; i++) {
		const struct gw_ring *r = &outline->rings[i];
		const struct gw_lonlat *p = outline->points + r->first;

		assert_int_equal(r->cell, 7);
		assert_int_equal(r->polygon, 0);
		if ((gw_ring_area2(outline, r) < 0) != r->hole)
			fail_msg("%s: ring %zu runs the wrong way round", name, i);
		for (j = 0; j < r->count; j++)
			for (k = j + 1; k < r->count; k++)
				if (gw_lonlat_equal(p[j], p[k]))
					fail_msg("%s: ring %zu is twice at %d,%d", name, i,
						p[j].lon, p[j].lat);
	}
}

static void the_outline_of_two_neighbours_has_no_border_between_them(void **state)
{
	struct shape s = shape_squares(3, 1, 100, 0, 0);
	const bool member[] = {false, true, true, false};
	struct gw_rings outline = trace(&s, member);

	assert_int_equal(outline.num_rings, 1);
	assert_int_equal(outline.rings[0].count, 6);
	assert_int_equal(gw_ring_area2(&outline, &outline.rings[0]), 2 * 200 * 100);
	expect_simple_and_turned_right(&outline, s.name);
	gw_rings_finish(&outline);
	shape_finish(&s);
}

static void a_cell_left_out_in_the_middle_is_a_hole_that_runs_clockwise(void **state)
{
	struct shape s = shape_squares(3, 3, 100, 0, 0);
	bool member[10] = {false, true, true, true, true, false, true, true, true, true};
	struct gw_rings outline = trace(&s, member);

	assert_int_equal(outline.num_rings, 2);
	assert_int_equal(outline.rings[0].hole + outline.rings[1].hole, 1);
	expect_simple_and_turned_right(&outline, s.name);
	gw_rings_finish(&outline);
	shape_finish(&s);
}

static void cells_that_meet_in_a_vertex_have_rings_of_their_own(void **state)
{
	struct shape s = shape_squares(2, 2, 100, 0, 0);
	const bool member[] = {false, true, false, false, true};
	struct gw_rings outline = trace(&s, member);

	assert_int_equal(outline.num_rings, 2);
	assert_int_equal(outline.rings[0].count, 4);
	assert_int_equal(outline.rings[1].count, 4);
	assert_true(has_point(&outline, &outline.rings[0], at(100, 100)));
	assert_true(has_point(&outline, &outline.rings[1], at(100, 100)));
	expect_simple_and_turned_right(&outline, s.name);
	gw_rings_finish(&outline);
	shape_finish(&s);
}

static void a_hole_that_touches_the_outer_border_is_a_ring_of_its_own(void **state)
{
	struct shape s;
	struct gw_rings outline;
	const bool member[] = {false, true, false};

	shape_init(&s, "a hole at the border");
	shape_box(&s, 1, false, 0, 0, 300, 300);
	shape_begin(&s, 1, true);
	shape_point(&s, 0, 0);
	shape_point(&s, 200, 100);
	shape_point(&s, 100, 200);
	shape_begin(&s, 2, false);
	shape_point(&s, 0, 0);
	shape_point(&s, 200, 100);
	shape_point(&s, 100, 200);
	outline = trace(&s, member);
	assert_int_equal(outline.num_rings, 2);
	assert_int_equal(outline.rings[0].hole + outline.rings[1].hole, 1);
	expect_simple_and_turned_right(&outline, s.name);
	gw_rings_finish(&outline);
	shape_finish(&s);
}

static void an_empty_set_has_no_outline(void **state)
{
	struct shape s = shape_squares(2, 2, 100, 0, 0);
	const bool member[5] = {false};
	struct gw_rings outline = trace(&s, member);

	assert_int_equal(outline.num_rings, 0);
	gw_rings_finish(&outline);
	shape_finish(&s);
}

/* The border of a set, read back as a grid of one cell, is the grid's border of the set. */
static void expect_same_border(const struct shape *shape, const bool *member)
{
	struct gw_rings rings, outline = trace(shape, member);
	struct gw_edge *expected;
	struct gw_grid *grid, *again;
	struct gw_error err = {0};
	size_t i, n = 0;

	expect_simple_and_turned_right(&outline, shape->name);
	built_rings(&rings, shape);
	if (gw_grid_create(&grid, &rings, &err) || gw_grid_create(&again, &outline, &err))
		fail_msg("%s", err.text);
	expected = calloc(grid->num_edges + 1, sizeof *expected);
	assert_non_null(expected);
	for (i = 0; i < grid->num_edges; i++) {
		struct gw_edge e = grid->edges[i];

		e.left = member[e.left] ? 7 : 0;
		e.right = member[e.right] ? 7 : 0;
		if (e.left != e.right)
			expected[n++] = e;
	}
	built_sort_edges(expected, n);
	built_sort_edges(again->edges, again->num_edges);
	assert_int_equal(again->num_edges, n);
	for (i = 0; i < n; i++)
		if (built_compare_edges(&expected[i], &again->edges[i]) != 0)
			fail_msg("%s: edge %zu at %d,%d differs", shape->name, i, expected[i].a.lon,
				expected[i].a.lat);
	free(expected);
	gw_grid_destroy(again);
	gw_grid_destroy(grid);
	gw_rings_finish(&outline);
	gw_rings_finish(&rings);
}

static void an_outline_has_exactly_the_borders_where_membership_changes(void **state)
{
	uint64_t seed;

	for (seed = 1; seed <= 60; seed++) {
		struct shape s = shape_town((struct town){.columns = 9,
			.rows = 7,
			.cells = 20,
			.lakes = seed % 3 ? 8 : 0,
			.mids = (uint32_t)(seed % 3),
			.spacing = 1000,
			.west = 5000,
			.south = -3000,
			.seed = seed});
		bool *member = calloc(s.num_cells + 1, sizeof *member);
		uint64_t random = seed;
		uint32_t i;

		assert_non_null(member);
		for (i = 1; i <= s.num_cells; i++)
			member[i] = shape_random(&random) & 1;
		expect_same_border(&s, member);
		free(member);
		shape_finish(&s);
	}
}

static void an_outline_does_not_depend_on_the_order_of_the_rings(void **state)
{
	struct shape s = shape_triangles(8, 8, 12, 3), told = shape_copy(&s);
	const bool member[13] = {false, true, false, true, true, false, true};
	struct gw_rings outline, other;
	size_t i;

	shape_shuffle(&told, 5);
	outline = trace(&s, member);
	other = trace(&told, member);
	assert_int_equal(outline.num_points, other.num_points);
	for (i = 0; i < outline.num_points; i++)
		assert_true(gw_lonlat_equal(outline.points[i], other.points[i]));
	gw_rings_finish(&outline);
	gw_rings_finish(&other);
	shape_finish(&told);
	shape_finish(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_outline_of_two_neighbours_has_no_border_between_them),
		cmocka_unit_test(a_cell_left_out_in_the_middle_is_a_hole_that_runs_clockwise),
		cmocka_unit_test(cells_that_meet_in_a_vertex_have_rings_of_their_own),
		cmocka_unit_test(a_hole_that_touches_the_outer_border_is_a_ring_of_its_own),
		cmocka_unit_test(an_empty_set_has_no_outline),
		cmocka_unit_test(an_outline_has_exactly_the_borders_where_membership_changes),
		cmocka_unit_test(an_outline_does_not_depend_on_the_order_of_the_rings),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
