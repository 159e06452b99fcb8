/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_HTTP_API_REPORTS_BODY_H
#define GW_HTTP_API_REPORTS_BODY_H

#include "http/request.h"

#define GW_REPORTS_ROWS_MAX 10000

/* A text in the body's store of texts. */
typedef uint32_t gw_text_id;
#define GW_NO_TEXT UINT32_MAX

/* A report as it was sent. */
struct gw_report_item {
	gw_text_id client_id, category, source, description;
	double x, y;
	gw_time time;
	const char *field; /* at fault, "" for the whole; NULL: it can be taken */
	gw_text_id detail; /* what is wrong with it */
};

/* What was sent to be stored: one report, or many of which each is taken or rejected alone. */
struct gw_reports_body {
	bool is_one;
	const char *pointer; /* to the rows: "/reports", or "" */
	struct gw_report_item *items;
	size_t n, capacity;
	gw_text_id crs; /* as declared */
	enum gw_place crs_place;
	struct gw_buf texts;
};

/*
 * Reads a JSON object, {"crs", "reports": [...]}, NDJSON or CSV. What is wrong with the whole is a
 * problem, what is wrong with a row is told in it. Finish in any case.
 */
enum gw_status gw_reports_body_init(struct gw_reports_body *body, const struct gw_request *request,
	const struct gw_zone *zone, gw_time now, struct gw_problem *problem);
void gw_reports_body_finish(struct gw_reports_body *body);

/* NULL for GW_NO_TEXT. Holds until a text is added. */
const char *gw_reports_text(const struct gw_reports_body *body, gw_text_id text);

/* Says what is wrong with a row; field is a literal. */
void gw_report_item_reject(struct gw_reports_body *body, struct gw_report_item *item,
	const char *field, const char *format, ...) __attribute__((format(printf, 4, 5)));

/* Inside the reading of bodies: the columns of a report, in JSON and CSV. */
enum gw_report_column {
	GW_COLUMN_CLIENT_ID,
	GW_COLUMN_TIME,
	GW_COLUMN_LON,
	GW_COLUMN_LAT,
	GW_COLUMN_CATEGORY,
	GW_COLUMN_SOURCE,
	GW_COLUMN_DESCRIPTION,
	GW_COLUMNS
};

/* What a row is read with. */
struct gw_report_reading {
	struct gw_reports_body *body;
	const struct gw_zone *zone;
	gw_time now;
};

const char *gw_report_column_name(enum gw_report_column column);

/* GW_COLUMNS for another name. */
enum gw_report_column gw_report_column_find(const char *name);

/* A new row, or NULL with a problem when there are too many. */
struct gw_report_item *gw_reports_body_add(
	struct gw_reports_body *body, struct gw_problem *problem);

/* Takes a value of a row as text; rejects the row when it will not do. */
void gw_report_item_take(struct gw_report_reading *r, struct gw_report_item *item,
	enum gw_report_column column, const char *text, size_t len);
/* The same for a coordinate. */
void gw_report_item_place(
	struct gw_report_item *item, enum gw_report_column column, double degrees);
/* Behind the last value: rejects a row that lacks what it needs. */
void gw_report_item_complete(struct gw_report_reading *r, struct gw_report_item *item);

enum gw_status gw_reports_read_json(
	struct gw_report_reading *r, const struct gw_request *request, struct gw_problem *problem);
enum gw_status gw_reports_read_lines(
	struct gw_report_reading *r, const struct gw_request *request, struct gw_problem *problem);
enum gw_status gw_reports_read_csv(
	struct gw_report_reading *r, const struct gw_request *request, struct gw_problem *problem);

#endif
