/* SPDX-License-Identifier: Apache-2.0 */
#include "fixture.h"
#include "import/assign.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static uint64_t assign(struct city *city, const struct gw_division_info *division)
{
	struct gw_error err;
	uint64_t n = 4711;

	expect_ok(gw_store_begin(city->store, &err), err);
	expect_ok(gw_assign_reports(city->store, division, &n, &err), err);
	expect_ok(gw_store_commit(city->store, &err), err);
	return n;
}

/* All assignments of a scheme as "report>cell@day", by report. */
static void expect_assigned(struct city *city, const char *scheme, const char *wanted)
{
	char sql[512];

	snprintf(sql, sizeof sql,
		"SELECT coalesce(group_concat(x), '') FROM (SELECT report.code || '>' ||"
		" cell.code || '@' || valid_from AS x FROM report_cell"
		" JOIN report ON report.id = report_id"
		" JOIN cell ON cell.id = cell_id JOIN division ON division.id = division_id"
		" JOIN scheme ON scheme.id = division.scheme_id"
		" WHERE scheme.name = '%s' AND report_cell.scheme_id = scheme.id ORDER BY 1)",
		scheme);
	expect_database_text(city->path, sql, wanted);
}

/* Reports in all four squares and outside, around the first of January 2027. */
static void store_reports(struct city *city)
{
	city_report(city->store, "R1", "2026-02-28 23:59:59", city_place(0, 0));
	city_report(city->store, "R2", "2026-03-01", city_place(-1, 0));
	city_report(city->store, "R3", "2026-12-31 23:59:59", city_place(0, 0));
	city_report(city->store, "R4", "2027-01-01", city_place(0, 0));
	city_report(city->store, "R5", "2027-05-01 12:00", city_place(-1, -1));
	city_report(city->store, "R6", "2027-05-01 12:00", city_place(7, 7));
}

static void reports_that_were_there_first_are_assigned_when_their_division_arrives(void **state)
{
	struct city *city = *state;

	store_reports(city);
	assert_int_equal(assign(city, &city->governance), 5);
	assert_int_equal(assign(city, &city->police), 4);
	expect_assigned(city, "governance", "R1>NE@0,R2>NW@0,R3>NE@0,R4>NE@0,R5>SW@0");
	expect_assigned(city, "police", "R2>N@20260301,R3>N@20260301,R4>N@20260301,R5>S@20260301");
}

static void a_later_division_takes_the_reports_of_its_days_and_no_others(void **state)
{
	struct city *city = *state;
	struct gw_division_info later;
	struct gw_error err;

	store_reports(city);
	assign(city, &city->governance);
	expect_ok(gw_store_add_division(
			  city->store, &city->grids, 20270101, "x", "wgs84", &later, &err),
		err);
	/* One grid where there were four, and nothing in the south-west. */
	city_add_square(
		city->store, &city->grids, later.id, (struct square){"ALL", -1, 0, 2, 1}, -1);
	assert_int_equal(assign(city, &later), 1);
	expect_assigned(city, "governance", "R1>NE@0,R2>NW@0,R3>NE@0,R4>ALL@20270101");
}

static void a_division_that_ends_leaves_the_reports_after_it(void **state)
{
	struct city *city = *state;
	struct gw_division_info earlier;
	struct gw_error err;

	store_reports(city);
	assign(city, &city->police);
	expect_ok(gw_store_add_division(
			  city->store, &city->beats, GW_DATE_MIN, "x", "wgs84", &earlier, &err),
		err);
	city_add_square(
		city->store, &city->beats, earlier.id, (struct square){"OLD", -1, -1, 2, 2}, -1);
	assert_int_equal(assign(city, &earlier), 1);
	expect_assigned(city, "police",
		"R1>OLD@0,R2>N@20260301,R3>N@20260301,R4>N@20260301,"
		"R5>S@20260301");
}

static void assigning_twice_is_assigning_once(void **state)
{
	struct city *city = *state;

	store_reports(city);
	assign(city, &city->governance);
	assert_int_equal(assign(city, &city->governance), 5);
	assert_int_equal(database_rows(city->path, "report_cell"), 5);
}

static void without_reports_of_its_days_nothing_is_assigned(void **state)
{
	struct city *city = *state;

	assert_int_equal(assign(city, &city->governance), 0);
	city_report(city->store, "R1", "2026-02-28 23:59:59", city_place(0, 0));
	assert_int_equal(assign(city, &city->police), 0);
	assert_int_equal(database_rows(city->path, "report_cell"), 0);
}

static void a_report_on_a_border_goes_north_and_east(void **state)
{
	struct city *city = *state;

	city_report(city->store, "corner", "2026-10-03", (struct gw_lonlat){CITY_LON, CITY_LAT});
	city_report(city->store, "edge", "2026-10-03",
		(struct gw_lonlat){CITY_LON - CITY_SIDE / 2, CITY_LAT});
	city_report(city->store, "south", "2026-10-03",
		(struct gw_lonlat){CITY_LON, CITY_LAT - CITY_SIDE / 2});
	assign(city, &city->governance);
	expect_assigned(city, "governance", "corner>NE@0,edge>NW@0,south>SE@0");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_a_city(reports_that_were_there_first_are_assigned_when_their_division_arrives),
		in_a_city(a_later_division_takes_the_reports_of_its_days_and_no_others),
		in_a_city(a_division_that_ends_leaves_the_reports_after_it),
		in_a_city(assigning_twice_is_assigning_once),
		in_a_city(without_reports_of_its_days_nothing_is_assigned),
		in_a_city(a_report_on_a_border_goes_north_and_east),
	};

	return cmocka_run_group_tests_name("import/assign", tests, NULL, NULL);
}
