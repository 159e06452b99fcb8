/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_RENDER_FURNITURE_H
#define GW_RENDER_FURNITURE_H

#include "render/sheetboard.h"

/* North arrow, and scale bar over the scale in figures, side by side: as high as this many ems. */
#define GW_FURNITURE_EMS 4.2

/*
 * The longest round length, 1, 2 or 5 times a power of ten, of at most so many metres; 0 when that
 * is not positive.
 */
double gw_scalebar_length(double metres);

/*
 * The least denominator of a map's scale that is not below the given one and reads well: three
 * figures of which the last is 0 or 5.
 */
double gw_scale_round(double denominator);

struct gw_furniture {
	double longest; /* of the bar */
	double metres; /* that a unit of the page spans on the ground; 0: the arrow stands alone */
	double denominator; /* of the scale in figures; 0: it is left out */
	const char *paper; /* on which that is so, such as "A3", or NULL */
};

/* Draws it at the foot of a box. */
void gw_furniture_draw(
	struct gw_board *board, struct gw_rect box, const struct gw_furniture *furniture);

#endif
