/* SPDX-License-Identifier: Apache-2.0 */
#include "style/operator.h"

#include "style/arena.h"
#include "style/number.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static struct gw_expr *parse_literal(struct gw_parser *p, const struct gw_operator *op,
	const json_t *json, const struct gw_type *expected)
{
	struct gw_value value;
	struct gw_type type;

	if (json_array_size(json) != 2)
		return gw_refuse(p,
			"'literal' expression requires exactly one argument, but found %zu instead.",
			json_array_size(json) - 1);
	if (!gw_value_from_json(p->arena, json_array_get(json, 1), &value))
		return gw_refuse_nomem(p);
	type = gw_type_of(&value, p->arena);
	/* what an empty array would hold is what is asked for */
	if (type.kind == GW_TYPE_ARRAY && type.length == 0 && expected &&
		expected->kind == GW_TYPE_ARRAY && expected->length <= 0)
		type = *expected;
	return gw_expr_create_literal(p, type, value);
}

/* The last argument's type is to blame. */
static bool eval_assertion(const struct gw_expr *e, struct gw_eval *ev, struct gw_value *out)
{
	char wanted[GW_TYPE_TEXT_MAX];
	struct gw_type type;
	size_t i;

	for (i = 0; i < e->n; i++) {
		if (!gw_expr_eval(e->args[i], ev, out))
			return false;
		type = gw_type_of(out, ev->arena);
		if (gw_type_accepts(&e->type, &type))
			return true;
	}
	return gw_eval_fail_type(ev, "value", gw_type_format(&e->type, wanted), out);
}

static enum gw_type_kind coerced_kind(enum gw_type_kind kind)
{
	return kind == GW_TYPE_FORMATTED || kind == GW_TYPE_IMAGE ? GW_TYPE_STRING : kind;
}

static bool is_true(const struct gw_value *value)
{
	switch (value->type) {
	case GW_VALUE_NULL:
		return false;
	case GW_VALUE_BOOL:
		return value->boolean;
	case GW_VALUE_NUMBER:
		return value->number != 0 && !isnan(value->number);
	case GW_VALUE_STRING:
		return *value->string != '\0';
	case GW_VALUE_COLOR:
	case GW_VALUE_ARRAY:
	case GW_VALUE_OBJECT:
		break;
	}
	return true;
}

/* NaN where JavaScript's Number() gives it, which lets an array of one number pass for it. */
static double to_number(const struct gw_value *value, int nesting)
{
	switch (value->type) {
	case GW_VALUE_NULL:
		return 0;
	case GW_VALUE_BOOL:
		return value->boolean;
	case GW_VALUE_NUMBER:
		return value->number;
	case GW_VALUE_STRING:
		return gw_number_read(value->string);
	case GW_VALUE_ARRAY:
		if (!value->n)
			return 0;
		if (value->n == 1 && value->items->type != GW_VALUE_BOOL && nesting < 100)
			return to_number(value->items, nesting + 1);
		break;
	case GW_VALUE_COLOR:
	case GW_VALUE_OBJECT:
		break;
	}
	return NAN;
}

static bool in_range(const struct gw_value *value, double max)
{
	return value->type == GW_VALUE_NUMBER && value->number >= 0 && value->number <= max;
}

/* "[255, 0, red]": the parts of a colour that is none, for messages. */
static void print_parts(
	const struct gw_value *parts, size_t n, struct gw_eval *ev, char *text, size_t room)
{
	size_t len = 1, i;

	snprintf(text, room, "[");
	for (i = 0; i < n && len < room; i++) {
		const char *part = gw_value_text(&parts[i], ev->arena);

		len += (size_t)snprintf(text + len, room - len, "%s%.60s%s", i ? ", " : "",
			part ? part : "", i + 1 == n ? "]" : "");
	}
}

/* Of three or four numbers: 0 to 255, alpha 0 to 1. */
static bool color_of_parts(
	const struct gw_value *parts, size_t n, struct gw_eval *ev, struct gw_value *out)
{
	bool good =
		in_range(&parts[0], 255) && in_range(&parts[1], 255) && in_range(&parts[2], 255);
	char text[300];

	if (good && (n < 4 || in_range(&parts[3], 1))) {
		*out = gw_value_color((struct gw_color){parts[0].number / 255,
			parts[1].number / 255, parts[2].number / 255, n < 4 ? 1 : parts[3].number});
		return true;
	}
	if (!ev->err)
		return false;
	if (!good && n == 4 && parts[3].type != GW_VALUE_NUMBER)
		n = 3;
	print_parts(parts, n, ev, text, sizeof text);
	if (good)
		return gw_eval_fail(
			ev, "Invalid rgba value %s: 'a' must be between 0 and 1.", text);
	return gw_eval_fail(
		ev, "Invalid rgba value %s: 'r', 'g', and 'b' must be between 0 and 255.", text);
}

bool gw_eval_rgba(const struct gw_expr *e, struct gw_eval *ev, struct gw_value *out)
{
	struct gw_value parts[4] = {[3] = gw_value_number(1)};
	size_t i;

	for (i = 0; i < e->n; i++)
		if (!gw_expr_eval(e->args[i], ev, &parts[i]))
			return false;
	return color_of_parts(parts, 4, ev, out);
}

/* "<before><value as JSON><after>", a string without its quotes where plain. */
static bool fail_value(
	struct gw_eval *ev, const char *format, const struct gw_value *value, bool plain)
{
	struct gw_buf json;

	if (!ev->err)
		return false;
	gw_buf_init(&json, (size_t)16 << 20);
	if (plain && value->type == GW_VALUE_STRING)
		gw_buf_puts(&json, value->string);
	else
		gw_value_write_json(value, &json);
	snprintf(ev->err->text, sizeof ev->err->text, format,
		gw_buf_cstr(&json) ? gw_buf_cstr(&json) : "");
	ev->err->code = GW_EINVAL;
	gw_buf_finish(&json);
	return false;
}

/* One try; the reason of a failure is in ev->err. */
static bool to_color(struct gw_value *value, struct gw_eval *ev)
{
	struct gw_color color;

	if (value->type == GW_VALUE_COLOR)
		return true;
	if (value->type == GW_VALUE_STRING && gw_color_parse(value->string, &color)) {
		*value = gw_value_color(color);
		return true;
	}
	if (value->type != GW_VALUE_ARRAY)
		return fail_value(ev, "Could not parse color from value '%s'", value, true);
	if (value->n < 3 || value->n > 4)
		return fail_value(ev,
			"Invalid rgba value %s: expected an array containing either three or four "
			"numeric values.",
			value, false);
	return color_of_parts(value->items, value->n, ev, value);
}

static bool eval_to_color(const struct gw_expr *e, struct gw_eval *ev, struct gw_value *out)
{
	size_t i;

	for (i = 0; i < e->n; i++) {
		if (!gw_expr_eval(e->args[i], ev, out))
			return false;
		if (to_color(out, ev))
			return true;
	}
	return false;
}

static bool eval_to_number(const struct gw_expr *e, struct gw_eval *ev, struct gw_value *out)
{
	double found;
	size_t i;

	for (i = 0; i < e->n; i++) {
		if (!gw_expr_eval(e->args[i], ev, out))
			return false;
		found = to_number(out, 0);
		if (!isnan(found)) {
			*out = gw_value_number(found);
			return true;
		}
	}
	return fail_value(ev, "Could not convert %s to number.", out, false);
}

static bool eval_to_boolean(const struct gw_expr *e, struct gw_eval *ev, struct gw_value *out)
{
	if (!gw_expr_eval(e->args[0], ev, out))
		return false;
	*out = gw_value_bool(is_true(out));
	return true;
}

static bool eval_to_string(const struct gw_expr *e, struct gw_eval *ev, struct gw_value *out)
{
	const char *text;

	if (!gw_expr_eval(e->args[0], ev, out))
		return false;
	text = gw_value_text(out, ev->arena);
	if (!text)
		return gw_eval_fail_nomem(ev);
	*out = gw_value_string(text);
	return true;
}

/* Reads the arguments from item first on as values. */
static struct gw_expr *parse_values(struct gw_parser *p, const struct gw_operator *op,
	const json_t *json, struct gw_type type, size_t first)
{
	size_t n = json_array_size(json) - first, i;
	struct gw_expr *e = gw_expr_create(p, op, type, n);
	bool good = e != NULL;

	for (i = 0; i < n && e; i++) {
		e->args[i] =
			gw_parse_arg(p, json, first + i, gw_type_plain(GW_TYPE_VALUE), GW_ANNOTATE);
		good = good && e->args[i];
	}
	return good ? e : NULL;
}

static struct gw_expr *parse_conversion(struct gw_parser *p, const struct gw_operator *op,
	const json_t *json, const struct gw_type *expected)
{
	size_t n = json_array_size(json) - 1;

	if (!n)
		return gw_refuse(p, "Expected at least one argument.");
	if (n > 1 && (op->eval == eval_to_boolean || op->eval == eval_to_string))
		return gw_refuse(p, "Expected one argument.");
	return parse_values(p, op, json, *gw_type_plain(op->result), 1);
}

static bool read_item_type(const json_t *json, const struct gw_type **item)
{
	const char *name = json_string_value(json);
	struct gw_type type;

	if (!name || !gw_type_parse(name, &type) ||
		(type.kind != GW_TYPE_STRING && type.kind != GW_TYPE_NUMBER &&
			type.kind != GW_TYPE_BOOLEAN))
		return false;
	*item = gw_type_plain(type.kind);
	return true;
}

/* ["array", value], ["array", type, value] or ["array", type, length, value, ...] */
static struct gw_expr *parse_array(struct gw_parser *p, const struct gw_operator *op,
	const json_t *json, const struct gw_type *expected)
{
	struct gw_type type = *gw_type_plain(GW_TYPE_ARRAY);
	size_t n = json_array_size(json), first = 1;

	if (n < 2)
		return gw_refuse(p, "Expected at least one argument.");
	if (n > 2) {
		if (!read_item_type(json_array_get(json, 1), &type.item))
			return gw_refuse_item(p, 1,
				"The item type argument of \"array\" must be one of string, "
				"number, boolean");
		first = 2;
	}
	if (n > 3) {
		const json_t *length = json_array_get(json, 2);
		double wanted = json_number_value(length);

		if (!json_is_null(length) &&
			(!json_is_number(length) || wanted < 0 || wanted != floor(wanted) ||
				wanted > 1e6))
			return gw_refuse_item(p, 2,
				"The length argument to \"array\" must be a positive integer "
				"literal");
		if (!json_is_null(length))
			type.length = (long)wanted;
		first = 3;
	}
	return parse_values(p, op, json, type, first);
}

static bool eval_typeof(const struct gw_expr *e, struct gw_eval *ev, struct gw_value *out)
{
	char text[GW_TYPE_TEXT_MAX];
	struct gw_type type;
	const char *copy;

	if (!gw_expr_eval(e->args[0], ev, out))
		return false;
	type = gw_type_of(out, ev->arena);
	gw_type_format(&type, text);
	copy = gw_arena_text(ev->arena, text, strlen(text));
	if (!copy)
		return gw_eval_fail_nomem(ev);
	*out = gw_value_string(copy);
	return true;
}

#define ASSERTION(n, kind)                                                                         \
	{                                                                                          \
		.name = n, .eval = eval_assertion, .parse = parse_conversion, .result = kind       \
	}
#define COERCION(n, function, kind)                                                                \
	{                                                                                          \
		.name = n, .eval = function, .parse = parse_conversion, .result = kind             \
	}

const struct gw_operator *gw_operators_type(size_t *n)
{
	static const struct gw_operator operators[] = {
		{.name = "array",
			.eval = eval_assertion,
			.parse = parse_array,
			.result = GW_TYPE_ARRAY},
		ASSERTION("boolean", GW_TYPE_BOOLEAN),
		{.name = "literal", .parse = parse_literal, .result = GW_TYPE_VALUE},
		ASSERTION("number", GW_TYPE_NUMBER),
		ASSERTION("object", GW_TYPE_OBJECT),
		ASSERTION("string", GW_TYPE_STRING),
		COERCION("to-boolean", eval_to_boolean, GW_TYPE_BOOLEAN),
		COERCION("to-color", eval_to_color, GW_TYPE_COLOR),
		COERCION("to-number", eval_to_number, GW_TYPE_NUMBER),
		COERCION("to-string", eval_to_string, GW_TYPE_STRING),
		{.name = "typeof", .eval = eval_typeof, .signature = "v", .result = GW_TYPE_STRING},
	};

	*n = sizeof operators / sizeof *operators;
	return operators;
}

static struct gw_expr *wrap(
	struct gw_parser *p, bool coerce, const struct gw_type *type, const struct gw_expr *arg)
{
	size_t n, i;
	const struct gw_operator *operators = gw_operators_type(&n);
	enum gw_type_kind kind = coerced_kind(type->kind);
	struct gw_expr *e = NULL;

	for (i = 0; i < n && !e; i++)
		if (operators[i].result == kind && operators[i].parse != parse_literal &&
			(operators[i].eval != eval_assertion) == coerce)
			e = gw_expr_create(p, &operators[i], *type, 1);
	if (e)
		e->args[0] = arg;
	return e;
}

struct gw_expr *gw_expr_assert(
	struct gw_parser *p, const struct gw_type *type, const struct gw_expr *arg)
{
	return wrap(p, false, type, arg);
}

struct gw_expr *gw_expr_coerce(
	struct gw_parser *p, const struct gw_type *type, const struct gw_expr *arg)
{
	return wrap(p, true, type, arg);
}
