/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_STYLE_SETTING_H
#define GW_STYLE_SETTING_H

#include "style/parser.h"
#include "style/spec.h"

/* What a style says of a property: a value, or an expression. A choice is kept as its number. */
struct gw_setting {
	const struct gw_expr *expr; /* NULL: a constant */
	struct gw_value value; /* the constant; with an expression, the default */
	unsigned depends;
	bool is_set; /* rather than the default */
};

/* Reads a property's value: a constant, an expression or a function. False when it is faulty. */
bool gw_setting_parse(struct gw_parser *p, const struct gw_property_spec *spec, const json_t *json,
	struct gw_setting *out);

/* Makes the property's default the setting. False when memory ends. */
bool gw_setting_default(
	struct gw_parser *p, const struct gw_property_spec *spec, struct gw_setting *out);

/* Reads an expression or a function alone; NULL when it is faulty. */
const struct gw_expr *gw_setting_parse_expr(
	struct gw_parser *p, const struct gw_property_spec *spec, const json_t *json);

/* The number of a word among a property's choices, or -1. */
int gw_choice_find(const struct gw_property_spec *spec, const char *word);

#endif
