/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_STYLE_FILTER_H
#define GW_STYLE_FILTER_H

#include "style/parser.h"

/*
 * Reads a layer's filter. One of the older form, ["==", "class", "road"], is refused with the
 * expression that says the same. NULL when it is faulty.
 */
const struct gw_expr *gw_filter_parse(struct gw_parser *p, const json_t *json);

#endif
