/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_GRID_MATES_H
#define GW_GRID_MATES_H

#include "grid/grid.h"

/* An end of an edge: 2 * edge for its a, and one more for its b; id ^ 1 is the edge's other end. */
typedef uint32_t gw_end_id;
#define GW_NO_END   UINT32_MAX
#define GW_NO_GROUP UINT8_MAX

static inline struct gw_lonlat gw_end_place(const struct gw_grid *grid, gw_end_id id)
{
	const struct gw_edge *e = &grid->edges[id / 2];

	return id % 2 ? e->b : e->a;
}

/*
 * How edges go on from one to the next: mates[id] is the one other end of the same group at an
 * end's place, or GW_NO_END where there is none or more than one. group has a number for each edge,
 * GW_NO_GROUP to leave it out; NULL: all are of one group. The caller frees *mates, of 2 *
 * num_edges entries. GW_ENOMEM, also for more edges than ids can tell.
 */
enum gw_status gw_mates_find(
	gw_end_id **mates, const struct gw_grid *grid, const uint8_t *group, struct gw_error *err);

#endif
