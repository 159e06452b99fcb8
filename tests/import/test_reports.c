/* SPDX-License-Identifier: Apache-2.0 */
#include "base/buf.h"
#include "base/file.h"
#include "files.h"
#include "fixture.h"
#include "import/reports.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const char mixed[] =
	"id,time,lon,lat,category\n"
	"R1,2026-10-03 09:12,120.005,40.005,a\n" /* 2: NE, N */
	"R2,2026-02-03 09:12,119.995,39.995,a\n" /* 3: SW; police has no division yet */
	"R3,2026-10-03 09:12,120.005,91.2,a\n" /* 4 */
	"R1,2026-10-03 09:12,120.005,40.005,a\n" /* 5 */
	"R4,soon,120.005,40.005,a\n" /* 6 */
	"R5,2026-10-03 09:12,120.005,40.005\n" /* 7 */
	"R6,2026-10-03 09:12,,40.005,\"two\nlines\"\n" /* 8 */
	"R7,2026-10-03 09:12,121,41,\n" /* 10: outside */
	",,120.005,40.005,a\n" /* 11 */
	",2026-10-03T09:12:00Z,0,0,a\n"; /* 12: outside */

static struct gw_reports_options options_for(struct city *city, const char *name, const char *text)
{
	return (struct gw_reports_options){
		.file = {.path = folder_write(&city->folder, name, text), .crs = "wgs84"},
		.rejects = folder_file(&city->folder, "rejects.csv"),
	};
}

static struct gw_reports_result import_text(
	struct city *city, const struct gw_reports_options *options)
{
	struct gw_reports_result result;
	struct gw_error err;

	expect_ok(gw_import_reports(city->store, options, &result, &err), err);
	assert_int_equal(result.rows, result.stored + result.rejected);
	assert_int_equal(database_rows(city->path, "report"), result.stored);
	return result;
}

static void expect_file(const char *path, const char *wanted)
{
	struct gw_error err;
	struct gw_buf text;

	gw_buf_init(&text, 1 << 20);
	expect_ok(gw_file_read(&text, path, &err), err);
	assert_string_equal(gw_buf_cstr(&text), wanted);
	gw_buf_finish(&text);
}

static void every_row_is_stored_or_rejected_with_its_line_and_reason(void **state)
{
	struct city *city = *state;
	const struct gw_reports_options options = options_for(city, "r.csv", mixed);
	struct gw_reports_result result = import_text(city, &options);

	assert_int_equal(result.rows, 10);
	assert_int_equal(result.stored, 4);
	assert_int_equal(result.outside, 2);
	expect_file(options.rejects,
		"row,reason,id,time,lon,lat,category\n"
		"4,\"latitude \"\"91.2\"\" is outside -90 to 90\","
		"R3,2026-10-03 09:12,120.005,91.2,a\n"
		"5,\"id \"\"R1\"\" is there already\",R1,2026-10-03 09:12,120.005,40.005,a\n"
		"6,\"time \"\"soon\"\" cannot be read\",R4,soon,120.005,40.005,a\n"
		"7,\"it has 4 fields, the header has 5\",R5,2026-10-03 09:12,120.005,40.005\n"
		"8,no longitude,R6,2026-10-03 09:12,,40.005,\"two\nlines\"\n"
		"11,no time,,,120.005,40.005,a\n");
	expect_database_text(city->path,
		"SELECT group_concat(x) FROM (SELECT report.code || cell.code"
		" AS x FROM report_cell JOIN report ON report.id = report_id JOIN cell ON cell.id ="
		" cell_id ORDER BY 1)",
		"R1N,R1NE,R2SW");
}

static void a_report_belongs_to_the_divisions_of_its_local_day(void **state)
{
	struct city *city = *state;
	/* Midnight in Shanghai is 16:00 of the day before in UTC. */
	const struct gw_reports_options options = options_for(city, "r.csv",
		"id,time,lon,lat\n"
		"A,2026-02-28T15:59:59Z,120.005,40.005\n"
		"B,2026-02-28T16:00:00Z,120.005,40.005\n"
		"C,2026-12-31 23:59:59,120.005,40.005\n"
		"D,2027-01-01,120.005,40.005\n");
	struct gw_division_info later;
	struct gw_error err;

	expect_ok(gw_store_add_division(
			  city->store, &city->grids, 20270101, "x", "wgs84", &later, &err),
		err);
	city_add_square(
		city->store, &city->grids, later.id, (struct square){"ALL", -1, -1, 2, 2}, -1);
	import_text(city, &options);
	expect_database_text(city->path,
		"SELECT group_concat(x) FROM (SELECT report.code || cell.code AS x"
		" FROM report_cell JOIN report ON report.id = report_id"
		" JOIN cell ON cell.id = cell_id ORDER BY 1)",
		"ANE,BN,BNE,CN,CNE,DALL,DN");
}

static void zero_zero_is_rejected_where_asked_for(void **state)
{
	struct city *city = *state;
	struct gw_reports_options options = options_for(city, "r.csv", mixed);

	options.reject_null_island = true;
	assert_int_equal(import_text(city, &options).stored, 3);
}

static void features_with_points_are_reports_too(void **state)
{
	struct city *city = *state;
	const struct gw_reports_options options = options_for(city, "r.geojson",
		COLLECTION2(FEATURE("\"id\":\"R1\",\"time\":\"2026-10-03T09:12:00+08:00\"",
				    "{\"type\":\"Point\",\"coordinates\":[120.005,40.005]}"),
			FEATURE("\"id\":\"R2\",\"time\":\"2026-10-03T09:12:00+08:00\"", "null")));
	struct gw_reports_result result = import_text(city, &options);

	assert_int_equal(result.stored, 1);
	assert_int_equal(result.rejected, 1);
	assert_int_equal(database_int(city->path, "SELECT time FROM report"), 1790989920);
	expect_file(options.rejects,
		"row,reason,id,time,x,y\n"
		"2,no longitude,R2,2026-10-03T09:12:00+08:00,,\n");
}

static void expect_nothing_done(struct city *city, const struct gw_reports_options *options,
	enum gw_status wanted, const char *says)
{
	struct gw_reports_result result;
	struct gw_error err = {0};

	assert_int_equal(gw_import_reports(city->store, options, &result, &err), wanted);
	expect_text(&err, says);
	assert_int_equal(database_rows(city->path, "report"), 0);
	expect_ok(gw_store_begin(city->store, &err), err); /* none is left open */
	gw_store_rollback(city->store);
}

static void a_file_that_cannot_be_taken_stores_nothing(void **state)
{
	struct city *city = *state;
	struct gw_reports_options options = options_for(city, "r.csv", "id,lon,lat\n1,120,40\n");

	expect_nothing_done(city, &options, GW_ENOTFOUND, "\"time\"; there are: id, lon, lat");
	options = options_for(city, "r.csv", mixed);
	options.fields.category = "kind";
	expect_nothing_done(city, &options, GW_ENOTFOUND, "\"kind\"");
	options = options_for(city, "r.csv", mixed);
	options.file.crs = NULL;
	expect_nothing_done(city, &options, GW_EINVAL, "--crs");
	options = options_for(city, "r.csv", "");
	expect_nothing_done(city, &options, GW_EINVAL, "empty");
	options = options_for(city, "r.csv", mixed);
	options.rejects = folder_file(&city->folder, "none/rejects.csv");
	expect_nothing_done(city, &options, GW_EIO, "none/rejects.csv");
}

static void note_row(void *context, uint64_t row, const char *reason)
{
	uint64_t *sum = context;

	assert_non_null(reason);
	*sum += row;
}

static void whoever_wants_is_told_of_each_reject(void **state)
{
	struct city *city = *state;
	struct gw_reports_options options = options_for(city, "r.csv", mixed);
	uint64_t sum = 0;

	options.on_reject = note_row;
	options.context = &sum;
	options.rejects = NULL;
	import_text(city, &options);
	assert_int_equal(sum, 4 + 5 + 6 + 7 + 8 + 11);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_a_city(every_row_is_stored_or_rejected_with_its_line_and_reason),
		in_a_city(a_report_belongs_to_the_divisions_of_its_local_day),
		in_a_city(zero_zero_is_rejected_where_asked_for),
		in_a_city(features_with_points_are_reports_too),
		in_a_city(a_file_that_cannot_be_taken_stores_nothing),
		in_a_city(whoever_wants_is_told_of_each_reject),
	};

	return cmocka_run_group_tests_name("import/reports", tests, NULL, NULL);
}
