/* SPDX-License-Identifier: Apache-2.0 */
#include "render/picture.h"

#include "base/buf.h"

#include <cairo.h>
#include <math.h>
#include <stdint.h>

enum gw_status gw_cairo_check(cairo_t *cr, struct gw_error *err)
{
	cairo_status_t status = cairo_status(cr);

	if (!status)
		status = cairo_surface_status(cairo_get_target(cr));
	if (!status)
		return GW_OK;
	return gw_fail(err, GW_ENOMEM, "cannot draw: %s", cairo_status_to_string(status));
}

enum gw_status gw_picture_init(
	struct gw_picture *picture, unsigned width, unsigned height, struct gw_error *err)
{
	enum gw_status st;

	picture->surface = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, (int)width, (int)height);
	picture->cr = cairo_create(picture->surface);
	st = gw_cairo_check(picture->cr, err);
	if (st)
		gw_picture_finish(picture);
	return st;
}

void gw_picture_finish(struct gw_picture *picture)
{
	if (picture->cr)
		cairo_destroy(picture->cr);
	if (picture->surface)
		cairo_surface_destroy(picture->surface);
	*picture = (struct gw_picture){0};
}

/* PNG's CRC-32 (annex D of the PNG specification). */
static uint32_t crc32_of(const uint8_t *bytes, size_t n)
{
	uint32_t crc = UINT32_MAX;
	size_t i;
	int bit;

	for (i = 0; i < n; i++) {
		crc ^= bytes[i];
		for (bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
	}
	return ~crc;
}

static void put_be32(uint8_t *to, uint32_t v)
{
	to[0] = (uint8_t)(v >> 24);
	to[1] = (uint8_t)(v >> 16);
	to[2] = (uint8_t)(v >> 8);
	to[3] = (uint8_t)v;
}

#define PNG_HEADER_BYTES 33 /* signature and IHDR chunk: pHYs may follow */

/* Writes Cairo's PNG on, with a pHYs chunk put in behind the header. */
struct png_writer {
	struct gw_buf *png;
	size_t written;
	unsigned dpi;
};

static void append_phys(struct gw_buf *png, unsigned dpi)
{
	uint8_t chunk[21] = {0, 0, 0, 9, 'p', 'H', 'Y', 's', [16] = 1 /* metre */};
	uint32_t per_metre = (uint32_t)lround(dpi / 0.0254);

	put_be32(chunk + 8, per_metre);
	put_be32(chunk + 12, per_metre);
	put_be32(chunk + 17, crc32_of(chunk + 4, 13));
	gw_buf_append(png, chunk, sizeof chunk);
}

static cairo_status_t write_png(void *context, const unsigned char *data, unsigned n)
{
	struct png_writer *w = context;
	unsigned head = 0;

	if (w->dpi && w->written <= PNG_HEADER_BYTES && w->written + n > PNG_HEADER_BYTES) {
		head = (unsigned)(PNG_HEADER_BYTES - w->written);
		gw_buf_append(w->png, data, head);
		append_phys(w->png, w->dpi);
	}
	gw_buf_append(w->png, data + head, n - head);
	w->written += n;
	return gw_buf_ok(w->png) ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_NO_MEMORY;
}

enum gw_status gw_picture_encode(
	const struct gw_picture *picture, unsigned dpi, struct gw_buf *png, struct gw_error *err)
{
	struct png_writer writer = {.png = png, .dpi = dpi};
	enum gw_status st = gw_cairo_check(picture->cr, err);

	if (st)
		return st;
	cairo_surface_flush(picture->surface);
	if (cairo_surface_write_to_png_stream(picture->surface, write_png, &writer))
		return gw_fail(err, GW_ENOMEM,
			"a picture of %d by %d pixels does not fit in %zu bytes",
			cairo_image_surface_get_width(picture->surface),
			cairo_image_surface_get_height(picture->surface), png->max);
	return GW_OK;
}
