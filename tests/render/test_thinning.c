/* SPDX-License-Identifier: Apache-2.0 */
#include "render/thinning.h"

#include "geo/mercator.h"
#include "meshed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <math.h>
#include <stdlib.h>

#define WEST  1208000000
#define SOUTH 406000000

/* A division of crooked borders, and its mesh. */
static int crooked_setup(void **state)
{
	struct shape shape = shape_grown((struct town){.columns = 24,
		.rows = 24,
		.cells = 13,
		.mids = 2,
		.spacing = 3000,
		.west = WEST,
		.south = SOUTH,
		.seed = 5});
	struct meshed *m = malloc(sizeof *m);

	assert_non_null(m);
	meshed_init(m, &shape);
	shape_finish(&shape);
	*state = m;
	return 0;
}

static int crooked_teardown(void **state)
{
	meshed_finish(*state);
	free(*state);
	return 0;
}

#define of_crooked(test) cmocka_unit_test_setup_teardown(test, crooked_setup, crooked_teardown)

static void thin(struct gw_thinning *thinning, const struct meshed *m, double tolerance)
{
	struct gw_error err = {0};

	if (gw_thinning_init(thinning, m->division, m->mesh, tolerance, &err))
		fail_msg("%s", err.text);
}

/* A unit is so much of the Mercator square at least, on the equator. */
#define UNIT (1 / 3.6e9)

static double distance(struct gw_world p, struct gw_world a, struct gw_world b)
{
	double dx = b.x - a.x, dy = b.y - a.y, t;

	t = ((p.x - a.x) * dx + (p.y - a.y) * dy) / (dx * dx + dy * dy);
	t = fmin(fmax(t, 0), 1);
	return hypot(p.x - a.x - t * dx, p.y - a.y - t * dy);
}

/* How far a point is from the nearest border between two cells. */
static double off_border(
	const struct gw_grid *grid, struct gw_lonlat p, gw_cell_id one, gw_cell_id other)
{
	double least = INFINITY;
	size_t i;

	for (i = 0; i < grid->num_edges; i++) {
		const struct gw_edge *e = &grid->edges[i];

		if ((e->left == one && e->right == other) || (e->left == other && e->right == one))
			least = fmin(least,
				distance(gw_world_from_lonlat(p), gw_world_from_lonlat(e->a),
					gw_world_from_lonlat(e->b)));
	}
	return least;
}

static void no_border_moves_further_than_told(void **state)
{
	static const double tolerances[] = {1e-9, 3e-8, 3e-7, 1e-6};
	const struct meshed *m = *state;
	struct gw_thinning thinning;
	size_t i, k;

	for (k = 0; k < 4; k++) {
		thin(&thinning, m, tolerances[k]);
		for (i = 0; i < m->division->grid->num_edges; i++) {
			const struct gw_edge *e = &m->division->grid->edges[i];
			double off = off_border(thinning.division.grid, e->a, e->left, e->right);

			if (off > tolerances[k] + 2 * UNIT)
				fail_msg("edge %zu is off by %g, not %g", i, off, tolerances[k]);
		}
		gw_thinning_finish(&thinning);
	}
}

static void a_coarse_picture_has_fewer_points_and_a_fine_one_all(void **state)
{
	const struct meshed *m = *state;
	struct gw_thinning fine, coarse;

	thin(&fine, m, 0);
	thin(&coarse, m, 1e-6);
	assert_int_equal(fine.division.grid->num_edges, m->division->grid->num_edges);
	assert_true(coarse.division.grid->num_edges < fine.division.grid->num_edges / 2);
	assert_ptr_equal(coarse.division.units, m->division->units);
	assert_int_equal(coarse.division.grid->num_cells, m->num_cells);
	gw_thinning_finish(&fine);
	gw_thinning_finish(&coarse);
}

static int64_t key_of(struct gw_lonlat p)
{
	return (int64_t)p.lon * 4 * GW_LON_MAX + p.lat;
}

static int compare_keys(const void *x, const void *y)
{
	int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;

	return (a > b) - (a < b);
}

/* Each cell's border begins somewhere as often as it ends there: it has no gap. */
static void every_cell_stays_closed(void **state)
{
	const struct meshed *m = *state;
	struct gw_thinning thinning;
	const struct gw_grid *grid;
	int64_t *from, *to;
	gw_cell_id cell;
	size_t i, n;

	thin(&thinning, m, 3e-7);
	grid = thinning.division.grid;
	from = calloc(grid->num_edges, sizeof *from);
	to = calloc(grid->num_edges, sizeof *to);
	assert_true(from && to);
	for (cell = 1; cell <= grid->num_cells; cell++) {
		for (i = n = 0; i < grid->num_edges; i++) {
			const struct gw_edge *e = &grid->edges[i];

			assert_true(key_of(e->a) < key_of(e->b));
			if (e->left != cell && e->right != cell)
				continue;
			from[n] = key_of(e->left == cell ? e->a : e->b);
			to[n++] = key_of(e->left == cell ? e->b : e->a);
		}
		assert_true(n >= 3);
		qsort(from, n, sizeof *from, compare_keys);
		qsort(to, n, sizeof *to, compare_keys);
		assert_memory_equal(from, to, n * sizeof *from);
	}
	free(from);
	free(to);
	gw_thinning_finish(&thinning);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		of_crooked(no_border_moves_further_than_told),
		of_crooked(a_coarse_picture_has_fewer_points_and_a_fine_one_all),
		of_crooked(every_cell_stays_closed),
	};

	return cmocka_run_group_tests_name("render/thinning", tests, NULL, NULL);
}
