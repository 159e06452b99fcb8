/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_RENDER_INSET_H
#define GW_RENDER_INSET_H

#include "render/sheetboard.h"

/* Height over width of the map of a box. */
double gw_inset_aspect(struct gw_world_box whole);

/*
 * Draws where a part lies in the whole city: the division in one grey, fitted to rect, and the
 * part's outline. GW_ENOMEM.
 */
enum gw_status gw_inset_draw(struct gw_board *board, struct gw_rect rect,
	const struct gw_division *division, struct gw_world_box whole, struct gw_world_box part,
	struct gw_error *err);

#endif
