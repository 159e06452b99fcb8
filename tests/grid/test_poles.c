/* SPDX-License-Identifier: Apache-2.0 */
#include "grid/poles.h"

#include "shapes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A division of a shape's cells, each in the upper unit "A" or "B" by whether its id is odd. */
static struct gw_division *division_of(const struct shape *shape)
{
	const uint32_t n = shape->num_cells + 2;
	struct gw_unit *items = test_calloc(n, sizeof *items);
	char(*codes)[16] = test_calloc(n, sizeof *codes);
	struct gw_division *division = NULL;
	struct gw_units *units = NULL;
	struct gw_rings rings;
	struct gw_error err = {0};
	uint32_t i;
	size_t r;

	items[0] = (struct gw_unit){.code = "A", .parent = GW_NO_UNIT};
	items[1] = (struct gw_unit){.code = "B", .parent = GW_NO_UNIT};
	for (i = 2; i < n; i++) {
		snprintf(codes[i], sizeof *codes, "%06u", i - 1);
		items[i] = (struct gw_unit){
			.code = codes[i], .parent = i % 2, .level = 1, .is_cell = true};
	}
	if (gw_units_create(&units, items, n, &err))
		fail_msg("%s", err.text);
	gw_rings_init(&rings);
	for (r = 0; r < shape->num_rings; r++) {
		const struct shape_ring *ring = &shape->rings[r];
		uint32_t unit;

		snprintf(codes[0], sizeof *codes, "%06u", ring->cell);
		unit = gw_units_find(units, 1, codes[0]);
		if (gw_rings_add(&rings, units->items[unit].first, ring->polygon, ring->hole,
			    shape->points + ring->first, ring->count, NULL, &err))
			fail_msg("%s", err.text);
	}
	if (gw_division_create(&division, units, &rings, &err))
		fail_msg("%s", err.text);
	gw_rings_finish(&rings);
	test_free(items);
	test_free(codes);
	return division;
}

static struct gw_poles *poles_of(const struct gw_division *division, uint32_t level)
{
	struct gw_poles *poles = NULL;
	struct gw_error err = {0};

	if (gw_poles_create(&poles, division, level, &err))
		fail_msg("%s", err.text);
	assert_int_equal(poles->n, division->units->n);
	return poles;
}

static uint32_t unit_of(const struct gw_division *division, gw_cell_id cell, uint32_t level)
{
	return gw_units_above(division->units, cell, level);
}

/* How deep a place is in a unit, by the grid's edges one by one; negative outside. */
static double depth_of(
	const struct gw_division *d, uint32_t unit, uint32_t level, struct gw_world p)
{
	double nearest = INFINITY;
	bool inside = false;
	size_t i;

	for (i = 0; i < d->grid->num_edges; i++) {
		const struct gw_edge *e = &d->grid->edges[i];
		struct gw_world a = gw_world_from_lonlat(e->a), b = gw_world_from_lonlat(e->b);
		double dx = b.x - a.x, dy = b.y - a.y, t;

		if ((unit_of(d, e->left, level) == unit) == (unit_of(d, e->right, level) == unit))
			continue;
		if ((a.x <= p.x) != (b.x <= p.x) && a.y + (p.x - a.x) / dx * dy > p.y)
			inside = !inside;
		t = fmax(0, fmin(1, ((p.x - a.x) * dx + (p.y - a.y) * dy) / (dx * dx + dy * dy)));
		nearest = fmin(nearest, hypot(p.x - a.x - t * dx, p.y - a.y - t * dy));
	}
	return inside ? nearest : -nearest;
}

/* The greatest depth over a fine lattice of the division's box. */
static double greatest_depth(const struct gw_division *d, uint32_t unit, uint32_t level, int steps)
{
	struct gw_world min = gw_world_from_lonlat(d->grid->bbox.min);
	struct gw_world max = gw_world_from_lonlat(d->grid->bbox.max);
	double greatest = 0;
	int i, j;

	for (i = 0; i < steps; i++)
		for (j = 0; j < steps; j++) {
			struct gw_world p = {min.x + (max.x - min.x) * (i + 0.5) / steps,
				min.y + (max.y - min.y) * (j + 0.5) / steps};

			greatest = fmax(greatest, depth_of(d, unit, level, p));
		}
	return greatest;
}

/* Every unit's pole is in it, as deep as said, and no lattice point is much deeper. */
static void expect_poles(const struct shape *shape, uint32_t level, int steps)
{
	struct gw_division *d = division_of(shape);
	struct gw_poles *poles = poles_of(d, level);
	uint32_t u;

	for (u = 0; u < poles->n; u++) {
		const struct gw_pole *pole = &poles->items[u];
		double depth, greatest;

		if (d->units->items[u].level != level) {
			assert_true(pole->radius == 0);
			continue;
		}
		depth = depth_of(d, u, level, pole->at);
		greatest = greatest_depth(d, u, level, steps);
		if (fabs(depth - (double)pole->radius) > 1e-4 * depth)
			fail_msg("%s: unit %s: radius %g, but %g deep", shape->name,
				d->units->items[u].code, (double)pole->radius, depth);
		if ((double)pole->radius * 1.011 < greatest)
			fail_msg("%s: unit %s: radius %g, but %g is there", shape->name,
				d->units->items[u].code, (double)pole->radius, greatest);
	}
	gw_poles_destroy(poles);
	gw_division_destroy(d);
}

static void no_point_of_a_cell_is_deeper_than_its_pole(void **state)
{
	struct shape shape = shape_town((struct town){.columns = 5,
		.rows = 4,
		.cells = 7,
		.lakes = 6,
		.mids = 2,
		.spacing = 20000,
		.west = 1208000000,
		.south = 407000000,
		.seed = 5});

	expect_poles(&shape, 1, 80);
	shape_finish(&shape);
}

static void an_upper_unit_is_measured_by_its_outer_border(void **state)
{
	uint64_t seed;

	for (seed = 1; seed <= 4; seed++) {
		struct shape shape = shape_town((struct town){.columns = 4,
			.rows = 5,
			.lakes = seed % 2 ? 0 : 5,
			.mids = 1,
			.spacing = 30000,
			.west = 1208000000,
			.south = 407000000,
			.seed = seed});

		expect_poles(&shape, 0, 80);
		shape_finish(&shape);
	}
}

static void tall_units_are_measured_in_the_mercator_square(void **state)
{
	/* about as high as where the way of measuring changes, and far higher, up north */
	static const int64_t heights[] = {4800000, 5200000, 60000000};
	size_t i;

	for (i = 0; i < 3; i++) {
		struct shape shape;

		shape_init(&shape, "a trapezium %lld units high", (long long)heights[i]);
		shape_begin(&shape, 1, false);
		shape_point(&shape, 0, 600000000);
		shape_point(&shape, 2 * heights[i], 600000000);
		shape_point(&shape, heights[i], 600000000 + heights[i]);
		shape_point(&shape, 0, 600000000 + heights[i]);
		expect_poles(&shape, 1, 100);
		shape_finish(&shape);
	}
}

static void expect_pole(const struct shape *shape, double lon, double lat, double off)
{
	struct gw_division *d = division_of(shape);
	struct gw_poles *poles = poles_of(d, GW_NO_UNIT);
	struct gw_lonlat at;

	at = gw_lonlat_from_world(poles->items[d->units->of_cell[1]].at);
	if (fabs(at.lon - lon) > off || fabs(at.lat - lat) > off)
		fail_msg("%s: %d,%d", shape->name, at.lon, at.lat);
	gw_poles_destroy(poles);
	gw_division_destroy(d);
}

static void the_centroid_is_preferred_where_nothing_is_deeper(void **state)
{
	struct shape shape;

	/* as deep all along its middle */
	shape_init(&shape, "a bar");
	shape_box(&shape, 1, false, 0, -1000, 50000, 1000);
	expect_pole(&shape, 25000, 0, 2);
	shape_finish(&shape);
}

static void a_hole_moves_the_pole_aside(void **state)
{
	struct shape shape;

	shape_init(&shape, "a box with a hole west of its middle");
	shape_box(&shape, 1, false, 0, -3000, 10000, 3000);
	shape_box(&shape, 1, true, 2000, -2900, 4000, 2900);
	expect_pole(&shape, 7000, 0, 60);
	shape_finish(&shape);
}

static void the_larger_part_is_labelled(void **state)
{
	struct shape shape;

	shape_init(&shape, "two parts");
	shape_box(&shape, 1, false, 0, -1000, 2000, 1000);
	shape_box(&shape, 1, false, 20000, -2000, 24000, 2000);
	shape.rings[1].polygon = 1;
	expect_pole(&shape, 22000, 0, 40);
	shape_finish(&shape);
}

static void a_ribbon_ends(void **state)
{
	struct shape shape;
	struct gw_division *d;
	struct gw_poles *poles;
	double half;

	shape_init(&shape, "a ribbon");
	shape_box(&shape, 1, false, 0, 0, 100000000, 200);
	d = division_of(&shape);
	poles = poles_of(d, GW_NO_UNIT);
	half = 100 / (2.0 * GW_LON_MAX);
	assert_true(fabs((double)poles->items[d->units->of_cell[1]].radius - half) < half / 20);
	gw_poles_destroy(poles);
	gw_division_destroy(d);
	shape_finish(&shape);
}

static void a_unit_without_cells_has_no_pole(void **state)
{
	struct shape shape;
	struct gw_division *d;
	struct gw_poles *poles;

	shape_init(&shape, "one cell, under A or B, not both");
	shape_box(&shape, 1, false, 0, 0, 1000, 1000);
	d = division_of(&shape);
	poles = poles_of(d, 0);
	assert_true(poles->items[gw_units_find(d->units, 0, "A")].radius > 0);
	assert_true(poles->items[gw_units_find(d->units, 0, "B")].radius == 0);
	gw_poles_destroy(poles);
	gw_division_destroy(d);
	shape_finish(&shape);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_point_of_a_cell_is_deeper_than_its_pole),
		cmocka_unit_test(an_upper_unit_is_measured_by_its_outer_border),
		cmocka_unit_test(tall_units_are_measured_in_the_mercator_square),
		cmocka_unit_test(the_centroid_is_preferred_where_nothing_is_deeper),
		cmocka_unit_test(a_hole_moves_the_pole_aside),
		cmocka_unit_test(the_larger_part_is_labelled),
		cmocka_unit_test(a_ribbon_ends),
		cmocka_unit_test(a_unit_without_cells_has_no_pole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
