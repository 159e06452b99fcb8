/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_GRID_CELLRINGS_H
#define GW_GRID_CELLRINGS_H

#include "grid/rings.h"

/* Inside the grid: rings to be found by their cell. Borrows the rings, which must not change. */
struct gw_cell_rings {
	const struct gw_rings *rings;
	size_t *ends, *numbers; /* those of cell c are numbers[ends[c - 1] .. ends[c]) */
};

/* by is the caller's to finish, also after failure. GW_ENOMEM. */
enum gw_status gw_cell_rings_init(
	struct gw_cell_rings *by, const struct gw_rings *rings, struct gw_error *err);
void gw_cell_rings_finish(struct gw_cell_rings *by);

/* The cell's ring number i, or NULL past the last. */
const struct gw_ring *gw_cell_ring(const struct gw_cell_rings *by, gw_cell_id cell, size_t i);

/* Appends a ring of other rings, or all of them. GW_ENOMEM. */
enum gw_status gw_rings_copy_ring(struct gw_rings *to, const struct gw_rings *from,
	const struct gw_ring *ring, struct gw_error *err);
enum gw_status gw_rings_copy(
	struct gw_rings *to, const struct gw_rings *from, struct gw_error *err);

#endif
