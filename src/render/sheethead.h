/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_RENDER_SHEETHEAD_H
#define GW_RENDER_SHEETHEAD_H

#include "render/sheetboard.h"

/* The head of a sheet: place and title on the left; period and the provisional mark on the right.
 */
struct gw_sheet_head {
	struct gw_text place;
	struct gw_phrase title, period;
	struct gw_text mark; /* of a provisional sheet */
	double height; /* the space below it included; 0: there is nothing to say */
	double width;
	bool below; /* the period stands below the title, for want of room beside it */
};

/* Sets it in `width` units of the page, no higher than `highest` if that can be. */
void gw_sheet_head_init(struct gw_sheet_head *head, const struct gw_board *board,
	const struct gw_sheet_text *text, double width, double highest);
void gw_sheet_head_finish(struct gw_sheet_head *head);
void gw_sheet_head_draw(
	const struct gw_sheet_head *head, struct gw_board *board, double x, double y);

#endif
