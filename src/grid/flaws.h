/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_GRID_FLAWS_H
#define GW_GRID_FLAWS_H

/*
 * Inside gw_check(): where a grid is not a planar map whose sides agree, found by exact integers in
 * one pass. A grid without flaws is sound: each face has one cell all around, and the locator says
 * the same; all that is left to look for are gaps, which are faces of the outside. Flaws say where
 * something is wrong, not what: diagnosing that is another file's.
 */

#include "grid/locator.h"
#include "grid/places.h"

enum gw_flaw_kind {
	GW_FLAW_CROSSING, /* edges[0] and edges[1] cross; place is the crossing, rounded */
	GW_FLAW_TOUCH, /* place, an end of edges[0], lies inside edges[1] */
	GW_FLAW_CORNER, /* edges[1] follows edges[0] counter-clockwise around place; sides differ */
	GW_FLAW_CELL, /* around place all agree, but the locator finds `cell` there */
};

struct gw_flaw {
	enum gw_flaw_kind kind;
	struct gw_lonlat place;
	uint32_t edges[2]; /* of GW_FLAW_CELL: one at the place, twice */
	gw_cell_id cell;
};

struct gw_flaws {
	struct gw_flaw *items;
	size_t n, capacity;
};

/*
 * More are not kept: the grid is hopeless, and its worst places are no better known for the rest.
 */
#define GW_FLAWS_MAX ((size_t)1 << 20)

void gw_flaws_init(struct gw_flaws *flaws);
void gw_flaws_finish(struct gw_flaws *flaws);

/*
 * Appends the flaws of a grid, each once, sorted by place. A hair-thin fold is none: two borders of
 * the same two cells that cross no more than two units deep, as rounding leaves them. Both sides
 * fold alike there, so that every point still has one cell. GW_ENOMEM.
 */
enum gw_status gw_flaws_find(struct gw_flaws *flaws, const struct gw_grid *grid,
	const struct gw_locator *locator, struct gw_error *err);

/* The steps of gw_flaws_find(). */
enum gw_status gw_flaws_find_crossings(struct gw_flaws *flaws, struct gw_flaws *folds,
	const struct gw_grid *grid, const struct gw_locator *locator, struct gw_error *err);
enum gw_status gw_flaws_find_corners(struct gw_flaws *flaws, const struct gw_grid *grid,
	const struct gw_locator *locator, struct gw_error *err);
enum gw_status gw_flaws_add(struct gw_flaws *flaws, struct gw_flaw flaw, struct gw_error *err);

/* Adds where a flaw shows: its place, and the ends of edges that meet there without a vertex. */
enum gw_status gw_flaw_places(const struct gw_flaw *flaw, const struct gw_grid *grid,
	struct gw_places *places, struct gw_error *err);

/* How far p is from the line through an edge, in units. */
double gw_flaws_depth(const struct gw_edge *e, struct gw_lonlat p);

/* What is no more than this many units wide came by rounding; it counts as an unmatched vertex. */
#define GW_HAIR_UNITS 2

#endif
