/* SPDX-License-Identifier: Apache-2.0 */
#include "fixture.h"
#include "store/events.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define TOLD_MAX 400

/* Writes what an event says behind what the ones before said. */
static enum gw_status tell(void *context, const struct gw_event *e, struct gw_error *err)
{
	char *text = context;
	size_t n = strlen(text);

	(void)err;
	if (e->publication)
		snprintf(text + n, TOLD_MAX - n, "%lld %s %s %d v%lld; ", (long long)e->id,
			gw_event_kind_name(e->kind), e->publication->scheme, e->publication->month,
			(long long)e->publication->version);
	else
		snprintf(text + n, TOLD_MAX - n, "%lld %s %lld %s %s due %lld; ", (long long)e->id,
			gw_event_kind_name(e->kind), (long long)e->report->id,
			gw_step_name(e->step->step), e->step->who,
			e->report->due == GW_TIME_NEVER ? -1LL : (long long)e->report->due);
	return e->report && e->report->status != e->step->step ? GW_EINVAL : GW_OK;
}

static void expect_events(const struct city *city, int64_t after, size_t max, const char *wanted)
{
	char told[TOLD_MAX] = "";
	struct gw_error err;

	expect_ok(gw_store_each_event(city->store, after, max, tell, told, &err), err);
	assert_string_equal(told, wanted);
}

/* Two reports, a step of the first. */
static void fill(const struct city *city)
{
	struct gw_arrival a = {.report = {.time = 1790989920, .place = city_place(0, 0)},
		.uploaded = 1790989930,
		.due = 500,
		.who = "in",
		.day = 20261003,
		.cells = {{city->governance.scheme_id, city->governance.id, 0},
			{city->police.scheme_id, city->police.id, 0}},
		.num_cells = 2};
	struct gw_report_move move = {.report = 1,
		.step = GW_STEP_ALLOCATED,
		.time = 1790989940,
		.due = GW_TIME_NEVER,
		.who = "p"};
	struct gw_report_writer *writer;
	struct gw_error err;
	int64_t id;

	expect_ok(gw_report_writer_create(&writer, city->store, &err), err);
	expect_ok(gw_report_writer_receive(writer, &a, &id, &err), err);
	a.due = 600;
	expect_ok(gw_report_writer_receive(writer, &a, &id, &err), err);
	expect_ok(gw_report_writer_move(writer, &move, &err), err);
	gw_report_writer_destroy(writer);
}

static void events_come_in_order_with_what_they_are_about_as_it_was_then(void **state)
{
	struct city *city = *state;

	fill(city);
	expect_events(city, 0, 10,
		"1 report 1 uploaded in due 500; 2 report 2 uploaded in due 600; "
		"3 step 1 allocated p due -1; ");
	expect_events(city, 1, 1, "2 report 2 uploaded in due 600; ");
	expect_events(city, 3, 10, "");
}

static void an_event_about_what_is_gone_is_passed_over_and_does_not_count(void **state)
{
	struct city *city = *state;

	fill(city);
	database_run(city->path, "DELETE FROM report WHERE id = 1");
	expect_events(city, 0, 1, "2 report 2 uploaded in due 600; ");
	expect_events(city, 2, 1, "");
}

static void a_number_is_not_given_twice(void **state)
{
	struct city *city = *state;

	fill(city);
	database_run(city->path, "DELETE FROM event; DELETE FROM report");
	fill(city);
	assert_int_equal(database_int(city->path, "SELECT min(id) FROM event"), 4);
}

static void a_publication_is_told(void **state)
{
	struct city *city = *state;

	database_run(city->path,
		"INSERT INTO publication (id, scheme_id, month, version, division_id, published_at,"
		" who) VALUES (5, 1, 202610, 2, 1, '2026-11-01T00:00:00Z', 'admin')");
	database_run(city->path, "INSERT INTO event (kind, ref) VALUES ('grade', 5)");
	expect_events(city, 0, 10, "1 grade governance 202610 v2; ");
}

static void kinds_have_names(void **state)
{
	static const char *const names[] = {"report", "step", "grade", "fence"};
	enum gw_event_kind kind;
	size_t i;

	(void)state;
	for (i = 0; i < 4; i++) {
		assert_true(gw_event_kind_parse(names[i], &kind));
		assert_string_equal(gw_event_kind_name(kind), names[i]);
	}
	assert_false(gw_event_kind_parse("ping", &kind));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_a_city(events_come_in_order_with_what_they_are_about_as_it_was_then),
		in_a_city(an_event_about_what_is_gone_is_passed_over_and_does_not_count),
		in_a_city(a_number_is_not_given_twice),
		in_a_city(a_publication_is_told),
		cmocka_unit_test(kinds_have_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
