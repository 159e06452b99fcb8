/* SPDX-License-Identifier: Apache-2.0 */
#include "http/exchange.h"

#include "base/parse.h"
#include "http/access.h"
#include "http/audit.h"
#include "http/headers.h"
#include "http/log.h"
#include "http/metrics.h"
#include "http/response.h"
#include "http/router.h"
#include "http/uri.h"
#include "http/wish.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/*
 * How much of a body that is too large is read and dropped before the 413: a client that is still
 * sending when the connection closes never reads the reply.
 */
#define SWALLOW_MAX ((size_t)32 << 20)

/* A body longer than this is not read on the thread of the connections. */
#define SHORT_BODY ((size_t)64 << 10)

/* A reply's body shorter than this is not counted: as many as there are connections may be. */
#define SMALL_REPLY ((size_t)16 << 10)

#define SEND_TIMES 10 /* to make a reply and send it takes at most so many timeouts */

#define ID_MAX 32

enum stage {
	HEADERS, /* are awaited */
	BODY, /* too */
	AT_WORK, /* the reply is made, or waited for */
	READY, /* to be sent */
	SENT,
};

struct gw_exchange {
	struct gw_exchanges *all;
	struct MHD_Connection *connection;
	struct gw_deadline *deadline;
	enum stage stage;
	bool is_suspended, is_open;
	bool is_refused; /* before the body has come: problem says why */
	char *target, *query; /* raw; query points into target's memory, behind the path */
	size_t target_capacity;
	char method[16]; /* cut: for the log */
	char id[ID_MAX];
	struct gw_headers headers;
	struct gw_caller caller;
	struct gw_routing routing;
	struct gw_request request;
	struct gw_buf body;
	size_t swallowed; /* of the body */
	size_t held; /* of all->held */
	struct gw_reply reply;
	struct gw_problem problem;
	struct gw_picture *picture; /* the reply, when it is a kept one */
	struct MHD_Response *response; /* the reply, when it is its own */
	unsigned status;
	size_t bytes; /* of the reply's body */
	bool is_stream;
	struct gw_pool_job job;
	struct gw_tile_waiter waiter;
	struct timespec since;
};

#define FROM(member, pointer)                                                                      \
	((struct gw_exchange *)((char *)(pointer)-offsetof(struct gw_exchange, member)))

/* Memory */

static bool hold(struct gw_exchange *e, size_t n)
{
	if (atomic_fetch_add(&e->all->held, n) + n > GW_EXCHANGES_MAX_BYTES) {
		atomic_fetch_sub(&e->all->held, n);
		return false;
	}
	e->held += n;
	return true;
}

static void let_go(struct gw_exchange *e)
{
	if (e->held)
		atomic_fetch_sub(&e->all->held, e->held);
	e->held = 0;
}

static void drop_response(struct gw_exchange *e)
{
	gw_picture_release(e->picture);
	if (e->response)
		MHD_destroy_response(e->response);
	e->picture = NULL;
	e->response = NULL;
}

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

void gw_exchange_begin(struct gw_exchange *e, const char *target)
{
	size_t size = strlen(target) + 1;

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
	e->stage = HEADERS;
	e->is_refused = e->is_stream = false;
	e->swallowed = e->bytes = 0;
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
	let_go(e);
	gw_buf_finish(&e->body);
	drop_response(e);
	gw_deadline_set(e->deadline, e->all->timeout);
}

/* Suspending */

/* False, and nothing done, when the server closes. On the connection's thread. */
static bool suspend(struct gw_exchange *e)
{
	atomic_fetch_add(&e->all->suspended, 1);
	if (atomic_load(&e->all->closed)) {
		atomic_fetch_sub(&e->all->suspended, 1);
		return false;
	}
	e->is_suspended = true;
	MHD_suspend_connection(e->connection);
	return true;
}

/* The exchange may be gone after this, if it was suspended. */
static void go_on(struct gw_exchange *e)
{
	atomic_size_t *suspended = &e->all->suspended;

	if (!e->is_suspended)
		return;
	e->is_suspended = false;
	MHD_resume_connection(e->connection);
	atomic_fetch_sub(suspended, 1);
}

/* Replies */

static bool is_last(const struct gw_exchange *e)
{
	return atomic_load_explicit(&e->all->health.draining, memory_order_relaxed);
}

/* The response of the reply as it stands. */
static void make_response(struct gw_exchange *e)
{
	struct gw_reply *reply = &e->reply;

	if (*reply->error.text && e->all->complain && !e->all->site.log) /* which tells it */
		e->all->complain(e->all->context, &reply->error);
	gw_buf_finish(&e->body);
	let_go(e);
	if (reply->body.capacity > SMALL_REPLY && !hold(e, reply->body.capacity)) {
		gw_buf_finish(&reply->body); /* clearing would keep its memory */
		gw_buf_init(&reply->body, GW_REPLY_MAX);
		gw_problem_set(&e->problem, 503, "too much is under way; try again soon");
		gw_reply_problem(reply, &e->problem);
	}
	e->bytes = reply->body.len;
	e->status = reply->status;
	e->response = gw_response_create(reply, e->id, is_last(e));
	e->stage = READY;
}

static void make_problem(struct gw_exchange *e)
{
	gw_reply_problem(&e->reply, &e->problem);
	make_response(e);
}

static void make_busy(struct gw_exchange *e, const char *why)
{
	gw_problem_set(&e->problem, 503, "%s; try again soon", why);
	make_problem(e);
}

static void make_finished(struct gw_exchange *e)
{
	gw_router_finish(&e->request, &e->reply, &e->problem);
	make_response(e);
}

/* A kept picture goes out as it is, unless the connection is to close behind it. */
static void make_kept(struct gw_exchange *e, struct gw_picture *picture)
{
	if (is_last(e)) {
		e->reply.status = picture->status;
		e->reply.type = picture->type;
		gw_buf_clear(&e->reply.body);
		gw_buf_append(&e->reply.body, picture->body, picture->bytes);
		gw_picture_release(picture);
		make_finished(e);
		return;
	}
	e->picture = picture;
	e->status = picture->status;
	e->bytes = picture->bytes;
	e->stage = READY;
}

static void make_stream(struct gw_exchange *e)
{
	struct gw_stream *stream = e->reply.stream;

	e->reply.stream = NULL;
	e->status = e->reply.status;
	e->is_stream = true;
	e->stage = READY;
	e->response = gw_streams_begin(&e->all->streams, stream, e->connection, e->deadline);
	if (e->response)
		gw_response_add_headers(e->response, &e->reply, e->id, false);
}

static enum MHD_Result send_reply(struct gw_exchange *e)
{
	struct MHD_Response *response = e->picture ? e->picture->response : e->response;
	enum MHD_Result result = MHD_NO;

	e->stage = SENT;
	if (response)
		result = MHD_queue_response(e->connection, e->status, response);
	drop_response(e);
	return result;
}

/* Work. These return whether the reply is ready; otherwise another thread may have the exchange. */

static void have_drawn(
	struct gw_tile_waiter *waiter, struct gw_picture *picture, const struct gw_problem *problem)
{
	struct gw_exchange *e = FROM(waiter, waiter);

	if (picture) {
		make_kept(e, picture);
	} else {
		e->problem = *problem;
		if (problem->status == 500 || problem->status == 507)
			*e->problem.error.text = '\0'; /* the drawer tells the log */
		make_problem(e);
	}
	go_on(e);
}

static struct gw_tile_id id_of(const struct gw_reply *reply)
{
	const struct gw_tile_wish *wish = &reply->tile;

	return (struct gw_tile_id){wish->map->id, wish->key, (uint8_t)wish->scale,
		(uint8_t)wish->format, (uint8_t)reply->caching, reply->is_public};
}

/* Vector tiles also tell what no picture shows, such as counts: any change may be in them. */
static uint64_t content_of(const struct gw_tile_wish *wish)
{
	if (wish->format == GW_TILE_MVT)
		return wish->map->content;
	return wish->map->content ? gw_map_tile_content(wish->map, wish->key, wish->scale) : 0;
}

static void give_map_back(struct gw_exchange *e)
{
	gw_atlas_release(e->all->site.atlas, e->reply.tile.map);
	e->reply.tile.map = NULL;
}

/* On a worker. Those who wait for the same are told, too. */
static void draw(struct gw_exchange *e)
{
	struct gw_tile_id id = id_of(&e->reply);
	uint64_t content = content_of(&e->reply.tile);
	struct gw_picture *picture = NULL;
	enum gw_status st;

	st = gw_wish_draw(&e->reply.tile, &e->reply, &e->problem);
	give_map_back(e);
	if (!st && content) {
		picture = gw_picture_create(&e->reply);
		if (!picture)
			gw_problem_from(&e->problem, gw_fail_nomem(&e->problem.error));
	}
	if (content)
		gw_tiles_finish(e->all->tiles, &id, content, picture, &e->problem);
	if (picture)
		make_kept(e, picture);
	else if (st || content)
		make_problem(e);
	else
		make_finished(e);
}

static void run_drawing(struct gw_pool_job *job)
{
	struct gw_exchange *e = FROM(job, job);

	draw(e);
	go_on(e);
}

/* Gives the job to a worker, or answers 503. */
static bool hand_over(struct gw_exchange *e, void (*run)(struct gw_pool_job *job))
{
	e->job.run = run;
	if (!e->is_suspended && !suspend(e)) {
		make_busy(e, "the server is about to stop");
		return true;
	}
	if (!gw_pool_submit(e->all->pool, &e->job))
		return false;
	atomic_fetch_add(&e->all->rejected, 1);
	make_busy(e, "too many requests wait for an answer");
	return true;
}

/* Whoever was to draw cannot: those who have joined meanwhile hear of it. */
static void give_drawing_up(struct gw_exchange *e, const struct gw_tile_id *id, uint64_t content)
{
	if (content)
		gw_tiles_finish(e->all->tiles, id, content, NULL, &e->problem);
	give_map_back(e);
}

static bool have_tile_drawn(struct gw_exchange *e, const struct gw_tile_id *id, uint64_t content)
{
	if (e->request.may_wait) {
		draw(e);
		return true;
	}
	if (!hand_over(e, run_drawing))
		return false;
	give_drawing_up(e, id, content);
	return true;
}

/* The tile was not kept: it is drawn, by this request or another. */
static bool wait_for_tile(struct gw_exchange *e, const struct gw_tile_id *id, uint64_t content)
{
	const struct gw_site *site = &e->all->site;
	const struct gw_map *map = e->reply.tile.map;
	struct gw_picture *picture;
	enum gw_tile_turn turn;

	if (!e->is_suspended && !suspend(e)) {
		give_map_back(e);
		make_busy(e, "the server is about to stop");
		return true;
	}
	e->waiter.done = have_drawn;
	turn = gw_tiles_join(e->all->tiles, id, content, &e->waiter, &picture);
	if (turn == GW_TILE_DRAW)
		return have_tile_drawn(e, id, content);
	gw_atlas_release(site->atlas, map);
	if (turn == GW_TILE_JOINED)
		return false; /* perhaps answered already: not to be touched */
	e->reply.tile.map = NULL;
	make_kept(e, picture);
	return true;
}

static bool answer_tile(struct gw_exchange *e)
{
	struct gw_tile_id id = id_of(&e->reply);
	uint64_t content = content_of(&e->reply.tile);
	const char *known = e->request.if_none_match;
	struct gw_picture *picture;

	if (!content) /* a map that does not tell what it shows is drawn each time */
		return have_tile_drawn(e, &id, 0);
	picture = gw_tiles_find(e->all->tiles, &id, content);
	if (picture && !known) {
		give_map_back(e);
		make_kept(e, picture);
		return true;
	}
	gw_wish_tag(&e->reply.tile, content, e->reply.etag);
	if (known && gw_etag_is_among(e->reply.etag, known)) {
		gw_picture_release(picture);
		give_map_back(e);
		e->reply.status = 304;
		make_response(e);
		return true;
	}
	if (!picture)
		return wait_for_tile(e, &id, content);
	give_map_back(e);
	make_kept(e, picture);
	return true;
}

/* What was to be written is on disk, or not. On a worker. */
static void run_ending(struct gw_pool_job *job)
{
	struct gw_exchange *e = FROM(job, job);
	struct gw_pending *pending = e->reply.pending;
	enum gw_status st;

	e->reply.pending = NULL;
	e->request.may_wait = true;
	st = pending->finish(pending, &e->all->site, &e->reply, &e->problem);
	pending->destroy(pending);
	if (!st) {
		make_finished(e);
	} else {
		if (!e->problem.status)
			gw_problem_from(&e->problem, st);
		make_problem(e);
	}
	go_on(e);
}

/* On the writer's thread. */
static void have_written(struct gw_write *write)
{
	struct gw_pending *pending =
		(struct gw_pending *)((char *)write - offsetof(struct gw_pending, write));
	struct gw_exchange *e = pending->exchange;

	e->job.run = run_ending;
	gw_pool_submit_first(e->all->pool, &e->job);
}

static bool answer_later(struct gw_exchange *e)
{
	struct gw_pending *pending = e->reply.pending;
	struct gw_writer *writer = e->all->site.writer;
	const char *why = "the database may only be read";

	pending->exchange = e;
	pending->write.done = have_written;
	if (!e->is_suspended && !suspend(e))
		why = "the server is about to stop";
	else if (writer && !gw_writer_submit(writer, &pending->write, NULL))
		return false;
	else if (writer)
		why = "too much waits to be written";
	e->reply.pending = NULL;
	pending->destroy(pending);
	make_busy(e, why);
	return true;
}

static void run_request(struct gw_pool_job *job);

static bool answer(struct gw_exchange *e)
{
	struct gw_reply *reply = &e->reply;

	if (gw_routing_answer(&e->routing, &e->all->site, &e->request, reply, &e->problem)) {
		gw_reply_reset(reply);
		e->problem.status = 0;
		return hand_over(e, run_request);
	}
	if (reply->tile.map)
		return answer_tile(e);
	if (reply->pending)
		return answer_later(e);
	if (reply->stream)
		make_stream(e);
	else
		make_finished(e);
	return true;
}

static void run_request(struct gw_pool_job *job)
{
	struct gw_exchange *e = FROM(job, job);

	e->request.may_wait = true;
	if (answer(e))
		go_on(e);
}

/* All of the request has come. */
static bool start(struct gw_exchange *e, const char *method)
{
	const struct gw_caller *caller = &e->caller;

	e->stage = AT_WORK;
	gw_deadline_set(e->deadline, SEND_TIMES * e->all->timeout);
	if (e->is_refused) {
		make_problem(e);
		return true;
	}
	e->request = (struct gw_request){
		.method = method,
		.path = e->target,
		.query = e->query,
		.base = *caller->base ? caller->base : NULL,
		.if_none_match = e->headers.if_none_match,
		.content_type = e->headers.content_type,
		.accept = e->headers.accept,
		.last_event_id = e->headers.last_event_id,
		.id = e->id,
		.address = caller->address,
		.body = e->body.len ? gw_buf_cstr(&e->body) : "",
		.body_len = e->body.len,
		.role = caller->role,
		.token = caller->token,
		.who = caller->who,
	};
	if (!e->request.body) {
		gw_problem_from(&e->problem, gw_fail_nomem(&e->problem.error));
		make_problem(e);
		return true;
	}
	return e->body.len > SHORT_BODY ? hand_over(e, run_request) : answer(e);
}

/* The request's way in */

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
	e->stage = BODY;
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
	start(e, method);
	return send_reply(e);
}

static enum MHD_Result take_piece(struct gw_exchange *e, const char *piece, size_t size)
{
	e->swallowed += size;
	if (!e->is_refused && e->swallowed > gw_routing_body_max(&e->routing))
		e->is_refused = refuse_large(e);
	else if (!e->is_refused && !hold(e, size))
		e->is_refused =
			gw_problem_set(&e->problem, 503, "too much is under way; try again soon");
	if (e->is_refused) {
		gw_buf_finish(&e->body);
		let_go(e);
		return e->swallowed > SWALLOW_MAX ? MHD_NO : MHD_YES;
	}
	gw_buf_append(&e->body, piece, size);
	return gw_buf_ok(&e->body) ? MHD_YES : MHD_NO;
}

enum MHD_Result gw_exchange_step(
	struct gw_exchange *exchange, const char *method, const char *piece, size_t *size)
{
	enum MHD_Result result;

	if (exchange->stage == HEADERS)
		return begin(exchange, method);
	if (*size) {
		result = take_piece(exchange, piece, *size);
		*size = 0;
		return result;
	}
	if (exchange->stage == BODY) {
		if (!start(exchange, method))
			return MHD_YES; /* another thread has it */
		if (exchange->is_suspended) {
			go_on(exchange);
			return MHD_YES;
		}
	}
	return exchange->stage == READY ? send_reply(exchange) : MHD_YES;
}
