/* SPDX-License-Identifier: Apache-2.0 */
#include "style/operator.h"

static bool eval_not(const struct gw_expr *e, struct gw_eval *ev, struct gw_value *out)
{
	if (!gw_expr_eval(e->args[0], ev, out))
		return false;
	out->boolean = !out->boolean;
	return true;
}

/* ["all"] ends at the first false, ["any"] at the first true: the variant. */
static bool eval_junction(const struct gw_expr *e, struct gw_eval *ev, struct gw_value *out)
{
	bool ends = e->op->variant;
	size_t i;

	for (i = 0; i < e->n; i++) {
		if (!gw_expr_eval(e->args[i], ev, out))
			return false;
		if (out->boolean == ends)
			return true;
	}
	*out = gw_value_bool(!ends);
	return true;
}

const struct gw_operator *gw_operators_logic(size_t *n)
{
	static const struct gw_operator operators[] = {
		{.name = "!", .eval = eval_not, .signature = "b", .result = GW_TYPE_BOOLEAN},
		{.name = "all",
			.eval = eval_junction,
			.signature = "b*",
			.result = GW_TYPE_BOOLEAN,
			.variant = false},
		{.name = "any",
			.eval = eval_junction,
			.signature = "b*",
			.result = GW_TYPE_BOOLEAN,
			.variant = true},
	};

	*n = sizeof operators / sizeof *operators;
	return operators;
}
