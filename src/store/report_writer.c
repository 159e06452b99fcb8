/* SPDX-License-Identifier: Apache-2.0 */
#include "base/mem.h"
#include "store/db.h"
#include "store/geometry.h"
#include "store/reports.h"

#include <stdlib.h>
#include <string.h>

/* A division's days. */
struct days {
	int64_t id, scheme;
	gw_date from, to;
};

struct gw_report_writer {
	struct gw_store *store;
	sqlite3_stmt *insert, *find, *assign, *put_cell, *put_step, *event;
	sqlite3_stmt *move, *find_status, *find_step, *list_divisions;
	/* The divisions there are, as of a version of the database. */
	struct days *divisions;
	size_t num_divisions, cap_divisions;
	unsigned version;
	bool has_divisions;
};

static enum gw_status prepare(struct gw_report_writer *w, struct gw_error *err)
{
	const struct {
		sqlite3_stmt **stmt;
		const char *sql;
	} all[] = {
		/* OR FAIL: else all pages that a row touches are copied first, to be put back if
		   its trigger fails */
		{&w->insert,
			"INSERT OR FAIL INTO report"
			" (code, time, category, source, description, geom, due)"
			" VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (code) DO NOTHING"},
		{&w->find,
			"SELECT id, time, category, source, description, geom FROM report"
			" WHERE code = ?"},
		{&w->assign,
			"INSERT OR REPLACE INTO report_cell (report_id, scheme_id, cell_id)"
			" VALUES (?, ?, ?)"},
		{&w->put_cell,
			"INSERT INTO report_cell (report_id, scheme_id, cell_id) VALUES (?, ?, ?)"},
		{&w->put_step,
			"INSERT INTO report_step (report_id, step, time, due, who, note)"
			" VALUES (?, ?, ?, ?, ?, ?)"},
		{&w->event, "INSERT INTO event (kind, ref, step) VALUES (?, ?, ?)"},
		{&w->move, "UPDATE report SET status = ?, due = ? WHERE id = ? AND status = ?"},
		{&w->find_status, "SELECT status FROM report WHERE id = ?"},
		{&w->find_step,
			"SELECT who IS ? FROM report_step WHERE report_id = ? AND step = ?"},
		{&w->list_divisions, "SELECT id, scheme_id, valid_from, valid_to FROM division"},
	};
	enum gw_status st = GW_OK;
	size_t i;

	for (i = 0; i < sizeof all / sizeof *all && !st; i++)
		st = gw_db_query(w->store, all[i].stmt, err, all[i].sql, "");
	return st;
}

enum gw_status gw_report_writer_create(
	struct gw_report_writer **out, struct gw_store *store, struct gw_error *err)
{
	struct gw_report_writer *w = calloc(1, sizeof *w);
	enum gw_status st;

	if (!w)
		return gw_fail_nomem(err);
	w->store = store;
	st = prepare(w, err);
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
	sqlite3_finalize(w->insert);
	sqlite3_finalize(w->find);
	sqlite3_finalize(w->assign);
	sqlite3_finalize(w->put_cell);
	sqlite3_finalize(w->put_step);
	sqlite3_finalize(w->event);
	sqlite3_finalize(w->move);
	sqlite3_finalize(w->find_status);
	sqlite3_finalize(w->find_step);
	sqlite3_finalize(w->list_divisions);
	free(w->divisions);
	free(w);
}

/* NULL for no text. The text stays where it is until the statement has run. */
static int bind_text(sqlite3_stmt *stmt, int i, const char *text)
{
	return sqlite3_bind_text(stmt, i, text, text ? (int)strlen(text) : 0, SQLITE_STATIC);
}

/* NULL for GW_TIME_NEVER. */
static int bind_due(sqlite3_stmt *stmt, int i, gw_time due)
{
	return due == GW_TIME_NEVER ? sqlite3_bind_null(stmt, i) : sqlite3_bind_int64(stmt, i, due);
}

/* Runs a statement without rows, bound well or not; it is ready for the next time then. */
static enum gw_status finish(
	struct gw_report_writer *w, sqlite3_stmt *stmt, int rc, struct gw_error *err)
{
	enum gw_status st = GW_OK;

	if (rc == SQLITE_OK)
		rc = sqlite3_step(stmt);
	if (rc != SQLITE_DONE)
		st = gw_db_fail(w->store, err);
	sqlite3_reset(stmt);
	return st;
}

/* *fresh is false, and nothing was done, when the code is there already. */
static enum gw_status insert(struct gw_report_writer *w, const struct gw_report *r, gw_time due,
	int64_t *id, bool *fresh, struct gw_error *err)
{
	unsigned char place[GW_GEOMETRY_POINT];
	sqlite3_stmt *stmt = w->insert;
	enum gw_status st;
	int rc;

	gw_geometry_from_point(r->place, place);
	rc = bind_text(stmt, 1, r->code);
	rc |= sqlite3_bind_int64(stmt, 2, r->time);
	rc |= bind_text(stmt, 3, r->category);
	rc |= bind_text(stmt, 4, r->source);
	rc |= bind_text(stmt, 5, r->description);
	rc |= sqlite3_bind_blob(stmt, 6, place, sizeof place, SQLITE_STATIC);
	rc |= bind_due(stmt, 7, due);
	st = finish(w, stmt, rc, err);
	*fresh = !st && sqlite3_changes(w->store->db) > 0;
	if (*fresh)
		*id = sqlite3_last_insert_rowid(w->store->db);
	return st;
}

enum gw_status gw_report_writer_add(struct gw_report_writer *w, const struct gw_report *report,
	int64_t *id, struct gw_error *err)
{
	enum gw_status st;
	bool fresh;

	st = insert(w, report, GW_TIME_NEVER, id, &fresh, err);
	if (!st && !fresh)
		st = gw_fail(err, GW_EEXISTS, "id \"%s\" is there already", report->code);
	return st;
}

static enum gw_status put_cell(struct gw_report_writer *w, sqlite3_stmt *stmt, int64_t report,
	int64_t scheme, int64_t cell, struct gw_error *err)
{
	int rc = sqlite3_bind_int64(stmt, 1, report);

	rc |= sqlite3_bind_int64(stmt, 2, scheme);
	rc |= sqlite3_bind_int64(stmt, 3, cell);
	return finish(w, stmt, rc, err);
}

enum gw_status gw_report_writer_assign(struct gw_report_writer *w, int64_t report, int64_t scheme,
	int64_t cell, struct gw_error *err)
{
	return put_cell(w, w->assign, report, scheme, cell, err);
}

/* Reads the divisions again if anything in the database has changed. */
static enum gw_status look_at_divisions(struct gw_report_writer *w, struct gw_error *err)
{
	enum gw_status st = GW_OK;
	unsigned version = 0;
	bool row;

	if (sqlite3_file_control(w->store->db, "main", SQLITE_FCNTL_DATA_VERSION, &version))
		return gw_db_fail(w->store, err);
	if (w->has_divisions && version == w->version)
		return GW_OK;
	w->num_divisions = 0;
	for (;;) {
		struct days *d;

		st = gw_db_step(w->store, w->list_divisions, &row, err);
		if (st || !row)
			break;
		if (!gw_grow(&w->divisions, w->num_divisions, &w->cap_divisions,
			    sizeof *w->divisions)) {
			st = gw_fail_nomem(err);
			break;
		}
		d = &w->divisions[w->num_divisions++];
		d->id = sqlite3_column_int64(w->list_divisions, 0);
		d->scheme = sqlite3_column_int64(w->list_divisions, 1);
		d->from = (gw_date)sqlite3_column_int64(w->list_divisions, 2);
		d->to = (gw_date)sqlite3_column_int64(w->list_divisions, 3);
	}
	sqlite3_reset(w->list_divisions);
	w->has_divisions = !st;
	w->version = version;
	return st;
}

static bool was_located_in(const struct gw_arrival *a, const struct days *division)
{
	size_t i;

	for (i = 0; i < a->num_cells; i++)
		if (a->cells[i].division == division->id)
			return true;
	return false;
}

/*
 * Whether the arrival was located in the divisions of its day: another program may have brought a
 * new one since, and has then assigned all reports but this one.
 */
static enum gw_status check_divisions(
	struct gw_report_writer *w, const struct gw_arrival *a, struct gw_error *err)
{
	size_t valid = 0, i;
	enum gw_status st;

	st = look_at_divisions(w, err);
	for (i = 0; i < w->num_divisions && !st; i++) {
		if (a->day < w->divisions[i].from || a->day >= w->divisions[i].to)
			continue;
		if (!was_located_in(a, &w->divisions[i]))
			break;
		valid++;
	}
	if (!st && (i < w->num_divisions || valid != a->num_cells))
		st = gw_fail(
			err, GW_EAGAIN, "the divisions have changed since the report was located");
	return st;
}

static enum gw_status put_step(
	struct gw_report_writer *w, const struct gw_report_move *move, struct gw_error *err)
{
	sqlite3_stmt *stmt = w->put_step;
	int rc = sqlite3_bind_int64(stmt, 1, move->report);

	rc |= bind_text(stmt, 2, gw_step_name(move->step));
	rc |= sqlite3_bind_int64(stmt, 3, move->time);
	rc |= bind_due(stmt, 4, move->due);
	rc |= bind_text(stmt, 5, move->who);
	rc |= bind_text(stmt, 6, move->note);
	return finish(w, stmt, rc, err);
}

static enum gw_status put_event(struct gw_report_writer *w, const char *kind, int64_t report,
	enum gw_step step, struct gw_error *err)
{
	int rc = bind_text(w->event, 1, kind);

	rc |= sqlite3_bind_int64(w->event, 2, report);
	rc |= bind_text(w->event, 3, gw_step_name(step));
	return finish(w, w->event, rc, err);
}

static bool is_text(sqlite3_stmt *stmt, int column, const char *text)
{
	const char *there = (const char *)sqlite3_column_text(stmt, column);

	return there && text ? !strcmp(there, text) : !there && !text;
}

/* Whether the report of that code, which is there, has the same contents: GW_EEXISTS. */
static enum gw_status compare(
	struct gw_report_writer *w, const struct gw_report *r, int64_t *id, struct gw_error *err)
{
	sqlite3_stmt *stmt = w->find;
	struct gw_lonlat place;
	enum gw_status st;
	bool row;

	if (bind_text(stmt, 1, r->code))
		return gw_db_fail(w->store, err);
	st = gw_db_step(w->store, stmt, &row, err);
	if (!st && !row)
		st = gw_fail(
			err, GW_EIO, "%s: id \"%s\" is there and is not", w->store->path, r->code);
	if (st)
		goto out;
	*id = sqlite3_column_int64(stmt, 0);
	if (sqlite3_column_int64(stmt, 1) == r->time && is_text(stmt, 2, r->category) &&
		is_text(stmt, 3, r->source) && is_text(stmt, 4, r->description) &&
		gw_geometry_to_point(
			sqlite3_column_blob(stmt, 5), sqlite3_column_bytes(stmt, 5), &place) &&
		gw_lonlat_equal(place, r->place))
		st = GW_EEXISTS;
	else
		st = gw_fail(err, GW_ECONFLICT,
			"report %lld came with the same client_id and other contents",
			(long long)*id);
out:
	sqlite3_reset(stmt);
	return st;
}

enum gw_status gw_report_writer_receive(struct gw_report_writer *w,
	const struct gw_arrival *arrival, int64_t *id, struct gw_error *err)
{
	struct gw_report_move upload = {.step = GW_STEP_UPLOADED,
		.time = arrival->uploaded,
		.due = arrival->due,
		.who = arrival->who};
	enum gw_status st;
	bool fresh;
	size_t i;

	st = check_divisions(w, arrival, err);
	if (!st)
		st = insert(w, &arrival->report, arrival->due, id, &fresh, err);
	if (st)
		return st;
	if (!fresh)
		return compare(w, &arrival->report, id, err);
	for (i = 0; i < arrival->num_cells && !st; i++)
		if (arrival->cells[i].cell)
			st = put_cell(w, w->put_cell, *id, arrival->cells[i].scheme,
				arrival->cells[i].cell, err);
	upload.report = *id;
	if (!st)
		st = put_step(w, &upload, err);
	return st ? st : put_event(w, "report", *id, GW_STEP_UPLOADED, err);
}

/* Why a report could not be moved on. */
static enum gw_status explain(
	struct gw_report_writer *w, const struct gw_report_move *move, struct gw_error *err)
{
	enum gw_step status = GW_STEPS, next;
	bool row, was_taken = false;
	enum gw_status st;

	st = gw_db_bind(w->store, w->find_status, err, "i", move->report);
	if (!st)
		st = gw_db_step(w->store, w->find_status, &row, err);
	if (!st && !row)
		st = gw_fail(err, GW_ENOTFOUND, "there is no report %lld", (long long)move->report);
	if (!st)
		gw_step_parse((const char *)sqlite3_column_text(w->find_status, 0), &status);
	sqlite3_reset(w->find_status);
	if (st)
		return st;
	st = gw_db_bind(w->store, w->find_step, err, "sis", move->who, move->report,
		gw_step_name(move->step));
	if (!st)
		st = gw_db_step(w->store, w->find_step, &row, err);
	if (!st && row)
		was_taken = sqlite3_column_int(w->find_step, 0);
	sqlite3_reset(w->find_step);
	if (st || was_taken)
		return st ? st : GW_EEXISTS;
	next = gw_step_next(status);
	if (next == GW_STEPS)
		return gw_fail(err, GW_ECONFLICT, "report %lld is evaluated; no step follows",
			(long long)move->report);
	return gw_fail(err, GW_ECONFLICT, "report %lld is %s; the next step is %s",
		(long long)move->report, gw_step_name(status), gw_step_name(next));
}

enum gw_status gw_report_writer_move(
	struct gw_report_writer *w, const struct gw_report_move *move, struct gw_error *err)
{
	enum gw_status st;
	int rc;

	if (move->step <= GW_STEP_UPLOADED || move->step >= GW_STEPS)
		return explain(w, move, err);
	rc = bind_text(w->move, 1, gw_step_name(move->step));
	rc |= bind_due(w->move, 2, move->due);
	rc |= sqlite3_bind_int64(w->move, 3, move->report);
	rc |= bind_text(w->move, 4, gw_step_name(move->step - 1));
	st = finish(w, w->move, rc, err);
	if (!st && !sqlite3_changes(w->store->db))
		return explain(w, move, err);
	if (!st)
		st = put_step(w, move, err);
	return st ? st : put_event(w, "step", move->report, move->step, err);
}
