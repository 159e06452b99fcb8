/* SPDX-License-Identifier: Apache-2.0 */
#include "pixels.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <cairo.h>
#include <stdlib.h>

struct reader {
	const struct gw_buf *png;
	size_t at;
};

static cairo_status_t read_png(void *context, unsigned char *data, unsigned n)
{
	struct reader *r = context;

	if (n > r->png->len - r->at)
		return CAIRO_STATUS_READ_ERROR;
	memcpy(data, r->png->data + r->at, n);
	r->at += n;
	return CAIRO_STATUS_SUCCESS;
}

struct pixels pixels_of(cairo_surface_t *surface)
{
	cairo_surface_flush(surface);
	return (struct pixels){
		.surface = cairo_surface_reference(surface),
		.data = (const void *)cairo_image_surface_get_data(surface),
		.width = cairo_image_surface_get_width(surface),
		.height = cairo_image_surface_get_height(surface),
		.stride = cairo_image_surface_get_stride(surface) / 4,
	};
}

struct pixels pixels_decode(const struct gw_buf *png)
{
	struct reader reader = {.png = png};
	cairo_surface_t *surface = cairo_image_surface_create_from_png_stream(read_png, &reader);
	struct pixels out;

	if (cairo_surface_status(surface))
		fail_msg("not a PNG: %s", cairo_status_to_string(cairo_surface_status(surface)));
	assert_int_equal(reader.at, png->len);
	out = pixels_of(surface);
	cairo_surface_destroy(surface);
	return out;
}

void pixels_finish(struct pixels *p)
{
	cairo_surface_destroy(p->surface);
	*p = (struct pixels){0};
}

uint32_t pixels_at(const struct pixels *p, int x, int y)
{
	if (x < 0 || y < 0 || x >= p->width || y >= p->height)
		fail_msg("%d,%d is outside %d by %d", x, y, p->width, p->height);
	return p->data[y * p->stride + x];
}

int pixel_difference(uint32_t a, uint32_t b)
{
	int most = 0, shift;

	for (shift = 0; shift < 32; shift += 8) {
		int d = abs((int)(a >> shift & 255) - (int)(b >> shift & 255));

		most = d > most ? d : most;
	}
	return most;
}

void expect_near_rgb(const struct pixels *p, int x, int y, uint32_t rgb, int off)
{
	uint32_t got = pixels_at(p, x, y);

	if (pixel_difference(got, 0xff000000 | rgb) > off)
		fail_msg("at %d,%d: expected %06x, got %08x", x, y, rgb, got);
}

void expect_rgb(const struct pixels *p, int x, int y, uint32_t rgb)
{
	expect_near_rgb(p, x, y, rgb, 0);
}
