/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_STORE_DB_H
#define GW_STORE_DB_H

/* Inside store/: the connection, and statements that fail in the project's grammar. */

#include "store/store.h"

#include <sqlite3.h>

struct gw_store {
	sqlite3 *db;
	void *spatialite; /* libspatialite's connection cache */
	char *path;
	struct gw_zone *zone;
};

/* Runs SQL without results. */
enum gw_status gw_db_run(struct gw_store *store, const char *sql, struct gw_error *err);

/*
 * Prepares sql and binds the arguments by the letters of format: i int64_t, s text or NULL, d
 * double, n int64_t that is NULL when negative. *out is NULL on error; finish with
 * sqlite3_finalize().
 */
enum gw_status gw_db_query(struct gw_store *store, sqlite3_stmt **out, struct gw_error *err,
	const char *sql, const char *format, ...);

/* Binds a statement anew, as gw_db_query() does. */
enum gw_status gw_db_bind(
	struct gw_store *store, sqlite3_stmt *stmt, struct gw_error *err, const char *format, ...);

/* Steps a statement: *row says whether there is a row. */
enum gw_status gw_db_step(
	struct gw_store *store, sqlite3_stmt *stmt, bool *row, struct gw_error *err);

/* gw_db_query() for one statement without results. */
enum gw_status gw_db_exec(
	struct gw_store *store, struct gw_error *err, const char *sql, const char *format, ...);

/* A query's first column of its first row; GW_ENOTFOUND, err untouched, when there is no row. */
enum gw_status gw_db_int(struct gw_store *store, int64_t *out, struct gw_error *err,
	const char *sql, const char *format, ...);

enum gw_status gw_db_fail(struct gw_store *store, struct gw_error *err);

/* Brings a database from its own schema to GW_STORE_SCHEMA, each step in one transaction. */
enum gw_status gw_db_migrate(struct gw_store *store, struct gw_error *err);

#endif
