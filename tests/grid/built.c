/* SPDX-License-Identifier: Apache-2.0 */
#include "built.h"

#include "base/mem.h"
#include "grid/index.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <stdlib.h>

void built_rings(struct gw_rings *rings, const struct shape *shape)
{
	struct gw_error err = {0};
	size_t i;

	gw_rings_init(rings);
	for (i = 0; i < shape->num_rings; i++) {
		const struct shape_ring *r = &shape->rings[i];

		if (gw_rings_add(rings, r->cell, r->polygon, r->hole, shape->points + r->first,
			    r->count, NULL, &err))
			fail_msg("%s: ring %zu: %s", shape->name, i, err.text);
	}
}

void built_init(struct built *built, const struct shape *shape)
{
	struct gw_error err = {0};

	built_rings(&built->rings, shape);
	if (gw_grid_create(&built->grid, &built->rings, &err) ||
		gw_locator_create(&built->locator, built->grid, &err) ||
		gw_locator_create(&built->portable, built->grid, &err))
		fail_msg("%s: %s", shape->name, err.text);
	gw_locator_force_portable(built->portable);
}

void built_finish(struct built *built)
{
	gw_locator_destroy(built->portable);
	gw_locator_destroy(built->locator);
	gw_grid_destroy(built->grid);
	gw_rings_finish(&built->rings);
}

int built_compare_edges(const void *x, const void *y)
{
	const struct gw_edge *a = x, *b = y;
	const int64_t keys[][2] = {{a->a.lon, b->a.lon}, {a->a.lat, b->a.lat}, {a->b.lon, b->b.lon},
		{a->b.lat, b->b.lat}, {a->left, b->left}, {a->right, b->right}};
	size_t i;

	for (i = 0; i < sizeof keys / sizeof *keys; i++)
		if (keys[i][0] != keys[i][1])
			return keys[i][0] < keys[i][1] ? -1 : 1;
	return 0;
}

void built_sort_edges(struct gw_edge *edges, size_t n)
{
	if (n)
		qsort(edges, n, sizeof *edges, built_compare_edges);
}

static void add_probe(struct probes *probes, int64_t lon, int64_t lat)
{
	if (lon < INT32_MIN || lon > INT32_MAX || lat < INT32_MIN || lat > INT32_MAX)
		return;
	assert_true(gw_grow(&probes->points, probes->n, &probes->capacity, sizeof *probes->points));
	probes->points[probes->n++] = (struct gw_lonlat){(int32_t)lon, (int32_t)lat};
}

static void add_around(struct probes *probes, int64_t lon, int64_t lat)
{
	int64_t x, y;

	for (y = -1; y <= 1; y++)
		for (x = -1; x <= 1; x++)
			add_probe(probes, lon + x, lat + y);
}

static int64_t common_divisor(int64_t a, int64_t b)
{
	a = llabs(a);
	b = llabs(b);
	while (b) {
		int64_t rest = a % b;

		a = b;
		b = rest;
	}
	return a ? a : 1;
}

/* Whole points on the border, as far as it has some, and the unit squares about its middle. */
static void add_on_border(
	struct probes *probes, struct gw_lonlat a, struct gw_lonlat b, uint64_t *random)
{
	int64_t dlon = (int64_t)b.lon - a.lon, dlat = (int64_t)b.lat - a.lat;
	int64_t steps = common_divisor(dlon, dlat), i, at;

	for (i = 0; i < 3; i++) {
		at = shape_random_in(random, 0, steps);
		add_around(probes, a.lon + dlon / steps * at, a.lat + dlat / steps * at);
	}
	add_around(probes, a.lon + dlon / 2, a.lat + dlat / 2);
}

static void add_at_tiles(struct probes *probes, const struct shape *shape,
	const struct gw_locator *loc, uint64_t *random)
{
	size_t i;

	if (!shape->num_points || !loc->columns)
		return;
	for (i = 0; i < 400; i++) {
		int64_t column = shape_random_in(random, -1, (int64_t)loc->columns + 1);
		int64_t row = shape_random_in(random, -1, (int64_t)loc->rows + 1);
		struct gw_lonlat v = shape->points[shape_random(random) % shape->num_points];
		int64_t west = loc->west + column * ((int64_t)1 << loc->shift_lon);
		int64_t south = loc->south + row * ((int64_t)1 << loc->shift_lat);

		add_around(probes, west, south);
		add_around(probes, west, v.lat);
		add_around(probes, v.lon, south);
	}
}

static void add_extremes(struct probes *probes, struct gw_bbox box, uint64_t *random)
{
	const int64_t far[] = {INT32_MIN, -GW_LON_MAX, -GW_LAT_MAX, -1, 0, GW_LAT_MAX, GW_LON_MAX,
		INT32_MAX, box.min.lon, box.max.lon, box.min.lat, box.max.lat};
	const size_t n = sizeof far / sizeof *far;
	size_t i, j;

	for (i = 0; i < n; i++)
		for (j = 0; j < n; j++)
			add_around(probes, far[i], far[j]);
	for (i = 0; i < 500; i++)
		add_probe(probes, shape_random_in(random, INT32_MIN, INT32_MAX),
			shape_random_in(random, INT32_MIN, INT32_MAX));
}

void probes_init(struct probes *probes, const struct shape *shape, const struct gw_locator *locator,
	uint64_t seed, size_t max)
{
	struct gw_bbox box = shape_bbox(shape);
	size_t i, j;

	*probes = (struct probes){0};
	add_extremes(probes, box, &seed);
	add_at_tiles(probes, shape, locator, &seed);
	for (i = 0; i < shape->num_rings; i++) {
		const struct gw_lonlat *points = shape->points + shape->rings[i].first;

		for (j = 0; j < shape->rings[i].count; j++) {
			add_around(probes, points[j].lon, points[j].lat);
			add_on_border(probes, points[j ? j - 1 : shape->rings[i].count - 1],
				points[j], &seed);
		}
	}
	for (i = 0; i < 3000 && shape->num_points; i++) {
		struct gw_lonlat v = shape->points[shape_random(&seed) % shape->num_points];

		add_probe(probes, shape_random_in(&seed, box.min.lon, box.max.lon),
			shape_random_in(&seed, box.min.lat, box.max.lat));
		add_probe(probes, (int64_t)v.lon + shape_random_in(&seed, -40, 40),
			(int64_t)v.lat + shape_random_in(&seed, -40, 40));
	}
	for (i = probes->n; i > 1; i--) {
		size_t other = shape_random(&seed) % i;
		struct gw_lonlat p = probes->points[i - 1];

		probes->points[i - 1] = probes->points[other];
		probes->points[other] = p;
	}
	if (probes->n > max)
		probes->n = max;
}

void probes_finish(struct probes *probes)
{
	free(probes->points);
	*probes = (struct probes){0};
}
