/* SPDX-License-Identifier: Apache-2.0 */
#include "base/parse.h"
#include "http/api.h"
#include "http/api_reports_json.h"
#include "http/query.h"
#include "http/uri.h"
#include "service/readers.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LIMIT	  100 /* reports in a list, unless asked for */
#define LIMIT_MAX 1000

/* A list of reports as it is asked for, and written. */
struct listing {
	struct gw_report_filter filter;
	struct gw_bbox bbox;
	const char *unit, *scheme, *level;
	size_t limit;
	struct gw_finder *finder;
	const struct gw_zone *zone;
	gw_time now;
	struct gw_buf *out;
	size_t n;
	int64_t last; /* id written */
	bool has_more;
};

static enum gw_status read_time(const struct gw_query *query, const char *name,
	const struct gw_zone *zone, gw_time *out, struct gw_problem *problem)
{
	const char *text = gw_query_get(query, name);

	if (text && !gw_time_parse(text, NULL, zone, out))
		return gw_problem_at(problem, GW_IN_QUERY, name,
			"%s \"%.60s\" is not a time such as 2026-10-03T09:12:00+08:00", name, text);
	return GW_OK;
}

static enum gw_status read_bbox(
	const struct gw_query *query, struct listing *l, struct gw_problem *problem)
{
	const char *text = gw_query_get(query, "bbox"), *at = text;
	double v[4];
	int i;

	if (!text)
		return GW_OK;
	for (i = 0; i < 4; i++) {
		size_t len = strcspn(at, ",");

		if (!gw_parse_double(at, len, &v[i]) || (at[len] == ',') != (i < 3))
			break;
		at += len + (i < 3);
	}
	if (i < 4 || !gw_lonlat_from_degrees(v[0], v[1], &l->bbox.min) ||
		!gw_lonlat_from_degrees(v[2], v[3], &l->bbox.max) || v[0] > v[2] || v[1] > v[3])
		return gw_problem_at(problem, GW_IN_QUERY, "bbox",
			"bbox \"%.80s\" is not west,south,east,north in degrees of WGS 84", text);
	l->filter.bbox = &l->bbox;
	return GW_OK;
}

static enum gw_status read_statuses(
	const struct gw_query *query, struct listing *l, struct gw_problem *problem)
{
	const char *text = gw_query_get(query, "status");
	enum gw_step step;
	char name[20];

	while (text) {
		size_t len = strcspn(text, ",");

		snprintf(name, sizeof name, "%.*s", (int)(len < sizeof name ? len : sizeof name),
			text);
		if (!gw_step_parse(name, &step))
			return gw_problem_at(problem, GW_IN_QUERY, "status",
				"status \"%.40s\" is not among uploaded, allocated, solved, "
				"evaluated, or several of them with commas between",
				text);
		l->filter.statuses |= 1u << step;
		text = text[len] ? text + len + 1 : NULL;
	}
	return GW_OK;
}

static enum gw_status read_overdue(
	const struct gw_query *query, struct listing *l, struct gw_problem *problem)
{
	const char *text = gw_query_get(query, "overdue");

	if (!text || !strcmp(text, "false"))
		return GW_OK;
	if (strcmp(text, "true") != 0)
		return gw_problem_at(
			problem, GW_IN_QUERY, "overdue", "overdue is neither true nor false");
	l->filter.due_by = l->now;
	return GW_OK;
}

static enum gw_status read_page(
	const struct gw_query *query, struct listing *l, struct gw_problem *problem)
{
	const char *cursor = gw_query_get(query, "cursor"), *text = gw_query_get(query, "limit");
	int64_t limit = LIMIT;

	if (text && !gw_parse_int(text, 1, LIMIT_MAX, &limit))
		return gw_problem_at(problem, GW_IN_QUERY, "limit",
			"limit \"%.40s\" is not a number from 1 to %d", text, LIMIT_MAX);
	if (cursor && !gw_parse_int(cursor, 1, INT64_MAX, &l->filter.below))
		return gw_problem_at(
			problem, GW_IN_QUERY, "cursor", "cursor \"%.40s\" is none of ours", cursor);
	l->limit = (size_t)limit;
	l->filter.max = l->limit + 1;
	return GW_OK;
}

static enum gw_status read_query(
	const struct gw_query *query, struct listing *l, struct gw_problem *problem)
{
	enum gw_status st;

	st = read_time(query, "from", l->zone, &l->filter.from, problem);
	if (!st)
		st = read_time(query, "to", l->zone, &l->filter.to, problem);
	if (!st)
		st = read_bbox(query, l, problem);
	if (!st)
		st = read_statuses(query, l, problem);
	if (!st)
		st = gw_query_text(query, "category", 201, &l->filter.category, problem);
	if (!st)
		st = gw_query_text(query, "unit", GW_NAME_MAX, &l->unit, problem);
	if (!st)
		st = gw_query_text(query, "scheme", GW_NAME_MAX, &l->scheme, problem);
	if (!st)
		st = gw_query_text(query, "level", GW_NAME_MAX, &l->level, problem);
	if (!st && !l->unit && (l->scheme || l->level))
		st = gw_problem_at(problem, GW_IN_QUERY, l->scheme ? "scheme" : "level",
			"scheme and level say which unit is meant, and there is no unit");
	if (!st)
		st = read_overdue(query, l, problem);
	return st ? st : read_page(query, l, problem);
}

static enum gw_status write_row(
	void *context, const struct gw_report_row *row, struct gw_error *err)
{
	struct listing *l = context;

	if (l->n == l->limit) {
		l->has_more = true;
		return GW_OK;
	}
	gw_buf_puts(l->out, l->n++ ? ",\n" : "\n");
	l->last = row->id;
	return gw_report_write_row(l->out, l->finder, row, NULL, 0, l->zone, l->now, err);
}

/* The same query with the cursor of the next page. */
static void write_link(const struct listing *l, const struct gw_query *query,
	const struct gw_request *request, struct gw_reply *reply)
{
	struct gw_buf link;
	size_t i;

	gw_buf_init(&link, sizeof reply->link - 1);
	gw_buf_printf(&link, "<%s/v1/reports?", request->base ? request->base : "");
	for (i = 0; i < query->n; i++) {
		if (!strcmp(query->items[i].name, "cursor"))
			continue;
		gw_buf_printf(&link, "%s=", query->items[i].name);
		gw_uri_encode(&link, query->items[i].value);
		gw_buf_puts(&link, "&");
	}
	gw_buf_printf(&link, "cursor=%lld>; rel=\"next\"", (long long)l->last);
	if (gw_buf_cstr(&link))
		snprintf(reply->link, sizeof reply->link, "%s", gw_buf_cstr(&link));
	gw_buf_finish(&link);
}

static enum gw_status list(
	struct listing *l, const struct gw_site *site, struct gw_problem *problem)
{
	struct gw_store *store;
	enum gw_status st;

	st = gw_finder_create(&l->finder, site->atlas, GW_WAIT, &problem->error);
	if (!st)
		st = gw_readers_borrow(site->readers, &store, &problem->error);
	if (st)
		return gw_problem_from(problem, st);
	if (l->unit)
		st = gw_store_find_unit(
			store, l->scheme, l->level, l->unit, &l->filter.unit, &problem->error);
	if (st) {
		gw_problem_from(problem, st == GW_ENOTFOUND ? GW_EINVAL : st);
		gw_problem_blame(problem, GW_IN_QUERY, "unit");
	} else {
		st = gw_store_list_reports(store, &l->filter, write_row, l, &problem->error);
		if (st)
			gw_problem_from(problem, st);
	}
	gw_readers_return(site->readers, store);
	return st;
}

enum gw_status gw_api_reports(const struct gw_site *site, const struct gw_request *request,
	struct gw_reply *reply, struct gw_problem *problem)
{
	static const char *const known[] = {"from", "to", "bbox", "status", "category", "unit",
		"scheme", "level", "overdue", "limit", "cursor", NULL};
	struct listing l = {.filter = {.from = INT64_MIN, .to = INT64_MAX, .due_by = INT64_MAX},
		.zone = gw_atlas_zone(site->atlas),
		.now = gw_time_now(),
		.out = &reply->body};
	struct gw_query query;
	enum gw_status st;

	if (!request->may_wait)
		return GW_EAGAIN;
	st = gw_query_init(&query, request->query, known, problem);
	if (!st)
		st = read_query(&query, &l, problem);
	if (!st) {
		reply->type = "application/json";
		gw_buf_puts(&reply->body, "{\"reports\":[");
		st = list(&l, site, problem);
	}
	if (!st) {
		gw_buf_puts(&reply->body, "]");
		if (l.has_more) {
			gw_buf_printf(&reply->body, ",\"next\":\"%lld\"", (long long)l.last);
			write_link(&l, &query, request, reply);
		}
		gw_buf_puts(&reply->body, "}\n");
	}
	gw_finder_destroy(l.finder);
	gw_query_finish(&query);
	return st;
}

static enum gw_status write_one(void *context, const struct gw_report_row *row,
	const struct gw_report_step *steps, size_t num_steps, struct gw_error *err)
{
	struct listing *l = context;

	return gw_report_write_row(l->out, l->finder, row, steps, num_steps, l->zone, l->now, err);
}

enum gw_status gw_api_report(const struct gw_site *site, const struct gw_request *request,
	struct gw_reply *reply, struct gw_problem *problem)
{
	static const char *const known[] = {NULL};
	struct listing l = {
		.zone = gw_atlas_zone(site->atlas), .now = gw_time_now(), .out = &reply->body};
	struct gw_store *store;
	struct gw_query query;
	enum gw_status st;
	int64_t id;

	if (!gw_parse_int(request->parts[0], 1, INT64_MAX, &id))
		return gw_problem_set(problem, 404, "there is no such report");
	if (!request->may_wait)
		return GW_EAGAIN;
	st = gw_query_init(&query, request->query, known, problem);
	gw_query_finish(&query);
	if (st)
		return st;
	reply->type = "application/json";
	st = gw_finder_create(&l.finder, site->atlas, GW_WAIT, &problem->error);
	if (!st)
		st = gw_readers_borrow(site->readers, &store, &problem->error);
	if (!st) {
		st = gw_store_find_report(store, id, NULL, write_one, &l, &problem->error);
		gw_readers_return(site->readers, store);
	}
	gw_buf_puts(&reply->body, "\n");
	gw_finder_destroy(l.finder);
	return st ? gw_problem_from(problem, st) : GW_OK;
}
