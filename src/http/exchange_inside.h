/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_HTTP_EXCHANGE_INSIDE_H
#define GW_HTTP_EXCHANGE_INSIDE_H

/*
 * What exchange.c (a request's way in), exchange_work.c (who answers it, and when) and
 * exchange_reply.c (its way out) know of an exchange, and nobody else.
 */

#include "http/access.h"
#include "http/exchange.h"
#include "http/headers.h"
#include "http/router.h"

#include <time.h>

#define GW_EXCHANGE_ID_MAX 32

enum gw_exchange_stage {
	GW_AWAIT_HEADERS,
	GW_AWAIT_BODY,
	GW_AT_WORK, /* the reply is made, or waited for */
	GW_READY, /* to be sent */
	GW_SENT,
};

struct gw_exchange {
	struct gw_exchanges *all;
	struct MHD_Connection *connection;
	struct gw_deadline *deadline;
	enum gw_exchange_stage stage;
	bool is_suspended, is_open;
	bool is_refused; /* before the body has come: problem says why */
	char *target, *query; /* raw; query points into target's memory, behind the path */
	size_t target_capacity;
	char method[16]; /* cut: for the log */
	char id[GW_EXCHANGE_ID_MAX];
	struct gw_headers headers;
	struct gw_caller caller;
	struct gw_routing routing;
	struct gw_request request;
	struct gw_buf body;
	size_t swallowed; /* of the body */
	unsigned tries; /* to have written what it brings */
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

/* Counts bytes of bodies; false when they are too many with all others'. */
bool gw_exchange_hold(struct gw_exchange *e, size_t n);
void gw_exchange_let_go(struct gw_exchange *e);

/* False, and nothing done, when the server closes. On the connection's thread. */
bool gw_exchange_suspend(struct gw_exchange *e);

/* Resumes the connection. The exchange may be gone after this, if it was suspended. */
void gw_exchange_go_on(struct gw_exchange *e);

/* Who may have the exchange: each of these has a reply ready in it, to be sent. */
void gw_exchange_make_response(struct gw_exchange *e); /* the reply as it stands */
void gw_exchange_make_finished(struct gw_exchange *e); /* with its entity tag, or 304 */
void gw_exchange_make_problem(struct gw_exchange *e);
void gw_exchange_make_busy(struct gw_exchange *e, const char *why);
void gw_exchange_make_kept(struct gw_exchange *e, struct gw_picture *picture); /* takes it */
void gw_exchange_make_stream(struct gw_exchange *e);

/* On the connection's thread. */
enum MHD_Result gw_exchange_send(struct gw_exchange *e);
void gw_exchange_drop_response(struct gw_exchange *e);

/*
 * All of the request has come: has it answered. True when the reply is ready; otherwise another
 * thread may have the exchange already.
 */
bool gw_exchange_start(struct gw_exchange *e, const char *method);

#endif
