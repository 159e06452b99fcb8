/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_GRID_OUTLINE_H
#define GW_GRID_OUTLINE_H

#include "grid/grid.h"

/*
 * Traces the border of a set of cells: the edges with a cell of the set on exactly one side, joined
 * to closed rings with the set on their left, so that exteriors run counter-clockwise and holes
 * clockwise. in_set has num_cells + 1 entries, in_set[0] false. Rings that meet in a vertex stay
 * apart. Appends to outline as rings of cell `as`, all of polygon 0, `hole` telling which way round
 * each runs. GW_ENOMEM.
 */
enum gw_status gw_outline_trace(struct gw_rings *outline, const struct gw_grid *grid,
	const bool *in_set, gw_cell_id as, struct gw_error *err);

#endif
