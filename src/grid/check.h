/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_GRID_CHECK_H
#define GW_GRID_CHECK_H

#include "grid/locator.h"

enum gw_fault_kind {
	GW_FAULT_GAP, /* a sliver that no cell covers */
	GW_FAULT_OVERLAP, /* an area that two or more cells cover */
	GW_FAULT_UNMATCHED_VERTEX, /* a vertex on a neighbour's border where that has none */
	GW_FAULT_SELF_CROSSING, /* a ring that crosses itself */
	GW_FAULT_UNCLOSED_RING, /* a ring whose last point is not its first */
	GW_FAULT_DEGENERATE_RING, /* a ring that encloses nothing */
	GW_FAULT_DUPLICATE_CODE, /* two features of one code */
	GW_NOTE_HOLE, /* not a fault: an enclosed area wide enough to be meant, a lake */
};

/* One finding: the cells it lies between, where, and its size. */
struct gw_fault {
	enum gw_fault_kind kind;
	gw_cell_id cells[2]; /* GW_OUTSIDE where there is no (second) cell */
	struct gw_lonlat place; /* a point in it */
	double area_m2, width_m; /* width: the diameter of the largest circle that fits in it */
};

struct gw_faults {
	struct gw_fault *items;
	size_t n, capacity;
};

void gw_faults_init(struct gw_faults *faults);
void gw_faults_finish(struct gw_faults *faults);
enum gw_status gw_faults_add(struct gw_faults *faults, struct gw_fault fault, struct gw_error *err);

/* How many there are besides notes. */
size_t gw_faults_count(const struct gw_faults *faults);

/* "gap", "overlap", "unmatched-vertex", ... */
const char *gw_fault_kind_name(enum gw_fault_kind kind);

/*
 * Looks for everything that keeps the grid from being seamless, and appends what it finds to
 * faults, sorted by kind, then place: nothing but notes means that every point lies in exactly one
 * cell or outside. grid and locator were built from rings.
 *
 * Notes are holes: an uncovered enclosed area is a hole, not a gap, when it is at least 50 m wide
 * and at least a twentieth of its own extent. A gap or overlap no wider than two units (2 cm) is
 * told as an unmatched vertex. A wedge between two cells that opens to the outside by less than 5
 * degrees and 5 m is a gap. GW_ENOMEM.
 */
enum gw_status gw_check(const struct gw_rings *rings, const struct gw_grid *grid,
	const struct gw_locator *locator, struct gw_faults *faults, struct gw_error *err);

#endif
