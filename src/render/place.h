/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_RENDER_PLACE_H
#define GW_RENDER_PLACE_H

#include "geo/mercator.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * An area by its border's pieces, in pixels and in any order, all with the area on the same hand.
 * It may have parts and holes.
 */
struct gw_area_edge {
	struct gw_world a, b;
};

/*
 * Where a box of width by height pixels stands best within the area: near its centroid if the
 * border is at least about the box's own size away there, else further from the border, as
 * measured with the box's proportions and as far as trying a lattice of points finds it. False
 * when the area has no inside.
 */
bool gw_place_find(const struct gw_area_edge *edges, size_t n, double width, double height,
	struct gw_world *middle);

/* Whether a box so placed lies within the area. */
bool gw_place_holds(const struct gw_area_edge *edges, size_t n, double width, double height,
	struct gw_world middle);

#endif
