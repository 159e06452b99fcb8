/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_GRID_LOCATOR_H
#define GW_GRID_LOCATOR_H

#include "grid/grid.h"

/* Finds the cell of a point exactly, by the tie rule of grid/README.md. Immutable once created. */
struct gw_locator;

/*
 * Builds the index behind gw_locator_cell(). Borrows grid, which must outlive it. GW_ENOMEM.
 */
enum gw_status gw_locator_create(
	struct gw_locator **out, const struct gw_grid *grid, struct gw_error *err);
void gw_locator_destroy(struct gw_locator *locator);

/* The cell that holds p, or GW_OUTSIDE. Cannot fail; safe from any thread. */
gw_cell_id gw_locator_cell(const struct gw_locator *locator, struct gw_lonlat p);

/* The same for n points; many times faster than one by one, since it reads ahead. */
void gw_locator_cells(const struct gw_locator *locator, const struct gw_lonlat *points, size_t n,
	gw_cell_id *cells);

/* The same on up to `threads` threads. */
void gw_locator_cells_parallel(const struct gw_locator *locator, const struct gw_lonlat *points,
	size_t n, gw_cell_id *cells, unsigned threads);

/* A cell near a point, and how many metres its border or area is away (0 for the owner). */
struct gw_candidate {
	gw_cell_id cell;
	double metres;
};

/*
 * The owner of p, if it has one, then every other cell within `metres` of it, nearest first
 * (equally near: lower id first). Writes the first max of them to out and returns how many it
 * wrote.
 */
size_t gw_locator_candidates(const struct gw_locator *locator, struct gw_lonlat p, double metres,
	struct gw_candidate *out, size_t max);

/*
 * Calls visit for every edge that may touch the box, some more than once, until it returns false.
 */
void gw_locator_visit(const struct gw_locator *locator, struct gw_bbox box,
	bool (*visit)(void *context, const struct gw_edge *edge), void *context);

size_t gw_locator_bytes(const struct gw_locator *locator);

/* Answers by portable C from now on, to compare with the vector path. Not for threads at work. */
void gw_locator_force_portable(struct gw_locator *locator);

#endif
