/* SPDX-License-Identifier: Apache-2.0 */
#include "base/buf.h"
#include "fixture.h"
#include "service/sheet.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define PNG_MAX ((size_t)1 << 24)

static const struct gw_sheet_size size = {800, 600, 0};

static void draw(const struct gw_map *map, const char *title, const char *lang, struct gw_buf *png)
{
	struct gw_error err;

	gw_buf_init(png, PNG_MAX);
	expect_ok(gw_map_sheet(map, title, lang, size, png, &err), err);
	assert_true(png->len > 1000);
	assert_memory_equal(png->data, "\x89PNG", 4);
}

static bool same(const struct gw_buf *a, const struct gw_buf *b)
{
	return a->len == b->len && !memcmp(a->data, b->data, a->len);
}

static void a_sheet_is_the_same_each_time_and_another_in_another_language(void **state)
{
	struct city *city = *state;
	const struct gw_map_query query = {.month = 202610};
	struct gw_buf en, again, zh, titled;
	const struct gw_map *map;
	struct gw_atlas *atlas;
	struct gw_error err;

	city_reports_in(city->store, &city->governance, "NE", "2026-10-01", 5);
	expect_ok(gw_atlas_open(&atlas, city->path, &err), err);
	expect_ok(gw_atlas_map(atlas, &query, &map, &err), err);
	draw(map, NULL, "en", &en);
	draw(map, NULL, "en", &again);
	draw(map, NULL, "zh", &zh);
	draw(map, "100 % of it, %s", "en", &titled);
	assert_true(same(&en, &again));
	assert_false(same(&en, &zh));
	assert_false(same(&en, &titled));
	gw_buf_finish(&en);
	gw_buf_finish(&again);
	gw_buf_finish(&zh);
	gw_buf_finish(&titled);
	gw_atlas_release(atlas, map);
	gw_atlas_close(atlas);
}

static void a_language_that_it_does_not_speak_is_refused(void **state)
{
	struct city *city = *state;
	const struct gw_map_query query = {.month = 202610, .theme = GW_THEME_GRADE};
	const struct gw_map *map;
	struct gw_atlas *atlas;
	struct gw_error err;
	struct gw_buf png;

	expect_ok(gw_atlas_open(&atlas, city->path, &err), err);
	expect_ok(gw_atlas_map(atlas, &query, &map, &err), err);
	gw_buf_init(&png, PNG_MAX);
	assert_int_equal(gw_map_sheet(map, NULL, "de", size, &png, &err), GW_EINVAL);
	expect_text(&err, "\"de\" is neither zh nor en");
	assert_int_equal(png.len, 0);
	assert_int_equal(
		gw_map_sheet(map, NULL, "en", (struct gw_sheet_size){10, 10, 0}, &png, &err),
		GW_EINVAL);
	gw_buf_finish(&png);
	gw_atlas_release(atlas, map);
	gw_atlas_close(atlas);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_a_city(a_sheet_is_the_same_each_time_and_another_in_another_language),
		in_a_city(a_language_that_it_does_not_speak_is_refused),
	};

	return cmocka_run_group_tests_name("service/sheet", tests, NULL, NULL);
}
