/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_HTTP_LAYERS_H
#define GW_HTTP_LAYERS_H

/* The layers that WMS and WMTS list: a map by a scheme and a level. */

#include "http/ows.h"

#define GW_LAYERS_TITLE	   "Gridward"
#define GW_LAYERS_ABSTRACT "Maps of a city's grid by month. 城市网格按月地图。"
#define GW_LAYERS_ACCESS   "Maps that are not published ask for a token. 未发布的地图须持令牌访问。"

/* Texts live as long as the visit. */
struct gw_layer_entry {
	const struct gw_map_kind *kind;
	const char *scheme, *level;
	char name[6 * GW_NAME_MAX + 64]; /* as gw_ows_layer_write() has it */
	char title[2 * GW_NAME_MAX + 96], abstract[4 * GW_NAME_MAX + 288];
	struct gw_bbox box; /* of the scheme's newest division */
	const gw_month *months; /* that it has something to say of, in order */
	size_t num_months;
};

/* Calls visit for each layer that the request's role may see. May take long the first time. */
enum gw_status gw_layers_visit(const struct gw_site *site, const struct gw_request *request,
	enum gw_status (*visit)(
		void *context, const struct gw_layer_entry *entry, struct gw_error *err),
	void *context, struct gw_error *err);

/* Appends the URL of a layer's legend. */
void gw_layer_legend_url(struct gw_buf *out, const char *base, const struct gw_layer_entry *entry);

/* A box on the Mercator square. */
struct gw_world_box gw_layers_square(struct gw_bbox box);

#endif
