/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_RENDER_VECTORTILE_LATTICE_H
#define GW_RENDER_VECTORTILE_LATTICE_H

/*
 * Inside gw_vectortile_draw(): a planar map rounded to the whole numbers of a tile. Where vertices
 * alone are rounded, a line may end up on the wrong side of one, and neighbours overlap. So every
 * line also bends to the middle of each square in which any vertex lies, if it passes through that
 * square (snap rounding, after Hobby): then lines may fall together, but none crosses another, and
 * what lies between them is valid and meets exactly. All tests are exact. The frame of the tile
 * with its buffer takes part in it like any other line.
 */

#include "geo/tilekey.h"
#include "grid/mesh.h"

#include <stddef.h>

#define GW_LATTICE_EXTENT 4096
#define GW_LATTICE_BUFFER 64
#define GW_LATTICE_SIDE	  (GW_LATTICE_EXTENT + 2 * GW_LATTICE_BUFFER + 1) /* columns, rows */
#define GW_LATTICE_WORDS  (GW_LATTICE_SIDE / 64 + 1)

/* A place of the lattice: its row and column from the buffer's north-west corner. */
typedef uint32_t gw_knot;
#define GW_KNOT_BITS 13

static inline gw_knot gw_knot_at(uint32_t column, uint32_t row)
{
	return row << GW_KNOT_BITS | column;
}

/* As the tile has them: 0 to GW_LATTICE_EXTENT within it. */
static inline int32_t gw_knot_x(gw_knot k)
{
	return (int32_t)(k & ((1u << GW_KNOT_BITS) - 1)) - GW_LATTICE_BUFFER;
}

static inline int32_t gw_knot_y(gw_knot k)
{
	return (int32_t)(k >> GW_KNOT_BITS) - GW_LATTICE_BUFFER;
}

/* A line of the map with what lies on both hands as one walks along: numbers, 0 for nothing. */
struct gw_vectortile_lattice_path {
	const struct gw_mesh_point *points; /* borrowed until the lattice is woven */
	uint32_t n;
	uint32_t left, right;
	uint8_t rank; /* of the border; GW_LATTICE_NO_BORDER: none */
};
#define GW_LATTICE_NO_BORDER UINT8_MAX

/* Between two knots, from the lower to the higher one. Each is there once. */
struct gw_vectortile_lattice_link {
	gw_knot from, to;
	uint32_t left, right;
	uint8_t rank; /* the lowest of the borders that fell together */
};

/* The sides of the frame: which areas change there, by column or row. */
enum gw_vectortile_lattice_frame { GW_FRAME_TOP, GW_FRAME_RIGHT, GW_FRAME_BOTTOM, GW_FRAME_LEFT };

struct gw_vectortile_lattice {
	int64_t x, y; /* the corner of the buffer, in steps of the finest kind */
	unsigned shift, up; /* 1 << shift steps to a unit of the tile, 1 << up to one of the mesh */
	uint64_t hot[GW_LATTICE_SIDE][GW_LATTICE_WORDS]; /* squares in which a vertex lies */
	uint32_t change[4][GW_LATTICE_SIDE];
	uint32_t corner; /* what lies in the north-west corner */
	gw_knot *knots; /* that are hot */
	size_t num_knots, cap_knots;
	struct gw_vectortile_lattice_path *paths;
	size_t num_paths, cap_paths;
	struct gw_vectortile_lattice_link *links;
	size_t num_links, cap_links;
	bool full; /* out of memory */
};

/* For a valid key. NULL when memory ends; it is of some 2 MiB, so it is worth using again. */
struct gw_vectortile_lattice *gw_vectortile_lattice_create(struct gw_tilekey key);
void gw_vectortile_lattice_destroy(struct gw_vectortile_lattice *lattice);

/* Takes all lines out. */
void gw_vectortile_lattice_clear(struct gw_vectortile_lattice *lattice);

/* The part of the world that has to do with the tile, buffer and rounding included. */
struct gw_mesh_box gw_vectortile_lattice_box(const struct gw_vectortile_lattice *lattice);

/*
 * Adds a line. All that enter the box have to be added, and of those west of it the ones that pass
 * its northern side: they tell what lies in the corner.
 */
void gw_vectortile_lattice_add(
	struct gw_vectortile_lattice *lattice, struct gw_vectortile_lattice_path path);

/* Makes the links, sorted, of all lines that were added. GW_ENOMEM. */
enum gw_status gw_vectortile_lattice_weave(
	struct gw_vectortile_lattice *lattice, struct gw_error *err);

#endif
