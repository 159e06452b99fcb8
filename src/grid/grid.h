/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_GRID_GRID_H
#define GW_GRID_GRID_H

#include "grid/rings.h"

/*
 * A piece of border, kept once. a comes before b (by longitude, then latitude), so a -> b runs
 * east, or due north; left is the cell on its north (west) side, right the one on its south (east)
 * side.
 */
struct gw_edge {
	struct gw_lonlat a, b;
	gw_cell_id left, right;
};

/*
 * The shared-edge grid: a seamless division as a planar map. Immutable once created; safe to read
 * from any thread.
 */
struct gw_grid {
	struct gw_edge *edges; /* neighbours in space are mostly neighbours here */
	size_t num_edges;
	gw_cell_id num_cells;
	size_t num_conflicts; /* borders that lie twice on the same side: overlaps; 0 in a sound
				 grid */
	struct gw_bbox bbox; /* of all edges; empty when there are none */
};

/*
 * Pairs every ring segment with its twin in the neighbouring cell. Faulty input makes a grid too,
 * for gw_check() to explain; only a grid it passes may be located in. Copies what it needs from
 * rings. GW_ENOMEM.
 */
enum gw_status gw_grid_create(
	struct gw_grid **out, const struct gw_rings *rings, struct gw_error *err);
void gw_grid_destroy(struct gw_grid *grid);

size_t gw_grid_bytes(const struct gw_grid *grid);

#endif
