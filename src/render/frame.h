/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_RENDER_FRAME_H
#define GW_RENDER_FRAME_H

#include "render/sheetboard.h"

/* The band of degrees between the two neat lines, in ems. */
#define GW_FRAME_BAND_EMS 1.5

/* The frame of a sheet's map. */
struct gw_frame {
	struct gw_rect map; /* where the view is */
	const struct gw_view *view;
	bool graticule; /* a band of degrees around the map, and lines over it */
};

/* The lines of longitude and latitude, faint; a frame without graticule has none. */
void gw_frame_draw_lines(struct gw_board *board, const struct gw_frame *frame);

/* The neat lines, and the degrees between them. */
void gw_frame_draw_rim(struct gw_board *board, const struct gw_frame *frame);

#endif
