/* SPDX-License-Identifier: Apache-2.0 */
#include "http/features_query.h"

#include "base/parse.h"
#include "http/uri.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DATETIME_MAX 128

static enum gw_status read_format(
	struct gw_features_query *q, const struct gw_request *request, struct gw_problem *problem)
{
	const char *text = gw_query_get(&q->query, "f");

	if (!text) /* GeoJSON is the answer to all that does not rather ask for a table */
		q->format = request->accept && strstr(request->accept, "text/csv") &&
				!strstr(request->accept, "json")
			? GW_FEATURES_CSV
			: GW_FEATURES_GEOJSON;
	else if (!strcmp(text, "csv"))
		q->format = GW_FEATURES_CSV;
	else if (!strcmp(text, "json") || !strcmp(text, "geojson"))
		q->format = GW_FEATURES_GEOJSON;
	else
		return gw_problem_at(
			problem, GW_IN_QUERY, "f", "f \"%.40s\" is neither json nor csv", text);
	return GW_OK;
}

static enum gw_status read_crs(const struct gw_query *query, const char *name,
	enum gw_features_crs *out, struct gw_problem *problem)
{
	const char *text = gw_query_get(query, name);
	int i;

	if (!text)
		return GW_OK;
	for (i = 0; i < GW_FEATURES_NUM_CRS; i++)
		if (!strcmp(text, gw_features_crs_uris[i])) {
			*out = (enum gw_features_crs)i;
			return GW_OK;
		}
	return gw_problem_at(problem, GW_IN_QUERY, name,
		"%s \"%.80s\" is not among those of the collection", name, text);
}

/* As many numbers as there are commas, and one; false for another text or more than max. */
static bool read_numbers(const char *text, double *out, size_t max, size_t *n)
{
	for (*n = 0; *n < max; text++) {
		size_t len = strcspn(text, ",");

		if (!gw_parse_double(text, len, &out[(*n)++]))
			return false;
		text += len;
		if (!*text)
			return true;
	}
	return false;
}

static double clamp(double v, double limit)
{
	return v < -limit ? -limit : v > limit ? limit : v;
}

/* A corner of a box, which may lie beyond the world. */
static bool read_corner(enum gw_features_crs crs, double a, double b, struct gw_lonlat *out)
{
	if (crs == GW_FEATURES_CRS84)
		return gw_features_read_point(crs, clamp(a, 180), clamp(b, 90), out);
	if (crs != GW_FEATURES_MERCATOR)
		return gw_features_read_point(crs, clamp(a, 90), clamp(b, 180), out);
	return gw_features_read_point(crs, a, b, out);
}

/* Four numbers, or six, of which heights are passed over. */
static enum gw_status read_bbox(struct gw_features_query *q, struct gw_problem *problem)
{
	enum gw_features_crs crs = GW_FEATURES_CRS84;
	const char *text = gw_query_get(&q->query, "bbox");
	struct gw_bbox box;
	enum gw_status st;
	double v[6];
	size_t n = 0;

	st = read_crs(&q->query, "bbox-crs", &crs, problem);
	if (st || !text)
		return st;
	if (!read_numbers(text, v, 6, &n) || (n != 4 && n != 6) ||
		!read_corner(crs, v[0], v[1], &box.min) ||
		!read_corner(crs, v[n / 2], v[n / 2 + 1], &box.max))
		return gw_problem_at(problem, GW_IN_QUERY, "bbox",
			"bbox \"%.80s\" is not four numbers (or six), lower corner first", text);
	if (box.min.lat > box.max.lat)
		return gw_problem_at(
			problem, GW_IN_QUERY, "bbox", "the box's south is north of its north");
	q->boxes[q->num_boxes++] = box;
	if (box.min.lon > box.max.lon) {
		q->boxes[0].max.lon = GW_LON_MAX;
		box.min.lon = -GW_LON_MAX;
		q->boxes[q->num_boxes++] = box;
	}
	return GW_OK;
}

/* A day, a month or an instant: when it begins, and when it is over. */
static bool read_moment(const char *text, const struct gw_zone *zone, gw_time *from, gw_time *to)
{
	gw_month month;
	gw_date day;

	if (gw_date_parse(text, &day)) {
		*from = gw_date_begin(day, zone);
		/* local days may have 23 to 25 hours: by its middle of the next one, it is over */
		*to = gw_date_begin(gw_time_date(*from + 36 * 3600, zone), zone);
	} else if (gw_month_parse(text, &month)) {
		*from = gw_month_begin(month, zone);
		*to = gw_month_begin(gw_month_next(month), zone);
	} else if (gw_time_parse(text, NULL, zone, from)) {
		*to = *from + 1;
	} else {
		return false;
	}
	return true;
}

static bool is_open(const char *text)
{
	return !*text || !strcmp(text, "..");
}

/* One moment, or two with a slash between, either of which may be open. */
static bool parse_datetime(
	struct gw_features_query *q, const char *text, const struct gw_zone *zone)
{
	char first[DATETIME_MAX];
	const char *slash = strchr(text, '/');
	size_t len = slash ? (size_t)(slash - text) : strlen(text);
	gw_time other;

	if (len >= sizeof first)
		return false;
	memcpy(first, text, len);
	first[len] = '\0';
	q->from = INT64_MIN;
	q->to = INT64_MAX;
	if (!slash)
		return read_moment(first, zone, &q->from, &q->to);
	if (is_open(first) && is_open(slash + 1))
		return false;
	if (!is_open(first) && !read_moment(first, zone, &q->from, &other))
		return false;
	if (!is_open(slash + 1) && !read_moment(slash + 1, zone, &other, &q->to))
		return false;
	return q->from < q->to;
}

static enum gw_status read_datetime(
	struct gw_features_query *q, const struct gw_zone *zone, struct gw_problem *problem)
{
	const char *text = gw_query_get(&q->query, "datetime");

	if (!text)
		return GW_OK;
	q->has_time = true;
	if (!parse_datetime(q, text, zone))
		return gw_problem_at(problem, GW_IN_QUERY, "datetime",
			"datetime \"%.80s\" is no day, no time with an offset, and no interval of "
			"them such as 2026-10-01/2026-10-31 or 2026-10-01/..",
			text);
	return GW_OK;
}

static enum gw_status read_page(struct gw_features_query *q, struct gw_problem *problem)
{
	int64_t limit = GW_FEATURES_LIMIT, offset = 0;
	enum gw_status st;

	st = gw_query_count(&q->query, "limit", 1, INT32_MAX, &limit, problem);
	if (!st)
		st = gw_query_count(&q->query, "offset", 0, INT32_MAX, &offset, problem);
	if (!st)
		st = gw_query_count(&q->query, "cursor", 1, INT64_MAX, &q->cursor, problem);
	/* More than there is in a page is no mistake: there is less in the page. */
	q->limit = limit > GW_FEATURES_LIMIT_MAX ? GW_FEATURES_LIMIT_MAX : (size_t)limit;
	q->offset = (size_t)offset;
	return st;
}

enum gw_status gw_features_query_init(struct gw_features_query *q, const struct gw_request *request,
	const struct gw_features_rules *rules, const struct gw_zone *zone,
	struct gw_problem *problem)
{
	const char *known[12 + GW_FEATURES_FILTERS] = {"f", "crs"};
	size_t n = 2, i;
	enum gw_status st;

	*q = (struct gw_features_query){0};
	if (rules->many) {
		known[n++] = "limit";
		known[n++] = rules->by_cursor ? "cursor" : "offset";
		known[n++] = "bbox";
		known[n++] = "bbox-crs";
	}
	known[n++] = "datetime";
	for (i = 0; rules->many && rules->filters[i]; i++)
		known[n++] = rules->filters[i];
	st = gw_query_init(&q->query, request->query, known, problem);
	if (!st)
		st = read_format(q, request, problem);
	if (!st)
		st = read_crs(&q->query, "crs", &q->crs, problem);
	if (!st)
		st = read_bbox(q, problem);
	if (!st)
		st = read_datetime(q, zone, problem);
	if (!st)
		st = read_page(q, problem);
	for (i = 0; !st && rules->filters[i]; i++)
		q->filters[i] = gw_query_get(&q->query, rules->filters[i]);
	return st;
}

void gw_features_query_finish(struct gw_features_query *q)
{
	gw_query_finish(&q->query);
}

enum gw_status gw_features_expect_json(const struct gw_request *request, struct gw_problem *problem)
{
	static const char *const known[] = {"f", NULL};
	struct gw_query query;
	enum gw_status st;
	const char *f;

	st = gw_query_init(&query, request->query, known, problem);
	f = st ? NULL : gw_query_get(&query, "f");
	if (f && strcmp(f, "json") != 0)
		st = gw_problem_at(
			problem, GW_IN_QUERY, "f", "f \"%.40s\" is not json, which is all", f);
	gw_query_finish(&query);
	if (!st && !request->base)
		st = gw_problem_set(problem, 400, "the Host header is missing, or names no host");
	return st;
}

void gw_features_url(struct gw_buf *out, const struct gw_request *request,
	const struct gw_query *query, const char *name, const char *value)
{
	const char *before = "?", *segment = request->path;
	size_t i;

	gw_buf_puts(out, request->base);
	while (*segment == '/') {
		size_t len = strcspn(segment + 1, "/");
		char text[512];

		snprintf(text, sizeof text, "%.*s", (int)len, segment + 1);
		gw_buf_puts(out, "/");
		gw_uri_encode(out, text);
		segment += 1 + len;
	}
	for (i = 0; i < query->n; i++) {
		if (name && !strcmp(query->items[i].name, name))
			continue;
		gw_buf_printf(out, "%s%s=", before, query->items[i].name);
		gw_uri_encode(out, query->items[i].value);
		before = "&";
	}
	if (name && value)
		gw_buf_printf(out, "%s%s=%s", before, name, value);
}
