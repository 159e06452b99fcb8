/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_STYLE_FUNCTION_H
#define GW_STYLE_FUNCTION_H

#include "style/parser.h"
#include "style/spec.h"

/*
 * The expression that a function of the older form stands for: {"stops": [[zoom, value], ...]},
 * {"property": name, "stops": ...} or both, of the types exponential, interval, categorical and
 * identity. The caller has the reference. NULL when it is faulty; the faults are noted.
 */
json_t *gw_function_to_expr(
	struct gw_parser *p, const json_t *json, const struct gw_property_spec *spec);

/* The expression that a text with {tokens} stands for, or NULL when memory ends. */
json_t *gw_tokens_to_expr(const char *text);

#endif
