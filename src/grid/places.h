/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_GRID_PLACES_H
#define GW_GRID_PLACES_H

#include "base/error.h"
#include "geo/lonlat.h"

#include <stddef.h>

/* Inside the grid: a set of places, first filled, then sorted, then asked. */
struct gw_places {
	struct gw_lonlat *items;
	size_t n, capacity;
};

void gw_places_init(struct gw_places *places);
void gw_places_finish(struct gw_places *places);
enum gw_status gw_places_add(struct gw_places *places, struct gw_lonlat p, struct gw_error *err);
void gw_places_sort(struct gw_places *places);

/* Whether one of the sorted places is within `reach` units of p on both axes. */
bool gw_places_near(const struct gw_places *places, struct gw_lonlat p, int32_t reach);

#endif
