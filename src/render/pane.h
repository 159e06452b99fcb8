/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_RENDER_PANE_H
#define GW_RENDER_PANE_H

#include "render/tileset.h"

/* Pixels a side. */
#define GW_PANE_SIDE_MAX 4096

/* No pane is drawn at more pixels across the Mercator square: 2 cm each at the equator. */
#define GW_PANE_SCALE_MAX 0x1p31

/*
 * A picture of any part of the map, of any size and proportions, north up. How far apart its rows
 * lie may vary, so it need not be in Mercator: where they are equal steps of latitude it is a plate
 * carree.
 */
struct gw_pane {
	unsigned width, height; /* pixels, 1 to GW_PANE_SIDE_MAX */
	double west, east; /* on the Mercator square, or beyond */
	const double *rows; /* height + 1, rising: the rows' edges on the square */
};

/* GW_EINVAL for a pane that is out of bounds or has no extent. */
enum gw_status gw_pane_check(const struct gw_pane *pane, struct gw_error *err);

/*
 * Appends maps to png in one picture, the first lowest, over a ground that may be transparent. A
 * pane that lies on the pixels of a zoom is a part of the same picture as that zoom's tiles, pixel
 * for pixel where there is one map; in others, borders, marks and type are as wide as at that scale
 * on a screen, and labels are placed for this picture, none cut. GW_EINVAL as
 * gw_pane_check() and gw_tileset_draw(); GW_ENOMEM.
 */
enum gw_status gw_panes_draw(struct gw_tileset *const *maps, size_t n, const struct gw_pane *pane,
	gw_rgba ground, struct gw_buf *png, struct gw_error *err);

#endif
