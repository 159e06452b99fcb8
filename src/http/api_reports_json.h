/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_HTTP_API_REPORTS_JSON_H
#define GW_HTTP_API_REPORTS_JSON_H

#include "service/finder.h"

struct gw_buf;

/* A report as it is told to clients. All borrowed. */
struct gw_report_view {
	int64_t id;
	const struct gw_report *report;
	enum gw_step status;
	gw_time due;
	const struct gw_found *places; /* those without a cell are left out */
	size_t num_places;
	const struct gw_report_step *steps; /* NULL: they are left out */
	size_t num_steps;
};

/* Appends the report as a JSON object; times are by the zone's clock, overdue is as of now. */
void gw_report_write(struct gw_buf *out, const struct gw_report_view *view,
	const struct gw_zone *zone, gw_time now);

/* The same for a row, its cells found by finder. Errors of gw_finder_recall(). */
enum gw_status gw_report_write_row(struct gw_buf *out, struct gw_finder *finder,
	const struct gw_report_row *row, const struct gw_report_step *steps, size_t num_steps,
	const struct gw_zone *zone, gw_time now, struct gw_error *err);

/* Appends one step as a JSON object. */
void gw_report_write_step(
	struct gw_buf *out, const struct gw_report_step *step, const struct gw_zone *zone);

#endif
