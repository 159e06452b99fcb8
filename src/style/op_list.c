/* SPDX-License-Identifier: Apache-2.0 */
#include "style/operator.h"

#include "base/utf8.h"
#include "style/arena.h"
#include "style/number.h"

#include <math.h>
#include <string.h>

/* Reads items 1 to n of the operator's array; types[i] is what item 1 + i has to be. */
static struct gw_expr *parse_args(struct gw_parser *p, const struct gw_operator *op,
	const json_t *json, const struct gw_type *const *types, size_t n)
{
	struct gw_expr *e = gw_expr_create(p, op, *gw_type_plain(op->result), n);
	bool good = e != NULL;
	size_t i;

	for (i = 0; i < n && e; i++) {
		e->args[i] = gw_parse_arg(p, json, i + 1, types[i], GW_ANNOTATE);
		good = good && e->args[i];
	}
	return good ? e : NULL;
}

static struct gw_expr *parse_at(struct gw_parser *p, const struct gw_operator *op,
	const json_t *json, const struct gw_type *expected)
{
	struct gw_type *item = gw_arena_alloc(p->arena, 1, sizeof *item), array;
	const struct gw_type *types[] = {gw_type_plain(GW_TYPE_NUMBER), &array};
	struct gw_expr *e;

	if (json_array_size(json) != 3)
		return gw_refuse(p, "Expected 2 arguments, but found %zu instead.",
			json_array_size(json) - 1);
	if (!item)
		return gw_refuse_nomem(p);
	*item = expected ? *expected : *gw_type_plain(GW_TYPE_VALUE);
	array = (struct gw_type){GW_TYPE_ARRAY, GW_TYPE_ANY_LENGTH, item};
	e = parse_args(p, op, json, types, 2);
	if (e && e->args[1]->type.kind == GW_TYPE_ARRAY)
		e->type = *e->args[1]->type.item;
	return e;
}

static bool eval_at(const struct gw_expr *e, struct gw_eval *ev, struct gw_value *out)
{
	struct gw_value index;
	char text[GW_NUMBER_TEXT_MAX];
	double i;

	if (!gw_expr_eval(e->args[0], ev, &index) || !gw_expr_eval(e->args[1], ev, out))
		return false;
	i = index.number;
	gw_number_format(i, text);
	if (i < 0)
		return gw_eval_fail(ev, "Array index out of bounds: %s < 0.", text);
	if (i >= (double)out->n)
		return gw_eval_fail(
			ev, "Array index out of bounds: %s > %ld.", text, (long)out->n - 1);
	if (i != floor(i))
		return gw_eval_fail(
			ev, "Array index must be an integer, but found %s instead.", text);
	*out = out->items[(size_t)i];
	return true;
}

static bool is_needle(enum gw_type_kind kind)
{
	return kind == GW_TYPE_BOOLEAN || kind == GW_TYPE_STRING || kind == GW_TYPE_NUMBER ||
		kind == GW_TYPE_NULL || kind == GW_TYPE_VALUE;
}

#define NEEDLE_TYPES "boolean, string, number or null"

/* ["in", needle, haystack] and ["index-of", needle, haystack, from] */
static struct gw_expr *parse_search(struct gw_parser *p, const struct gw_operator *op,
	const json_t *json, const struct gw_type *expected)
{
	const struct gw_type *any = gw_type_plain(GW_TYPE_VALUE);
	const struct gw_type *types[] = {any, any, gw_type_plain(GW_TYPE_NUMBER)};
	size_t n = json_array_size(json) - 1;
	char text[GW_TYPE_TEXT_MAX];
	struct gw_expr *e;

	if (op->result == GW_TYPE_BOOLEAN && n != 2)
		return gw_refuse(p, "Expected 2 arguments, but found %zu instead.", n);
	if (n != 2 && n != 3)
		return gw_refuse(p, "Expected 2 or 3 arguments, but found %zu instead.", n);
	e = parse_args(p, op, json, types, n);
	if (e && !is_needle(e->args[0]->type.kind))
		return gw_refuse(p,
			"Expected first argument to be of type " NEEDLE_TYPES
			", but found %s instead",
			gw_type_format(&e->args[0]->type, text));
	return e;
}

/* Where a position given by a number is among n, as JavaScript has it: from the end if negative. */
static size_t clamp_position(double position, size_t n)
{
	position = isnan(position) ? 0 : trunc(position);
	if (position < 0)
		position = fmax(position + (double)n, 0);
	return position < (double)n ? (size_t)position : n;
}

static double find_item(const struct gw_value *array, const struct gw_value *needle, double from)
{
	size_t i;

	for (i = clamp_position(from, array->n); i < array->n; i++)
		if (gw_value_equal(&array->items[i], needle))
			return (double)i;
	return -1;
}

/* Valid text is promised; a stray byte counts as a character. */
static size_t step(const char *text)
{
	size_t len = gw_utf8_step(text, strnlen(text, 4));

	return len ? len : 1;
}

static size_t count_characters(const char *text, const char *end)
{
	size_t n = 0;

	for (; text < end; text += step(text))
		n++;
	return n;
}

/*
 * The position in characters (code points) of needle. from counts UTF-16 units, of which a
 * character beyond U+FFFF has two, since that is what the reference's search counts.
 */
static double find_text(const char *text, const char *needle, double from)
{
	const char *at = text, *found;
	double units = 0;

	while (*at && units < from) {
		size_t len = step(at);

		units += len == 4 ? 2 : 1;
		at += len;
	}
	found = strstr(at, needle);
	return found ? (double)count_characters(text, found) : -1;
}

/* *out becomes the position, or -1. */
static bool search(const struct gw_expr *e, struct gw_eval *ev, const struct gw_value *needle,
	const struct gw_value *haystack, double *out)
{
	struct gw_value from = gw_value_number(0);
	const char *text;

	if (needle->type == GW_VALUE_ARRAY || needle->type == GW_VALUE_OBJECT ||
		needle->type == GW_VALUE_COLOR)
		return gw_eval_fail_type(ev, "first argument", NEEDLE_TYPES, needle);
	if (e->n > 2 && !gw_expr_eval(e->args[2], ev, &from))
		return false;
	if (haystack->type == GW_VALUE_ARRAY) {
		*out = find_item(haystack, needle, from.number);
		return true;
	}
	if (haystack->type != GW_VALUE_STRING)
		return gw_eval_fail_type(ev, "second argument", "array or string", haystack);
	text = needle->type == GW_VALUE_NULL ? "null" : gw_value_text(needle, ev->arena);
	if (!text)
		return gw_eval_fail_nomem(ev);
	*out = find_text(haystack->string, text, trunc(from.number));
	return true;
}

static bool eval_index_of(const struct gw_expr *e, struct gw_eval *ev, struct gw_value *out)
{
	struct gw_value needle;
	double position;

	if (!gw_expr_eval(e->args[0], ev, &needle) || !gw_expr_eval(e->args[1], ev, out) ||
		!search(e, ev, &needle, out, &position))
		return false;
	*out = gw_value_number(position);
	return true;
}

/* Nothing is in nothing: null, "", 0 and false hold no needle, and are no mistake. */
static bool is_nothing(const struct gw_value *value)
{
	return value->type == GW_VALUE_NULL || (value->type == GW_VALUE_BOOL && !value->boolean) ||
		(value->type == GW_VALUE_NUMBER && !(value->number < 0 || value->number > 0)) ||
		(value->type == GW_VALUE_STRING && !*value->string);
}

static bool eval_in(const struct gw_expr *e, struct gw_eval *ev, struct gw_value *out)
{
	struct gw_value needle;
	double position = -1;

	if (!gw_expr_eval(e->args[0], ev, &needle) || !gw_expr_eval(e->args[1], ev, out))
		return false;
	if (!is_nothing(out) && !search(e, ev, &needle, out, &position))
		return false;
	*out = gw_value_bool(position >= 0);
	return true;
}

static bool is_list(enum gw_type_kind kind)
{
	return kind == GW_TYPE_ARRAY || kind == GW_TYPE_STRING || kind == GW_TYPE_VALUE;
}

static struct gw_expr *parse_length(struct gw_parser *p, const struct gw_operator *op,
	const json_t *json, const struct gw_type *expected)
{
	const struct gw_type *any = NULL;
	char text[GW_TYPE_TEXT_MAX];
	struct gw_expr *e;

	if (json_array_size(json) != 2)
		return gw_refuse(p, "Expected 1 argument, but found %zu instead.",
			json_array_size(json) - 1);
	e = parse_args(p, op, json, &any, 1);
	if (e && !is_list(e->args[0]->type.kind))
		return gw_refuse(p,
			"Expected argument of type string or array, but found %s instead.",
			gw_type_format(&e->args[0]->type, text));
	return e;
}

static bool eval_length(const struct gw_expr *e, struct gw_eval *ev, struct gw_value *out)
{
	size_t n;

	if (!gw_expr_eval(e->args[0], ev, out))
		return false;
	if (out->type == GW_VALUE_ARRAY)
		n = out->n;
	else if (out->type == GW_VALUE_STRING)
		n = count_characters(out->string, out->string + strlen(out->string));
	else
		return gw_eval_fail_type(ev, "value", "string or array", out);
	*out = gw_value_number((double)n);
	return true;
}

static struct gw_expr *parse_slice(struct gw_parser *p, const struct gw_operator *op,
	const json_t *json, const struct gw_type *expected)
{
	const struct gw_type *number = gw_type_plain(GW_TYPE_NUMBER);
	const struct gw_type *types[] = {gw_type_plain(GW_TYPE_VALUE), number, number};
	size_t n = json_array_size(json) - 1;
	char text[GW_TYPE_TEXT_MAX];
	struct gw_expr *e;

	if (n != 2 && n != 3)
		return gw_refuse(p, "Expected 2 or 3 arguments, but found %zu instead.", n);
	e = parse_args(p, op, json, types, n);
	if (!e)
		return NULL;
	if (!is_list(e->args[0]->type.kind))
		return gw_refuse(p,
			"Expected first argument to be of type array or string, but found %s "
			"instead",
			gw_type_format(&e->args[0]->type, text));
	e->type = e->args[0]->type;
	return e;
}

static bool slice_text(
	const char *text, double begin, double end, struct gw_eval *ev, struct gw_value *out)
{
	size_t n = count_characters(text, text + strlen(text)), i = 0;
	size_t from = clamp_position(begin, n), to = clamp_position(end, n);
	const char *first = text, *last;
	const char *copy;

	for (; i < from; i++)
		first += step(first);
	for (last = first; i < to; i++)
		last += step(last);
	copy = gw_arena_text(ev->arena, first, (size_t)(last - first));
	if (!copy)
		return gw_eval_fail_nomem(ev);
	*out = gw_value_string(copy);
	return true;
}

static bool eval_slice(const struct gw_expr *e, struct gw_eval *ev, struct gw_value *out)
{
	struct gw_value begin, end = gw_value_number(INFINITY);
	size_t from, to;

	if (!gw_expr_eval(e->args[0], ev, out) || !gw_expr_eval(e->args[1], ev, &begin))
		return false;
	if (e->n > 2 && !gw_expr_eval(e->args[2], ev, &end))
		return false;
	if (out->type == GW_VALUE_STRING)
		return slice_text(out->string, begin.number, end.number, ev, out);
	if (out->type != GW_VALUE_ARRAY)
		return gw_eval_fail_type(ev, "first argument", "array or string", out);
	from = clamp_position(begin.number, out->n);
	to = clamp_position(end.number, out->n);
	out->items += from;
	out->n = to > from ? to - from : 0;
	return true;
}

const struct gw_operator *gw_operators_list(size_t *n)
{
	static const struct gw_operator operators[] = {
		{.name = "at", .eval = eval_at, .parse = parse_at, .result = GW_TYPE_VALUE},
		{.name = "in", .eval = eval_in, .parse = parse_search, .result = GW_TYPE_BOOLEAN},
		{.name = "index-of",
			.eval = eval_index_of,
			.parse = parse_search,
			.result = GW_TYPE_NUMBER},
		{.name = "length",
			.eval = eval_length,
			.parse = parse_length,
			.result = GW_TYPE_NUMBER},
		{.name = "slice",
			.eval = eval_slice,
			.parse = parse_slice,
			.result = GW_TYPE_VALUE},
	};

	*n = sizeof operators / sizeof *operators;
	return operators;
}
