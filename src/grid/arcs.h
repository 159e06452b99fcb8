/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_GRID_ARCS_H
#define GW_GRID_ARCS_H

#include "grid/grid.h"

/*
 * A run of border between two nodes, or a loop without any, with one cell on each side all along:
 * what ArcInfo and TopoJSON call an arc. A node is a vertex where other than two edges meet.
 */
struct gw_arc {
	gw_cell_id left, right; /* as one walks from its first point to its last */
};

/* A grid's edges joined to arcs. Arc i has points[first[i] .. first[i + 1]). */
struct gw_arcs {
	struct gw_arc *items;
	uint32_t *first; /* n + 1 entries */
	uint32_t n;
	struct gw_lonlat *points; /* a loop's first point is repeated as its last */
	uint32_t num_points;
};

/* Keeps nothing of the grid. On error there is nothing to finish. GW_ENOMEM. */
enum gw_status gw_arcs_init(struct gw_arcs *arcs, const struct gw_grid *grid, struct gw_error *err);
void gw_arcs_finish(struct gw_arcs *arcs);

#endif
