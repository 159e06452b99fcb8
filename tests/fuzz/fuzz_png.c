/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a PNG file, and as the pixels of a picture that is written and read again: it must
 * be the same.
 */
#include "base/buf.h"
#include "image/png.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define PIXELS_MAX 65536

static void read_file(const uint8_t *data, size_t size)
{
	struct gw_picture_rgba picture;

	if (!gw_png_decode(data, size, PIXELS_MAX, &picture, NULL) &&
		(size_t)picture.width * picture.height > PIXELS_MAX)
		abort();
	gw_picture_rgba_finish(&picture);
}

/* The first two bytes are the width and how much of each pixel counts. */
static void write_picture(const uint8_t *data, size_t size)
{
	unsigned width = size > 2 ? data[0] + 1u : 0, mask = size > 2 ? data[1] : 0, height, i;
	static struct gw_png_writer *writer;
	struct gw_picture_rgba picture;
	uint8_t indices[PIXELS_MAX];
	gw_rgba palette[256];
	struct gw_buf file;

	if (!width || size - 2 < width || size - 2 > PIXELS_MAX)
		return;
	if (!writer && gw_png_writer_create(&writer, NULL))
		abort();
	height = (unsigned)((size - 2) / width);
	for (i = 0; i < 256; i++)
		palette[i] = i * 0x9e3779b1u;
	for (i = 0; i < width * height; i++)
		indices[i] = data[2 + i] & mask;
	gw_buf_init(&file, 1 << 20);
	if (gw_png_encode_palette(
		    &file, indices, width, width, height, palette, 256, NULL, writer, NULL))
		abort();
	if (gw_png_decode(file.data, file.len, PIXELS_MAX, &picture, NULL))
		abort();
	for (i = 0; i < width * height; i++) {
		if (picture.pixels[i] != palette[indices[i]])
			abort();
	}
	gw_picture_rgba_finish(&picture);
	gw_buf_finish(&file);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	read_file(data, size);
	write_picture(data, size);
	return 0;
}
