/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_STYLE_OPERATOR_H
#define GW_STYLE_OPERATOR_H

#include "style/parser.h"

/* Reads an operator's array; expected may be NULL. What it returns is not sealed yet. */
typedef struct gw_expr *gw_parse_fn(struct gw_parser *p, const struct gw_operator *op,
	const json_t *json, const struct gw_type *expected);

/* What else but its value matters of an operator. */
enum gw_role {
	GW_ROLE_NONE,
	GW_ROLE_ZOOM,
	GW_ROLE_CURVE,
	GW_ROLE_LET,
	GW_ROLE_VAR,
	GW_ROLE_COALESCE
};

/*
 * An operator is read by its signature or by a function of its own. A signature has a letter for
 * each argument: n number, s string, b boolean, c color, o object, a array of strings, v any; a
 * '*' behind one means any number of such; '|' parts alternatives, which differ in their number of
 * arguments.
 */
struct gw_operator {
	const char *name;
	gw_eval_fn *eval;
	const char *signature; /* or NULL: */
	gw_parse_fn *parse;
	enum gw_type_kind result;
	unsigned depends; /* of a signature's first alternative only */
	enum gw_role role;
	int variant; /* what tells operators of one function apart */
};

/* Each family in its file, op_<family>.c. */
const struct gw_operator *gw_operators_branch(size_t *n);
const struct gw_operator *gw_operators_color(size_t *n);
const struct gw_operator *gw_operators_compare(size_t *n);
const struct gw_operator *gw_operators_curve(size_t *n);
const struct gw_operator *gw_operators_feature(size_t *n);
const struct gw_operator *gw_operators_list(size_t *n);
const struct gw_operator *gw_operators_logic(size_t *n);
const struct gw_operator *gw_operators_math(size_t *n);
const struct gw_operator *gw_operators_string(size_t *n);
const struct gw_operator *gw_operators_type(size_t *n);

/* NULL: there is none of that name. */
const struct gw_operator *gw_operator_find(const char *name);

/* Operators of the specification that are refused; NULL behind the last. */
const char *gw_operator_refused(size_t i);

/* Whether a JSON array is an operator's, refused ones among them, rather than a list of values. */
bool gw_operator_is_named(const json_t *json);

/* Notes that name is no operator, with the one that may be meant. Returns NULL. */
void *gw_operator_refuse(struct gw_parser *p, const char *name);

/* Reads an operator that has a signature. */
struct gw_expr *gw_parse_signature(struct gw_parser *p, const struct gw_operator *op,
	const json_t *json, const struct gw_type *expected);

/* Nodes that turn a value into one of a type, or fail; of op_type.c. */
struct gw_expr *gw_expr_assert(
	struct gw_parser *p, const struct gw_type *type, const struct gw_expr *arg);
struct gw_expr *gw_expr_coerce(
	struct gw_parser *p, const struct gw_type *type, const struct gw_expr *arg);

/* ["rgb"] and ["rgba"]; of op_type.c, where colours are made of numbers. */
bool gw_eval_rgba(const struct gw_expr *e, struct gw_eval *ev, struct gw_value *out);

#endif
