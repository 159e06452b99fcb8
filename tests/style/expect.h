/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_TESTS_STYLE_EXPECT_H
#define GW_TESTS_STYLE_EXPECT_H

#include "style/style.h"

#include <stddef.h>

/* One expression, what it is put to, and what it has to give. */
struct expression_case {
	const char *expression; /* JSON */
	const char *value; /* JSON; NULL when the evaluation fails: */
	const char *error; /* its text */
};

/*
 * Evaluates each expression for a property of type (NULL: any) at zoom 7.5, for one feature: a
 * point with the id 7 and the properties of expect_properties.
 */
void expect_values(const char *type, const struct expression_case *cases, size_t n);

extern const char expect_properties[];

/* An expression that does not compile, where and why. */
struct fault_case {
	const char *expression;
	const char *pointer;
	const char *text; /* what the fault begins with */
};
void expect_faults(const char *type, const struct fault_case *cases, size_t n);

/* A style that must be good; the caller destroys it. */
struct gw_style *expect_style(const char *json);

/* A style whose only fault is this one; text is what it begins with. */
void expect_style_fault(const char *json, const char *pointer, const char *text);

/* A whole style of one layer over the vector source "city". */
const char *style_of_layer(char *out, size_t room, const char *layer);

#endif
