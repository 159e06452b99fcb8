/* SPDX-License-Identifier: Apache-2.0 */
#include "image/reader.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <zlib.h>

static uint32_t be32(const unsigned char *bytes)
{
	return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 |
		bytes[3];
}

/* The chunk at `at`, checked; moves on to the next. */
static const unsigned char *step(const struct gw_buf *file, size_t *at, char type[5], size_t *len)
{
	const unsigned char *chunk = (const unsigned char *)file->data + *at;

	assert_true(file->len - *at >= 12);
	*len = be32(chunk);
	assert_true(*len <= file->len - *at - 12);
	memcpy(type, chunk + 4, 4);
	type[4] = 0;
	if (be32(chunk + 8 + *len) != crc32(0, chunk + 4, (uInt)*len + 4))
		fail_msg("the checksum of chunk %s is wrong", type);
	*at += 12 + *len;
	return chunk + 8;
}

const unsigned char *find_chunk(
	const struct gw_buf *file, const char *type, unsigned n, size_t *len)
{
	size_t at = 8;
	char found[5];

	while (at < file->len) {
		const unsigned char *contents = step(file, &at, found, len);

		if (!strcmp(found, type) && n-- == 0)
			return contents;
	}
	return NULL;
}

/* Where a chunk may stand: each at its place or after it, one of a kind but texts and IDAT. */
static void check_order(const struct gw_buf *file)
{
	static const char *const order[] = {
		"IHDR", "sRGB", "pHYs", "tEXt", "iTXt", "PLTE", "tRNS", "IDAT", "IEND"};
	size_t at = 8, len, place = 0, i;
	char type[5], before[5] = "";

	while (at < file->len) {
		step(file, &at, type, &len);
		for (i = 0; i < sizeof order / sizeof *order && strcmp(order[i], type);)
			i++;
		if (i == sizeof order / sizeof *order)
			fail_msg("a chunk %s is nothing we write", type);
		if (strstr("tEXt iTXt", type))
			i = 4;
		if (i < place || (!strcmp(type, before) && !strstr("tEXt iTXt IDAT", type)))
			fail_msg("chunk %s stands behind %s", type, before);
		place = i;
		memcpy(before, type, sizeof before);
	}
	assert_string_equal(before, "IEND");
	assert_int_equal(len, 0);
}

static void inflate_rows(struct read_png *png, const struct gw_buf *file)
{
	static const unsigned channels[] = {[2] = 3, [3] = 1, [6] = 4};
	const unsigned char *part;
	z_stream z = {0};
	unsigned i;
	int done = Z_OK;
	size_t len;

	png->row = ((size_t)png->width * png->depth * channels[png->type] + 7) / 8 + 1;
	png->raw = malloc(png->row * png->height);
	assert_non_null(png->raw);
	assert_int_equal(inflateInit(&z), Z_OK);
	z.next_out = png->raw;
	z.avail_out = (uInt)(png->row * png->height);
	for (i = 0; (part = find_chunk(file, "IDAT", i, &len)); i++) {
		z.next_in = (unsigned char *)part;
		z.avail_in = (uInt)len;
		done = inflate(&z, Z_NO_FLUSH);
	}
	if (done != Z_STREAM_END || z.avail_in || z.avail_out)
		fail_msg("the rows end with %d, %s; %u bytes in and %u out are left", done,
			z.msg ? z.msg : "", z.avail_in, z.avail_out);
	inflateEnd(&z);
}

void read_png(struct read_png *png, const struct gw_buf *file)
{
	const unsigned char *head, *colours, *alphas;
	size_t len;
	unsigned i;

	assert_true(gw_buf_ok(file));
	assert_memory_equal(file->data, "\x89PNG\r\n\x1a\n", 8);
	check_order(file);
	head = find_chunk(file, "IHDR", 0, &len);
	assert_int_equal(len, 13);
	*png = (struct read_png){
		.width = be32(head), .height = be32(head + 4), .depth = head[8], .type = head[9]};
	assert_memory_equal(head + 10, "\0\0\0", 3);
	colours = find_chunk(file, "PLTE", 0, &len);
	png->num_colours = colours ? (unsigned)len / 3 : 0;
	assert_int_equal(colours != NULL, png->type == 3);
	assert_true(png->num_colours <= 1u << png->depth);
	for (i = 0; i < png->num_colours; i++)
		png->colours[i] =
			gw_rgba_pack(colours[3 * i], colours[3 * i + 1], colours[3 * i + 2], 255);
	alphas = find_chunk(file, "tRNS", 0, &len);
	png->num_alphas = alphas ? (unsigned)len : 0;
	assert_true(png->num_alphas <= png->num_colours);
	for (i = 0; i < png->num_alphas; i++)
		png->colours[i] = (png->colours[i] & 0xffffff) | (gw_rgba)alphas[i] << 24;
	inflate_rows(png, file);
}

void read_png_finish(struct read_png *png)
{
	free(png->raw);
}

gw_rgba read_pixel(const struct read_png *png, unsigned x, unsigned y)
{
	const unsigned char *row = png->raw + y * png->row;
	unsigned bit = x * png->depth, number;

	assert_int_equal(row[0], 0);
	number = row[1 + bit / 8] >> (8 - png->depth - bit % 8) & ((1u << png->depth) - 1);
	assert_true(number < png->num_colours);
	return png->colours[number];
}

unsigned next_random(unsigned *seed)
{
	*seed = *seed * 1664525 + 1013904223;
	return *seed >> 8;
}
