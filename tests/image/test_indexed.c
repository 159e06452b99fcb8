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

#define STRIDE	700
#define HEIGHT	2100
#define PADDING 0xee /* between the rows' ends and the stride: never to be read as a colour */

/* A picture of palette colours, and the file it becomes. */
struct fixture {
	uint8_t indices[HEIGHT * STRIDE];
	gw_rgba palette[256];
	struct gw_png_writer *writer;
	struct gw_buf file;
};

static int make_fixture(void **state)
{
	struct fixture *f = calloc(1, sizeof *f);
	unsigned i;

	assert_non_null(f);
	for (i = 0; i < 256; i++)
		f->palette[i] = gw_rgba_pack(i, 255 - i, i * 7 % 256, i % 3 ? 255 : i);
	memset(f->indices, PADDING, sizeof f->indices);
	gw_buf_init(&f->file, 4 << 20);
	assert_int_equal(gw_png_writer_create(&f->writer, NULL), GW_OK);
	*state = f;
	return 0;
}

static int free_fixture(void **state)
{
	struct fixture *f = *state;

	gw_png_writer_destroy(f->writer);
	gw_buf_finish(&f->file);
	free(f);
	return 0;
}

static enum gw_status encode(struct fixture *f, unsigned width, unsigned height,
	unsigned num_colours, const struct gw_png_info *info, struct gw_error *err)
{
	return gw_png_encode_palette(&f->file, f->indices, STRIDE, width, height, f->palette,
		num_colours, info, f->writer, err);
}

/* The file shows the picture, to the strict reader and to libpng. */
static void expect_same_pixels(struct fixture *f, unsigned width, unsigned height)
{
	struct gw_picture_rgba libpngs;
	struct read_png png;
	unsigned x, y;

	gw_buf_clear(&f->file);
	assert_int_equal(encode(f, width, height, 256, NULL, NULL), GW_OK);
	read_png(&png, &f->file);
	assert_int_equal(png.type, 3);
	assert_int_equal(png.width, width);
	assert_int_equal(png.height, height);
	assert_int_equal(
		gw_png_decode(f->file.data, f->file.len, HEIGHT * STRIDE, &libpngs, NULL), GW_OK);
	for (y = 0; y < height; y++) {
		for (x = 0; x < width; x++) {
			gw_rgba wanted = f->palette[f->indices[y * STRIDE + x]];

			if (read_pixel(&png, x, y) != wanted ||
				libpngs.pixels[y * width + x] != wanted)
				fail_msg("%u by %u: pixel %u, %u is %08x, by libpng %08x, not %08x",
					width, height, x, y, read_pixel(&png, x, y),
					libpngs.pixels[y * width + x], wanted);
		}
	}
	gw_picture_rgba_finish(&libpngs);
	read_png_finish(&png);
}

static void expect_shape(struct fixture *f, unsigned depth, unsigned num_colours)
{
	struct read_png png;

	read_png(&png, &f->file);
	assert_int_equal(png.depth, depth);
	assert_int_equal(png.num_colours, num_colours);
	read_png_finish(&png);
}

/* Patches of n colours, spread over the palette, each of which occurs in a wide enough picture. */
static void draw_patches(struct fixture *f, unsigned width, unsigned height, unsigned n)
{
	unsigned x, y, seed = n;

	for (y = 0; y < height; y++) {
		for (x = 0; x < width; x++) {
			unsigned i =
				y ? (x / 11 + y / 7 + next_random(&seed) % 20 / 19) % n : x % n;

			f->indices[y * STRIDE + x] = (uint8_t)(255 - i);
		}
	}
}

static void each_number_of_colours_takes_as_few_bits_as_hold_it(void **state)
{
	static const struct {
		unsigned colours, depth;
	} cases[] = {{1, 1}, {2, 1}, {3, 2}, {4, 2}, {5, 4}, {16, 4}, {17, 8}, {255, 8}, {256, 8}};
	struct fixture *f = *state;
	size_t i;

	for (i = 0; i < sizeof cases / sizeof *cases; i++) {
		draw_patches(f, 300, 40, cases[i].colours);
		expect_same_pixels(f, 300, 40);
		expect_shape(f, cases[i].depth, cases[i].colours);
	}
}

static void every_width_comes_back_in_every_depth(void **state)
{
	static const unsigned colours[] = {1, 2, 4, 16, 256};
	struct fixture *f = *state;
	unsigned width, height;
	size_t i;

	for (i = 0; i < sizeof colours / sizeof *colours; i++) {
		for (width = 1; width <= 41; width++) {
			for (height = 1; height <= 3; height++) {
				draw_patches(f, width, height, colours[i]);
				expect_same_pixels(f, width, height);
			}
		}
	}
}

static void rows_of_many_strips_come_back(void **state)
{
	struct fixture *f = *state;

	draw_patches(f, 699, HEIGHT, 90);
	expect_same_pixels(f, 699, HEIGHT);
	draw_patches(f, 511, HEIGHT, 90); /* 2048 rows fill a strip to its last byte */
	expect_same_pixels(f, 511, HEIGHT);
}

static void a_tile_of_one_colour_is_tiny(void **state)
{
	struct fixture *f = *state;

	memset(f->indices, 200, sizeof f->indices);
	expect_same_pixels(f, 256, 256);
	expect_shape(f, 1, 1);
	assert_in_range(f->file.len, 1, 120);
}

static void translucent_colours_come_first(void **state)
{
	struct fixture *f = *state;
	struct read_png png;

	draw_patches(f, 256, 9, 60);
	expect_same_pixels(f, 256, 9);
	read_png(&png, &f->file);
	assert_int_equal(png.num_alphas, 19); /* every third from 196 to 255, but the opaque 255 */
	read_png_finish(&png);
	memset(f->indices, 100, sizeof f->indices);
	expect_same_pixels(f, 20, 20);
	read_png(&png, &f->file);
	assert_int_equal(png.num_alphas, 0);
	read_png_finish(&png);
}

static void a_row_may_begin_with_any_colour(void **state)
{
	struct fixture *f = *state;

	f->palette[0] = 0xff808080; /* index 0 comes behind the translucent 99 */
	memset(f->indices, 0, sizeof f->indices);
	f->indices[15] = 99;
	expect_same_pixels(f, 16, 2);
}

static void expect_chunk(
	struct fixture *f, const char *type, unsigned n, const char *wanted, size_t wanted_len)
{
	size_t len;
	const unsigned char *found = find_chunk(&f->file, type, n, &len);

	if (!found || len != wanted_len || memcmp(found, wanted, len))
		fail_msg("chunk %s, number %u: %.*s", type, n, found ? (int)len : 4,
			found ? (const char *)found : "none");
}

#define EXPECT_CHUNK(f, type, n, wanted) expect_chunk(f, type, n, wanted, sizeof(wanted) - 1)

static void a_picture_tells_what_it_shows(void **state)
{
	const struct gw_png_info info = {.dpi = 300,
		.title = "安全地图",
		.period = "2026-10",
		.version = "grid 7",
		.srgb = true};
	struct fixture *f = *state;
	struct read_png png;

	draw_patches(f, 20, 20, 9);
	assert_int_equal(encode(f, 20, 20, 256, &info, NULL), GW_OK);
	read_png(&png, &f->file);
	read_png_finish(&png);
	EXPECT_CHUNK(f, "sRGB", 0, "\0");
	EXPECT_CHUNK(f, "pHYs", 0, "\0\0\x2e\x23\0\0\x2e\x23\x01"); /* 11811 a metre */
	EXPECT_CHUNK(f, "iTXt", 0, "Title\0\0\0\0\0安全地图");
	EXPECT_CHUNK(f, "tEXt", 0, "Description\0002026-10");
	EXPECT_CHUNK(f, "tEXt", 1, "Source\0grid 7");
}

static void expect_refused(struct fixture *f, unsigned width, unsigned height, unsigned num_colours,
	const struct gw_png_info *info, const char *reason)
{
	struct gw_error err = {0};

	gw_buf_clear(&f->file);
	gw_buf_puts(&f->file, "before");
	assert_int_equal(encode(f, width, height, num_colours, info, &err), GW_EINVAL);
	if (!strstr(err.text, reason))
		fail_msg("\"%s\" does not say \"%s\"", err.text, reason);
	assert_string_equal(gw_buf_cstr(&f->file), "before");
}

static void what_cannot_be_a_picture_is_refused(void **state)
{
	const struct gw_png_info bad_text = {.title = "\xff"}, bad_dpi = {.dpi = 100001};
	struct fixture *f = *state;

	draw_patches(f, 30, 3, 30);
	expect_refused(f, 0, 3, 256, NULL, "0 by 3 pixels");
	expect_refused(f, 30, 0, 256, NULL, "30 by 0 pixels");
	expect_refused(f, GW_PNG_SIDE_MAX + 1, 1, 256, NULL, "16385 by 1 pixels");
	expect_refused(f, 30, 3, 255, NULL, "colour 255 of a palette of 255");
	expect_refused(f, 30, 3, 0, NULL, "of a palette of 0");
	expect_refused(f, 30, 3, 256, &bad_text, "title");
	expect_refused(f, 30, 3, 256, &bad_dpi, "100001 dots");
}

static void a_full_buffer_keeps_what_it_had(void **state)
{
	struct fixture *f = *state;
	struct gw_error err;
	struct gw_buf small;

	draw_patches(f, 256, 256, 200);
	gw_buf_init(&small, 300);
	gw_buf_puts(&small, "before");
	assert_int_equal(gw_png_encode_palette(&small, f->indices, STRIDE, 256, 256, f->palette,
				 256, NULL, f->writer, &err),
		GW_ENOMEM);
	assert_non_null(strstr(err.text, "256 by 256"));
	assert_int_equal(small.len, 6);
	assert_memory_equal(small.data, "before", 6);
	gw_buf_finish(&small);
	expect_same_pixels(f, 256, 256); /* and the writer serves on */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(each_number_of_colours_takes_as_few_bits_as_hold_it,
			make_fixture, free_fixture),
		cmocka_unit_test_setup_teardown(
			every_width_comes_back_in_every_depth, make_fixture, free_fixture),
		cmocka_unit_test_setup_teardown(
			rows_of_many_strips_come_back, make_fixture, free_fixture),
		cmocka_unit_test_setup_teardown(
			a_tile_of_one_colour_is_tiny, make_fixture, free_fixture),
		cmocka_unit_test_setup_teardown(
			translucent_colours_come_first, make_fixture, free_fixture),
		cmocka_unit_test_setup_teardown(
			a_row_may_begin_with_any_colour, make_fixture, free_fixture),
		cmocka_unit_test_setup_teardown(
			a_picture_tells_what_it_shows, make_fixture, free_fixture),
		cmocka_unit_test_setup_teardown(
			what_cannot_be_a_picture_is_refused, make_fixture, free_fixture),
		cmocka_unit_test_setup_teardown(
			a_full_buffer_keeps_what_it_had, make_fixture, free_fixture),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
