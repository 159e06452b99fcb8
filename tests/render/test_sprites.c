/* SPDX-License-Identifier: Apache-2.0 */
#include "pixels.h"
#include "render/icons.h"
#include "render/sprites.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SQUARE                                                                                     \
	"<svg xmlns='http://www.w3.org/2000/svg' width='%s' height='8'>"                           \
	"<path d='M0 0h4v8h-4z' fill='#ff0000'/></svg>"

static struct gw_sprites *open_shipped(void)
{
	struct gw_sprites *sprites = NULL;
	struct gw_error err = {0};

	if (gw_sprites_open(&sprites, SPRITES, &err))
		fail_msg("%s", err.text);
	return sprites;
}

/* A new folder with the files' names and contents, by turns, up to NULL; opens it. */
static enum gw_status open_made(
	struct gw_sprites **out, struct gw_error *err, const char *const *files)
{
	char folder[] = "/tmp/gridward-test-XXXXXX", path[96];
	enum gw_status st;
	size_t i;
	FILE *f;

	assert_non_null(mkdtemp(folder));
	for (i = 0; files[i]; i += 2) {
		snprintf(path, sizeof path, "%s/%s", folder, files[i]);
		f = fopen(path, "w");
		assert_non_null(f);
		fputs(files[i + 1], f);
		fclose(f);
	}
	st = gw_sprites_open(out, folder, err);
	for (i = 0; files[i]; i += 2) {
		snprintf(path, sizeof path, "%s/%s", folder, files[i]);
		unlink(path);
	}
	rmdir(folder);
	return st;
}

static void expect_refused(const char *name, const char *contents, const char *words)
{
	const char *const files[] = {name, contents, NULL};
	struct gw_sprites *sprites = NULL;
	struct gw_error err = {0};

	assert_int_equal(open_made(&sprites, &err, files), GW_EINVAL);
	if (!strstr(err.text, name) || !strstr(err.text, words))
		fail_msg("\"%s\" does not tell of %s: %s", err.text, name, words);
	assert_null(sprites);
}

static void sprites_are_found_by_the_names_of_their_files(void **state)
{
	static const char *const names[] = {"arrow-down", "arrow-up", "camera", "checkpoint",
		"dots", "hatch-cross", "hatch-dark", "hatch-falling", "hatch-grey", "hatch-light",
		"police", "report"};
	struct gw_sprites *sprites = open_shipped();
	size_t i;

	for (i = 0; i < sizeof names / sizeof *names; i++) {
		uint32_t number = gw_sprites_find(sprites, names[i]);

		assert_int_not_equal(number, GW_NO_SPRITE);
		assert_string_equal(gw_sprites_name(sprites, number), names[i]);
	}
	assert_int_equal(gw_sprites_count(sprites), i);
	assert_int_equal(gw_sprites_find(sprites, "hatch"), GW_NO_SPRITE);
	assert_int_equal(gw_sprites_find(NULL, "hatch-dark"), GW_NO_SPRITE);
	gw_sprites_destroy(sprites);
}

/* A hatch is the same a pixel on along its lines, also over the edge of a repeat. */
static void expect_runs_along(const struct gw_sprites *sprites, const char *name, unsigned up)
{
	uint32_t number = gw_sprites_find(sprites, name);
	unsigned scale, x, y;

	for (scale = 1; scale <= 2; scale++) {
		struct gw_bitmap b = gw_sprites_bitmap(sprites, number, scale);
		bool empty = true;

		assert_int_equal(b.width, 32 * scale);
		assert_int_equal(b.height, 32 * scale);
		for (y = 0; y < b.height; y++)
			for (x = 0; x < b.width; x++) {
				unsigned x1 = (x + 1) % b.width;
				unsigned y1 = (y + (up ? b.height - 1 : 1)) % b.height;

				empty &= !b.pixels[y * b.width + x];
				assert_true(pixel_difference(b.pixels[y * b.width + x],
						    b.pixels[y1 * b.width + x1]) <= 2);
			}
		assert_false(empty);
	}
}

static void hatches_repeat_without_a_seam(void **state)
{
	struct gw_sprites *sprites = open_shipped();

	expect_runs_along(sprites, "hatch-light", true);
	expect_runs_along(sprites, "hatch-dark", true);
	expect_runs_along(sprites, "hatch-grey", true);
	expect_runs_along(sprites, "hatch-falling", false);
	gw_sprites_destroy(sprites);
}

static void a_bitmap_is_premultiplied_and_twice_as_large_at_scale_2(void **state)
{
	const char *const files[] = {"half.svg",
		"<svg xmlns='http://www.w3.org/2000/svg' width='16' height='8'>"
		"<path d='M0 0h8v8H0z' fill='#ff0000' fill-opacity='.5'/></svg>",
		"notes.txt", "no sprite", NULL};
	struct gw_sprites *sprites = NULL;
	struct gw_error err = {0};
	struct gw_bitmap b;

	if (open_made(&sprites, &err, files))
		fail_msg("%s", err.text);
	assert_int_equal(gw_sprites_count(sprites), 1);
	b = gw_sprites_bitmap(sprites, 0, 1);
	assert_int_equal(b.width, 16);
	assert_int_equal(b.height, 8);
	assert_true(
		(b.pixels[3] >> 24) - 127 <= 1 && (b.pixels[3] >> 16 & 255) == b.pixels[3] >> 24);
	assert_int_equal(b.pixels[8], 0);
	b = gw_sprites_bitmap(sprites, 0, 2);
	assert_int_equal(b.width, 32);
	assert_int_equal(b.height, 16);
	assert_int_not_equal(b.pixels[15 * 32 + 15], 0);
	assert_int_equal(b.pixels[15 * 32 + 16], 0);
	gw_sprites_destroy(sprites);
}

static void a_malformed_sprite_is_refused_by_its_name(void **state)
{
	static char large[GW_SPRITE_FILE_MAX + 2];
	char svg[256];

	memset(large, ' ', sizeof large - 1);
	expect_refused("broken.svg", "<svg", "not an SVG");
	expect_refused("empty.svg", "", "not an SVG");
	expect_refused("broken.png", "PNG", "PNG");
	expect_refused("large.svg", large, "bytes");
	snprintf(svg, sizeof svg, SQUARE, "513");
	expect_refused("wide.svg", svg, "512");
	snprintf(svg, sizeof svg, SQUARE, "0");
	expect_refused("flat.svg", svg, "pixels");
	snprintf(svg, sizeof svg, SQUARE, "8.5");
	expect_refused("half.svg", svg, "whole pixels");
	snprintf(svg, sizeof svg, SQUARE, "50%");
	expect_refused("share.svg", svg, "pixels");
}

/* A pipe would be waited for. */
static void what_is_no_file_is_refused(void **state)
{
	char folder[] = "/tmp/gridward-test-XXXXXX", path[96];
	struct gw_sprites *sprites = NULL;
	struct gw_error err = {0};

	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof path, "%s/pipe.svg", folder);
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_int_equal(gw_sprites_open(&sprites, folder, &err), GW_EINVAL);
	assert_string_equal(strstr(err.text, "pipe.svg"), "pipe.svg: not a file");
	unlink(path);
	rmdir(folder);
}

static void icons_of_too_many_sizes_are_refused(void **state)
{
	struct gw_sprites *sprites = open_shipped();
	struct gw_icons icons = {0};
	struct gw_error err = {0};
	enum gw_status st = GW_OK;
	size_t number, i;

	for (i = 0; i < GW_ICONS_MAX && !st; i++)
		st = gw_icons_get(&icons, sprites, 0, 1e-6 * (double)(i + 1), &number, &err);
	assert_int_equal(st, GW_OK);
	assert_int_equal(gw_icons_get(&icons, sprites, 0, 1e-6, &number, &err), GW_OK);
	assert_int_equal(gw_icons_get(&icons, sprites, 0, 0.5, &number, &err), GW_EINVAL);
	assert_non_null(strstr(err.text, "icons"));
	gw_icons_finish(&icons);
	for (i = 0; !st; i++)
		st = gw_icons_get(&icons, sprites, 0, 1000 + (double)i, &number, &err);
	assert_int_equal(st, GW_EINVAL);
	assert_int_equal(i - 1, GW_ICONS_PIXELS_MAX / GW_ICON_SIDE_MAX / GW_ICON_SIDE_MAX);
	gw_icons_finish(&icons);
	gw_sprites_destroy(sprites);
}

static void a_missing_folder_is_not_found(void **state)
{
	struct gw_sprites *sprites = NULL;
	struct gw_error err = {0};

	assert_int_equal(gw_sprites_open(&sprites, "/nonexistent/sprites", &err), GW_ENOTFOUND);
	assert_non_null(strstr(err.text, "/nonexistent/sprites"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sprites_are_found_by_the_names_of_their_files),
		cmocka_unit_test(hatches_repeat_without_a_seam),
		cmocka_unit_test(a_bitmap_is_premultiplied_and_twice_as_large_at_scale_2),
		cmocka_unit_test(a_malformed_sprite_is_refused_by_its_name),
		cmocka_unit_test(what_is_no_file_is_refused),
		cmocka_unit_test(icons_of_too_many_sizes_are_refused),
		cmocka_unit_test(a_missing_folder_is_not_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
