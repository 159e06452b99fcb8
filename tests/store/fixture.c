/* SPDX-License-Identifier: Apache-2.0 */
#include "fixture.h"

#include <dirent.h>
#include <setjmp.h>
#include <sqlite3.h>
#include <spatialite.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

void folder_init(struct folder *folder)
{
	strcpy(folder->path, "/tmp/gridward-test-XXXXXX");
	if (!mkdtemp(folder->path))
		fail_msg("no temporary folder");
}

const char *folder_file(const struct folder *folder, const char *name)
{
	static _Thread_local char paths[8][160];
	static _Thread_local unsigned next;
	char *path = paths[next++ % 8];

	snprintf(path, sizeof paths[0], "%s/%s", folder->path, name);
	return path;
}

const char *folder_write(const struct folder *folder, const char *name, const char *text)
{
	const char *path = folder_file(folder, name);
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
	assert_int_equal(fclose(file), 0);
	return path;
}

/* Calls visit for each file of the folder. */
static void each_file(const struct folder *folder, void (*visit)(const char *path, int *n), int *n)
{
	DIR *dir = opendir(folder->path);
	struct dirent *entry;

	assert_non_null(dir);
	while ((entry = readdir(dir)))
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			visit(folder_file(folder, entry->d_name), n);
	closedir(dir);
}

static void remove_file(const char *path, int *n)
{
	(void)n;
	remove(path);
}

void folder_finish(struct folder *folder)
{
	each_file(folder, remove_file, NULL);
	rmdir(folder->path);
}

static void count_file(const char *path, int *n)
{
	(void)path;
	++*n;
}

int folder_count(const struct folder *folder)
{
	int n = 0;

	each_file(folder, count_file, &n);
	return n;
}

struct gw_lonlat city_place(int east, int north)
{
	return (struct gw_lonlat){CITY_LON + east * CITY_SIDE + CITY_SIDE / 2,
		CITY_LAT + north * CITY_SIDE + CITY_SIDE / 2};
}

void city_add_square(struct gw_store *store, const struct gw_level *level, int64_t division,
	struct square s, int64_t parent)
{
	struct gw_unit unit = {.code = s.code,
		.households = GW_NO_DATA,
		.residents = GW_NO_DATA,
		.grade = GW_NO_DATA};
	int32_t west = CITY_LON + s.west * CITY_SIDE, south = CITY_LAT + s.south * CITY_SIDE;
	int32_t east = west + s.columns * CITY_SIDE, north = south + s.rows * CITY_SIDE;
	const struct gw_lonlat ring[] = {
		{west, south}, {east, south}, {east, north}, {west, north}};
	struct gw_rings rings;
	struct gw_error err;
	int64_t id;

	gw_rings_init(&rings);
	expect_ok(gw_rings_add(&rings, 1, 0, false, ring, 4, NULL, &err), err);
	expect_ok(gw_store_put_unit(store, level, &unit, parent, &id, &err), err);
	expect_ok(
		gw_store_add_cell(store, division, id, parent, &unit, &rings, rings.rings, 1, &err),
		err);
	gw_rings_finish(&rings);
}

static int64_t add_district(struct city *city, const char *code, const char *name)
{
	const struct gw_unit unit = {.code = code,
		.name = name,
		.households = GW_NO_DATA,
		.residents = GW_NO_DATA,
		.grade = GW_NO_DATA};
	struct gw_error err;
	int64_t id;

	expect_ok(gw_store_put_unit(city->store, &city->districts, &unit, -1, &id, &err), err);
	return id;
}

static void fill(struct city *city)
{
	struct gw_store *store = city->store;
	struct gw_error err;
	int64_t west, east;

	expect_ok(gw_store_begin(store, &err), err);
	expect_ok(gw_store_put_level(store, "governance", "district", &city->districts, &err), err);
	expect_ok(gw_store_put_level(store, "governance", "grid", &city->grids, &err), err);
	expect_ok(gw_store_put_level(store, "police", "beat", &city->beats, &err), err);
	west = add_district(city, "W", "West");
	east = add_district(city, "E", "East");
	expect_ok(gw_store_add_division(store, &city->grids, GW_DATE_MIN, "grids.geojson", "wgs84",
			  &city->governance, &err),
		err);
	city_add_square(
		store, &city->grids, city->governance.id, (struct square){"SE", 0, -1, 1, 1}, east);
	city_add_square(
		store, &city->grids, city->governance.id, (struct square){"NE", 0, 0, 1, 1}, east);
	city_add_square(store, &city->grids, city->governance.id,
		(struct square){"SW", -1, -1, 1, 1}, west);
	city_add_square(
		store, &city->grids, city->governance.id, (struct square){"NW", -1, 0, 1, 1}, west);
	expect_ok(gw_store_add_division(store, &city->beats, 20260301, "beats.geojson", "gcj02",
			  &city->police, &err),
		err);
	city_add_square(
		store, &city->beats, city->police.id, (struct square){"S", -1, -1, 2, 1}, -1);
	city_add_square(
		store, &city->beats, city->police.id, (struct square){"N", -1, 0, 2, 1}, -1);
	expect_ok(gw_store_commit(store, &err), err);
}

/* Filled once a program; every test has a copy, which costs a tenth of the making. */
static struct city template;

static void remove_template(void)
{
	folder_finish(&template.folder);
}

static void make_template(void)
{
	struct gw_error err;

	folder_init(&template.folder);
	atexit(remove_template);
	snprintf(template.path, sizeof template.path, "%s/city.db", template.folder.path);
	expect_ok(gw_store_init(template.path, "Asia/Shanghai", &err), err);
	expect_ok(gw_store_open(&template.store, template.path, GW_STORE_WRITE, &err), err);
	fill(&template);
	gw_store_close(template.store);
}

static void copy_file(const char *to, const char *from)
{
	FILE *in = fopen(from, "rb"), *out = fopen(to, "wb");
	char bytes[65536];
	size_t n;

	assert_non_null(in);
	assert_non_null(out);
	while ((n = fread(bytes, 1, sizeof bytes, in)))
		assert_int_equal(fwrite(bytes, 1, n, out), n);
	fclose(in);
	assert_int_equal(fclose(out), 0);
}

void city_init(struct city *city)
{
	struct gw_error err;

	if (!*template.path)
		make_template();
	*city = template;
	folder_init(&city->folder);
	snprintf(city->path, sizeof city->path, "%s/city.db", city->folder.path);
	copy_file(city->path, template.path);
	expect_ok(gw_store_open(&city->store, city->path, GW_STORE_WRITE, &err), err);
}

void city_finish(struct city *city)
{
	gw_store_close(city->store);
	folder_finish(&city->folder);
}

int city_setup(void **state)
{
	struct city *city = malloc(sizeof *city);

	if (!city)
		return -1;
	city_init(city);
	*state = city;
	return 0;
}

int city_teardown(void **state)
{
	city_finish(*state);
	free(*state);
	return 0;
}

gw_time city_time(const struct city *city, const char *text)
{
	gw_time t = 0;

	if (!gw_time_parse(text, NULL, gw_store_zone(city->store), &t))
		fail_msg("\"%s\" is no time", text);
	return t;
}

static int64_t add_report(struct gw_store *store, struct gw_report_writer *writer, const char *code,
	const char *time, struct gw_lonlat place)
{
	struct gw_report report = {.code = code, .place = place};
	struct gw_error err;
	int64_t id = -1;

	if (!gw_time_parse(time, NULL, gw_store_zone(store), &report.time))
		fail_msg("\"%s\" is no time", time);
	expect_ok(gw_report_writer_add(writer, &report, &id, &err), err);
	return id;
}

int64_t city_report(
	struct gw_store *store, const char *code, const char *time, struct gw_lonlat place)
{
	struct gw_report_writer *writer;
	struct gw_error err;
	int64_t id;

	expect_ok(gw_report_writer_create(&writer, store, &err), err);
	id = add_report(store, writer, code, time, place);
	gw_report_writer_destroy(writer);
	return id;
}

void city_reports_in(struct gw_store *store, const struct gw_division_info *division,
	const char *cell, const char *time, int n)
{
	struct gw_division *loaded;
	struct gw_report_writer *writer;
	struct gw_error err;
	uint32_t unit;
	int i;

	expect_ok(gw_store_load_division(store, division, &loaded, &err), err);
	unit = gw_units_find(loaded->units, GW_NO_UNIT, cell);
	if (unit == GW_NO_UNIT)
		fail_msg("no cell %s", cell);
	expect_ok(gw_report_writer_create(&writer, store, &err), err);
	for (i = 0; i < n; i++) {
		int64_t id = add_report(store, writer, NULL, time, city_place(0, 0));

		expect_ok(gw_report_writer_assign(writer, id, division->scheme_id,
				  loaded->units->items[unit].key, &err),
			err);
	}
	gw_report_writer_destroy(writer);
	gw_division_destroy(loaded);
}

void expect_text(const struct gw_error *err, const char *wanted)
{
	if (!strstr(err->text, wanted))
		fail_msg("\"%s\" does not say \"%s\"", err->text, wanted);
}

/* A connection with SpatiaLite's functions, for triggers on geometries. */
struct connection {
	sqlite3 *db;
	void *spatialite;
};

static void connect_to(struct connection *c, const char *path)
{
	assert_int_equal(sqlite3_open_v2(path, &c->db, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
	c->spatialite = spatialite_alloc_connection();
	spatialite_init_ex(c->db, c->spatialite, 0);
}

static void disconnect(struct connection *c)
{
	sqlite3_close(c->db);
	spatialite_cleanup_ex(c->spatialite);
}

int64_t database_int(const char *path, const char *sql)
{
	struct connection c;
	sqlite3_stmt *stmt;
	int64_t value = -1;

	connect_to(&c, path);
	if (sqlite3_prepare_v2(c.db, sql, -1, &stmt, NULL))
		fail_msg("%s: %s", sql, sqlite3_errmsg(c.db));
	if (sqlite3_step(stmt) == SQLITE_ROW)
		value = sqlite3_column_int64(stmt, 0);
	sqlite3_finalize(stmt);
	disconnect(&c);
	return value;
}

void expect_database_text(const char *path, const char *sql, const char *wanted)
{
	struct connection c;
	sqlite3_stmt *stmt;
	const char *got;

	connect_to(&c, path);
	if (sqlite3_prepare_v2(c.db, sql, -1, &stmt, NULL))
		fail_msg("%s: %s", sql, sqlite3_errmsg(c.db));
	if (sqlite3_step(stmt) != SQLITE_ROW)
		fail_msg("%s: no row", sql);
	got = (const char *)sqlite3_column_text(stmt, 0);
	if (!got || strcmp(got, wanted) != 0)
		fail_msg("%s: \"%s\", not \"%s\"", sql, got ? got : "NULL", wanted);
	sqlite3_finalize(stmt);
	disconnect(&c);
}

void database_run(const char *path, const char *sql)
{
	struct connection c;

	connect_to(&c, path);
	if (sqlite3_exec(c.db, sql, NULL, NULL, NULL))
		fail_msg("%s: %s", sql, sqlite3_errmsg(c.db));
	disconnect(&c);
}

bool database_refuses(const char *path, const char *sql)
{
	struct connection c;
	int rc;

	connect_to(&c, path);
	rc = sqlite3_exec(c.db, sql, NULL, NULL, NULL);
	disconnect(&c);
	return rc != SQLITE_OK;
}

int64_t database_rows(const char *path, const char *table)
{
	char sql[80];

	snprintf(sql, sizeof sql, "SELECT count(*) FROM %s", table);
	return database_int(path, sql);
}
