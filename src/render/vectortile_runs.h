/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_RENDER_VECTORTILE_RUNS_H
#define GW_RENDER_VECTORTILE_RUNS_H

/* Inside gw_vectortile_draw(): a lattice's links joined to rings and lines. */

#include "render/vectortile_lattice.h"

/* knots[first .. first + count): a ring, its first knot not repeated; or a line. */
struct gw_run {
	uint32_t number; /* of the area, of the rank */
	uint32_t count;
	size_t first;
	int64_t area2; /* twice a ring's area; < 0: a hole */
};

struct gw_runs {
	struct gw_run *items;
	size_t n, capacity;
	gw_knot *knots;
	size_t num_knots, cap_knots;
};

void gw_runs_init(struct gw_runs *runs);
void gw_runs_finish(struct gw_runs *runs);

/*
 * Replaces the runs by the rings of all areas of a woven lattice, by area, each exterior before its
 * holes. Exteriors run clockwise as one sees them, holes counter-clockwise. No ring has a knot
 * twice, and each area's polygons are valid. GW_ENOMEM.
 */
enum gw_status gw_runs_of_areas(
	struct gw_runs *runs, const struct gw_vectortile_lattice *lattice, struct gw_error *err);

/*
 * Replaces the runs by the borders of ranks up to `lowest`, by rank; a line ends where other than
 * two links of its rank meet. GW_ENOMEM.
 */
enum gw_status gw_runs_of_borders(struct gw_runs *runs, const struct gw_vectortile_lattice *lattice,
	uint8_t lowest, struct gw_error *err);

#endif
