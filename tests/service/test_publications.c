/* SPDX-License-Identifier: Apache-2.0 */
/* What everybody may see, and that it stays as it was published. */
#include "base/buf.h"
#include "library.h"

#include "store/publications.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void grade(struct library *l, const char *sql)
{
	database_run(l->city.path, sql);
	refresh(l);
}

static int64_t publish(struct library *l, gw_month month)
{
	struct gw_publication made;
	struct gw_error err;

	expect_ok(gw_store_begin(l->city.store, &err), err);
	expect_ok(gw_store_publish(
			  l->city.store, &l->city.governance, month, "somebody", &made, &err),
		err);
	expect_ok(gw_store_commit(l->city.store, &err), err);
	refresh(l);
	return made.version;
}

static void withdraw(struct library *l, gw_month month)
{
	struct gw_error err;

	expect_ok(gw_store_withdraw(l->city.store, l->city.governance.scheme_id, month, &err), err);
	refresh(l);
}

static struct gw_map_query safety(gw_month month, bool is_public)
{
	return (struct gw_map_query){
		.kind = kind_of("safety"), .month = month, .is_public = is_public};
}

static void expect_hidden(struct library *l, struct gw_map_query query, const char *says)
{
	const struct gw_map *map = NULL;
	struct gw_error err;

	assert_int_equal(gw_atlas_map(l->atlas, &query, GW_WAIT, &map, &err), GW_ENOTFOUND);
	expect_text(&err, says);
}

/* The class of a grid: its grade less one, or 5 without. */
static int class_of(const struct gw_map *map, const char *code)
{
	uint32_t unit = gw_units_find(map->choropleth->division->units, 1, code);

	assert_int_not_equal(unit, GW_NO_UNIT);
	return map->choropleth->values[unit].class;
}

static void a_published_month_stays_whatever_becomes_of_the_grades(void **state)
{
	struct library *l = *state;
	const struct gw_map *map;
	uint64_t content, tile;
	struct gw_buf before, after;

	grade(l, "UPDATE unit SET grade = 2 WHERE code IN ('NE', 'SW', 'W')");
	assert_int_equal(publish(l, 202610), 1);
	map = map_of(l, safety(202610, true));
	content = map->content;
	tile = gw_map_tile_content(map, library_tile, 1);
	assert_int_equal(map->publication, 1);
	assert_int_equal(class_of(map, "NE"), 1);
	assert_int_equal(class_of(map, "NW"), 5);
	draw(map, &before);
	gw_atlas_release(l->atlas, map);
	grade(l, "UPDATE unit SET grade = 5");
	map = map_of(l, safety(202610, true));
	assert_int_equal(class_of(map, "NE"), 1);
	assert_int_equal(class_of(map, "NW"), 5);
	assert_int_equal(map->content, content);
	assert_int_equal(gw_map_tile_content(map, library_tile, 1), tile);
	draw(map, &after);
	assert_true(same(&before, &after));
	gw_atlas_release(l->atlas, map);
	gw_buf_finish(&before);
	gw_buf_finish(&after);
}

static void a_published_month_stays_in_its_division(void **state)
{
	struct library *l = *state;
	struct gw_division_info added;
	const struct gw_map *map;
	struct gw_error err;

	publish(l, 202610);
	expect_ok(gw_store_add_division(
			  l->city.store, &l->city.grids, 20261015, "x", "wgs84", &added, &err),
		err);
	refresh(l);
	map = map_of(l, safety(202610, true));
	assert_int_equal(map->division.id, l->city.governance.id);
	assert_int_equal(class_of(map, "NE"), 5);
	gw_atlas_release(l->atlas, map);
	map = map_of(l, (struct gw_map_query){.month = 202610});
	assert_int_equal(map->division.id, added.id);
	gw_atlas_release(l->atlas, map);
}

static void an_upper_unit_s_grade_is_published_too(void **state)
{
	struct library *l = *state;
	struct gw_map_query query = safety(202610, true);
	const struct gw_map *map;
	uint32_t west;

	grade(l, "UPDATE unit SET grade = 4 WHERE code = 'W'");
	publish(l, 202610);
	grade(l, "UPDATE unit SET grade = 1 WHERE code = 'W'");
	query.level = "district";
	map = map_of(l, query);
	west = gw_units_find(map->choropleth->division->units, 0, "W");
	assert_int_equal(map->choropleth->values[west].class, 3);
	gw_atlas_release(l->atlas, map);
}

static void everybody_sees_published_months_only(void **state)
{
	struct library *l = *state;
	const struct gw_map *map;

	expect_hidden(l, safety(202610, true), "2026-10 is not published");
	expect_hidden(l, safety(0, true), "no month is published");
	publish(l, 202608);
	publish(l, 202609);
	expect_hidden(l, safety(202610, true), "2026-10 is not published");
	map = map_of(l, safety(0, true));
	assert_int_equal(map->month, 202609);
	gw_atlas_release(l->atlas, map);
	map = map_of(l, safety(202608, true));
	assert_int_equal(map->month, 202608);
	gw_atlas_release(l->atlas, map);
	expect_hidden(l,
		(struct gw_map_query){
			.kind = kind_of("counts"), .month = 202609, .is_public = true},
		"not public");
	expect_hidden(l,
		(struct gw_map_query){.kind = kind_of("safety"),
			.month = 202609,
			.scheme = "police",
			.is_public = true},
		"2026-09 is not published");
}

static void a_withdrawn_month_is_internal_again(void **state)
{
	struct library *l = *state;
	const struct gw_map *map;
	struct gw_error err;

	grade(l, "UPDATE unit SET grade = 2");
	publish(l, 202610);
	gw_atlas_release(l->atlas, map_of(l, safety(202610, true)));
	grade(l, "UPDATE unit SET grade = 3");
	withdraw(l, 202610);
	expect_hidden(l, safety(202610, true), "2026-10 is not published");
	map = map_of(l, safety(202610, false));
	assert_int_equal(map->publication, 0);
	assert_int_equal(class_of(map, "NE"), 2);
	gw_atlas_release(l->atlas, map);
	assert_int_equal(
		gw_store_withdraw(l->city.store, l->city.governance.scheme_id, 202610, &err),
		GW_ENOTFOUND);
}

static void those_within_see_the_published_version_where_there_is_one(void **state)
{
	struct library *l = *state;
	const struct gw_map *live, *published;
	uint64_t id;

	grade(l, "UPDATE unit SET grade = 2");
	live = map_of(l, safety(202610, false));
	id = live->id;
	assert_int_equal(live->publication, 0);
	gw_atlas_release(l->atlas, live);
	publish(l, 202610);
	grade(l, "UPDATE unit SET grade = 3");
	published = map_of(l, safety(202610, false));
	assert_int_equal(published->publication, 1);
	assert_int_equal(published->id, id);
	assert_int_equal(class_of(published, "NE"), 1);
	gw_atlas_release(l->atlas, published);
	assert_int_equal(publish(l, 202610), 2);
	published = map_of(l, safety(202610, false));
	assert_int_equal(published->publication, 2);
	assert_int_equal(class_of(published, "NE"), 2);
	gw_atlas_release(l->atlas, published);
}

static void an_open_map_in_another_style_shows_no_grades(void **state)
{
	struct library *l = *state;
	struct gw_map_query query = {
		.kind = kind_of("grid"), .month = 202610, .style = "safety", .is_public = true};
	const struct gw_map *map;

	grade(l, "UPDATE unit SET grade = 2");
	map = map_of(l, query);
	assert_int_equal(class_of(map, "NE"), 5);
	gw_atlas_release(l->atlas, map);
	query.is_public = false;
	map = map_of(l, query);
	assert_int_equal(class_of(map, "NE"), 1);
	gw_atlas_release(l->atlas, map);
}

static void expect_months(struct library *l, struct gw_map_query query, const char *wanted)
{
	char text[200] = "";
	struct gw_error err;
	gw_month *months;
	size_t n, i;

	expect_ok(gw_atlas_months(l->atlas, &query, &months, &n, &err), err);
	for (i = 0; i < n; i++)
		snprintf(text + strlen(text), sizeof text - strlen(text), "%d ", months[i]);
	assert_string_equal(text, wanted);
	free(months);
}

static void months_are_those_with_reports_or_published(void **state)
{
	struct library *l = *state;

	expect_months(l, safety(0, false), "202609 202610 ");
	expect_months(l, safety(0, true), "");
	publish(l, 202607);
	expect_months(l, safety(0, false), "202607 202609 202610 ");
	expect_months(l, safety(0, true), "202607 ");
	city_report(l->city.store, NULL, "2027-01-05", city_place(0, 0));
	city_report(l->city.store, NULL, "2026-02-05", city_place(0, 0));
	refresh(l);
	expect_months(l, safety(0, false), "202602 202607 202609 202610 202701 ");
	expect_months(l, (struct gw_map_query){.kind = kind_of("counts"), .scheme = "police"},
		"202609 202610 202701 ");
	expect_months(l, (struct gw_map_query){.kind = kind_of("counts"), .is_public = true}, "");
	database_run(l->city.path, "DELETE FROM report WHERE time > 1798000000");
	refresh(l);
	expect_months(l, safety(0, false), "202602 202607 202609 202610 ");
}

static void levels_are_known_by_name(void **state)
{
	struct library *l = *state;
	struct gw_level_info *levels;
	struct gw_error err;
	size_t n;

	expect_ok(gw_atlas_levels(l->atlas, l->city.governance.id, &levels, &n, &err), err);
	assert_int_equal(n, 2);
	assert_string_equal(levels[0].name, "district");
	assert_string_equal(levels[1].name, "grid");
	assert_int_equal(levels[1].rank, 1);
	free(levels);
	assert_int_equal(gw_atlas_levels(l->atlas, 4711, &levels, &n, &err), GW_ENOTFOUND);
	assert_null(levels); /* nothing to free, not even by mistake */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_a_library(a_published_month_stays_whatever_becomes_of_the_grades),
		in_a_library(a_published_month_stays_in_its_division),
		in_a_library(an_upper_unit_s_grade_is_published_too),
		in_a_library(everybody_sees_published_months_only),
		in_a_library(a_withdrawn_month_is_internal_again),
		in_a_library(those_within_see_the_published_version_where_there_is_one),
		in_a_library(an_open_map_in_another_style_shows_no_grades),
		in_a_library(months_are_those_with_reports_or_published),
		in_a_library(levels_are_known_by_name),
	};

	return cmocka_run_group_tests_name("service/publications", tests, NULL, NULL);
}
