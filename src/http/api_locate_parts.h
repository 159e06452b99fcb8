/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_HTTP_API_LOCATE_PARTS_H
#define GW_HTTP_API_LOCATE_PARTS_H

/* Inside api_locate*.c: what points are located with, and how it is told where they are. */

#include "geo/crs.h"
#include "http/locate_body.h"

struct gw_locating {
	struct gw_atlas *atlas;
	const struct gw_division *division; /* of it, borrowed */
	struct gw_crs *crs; /* NULL: WGS 84, which needs none */
	double accuracy;
	bool has_figures; /* who asks may know what is internal of a cell */
};

struct gw_query;

/* The parameters crs, scheme, as_of and accuracy of a query. */
enum gw_status gw_locate_wish_read(
	const struct gw_query *query, struct gw_locate_wish *wish, struct gw_problem *problem);

/* Whether the points come as CSV or as JSON in lines, and the answer to such a request. */
bool gw_locate_is_text(const struct gw_request *request);
enum gw_status gw_locate_text_answer(const struct gw_site *site, const struct gw_request *request,
	struct gw_reply *reply, struct gw_problem *problem);

/* Finish locating in any case. */
enum gw_status gw_locating_init(struct gw_locating *l, const struct gw_site *site,
	const struct gw_request *request, const struct gw_locate_wish *wish,
	struct gw_problem *problem);
void gw_locating_finish(struct gw_locating *l);

/* "wgs84" and the like. */
const char *gw_locating_crs_name(const struct gw_locating *l);

/* Appends the members of a cell, or of GW_OUTSIDE. */
void gw_locating_write_cell(const struct gw_locating *l, struct gw_buf *out, gw_cell_id cell);

/* Appends ,"candidates":[...]. */
void gw_locating_write_near(const struct gw_locating *l, struct gw_buf *out, struct gw_lonlat p);

#endif
