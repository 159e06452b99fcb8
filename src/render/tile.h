/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_RENDER_TILE_H
#define GW_RENDER_TILE_H

#include "geo/tilekey.h"
#include "render/painter.h"

struct gw_buf;

#define GW_TILE_PIXELS 256

/*
 * Appends a tile to png, as an RGBA PNG of 256 by 256 pixels, or 512 by 512 when scale is 2;
 * transparent where nothing is drawn. Neighbouring tiles fit without a visible joint. The same
 * bytes each time. Safe from any thread. GW_EINVAL for a key that is not valid and another scale;
 * GW_ENOMEM, also past png's maximum.
 */
enum gw_status gw_tile_draw(const struct gw_painter *painter, struct gw_tilekey key, unsigned scale,
	struct gw_buf *png, struct gw_error *err);

#endif
