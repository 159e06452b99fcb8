/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_TESTS_GRID_POLYLINES_H
#define GW_TESTS_GRID_POLYLINES_H

#include "grid/simplify.h"

/* Borders as a zoom draws them: line i is points[first[i]] to points[first[i + 1] - 1]. */
struct polylines {
	const struct gw_mesh_point *points;
	const uint32_t *first;
	uint32_t n;
};

/*
 * Fails when two sides meet elsewhere than in a point that is an end of both, found by trying all
 * pairs. Two sides between the same two points may lie on each other, as those of a cell without
 * area do.
 */
void expect_uncrossed(const struct polylines *lines, const char *name, unsigned zoom);

/*
 * Fails unless exactly one cell, or the outside, covers a point when the lines are drawn: going
 * there from the west, crossing a line leaves one cell for another. sides are the cells on each
 * hand of each line.
 */
void expect_one_cell_at(const struct polylines *lines, const struct gw_arc *sides,
	gw_cell_id num_cells, struct gw_mesh_point point, const char *name, unsigned zoom);

/* How far a point lies from a line of n points. */
long double polyline_distance(
	const struct gw_mesh_point *line, uint32_t n, struct gw_mesh_point point);

/* Twice the area on the left of the lines, as if they were closed by their first point. */
__int128 polyline_area2(const struct gw_mesh_point *line, uint32_t n, struct gw_mesh_point origin);

/* The width of a pixel of a zoom in units. */
long double pixel_of_zoom(unsigned zoom);

#endif
