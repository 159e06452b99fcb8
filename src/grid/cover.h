/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_GRID_COVER_H
#define GW_GRID_COVER_H

#include "grid/rings.h"

/* Whether the ring goes around a place that is not on it an odd number of times. */
bool gw_ring_holds(
	const struct gw_rings *rings, const struct gw_ring *ring, double lon, double lat);

/*
 * Inside the grid: which cells' polygons cover a place, found from the rings alone, so that it is
 * true of faulty input too. One thread's.
 */
struct gw_cover;

/* Borrows rings, which must outlive it. GW_ENOMEM. */
enum gw_status gw_cover_create(
	struct gw_cover **out, const struct gw_rings *rings, struct gw_error *err);
void gw_cover_destroy(struct gw_cover *cover);

/*
 * The cells that cover the place (in units, not on a border), ascending. Each exterior that holds
 * it, by the even-odd rule, counts once and each hole takes one away: a cell of which two polygons
 * hold it is there twice. *cells is valid until the next call. GW_ENOMEM.
 */
enum gw_status gw_cover_at(struct gw_cover *cover, double lon, double lat, const gw_cell_id **cells,
	size_t *n, struct gw_error *err);

/*
 * Numbers the polygons of n rings of one cell, rings[first .. first + n): each hole is in that of
 * the smallest exterior around it.
 */
void gw_rings_number_polygons(struct gw_rings *rings, size_t first, size_t n);

#endif
