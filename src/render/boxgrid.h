/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_RENDER_BOXGRID_H
#define GW_RENDER_BOXGRID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Whole pixels of the world: left <= x < right, top <= y < bottom. */
struct gw_pixel_box {
	int64_t left, top, right, bottom;
};

static inline bool gw_pixel_boxes_meet(const struct gw_pixel_box *a, const struct gw_pixel_box *b)
{
	return a->left < b->right && b->left < a->right && a->top < b->bottom && b->top < a->bottom;
}

/*
 * Boxes of pixels in a world of any size, numbered as they come, to be found by where they are. A
 * box costs memory by its area: it is for labels, not for maps.
 */
struct gw_boxgrid {
	struct gw_pixel_box *boxes;
	size_t n, capacity;
	struct gw_boxgrid_entry *entries;
	size_t num_entries, cap_entries;
	uint32_t *heads; /* of the entries' chains, by hash */
	unsigned bits; /* of the hash */
};

/* For about so many boxes; the caller finishes it also after failure. False when memory ends. */
bool gw_boxgrid_init(struct gw_boxgrid *grid, size_t expected);
void gw_boxgrid_finish(struct gw_boxgrid *grid);

/* Adds a box; empty ones get a number too, and are never found. False when memory ends. */
bool gw_boxgrid_add(struct gw_boxgrid *grid, struct gw_pixel_box box);

/* Calls visit once for every box that meets `box`, in no order, until it returns false. */
void gw_boxgrid_visit(const struct gw_boxgrid *grid, struct gw_pixel_box box,
	bool (*visit)(void *context, size_t number), void *context);

#endif
