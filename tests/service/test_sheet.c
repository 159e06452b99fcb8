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

static void draw(const struct gw_map *map, struct gw_sheet_request request, struct gw_buf *png)
{
	struct gw_error err;

	if (!request.lang)
		request.lang = "en";
	gw_buf_init(png, PNG_MAX);
	expect_ok(gw_map_sheet(map, &request, &options, NULL, png, &err), err);
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
	expect_ok(gw_atlas_map(s->atlas, &query, GW_WAIT, &s->map, &err), err);
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
	draw(s.map, (struct gw_sheet_request){0}, &en);
	draw(s.map, (struct gw_sheet_request){0}, &again);
	draw(s.map, (struct gw_sheet_request){.lang = "zh"}, &zh);
	draw(s.map, (struct gw_sheet_request){.title = "100 % of it, %s"}, &titled);
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
	const struct gw_sheet_request de = {.lang = "de"}, en = {.lang = "en"};
	struct gw_error err;
	struct gw_buf png;
	struct shown s;

	shown_init(&s, *state, "safety");
	gw_buf_init(&png, PNG_MAX);
	assert_int_equal(gw_map_sheet(s.map, &de, &options, NULL, &png, &err), GW_EINVAL);
	expect_text(&err, "\"de\" is none of zh, en and both");
	assert_int_equal(png.len, 0);
	assert_int_equal(gw_map_sheet(s.map, &en, &none, NULL, &png, &err), GW_EINVAL);
	gw_buf_finish(&png);
	shown_finish(&s);
}

static void a_month_is_provisional_until_its_last_day_is_over(void **state)
{
	struct gw_buf plain, on_the_day, after, asked;
	struct shown s;

	shown_init(&s, *state, "counts");
	draw(s.map, (struct gw_sheet_request){0}, &plain);
	draw(s.map, (struct gw_sheet_request){.today = 20261031}, &on_the_day);
	draw(s.map, (struct gw_sheet_request){.today = 20261101}, &after);
	draw(s.map, (struct gw_sheet_request){.provisional = true}, &asked);
	assert_true(same(&plain, &after));
	assert_false(same(&plain, &on_the_day));
	assert_true(same(&on_the_day, &asked));
	gw_buf_finish(&plain);
	gw_buf_finish(&on_the_day);
	gw_buf_finish(&after);
	gw_buf_finish(&asked);
	shown_finish(&s);
}

static void data_are_as_of_the_newest_report_of_the_month_or_before(void **state)
{
	struct city *city = *state;
	struct shown s;

	shown_init(&s, city, "counts");
	assert_int_equal(s.map->cutoff, 0);
	shown_finish(&s);
	city_reports_in(city->store, &city->governance, "NE", "2026-09-30", 1);
	shown_init(&s, city, "counts");
	assert_int_equal(s.map->cutoff, 20260930);
	shown_finish(&s);
	city_reports_in(city->store, &city->governance, "NE", "2026-10-17", 1);
	shown_init(&s, city, "counts");
	assert_int_equal(s.map->cutoff, 20261017);
	shown_finish(&s);
	city_reports_in(city->store, &city->governance, "NE", "2026-11-02", 1);
	shown_init(&s, city, "counts");
	assert_int_equal(s.map->cutoff, 20261031);
	shown_finish(&s);
	shown_init(&s, city, "safety");
	assert_int_equal(s.map->cutoff, 20261031);
	shown_finish(&s);
}

static void expect_box(
	const struct gw_map *map, const char *unit, int west, int south, int east, int north)
{
	struct gw_error err;
	struct gw_bbox box;

	expect_ok(gw_map_box(map, unit, &box, &err), err);
	assert_int_equal(box.min.lon, CITY_LON + west * CITY_SIDE);
	assert_int_equal(box.min.lat, CITY_LAT + south * CITY_SIDE);
	assert_int_equal(box.max.lon, CITY_LON + east * CITY_SIDE);
	assert_int_equal(box.max.lat, CITY_LAT + north * CITY_SIDE);
}

static void a_unit_of_any_level_is_found_by_its_code(void **state)
{
	struct gw_buf whole, part, other;
	struct shown s;

	shown_init(&s, *state, "counts");
	expect_box(s.map, NULL, -1, -1, 1, 1);
	expect_box(s.map, "E", 0, -1, 1, 1);
	expect_box(s.map, "NW", -1, 0, 0, 1);
	draw(s.map, (struct gw_sheet_request){0}, &whole);
	draw(s.map, (struct gw_sheet_request){.unit = "E"}, &part);
	draw(s.map, (struct gw_sheet_request){.unit = "W"}, &other);
	assert_false(same(&whole, &part));
	assert_false(same(&part, &other));
	gw_buf_finish(&whole);
	gw_buf_finish(&part);
	gw_buf_finish(&other);
	shown_finish(&s);
}

static void a_unit_that_is_not_there_is_refused_with_the_levels_there_are(void **state)
{
	const struct gw_sheet_request nowhere = {.lang = "en", .unit = "nowhere"};
	struct gw_error err;
	struct gw_bbox box;
	struct gw_buf png;
	struct shown s;

	shown_init(&s, *state, "counts");
	gw_buf_init(&png, PNG_MAX);
	assert_int_equal(gw_map_sheet(s.map, &nowhere, &options, NULL, &png, &err), GW_ENOTFOUND);
	expect_text(&err, "\"nowhere\" on any level: district, grid");
	assert_int_equal(png.len, 0);
	assert_int_equal(gw_map_box(s.map, "", &box, &err), GW_ENOTFOUND);
	shown_finish(&s);
}

/* Width and height as a PNG's header has them. */
static unsigned side_of(const struct gw_buf *png, size_t number)
{
	const unsigned char *at = (const unsigned char *)png->data + 16 + 4 * number;

	return (unsigned)at[2] << 8 | at[3];
}

static void a_legend_by_itself_is_as_large_as_what_it_explains(void **state)
{
	struct gw_buf classes, none;
	struct gw_error err;
	struct shown s;

	gw_buf_init(&classes, PNG_MAX);
	gw_buf_init(&none, PNG_MAX);
	shown_init(&s, *state, "counts");
	expect_ok(gw_map_legend(s.map, &classes, &err), err);
	shown_finish(&s);
	shown_init(&s, *state, "grid"); /* of borders: there is its name, and nothing else */
	expect_ok(gw_map_legend(s.map, &none, &err), err);
	shown_finish(&s);
	assert_in_range(side_of(&classes, 0), 100, 436);
	assert_in_range(side_of(&none, 0), 80, 200);
	assert_in_range(side_of(&none, 1), 20, 40);
	assert_true(side_of(&classes, 1) > side_of(&none, 1) + 15);
	gw_buf_finish(&classes);
	gw_buf_finish(&none);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_a_city(a_sheet_is_the_same_each_time_and_another_in_another_language),
		in_a_city(a_language_that_it_does_not_speak_is_refused),
		in_a_city(a_month_is_provisional_until_its_last_day_is_over),
		in_a_city(data_are_as_of_the_newest_report_of_the_month_or_before),
		in_a_city(a_unit_of_any_level_is_found_by_its_code),
		in_a_city(a_unit_that_is_not_there_is_refused_with_the_levels_there_are),
		in_a_city(a_legend_by_itself_is_as_large_as_what_it_explains),
	};

	return cmocka_run_group_tests_name("service/sheet", tests, NULL, NULL);
}
