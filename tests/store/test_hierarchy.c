/* SPDX-License-Identifier: Apache-2.0 */
#include "fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const struct gw_unit blank = {.households = GW_NO_DATA,
	.residents = GW_NO_DATA,
	.grade = GW_NO_DATA};

static int64_t put(
	struct city *city, const struct gw_level *level, struct gw_unit unit, int64_t parent)
{
	struct gw_error err;
	int64_t id = -1;

	expect_ok(gw_store_put_unit(city->store, level, &unit, parent, &id, &err), err);
	return id;
}

static void a_scheme_is_made_once_and_then_found(void **state)
{
	struct city *city = *state;
	int64_t first, again, other;
	struct gw_error err;

	expect_ok(gw_store_put_scheme(city->store, "health", &first, &err), err);
	expect_ok(gw_store_put_scheme(city->store, "health", &again, &err), err);
	expect_ok(gw_store_put_scheme(city->store, "Health", &other, &err), err);
	assert_int_equal(first, again);
	assert_int_not_equal(first, other);
	assert_int_equal(database_rows(city->path, "scheme"), 4);
}

static void a_new_level_goes_below_those_there_are(void **state)
{
	struct city *city = *state;
	struct gw_level level;
	struct gw_error err;

	assert_int_equal(city->districts.rank, 0);
	assert_int_equal(city->grids.rank, 1);
	assert_int_equal(city->beats.rank, 0); /* each scheme has its own ranks */
	expect_ok(gw_store_put_level(city->store, "governance", "post", &level, &err), err);
	assert_int_equal(level.rank, 2);
	assert_int_equal(level.scheme_id, city->grids.scheme_id);
}

static void a_level_that_is_there_keeps_its_rank(void **state)
{
	struct city *city = *state;
	struct gw_level level;
	struct gw_error err;

	expect_ok(gw_store_put_level(city->store, "governance", "district", &level, &err), err);
	assert_int_equal(level.id, city->districts.id);
	assert_int_equal(level.rank, 0);
	assert_int_equal(database_rows(city->path, "level"), 3);
}

static void levels_are_known_by_rank(void **state)
{
	struct city *city = *state;
	int64_t scheme = city->grids.scheme_id;
	char name[GW_NAME_MAX];
	struct gw_error err;

	expect_ok(gw_store_level_name(city->store, scheme, 1, name, &err), err);
	assert_string_equal(name, "grid");
	assert_int_equal(gw_store_level_name(city->store, scheme, 2, name, &err), GW_ENOTFOUND);
}

static void a_unit_written_anew_keeps_what_is_not_said(void **state)
{
	struct city *city = *state;
	struct gw_unit full = {.code = "Z",
			       .name = "Zone",
			       .name_en = "Zone",
			       .responsible = "Wang",
			       .households = 0,
			       .residents = 900,
			       .grade = 3},
		       bare = blank, some = blank;
	int64_t top = put(city, &city->districts, full, -1), id;

	id = put(city, &city->grids, full, top);
	bare.code = "Z";
	assert_int_equal(put(city, &city->grids, bare, -1), id);
	expect_database_text(city->path,
		"SELECT name || name_en || responsible || households || residents || grade"
		" || (parent_id IS NOT NULL) FROM unit WHERE code = 'Z' AND level_id ="
		" (SELECT id FROM level WHERE name = 'grid')",
		"ZoneZoneWang090031");
	some.code = "Z";
	some.name = "Zone 2";
	some.residents = 1000;
	assert_int_equal(put(city, &city->grids, some, -1), id);
	expect_database_text(city->path,
		"SELECT name || name_en || residents || grade FROM unit WHERE code = 'Z' AND"
		" level_id = (SELECT id FROM level WHERE name = 'grid')",
		"Zone 2Zone10003");
	assert_int_equal(database_rows(city->path, "unit WHERE code = 'Z'"), 2);
}

static void a_unit_may_move_to_another_parent(void **state)
{
	struct city *city = *state;
	struct gw_unit unit = blank;
	int64_t a, b;

	unit.code = "A";
	a = put(city, &city->districts, unit, -1);
	unit.code = "B";
	b = put(city, &city->districts, unit, -1);
	unit.code = "child";
	put(city, &city->grids, unit, a);
	put(city, &city->grids, unit, b);
	assert_int_equal(
		database_int(city->path, "SELECT parent_id FROM unit WHERE code = 'child'"), b);
}

static void a_grade_that_is_none_of_the_five_is_refused(void **state)
{
	struct city *city = *state;
	struct gw_unit unit = blank;
	struct gw_error err;
	int64_t id;

	unit.code = "Z";
	unit.grade = 6;
	assert_int_not_equal(
		gw_store_put_unit(city->store, &city->grids, &unit, -1, &id, &err), GW_OK);
	assert_int_equal(database_rows(city->path, "unit WHERE code = 'Z'"), 0);
}

static void a_parent_is_the_unit_of_its_code_on_the_nearest_level_above(void **state)
{
	struct city *city = *state;
	struct gw_unit unit = blank;
	struct gw_level post;
	struct gw_error err;
	int64_t far, near, same, found = -7;

	expect_ok(gw_store_put_level(city->store, "governance", "post", &post, &err), err);
	unit.code = "X";
	far = put(city, &city->districts, unit, -1);
	near = put(city, &city->grids, unit, far);
	same = put(city, &post, unit, near);
	assert_int_not_equal(near, same);
	expect_ok(gw_store_find_parent(city->store, &post, "X", &found, &err), err);
	assert_int_equal(found, near);
	expect_ok(gw_store_find_parent(city->store, &city->grids, "X", &found, &err), err);
	assert_int_equal(found, far);
}

static void a_parent_on_its_own_level_or_in_another_scheme_is_none(void **state)
{
	struct city *city = *state;
	struct gw_error err = {.text = "untouched"};
	int64_t found = -7;

	assert_int_equal(
		gw_store_find_parent(city->store, &city->grids, "NE", &found, &err), GW_ENOTFOUND);
	assert_int_equal(gw_store_find_parent(city->store, &city->districts, "W", &found, &err),
		GW_ENOTFOUND);
	assert_int_equal(
		gw_store_find_parent(city->store, &city->grids, "N", &found, &err), GW_ENOTFOUND);
	assert_string_equal(err.text, "untouched");
	assert_int_equal(found, -7);
}

static void texts_of_any_kind_are_values_not_sql(void **state)
{
	static const char nasty[] = "'); DROP TABLE unit; --";
	struct city *city = *state;
	struct gw_unit unit = blank;
	struct gw_error err;
	int64_t id, found;

	expect_ok(gw_store_put_scheme(city->store, nasty, &id, &err), err);
	unit.code = nasty;
	unit.name = "\xe4\xb8\xad\xe6\x96\x87 \"quoted\"";
	id = put(city, &city->districts, unit, -1);
	expect_ok(gw_store_find_parent(city->store, &city->grids, nasty, &found, &err), err);
	assert_int_equal(found, id);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_a_city(a_scheme_is_made_once_and_then_found),
		in_a_city(a_new_level_goes_below_those_there_are),
		in_a_city(a_level_that_is_there_keeps_its_rank),
		in_a_city(levels_are_known_by_rank),
		in_a_city(a_unit_written_anew_keeps_what_is_not_said),
		in_a_city(a_unit_may_move_to_another_parent),
		in_a_city(a_grade_that_is_none_of_the_five_is_refused),
		in_a_city(a_parent_is_the_unit_of_its_code_on_the_nearest_level_above),
		in_a_city(a_parent_on_its_own_level_or_in_another_scheme_is_none),
		in_a_city(texts_of_any_kind_are_values_not_sql),
	};

	return cmocka_run_group_tests_name("store/hierarchy", tests, NULL, NULL);
}
