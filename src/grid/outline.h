/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_GRID_OUTLINE_H
#define GW_GRID_OUTLINE_H

#include "grid/division.h"

/*
 * The outlines of n units of one level that have cells, given by their numbers in ascending order:
 * the borders around their cells, those between them left out, in the grid's own points. Rings are
 * added as those of "cells" 1 to n, in that order; exteriors run counter-clockwise, holes
 * clockwise, and polygons are numbered. Looks at all edges once. GW_ENOMEM.
 */
enum gw_status gw_units_outline(const struct gw_division *division, const uint32_t *units, size_t n,
	struct gw_rings *rings, struct gw_error *err);

/*
 * Sets meets[u] for each unit u of a level that has a point in the closed box; meets has an entry
 * for each unit of the division. Exact. Looks at all edges once.
 */
void gw_units_meet(
	const struct gw_division *division, uint32_t level, struct gw_bbox box, bool *meets);

#endif
