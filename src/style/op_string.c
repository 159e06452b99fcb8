/* SPDX-License-Identifier: Apache-2.0 */
#include "style/operator.h"

#include "base/utf8.h"
#include "style/arena.h"
#include "style/number.h"

#include <math.h>
#include <string.h>

#define TEXT_MAX ((size_t)16 << 20)

/* Makes the text in buf the value, and ends buf. */
static bool take_text(struct gw_buf *buf, struct gw_eval *ev, struct gw_value *out)
{
	const char *copy = gw_buf_ok(buf) ? gw_arena_text(ev->arena, buf->data, buf->len) : NULL;

	gw_buf_finish(buf);
	if (!copy)
		return gw_eval_fail_nomem(ev);
	*out = gw_value_string(copy);
	return true;
}

static bool eval_concat(const struct gw_expr *e, struct gw_eval *ev, struct gw_value *out)
{
	const char **pieces = gw_arena_alloc(ev->arena, e->n, sizeof *pieces);
	size_t len = 0, i;
	char *text, *end;

	if (!pieces)
		return gw_eval_fail_nomem(ev);
	for (i = 0; i < e->n; i++) {
		if (!gw_expr_eval(e->args[i], ev, out))
			return false;
		pieces[i] = gw_value_text(out, ev->arena);
		if (!pieces[i])
			return gw_eval_fail_nomem(ev);
		len += strlen(pieces[i]);
	}
	text = end = gw_arena_alloc(ev->arena, len + 1, 1);
	if (!text)
		return gw_eval_fail_nomem(ev);
	for (i = 0; i < e->n; i++)
		end = stpcpy(end, pieces[i]);
	*out = gw_value_string(text);
	return true;
}

static bool eval_case(const struct gw_expr *e, struct gw_eval *ev, struct gw_value *out)
{
	struct gw_buf text;

	if (!gw_expr_eval(e->args[0], ev, out))
		return false;
	gw_buf_init(&text, TEXT_MAX);
	if (e->op->variant)
		gw_utf8_upcase(&text, out->string);
	else
		gw_utf8_downcase(&text, out->string);
	return take_text(&text, ev, out);
}

enum { NUMBER, CURRENCY, MIN_FRACTION, MAX_FRACTION };

/* One option of ["number-format"]: becomes an argument, but for locale, which is only checked. */
static bool parse_format_option(
	struct gw_parser *p, struct gw_expr *e, const char *name, const json_t *json)
{
	static const struct {
		const char *name;
		enum gw_type_kind kind;
		size_t arg;
	} options[] = {{"currency", GW_TYPE_STRING, CURRENCY}, {"locale", GW_TYPE_STRING, 0},
		{"max-fraction-digits", GW_TYPE_NUMBER, MAX_FRACTION},
		{"min-fraction-digits", GW_TYPE_NUMBER, MIN_FRACTION}};
	const size_t num_options = sizeof options / sizeof *options;
	size_t mark = gw_parser_enter(p, name), i;
	const struct gw_expr *value;

	for (i = 0; i < num_options && strcmp(options[i].name, name) != 0; i++)
		;
	if (i < num_options)
		value = gw_parse_expr(p, json, gw_type_plain(options[i].kind), GW_ANNOTATE);
	else
		value = gw_refuse(p, "\"%.40s\" is not supported here", name);
	if (value && options[i].arg)
		e->args[options[i].arg] = value;
	gw_parser_leave(p, mark);
	return value != NULL;
}

/* args: the number, and what of the options is given; null where it is not */
static struct gw_expr *parse_number_format(struct gw_parser *p, const struct gw_operator *op,
	const json_t *json, const struct gw_type *expected)
{
	json_t *options = json_array_get(json, 2), *option;
	bool good = true;
	const char *name;
	struct gw_expr *e;
	size_t mark, i;

	if (json_array_size(json) != 3)
		return gw_refuse(p, "Expected two arguments.");
	if (!json_is_object(options))
		return gw_refuse_item(p, 2, "NumberFormat options argument must be an object.");
	e = gw_expr_create(p, op, *gw_type_plain(GW_TYPE_STRING), 4);
	if (!e)
		return NULL;
	e->args[0] = gw_parse_arg(p, json, 1, gw_type_plain(GW_TYPE_NUMBER), GW_ANNOTATE);
	mark = gw_parser_enter_item(p, 2);
	json_object_foreach(options, name, option) good =
		parse_format_option(p, e, name, option) && good;
	gw_parser_leave(p, mark);
	for (i = 1; i < 4; i++)
		if (!e->args[i])
			e->args[i] = gw_expr_create_literal(
				p, *gw_type_plain(GW_TYPE_NULL), gw_value_null());
	for (i = 0; i < 4; i++)
		good = good && e->args[i];
	return good ? e : NULL;
}

static bool read_digits(
	struct gw_eval *ev, const struct gw_value *value, const char *name, int *digits)
{
	char text[GW_NUMBER_TEXT_MAX];

	*digits = -1;
	if (value->type == GW_VALUE_NULL)
		return true;
	if (!(value->number >= 0 && value->number <= 20))
		return gw_eval_fail(ev, "%s value is out of range: %s is not from 0 to 20.", name,
			gw_number_format(value->number, text));
	*digits = (int)value->number;
	return true;
}

static bool eval_number_format(const struct gw_expr *e, struct gw_eval *ev, struct gw_value *out)
{
	char text[GW_NUMBER_WRITTEN_MAX];
	struct gw_number_style style;
	struct gw_value args[4];
	const char *copy;
	size_t i;

	for (i = 0; i < 4; i++)
		if (!gw_expr_eval(e->args[i], ev, &args[i]))
			return false;
	style.currency = args[CURRENCY].type == GW_VALUE_STRING ? args[CURRENCY].string : NULL;
	if (!read_digits(ev, &args[MIN_FRACTION], "min-fraction-digits", &style.min_fraction) ||
		!read_digits(ev, &args[MAX_FRACTION], "max-fraction-digits", &style.max_fraction))
		return false;
	if (!gw_number_write(args[NUMBER].number, &style, text))
		return gw_eval_fail(ev, "min-fraction-digits is above max-fraction-digits.");
	copy = gw_arena_text(ev->arena, text, strlen(text));
	if (!copy)
		return gw_eval_fail_nomem(ev);
	*out = gw_value_string(copy);
	return true;
}

/* The pieces of text between occurrences of delimiter; of its characters where that is empty. */
static bool eval_split(const struct gw_expr *e, struct gw_eval *ev, struct gw_value *out)
{
	struct gw_value text, delimiter, *items;
	const char *at, *end;
	size_t len, n = 0, i;

	if (!gw_expr_eval(e->args[0], ev, &text) || !gw_expr_eval(e->args[1], ev, &delimiter))
		return false;
	len = strlen(delimiter.string);
	items = gw_arena_alloc(ev->arena, strlen(text.string) + 1, sizeof *items);
	if (!items)
		return gw_eval_fail_nomem(ev);
	for (at = text.string; at; at = end ? end + len : NULL) {
		if (!len && !*at)
			break;
		end = len ? strstr(at, delimiter.string)
			  : at +
				(gw_utf8_step(at, strnlen(at, 4)) ? gw_utf8_step(at, strnlen(at, 4))
								  : 1);
		i = end ? (size_t)(end - at) : strlen(at);
		items[n] = gw_value_string(gw_arena_text(ev->arena, at, i));
		if (!items[n++].string)
			return gw_eval_fail_nomem(ev);
	}
	*out = (struct gw_value){.type = GW_VALUE_ARRAY, .n = n, .items = items};
	return true;
}

static struct gw_expr *parse_split(struct gw_parser *p, const struct gw_operator *op,
	const json_t *json, const struct gw_type *expected)
{
	static const struct gw_operator signature = {
		.name = "split", .eval = eval_split, .signature = "ss"};
	struct gw_expr *e = gw_parse_signature(p, &signature, json, expected);

	if (e)
		e->type = (struct gw_type){
			GW_TYPE_ARRAY, GW_TYPE_ANY_LENGTH, gw_type_plain(GW_TYPE_STRING)};
	return e;
}

static bool eval_join(const struct gw_expr *e, struct gw_eval *ev, struct gw_value *out)
{
	struct gw_value list, delimiter;
	struct gw_buf text;
	size_t i;

	if (!gw_expr_eval(e->args[0], ev, &list) || !gw_expr_eval(e->args[1], ev, &delimiter))
		return false;
	gw_buf_init(&text, TEXT_MAX);
	for (i = 0; i < list.n; i++) {
		if (i)
			gw_buf_puts(&text, delimiter.string);
		gw_buf_puts(&text, list.items[i].string);
	}
	return take_text(&text, ev, out);
}

const struct gw_operator *gw_operators_string(size_t *n)
{
	static const struct gw_operator operators[] = {
		{.name = "concat",
			.eval = eval_concat,
			.signature = "v*",
			.result = GW_TYPE_STRING},
		{.name = "downcase",
			.eval = eval_case,
			.signature = "s",
			.result = GW_TYPE_STRING,
			.variant = false},
		{.name = "join", .eval = eval_join, .signature = "as", .result = GW_TYPE_STRING},
		{.name = "number-format",
			.eval = eval_number_format,
			.parse = parse_number_format,
			.result = GW_TYPE_STRING},
		{.name = "split", .parse = parse_split, .result = GW_TYPE_ARRAY},
		{.name = "upcase",
			.eval = eval_case,
			.signature = "s",
			.result = GW_TYPE_STRING,
			.variant = true},
	};

	*n = sizeof operators / sizeof *operators;
	return operators;
}
