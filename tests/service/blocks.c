/* SPDX-License-Identifier: Apache-2.0 */
#include "blocks.h"

#include "store/publications.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define SQL_MAX ((size_t)16384)

static const char *code_of(unsigned row, unsigned column)
{
	static _Thread_local char codes[4][8];
	static _Thread_local unsigned next;
	char *code = codes[next++ % 4];

	code[0] = 'T';
	code[1] = (char)('0' + row);
	code[2] = (char)('0' + column);
	return code;
}

unsigned blocks_random(struct blocks *b, unsigned n)
{
	b->random = b->random * 6364136223846793005 + 1442695040888963407;
	return (unsigned)(b->random >> 33) % n;
}

static void run(const struct blocks *b, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
static void run(const struct blocks *b, const char *format, ...)
{
	char sql[SQL_MAX];
	va_list ap;

	va_start(ap, format);
	vsnprintf(sql, sizeof sql, format, ap);
	va_end(ap);
	database_run(b->city.path, sql);
}

static int64_t add_district(
	struct gw_store *store, const struct gw_level *level, const char *code, const char *name)
{
	const struct gw_unit unit = {.code = code,
		.name = name,
		.households = GW_NO_DATA,
		.residents = GW_NO_DATA,
		.grade = GW_NO_DATA};
	struct gw_error err;
	int64_t id;

	expect_ok(gw_store_put_unit(store, level, &unit, -1, &id, &err), err);
	return id;
}

static void add_cells(struct blocks *b)
{
	struct gw_store *store = b->city.store;
	struct gw_level districts, grids;
	struct gw_error err;
	int64_t halves[2];
	int row, column;

	expect_ok(gw_store_put_level(store, "town", "district", &districts, &err), err);
	expect_ok(gw_store_put_level(store, "town", "grid", &grids, &err), err);
	halves[0] = add_district(store, &districts, "TW", "Westhill");
	halves[1] = add_district(store, &districts, "TE", "Eastdale");
	expect_ok(
		gw_store_add_division(store, &grids, GW_DATE_MIN, "x", "wgs84", &b->division, &err),
		err);
	for (row = 0; row < BLOCKS; row++)
		for (column = 0; column < BLOCKS; column++)
			city_add_square(store, &grids, b->division.id,
				(struct square){code_of((unsigned)row, (unsigned)column), column,
					row, 1, 1},
				halves[column >= BLOCKS / 2]);
	expect_ok(gw_store_mark_checked(store, b->division.id, &err), err);
}

void blocks_init(struct blocks *b, uint64_t seed)
{
	struct gw_error err;
	int row, column;
	unsigned i;

	b->random = seed;
	city_init(&b->city);
	expect_ok(gw_store_begin(b->city.store, &err), err);
	add_cells(b);
	expect_ok(gw_store_commit(b->city.store, &err), err);
	for (row = 0; row <= BLOCKS; row++)
		for (column = 0; column <= BLOCKS; column++)
			b->corners[row][column] = (struct gw_lonlat){
				CITY_LON + column * CITY_SIDE, CITY_LAT + row * CITY_SIDE};
	for (i = 0; i < BLOCKS * BLOCKS; i++)
		blocks_grade(b, i, i % 6);
	for (i = 0; i < 40; i++)
		blocks_add_report(b, blocks_random(b, BLOCKS * BLOCKS));
	for (i = 0; i < 4; i++)
		blocks_add_road(b);
}

void blocks_finish(struct blocks *b)
{
	city_finish(&b->city);
}

void blocks_grade(struct blocks *b, unsigned cell, unsigned grade)
{
	run(b, "UPDATE unit SET grade = nullif(%u, 0) WHERE code = '%s'", grade,
		code_of(cell / BLOCKS, cell % BLOCKS));
}

void blocks_rename(struct blocks *b, unsigned cell, unsigned name)
{
	static const char *const names[] = {"Lane", "Mill Road", "Old Harbour Lane", "Yard"};

	run(b, "UPDATE unit SET name_en = '%s' WHERE code = '%s'", names[name % 4],
		code_of(cell / BLOCKS, cell % BLOCKS));
}

static void write_cell(const struct blocks *b, unsigned row, unsigned column, char *sql, size_t max)
{
	const struct gw_lonlat ring[] = {b->corners[row][column], b->corners[row][column + 1],
		b->corners[row + 1][column + 1], b->corners[row + 1][column],
		b->corners[row][column]};
	size_t len = 0, i;

	for (i = 0; i < 5; i++)
		len += (size_t)snprintf(sql + len, max - len, "%s%.7f %.7f", i ? ", " : "",
			ring[i].lon / 1e7, ring[i].lat / 1e7);
}

void blocks_move_corner(struct blocks *b, unsigned row, unsigned column)
{
	struct gw_lonlat *p = &b->corners[row][column];
	char sql[SQL_MAX / 2] = "", ring[256];
	size_t len = 0;
	unsigned i, k;

	p->lon = CITY_LON + (int32_t)column * CITY_SIDE + (int32_t)blocks_random(b, 40000) - 20000;
	p->lat = CITY_LAT + (int32_t)row * CITY_SIDE + (int32_t)blocks_random(b, 40000) - 20000;
	for (i = row ? row - 1 : 0; i <= row && i < BLOCKS; i++)
		for (k = column ? column - 1 : 0; k <= column && k < BLOCKS; k++) {
			write_cell(b, i, k, ring, sizeof ring);
			len += (size_t)snprintf(sql + len, sizeof sql - len,
				"UPDATE cell SET geom = CastToMulti(GeomFromText('POLYGON((%s))',"
				" 4326)) WHERE code = '%s';",
				ring, code_of(i, k));
		}
	run(b, "BEGIN; %s COMMIT;", sql);
}

#define TIME_SOME 1790956800 /* 2026-10-03 */

void blocks_add_report(struct blocks *b, unsigned cell)
{
	unsigned row = cell / BLOCKS, column = cell % BLOCKS;

	run(b,
		"BEGIN; INSERT INTO report (time, geom)"
		" VALUES (%d, MakePoint(%.7f, %.7f, 4326));"
		"INSERT INTO report_cell SELECT last_insert_rowid(), %d, cell.id FROM cell"
		" WHERE code = '%s'; COMMIT;",
		TIME_SOME + (int)blocks_random(b, 1000000),
		(CITY_LON + (int)column * CITY_SIDE + (int)blocks_random(b, CITY_SIDE)) / 1e7,
		(CITY_LAT + (int)row * CITY_SIDE + (int)blocks_random(b, CITY_SIDE)) / 1e7,
		(int)b->division.scheme_id, code_of(row, column));
}

#define SOME_REPORT "(SELECT id FROM report ORDER BY id LIMIT 1 OFFSET %u)"

void blocks_move_report(struct blocks *b)
{
	run(b, "UPDATE report SET geom = MakePoint(%.7f, %.7f, 4326) WHERE id = " SOME_REPORT,
		(CITY_LON + (int)blocks_random(b, BLOCKS * CITY_SIDE)) / 1e7,
		(CITY_LAT + (int)blocks_random(b, BLOCKS * CITY_SIDE)) / 1e7, blocks_random(b, 20));
}

void blocks_remove_report(struct blocks *b)
{
	unsigned n = blocks_random(b, 20);

	run(b,
		"BEGIN; DELETE FROM report_cell WHERE report_id = " SOME_REPORT
		"; DELETE FROM report WHERE id = " SOME_REPORT "; COMMIT;",
		n, n);
}

void blocks_add_road(struct blocks *b)
{
	static const char *const classes[] = {"primary", "residential"};
	int32_t lon = CITY_LON + (int32_t)blocks_random(b, BLOCKS * CITY_SIDE);
	int32_t lat = CITY_LAT + (int32_t)blocks_random(b, BLOCKS * CITY_SIDE);

	run(b,
		"INSERT INTO context (kind, class, name, geom) VALUES ('road', '%s', 'R',"
		" GeomFromText('LINESTRING(%.7f %.7f, %.7f %.7f)', 4326))",
		classes[blocks_random(b, 2)], lon / 1e7, lat / 1e7,
		(lon + (int32_t)blocks_random(b, 2 * CITY_SIDE) - CITY_SIDE) / 1e7,
		(lat + (int32_t)blocks_random(b, 2 * CITY_SIDE) - CITY_SIDE) / 1e7);
}

void blocks_remove_road(struct blocks *b)
{
	run(b,
		"DELETE FROM context WHERE id ="
		" (SELECT id FROM context ORDER BY id LIMIT 1 OFFSET %u)",
		blocks_random(b, 4));
}

void blocks_publish(struct blocks *b, gw_month month)
{
	struct gw_publication publication;
	struct gw_error err;

	expect_ok(gw_store_begin(b->city.store, &err), err);
	expect_ok(gw_store_publish(
			  b->city.store, &b->division, month, "somebody", &publication, &err),
		err);
	expect_ok(gw_store_commit(b->city.store, &err), err);
}

void blocks_withdraw(struct blocks *b, gw_month month)
{
	struct gw_error err;

	expect_ok(gw_store_begin(b->city.store, &err), err);
	expect_ok(gw_store_withdraw(b->city.store, b->division.scheme_id, month, &err), err);
	expect_ok(gw_store_commit(b->city.store, &err), err);
}
