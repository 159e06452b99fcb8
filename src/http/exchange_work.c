/* SPDX-License-Identifier: Apache-2.0 */
#include "http/exchange_inside.h"
#include "http/wish.h"

#include <stddef.h>
#include <string.h>

/* A body longer than this is not read on the thread of the connections. */
#define SHORT_BODY ((size_t)64 << 10)

#define TRIES_MAX 3 /* to write what is refused because the divisions have changed meanwhile */

#define SEND_TIMES 10 /* to make a reply and send it takes at most so many timeouts */

#define FROM(member, pointer)                                                                      \
	((struct gw_exchange *)((char *)(pointer)-offsetof(struct gw_exchange, member)))

/*
 * What returns bool says whether the reply is ready; otherwise another thread may have the
 * exchange.
 */

static void have_drawn(
	struct gw_tile_waiter *waiter, struct gw_picture *picture, const struct gw_problem *problem)
{
	struct gw_exchange *e = FROM(waiter, waiter);

	if (picture) {
		gw_exchange_make_kept(e, picture);
	} else {
		e->problem = *problem;
		if (problem->status == 500 || problem->status == 507)
			*e->problem.error.text = '\0'; /* the drawer tells the log */
		gw_exchange_make_problem(e);
	}
	gw_exchange_go_on(e);
}

static struct gw_tile_id id_of(const struct gw_reply *reply)
{
	const struct gw_tile_wish *wish = &reply->tile;

	return (struct gw_tile_id){wish->map->id, wish->key, (uint8_t)wish->scale,
		(uint8_t)wish->format, (uint8_t)reply->caching, reply->is_public};
}

static uint64_t content_of(const struct gw_tile_wish *wish)
{
	if (wish->format != GW_TILE_PNG) /* tells more than pictures show */
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
		gw_exchange_make_kept(e, picture);
	else if (st || content)
		gw_exchange_make_problem(e);
	else
		gw_exchange_make_finished(e);
}

static void run_drawing(struct gw_pool_job *job)
{
	struct gw_exchange *e = FROM(job, job);

	draw(e);
	gw_exchange_go_on(e);
}

/* Gives the job to a worker, or answers 503. */
static bool hand_over(struct gw_exchange *e, void (*run)(struct gw_pool_job *job))
{
	e->job.run = run;
	if (!e->is_suspended && !gw_exchange_suspend(e)) {
		gw_exchange_make_busy(e, "the server is about to stop");
		return true;
	}
	if (!gw_pool_submit(e->all->pool, &e->job))
		return false;
	atomic_fetch_add(&e->all->rejected, 1);
	gw_exchange_make_busy(e, "too many requests wait for an answer");
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

	if (!e->is_suspended && !gw_exchange_suspend(e)) {
		give_map_back(e);
		gw_exchange_make_busy(e, "the server is about to stop");
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
	gw_exchange_make_kept(e, picture);
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
		gw_exchange_make_kept(e, picture);
		return true;
	}
	gw_wish_tag(&e->reply.tile, content, e->reply.etag);
	if (known && gw_etag_is_among(e->reply.etag, known)) {
		gw_picture_release(picture);
		give_map_back(e);
		e->reply.status = 304;
		gw_exchange_make_response(e);
		return true;
	}
	if (!picture)
		return wait_for_tile(e, &id, content);
	give_map_back(e);
	gw_exchange_make_kept(e, picture);
	return true;
}

static void run_request(struct gw_pool_job *job);

/* The writer knows of divisions that the atlas did not: the request is answered anew, by these. */
static bool tries_again(struct gw_exchange *e, const struct gw_pending *pending)
{
	struct gw_atlas *atlas = e->all->site.atlas;
	struct gw_error err;

	return pending->write.st == GW_EAGAIN && ++e->tries < TRIES_MAX && atlas &&
		!gw_atlas_refresh(atlas, &err);
}

/* What was to be written is on disk, or not. On a worker. */
static void run_ending(struct gw_pool_job *job)
{
	struct gw_exchange *e = FROM(job, job);
	struct gw_pending *pending = e->reply.pending;
	enum gw_status st;

	e->reply.pending = NULL;
	e->request.may_wait = true;
	if (tries_again(e, pending)) {
		pending->destroy(pending);
		gw_reply_reset(&e->reply);
		run_request(job);
		return;
	}
	st = pending->finish(pending, &e->all->site, &e->reply, &e->problem);
	pending->destroy(pending);
	if (!st) {
		gw_exchange_make_finished(e);
	} else {
		if (!e->problem.status)
			gw_problem_from(&e->problem, st);
		gw_exchange_make_problem(e);
	}
	gw_exchange_go_on(e);
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
	if (!e->is_suspended && !gw_exchange_suspend(e))
		why = "the server is about to stop";
	else if (writer && !gw_writer_submit(writer, &pending->write, NULL))
		return false;
	else if (writer)
		why = "too much waits to be written";
	e->reply.pending = NULL;
	pending->destroy(pending);
	gw_exchange_make_busy(e, why);
	return true;
}

/* A reply that is kept goes out, unless the client has it. */
static void answer_kept(struct gw_exchange *e)
{
	struct gw_picture *picture = e->reply.picture;
	const char *known = e->request.if_none_match;

	e->reply.picture = NULL;
	if (!known || !gw_etag_is_among(picture->etag, known)) {
		gw_exchange_make_kept(e, picture);
		return;
	}
	memcpy(e->reply.etag, picture->etag, sizeof e->reply.etag);
	gw_picture_release(picture);
	gw_buf_clear(&e->reply.body);
	e->reply.status = 304;
	e->reply.type = NULL;
	gw_exchange_make_response(e);
}

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
	if (reply->picture)
		answer_kept(e);
	else if (reply->stream)
		gw_exchange_make_stream(e);
	else
		gw_exchange_make_finished(e);
	return true;
}

static void run_request(struct gw_pool_job *job)
{
	struct gw_exchange *e = FROM(job, job);

	e->request.may_wait = true;
	if (answer(e))
		gw_exchange_go_on(e);
}

/* All of the request has come. */
bool gw_exchange_start(struct gw_exchange *e, const char *method)
{
	const struct gw_caller *caller = &e->caller;

	e->stage = GW_AT_WORK;
	gw_deadline_set(e->deadline, SEND_TIMES * e->all->timeout);
	if (e->is_refused) {
		gw_exchange_make_problem(e);
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
		gw_exchange_make_problem(e);
		return true;
	}
	return e->body.len > SHORT_BODY ? hand_over(e, run_request) : answer(e);
}
