/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_RENDER_SHEETLAYOUT_H
#define GW_RENDER_SHEETLAYOUT_H

#include "render/legend.h"
#include "render/sheetfoot.h"
#include "render/sheethead.h"

/* Where everything on a sheet stands, and at what scale the map is; in units of the page. */
struct gw_sheet_layout {
	struct gw_rect page; /* within the margins */
	struct gw_sheet_head head;
	struct gw_sheet_foot foot;
	double foot_y;
	struct gw_legend legend;
	double legend_x, legend_y;
	struct gw_rect map; /* within its frame */
	struct gw_rect furniture;
	struct gw_rect inset; /* width 0: there is none */
	bool has_map;
	struct gw_view view; /* of the map */
	double metres; /* that a unit spans along the parallel through the map's middle */
	double denominator; /* of the scale: a unit of the page in metres to that on the ground */
};

/* What a layout is made of. */
struct gw_sheet_content {
	const struct gw_sheet_map *map;
	const struct gw_sheet_text *text;
	const struct gw_sheet_options *options;
	struct gw_legend_keys keys; /* none at first: they are known with the scene */
	double width, height; /* of the whole page */
	double units_per_point;
};

/* The size of ordinary type, in points: 8.5 on A4, and more on larger paper, though less than it.
 */
double gw_sheet_em(const struct gw_sheet_size *size);

/* Sets and places everything; the caller finishes layout. */
void gw_sheet_layout_init(struct gw_sheet_layout *layout, const struct gw_board *board,
	const struct gw_sheet_content *content);
void gw_sheet_layout_finish(struct gw_sheet_layout *layout);

#endif
