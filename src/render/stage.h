/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_RENDER_STAGE_H
#define GW_RENDER_STAGE_H

#include "image/palette.h"
#include "render/canvas.h"
#include "render/tileset.h"

/* How many patterns' coverage one pass of the rasteriser yields: one a channel of its pixels. */
#define GW_PATTERNS_A_PASS 4

/* Some of the sprites of a layer of patterns, and which cells have which. */
struct gw_pattern_pass {
	uint32_t layer; /* of the scene */
	uint32_t *cells; /* as pixels by cell: 255 in the channel of the cell's sprite */
	struct gw_bitmap bitmaps[GW_PATTERNS_A_PASS];
	unsigned num_bitmaps;
};

/*
 * Inside gw_tileset: all that pictures of one scale have in common, such as the tiles of a zoom.
 * The layers of the scene fall into those the rasteriser draws, the first fill and the first
 * borders above it, and those that the canvas draws below, between and above.
 */
struct gw_stage {
	struct gw_scene scene;
	struct gw_labels *labels; /* NULL: the scene has no symbols */
	struct gw_palette *palette;
	struct gw_canvas **canvases; /* by layer; NULL where there is nothing to trace beforehand */
	struct gw_pattern_pass *passes;
	size_t num_passes;
	uint32_t *cells; /* premultiplied colours by cell, the outside first */
	uint32_t fill, borders; /* layers of the scene; num_layers: none */
	unsigned num_ranks; /* of the borders */
	float margin; /* of the widest border, in pixels */
	double scale, pen; /* as of struct gw_view */
	bool is_plain; /* nothing but fill, borders and symbols */
	bool is_over_ground; /* there are layers below the fill */
	uint32_t *clear; /* then: as cells, but of the background alone */
};

/*
 * For pictures of a scale and pen as those of struct gw_view, without its labels unless they are
 * wanted. GW_EINVAL as gw_portray() and gw_labels_place(); GW_ENOMEM.
 */
enum gw_status gw_stage_create(struct gw_stage **out, const struct gw_tileset_source *source,
	double scale, double pen, bool with_labels, struct gw_error *err);
void gw_stage_destroy(struct gw_stage *stage);

/* What tiles of a zoom and scale stand on, made when it is first asked for, and the map they show.
 */
enum gw_status gw_tileset_stage(struct gw_tileset *tileset, unsigned zoom, unsigned scale,
	const struct gw_stage **out, struct gw_error *err);
const struct gw_tileset_source *gw_tileset_source(const struct gw_tileset *tileset);

/* About how much memory it holds. */
size_t gw_stage_bytes(const struct gw_stage *stage);

#endif
