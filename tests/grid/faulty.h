/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_TESTS_GRID_FAULTY_H
#define GW_TESTS_GRID_FAULTY_H

#include "grid/check.h"
#include "shapes.h"

/* Rings put through the check. Failures to get so far end the test. */
struct checked {
	struct gw_grid *grid;
	struct gw_locator *locator;
	struct gw_faults faults;
};

void checked_init(struct checked *checked, const struct gw_rings *rings);
void checked_finish(struct checked *checked);

/* What a check should find; area and width within 5 percent and a millimetre, unless negative. */
struct expected_fault {
	enum gw_fault_kind kind;
	uint32_t cells[2];
	struct gw_bbox place; /* the place lies in it */
	double area_m2, width_m;
};

/* Fails unless the check of the shape finds exactly the n expected faults, in any order. */
void expect_faults(const struct shape *shape, const struct expected_fault *expected, size_t n);
void expect_no_faults(const struct shape *shape);

/* How many faults, without notes, the check of the shape finds. */
size_t count_faults(const struct shape *shape);

/* Moves every point of a cell's rings that lies at `from`; fails when there is none. */
void move_vertex(struct shape *shape, uint32_t cell, struct gw_lonlat from, struct gw_lonlat to);

/* Inserts a vertex into a cell's ring, between two points that follow each other in it. */
void insert_vertex(struct shape *shape, uint32_t cell, struct gw_lonlat before,
	struct gw_lonlat after, struct gw_lonlat inserted);

/* Takes a cell's rings out. */
void remove_cell(struct shape *shape, uint32_t cell);

#endif
