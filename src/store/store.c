/* SPDX-License-Identifier: Apache-2.0 */
#include "store/store.h"

#include "store/db.h"

#include <errno.h>
#include <spatialite.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* "GWRD" in the file's header says that a database is ours, whatever its name. */
#define APPLICATION_ID	  0x47575244
#define APPLICATION_ID_AT 68

/* path is for messages, name what SQLite is told. */
static enum gw_status open_db(
	struct gw_store **out, const char *path, const char *name, int flags, struct gw_error *err)
{
	struct gw_store *store;
	enum gw_status st;

	store = calloc(1, sizeof *store);
	if (!store)
		return gw_fail_nomem(err);
	store->path = strdup(path);
	if (!store->path) {
		st = gw_fail_nomem(err);
		goto fail;
	}
	if (sqlite3_open_v2(name, &store->db, flags | SQLITE_OPEN_NOMUTEX, NULL)) {
		st = gw_fail(err, GW_EIO, "%s: %s", path,
			store->db ? sqlite3_errmsg(store->db) : "cannot open");
		goto fail;
	}
	sqlite3_busy_timeout(store->db, 5000);
	store->spatialite = spatialite_alloc_connection();
	spatialite_init_ex(store->db, store->spatialite, 0);
	st = gw_db_run(store,
		"PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL; PRAGMA cache_size = -65536;",
		err);
	if (st)
		goto fail;
	*out = store;
	return GW_OK;
fail:
	gw_store_close(store);
	return st;
}

void gw_store_close(struct gw_store *store)
{
	if (!store)
		return;
	gw_zone_destroy(store->zone);
	sqlite3_close_v2(store->db);
	if (store->spatialite)
		spatialite_cleanup_ex(store->spatialite);
	free(store->path);
	free(store);
}

static enum gw_status fill_new(struct gw_store *store, const char *timezone, struct gw_error *err)
{
	char sql[64];
	enum gw_status st;

	st = gw_db_run(store, "SELECT InitSpatialMetaData(1)", err);
	if (!st)
		st = gw_db_migrate(store, err);
	if (!st)
		st = gw_db_exec(store, err,
			"INSERT INTO setting (key, value) VALUES ('timezone', ?)", "s", timezone);
	snprintf(sql, sizeof sql, "PRAGMA application_id = %d; PRAGMA journal_mode = WAL;",
		APPLICATION_ID);
	if (!st)
		st = gw_db_run(store, sql, err);
	return st;
}

static void remove_database(const char *path)
{
	static const char *const suffixes[] = {"", "-wal", "-shm", "-journal"};
	char *name;
	size_t i;

	for (i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
		if (asprintf(&name, "%s%s", path, suffixes[i]) < 0)
			continue;
		unlink(name);
		free(name);
	}
}

enum gw_status gw_store_init(const char *path, const char *timezone, struct gw_error *err)
{
	struct gw_zone *zone = NULL;
	struct gw_store *store;
	char *building;
	enum gw_status st;

	st = gw_zone_create(&zone, timezone, err);
	if (st)
		return st;
	gw_zone_destroy(zone);
	if (access(path, F_OK) == 0)
		return gw_fail(err, GW_EEXISTS, "%s: exists already", path);
	if (asprintf(&building, "%s.%ld", path, (long)getpid()) < 0)
		return gw_fail_nomem(err);
	st = open_db(&store, path, building, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, err);
	if (st) /* the user knows the database by its own name */
		st = gw_fail(err, st, "%s: cannot create: %s", path, strerror(errno));
	else {
		st = fill_new(store, timezone, err);
		gw_store_close(store);
	}
	/* link() refuses a name that has come up meanwhile, as rename() would not. */
	if (!st && link(building, path))
		st = gw_fail(err, errno == EEXIST ? GW_EEXISTS : GW_EIO, "%s: %s", path,
			strerror(errno));
	remove_database(building);
	free(building);
	return st;
}

static enum gw_status read_zone(struct gw_store *store, struct gw_error *err)
{
	sqlite3_stmt *stmt;
	enum gw_status st;
	bool row = false;

	st = gw_db_query(store, &stmt, err, "SELECT value FROM setting WHERE key = 'timezone'", "");
	if (!st)
		st = gw_db_step(store, stmt, &row, err);
	if (!st && !row)
		st = gw_fail(err, GW_EINVAL, "%s: it has no time zone setting", store->path);
	if (!st)
		st = gw_zone_create(&store->zone, (const char *)sqlite3_column_text(stmt, 0), err);
	sqlite3_finalize(stmt);
	return st;
}

/* Whether a log of changes that are not in the file yet lies beside it. */
static bool has_log(const char *path)
{
	char *log;
	bool found;

	if (asprintf(&log, "%s-wal", path) < 0)
		return true;
	found = access(log, F_OK) == 0;
	free(log);
	return found;
}

static bool folder_is_writable(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *folder = slash ? strndup(path, (size_t)(slash - path) + 1) : strdup(".");
	bool writable = folder && access(folder, W_OK) == 0;

	free(folder);
	return writable;
}

/*
 * Readers too write a little: the index of the write-ahead log. Where neither the file nor its
 * folder may be written nobody can be changing it either, and it is read as it lies.
 */
static enum gw_status open_for_reading(
	struct gw_store **out, const char *path, struct gw_error *err)
{
	enum gw_status st;
	char *uri, *to;

	if (access(path, W_OK) == 0)
		return open_db(out, path, path, SQLITE_OPEN_READWRITE, err);
	if (folder_is_writable(path) || has_log(path))
		return open_db(out, path, path, SQLITE_OPEN_READONLY, err);
	uri = malloc(3 * strlen(path) + sizeof "file:?immutable=1");
	if (!uri)
		return gw_fail_nomem(err);
	to = stpcpy(uri, "file:");
	for (const char *from = path; *from; from++)
		to += strchr("%?#", *from) ? snprintf(to, 4, "%%%02X", (unsigned)*from)
					   : (*to = *from, 1);
	stpcpy(to, "?immutable=1");
	st = open_db(out, path, uri, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, err);
	free(uri);
	return st;
}

enum gw_status gw_store_open(
	struct gw_store **out, const char *path, enum gw_store_mode mode, struct gw_error *err)
{
	struct gw_store *store;
	enum gw_status st;

	if (access(path, F_OK))
		return gw_fail(err, GW_ENOTFOUND,
			"%s: no such database; make one with gridward init", path);
	if (!gw_store_is_database(path))
		return gw_fail(err, GW_EINVAL, "%s: not a Gridward database", path);
	if (mode == GW_STORE_WRITE && access(path, W_OK))
		return gw_fail(err, GW_EREADONLY, "%s: it may only be read", path);
	st = mode == GW_STORE_READ ? open_for_reading(&store, path, err)
				   : open_db(&store, path, path, SQLITE_OPEN_READWRITE, err);
	if (st)
		return st;
	st = gw_db_migrate(store, err);
	if (!st)
		st = read_zone(store, err);
	if (!st && mode == GW_STORE_READ)
		st = gw_db_run(store, "PRAGMA query_only = ON", err);
	if (st)
		gw_store_close(store);
	else
		*out = store;
	return st;
}

/*
 * Looks at the file's header (sqlite.org/fileformat.html), which nothing stands in the way of. By
 * SQLite's own file: to open and close it otherwise would let go of all locks that this process
 * holds on it, and another program that thinks itself alone removes the log under our connections.
 */
bool gw_store_is_database(const char *path)
{
	static const unsigned char ours[] = {APPLICATION_ID >> 24, APPLICATION_ID >> 16 & 0xff,
		APPLICATION_ID >> 8 & 0xff, APPLICATION_ID & 0xff};
	unsigned char header[APPLICATION_ID_AT + sizeof ours];
	sqlite3_file *file = NULL;
	sqlite3 *db = NULL;
	bool is_ours;

	is_ours = !sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL) &&
		!sqlite3_file_control(db, "main", SQLITE_FCNTL_FILE_POINTER, &file) && file &&
		file->pMethods && !file->pMethods->xRead(file, header, sizeof header, 0) &&
		!memcmp(header + APPLICATION_ID_AT, ours, sizeof ours);
	sqlite3_close_v2(db);
	return is_ours;
}

enum gw_status gw_store_begin(struct gw_store *store, struct gw_error *err)
{
	return gw_db_run(store, "BEGIN IMMEDIATE", err);
}

enum gw_status gw_store_commit(struct gw_store *store, struct gw_error *err)
{
	return gw_db_run(store, "COMMIT", err);
}

void gw_store_rollback(struct gw_store *store)
{
	if (gw_store_is_writing(store))
		gw_db_run(store, "ROLLBACK", NULL);
}

bool gw_store_is_writing(const struct gw_store *store)
{
	return !sqlite3_get_autocommit(store->db);
}

int64_t gw_store_changes(const struct gw_store *store)
{
	return sqlite3_total_changes64(store->db);
}

enum gw_status gw_store_mark(struct gw_store *store, struct gw_error *err)
{
	return gw_db_run(store, "SAVEPOINT mark", err);
}

enum gw_status gw_store_keep(struct gw_store *store, struct gw_error *err)
{
	return gw_db_run(store, "RELEASE mark", err);
}

void gw_store_take_back(struct gw_store *store)
{
	if (gw_store_is_writing(store))
		gw_db_run(store, "ROLLBACK TO mark; RELEASE mark", NULL);
}

bool gw_store_is_read_only(const struct gw_store *store)
{
	return sqlite3_db_readonly(store->db, "main");
}

enum gw_status gw_store_begin_reading(struct gw_store *store, struct gw_error *err)
{
	return gw_db_run(store, "BEGIN", err);
}

void gw_store_end_reading(struct gw_store *store)
{
	gw_store_rollback(store);
}

const struct gw_zone *gw_store_zone(const struct gw_store *store)
{
	return store->zone;
}

enum gw_status gw_store_change(struct gw_store *store, int64_t *number, struct gw_error *err)
{
	return gw_db_int(store, number, err, "PRAGMA data_version", "");
}

enum gw_status gw_store_state(
	struct gw_store *store, struct gw_store_state *state, struct gw_error *err)
{
	static const char *const topics[] = {
		"cell", "context", "division", "publication", "token", "unit", "report"};
	int64_t *const to[] = {&state->cells, &state->context, &state->divisions,
		&state->publications, &state->tokens, &state->units, &state->reports};
	sqlite3_stmt *stmt;
	enum gw_status st;
	bool row;
	size_t i;

	*state = (struct gw_store_state){0};
	st = gw_db_query(store, &stmt, err,
		"SELECT topic, n FROM change"
		" UNION ALL SELECT 'last report', coalesce(max(id), 0) FROM report"
		" UNION ALL SELECT 'last event', coalesce(max(id), 0) FROM event",
		"");
	while (!st) {
		const char *topic;

		st = gw_db_step(store, stmt, &row, err);
		if (st || !row)
			break;
		topic = (const char *)sqlite3_column_text(stmt, 0);
		if (!strcmp(topic, "last report"))
			state->last_report = sqlite3_column_int64(stmt, 1);
		else if (!strcmp(topic, "last event"))
			state->last_event = sqlite3_column_int64(stmt, 1);
		for (i = 0; i < sizeof topics / sizeof *topics; i++)
			if (!strcmp(topic, topics[i]))
				*to[i] = sqlite3_column_int64(stmt, 1);
	}
	sqlite3_finalize(stmt);
	return st;
}
