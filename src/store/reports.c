/* SPDX-License-Identifier: Apache-2.0 */
#include "store/reports.h"

#include "store/db.h"
#include "store/geometry.h"

#include <stdlib.h>

struct gw_report_writer {
	struct gw_store *store;
	sqlite3_stmt *find, *insert, *assign;
};

enum gw_status gw_report_writer_create(
	struct gw_report_writer **out, struct gw_store *store, struct gw_error *err)
{
	struct gw_report_writer *w;
	enum gw_status st;

	w = calloc(1, sizeof *w);
	if (!w)
		return gw_fail_nomem(err);
	w->store = store;
	st = gw_db_query(store, &w->find, err, "SELECT id FROM report WHERE code = ?", "");
	if (!st)
		st = gw_db_query(store, &w->insert, err,
			"INSERT INTO report (code, time, category, source, description, geom)"
			" VALUES (?, ?, ?, ?, ?, ?)",
			"");
	if (!st)
		st = gw_db_query(store, &w->assign, err,
			"INSERT OR REPLACE INTO report_cell (report_id, scheme_id, cell_id)"
			" VALUES (?, ?, ?)",
			"");
	if (st)
		gw_report_writer_destroy(w);
	else
		*out = w;
	return st;
}

void gw_report_writer_destroy(struct gw_report_writer *w)
{
	if (!w)
		return;
	sqlite3_finalize(w->find);
	sqlite3_finalize(w->insert);
	sqlite3_finalize(w->assign);
	free(w);
}

enum gw_status gw_report_writer_add(struct gw_report_writer *w, const struct gw_report *report,
	int64_t *id, struct gw_error *err)
{
	struct gw_store *store = w->store;
	unsigned char *blob;
	enum gw_status st;
	bool row = false;
	int len;

	if (report->code) {
		st = gw_db_bind(store, w->find, err, "s", report->code);
		if (!st)
			st = gw_db_step(store, w->find, &row, err);
		sqlite3_reset(w->find);
		if (st || row)
			return st ? st
				  : gw_fail(err, GW_EEXISTS, "id \"%s\" is there already",
					    report->code);
	}
	st = gw_geometry_from_point(report->place, &blob, &len, err);
	if (st)
		return st;
	st = gw_db_bind(store, w->insert, err, "sisss", report->code, report->time,
		report->category, report->source, report->description);
	if (!st && sqlite3_bind_blob(w->insert, 6, blob, len, SQLITE_STATIC))
		st = gw_db_fail(store, err);
	if (!st)
		st = gw_db_step(store, w->insert, &row, err);
	if (!st)
		*id = sqlite3_last_insert_rowid(store->db);
	sqlite3_reset(w->insert);
	free(blob);
	return st;
}

enum gw_status gw_report_writer_assign(struct gw_report_writer *w, int64_t report, int64_t scheme,
	int64_t cell, struct gw_error *err)
{
	enum gw_status st;
	bool row;

	st = gw_db_bind(w->store, w->assign, err, "iii", report, scheme, cell);
	if (!st)
		st = gw_db_step(w->store, w->assign, &row, err);
	sqlite3_reset(w->assign);
	return st;
}

enum gw_status gw_store_unassign_reports(
	struct gw_store *store, int64_t scheme, gw_time from, gw_time to, struct gw_error *err)
{
	return gw_db_exec(store, err,
		"DELETE FROM report_cell WHERE scheme_id = ? AND report_id IN"
		" (SELECT id FROM report WHERE time >= ? AND time < ?)",
		"iii", scheme, from, to);
}

enum gw_status gw_store_each_report(struct gw_store *store, gw_time from, gw_time to,
	enum gw_status (*visit)(void *context, int64_t id, gw_time time, struct gw_lonlat place,
		struct gw_error *err),
	void *context, struct gw_error *err)
{
	sqlite3_stmt *stmt;
	enum gw_status st;
	bool row;

	st = gw_db_query(store, &stmt, err,
		"SELECT id, time, ST_X(geom), ST_Y(geom) FROM report WHERE time >= ? AND time < ?",
		"ii", from, to);
	while (!st) {
		struct gw_lonlat place;

		st = gw_db_step(store, stmt, &row, err);
		if (st || !row)
			break;
		if (gw_lonlat_from_degrees(
			    sqlite3_column_double(stmt, 2), sqlite3_column_double(stmt, 3), &place))
			st = visit(context, sqlite3_column_int64(stmt, 0),
				sqlite3_column_int64(stmt, 1), place, err);
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
	bool row;

	st = gw_db_query(store, &stmt, err,
		"SELECT cell_id, count(*) FROM report JOIN report_cell ON report_id = report.id"
		" JOIN cell ON cell.id = cell_id"
		" WHERE time >= ? AND time < ? AND division_id = ? GROUP BY cell_id",
		"iii", from, to, division);
	while (!st) {
		st = gw_db_step(store, stmt, &row, err);
		if (st || !row)
			break;
		visit(context, sqlite3_column_int64(stmt, 0), sqlite3_column_int64(stmt, 1));
	}
	sqlite3_finalize(stmt);
	return st;
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
