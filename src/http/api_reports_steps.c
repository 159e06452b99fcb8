/* SPDX-License-Identifier: Apache-2.0 */
#include "base/parse.h"
#include "http/api.h"
#include "http/api_reports_json.h"
#include "http/body.h"
#include "service/readers.h"

#include <jansson.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NOTE_MAX   2000
#define FUTURE_MAX 86400
#define VALUES_MAX 16

/* A step on its way to the disk. */
struct moving {
	struct gw_pending pending;
	struct gw_report_move move;
	struct gw_finder *finder;
	const struct gw_zone *zone;
	gw_time now;
	char who[GW_TOKEN_NAME_MAX];
	char note[NOTE_MAX + 1];
	char base[200];
};

static struct moving *moving_of(struct gw_pending *pending)
{
	return (struct moving *)((char *)pending - offsetof(struct moving, pending));
}

static void destroy(struct gw_pending *pending)
{
	gw_finder_destroy(moving_of(pending)->finder);
	free(moving_of(pending));
}

static enum gw_status run(
	struct gw_write *write, const struct gw_writing *writing, struct gw_error *err)
{
	struct moving *m = moving_of(
		(struct gw_pending *)((char *)write - offsetof(struct gw_pending, write)));

	return gw_report_writer_move(writing->reports, &m->move, err);
}

static enum gw_status read_text(const json_t *root, const char *name, size_t max, const char **out,
	struct gw_problem *problem)
{
	const json_t *value = json_object_get(root, name);
	char pointer[32];

	snprintf(pointer, sizeof pointer, "/%s", name);
	if (!value || json_is_null(value))
		return GW_OK;
	if (!json_is_string(value))
		return gw_problem_at(problem, GW_IN_BODY, pointer, "%s is not a text", name);
	if (json_string_length(value) > max)
		return gw_problem_at(
			problem, GW_IN_BODY, pointer, "%s is longer than %zu bytes", name, max);
	*out = json_string_value(value);
	return GW_OK;
}

static enum gw_status read_step(struct moving *m, const json_t *root, struct gw_problem *problem)
{
	static const char *const known[] = {"step", "note", "time", NULL};
	const char *step = NULL, *note = NULL, *time = NULL;
	enum gw_status st;

	st = gw_body_check(root, known, problem);
	if (!st)
		st = read_text(root, "step", 20, &step, problem);
	if (!st)
		st = read_text(root, "note", NOTE_MAX, &note, problem);
	if (!st)
		st = read_text(root, "time", 60, &time, problem);
	if (st)
		return st;
	if (!step || !gw_step_parse(step, &m->move.step) || m->move.step <= GW_STEP_UPLOADED)
		return gw_problem_at(problem, GW_IN_BODY, "/step",
			"step is none of allocated, solved and evaluated");
	m->move.time = m->now;
	if (time && !gw_time_parse(time, NULL, m->zone, &m->move.time))
		return gw_problem_at(problem, GW_IN_BODY, "/time",
			"time \"%.60s\" is not one such as 2026-10-03T09:12:00+08:00", time);
	if (m->move.time > m->now + FUTURE_MAX)
		return gw_problem_at(
			problem, GW_IN_BODY, "/time", "time %.60s is more than a day ahead", time);
	snprintf(m->note, sizeof m->note, "%s", note ? note : "");
	m->move.note = *m->note ? m->note : NULL;
	return GW_OK;
}

/* Looks at the report as it is: by when the step behind is due, and that time goes on. */
struct looking {
	struct moving *moving;
	const struct gw_rules *rules;
	bool is_early; /* the step is said to be before the last one */
	gw_time last;
};

static enum gw_status look(void *context, const struct gw_report_row *row,
	const struct gw_report_step *steps, size_t num_steps, struct gw_error *err)
{
	struct looking *l = context;
	struct gw_report_move *move = &l->moving->move;

	(void)err;
	l->last = steps[num_steps - 1].time;
	/* One that is no longer to be taken will be told so. */
	l->is_early = move->step == gw_step_next(row->status) && move->time < l->last;
	move->due = gw_rules_due(l->rules, row->report.category, move->step, move->time);
	return GW_OK;
}

static enum gw_status prepare(
	struct moving *m, const struct gw_site *site, struct gw_problem *problem)
{
	struct looking looking = {.moving = m, .rules = site->rules};
	char last[GW_TIME_TEXT_MAX];
	struct gw_store *store;
	enum gw_status st;

	st = gw_finder_create(&m->finder, site->atlas, GW_WAIT, &problem->error);
	if (!st)
		st = gw_readers_borrow(site->readers, &store, &problem->error);
	if (st)
		return gw_problem_from(problem, st);
	st = gw_store_find_report(store, m->move.report, NULL, look, &looking, &problem->error);
	gw_readers_return(site->readers, store);
	if (st)
		return gw_problem_from(problem, st);
	if (looking.is_early)
		return gw_problem_at(problem, GW_IN_BODY, "/time",
			"the step before was taken later, at %s",
			gw_time_format(looking.last, m->zone, last));
	return GW_OK;
}

struct telling {
	struct moving *moving;
	struct gw_buf *out;
};

static enum gw_status tell(void *context, const struct gw_report_row *row,
	const struct gw_report_step *steps, size_t num_steps, struct gw_error *err)
{
	struct telling *t = context;

	return gw_report_write_row(t->out, t->moving->finder, row, steps, num_steps,
		t->moving->zone, t->moving->now, err);
}

static enum gw_status finish(struct gw_pending *pending, const struct gw_site *site,
	struct gw_reply *reply, struct gw_problem *problem)
{
	struct moving *m = moving_of(pending);
	struct telling telling = {m, &reply->body};
	enum gw_status st = pending->write.st;
	struct gw_store *store;

	if (st && st != GW_EEXISTS) {
		problem->error = pending->write.error;
		gw_problem_from(problem, st);
		if (st == GW_ECONFLICT)
			gw_problem_blame(problem, GW_IN_BODY, "step");
		return st;
	}
	reply->status = st ? 200 : 201;
	reply->type = "application/json";
	reply->caching = GW_CACHE_NEVER;
	snprintf(reply->location, sizeof reply->location, "%s/v1/reports/%lld", m->base,
		(long long)m->move.report);
	st = gw_readers_borrow(site->readers, &store, &problem->error);
	if (st)
		return gw_problem_from(problem, st);
	st = gw_store_find_report(store, m->move.report, NULL, tell, &telling, &problem->error);
	gw_readers_return(site->readers, store);
	gw_buf_puts(&reply->body, "\n");
	return st ? gw_problem_from(problem, st) : GW_OK;
}

enum gw_status gw_api_reports_step(const struct gw_site *site, const struct gw_request *request,
	struct gw_reply *reply, struct gw_problem *problem)
{
	struct moving *m;
	json_t *root = NULL;
	enum gw_status st;
	int64_t id;

	if (!gw_parse_int(request->parts[0], 1, INT64_MAX, &id))
		return gw_problem_set(problem, 404, "there is no such report");
	if (!request->may_wait)
		return GW_EAGAIN;
	m = calloc(1, sizeof *m);
	if (!m)
		return gw_problem_from(problem, gw_fail_nomem(&problem->error));
	m->pending =
		(struct gw_pending){.write = {.run = run}, .finish = finish, .destroy = destroy};
	m->zone = gw_atlas_zone(site->atlas);
	m->now = gw_time_now();
	m->move.report = id;
	m->move.who = m->who;
	snprintf(m->who, sizeof m->who, "%s", request->who);
	if (request->base && strlen(request->base) < sizeof m->base)
		snprintf(m->base, sizeof m->base, "%s", request->base);
	st = gw_body_parse(request, VALUES_MAX, &root, problem);
	if (!st)
		st = read_step(m, root, problem);
	if (!st)
		st = prepare(m, site, problem);
	json_decref(root);
	if (st)
		destroy(&m->pending);
	else
		reply->pending = &m->pending;
	return st;
}
