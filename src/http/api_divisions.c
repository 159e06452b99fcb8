/* SPDX-License-Identifier: Apache-2.0 */
#include "http/api.h"
#include "http/json.h"
#include "http/query.h"
#include "service/atlas.h"

#include <stdlib.h>

static void write_day(struct gw_buf *out, const char *name, gw_date day)
{
	char text[GW_TIME_TEXT_MAX];
	bool open = day == GW_DATE_MIN || day == GW_DATE_MAX;

	gw_buf_puts(out, ",");
	gw_json_member(out, name, open ? NULL : gw_date_format(day, text));
}

static enum gw_status write_levels(const struct gw_site *site, struct gw_buf *out,
	const struct gw_division_info *info, struct gw_error *err)
{
	struct gw_level_info *levels = NULL;
	enum gw_status st;
	size_t n = 0, i;

	st = gw_atlas_levels(site->atlas, info->id, &levels, &n, err);
	gw_buf_puts(out, ",\"levels\":[");
	for (i = 0; i < n; i++) {
		gw_buf_puts(out, i ? "," : "");
		gw_json_string(out, levels[i].name);
	}
	gw_buf_puts(out, "]");
	free(levels);
	return st;
}

/*
 * {"divisions":[{"scheme","level","valid_from","valid_to","cells","levels"}, ...]}: schemes in the
 * order they came up, then by day. A division is valid on the days from valid_from until the one
 * before valid_to; null is since or for ever. Levels are from the top down to that of the cells.
 */
enum gw_status gw_api_divisions(const struct gw_site *site, const struct gw_request *request,
	struct gw_reply *reply, struct gw_problem *problem)
{
	static const char *const known[] = {NULL};
	struct gw_division_info *list = NULL;
	struct gw_buf *out = &reply->body;
	struct gw_query query;
	enum gw_status st;
	size_t n, i;

	st = gw_query_init(&query, request->query, known, problem);
	gw_query_finish(&query);
	if (st)
		return st;
	st = gw_atlas_divisions(site->atlas, &list, &n, &problem->error);
	if (st)
		return gw_problem_from(problem, st);
	reply->type = "application/json";
	gw_buf_puts(out, "{\"divisions\":[");
	for (i = 0; i < n && !st; i++) {
		gw_buf_puts(out, i ? ",\n{" : "\n{");
		gw_json_member(out, "scheme", list[i].scheme);
		gw_buf_puts(out, ",");
		gw_json_member(out, "level", list[i].level);
		write_day(out, "valid_from", list[i].valid_from);
		write_day(out, "valid_to", list[i].valid_to);
		gw_buf_printf(out, ",\"cells\":%lld", (long long)list[i].num_cells);
		st = write_levels(site, out, &list[i], &problem->error);
		gw_buf_puts(out, "}");
	}
	gw_buf_puts(out, "]}\n");
	free(list);
	return st ? gw_problem_from(problem, st) : GW_OK;
}
