/* SPDX-License-Identifier: Apache-2.0 */
#include "fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define OCTOBER "2026-10-03 09:12"

static void a_report_is_stored_with_all_its_fields(void **state)
{
	struct city *city = *state;
	const struct gw_report report = {.code = "R-1",
		.time = 1790989920,
		.place = {1200000001, -399999999},
		.category = "\xe6\xb2\xbb\xe5\xae\x89",
		.source = "app",
		.description = "a \"b\", c\nd"};
	struct gw_report_writer *writer;
	struct gw_error err;
	int64_t id = -1;

	expect_ok(gw_report_writer_create(&writer, city->store, &err), err);
	expect_ok(gw_report_writer_add(writer, &report, &id, &err), err);
	gw_report_writer_destroy(writer);
	expect_database_text(city->path,
		"SELECT code || '|' || time || '|' || category || '|' ||"
		" source || '|' || description FROM report",
		"R-1|1790989920|\xe6\xb2\xbb\xe5\xae\x89|app|a \"b\", c\nd");
	assert_int_equal(database_int(city->path,
				 "SELECT ST_X(geom) = 120.0000001 AND ST_Y(geom) ="
				 " -39.9999999 AND ST_SRID(geom) = 4326 FROM report"),
		1);
	assert_int_equal(database_int(city->path, "SELECT id FROM report"), id);
}

static void a_code_that_is_there_is_refused_by_name(void **state)
{
	struct city *city = *state;
	const struct gw_report report = {.code = "R-1", .place = city_place(0, 0)};
	struct gw_report_writer *writer;
	struct gw_error err;
	int64_t id = -7;

	city_report(city->store, "R-1", OCTOBER, city_place(0, 0));
	expect_ok(gw_report_writer_create(&writer, city->store, &err), err);
	assert_int_equal(gw_report_writer_add(writer, &report, &id, &err), GW_EEXISTS);
	expect_text(&err, "\"R-1\"");
	assert_int_equal(id, -7);
	/* The writer goes on after that. */
	expect_ok(gw_report_writer_add(writer, &(struct gw_report){.code = "r-1"}, &id, &err), err);
	gw_report_writer_destroy(writer);
	assert_int_equal(database_rows(city->path, "report"), 2);
	gw_report_writer_destroy(NULL);
}

static void reports_without_a_code_are_never_the_same(void **state)
{
	struct city *city = *state;
	int64_t a = city_report(city->store, NULL, OCTOBER, city_place(0, 0));

	assert_int_not_equal(a, city_report(city->store, NULL, OCTOBER, city_place(0, 0)));
	assert_int_equal(database_rows(city->path, "report"), 2);
}

static int64_t cell_key(struct city *city, const struct gw_division_info *info, const char *code)
{
	char sql[120];

	snprintf(sql, sizeof sql, "SELECT id FROM cell WHERE division_id = %lld AND code = '%s'",
		(long long)info->id, code);
	return database_int(city->path, sql);
}

static void assign(
	struct city *city, int64_t report, const struct gw_division_info *info, const char *code)
{
	struct gw_report_writer *writer;
	struct gw_error err;

	expect_ok(gw_report_writer_create(&writer, city->store, &err), err);
	expect_ok(gw_report_writer_assign(
			  writer, report, info->scheme_id, cell_key(city, info, code), &err),
		err);
	gw_report_writer_destroy(writer);
}

static void an_assignment_takes_the_place_of_the_last_in_its_scheme_alone(void **state)
{
	struct city *city = *state;
	int64_t id = city_report(city->store, "R-1", OCTOBER, city_place(0, 0));

	assign(city, id, &city->governance, "SW");
	assign(city, id, &city->police, "S");
	assign(city, id, &city->governance, "NE");
	assert_int_equal(database_rows(city->path, "report_cell"), 2);
	expect_database_text(city->path,
		"SELECT group_concat(code) FROM (SELECT code FROM"
		" report_cell JOIN cell ON cell.id = cell_id ORDER BY code)",
		"NE,S");
}

static void a_cell_that_does_not_exist_is_no_assignment(void **state)
{
	struct city *city = *state;
	int64_t id = city_report(city->store, "R-1", OCTOBER, city_place(0, 0));
	struct gw_report_writer *writer;
	struct gw_error err;

	expect_ok(gw_report_writer_create(&writer, city->store, &err), err);
	assert_int_equal(
		gw_report_writer_assign(writer, id, city->governance.scheme_id, 4711, &err),
		GW_EIO);
	gw_report_writer_destroy(writer);
	assert_int_equal(database_rows(city->path, "report_cell"), 0);
}

static void assignments_are_taken_back_by_scheme_and_time(void **state)
{
	struct city *city = *state;
	struct gw_error err;
	int64_t a = city_report(city->store, "A", "2026-09-30 23:59", city_place(0, 0));
	int64_t b = city_report(city->store, "B", "2026-10-01", city_place(0, 0));
	int64_t c = city_report(city->store, "C", "2026-11-01", city_place(0, 0));

	assign(city, a, &city->governance, "NE");
	assign(city, b, &city->governance, "NE");
	assign(city, b, &city->police, "N");
	assign(city, c, &city->governance, "NE");
	expect_ok(gw_store_unassign_reports(city->store, city->governance.scheme_id,
			  city_time(city, "2026-10"), city_time(city, "2026-11"), &err),
		err);
	expect_database_text(city->path,
		"SELECT group_concat(name) FROM (SELECT report.code ||"
		" cell.code AS name FROM report_cell JOIN report ON report.id = report_id JOIN cell"
		" ON cell.id = cell_id ORDER BY 1)",
		"ANE,BN,CNE");
}

struct seen {
	int n, stop_at;
	int64_t ids[8];
	gw_time times[8];
	struct gw_lonlat places[8];
};

static enum gw_status see(
	void *context, int64_t id, gw_time time, struct gw_lonlat place, struct gw_error *err)
{
	struct seen *seen = context;

	if (seen->n == seen->stop_at)
		return gw_fail(err, GW_EFAULTS, "enough");
	seen->ids[seen->n] = id;
	seen->times[seen->n] = time;
	seen->places[seen->n++] = place;
	return GW_OK;
}

static void each_report_of_a_time_is_visited_its_beginning_in_its_end_out(void **state)
{
	const struct gw_lonlat place = {-1799999999, 899999999};
	struct city *city = *state;
	struct seen seen = {.stop_at = 8};
	struct gw_error err;
	int64_t first;

	city_report(city->store, "before", "2026-09-30 23:59", place);
	first = city_report(city->store, "first", "2026-10-01", place);
	city_report(city->store, "last", "2026-10-31 23:59", city_place(-1, 0));
	city_report(city->store, "after", "2026-11-01", place);
	expect_ok(gw_store_each_report(city->store, city_time(city, "2026-10"),
			  city_time(city, "2026-11"), see, &seen, &err),
		err);
	assert_int_equal(seen.n, 2);
	assert_int_equal(seen.ids[0], first);
	assert_int_equal(seen.times[0], city_time(city, "2026-10-01"));
	assert_true(gw_lonlat_equal(seen.places[0], place));
	assert_true(gw_lonlat_equal(seen.places[1], city_place(-1, 0)));
	seen.n = 0;
	expect_ok(gw_store_each_report(city->store, INT64_MIN, INT64_MAX, see, &seen, &err), err);
	assert_int_equal(seen.n, 4);
}

static void a_visit_that_fails_ends_the_round(void **state)
{
	struct city *city = *state;
	struct seen seen = {.stop_at = 1};
	struct gw_error err;

	city_report(city->store, NULL, OCTOBER, city_place(0, 0));
	city_report(city->store, NULL, OCTOBER, city_place(0, 0));
	assert_int_equal(gw_store_each_report(city->store, INT64_MIN, INT64_MAX, see, &seen, &err),
		GW_EFAULTS);
	expect_text(&err, "enough");
	assert_int_equal(seen.n, 1);
}

struct counts {
	int64_t north_east, south_west, others;
	int64_t ne, sw; /* their keys */
};

static void count(void *context, int64_t cell, int64_t n)
{
	struct counts *counts = context;

	*(cell == counts->ne		     ? &counts->north_east
			: cell == counts->sw ? &counts->south_west
					     : &counts->others) += n;
}

static void expect_counts(
	struct city *city, const char *from, const char *to, int64_t ne, int64_t sw)
{
	struct counts counts = {.ne = cell_key(city, &city->governance, "NE"),
		.sw = cell_key(city, &city->governance, "SW")};
	struct gw_error err;

	expect_ok(gw_store_count_reports(city->store, city->governance.id, city_time(city, from),
			  city_time(city, to), count, &counts, &err),
		err);
	if (counts.north_east != ne || counts.south_west != sw || counts.others)
		fail_msg("%s to %s: NE %lld, SW %lld, others %lld", from, to,
			(long long)counts.north_east, (long long)counts.south_west,
			(long long)counts.others);
}

static void reports_are_counted_by_cell_and_month_of_one_division(void **state)
{
	struct city *city = *state;

	city_reports_in(city->store, &city->governance, "NE", "2026-10-01", 3);
	city_reports_in(city->store, &city->governance, "NE", "2026-10-31 23:59", 2);
	city_reports_in(city->store, &city->governance, "SW", OCTOBER, 7);
	city_reports_in(city->store, &city->governance, "SW", "2026-11-01", 4);
	city_reports_in(city->store, &city->police, "N", OCTOBER, 9);
	city_report(city->store, "outside", OCTOBER, (struct gw_lonlat){0, 0});
	expect_counts(city, "2026-10", "2026-11", 5, 7);
	expect_counts(city, "2026-11", "2026-12", 0, 4);
	expect_counts(city, "2026-12", "2027-01", 0, 0);
	expect_counts(city, "2026-09", "2026-10", 0, 0);
}

static void the_newest_report_is_the_one_of_the_latest_time(void **state)
{
	struct city *city = *state;
	struct gw_error err = {.text = "untouched"};
	gw_time t = -7;

	assert_int_equal(gw_store_newest_report(city->store, &t, &err), GW_ENOTFOUND);
	assert_string_equal(err.text, "untouched");
	city_report(city->store, NULL, "2026-10-02", city_place(0, 0));
	city_report(city->store, NULL, OCTOBER, city_place(0, 0));
	city_report(city->store, NULL, "2026-01-01", city_place(0, 0));
	expect_ok(gw_store_newest_report(city->store, &t, &err), err);
	assert_int_equal(t, city_time(city, OCTOBER));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_a_city(a_report_is_stored_with_all_its_fields),
		in_a_city(a_code_that_is_there_is_refused_by_name),
		in_a_city(reports_without_a_code_are_never_the_same),
		in_a_city(an_assignment_takes_the_place_of_the_last_in_its_scheme_alone),
		in_a_city(a_cell_that_does_not_exist_is_no_assignment),
		in_a_city(assignments_are_taken_back_by_scheme_and_time),
		in_a_city(each_report_of_a_time_is_visited_its_beginning_in_its_end_out),
		in_a_city(a_visit_that_fails_ends_the_round),
		in_a_city(reports_are_counted_by_cell_and_month_of_one_division),
		in_a_city(the_newest_report_is_the_one_of_the_latest_time),
	};

	return cmocka_run_group_tests_name("store/reports", tests, NULL, NULL);
}
