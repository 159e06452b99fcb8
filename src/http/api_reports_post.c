/* SPDX-License-Identifier: Apache-2.0 */
#include "base/mem.h"
#include "geo/crs.h"
#include "http/api.h"
#include "http/api_reports_body.h"
#include "http/api_reports_json.h"
#include "http/json.h"
#include "http/locate_body.h"
#include "service/readers.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A body longer than this is left to a worker. */
#define QUICK_BODY ((size_t)16 << 10)

/* What became of a row. */
struct outcome {
	enum gw_status st; /* GW_OK, GW_EEXISTS, GW_ECONFLICT, or GW_EINVAL: never tried */
	int64_t id;
};

/* Reports on their way to the disk, and to be answered for. */
struct sending {
	struct gw_pending pending;
	struct gw_reports_body body;
	struct gw_arrival *arrivals; /* one a row; those of rejected rows are empty */
	struct outcome *outcomes;
	struct gw_finder *finder;
	const struct gw_zone *zone;
	gw_time now;
	char who[GW_TOKEN_NAME_MAX];
	char base[200]; /* of the URLs */
};

static struct sending *sending_of(struct gw_pending *pending)
{
	return (struct sending *)((char *)pending - offsetof(struct sending, pending));
}

static void destroy(struct gw_pending *pending)
{
	struct sending *s = sending_of(pending);

	gw_finder_destroy(s->finder);
	gw_reports_body_finish(&s->body);
	free(s->arrivals);
	free(s->outcomes);
	free(s);
}

/* On the writer's thread. What is there already is no failure of the others. */
static enum gw_status run(
	struct gw_write *write, const struct gw_writing *writing, struct gw_error *err)
{
	struct sending *s = sending_of(
		(struct gw_pending *)((char *)write - offsetof(struct gw_pending, write)));
	enum gw_status st;
	size_t i;

	for (i = 0; i < s->body.n; i++) {
		struct outcome *o = &s->outcomes[i];

		o->st = GW_EINVAL;
		if (s->body.items[i].field)
			continue;
		st = gw_report_writer_receive(writing->reports, &s->arrivals[i], &o->id, err);
		o->st = st;
		if (st && st != GW_EEXISTS && st != GW_ECONFLICT)
			return st;
	}
	return GW_OK;
}

/* Turns what was sent into canonical points; a row without one is rejected. */
static enum gw_status place_items(struct sending *s, struct gw_problem *problem)
{
	struct gw_reports_body *body = &s->body;
	const char *text = gw_reports_text(body, body->crs);
	struct gw_crs *crs;
	enum gw_status st;
	size_t i;

	st = gw_crs_create(&crs, text, &problem->error);
	if (st) {
		gw_problem_from(problem, st);
		gw_problem_blame(problem, body->crs_place, "crs");
		return st;
	}
	for (i = 0; i < body->n; i++) {
		struct gw_report_item *item = &body->items[i];
		static const char *const fields[] = {"lon", "lat"};
		int axis;

		if (item->field ||
			gw_crs_point_to_lonlat(crs, item->x, item->y, &s->arrivals[i].report.place))
			continue;
		axis = gw_locate_axis_at_fault(gw_crs_name(crs), item->x, item->y);
		gw_report_item_reject(body, item, axis < 0 ? "" : fields[axis],
			"%.10g, %.10g is not a point of %s", item->x, item->y, gw_crs_name(crs));
	}
	gw_crs_destroy(crs);
	return GW_OK;
}

/* Makes an arrival of a row that was placed. */
static enum gw_status fill_arrival(struct sending *s, const struct gw_site *site,
	const struct gw_report_item *item, struct gw_arrival *a, struct gw_error *err)
{
	struct gw_found found[GW_REPORT_CELLS_MAX];
	enum gw_status st;
	size_t i;

	a->report.code = gw_reports_text(&s->body, item->client_id);
	a->report.time = item->time;
	a->report.category = gw_reports_text(&s->body, item->category);
	a->report.source = gw_reports_text(&s->body, item->source);
	a->report.description = gw_reports_text(&s->body, item->description);
	a->uploaded = s->now;
	a->due = gw_rules_due(site->rules, a->report.category, GW_STEP_UPLOADED, s->now);
	a->who = s->who;
	a->day = gw_time_date(item->time, s->zone);
	st = gw_finder_locate(s->finder, a->day, a->report.place, found, &a->num_cells, err);
	for (i = 0; i < a->num_cells && !st; i++) {
		const struct gw_units *units = found[i].division->units;
		uint32_t unit = units->of_cell[found[i].cell];

		a->cells[i] = (struct gw_report_cell){found[i].info->scheme_id, found[i].info->id,
			found[i].cell == GW_OUTSIDE ? 0 : units->items[unit].key};
	}
	return st;
}

static enum gw_status prepare(struct sending *s, const struct gw_site *site,
	const struct gw_request *request, struct gw_problem *problem)
{
	struct gw_reports_body *body = &s->body;
	enum gw_status st;
	size_t i;

	s->arrivals = calloc(body->n + 1, sizeof *s->arrivals);
	s->outcomes = calloc(body->n + 1, sizeof *s->outcomes);
	if (!s->arrivals || !s->outcomes)
		return gw_problem_from(problem, gw_fail_nomem(&problem->error));
	st = place_items(s, problem);
	if (st)
		return st;
	if (body->is_one && body->items[0].field) {
		st = gw_problem_set(
			problem, 400, "%s", gw_reports_text(body, body->items[0].detail));
		gw_problem_blame(problem, GW_IN_BODY, body->items[0].field);
		return st;
	}
	st = gw_finder_create(
		&s->finder, site->atlas, gw_request_patience(request), &problem->error);
	for (i = 0; i < body->n && !st; i++)
		if (!body->items[i].field)
			st = fill_arrival(
				s, site, &body->items[i], &s->arrivals[i], &problem->error);
	return st && st != GW_EAGAIN ? gw_problem_from(problem, st) : st;
}

static void locate_url(const struct sending *s, int64_t id, char *url, size_t max)
{
	snprintf(url, max, "%s/v1/reports/%lld", s->base, (long long)id);
}

/* A report that was stored now. */
static enum gw_status write_new(struct sending *s, struct gw_reply *reply, struct gw_error *err)
{
	const struct gw_arrival *a = &s->arrivals[0];
	const struct gw_report_step steps[] = {
		{.step = GW_STEP_FOUND, .time = a->report.time, .who = a->report.source},
		{.step = GW_STEP_UPLOADED, .time = a->uploaded, .who = a->who},
	};
	struct gw_found found[GW_REPORT_CELLS_MAX];
	struct gw_report_view view = {.id = s->outcomes[0].id,
		.report = &a->report,
		.status = GW_STEP_UPLOADED,
		.due = a->due,
		.places = found,
		.steps = steps,
		.num_steps = 2};
	enum gw_status st;

	st = gw_finder_locate(s->finder, a->day, a->report.place, found, &view.num_places, err);
	if (st)
		return st;
	reply->status = 201;
	locate_url(s, view.id, reply->location, sizeof reply->location);
	gw_report_write(&reply->body, &view, s->zone, s->now);
	return GW_OK;
}

struct telling {
	struct sending *sending;
	struct gw_buf *out;
};

static enum gw_status tell_row(void *context, const struct gw_report_row *row,
	const struct gw_report_step *steps, size_t num_steps, struct gw_error *err)
{
	struct telling *t = context;

	return gw_report_write_row(t->out, t->sending->finder, row, steps, num_steps,
		t->sending->zone, t->sending->now, err);
}

/* The same report had come before: as it stands now. */
static enum gw_status write_old(
	struct sending *s, const struct gw_site *site, struct gw_reply *reply, struct gw_error *err)
{
	struct telling telling = {s, &reply->body};
	struct gw_store *store;
	enum gw_status st;

	st = gw_readers_borrow(site->readers, &store, err);
	if (st)
		return st;
	st = gw_store_find_report(store, s->outcomes[0].id, NULL, tell_row, &telling, err);
	gw_readers_return(site->readers, store);
	locate_url(s, s->outcomes[0].id, reply->location, sizeof reply->location);
	return st;
}

static enum gw_status finish_one(struct sending *s, const struct gw_site *site,
	struct gw_reply *reply, struct gw_problem *problem)
{
	const struct outcome *o = &s->outcomes[0];
	enum gw_status st;

	if (o->st == GW_ECONFLICT) {
		st = gw_problem_set(problem, 409,
			"report %lld came with the same client_id and other contents",
			(long long)o->id);
		gw_problem_blame(problem, GW_IN_BODY, "client_id");
		return st;
	}
	st = o->st ? write_old(s, site, reply, &problem->error)
		   : write_new(s, reply, &problem->error);
	gw_buf_puts(&reply->body, "\n");
	return st ? gw_problem_from(problem, st) : GW_OK;
}

static void write_outcome(struct sending *s, struct gw_buf *out, size_t i)
{
	const struct outcome *o = &s->outcomes[i];
	const struct gw_report_item *item = &s->body.items[i];
	char pointer[64];

	if (!o->st || o->st == GW_EEXISTS) {
		gw_buf_printf(
			out, "{\"id\":%lld,\"status\":%d}", (long long)o->id, o->st ? 200 : 201);
	} else if (o->st == GW_ECONFLICT) {
		gw_buf_printf(out,
			"{\"id\":%lld,\"status\":409,\"pointer\":\"%s/%zu/client_id\",\"detail\":"
			"\"report %lld came with the same client_id and other contents\"}",
			(long long)o->id, s->body.pointer, i, (long long)o->id);
	} else {
		snprintf(pointer, sizeof pointer, "%s/%zu%s%s", s->body.pointer, i,
			*item->field ? "/" : "", item->field);
		gw_buf_puts(out, "{\"status\":400,");
		gw_json_member(out, "pointer", pointer);
		gw_buf_puts(out, ",");
		gw_json_member(out, "detail", gw_reports_text(&s->body, item->detail));
		gw_buf_puts(out, "}");
	}
}

static void finish_many(struct sending *s, struct gw_buf *out)
{
	size_t stored = 0, present = 0, i;

	for (i = 0; i < s->body.n; i++) {
		stored += !s->outcomes[i].st;
		present += s->outcomes[i].st == GW_EEXISTS;
	}
	gw_buf_printf(out,
		"{\"rows\":%zu,\"stored\":%zu,\"present\":%zu,\"rejected\":%zu,\"results\":[",
		s->body.n, stored, present, s->body.n - stored - present);
	for (i = 0; i < s->body.n; i++) {
		gw_buf_puts(out, i ? ",\n" : "\n");
		write_outcome(s, out, i);
	}
	gw_buf_puts(out, "]}\n");
}

static enum gw_status finish(struct gw_pending *pending, const struct gw_site *site,
	struct gw_reply *reply, struct gw_problem *problem)
{
	struct sending *s = sending_of(pending);
	enum gw_status st = pending->write.st;

	if (st) {
		problem->error = pending->write.error;
		return gw_problem_from(problem, st == GW_EAGAIN ? GW_EBUSY : st);
	}
	reply->type = "application/json";
	reply->caching = GW_CACHE_NEVER;
	if (s->body.is_one)
		return finish_one(s, site, reply, problem);
	finish_many(s, &reply->body);
	return GW_OK;
}

enum gw_status gw_api_reports_post(const struct gw_site *site, const struct gw_request *request,
	struct gw_reply *reply, struct gw_problem *problem)
{
	struct sending *s;
	enum gw_status st;

	if (!request->may_wait && request->body_len > QUICK_BODY)
		return GW_EAGAIN;
	s = calloc(1, sizeof *s);
	if (!s)
		return gw_problem_from(problem, gw_fail_nomem(&problem->error));
	s->pending =
		(struct gw_pending){.write = {.run = run}, .finish = finish, .destroy = destroy};
	s->zone = gw_atlas_zone(site->atlas);
	s->now = gw_time_now();
	snprintf(s->who, sizeof s->who, "%s", request->who);
	if (request->base && strlen(request->base) < sizeof s->base)
		snprintf(s->base, sizeof s->base, "%s", request->base);
	st = gw_reports_body_init(&s->body, request, s->zone, s->now, problem);
	if (!st)
		st = prepare(s, site, request, problem);
	if (st)
		destroy(&s->pending);
	else
		reply->pending = &s->pending;
	return st;
}
