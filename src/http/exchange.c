/* SPDX-License-Identifier: Apache-2.0 */
#include "http/exchange_inside.h"

#include "base/parse.h"
#include "http/audit.h"
#include "http/log.h"
#include "http/metrics.h"
#include "http/uri.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/*
 * How much of a body that is too large is read and dropped before the 413: a client that is still
 * sending when the connection closes never reads the reply.
 */
#define SWALLOW_MAX ((size_t)32 << 20)

struct gw_exchange *gw_exchange_create(
	struct gw_exchanges *all, struct MHD_Connection *connection, struct gw_deadline *deadline)
{
	struct gw_exchange *e = calloc(1, sizeof *e);

	if (!e)
		return NULL;
	e->all = all;
	e->connection = connection;
	e->deadline = deadline;
	gw_reply_init(&e->reply);
	return e;
}

void gw_exchange_destroy(struct gw_exchange *exchange)
{
	if (!exchange)
		return;
	gw_exchange_end(exchange);
	gw_reply_finish(&exchange->reply);
	gw_deadline_remove(exchange->deadline);
	free(exchange->target);
	free(exchange);
}

/* Past the scheme and the host of a target in absolute form, as it is sent to proxies. */
static const char *skip_authority(const char *target)
{
	const char *path = strstr(target, "://");

	if (!path || (strncasecmp(target, "http:", 5) && strncasecmp(target, "https:", 6)))
		return target;
	path = strchr(path + 3, '/');
	return path ? path : "/";
}

void gw_exchange_begin(struct gw_exchange *e, const char *target)
{
	size_t size;

	target = skip_authority(target);
	size = strlen(target) + 1;
	gw_deadline_set(e->deadline, e->all->timeout);
	if (size > e->target_capacity) {
		free(e->target);
		e->target_capacity = 0;
		e->target = malloc(size < 256 ? 256 : size);
		if (!e->target)
			return; /* noticed when the headers have come */
		e->target_capacity = size < 256 ? 256 : size;
	}
	memcpy(e->target, target, size);
	e->query = strchr(e->target, '?');
	if (e->query)
		*e->query++ = '\0';
	else
		e->query = e->target + size - 1;
	e->stage = GW_AWAIT_HEADERS;
	e->is_refused = e->is_stream = false;
	e->swallowed = e->bytes = 0;
	e->tries = 0;
	e->status = 0;
	gw_reply_reset(&e->reply);
	e->problem.status = 0;
	e->problem.place = GW_IN_QUERY;
	*e->problem.field = *e->problem.error.text = '\0';
}

static uint64_t microseconds_since(const struct timespec *since)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)(now.tv_sec - since->tv_sec) * 1000000 + (uint64_t)(now.tv_nsec / 1000) -
		(uint64_t)(since->tv_nsec / 1000);
}

static void tell_of_it(struct gw_exchange *e)
{
	const struct gw_site *site = &e->all->site;
	const struct gw_route *table, *route = e->routing.route;
	uint64_t took = e->is_stream ? 0 : microseconds_since(&e->since);
	size_t n;

	table = gw_router_table(&n);
	gw_metrics_request(
		site->metrics, route ? (size_t)(route - table) : n, e->status, e->bytes, took);
	gw_log_request(site->log,
		&(struct gw_log_request){
			.id = e->id,
			.method = e->method,
			.route = route ? route->pattern : NULL,
			.path = e->target,
			.query = e->query,
			.status = e->status,
			.bytes = e->bytes,
			.microseconds = took,
			.role = e->caller.role,
			.who = e->caller.who,
			.address = e->caller.address,
			.error = *e->reply.error.text ? &e->reply.error : NULL,
		});
}

void gw_exchange_end(struct gw_exchange *e)
{
	if (e->is_open) {
		if (e->status && (e->all->site.metrics || e->all->site.log))
			tell_of_it(e);
		atomic_fetch_sub(&e->all->open, 1);
		e->is_open = false;
	}
	gw_exchange_let_go(e);
	gw_buf_finish(&e->body);
	gw_exchange_drop_response(e);
	gw_deadline_set(e->deadline, e->all->timeout);
}

/* A number of its own, after one that other servers hardly have. */
static void make_id(struct gw_exchange *e)
{
	static const char digits[16] = "0123456789abcdef";
	uint64_t n = atomic_fetch_add_explicit(&e->all->requests, 1, memory_order_relaxed);
	char *to = e->id;
	int shift;

	for (shift = 28; shift >= 0; shift -= 4)
		*to++ = digits[e->all->series >> shift & 15];
	*to++ = '-';
	for (shift = n >> 32 ? 60 : 28; shift >= 0; shift -= 4)
		*to++ = digits[n >> shift & 15];
	*to = '\0';
}

/* Without access everybody is the machine's owner. */
static void identify_owner(struct gw_exchange *e)
{
	static const char scheme[] = "http://";
	struct gw_caller *caller = &e->caller;
	const char *host = e->headers.host;

	caller->role = GW_ROLE_ADMIN;
	caller->token = 0;
	memcpy(caller->who, "anonymous", sizeof "anonymous");
	*caller->address = *caller->base = '\0';
	if (host && gw_uri_is_host(host)) {
		memcpy(caller->base, scheme, sizeof scheme - 1);
		memcpy(caller->base + sizeof scheme - 1, host, strlen(host) + 1);
	}
}

/* A sensitive read that cannot be noted is not answered. */
static enum gw_status note_read(struct gw_exchange *e, const char *method)
{
	struct gw_access_note note = {
		.token = e->caller.token,
		.role = e->caller.role,
		.address = e->caller.address,
		.method = method,
		.target = e->target,
		.request = e->id,
	};
	struct gw_writer *writer = e->all->site.writer;
	enum gw_status st;

	if (!writer || !e->routing.route || !e->routing.route->is_sensitive)
		return GW_OK;
	note.time = gw_time_now();
	if (*e->query)
		e->query[-1] = '?'; /* the whole target, for as long as it is copied */
	st = gw_audit_note(writer, &note, &e->problem.error);
	if (*e->query)
		e->query[-1] = '\0';
	return st ? gw_problem_from(&e->problem, st) : GW_OK;
}

/* Who asks, and whether they may. */
static enum gw_status admit(struct gw_exchange *e, const char *method)
{
	struct gw_access *access = e->all->site.access;
	enum gw_status st = GW_OK;
	struct gw_facts facts;

	if (access) {
		gw_facts_read(&facts, e->connection, method, e->target, e->query);
		st = gw_access_identify(access, &facts, &e->caller, &e->problem);
		e->reply.retry_after = e->caller.retry_after;
	} else {
		identify_owner(e);
	}
	if (!st)
		st = gw_routing_admit(
			&e->routing, e->caller.role, e->caller.token != 0, &e->problem);
	return st ? st : note_read(e, method);
}

static enum gw_status refuse_large(struct gw_exchange *e)
{
	return gw_problem_set(&e->problem, 413, "a body here is of %zu MiB at most",
		gw_routing_body_max(&e->routing) >> 20);
}

/*
 * With the headers: what is refused is refused at once when the client waits for leave to send
 * (Expect), or would send more than is worth swallowing.
 */
static enum MHD_Result begin(struct gw_exchange *e, const char *method)
{
	size_t max;
	int64_t n = 0;

	if (!e->target)
		return MHD_NO;
	e->stage = GW_AWAIT_BODY;
	e->is_open = true;
	atomic_fetch_add(&e->all->open, 1);
	clock_gettime(CLOCK_MONOTONIC, &e->since);
	memccpy(e->method, method, '\0', sizeof e->method - 1);
	make_id(e);
	gw_headers_read(&e->headers, e->connection);
	gw_router_find(&e->all->site, method, e->target, &e->routing);
	max = gw_routing_body_max(&e->routing);
	gw_buf_init(&e->body, max);
	e->is_refused = admit(e, method);
	if (!e->headers.content_length)
		return MHD_YES;
	if (!gw_parse_int(e->headers.content_length, 0, INT64_MAX, &n) || (uint64_t)n > max) {
		if (!e->is_refused)
			e->is_refused = refuse_large(e);
	}
	if (!e->is_refused || !n || ((uint64_t)n <= SWALLOW_MAX && n > 0 && !e->headers.expect))
		return MHD_YES;
	gw_exchange_start(e, method);
	return gw_exchange_send(e);
}

static enum MHD_Result take_piece(struct gw_exchange *e, const char *piece, size_t size)
{
	e->swallowed += size;
	if (!e->is_refused && e->swallowed > gw_routing_body_max(&e->routing))
		e->is_refused = refuse_large(e);
	else if (!e->is_refused && !gw_exchange_hold(e, size))
		e->is_refused =
			gw_problem_set(&e->problem, 503, "too much is under way; try again soon");
	if (e->is_refused) {
		gw_buf_finish(&e->body);
		gw_exchange_let_go(e);
		return e->swallowed > SWALLOW_MAX ? MHD_NO : MHD_YES;
	}
	gw_buf_append(&e->body, piece, size);
	return gw_buf_ok(&e->body) ? MHD_YES : MHD_NO;
}

enum MHD_Result gw_exchange_step(
	struct gw_exchange *exchange, const char *method, const char *piece, size_t *size)
{
	enum MHD_Result result;

	if (exchange->stage == GW_AWAIT_HEADERS)
		return begin(exchange, method);
	if (*size) {
		result = take_piece(exchange, piece, *size);
		*size = 0;
		return result;
	}
	if (exchange->stage == GW_AWAIT_BODY) {
		if (!gw_exchange_start(exchange, method))
			return MHD_YES; /* another thread has it */
		if (exchange->is_suspended) {
			gw_exchange_go_on(exchange);
			return MHD_YES;
		}
	}
	return exchange->stage == GW_READY ? gw_exchange_send(exchange) : MHD_YES;
}
