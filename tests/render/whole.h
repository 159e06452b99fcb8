/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_TESTS_RENDER_WHOLE_H
#define GW_TESTS_RENDER_WHOLE_H

#include "render/stage.h"

/*
 * One large square picture to hold tiles against, composed of what the rasteriser, the sprites, the
 * canvas and the labels give for all of it. The fill must be the lowest layer.
 */
struct whole {
	struct gw_stage *stage;
	struct gw_skeleton skeleton;
	struct gw_raster *raster;
	struct gw_window window;
};

/* Failures end the test. */
void whole_init(struct whole *w, const struct gw_tileset_source *source, struct gw_window window);
void whole_finish(struct whole *w);

/* A pixel, premultiplied. */
uint32_t whole_at(const struct whole *w, size_t x, size_t y);

#endif
