/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_TESTS_GRID_SHAPES_H
#define GW_TESTS_GRID_SHAPES_H

#include "geo/lonlat.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Small made divisions for the tests of grid/: plain arrays of rings, which know nothing of the
 * code under test. Makers end the test program when memory ends; a shape is freed by
 * shape_finish().
 */
struct shape_ring {
	size_t first, count; /* of points; the first not repeated, unless a maker says so */
	uint32_t cell, polygon;
	bool hole;
};

struct shape {
	char name[96]; /* with seed and sizes: enough to make it again */
	struct gw_lonlat *points;
	size_t num_points, cap_points;
	struct shape_ring *rings;
	size_t num_rings, cap_rings;
	uint32_t num_cells;
	bool covers_box; /* every point of the bounding box belongs to a cell */
	bool ragged; /* neighbours do not share every vertex: no borders to count */
};

/* A small reproducible generator: splitmix64. */
uint64_t shape_random(uint64_t *state);
int32_t shape_random_in(uint64_t *state, int64_t lo, int64_t hi); /* both included */

void shape_init(struct shape *shape, const char *format, ...) __attribute__((format(printf, 2, 3)));
void shape_finish(struct shape *shape);
struct shape shape_copy(const struct shape *shape);

void shape_begin(struct shape *shape, uint32_t cell, bool hole);
void shape_point(struct shape *shape, int64_t lon, int64_t lat);
void shape_add(
	struct shape *shape, uint32_t cell, bool hole, const struct gw_lonlat *points, size_t n);
void shape_box(struct shape *shape, uint32_t cell, bool hole, int64_t west, int64_t south,
	int64_t east, int64_t north);
struct gw_bbox shape_bbox(const struct shape *shape);

/* Lays the points by (lon, lat) -> (a lon + b lat + east, c lon + d lat + north). */
void shape_map(struct shape *shape, int64_t a, int64_t b, int64_t c, int64_t d, int64_t east,
	int64_t north);

/* The same division told otherwise: order of rings, way round, where each starts, closed or not. */
void shape_shuffle(struct shape *shape, uint64_t seed);

/* The same region with repeated points, and spikes out and back, in every ring. */
void shape_soil(struct shape *shape, uint64_t seed);

/* Squares of `size` units, cell 1 in the south-west, row by row. */
struct shape shape_squares(
	uint32_t columns, uint32_t rows, int64_t size, int64_t west, int64_t south);

/*
 * A crooked town on a lattice of nodes `spacing` units apart, each moved by an eighth at most, each
 * border with `mids` (0 .. 2) bends. Squares go to `cells` cells at random (0: each its own), so
 * that cells come in several parts, with seams inside and touching in vertices; lakes are left out
 * in one of `lakes` squares (0: none).
 */
struct town {
	uint32_t columns, rows, cells, lakes, mids;
	int64_t spacing, west, south;
	uint64_t seed;
};
struct shape shape_town(struct town town);

/*
 * Crooked cells, each of many squares of such a town (without lakes), grown at random: their
 * borders have bays within bays, cells within cells.
 */
struct shape shape_grown(struct town town);

/*
 * A cell with 48 islands of all sizes in it; some are of two halves, others have a lake with an
 * island of its own.
 */
struct shape shape_islands(int64_t spacing, int64_t west, int64_t south, uint64_t seed);

/* A lattice of unit squares, each cut along a random diagonal, given to random cells or to none. */
struct shape shape_triangles(uint32_t columns, uint32_t rows, uint32_t cells, uint64_t seed);

/* Number of the fixed shapes below, made by shape_fixed(0 .. SHAPE_FIXED - 1). */
#define SHAPE_FIXED 28
struct shape shape_fixed(int number);

/* Cells that touch +-180 degrees and the poles, cut by borders longer than 2^30 units. */
struct shape shape_world_boxes(void);
struct shape shape_world_diagonals(void);
/* Borders whose halves fall between units: right only to a unit or two beside them. */
struct shape shape_world_uneven(void);

#endif
