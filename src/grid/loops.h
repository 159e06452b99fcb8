/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_GRID_LOOPS_H
#define GW_GRID_LOOPS_H

/*
 * Inside the grid: borders joined to closed loops. A dart is one side of an edge, run so that the
 * cell it belongs to is on its left; the loops of a cell's darts are its border, exteriors
 * counter-clockwise and holes clockwise.
 */

#include "grid/grid.h"

struct gw_dart {
	struct gw_lonlat from, to;
	gw_cell_id cell, other; /* on its left and on its right */
	bool forked; /* several darts of the cell begin where it does; set by the tracing */
};

/*
 * Joins n darts to loops, cell by cell, and calls visit for each: n darts in a row, owned by the
 * callee only during the call. Where several loops of a cell meet in a vertex, each turns the way
 * that has no other border of the cell between. Sorts darts: so the outcome does not depend on
 * their order. Darts that do not close, as in a faulty grid, are left out. Passes on what visit
 * returns; GW_ENOMEM.
 */
enum gw_status gw_loops_trace(struct gw_dart *darts, size_t n,
	enum gw_status (*visit)(
		void *context, const struct gw_dart *loop, size_t n, struct gw_error *err),
	void *context, struct gw_error *err);

/*
 * Appends a loop as rings of cell `as`, cut where it touches itself, so that no ring has a point
 * twice; `hole` tells which way round each runs. GW_ENOMEM.
 */
enum gw_status gw_loop_to_rings(struct gw_rings *rings, const struct gw_dart *loop, size_t n,
	gw_cell_id as, struct gw_error *err);

/* Twice the signed area of a loop in square units, > 0 when it runs counter-clockwise. */
__int128 gw_loop_area2(const struct gw_dart *loop, size_t n);

#endif
