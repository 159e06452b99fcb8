/* SPDX-License-Identifier: Apache-2.0 */
#include "store/publications.h"

#include "base/mem.h"
#include "store/db.h"
#include "store/rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NOW "strftime('%Y-%m-%dT%H:%M:%SZ', 'now')"

static void copy_text(char to[GW_NAME_MAX], sqlite3_stmt *row, int column)
{
	const char *text = (const char *)sqlite3_column_text(row, column);

	snprintf(to, GW_NAME_MAX, "%s", text ? text : "");
}

static gw_time time_in(struct gw_store *store, sqlite3_stmt *row, int column)
{
	const char *text = (const char *)sqlite3_column_text(row, column);
	gw_time t;

	return text && gw_time_parse(text, NULL, store->zone, &t) ? t : INT64_MAX;
}

void gw_row_read_publication(
	struct gw_store *store, sqlite3_stmt *stmt, int first, struct gw_publication *out)
{
	out->id = sqlite3_column_int64(stmt, first);
	out->scheme_id = sqlite3_column_int64(stmt, first + 1);
	out->division_id = sqlite3_column_int64(stmt, first + 2);
	out->month = sqlite3_column_int(stmt, first + 3);
	out->version = sqlite3_column_int64(stmt, first + 4);
	copy_text(out->scheme, stmt, first + 5);
	out->published = time_in(store, stmt, first + 6);
	out->withdrawn = time_in(store, stmt, first + 7);
	copy_text(out->who, stmt, first + 8);
}

static enum gw_status read_rows(struct gw_store *store, const char *where, int64_t key,
	struct gw_publication **out, size_t *n, struct gw_error *err)
{
	struct gw_publication *list = NULL;
	size_t count = 0, capacity = 0;
	sqlite3_stmt *stmt;
	enum gw_status st;
	char sql[512];
	bool row;

	snprintf(sql, sizeof sql,
		"SELECT " GW_ROW_PUBLICATION " FROM publication AS p"
		" JOIN scheme ON scheme.id = p.scheme_id WHERE %s ORDER BY p.scheme_id, p.month",
		where);
	st = gw_db_query(store, &stmt, err, sql, "i", key);
	while (!st) {
		st = gw_db_step(store, stmt, &row, err);
		if (st || !row)
			break;
		if (gw_grow(&list, count, &capacity, sizeof *list))
			gw_row_read_publication(store, stmt, 0, &list[count++]);
		else
			st = gw_fail_nomem(err);
	}
	sqlite3_finalize(stmt);
	if (st) {
		free(list);
		return st;
	}
	*out = list;
	*n = count;
	return GW_OK;
}

/* A cell's unit is graded where the division has the cell; an upper unit in any case. */
static enum gw_status freeze_grades(struct gw_store *store, int64_t publication,
	const struct gw_division_info *division, struct gw_error *err)
{
	return gw_db_exec(store, err,
		"INSERT INTO publication_grade (publication_id, unit_id, grade)"
		" SELECT ?1, unit.id, grade FROM unit JOIN level ON level.id = level_id"
		" WHERE scheme_id = ?2 AND (rank < ?3 OR unit.id IN"
		"  (SELECT unit_id FROM cell WHERE division_id = ?4))",
		"iiii", publication, division->scheme_id, (int64_t)division->rank, division->id);
}

enum gw_status gw_store_publish(struct gw_store *store, const struct gw_division_info *division,
	gw_month month, const char *who, struct gw_publication *out, struct gw_error *err)
{
	struct gw_publication *made;
	enum gw_status st;
	int64_t id;
	size_t n;

	st = gw_store_withdraw(store, division->scheme_id, month, err);
	if (st && st != GW_ENOTFOUND)
		return st;
	st = gw_db_exec(store, err,
		"INSERT INTO publication (scheme_id, month, version, division_id, published_at, who)"
		" SELECT ?1, ?2, coalesce(max(version), 0) + 1, ?3, " NOW
		", ?4 FROM publication WHERE scheme_id = ?1 AND month = ?2",
		"iiis", division->scheme_id, (int64_t)month, division->id, who);
	if (st)
		return st;
	id = sqlite3_last_insert_rowid(store->db);
	st = freeze_grades(store, id, division, err);
	if (!st)
		st = gw_db_exec(
			store, err, "INSERT INTO event (kind, ref) VALUES ('grade', ?)", "i", id);
	if (!st)
		st = read_rows(store, "p.id = ?", id, &made, &n, err);
	if (st)
		return st;
	*out = *made;
	free(made);
	return GW_OK;
}

enum gw_status gw_store_withdraw(
	struct gw_store *store, int64_t scheme, gw_month month, struct gw_error *err)
{
	enum gw_status st;

	st = gw_db_exec(store, err,
		"INSERT INTO event (kind, ref) SELECT 'grade', id FROM publication"
		" WHERE scheme_id = ? AND month = ? AND withdrawn_at IS NULL",
		"ii", scheme, (int64_t)month);
	if (st)
		return st;
	st = gw_db_exec(store, err,
		"UPDATE publication SET withdrawn_at = " NOW
		" WHERE scheme_id = ? AND month = ? AND withdrawn_at IS NULL",
		"ii", scheme, (int64_t)month);
	if (!st && !sqlite3_changes(store->db))
		st = gw_fail(
			err, GW_ENOTFOUND, "%d-%02d is not published", month / 100, month % 100);
	return st;
}

enum gw_status gw_store_list_publications(
	struct gw_store *store, struct gw_publication **out, size_t *n, struct gw_error *err)
{
	return read_rows(store, "withdrawn_at IS NULL AND ?", 1, out, n, err);
}

enum gw_status gw_store_read_publication(struct gw_store *store, int64_t publication,
	void (*visit)(void *context, bool is_cell, int64_t key, int32_t grade), void *context,
	struct gw_error *err)
{
	sqlite3_stmt *stmt;
	enum gw_status st;
	bool row;

	st = gw_db_query(store, &stmt, err,
		"SELECT cell.id, publication_grade.unit_id, publication_grade.grade"
		" FROM publication_grade JOIN publication ON publication.id = publication_id"
		" LEFT JOIN cell ON cell.division_id = publication.division_id"
		"  AND cell.unit_id = publication_grade.unit_id"
		" WHERE publication_id = ?",
		"i", publication);
	while (!st) {
		bool is_cell;

		st = gw_db_step(store, stmt, &row, err);
		if (st || !row)
			break;
		is_cell = sqlite3_column_type(stmt, 0) != SQLITE_NULL;
		visit(context, is_cell, sqlite3_column_int64(stmt, is_cell ? 0 : 1),
			sqlite3_column_type(stmt, 2) == SQLITE_NULL ? GW_NO_DATA
								    : sqlite3_column_int(stmt, 2));
	}
	sqlite3_finalize(stmt);
	return st;
}
