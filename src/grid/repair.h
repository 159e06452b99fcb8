/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_GRID_REPAIR_H
#define GW_GRID_REPAIR_H

#include "grid/check.h"

/* What a repair did to one cell. */
struct gw_repair_move {
	gw_cell_id cell;
	struct gw_lonlat place; /* where its border moved furthest */
	double metres;		/* how far that was */
	double area_change_m2;
};

struct gw_repair_log {
	struct gw_repair_move *moves; /* one a changed cell, by cell */
	size_t n, capacity;
};

void gw_repair_log_init(struct gw_repair_log *log);
void gw_repair_log_finish(struct gw_repair_log *log);

/*
 * Makes *repaired (initialised by the caller) from rings with the given faults: snaps the borders of the
 * cells at fault to their neighbours' vertices, nodes what still crosses, and gives each gap or overlap to the
 * neighbour with the longest shared border. No border moves further than `metres`; cells that no fault
 * names stay as they are. GW_EFAULTS, the text naming the first fault that is left, when that cannot
 * be done within `metres`; GW_ENOMEM.
 */
enum gw_status gw_repair(struct gw_rings *repaired, struct gw_repair_log *log,
	const struct gw_rings *rings, const struct gw_faults *faults, double metres,
	struct gw_error *err);

#endif
