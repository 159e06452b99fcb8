/* SPDX-License-Identifier: Apache-2.0 */
#include "grid/outline.h"

#include "base/mem.h"
#include "grid/cover.h"
#include "grid/loops.h"

#include <stdlib.h>

struct outlining {
	const struct gw_units *units;
	const uint32_t *wanted; /* their cells are disjoint, ascending ranges */
	size_t n;
	struct gw_rings *rings;
};

/* 1 + which of the wanted units a cell belongs to, or 0. */
static gw_cell_id wanted_of(const struct outlining *o, gw_cell_id cell)
{
	size_t lo = 0, hi = o->n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (o->units->items[o->wanted[mid]].last < cell)
			lo = mid + 1;
		else
			hi = mid;
	}
	if (!cell || lo == o->n || o->units->items[o->wanted[lo]].first > cell)
		return 0;
	return (gw_cell_id)lo + 1;
}

static enum gw_status add_loop(
	void *context, const struct gw_dart *loop, size_t n, struct gw_error *err)
{
	struct outlining *o = context;

	return gw_loop_to_rings(o->rings, loop, n, loop->cell, err);
}

static bool put_dart(struct gw_dart **darts, size_t *n, size_t *capacity, struct gw_dart dart)
{
	if (!dart.cell)
		return true;
	if (!gw_grow(darts, *n, capacity, sizeof **darts))
		return false;
	(*darts)[(*n)++] = dart;
	return true;
}

static void number_all(struct gw_rings *rings, size_t first)
{
	size_t end;

	for (; first < rings->num_rings; first = end) {
		for (end = first + 1; end < rings->num_rings &&
			rings->rings[end].cell == rings->rings[first].cell;
			end++)
			;
		gw_rings_number_polygons(rings, first, end - first);
	}
}

enum gw_status gw_units_outline(const struct gw_division *division, const uint32_t *units, size_t n,
	struct gw_rings *rings, struct gw_error *err)
{
	const struct gw_grid *grid = division->grid;
	struct outlining o = {division->units, units, n, rings};
	size_t first = rings->num_rings, num_darts = 0, capacity = 0, i;
	struct gw_dart *darts = NULL;
	enum gw_status st = GW_OK;

	for (i = 0; i < grid->num_edges && !st; i++) {
		const struct gw_edge *e = &grid->edges[i];
		gw_cell_id left = wanted_of(&o, e->left), right = wanted_of(&o, e->right);

		if (left == right)
			continue;
		if (!put_dart(&darts, &num_darts, &capacity,
			    (struct gw_dart){e->a, e->b, left, right, false}) ||
			!put_dart(&darts, &num_darts, &capacity,
				(struct gw_dart){e->b, e->a, right, left, false}))
			st = gw_fail_nomem(err);
	}
	if (!st)
		st = gw_loops_trace(darts, num_darts, add_loop, &o, err);
	if (!st)
		number_all(rings, first);
	free(darts);
	return st;
}

/* Whether a segment has a point in a closed box that lies within the segment's own box. */
static bool meets_within(struct gw_lonlat a, struct gw_lonlat b, struct gw_bbox box)
{
	const struct gw_lonlat corners[] = {
		box.min, {box.max.lon, box.min.lat}, box.max, {box.min.lon, box.max.lat}};
	bool left = false, right = false;
	size_t i;

	for (i = 0; i < 4; i++) {
		int64_t side = gw_orient(a, b, corners[i]);

		left |= side >= 0;
		right |= side <= 0;
	}
	return left && right;
}

static int32_t larger(int32_t a, int32_t b)
{
	return a > b ? a : b;
}

static int32_t smaller(int32_t a, int32_t b)
{
	return a < b ? a : b;
}

static void mark(const struct gw_division *division, uint32_t level, gw_cell_id cell, bool *meets)
{
	uint32_t unit =
		cell == GW_OUTSIDE ? GW_NO_UNIT : gw_units_above(division->units, cell, level);

	if (unit != GW_NO_UNIT)
		meets[unit] = true;
}

void gw_units_meet(
	const struct gw_division *division, uint32_t level, struct gw_bbox box, bool *meets)
{
	const struct gw_grid *grid = division->grid;
	size_t i;

	if (gw_bbox_is_empty(box))
		return;
	for (i = 0; i < grid->num_edges; i++) {
		const struct gw_edge *e = &grid->edges[i];
		struct gw_bbox own = gw_bbox_of(e->a, e->b);

		if (!gw_bbox_meets(own, box))
			continue;
		own.min.lon = larger(own.min.lon, box.min.lon);
		own.min.lat = larger(own.min.lat, box.min.lat);
		own.max.lon = smaller(own.max.lon, box.max.lon);
		own.max.lat = smaller(own.max.lat, box.max.lat);
		if (meets_within(e->a, e->b, own)) {
			mark(division, level, e->left, meets);
			mark(division, level, e->right, meets);
		}
	}
	/* Or the box lies within one. */
	mark(division, level, gw_locator_cell(division->locator, box.min), meets);
}
