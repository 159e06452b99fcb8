/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_RENDER_BLOCK_H
#define GW_RENDER_BLOCK_H

#include "render/stage.h"

/* A rectangle of pixels of one picture, no larger than a desk: a tile, or a part of a pane. */
struct gw_block {
	struct gw_lattice lattice; /* where its borders fall */
	struct gw_world origin; /* what lies at its north-west corner */
	double x_scale, y_scale; /* pixels across the whole square */
	int64_t x, y; /* its corner in the pixels that labels and patterns count in */
};

/* The block of a window on the pixels of a stage's own scale. */
struct gw_block gw_window_block(struct gw_window window, const struct gw_stage *stage);

/* The picture of a block: indices of the stage's palette, rows of stride; 0: all rows are alike. */
struct gw_indices {
	const uint8_t *items;
	size_t stride;
};

/*
 * Draws a block; *out points into the desk, which is to be destroyed after an error. watch may be
 * NULL. GW_ENOMEM, GW_EINVAL as gw_tileset_draw().
 */
enum gw_status gw_block_draw(const struct gw_block *block, const struct gw_stage *stage,
	const struct gw_mesh *mesh, struct gw_desk *desk, const struct gw_tile_watch *watch,
	struct gw_indices *out, struct gw_error *err);

#endif
