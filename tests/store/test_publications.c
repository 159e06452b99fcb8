/* SPDX-License-Identifier: Apache-2.0 */
#include "fixture.h"
#include "store/publications.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct gw_publication publish(const struct city *city, gw_month month)
{
	struct gw_publication made;
	struct gw_error err;

	expect_ok(gw_store_begin(city->store, &err), err);
	expect_ok(gw_store_publish(city->store, &city->governance, month, "Lin", &made, &err), err);
	expect_ok(gw_store_commit(city->store, &err), err);
	return made;
}

static void expect_standing(const struct city *city, const char *wanted)
{
	struct gw_publication *list;
	struct gw_error err;
	char text[200] = "";
	size_t n, i;

	expect_ok(gw_store_list_publications(city->store, &list, &n, &err), err);
	for (i = 0; i < n; i++)
		snprintf(text + strlen(text), sizeof text - strlen(text), "%d v%lld; ",
			list[i].month, (long long)list[i].version);
	assert_string_equal(text, wanted);
	free(list);
}

static void a_publication_tells_of_itself(void **state)
{
	struct city *city = *state;
	gw_time before = gw_time_now();
	struct gw_publication made = publish(city, 202610);

	assert_int_equal(made.month, 202610);
	assert_int_equal(made.version, 1);
	assert_int_equal(made.division_id, city->governance.id);
	assert_string_equal(made.scheme, "governance");
	assert_string_equal(made.who, "Lin");
	assert_in_range(made.published, before, gw_time_now());
	assert_true(made.withdrawn == INT64_MAX);
	assert_int_equal(
		database_int(city->path, "SELECT ref FROM event WHERE kind = 'grade'"), made.id);
}

static void of_each_month_the_newest_version_stands(void **state)
{
	struct city *city = *state;
	struct gw_error err;

	expect_standing(city, "");
	publish(city, 202610);
	publish(city, 202609);
	assert_int_equal(publish(city, 202610).version, 2);
	expect_standing(city, "202609 v1; 202610 v2; ");
	expect_ok(gw_store_withdraw(city->store, city->governance.scheme_id, 202610, &err), err);
	expect_standing(city, "202609 v1; ");
	assert_int_equal(gw_store_withdraw(city->store, city->governance.scheme_id, 202610, &err),
		GW_ENOTFOUND);
	expect_text(&err, "2026-10 is not published");
	assert_int_equal(publish(city, 202610).version, 3);
}

/* What was read of a publication: the grade of each unit, by its key in the division's units. */
struct read {
	const struct gw_units *units;
	int32_t grades[16];
	int n;
};

static void note(void *context, bool is_cell, int64_t key, int32_t grade)
{
	struct read *r = context;
	uint32_t i;

	for (i = 0; i < r->units->n; i++)
		if (r->units->items[i].is_cell == is_cell && r->units->items[i].key == key)
			r->grades[i] = grade;
	r->n++;
}

static void grades_are_those_of_the_moment_for_all_units_of_the_division(void **state)
{
	struct city *city = *state;
	struct gw_publication made;
	struct read r = {0};
	struct gw_units *units;
	struct gw_error err;

	database_run(city->path, "UPDATE unit SET grade = 3 WHERE code IN ('W', 'NE', 'N')");
	made = publish(city, 202610);
	database_run(city->path, "UPDATE unit SET grade = 1");
	expect_ok(gw_store_read_units(city->store, &city->governance, &units, &err), err);
	r.units = units;
	expect_ok(gw_store_read_publication(city->store, made.id, note, &r, &err), err);
	assert_int_equal(r.n, 6); /* two districts and four grids; no beats */
	assert_int_equal(r.grades[gw_units_find(units, 0, "W")], 3);
	assert_int_equal(r.grades[gw_units_find(units, 0, "E")], GW_NO_DATA);
	assert_int_equal(r.grades[gw_units_find(units, 1, "NE")], 3);
	assert_int_equal(r.grades[gw_units_find(units, 1, "NW")], GW_NO_DATA);
	gw_units_destroy(units);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_a_city(a_publication_tells_of_itself),
		in_a_city(of_each_month_the_newest_version_stands),
		in_a_city(grades_are_those_of_the_moment_for_all_units_of_the_division),
	};

	return cmocka_run_group_tests_name("store/publications", tests, NULL, NULL);
}
