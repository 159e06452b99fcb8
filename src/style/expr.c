/* SPDX-License-Identifier: Apache-2.0 */
#include "style/expr.h"

#include <stdio.h>

bool gw_expr_is_literal(const struct gw_expr *e)
{
	return !e->op;
}

bool gw_eval_fail(struct gw_eval *ev, const char *format, ...)
{
	va_list arguments;

	if (!ev->err)
		return false;
	ev->err->code = GW_EINVAL;
	va_start(arguments, format);
	vsnprintf(ev->err->text, sizeof ev->err->text, format, arguments);
	va_end(arguments);
	return false;
}

bool gw_eval_fail_nomem(struct gw_eval *ev)
{
	gw_fail_nomem(ev->err);
	return false;
}

bool gw_eval_fail_type(
	struct gw_eval *ev, const char *what, const char *wanted, const struct gw_value *found)
{
	char text[GW_TYPE_TEXT_MAX];
	struct gw_type type;

	if (!ev->err)
		return false;
	type = gw_type_of(found, ev->arena);
	return gw_eval_fail(ev, "Expected %s to be of type %s, but found %s instead.", what, wanted,
		gw_type_format(&type, text));
}
