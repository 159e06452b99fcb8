/* SPDX-License-Identifier: Apache-2.0 */
#include "grid/refit.h"

#include "grid/cellrings.h"
#include "grid/facemap.h"
#include "grid/places.h"

#include <stdlib.h>

/* The points of a cell within `metres` of a place. */
static enum gw_status collect_points(struct gw_places *points, const struct gw_rings *rings,
	gw_cell_id cell, struct gw_lonlat place, double metres, struct gw_error *err)
{
	enum gw_status st = GW_OK;
	size_t i;
	uint32_t k;

	for (i = 0; i < rings->num_rings; i++) {
		const struct gw_ring *ring = &rings->rings[i];

		for (k = 0; k < ring->count && ring->cell == cell && !st; k++) {
			struct gw_lonlat p = rings->points[ring->first + k];

			if (gw_length_metres(place, p) <= metres)
				st = gw_places_add(points, p, err);
		}
	}
	gw_places_sort(points);
	return st;
}

struct closing {
	struct gw_rings rings; /* snapped ones leave their old points behind, unused */
	struct gw_planar *planar;
	double metres;
	bool *touched;
};

/* Replaces a ring by its points snapped to the targets, unless it stays or collapses. */
static enum gw_status snap_ring(
	struct closing *c, size_t number, const struct gw_places *targets, struct gw_error *err)
{
	struct gw_ring ring = c->rings.rings[number];
	const struct gw_lonlat *points = c->rings.points + ring.first;
	struct gw_lonlat *snapped = NULL;
	bool moved, kept = false;
	enum gw_status st;
	size_t n = 0, i;

	st = gw_planar_snap(c->planar, points, ring.count, targets->items, targets->n, c->metres,
		&snapped, &n, err);
	if (st)
		return st;
	moved = n != ring.count;
	for (i = 0; i < n && !moved; i++)
		moved = !gw_lonlat_equal(snapped[i], points[i]);
	if (moved)
		st = gw_rings_add(
			&c->rings, ring.cell, ring.polygon, ring.hole, snapped, n, &kept, err);
	if (kept) {
		c->rings.rings[number] = c->rings.rings[--c->rings.num_rings];
		c->touched[ring.cell] = true;
	}
	free(snapped);
	return st;
}

/* Snaps a cell to what its neighbour has within reach of a gap. */
static enum gw_status snap_cell(struct closing *c, gw_cell_id cell, gw_cell_id neighbour,
	const struct gw_fault *gap, struct gw_error *err)
{
	double length = gap->width_m > 0 ? 2 * gap->area_m2 / gap->width_m : 0;
	size_t n = c->rings.num_rings, i;
	struct gw_places targets;
	enum gw_status st;

	gw_places_init(&targets);
	st = collect_points(&targets, &c->rings, neighbour, gap->place, length + c->metres, err);
	for (i = 0; i < n && !st && targets.n; i++)
		if (c->rings.rings[i].cell == cell)
			st = snap_ring(c, i, &targets, err);
	gw_places_finish(&targets);
	return st;
}

/*
 * Perhaps an enclosed gap instead, where snapping does no harm. A hair-thin wedge has an area too.
 */
static bool is_wedge(const struct gw_fault *f)
{
	return f->area_m2 > 0 && f->cells[1] != GW_OUTSIDE &&
		(f->kind == GW_FAULT_GAP || f->kind == GW_FAULT_UNMATCHED_VERTEX);
}

enum gw_status gw_close_wedges(struct gw_rings *snapped, struct gw_planar *planar,
	const struct gw_rings *rings, const struct gw_faults *faults, double metres, bool *touched,
	struct gw_error *err)
{
	struct closing c = {.planar = planar, .metres = metres, .touched = touched};
	enum gw_status st;
	size_t i;

	gw_rings_init(&c.rings);
	st = gw_rings_copy(&c.rings, rings, err);
	for (i = 0; i < faults->n && !st; i++) {
		const struct gw_fault *f = &faults->items[i];

		if (!is_wedge(f) || f->width_m > metres)
			continue;
		st = snap_cell(&c, f->cells[1], f->cells[0], f, err);
		if (!st) /* and to the vertices that the other has besides */
			st = snap_cell(&c, f->cells[0], f->cells[1], f, err);
	}
	if (!st)
		st = gw_rings_copy(snapped, &c.rings, err);
	gw_rings_finish(&c.rings);
	return st;
}
