/* SPDX-License-Identifier: Apache-2.0 */
#include "http/exchange.h"

#include "base/parse.h"
#include "http/router.h"
#include "http/uri.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * How much of a body that is too large is read and dropped before the 413: a client that is still
 * sending when the connection closes never reads the reply.
 */
#define SWALLOW_MAX ((size_t)32 << 20)

/* Leaflet sets its styles through the DOM, which style-src does not govern. */
#define CONTENT_POLICY                                                                             \
	"default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; "          \
	"frame-ancestors 'none'"

struct gw_exchange {
	struct gw_exchanges *all;
	char *path, *query; /* raw; query points into path's memory */
	bool begun; /* the headers were looked at */
	bool answered;
	unsigned refused; /* the status to answer with, decided before the end; or 0 */
	struct gw_buf body;
	size_t body_max, swallowed;
	size_t held; /* of all->held */
};

static bool hold(struct gw_exchange *e, size_t n)
{
	if (atomic_fetch_add(&e->all->held, n) + n > GW_EXCHANGES_MAX_BYTES) {
		atomic_fetch_sub(&e->all->held, n);
		return false;
	}
	e->held += n;
	return true;
}

static void drop_body(struct gw_exchange *e)
{
	atomic_fetch_sub(&e->all->held, e->held);
	e->held = 0;
	gw_buf_finish(&e->body);
}

struct gw_exchange *gw_exchange_create(struct gw_exchanges *all, const char *target)
{
	struct gw_exchange *e = calloc(1, sizeof *e);

	if (!e)
		return NULL;
	e->all = all;
	e->path = strdup(target);
	if (!e->path) {
		free(e);
		return NULL;
	}
	e->query = strchr(e->path, '?');
	if (e->query)
		*e->query++ = '\0';
	return e;
}

void gw_exchange_destroy(struct gw_exchange *exchange)
{
	if (!exchange)
		return;
	drop_body(exchange);
	free(exchange->path);
	free(exchange);
}

static void add(struct MHD_Response *response, const char *name, const char *value)
{
	if (value && *value)
		MHD_add_response_header(response, name, value);
}

static void add_headers(struct MHD_Response *response, const struct gw_reply *reply)
{
	bool good = reply->status == 200 || reply->status == 304;

	add(response, "Content-Type", reply->type);
	add(response, "ETag", reply->etag);
	add(response, "Cache-Control", good ? "no-cache" : "no-store");
	add(response, "X-Content-Type-Options", "nosniff");
	add(response, "Access-Control-Allow-Origin", "*");
	add(response, "Access-Control-Expose-Headers", "ETag");
	if (reply->is_page)
		add(response, "Content-Security-Policy", CONTENT_POLICY);
	if (reply->status == 405 || reply->status == 204)
		add(response, "Allow", reply->allow);
	if (reply->status == 204) { /* a preflight */
		add(response, "Access-Control-Allow-Methods", reply->allow);
		add(response, "Access-Control-Allow-Headers", "Content-Type, If-None-Match");
		add(response, "Access-Control-Max-Age", "86400");
	}
	if (reply->status == 503)
		add(response, "Retry-After", "5");
}

static void make_busy(struct gw_reply *reply)
{
	struct gw_problem problem;

	gw_buf_finish(&reply->body); /* clearing would keep its memory */
	gw_buf_init(&reply->body, GW_REPLY_MAX);
	gw_problem_set(&problem, 503, "too much is under way; try again soon");
	gw_reply_problem(reply, &problem);
}

/* Queues the reply, whose body goes to the library. */
static enum MHD_Result send_reply(
	struct gw_exchange *e, struct MHD_Connection *connection, struct gw_reply *reply)
{
	struct MHD_Response *response;
	enum MHD_Result result;

	if (*reply->error.text && e->all->complain)
		e->all->complain(e->all->context, &reply->error);
	drop_body(e);
	if (!hold(e, reply->body.capacity))
		make_busy(reply);
	response = reply->body.len
		? MHD_create_response_from_buffer(
			  reply->body.len, reply->body.data, MHD_RESPMEM_MUST_FREE)
		: MHD_create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT);
	if (!response)
		return MHD_NO;
	if (reply->body.len)
		reply->body = (struct gw_buf){0};
	add_headers(response, reply);
	e->answered = true;
	result = MHD_queue_response(connection, reply->status, response);
	MHD_destroy_response(response);
	return result;
}

static enum MHD_Result refuse(struct gw_exchange *e, struct MHD_Connection *connection)
{
	struct gw_problem problem;
	struct gw_reply reply;
	enum MHD_Result result;

	gw_reply_init(&reply);
	if (e->refused == 413) {
		gw_problem_set(
			&problem, 413, "a body here is of %zu MiB at most", e->body_max >> 20);
		gw_reply_problem(&reply, &problem);
	} else {
		make_busy(&reply);
	}
	result = send_reply(e, connection, &reply);
	gw_reply_finish(&reply);
	return result;
}

static enum MHD_Result answer(
	struct gw_exchange *e, struct MHD_Connection *connection, const char *method)
{
	struct gw_request request = {
		.method = method,
		.path = e->path,
		.query = e->query ? e->query : "",
		.role = GW_ROLE_ADMIN,
		.who = "anonymous",
		.may_wait = true,
		.if_none_match =
			MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "If-None-Match"),
		.content_type =
			MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Content-Type"),
		.body_len = e->body.len,
	};
	const char *host = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Host");
	char base[300];
	struct gw_reply reply;
	enum MHD_Result result;

	if (host && gw_uri_is_host(host)) {
		snprintf(base, sizeof base, "http://%s", host);
		request.base = base;
	}
	request.body = gw_buf_cstr(&e->body);
	if (!request.body)
		return MHD_NO;
	gw_reply_init(&reply);
	gw_router_answer(&e->all->site, &request, &reply);
	result = send_reply(e, connection, &reply);
	gw_reply_finish(&reply);
	return result;
}

/*
 * With the headers: a body that is said to be too large is refused at once when the client waits
 * for leave to send it (Expect), or would send more than is worth swallowing.
 */
static enum MHD_Result begin(
	struct gw_exchange *e, struct MHD_Connection *connection, const char *method)
{
	const char *length =
		MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Content-Length");
	int64_t n = 0;

	e->begun = true;
	e->body_max = gw_router_body_max(method, e->path);
	gw_buf_init(&e->body, e->body_max);
	if (!length || (gw_parse_int(length, 0, INT64_MAX, &n) && (uint64_t)n <= e->body_max))
		return MHD_YES;
	e->refused = 413;
	if ((uint64_t)n <= SWALLOW_MAX &&
		!MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Expect"))
		return MHD_YES;
	return refuse(e, connection);
}

static enum MHD_Result take_piece(struct gw_exchange *e, const char *piece, size_t size)
{
	e->swallowed += size;
	if (!e->refused && e->swallowed > e->body_max)
		e->refused = 413;
	else if (!e->refused && !hold(e, size))
		e->refused = 503;
	if (e->refused) {
		drop_body(e);
		return e->swallowed > SWALLOW_MAX ? MHD_NO : MHD_YES;
	}
	gw_buf_append(&e->body, piece, size);
	return gw_buf_ok(&e->body) ? MHD_YES : MHD_NO;
}

enum MHD_Result gw_exchange_step(struct gw_exchange *exchange, struct MHD_Connection *connection,
	const char *method, const char *piece, size_t *size)
{
	enum MHD_Result result;

	if (!exchange->begun)
		return begin(exchange, connection, method);
	if (*size) {
		result = take_piece(exchange, piece, *size);
		*size = 0;
		return result;
	}
	if (exchange->answered)
		return MHD_YES;
	return exchange->refused ? refuse(exchange, connection)
				 : answer(exchange, connection, method);
}

bool gw_exchange_has_begun(const struct gw_exchange *exchange)
{
	return exchange->begun;
}
