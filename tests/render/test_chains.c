/* SPDX-License-Identifier: Apache-2.0 */
#include "render/chains.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <math.h>
#include <stdlib.h>

#define AROUND 200 /* vertices of the circle */

static struct gw_grid *make_grid(const struct gw_rings *rings)
{
	struct gw_grid *grid = NULL;
	struct gw_error err = {0};

	if (gw_grid_create(&grid, rings, &err))
		fail_msg("%s", err.text);
	return grid;
}

/* Cells 1, 2, 3 ... of `wide` by `wide` squares of 100 units. */
static struct gw_grid *make_squares(int32_t wide)
{
	struct gw_rings rings;
	struct gw_grid *grid;
	int32_t x, y;

	gw_rings_init(&rings);
	for (y = 0; y < wide; y++)
		for (x = 0; x < wide; x++) {
			const struct gw_lonlat p = {x * 100, y * 100};
			const struct gw_lonlat ring[] = {p, {p.lon + 100, p.lat},
				{p.lon + 100, p.lat + 100}, {p.lon, p.lat + 100}};
			gw_cell_id cell = (gw_cell_id)(y * wide + x + 1);

			assert_false(gw_rings_add(&rings, cell, 0, false, ring, 4, NULL, NULL));
		}
	grid = make_grid(&rings);
	gw_rings_finish(&rings);
	return grid;
}

static struct gw_grid *make_circle(void)
{
	struct gw_lonlat ring[AROUND];
	struct gw_rings rings;
	struct gw_grid *grid;
	int i;

	for (i = 0; i < AROUND; i++)
		ring[i] = (struct gw_lonlat){(int32_t)(1e5 * cos(2 * M_PI * i / AROUND)),
			(int32_t)(1e5 * sin(2 * M_PI * i / AROUND))};
	gw_rings_init(&rings);
	assert_false(gw_rings_add(&rings, 1, 0, false, ring, AROUND, NULL, NULL));
	grid = make_grid(&rings);
	gw_rings_finish(&rings);
	return grid;
}

/* Every edge with a level is in one chain of that level, as often as chains have edges together. */
static void expect_all_edges_once(
	const struct gw_chains *chains, const struct gw_grid *grid, const uint8_t *edge_level)
{
	size_t i, drawn = 0, chained = 0;

	for (i = 0; i < grid->num_edges; i++) {
		uint32_t chain = chains->of_edge[i];

		if (edge_level[i] == GW_NO_CHAIN_LEVEL) {
			assert_int_equal(chain, GW_NO_CHAIN);
			continue;
		}
		drawn++;
		if (chain < chains->level_first[edge_level[i]] ||
			chain >= chains->level_first[edge_level[i] + 1])
			fail_msg("edge %zu of level %u is in chain %u", i, edge_level[i], chain);
	}
	for (i = 0; i < chains->num_chains; i++) {
		assert_in_range(chains->chains[i].count, 2, GW_CHAIN_EDGES_MAX + 1);
		chained += chains->chains[i].count - 1;
	}
	assert_int_equal(drawn, chained);
}

static void a_circle_is_cut_for_its_length_only(void **state)
{
	uint8_t edge_level[AROUND] = {0};
	struct gw_grid *grid = make_circle();
	struct gw_chains chains;
	uint32_t i;

	assert_int_equal(grid->num_edges, AROUND);
	assert_false(gw_chains_init(&chains, grid, edge_level, NULL));
	expect_all_edges_once(&chains, grid, edge_level);
	assert_int_equal(chains.num_chains, (AROUND + GW_CHAIN_EDGES_MAX - 1) / GW_CHAIN_EDGES_MAX);
	for (i = 0; i < chains.num_chains; i++) {
		const struct gw_chain *c = &chains.chains[i];
		const struct gw_chain *next = &chains.chains[(i + 1) % chains.num_chains];

		/* each begins where the one before ends */
		assert_memory_equal(&chains.points[c->first + c->count - 1],
			&chains.points[next->first], sizeof *chains.points);
	}
	gw_chains_finish(&chains);
	gw_grid_destroy(grid);
}

static void chains_end_where_others_of_their_level_meet(void **state)
{
	struct gw_grid *grid = make_squares(2);
	uint8_t edge_level[12] = {0};
	struct gw_chains chains;

	assert_int_equal(grid->num_edges, 12);
	assert_false(gw_chains_init(&chains, grid, edge_level, NULL));
	expect_all_edges_once(&chains, grid, edge_level);
	/* around each outer corner one of two edges, and one edge for each arm of the cross */
	assert_int_equal(chains.num_chains, 8);
	gw_chains_finish(&chains);
	gw_grid_destroy(grid);
}

static void levels_are_apart(void **state)
{
	struct gw_grid *grid = make_squares(9);
	uint8_t *edge_level = malloc(grid->num_edges);
	struct gw_chains chains;
	size_t i;

	assert_non_null(edge_level);
	for (i = 0; i < grid->num_edges; i++)
		edge_level[i] = i % 5 == 4 ? GW_NO_CHAIN_LEVEL : (uint8_t)(i % 5);
	assert_false(gw_chains_init(&chains, grid, edge_level, NULL));
	expect_all_edges_once(&chains, grid, edge_level);
	assert_int_equal(chains.level_first[0], 0);
	assert_int_equal(chains.level_first[4], chains.num_chains);
	gw_chains_finish(&chains);
	free(edge_level);
	gw_grid_destroy(grid);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_circle_is_cut_for_its_length_only),
		cmocka_unit_test(chains_end_where_others_of_their_level_meet),
		cmocka_unit_test(levels_are_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
