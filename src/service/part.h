/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_SERVICE_PART_H
#define GW_SERVICE_PART_H

/* Inside service/: the part of a map that a sheet is about. */

#include "service/atlas.h"

struct gw_part {
	const struct gw_unit *unit; /* NULL: all there is */
	struct gw_bbox box;
};

/*
 * The unit of that code, of the highest level that has one; NULL: the whole map. Borrows from map.
 * GW_ENOTFOUND names the levels it looked at, or tells that the unit has no cells.
 */
enum gw_status gw_part_find(
	struct gw_part *part, const struct gw_map *map, const char *code, struct gw_error *err);

/* Whether a unit of the map lies in the part, or the part in it. */
bool gw_part_has(const struct gw_part *part, const struct gw_unit *unit);

/* The map's classes, with the numbers of units that the part has of each. Borrows from map. */
struct gw_choropleth gw_part_classes(const struct gw_part *part, const struct gw_map *map);

/* Pales what lies around the part in a scene of the map. GW_ENOMEM. */
enum gw_status gw_part_veil(
	const struct gw_part *part, struct gw_scene *scene, struct gw_error *err);

#endif
