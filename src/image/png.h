/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_IMAGE_PNG_H
#define GW_IMAGE_PNG_H

#include "base/error.h"
#include "base/rgba.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct gw_buf;

/* Pixels a side, of pictures written and read. */
#define GW_PNG_SIDE_MAX 16384

/* What a picture says of itself; zero and NULL members are not written. Texts are UTF-8. */
struct gw_png_info {
	unsigned dpi; /* dots per inch, up to 100000 */
	const char *title; /* as "Title" */
	const char *period; /* the time it shows, as "Description" */
	const char *version; /* of the data it was drawn from, as "Source" */
	bool srgb; /* its colours are those of sRGB */
};

/* Memory that one thread uses again for each picture; it holds nothing between them. */
struct gw_png_writer;

enum gw_status gw_png_writer_create(struct gw_png_writer **out, struct gw_error *err);
void gw_png_writer_destroy(struct gw_png_writer *writer);

/*
 * Appends a picture of palette colours: pixel (x, y) has the colour palette[indices[y * stride +
 * x]]. Only colours that occur are written, in 1, 2, 4 or 8 bits a pixel. info may be NULL.
 * GW_EINVAL for a side of 0 or past GW_PNG_SIDE_MAX, an index without a colour, or text that is not
 * UTF-8; GW_ENOMEM also past the buffer's maximum. On error the buffer's contents are as before.
 */
enum gw_status gw_png_encode_palette(struct gw_buf *out, const uint8_t *indices, size_t stride,
	unsigned width, unsigned height, const gw_rgba *palette, unsigned num_colours,
	const struct gw_png_info *info, struct gw_png_writer *writer, struct gw_error *err);

/*
 * Appends a picture of any colours, for print: pixels are Cairo's ARGB32, premultiplied, stride
 * counts bytes as cairo_image_surface_get_stride() does. Written as a palette picture when it has
 * at most 256 colours, else as RGB when all of it is opaque, else as RGBA. Errors as above.
 */
enum gw_status gw_png_encode_rgba(struct gw_buf *out, const uint32_t *pixels, size_t stride,
	unsigned width, unsigned height, const struct gw_png_info *info, struct gw_error *err);

/* A picture in memory, row by row without gaps. */
struct gw_picture_rgba {
	gw_rgba *pixels;
	unsigned width, height;
};

/*
 * Reads a PNG of any kind, 8 bits a channel. GW_EINVAL for what is none, in libpng's words, and for
 * more than max_pixels of them or a side past GW_PNG_SIDE_MAX, before memory is taken for them. The
 * caller finishes *out, which on error is empty.
 */
enum gw_status gw_png_decode(const void *data, size_t len, size_t max_pixels,
	struct gw_picture_rgba *out, struct gw_error *err);
void gw_picture_rgba_finish(struct gw_picture_rgba *picture);

#endif
