/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_GRID_FACEMAP_H
#define GW_GRID_FACEMAP_H

#include "geo/planar.h"
#include "grid/grid.h"

/*
 * Inside check and repair: the borders of some cells, cut wherever they meet, and the faces between
 * with the cells that cover each. It is a planar map whatever the input: in a sound grid every face
 * has one cell; two or more make an overlap, none makes a gap.
 */
struct gw_facemap {
	struct gw_faces faces;
	struct gw_grid
		*borders; /* between faces: its cell f + 1 is face f, 0 what lies around all */
	size_t *border_ends; /* face f has borders[border_numbers[ends[f] .. ends[f + 1])] */
	uint32_t *border_numbers;
	size_t *cover_ends; /* face f is covered by cover[ends[f - 1] .. ends[f]), ascending */
	gw_cell_id *cover;
	size_t num_cover, cap_cover;
};

/* Adds to `cells` (num_cells + 1 entries) every cell whose box meets that of one already in. */
enum gw_status gw_facemap_widen(bool *cells, const struct gw_rings *rings, struct gw_error *err);

/*
 * Maps the borders that have one of `cells` on a side. Coverage is by any of the rings' cells. map
 * is the caller's to finish, also after failure. GW_ENOMEM, GW_EINVAL when GEOS cannot.
 */
enum gw_status gw_facemap_init(struct gw_facemap *map, struct gw_planar *planar,
	const struct gw_rings *rings, const struct gw_grid *grid, const bool *cells,
	struct gw_error *err);
void gw_facemap_finish(struct gw_facemap *map);

/* The cells that cover a face. */
size_t gw_facemap_cover(const struct gw_facemap *map, size_t face, const gw_cell_id **cells);

/* A walk over a face's borders. */
struct gw_face_walk {
	const struct gw_facemap *map;
	size_t face, at, end;
	const struct gw_edge *border; /* at hand, and the face beyond, or GW_NO_FACE */
	size_t beyond;
};
#define GW_NO_FACE SIZE_MAX

struct gw_face_walk gw_facemap_walk(const struct gw_facemap *map, size_t face);
bool gw_face_walk_next(struct gw_face_walk *walk);

/* How many metres of border a cell has to do with something. */
struct gw_share {
	gw_cell_id cell;
	double metres;
};

/*
 * Sums up n shares by cell: writes each cell once, longest first, and returns how many there are.
 */
size_t gw_shares_sum(struct gw_share *shares, size_t n);

double gw_length_metres(struct gw_lonlat a, struct gw_lonlat b);

#endif
