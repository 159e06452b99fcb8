/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_RENDER_TILESET_H
#define GW_RENDER_TILESET_H

#include "geo/tilekey.h"
#include "grid/mesh.h"
#include "render/portray.h"
#include "render/studio.h"

struct gw_buf;

#define GW_TILE_PIXELS 256

/*
 * The tiles of one map in one style. Scenes, palettes and placed labels of a zoom are made when its
 * first tile is drawn, and kept. Any number of threads may draw at once.
 */
struct gw_tileset;

struct gw_tileset_source {
	struct gw_studio *studio;
	const struct gw_style *style;
	const struct gw_mesh *mesh; /* of the data's division */
	struct gw_map_data data;
	unsigned max_colours; /* of a tile, up to GW_PALETTE_MAX; 0: what makes small files */
};

/* Borrows all that source points to. GW_ENOMEM. */
enum gw_status gw_tileset_create(
	struct gw_tileset **out, const struct gw_tileset_source *source, struct gw_error *err);
void gw_tileset_destroy(struct gw_tileset *tileset);

/* About how much memory it holds by now: it grows with the zooms that are drawn. */
size_t gw_tileset_bytes(const struct gw_tileset *tileset);

/*
 * Whether a zoom and scale was drawn, and so has what tiles of it have in common. Scales are 1 and
 * 2.
 */
bool gw_tileset_has(const struct gw_tileset *tileset, unsigned zoom, unsigned scale);

/*
 * Where tiles of a zoom and scale may have other bytes than those of `before`, in pixels of the
 * world at that zoom and scale (marks.h): everywhere when before has not drawn them. Makes what
 * drawing them needs. The caller finishes zeroed changes. GW_EINVAL and GW_ENOMEM as drawing.
 */
struct gw_changes;
enum gw_status gw_tileset_compare(struct gw_tileset *tileset, const struct gw_tileset *before,
	unsigned zoom, unsigned scale, struct gw_changes *changes, struct gw_error *err);

/* The stages of drawing a tile. */
enum gw_tile_stage {
	GW_TILE_TRACED, /* geometry: the skeleton */
	GW_TILE_STROKED, /* borders, and what lies beneath them */
	GW_TILE_LABELLED,
	GW_TILE_COMPOSED, /* colours */
	GW_TILE_ENCODED,
	GW_TILE_STAGES
};

/* Called at the end of each stage; NULL: nobody. */
struct gw_tile_watch {
	void (*done)(void *context, enum gw_tile_stage stage);
	void *context;
};

/*
 * Appends a tile to png, as a palette PNG of 256 by 256 pixels, or 512 by 512 when scale is 2;
 * transparent where nothing is drawn. Tiles of a zoom are parts of one picture, pixel for pixel,
 * and the same pixels each time. GW_EINVAL for a key that is not valid or another scale, and where
 * the style cannot be portrayed; GW_ENOMEM, also past png's maximum.
 */
enum gw_status gw_tileset_draw(struct gw_tileset *tileset, struct gw_tilekey key, unsigned scale,
	const struct gw_tile_watch *watch, struct gw_buf *png, struct gw_error *err);

#endif
