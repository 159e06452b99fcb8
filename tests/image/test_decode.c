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

static int make_file(void **state)
{
	static const uint8_t indices[] = {0, 1, 2, 2, 1, 0, 1, 1, 1, 0, 0, 2};
	static const gw_rgba palette[] = {0xff112233, 0x80445566, 0};
	struct gw_buf *file = malloc(sizeof *file);
	struct gw_png_writer *writer;

	assert_non_null(file);
	gw_buf_init(file, 4096);
	assert_int_equal(gw_png_writer_create(&writer, NULL), GW_OK);
	assert_int_equal(
		gw_png_encode_palette(file, indices, 4, 4, 3, palette, 3, NULL, writer, NULL),
		GW_OK);
	gw_png_writer_destroy(writer);
	*state = file;
	return 0;
}

static int free_file(void **state)
{
	gw_buf_finish(*state);
	free(*state);
	return 0;
}

static void a_picture_is_read_as_it_was(void **state)
{
	const struct gw_buf *file = *state;
	struct gw_picture_rgba picture;

	assert_int_equal(gw_png_decode(file->data, file->len, 12, &picture, NULL), GW_OK);
	assert_int_equal(picture.width, 4);
	assert_int_equal(picture.height, 3);
	assert_int_equal(picture.pixels[0], 0xff112233);
	assert_int_equal(picture.pixels[1], 0x80445566);
	assert_int_equal(picture.pixels[11], 0);
	gw_picture_rgba_finish(&picture);
	gw_picture_rgba_finish(&picture);
}

static void expect_refused(const void *data, size_t len, size_t max_pixels, const char *reason)
{
	struct gw_picture_rgba picture;
	struct gw_error err = {0};

	if (gw_png_decode(data, len, max_pixels, &picture, &err) != GW_EINVAL)
		fail_msg("read, though \"%s\"", reason);
	if (strncmp(err.text, "PNG: ", 5) || !strstr(err.text, reason))
		fail_msg("\"%s\" does not say \"%s\"", err.text, reason);
	assert_null(picture.pixels);
}

static void a_picture_larger_than_allowed_is_refused(void **state)
{
	const struct gw_buf *file = *state;
	unsigned char vast[33] = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR";

	expect_refused(file->data, file->len, 11, "4 by 3 pixels");
	/* one row of 16385 pixels, 8 bits of grey; its checksum made by python3's zlib */
	memcpy(vast + 16, "\0\0\x40\x01\0\0\0\x01\x08\0\0\0\0\xec\x36\x82\xba", 17);
	expect_refused(vast, sizeof vast, SIZE_MAX, "");
}

static void what_is_no_picture_is_refused(void **state)
{
	expect_refused("", 0, 100, "");
	expect_refused("GIF89a, not what was asked for", 30, 100, "PNG");
	expect_refused("\x89PNG\r\n\x1a\n", 8, 100, "");
}

/* A file cut short is refused unless all rows are there; no piece of it may be a crash. */
static void a_file_cut_short_is_refused(void **state)
{
	const struct gw_buf *file = *state;
	size_t len, rows = file->len - 12 /* IEND */ - 8 /* checksums of rows and chunk */;

	for (len = 0; len < rows; len++) {
		unsigned char *part = malloc(len + 1); /* just as long, for the sanitizer to see */

		assert_non_null(part);
		memcpy(part, file->data, len);
		expect_refused(part, len, 100, "");
		free(part);
	}
}

static void a_changed_byte_never_harms(void **state)
{
	const struct gw_buf *file = *state;
	unsigned char *copy = malloc(file->len);
	struct gw_picture_rgba picture;
	unsigned bit;
	size_t i;

	assert_non_null(copy);
	memcpy(copy, file->data, file->len);
	for (i = 0; i < file->len; i++) {
		for (bit = 0; bit < 8; bit++) {
			copy[i] ^= 1u << bit;
			if (!gw_png_decode(copy, file->len, 100, &picture, NULL))
				assert_int_equal(picture.width * picture.height, 12);
			gw_picture_rgba_finish(&picture);
			copy[i] ^= 1u << bit;
		}
	}
	free(copy);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_picture_is_read_as_it_was, make_file, free_file),
		cmocka_unit_test_setup_teardown(
			a_picture_larger_than_allowed_is_refused, make_file, free_file),
		cmocka_unit_test(what_is_no_picture_is_refused),
		cmocka_unit_test_setup_teardown(a_file_cut_short_is_refused, make_file, free_file),
		cmocka_unit_test_setup_teardown(a_changed_byte_never_harms, make_file, free_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
