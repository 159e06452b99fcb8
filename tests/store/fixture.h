/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_TESTS_STORE_FIXTURE_H
#define GW_TESTS_STORE_FIXTURE_H

#include "store/divisions.h"
#include "store/reports.h"

/* A temporary folder, gone with all that is in it. Failures end the test. */
struct folder {
	char path[64];
};
void folder_init(struct folder *folder);
void folder_finish(struct folder *folder);

/* The path of a file in the folder; one of the last eight asked for by this thread. */
const char *folder_file(const struct folder *folder, const char *name);
const char *folder_write(const struct folder *folder, const char *name, const char *text);

/* How many files are in it. */
int folder_count(const struct folder *folder);

/* Where the city's four squares meet, and their sides, in units. */
#define CITY_LON  1200000000
#define CITY_LAT  400000000
#define CITY_SIDE 100000

/*
 * A tiny database. Scheme "governance": the districts W and E, in them the grids NW and SW, NE and
 * SE, squares around one vertex, valid since ever. Scheme "police": the beats N and S over the same
 * ground, valid from 2026-03-01 on. The clock is Shanghai's. store is open to write.
 */
struct city {
	struct folder folder;
	char path[96];
	struct gw_store *store;
	struct gw_level districts, grids, beats;
	struct gw_division_info governance, police;
};
void city_init(struct city *city);
void city_finish(struct city *city);

/* A city as the state of a test. */
int city_setup(void **state);
int city_teardown(void **state);
#define in_a_city(test) cmocka_unit_test_setup_teardown(test, city_setup, city_teardown)

/* The middle of a square: -1 or 0 from the vertex to the east and to the north. */
struct gw_lonlat city_place(int east, int north);

/* Adds a square cell of a division, columns and rows of squares from the vertex. */
struct square {
	const char *code;
	int west, south, columns, rows;
};
void city_add_square(struct gw_store *store, const struct gw_level *level, int64_t division,
	struct square square, int64_t parent);

/* Stores a report of a local time such as "2026-10-03 09:12", not assigned; its id. */
int64_t city_report(
	struct gw_store *store, const char *code, const char *time, struct gw_lonlat place);

/* The same for n reports of no code, assigned to the cell of that code of a division. */
void city_reports_in(struct gw_store *store, const struct gw_division_info *division,
	const char *cell, const char *time, int n);

/* An instant by the city's clock. */
gw_time city_time(const struct city *city, const char *text);

/* What a query answers by SQLite alone, with none of our code: a number (of no row: -1), a text. */
int64_t database_int(const char *path, const char *sql);
void expect_database_text(const char *path, const char *sql, const char *wanted);
void database_run(const char *path, const char *sql);
bool database_refuses(const char *path, const char *sql);
int64_t database_rows(const char *path, const char *table);

#define expect_ok(st, err)                                                                         \
	do {                                                                                       \
		if (st)                                                                            \
			fail_msg("%s:%d: %s", __FILE__, __LINE__, (err).text);                     \
	} while (0)

/* Fails unless the text of an error holds another. */
void expect_text(const struct gw_error *err, const char *wanted);

#endif
