/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_GRID_TURN_H
#define GW_GRID_TURN_H

#include "geo/lonlat.h"

/*
 * The order of directions around a vertex, counter-clockwise from due north. So the way the tie
 * rule looks, north and a hair east, lies between the last direction and the first.
 */

/* Whether `to` lies west of the vertex or due north: in the first half turn. */
static inline bool gw_turn_first_half(struct gw_lonlat vertex, struct gw_lonlat to)
{
	return to.lon < vertex.lon || (to.lon == vertex.lon && to.lat > vertex.lat);
}

/*
 * Negative when the way to a comes before the way to b, 0 when they are the same way. Exact while a
 * and b are at most 2^30 units from the vertex on each axis, as the ends of edges are.
 */
static inline int gw_turn_compare(struct gw_lonlat vertex, struct gw_lonlat a, struct gw_lonlat b)
{
	bool first_a = gw_turn_first_half(vertex, a), first_b = gw_turn_first_half(vertex, b);
	int64_t turn;

	if (first_a != first_b)
		return first_a ? -1 : 1;
	turn = gw_orient(vertex, a, b);
	return (turn < 0) - (turn > 0);
}

#endif
