/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_RENDER_VECTORTILE_H
#define GW_RENDER_VECTORTILE_H

#include "geo/tilekey.h"
#include "grid/mesh.h"
#include "render/portray.h"

struct gw_buf;

/* What a vector tile is made of. */
struct gw_vectortile_source {
	const struct gw_mesh *mesh; /* of the data's division */
	const struct gw_map_data *data;
	bool has_values; /* it tells what the map says of its units: class, grade, count ... */
};

/*
 * Appends a tile as Mapbox Vector Tile 2.1, of extent 4096 with a buffer of 64; nothing at all
 * where it would be empty. Its layers, and what their features have, are those that styles find
 * (portray.h, docs/maps.md), so a style of ours draws the same map from these tiles: `units`,
 * `borders`, `labels`, `reports` and `context`, each left out where it would be empty. In addition
 * units have an id, which stays over months, and a color, "#rrggbb".
 *
 * Units are of the drawn level and valid polygons; in a tile, neighbours share the very points of
 * their border. Points are in one tile only. The same bytes each time. Any number of threads may
 * draw at once. GW_EINVAL for a key that is not valid; GW_ENOMEM, also past out's maximum.
 */
enum gw_status gw_vectortile_draw(const struct gw_vectortile_source *source, struct gw_tilekey key,
	struct gw_buf *out, struct gw_error *err);

/* The layers that tiles may have, and the names of what their features may have; NULL ends both. */
struct gw_vectortile_layer {
	const char *name;
	const char *const *fields;
};

extern const struct gw_vectortile_layer gw_vectortile_layers[];

/* Whether a field of a layer is a number; else it is text. */
bool gw_vectortile_is_number(const struct gw_vectortile_layer *layer, const char *field);

#endif
