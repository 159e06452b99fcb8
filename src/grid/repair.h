/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_GRID_REPAIR_H
#define GW_GRID_REPAIR_H

#include "grid/check.h"

/* What a repair did to one cell. */
struct gw_repair_move {
	gw_cell_id cell;
	struct gw_lonlat place; /* where its border moved furthest */
	double metres; /* how far that was */
	double area_change_m2;
};

struct gw_repair_log {
	struct gw_repair_move *moves; /* one a changed cell, by cell */
	size_t n, capacity;
};

void gw_repair_log_init(struct gw_repair_log *log);
void gw_repair_log_finish(struct gw_repair_log *log);

/*
 * Makes *repaired (initialised by the caller) from rings with the given faults. All borders about
 * the faults are cut where they meet, so that neighbours share every vertex; each gap, and each
 * overlap, goes to the neighbour, or to that covering cell, with the longest shared border; a wedge
 * that stands open to the outside is closed by snapping. What comes out passes gw_check().
 *
 * No border moves further than `metres`: every vertex of a changed cell's old border is that near
 * to its new border, and the other way round. So a slit inside one cell is not filled, nor does a
 * cell vanish into another. Cells that need no change keep their rings as they are. Appends to the
 * log. GW_EFAULTS, the text naming the first fault that is left, when it cannot be done within
 * `metres`; *repaired is then of no use. GW_ENOMEM.
 */
enum gw_status gw_repair(struct gw_rings *repaired, struct gw_repair_log *log,
	const struct gw_rings *rings, const struct gw_faults *faults, double metres,
	struct gw_error *err);

#endif
