/* SPDX-License-Identifier: Apache-2.0 */
#include "base/buf.h"
#include "fixture.h"
#include "render/tile.h"
#include "service/atlas.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define PNG_MAX ((size_t)1 << 22)

/* A city with some reports, and its atlas. */
struct library {
	struct city city;
	struct gw_atlas *atlas;
};

static int make_library(void **state)
{
	struct library *l = malloc(sizeof *l);
	struct gw_error err;

	if (!l)
		return -1;
	city_init(&l->city);
	city_reports_in(l->city.store, &l->city.governance, "NE", "2026-10-01", 5);
	city_reports_in(l->city.store, &l->city.governance, "SW", "2026-10-31 23:59:59", 2);
	city_reports_in(l->city.store, &l->city.governance, "SW", "2026-09-01", 1);
	city_reports_in(l->city.store, &l->city.police, "N", "2026-10-02", 4);
	expect_ok(gw_atlas_open(&l->atlas, l->city.path, &err), err);
	*state = l;
	return 0;
}

static int remove_library(void **state)
{
	struct library *l = *state;

	gw_atlas_close(l->atlas);
	city_finish(&l->city);
	free(l);
	return 0;
}

#define in_a_library(test) cmocka_unit_test_setup_teardown(test, make_library, remove_library)

static const struct gw_map *map_of(struct library *l, struct gw_map_query query)
{
	const struct gw_map *map = NULL;
	struct gw_error err;

	expect_ok(gw_atlas_map(l->atlas, &query, &map, &err), err);
	return map;
}

static void a_map_tells_what_it_shows(void **state)
{
	struct library *l = *state;
	const struct gw_map *map = map_of(l, (struct gw_map_query){.month = 202610});

	assert_string_equal(map->division.scheme, "governance");
	assert_string_equal(map->level, "grid");
	assert_int_equal(map->theme, GW_THEME_REPORTS);
	assert_int_equal(map->month, 202610);
	assert_int_equal(map->num_reports, 7);
	assert_int_equal(map->bbox.min.lon, CITY_LON - CITY_SIDE);
	assert_int_equal(map->bbox.max.lat, CITY_LAT + CITY_SIDE);
	assert_int_equal(gw_painter_scene(map->painter)->level, 1);
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
	const struct gw_scene *scene = gw_painter_scene(map->painter);

	assert_string_equal(map->level, "district");
	assert_int_equal(scene->level, 0);
	assert_int_equal(scene->num_classes, 2); /* West 2, East 5 */
	assert_string_equal(scene->classes[0].label, "2");
	assert_string_equal(scene->classes[1].label, "5");
	gw_atlas_release(l->atlas, map);
}

static void the_same_query_is_answered_with_the_same_map(void **state)
{
	struct library *l = *state;
	const struct gw_map_query query = {.month = 202610};
	const struct gw_map *first = map_of(l, query), *other;

	other = map_of(l, query);
	assert_ptr_equal(first, other);
	gw_atlas_release(l->atlas, other);
	other = map_of(l,
		(struct gw_map_query){.month = 202610,
			.scheme = "governance",
			.level = "grid"}); /* said in full */
	assert_ptr_equal(first, other);
	gw_atlas_release(l->atlas, other);
	other = map_of(l, (struct gw_map_query){.month = 202609});
	assert_ptr_not_equal(first, other);
	gw_atlas_release(l->atlas, other);
	other = map_of(l, (struct gw_map_query){.month = 202610, .theme = GW_THEME_GRADE});
	assert_ptr_not_equal(first, other);
	gw_atlas_release(l->atlas, other);
	other = map_of(l, (struct gw_map_query){.month = 202610, .level = "district"});
	assert_ptr_not_equal(first, other);
	gw_atlas_release(l->atlas, other);
	gw_atlas_release(l->atlas, first);
}

/* One tile over the city, as bytes to compare. */
static void draw(const struct gw_map *map, struct gw_buf *png)
{
	const struct gw_tilekey key = {12, 3413, 1550}; /* 120 E, 40 N */
	struct gw_error err;

	gw_buf_init(png, PNG_MAX);
	expect_ok(gw_tile_draw(map->painter, key, 1, png, &err), err);
}

static void a_borrowed_map_outlives_any_number_of_others(void **state)
{
	struct library *l = *state;
	const struct gw_map *first = map_of(l, (struct gw_map_query){.month = 202610}), *other;
	struct gw_buf before, after;
	gw_month month = 200001;
	int i;

	draw(first, &before);
	for (i = 0; i < 60; i++, month = gw_month_next(month))
		gw_atlas_release(l->atlas, map_of(l, (struct gw_map_query){.month = month}));
	draw(first, &after);
	assert_int_equal(before.len, after.len);
	assert_memory_equal(before.data, after.data, before.len);
	other = map_of(l, (struct gw_map_query){.month = 202610});
	assert_ptr_equal(first, other);
	gw_atlas_release(l->atlas, other);
	gw_atlas_release(l->atlas, first);
	gw_buf_finish(&before);
	gw_buf_finish(&after);
}

static void more_maps_may_be_borrowed_than_are_kept(void **state)
{
	struct library *l = *state;
	const struct gw_map *maps[40];
	gw_month month = 200001;
	int i;

	for (i = 0; i < 40; i++, month = gw_month_next(month))
		maps[i] = map_of(l, (struct gw_map_query){.month = month});
	for (i = 0, month = 200001; i < 40; i++, month = gw_month_next(month)) {
		assert_int_equal(maps[i]->month, month);
		gw_atlas_release(l->atlas, maps[i]);
	}
	for (i = 0; i < 40; i++, month = gw_month_next(month)) /* all of the first may go now */
		gw_atlas_release(l->atlas, map_of(l, (struct gw_map_query){.month = month}));
}

static void expect_not_found(struct library *l, struct gw_map_query query, const char *says)
{
	const struct gw_map *map = NULL;
	struct gw_error err;

	assert_int_equal(gw_atlas_map(l->atlas, &query, &map, &err), GW_ENOTFOUND);
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

static void a_level_below_the_cells_is_not_found(void **state)
{
	struct library *l = *state;
	struct gw_level post;
	struct gw_error err;

	expect_ok(gw_store_put_level(l->city.store, "governance", "post", &post, &err), err);
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

	expect_ok(gw_atlas_division(l->atlas, "governance", 20261003, &a, &info, &err), err);
	expect_ok(gw_atlas_division(l->atlas, NULL, 19990101, &b, NULL, &err), err);
	assert_ptr_equal(a, b);
	assert_int_equal(info.id, l->city.governance.id);
	assert_int_equal(
		gw_atlas_division(l->atlas, "police", 20260228, &b, NULL, &err), GW_ENOTFOUND);
	expect_ok(gw_atlas_divisions(l->atlas, &list, &n, &err), err);
	assert_int_equal(n, 2);
	free(list);
	assert_int_equal(gw_date_begin(20261003, gw_atlas_zone(l->atlas)), 1790956800);
}

static void what_changes_meanwhile_is_seen_and_what_is_borrowed_stays(void **state)
{
	struct library *l = *state;
	const struct gw_map *borrowed = map_of(l, (struct gw_map_query){.month = 202612}), *later;
	int64_t id = borrowed->division.id;
	struct gw_division_info added;
	struct gw_error err;

	expect_ok(gw_store_add_division(
			  l->city.store, &l->city.grids, 20270101, "x", "wgs84", &added, &err),
		err);
	later = map_of(l, (struct gw_map_query){.month = 202702});
	assert_int_equal(later->division.id, added.id);
	gw_atlas_release(l->atlas, later);
	later = map_of(l, (struct gw_map_query){.month = 202612});
	assert_ptr_not_equal(later, borrowed);
	assert_int_equal(later->division.id, id);
	assert_int_equal(borrowed->division.id, id);
	gw_atlas_release(l->atlas, later);
	gw_atlas_release(l->atlas, borrowed);
}

static void a_missing_database_opens_no_atlas(void **state)
{
	struct gw_atlas *atlas;
	struct gw_error err;

	assert_int_equal(gw_atlas_open(&atlas, "no/such/city.db", &err), GW_ENOTFOUND);
	gw_atlas_close(NULL);
}

static void a_theme_is_known_by_name(void **state)
{
	enum gw_theme theme;
	struct gw_error err;

	expect_ok(gw_theme_parse("grade", &theme, &err), err);
	assert_int_equal(theme, GW_THEME_GRADE);
	expect_ok(gw_theme_parse("reports", &theme, &err), err);
	assert_int_equal(theme, GW_THEME_REPORTS);
	assert_int_equal(gw_theme_parse("Grade", &theme, &err), GW_ENOTFOUND);
	expect_text(&err, "reports, grade");
}

/* One of many readers: maps of many months, more than are kept, drawn and counted. */
struct reader {
	struct gw_atlas *atlas;
	const struct gw_buf *wanted; /* the tile of October 2026 */
	uint64_t random;
	char failure[160];
	pthread_t thread;
};

static void *read_maps(void *context)
{
	struct reader *r = context;
	const struct gw_division *division;
	struct gw_error err = {.text = "another picture"};
	int i;

	for (i = 0; i < 60 && !*r->failure; i++) {
		struct gw_map_query query = {.scheme = i % 3 ? NULL : "governance"};
		const struct gw_map *map = NULL;
		struct gw_buf png;
		bool ok;

		r->random = r->random * 6364136223846793005 + 1442695040888963407;
		query.month = i % 2 ? 202610 : 200001 + 100 * (gw_month)((r->random >> 33) % 50);
		gw_buf_init(&png, PNG_MAX);
		ok = !gw_atlas_map(r->atlas, &query, &map, &err) &&
			!gw_tile_draw(
				map->painter, (struct gw_tilekey){12, 3413, 1550}, 1, &png, &err) &&
			!gw_atlas_division(r->atlas, NULL, 20261003, &division, NULL, &err) &&
			map->num_reports == (query.month == 202610 ? 7 : 0);
		if (ok && query.month == 202610)
			ok = png.len == r->wanted->len &&
				!memcmp(png.data, r->wanted->data, png.len);
		if (!ok)
			snprintf(
				r->failure, sizeof r->failure, "%d: %.120s", query.month, err.text);
		gw_atlas_release(r->atlas, map);
		gw_buf_finish(&png);
	}
	return NULL;
}

static void eight_threads_read_and_draw_at_once(void **state)
{
	struct library *l = *state;
	const struct gw_map *map = map_of(l, (struct gw_map_query){.month = 202610});
	struct reader readers[8];
	struct gw_buf wanted;
	struct gw_error err;
	int i;

	draw(map, &wanted);
	gw_atlas_release(l->atlas, map);
	gw_atlas_close(l->atlas); /* an atlas that has loaded nothing yet */
	expect_ok(gw_atlas_open(&l->atlas, l->city.path, &err), err);
	for (i = 0; i < 8; i++) {
		readers[i] = (struct reader){
			.atlas = l->atlas, .wanted = &wanted, .random = (uint64_t)i + 1};
		assert_int_equal(
			pthread_create(&readers[i].thread, NULL, read_maps, &readers[i]), 0);
	}
	for (i = 0; i < 8; i++)
		pthread_join(readers[i].thread, NULL);
	for (i = 0; i < 8; i++)
		if (*readers[i].failure)
			fail_msg("thread %d: %s", i, readers[i].failure);
	gw_buf_finish(&wanted);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_a_library(a_map_tells_what_it_shows),
		in_a_library(a_month_left_open_is_that_of_the_newest_report),
		in_a_library(an_upper_level_is_drawn_by_its_units),
		in_a_library(the_same_query_is_answered_with_the_same_map),
		in_a_library(a_borrowed_map_outlives_any_number_of_others),
		in_a_library(more_maps_may_be_borrowed_than_are_kept),
		in_a_library(what_there_is_not_is_not_found),
		in_a_library(a_level_below_the_cells_is_not_found),
		in_a_library(a_division_is_shared_by_all_its_days),
		in_a_library(what_changes_meanwhile_is_seen_and_what_is_borrowed_stays),
		cmocka_unit_test(a_missing_database_opens_no_atlas),
		cmocka_unit_test(a_theme_is_known_by_name),
		in_a_library(eight_threads_read_and_draw_at_once),
	};

	return cmocka_run_group_tests_name("service/atlas", tests, NULL, NULL);
}
