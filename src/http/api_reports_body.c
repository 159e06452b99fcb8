/* SPDX-License-Identifier: Apache-2.0 */
#include "http/api_reports_body.h"

#include "base/mem.h"
#include "base/parse.h"
#include "base/utf8.h"
#include "http/query.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define TEXTS_MAX ((size_t)64 << 20)
#define CRS_MAX	  64

/* A clock may go wrong, but hardly by more. */
#define FUTURE_MAX 86400

/* Not yet known. */
#define NO_TIME INT64_MIN

static const struct {
	const char *name;
	size_t max; /* bytes of a text */
} columns[GW_COLUMNS] = {
	[GW_COLUMN_CLIENT_ID] = {"client_id", 200},
	[GW_COLUMN_TIME] = {"time", 60},
	[GW_COLUMN_LON] = {"lon", 60},
	[GW_COLUMN_LAT] = {"lat", 60},
	[GW_COLUMN_CATEGORY] = {"category", 200},
	[GW_COLUMN_SOURCE] = {"source", 200},
	[GW_COLUMN_DESCRIPTION] = {"description", 10000},
};

const char *gw_report_column_name(enum gw_report_column column)
{
	return columns[column].name;
}

enum gw_report_column gw_report_column_find(const char *name)
{
	int i;

	for (i = 0; i < GW_COLUMNS && strcmp(columns[i].name, name) != 0; i++)
		;
	return (enum gw_report_column)i;
}

static gw_text_id add_text(struct gw_reports_body *body, const char *text, size_t len)
{
	gw_text_id at = (gw_text_id)body->texts.len;

	gw_buf_append(&body->texts, text, len);
	gw_buf_append(&body->texts, "", 1);
	return at;
}

const char *gw_reports_text(const struct gw_reports_body *body, gw_text_id text)
{
	return text == GW_NO_TEXT ? NULL : body->texts.data + text;
}

void gw_report_item_reject(struct gw_reports_body *body, struct gw_report_item *item,
	const char *field, const char *format, ...)
{
	char text[300];
	va_list ap;

	if (item->field)
		return; /* the first reason is enough */
	va_start(ap, format);
	vsnprintf(text, sizeof text, format, ap);
	va_end(ap);
	item->field = field;
	item->detail = add_text(body, text, strlen(text));
}

struct gw_report_item *gw_reports_body_add(struct gw_reports_body *body, struct gw_problem *problem)
{
	struct gw_report_item *item;

	if (body->n == GW_REPORTS_ROWS_MAX) {
		gw_problem_set(problem, 413, "more than %d reports at once", GW_REPORTS_ROWS_MAX);
		return NULL;
	}
	if (!gw_grow(&body->items, body->n, &body->capacity, sizeof *body->items)) {
		gw_problem_from(problem, gw_fail_nomem(&problem->error));
		return NULL;
	}
	item = &body->items[body->n++];
	*item = (struct gw_report_item){.client_id = GW_NO_TEXT,
		.category = GW_NO_TEXT,
		.source = GW_NO_TEXT,
		.description = GW_NO_TEXT,
		.x = (double)NAN,
		.y = (double)NAN,
		.time = NO_TIME};
	return item;
}

static void take_time(struct gw_report_reading *r, struct gw_report_item *item, const char *text)
{
	if (!gw_time_parse(text, NULL, r->zone, &item->time))
		gw_report_item_reject(r->body, item, "time",
			"time \"%.60s\" is not one such as 2026-10-03T09:12:00+08:00", text);
	else if (item->time > r->now + FUTURE_MAX)
		gw_report_item_reject(
			r->body, item, "time", "time %.60s is more than a day ahead", text);
}

static void take_degrees(struct gw_report_reading *r, struct gw_report_item *item,
	enum gw_report_column column, const char *text, size_t len)
{
	const char *name = columns[column].name;
	double v;

	if (gw_parse_double(text, len, &v))
		gw_report_item_place(item, column, v);
	else
		gw_report_item_reject(
			r->body, item, name, "%s \"%.40s\" is not a number", name, text);
}

void gw_report_item_place(struct gw_report_item *item, enum gw_report_column column, double degrees)
{
	*(column == GW_COLUMN_LON ? &item->x : &item->y) = degrees;
}

void gw_report_item_take(struct gw_report_reading *r, struct gw_report_item *item,
	enum gw_report_column column, const char *text, size_t len)
{
	const char *name = columns[column].name;

	if (len > columns[column].max) {
		gw_report_item_reject(r->body, item, name, "%s is longer than %zu bytes", name,
			columns[column].max);
		return;
	}
	if (!len && column == GW_COLUMN_CLIENT_ID)
		gw_report_item_reject(r->body, item, name, "%s is empty", name);
	if (!len && column > GW_COLUMN_LAT)
		return; /* as if it were not there */
	switch (column) {
	case GW_COLUMN_TIME:
		take_time(r, item, text);
		break;
	case GW_COLUMN_LON:
	case GW_COLUMN_LAT:
		take_degrees(r, item, column, text, len);
		break;
	case GW_COLUMN_CLIENT_ID:
		item->client_id = add_text(r->body, text, len);
		break;
	case GW_COLUMN_CATEGORY:
		item->category = add_text(r->body, text, len);
		break;
	case GW_COLUMN_SOURCE:
		item->source = add_text(r->body, text, len);
		break;
	default:
		item->description = add_text(r->body, text, len);
	}
}

void gw_report_item_complete(struct gw_report_reading *r, struct gw_report_item *item)
{
	if (item->time == NO_TIME)
		gw_report_item_reject(r->body, item, "time", "time is missing");
	if (isnan(item->x))
		gw_report_item_reject(r->body, item, "lon", "lon is missing");
	if (isnan(item->y))
		gw_report_item_reject(r->body, item, "lat", "lat is missing");
}

static bool is_type(const struct gw_request *request, const char *type)
{
	const char *declared = request->content_type ? request->content_type : "application/json";
	size_t len = strcspn(declared, "; \t");

	return len == strlen(type) && !strncasecmp(declared, type, len);
}

/* Where rows have no members beside them the CRS is a parameter. */
static enum gw_status read_query(
	struct gw_reports_body *body, const struct gw_request *request, struct gw_problem *problem)
{
	static const char *const known[] = {"crs", NULL}, *const none[] = {NULL};
	const char *crs = NULL;
	struct gw_query query;
	enum gw_status st;

	st = gw_query_init(&query, request->query,
		is_type(request, "application/json") ? none : known, problem);
	if (!st)
		st = gw_query_text(&query, "crs", CRS_MAX, &crs, problem);
	if (!st && crs)
		body->crs = add_text(body, crs, strlen(crs));
	gw_query_finish(&query);
	return st;
}

static enum gw_status read_body(
	struct gw_report_reading *r, const struct gw_request *request, struct gw_problem *problem)
{
	struct gw_reports_body *body = r->body;

	if (is_type(request, "application/json")) {
		body->crs_place = GW_IN_BODY;
		return gw_reports_read_json(r, request, problem);
	}
	if (is_type(request, "application/x-ndjson") || is_type(request, "application/ndjson"))
		return gw_reports_read_lines(r, request, problem);
	if (is_type(request, "text/csv"))
		return gw_reports_read_csv(r, request, problem);
	return gw_problem_set(problem, 415,
		"the body must be application/json, application/x-ndjson or text/csv");
}

enum gw_status gw_reports_body_init(struct gw_reports_body *body, const struct gw_request *request,
	const struct gw_zone *zone, gw_time now, struct gw_problem *problem)
{
	struct gw_report_reading r = {body, zone, now};
	enum gw_status st;

	*body = (struct gw_reports_body){
		.pointer = "", .crs = GW_NO_TEXT, .crs_place = GW_IN_QUERY};
	gw_buf_init(&body->texts, TEXTS_MAX);
	st = read_query(body, request, problem);
	if (!st)
		st = read_body(&r, request, problem);
	if (!st && !gw_buf_ok(&body->texts))
		st = gw_problem_from(problem, gw_fail_nomem(&problem->error));
	if (!st && body->crs == GW_NO_TEXT)
		st = gw_problem_at(problem, body->crs_place,
			body->crs_place == GW_IN_BODY ? "/crs" : "crs",
			"crs is missing; it is one of wgs84, cgcs2000, gcj02, bd09 or EPSG:n, and "
			"never guessed");
	return st;
}

void gw_reports_body_finish(struct gw_reports_body *body)
{
	free(body->items);
	gw_buf_finish(&body->texts);
	*body = (struct gw_reports_body){0};
}
