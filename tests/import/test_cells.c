/* SPDX-License-Identifier: Apache-2.0 */
#include "files.h"
#include "fixture.h"
#include "import/cells.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const char *const tables[] = {
	"scheme", "level", "unit", "division", "cell", "report", "report_cell"};

#define NUM_TABLES (sizeof tables / sizeof *tables)

/* How many rows each table has. */
struct rows {
	int64_t n[NUM_TABLES];
};

static struct rows count_rows(const struct city *city)
{
	struct rows rows;
	size_t i;

	for (i = 0; i < NUM_TABLES; i++)
		rows.n[i] = database_rows(city->path, tables[i]);
	return rows;
}

static void expect_rows(const struct city *city, const struct rows *wanted)
{
	struct rows got = count_rows(city);
	size_t i;

	for (i = 0; i < NUM_TABLES; i++)
		if (got.n[i] != wanted->n[i])
			fail_msg("%s has %lld rows, not %lld", tables[i], (long long)got.n[i],
				(long long)wanted->n[i]);
}

static struct gw_cells_options options_for(struct city *city, const char *text)
{
	return (struct gw_cells_options){
		.file = {.path = folder_write(&city->folder, "cells.geojson", text),
			.crs = "wgs84"},
		.fields = {.code = "code", .parent = "up"},
		.scheme = "governance",
		.level = "grid",
		.valid_from = 20270101,
	};
}

#define CHILD(code, up, ring) FEATURE(CODE(code) ",\"up\":\"" up "\"", POLYGON(ring))

static void a_division_is_stored_with_its_cells_units_and_parents(void **state)
{
	struct city *city = *state;
	struct gw_cells_options options =
		options_for(city, COLLECTION2(CHILD("B", "E", RING_B), CHILD("NW", "W", RING_A)));
	struct gw_cells_result result;
	struct gw_error err;

	expect_ok(gw_import_cells(city->store, &options, &result, &err), err);
	gw_cells_result_finish(&result);
	expect_database_text(city->path,
		"SELECT group_concat(name) FROM (SELECT cell.code || '<' ||"
		" up.code AS name FROM cell JOIN division ON division.id = division_id"
		" JOIN unit AS up ON up.id = cell.parent_id"
		" WHERE valid_from = 20270101 ORDER BY 1)",
		"B<E,NW<W");
	assert_int_equal(database_rows(city->path, "unit WHERE code = 'NW'"), 1);
	expect_database_text(city->path,
		"SELECT source || '|' || crs FROM division WHERE valid_from ="
		" 20270101",
		"cells.geojson|wgs84");
	assert_int_equal(
		database_int(city->path, "SELECT valid_to FROM division WHERE valid_from = 0"),
		20270101);
}

static void expect_nothing_done(struct city *city, struct gw_cells_options *options,
	enum gw_status wanted, const char *says)
{
	struct rows before = count_rows(city);
	struct gw_cells_result result;
	struct gw_error err = {0};
	enum gw_status st = gw_import_cells(city->store, options, &result, &err);

	if (st != wanted)
		fail_msg("status %d, not %d: %s", st, wanted, err.text);
	expect_text(&err, says);
	expect_text(&err, options->file.path);
	gw_cells_result_finish(&result);
	expect_rows(city, &before);
	assert_int_equal(
		database_int(city->path, "SELECT valid_to FROM division WHERE valid_from = 0"),
		GW_DATE_MAX);
	/* No transaction is left open. */
	expect_ok(gw_store_begin(city->store, &err), err);
	gw_store_rollback(city->store);
}

static void a_file_with_faults_changes_nothing(void **state)
{
	struct city *city = *state;
	struct gw_cells_options options =
		options_for(city, COLLECTION2(CHILD("A", "W", RING_A), CHILD("AB", "W", RING_AB)));

	expect_nothing_done(city, &options, GW_EFAULTS, "--repair");
	options = options_for(city, COLLECTION2(CHILD("A", "W", RING_A), CHILD("A", "W", RING_B)));
	expect_nothing_done(city, &options, GW_EFAULTS, "--dissolve");
	options.repair_metres = 10;
	expect_nothing_done(city, &options, GW_EFAULTS, "beyond repair");
}

static void the_faults_of_a_refused_file_are_told(void **state)
{
	struct city *city = *state;
	struct gw_cells_options options =
		options_for(city, COLLECTION2(CHILD("A", "W", RING_A), CHILD("AB", "W", RING_AB)));
	struct gw_cells_result result;
	struct gw_error err;

	assert_int_equal(gw_import_cells(city->store, &options, &result, &err), GW_EFAULTS);
	assert_int_equal(result.file.n, 2);
	assert_true(gw_faults_count(&result.file.faults) > 0);
	gw_cells_result_finish(&result);
}

static void a_cell_of_an_unknown_parent_changes_nothing(void **state)
{
	struct city *city = *state;
	struct gw_cells_options options =
		options_for(city, COLLECTION2(CHILD("A", "W", RING_A), CHILD("B", "X", RING_B)));

	options.scheme = "governance";
	expect_nothing_done(city, &options, GW_ENOTFOUND, "its parent X");
	expect_nothing_done(city, &options, GW_ENOTFOUND, "gridward import units");
}

static void a_second_division_of_a_day_changes_nothing(void **state)
{
	struct city *city = *state;
	struct gw_cells_options options = options_for(city, COLLECTION(CHILD("A", "W", RING_A)));

	options.valid_from = GW_DATE_MIN;
	expect_nothing_done(city, &options, GW_EEXISTS, "--valid-from");
}

static void a_new_scheme_of_a_failed_import_is_gone_too(void **state)
{
	struct city *city = *state;
	struct gw_cells_options options = options_for(city, COLLECTION(CHILD("A", "W", RING_A)));

	options.scheme = "health"; /* it has no unit W */
	expect_nothing_done(city, &options, GW_ENOTFOUND, "its parent W");
}

static void a_file_without_features_changes_nothing(void **state)
{
	struct city *city = *state;
	struct gw_cells_options options = options_for(city, COLLECTION(""));

	options.fields = (struct gw_unit_fields){0};
	expect_nothing_done(city, &options, GW_EINVAL, "no features");
}

static void a_small_overlap_is_repaired_when_asked_for(void **state)
{
	/* B begins a millionth of a degree, about 9 cm, within A. */
	static const char lapping[] =
		"[[120.009999,40],[120.02,40],[120.02,40.01],[120.009999,40.01],[120.009999,40]]";
	struct city *city = *state;
	struct gw_cells_options options;
	struct gw_cells_result result;
	struct gw_error err;
	char text[1024];

	snprintf(text, sizeof text, COLLECTION2(CHILD("A", "W", RING_A), CHILD("B", "W", "%s")),
		lapping);
	options = options_for(city, text);
	options.repair_metres = 0.5;
	expect_ok(gw_import_cells(city->store, &options, &result, &err), err);
	assert_true(result.moves.n > 0);
	gw_cells_result_finish(&result);
	assert_int_equal(database_int(city->path,
				 "SELECT count(*) FROM cell AS a, cell AS b WHERE"
				 " a.code = 'A' AND b.code = 'B' AND ST_Touches(a.geom, b.geom)"),
		1);
}

static struct gw_units_options units_for(struct city *city, const char *text)
{
	return (struct gw_units_options){
		.file = {.path = folder_write(&city->folder, "units.csv", text)},
		.fields = {.code = "code", .name = "name", .parent = "up"},
		.scheme = "governance",
		.level = "district",
	};
}

static void units_are_written_or_written_anew(void **state)
{
	struct city *city = *state;
	struct gw_units_options options =
		units_for(city, "code,name,up\nW,Wild West,\nM,Middle,\n");
	struct gw_error err;
	uint64_t n = 0;

	expect_ok(gw_import_units(city->store, &options, &n, &err), err);
	assert_int_equal(n, 2);
	expect_database_text(city->path,
		"SELECT group_concat(name) FROM (SELECT unit.name FROM unit"
		" JOIN level ON level.id = level_id WHERE level.name = 'district' ORDER BY code)",
		"East,Middle,Wild West");
}

static void expect_no_units(struct city *city, struct gw_units_options *options, const char *says)
{
	struct rows before = count_rows(city);
	struct gw_error err = {0};
	uint64_t n;

	assert_int_not_equal(gw_import_units(city->store, options, &n, &err), GW_OK);
	expect_text(&err, says);
	expect_text(&err, "units.csv");
	expect_rows(city, &before);
}

static void units_of_a_faulty_table_are_not_written_at_all(void **state)
{
	struct city *city = *state;
	struct gw_units_options options = units_for(city, "code,name,up\nX,1,\nY,2,\nX,3,\n");

	expect_no_units(city, &options, "code X occurs more than once");
	options = units_for(city, "code,name,up\nX,1,W\nY,2,nobody\n");
	options.level = "street"; /* below grid, so that W may be a parent */
	expect_no_units(city, &options, "nobody");
	options = units_for(city, "code,name,up\nX,1,\n,2,\n");
	expect_no_units(city, &options, "feature 2");
	options = units_for(city, "code,name,up\n");
	expect_no_units(city, &options, "no units");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_a_city(a_division_is_stored_with_its_cells_units_and_parents),
		in_a_city(a_file_with_faults_changes_nothing),
		in_a_city(the_faults_of_a_refused_file_are_told),
		in_a_city(a_cell_of_an_unknown_parent_changes_nothing),
		in_a_city(a_second_division_of_a_day_changes_nothing),
		in_a_city(a_new_scheme_of_a_failed_import_is_gone_too),
		in_a_city(a_file_without_features_changes_nothing),
		in_a_city(a_small_overlap_is_repaired_when_asked_for),
		in_a_city(units_are_written_or_written_anew),
		in_a_city(units_of_a_faulty_table_are_not_written_at_all),
	};

	return cmocka_run_group_tests_name("import/cells", tests, NULL, NULL);
}
