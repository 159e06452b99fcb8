/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_STORE_REPORTS_H
#define GW_STORE_REPORTS_H

/*
 * Reports, and the cells they were assigned to. All calls: GW_EIO when the database refuses,
 * GW_ENOMEM, and what else is said.
 */

#include "geo/lonlat.h"
#include "report/rules.h"
#include "store/store.h"

#include <stddef.h>

struct gw_report {
	const char *code; /* the sender's own id, or NULL */
	gw_time time;
	struct gw_lonlat place;
	const char *category, *source, *description; /* or NULL */
};

/* Writes reports with statements prepared once. Borrows the store; use within a transaction. */
struct gw_report_writer;

enum gw_status gw_report_writer_create(
	struct gw_report_writer **out, struct gw_store *store, struct gw_error *err);
void gw_report_writer_destroy(struct gw_report_writer *writer);

/*
 * Stores a report of the past, as uploaded, with nothing due and nobody told; GW_EEXISTS when its
 * code is there already.
 */
enum gw_status gw_report_writer_add(struct gw_report_writer *writer, const struct gw_report *report,
	int64_t *id, struct gw_error *err);

/*
 * Says which cell of a scheme (a cell unit's key) holds a report, in place of what was said before.
 */
enum gw_status gw_report_writer_assign(struct gw_report_writer *writer, int64_t report,
	int64_t scheme, int64_t cell, struct gw_error *err);

/* There are seldom more than two schemes. */
#define GW_REPORT_CELLS_MAX 8

/* Where a report is in a scheme, by ids; cell: a cell unit's key, 0 when it is in none. */
struct gw_report_cell {
	int64_t scheme, division, cell;
};

/* A report as it comes in, located. */
struct gw_arrival {
	struct gw_report report;
	gw_time uploaded, due; /* GW_TIME_NEVER: nothing is due */
	const char *who; /* brought it */
	gw_date day; /* the report's own */
	struct gw_report_cell cells[GW_REPORT_CELLS_MAX]; /* of all divisions valid on the day */
	size_t num_cells;
};

/*
 * Stores a report that comes in, and the event. *id is its id, or that of the one of this code that
 * is there already: GW_EEXISTS when that is the same, GW_ECONFLICT when it has other contents.
 * GW_EAGAIN when the divisions are no longer those it was located in.
 */
enum gw_status gw_report_writer_receive(struct gw_report_writer *writer,
	const struct gw_arrival *arrival, int64_t *id, struct gw_error *err);

/* A step to take: the next one of a report. */
struct gw_report_move {
	int64_t report;
	enum gw_step step;
	gw_time time, due; /* due: the step behind it */
	const char *who, *note; /* note: or NULL */
};

/*
 * Takes a step, and notes the event. GW_ENOTFOUND; GW_EEXISTS when it was taken before, by the same
 * hand; GW_ECONFLICT, which names the next step, when it is not this one's turn.
 */
enum gw_status gw_report_writer_move(
	struct gw_report_writer *writer, const struct gw_report_move *move, struct gw_error *err);

/* Takes back what was said of a scheme for all reports of [from, to). */
enum gw_status gw_store_unassign_reports(
	struct gw_store *store, int64_t scheme, gw_time from, gw_time to, struct gw_error *err);

/*
 * Calls visit for every report of [from, to), by their ids, until it fails, and returns its
 * failure.
 */
enum gw_status gw_store_each_report(struct gw_store *store, gw_time from, gw_time to,
	enum gw_status (*visit)(void *context, int64_t id, gw_time time, struct gw_lonlat place,
		struct gw_error *err),
	void *context, struct gw_error *err);

/* Calls visit with each cell (its key) that has reports in [from, to), and how many. */
enum gw_status gw_store_count_reports(struct gw_store *store, int64_t division, gw_time from,
	gw_time to, void (*visit)(void *context, int64_t cell, int64_t count), void *context,
	struct gw_error *err);

/* The same two of reports of ids behind `after`: as quick as these are few. */
enum gw_status gw_store_each_new_report(struct gw_store *store, int64_t after, gw_time from,
	gw_time to,
	enum gw_status (*visit)(void *context, int64_t id, gw_time time, struct gw_lonlat place,
		struct gw_error *err),
	void *context, struct gw_error *err);
enum gw_status gw_store_count_new_reports(struct gw_store *store, int64_t after, int64_t division,
	gw_time from, gw_time to, void (*visit)(void *context, int64_t cell, int64_t count),
	void *context, struct gw_error *err);

/* Calls visit with the time of every report of an id behind `after`. */
enum gw_status gw_store_each_report_time(struct gw_store *store, int64_t after,
	void (*visit)(void *context, gw_time time), void *context, struct gw_error *err);

/* Whether there is a report in [from, to). */
enum gw_status gw_store_has_reports(
	struct gw_store *store, gw_time from, gw_time to, bool *found, struct gw_error *err);

/* The time of the oldest report, and of the newest; GW_ENOTFOUND, err untouched, without any. */
enum gw_status gw_store_oldest_report(struct gw_store *store, gw_time *time, struct gw_error *err);
enum gw_status gw_store_newest_report(struct gw_store *store, gw_time *time, struct gw_error *err);

#endif
