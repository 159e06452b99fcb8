/* SPDX-License-Identifier: Apache-2.0 */
#include "base/parse.h"
#include "http/api.h"
#include "http/event_feed.h"
#include "http/query.h"
#include "http/scope.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A client that follows the events. */
struct event_stream {
	struct gw_stream stream; /* first: the server's pointer leads back here */
	struct gw_listener *listener;
	struct gw_listener_options options;
	char scheme[GW_NAME_MAX], level[GW_NAME_MAX], unit[GW_NAME_MAX]; /* options' texts */
};

/* What a client asks for. Texts are the query's. */
struct wish {
	unsigned kinds;
	const char *scheme, *level, *unit;
	int64_t after;
	bool after_in_query;
	bool is_public; /* for eyes that may not know how much happens */
};

static enum gw_status read_stream(struct gw_stream *stream, struct gw_buf *out)
{
	return gw_listener_read(((struct event_stream *)stream)->listener, out);
}

static void close_stream(struct gw_stream *stream)
{
	struct event_stream *s = (struct event_stream *)stream;

	gw_listener_destroy(s->listener);
	free(s);
}

static void wake_stream(void *context)
{
	struct event_stream *s = context;

	gw_stream_wake(&s->stream);
}

/* "report,step": a list of kinds, all when it is not given; and whether one may follow them. */
static enum gw_status read_kinds(const struct gw_request *request, const struct gw_query *query,
	unsigned *out, struct gw_problem *problem)
{
	const unsigned open = 1u << GW_EVENT_GRADE;
	const char *text = gw_query_get(query, "kind");
	bool may_see = gw_role_may(request->role, GW_MAY_SEE_INTERNAL);

	*out = may_see ? 0 : open;
	if (!text)
		return GW_OK;
	if (!gw_event_kinds_parse(text, out))
		return gw_problem_at(problem, GW_IN_QUERY, "kind",
			"kind \"%.40s\" is not made of report, step, grade, fence", text);
	if (may_see || !(*out & ~open))
		return GW_OK;
	return request->token
		? gw_problem_set(problem, 403, "this token is for events of kind grade only")
		: gw_problem_set(problem, 401, "events of other kinds than grade take a token");
}

/* A browser that comes back sends the header, and the address it first came with. */
static enum gw_status read_after(const struct gw_request *request, const struct gw_query *query,
	struct wish *wish, struct gw_problem *problem)
{
	const char *header = request->last_event_id;
	const char *text = gw_query_get(query, "last_event_id");

	wish->after = -1;
	wish->is_public = !gw_role_may(request->role, GW_MAY_SEE_INTERNAL);
	wish->after_in_query = !header || !*header;
	if (!wish->after_in_query)
		text = header;
	if (!text || gw_parse_int(text, 0, INT64_MAX, &wish->after))
		return GW_OK;
	if (wish->after_in_query)
		return gw_problem_at(problem, GW_IN_QUERY, "last_event_id",
			"last_event_id \"%.40s\" is not an event's number", text);
	return gw_problem_set(
		problem, 400, "Last-Event-ID \"%.40s\" is not an event's number", text);
}

static enum gw_status read_wish(const struct gw_request *request, const struct gw_query *query,
	struct wish *wish, struct gw_problem *problem)
{
	enum gw_status st;

	st = read_kinds(request, query, &wish->kinds, problem);
	if (!st)
		st = read_after(request, query, wish, problem);
	if (!st)
		st = gw_query_text(query, "unit", GW_NAME_MAX, &wish->unit, problem);
	if (!st)
		st = gw_query_text(query, "scheme", GW_NAME_MAX, &wish->scheme, problem);
	if (!st)
		st = gw_query_text(query, "level", GW_NAME_MAX, &wish->level, problem);
	if (!st && !wish->unit && (wish->scheme || wish->level))
		st = gw_problem_at(problem, GW_IN_QUERY, wish->scheme ? "scheme" : "level",
			"%s goes with unit, which is missing", wish->scheme ? "scheme" : "level");
	return st;
}

/* Whether the division has the unit, on the level if one is named. */
static enum gw_status look_for_unit(const struct wish *wish, const struct gw_level_info *levels,
	size_t num_levels, const struct gw_division *division, struct gw_problem *problem)
{
	bool has_level = false;
	size_t i;

	for (i = 0; i < num_levels; i++) {
		if (wish->level && strcmp(levels[i].name, wish->level) != 0)
			continue;
		has_level = true;
		if (gw_units_find(division->units, levels[i].rank, wish->unit) != GW_NO_UNIT)
			return GW_OK;
	}
	if (!has_level)
		return gw_problem_at(
			problem, GW_IN_QUERY, "level", "there is no level \"%.60s\"", wish->level);
	return gw_problem_at(problem, GW_IN_QUERY, "unit",
		"there is no unit \"%.60s\" today%s%.60s", wish->unit,
		wish->level ? " on the level " : "", wish->level ? wish->level : "");
}

/* Fills in the filter's unit; it has to be there today. */
static enum gw_status find_unit(const struct gw_site *site, const struct gw_request *request,
	const struct wish *wish, struct event_stream *s, struct gw_problem *problem)
{
	gw_date today = gw_time_date(gw_time_now(), gw_atlas_zone(site->atlas));
	struct gw_event_filter *filter = &s->options.filter;
	const struct gw_division *division = NULL;
	struct gw_level_info *levels = NULL;
	struct gw_division_info info;
	size_t num_levels = 0;
	enum gw_status st;

	st = gw_atlas_division(site->atlas, wish->scheme, today, gw_request_patience(request),
		&division, &info, &problem->error);
	if (st)
		return st == GW_EAGAIN
			? st
			: gw_scope_blame(site, GW_IN_QUERY, wish->scheme, NULL, problem, st);
	st = gw_atlas_levels(site->atlas, info.id, &levels, &num_levels, &problem->error);
	if (st)
		gw_problem_from(problem, st);
	else
		st = look_for_unit(wish, levels, num_levels, division, problem);
	free(levels);
	gw_atlas_release_division(site->atlas, division);
	snprintf(s->scheme, sizeof s->scheme, "%s", info.scheme);
	snprintf(s->unit, sizeof s->unit, "%s", wish->unit);
	snprintf(s->level, sizeof s->level, "%s", wish->level ? wish->level : "");
	filter->scheme = s->scheme;
	filter->unit = s->unit;
	filter->level = wish->level ? s->level : NULL;
	return st;
}

/* An id that no event has yet is one of another database, or of one since put back. */
static enum gw_status check_after(
	const struct gw_site *site, const struct wish *wish, struct gw_problem *problem)
{
	const struct gw_event_feed feed = {.atlas = site->atlas, .readers = site->readers};
	enum gw_status st;
	int64_t newest;

	st = gw_event_feed_newest(&feed, &newest, &problem->error);
	if (st)
		return gw_problem_from(problem, st);
	if (wish->after <= newest)
		return GW_OK;
	gw_problem_set(problem, 410,
		"there has been no event %lld yet: the newest is %lld; begin anew, without an id",
		(long long)wish->after, (long long)newest);
	if (wish->after_in_query)
		gw_problem_blame(problem, GW_IN_QUERY, "last_event_id");
	return GW_EINVAL;
}

static enum gw_status open_stream(const struct gw_site *site, const struct gw_request *request,
	const struct wish *wish, struct gw_reply *reply, struct gw_problem *problem)
{
	struct event_stream *s = calloc(1, sizeof *s);
	enum gw_status st = GW_OK;

	if (!s)
		return gw_problem_from(problem, gw_fail_nomem(&problem->error));
	s->stream.read = read_stream;
	s->stream.close = close_stream;
	s->options.filter.kinds = wish->kinds;
	s->options.after = wish->after;
	s->options.is_reticent = wish->is_public;
	s->options.wake = wake_stream;
	s->options.context = s;
	if (wish->unit)
		st = find_unit(site, request, wish, s, problem);
	if (!st) {
		st = gw_listener_create(&s->listener, site->bus, &s->options, &problem->error);
		if (st)
			gw_problem_from(problem, st);
	}
	if (st)
		free(s);
	else
		reply->stream = &s->stream;
	return st;
}

/*
 * Server-sent events as they come up, from now on or behind an id: event_feed.h says how they look.
 * Between them come ids without an event, which only say from where to go on after a break. With a
 * unit only what lies in it, and publications of its scheme. The public is told of publications,
 * and of no other numbers, from which it could tell how much happens.
 */
enum gw_status gw_api_events(const struct gw_site *site, const struct gw_request *request,
	struct gw_reply *reply, struct gw_problem *problem)
{
	static const char *const known[] = {
		"kind", "unit", "scheme", "level", "last_event_id", NULL};
	struct gw_query query;
	struct wish wish = {0};
	enum gw_status st;
	bool is_ahead;

	st = gw_query_init(&query, request->query, known, problem);
	if (!st)
		st = read_wish(request, &query, &wish, problem);
	if (!st && !site->bus)
		st = gw_problem_set(problem, 503, "this server does not follow events");
	is_ahead = !st && !wish.is_public && wish.after > gw_bus_newest(site->bus);
	if (is_ahead)
		st = request->may_wait ? check_after(site, &wish, problem) : GW_EAGAIN;
	reply->type = "text/event-stream";
	reply->caching = GW_CACHE_NEVER;
	if (!st && strcmp(request->method, "HEAD") != 0)
		st = open_stream(site, request, &wish, reply, problem);
	gw_query_finish(&query);
	return st;
}
