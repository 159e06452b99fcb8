/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_STORE_LIFECYCLE_H
#define GW_STORE_LIFECYCLE_H

/*
 * Reports as they live: what became of each, and by when the next step is due. All calls: GW_EIO
 * when the database refuses, GW_ENOMEM, and what else is said.
 */

#include "report/rules.h"
#include "store/reports.h"

#include <stddef.h>

/* A report as it stands. Texts hold until visit returns. */
struct gw_report_row {
	int64_t id;
	struct gw_report report;
	enum gw_step status;
	gw_time due; /* by when the next step should be taken */
	struct gw_report_cell cells[GW_REPORT_CELLS_MAX]; /* where it is */
	size_t num_cells;
};

/* A step that was taken. */
struct gw_report_step {
	enum gw_step step;
	gw_time time;
	gw_time due; /* by when the next one had to be */
	const char *who, *note; /* or NULL */
};

/* What a list of reports holds. Zeroed memory but for from, to, due_by and max: all. */
struct gw_report_filter {
	gw_time from, to; /* [from, to); INT64_MIN, INT64_MAX: any */
	gw_time due_by; /* only those whose next step is due by then; INT64_MAX: any */
	unsigned statuses; /* bits 1 << step; 0: any */
	const char *category; /* NULL: any */
	const struct gw_bbox *bbox; /* closed; NULL: any */
	int64_t unit; /* of gw_store_find_unit(): those in its cells; 0: any */
	int64_t below; /* only ids below it: the next page; 0: from the newest */
	size_t max;
};

/*
 * The unit of a code in a scheme (NULL: the first), of a level (NULL: the highest that has one).
 * GW_ENOTFOUND.
 */
enum gw_status gw_store_find_unit(struct gw_store *store, const char *scheme, const char *level,
	const char *code, int64_t *unit, struct gw_error *err);

/* Newest ids first. */
enum gw_status gw_store_list_reports(struct gw_store *store, const struct gw_report_filter *filter,
	enum gw_status (*visit)(
		void *context, const struct gw_report_row *row, struct gw_error *err),
	void *context, struct gw_error *err);

/* How many there are in all pages. */
enum gw_status gw_store_count_filtered(struct gw_store *store,
	const struct gw_report_filter *filter, int64_t *n, struct gw_error *err);

/*
 * One report by its id, or by its code when id is 0, with its steps in their order: found is its
 * own time and source. One that was imported has no step uploaded. GW_ENOTFOUND.
 */
enum gw_status gw_store_find_report(struct gw_store *store, int64_t id, const char *code,
	enum gw_status (*visit)(void *context, const struct gw_report_row *row,
		const struct gw_report_step *steps, size_t num_steps, struct gw_error *err),
	void *context, struct gw_error *err);

#endif
