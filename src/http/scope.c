/* SPDX-License-Identifier: Apache-2.0 */
#include "http/scope.h"

#include "base/parse.h"
#include "http/query.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool has_scheme(const struct gw_site *site, const char *scheme)
{
	struct gw_division_info *list = NULL;
	bool found = false;
	size_t n, i;

	if (gw_atlas_divisions(site->atlas, &list, &n, NULL))
		return true;
	for (i = 0; i < n && !found; i++)
		found = !strcmp(list[i].scheme, scheme);
	free(list);
	return found;
}

enum gw_status gw_scope_blame(const struct gw_site *site, enum gw_place place, const char *scheme,
	const char *time_field, struct gw_problem *problem, enum gw_status st)
{
	gw_problem_from(problem, st);
	if (st == GW_ENOTFOUND && scheme && !has_scheme(site, scheme)) {
		problem->status = 400;
		gw_problem_blame(problem, place, "scheme");
	} else if (st == GW_ENOTFOUND && time_field) {
		gw_problem_blame(problem, place, time_field);
	}
	return st;
}

static enum gw_status read_query(
	const struct gw_query *query, struct gw_map_query *out, struct gw_problem *problem)
{
	enum gw_status st;

	st = gw_query_month(query, "month", &out->month, problem);
	if (!st)
		st = gw_query_text(query, "scheme", GW_NAME_MAX, &out->scheme, problem);
	if (!st)
		st = gw_query_text(query, "level", GW_NAME_MAX, &out->level, problem);
	if (!st)
		st = gw_query_text(query, "lang", GW_NAME_MAX, &out->lang, problem);
	if (!st && out->lang && strcmp(out->lang, "zh") != 0 && strcmp(out->lang, "en") != 0)
		st = gw_problem_at(problem, GW_IN_QUERY, "lang",
			"lang \"%.40s\" is neither zh nor en", out->lang);
	return st;
}

/* Whether there is such a map, loaded or not. */
static bool is_known(const struct gw_site *site, const struct gw_map_query *query)
{
	const struct gw_map *map = NULL;
	enum gw_status st = gw_atlas_map(site->atlas, query, GW_DO_NOT_WAIT, &map, NULL);

	gw_atlas_release(site->atlas, map);
	return !st || st == GW_EAGAIN;
}

/* The atlas says what is wrong; asked without the level, it shows which parameter that is. */
static enum gw_status blame(const struct gw_site *site, const struct gw_map_query *query,
	struct gw_problem *problem, enum gw_status st)
{
	struct gw_map_query without = *query;

	without.level = NULL;
	if (st == GW_ENOTFOUND && query->level && is_known(site, &without)) {
		gw_problem_from(problem, st);
		problem->status = 400;
		gw_problem_blame(problem, GW_IN_QUERY, "level");
		return st;
	}
	return gw_scope_blame(
		site, GW_IN_QUERY, query->scheme, query->month ? "month" : NULL, problem, st);
}

static enum gw_status find_map(const struct gw_site *site, const struct gw_request *request,
	struct gw_map_query *wanted, const struct gw_map **out, struct gw_problem *problem)
{
	enum gw_status st;

	wanted->is_public = !gw_role_may(request->role, GW_MAY_SEE_INTERNAL);
	st = gw_atlas_map(site->atlas, wanted, gw_request_patience(request), out, &problem->error);
	if (st && st != GW_EAGAIN)
		blame(site, wanted, problem, st);
	return st;
}

enum gw_status gw_scope_map(const struct gw_site *site, const struct gw_request *request,
	const char *name, const struct gw_map **out, struct gw_problem *problem)
{
	static const char *const known[] = {"month", "scheme", "level", "lang", "v", NULL};
	struct gw_map_query wanted = {0};
	struct gw_query query;
	enum gw_status st;

	st = gw_map_kind_find(name, &wanted.kind, &problem->error);
	if (st)
		return gw_problem_from(problem, st);
	st = gw_query_init(&query, request->query, known, problem);
	if (!st)
		st = read_query(&query, &wanted, problem);
	if (!st)
		st = find_map(site, request, &wanted, out, problem);
	gw_query_finish(&query);
	return st;
}

enum gw_status gw_scope_level(const struct gw_site *site, const struct gw_request *request,
	const char *scheme, const char *level, const struct gw_map **out,
	struct gw_problem *problem)
{
	static const char *const known[] = {"f", "lang", "map", "month", NULL};
	struct gw_map_query wanted = {0};
	struct gw_query query;
	const char *name;
	enum gw_status st;

	st = gw_query_init(&query, request->query, known, problem);
	name = st ? NULL : gw_query_get(&query, "map");
	if (!st && gw_map_kind_find(name ? name : "grid", &wanted.kind, &problem->error)) {
		st = gw_problem_from(problem, GW_EINVAL);
		gw_problem_blame(problem, GW_IN_QUERY, "map");
	}
	if (!st)
		st = read_query(&query, &wanted, problem);
	wanted.scheme = scheme;
	wanted.level = level;
	if (!st)
		st = find_map(site, request, &wanted, out, problem);
	gw_query_finish(&query);
	return st;
}

/* Whether the query, which is known to be good, has v=version. */
static bool names_version(const char *query, int64_t version)
{
	char item[32];
	size_t len;

	snprintf(item, sizeof item, "v=%lld", (long long)version);
	for (; *query; query += len + (query[len] == '&')) {
		len = strcspn(query, "&");
		if (len == strlen(item) && !memcmp(query, item, len))
			return true;
	}
	return false;
}

void gw_scope_keep(
	const struct gw_map *map, const struct gw_request *request, struct gw_reply *reply)
{
	reply->is_public = map->publication || map->kind->openness == GW_OPEN;
	if (!map->publication)
		reply->caching = GW_CACHE_SHORT;
	else if (names_version(request->query, map->publication))
		reply->caching = GW_CACHE_FOREVER;
}
