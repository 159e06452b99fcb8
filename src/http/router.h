/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_HTTP_ROUTER_H
#define GW_HTTP_ROUTER_H

#include "http/request.h"

#define GW_REQUEST_PATH_MAX 256

/* What is served. In patterns a segment of '*', or of a name in braces, stands for any one. */
struct gw_route {
	const char *method, *pattern;
	gw_handler *handle;
	enum gw_permission permission; /* that it takes to be answered at all */
	bool is_sensitive; /* who reads it is noted */
	size_t body_max; /* bytes that a request may bring */
};

/* All routes; the last is that of the page's files. They are known by their index, too. */
const struct gw_route *gw_router_table(size_t *n);

/* Where a request's path leads. Points into itself: not to be copied. */
struct gw_routing {
	const struct gw_route *route; /* NULL: none for this path and method */
	bool is_path; /* path can be one of ours: it is decoded, and not too long */
	size_t num_segments;
	const char *segments[4 + GW_PARTS_MAX], *parts[GW_PARTS_MAX];
	char path[GW_REQUEST_PATH_MAX]; /* decoded */
	char cut[GW_REQUEST_PATH_MAX]; /* the same, cut at its slashes */
};

/* Finds the route for a path as it stands in the request line, without the query. */
void gw_router_find(const struct gw_site *site, const char *method, const char *raw_path,
	struct gw_routing *out);

/* How many bytes of body the request may bring. */
size_t gw_routing_body_max(const struct gw_routing *routing);

/* 401 and 403 for a role that the route is not for. */
enum gw_status gw_routing_admit(const struct gw_routing *routing, enum gw_role role, bool has_token,
	struct gw_problem *problem);

/*
 * Has the handler answer; 404, 405 and the answer to OPTIONS are made here. Fills in the request's
 * path and parts. GW_EAGAIN when the handler may not wait and would have to; what else goes wrong
 * is in the reply then, as a problem.
 */
enum gw_status gw_routing_answer(const struct gw_routing *routing, const struct gw_site *site,
	struct gw_request *request, struct gw_reply *reply, struct gw_problem *problem);

/*
 * For a reply whose body is complete: its entity tag, 304 where the client has it already, and a
 * problem when it is too long.
 */
void gw_router_finish(
	const struct gw_request *request, struct gw_reply *reply, struct gw_problem *problem);

#endif
