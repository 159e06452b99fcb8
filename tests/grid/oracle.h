/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_TESTS_GRID_ORACLE_H
#define GW_TESTS_GRID_ORACLE_H

#include "shapes.h"

/*
 * An exact answer found the slow way, to hold the locator's against: every cell whose region, read
 * by the even-odd rule over all its rings, holds the point (lon + epsilon^2, lat + epsilon) for
 * every small epsilon > 0. Works on the input rings in 128-bit integers and shares nothing with
 * src/grid/. Returns how many cells hold the point (in a seamless shape one or none); writes the
 * lowest `max` ids.
 */
size_t oracle_cells(const struct shape *shape, struct gw_lonlat p, uint32_t *cells, size_t max);

/* The one cell at p, 0 for none. Fails the running test when there are several. */
uint32_t oracle_cell(const struct shape *shape, struct gw_lonlat p);

/* The cells on the north and south of the middle of a-b; of an upright a-b on its east and west. */
struct oracle_sides {
	uint32_t north_or_east, south_or_west;
};
struct oracle_sides oracle_sides(const struct shape *shape, struct gw_lonlat a, struct gw_lonlat b);

#endif
