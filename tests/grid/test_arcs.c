/* SPDX-License-Identifier: Apache-2.0 */
#include "built.h"
#include "grid/arcs.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

/* How many edges end at a point, the slow way. */
static uint32_t degree_of(const struct gw_grid *grid, struct gw_lonlat p)
{
	uint32_t n = 0;
	size_t i;

	for (i = 0; i < grid->num_edges; i++)
		n += gw_lonlat_equal(grid->edges[i].a, p) + gw_lonlat_equal(grid->edges[i].b, p);
	return n;
}

/* The piece of an arc from a to b as the grid keeps it. */
static struct gw_edge edge_of(struct gw_arc arc, struct gw_lonlat a, struct gw_lonlat b)
{
	bool forward = a.lon < b.lon || (a.lon == b.lon && a.lat < b.lat);

	return forward ? (struct gw_edge){a, b, arc.left, arc.right}
		       : (struct gw_edge){b, a, arc.right, arc.left};
}

static void expect_edges_once(
	const struct gw_arcs *arcs, const struct gw_grid *grid, const char *name)
{
	struct gw_edge *found = calloc(arcs->num_points + (size_t)1, sizeof *found);
	size_t n = 0, i;
	uint32_t arc;

	assert_non_null(found);
	for (arc = 0; arc < arcs->n; arc++)
		for (i = arcs->first[arc] + 1; i < arcs->first[arc + 1]; i++)
			found[n++] =
				edge_of(arcs->items[arc], arcs->points[i - 1], arcs->points[i]);
	if (n != grid->num_edges)
		fail_msg("%s: %zu edges, %zu in arcs", name, grid->num_edges, n);
	built_sort_edges(found, n);
	built_sort_edges(grid->edges, n);
	for (i = 0; i < n; i++)
		if (built_compare_edges(&found[i], &grid->edges[i]) != 0)
			fail_msg("%s: no arc has the edge at %d,%d", name, grid->edges[i].a.lon,
				grid->edges[i].a.lat);
	free(found);
}

static void expect_ends_at_nodes(
	const struct gw_arcs *arcs, const struct gw_grid *grid, const char *name)
{
	uint32_t arc, i;

	for (arc = 0; arc < arcs->n; arc++) {
		uint32_t first = arcs->first[arc], last = arcs->first[arc + 1] - 1;
		bool is_loop = gw_lonlat_equal(arcs->points[first], arcs->points[last]);

		assert_true(last > first);
		for (i = first; i <= last; i++) {
			struct gw_lonlat p = arcs->points[i];
			bool may_be_node = i == first || i == last;
			uint32_t degree = degree_of(grid, p);

			if (!may_be_node && degree != 2)
				fail_msg("%s: arc %u runs through a node at %d,%d", name, arc,
					p.lon, p.lat);
			if (may_be_node && !is_loop && degree == 2)
				fail_msg("%s: arc %u ends at %d,%d, which is none", name, arc,
					p.lon, p.lat);
		}
	}
}

static void expect_sound(const struct shape *shape)
{
	struct gw_error err = {0};
	struct gw_arcs arcs;
	struct built b;

	built_init(&b, shape);
	if (gw_arcs_init(&arcs, b.grid, &err))
		fail_msg("%s: %s", shape->name, err.text);
	assert_int_equal(arcs.first[arcs.n], arcs.num_points);
	expect_ends_at_nodes(&arcs, b.grid, shape->name);
	expect_edges_once(&arcs, b.grid, shape->name);
	gw_arcs_finish(&arcs);
	built_finish(&b);
}

static void every_edge_is_in_one_arc_between_nodes(void **state)
{
	uint64_t seed;
	int i;

	(void)state;
	for (i = 0; i < SHAPE_FIXED; i++) {
		struct shape s = shape_fixed(i);

		expect_sound(&s);
		shape_finish(&s);
	}
	for (seed = 1; seed <= 20; seed++) {
		struct shape s = shape_town((struct town){.columns = 8,
			.rows = 6,
			.cells = seed % 2 ? 14 : 0,
			.lakes = seed % 3 ? 7 : 0,
			.mids = (uint32_t)(seed % 3),
			.spacing = 1000,
			.seed = seed});

		expect_sound(&s);
		shape_finish(&s);
		s = shape_triangles(7, 7, 9, seed);
		expect_sound(&s);
		shape_finish(&s);
	}
}

static void crooked_cells_and_islands_have_sound_arcs(void **state)
{
	uint64_t seed;

	(void)state;
	for (seed = 1; seed <= 4; seed++) {
		struct shape s = shape_grown((struct town){.columns = 14,
			.rows = 14,
			.cells = 9,
			.mids = 2,
			.spacing = 8000,
			.seed = seed});

		expect_sound(&s);
		shape_finish(&s);
		s = shape_islands(4000, 0, 0, seed);
		expect_sound(&s);
		shape_finish(&s);
	}
}

static struct gw_arcs arcs_of(const struct shape *shape)
{
	struct gw_error err = {0};
	struct gw_arcs arcs;
	struct built b;

	built_init(&b, shape);
	if (gw_arcs_init(&arcs, b.grid, &err))
		fail_msg("%s: %s", shape->name, err.text);
	built_finish(&b);
	return arcs;
}

static void four_squares_have_four_spokes_and_four_rims(void **state)
{
	struct shape s = shape_squares(2, 2, 100, 0, 0);
	struct gw_arcs arcs = arcs_of(&s);
	uint32_t i, spokes = 0;

	(void)state;
	assert_int_equal(arcs.n, 8);
	for (i = 0; i < arcs.n; i++) {
		uint32_t n = arcs.first[i + 1] - arcs.first[i];

		spokes += arcs.items[i].left && arcs.items[i].right;
		assert_int_equal(n, arcs.items[i].left && arcs.items[i].right ? 2 : 3);
	}
	assert_int_equal(spokes, 4);
	gw_arcs_finish(&arcs);
	shape_finish(&s);
}

static void an_island_is_one_loop_with_itself_on_one_hand(void **state)
{
	struct gw_arcs arcs;
	struct shape s;
	uint32_t i;

	(void)state;
	shape_init(&s, "an island");
	shape_box(&s, 1, false, 0, 0, 300, 300);
	shape_box(&s, 1, true, 100, 100, 200, 200);
	shape_box(&s, 2, false, 100, 100, 200, 200);
	arcs = arcs_of(&s);
	assert_int_equal(arcs.n, 2);
	for (i = 0; i < 2; i++) {
		uint32_t first = arcs.first[i], last = arcs.first[i + 1] - 1;

		assert_int_equal(last - first, 4);
		assert_true(gw_lonlat_equal(arcs.points[first], arcs.points[last]));
		assert_int_equal(arcs.items[i].left + arcs.items[i].right,
			arcs.points[first].lon % 300 ? 3 : 1);
	}
	gw_arcs_finish(&arcs);
	shape_finish(&s);
}

static void a_grid_without_edges_has_no_arcs(void **state)
{
	struct shape s = shape_fixed(0);
	struct gw_arcs arcs = arcs_of(&s);

	(void)state;
	assert_int_equal(arcs.n, 0);
	assert_int_equal(arcs.first[0], 0);
	gw_arcs_finish(&arcs);
	shape_finish(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_edge_is_in_one_arc_between_nodes),
		cmocka_unit_test(crooked_cells_and_islands_have_sound_arcs),
		cmocka_unit_test(four_squares_have_four_spokes_and_four_rims),
		cmocka_unit_test(an_island_is_one_loop_with_itself_on_one_hand),
		cmocka_unit_test(a_grid_without_edges_has_no_arcs),
	};

	return cmocka_run_group_tests_name("grid/arcs", tests, NULL, NULL);
}
