/* SPDX-License-Identifier: Apache-2.0 */
#include "library.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static void a_map_tells_what_it_shows(void **state)
{
	struct library *l = *state;
	const struct gw_map *map = map_of(l, (struct gw_map_query){.month = 202610});

	assert_string_equal(map->division.scheme, "governance");
	assert_string_equal(map->level, "grid");
	assert_string_equal(map->kind->name, "counts");
	assert_int_equal(map->month, 202610);
	assert_int_equal(map->num_reports, 7);
	assert_int_equal(map->bbox.min.lon, CITY_LON - CITY_SIDE);
	assert_int_equal(map->bbox.max.lat, CITY_LAT + CITY_SIDE);
	assert_int_equal(map->choropleth->level, 1);
	assert_string_equal(map->data.lang, "en");
	gw_atlas_release(l->atlas, map);
	map = map_of(l, (struct gw_map_query){.month = 202610, .scheme = "police"});
	assert_int_equal(map->num_reports, 4);
	assert_string_equal(map->level, "beat");
	gw_atlas_release(l->atlas, map);
	gw_atlas_release(l->atlas, NULL);
}

static void a_month_left_open_is_that_of_the_newest_report(void **state)
{
	struct library *l = *state;
	const struct gw_map *map = map_of(l, (struct gw_map_query){0});

	assert_int_equal(map->month, 202610);
	gw_atlas_release(l->atlas, map);
}

static void an_upper_level_is_drawn_by_its_units(void **state)
{
	struct library *l = *state;
	const struct gw_map *map =
		map_of(l, (struct gw_map_query){.month = 202610, .level = "district"});

	assert_string_equal(map->level, "district");
	assert_int_equal(map->choropleth->level, 0);
	assert_int_equal(map->choropleth->num_classes, 2); /* West 2, East 5 */
	assert_string_equal(map->choropleth->classes[0].cuts, "2");
	assert_string_equal(map->choropleth->classes[1].cuts, "5");
	gw_atlas_release(l->atlas, map);
}

static void expect_same(
	struct library *l, const struct gw_map *map, struct gw_map_query query, bool same)
{
	const struct gw_map *other = map_of(l, query);

	assert_int_equal(other == map, same);
	gw_atlas_release(l->atlas, other);
}

static void the_same_query_is_answered_with_the_same_map(void **state)
{
	struct library *l = *state;
	const struct gw_map_query query = {.month = 202610};
	const struct gw_map *map = map_of(l, query);
	struct gw_map_query other = query;

	expect_same(l, map, query, true);
	expect_same(l, map, (struct gw_map_query){0}, true);
	other.scheme = "governance"; /* said in full */
	other.level = "grid";
	other.lang = "en";
	other.style = "counts";
	expect_same(l, map, other, true);
	expect_same(l, map, (struct gw_map_query){.month = 202609}, false);
	other = query;
	other.level = "district";
	expect_same(l, map, other, false);
	other = query;
	other.kind = kind_of("safety");
	expect_same(l, map, other, false);
	other = query;
	other.style = "safety";
	expect_same(l, map, other, false);
	other = query;
	other.lang = "zh";
	expect_same(l, map, other, false);
	other = query;
	other.kind = kind_of("reports"); /* the same style, for another kind */
	other.style = "counts";
	expect_same(l, map, other, false);
	gw_atlas_release(l->atlas, map);
}

static void expect_not_found(struct library *l, struct gw_map_query query, const char *says)
{
	const struct gw_map *map = NULL;
	struct gw_error err;

	query.kind = kind_of("counts");
	assert_int_equal(gw_atlas_map(l->atlas, &query, GW_WAIT, &map, &err), GW_ENOTFOUND);
	expect_text(&err, says);
	assert_null(map);
}

static void what_there_is_not_is_not_found(void **state)
{
	struct library *l = *state;

	expect_not_found(l, (struct gw_map_query){.month = 202610, .scheme = "health"},
		"there are: governance, police");
	expect_not_found(l, (struct gw_map_query){.month = 202610, .level = "beat"},
		"there are: district, grid");
	expect_not_found(
		l, (struct gw_map_query){.month = 202602, .scheme = "police"}, "2026-02-28");
}

/* Levels are looked at anew when units have changed: a level comes with its units. */
static void touch_a_unit(const struct library *l)
{
	database_run(l->city.path, "UPDATE unit SET name = 'touched' WHERE id = 1");
}

static void a_level_below_the_cells_is_not_found(void **state)
{
	struct library *l = *state;
	struct gw_level post;
	struct gw_error err;

	expect_ok(gw_store_put_level(l->city.store, "governance", "post", &post, &err), err);
	touch_a_unit(l);
	refresh(l);
	expect_not_found(
		l, (struct gw_map_query){.month = 202610, .level = "post"}, "below the cells");
}

static void a_division_is_shared_by_all_its_days(void **state)
{
	struct library *l = *state;
	const struct gw_division *a, *b;
	struct gw_division_info info, *list;
	struct gw_error err;
	size_t n;

	expect_ok(
		gw_atlas_division(l->atlas, "governance", 20261003, GW_WAIT, &a, &info, &err), err);
	expect_ok(gw_atlas_division(l->atlas, NULL, 19990101, GW_WAIT, &b, NULL, &err), err);
	assert_ptr_equal(a, b);
	assert_int_equal(info.id, l->city.governance.id);
	gw_atlas_release_division(l->atlas, a);
	gw_atlas_release_division(l->atlas, b);
	gw_atlas_release_division(l->atlas, NULL);
	assert_int_equal(gw_atlas_division(l->atlas, "police", 20260228, GW_WAIT, &b, NULL, &err),
		GW_ENOTFOUND);
	expect_ok(gw_atlas_divisions(l->atlas, &list, &n, &err), err);
	assert_int_equal(n, 2);
	free(list);
	assert_int_equal(gw_date_begin(20261003, gw_atlas_zone(l->atlas)), 1790956800);
}

static void today_is_the_city_s_day(void **state)
{
	struct library *l = *state;
	const struct gw_zone *zone = gw_atlas_zone(l->atlas);
	gw_date before = gw_time_date(gw_time_now(), zone);
	gw_date first = gw_atlas_today(l->atlas), again = gw_atlas_today(l->atlas);
	gw_date after = gw_time_date(gw_time_now(), zone);

	assert_in_range(first, before, after);
	assert_in_range(again, first, after);
}

static void a_missing_database_or_folder_opens_no_atlas(void **state)
{
	struct city *city = *state;
	struct gw_atlas *atlas;
	struct gw_error err;

	assert_int_equal(gw_atlas_open(&atlas, "no/such/city.db", STYLES, &err), GW_ENOTFOUND);
	expect_text(&err, "no/such/city.db");
	assert_int_equal(gw_atlas_open(&atlas, city->path, "no/such/styles", &err), GW_ENOTFOUND);
	expect_text(&err, "no/such/styles");
	gw_atlas_close(NULL);
}

static void a_map_is_known_by_name(void **state)
{
	const struct gw_map_kind *kind = NULL;
	struct gw_error err;

	assert_int_equal(kind_of("safety")->theme, GW_THEME_GRADE);
	assert_int_equal(kind_of("counts")->theme, GW_THEME_REPORTS);
	assert_int_equal(gw_map_kind_find("Safety", &kind, &err), GW_ENOTFOUND);
	expect_text(&err, "\"Safety\"; there are: safety, safety-contrast, counts, reports, grid");
	assert_null(kind);
}

static void labels_are_in_one_of_two_languages(void **state)
{
	struct library *l = *state;
	struct gw_map_query query = {.kind = kind_of("counts"), .lang = "zh"};
	const struct gw_map *map = map_of(l, query);
	struct gw_error err;

	assert_string_equal(map->data.lang, "zh");
	gw_atlas_release(l->atlas, map);
	query.lang = "fr";
	assert_int_equal(gw_atlas_map(l->atlas, &query, GW_WAIT, &map, &err), GW_EINVAL);
	expect_text(&err, "zh or en, not in \"fr\"");
}

static void classes_look_as_the_style_shows_them(void **state)
{
	struct library *l = *state;
	const struct gw_map *map = map_of(l, (struct gw_map_query){.kind = kind_of("safety")});
	const struct gw_class *classes = map->choropleth->classes;
	static const gw_rgba rgba[] = {
		0xff7fd18b, 0xff2166ac, 0xffffe34d, 0xffc4161c, 0xff101010, 0xffbdbdbd};
	int i;

	for (i = 0; i < 6; i++) {
		assert_int_equal(classes[i].rgba, rgba[i]);
		assert_int_equal(classes[i].sprite != GW_NO_SPRITE, i >= 3);
	}
	gw_atlas_release(l->atlas, map);
	map = map_of(l, (struct gw_map_query){.kind = kind_of("grid")}); /* colours no unit */
	assert_int_equal(map->choropleth->classes[0].rgba, GW_RGBA_TRANSPARENT);
	assert_int_equal(map->choropleth->classes[0].sprite, GW_NO_SPRITE);
	gw_atlas_release(l->atlas, map);
}

static void places_of_reports_come_with_the_styles_that_show_them(void **state)
{
	struct library *l = *state;
	const struct gw_map *map = map_of(l, (struct gw_map_query){.month = 202610});

	assert_int_equal(map->data.num_reports, 0);
	gw_atlas_release(l->atlas, map);
	map = map_of(l, (struct gw_map_query){.month = 202610, .kind = kind_of("reports")});
	assert_int_equal(map->data.num_reports, 11); /* of all schemes: a place is in each */
	assert_int_equal(map->num_reports, 7);
	gw_atlas_release(l->atlas, map);
	map = map_of(l,
		(struct gw_map_query){
			.month = 202610, .kind = kind_of("safety"), .style = "reports"});
	assert_int_equal(map->data.num_reports, 11);
	gw_atlas_release(l->atlas, map);
}

static void expect_style(
	struct library *l, const char *style, enum gw_status wanted, const char *says)
{
	const struct gw_map_query query = {
		.kind = kind_of("counts"), .month = 202610, .style = style};
	const struct gw_map *map = NULL;
	struct gw_error err;

	assert_int_equal(gw_atlas_map(l->atlas, &query, GW_WAIT, &map, &err), wanted);
	if (wanted)
		expect_text(&err, says);
	gw_atlas_release(l->atlas, map);
}

static void a_style_that_cannot_be_read_is_named_and_may_be_mended(void **state)
{
	static const char faulty[] = "{\"version\": 8, \"sources\": {}, \"layers\": ["
				     "{\"id\": \"a\", \"type\": \"paint\"}]}";
	static const char sound[] = "{\"version\": 8, \"sources\": {}, \"layers\": []}";
	struct library *l = *state;
	const char *path = folder_write(&l->city.folder, "my.json", "");

	expect_style(l, "nowhere", GW_ENOTFOUND, STYLES "/nowhere.json");
	expect_style(l, "no/such.json", GW_ENOTFOUND, "no/such.json");
	expect_style(l, path, GW_EINVAL, "my.json");
	folder_write(&l->city.folder, "my.json", "{");
	expect_style(l, path, GW_EINVAL, "my.json");
	folder_write(&l->city.folder, "my.json", faulty);
	expect_style(l, path, GW_EFAULTS, "my.json: /layers/0");
	folder_write(&l->city.folder, "my.json", sound);
	expect_style(l, path, GW_OK, NULL);
}

static void all_styles_are_sound(void **state)
{
	struct library *l = *state;
	struct gw_error err;

	expect_ok(gw_atlas_read_styles(l->atlas, &err), err);
}

static void a_style_that_is_not_there_is_found_out_beforehand(void **state)
{
	const struct city *city = *state;
	struct gw_atlas *atlas;
	struct gw_error err;
	char sprites[128];

	snprintf(sprites, sizeof sprites, "%s/sprites", city->folder.path);
	assert_int_equal(symlink(STYLES "/sprites", sprites), 0);
	expect_ok(gw_atlas_open(&atlas, city->path, city->folder.path, &err), err);
	assert_int_equal(gw_atlas_read_styles(atlas, &err), GW_ENOTFOUND);
	expect_text(&err, "/safety.json");
	gw_atlas_close(atlas);
}

static void without_styles_it_locates_and_draws_nothing(void **state)
{
	const struct city *city = *state;
	const struct gw_map_query query = {.kind = kind_of("counts")};
	const struct gw_division *division;
	const struct gw_map *map = NULL;
	struct gw_atlas *atlas;
	struct gw_error err;

	expect_ok(gw_atlas_open(&atlas, city->path, NULL, &err), err);
	expect_ok(gw_atlas_division(atlas, NULL, 20261003, GW_WAIT, &division, NULL, &err), err);
	gw_atlas_release_division(atlas, division);
	assert_int_equal(gw_atlas_map(atlas, &query, GW_WAIT, &map, &err), GW_EINVAL);
	expect_text(&err, "no styles");
	assert_null(map);
	gw_atlas_close(atlas);
}

static void a_hierarchy_too_deep_to_be_drawn_is_refused(void **state)
{
	struct library *l = *state;
	struct gw_division_info info;
	const struct gw_map *map;
	struct gw_level level;
	struct gw_error err;
	char name[8];
	int i;

	for (i = 0; i < 17; i++) {
		snprintf(name, sizeof name, "l%d", i);
		expect_ok(gw_store_put_level(l->city.store, "deep", name, &level, &err), err);
	}
	expect_ok(gw_store_add_division(
			  l->city.store, &level, GW_DATE_MIN, "x", "wgs84", &info, &err),
		err);
	city_add_square(l->city.store, &level, info.id, (struct square){"C", 0, 0, 1, 1}, -1);
	refresh(l);
	expect_not_found(l, (struct gw_map_query){.scheme = "deep"}, "\"l16\"");
	map = map_of(l, (struct gw_map_query){.scheme = "deep", .level = "l15"});
	assert_int_equal(map->choropleth->level, 15);
	gw_atlas_release(l->atlas, map);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_a_library(a_map_tells_what_it_shows),
		in_a_library(a_month_left_open_is_that_of_the_newest_report),
		in_a_library(an_upper_level_is_drawn_by_its_units),
		in_a_library(the_same_query_is_answered_with_the_same_map),
		in_a_library(what_there_is_not_is_not_found),
		in_a_library(a_level_below_the_cells_is_not_found),
		in_a_library(a_division_is_shared_by_all_its_days),
		in_a_library(today_is_the_city_s_day),
		in_a_city(a_missing_database_or_folder_opens_no_atlas),
		cmocka_unit_test(a_map_is_known_by_name),
		in_a_library(labels_are_in_one_of_two_languages),
		in_a_library(classes_look_as_the_style_shows_them),
		in_a_library(places_of_reports_come_with_the_styles_that_show_them),
		in_a_library(a_style_that_cannot_be_read_is_named_and_may_be_mended),
		in_a_library(all_styles_are_sound),
		in_a_city(a_style_that_is_not_there_is_found_out_beforehand),
		in_a_city(without_styles_it_locates_and_draws_nothing),
		in_a_library(a_hierarchy_too_deep_to_be_drawn_is_refused),
	};

	return cmocka_run_group_tests_name("service/atlas", tests, NULL, NULL);
}
