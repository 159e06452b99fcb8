/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_TESTS_RENDER_PIXELS_H
#define GW_TESTS_RENDER_PIXELS_H

#include "base/buf.h"

#include <stdint.h>

typedef struct _cairo_surface cairo_surface_t;

/* A decoded picture: 0xAARRGGBB a pixel, premultiplied. */
struct pixels {
	cairo_surface_t *surface;
	const uint32_t *data;
	int width, height, stride; /* in pixels */
};

/* Failures end the test. */
struct pixels pixels_decode(const struct gw_buf *png);
struct pixels pixels_of(cairo_surface_t *surface); /* takes a reference */
void pixels_finish(struct pixels *p);

uint32_t pixels_at(const struct pixels *p, int x, int y);

/* The pixel at x, y is of this colour and opaque. */
void expect_rgb(const struct pixels *p, int x, int y, uint32_t rgb);

/* The same, each channel up to `off` beside it. */
void expect_near_rgb(const struct pixels *p, int x, int y, uint32_t rgb, int off);

/* The greatest difference of two pixels' channels. */
int pixel_difference(uint32_t a, uint32_t b);

#endif
