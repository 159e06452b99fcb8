/* SPDX-License-Identifier: Apache-2.0 */
#include "http/router.h"

#include "http/api.h"
#include "http/pages.h"
#include "http/uri.h"

#include <stdio.h>
#include <string.h>

#define BODY_MAX	 ((size_t)1 << 20)
#define BODY_MAX_REPORTS ((size_t)16 << 20)
#define BODY_MAX_POINTS	 ((size_t)64 << 20)

/* The most asked for first. A GET is a HEAD too. */
static const struct gw_route routes[] = {
	{"GET", "/tiles/*/*/*/*", gw_api_tile, GW_MAY_SEE_PUBLIC, false, BODY_MAX},
	{"GET", "/v1/locate", gw_api_locate, GW_MAY_SEE_PUBLIC, false, BODY_MAX},
	{"POST", "/v1/locate", gw_api_locate_many, GW_MAY_SEE_PUBLIC, false, BODY_MAX_POINTS},
	{"POST", "/v1/reports", gw_api_reports_post, GW_MAY_SEND, false, BODY_MAX_REPORTS},
	{"GET", "/v1/reports", gw_api_reports, GW_MAY_SEE_INTERNAL, true, BODY_MAX},
	{"GET", "/v1/reports/*", gw_api_report, GW_MAY_SEE_INTERNAL, true, BODY_MAX},
	{"POST", "/v1/reports/*/steps", gw_api_reports_step, GW_MAY_STEP, false, BODY_MAX},
	{"GET", "/wmts/*/*/*/*/*/*/*", gw_api_wmts_tile, GW_MAY_SEE_PUBLIC, false, BODY_MAX},
	{"GET", "/wmts", gw_api_wmts, GW_MAY_SEE_PUBLIC, false, BODY_MAX},
	{"GET", "/wmts/1.0.0/WMTSCapabilities.xml", gw_api_wmts_capabilities, GW_MAY_SEE_PUBLIC,
		false, BODY_MAX},
	{"GET", "/wms", gw_api_wms, GW_MAY_SEE_PUBLIC, false, BODY_MAX},
	{"GET", "/tiles/*", gw_api_tilejson, GW_MAY_SEE_PUBLIC, false, BODY_MAX},
	{"GET", "/v1/divisions", gw_api_divisions, GW_MAY_SEE_PUBLIC, false, BODY_MAX},
	{"GET", "/v1/events", gw_api_events, GW_MAY_SEE_PUBLIC, false, BODY_MAX},
	{"GET", "/v1/maps", gw_api_maps, GW_MAY_SEE_PUBLIC, false, BODY_MAX},
	{"GET", "/v1/units", gw_api_units, GW_MAY_SEE_PUBLIC, false, BODY_MAX},
	{"GET", "/v1/units/*/*/*", gw_api_unit, GW_MAY_SEE_PUBLIC, false, BODY_MAX},
	{"GET", "/ogc", gw_api_ogc, GW_MAY_SEE_PUBLIC, false, BODY_MAX},
	{"GET", "/ogc/api", gw_api_ogc_api, GW_MAY_SEE_PUBLIC, false, BODY_MAX},
	{"GET", "/ogc/conformance", gw_api_ogc_conformance, GW_MAY_SEE_PUBLIC, false, BODY_MAX},
	{"GET", "/ogc/tileMatrixSets", gw_api_ogc_matrix_sets, GW_MAY_SEE_PUBLIC, false, BODY_MAX},
	{"GET", "/ogc/tileMatrixSets/WebMercatorQuad", gw_api_ogc_matrix_set, GW_MAY_SEE_PUBLIC,
		false, BODY_MAX},
	{"GET", "/ogc/collections", gw_api_ogc_collections, GW_MAY_SEE_PUBLIC, false, BODY_MAX},
	{"GET", "/ogc/collections/*", gw_api_ogc_collection, GW_MAY_SEE_PUBLIC, false, BODY_MAX},
	{"GET", "/ogc/collections/reports/items", gw_api_ogc_reports, GW_MAY_SEE_INTERNAL, true,
		BODY_MAX},
	{"GET", "/ogc/collections/reports/items/*", gw_api_ogc_report, GW_MAY_SEE_INTERNAL, true,
		BODY_MAX},
	{"GET", "/ogc/collections/*/items", gw_api_ogc_items, GW_MAY_SEE_PUBLIC, false, BODY_MAX},
	{"GET", "/ogc/collections/*/items/*", gw_api_ogc_item, GW_MAY_SEE_PUBLIC, false, BODY_MAX},
	{"GET", "/ogc/collections/*/tiles", gw_api_ogc_tilesets, GW_MAY_SEE_PUBLIC, false,
		BODY_MAX},
	{"GET", "/ogc/collections/*/tiles/*", gw_api_ogc_tilesets, GW_MAY_SEE_PUBLIC, false,
		BODY_MAX},
	{"GET", "/ogc/collections/*/tiles/*/*/*/*", gw_api_ogc_tile, GW_MAY_SEE_PUBLIC, false,
		BODY_MAX},
	{"GET", "/ogc/collections/*/map/tiles", gw_api_ogc_map_tilesets, GW_MAY_SEE_PUBLIC, false,
		BODY_MAX},
	{"GET", "/ogc/collections/*/map/tiles/*", gw_api_ogc_map_tilesets, GW_MAY_SEE_PUBLIC, false,
		BODY_MAX},
	{"GET", "/ogc/collections/*/map/tiles/*/*/*/*", gw_api_ogc_map_tile, GW_MAY_SEE_PUBLIC,
		false, BODY_MAX},
	{"GET", "/v1/me", gw_api_me, GW_MAY_SEE_PUBLIC, false, BODY_MAX},
	{"GET", "/metrics", gw_api_metrics, GW_MAY_SEE_PUBLIC, false, BODY_MAX},
	{"GET", "/healthz", gw_api_health, GW_MAY_SEE_PUBLIC, false, BODY_MAX},
	{"GET", "/healthz/ready", gw_api_ready, GW_MAY_SEE_PUBLIC, false, BODY_MAX},
	{"GET", "/{page}", gw_api_page, GW_MAY_SEE_PUBLIC, false, BODY_MAX}, /* any in its table */
};

#define NUM_ROUTES (sizeof routes / sizeof *routes)
#define PAGE_ROUTE (NUM_ROUTES - 1)

/* In the order in which Allow lists them. */
static const char *const methods[] = {"GET", "POST", "PUT", "PATCH", "DELETE"};

#define NUM_METHODS (sizeof methods / sizeof *methods)

const struct gw_route *gw_router_table(size_t *n)
{
	*n = NUM_ROUTES;
	return routes;
}

/* Decodes the path and cuts it; false when it cannot be one of ours. */
static bool cut_path(struct gw_routing *r, const char *raw)
{
	size_t len = strlen(raw);
	char *rest, *segment;

	if (*raw != '/' || len >= sizeof r->path)
		return false;
	memcpy(r->path, raw, len + 1);
	if (strcasestr(raw, "%2f") || !gw_uri_decode(r->path, false))
		return false;
	len = strlen(r->path);
	memcpy(r->cut, r->path, len + 1);
	rest = r->cut + 1;
	while ((segment = strsep(&rest, "/"))) {
		if (r->num_segments == sizeof r->segments / sizeof *r->segments)
			return false;
		r->segments[r->num_segments++] = segment;
	}
	return true;
}

/* Whether the path fits the pattern; parts takes what stands for any. */
static bool fits(const struct gw_routing *r, const char *pattern, const char **parts)
{
	size_t i, len, num_parts = 0;

	for (i = 0; i < r->num_segments; i++) {
		if (*pattern++ != '/')
			return false;
		len = strcspn(pattern, "/");
		if (*pattern == '*' || *pattern == '{') {
			if (num_parts == GW_PARTS_MAX)
				return false;
			parts[num_parts++] = r->segments[i];
		} else if (strncmp(r->segments[i], pattern, len) != 0 || r->segments[i][len]) {
			return false;
		}
		pattern += len;
	}
	return !*pattern;
}

static bool leads_to(
	const struct gw_routing *r, const struct gw_site *site, size_t route, const char **parts)
{
	return route == PAGE_ROUTE ? gw_pages_find(site->pages, r->path) != NULL
				   : fits(r, routes[route].pattern, parts);
}

static bool serves(const struct gw_route *route, const char *method)
{
	return !strcmp(route->method, method) ||
		(!strcmp(method, "HEAD") && !strcmp(route->method, "GET"));
}

void gw_router_find(const struct gw_site *site, const char *method, const char *raw_path,
	struct gw_routing *out)
{
	size_t i;

	out->route = NULL;
	out->num_segments = 0;
	out->is_path = cut_path(out, raw_path);
	if (!out->is_path)
		return;
	for (i = 0; i < NUM_ROUTES && !out->route; i++)
		if (serves(&routes[i], method) && leads_to(out, site, i, out->parts))
			out->route = &routes[i];
}

size_t gw_routing_body_max(const struct gw_routing *routing)
{
	return routing->route ? routing->route->body_max : BODY_MAX;
}

enum gw_status gw_routing_admit(const struct gw_routing *routing, enum gw_role role, bool has_token,
	struct gw_problem *problem)
{
	if (!routing->route || gw_role_may(role, routing->route->permission))
		return GW_OK;
	return has_token ? gw_problem_set(problem, 403, "this token is not for that")
			 : gw_problem_set(problem, 401, "this takes a token");
}

/* Lists the methods of the path's resource; nothing where there is none. */
static void list_methods(
	const struct gw_routing *r, const struct gw_site *site, char *allow, size_t max)
{
	const char *parts[GW_PARTS_MAX];
	size_t i, m, len = 0;

	for (m = 0; m < NUM_METHODS && r->is_path; m++)
		for (i = 0; i < NUM_ROUTES; i++)
			if (!strcmp(routes[i].method, methods[m]) && leads_to(r, site, i, parts)) {
				len += (size_t)snprintf(allow + len, max - len, "%s, ",
					m ? methods[m] : "GET, HEAD");
				break;
			}
	if (len)
		snprintf(allow + len, max - len, "OPTIONS");
}

static enum gw_status answer_without_route(const struct gw_routing *r, const struct gw_site *site,
	const struct gw_request *request, struct gw_reply *reply, struct gw_problem *problem)
{
	list_methods(r, site, reply->allow, sizeof reply->allow);
	if (!strcmp(request->method, "OPTIONS") && (*reply->allow || !strcmp(request->path, "*"))) {
		reply->status = 204;
		reply->caching = GW_CACHE_NEVER;
		return GW_OK;
	}
	if (*reply->allow)
		return gw_problem_set(problem, 405,
			"%.20s is not among this resource's methods: %s", request->method,
			reply->allow);
	return gw_problem_set(problem, 404, "there is nothing at this path");
}

enum gw_status gw_routing_answer(const struct gw_routing *routing, const struct gw_site *site,
	struct gw_request *request, struct gw_reply *reply, struct gw_problem *problem)
{
	enum gw_status st;

	if (routing->is_path)
		request->path = routing->path;
	if (routing->route) {
		memcpy(request->parts, routing->parts, sizeof request->parts);
		st = routing->route->handle(site, request, reply, problem);
	} else {
		st = answer_without_route(routing, site, request, reply, problem);
	}
	if (st == GW_EAGAIN && !request->may_wait)
		return st;
	if (st) {
		if (!problem->status)
			gw_problem_from(problem, st);
		gw_reply_problem(reply, problem);
	}
	return GW_OK;
}

void gw_router_finish(
	const struct gw_request *request, struct gw_reply *reply, struct gw_problem *problem)
{
	if (!gw_buf_ok(&reply->body)) {
		gw_problem_set(problem, 413,
			"the answer would be longer than %zu MiB; ask for less",
			GW_REPLY_MAX >> 20);
		gw_reply_problem(reply, problem);
		return;
	}
	if (reply->status != 200 || reply->caching == GW_CACHE_NEVER ||
		(strcmp(request->method, "GET") != 0 && strcmp(request->method, "HEAD") != 0))
		return;
	if (!*reply->etag)
		gw_etag_make(reply->etag, reply->body.data, reply->body.len);
	if (request->if_none_match && gw_etag_is_among(reply->etag, request->if_none_match)) {
		gw_buf_clear(&reply->body);
		reply->status = 304;
		reply->type = NULL;
	}
}
