/* SPDX-License-Identifier: Apache-2.0 */
#include "style/operator.h"

#include "style/arena.h"
#include "style/match.h"

#include <string.h>

/* What is asked of every branch: nothing while any value will do. */
static const struct gw_type *wanted_of(const struct gw_type *expected)
{
	return expected && expected->kind != GW_TYPE_VALUE ? expected : NULL;
}

/* Reads item i as a branch's outcome; the first one settles the type of all where none is asked. */
static bool parse_outcome(struct gw_parser *p, const json_t *json, size_t i,
	const struct gw_type **wanted, const struct gw_expr **out)
{
	*out = gw_parse_arg(p, json, i, *wanted, GW_ANNOTATE);
	if (*out && !*wanted)
		*wanted = &(*out)->type;
	return *out != NULL;
}

/* args: test, outcome, test, outcome ... otherwise */
static struct gw_expr *parse_case(struct gw_parser *p, const struct gw_operator *op,
	const json_t *json, const struct gw_type *expected)
{
	const struct gw_type *wanted = wanted_of(expected);
	size_t n = json_array_size(json) - 1, i;
	bool good = true;
	struct gw_expr *e;

	if (n < 3)
		return gw_refuse(p, "Expected at least 3 arguments, but found only %zu.", n);
	if (n % 2 == 0)
		return gw_refuse(p, "Expected an odd number of arguments.");
	e = gw_expr_create(p, op, *gw_type_plain(GW_TYPE_VALUE), n);
	for (i = 0; i < n && e; i++) {
		if (i % 2 == 0 && i + 1 < n) {
			e->args[i] = gw_parse_arg(
				p, json, i + 1, gw_type_plain(GW_TYPE_BOOLEAN), GW_ANNOTATE);
			good = good && e->args[i];
		} else {
			good = parse_outcome(p, json, i + 1, &wanted, &e->args[i]) && good;
		}
	}
	if (!good || !e)
		return NULL;
	e->type = *wanted;
	return e;
}

static bool eval_case(const struct gw_expr *e, struct gw_eval *ev, struct gw_value *out)
{
	size_t i;

	for (i = 0; i + 1 < e->n; i += 2) {
		if (!gw_expr_eval(e->args[i], ev, out))
			return false;
		if (out->boolean)
			return gw_expr_eval(e->args[i + 1], ev, out);
	}
	return gw_expr_eval(e->args[i], ev, out);
}

/* args: input, outcomes, otherwise; data: the labels */
static struct gw_expr *parse_match(struct gw_parser *p, const struct gw_operator *op,
	const json_t *json, const struct gw_type *expected)
{
	const struct gw_type *wanted = wanted_of(expected);
	size_t n = json_array_size(json), outcomes = n > 3 ? (n - 3) / 2 : 0, i;
	bool good = true;
	struct gw_match *match;
	struct gw_expr *e;

	if (n < 5)
		return gw_refuse(p, "Expected at least 4 arguments, but found only %zu.", n - 1);
	if (n % 2 != 1)
		return gw_refuse(p, "Expected an even number of arguments.");
	match = gw_match_parse(p, json);
	e = gw_expr_create(p, op, *gw_type_plain(GW_TYPE_VALUE), outcomes + 2);
	if (!e)
		return NULL;
	for (i = 1; i <= outcomes; i++)
		good = parse_outcome(p, json, 2 * i + 1, &wanted, &e->args[i]) && good;
	e->args[0] = gw_parse_arg(p, json, 1, gw_type_plain(GW_TYPE_VALUE), GW_ANNOTATE);
	good = parse_outcome(p, json, n - 1, &wanted, &e->args[i]) && good;
	if (!good || !match || !e->args[0])
		return NULL;
	if (e->args[0]->type.kind != GW_TYPE_VALUE) {
		size_t mark = gw_parser_enter_item(p, 1);

		good = gw_parser_check_type(p, gw_type_plain(match->kind), &e->args[0]->type);
		gw_parser_leave(p, mark);
	}
	e->type = *wanted;
	e->data = match;
	return good ? e : NULL;
}

static bool eval_match(const struct gw_expr *e, struct gw_eval *ev, struct gw_value *out)
{
	size_t outcome;

	if (!gw_expr_eval(e->args[0], ev, out))
		return false;
	outcome = gw_match_find(e->data, out);
	return gw_expr_eval(e->args[outcome ? outcome : e->n - 1], ev, out);
}

/*
 * Arguments are read without assertions, which a null would fail; where one of them may not be of
 * the type asked for, the whole becomes a value that the parser asserts. Where no type is asked
 * for, it is the first's: a value of any type, or one that is never null, so that no other counts.
 */
static struct gw_expr *parse_coalesce(struct gw_parser *p, const struct gw_operator *op,
	const json_t *json, const struct gw_type *expected)
{
	const struct gw_type *asked = wanted_of(expected), *wanted = asked;
	size_t n = json_array_size(json) - 1, i;
	bool good = true, fits = true;
	struct gw_expr *e;

	if (!n)
		return gw_refuse(p, "Expected at least one argument.");
	e = gw_expr_create(p, op, *gw_type_plain(GW_TYPE_VALUE), n);
	for (i = 0; i < n && e; i++) {
		e->args[i] = gw_parse_arg(p, json, i + 1, wanted, GW_ANNOTATE_NOT);
		good = good && e->args[i];
		if (e->args[i] && !wanted)
			wanted = &e->args[i]->type;
		if (good && asked)
			fits = fits && gw_type_accepts(asked, &e->args[i]->type);
	}
	if (!good || !e)
		return NULL;
	if (fits)
		e->type = *wanted;
	return e;
}

static bool eval_coalesce(const struct gw_expr *e, struct gw_eval *ev, struct gw_value *out)
{
	size_t i;

	for (i = 0; i < e->n; i++) {
		if (!gw_expr_eval(e->args[i], ev, out))
			return false;
		if (out->type != GW_VALUE_NULL)
			return true;
	}
	return true;
}

static bool is_variable_name(const char *name)
{
	return !name[strspn(
		name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")];
}

static bool parse_binding(
	struct gw_parser *p, const json_t *json, size_t i, struct gw_binding *binding)
{
	const char *name = json_string_value(json_array_get(json, i));

	if (!name) {
		gw_refuse_item(p, i, "the name of a variable must be a string");
		return false;
	}
	if (!is_variable_name(name)) {
		gw_refuse_item(
			p, i, "Variable names must contain only alphanumeric characters or '_'.");
		return false;
	}
	binding->name = name;
	binding->value = gw_parse_arg(p, json, i + 1, NULL, GW_ANNOTATE);
	return binding->value != NULL;
}

/* args: the bound values, for what they depend on, then the result */
static struct gw_expr *parse_let(struct gw_parser *p, const struct gw_operator *op,
	const json_t *json, const struct gw_type *expected)
{
	size_t n = json_array_size(json) - 1, bound = n / 2, i;
	const struct gw_binding *outer = p->scope;
	struct gw_binding *bindings;
	bool good = true;
	struct gw_expr *e;

	if (n < 3)
		return gw_refuse(p, "Expected at least 3 arguments, but found %zu instead.", n);
	if (n % 2 == 0)
		return gw_refuse(p, "Expected an odd number of arguments.");
	e = gw_expr_create(p, op, *gw_type_plain(GW_TYPE_VALUE), bound + 1);
	bindings = gw_arena_alloc(p->arena, bound, sizeof *bindings);
	if (!e || !bindings)
		return gw_refuse_nomem(p);
	for (i = 0; i < bound; i++) {
		good = parse_binding(p, json, 1 + 2 * i, &bindings[i]) && good;
		bindings[i].outer = i ? &bindings[i - 1] : outer;
		e->args[i] = bindings[i].value;
	}
	if (!good)
		return NULL;
	p->scope = &bindings[bound - 1];
	e->args[bound] = gw_parse_arg(p, json, n, expected, GW_ANNOTATE);
	p->scope = outer;
	if (!e->args[bound])
		return NULL;
	e->type = e->args[bound]->type;
	return e;
}

static bool eval_let(const struct gw_expr *e, struct gw_eval *ev, struct gw_value *out)
{
	return gw_expr_eval(e->args[e->n - 1], ev, out);
}

static struct gw_expr *parse_var(struct gw_parser *p, const struct gw_operator *op,
	const json_t *json, const struct gw_type *expected)
{
	const char *name = json_string_value(json_array_get(json, 1));
	const struct gw_binding *binding;
	struct gw_expr *e;

	if (json_array_size(json) != 2 || !name)
		return gw_refuse(
			p, "'var' expression requires exactly one string literal argument.");
	for (binding = p->scope; binding; binding = binding->outer)
		if (!strcmp(binding->name, name))
			break;
	if (!binding)
		return gw_refuse_item(p, 1,
			"Unknown variable \"%.60s\". Make sure \"%.60s\" has been bound in an "
			"enclosing \"let\" expression before using it.",
			name, name);
	e = gw_expr_create(p, op, binding->value->type, 1);
	if (e)
		e->args[0] = binding->value;
	return e;
}

static bool eval_var(const struct gw_expr *e, struct gw_eval *ev, struct gw_value *out)
{
	return gw_expr_eval(e->args[0], ev, out);
}

const struct gw_operator *gw_operators_branch(size_t *n)
{
	static const struct gw_operator operators[] = {
		{.name = "case", .eval = eval_case, .parse = parse_case, .result = GW_TYPE_VALUE},
		{.name = "coalesce",
			.eval = eval_coalesce,
			.parse = parse_coalesce,
			.result = GW_TYPE_VALUE,
			.role = GW_ROLE_COALESCE},
		{.name = "let",
			.eval = eval_let,
			.parse = parse_let,
			.result = GW_TYPE_VALUE,
			.role = GW_ROLE_LET},
		{.name = "match",
			.eval = eval_match,
			.parse = parse_match,
			.result = GW_TYPE_VALUE},
		{.name = "var",
			.eval = eval_var,
			.parse = parse_var,
			.result = GW_TYPE_VALUE,
			.role = GW_ROLE_VAR},
	};

	*n = sizeof operators / sizeof *operators;
	return operators;
}
