/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_RENDER_SHEETFOOT_H
#define GW_RENDER_SHEETFOOT_H

#include "render/sheetboard.h"

#define GW_FOOT_ITEMS_MAX 6

/* The foot of a sheet: data cut-off, source, method, division, notes, in columns. */
struct gw_sheet_foot {
	struct gw_text names[GW_FOOT_ITEMS_MAX];
	struct gw_phrase texts[GW_FOOT_ITEMS_MAX];
	unsigned column[GW_FOOT_ITEMS_MAX];
	double top[GW_FOOT_ITEMS_MAX];
	size_t n;
	double column_width, gap;
	double height; /* the space above it included; 0: there is nothing to say */
};

/* Sets it in `width` units, no higher than `highest` if that can be. */
void gw_sheet_foot_init(struct gw_sheet_foot *foot, const struct gw_board *board,
	const struct gw_sheet_text *text, double width, double highest);
void gw_sheet_foot_finish(struct gw_sheet_foot *foot);
/* y is the top of the space above it. */
void gw_sheet_foot_draw(
	const struct gw_sheet_foot *foot, struct gw_board *board, double x, double y);

#endif
