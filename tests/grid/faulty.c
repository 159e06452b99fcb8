/* SPDX-License-Identifier: Apache-2.0 */
#include "faulty.h"

#include "built.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

void checked_init(struct checked *checked, const struct gw_rings *rings)
{
	struct gw_error err = {0};

	gw_faults_init(&checked->faults);
	if (gw_grid_create(&checked->grid, rings, &err) ||
		gw_locator_create(&checked->locator, checked->grid, &err) ||
		gw_check(rings, checked->grid, checked->locator, &checked->faults, &err))
		fail_msg("%s", err.text);
}

void checked_finish(struct checked *checked)
{
	gw_faults_finish(&checked->faults);
	gw_locator_destroy(checked->locator);
	gw_grid_destroy(checked->grid);
}

static bool is_close(double got, double expected)
{
	return expected < 0 || fabs(got - expected) <= 0.05 * expected + 0.001;
}

static bool is_expected(const struct gw_fault *f, const struct expected_fault *e)
{
	bool cells = (f->cells[0] == e->cells[0] && f->cells[1] == e->cells[1]) ||
		(f->cells[0] == e->cells[1] && f->cells[1] == e->cells[0]);

	return f->kind == e->kind && cells &&
		gw_bbox_meets(gw_bbox_of(f->place, f->place), e->place) &&
		is_close(f->area_m2, e->area_m2) && is_close(f->width_m, e->width_m);
}

static void print_faults(const struct gw_faults *faults)
{
	size_t i;

	for (i = 0; i < faults->n; i++) {
		const struct gw_fault *f = &faults->items[i];

		print_message("found: %s of %u and %u at %d,%d, %.4f m2, %.4f m wide\n",
			gw_fault_kind_name(f->kind), f->cells[0], f->cells[1], f->place.lon,
			f->place.lat, f->area_m2, f->width_m);
	}
}

void expect_faults(const struct shape *shape, const struct expected_fault *expected, size_t n)
{
	struct gw_rings rings;
	struct checked c;
	size_t i, j;

	built_rings(&rings, shape);
	checked_init(&c, &rings);
	for (i = 0; i < n; i++) {
		for (j = 0; j < c.faults.n && !is_expected(&c.faults.items[j], &expected[i]); j++)
			;
		if (j == c.faults.n)
			print_faults(&c.faults);
		if (j == c.faults.n)
			fail_msg("%s: no %s of %u and %u as expected", shape->name,
				gw_fault_kind_name(expected[i].kind), expected[i].cells[0],
				expected[i].cells[1]);
	}
	if (c.faults.n != n)
		print_faults(&c.faults);
	if (c.faults.n != n)
		fail_msg("%s: %zu findings instead of %zu", shape->name, c.faults.n, n);
	checked_finish(&c);
	gw_rings_finish(&rings);
}

void expect_no_faults(const struct shape *shape)
{
	expect_faults(shape, NULL, 0);
}

size_t count_faults(const struct shape *shape)
{
	struct gw_rings rings;
	struct checked c;
	size_t n;

	built_rings(&rings, shape);
	checked_init(&c, &rings);
	n = gw_faults_count(&c.faults);
	checked_finish(&c);
	gw_rings_finish(&rings);
	return n;
}

void move_vertex(struct shape *shape, uint32_t cell, struct gw_lonlat from, struct gw_lonlat to)
{
	bool found = false;
	size_t i, j;

	for (i = 0; i < shape->num_rings; i++) {
		struct gw_lonlat *points = shape->points + shape->rings[i].first;

		for (j = 0; j < shape->rings[i].count && shape->rings[i].cell == cell; j++) {
			if (!gw_lonlat_equal(points[j], from))
				continue;
			points[j] = to;
			found = true;
		}
	}
	if (!found)
		fail_msg("%s: cell %u has no vertex %d,%d", shape->name, cell, from.lon, from.lat);
}

/* The shape's rings, each changed by `change`, which appends the ring's points to the new shape. */
static void rewrite(struct shape *shape,
	void (*change)(struct shape *to, const struct shape_ring *ring,
		const struct gw_lonlat *points, const void *context),
	const void *context)
{
	struct shape to;
	size_t i;

	shape_init(&to, "%s", shape->name);
	for (i = 0; i < shape->num_rings; i++)
		change(&to, &shape->rings[i], shape->points + shape->rings[i].first, context);
	to.num_cells = shape->num_cells;
	shape_finish(shape);
	*shape = to;
}

struct insertion {
	uint32_t cell;
	struct gw_lonlat before, after, inserted;
};

static void insert(struct shape *to, const struct shape_ring *ring, const struct gw_lonlat *points,
	const void *context)
{
	const struct insertion *in = context;
	size_t i;

	shape_begin(to, ring->cell, ring->hole);
	for (i = 0; i < ring->count; i++) {
		struct gw_lonlat a = points[i], b = points[i + 1 < ring->count ? i + 1 : 0];

		shape_point(to, a.lon, a.lat);
		if (ring->cell == in->cell && gw_lonlat_equal(a, in->before) &&
			gw_lonlat_equal(b, in->after))
			shape_point(to, in->inserted.lon, in->inserted.lat);
	}
}

void insert_vertex(struct shape *shape, uint32_t cell, struct gw_lonlat before,
	struct gw_lonlat after, struct gw_lonlat inserted)
{
	struct insertion in = {cell, before, after, inserted};
	size_t points = shape->num_points;

	rewrite(shape, insert, &in);
	assert_int_equal(shape->num_points, points + 1);
}

static void keep_others(struct shape *to, const struct shape_ring *ring,
	const struct gw_lonlat *points, const void *context)
{
	const uint32_t *cell = context;

	if (ring->cell != *cell)
		shape_add(to, ring->cell, ring->hole, points, ring->count);
}

void remove_cell(struct shape *shape, uint32_t cell)
{
	rewrite(shape, keep_others, &cell);
}
