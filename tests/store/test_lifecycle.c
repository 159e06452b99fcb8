/* SPDX-License-Identifier: Apache-2.0 */
#include "fixture.h"
#include "store/events.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define NOON "2026-10-03 12:00"

/* An arrival at noon, located by hand: in the cell of these codes, or none. */
static struct gw_arrival arrival(
	const struct city *city, const char *code, const char *grid, const char *beat)
{
	struct gw_arrival a = {
		.report = {.code = code,
			.time = city_time(city, NOON),
			.place = city_place(0, 0),
			.category = "noise",
			.source = "app",
			.description = "a \"b\""},
		.uploaded = city_time(city, "2026-10-03 12:05"),
		.due = city_time(city, "2026-10-03 12:35"),
		.who = "ingest-1",
		.day = 20261003,
		.cells = {{city->governance.scheme_id, city->governance.id, 0},
			{city->police.scheme_id, city->police.id, 0}},
		.num_cells = 2,
	};
	char sql[120];

	snprintf(sql, sizeof sql, "SELECT id FROM cell WHERE code = '%s'", grid ? grid : "");
	a.cells[0].cell = grid ? database_int(city->path, sql) : 0;
	snprintf(sql, sizeof sql, "SELECT id FROM cell WHERE code = '%s'", beat ? beat : "");
	a.cells[1].cell = beat ? database_int(city->path, sql) : 0;
	return a;
}

static enum gw_status receive(
	const struct city *city, const struct gw_arrival *a, int64_t *id, struct gw_error *err)
{
	struct gw_report_writer *writer;
	enum gw_status st;

	expect_ok(gw_store_begin(city->store, err), *err);
	expect_ok(gw_report_writer_create(&writer, city->store, err), *err);
	st = gw_report_writer_receive(writer, a, id, err);
	gw_report_writer_destroy(writer);
	if (st && st != GW_EEXISTS)
		gw_store_rollback(city->store);
	else
		expect_ok(gw_store_commit(city->store, &(struct gw_error){0}), *err);
	return st;
}

static int64_t received(const struct city *city, const struct gw_arrival *a)
{
	struct gw_error err;
	int64_t id = -1;

	expect_ok(receive(city, a, &id, &err), err);
	return id;
}

static enum gw_status move(const struct city *city, int64_t report, enum gw_step step,
	const char *time, const char *who, struct gw_error *err)
{
	struct gw_report_move m = {.report = report,
		.step = step,
		.time = city_time(city, time),
		.due = step == GW_STEP_EVALUATED ? GW_TIME_NEVER : city_time(city, time) + 60,
		.who = who,
		.note = "n"};
	struct gw_report_writer *writer;
	enum gw_status st;

	expect_ok(gw_report_writer_create(&writer, city->store, err), *err);
	st = gw_report_writer_move(writer, &m, err);
	gw_report_writer_destroy(writer);
	return st;
}

static enum gw_status check_one(void *context, const struct gw_report_row *row,
	const struct gw_report_step *steps, size_t num_steps, struct gw_error *err)
{
	const struct city *city = context;

	(void)err;
	assert_string_equal(row->report.code, "R-1");
	assert_string_equal(row->report.category, "noise");
	assert_string_equal(row->report.source, "app");
	assert_string_equal(row->report.description, "a \"b\"");
	assert_int_equal(row->report.time, city_time(city, NOON));
	assert_true(gw_lonlat_equal(row->report.place, city_place(0, 0)));
	assert_int_equal(row->status, GW_STEP_UPLOADED);
	assert_int_equal(row->due, city_time(city, "2026-10-03 12:35"));
	assert_int_equal(row->num_cells, 2);
	assert_int_equal(row->cells[0].scheme, city->governance.scheme_id);
	assert_int_equal(row->cells[0].division, city->governance.id);
	assert_int_equal(row->cells[1].division, city->police.id);
	assert_int_equal(num_steps, 2);
	assert_int_equal(steps[0].step, GW_STEP_FOUND);
	assert_int_equal(steps[0].time, city_time(city, NOON));
	assert_string_equal(steps[0].who, "app");
	assert_int_equal(steps[1].step, GW_STEP_UPLOADED);
	assert_int_equal(steps[1].time, city_time(city, "2026-10-03 12:05"));
	assert_string_equal(steps[1].who, "ingest-1");
	assert_null(steps[1].note);
	return GW_OK;
}

static void a_report_comes_in_with_its_first_steps_and_an_event(void **state)
{
	struct city *city = *state;
	struct gw_arrival a = arrival(city, "R-1", "NE", "N");
	int64_t id = received(city, &a);
	struct gw_error err;

	expect_ok(gw_store_find_report(city->store, id, NULL, check_one, city, &err), err);
	expect_ok(gw_store_find_report(city->store, 0, "R-1", check_one, city, &err), err);
	expect_database_text(
		city->path, "SELECT kind || ref || step FROM event", "report1uploaded");
	assert_int_equal(gw_store_find_report(city->store, id + 1, NULL, check_one, city, &err),
		GW_ENOTFOUND);
	expect_text(&err, "there is no report 2");
}

static void the_same_report_again_is_known_and_another_of_its_code_refused(void **state)
{
	struct city *city = *state;
	struct gw_arrival a = arrival(city, "R-1", "NE", "N"), other[6];
	int64_t first = received(city, &a), id = -1;
	struct gw_error err;
	size_t i;

	a.uploaded += 1000; /* it is no part of what was sent */
	assert_int_equal(receive(city, &a, &id, &err), GW_EEXISTS);
	assert_int_equal(id, first);
	for (i = 0; i < 6; i++)
		other[i] = a;
	other[0].report.time++;
	other[1].report.place.lon++;
	other[2].report.category = "litter";
	other[3].report.source = NULL;
	other[4].report.description = "";
	other[5].report.place.lat--;
	for (i = 0; i < 6; i++) {
		id = -1;
		assert_int_equal(receive(city, &other[i], &id, &err), GW_ECONFLICT);
		assert_int_equal(id, first);
	}
	assert_int_equal(database_rows(city->path, "report"), 1);
	assert_int_equal(database_rows(city->path, "event"), 1);
	a.report.code = NULL; /* without a code nothing is the same */
	received(city, &a);
	received(city, &a);
	assert_int_equal(database_rows(city->path, "report"), 3);
}

static void a_report_in_no_cell_is_stored(void **state)
{
	struct city *city = *state;
	struct gw_arrival a = arrival(city, NULL, NULL, NULL);

	received(city, &a);
	assert_int_equal(database_rows(city->path, "report_cell"), 0);
}

static void a_report_located_in_other_divisions_is_not_taken(void **state)
{
	struct city *city = *state;
	struct gw_arrival a = arrival(city, NULL, "NE", "N");
	struct gw_error err;
	int64_t id;

	a.num_cells = 1; /* the police's was not known */
	assert_int_equal(receive(city, &a, &id, &err), GW_EAGAIN);
	a.num_cells = 2;
	a.cells[1].division += 7;
	assert_int_equal(receive(city, &a, &id, &err), GW_EAGAIN);
	a = arrival(city, NULL, "NE", "N");
	a.day = 20260228; /* before the beats */
	assert_int_equal(receive(city, &a, &id, &err), GW_EAGAIN);
	a.num_cells = 1;
	received(city, &a);
	assert_int_equal(database_rows(city->path, "report"), 1);
}

static void a_division_that_another_program_brings_is_seen_at_once(void **state)
{
	struct city *city = *state;
	struct gw_arrival a = arrival(city, NULL, "NE", "N");
	struct gw_report_writer *writer;
	struct gw_error err;
	int64_t id;

	expect_ok(gw_report_writer_create(&writer, city->store, &err), err);
	expect_ok(gw_report_writer_receive(writer, &a, &id, &err), err);
	database_run(city->path, "UPDATE division SET valid_to = 20261001 WHERE id = 1");
	assert_int_equal(gw_report_writer_receive(writer, &a, &id, &err), GW_EAGAIN);
	gw_report_writer_destroy(writer);
}

static void only_the_next_step_can_be_taken(void **state)
{
	struct city *city = *state;
	struct gw_arrival a = arrival(city, "R-1", "NE", "N");
	int64_t id = received(city, &a);
	struct gw_error err;

	assert_int_equal(
		move(city, id, GW_STEP_SOLVED, "2026-10-03 12:10", "p", &err), GW_ECONFLICT);
	expect_text(&err, "report 1 is uploaded; the next step is allocated");
	assert_int_equal(
		move(city, id, GW_STEP_FOUND, "2026-10-03 12:10", "p", &err), GW_ECONFLICT);
	expect_ok(move(city, id, GW_STEP_ALLOCATED, "2026-10-03 12:10", "p", &err), err);
	expect_database_text(
		city->path, "SELECT status || '|' || (due - time) FROM report", "allocated|660");
	assert_int_equal(
		move(city, id, GW_STEP_ALLOCATED, "2026-10-03 12:11", "p", &err), GW_EEXISTS);
	assert_int_equal(
		move(city, id, GW_STEP_ALLOCATED, "2026-10-03 12:11", "q", &err), GW_ECONFLICT);
	expect_ok(move(city, id, GW_STEP_SOLVED, "2026-10-03 12:12", "q", &err), err);
	expect_ok(move(city, id, GW_STEP_EVALUATED, "2026-10-03 12:13", "r", &err), err);
	expect_database_text(
		city->path, "SELECT status || coalesce(due, '-') FROM report", "evaluated-");
	assert_int_equal(
		move(city, id, GW_STEP_SOLVED, "2026-10-03 12:14", "z", &err), GW_ECONFLICT);
	expect_text(&err, "no step follows");
	assert_int_equal(
		move(city, id + 1, GW_STEP_ALLOCATED, "2026-10-03 12:14", "z", &err), GW_ENOTFOUND);
	assert_int_equal(database_rows(city->path, "report_step"), 4);
}

static void an_imported_report_is_uploaded_and_nothing_is_due(void **state)
{
	struct city *city = *state;

	city_report(city->store, "OLD", NOON, city_place(0, 0));
	expect_database_text(
		city->path, "SELECT status || coalesce(due, '-') FROM report", "uploaded-");
	assert_int_equal(database_rows(city->path, "event"), 0);
	assert_int_equal(database_rows(city->path, "report_step"), 0);
}

static void what_belongs_to_a_report_goes_with_it(void **state)
{
	struct city *city = *state;
	struct gw_arrival a = arrival(city, "R-1", "NE", "N");

	received(city, &a);
	database_run(city->path, "DELETE FROM report");
	assert_int_equal(database_rows(city->path, "report_cell"), 0);
	assert_int_equal(database_rows(city->path, "report_step"), 0);
}

static void another_geometry_is_refused_by_the_database(void **state)
{
	static const char *const geometries[] = {"MakePoint(1, 2, 3857)", "NULL", "X'00'",
		"GeomFromText('LINESTRING(0 0, 1 1)', 4326)", "zeroblob(60)"};
	struct city *city = *state;
	char sql[200];
	size_t i;

	for (i = 0; i < sizeof geometries / sizeof *geometries; i++) {
		snprintf(sql, sizeof sql, "INSERT INTO report (time, geom) VALUES (0, %s)",
			geometries[i]);
		if (!database_refuses(city->path, sql))
			fail_msg("%s", sql);
	}
	database_run(
		city->path, "INSERT INTO report (time, geom) VALUES (0, MakePoint(1, 2, 4326))");
	assert_int_equal(database_rows(city->path, "report"), 1);
}

/* Ids of a list, as text. */
static enum gw_status note_id(void *context, const struct gw_report_row *row, struct gw_error *err)
{
	char *text = context;
	size_t n = strlen(text);

	(void)err;
	snprintf(text + n, 100 - n, "%s%lld", n ? "," : "", (long long)row->id);
	return GW_OK;
}

static void expect_list(
	const struct city *city, const struct gw_report_filter *filter, const char *wanted)
{
	struct gw_error err;
	char text[100] = "";
	int64_t n;

	expect_ok(gw_store_list_reports(city->store, filter, note_id, text, &err), err);
	assert_string_equal(text, wanted);
	if (filter->below)
		return;
	expect_ok(gw_store_count_filtered(city->store, filter, &n, &err), err);
	assert_int_equal(
		n, (int)(*wanted ? 1 : 0) + (int)(strlen(wanted) - strcspn(wanted, ",")) / 2);
}

static const struct gw_report_filter everything = {.from = INT64_MIN,
	.to = INT64_MAX,
	.due_by = INT64_MAX,
	.max = 100};

/* Five reports: in NE twice, NW, SE, nowhere. */
static void fill(const struct city *city)
{
	static const char *const grids[] = {"NE", "NE", "NW", "SE", NULL};
	static const char *const beats[] = {"N", "N", "N", "S", NULL};
	struct gw_error err;
	int i;

	for (i = 0; i < 5; i++) {
		struct gw_arrival a = arrival(city, NULL, grids[i], beats[i]);

		a.report.time += i;
		a.report.place.lon += i;
		a.report.category = i % 2 ? "litter" : NULL;
		a.due = i == 4 ? GW_TIME_NEVER : a.due + i;
		received(city, &a);
	}
	expect_ok(move(city, 2, GW_STEP_ALLOCATED, "2026-10-03 12:10", "p", &err), err);
}

static void a_list_begins_with_the_newest_and_goes_on_below(void **state)
{
	struct city *city = *state;
	struct gw_report_filter filter = everything;

	fill(city);
	expect_list(city, &filter, "5,4,3,2,1");
	filter.max = 2;
	filter.below = 4;
	expect_list(city, &filter, "3,2");
	filter.below = 1;
	expect_list(city, &filter, "");
}

static void a_list_holds_what_is_asked_for(void **state)
{
	struct city *city = *state;
	gw_time noon = city_time(city, NOON), due = city_time(city, "2026-10-03 12:35");
	struct gw_lonlat p = city_place(0, 0);
	const struct gw_bbox box = {{p.lon + 1, p.lat}, {p.lon + 3, p.lat}};
	struct gw_report_filter f;

	fill(city);
	f = everything, f.from = noon + 1, f.to = noon + 3;
	expect_list(city, &f, "3,2");
	f = everything, f.due_by = due + 2; /* 2 is allocated: its next is due at 12:11 */
	expect_list(city, &f, "3,2,1");
	f.due_by = due - 1;
	expect_list(city, &f, "2");
	f = everything, f.statuses = 1u << GW_STEP_ALLOCATED;
	expect_list(city, &f, "2");
	f.statuses |= 1u << GW_STEP_UPLOADED;
	expect_list(city, &f, "5,4,3,2,1");
	f.statuses = 1u << GW_STEP_EVALUATED;
	expect_list(city, &f, "");
	f = everything, f.category = "litter";
	expect_list(city, &f, "4,2");
	f = everything, f.bbox = &box;
	expect_list(city, &f, "4,3,2");
	f.statuses = 1u << GW_STEP_UPLOADED;
	f.category = "litter";
	expect_list(city, &f, "4");
}

static void a_list_of_a_unit_holds_the_reports_of_its_cells(void **state)
{
	static const struct {
		const char *scheme, *level, *code, *list;
	} rows[] = {{NULL, NULL, "E", "4,2,1"}, {NULL, NULL, "W", "3"}, {NULL, NULL, "NE", "2,1"},
		{"governance", "grid", "SE", "4"}, {"governance", "grid", "SW", ""},
		{"police", NULL, "N", "3,2,1"}, {"police", "beat", "S", "4"}};
	struct city *city = *state;
	struct gw_report_filter f = everything;
	struct gw_error err;
	size_t i;

	fill(city);
	for (i = 0; i < sizeof rows / sizeof *rows; i++) {
		expect_ok(gw_store_find_unit(city->store, rows[i].scheme, rows[i].level,
				  rows[i].code, &f.unit, &err),
			err);
		expect_list(city, &f, rows[i].list);
	}
	assert_int_equal(
		gw_store_find_unit(city->store, "police", NULL, "NE", &f.unit, &err), GW_ENOTFOUND);
	assert_int_equal(gw_store_find_unit(city->store, NULL, "district", "NE", &f.unit, &err),
		GW_ENOTFOUND);
	expect_text(&err, "NE");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_a_city(a_report_comes_in_with_its_first_steps_and_an_event),
		in_a_city(the_same_report_again_is_known_and_another_of_its_code_refused),
		in_a_city(a_report_in_no_cell_is_stored),
		in_a_city(a_report_located_in_other_divisions_is_not_taken),
		in_a_city(a_division_that_another_program_brings_is_seen_at_once),
		in_a_city(only_the_next_step_can_be_taken),
		in_a_city(an_imported_report_is_uploaded_and_nothing_is_due),
		in_a_city(what_belongs_to_a_report_goes_with_it),
		in_a_city(another_geometry_is_refused_by_the_database),
		in_a_city(a_list_begins_with_the_newest_and_goes_on_below),
		in_a_city(a_list_holds_what_is_asked_for),
		in_a_city(a_list_of_a_unit_holds_the_reports_of_its_cells),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
