/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_RENDER_FURNITURE_H
#define GW_RENDER_FURNITURE_H

#include <stdbool.h>

typedef struct _cairo cairo_t;

/* North arrow and scale bar, side by side, as high as this many ems. */
#define GW_FURNITURE_EMS 3.8

/*
 * The longest round length, 1, 2 or 5 times a power of ten, of at most so many metres; 0 when that
 * is not positive.
 */
double gw_scalebar_length(double metres);

/*
 * Draws both into a box with its top left at x, y, `width` pixels wide. The bar is no longer than
 * longest pixels; without a scale (metres_per_pixel 0) the arrow stands alone.
 */
void gw_furniture_draw(cairo_t *cr, double x, double y, double width, double longest, double em,
	double metres_per_pixel, bool chinese);

#endif
