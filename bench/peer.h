/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_BENCH_PEER_H
#define GW_BENCH_PEER_H

/*
 * The other engines, each behind the same few functions. All of them get the canonical coordinates
 * as doubles of integer units (not degrees), without a reference system: every such number, and the
 * difference of any two, is exact in a double, so no engine is asked about a place other than ours.
 */

#include "base/buf.h"
#include "grid/rings.h"

/* Points, and the cell that Gridward gives each. */
struct bench_points {
	const struct gw_lonlat *points;
	const gw_cell_id *expected;
	size_t n;
};

struct bench_counts {
	size_t in_cells[3]; /* points in no cell, in one, in two or more */
	size_t wrong; /* see bench_count() */
	double seconds; /* of the lookups alone */
};

struct bench_peer {
	const char *name;
	bool for_millions; /* worth its wait on a million cells */

	/*
	 * Makes everything that lookups need, lazy parts included, and says how long cells and
	 * index took. GW_ENOTFOUND: not installed, as the text says.
	 */
	enum gw_status (*build)(
		void **out, const struct gw_rings *rings, double *seconds, struct gw_error *err);
	/* Finds the cells of every point, one thread, and adds to counts. */
	enum gw_status (*locate)(void *self, const struct bench_points *points,
		struct bench_counts *counts, struct gw_error *err);
	size_t (*bytes)(void *self); /* cells and index */
	void (*destroy)(void *self);
};

extern const struct bench_peer bench_geos_contains; /* borders belong to nobody */
extern const struct bench_peer bench_geos_intersects; /* borders belong to both sides */
extern const struct bench_peer bench_spatialite;
extern const struct bench_peer bench_postgis_by_point;
extern const struct bench_peer bench_postgis_by_cell; /* with an index on the points too */

/*
 * Counts a point that a peer found in `found` cells, ours among them or not (`hit`). An engine that
 * gives borders to both sides is wrong, or shows us wrong, when our cell is not among its own; one
 * that gives borders to nobody, when it names another cell than ours.
 */
static inline void bench_count(
	struct bench_counts *counts, bool borders, size_t found, bool hit, gw_cell_id expected)
{
	counts->in_cells[found > 2 ? 2 : found]++;
	counts->wrong += !hit && (borders ? expected != GW_OUTSIDE : found > 0);
}

/*
 * Sets [*first, *end) to the rings of the next cell, beginning with *end = 0; false after the last.
 * The rings of a cell must follow each other, polygon by polygon, each with its outer ring first.
 */
bool bench_next_cell(const struct gw_rings *rings, size_t *first, size_t *end);

/* Replaces the contents of wkb by these rings as a little-endian (multi)polygon in units. */
void bench_cell_wkb(struct gw_buf *wkb, const struct gw_rings *rings, size_t first, size_t end);
#define BENCH_WKB_MAX ((size_t)256 << 20)

#endif
