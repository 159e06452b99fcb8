/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_BENCH_CITY_H
#define GW_BENCH_CITY_H

#include "grid/rings.h"

/*
 * A made-up seamless division of columns x rows cells, each side a crooked chain of `pieces`
 * segments.
 */
struct bench_city {
	const char *name;
	uint32_t columns, rows, pieces;
	struct gw_lonlat southwest, cell_size;
};

extern const struct bench_city bench_city_3905; /* a city of 3,905 cells of 100 vertices */
extern const struct bench_city bench_nation; /* 1.5 million cells of 16 edges */

/* One of these by its name, or NULL. */
const struct bench_city *bench_city_named(const char *name);

/* Adds every cell, numbered 1 .. n west to east, south to north. Exits when memory ends. */
void bench_city_rings(const struct bench_city *city, struct gw_rings *rings);

/* A made-up class from 1 to 5, of the cell's number alone. */
#define BENCH_CLASSES 5
unsigned bench_cell_class(gw_cell_id cell);

/* How many chains a city has: each border between two nodes, once. */
uint32_t bench_city_num_chains(const struct bench_city *city);
/* Chain i: writes its pieces + 1 points. */
void bench_city_chain(const struct bench_city *city, uint32_t i, struct gw_lonlat *points);

/* The box of all rings; empty when there are none. */
struct gw_bbox bench_rings_box(const struct gw_rings *rings);

/* n points over box, the same every time. Caller frees. */
struct gw_lonlat *bench_points_uniform(struct gw_bbox box, size_t n);
/* The same along a random walk in steps of at most about 20 m. */
struct gw_lonlat *bench_points_walk(struct gw_bbox box, size_t n);
/*
 * The hardest ones: vertices, points on and one unit beside the borders, of rings taken at random.
 */
struct gw_lonlat *bench_points_adversarial(const struct gw_rings *rings, size_t n);

double bench_seconds(void);

#endif
