/* SPDX-License-Identifier: Apache-2.0 */
#include "base/mem.h"
#include "geo/crs.h"
#include "http/api.h"
#include "http/json.h"
#include "http/locate_body.h"
#include "http/query.h"
#include "http/scope.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CANDIDATES_MAX 64
#define DEPTH_MAX      32

/* What points are located with. */
struct locating {
	struct gw_atlas *atlas;
	const struct gw_division *division; /* of it, borrowed */
	struct gw_crs *crs;
	double accuracy;
};

/* Finish locating in any case. */
static enum gw_status locating_init(struct locating *l, const struct gw_site *site,
	const struct gw_request *request, const struct gw_locate_wish *wish,
	struct gw_problem *problem)
{
	const struct gw_zone *zone = gw_atlas_zone(site->atlas);
	bool today = wish->as_of == GW_DATE_MIN;
	enum gw_status st;

	*l = (struct locating){.atlas = site->atlas, .accuracy = wish->accuracy};
	if (!wish->crs) {
		gw_problem_set(problem, 400,
			"crs is missing; it is one of wgs84, cgcs2000, gcj02, "
			"bd09 or EPSG:n, and never guessed");
		gw_problem_blame(problem, wish->place, "crs");
		return GW_EINVAL;
	}
	st = gw_crs_create(&l->crs, wish->crs, &problem->error);
	if (st) {
		gw_problem_from(problem, st);
		gw_problem_blame(problem, wish->place, "crs");
		return st;
	}
	st = gw_atlas_division(site->atlas, wish->scheme,
		today ? gw_time_date(gw_time_now(), zone) : wish->as_of,
		gw_request_patience(request), &l->division, NULL, &problem->error);
	return st ? gw_scope_blame(
			    site, wish->place, wish->scheme, today ? NULL : "as_of", problem, st)
		  : GW_OK;
}

static void locating_finish(struct locating *l)
{
	gw_atlas_release_division(l->atlas, l->division);
	gw_crs_destroy(l->crs);
}

static void write_figure(struct gw_buf *out, const char *name, int32_t figure)
{
	if (figure == GW_NO_DATA)
		gw_buf_printf(out, ",\"%s\":null", name);
	else
		gw_buf_printf(out, ",\"%s\":%d", name, figure);
}

/* The path from the top unit down to the cell itself. */
static void write_path(struct gw_buf *out, const struct gw_units *units, gw_cell_id cell)
{
	const struct gw_unit *way[DEPTH_MAX];
	uint32_t at = units->of_cell[cell];
	size_t n = 0;

	gw_buf_puts(out, ",\"path\":[");
	for (; at != GW_NO_UNIT && n < DEPTH_MAX; at = units->items[at].parent)
		way[n++] = &units->items[at];
	while (n--) {
		gw_buf_printf(out, "{\"level\":%u,", way[n]->level);
		gw_json_member(out, "code", way[n]->code);
		gw_buf_puts(out, ",");
		gw_json_member(out, "name", way[n]->name);
		gw_buf_puts(out, ",");
		gw_json_member(out, "name_en", way[n]->name_en);
		gw_buf_puts(out, n ? "}," : "}");
	}
	gw_buf_puts(out, "]");
}

/* Who is in charge of a unit: it says so itself, or the nearest unit above it does. */
static const char *responsible_for(const struct gw_units *units, uint32_t at)
{
	for (; at != GW_NO_UNIT; at = units->items[at].parent)
		if (units->items[at].responsible)
			return units->items[at].responsible;
	return NULL;
}

static void write_cell(struct gw_buf *out, const struct gw_units *units, gw_cell_id cell)
{
	static const struct gw_unit nothing = {
		.households = GW_NO_DATA, .residents = GW_NO_DATA, .grade = GW_NO_DATA};
	const struct gw_unit *u = cell ? &units->items[units->of_cell[cell]] : &nothing;

	gw_json_member(out, "cell", u->code);
	gw_buf_puts(out, ",");
	gw_json_member(out, "name", u->name);
	gw_buf_puts(out, ",");
	gw_json_member(out, "name_en", u->name_en);
	gw_buf_puts(out, ",");
	gw_json_member(
		out, "responsible", cell ? responsible_for(units, units->of_cell[cell]) : NULL);
	write_figure(out, "households", u->households);
	write_figure(out, "residents", u->residents);
	write_figure(out, "grade", u->grade);
	if (cell)
		write_path(out, units, cell);
	else
		gw_buf_puts(out, ",\"path\":[]");
}

static void write_candidates(struct gw_buf *out, const struct locating *l, struct gw_lonlat p)
{
	struct gw_candidate found[CANDIDATES_MAX];
	size_t n, i;

	n = gw_locator_candidates(l->division->locator, p, l->accuracy, found, CANDIDATES_MAX);
	gw_buf_puts(out, ",\"candidates\":[");
	for (i = 0; i < n; i++) {
		gw_buf_puts(out, i ? ",{" : "{");
		gw_json_member(out, "cell", gw_cell_code(l->division->units, found[i].cell));
		gw_buf_printf(out, ",\"metres\":%.2f}", found[i].metres);
	}
	gw_buf_puts(out, "]");
}

static void write_found(
	struct gw_buf *out, const struct locating *l, struct gw_lonlat p, gw_cell_id cell)
{
	gw_buf_puts(out, "{");
	write_cell(out, l->division->units, cell);
	if (l->accuracy >= 0)
		write_candidates(out, l, p);
	gw_buf_puts(out, "}");
}

static enum gw_status read_query(const struct gw_query *query, struct gw_locate_wish *wish,
	double *x, double *y, struct gw_problem *problem)
{
	enum gw_status st;

	wish->crs = gw_query_get(query, "crs");
	st = gw_query_text(query, "scheme", GW_NAME_MAX, &wish->scheme, problem);
	if (!st)
		st = gw_query_date(query, "as_of", &wish->as_of, problem);
	if (!st)
		st = gw_query_number(
			query, "accuracy", 0, GW_LOCATE_ACCURACY_MAX, &wish->accuracy, problem);
	if (!st && !gw_query_get(query, "lon"))
		st = gw_problem_at(problem, GW_IN_QUERY, "lon", "lon is missing");
	if (!st && !gw_query_get(query, "lat"))
		st = gw_problem_at(problem, GW_IN_QUERY, "lat", "lat is missing");
	if (!st)
		st = gw_query_number(query, "lon", -1e9, 1e9, x, problem);
	if (!st)
		st = gw_query_number(query, "lat", -1e9, 1e9, y, problem);
	return st;
}

static enum gw_status locate_one(const struct locating *l, double x, double y,
	struct gw_reply *reply, struct gw_problem *problem)
{
	static const char *const names[] = {"lon", "lat"};
	struct gw_lonlat p;
	int axis;

	if (gw_crs_point_to_lonlat(l->crs, x, y, &p)) {
		reply->type = "application/json";
		write_found(&reply->body, l, p, gw_locator_cell(l->division->locator, p));
		gw_buf_puts(&reply->body, "\n");
		return GW_OK;
	}
	axis = gw_locate_axis_at_fault(l->crs, x, y);
	return gw_problem_at(problem, GW_IN_QUERY, axis < 0 ? "" : names[axis],
		"%.10g, %.10g is not a point of %s", x, y, gw_crs_name(l->crs));
}

enum gw_status gw_api_locate(const struct gw_site *site, const struct gw_request *request,
	struct gw_reply *reply, struct gw_problem *problem)
{
	static const char *const known[] = {
		"lon", "lat", "crs", "scheme", "as_of", "accuracy", NULL};
	struct gw_locate_wish wish = {.place = GW_IN_QUERY, .accuracy = -1};
	struct locating l = {0};
	struct gw_query query;
	enum gw_status st;
	double x, y;

	st = gw_query_init(&query, request->query, known, problem);
	if (!st)
		st = read_query(&query, &wish, &x, &y, problem);
	if (!st)
		st = locating_init(&l, site, request, &wish, problem);
	if (!st)
		st = locate_one(&l, x, y, reply, problem);
	locating_finish(&l);
	gw_query_finish(&query);
	return st;
}

static enum gw_status refuse_point(const struct locating *l, const struct gw_locate_body *body,
	size_t i, struct gw_problem *problem)
{
	int axis = gw_locate_axis_at_fault(l->crs, body->x[i], body->y[i]);
	char pointer[GW_FIELD_MAX];

	if (axis < 0)
		snprintf(pointer, sizeof pointer, "/points/%zu", i);
	else
		snprintf(pointer, sizeof pointer, "/points/%zu/%d", i, axis);
	return gw_problem_at(problem, GW_IN_BODY, pointer, "%.10g, %.10g is not a point of %s",
		body->x[i], body->y[i], gw_crs_name(l->crs));
}

static enum gw_status locate_all(const struct locating *l, const struct gw_locate_body *body,
	struct gw_reply *reply, struct gw_problem *problem)
{
	struct gw_lonlat *points = gw_alloc_array(body->n + 1, sizeof *points);
	gw_cell_id *cells = gw_alloc_array(body->n + 1, sizeof *cells);
	bool *ok = gw_alloc_array(body->n + 1, sizeof *ok);
	enum gw_status st = GW_OK;
	size_t i;

	if (!points || !cells || !ok) {
		st = gw_problem_from(problem, gw_fail_nomem(&problem->error));
		goto out;
	}
	if (gw_crs_to_lonlat(l->crs, body->x, body->y, body->n, points, ok) < body->n) {
		for (i = 0; ok[i]; i++)
			;
		st = refuse_point(l, body, i, problem);
		goto out;
	}
	gw_locator_cells(l->division->locator, points, body->n, cells);
	reply->type = "application/json";
	gw_buf_puts(&reply->body, "{\"results\":[");
	for (i = 0; i < body->n && gw_buf_ok(&reply->body); i++) {
		gw_buf_puts(&reply->body, i ? ",\n" : "\n");
		write_found(&reply->body, l, points[i], cells[i]);
	}
	gw_buf_puts(&reply->body, "]}\n");
out:
	free(points);
	free(cells);
	free(ok);
	return st;
}

enum gw_status gw_api_locate_many(const struct gw_site *site, const struct gw_request *request,
	struct gw_reply *reply, struct gw_problem *problem)
{
	struct locating l = {0};
	struct gw_locate_body body;
	enum gw_status st;

	st = gw_locate_body_init(&body, request, problem);
	if (!st)
		st = locating_init(&l, site, request, &body.wish, problem);
	if (!st)
		st = locate_all(&l, &body, reply, problem);
	locating_finish(&l);
	gw_locate_body_finish(&body);
	return st;
}
