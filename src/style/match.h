/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_STYLE_MATCH_H
#define GW_STYLE_MATCH_H

#include "style/parser.h"

/* The labels of ["match"], sorted: of one kind, numbers or strings. */
struct gw_match {
	enum gw_type_kind kind;
	size_t n;
	struct gw_label {
		double number;
		const char *string;
		size_t outcome; /* from 1 */
	} * labels;
};

/* Reads the labels of the operator's array into the parser's arena; NULL when they are faulty. */
struct gw_match *gw_match_parse(struct gw_parser *p, const json_t *json);

/* The outcome of the label that equals value, or 0. */
size_t gw_match_find(const struct gw_match *match, const struct gw_value *value);

#endif
