/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_HTTP_REQUEST_H
#define GW_HTTP_REQUEST_H

/*
 * HTTP as the handlers see it: a request in, a reply out. They know of no library and no socket;
 * server.c and exchange.c alone do.
 */

#include "base/buf.h"
#include "http/etag.h"
#include "http/problem.h"

struct gw_atlas;
struct gw_pages;

/* What all handlers stand on; shared by all threads. */
struct gw_site {
	struct gw_atlas *atlas;
	struct gw_pages *pages; /* the map page's files */
};

#define GW_PARTS_MAX 4

/* Texts end in NUL; the headers are NULL where they were not sent. */
struct gw_request {
	const char *method;
	const char *path; /* decoded */
	const char *query; /* raw, "" when there is none */
	const char *host, *if_none_match, *content_type;
	const char *body;
	size_t body_len;
	const char *parts[GW_PARTS_MAX]; /* what stands in the path where the route has a '*' */
};

#define GW_REPLY_MAX ((size_t)64 << 20)

struct gw_reply {
	unsigned status;
	const char *type; /* the body's, NULL without one */
	struct gw_buf body;
	char etag[GW_ETAG_MAX]; /* "" for none */
	char allow[32]; /* the resource's methods, or "" */
	bool is_page; /* goes with a Content-Security-Policy */
	struct gw_error error; /* what lies behind a 500, for the log */
};

void gw_reply_init(struct gw_reply *reply);
void gw_reply_finish(struct gw_reply *reply);

/* Puts the problem in place of whatever the reply was going to be. */
void gw_reply_problem(struct gw_reply *reply, const struct gw_problem *problem);

/*
 * Answers a request into reply, which comes as 200 and empty. On error the reply's contents do not
 * count: the problem is sent instead.
 */
typedef enum gw_status gw_handler(const struct gw_site *site, const struct gw_request *request,
	struct gw_reply *reply, struct gw_problem *problem);

#endif
