/* SPDX-License-Identifier: Apache-2.0 */
#include "store/events.h"

#include "base/parse.h"
#include "store/db.h"
#include "store/rows.h"

static const char *const kinds[] = {
	[GW_EVENT_REPORT] = "report",
	[GW_EVENT_STEP] = "step",
	[GW_EVENT_GRADE] = "grade",
	[GW_EVENT_FENCE] = "fence",
};

#define NUM_KINDS (sizeof kinds / sizeof *kinds)

const char *gw_event_kind_name(enum gw_event_kind kind)
{
	return kinds[kind];
}

bool gw_event_kind_parse(const char *text, enum gw_event_kind *out)
{
	size_t kind = gw_parse_name(text, kinds, NUM_KINDS);

	if (kind == NUM_KINDS)
		return false;
	*out = (enum gw_event_kind)kind;
	return true;
}

/* What is asked of the database; the columns behind a report's begin here. */
enum {
	STEP = GW_ROW_NUM_COLUMNS,
	STEP_TIME,
	STEP_DUE,
	STEP_WHO,
	STEP_NOTE,
	EVENT,
	KIND,
	PUBLICATION,
};

static const char query[] =
	"SELECT " GW_ROW_COLUMNS ","
	" s.step, s.time, s.due, s.who, s.note, event.id, event.kind, " GW_ROW_PUBLICATION
	" FROM event LEFT JOIN report ON event.kind IN ('report', 'step') AND report.id = ref"
	" LEFT JOIN report_step AS s ON s.report_id = report.id AND s.step = event.step"
	" LEFT JOIN publication AS p ON event.kind = 'grade' AND p.id = ref"
	" LEFT JOIN scheme ON scheme.id = p.scheme_id"
	" WHERE event.id > ? AND (s.step IS NOT NULL OR p.id IS NOT NULL)"
	" ORDER BY event.id LIMIT ?";

static bool is_null(sqlite3_stmt *stmt, int column)
{
	return sqlite3_column_type(stmt, column) == SQLITE_NULL;
}

static const char *text(sqlite3_stmt *stmt, int column)
{
	return (const char *)sqlite3_column_text(stmt, column);
}

static void read_step(sqlite3_stmt *stmt, struct gw_report_row *row, struct gw_report_step *step)
{
	gw_step_parse(text(stmt, STEP), &step->step);
	step->time = sqlite3_column_int64(stmt, STEP_TIME);
	step->due = gw_row_due(stmt, STEP_DUE);
	step->who = text(stmt, STEP_WHO);
	step->note = text(stmt, STEP_NOTE);
	row->status = step->step;
	row->due = step->due;
}

/* An event about a row that is no longer there is passed over. */
static enum gw_status visit_row(struct gw_row_reader *reader, sqlite3_stmt *stmt,
	enum gw_status (*visit)(void *context, const struct gw_event *event, struct gw_error *err),
	void *context, struct gw_error *err)
{
	struct gw_event event = {.id = sqlite3_column_int64(stmt, EVENT)};
	struct gw_publication publication;
	struct gw_report_step step = {0};
	struct gw_report_row row;
	enum gw_status st = GW_OK;

	if (!gw_event_kind_parse(text(stmt, KIND), &event.kind))
		return GW_OK;
	if (!is_null(stmt, 0) && !is_null(stmt, STEP)) {
		st = gw_row_read(reader, stmt, &row, err);
		read_step(stmt, &row, &step);
		event.report = &row;
		event.step = &step;
	} else if (!is_null(stmt, PUBLICATION)) {
		gw_row_read_publication(reader->store, stmt, PUBLICATION, &publication);
		event.publication = &publication;
	} else {
		return GW_OK;
	}
	return st ? st : visit(context, &event, err);
}

enum gw_status gw_store_each_event(struct gw_store *store, int64_t after, size_t max,
	enum gw_status (*visit)(void *context, const struct gw_event *event, struct gw_error *err),
	void *context, struct gw_error *err)
{
	struct gw_row_reader reader;
	sqlite3_stmt *stmt = NULL;
	enum gw_status st;
	bool there;

	st = gw_row_reader_init(&reader, store, err);
	if (!st)
		st = gw_db_query(store, &stmt, err, query, "ii", after,
			max > INT32_MAX ? INT64_C(-1) : (int64_t)max);
	while (!st) {
		st = gw_db_step(store, stmt, &there, err);
		if (st || !there)
			break;
		st = visit_row(&reader, stmt, visit, context, err);
	}
	sqlite3_finalize(stmt);
	gw_row_reader_finish(&reader);
	return st;
}
