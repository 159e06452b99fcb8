/* SPDX-License-Identifier: Apache-2.0 */
#include "style/operator.h"

#include "style/arena.h"

#include <string.h>

enum comparison { EQUAL, UNEQUAL, LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL };

static bool is_order(const struct gw_operator *op)
{
	return op->variant != EQUAL && op->variant != UNEQUAL;
}

static bool is_comparable(const struct gw_operator *op, enum gw_type_kind kind)
{
	if (kind == GW_TYPE_STRING || kind == GW_TYPE_NUMBER || kind == GW_TYPE_VALUE)
		return true;
	return !is_order(op) && (kind == GW_TYPE_BOOLEAN || kind == GW_TYPE_NULL);
}

static const struct gw_expr *parse_side(
	struct gw_parser *p, const struct gw_operator *op, const json_t *json, size_t i)
{
	const struct gw_expr *side =
		gw_parse_arg(p, json, i, gw_type_plain(GW_TYPE_VALUE), GW_ANNOTATE);
	char type[GW_TYPE_TEXT_MAX];

	if (side && !is_comparable(op, side->type.kind))
		return gw_refuse_item(p, i, "\"%s\" comparisons are not supported for type '%s'.",
			op->name, gw_type_format(&side->type, type));
	return side;
}

/* A side of unknown type beside one of a known type has to be of that, in comparisons of order. */
static bool settle(struct gw_parser *p, const struct gw_expr **side, const struct gw_expr *other)
{
	if ((*side)->type.kind == GW_TYPE_VALUE && other->type.kind != GW_TYPE_VALUE)
		*side = gw_expr_seal(p, gw_expr_assert(p, &other->type, *side));
	return *side != NULL;
}

static struct gw_expr *parse_comparison(struct gw_parser *p, const struct gw_operator *op,
	const json_t *json, const struct gw_type *expected)
{
	char left_text[GW_TYPE_TEXT_MAX], right_text[GW_TYPE_TEXT_MAX];
	const struct gw_expr *left, *right;
	enum gw_type_kind l, r;
	struct gw_expr *e;

	if (json_array_size(json) == 4)
		return gw_refuse_item(p, 3, "collators are not supported");
	if (json_array_size(json) != 3)
		return gw_refuse(p, "Expected two or three arguments.");
	left = parse_side(p, op, json, 1);
	right = parse_side(p, op, json, 2);
	if (!left || !right)
		return NULL;
	l = left->type.kind;
	r = right->type.kind;
	if (l != r && l != GW_TYPE_VALUE && r != GW_TYPE_VALUE)
		return gw_refuse(p, "Cannot compare types '%s' and '%s'.",
			gw_type_format(&left->type, left_text),
			gw_type_format(&right->type, right_text));
	if (is_order(op) && (!settle(p, &left, right) || !settle(p, &right, left)))
		return NULL;
	e = gw_expr_create(p, op, *gw_type_plain(GW_TYPE_BOOLEAN), 2);
	if (!e)
		return NULL;
	e->args[0] = left;
	e->args[1] = right;
	return e;
}

static bool eval_equality(const struct gw_expr *e, struct gw_eval *ev, struct gw_value *out)
{
	struct gw_value left, right;

	if (!gw_expr_eval(e->args[0], ev, &left) || !gw_expr_eval(e->args[1], ev, &right))
		return false;
	*out = gw_value_bool(gw_value_equal(&left, &right) == (e->op->variant == EQUAL));
	return true;
}

static bool fail_order(const struct gw_expr *e, struct gw_eval *ev, const struct gw_value *left,
	const struct gw_value *right)
{
	/* arrays by their kind alone, whatever is in them */
	struct gw_value plain[] = {*left, *right};
	char text[2][GW_TYPE_TEXT_MAX];
	size_t i;

	for (i = 0; i < 2; i++) {
		struct gw_type type = plain[i].type == GW_VALUE_ARRAY
			? *gw_type_plain(GW_TYPE_ARRAY)
			: gw_type_of(&plain[i], ev->arena);

		gw_type_format(&type, text[i]);
	}
	return gw_eval_fail(ev,
		"Expected arguments for \"%s\" to be (string, string) or (number, number), but "
		"found (%s, %s) instead.",
		e->op->name, text[0], text[1]);
}

static bool compare(enum comparison how, int order)
{
	switch (how) {
	case LESS:
		return order < 0;
	case LESS_OR_EQUAL:
		return order <= 0;
	case GREATER:
		return order > 0;
	case GREATER_OR_EQUAL:
		return order >= 0;
	case EQUAL:
	case UNEQUAL:
		break;
	}
	return false;
}

static bool eval_order(const struct gw_expr *e, struct gw_eval *ev, struct gw_value *out)
{
	struct gw_value left, right;
	bool truth;

	if (!gw_expr_eval(e->args[0], ev, &left) || !gw_expr_eval(e->args[1], ev, &right))
		return false;
	if (left.type != right.type ||
		(left.type != GW_VALUE_STRING && left.type != GW_VALUE_NUMBER))
		return fail_order(e, ev, &left, &right);
	if (left.type == GW_VALUE_STRING)
		truth = compare((enum comparison)e->op->variant, strcmp(left.string, right.string));
	else /* NaN is in no order */
		truth = left.number == left.number && right.number == right.number &&
			compare((enum comparison)e->op->variant,
				(left.number > right.number) - (left.number < right.number));
	*out = gw_value_bool(truth);
	return true;
}

#define COMPARISON(n, function, v)                                                                 \
	{                                                                                          \
		.name = n, .eval = function, .parse = parse_comparison, .result = GW_TYPE_BOOLEAN, \
		.variant = v                                                                       \
	}

const struct gw_operator *gw_operators_compare(size_t *n)
{
	static const struct gw_operator operators[] = {
		COMPARISON("==", eval_equality, EQUAL),
		COMPARISON("!=", eval_equality, UNEQUAL),
		COMPARISON("<", eval_order, LESS),
		COMPARISON("<=", eval_order, LESS_OR_EQUAL),
		COMPARISON(">", eval_order, GREATER),
		COMPARISON(">=", eval_order, GREATER_OR_EQUAL),
	};

	*n = sizeof operators / sizeof *operators;
	return operators;
}
