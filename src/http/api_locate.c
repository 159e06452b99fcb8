/* SPDX-License-Identifier: Apache-2.0 */
#include "base/mem.h"
#include "http/api.h"
#include "http/api_locate_parts.h"
#include "http/query.h"
#include "http/tiles.h"

#include <stdio.h>
#include <stdlib.h>

/* A body longer than this is left to a worker. */
#define QUICK_BODY ((size_t)4 << 10)

/* JSON grows in memory, as text does not. */
#define JSON_MAX ((size_t)8 << 20)

static void write_found(
	struct gw_buf *out, const struct gw_locating *l, struct gw_lonlat p, gw_cell_id cell)
{
	gw_buf_puts(out, "{");
	gw_locating_write_cell(l, out, cell);
	if (l->accuracy >= 0)
		gw_locating_write_near(l, out, p);
	gw_buf_puts(out, "}");
}

static enum gw_status read_point(
	const struct gw_query *query, double *x, double *y, struct gw_problem *problem)
{
	enum gw_status st;

	if (!gw_query_get(query, "lon"))
		return gw_problem_at(problem, GW_IN_QUERY, "lon", "lon is missing");
	if (!gw_query_get(query, "lat"))
		return gw_problem_at(problem, GW_IN_QUERY, "lat", "lat is missing");
	st = gw_query_number(query, "lon", -1e9, 1e9, x, problem);
	return st ? st : gw_query_number(query, "lat", -1e9, 1e9, y, problem);
}

/*
 * What is told of a cell is the same for all of a role who ask without accuracy: it is kept as the
 * whole reply, whose text, tag and headers cost more than all else that is done for a point.
 */
static void answer_cell(struct gw_tiles *kept, const struct gw_locating *l, struct gw_lonlat p,
	struct gw_reply *reply)
{
	gw_cell_id cell = gw_locator_cell(l->division->locator, p);
	uint64_t number = gw_atlas_division_number(l->division);
	struct gw_tile_id id = {.map = number, .key.x = cell, .is_public = !l->has_figures};
	bool is_kept = kept && l->accuracy < 0;

	reply->picture = is_kept ? gw_tiles_find(kept, &id, number) : NULL;
	if (reply->picture)
		return;
	reply->type = "application/json";
	write_found(&reply->body, l, p, cell);
	gw_buf_puts(&reply->body, "\n");
	if (is_kept)
		reply->picture = gw_tiles_keep(kept, &id, number, reply);
}

static bool to_lonlat(const struct gw_locating *l, double x, double y, struct gw_lonlat *out)
{
	return l->crs ? gw_crs_point_to_lonlat(l->crs, x, y, out)
		      : gw_lonlat_from_degrees(x, y, out);
}

static enum gw_status locate_one(const struct gw_site *site, const struct gw_locating *l, double x,
	double y, struct gw_reply *reply, struct gw_problem *problem)
{
	static const char *const names[] = {"lon", "lat"};
	struct gw_lonlat p;
	int axis;

	if (to_lonlat(l, x, y, &p)) {
		answer_cell(site->cells, l, p, reply);
		return GW_OK;
	}
	axis = gw_locate_axis_at_fault(gw_locating_crs_name(l), x, y);
	return gw_problem_at(problem, GW_IN_QUERY, axis < 0 ? "" : names[axis],
		"%.10g, %.10g is not a point of %s", x, y, gw_locating_crs_name(l));
}

enum gw_status gw_api_locate(const struct gw_site *site, const struct gw_request *request,
	struct gw_reply *reply, struct gw_problem *problem)
{
	static const char *const known[] = {
		"lon", "lat", "crs", "scheme", "as_of", "accuracy", NULL};
	struct gw_locate_wish wish = {.place = GW_IN_QUERY, .accuracy = -1};
	struct gw_locating l = {0};
	struct gw_query query;
	enum gw_status st;
	double x, y;

	st = gw_query_init(&query, request->query, known, problem);
	if (!st)
		st = gw_locate_wish_read(&query, &wish, problem);
	if (!st)
		st = read_point(&query, &x, &y, problem);
	if (!st)
		st = gw_locating_init(&l, site, request, &wish, problem);
	if (!st)
		st = locate_one(site, &l, x, y, reply, problem);
	gw_locating_finish(&l);
	gw_query_finish(&query);
	return st;
}

static enum gw_status refuse_point(const struct gw_locating *l, const struct gw_locate_body *body,
	size_t i, struct gw_problem *problem)
{
	int axis = gw_locate_axis_at_fault(gw_locating_crs_name(l), body->x[i], body->y[i]);
	char pointer[GW_FIELD_MAX];

	if (axis < 0)
		snprintf(pointer, sizeof pointer, "/points/%zu", i);
	else
		snprintf(pointer, sizeof pointer, "/points/%zu/%d", i, axis);
	return gw_problem_at(problem, GW_IN_BODY, pointer, "%.10g, %.10g is not a point of %s",
		body->x[i], body->y[i], gw_locating_crs_name(l));
}

static enum gw_status locate_all(const struct gw_locating *l, const struct gw_locate_body *body,
	struct gw_reply *reply, struct gw_problem *problem)
{
	struct gw_lonlat *points = gw_alloc_array(body->n + 1, sizeof *points);
	gw_cell_id *cells = gw_alloc_array(body->n + 1, sizeof *cells);
	enum gw_status st = GW_OK;
	size_t i;

	if (!points || !cells) {
		st = gw_problem_from(problem, gw_fail_nomem(&problem->error));
		goto out;
	}
	for (i = 0; i < body->n; i++) {
		if (to_lonlat(l, body->x[i], body->y[i], &points[i]))
			continue;
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
	return st;
}

enum gw_status gw_api_locate_many(const struct gw_site *site, const struct gw_request *request,
	struct gw_reply *reply, struct gw_problem *problem)
{
	struct gw_locating l = {0};
	struct gw_locate_body body;
	enum gw_status st;

	if (!request->may_wait && request->body_len > QUICK_BODY)
		return GW_EAGAIN;
	if (gw_locate_is_text(request))
		return gw_locate_text_answer(site, request, reply, problem);
	if (request->body_len > JSON_MAX)
		return gw_problem_set(problem, 413,
			"JSON here is of %zu MiB at most; CSV and JSON in lines may be longer",
			JSON_MAX >> 20);
	st = gw_locate_body_init(&body, request, problem);
	if (!st)
		st = gw_locating_init(&l, site, request, &body.wish, problem);
	if (!st)
		st = locate_all(&l, &body, reply, problem);
	gw_locating_finish(&l);
	gw_locate_body_finish(&body);
	return st;
}
