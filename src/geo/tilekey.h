/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_GEO_TILEKEY_H
#define GW_GEO_TILEKEY_H

#include "geo/lonlat.h"
#include "geo/mercator.h"

#include <stdbool.h>
#include <stdint.h>

#define GW_TILE_ZOOM_MAX 22

/*
 * A tile of the XYZ scheme: 2^z by 2^z tiles over the Mercator square, counted from the north-west.
 * Valid when z <= GW_TILE_ZOOM_MAX and x, y < 2^z; the functions below expect that.
 */
struct gw_tilekey {
	uint32_t z, x, y;
};

bool gw_tilekey_is_valid(struct gw_tilekey key);

/*
 * A key from the three parts of a path, each plain digits: no sign, blank, suffix or needless
 * leading zero, so that each tile has one spelling. False, *out untouched, for all else and for
 * what is not valid.
 */
bool gw_tilekey_parse(const char *z, const char *x, const char *y, struct gw_tilekey *out);

/* The same from "z/x/y". */
bool gw_tilekey_parse_path(const char *text, struct gw_tilekey *out);

struct gw_world_box gw_tilekey_world_box(struct gw_tilekey key);

/*
 * The tile's edges rounded to canonical units. Neighbours share the very same edge; the outermost
 * rows end at GW_MERCATOR_LAT_MAX.
 */
struct gw_bbox gw_tilekey_bbox(struct gw_tilekey key);

#endif
