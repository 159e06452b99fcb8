/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_RENDER_VECTORTILE_LAYER_H
#define GW_RENDER_VECTORTILE_LAYER_H

/*
 * Inside gw_vectortile_draw(): a layer of a vector tile in the making. Append freely: whether
 * memory has ended is told when the tile is written.
 */

#include "render/vectortile_runs.h"

#include <stdbool.h>

struct gw_buf;
struct gw_tile_layer;

enum gw_tile_geometry { GW_TILE_POINTS = 1, GW_TILE_LINES, GW_TILE_POLYGONS };

/* What features may have: names in a row that ends in NULL. Borrowed. NULL when memory ends. */
struct gw_tile_layer *gw_tile_layer_create(const char *name, const char *const *names);
void gw_tile_layer_destroy(struct gw_tile_layer *layer);

/* Begins a feature; id 0: none. Whatever follows is of it, until the next. */
void gw_tile_layer_begin(struct gw_tile_layer *layer, enum gw_tile_geometry geometry, uint64_t id);

/* A property, by its number in the names. NULL: it has none. Text is borrowed until written. */
void gw_tile_layer_text(struct gw_tile_layer *layer, unsigned name, const char *text);
void gw_tile_layer_int(struct gw_tile_layer *layer, unsigned name, int64_t number);
void gw_tile_layer_number(struct gw_tile_layer *layer, unsigned name, double number);

/* A line, or a ring when the geometry is of polygons; for points, each of them one. */
void gw_tile_layer_run(struct gw_tile_layer *layer, const gw_knot *knots, size_t n);
void gw_tile_layer_point(struct gw_tile_layer *layer, int32_t x, int32_t y);

/*
 * Appends the tile of those layers that have features; features without geometry are left out.
 * Nothing when there are none. GW_ENOMEM.
 */
enum gw_status gw_tile_layers_write(
	struct gw_tile_layer *const *layers, size_t n, struct gw_buf *out, struct gw_error *err);

#endif
