/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_HTTP_WISH_H
#define GW_HTTP_WISH_H

#include "http/request.h"

/* What tiles that are wished for depend on, and their drawing. */

/* The entity tag of the tile, content being gw_map_tile_content(): known without drawing it. */
void gw_wish_tag(const struct gw_tile_wish *wish, uint64_t content, char etag[GW_ETAG_MAX]);

/* Draws the tile into the reply: its type, its body, and 204 for a vector tile without anything. */
enum gw_status gw_wish_draw(
	const struct gw_tile_wish *wish, struct gw_reply *reply, struct gw_problem *problem);

#endif
