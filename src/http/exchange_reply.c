/* SPDX-License-Identifier: Apache-2.0 */
#include "http/exchange_inside.h"
#include "http/response.h"

/* A reply's body shorter than this is not counted: as many as there are connections may be. */
#define SMALL_REPLY ((size_t)16 << 10)

bool gw_exchange_hold(struct gw_exchange *e, size_t n)
{
	if (atomic_fetch_add(&e->all->held, n) + n > GW_EXCHANGES_MAX_BYTES) {
		atomic_fetch_sub(&e->all->held, n);
		return false;
	}
	e->held += n;
	return true;
}

void gw_exchange_let_go(struct gw_exchange *e)
{
	if (e->held)
		atomic_fetch_sub(&e->all->held, e->held);
	e->held = 0;
}

void gw_exchange_drop_response(struct gw_exchange *e)
{
	gw_picture_release(e->picture);
	if (e->response)
		MHD_destroy_response(e->response);
	e->picture = NULL;
	e->response = NULL;
}

bool gw_exchange_suspend(struct gw_exchange *e)
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

void gw_exchange_go_on(struct gw_exchange *e)
{
	atomic_size_t *suspended = &e->all->suspended;

	if (!e->is_suspended)
		return;
	e->is_suspended = false;
	MHD_resume_connection(e->connection);
	atomic_fetch_sub(suspended, 1);
}

static bool is_last(const struct gw_exchange *e)
{
	return atomic_load_explicit(&e->all->health.draining, memory_order_relaxed);
}

/* The response of the reply as it stands. */
void gw_exchange_make_response(struct gw_exchange *e)
{
	struct gw_reply *reply = &e->reply;

	if (*reply->error.text && e->all->complain && !e->all->site.log) /* which tells it */
		e->all->complain(e->all->context, &reply->error);
	gw_buf_finish(&e->body);
	gw_exchange_let_go(e);
	if (reply->body.capacity > SMALL_REPLY && !gw_exchange_hold(e, reply->body.capacity)) {
		gw_buf_finish(&reply->body); /* clearing would keep its memory */
		gw_buf_init(&reply->body, GW_REPLY_MAX);
		gw_problem_set(&e->problem, 503, "too much is under way; try again soon");
		gw_reply_problem(reply, &e->problem);
	}
	e->bytes = reply->body.len;
	e->status = reply->status;
	e->response = gw_response_create(reply, e->id, is_last(e));
	e->stage = GW_READY;
}

void gw_exchange_make_problem(struct gw_exchange *e)
{
	gw_reply_problem(&e->reply, &e->problem);
	gw_exchange_make_response(e);
}

void gw_exchange_make_busy(struct gw_exchange *e, const char *why)
{
	gw_problem_set(&e->problem, 503, "%s; try again soon", why);
	gw_exchange_make_problem(e);
}

void gw_exchange_make_finished(struct gw_exchange *e)
{
	gw_router_finish(&e->request, &e->reply, &e->problem);
	gw_exchange_make_response(e);
}

/* A kept picture goes out as it is, unless the connection is to close behind it. */
void gw_exchange_make_kept(struct gw_exchange *e, struct gw_picture *picture)
{
	if (is_last(e)) {
		e->reply.status = picture->status;
		e->reply.type = picture->type;
		gw_buf_clear(&e->reply.body);
		gw_buf_append(&e->reply.body, picture->body, picture->bytes);
		gw_picture_release(picture);
		gw_exchange_make_finished(e);
		return;
	}
	e->picture = picture;
	e->status = picture->status;
	e->bytes = picture->bytes;
	e->stage = GW_READY;
}

void gw_exchange_make_stream(struct gw_exchange *e)
{
	const struct gw_follower who = {.token = e->caller.token, .role = e->caller.role};
	struct gw_stream *stream = e->reply.stream;

	e->reply.stream = NULL;
	e->status = e->reply.status;
	e->is_stream = true;
	e->stage = GW_READY;
	e->response = gw_streams_begin(&e->all->streams, stream, &who, e->connection, e->deadline);
	if (e->response)
		gw_response_add_headers(e->response, &e->reply, e->id, false);
}

enum MHD_Result gw_exchange_send(struct gw_exchange *e)
{
	struct MHD_Response *response = e->picture ? e->picture->response : e->response;
	enum MHD_Result result = MHD_NO;

	e->stage = GW_SENT;
	if (response)
		result = MHD_queue_response(e->connection, e->status, response);
	gw_exchange_drop_response(e);
	return result;
}
