/* SPDX-License-Identifier: Apache-2.0 */
#include "style/parser.h"

#include "style/arena.h"
#include "style/faults.h"
#include "style/operator.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define PATH_MAX_BYTES ((size_t)1 << 20)
#define NAME_MAX_BYTES 1000
#define NESTING_MAX    200
#define DEPTH_MAX      1000
#define COST_MAX       1000000

void gw_parser_init(struct gw_parser *p, struct gw_arena *arena, struct gw_style_faults *faults)
{
	*p = (struct gw_parser){.arena = arena, .faults = faults};
	gw_buf_init(&p->path, PATH_MAX_BYTES);
}

void gw_parser_finish(struct gw_parser *p)
{
	gw_buf_finish(&p->path);
}

enum gw_status gw_parser_status(const struct gw_parser *p, struct gw_error *err)
{
	const struct gw_style_faults *faults = p->faults;
	char rest[64] = "";

	if (p->no_memory || faults->no_memory || !gw_buf_ok(&p->path))
		return gw_fail_nomem(err);
	if (!faults->n)
		return GW_OK;
	if (faults->n > 1)
		snprintf(rest, sizeof rest, " (and %s%zu more)", faults->more ? "at least " : "",
			faults->n - 1);
	return gw_fail(err, GW_EFAULTS, "%.300s: %.500s%s", faults->items[0].pointer,
		faults->items[0].text, rest);
}

/* A member's name in a JSON pointer (RFC 6901); a very long one is cut, at a whole character. */
static void append_name(struct gw_buf *path, const char *name)
{
	const char *end = name + strnlen(name, NAME_MAX_BYTES);

	while ((*end & 0xc0) == 0x80)
		end--;
	gw_buf_puts(path, "/");
	for (; name < end; name++) {
		if (*name == '~' || *name == '/')
			gw_buf_puts(path, *name == '~' ? "~0" : "~1");
		else
			gw_buf_append(path, name, 1);
	}
}

size_t gw_parser_enter(struct gw_parser *p, const char *member)
{
	size_t mark = p->path.len;

	if (!p->path_stays)
		append_name(&p->path, member);
	return mark;
}

size_t gw_parser_enter_item(struct gw_parser *p, size_t i)
{
	size_t mark = p->path.len;

	if (!p->path_stays)
		gw_buf_printf(&p->path, "/%zu", i);
	return mark;
}

void gw_parser_leave(struct gw_parser *p, size_t mark)
{
	p->path.len = mark;
}

static void add_fault(struct gw_parser *p, const char *format, va_list arguments)
{
	const char *path = gw_buf_cstr(&p->path);

	gw_style_faults_add(p->faults, path ? path : "", format, arguments);
}

void *gw_refuse(struct gw_parser *p, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	add_fault(p, format, arguments);
	va_end(arguments);
	return NULL;
}

void *gw_refuse_item(struct gw_parser *p, size_t i, const char *format, ...)
{
	size_t mark = gw_parser_enter_item(p, i);
	va_list arguments;

	va_start(arguments, format);
	add_fault(p, format, arguments);
	va_end(arguments);
	gw_parser_leave(p, mark);
	return NULL;
}

void *gw_refuse_nomem(struct gw_parser *p)
{
	p->no_memory = true;
	return NULL;
}

bool gw_parser_check_type(
	struct gw_parser *p, const struct gw_type *expected, const struct gw_type *actual)
{
	char wanted[GW_TYPE_TEXT_MAX], found[GW_TYPE_TEXT_MAX];

	if (gw_type_accepts(expected, actual))
		return true;
	gw_refuse(p, "Expected %s but found %s instead.", gw_type_format(expected, wanted),
		gw_type_format(actual, found));
	return false;
}

struct gw_expr *gw_expr_create(
	struct gw_parser *p, const struct gw_operator *op, struct gw_type type, size_t n)
{
	struct gw_expr *e = gw_arena_alloc(p->arena, 1, sizeof *e);

	if (!e)
		return gw_refuse_nomem(p);
	e->args = gw_arena_alloc(p->arena, n, sizeof *e->args);
	if (!e->args)
		return gw_refuse_nomem(p);
	e->eval = op->eval;
	e->op = op;
	e->n = n;
	e->type = type;
	e->depends = op->depends;
	return e;
}

static bool eval_literal(const struct gw_expr *e, struct gw_eval *ev, struct gw_value *out)
{
	*out = e->literal;
	return true;
}

static void become_literal(struct gw_expr *e, struct gw_value value)
{
	e->eval = eval_literal;
	e->literal = value;
	e->op = NULL;
	e->n = 0;
	e->depends = 0;
	e->depth = e->cost = 1;
}

struct gw_expr *gw_expr_create_literal(
	struct gw_parser *p, struct gw_type type, struct gw_value value)
{
	struct gw_expr *e = gw_arena_alloc(p->arena, 1, sizeof *e);

	if (!e)
		return gw_refuse_nomem(p);
	e->type = type;
	become_literal(e, value);
	return e;
}

/* What does not depend on anything is evaluated now, once. */
static struct gw_expr *fold(struct gw_parser *p, struct gw_expr *e)
{
	static const struct gw_style_scope nothing;
	struct gw_error err = {0};
	struct gw_eval ev = {.scope = &nothing, .arena = p->arena, .err = &err};
	struct gw_value value;

	if (gw_expr_eval(e, &ev, &value)) {
		become_literal(e, value);
		return e;
	}
	return err.code == GW_ENOMEM ? gw_refuse_nomem(p) : gw_refuse(p, "%s", err.text);
}

struct gw_expr *gw_expr_seal(struct gw_parser *p, struct gw_expr *e)
{
	size_t i;

	if (!e || gw_expr_is_literal(e))
		return e;
	e->depth = e->cost = 1;
	for (i = 0; i < e->n; i++) {
		const struct gw_expr *arg = e->args[i];

		e->depends |= arg->depends;
		e->cost += arg->cost;
		if (e->depth <= arg->depth)
			e->depth = arg->depth + 1;
		if (e->cost > COST_MAX)
			return gw_refuse(p, "this expression takes too long to evaluate");
	}
	if (e->depth > DEPTH_MAX)
		return gw_refuse(p, "this expression is nested too deep");
	return e->depends ? e : fold(p, e);
}

/* Puts an assertion or a coercion around e where expected asks for it; else checks its type. */
static struct gw_expr *annotate(struct gw_parser *p, struct gw_expr *e,
	const struct gw_type *expected, enum gw_annotation annotation)
{
	enum gw_type_kind wanted = expected->kind, found = e->type.kind;
	bool asserted = found == GW_TYPE_VALUE &&
		(wanted == GW_TYPE_STRING || wanted == GW_TYPE_NUMBER ||
			wanted == GW_TYPE_BOOLEAN || wanted == GW_TYPE_OBJECT ||
			wanted == GW_TYPE_ARRAY);
	bool coerced = (found == GW_TYPE_VALUE || found == GW_TYPE_STRING) &&
		(wanted == GW_TYPE_COLOR || wanted == GW_TYPE_FORMATTED || wanted == GW_TYPE_IMAGE);

	if (!asserted && !coerced)
		return gw_parser_check_type(p, expected, &e->type) ? e : NULL;
	if (annotation == GW_ANNOTATE_NOT)
		return e;
	if (coerced || annotation == GW_ANNOTATE_COERCE)
		return gw_expr_coerce(p, expected, e);
	return gw_expr_assert(p, expected, e);
}

static struct gw_expr *parse_scalar(struct gw_parser *p, const json_t *json)
{
	struct gw_value value;

	if (!gw_value_from_json(p->arena, json, &value))
		return gw_refuse_nomem(p);
	return gw_expr_create_literal(p, gw_type_of(&value, p->arena), value);
}

static struct gw_expr *parse_array(
	struct gw_parser *p, const json_t *json, const struct gw_type *expected)
{
	const json_t *head = json_array_get(json, 0);
	const char *name = json_string_value(head);
	const struct gw_operator *op;
	struct gw_expr *e;

	if (!head)
		return gw_refuse(p,
			"Expected an array with at least one element. If you wanted a "
			"literal array, use [\"literal\", []].");
	if (!name)
		return gw_refuse(p,
			"an expression begins with its operator's name; a list of "
			"values is written [\"literal\", [...]]");
	op = gw_operator_find(name);
	if (!op)
		return gw_operator_refuse(p, name);
	e = op->signature ? gw_parse_signature(p, op, json, expected)
			  : op->parse(p, op, json, expected);
	return gw_expr_seal(p, e);
}

struct gw_expr *gw_parse_expr(struct gw_parser *p, const json_t *json,
	const struct gw_type *expected, enum gw_annotation annotation)
{
	struct gw_expr *e;

	if (json_is_object(json))
		return gw_refuse(p, "Bare objects invalid. Use [\"literal\", {...}] instead.");
	if (p->depth == NESTING_MAX)
		return gw_refuse(p, "expressions are nested deeper than %d", NESTING_MAX);
	p->depth++;
	e = json_is_array(json) ? parse_array(p, json, expected) : parse_scalar(p, json);
	p->depth--;
	if (e && expected) {
		struct gw_expr *annotated = annotate(p, e, expected, annotation);

		e = annotated == e ? e : gw_expr_seal(p, annotated);
	}
	return e;
}

struct gw_expr *gw_parse_arg(struct gw_parser *p, const json_t *json, size_t i,
	const struct gw_type *expected, enum gw_annotation annotation)
{
	size_t mark = gw_parser_enter_item(p, i);
	struct gw_expr *e = gw_parse_expr(p, json_array_get(json, i), expected, annotation);

	gw_parser_leave(p, mark);
	return e;
}
