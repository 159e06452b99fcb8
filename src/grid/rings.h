/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_GRID_RINGS_H
#define GW_GRID_RINGS_H

#include "base/error.h"
#include "geo/lonlat.h"

#include <stdbool.h>
#include <stddef.h>

/* 1 .. n for the cells of a grid; 0 is the outside. */
typedef uint32_t gw_cell_id;
#define GW_OUTSIDE   ((gw_cell_id)0)
#define GW_CELLS_MAX ((gw_cell_id)1 << 24)

/* One closed ring of one cell: points[first .. first + count), the first point not repeated. */
struct gw_ring {
	size_t first;
	uint32_t count;
	gw_cell_id cell;
	uint32_t polygon; /* which of its cell's polygons; 0, 1, ... */
	bool hole;
};

/*
 * The rings of all cells: what a grid is built from. Repeated points, and spikes that run out and
 * back over the same points, are dropped as the rings come in; segments longer than 2^30 units are
 * split, so that orientations are exact. Rings may run either way round.
 */
struct gw_rings {
	struct gw_lonlat *points;
	size_t num_points, cap_points;
	struct gw_ring *rings;
	size_t num_rings, cap_rings;
	gw_cell_id num_cells; /* the greatest id seen */
};

void gw_rings_init(struct gw_rings *rings);
void gw_rings_finish(struct gw_rings *rings);

/*
 * Adds a ring of n points, the first repeated at the end or not. A ring that keeps fewer than three
 * points encloses nothing: it is left out, and *kept (may be NULL) says so. GW_ENOMEM; GW_EINVAL
 * for a cell id that is 0 or past GW_CELLS_MAX.
 */
enum gw_status gw_rings_add(struct gw_rings *rings, gw_cell_id cell, uint32_t polygon, bool hole,
	const struct gw_lonlat *points, size_t n, bool *kept, struct gw_error *err);

/* Twice the signed area in square units, > 0 when the ring runs counter-clockwise. */
__int128 gw_ring_area2(const struct gw_rings *rings, const struct gw_ring *ring);

#endif
