/* SPDX-License-Identifier: Apache-2.0 */
#include "store/reports.h"

#include "store/db.h"
#include "store/geometry.h"

enum gw_status gw_store_unassign_reports(
	struct gw_store *store, int64_t scheme, gw_time from, gw_time to, struct gw_error *err)
{
	return gw_db_exec(store, err,
		"DELETE FROM report_cell WHERE scheme_id = ? AND report_id IN"
		" (SELECT id FROM report WHERE time >= ? AND time < ?)",
		"iii", scheme, from, to);
}

/* Calls visit with the rows of a query of id, time and geom, which is finished. */
static enum gw_status visit_reports(struct gw_store *store, sqlite3_stmt *stmt,
	enum gw_status (*visit)(void *context, int64_t id, gw_time time, struct gw_lonlat place,
		struct gw_error *err),
	void *context, struct gw_error *err)
{
	enum gw_status st = GW_OK;
	bool row;

	while (!st) {
		struct gw_lonlat place;

		st = gw_db_step(store, stmt, &row, err);
		if (st || !row)
			break;
		if (gw_geometry_to_point(
			    sqlite3_column_blob(stmt, 2), sqlite3_column_bytes(stmt, 2), &place))
			st = visit(context, sqlite3_column_int64(stmt, 0),
				sqlite3_column_int64(stmt, 1), place, err);
	}
	sqlite3_finalize(stmt);
	return st;
}

enum gw_status gw_store_each_report(struct gw_store *store, gw_time from, gw_time to,
	enum gw_status (*visit)(void *context, int64_t id, gw_time time, struct gw_lonlat place,
		struct gw_error *err),
	void *context, struct gw_error *err)
{
	sqlite3_stmt *stmt;
	enum gw_status st;

	st = gw_db_query(store, &stmt, err,
		"SELECT id, time, geom FROM report WHERE time >= ? AND time < ? ORDER BY id", "ii",
		from, to);
	return st ? st : visit_reports(store, stmt, visit, context, err);
}

/* The sign keeps the index of times out of it: they are all about the same. */
enum gw_status gw_store_each_new_report(struct gw_store *store, int64_t after, gw_time from,
	gw_time to,
	enum gw_status (*visit)(void *context, int64_t id, gw_time time, struct gw_lonlat place,
		struct gw_error *err),
	void *context, struct gw_error *err)
{
	sqlite3_stmt *stmt;
	enum gw_status st;

	st = gw_db_query(store, &stmt, err,
		"SELECT id, time, geom FROM report WHERE id > ? AND +time >= ? AND +time < ?"
		" ORDER BY id",
		"iii", after, from, to);
	return st ? st : visit_reports(store, stmt, visit, context, err);
}

/* Calls visit with the rows of a query of a cell and a number, which is finished. */
static enum gw_status visit_counts(struct gw_store *store, sqlite3_stmt *stmt,
	void (*visit)(void *context, int64_t cell, int64_t count), void *context,
	struct gw_error *err)
{
	enum gw_status st = GW_OK;
	bool row;

	while (!st) {
		st = gw_db_step(store, stmt, &row, err);
		if (st || !row)
			break;
		visit(context, sqlite3_column_int64(stmt, 0), sqlite3_column_int64(stmt, 1));
	}
	sqlite3_finalize(stmt);
	return st;
}

enum gw_status gw_store_count_reports(struct gw_store *store, int64_t division, gw_time from,
	gw_time to, void (*visit)(void *context, int64_t cell, int64_t count), void *context,
	struct gw_error *err)
{
	sqlite3_stmt *stmt;
	enum gw_status st;

	st = gw_db_query(store, &stmt, err,
		"SELECT cell_id, count(*) FROM report JOIN report_cell ON report_id = report.id"
		" JOIN cell ON cell.id = cell_id"
		" WHERE time >= ? AND time < ? AND division_id = ? GROUP BY cell_id",
		"iii", from, to, division);
	return st ? st : visit_counts(store, stmt, visit, context, err);
}

enum gw_status gw_store_count_new_reports(struct gw_store *store, int64_t after, int64_t division,
	gw_time from, gw_time to, void (*visit)(void *context, int64_t cell, int64_t count),
	void *context, struct gw_error *err)
{
	sqlite3_stmt *stmt;
	enum gw_status st;

	st = gw_db_query(store, &stmt, err,
		"SELECT cell_id, count(*) FROM report CROSS JOIN report_cell"
		" ON report_id = report.id CROSS JOIN cell ON cell.id = cell_id"
		" WHERE report.id > ? AND +time >= ? AND +time < ? AND division_id = ?"
		" GROUP BY cell_id",
		"iiii", after, from, to, division);
	return st ? st : visit_counts(store, stmt, visit, context, err);
}

enum gw_status gw_store_each_report_time(struct gw_store *store, int64_t after,
	void (*visit)(void *context, gw_time time), void *context, struct gw_error *err)
{
	sqlite3_stmt *stmt;
	enum gw_status st;
	bool row;

	st = gw_db_query(store, &stmt, err, "SELECT time FROM report WHERE id > ?", "i", after);
	while (!st) {
		st = gw_db_step(store, stmt, &row, err);
		if (st || !row)
			break;
		visit(context, sqlite3_column_int64(stmt, 0));
	}
	sqlite3_finalize(stmt);
	return st;
}

enum gw_status gw_store_has_reports(
	struct gw_store *store, gw_time from, gw_time to, bool *found, struct gw_error *err)
{
	int64_t one;
	enum gw_status st = gw_db_int(store, &one, err,
		"SELECT 1 FROM report WHERE time >= ? AND time < ? LIMIT 1", "ii", from, to);

	*found = !st;
	return st == GW_ENOTFOUND ? GW_OK : st;
}

enum gw_status gw_store_oldest_report(struct gw_store *store, gw_time *time, struct gw_error *err)
{
	return gw_db_int(store, time, err, "SELECT time FROM report ORDER BY time LIMIT 1", "");
}

enum gw_status gw_store_newest_report(struct gw_store *store, gw_time *time, struct gw_error *err)
{
	return gw_db_int(
		store, time, err, "SELECT time FROM report ORDER BY time DESC LIMIT 1", "");
}
