/* SPDX-License-Identifier: Apache-2.0 */
#include "store/db.h"

#include <stdarg.h>
#include <string.h>

enum gw_status gw_db_fail(struct gw_store *store, struct gw_error *err)
{
	int code = sqlite3_errcode(store->db);

	if (code == SQLITE_NOMEM)
		return gw_fail_nomem(err);
	if (code == SQLITE_NOTADB)
		return gw_fail(err, GW_EINVAL, "%s: not a Gridward database", store->path);
	if (code == SQLITE_FULL)
		return gw_fail(err, GW_EFULL, "%s: the disk is full", store->path);
	if (code == SQLITE_READONLY)
		return gw_fail(err, GW_EREADONLY, "%s: it may only be read", store->path);
	if (code == SQLITE_BUSY)
		return gw_fail(err, GW_EBUSY, "%s: another program is writing to it", store->path);
	return gw_fail(err, GW_EIO, "%s: %s", store->path, sqlite3_errmsg(store->db));
}

enum gw_status gw_db_run(struct gw_store *store, const char *sql, struct gw_error *err)
{
	return sqlite3_exec(store->db, sql, NULL, NULL, NULL) ? gw_db_fail(store, err) : GW_OK;
}

static enum gw_status bind_all(struct gw_store *store, sqlite3_stmt *stmt, struct gw_error *err,
	const char *format, va_list ap)
{
	int i, rc = SQLITE_OK;

	for (i = 1; format[i - 1] && rc == SQLITE_OK; i++) {
		int64_t number;

		switch (format[i - 1]) {
		case 's':
			rc = sqlite3_bind_text(
				stmt, i, va_arg(ap, const char *), -1, SQLITE_TRANSIENT);
			break;
		case 'd':
			rc = sqlite3_bind_double(stmt, i, va_arg(ap, double));
			break;
		default:
			number = va_arg(ap, int64_t);
			rc = format[i - 1] == 'n' && number < 0
				? sqlite3_bind_null(stmt, i)
				: sqlite3_bind_int64(stmt, i, number);
		}
	}
	return rc ? gw_db_fail(store, err) : GW_OK;
}

enum gw_status gw_db_bind(
	struct gw_store *store, sqlite3_stmt *stmt, struct gw_error *err, const char *format, ...)
{
	enum gw_status st;
	va_list ap;

	sqlite3_reset(stmt);
	va_start(ap, format);
	st = bind_all(store, stmt, err, format, ap);
	va_end(ap);
	return st;
}

static enum gw_status query(struct gw_store *store, sqlite3_stmt **out, struct gw_error *err,
	const char *sql, const char *format, va_list ap)
{
	enum gw_status st;

	*out = NULL;
	if (sqlite3_prepare_v2(store->db, sql, -1, out, NULL))
		return gw_db_fail(store, err);
	st = bind_all(store, *out, err, format, ap);
	if (st) {
		sqlite3_finalize(*out);
		*out = NULL;
	}
	return st;
}

enum gw_status gw_db_query(struct gw_store *store, sqlite3_stmt **out, struct gw_error *err,
	const char *sql, const char *format, ...)
{
	enum gw_status st;
	va_list ap;

	va_start(ap, format);
	st = query(store, out, err, sql, format, ap);
	va_end(ap);
	return st;
}

enum gw_status gw_db_step(
	struct gw_store *store, sqlite3_stmt *stmt, bool *row, struct gw_error *err)
{
	int rc = sqlite3_step(stmt);

	*row = rc == SQLITE_ROW;
	return rc == SQLITE_ROW || rc == SQLITE_DONE ? GW_OK : gw_db_fail(store, err);
}

enum gw_status gw_db_exec(
	struct gw_store *store, struct gw_error *err, const char *sql, const char *format, ...)
{
	sqlite3_stmt *stmt;
	enum gw_status st;
	va_list ap;
	bool row;

	va_start(ap, format);
	st = query(store, &stmt, err, sql, format, ap);
	va_end(ap);
	if (!st)
		st = gw_db_step(store, stmt, &row, err);
	sqlite3_finalize(stmt);
	return st;
}

enum gw_status gw_db_int(struct gw_store *store, int64_t *out, struct gw_error *err,
	const char *sql, const char *format, ...)
{
	sqlite3_stmt *stmt;
	enum gw_status st;
	va_list ap;
	bool row = false;

	va_start(ap, format);
	st = query(store, &stmt, err, sql, format, ap);
	va_end(ap);
	if (!st)
		st = gw_db_step(store, stmt, &row, err);
	if (!st && row)
		*out = sqlite3_column_int64(stmt, 0);
	sqlite3_finalize(stmt);
	return st ? st : row ? GW_OK : GW_ENOTFOUND;
}
