/* SPDX-License-Identifier: Apache-2.0 */
#include "style/operator.h"

#include "style/arena.h"

static bool eval_to_rgba(const struct gw_expr *e, struct gw_eval *ev, struct gw_value *out)
{
	struct gw_value *parts = gw_arena_alloc(ev->arena, 4, sizeof *parts);

	if (!parts)
		return gw_eval_fail_nomem(ev);
	if (!gw_expr_eval(e->args[0], ev, out))
		return false;
	parts[0] = gw_value_number(out->color.r * 255);
	parts[1] = gw_value_number(out->color.g * 255);
	parts[2] = gw_value_number(out->color.b * 255);
	parts[3] = gw_value_number(out->color.a);
	*out = (struct gw_value){.type = GW_VALUE_ARRAY, .n = 4, .items = parts};
	return true;
}

static struct gw_expr *parse_to_rgba(struct gw_parser *p, const struct gw_operator *op,
	const json_t *json, const struct gw_type *expected)
{
	static const struct gw_operator signature = {
		.name = "to-rgba", .eval = eval_to_rgba, .signature = "c"};
	struct gw_expr *e = gw_parse_signature(p, &signature, json, expected);

	if (e)
		e->type = (struct gw_type){GW_TYPE_ARRAY, 4, gw_type_plain(GW_TYPE_NUMBER)};
	return e;
}

const struct gw_operator *gw_operators_color(size_t *n)
{
	static const struct gw_operator operators[] = {
		{.name = "rgb", .eval = gw_eval_rgba, .signature = "nnn", .result = GW_TYPE_COLOR},
		{.name = "rgba",
			.eval = gw_eval_rgba,
			.signature = "nnnn",
			.result = GW_TYPE_COLOR},
		{.name = "to-rgba", .parse = parse_to_rgba, .result = GW_TYPE_ARRAY},
	};

	*n = sizeof operators / sizeof *operators;
	return operators;
}
