/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_GRID_SIMPLIFY_H
#define GW_GRID_SIMPLIFY_H

#include "grid/arcs.h"

/* A position in 2^-32 of the Mercator square: x runs east, y south. */
struct gw_mesh_point {
	uint32_t x, y;
};

/*
 * Zooms: at zoom z the Mercator square is 2^(8 + z) pixels wide, so that tiles of 256 pixels have
 * their own zoom and those of 512 the next.
 */
#define GW_MESH_ZOOM_MAX 23

/* How far a simplified border may lie from the true one, in pixels of its zoom. */
#define GW_SIMPLIFY_PIXELS 0.34

/* Cells of at least so many square pixels keep at least half their area. */
#define GW_SIMPLIFY_CELL_PIXELS 0.25

/*
 * Tells for every point of the arcs from which zoom on it is needed: zooms[i] is `coarsest` or
 * more, and 0 at ends of arcs. What is kept at one zoom is kept at all later ones. Drawn with the
 * points that a zoom keeps, `coarsest` or later, no border lies further than GW_SIMPLIFY_PIXELS
 * from its place, no two cross or change sides, and no cell vanishes that has area on screen
 * (README.md tells how). GW_ENOMEM.
 */
enum gw_status gw_simplify(uint8_t *zooms, const struct gw_arcs *arcs,
	const struct gw_mesh_point *points, gw_cell_id num_cells, unsigned coarsest,
	struct gw_error *err);

#endif
