/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_STYLE_LAYER_H
#define GW_STYLE_LAYER_H

#include "style/setting.h"

/* A layer of a style, as style.h shows it to others. All of it lives in the style's arena. */
struct gw_style_layer {
	const char *id;
	enum gw_layer_type type;
	const char *source, *source_layer; /* NULL for a background */
	double minzoom, maxzoom; /* maxzoom is Infinity where it is not given */
	bool hidden;
	const struct gw_expr *filter; /* or NULL: all pass */
	enum gw_property first; /* of its type */
	struct gw_setting *settings; /* from first on */
};

/* Reads a layer; sources is the style's object of them. False when it is faulty. */
bool gw_layer_parse(
	struct gw_parser *p, const json_t *json, const json_t *sources, struct gw_style_layer *out);

#endif
