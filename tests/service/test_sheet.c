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

static const struct gw_sheet_options options = {.format = GW_SHEET_PNG,
	.size = {.width_mm = 210, .height_mm = 148, .dpi = 100}};

static void draw(const struct gw_map *map, const char *title, const char *lang, struct gw_buf *png)
{
	struct gw_error err;

	gw_buf_init(png, PNG_MAX);
	expect_ok(gw_map_sheet(map, title, lang, &options, NULL, png, &err), err);
	assert_true(png->len > 1000);
	assert_memory_equal(png->data, "\x89PNG", 4);
}

static bool same(const struct gw_buf *a, const struct gw_buf *b)
{
	return a->len == b->len && !memcmp(a->data, b->data, a->len);
}

/* A map of the city that a test works with. */
struct shown {
	struct gw_atlas *atlas;
	const struct gw_map *map;
};

static void shown_init(struct shown *s, const struct city *city, const char *kind)
{
	struct gw_map_query query = {.month = 202610};
	struct gw_error err;

	expect_ok(gw_map_kind_find(kind, &query.kind, &err), err);
	expect_ok(gw_atlas_open(&s->atlas, city->path, STYLES, &err), err);
	expect_ok(gw_atlas_map(s->atlas, &query, &s->map, &err), err);
}

static void shown_finish(struct shown *s)
{
	gw_atlas_release(s->atlas, s->map);
	gw_atlas_close(s->atlas);
}

static void a_sheet_is_the_same_each_time_and_another_in_another_language(void **state)
{
	struct city *city = *state;
	struct gw_buf en, again, zh, titled;
	struct shown s;

	city_reports_in(city->store, &city->governance, "NE", "2026-10-01", 5);
	shown_init(&s, city, "counts");
	draw(s.map, NULL, "en", &en);
	draw(s.map, NULL, "en", &again);
	draw(s.map, NULL, "zh", &zh);
	draw(s.map, "100 % of it, %s", "en", &titled);
	assert_true(same(&en, &again));
	assert_false(same(&en, &zh));
	assert_false(same(&en, &titled));
	gw_buf_finish(&en);
	gw_buf_finish(&again);
	gw_buf_finish(&zh);
	gw_buf_finish(&titled);
	shown_finish(&s);
}

static void a_language_that_it_does_not_speak_is_refused(void **state)
{
	const struct gw_sheet_options none = {.format = GW_SHEET_PNG};
	struct gw_error err;
	struct gw_buf png;
	struct shown s;

	shown_init(&s, *state, "safety");
	gw_buf_init(&png, PNG_MAX);
	assert_int_equal(gw_map_sheet(s.map, NULL, "de", &options, NULL, &png, &err), GW_EINVAL);
	expect_text(&err, "\"de\" is none of zh, en and both");
	assert_int_equal(png.len, 0);
	assert_int_equal(gw_map_sheet(s.map, NULL, "en", &none, NULL, &png, &err), GW_EINVAL);
	gw_buf_finish(&png);
	shown_finish(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_a_city(a_sheet_is_the_same_each_time_and_another_in_another_language),
		in_a_city(a_language_that_it_does_not_speak_is_refused),
	};

	return cmocka_run_group_tests_name("service/sheet", tests, NULL, NULL);
}
