/* SPDX-License-Identifier: Apache-2.0 */
#include "base/csv.h"
#include "http/api_locate_parts.h"
#include "http/query.h"
#include "service/locate_text.h"

#include <string.h>
#include <strings.h>

#define CANDIDATES_MAX 64

/* What is told of a point is longer than the point. */
#define TEXT_MAX ((size_t)160 << 20)

static bool is_type(const struct gw_request *request, const char *type)
{
	const char *declared = request->content_type ? request->content_type : "";
	size_t len = strcspn(declared, "; \t");

	return len == strlen(type) && !strncasecmp(declared, type, len);
}

bool gw_locate_is_text(const struct gw_request *request)
{
	return is_type(request, "text/csv") || is_type(request, "application/x-ndjson") ||
		is_type(request, "application/ndjson");
}

static void write_json(void *context, struct gw_buf *out, gw_cell_id cell)
{
	gw_buf_puts(out, "{");
	gw_locating_write_cell(context, out, cell);
}

static void write_json_near(void *context, struct gw_buf *out, struct gw_lonlat p, bool ok)
{
	(void)ok;
	gw_locating_write_near(context, out, p);
}

/* As gridward locate does: the code, and the path as one text. */
static void write_csv(void *context, struct gw_buf *out, gw_cell_id cell)
{
	const struct gw_locating *l = context;
	const struct gw_units *units = l->division->units;
	const char *code = cell ? gw_cell_code(units, cell) : "";
	struct gw_buf path;

	gw_buf_init(&path, 1 << 16);
	if (cell)
		gw_units_path(units, cell, &path);
	gw_buf_puts(out, ",");
	gw_csv_append(out, code, strlen(code));
	gw_buf_puts(out, ",");
	gw_csv_append(out, path.data, path.len);
	out->failed |= path.failed;
	gw_buf_finish(&path);
}

static void write_csv_near(void *context, struct gw_buf *out, struct gw_lonlat p, bool ok)
{
	const struct gw_locating *l = context;
	struct gw_candidate found[CANDIDATES_MAX];
	struct gw_buf codes;
	size_t n = 0, i;

	gw_buf_init(&codes, 1 << 16);
	if (ok)
		n = gw_locator_candidates(
			l->division->locator, p, l->accuracy, found, CANDIDATES_MAX);
	for (i = 0; i < n; i++) {
		gw_buf_puts(&codes, i ? ";" : "");
		gw_buf_puts(&codes, gw_cell_code(l->division->units, found[i].cell));
	}
	gw_buf_puts(out, ",");
	gw_csv_append(out, codes.data, codes.len);
	out->failed |= codes.failed;
	gw_buf_finish(&codes);
}

static enum gw_status locate_csv(struct gw_locating *l, const char *crs,
	const struct gw_request *request, struct gw_reply *reply, struct gw_problem *problem)
{
	const struct gw_locate_text job = {.division = l->division,
		.crs = crs,
		.accuracy = l->accuracy,
		.write_cell = write_csv,
		.write_near = write_csv_near,
		.context = l};
	enum gw_status st;
	uint64_t bad;

	reply->type = "text/csv; charset=utf-8";
	st = gw_locate_csv_text(&job, request->body, request->body_len,
		l->accuracy >= 0 ? ",cell,path,candidates" : ",cell,path", &reply->body, &bad,
		&problem->error);
	/* A column that is missing is the sender's fault, and no resource that is not found. */
	return st ? gw_problem_from(problem, st == GW_ENOTFOUND ? GW_EINVAL : st) : GW_OK;
}

static enum gw_status locate_lines(struct gw_locating *l, const char *crs,
	const struct gw_request *request, struct gw_reply *reply, struct gw_problem *problem)
{
	const struct gw_locate_text job = {.division = l->division,
		.crs = crs,
		.accuracy = l->accuracy,
		.write_cell = write_json,
		.write_near = write_json_near,
		.context = l};
	enum gw_status st;
	uint64_t bad;

	reply->type = "application/x-ndjson";
	st = gw_locate_json_lines(
		&job, request->body, request->body_len, &reply->body, &bad, &problem->error);
	return st ? gw_problem_from(problem, st) : GW_OK;
}

enum gw_status gw_locate_text_answer(const struct gw_site *site, const struct gw_request *request,
	struct gw_reply *reply, struct gw_problem *problem)
{
	static const char *const known[] = {"crs", "scheme", "as_of", "accuracy", NULL};
	struct gw_locate_wish wish = {.place = GW_IN_QUERY, .accuracy = -1};
	struct gw_locating l = {0};
	struct gw_query query;
	enum gw_status st;

	st = gw_query_init(&query, request->query, known, problem);
	if (!st)
		st = gw_locate_wish_read(&query, &wish, problem);
	if (!st)
		st = gw_locating_init(&l, site, request, &wish, problem);
	reply->body.max = TEXT_MAX;
	if (!st)
		st = is_type(request, "text/csv")
			? locate_csv(&l, wish.crs, request, reply, problem)
			: locate_lines(&l, wish.crs, request, reply, problem);
	gw_locating_finish(&l);
	gw_query_finish(&query);
	return st;
}
