/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_RENDER_HATCH_H
#define GW_RENDER_HATCH_H

#include "render/painter.h"

/* Sets 0xRRGGBB as cr's source. */
void gw_rgb_set(cairo_t *cr, uint32_t rgb, double alpha);

/* Whether white shows better on it than black does. */
bool gw_rgb_is_dark(uint32_t rgb);

/*
 * Fills cr's path with thin diagonals that show on rgb, rising when number (1, 2, ...) is odd and
 * else falling, fast to the Mercator square: they run on from one tile to the next.
 */
void gw_hatch_fill(cairo_t *cr, uint32_t rgb, unsigned number, const struct gw_view *view);

#endif
