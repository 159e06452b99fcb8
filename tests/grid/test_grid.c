/* SPDX-License-Identifier: Apache-2.0 */
#include "built.h"
#include "oracle.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

static bool is_before(struct gw_lonlat a, struct gw_lonlat b)
{
	return a.lon < b.lon || (a.lon == b.lon && a.lat < b.lat);
}

/* The edge from a to b with the sides the oracle sees; a and b in either order. */
static struct gw_edge edge_seen(const struct shape *s, struct gw_lonlat a, struct gw_lonlat b)
{
	struct oracle_sides sides = oracle_sides(s, a, b);
	bool upright = a.lon == b.lon;

	return (struct gw_edge){
		.a = is_before(a, b) ? a : b,
		.b = is_before(a, b) ? b : a,
		.left = upright ? sides.south_or_west : sides.north_or_east,
		.right = upright ? sides.north_or_east : sides.south_or_west,
	};
}

static void describe(char *text, size_t size, const struct gw_edge *e)
{
	if (e)
		snprintf(text, size, "%d,%d to %d,%d with %u | %u", e->a.lon, e->a.lat, e->b.lon,
			e->b.lat, e->left, e->right);
	else
		snprintf(text, size, "no edge");
}

static void fail_at_edge(const struct shape *s, const char *what, const struct gw_edge *expected,
	const struct gw_edge *got)
{
	char expected_text[100], got_text[100];

	describe(expected_text, sizeof expected_text, expected);
	describe(got_text, sizeof got_text, got);
	fail_msg("%s: %s: expected %s, got %s", s->name, what, expected_text, got_text);
}

/* Every border that the oracle sees between two cells, once; the caller frees it. */
static struct gw_edge *borders_seen(const struct shape *s, size_t *n)
{
	struct gw_edge *edges = calloc(s->num_points + 1, sizeof *edges);
	size_t i, j, kept = 0, unique = 0;

	assert_non_null(edges);
	for (i = 0; i < s->num_rings; i++) {
		const struct shape_ring *r = &s->rings[i];

		for (j = 0; j < r->count; j++) {
			edges[kept] = edge_seen(s, s->points[r->first + j],
				s->points[r->first + (j + 1) % r->count]);
			kept += edges[kept].left != edges[kept].right;
		}
	}
	built_sort_edges(edges, kept);
	for (i = 0; i < kept; i++)
		if (!unique || built_compare_edges(&edges[unique - 1], &edges[i]) != 0)
			edges[unique++] = edges[i];
	*n = unique;
	return edges;
}

static void expect_every_border_once(const struct shape *s)
{
	size_t n, i;
	struct gw_edge *expected = borders_seen(s, &n);
	struct built built;

	built_init(&built, s);
	built_sort_edges(built.grid->edges, built.grid->num_edges);
	for (i = 0; i < n && i < built.grid->num_edges; i++)
		if (built_compare_edges(&expected[i], &built.grid->edges[i]) != 0)
			fail_at_edge(s, "first difference", &expected[i], &built.grid->edges[i]);
	if (i < n)
		fail_at_edge(s, "missing", &expected[i], NULL);
	if (i < built.grid->num_edges)
		fail_at_edge(s, "needless", NULL, &built.grid->edges[i]);
	if (built.grid->num_conflicts)
		fail_msg("%s: %zu conflicts in a sound grid", s->name, built.grid->num_conflicts);
	if (built.grid->num_cells != s->num_cells)
		fail_msg("%s: %u cells, expected %u", s->name, built.grid->num_cells, s->num_cells);
	assert_true(gw_grid_bytes(built.grid) >= n * sizeof *expected);
	built_finish(&built);
	free(expected);
}

static void every_border_of_the_fixed_shapes_is_kept_once(void **state)
{
	int i;

	(void)state;
	for (i = 0; i < SHAPE_FIXED; i++) {
		struct shape s = shape_fixed(i);

		if (!s.ragged)
			expect_every_border_once(&s);
		shape_finish(&s);
	}
}

static void every_border_of_towns_and_lattices_is_kept_once(void **state)
{
	uint64_t seed;

	(void)state;
	for (seed = 1; seed <= 24; seed++) {
		struct town town = {4 + seed % 5, 9 - seed % 4, seed % 3 ? (uint32_t)seed : 0,
			seed % 4 ? 5 : 0, seed % 3, 24 + (int64_t)(seed * seed * seed), -40, 30,
			seed};
		struct shape s = shape_town(town);

		expect_every_border_once(&s);
		shape_shuffle(&s, seed);
		shape_finish(&s);
		s = shape_triangles(6, 5, 1 + seed % 4, seed);
		if (seed % 2)
			shape_map(&s, 7, -3, 2, 5, 10, 10);
		expect_every_border_once(&s);
		shape_finish(&s);
	}
}

/* For shapes whose vertices are not all shared: at least, what is there has the right sides. */
static void expect_right_sides(struct shape s)
{
	struct built built;
	size_t i;

	built_init(&built, &s);
	for (i = 0; i < built.grid->num_edges; i++) {
		const struct gw_edge *got = &built.grid->edges[i];
		struct gw_edge expected = edge_seen(&s, got->a, got->b);

		if (built_compare_edges(&expected, got) != 0)
			fail_at_edge(&s, "sides", &expected, got);
		if (i && built_compare_edges(got - 1, got) == 0)
			fail_at_edge(&s, "twice", &expected, got);
	}
	if (built.grid->num_conflicts)
		fail_msg("%s: %zu conflicts", s.name, built.grid->num_conflicts);
	built_finish(&built);
	shape_finish(&s);
}

static void borders_split_for_their_length_still_join(void **state)
{
	(void)state;
	expect_right_sides(shape_world_boxes());
	expect_right_sides(shape_world_diagonals());
	expect_right_sides(shape_fixed(24)); /* a bridge to a hole is no border */
}

static void expect_same_grid(struct shape *told, const struct shape *original)
{
	struct built a, b;
	size_t i;

	built_init(&a, original);
	built_init(&b, told);
	if (a.grid->num_edges != b.grid->num_edges)
		fail_msg("%s: %zu edges, expected %zu", told->name, b.grid->num_edges,
			a.grid->num_edges);
	built_sort_edges(a.grid->edges, a.grid->num_edges);
	built_sort_edges(b.grid->edges, b.grid->num_edges);
	for (i = 0; i < a.grid->num_edges; i++)
		if (built_compare_edges(&a.grid->edges[i], &b.grid->edges[i]) != 0)
			fail_at_edge(told, "differs", &a.grid->edges[i], &b.grid->edges[i]);
	assert_int_equal(a.grid->num_conflicts, b.grid->num_conflicts);
	built_finish(&b);
	built_finish(&a);
}

static void order_and_soil_of_the_input_do_not_matter(void **state)
{
	struct town town = {9, 8, 13, 6, 2, 300, 70, -90, 5};
	uint64_t seed;

	(void)state;
	for (seed = 1; seed <= 12; seed++) {
		struct shape s = seed % 2 ? shape_town(town) : shape_fixed((int)seed);
		struct shape told = shape_copy(&s);

		shape_shuffle(&told, seed);
		expect_same_grid(&told, &s);
		shape_soil(&told, seed);
		expect_same_grid(&told, &s);
		shape_finish(&told);
		shape_finish(&s);
	}
}

static void conflicts_come_out_alike_in_any_order(void **state)
{
	uint64_t seed;

	(void)state;
	for (seed = 1; seed <= 40; seed++) {
		struct shape s = shape_triangles(3, 3, 5, seed), more, told;
		size_t i;

		more = shape_triangles(3, 3, 5, seed / 2 + 100); /* laid over the first */
		for (i = 0; i < more.num_rings; i++)
			shape_add(&s, more.rings[i].cell, false, more.points + more.rings[i].first,
				3);
		told = shape_copy(&s);
		shape_shuffle(&told, seed);
		expect_same_grid(&told, &s);
		shape_finish(&told);
		shape_finish(&more);
		shape_finish(&s);
	}
}

static void expect_conflicts(struct shape s, size_t conflicts)
{
	struct built built;

	built_init(&built, &s);
	if (built.grid->num_conflicts != conflicts)
		fail_msg("%s: expected %zu conflicts, got %zu", s.name, conflicts,
			built.grid->num_conflicts);
	built_finish(&built);
	shape_finish(&s);
}

static void a_border_laid_twice_on_one_side_is_a_conflict(void **state)
{
	struct shape s;
	int i;

	(void)state;
	shape_init(&s, "two cells on the same square");
	shape_box(&s, 1, false, 0, 0, 9, 9);
	shape_box(&s, 2, false, 0, 0, 9, 9);
	expect_conflicts(s, 4);
	shape_init(&s, "the same square twice in one cell");
	shape_box(&s, 1, false, 0, 0, 9, 9);
	shape_box(&s, 1, false, 0, 0, 9, 9);
	expect_conflicts(s, 4);
	shape_init(&s, "a square across one end of another");
	shape_box(&s, 1, false, 0, 0, 9, 9);
	shape_box(&s, 2, false, 0, 0, 9, 20); /* the south side lies on the same two points */
	expect_conflicts(s, 1);
	shape_init(&s, "a hundred squares in one place");
	for (i = 1; i <= 100; i++)
		shape_box(&s, (uint32_t)i, false, 0, 0, 9, 9);
	expect_conflicts(s, 4);
}

/* A cell that is on both sides of a border, and another cell that overlaps one of the sides. */
static void a_seam_under_an_overlap_does_not_hide_it(void **state)
{
	struct shape s;
	uint32_t cell;

	(void)state;
	shape_init(&s, "cell 2 over the eastern half of cell 1");
	shape_box(&s, 1, false, 0, 0, 9, 9);
	shape_box(&s, 1, false, 9, 0, 18, 9);
	shape_box(&s, 2, false, 9, 0, 18, 9);
	expect_conflicts(s, 4);
	shape_init(&s, "two cells of two parts in the same place");
	for (cell = 1; cell <= 2; cell++) {
		shape_box(&s, cell, false, 0, 0, 9, 9);
		shape_box(&s, cell, false, 9, 0, 18, 9);
	}
	expect_conflicts(s, 7);
}

static void a_seam_between_parts_of_one_cell_vanishes(void **state)
{
	struct shape s;
	struct built built;
	size_t i;

	(void)state;
	shape_init(&s, "two parts side by side");
	shape_box(&s, 1, false, 0, 0, 9, 9);
	shape_box(&s, 1, false, 9, 0, 18, 9);
	built_init(&built, &s);
	assert_int_equal(built.grid->num_edges, 6);
	assert_int_equal(built.grid->num_conflicts, 0);
	for (i = 0; i < 6; i++)
		if (built.grid->edges[i].a.lon == 9 && built.grid->edges[i].b.lon == 9)
			fail_at_edge(&s, "seam", NULL, &built.grid->edges[i]);
	built_finish(&built);
	shape_finish(&s);
}

static void an_edge_runs_east_or_due_north_with_left_on_its_north(void **state)
{
	static const struct gw_edge expected[] = {{{0, 0}, {0, 5}, 0, 1}, {{0, 0}, {5, 0}, 1, 0},
		{{0, 5}, {5, 5}, 0, 1}, {{5, 0}, {5, 5}, 1, 2}, {{5, 0}, {10, 0}, 2, 0},
		{{5, 5}, {10, 5}, 0, 2}, {{10, 0}, {10, 5}, 2, 0}};
	struct shape s = shape_squares(2, 1, 5, 0, 0);
	struct built built;
	size_t i;

	(void)state;
	built_init(&built, &s);
	built_sort_edges(built.grid->edges, built.grid->num_edges);
	assert_int_equal(built.grid->num_edges, 7);
	for (i = 0; i < 7; i++)
		if (built_compare_edges(&expected[i], &built.grid->edges[i]) != 0)
			fail_at_edge(&s, "literal", &expected[i], &built.grid->edges[i]);
	built_finish(&built);
	shape_finish(&s);
}

static void expect_bbox(struct shape s, int32_t west, int32_t south, int32_t east, int32_t north)
{
	struct built built;
	struct gw_bbox box;

	built_init(&built, &s);
	box = built.grid->bbox;
	if (box.min.lon != west || box.min.lat != south || box.max.lon != east ||
		box.max.lat != north)
		fail_msg("%s: bbox %d,%d to %d,%d, expected %d,%d to %d,%d", s.name, box.min.lon,
			box.min.lat, box.max.lon, box.max.lat, west, south, east, north);
	built_finish(&built);
	shape_finish(&s);
}

static void the_bbox_is_that_of_the_edges(void **state)
{
	struct gw_bbox none = gw_bbox_empty();
	struct shape s;

	(void)state;
	expect_bbox(shape_squares(3, 2, 10, -5, 7), -5, 7, 25, 27);
	expect_bbox(shape_fixed(SHAPE_FIXED - 1), 0, -40, 40, 40); /* a ring that starts on a tip */
	expect_bbox(shape_fixed(0), none.min.lon, none.min.lat, none.max.lon, none.max.lat);
	shape_init(&s, "a part that its own hole fills");
	shape_box(&s, 1, false, 0, 0, 9, 9);
	shape_box(&s, 1, false, 100, 100, 109, 109);
	shape_box(&s, 1, true, 100, 100, 109, 109);
	expect_bbox(s, 0, 0, 9, 9);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_edge_runs_east_or_due_north_with_left_on_its_north),
		cmocka_unit_test(a_seam_between_parts_of_one_cell_vanishes),
		cmocka_unit_test(a_border_laid_twice_on_one_side_is_a_conflict),
		cmocka_unit_test(a_seam_under_an_overlap_does_not_hide_it),
		cmocka_unit_test(every_border_of_the_fixed_shapes_is_kept_once),
		cmocka_unit_test(every_border_of_towns_and_lattices_is_kept_once),
		cmocka_unit_test(borders_split_for_their_length_still_join),
		cmocka_unit_test(order_and_soil_of_the_input_do_not_matter),
		cmocka_unit_test(conflicts_come_out_alike_in_any_order),
		cmocka_unit_test(the_bbox_is_that_of_the_edges),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
