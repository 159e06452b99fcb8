/* SPDX-License-Identifier: Apache-2.0 */
#include "image/png.h"

#include "base/mem.h"

#include <png.h>
#include <stdlib.h>

/* The order of bytes in memory that makes a gw_rgba. */
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#define FORMAT PNG_FORMAT_ARGB
#else
#define FORMAT PNG_FORMAT_BGRA
#endif

/* libpng has read the header: makes room for the picture if it is no larger than it may be. */
static enum gw_status make_room(
	struct gw_picture_rgba *picture, const png_image *image, size_t max, struct gw_error *err)
{
	uint64_t n = (uint64_t)image->width * image->height;

	if (image->width > GW_PNG_SIDE_MAX || image->height > GW_PNG_SIDE_MAX || n > max)
		return gw_fail(err, GW_EINVAL, "PNG: %u by %u pixels are too many", image->width,
			image->height);
	picture->pixels = gw_alloc_array((size_t)n, sizeof *picture->pixels);
	if (!picture->pixels)
		return gw_fail_nomem(err);
	picture->width = image->width;
	picture->height = image->height;
	return GW_OK;
}

enum gw_status gw_png_decode(const void *data, size_t len, size_t max_pixels,
	struct gw_picture_rgba *out, struct gw_error *err)
{
	png_image image = {.version = PNG_IMAGE_VERSION};
	enum gw_status st = GW_OK;

	*out = (struct gw_picture_rgba){0};
	if (!png_image_begin_read_from_memory(&image, data, len)) {
		st = gw_fail(err, GW_EINVAL, "PNG: %s", image.message);
		goto out_image;
	}
	st = make_room(out, &image, max_pixels, err);
	if (st)
		goto out_image;
	image.format = FORMAT;
	if (!png_image_finish_read(&image, NULL, out->pixels, 0, NULL)) {
		st = gw_fail(err, GW_EINVAL, "PNG: %s", image.message);
		gw_picture_rgba_finish(out);
	}
out_image:
	png_image_free(&image);
	return st;
}

void gw_picture_rgba_finish(struct gw_picture_rgba *picture)
{
	free(picture->pixels);
	*picture = (struct gw_picture_rgba){0};
}
