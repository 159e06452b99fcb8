/* SPDX-License-Identifier: Apache-2.0 */
#include "http/api.h"
#include "http/json.h"
#include "http/query.h"

#include <stdlib.h>
#include <string.h>

static void write_months(struct gw_buf *out, const gw_month *months, size_t n)
{
	char text[GW_TIME_TEXT_MAX];
	size_t i;

	gw_buf_puts(out, "\"months\":[");
	for (i = 0; i < n; i++)
		gw_buf_printf(out, "%s\"%s\"", i ? "," : "", gw_month_format(months[i], text));
	gw_buf_puts(out, "]");
}

static enum gw_status write_scheme(const struct gw_site *site, struct gw_buf *out,
	const struct gw_map_query *query, int64_t division, struct gw_error *err)
{
	struct gw_level_info *levels = NULL;
	gw_month *months = NULL;
	size_t n = 0, num_months = 0, i;
	enum gw_status st;

	st = gw_atlas_levels(site->atlas, division, &levels, &n, err);
	if (!st)
		st = gw_atlas_months(site->atlas, query, &months, &num_months, err);
	if (!st) {
		gw_buf_puts(out, "{");
		gw_json_member(out, "scheme", query->scheme);
		gw_buf_puts(out, ",\"levels\":[");
		for (i = 0; i < n; i++) {
			gw_buf_puts(out, i ? "," : "");
			gw_json_string(out, levels[i].name);
		}
		gw_buf_puts(out, "],");
		write_months(out, months, num_months);
		gw_buf_puts(out, "}");
	}
	free(levels);
	free(months);
	return st;
}

static int compare_months(const void *a, const void *b)
{
	gw_month x = *(const gw_month *)a, y = *(const gw_month *)b;

	return (x > y) - (x < y);
}

/* The months of some scheme or other, ascending. */
static enum gw_status write_all_months(const struct gw_site *site, struct gw_buf *out,
	struct gw_map_query query, const struct gw_division_info *list, size_t n,
	struct gw_error *err)
{
	struct gw_buf all;
	enum gw_status st = GW_OK;
	gw_month *months;
	size_t i, kept = 0, num;

	gw_buf_init(&all, (size_t)1 << 20);
	for (i = 0; i < n && !st; i++) {
		if (i && !strcmp(list[i].scheme, list[i - 1].scheme))
			continue;
		query.scheme = list[i].scheme;
		months = NULL;
		num = 0;
		st = gw_atlas_months(site->atlas, &query, &months, &num, err);
		if (num)
			gw_buf_append(&all, months, num * sizeof *months);
		free(months);
	}
	if (!st && !gw_buf_ok(&all))
		st = gw_fail_nomem(err);
	months = (gw_month *)all.data;
	num = all.len / sizeof *months;
	if (!st && num)
		qsort(months, num, sizeof *months, compare_months);
	for (i = 0; i < num && !st; i++)
		if (!kept || months[kept - 1] != months[i])
			months[kept++] = months[i];
	if (!st)
		write_months(out, months, kept);
	gw_buf_finish(&all);
	return st;
}

/* A scheme's levels are those of its last division. */
static enum gw_status write_map(const struct gw_site *site, struct gw_buf *out,
	const struct gw_map_kind *kind, bool is_public, const struct gw_division_info *list,
	size_t n, struct gw_error *err)
{
	struct gw_map_query query = {.kind = kind, .is_public = is_public};
	enum gw_status st = GW_OK;
	bool first = true;
	size_t i;

	gw_buf_puts(out, "{");
	gw_json_member(out, "name", kind->name);
	gw_buf_puts(out, ",");
	gw_json_member(out, "title", kind->title);
	gw_buf_puts(out, ",");
	gw_json_member(out, "title_zh", kind->title_zh);
	gw_buf_puts(out, ",");
	gw_json_member(out, "theme", gw_theme_name(kind->theme));
	gw_buf_puts(out, ",\"schemes\":[");
	for (i = 0; i < n && !st; i++) {
		if (i + 1 < n && !strcmp(list[i].scheme, list[i + 1].scheme))
			continue;
		gw_buf_puts(out, first ? "" : ",");
		first = false;
		query.scheme = list[i].scheme;
		st = write_scheme(site, out, &query, list[i].id, err);
	}
	gw_buf_puts(out, "],");
	if (!st)
		st = write_all_months(site, out, query, list, n, err);
	gw_buf_puts(out, "}");
	return st;
}

/* Whether there is anything of the map to be seen: what is open once published has its months. */
static enum gw_status find_shown(const struct gw_site *site, const struct gw_map_kind *kind,
	bool is_public, const struct gw_division_info *list, size_t n, bool *out,
	struct gw_error *err)
{
	struct gw_map_query query = {.kind = kind, .is_public = is_public};
	enum gw_status st = GW_OK;
	size_t i, num_months;

	*out = !is_public || kind->openness == GW_OPEN;
	if (*out || kind->openness == GW_INTERNAL)
		return GW_OK;
	for (i = 0; i < n && !*out && !st; i++) {
		gw_month *months = NULL;

		query.scheme = list[i].scheme;
		st = gw_atlas_months(site->atlas, &query, &months, &num_months, err);
		*out = !st && num_months;
		free(months);
	}
	return st;
}

/*
 * {"maps":[{"name","title","title_zh","theme","schemes":[{"scheme","levels","months"}],"months"}]}:
 * those of which the caller may see something, months ascending.
 */
enum gw_status gw_api_maps(const struct gw_site *site, const struct gw_request *request,
	struct gw_reply *reply, struct gw_problem *problem)
{
	static const char *const known[] = {NULL};
	bool is_public = !gw_role_may(request->role, GW_MAY_SEE_INTERNAL), first = true;
	bool is_shown;
	struct gw_division_info *list = NULL;
	struct gw_buf *out = &reply->body;
	const struct gw_map_kind *kind;
	struct gw_query query;
	enum gw_status st;
	size_t n = 0;

	st = gw_query_init(&query, request->query, known, problem);
	gw_query_finish(&query);
	if (st)
		return st;
	st = gw_atlas_divisions(site->atlas, &list, &n, &problem->error);
	gw_buf_puts(out, "{\"maps\":[");
	for (kind = gw_map_kinds; kind->name && !st; kind++) {
		st = find_shown(site, kind, is_public, list, n, &is_shown, &problem->error);
		if (st || !is_shown)
			continue;
		gw_buf_puts(out, first ? "\n" : ",\n");
		first = false;
		st = write_map(site, out, kind, is_public, list, n, &problem->error);
	}
	gw_buf_puts(out, "]}\n");
	free(list);
	reply->type = "application/json";
	return st ? gw_problem_from(problem, st) : GW_OK;
}
