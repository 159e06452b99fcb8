/* SPDX-License-Identifier: Apache-2.0 */
/* What the atlas keeps, lets go of, and sees change; many threads at it. */
#include "base/buf.h"
#include "library.h"
#include "store/context.h"

#include <malloc.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Of some twenty maps that nothing was drawn of. */
#define LIMIT ((size_t)100000)

static void a_borrowed_map_outlives_any_number_of_others(void **state)
{
	struct library *l = *state;
	const struct gw_map *first = map_of(l, (struct gw_map_query){.month = 202610}), *other;
	struct gw_buf before, after;
	gw_month month = 200001;
	int i;

	gw_atlas_set_limit(l->atlas, LIMIT);
	draw(first, &before);
	for (i = 0; i < 60; i++, month = gw_month_next(month))
		gw_atlas_release(l->atlas, map_of(l, (struct gw_map_query){.month = month}));
	draw(first, &after);
	assert_true(same(&before, &after));
	other = map_of(l, (struct gw_map_query){.month = 202610});
	assert_int_equal(first->content, other->content);
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
	refresh(l);
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

/* Another program's change, so that a division is no longer known to be seamless. */
static void touch_cells(const struct library *l)
{
	database_run(l->city.path, "UPDATE cell SET name = hex(randomblob(4))");
}

static void a_borrowed_division_stays_when_its_cells_are_touched(void **state)
{
	struct library *l = *state;
	const struct gw_division *before, *after, *again;
	struct gw_error err;
	gw_cell_id ne;

	expect_ok(gw_atlas_division(l->atlas, NULL, 20261003, GW_WAIT, &before, NULL, &err), err);
	touch_cells(l);
	refresh(l);
	expect_ok(gw_atlas_division(l->atlas, NULL, 20261003, GW_WAIT, &after, NULL, &err), err);
	assert_ptr_not_equal(before, after);
	ne = gw_locator_cell(before->locator, city_place(0, 0));
	assert_string_equal(gw_cell_code(before->units, ne), "NE");
	gw_atlas_release_division(l->atlas, before);
	expect_ok(gw_atlas_division(l->atlas, NULL, 20261003, GW_WAIT, &again, NULL, &err), err);
	assert_ptr_equal(after, again);
	gw_atlas_release_division(l->atlas, after);
	gw_atlas_release_division(l->atlas, again);
}

static void a_borrowed_map_draws_as_before_when_all_it_uses_has_changed(void **state)
{
	struct library *l = *state;
	const struct gw_map *map = map_of(l, (struct gw_map_query){.month = 202610});
	struct gw_buf before, after;

	draw(map, &before);
	touch_cells(l);
	city_reports_in(l->city.store, &l->city.governance, "NW", "2026-10-09", 9);
	refresh(l);
	gw_atlas_release(l->atlas, map_of(l, (struct gw_map_query){.month = 202610}));
	draw(map, &after);
	assert_true(same(&before, &after));
	gw_atlas_release(l->atlas, map);
	gw_buf_finish(&before);
	gw_buf_finish(&after);
}

static void expect_unsound(struct library *l)
{
	const struct gw_division *division = NULL;
	struct gw_error err;

	assert_int_equal(
		gw_atlas_division(l->atlas, NULL, 20261003, GW_WAIT, &division, NULL, &err),
		GW_EFAULTS);
	expect_text(&err, "no longer seamless");
	assert_null(division);
}

static void a_division_that_becomes_unsound_is_refused_until_it_is_mended(void **state)
{
	static const char move[] =
		"UPDATE cell SET geom = CastToMulti(ST_Translate(geom, %s, 0, 0))"
		" WHERE code = 'NE'";
	struct library *l = *state;
	const struct gw_division *before, *after;
	struct gw_error err;
	char sql[200];

	expect_ok(gw_atlas_division(l->atlas, NULL, 20261003, GW_WAIT, &before, NULL, &err), err);
	snprintf(sql, sizeof sql, move, "-0.005");
	database_run(l->city.path, sql);
	refresh(l);
	expect_unsound(l);
	expect_unsound(l);
	assert_true(gw_locator_cell(before->locator, city_place(0, 0)) > 0);
	gw_atlas_release_division(l->atlas, before);
	snprintf(sql, sizeof sql, move, "0.005");
	database_run(l->city.path, sql);
	refresh(l);
	expect_ok(gw_atlas_division(l->atlas, NULL, 20261003, GW_WAIT, &after, NULL, &err), err);
	gw_atlas_release_division(l->atlas, after);
}

/* A road of many points: what a leak would show by. */
static void add_road(struct library *l)
{
	enum { POINTS = 2000 };
	struct gw_lonlat *points = calloc(POINTS, sizeof *points);
	const struct gw_piece piece = {GW_SHAPE_LINE, false, 0, POINTS};
	struct gw_context_writer *writer;
	struct gw_error err;
	int i;

	assert_non_null(points);
	for (i = 0; i < POINTS; i++)
		points[i] = (struct gw_lonlat){CITY_LON + i, CITY_LAT + i % 7};
	expect_ok(gw_context_writer_create(&writer, l->city.store, "road", &err), err);
	expect_ok(gw_context_writer_add(writer,
			  &(struct gw_context_row){
				  .pieces = &piece, .num_pieces = 1, .points = points},
			  &err),
		err);
	gw_context_writer_destroy(writer);
	free(points);
}

static void what_lies_around_is_seen_when_it_comes(void **state)
{
	struct library *l = *state;
	const struct gw_map *before = map_of(l, (struct gw_map_query){0}), *after;

	assert_int_equal(before->data.context->num_features, 0);
	add_road(l);
	refresh(l);
	after = map_of(l, (struct gw_map_query){0});
	assert_int_equal(after->data.context->num_features, 1);
	assert_int_equal(before->data.context->num_features, 0);
	gw_atlas_release(l->atlas, before);
	gw_atlas_release(l->atlas, after);
}

static void reports_that_come_leave_maps_of_grades_and_other_months_alone(void **state)
{
	struct library *l = *state;
	const struct gw_map_query grades = {.kind = kind_of("safety"), .month = 202610};
	const struct gw_map_query earlier = {.month = 202607}, counts = {.month = 202610};
	const struct gw_map *a = map_of(l, grades), *b = map_of(l, earlier), *c = map_of(l, counts);
	const struct gw_map *other;
	uint64_t content = a->content;
	int i;

	for (i = 0; i < 20; i++) {
		city_reports_in(l->city.store, &l->city.governance, "NW", "2026-10-31", 1);
		refresh(l);
	}
	other = map_of(l, grades);
	assert_ptr_equal(other, a);
	assert_int_equal(other->content, content);
	gw_atlas_release(l->atlas, other);
	other = map_of(l, earlier);
	assert_ptr_equal(other, b);
	gw_atlas_release(l->atlas, other);
	other = map_of(l, counts);
	assert_ptr_not_equal(other, c);
	assert_int_equal(other->id, c->id);
	assert_int_not_equal(other->content, c->content);
	assert_int_equal(other->num_reports, c->num_reports + 20);
	gw_atlas_release(l->atlas, other);
	gw_atlas_release(l->atlas, a);
	gw_atlas_release(l->atlas, b);
	gw_atlas_release(l->atlas, c);
}

static void a_report_corrected_or_removed_is_seen(void **state)
{
	struct library *l = *state;
	const struct gw_map_query query = {.month = 202610};
	const struct gw_map *map;

	gw_atlas_release(l->atlas, map_of(l, query));
	database_run(l->city.path, "DELETE FROM report WHERE id = 1");
	refresh(l);
	map = map_of(l, query);
	assert_int_equal(map->num_reports, 6);
	gw_atlas_release(l->atlas, map);
	database_run(l->city.path, "UPDATE report SET time = time - 100 * 86400 WHERE id = 2");
	refresh(l);
	map = map_of(l, query);
	assert_int_equal(map->num_reports, 5);
	gw_atlas_release(l->atlas, map);
}

static void the_newest_report_settles_the_month_and_how_far_data_goes(void **state)
{
	struct library *l = *state;
	const struct gw_map *map = map_of(l, (struct gw_map_query){0});

	assert_int_equal(map->cutoff, 20261031);
	gw_atlas_release(l->atlas, map);
	city_report(l->city.store, NULL, "2026-11-20", city_place(0, 0));
	refresh(l);
	map = map_of(l, (struct gw_map_query){0});
	assert_int_equal(map->month, 202611);
	assert_int_equal(map->cutoff, 20261120);
	gw_atlas_release(l->atlas, map);
	city_report(l->city.store, NULL, "2026-12-24", city_place(0, 0));
	refresh(l);
	map = map_of(l, (struct gw_map_query){.month = 202611});
	assert_int_equal(map->cutoff, 20261130);
	gw_atlas_release(l->atlas, map);
}

/* How many reports a map counts, which is asked for again and again. */
static uint64_t count_now(struct library *l)
{
	const struct gw_map *map = map_of(l, (struct gw_map_query){.month = 202610});
	uint64_t n = map->num_reports;

	gw_atlas_release(l->atlas, map);
	return n;
}

static void a_map_rests_and_the_last_change_is_not_lost(void **state)
{
	struct library *l = *state;

	assert_int_equal(count_now(l), 7);
	gw_atlas_set_pace(l->atlas, 3600 * 1000);
	city_reports_in(l->city.store, &l->city.governance, "NW", "2026-10-09", 1);
	refresh(l);
	assert_int_equal(count_now(l), 8); /* the first one at once */
	city_reports_in(l->city.store, &l->city.governance, "NW", "2026-10-09", 1);
	refresh(l);
	refresh(l);
	assert_int_equal(count_now(l), 8);
	gw_atlas_release(l->atlas, map_of(l, (struct gw_map_query){.month = 202609}));
	gw_atlas_set_limit(l->atlas, 0); /* all but one go; what is asked for anew is as it is */
	assert_int_equal(count_now(l), 9);
}

static void a_map_that_rested_is_made_anew_without_another_change(void **state)
{
	struct library *l = *state;

	gw_atlas_set_pace(l->atlas, 1);
	assert_int_equal(count_now(l), 7);
	city_reports_in(l->city.store, &l->city.governance, "NW", "2026-10-09", 1);
	refresh(l);
	city_reports_in(l->city.store, &l->city.governance, "NW", "2026-10-09", 1);
	while (count_now(l) < 9) /* it ends, or the test's time does */
		refresh(l);
}

static void nobody_waits_who_does_not_want_to(void **state)
{
	struct library *l = *state;
	const struct gw_map_query query = {.kind = kind_of("counts"), .month = 202610};
	const struct gw_division *division = NULL;
	const struct gw_map *map = NULL;
	struct gw_error err;

	assert_int_equal(
		gw_atlas_division(l->atlas, NULL, 20261003, GW_DO_NOT_WAIT, &division, NULL, &err),
		GW_EAGAIN);
	assert_int_equal(gw_atlas_map(l->atlas, &query, GW_DO_NOT_WAIT, &map, &err), GW_EAGAIN);
	assert_null(map);
	gw_atlas_release(l->atlas, map_of(l, query));
	expect_ok(gw_atlas_map(l->atlas, &query, GW_DO_NOT_WAIT, &map, &err), err);
	expect_ok(
		gw_atlas_division(l->atlas, NULL, 20261003, GW_DO_NOT_WAIT, &division, NULL, &err),
		err);
	gw_atlas_release(l->atlas, map);
	gw_atlas_release_division(l->atlas, division);
	assert_int_equal(gw_atlas_division(l->atlas, "health", 20261003, GW_DO_NOT_WAIT, &division,
				 NULL, &err),
		GW_ENOTFOUND);
}

static void names_and_grades_are_seen_without_another_geometry(void **state)
{
	struct library *l = *state;
	const struct gw_division *before, *after;
	struct gw_error err;
	uint32_t west;

	expect_ok(gw_atlas_division(l->atlas, NULL, 20261003, GW_WAIT, &before, NULL, &err), err);
	database_run(l->city.path, "UPDATE unit SET name = 'Sunset' WHERE code = 'W'");
	refresh(l);
	expect_ok(gw_atlas_division(l->atlas, NULL, 20261003, GW_WAIT, &after, NULL, &err), err);
	assert_ptr_not_equal(before, after);
	assert_ptr_equal(before->locator, after->locator);
	west = gw_units_find(after->units, 0, "W");
	assert_string_equal(after->units->items[west].name, "Sunset");
	assert_string_equal(before->units->items[west].name, "West");
	gw_atlas_release_division(l->atlas, before);
	gw_atlas_release_division(l->atlas, after);
}

static void maps_go_by_their_bytes(void **state)
{
	struct library *l = *state;
	const struct gw_map *first = map_of(l, (struct gw_map_query){.month = 202610}), *again;
	struct gw_buf png;

	draw(first, &png);
	gw_buf_finish(&png);
	gw_atlas_release(l->atlas, map_of(l, (struct gw_map_query){.month = 202609}));
	again = map_of(l, (struct gw_map_query){.month = 202610});
	assert_ptr_equal(again, first);
	gw_atlas_release(l->atlas, again);
	gw_atlas_release(l->atlas, map_of(l, (struct gw_map_query){.month = 202609}));
	gw_atlas_set_limit(l->atlas, LIMIT); /* what is drawn of the first alone is more */
	again = map_of(l, (struct gw_map_query){.month = 202610});
	assert_ptr_not_equal(again, first);
	assert_int_equal(again->content, first->content);
	gw_atlas_release(l->atlas, again);
	gw_atlas_release(l->atlas, first);
}

/* The database changes; a map and a division are asked for, drawn, and given back. */
static void live_through_changes(struct library *l, int times)
{
	const struct gw_division *division;
	const struct gw_map *map;
	struct gw_error err;
	struct gw_buf png;

	while (times--) {
		touch_cells(l);
		refresh(l);
		expect_ok(
			gw_atlas_division(l->atlas, NULL, 20261003, GW_WAIT, &division, NULL, &err),
			err);
		map = map_of(l, (struct gw_map_query){.month = 202610, .style = "reports"});
		touch_cells(l);
		refresh(l);
		gw_atlas_release(l->atlas, map_of(l, (struct gw_map_query){.month = 202610}));
		draw(map, &png);
		gw_buf_finish(&png);
		gw_atlas_release(l->atlas, map);
		gw_atlas_release_division(l->atlas, division);
	}
}

static void memory_does_not_grow_with_the_changes_seen(void **state)
{
	struct library *l = *state;
	size_t settled, later;

	add_road(l);
	live_through_changes(l, 10);
	settled = mallinfo2().uordblks;
	live_through_changes(l, 100);
	later = mallinfo2().uordblks; /* a road alone is 16,000 bytes in memory */
	if (later > settled + 500000)
		fail_msg("%zu bytes became %zu", settled, later);
}

static void memory_falls_again_after_many_maps_were_borrowed_at_once(void **state)
{
	struct library *l = *state;
	const struct gw_map *maps[200];
	gw_month month = 200001;
	size_t few, many, after;
	int i;

	gw_atlas_set_limit(l->atlas, LIMIT);
	for (i = 0; i < 30; i++, month = gw_month_next(month))
		gw_atlas_release(l->atlas, map_of(l, (struct gw_map_query){.month = month}));
	few = mallinfo2().uordblks;
	for (i = 0; i < 200; i++, month = gw_month_next(month))
		maps[i] = map_of(l, (struct gw_map_query){.month = month});
	many = mallinfo2().uordblks;
	for (i = 0; i < 200; i++)
		gw_atlas_release(l->atlas, maps[i]);
	gw_atlas_release(l->atlas, map_of(l, (struct gw_map_query){.month = month}));
	after = mallinfo2().uordblks;
	if (after > few + (many - few) / 4)
		fail_msg("%zu bytes for few maps, %zu for many, %zu after", few, many, after);
}

/* One of many readers: maps of many months, more than are kept, drawn and counted. */
struct reader {
	struct gw_atlas *atlas;
	const struct gw_map_kind *kind;
	const struct gw_buf *wanted; /* the tile of October 2026 */
	uint64_t random;
	char failure[160];
	pthread_t thread;
};

/* One map drawn and one division looked at; whether they were right. */
static bool read_map(struct reader *r, gw_month month, const char *scheme, struct gw_error *err)
{
	const struct gw_map_query query = {.kind = r->kind, .month = month, .scheme = scheme};
	const struct gw_division *division = NULL;
	const struct gw_map *map = NULL;
	struct gw_buf png;
	bool ok;

	gw_buf_init(&png, LIBRARY_PNG_MAX);
	ok = !gw_atlas_map(r->atlas, &query, GW_WAIT, &map, err) &&
		!gw_tileset_draw(map->tileset, library_tile, 1, NULL, &png, err) &&
		!gw_atlas_division(r->atlas, NULL, 20261003, GW_WAIT, &division, NULL, err) &&
		gw_locator_cell(division->locator, city_place(0, 0)) &&
		gw_map_tile_content(map, library_tile, 1) &&
		map->num_reports == (month == 202610 ? 7 : 0);
	if (ok && month == 202610)
		ok = same(&png, r->wanted);
	gw_atlas_release_division(r->atlas, division);
	gw_atlas_release(r->atlas, map);
	gw_buf_finish(&png);
	return ok;
}

static void *read_maps(void *context)
{
	struct reader *r = context;
	struct gw_error err = {.text = "another picture"};
	gw_month month;
	int i;

	for (i = 0; i < 60 && !*r->failure; i++) {
		r->random = r->random * 6364136223846793005 + 1442695040888963407;
		month = i % 2 ? 202610 : 200001 + 100 * (gw_month)((r->random >> 33) % 50);
		if (!read_map(r, month, i % 3 ? NULL : "governance", &err))
			snprintf(r->failure, sizeof r->failure, "%d: %.120s", month, err.text);
	}
	return NULL;
}

/* Eight readers at once, of an atlas that has loaded nothing yet, while others change its database.
 */
static void read_by_eight(struct library *l, int changes)
{
	const struct gw_map *map = map_of(l, (struct gw_map_query){.month = 202610});
	struct reader readers[8];
	struct gw_buf wanted;
	struct gw_error err;
	int i;

	draw(map, &wanted);
	gw_atlas_release(l->atlas, map);
	gw_atlas_close(l->atlas);
	expect_ok(gw_atlas_open(&l->atlas, l->city.path, STYLES, &err), err);
	gw_atlas_set_pace(l->atlas, 0);
	gw_atlas_set_limit(l->atlas, LIMIT);
	for (i = 0; i < 8; i++) {
		readers[i] = (struct reader){.atlas = l->atlas,
			.kind = kind_of("counts"),
			.wanted = &wanted,
			.random = (uint64_t)i + 1};
		assert_int_equal(
			pthread_create(&readers[i].thread, NULL, read_maps, &readers[i]), 0);
	}
	for (; changes--; refresh(l)) {
		touch_cells(l);
		refresh(l);
		city_reports_in(l->city.store, &l->city.governance, "NW", "2026-03-09", 1);
	}
	for (i = 0; i < 8; i++)
		pthread_join(readers[i].thread, NULL);
	for (i = 0; i < 8; i++)
		if (*readers[i].failure)
			fail_msg("thread %d: %s", i, readers[i].failure);
	gw_buf_finish(&wanted);
}

static void eight_threads_read_and_draw_at_once(void **state)
{
	read_by_eight(*state, 0);
}

static void eight_threads_read_and_draw_while_the_database_changes(void **state)
{
	read_by_eight(*state, 40);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_a_library(a_borrowed_map_outlives_any_number_of_others),
		in_a_library(more_maps_may_be_borrowed_than_are_kept),
		in_a_library(what_changes_meanwhile_is_seen_and_what_is_borrowed_stays),
		in_a_library(a_borrowed_division_stays_when_its_cells_are_touched),
		in_a_library(a_division_that_becomes_unsound_is_refused_until_it_is_mended),
		in_a_library(a_borrowed_map_draws_as_before_when_all_it_uses_has_changed),
		in_a_library(what_lies_around_is_seen_when_it_comes),
		in_a_library(reports_that_come_leave_maps_of_grades_and_other_months_alone),
		in_a_library(a_report_corrected_or_removed_is_seen),
		in_a_library(the_newest_report_settles_the_month_and_how_far_data_goes),
		in_a_library(a_map_rests_and_the_last_change_is_not_lost),
		in_a_library(a_map_that_rested_is_made_anew_without_another_change),
		in_a_library(nobody_waits_who_does_not_want_to),
		in_a_library(names_and_grades_are_seen_without_another_geometry),
		in_a_library(maps_go_by_their_bytes),
		in_a_library(memory_does_not_grow_with_the_changes_seen),
		in_a_library(memory_falls_again_after_many_maps_were_borrowed_at_once),
		in_a_library(eight_threads_read_and_draw_at_once),
		in_a_library(eight_threads_read_and_draw_while_the_database_changes),
	};

	return cmocka_run_group_tests_name("service/atlas_changes", tests, NULL, NULL);
}
