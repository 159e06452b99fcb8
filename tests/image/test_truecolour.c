/* SPDX-License-Identifier: Apache-2.0 */
#include "image/png.h"
#include "image/reader.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define SIDE 200 /* pixels */
#define GAP  5 /* pixels between the rows */

static uint32_t *new_pixels(void)
{
	uint32_t *pixels = calloc((size_t)SIDE * (SIDE + GAP), sizeof *pixels);

	assert_non_null(pixels);
	return pixels;
}

/* Colours that all differ, of one alpha, so that premultiplying loses what 8 bits cannot hold. */
static void fill(uint32_t *pixels, unsigned alpha)
{
	unsigned x, y;

	for (y = 0; y < SIDE; y++)
		for (x = 0; x < SIDE; x++)
			pixels[y * (SIDE + GAP) + x] =
				gw_rgba_premultiply(gw_rgba_pack(x, y, x ^ y, alpha));
}

/* Encodes, and compares what libpng reads to the pixels; fills png. */
static void expect_same_pixels(
	const uint32_t *pixels, unsigned width, unsigned height, struct read_png *png)
{
	struct gw_picture_rgba back;
	struct gw_buf file;
	unsigned x, y;

	gw_buf_init(&file, 1 << 20);
	assert_int_equal(gw_png_encode_rgba(&file, pixels, sizeof *pixels * (SIDE + GAP), width,
				 height, NULL, NULL),
		GW_OK);
	read_png(png, &file);
	assert_int_equal(gw_png_decode(file.data, file.len, SIDE * SIDE, &back, NULL), GW_OK);
	assert_int_equal(back.width, width);
	assert_int_equal(back.height, height);
	for (y = 0; y < height; y++) {
		for (x = 0; x < width; x++) {
			uint32_t wanted = pixels[y * (SIDE + GAP) + x];
			gw_rgba found = back.pixels[y * width + x];

			if (gw_rgba_premultiply(found) != wanted)
				fail_msg("pixel %u, %u is %08x, not %08x", x, y, found, wanted);
		}
	}
	gw_picture_rgba_finish(&back);
	read_png_finish(png);
	gw_buf_finish(&file);
}

static void an_opaque_picture_is_rgb(void **state)
{
	uint32_t *pixels = new_pixels();
	struct read_png png;

	fill(pixels, 255);
	expect_same_pixels(pixels, SIDE, SIDE, &png);
	assert_int_equal(png.type, 2);
	expect_same_pixels(pixels, 131, 3, &png);
	assert_int_equal(png.type, 2);
	free(pixels);
}

static void a_picture_one_can_see_through_is_rgba(void **state)
{
	uint32_t *pixels = new_pixels();
	struct read_png png;

	fill(pixels, 255);
	pixels[SIDE - 1] = gw_rgba_premultiply(0xfe102030);
	expect_same_pixels(pixels, SIDE, SIDE, &png);
	assert_int_equal(png.type, 6);
	fill(pixels, 77);
	expect_same_pixels(pixels, SIDE, SIDE, &png);
	assert_int_equal(png.type, 6);
	free(pixels);
}

static void few_colours_become_a_palette(void **state)
{
	uint32_t *pixels = new_pixels();
	struct read_png png;
	unsigned x, y;

	for (y = 0; y < SIDE; y++)
		for (x = 0; x < SIDE; x++)
			pixels[y * (SIDE + GAP) + x] =
				gw_rgba_premultiply(gw_rgba_pack(x / 13 * 16, 0, 9, 128 + y / 13));
	expect_same_pixels(pixels, SIDE, SIDE, &png); /* 16 by 16 patches */
	assert_int_equal(png.type, 3);
	assert_int_equal(png.num_colours, 256);
	pixels[0] = 0;
	expect_same_pixels(pixels, SIDE, SIDE, &png);
	assert_int_equal(png.type, 6);
	expect_same_pixels(pixels, 1, 1, &png);
	assert_int_equal(png.type, 3);
	assert_int_equal(png.depth, 1);
	free(pixels);
}

static void a_sheet_tells_what_it_shows(void **state)
{
	const struct gw_png_info info = {.dpi = 150, .title = "Safety", .srgb = true};
	uint32_t *pixels = new_pixels();
	struct read_png png;
	struct gw_buf file;
	size_t len;

	fill(pixels, 255);
	gw_buf_init(&file, 1 << 20);
	assert_int_equal(gw_png_encode_rgba(&file, pixels, sizeof *pixels * (SIDE + GAP), SIDE,
				 SIDE, &info, NULL),
		GW_OK);
	read_png(&png, &file);
	read_png_finish(&png);
	assert_non_null(find_chunk(&file, "sRGB", 0, &len));
	assert_memory_equal(find_chunk(&file, "pHYs", 0, &len), "\0\0\x17\x12\0\0\x17\x12\1", 9);
	assert_memory_equal(find_chunk(&file, "tEXt", 0, &len), "Title\0Safety", 12);
	gw_buf_finish(&file);
	free(pixels);
}

static void a_full_buffer_keeps_what_it_had(void **state)
{
	uint32_t *pixels = new_pixels();
	struct gw_error err;
	struct gw_buf file;

	fill(pixels, 255);
	gw_buf_init(&file, 400);
	gw_buf_puts(&file, "before");
	assert_int_equal(gw_png_encode_rgba(&file, pixels, sizeof *pixels * (SIDE + GAP), SIDE,
				 SIDE, NULL, &err),
		GW_ENOMEM);
	assert_non_null(strstr(err.text, "200 by 200"));
	assert_int_equal(file.len, 6);
	assert_int_equal(gw_png_encode_rgba(&file, pixels, 4, 0, SIDE, NULL, &err), GW_EINVAL);
	gw_buf_finish(&file);
	free(pixels);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_opaque_picture_is_rgb),
		cmocka_unit_test(a_picture_one_can_see_through_is_rgba),
		cmocka_unit_test(few_colours_become_a_palette),
		cmocka_unit_test(a_sheet_tells_what_it_shows),
		cmocka_unit_test(a_full_buffer_keeps_what_it_had),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
