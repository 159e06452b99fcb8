/* SPDX-License-Identifier: Apache-2.0 */
#include "http/query.h"

#include "base/parse.h"
#include "http/uri.h"

#include <stdlib.h>
#include <string.h>

/* The name as it is known, or NULL. */
static const char *find_known(const char *const *known, const char *name, bool any_case)
{
	for (; *known; known++)
		if (!(any_case ? strcasecmp(*known, name) : strcmp(*known, name)))
			return *known;
	return NULL;
}

static enum gw_status add_item(struct gw_query *query, char *item, const char *const *known,
	bool ogc, struct gw_problem *problem)
{
	char *value = strchr(item, '=');
	const char *name;

	if (value)
		*value++ = '\0';
	else
		value = item + strlen(item);
	if (!gw_uri_decode(item, true))
		return gw_problem_set(
			problem, 400, "a parameter's name is not percent-encoded UTF-8");
	name = find_known(known, item, ogc);
	if (!name && ogc)
		return GW_OK;
	if (!name)
		return gw_problem_at(
			problem, GW_IN_QUERY, item, "no parameter \"%.60s\" here", item);
	if (gw_query_get(query, name))
		return gw_problem_at(problem, GW_IN_QUERY, name, "%s is given twice", name);
	if (!gw_uri_decode(value, true))
		return gw_problem_at(
			problem, GW_IN_QUERY, name, "%s is not percent-encoded UTF-8", name);
	if (query->n == GW_QUERY_MAX)
		return gw_problem_set(problem, 400, "too many parameters");
	query->items[query->n].name = name;
	query->items[query->n++].value = value;
	return GW_OK;
}

static enum gw_status read_items(struct gw_query *query, const char *raw, const char *const *known,
	bool ogc, struct gw_problem *problem)
{
	char *item, *rest;
	enum gw_status st = GW_OK;

	*query = (struct gw_query){.text = strdup(raw)};
	if (!query->text)
		return gw_problem_from(problem, gw_fail_nomem(&problem->error));
	rest = query->text;
	while (!st && (item = strsep(&rest, "&")))
		if (*item)
			st = add_item(query, item, known, ogc, problem);
	return st;
}

enum gw_status gw_query_init(struct gw_query *query, const char *raw, const char *const *known,
	struct gw_problem *problem)
{
	return read_items(query, raw, known, false, problem);
}

enum gw_status gw_query_init_ogc(struct gw_query *query, const char *raw, const char *const *known,
	struct gw_problem *problem)
{
	return read_items(query, raw, known, true, problem);
}

void gw_query_finish(struct gw_query *query)
{
	free(query->text);
	*query = (struct gw_query){0};
}

const char *gw_query_get(const struct gw_query *query, const char *name)
{
	size_t i;

	for (i = 0; i < query->n; i++)
		if (!strcmp(query->items[i].name, name))
			return query->items[i].value;
	return NULL;
}

enum gw_status gw_query_text(const struct gw_query *query, const char *name, size_t max,
	const char **out, struct gw_problem *problem)
{
	const char *text = gw_query_get(query, name);

	if (!text)
		return GW_OK;
	if (!*text)
		return gw_problem_at(problem, GW_IN_QUERY, name, "%s is empty", name);
	if (strlen(text) >= max)
		return gw_problem_at(problem, GW_IN_QUERY, name, "%s is too long", name);
	*out = text;
	return GW_OK;
}

enum gw_status gw_query_number(const struct gw_query *query, const char *name, double lo, double hi,
	double *out, struct gw_problem *problem)
{
	const char *text = gw_query_get(query, name);
	double v;

	if (!text)
		return GW_OK;
	if (!gw_parse_double(text, strlen(text), &v))
		return gw_problem_at(
			problem, GW_IN_QUERY, name, "%s \"%.40s\" is not a number", name, text);
	if (!(v >= lo && v <= hi))
		return gw_problem_at(problem, GW_IN_QUERY, name, "%s %.40s is outside %g to %g",
			name, text, lo, hi);
	*out = v;
	return GW_OK;
}

enum gw_status gw_query_count(const struct gw_query *query, const char *name, int64_t lo,
	int64_t hi, int64_t *out, struct gw_problem *problem)
{
	const char *text = gw_query_get(query, name);

	if (text && !gw_parse_int(text, lo, hi, out))
		return gw_problem_at(problem, GW_IN_QUERY, name,
			"%s \"%.40s\" is not a whole number from %lld to %lld", name, text,
			(long long)lo, (long long)hi);
	return GW_OK;
}

enum gw_status gw_query_month(
	const struct gw_query *query, const char *name, gw_month *out, struct gw_problem *problem)
{
	const char *text = gw_query_get(query, name);

	if (text && !gw_month_parse(text, out))
		return gw_problem_at(problem, GW_IN_QUERY, name,
			"%s \"%.40s\" is not a month such as 2026-10", name, text);
	return GW_OK;
}

enum gw_status gw_query_date(
	const struct gw_query *query, const char *name, gw_date *out, struct gw_problem *problem)
{
	const char *text = gw_query_get(query, name);

	if (text && !gw_date_parse(text, out))
		return gw_problem_at(problem, GW_IN_QUERY, name,
			"%s \"%.40s\" is not a day such as 2026-10-03", name, text);
	return GW_OK;
}
