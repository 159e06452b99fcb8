/* SPDX-License-Identifier: Apache-2.0 */
#include "image/png.h"

#include "base/buf.h"
#include "base/mem.h"
#include "image/chunks.h"

#include <png.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

/* Half the time of libpng's usual level, for files a seventh larger; filters would cost both. */
#define LEVEL 3

#define NUM_SLOTS 1024 /* a power of two, four times the colours there may be */

/* A picture as Cairo holds it. */
struct pixels {
	const uint32_t *first;
	size_t stride;
	unsigned width, height;
};

static const uint32_t *pixel_row(const struct pixels *pixels, unsigned y)
{
	return (const uint32_t *)(const void *)((const char *)pixels->first + y * pixels->stride);
}

/* The colours met so far, each with its number. */
struct colours {
	struct {
		uint32_t pixel, number;
		bool taken;
	} slots[NUM_SLOTS];
	gw_rgba of_number[256];
	unsigned n;
};

/* The number of a pixel's colour, or -1 when there are too many. */
static int number_of(struct colours *colours, uint32_t pixel)
{
	unsigned i = pixel * 0x9e3779b1u >> 22;

	for (; colours->slots[i].taken; i = (i + 1) % NUM_SLOTS) {
		if (colours->slots[i].pixel == pixel)
			return (int)colours->slots[i].number;
	}
	if (colours->n == 256)
		return -1;
	colours->slots[i].pixel = pixel;
	colours->slots[i].number = colours->n;
	colours->slots[i].taken = true;
	colours->of_number[colours->n] = gw_rgba_unpremultiply(pixel);
	return (int)colours->n++;
}

/* Turns pixels into numbers of colours; false as soon as there are too many. */
static bool number_pixels(const struct pixels *pixels, struct colours *colours, uint8_t *indices)
{
	uint32_t last = *pixels->first;
	int number = number_of(colours, last);
	unsigned x, y;

	for (y = 0; y < pixels->height; y++) {
		const uint32_t *row = pixel_row(pixels, y);

		for (x = 0; x < pixels->width; x++) {
			if (row[x] != last) {
				last = row[x];
				number = number_of(colours, last);
				if (number < 0)
					return false;
			}
			*indices++ = (uint8_t)number;
		}
	}
	return true;
}

/* *done tells whether the picture had few enough colours, and so is written. */
static enum gw_status try_palette(struct gw_buf *out, const struct pixels *pixels,
	const struct gw_png_info *info, bool *done, struct gw_error *err)
{
	uint8_t *indices = gw_alloc_array((size_t)pixels->width, pixels->height);
	struct colours *colours = calloc(1, sizeof *colours);
	struct gw_png_writer *writer = NULL;
	enum gw_status st = GW_OK;

	*done = false;
	if (!indices || !colours) {
		st = gw_fail_nomem(err);
		goto out;
	}
	if (!number_pixels(pixels, colours, indices))
		goto out;
	*done = true;
	st = gw_png_writer_create(&writer, err);
	if (!st)
		st = gw_png_encode_palette(out, indices, pixels->width, pixels->width,
			pixels->height, colours->of_number, colours->n, info, writer, err);
	gw_png_writer_destroy(writer);
out:
	free(colours);
	free(indices);
	return st;
}

static bool is_opaque(const struct pixels *pixels)
{
	unsigned x, y;

	for (y = 0; y < pixels->height; y++) {
		const uint32_t *row = pixel_row(pixels, y);
		uint32_t all = UINT32_MAX;

		for (x = 0; x < pixels->width; x++)
			all &= row[x];
		if (all >> 24 != 255)
			return false;
	}
	return true;
}

/* What libpng writes with. It jumps out of a failure, so nothing here is made or freed between. */
struct printer {
	png_struct *png;
	png_info *head;
	struct gw_buf *out;
	uint8_t *row;
	char reason[128];
};

static void note_failure(png_struct *png, const char *reason)
{
	struct printer *printer = png_get_error_ptr(png);

	snprintf(printer->reason, sizeof printer->reason, "%s", reason);
	png_longjmp(png, 1);
}

static void pass_over_warning(png_struct *png, const char *reason)
{
}

static void append_bytes(png_struct *png, png_byte *bytes, size_t n)
{
	struct gw_buf *out = png_get_io_ptr(png);

	gw_buf_append(out, bytes, n);
	if (!gw_buf_ok(out))
		png_error(png, "no room");
}

static void fill_rgb(const uint32_t *pixels, unsigned width, uint8_t *row)
{
	unsigned x;

	for (x = 0; x < width; x++) {
		*row++ = (uint8_t)(pixels[x] >> 16);
		*row++ = (uint8_t)(pixels[x] >> 8);
		*row++ = (uint8_t)pixels[x];
	}
}

static void fill_rgba(const uint32_t *pixels, unsigned width, uint8_t *row)
{
	unsigned x;

	for (x = 0; x < width; x++) {
		gw_rgba colour = gw_rgba_unpremultiply(pixels[x]);

		*row++ = (uint8_t)(colour >> 16);
		*row++ = (uint8_t)(colour >> 8);
		*row++ = (uint8_t)colour;
		*row++ = (uint8_t)gw_rgba_alpha(colour);
	}
}

/* libpng sends each chunk on as it is made, so ours can stand between its header and rows. */
static bool print(struct printer *printer, const struct pixels *pixels, bool opaque,
	const struct gw_png_info *info)
{
	png_struct *png = printer->png;
	unsigned y;

	if (setjmp(png_jmpbuf(png)))
		return false;
	png_set_write_fn(png, printer->out, append_bytes, NULL);
	png_set_compression_level(png, LEVEL);
	png_set_compression_buffer_size(png, 1 << 16);
	png_set_filter(png, PNG_FILTER_TYPE_BASE, PNG_FILTER_NONE);
	png_set_IHDR(png, printer->head, pixels->width, pixels->height, 8,
		opaque ? PNG_COLOR_TYPE_RGB : PNG_COLOR_TYPE_RGB_ALPHA, PNG_INTERLACE_NONE,
		PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
	png_write_info(png, printer->head);
	gw_png_put_info(printer->out, info);
	for (y = 0; y < pixels->height; y++) {
		if (opaque)
			fill_rgb(pixel_row(pixels, y), pixels->width, printer->row);
		else
			fill_rgba(pixel_row(pixels, y), pixels->width, printer->row);
		png_write_row(png, printer->row);
	}
	png_write_end(png, printer->head);
	return true;
}

static enum gw_status write_truecolour(struct gw_buf *out, const struct pixels *pixels,
	const struct gw_png_info *info, struct gw_error *err)
{
	struct printer printer = {.out = out};
	enum gw_status st = GW_OK;
	size_t before = out->len;

	printer.png = png_create_write_struct(
		PNG_LIBPNG_VER_STRING, &printer, note_failure, pass_over_warning);
	printer.head = printer.png ? png_create_info_struct(printer.png) : NULL;
	printer.row = gw_alloc_array(pixels->width, 4);
	if (!printer.head || !printer.row) {
		st = gw_fail_nomem(err);
	} else if (!print(&printer, pixels, is_opaque(pixels), info)) {
		out->len = before;
		st = gw_fail(err, GW_ENOMEM, "a picture of %u by %u pixels: %s", pixels->width,
			pixels->height, printer.reason);
	}
	free(printer.row);
	png_destroy_write_struct(&printer.png, &printer.head);
	return st;
}

enum gw_status gw_png_encode_rgba(struct gw_buf *out, const uint32_t *pixels, size_t stride,
	unsigned width, unsigned height, const struct gw_png_info *info, struct gw_error *err)
{
	struct pixels picture = {pixels, stride, width, height};
	enum gw_status st = gw_png_check(width, height, info, err);
	bool done = false;

	if (!st)
		st = try_palette(out, &picture, info, &done, err);
	if (!st && !done)
		st = write_truecolour(out, &picture, info, err);
	return st;
}
