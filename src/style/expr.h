/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_STYLE_EXPR_H
#define GW_STYLE_EXPR_H

#include "base/error.h"
#include "style/style.h"
#include "style/type.h"

#include <stdbool.h>
#include <stddef.h>

struct gw_arena;
struct gw_expr;
struct gw_operator;

/* One evaluation: what it sees, where it makes text and arrays, and what went wrong. */
struct gw_eval {
	const struct gw_style_scope *scope;
	struct gw_arena *arena;
	struct gw_error *err; /* NULL: nobody asks why */
};

/* False, with the reason in ev->err, where the expression comes to no value. */
typedef bool gw_eval_fn(const struct gw_expr *e, struct gw_eval *ev, struct gw_value *out);

/*
 * A node of a compiled expression. Trees live in an arena and never change once sealed. Types are
 * settled when a tree is made: an argument that has to be a number evaluates to one, or fails, so
 * that operators read the member of a gw_value they were promised.
 */
struct gw_expr {
	gw_eval_fn *eval;
	const struct gw_expr **args;
	size_t n;
	const struct gw_operator *op; /* NULL: a literal */
	const void *data; /* the operator's own: stops, labels ... */
	struct gw_value literal;
	struct gw_type type;
	unsigned depends; /* GW_DEPENDS_ON_..., GW_DEPENDS_ON_FATE */
	unsigned depth; /* of an evaluation; bounded by the parser, and so the stack */
	unsigned
		cost; /* nodes an evaluation visits at most; bounded, since ["var"] multiplies it */
};

/* Never folded, though it depends on nothing: ["error"]. */
enum { GW_DEPENDS_ON_FATE = 8 };

static inline bool gw_expr_eval(const struct gw_expr *e, struct gw_eval *ev, struct gw_value *out)
{
	return e->eval(e, ev, out);
}

bool gw_expr_is_literal(const struct gw_expr *e);

/* Fills the reason; returns false, so that a failure is one statement. */
bool gw_eval_fail(struct gw_eval *ev, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
bool gw_eval_fail_nomem(struct gw_eval *ev);

/* "Expected <what> to be of type <wanted>, but found <type of found> instead." */
bool gw_eval_fail_type(
	struct gw_eval *ev, const char *what, const char *wanted, const struct gw_value *found);

#endif
