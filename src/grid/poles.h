/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_GRID_POLES_H
#define GW_GRID_POLES_H

#include "geo/mercator.h"
#include "grid/division.h"

/*
 * A unit's pole of inaccessibility: the point inside it that is furthest from its border, where its
 * label has the most room; and how far that is. Both in the Mercator square.
 */
struct gw_pole {
	struct gw_world at;
	float radius; /* 0: the unit has no inside, or is of another level */
};

/* One for each unit of the division, by its number. Immutable. */
struct gw_poles {
	struct gw_pole *items;
	uint32_t n;
};

/*
 * Finds the poles of all units of a level (of the cells when GW_NO_UNIT); an upper unit is the
 * union of its cells, borders between them left out. The radius is at most about 1 % short of the
 * greatest; among points that come that near, the centroid is preferred. The same whatever
 * the number of threads. GW_ENOMEM.
 */
enum gw_status gw_poles_create(struct gw_poles **out, const struct gw_division *division,
	uint32_t level, struct gw_error *err);
void gw_poles_destroy(struct gw_poles *poles);

#endif
