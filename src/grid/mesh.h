/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_GRID_MESH_H
#define GW_GRID_MESH_H

#include "grid/division.h"
#include "grid/simplify.h"

/* The arcs' points as some zooms draw them: arc i has points[first[i] .. first[i + 1]). */
struct gw_mesh_detail {
	uint32_t *first;
	struct gw_mesh_point *points;
};

/* A closed box of positions. */
struct gw_mesh_box {
	uint32_t left, top, right, bottom;
};

/*
 * A division's borders, ready to be drawn at any zoom: each once, as arcs that lie near each other
 * in memory when they do on the map, with their points simplified by zoom. Immutable. Costs some 30
 * bytes a vertex.
 */
struct gw_mesh {
	struct gw_arc *arcs;
	struct gw_mesh_box *boxes; /* of each arc */
	uint8_t *ranks; /* gw_units_rank_between() its cells */
	uint32_t num_arcs;
	struct gw_mesh_detail details[GW_MESH_ZOOM_MAX + 1]; /* some share their arrays */
	struct gw_mesh_box box;
	struct gw_mesh_tree *tree;
};

/* Borrows nothing of the division afterwards. GW_ENOMEM. */
enum gw_status gw_mesh_create(
	struct gw_mesh **out, const struct gw_division *division, struct gw_error *err);
void gw_mesh_destroy(struct gw_mesh *mesh);

/*
 * Calls visit for runs of arcs [first, first + count) that together hold, once each, all arcs whose
 * boxes meet `box`, and a few of their neighbours. In the same order each time.
 */
void gw_mesh_visit(const struct gw_mesh *mesh, struct gw_mesh_box box,
	void (*visit)(void *context, uint32_t first, uint32_t count), void *context);

#endif
