/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_RENDER_VECTORTILE_SURROUNDINGS_H
#define GW_RENDER_VECTORTILE_SURROUNDINGS_H

#include "geo/features.h"
#include "render/vectortile_layer.h"

/*
 * Inside gw_vectortile_draw(): puts what lies around the cells, as far as the tile shows it, into a
 * layer of gw_tile_surroundings_fields. Clears the lattice, which is of the key's tile, and uses it
 * and the runs as it likes. context may be NULL. GW_ENOMEM.
 */
enum gw_status gw_tile_surroundings(struct gw_tile_layer *layer,
	struct gw_vectortile_lattice *lattice, struct gw_runs *runs, struct gw_tilekey key,
	const struct gw_context *context, struct gw_error *err);

extern const char *const gw_tile_surroundings_fields[]; /* NULL ends them */

#endif
