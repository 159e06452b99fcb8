/* SPDX-License-Identifier: Apache-2.0 */
#include "store/lifecycle.h"

#include "base/buf.h"
#include "store/db.h"
#include "store/geometry.h"
#include "store/rows.h"

#define SQL_MAX 4096

enum gw_status gw_row_reader_init(
	struct gw_row_reader *reader, struct gw_store *store, struct gw_error *err)
{
	*reader = (struct gw_row_reader){.store = store};
	return gw_db_query(store, &reader->cells, err,
		"SELECT report_cell.scheme_id, division_id, cell_id FROM report_cell"
		" JOIN cell ON cell.id = cell_id WHERE report_id = ? ORDER BY 1",
		"");
}

void gw_row_reader_finish(struct gw_row_reader *reader)
{
	sqlite3_finalize(reader->cells);
}

gw_time gw_row_due(sqlite3_stmt *stmt, int column)
{
	return sqlite3_column_type(stmt, column) == SQLITE_NULL
		? GW_TIME_NEVER
		: sqlite3_column_int64(stmt, column);
}

static const char *text(sqlite3_stmt *stmt, int column)
{
	return (const char *)sqlite3_column_text(stmt, column);
}

static enum gw_step step_of(sqlite3_stmt *stmt, int column)
{
	enum gw_step step = GW_STEP_UPLOADED;

	if (text(stmt, column))
		gw_step_parse(text(stmt, column), &step);
	return step;
}

static enum gw_status read_cells(
	struct gw_row_reader *reader, struct gw_report_row *row, struct gw_error *err)
{
	enum gw_status st;
	bool there;

	st = gw_db_bind(reader->store, reader->cells, err, "i", row->id);
	while (!st && row->num_cells < GW_REPORT_CELLS_MAX) {
		st = gw_db_step(reader->store, reader->cells, &there, err);
		if (st || !there)
			break;
		row->cells[row->num_cells++] = (struct gw_report_cell){
			.scheme = sqlite3_column_int64(reader->cells, 0),
			.division = sqlite3_column_int64(reader->cells, 1),
			.cell = sqlite3_column_int64(reader->cells, 2),
		};
	}
	sqlite3_reset(reader->cells);
	return st;
}

enum gw_status gw_row_read(struct gw_row_reader *reader, sqlite3_stmt *stmt,
	struct gw_report_row *row, struct gw_error *err)
{
	*row = (struct gw_report_row){
		.id = sqlite3_column_int64(stmt, 0),
		.report = {.code = text(stmt, 1),
			.time = sqlite3_column_int64(stmt, 2),
			.category = text(stmt, 3),
			.source = text(stmt, 4),
			.description = text(stmt, 5)},
		.status = step_of(stmt, 7),
		.due = gw_row_due(stmt, 8),
	};
	if (!gw_geometry_to_point(sqlite3_column_blob(stmt, 6), sqlite3_column_bytes(stmt, 6),
		    &row->report.place))
		return gw_fail(err, GW_EIO, "%s: the place of report %lld cannot be read",
			reader->store->path, (long long)row->id);
	return read_cells(reader, row, err);
}

enum gw_status gw_store_find_unit(struct gw_store *store, const char *scheme, const char *level,
	const char *code, int64_t *unit, struct gw_error *err)
{
	enum gw_status st;

	st = gw_db_int(store, unit, err,
		"SELECT unit.id FROM unit JOIN level ON level.id = level_id"
		" JOIN scheme ON scheme.id = scheme_id"
		" WHERE scheme.id = (SELECT min(id) FROM scheme WHERE name = ?1 OR ?1 IS NULL)"
		" AND (level.name = ?2 OR ?2 IS NULL) AND code = ?3 ORDER BY rank LIMIT 1",
		"sss", scheme, level, code);
	if (st == GW_ENOTFOUND)
		gw_fail(err, st, "there is no unit \"%.80s\"%s%.80s%s%.80s", code,
			level ? " of level " : "", level ? level : "", scheme ? " in " : "",
			scheme ? scheme : "");
	return st;
}

/*
 * The cells of a unit: its own, and those whose parent is it or lies below it. A district has many
 * reports, of which the newest are soon found one by one; the few of a smaller unit are looked up.
 */
#define CELLS_OF_UNIT                                                                              \
	"(WITH RECURSIVE below (id) AS (VALUES (?1) UNION"                                         \
	" SELECT unit.id FROM unit JOIN below ON parent_id = below.id)"                            \
	" SELECT cell.id FROM cell WHERE unit_id = ?1 OR parent_id IN below)"
#define IN_LARGE_UNIT                                                                              \
	" AND EXISTS (SELECT 1 FROM report_cell WHERE report_id = report.id AND cell_id IN"        \
	" " CELLS_OF_UNIT ")"
#define IN_SMALL_UNIT                                                                              \
	" AND report.id IN (SELECT report_id FROM report_cell WHERE cell_id IN " CELLS_OF_UNIT ")"

static enum gw_status is_top_unit(
	struct gw_store *store, int64_t unit, bool *top, struct gw_error *err)
{
	int64_t n = 0;
	enum gw_status st;

	st = gw_db_int(store, &n, err,
		"SELECT count(*) FROM unit JOIN level ON level.id = level_id WHERE unit.id = ?"
		" AND rank = 0",
		"i", unit);
	*top = n > 0;
	return st;
}

static void write_statuses(struct gw_buf *sql, unsigned statuses)
{
	const char *before = " AND status IN (";
	int step;

	for (step = 0; step < GW_STEPS; step++) {
		if (!(statuses & 1u << step))
			continue;
		gw_buf_printf(sql, "%s'%s'", before, gw_step_name((enum gw_step)step));
		before = ", ";
	}
	if (*before == ',')
		gw_buf_puts(sql, ")");
}

/* Prepares the query of a filter for columns, bound, newest first. */
static enum gw_status prepare(struct gw_store *store, const char *columns,
	const struct gw_report_filter *f, sqlite3_stmt **stmt, struct gw_error *err)
{
	int64_t below = f->below ? f->below : INT64_MAX;
	enum gw_status st = GW_OK;
	struct gw_buf sql;
	bool top = false;

	if (f->unit)
		st = is_top_unit(store, f->unit, &top, err);
	if (st)
		return st;
	gw_buf_init(&sql, SQL_MAX);
	gw_buf_printf(&sql, "SELECT %s FROM report WHERE report.id < ?2", columns);
	if (f->unit)
		gw_buf_puts(&sql, top ? IN_LARGE_UNIT : IN_SMALL_UNIT);
	if (f->from != INT64_MIN)
		gw_buf_puts(&sql, " AND time >= ?3");
	if (f->to != INT64_MAX)
		gw_buf_puts(&sql, " AND time < ?4");
	if (f->due_by != INT64_MAX)
		gw_buf_puts(&sql, " AND due <= ?5");
	if (f->category)
		gw_buf_puts(&sql, " AND category = ?6");
	write_statuses(&sql, f->statuses);
	gw_buf_puts(&sql, " ORDER BY report.id DESC");
	st = gw_buf_cstr(&sql) ? gw_db_query(store, stmt, err, gw_buf_cstr(&sql), "")
			       : gw_fail_nomem(err);
	gw_buf_finish(&sql);
	if (st)
		return st;
	/* A parameter that the statement does not have is out of range, which is fine here. */
	sqlite3_bind_int64(*stmt, 1, f->unit);
	sqlite3_bind_int64(*stmt, 2, below);
	sqlite3_bind_int64(*stmt, 3, f->from);
	sqlite3_bind_int64(*stmt, 4, f->to);
	sqlite3_bind_int64(*stmt, 5, f->due_by);
	if (f->category && sqlite3_bind_parameter_count(*stmt) >= 6 &&
		sqlite3_bind_text(*stmt, 6, f->category, -1, SQLITE_TRANSIENT)) {
		st = gw_db_fail(store, err);
		sqlite3_finalize(*stmt);
	}
	return st;
}

static bool is_in(const struct gw_bbox *box, struct gw_lonlat p)
{
	return !box || gw_bbox_meets(*box, (struct gw_bbox){p, p});
}

enum gw_status gw_store_list_reports(struct gw_store *store, const struct gw_report_filter *filter,
	enum gw_status (*visit)(
		void *context, const struct gw_report_row *row, struct gw_error *err),
	void *context, struct gw_error *err)
{
	struct gw_row_reader reader;
	struct gw_report_row row;
	sqlite3_stmt *stmt;
	enum gw_status st;
	size_t n = 0;
	bool there;

	st = prepare(store, GW_ROW_COLUMNS, filter, &stmt, err);
	if (st)
		return st;
	st = gw_row_reader_init(&reader, store, err);
	while (!st && n < filter->max) {
		st = gw_db_step(store, stmt, &there, err);
		if (st || !there)
			break;
		st = gw_row_read(&reader, stmt, &row, err);
		if (st || !is_in(filter->bbox, row.report.place))
			continue;
		st = visit(context, &row, err);
		n++;
	}
	gw_row_reader_finish(&reader);
	sqlite3_finalize(stmt);
	return st;
}

/* The number in the first column of the only row. */
static enum gw_status read_number(
	struct gw_store *store, sqlite3_stmt *stmt, int64_t *n, struct gw_error *err)
{
	enum gw_status st;
	bool there;

	st = gw_db_step(store, stmt, &there, err);
	if (!st && there)
		*n = sqlite3_column_int64(stmt, 0);
	return st;
}

/* Counts the rows whose first column is a place in the box. */
static enum gw_status count_places(struct gw_store *store, sqlite3_stmt *stmt,
	const struct gw_bbox *box, int64_t *n, struct gw_error *err)
{
	struct gw_lonlat place;
	enum gw_status st;
	bool there;

	for (;;) {
		st = gw_db_step(store, stmt, &there, err);
		if (st || !there)
			return st;
		*n += gw_geometry_to_point(sqlite3_column_blob(stmt, 0),
			      sqlite3_column_bytes(stmt, 0), &place) &&
			is_in(box, place);
	}
}

/* Without reading the rows, and their cells one by one, which takes ten times as long. */
enum gw_status gw_store_count_filtered(struct gw_store *store,
	const struct gw_report_filter *filter, int64_t *n, struct gw_error *err)
{
	struct gw_report_filter all = *filter;
	sqlite3_stmt *stmt;
	enum gw_status st;

	all.below = 0;
	*n = 0;
	st = prepare(store, filter->bbox ? "geom" : "count(*)", &all, &stmt, err);
	if (st)
		return st;
	st = filter->bbox ? count_places(store, stmt, filter->bbox, n, err)
			  : read_number(store, stmt, n, err);
	sqlite3_finalize(stmt);
	return st;
}

/* Its own time and source, then each step by a query of its own, so that all texts hold. */
static enum gw_status read_steps(struct gw_store *store, const struct gw_report_row *row,
	sqlite3_stmt *stmts[GW_STEPS], struct gw_report_step steps[GW_STEPS], size_t *n,
	struct gw_error *err)
{
	enum gw_status st = GW_OK;
	enum gw_step step;
	bool there;

	steps[0] = (struct gw_report_step){.step = GW_STEP_FOUND,
		.time = row->report.time,
		.due = GW_TIME_NEVER,
		.who = row->report.source};
	*n = 1;
	for (step = GW_STEP_UPLOADED; step < GW_STEPS && !st; step++) {
		st = gw_db_query(store, &stmts[step], err,
			"SELECT time, due, who, note FROM report_step"
			" WHERE report_id = ? AND step = ?",
			"is", row->id, gw_step_name(step));
		if (!st)
			st = gw_db_step(store, stmts[step], &there, err);
		if (st || !there)
			continue;
		steps[(*n)++] = (struct gw_report_step){.step = step,
			.time = sqlite3_column_int64(stmts[step], 0),
			.due = gw_row_due(stmts[step], 1),
			.who = text(stmts[step], 2),
			.note = text(stmts[step], 3)};
	}
	return st;
}

enum gw_status gw_store_find_report(struct gw_store *store, int64_t id, const char *code,
	enum gw_status (*visit)(void *context, const struct gw_report_row *row,
		const struct gw_report_step *steps, size_t num_steps, struct gw_error *err),
	void *context, struct gw_error *err)
{
	sqlite3_stmt *stmt = NULL, *stmts[GW_STEPS] = {NULL};
	struct gw_report_step steps[GW_STEPS];
	struct gw_row_reader reader;
	struct gw_report_row row;
	enum gw_status st;
	bool there;
	size_t n, i;

	st = gw_row_reader_init(&reader, store, err);
	if (!st && id)
		st = gw_db_query(store, &stmt, err,
			"SELECT " GW_ROW_COLUMNS " FROM report WHERE id = ?", "i", id);
	else if (!st)
		st = gw_db_query(store, &stmt, err,
			"SELECT " GW_ROW_COLUMNS " FROM report WHERE code = ?", "s", code);
	if (!st)
		st = gw_db_step(store, stmt, &there, err);
	if (!st && !there)
		st = id ? gw_fail(err, GW_ENOTFOUND, "there is no report %lld", (long long)id)
			: gw_fail(err, GW_ENOTFOUND, "there is no report of \"%.80s\"", code);
	if (!st)
		st = gw_row_read(&reader, stmt, &row, err);
	if (!st)
		st = read_steps(store, &row, stmts, steps, &n, err);
	if (!st)
		st = visit(context, &row, steps, n, err);
	for (i = 0; i < GW_STEPS; i++)
		sqlite3_finalize(stmts[i]);
	sqlite3_finalize(stmt);
	gw_row_reader_finish(&reader);
	return st;
}
