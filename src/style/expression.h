/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_STYLE_EXPRESSION_H
#define GW_STYLE_EXPRESSION_H

#include "style/style.h"

/* An expression by itself, as its author tries it out. Immutable. */
struct gw_expression;

/*
 * Compiles the len bytes of JSON of an expression, or of a function of the older form, for a
 * property of a type: "color", "array<number, 2>", the words of an enumeration ("left|right"), the
 * name of a property ("line-width"), or NULL for any value. Faults and errors as with
 * gw_style_parse(); a type that is none is GW_EINVAL.
 */
enum gw_status gw_expression_parse(struct gw_expression **out, const char *json, size_t len,
	const char *type, struct gw_style_faults *faults, struct gw_error *err);
void gw_expression_destroy(struct gw_expression *expression);

/* Appends its value as JSON. GW_EINVAL, with the reason, where it comes to none; GW_ENOMEM. */
enum gw_status gw_expression_write(const struct gw_expression *expression,
	const struct gw_style_scope *scope, struct gw_buf *out, struct gw_error *err);

#endif
