/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_GRID_REFIT_H
#define GW_GRID_REFIT_H

/* Inside gw_repair(): its steps, each of which makes new rings from old ones. */

#include "geo/planar.h"
#include "grid/repair.h"

/*
 * Makes *fitted (initialised by the caller) from rings, whose grid is given, cutting the borders of
 * `cells` (num_cells + 1 entries) and of all around where they meet, and giving gaps and overlaps
 * to a neighbour where no border moves further than `metres` for it. Sets touched[c] for each cell
 * it changes. GW_EFAULTS for an overlap that stays; a gap that stays is left as it is. GW_ENOMEM.
 */
enum gw_status gw_refit(struct gw_rings *fitted, struct gw_planar *planar,
	const struct gw_rings *rings, const struct gw_grid *grid, const bool *cells, double metres,
	bool *touched, struct gw_error *err);

/*
 * Makes *snapped from rings, drawing the two cells of each gap together where they stand apart by
 * no more than `metres`. Sets touched[] as above. GW_ENOMEM.
 */
enum gw_status gw_close_wedges(struct gw_rings *snapped, struct gw_planar *planar,
	const struct gw_rings *rings, const struct gw_faults *faults, double metres, bool *touched,
	struct gw_error *err);

/*
 * Appends to the log how far each touched cell's border moved from rings to repaired. GW_EFAULTS
 * when one moved further than `metres`. GW_ENOMEM.
 */
enum gw_status gw_log_moves(struct gw_repair_log *log, const struct gw_rings *rings,
	const struct gw_rings *repaired, const bool *touched, double metres, struct gw_error *err);

#endif
