/* SPDX-License-Identifier: Apache-2.0 */
#include "geo/tilekey.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void expect_key(const char *text, uint32_t z, uint32_t x, uint32_t y)
{
	struct gw_tilekey key = {99, 99, 99};

	if (!gw_tilekey_parse_path(text, &key))
		fail_msg("\"%s\" was refused", text);
	if (key.z != z || key.x != x || key.y != y)
		fail_msg("\"%s\" gave %u/%u/%u", text, key.z, key.x, key.y);
}

static void expect_no_key(const char *text)
{
	struct gw_tilekey key = {99, 99, 99};

	if (gw_tilekey_parse_path(text, &key))
		fail_msg("\"%s\" was taken for %u/%u/%u", text, key.z, key.x, key.y);
	if (key.z != 99 || key.x != 99 || key.y != 99)
		fail_msg("\"%s\" was refused but *out was written", text);
}

static void a_path_of_three_numbers_is_a_key(void **state)
{
	expect_key("0/0/0", 0, 0, 0);
	expect_key("1/1/0", 1, 1, 0);
	expect_key("14/13692/6154", 14, 13692, 6154);
	expect_key("22/4194303/4194303", 22, 4194303, 4194303);
}

static void keys_outside_the_zoom_range_or_the_square_are_refused(void **state)
{
	expect_no_key("0/1/0");
	expect_no_key("0/0/1");
	expect_no_key("1/2/0");
	expect_no_key("14/16384/0");
	expect_no_key("14/0/16384");
	expect_no_key("22/4194304/0");
	expect_no_key("23/0/0");
	expect_no_key("32/0/0");
	expect_no_key("64/0/0");
	expect_no_key("4294967296/0/0");
	expect_no_key("14/4294967296/0");
	expect_no_key("14/18446744073709551616/0");
	expect_no_key("14/99999999999999999999999999999999/0");
}

static void anything_but_plain_digits_is_refused(void **state)
{
	static const char *const texts[] = {"", "/", "//", "1/1", "1/1/", "/1/1", "1//1", "1/1/1/",
		"1/1/1/1", "-1/0/0", "1/-0/0", "1/+1/0", "+1/0/0", " 1/0/0", "1/0/0 ", "1/ 0/0",
		"1/0/0\n", "1/0/0.png", "1/0/0@2x", "1/0/0.0", "0x1/0/0", "1/0/1e0", "01/0/0",
		"1/00/0", "1/0/01", "a/b/c", "1/0/\xef\xbc\x91", "1\\0\\0", "1/%30/0", "1,0,0"};
	size_t i;

	for (i = 0; i < sizeof texts / sizeof *texts; i++)
		expect_no_key(texts[i]);
}

static void three_texts_are_read_by_the_same_rules(void **state)
{
	struct gw_tilekey key = {99, 99, 99};

	assert_true(gw_tilekey_parse("14", "13692", "6154", &key));
	assert_int_equal(key.z, 14);
	assert_int_equal(key.x, 13692);
	assert_int_equal(key.y, 6154);
	key = (struct gw_tilekey){99, 99, 99};
	assert_false(gw_tilekey_parse("14", "13692", "6154.png", &key));
	assert_false(gw_tilekey_parse("14", "", "0", &key));
	assert_false(gw_tilekey_parse("14/0", "0", "0", &key));
	assert_false(gw_tilekey_parse("23", "0", "0", &key));
	assert_false(gw_tilekey_parse("1", "2", "0", &key));
	assert_int_equal(key.z, 99);
}

static void every_valid_key_up_to_zoom_6_is_read_as_it_was_written(void **state)
{
	uint32_t z, x, y;
	char text[32];

	for (z = 0; z <= 6; z++)
		for (x = 0; x < 1u << z; x++)
			for (y = 0; y < 1u << z; y++) {
				snprintf(text, sizeof text, "%u/%u/%u", z, x, y);
				expect_key(text, z, x, y);
			}
}

static void expect_bbox(const char *text, double west, double south, double east, double north)
{
	struct gw_tilekey key;
	struct gw_bbox box;

	assert_true(gw_tilekey_parse_path(text, &key));
	box = gw_tilekey_bbox(key);
	if (box.min.lon != llround(west * 1e7) || box.min.lat != llround(south * 1e7) ||
		box.max.lon != llround(east * 1e7) || box.max.lat != llround(north * 1e7))
		fail_msg("%s is %d %d %d %d", text, box.min.lon, box.min.lat, box.max.lon,
			box.max.lat);
}

/* By the slippy map's tile2lat in Python: degrees(atan(sinh(pi * (1 - 2 * y / 2**z)))). */
static void boxes_are_those_of_the_slippy_map(void **state)
{
	expect_bbox("0/0/0", -180, -85.0511287798, 180, 85.0511287798);
	expect_bbox("1/1/0", 0, 0, 180, 85.0511287798);
	expect_bbox("2/0/3", -180, -85.0511287798, -90, -66.5132604431);
	expect_bbox("14/13692/6154", 120.8496093750, 40.7971774152, 120.8715820312, 40.8138092306);
	expect_bbox("22/2151393/1549876", 4.6555423737, 42.4525312928, 4.6556282043, 42.4525946218);
}

static void neighbours_share_their_edge_at_every_zoom(void **state)
{
	uint64_t random = 7;
	uint32_t z;
	int i;

	for (z = 1; z <= GW_TILE_ZOOM_MAX; z++)
		for (i = 0; i < 2000; i++) {
			struct gw_tilekey key = {z}, east, south;

			random = random * 6364136223846793005 + 1442695040888963407;
			key.x = (uint32_t)(random >> 40) % ((1u << z) - 1);
			key.y = (uint32_t)(random >> 16) % ((1u << z) - 1);
			east = south = key;
			east.x++;
			south.y++;
			assert_int_equal(
				gw_tilekey_bbox(key).max.lon, gw_tilekey_bbox(east).min.lon);
			assert_int_equal(
				gw_tilekey_bbox(key).min.lat, gw_tilekey_bbox(south).max.lat);
			assert_true(gw_tilekey_world_box(key).max.x ==
				gw_tilekey_world_box(east).min.x);
			assert_true(gw_tilekey_world_box(key).max.y ==
				gw_tilekey_world_box(south).min.y);
		}
}

static void a_key_is_valid_exactly_within_its_zoom(void **state)
{
	assert_true(gw_tilekey_is_valid((struct gw_tilekey){22, 4194303, 0}));
	assert_false(gw_tilekey_is_valid((struct gw_tilekey){22, 4194304, 0}));
	assert_false(gw_tilekey_is_valid((struct gw_tilekey){23, 0, 0}));
	assert_false(gw_tilekey_is_valid((struct gw_tilekey){UINT32_MAX, 0, 0}));
	assert_false(gw_tilekey_is_valid((struct gw_tilekey){5, UINT32_MAX, 0}));
	assert_false(gw_tilekey_is_valid((struct gw_tilekey){5, 0, 32}));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_path_of_three_numbers_is_a_key),
		cmocka_unit_test(keys_outside_the_zoom_range_or_the_square_are_refused),
		cmocka_unit_test(anything_but_plain_digits_is_refused),
		cmocka_unit_test(three_texts_are_read_by_the_same_rules),
		cmocka_unit_test(every_valid_key_up_to_zoom_6_is_read_as_it_was_written),
		cmocka_unit_test(boxes_are_those_of_the_slippy_map),
		cmocka_unit_test(neighbours_share_their_edge_at_every_zoom),
		cmocka_unit_test(a_key_is_valid_exactly_within_its_zoom),
	};

	return cmocka_run_group_tests_name("geo/tilekey", tests, NULL, NULL);
}
