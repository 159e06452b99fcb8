/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_HTTP_WMTS_H
#define GW_HTTP_WMTS_H

#include "geo/tilekey.h"
#include "http/ows.h"

/* OGC's Web Map Tile Service: what its requests say, and its self-description. */

/* The parameters of all requests, lower case; ends in NULL. */
extern const char *const gw_wmts_parameters[];

/* The names of the one set of tiles there is; listed ones come first, and NULL ends them. */
struct gw_wmts_set {
	const char *name;
	bool is_listed;
};
extern const struct gw_wmts_set gw_wmts_sets[];

/* Texts that name a tile, as KVP or a path has them; NULL: missing. */
struct gw_wmts_address {
	const char *layer, *style, *time, *set, *matrix, *row, *column;
};

/*
 * The tile of an address whose layer and time are not looked at. A set's name may stand before
 * that of its matrix, "EPSG:3857:12". GW_EINVAL with OGC's code, TileOutOfRange among them.
 */
enum gw_status gw_wmts_tile_parse(
	const struct gw_wmts_address *address, struct gw_tilekey *out, struct gw_fault *fault);

/* The part of the earth that a tile shows, at 256 pixels a side. */
struct gw_extent gw_wmts_extent(struct gw_tilekey key);

/* Metres of 0.28 mm pixels: the denominator of a zoom's scale at the equator. */
double gw_wmts_denominator(unsigned zoom);

/* The service's self-description as a role sees it. */
enum gw_status gw_wmts_capabilities(const struct gw_site *site, const struct gw_request *request,
	struct gw_reply *reply, struct gw_fault *fault);

#endif
