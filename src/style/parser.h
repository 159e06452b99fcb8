/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_STYLE_PARSER_H
#define GW_STYLE_PARSER_H

#include "base/buf.h"
#include "style/expr.h"

#include <jansson.h>

struct gw_arena;
struct gw_style_faults;

/* A name that ["let"] bound; the innermost first. */
struct gw_binding {
	const char *name;
	const struct gw_expr *value;
	const struct gw_binding *outer;
};

/* Reads JSON into expressions in the arena, and notes every fault with its JSON pointer. */
struct gw_parser {
	struct gw_arena *arena;
	struct gw_style_faults *faults;
	struct gw_buf path; /* the pointer of what is being read */
	bool path_stays; /* what is being read was made up from what stands at path */
	const struct gw_binding *scope;
	unsigned depth;
	bool no_memory;
};

/* Borrows both. */
void gw_parser_init(struct gw_parser *p, struct gw_arena *arena, struct gw_style_faults *faults);
void gw_parser_finish(struct gw_parser *p);

/* GW_OK, GW_EFAULTS or GW_ENOMEM: what came of the reading so far. */
enum gw_status gw_parser_status(const struct gw_parser *p, struct gw_error *err);

/* Goes into a member or an item; gw_parser_leave() takes what this returns. */
size_t gw_parser_enter(struct gw_parser *p, const char *member);
size_t gw_parser_enter_item(struct gw_parser *p, size_t i);
void gw_parser_leave(struct gw_parser *p, size_t mark);

/*
 * Notes a fault at the place being read, or at an item of it. Returns NULL, so that a refusal is
 * one statement in what returns a pointer or a bool.
 */
void *gw_refuse(struct gw_parser *p, const char *format, ...) __attribute__((format(printf, 2, 3)));
void *gw_refuse_item(struct gw_parser *p, size_t i, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
void *gw_refuse_nomem(struct gw_parser *p);

/* What to do where a value of any type stands for one of a certain type. */
enum gw_annotation {
	GW_ANNOTATE, /* assert; for colours, text and images coerce */
	GW_ANNOTATE_COERCE,
	GW_ANNOTATE_NOT,
};

/*
 * Reads an expression that is to be of type expected (NULL: of any). Constant parts are folded.
 * NULL when it is faulty.
 */
struct gw_expr *gw_parse_expr(struct gw_parser *p, const json_t *json,
	const struct gw_type *expected, enum gw_annotation annotation);

/* The same for item i of an operator's array. */
struct gw_expr *gw_parse_arg(struct gw_parser *p, const json_t *json, size_t i,
	const struct gw_type *expected, enum gw_annotation annotation);

/* A node for an operator, its n arguments yet to be set; NULL when memory ends. */
struct gw_expr *gw_expr_create(
	struct gw_parser *p, const struct gw_operator *op, struct gw_type type, size_t n);

/* A node that is a value. */
struct gw_expr *gw_expr_create_literal(
	struct gw_parser *p, struct gw_type type, struct gw_value value);

/* Completes a node made outside of gw_parse_expr(): its sums, and folding. */
struct gw_expr *gw_expr_seal(struct gw_parser *p, struct gw_expr *e);

/* Notes "Expected <expected> but found <actual> instead." and returns false, or true. */
bool gw_parser_check_type(
	struct gw_parser *p, const struct gw_type *expected, const struct gw_type *actual);

#endif
