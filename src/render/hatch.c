/* SPDX-License-Identifier: Apache-2.0 */
#include "render/hatch.h"

#include <cairo.h>
#include <math.h>

void gw_rgb_set(cairo_t *cr, uint32_t rgb, double alpha)
{
	cairo_set_source_rgba(cr, (rgb >> 16 & 255) / 255.0, (rgb >> 8 & 255) / 255.0,
		(rgb & 255) / 255.0, alpha);
}

bool gw_rgb_is_dark(uint32_t rgb)
{
	/* luma of Rec. 601 */
	return 299 * (rgb >> 16 & 255) + 587 * (rgb >> 8 & 255) + 114 * (rgb & 255) < 128000;
}

/* One square of the pattern; its side divides 256, so that tiles begin at its corner. */
static cairo_surface_t *draw_square(uint32_t rgb, bool falling, int side, double pen)
{
	cairo_surface_t *square = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, side, side);
	cairo_t *cr = cairo_create(square);
	int i;

	for (i = -1; i <= 1; i++) {
		double x = (double)i * side;

		cairo_move_to(cr, falling ? x - side : x + 2 * side, -side);
		cairo_line_to(cr, falling ? x + 2 * side : x - side, 2 * side);
	}
	cairo_set_line_width(cr, pen);
	if (gw_rgb_is_dark(rgb))
		gw_rgb_set(cr, 0xffffff, 0.5);
	else
		gw_rgb_set(cr, 0x000000, 0.3);
	cairo_stroke(cr);
	cairo_destroy(cr);
	return square;
}

void gw_hatch_fill(cairo_t *cr, uint32_t rgb, unsigned number, const struct gw_view *view)
{
	int side = (int)fmax(4, round(8 * view->pen));
	cairo_surface_t *square = draw_square(rgb, number % 2 == 0, side, view->pen);
	double x = round(fmod(view->origin.x * view->scale, side));
	double y = round(fmod(view->origin.y * view->scale, side));

	cairo_set_source_surface(cr, square, -x, -y);
	cairo_pattern_set_extend(cairo_get_source(cr), CAIRO_EXTEND_REPEAT);
	cairo_pattern_set_filter(cairo_get_source(cr), CAIRO_FILTER_NEAREST);
	cairo_fill_preserve(cr);
	cairo_set_source_rgb(cr, 0, 0, 0); /* lets go of the square */
	cairo_surface_destroy(square);
}
