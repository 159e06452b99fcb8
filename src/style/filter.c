/* SPDX-License-Identifier: Apache-2.0 */
#include "style/filter.h"

#include <stdlib.h>
#include <string.h>

#define HINT_MAX 300

static bool is_any_of(const char *word, const char *const *words)
{
	for (; *words; words++)
		if (!strcmp(word, *words))
			return true;
	return false;
}

static bool is_comparison(const char *op)
{
	static const char *const ops[] = {"==", "!=", "<", "<=", ">", ">=", NULL};

	return is_any_of(op, ops);
}

/* Whether a filter, or a part of one, is of the older form; by the specification's own signs. */
static bool is_legacy(const json_t *filter, int depth)
{
	const char *op = json_string_value(json_array_get(filter, 0));
	const json_t *first = json_array_get(filter, 1), *second = json_array_get(filter, 2);
	const char *name = json_string_value(first);
	size_t n = json_array_size(filter), i;

	if (!op || depth > 50)
		return false;
	if (!strcmp(op, "has"))
		return name && (!strcmp(name, "$id") || !strcmp(name, "$type"));
	if (!strcmp(op, "in"))
		return n < 3 ||
			(name && !json_is_array(second) &&
				(n > 3 || !json_is_string(second) || *name == '$'));
	if (!strcmp(op, "!in") || !strcmp(op, "!has") || !strcmp(op, "none"))
		return true;
	if (is_comparison(op))
		return n == 3 && !json_is_array(first) && !json_is_array(second);
	if (strcmp(op, "any") != 0 && strcmp(op, "all") != 0)
		return false;
	for (i = 1; i < n; i++)
		if (is_legacy(json_array_get(filter, i), depth + 1))
			return true;
	return false;
}

/* What an older filter's key stands for. */
static json_t *key(const json_t *filter)
{
	const char *name = json_string_value(json_array_get(filter, 1));

	if (name && !strcmp(name, "$type"))
		return json_pack("[s]", "geometry-type");
	if (name && !strcmp(name, "$id"))
		return json_pack("[s]", "id");
	return json_pack("[s, s]", "get", name ? name : "");
}

static json_t *negated(json_t *expr)
{
	return expr ? json_pack("[s, o]", "!", expr) : NULL;
}

static json_t *modern(const json_t *filter, int depth);

static json_t *modern_list(const char *op, const json_t *filter, int depth)
{
	json_t *expr = json_pack("[s]", op);
	size_t i;

	for (i = 1; i < json_array_size(filter); i++)
		json_array_append_new(expr, modern(json_array_get(filter, i), depth + 1));
	return expr;
}

static json_t *modern_in(const json_t *filter)
{
	json_t *values = json_array();
	size_t i;

	for (i = 2; i < json_array_size(filter); i++)
		json_array_append(values, json_array_get(filter, i));
	return json_pack("[s, o, [s, o]]", "in", key(filter), "literal", values);
}

/* The expression form of an older filter. */
static json_t *modern(const json_t *filter, int depth)
{
	const char *op = json_string_value(json_array_get(filter, 0));
	const char *name = json_string_value(json_array_get(filter, 1));

	if (!op || depth > 50 || !is_legacy(filter, depth))
		return json_deep_copy(filter);
	if (!strcmp(op, "all") || !strcmp(op, "any"))
		return modern_list(op, filter, depth);
	if (!strcmp(op, "none"))
		return negated(modern_list("any", filter, depth));
	if (!strcmp(op, "in"))
		return modern_in(filter);
	if (!strcmp(op, "!in"))
		return negated(modern_in(filter));
	if (!strcmp(op, "has") && name && !strcmp(name, "$id"))
		return json_pack("[s, [s], n]", "!=", "id");
	if (!strcmp(op, "has"))
		return json_true();
	if (!strcmp(op, "!has"))
		return json_pack("[s, [s, s]]", "!", "has", name ? name : "");
	return json_pack("[s, o, O]", op, key(filter), json_array_get(filter, 2));
}

static void *refuse_legacy(struct gw_parser *p, const json_t *json)
{
	json_t *expr = modern(json, 0);
	char *text = expr ? json_dumps(expr, JSON_ENSURE_ASCII) : NULL;

	if (text && strlen(text) <= HINT_MAX)
		gw_refuse(p, "this is a filter of the older form; write %s", text);
	else
		gw_refuse(p,
			"this is a filter of the older form; write it as an expression, "
			"with [\"get\", ...] for properties");
	free(text);
	json_decref(expr);
	return NULL;
}

const struct gw_expr *gw_filter_parse(struct gw_parser *p, const json_t *json)
{
	if (is_legacy(json, 0))
		return refuse_legacy(p, json);
	return gw_parse_expr(p, json, gw_type_plain(GW_TYPE_BOOLEAN), GW_ANNOTATE);
}
