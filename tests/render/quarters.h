/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_TESTS_RENDER_QUARTERS_H
#define GW_TESTS_RENDER_QUARTERS_H

#include "render/choropleth.h"

/* What the quarters lie around: their common vertex, and each one's width and height in units. */
#define QUARTERS_LON  1208500000
#define QUARTERS_LAT  407000000
#define QUARTERS_SIDE 100000

/*
 * Four cells that meet in one vertex, NW and SW of the unit "W", NE and SE of the unit "E": cells
 * 1 to 4 in this order. Four classes, a cell in each, in that order.
 */
struct quarters {
	struct gw_division *division;
	struct gw_choropleth map;
};

/* level 1 draws cells, 0 the halves. Failures end the test. */
void quarters_init(struct quarters *q, uint32_t level);
void quarters_finish(struct quarters *q);

extern const uint32_t quarters_rgb[4];

#endif
