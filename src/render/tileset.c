/* SPDX-License-Identifier: Apache-2.0 */
#include "render/tileset.h"

#include "base/buf.h"
#include "render/block.h"
#include "render/stagediff.h"

#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#define SCALES 2

struct gw_tileset {
	struct gw_tileset_source source;
	struct slot {
		pthread_mutex_t lock; /* while the stage is made: other zooms go on */
		struct gw_stage *_Atomic stage; /* NULL until then, and then for good */
	} slots[GW_TILE_ZOOM_MAX + 1][SCALES];
	atomic_size_t bytes;
};

enum gw_status gw_tileset_create(
	struct gw_tileset **out, const struct gw_tileset_source *source, struct gw_error *err)
{
	struct gw_tileset *tileset = calloc(1, sizeof *tileset);
	unsigned zoom, scale;

	if (!tileset)
		return gw_fail_nomem(err);
	tileset->source = *source;
	for (zoom = 0; zoom <= GW_TILE_ZOOM_MAX; zoom++)
		for (scale = 0; scale < SCALES; scale++)
			pthread_mutex_init(&tileset->slots[zoom][scale].lock, NULL);
	tileset->bytes = sizeof *tileset;
	*out = tileset;
	return GW_OK;
}

void gw_tileset_destroy(struct gw_tileset *tileset)
{
	unsigned zoom, scale;

	if (!tileset)
		return;
	for (zoom = 0; zoom <= GW_TILE_ZOOM_MAX; zoom++)
		for (scale = 0; scale < SCALES; scale++) {
			gw_stage_destroy(tileset->slots[zoom][scale].stage);
			pthread_mutex_destroy(&tileset->slots[zoom][scale].lock);
		}
	free(tileset);
}

enum gw_status gw_tileset_stage(struct gw_tileset *tileset, unsigned zoom, unsigned scale,
	const struct gw_stage **out, struct gw_error *err)
{
	struct slot *slot = &tileset->slots[zoom][scale - 1];
	struct gw_stage *stage = slot->stage;
	enum gw_status st = GW_OK;

	if (!stage) {
		pthread_mutex_lock(&slot->lock);
		stage = slot->stage;
		if (!stage)
			st = gw_stage_create(&stage, &tileset->source,
				ldexp(GW_TILE_PIXELS * scale, (int)zoom), scale, true, err);
		if (!st && !slot->stage) {
			tileset->bytes += gw_stage_bytes(stage);
			slot->stage = stage;
		}
		pthread_mutex_unlock(&slot->lock);
	}
	*out = stage;
	return st;
}

size_t gw_tileset_bytes(const struct gw_tileset *tileset)
{
	return tileset->bytes;
}

bool gw_tileset_has(const struct gw_tileset *tileset, unsigned zoom, unsigned scale)
{
	return tileset->slots[zoom][scale - 1].stage;
}

enum gw_status gw_tileset_compare(struct gw_tileset *tileset, const struct gw_tileset *before,
	unsigned zoom, unsigned scale, struct gw_changes *changes, struct gw_error *err)
{
	unsigned mesh_zoom = zoom + scale - 1;
	struct gw_staged a = {before->slots[zoom][scale - 1].stage, before->source.mesh, mesh_zoom};
	struct gw_staged b = {NULL, tileset->source.mesh, mesh_zoom};
	enum gw_status st;

	st = gw_tileset_stage(tileset, zoom, scale, &b.stage, err);
	if (st)
		return st;
	if (a.stage)
		return gw_stage_compare(&a, &b, changes, err);
	changes->all = true;
	return GW_OK;
}

const struct gw_tileset_source *gw_tileset_source(const struct gw_tileset *tileset)
{
	return &tileset->source;
}

static enum gw_status encode(const struct gw_stage *stage, struct gw_desk *desk,
	const struct gw_block *block, const struct gw_indices *drawn, struct gw_buf *png,
	struct gw_error *err)
{
	unsigned n;
	const gw_rgba *colours = gw_palette_colours(stage->palette, &n);

	return gw_png_encode_palette(png, drawn->items, drawn->stride, block->lattice.width,
		block->lattice.height, colours, n, NULL, desk->png, err);
}

/* The tile as a block, on the grid of its zoom's pixels. */
static struct gw_block block_of(struct gw_tilekey key, unsigned scale, const struct gw_stage *stage)
{
	struct gw_window window = {
		.zoom = key.z + scale - 1,
		.x = (int64_t)key.x * GW_TILE_PIXELS * scale,
		.y = (int64_t)key.y * GW_TILE_PIXELS * scale,
		.width = GW_TILE_PIXELS * scale,
		.height = GW_TILE_PIXELS * scale,
	};

	return gw_window_block(window, stage);
}

enum gw_status gw_tileset_draw(struct gw_tileset *tileset, struct gw_tilekey key, unsigned scale,
	const struct gw_tile_watch *watch, struct gw_buf *png, struct gw_error *err)
{
	const struct gw_stage *stage;
	struct gw_indices drawn;
	struct gw_block block;
	struct gw_desk *desk;
	enum gw_status st;

	if (scale < 1 || scale > SCALES)
		return gw_fail(err, GW_EINVAL, "scale %u is neither 1 nor 2", scale);
	if (!gw_tilekey_is_valid(key))
		return gw_fail(err, GW_EINVAL, "there is no tile %u/%u/%u", key.z, key.x, key.y);
	st = gw_tileset_stage(tileset, key.z, scale, &stage, err);
	if (!st)
		st = gw_studio_borrow(tileset->source.studio, &desk, err);
	if (st)
		return st;
	block = block_of(key, scale, stage);
	st = gw_block_draw(&block, stage, tileset->source.mesh, desk, watch, &drawn, err);
	if (!st)
		st = encode(stage, desk, &block, &drawn, png, err);
	if (!st && watch)
		watch->done(watch->context, GW_TILE_ENCODED);
	if (st)
		gw_desk_destroy(desk);
	else
		gw_studio_return(tileset->source.studio, desk);
	return st;
}
