/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_GRID_BOXES_H
#define GW_GRID_BOXES_H

#include "base/error.h"
#include "geo/lonlat.h"

#include <stddef.h>

/* Inside the grid: n boxes, numbered as given, to be found by where they are. Immutable. */
struct gw_boxes;

/* Copies the boxes; empty ones are never found. GW_ENOMEM. */
enum gw_status gw_boxes_create(
	struct gw_boxes **out, const struct gw_bbox *boxes, size_t n, struct gw_error *err);
void gw_boxes_destroy(struct gw_boxes *boxes);

/* Calls visit with the number of every box that meets `box`, until it returns false. */
void gw_boxes_visit(const struct gw_boxes *boxes, struct gw_bbox box,
	bool (*visit)(void *context, size_t number), void *context);

#endif
