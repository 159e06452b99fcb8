/* SPDX-License-Identifier: Apache-2.0 */
#include "http/router.h"

#include "http/api.h"
#include "http/pages.h"
#include "http/uri.h"

#include <stdio.h>
#include <string.h>

#define BODY_MAX	((size_t)1 << 20)
#define BODY_MAX_POINTS ((size_t)8 << 20)

/* A '*' stands for one whole segment of the path. A GET is a HEAD too. */
struct route {
	const char *method, *pattern;
	gw_handler *handle;
	size_t body_max;
};

static const struct route routes[] = {
	{"GET", "/healthz", gw_api_health, BODY_MAX},
	{"GET", "/tiles/*", gw_api_tilejson, BODY_MAX},
	{"GET", "/tiles/*/*/*/*", gw_api_tile, BODY_MAX},
	{"GET", "/v1/divisions", gw_api_divisions, BODY_MAX},
	{"GET", "/wms", gw_api_wms, BODY_MAX},
	{"GET", "/wmts", gw_api_wmts, BODY_MAX},
	{"GET", "/wmts/1.0.0/WMTSCapabilities.xml", gw_api_wmts_capabilities, BODY_MAX},
	{"GET", "/wmts/*/*/*/*/*/*/*", gw_api_wmts_tile, BODY_MAX},
	{"GET", "/v1/locate", gw_api_locate, BODY_MAX},
	{"POST", "/v1/locate", gw_api_locate_many, BODY_MAX_POINTS},
};

#define NUM_ROUTES (sizeof routes / sizeof *routes)

static const struct route page_route = {"GET", "", gw_api_page, BODY_MAX};

/* The path of a request, cut at its slashes. */
struct path {
	char whole[GW_REQUEST_PATH_MAX]; /* decoded */
	char cut[GW_REQUEST_PATH_MAX];
	const char *segments[2 + GW_PARTS_MAX];
	size_t n; /* more than there is room for when it has too many */
};

static bool cut_path(struct path *path, const char *raw)
{
	char *rest, *segment;

	if (*raw != '/' || strlen(raw) >= sizeof path->whole || strcasestr(raw, "%2f"))
		return false;
	snprintf(path->whole, sizeof path->whole, "%s", raw);
	if (!gw_uri_decode(path->whole, false))
		return false;
	memcpy(path->cut, path->whole, sizeof path->cut);
	path->n = 0;
	rest = path->cut + 1;
	while ((segment = strsep(&rest, "/"))) {
		if (path->n < sizeof path->segments / sizeof *path->segments)
			path->segments[path->n] = segment;
		path->n++;
	}
	return path->n <= sizeof path->segments / sizeof *path->segments;
}

/* Whether the path fits the pattern; parts takes what its '*' stand for. */
static bool fits(const struct path *path, const char *pattern, const char **parts)
{
	size_t i, len, num_parts = 0;

	for (i = 0; i < path->n; i++) {
		if (*pattern++ != '/')
			return false;
		len = strcspn(pattern, "/");
		if (len == 1 && *pattern == '*')
			parts[num_parts++] = path->segments[i];
		else if (strlen(path->segments[i]) != len ||
			memcmp(path->segments[i], pattern, len) != 0)
			return false;
		pattern += len;
	}
	return !*pattern;
}

static bool serves(const struct route *route, const char *method)
{
	return !strcmp(route->method, method) ||
		(!strcmp(method, "HEAD") && !strcmp(route->method, "GET"));
}

size_t gw_router_body_max(const char *method, const char *raw_path)
{
	const char *parts[GW_PARTS_MAX];
	struct path path;
	size_t i;

	if (cut_path(&path, raw_path))
		for (i = 0; i < NUM_ROUTES; i++)
			if (serves(&routes[i], method) && fits(&path, routes[i].pattern, parts))
				return routes[i].body_max;
	return BODY_MAX;
}

/*
 * The route of a request, its parts filled in. NULL when there is none for the method;
 * reply->allow then lists the others', and is empty where there are none for the path.
 */
static const struct route *find_route(const struct gw_site *site, const struct path *path,
	struct gw_request *request, struct gw_reply *reply)
{
	const struct route *found = NULL;
	bool get = false, post = false;
	size_t i;

	for (i = 0; i <= NUM_ROUTES; i++) {
		const struct route *r = i < NUM_ROUTES ? &routes[i] : &page_route;
		const char *parts[GW_PARTS_MAX] = {NULL};

		if (i < NUM_ROUTES ? !fits(path, r->pattern, parts)
				   : !gw_pages_find(site->pages, path->whole))
			continue;
		get |= !strcmp(r->method, "GET");
		post |= !strcmp(r->method, "POST");
		if (!serves(r, request->method))
			continue;
		found = r;
		memcpy(request->parts, parts, sizeof parts);
	}
	if (get || post)
		snprintf(reply->allow, sizeof reply->allow, "%s%sOPTIONS", get ? "GET, HEAD, " : "",
			post ? "POST, " : "");
	return found;
}

static enum gw_status draw_tile(
	const struct gw_site *site, struct gw_reply *reply, struct gw_problem *problem)
{
	struct gw_tile_wish wish = reply->tile;
	enum gw_status st;

	if (!wish.map)
		return GW_OK;
	reply->tile.map = NULL;
	reply->type = "image/png";
	st = gw_tileset_draw(
		wish.map->tileset, wish.key, wish.scale, NULL, &reply->body, &problem->error);
	gw_atlas_release(site->atlas, wish.map);
	/* The key is good, so it is the style that cannot be drawn: no fault of the client's. */
	return st ? gw_problem_from(problem, st == GW_EINVAL ? GW_EFAULTS : st) : GW_OK;
}

static void finish_reply(
	const struct gw_request *request, struct gw_reply *reply, struct gw_problem *problem)
{
	if (!gw_buf_ok(&reply->body)) {
		gw_problem_set(problem, 413,
			"the answer would be longer than %zu MiB; ask for less",
			GW_REPLY_MAX >> 20);
		gw_reply_problem(reply, problem);
		return;
	}
	if (!strcmp(request->method, "POST") || reply->status != 200)
		return;
	if (!*reply->etag)
		gw_etag_make(reply->etag, reply->body.data, reply->body.len);
	if (request->if_none_match && gw_etag_is_among(reply->etag, request->if_none_match)) {
		gw_buf_clear(&reply->body);
		reply->status = 304;
		reply->type = NULL;
	}
}

void gw_router_answer(
	const struct gw_site *site, struct gw_request *request, struct gw_reply *reply)
{
	const struct route *route = NULL;
	struct gw_problem problem = {0};
	struct path path;
	enum gw_status st;

	if (cut_path(&path, request->path)) {
		request->path = path.whole;
		route = find_route(site, &path, request, reply);
	}
	if (route) {
		st = route->handle(site, request, reply, &problem);
		if (!st)
			st = draw_tile(site, reply, &problem);
	} else if (!strcmp(request->method, "OPTIONS") &&
		(*reply->allow || !strcmp(request->path, "*")))
		st = GW_OK;
	else if (*reply->allow)
		st = gw_problem_set(&problem, 405, "%.20s is not among this resource's methods: %s",
			request->method, reply->allow);
	else
		st = gw_problem_set(&problem, 404, "there is nothing at this path");
	if (st)
		gw_reply_problem(reply, &problem);
	else if (route)
		finish_reply(request, reply, &problem);
	else
		reply->status = 204;
}
