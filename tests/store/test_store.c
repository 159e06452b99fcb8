/* SPDX-License-Identifier: Apache-2.0 */
#include "fixture.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

/* A folder as the state of a test, and what most of them open. */
struct place {
	struct folder folder;
	struct gw_error err;
};

static int make_place(void **state)
{
	struct place *place = calloc(1, sizeof *place);

	if (!place)
		return -1;
	folder_init(&place->folder);
	*state = place;
	return 0;
}

static int remove_place(void **state)
{
	struct place *place = *state;

	folder_finish(&place->folder);
	free(place);
	return 0;
}

#define in_a_place(test) cmocka_unit_test_setup_teardown(test, make_place, remove_place)

static void a_new_database_is_one_file_of_our_schema(void **state)
{
	struct place *p = *state;
	const char *path = folder_file(&p->folder, "new.db");

	expect_ok(gw_store_init(path, "Asia/Shanghai", &p->err), p->err);
	assert_int_equal(folder_count(&p->folder), 1);
	assert_true(gw_store_is_database(path));
	assert_int_equal(database_int(path, "PRAGMA user_version"), GW_STORE_SCHEMA);
	assert_int_equal(database_int(path, "PRAGMA application_id"), 0x47575244);
	expect_database_text(path, "PRAGMA integrity_check", "ok");
	expect_database_text(path, "PRAGMA journal_mode", "wal");
	expect_database_text(
		path, "SELECT value FROM setting WHERE key = 'timezone'", "Asia/Shanghai");
	assert_int_equal(database_int(path,
				 "SELECT count(*) FROM geometry_columns"
				 " WHERE srid = 4326 AND spatial_index_enabled ="
				 " (f_table_name <> 'report')"
				 " AND f_table_name IN ('cell', 'context', 'report')"),
		3);
}

static void a_file_that_is_there_is_refused_and_left_alone(void **state)
{
	struct place *p = *state;
	const char *path = folder_write(&p->folder, "notes.txt", "precious");

	assert_int_equal(gw_store_init(path, "UTC", &p->err), GW_EEXISTS);
	expect_text(&p->err, path);
	assert_int_equal(folder_count(&p->folder), 1);
	assert_false(gw_store_is_database(path));
}

static void a_database_that_is_there_is_not_made_anew(void **state)
{
	struct place *p = *state;
	const char *path = folder_file(&p->folder, "new.db");

	expect_ok(gw_store_init(path, "UTC", &p->err), p->err);
	assert_int_equal(gw_store_init(path, "Asia/Shanghai", &p->err), GW_EEXISTS);
	expect_database_text(path, "SELECT value FROM setting WHERE key = 'timezone'", "UTC");
	assert_int_equal(folder_count(&p->folder), 1);
}

static void a_link_that_leads_nowhere_is_not_followed(void **state)
{
	struct place *p = *state;
	const char *path = folder_file(&p->folder, "link.db");

	assert_int_equal(symlink(folder_file(&p->folder, "target.db"), path), 0);
	assert_int_equal(gw_store_init(path, "UTC", &p->err), GW_EEXISTS);
	assert_int_equal(folder_count(&p->folder), 1);
}

static void an_unknown_zone_leaves_nothing_behind(void **state)
{
	struct place *p = *state;

	assert_int_equal(gw_store_init(folder_file(&p->folder, "new.db"), "Mars/Olympus", &p->err),
		GW_EINVAL);
	expect_text(&p->err, "Mars/Olympus");
	assert_int_equal(folder_count(&p->folder), 0);
}

static void a_folder_that_is_missing_is_named_with_the_database(void **state)
{
	struct place *p = *state;
	const char *path = folder_file(&p->folder, "none/new.db");

	assert_int_equal(gw_store_init(path, "UTC", &p->err), GW_EIO);
	expect_text(&p->err, path);
	assert_int_equal(folder_count(&p->folder), 0);
}

static void expect_not_opened(
	struct place *p, const char *path, enum gw_status wanted, const char *text)
{
	static const enum gw_store_mode modes[] = {GW_STORE_READ, GW_STORE_WRITE};
	struct gw_store *store = NULL;
	enum gw_status got;
	int i;

	for (i = 0; i < 2; i++) {
		got = gw_store_open(&store, path, modes[i], &p->err);
		if (got != wanted)
			fail_msg("%s: status %d, not %d: %s", path, got, wanted,
				got ? p->err.text : "opened");
		expect_text(&p->err, path);
		expect_text(&p->err, text);
	}
}

static void a_missing_database_is_not_found_and_not_made(void **state)
{
	struct place *p = *state;
	const char *path = folder_file(&p->folder, "none.db");

	expect_not_opened(p, path, GW_ENOTFOUND, "gridward init");
	assert_false(gw_store_is_database(path));
	assert_int_equal(folder_count(&p->folder), 0);
}

static void an_empty_file_is_no_database_of_ours_and_stays_empty(void **state)
{
	struct place *p = *state;
	const char *path = folder_write(&p->folder, "empty.db", "");
	struct stat st;

	expect_not_opened(p, path, GW_EINVAL, "not a Gridward database");
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_size, 0);
}

static void a_text_file_is_refused_by_name_and_stays_as_it_is(void **state)
{
	struct place *p = *state;
	struct gw_store *store;
	const char *path = folder_write(&p->folder, "points.csv", "lon,lat\n120,40\n");
	struct stat st;

	assert_int_not_equal(gw_store_open(&store, path, GW_STORE_WRITE, &p->err), GW_OK);
	expect_text(&p->err, path);
	assert_false(gw_store_is_database(path));
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_size, 15);
}

static void a_database_of_another_program_is_not_ours(void **state)
{
	struct place *p = *state;
	const char *path = folder_write(&p->folder, "other.db", "");

	database_run(path, "CREATE TABLE setting (key TEXT, value TEXT); PRAGMA user_version = 1;");
	expect_not_opened(p, path, GW_EINVAL, "not a Gridward database");
	assert_false(gw_store_is_database(path));
	assert_int_equal(database_int(path, "SELECT count(*) FROM sqlite_master"), 1);
}

static void a_newer_schema_is_refused_with_both_numbers(void **state)
{
	struct place *p = *state;
	const char *path = folder_file(&p->folder, "new.db");

	expect_ok(gw_store_init(path, "UTC", &p->err), p->err);
	database_run(path, "PRAGMA user_version = 4711");
	expect_not_opened(p, path, GW_EVERSION, "4711");
	assert_true(gw_store_is_database(path));
	assert_int_equal(database_int(path, "PRAGMA user_version"), 4711);
}

static void a_database_without_a_zone_is_refused(void **state)
{
	struct place *p = *state;
	const char *path = folder_file(&p->folder, "new.db");

	expect_ok(gw_store_init(path, "UTC", &p->err), p->err);
	database_run(path, "DELETE FROM setting");
	expect_not_opened(p, path, GW_EINVAL, "time zone");
}

static void nothing_is_closed_without_trouble(void **state)
{
	gw_store_close(NULL);
}

static void the_zone_is_that_given_at_init(void **state)
{
	const struct city *city = *state;

	assert_int_equal(gw_date_begin(20261003, gw_store_zone(city->store)), 1790956800);
}

static void what_is_rolled_back_never_was(void **state)
{
	const struct city *city = *state;
	struct gw_error err;
	int64_t id, units = database_rows(city->path, "unit");

	expect_ok(gw_store_begin(city->store, &err), err);
	expect_ok(gw_store_put_scheme(city->store, "health", &id, &err), err);
	city_report(city->store, "R-1", "2026-10-03 09:12", city_place(0, 0));
	gw_store_rollback(city->store);
	gw_store_rollback(city->store); /* without a transaction it is nothing */
	assert_int_equal(database_rows(city->path, "scheme"), 2);
	assert_int_equal(database_rows(city->path, "report"), 0);
	assert_int_equal(database_rows(city->path, "unit"), units);
}

static void what_is_committed_stays_after_the_store_is_closed(void **state)
{
	struct city *city = *state;
	struct gw_error err;
	int64_t id;

	expect_ok(gw_store_begin(city->store, &err), err);
	expect_ok(gw_store_put_scheme(city->store, "health", &id, &err), err);
	expect_ok(gw_store_commit(city->store, &err), err);
	gw_store_close(city->store);
	expect_ok(gw_store_open(&city->store, city->path, GW_STORE_READ, &err), err);
	assert_int_equal(database_rows(city->path, "scheme"), 3);
}

static void what_is_left_open_is_not_committed_by_closing(void **state)
{
	struct city *city = *state;
	struct gw_error err;
	int64_t id;

	expect_ok(gw_store_begin(city->store, &err), err);
	expect_ok(gw_store_put_scheme(city->store, "health", &id, &err), err);
	gw_store_close(city->store);
	expect_ok(gw_store_open(&city->store, city->path, GW_STORE_WRITE, &err), err);
	assert_int_equal(database_rows(city->path, "scheme"), 2);
}

static void a_store_opened_to_read_cannot_write(void **state)
{
	const struct city *city = *state;
	struct gw_store *reader;
	struct gw_error err;
	int64_t id;

	expect_ok(gw_store_open(&reader, city->path, GW_STORE_READ, &err), err);
	assert_int_equal(gw_store_put_scheme(reader, "health", &id, &err), GW_EREADONLY);
	expect_text(&err, city->path);
	gw_store_close(reader);
	assert_int_equal(database_rows(city->path, "scheme"), 2);
}

static size_t divisions_seen(struct gw_store *store)
{
	struct gw_division_info *list;
	struct gw_error err;
	size_t n;

	expect_ok(gw_store_list_divisions(store, &list, &n, &err), err);
	free(list);
	return n;
}

static void a_reader_sees_what_was_committed_while_a_writer_is_at_work(void **state)
{
	const struct city *city = *state;
	struct gw_division_info added;
	struct gw_store *before, *during;
	struct gw_error err;

	expect_ok(gw_store_open(&before, city->path, GW_STORE_READ, &err), err);
	expect_ok(gw_store_begin(city->store, &err), err);
	expect_ok(gw_store_add_division(
			  city->store, &city->beats, 20270101, "x", "wgs84", &added, &err),
		err);
	expect_ok(gw_store_open(&during, city->path, GW_STORE_READ, &err), err);
	assert_int_equal(divisions_seen(before), 2);
	assert_int_equal(divisions_seen(during), 2);
	assert_int_equal(divisions_seen(city->store), 3);
	expect_ok(gw_store_commit(city->store, &err), err);
	assert_int_equal(divisions_seen(before), 3);
	assert_int_equal(divisions_seen(during), 3);
	gw_store_close(before);
	gw_store_close(during);
}

static void a_database_in_a_read_only_file_can_be_read(void **state)
{
	struct city *city = *state;
	struct gw_store *reader;
	struct gw_error err;

	gw_store_close(city->store); /* the last to close folds the log into the file */
	city->store = NULL;
	assert_int_equal(chmod(city->path, 0400), 0);
	expect_ok(gw_store_open(&reader, city->path, GW_STORE_READ, &err), err);
	assert_int_equal(divisions_seen(reader), 2);
	gw_store_close(reader);
}

/*
 * Whether another process sees this one's shared lock on the database, which keeps it from removing
 * the log (sqlite.org/fileformat2.html, "the lock-byte page").
 */
static bool is_held(const char *path)
{
	struct flock lock = {.l_type = F_WRLCK, .l_start = 0x40000002, .l_len = 510};
	pid_t child = fork();
	int fd, status;

	if (child == 0) {
		fd = open(path, O_RDWR);
		_exit(fd < 0 || fcntl(fd, F_GETLK, &lock) ? 2 : lock.l_type != F_UNLCK);
	}
	assert_true(child > 0);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) < 2);
	return WEXITSTATUS(status) == 1;
}

static void a_database_is_held_whatever_else_is_opened_and_closed(void **state)
{
	struct city *city = *state;
	struct gw_store *reader;
	struct gw_error err;

	assert_true(is_held(city->path));
	assert_true(gw_store_is_database(city->path));
	assert_true(is_held(city->path));
	expect_ok(gw_store_open(&reader, city->path, GW_STORE_READ, &err), err);
	assert_true(is_held(city->path));
	gw_store_close(reader);
	assert_true(is_held(city->path));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_a_place(a_new_database_is_one_file_of_our_schema),
		in_a_place(a_file_that_is_there_is_refused_and_left_alone),
		in_a_place(a_database_that_is_there_is_not_made_anew),
		in_a_place(a_link_that_leads_nowhere_is_not_followed),
		in_a_place(an_unknown_zone_leaves_nothing_behind),
		in_a_place(a_folder_that_is_missing_is_named_with_the_database),
		in_a_place(a_missing_database_is_not_found_and_not_made),
		in_a_place(an_empty_file_is_no_database_of_ours_and_stays_empty),
		in_a_place(a_text_file_is_refused_by_name_and_stays_as_it_is),
		in_a_place(a_database_of_another_program_is_not_ours),
		in_a_place(a_newer_schema_is_refused_with_both_numbers),
		in_a_place(a_database_without_a_zone_is_refused),
		in_a_place(nothing_is_closed_without_trouble),
		in_a_city(the_zone_is_that_given_at_init),
		in_a_city(what_is_rolled_back_never_was),
		in_a_city(what_is_committed_stays_after_the_store_is_closed),
		in_a_city(what_is_left_open_is_not_committed_by_closing),
		in_a_city(a_store_opened_to_read_cannot_write),
		in_a_city(a_reader_sees_what_was_committed_while_a_writer_is_at_work),
		in_a_city(a_database_in_a_read_only_file_can_be_read),
		in_a_city(a_database_is_held_whatever_else_is_opened_and_closed),
	};

	return cmocka_run_group_tests_name("store/store", tests, NULL, NULL);
}
