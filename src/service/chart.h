/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_SERVICE_CHART_H
#define GW_SERVICE_CHART_H

/*
 * Inside service/: which of a map's tiles have changed when. Each state of a map has a number, its
 * picture: a fingerprint of all that its tiles are drawn from. A tile's number is the picture of
 * the state in which it last changed, so it tells the tile's bytes, in any run of the program, and
 * a change elsewhere on the map leaves it as it is.
 *
 * Of each zoom and scale a chart keeps the numbers of SIDE by SIDE squares over the map: single
 * tiles while these suffice, then 2 by 2 of them, and so on. Zooms that were not drawn before a
 * change take the new number everywhere: what would have to be compared was never made.
 */

#include "render/tileset.h"

struct gw_chart;

/* That of a map without a past, over the place where changes are told apart. GW_ENOMEM. */
enum gw_status gw_chart_create(struct gw_chart **out, uint64_t picture,
	const struct gw_world_box *place, struct gw_error *err);

/*
 * That of a map which takes the place of another. Prepares all that the one before has drawn, to
 * compare it. GW_ENOMEM.
 */
struct gw_charted {
	const struct gw_chart *chart;
	const struct gw_tileset *tileset;
	uint64_t picture;
};
enum gw_status gw_chart_follow(struct gw_chart **out, const struct gw_charted *before,
	struct gw_tileset *tileset, uint64_t picture, struct gw_error *err);
void gw_chart_destroy(struct gw_chart *chart);

/* The number of a tile. */
uint64_t gw_chart_tile(const struct gw_chart *chart, struct gw_tilekey key, unsigned scale);

size_t gw_chart_bytes(const struct gw_chart *chart);

#endif
