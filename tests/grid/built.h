/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_TESTS_GRID_BUILT_H
#define GW_TESTS_GRID_BUILT_H

#include "grid/locator.h"
#include "shapes.h"

/* A shape put through the code under test: its rings, grid and locators. Failures end the test. */
struct built {
	struct gw_rings rings;
	struct gw_grid *grid;
	struct gw_locator *locator;
	struct gw_locator *portable; /* the same, forced to portable C */
};

void built_init(struct built *built, const struct shape *shape);
void built_finish(struct built *built);

void built_rings(struct gw_rings *rings, const struct shape *shape);

/* Sorts edges by their ends and sides: grids are equal when their sorted edges are. */
int built_compare_edges(const void *a, const void *b);
void built_sort_edges(struct gw_edge *edges, size_t n);

/*
 * Points worth asking: on and around every vertex, on borders, on and around the sides of the
 * index's tiles, at the corners of the bounding box and of the number range, in clusters and
 * anywhere. Not more than `max`, chosen at random.
 */
struct probes {
	struct gw_lonlat *points;
	size_t n, capacity;
};

void probes_init(struct probes *probes, const struct shape *shape, const struct gw_locator *locator,
	uint64_t seed, size_t max);
void probes_finish(struct probes *probes);

#endif
