/* SPDX-License-Identifier: Apache-2.0 */
#include "render/heat.h"

#include "base/mem.h"

#include <cairo.h>
#include <math.h>
#include <stdlib.h>

#define GAUSS_COEFFICIENT 0.3989422804014327 /* 1 / sqrt(2 pi) */
#define LEAST		  (1.0 / 255 / 16)

/* The densities of a view, in cells of `step` pixels, counted from the square's corner. */
struct field {
	double step, scale; /* scale: cells across the square */
	double west, north; /* the first cell */
	size_t width, height;
	float *density;
	float *across; /* room for a kernel's values along a row */
};

/* The cell that a view begins in; a hair before one counts as its beginning. */
static double first_cell(double begin)
{
	return floor(begin + 1.0 / 512);
}

static enum gw_status field_init(
	struct field *field, const struct gw_view *view, struct gw_error *err)
{
	field->step = view->pen > 2 ? view->pen : 1;
	field->scale = view->scale / field->step;
	field->west = first_cell(view->origin.x * field->scale);
	field->north = first_cell(view->origin.y * field->scale);
	field->width = (size_t)ceil(view->width / field->step) + 1;
	field->height = (size_t)ceil(view->height / field->step) + 1;
	field->density = calloc(field->width * field->height, sizeof *field->density);
	field->across = gw_alloc_array(field->width, sizeof *field->across);
	return field->density && field->across ? GW_OK : gw_fail_nomem(err);
}

static void field_finish(struct field *field)
{
	free(field->density);
	free(field->across);
}

/* The cells of a row or column from *first to *last whose middles are within `reach` of at. */
static bool cells_within(
	double at, double reach, double begin, size_t n, size_t *first, size_t *last)
{
	double low = fmax(ceil(at - reach - 0.5) - begin, 0);
	double high = fmin(floor(at + reach - 0.5) - begin, (double)n - 1);

	if (!(low <= high))
		return false;
	*first = (size_t)low;
	*last = (size_t)high;
	return true;
}

static double peak_of(const struct gw_heat_layer *heat, const struct gw_heat_point *point)
{
	return (double)point->weight * heat->intensity * GAUSS_COEFFICIENT;
}

static double reach_of(double radius, double peak)
{
	return radius * sqrt(-2 * log(LEAST / peak)) / 3;
}

double gw_heat_reach(const struct gw_heat_layer *heat, const struct gw_heat_point *point)
{
	double peak = peak_of(heat, point), radius = (double)point->radius;

	return peak > LEAST && radius > 0 ? reach_of(radius, peak) : 0;
}

/* The kernel is a product of one along x and one along y. */
static void add_point(
	struct field *f, const struct gw_heat_point *point, double radius, double peak)
{
	double x = point->at.x * f->scale, y = point->at.y * f->scale;
	double reach = reach_of(radius, peak);
	size_t x0, x1, y0, y1, row, from, to, i;

	if (!cells_within(x, reach, f->west, f->width, &x0, &x1) ||
		!cells_within(y, reach, f->north, f->height, &y0, &y1))
		return;
	for (i = x0; i <= x1; i++) {
		double d = 3 * ((double)i + f->west + 0.5 - x) / radius;

		f->across[i] = (float)exp(-0.5 * d * d);
	}
	for (row = y0; row <= y1; row++) {
		double dy = (double)row + f->north + 0.5 - y, d = 3 * dy / radius;
		float down = (float)(peak * exp(-0.5 * d * d));
		float *density = f->density + row * f->width;

		if (!cells_within(x, sqrt(fmax(reach * reach - dy * dy, 0)), f->west, f->width,
			    &from, &to))
			continue;
		for (i = from; i <= to; i++)
			density[i] += down * f->across[i];
	}
}

static cairo_surface_t *colour(const struct field *f, const struct gw_heat_layer *heat)
{
	cairo_surface_t *image =
		cairo_image_surface_create(CAIRO_FORMAT_ARGB32, (int)f->width, (int)f->height);
	unsigned char *data = cairo_image_surface_get_data(image);
	size_t stride = (size_t)cairo_image_surface_get_stride(image), x, y;

	if (!data)
		return image;
	for (y = 0; y < f->height; y++) {
		uint32_t *row = (void *)(data + y * stride);

		for (x = 0; x < f->width; x++) {
			float density = fminf(f->density[y * f->width + x], 1);

			row[x] = gw_rgba_premultiply(heat->ramp[(unsigned)(density * 255 + 0.5f)]);
		}
	}
	cairo_surface_mark_dirty(image);
	return image;
}

enum gw_status gw_heat_paint(const struct gw_heat_layer *heat, cairo_t *cr,
	const struct gw_view *view, struct gw_error *err)
{
	struct field field = {0};
	cairo_surface_t *image;
	enum gw_status st;
	double x, y;
	uint32_t i;

	st = field_init(&field, view, err);
	if (st)
		goto out;
	for (i = 0; i < heat->n; i++) {
		const struct gw_heat_point *p = &heat->items[i];
		double peak = peak_of(heat, p);
		double radius = p->radius * view->pen / field.step;

		if (peak > LEAST && radius > 0)
			add_point(&field, p, radius, peak);
	}
	image = colour(&field, heat);
	cairo_save(cr);
	x = field.west * field.step - view->origin.x * view->scale;
	y = field.north * field.step - view->origin.y * view->scale;
	cairo_translate(cr, field.step == 1 ? rint(x) : x, field.step == 1 ? rint(y) : y);
	cairo_scale(cr, field.step, field.step);
	cairo_set_source_surface(cr, image, 0, 0);
	cairo_pattern_set_extend(cairo_get_source(cr), CAIRO_EXTEND_PAD);
	cairo_pattern_set_filter(cairo_get_source(cr),
		field.step == 1 ? CAIRO_FILTER_NEAREST : CAIRO_FILTER_BILINEAR);
	cairo_paint_with_alpha(cr, heat->opacity);
	cairo_restore(cr);
	cairo_surface_destroy(image);
out:
	field_finish(&field);
	return st;
}
