/* SPDX-License-Identifier: Apache-2.0 */
#include "render/tileset.h"

#include "base/buf.h"
#include "render/stagediff.h"

#include <cairo.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#define SCALES 2

struct gw_tileset {
	struct gw_tileset_source source;
	struct slot {
		pthread_mutex_t lock; /* while the stage is made: other zooms go on */
		struct gw_stage *_Atomic stage; /* NULL until then, and then for good */
	} slots[GW_TILE_ZOOM_MAX + 1][SCALES];
	atomic_size_t bytes;
};

/* One tile under way. */
struct drawing {
	const struct gw_tileset *tileset;
	const struct gw_stage *stage;
	struct gw_desk *desk;
	struct gw_window window;
	const struct gw_tile_watch *watch;
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

static enum gw_status find_stage(struct gw_tileset *tileset, unsigned zoom, unsigned scale,
	const struct gw_stage **out, struct gw_error *err)
{
	struct slot *slot = &tileset->slots[zoom][scale - 1];
	struct gw_stage *stage = slot->stage;
	enum gw_status st = GW_OK;

	if (!stage) {
		pthread_mutex_lock(&slot->lock);
		stage = slot->stage;
		if (!stage)
			st = gw_stage_create(&stage, &tileset->source, zoom, scale, err);
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

	st = find_stage(tileset, zoom, scale, &b.stage, err);
	if (st)
		return st;
	if (a.stage)
		return gw_stage_compare(&a, &b, changes, err);
	changes->all = true;
	return GW_OK;
}

static void done(const struct drawing *d, enum gw_tile_stage stage)
{
	if (d->watch)
		d->watch->done(d->watch->context, stage);
}

static void mark_touched(struct gw_overlay *overlay)
{
	size_t words = gw_overlay_words(overlay->width);
	unsigned row, column;

	for (row = 0; row < overlay->height; row++) {
		const uint32_t *pixels = overlay->pixels + row * overlay->stride;
		uint64_t *touched = overlay->touched + row * words;

		for (column = 0; column < overlay->width; column++)
			touched[column / 64] |= (uint64_t)(pixels[column] != 0) << column % 64;
	}
}

/* Lets the canvas paint a layer over an overlay. */
static enum gw_status paint(
	const struct drawing *d, struct gw_overlay *overlay, uint32_t layer, struct gw_error *err)
{
	const struct gw_stage *stage = d->stage;
	struct gw_view view = {
		{(double)d->window.x / stage->scale, (double)d->window.y / stage->scale},
		stage->scale,
		overlay->width,
		overlay->height,
		stage->pen,
	};
	cairo_surface_t *surface;
	enum gw_status st;
	cairo_t *cr;

	surface = cairo_image_surface_create_for_data((unsigned char *)overlay->pixels,
		CAIRO_FORMAT_ARGB32, (int)overlay->width, (int)overlay->height,
		(int)(overlay->stride * sizeof *overlay->pixels));
	cr = cairo_create(surface);
	st = gw_canvas_paint(cr, &stage->scene, layer, 1, &view, stage->canvases[layer], err);
	cairo_destroy(cr);
	cairo_surface_destroy(surface);
	mark_touched(overlay);
	return st;
}

/* Composes the sprites of a pass over the overlay where desk->pixels tells that cells have them. */
static void lay_sprites(const struct drawing *d, struct gw_overlay *overlay,
	const struct gw_pattern_pass *pass, uint32_t opacity)
{
	size_t words = gw_overlay_words(overlay->width);
	unsigned row, column, i;

	for (row = 0; row < overlay->height; row++) {
		const uint32_t *shares = d->desk->pixels + (size_t)row * overlay->width;
		uint32_t *pixels = overlay->pixels + (size_t)row * overlay->stride;

		for (column = 0; column < overlay->width; column++) {
			if (!shares[column])
				continue;
			for (i = 0; i < pass->num_bitmaps; i++) {
				uint32_t share = shares[column] >> 8 * i & 255;
				const struct gw_bitmap *b = &pass->bitmaps[i];
				uint32_t x = (uint32_t)(d->window.x + column) % b->width;
				uint32_t y = (uint32_t)(d->window.y + row) % b->height;

				pixels[column] =
					gw_pixel_over(gw_pixel_scale(b->pixels[y * b->width + x],
							      share * opacity / 255),
						pixels[column]);
			}
			overlay->touched[row * words + column / 64] |=
				(uint64_t)(pixels[column] != 0) << column % 64;
		}
	}
}

/* Composes a layer of patterns over the overlay, fast to the world. */
static enum gw_status lay_patterns(
	const struct drawing *d, struct gw_overlay *overlay, uint32_t layer, struct gw_error *err)
{
	float opacity = d->stage->scene.layers[layer].pattern.opacity;
	enum gw_status st = GW_OK;
	size_t i;

	for (i = 0; i < d->stage->num_passes && !st; i++) {
		const struct gw_pattern_pass *pass = &d->stage->passes[i];

		if (pass->layer != layer)
			continue;
		st = gw_raster_fill(
			d->desk->raster, &d->desk->skeleton, pass->cells, d->desk->pixels, err);
		if (!st)
			lay_sprites(d, overlay, pass, (uint32_t)(opacity * 255 + 0.5f));
	}
	return st;
}

/* Draws what of layers [first, end) the canvas or the pattern filler has to, over an overlay. */
static enum gw_status lay_layers(const struct drawing *d, struct gw_overlay *overlay,
	uint32_t first, uint32_t end, struct gw_error *err)
{
	enum gw_status st = GW_OK;

	for (; first < end && !st; first++) {
		enum gw_layer_kind kind = d->stage->scene.layers[first].kind;

		if (kind == GW_DRAW_PATTERN)
			st = lay_patterns(d, overlay, first, err);
		else if (kind != GW_DRAW_SYMBOLS)
			st = paint(d, overlay, first, err);
	}
	return st;
}

/*
 * A fill that is not the lowest layer: it is composed with what lies below it, and the rasteriser's
 * own cells stay clear.
 */
static enum gw_status lay_ground(const struct drawing *d, struct gw_error *err)
{
	struct gw_raster *raster = d->desk->raster;
	enum gw_status st = lay_layers(d, &raster->under, 0, d->stage->fill, err);
	size_t i;

	if (!st)
		st = gw_raster_fill(
			raster, &d->desk->skeleton, d->stage->cells, d->desk->pixels, err);
	for (i = 0; i < (size_t)raster->width * raster->height && !st; i++)
		raster->under.pixels[i] =
			gw_pixel_over(d->desk->pixels[i], raster->under.pixels[i]);
	if (!st)
		mark_touched(&raster->under);
	return st;
}

static enum gw_status stroke_borders(const struct drawing *d, struct gw_error *err)
{
	const struct gw_border_layer *borders;
	enum gw_status st = GW_OK;
	uint32_t rank;

	if (d->stage->borders == d->stage->scene.num_layers || !d->desk->skeleton.num_lines)
		return GW_OK;
	borders = &d->stage->scene.layers[d->stage->borders].borders;
	for (rank = d->stage->num_ranks; rank-- > 0 && !st;)
		if (borders->strokes[rank].width > 0)
			st = gw_raster_stroke(d->desk->raster, &d->desk->skeleton, (uint8_t)rank,
				borders->strokes[rank].rgba,
				borders->strokes[rank].width * (float)d->stage->pen, err);
	return st;
}

/* All that lies over the cells' fill, and what lies under it. */
static enum gw_status lay_all(const struct drawing *d, struct gw_error *err)
{
	const struct gw_stage *stage = d->stage;
	uint32_t n = stage->scene.num_layers, fill = stage->fill == n ? 0 : stage->fill + 1;
	uint32_t above = stage->borders == n ? fill : stage->borders + 1;
	enum gw_status st = GW_OK;

	if (!stage->is_plain) {
		if (stage->fill < n && stage->is_over_ground)
			st = lay_ground(d, err);
		if (!st)
			st = lay_layers(d, &d->desk->raster->under, fill,
				stage->borders == n ? fill : stage->borders, err);
	}
	if (!st)
		st = stroke_borders(d, err);
	if (!st && !stage->is_plain)
		st = lay_layers(d, &d->desk->raster->over, above, n, err);
	return st;
}

static enum gw_status encode(const struct drawing *d, const uint8_t *indices, size_t stride,
	struct gw_buf *png, struct gw_error *err)
{
	unsigned n;
	const gw_rgba *colours = gw_palette_colours(d->stage->palette, &n);
	enum gw_status st = gw_png_encode_palette(png, indices, stride, d->window.width,
		d->window.height, colours, n, NULL, d->desk->png, err);

	done(d, GW_TILE_ENCODED);
	return st;
}

/* A tile within one cell, or outside all: a single row serves for all of it. */
static enum gw_status draw_blank(const struct drawing *d, struct gw_buf *png, struct gw_error *err)
{
	uint8_t row[GW_DESK_SIDE], index = 0;
	enum gw_status st;

	st = gw_raster_blank(d->desk->raster, &d->desk->skeleton, d->stage->cells,
		d->stage->palette, &index, err);
	if (st)
		return st;
	memset(row, index, sizeof row);
	return encode(d, row, 0, png, err);
}

static bool is_blank(const struct drawing *d)
{
	return d->stage->is_plain && gw_skeleton_is_blank(&d->desk->skeleton) &&
		!(d->stage->labels &&
			gw_labels_reach(d->stage->labels, d->window.x, d->window.y, d->window.width,
				d->window.height));
}

static enum gw_status draw(const struct drawing *d, struct gw_buf *png, struct gw_error *err)
{
	const struct gw_stage *stage = d->stage;
	struct gw_raster *raster = d->desk->raster;
	struct gw_skeleton *skeleton = &d->desk->skeleton;
	enum gw_status st;

	st = gw_skeleton_trace(
		skeleton, d->tileset->source.mesh, d->window, stage->num_ranks, stage->margin, err);
	if (st)
		return st;
	done(d, GW_TILE_TRACED);
	gw_raster_begin(raster, d->window.width, d->window.height);
	if (is_blank(d))
		return draw_blank(d, png, err);
	st = lay_all(d, err);
	if (st)
		return st;
	done(d, GW_TILE_STROKED);
	if (stage->labels)
		st = gw_labels_compose(stage->labels, &raster->over, d->window.x, d->window.y, err);
	if (st)
		return st;
	done(d, GW_TILE_LABELLED);
	st = gw_raster_end(raster, skeleton, stage->is_over_ground ? stage->clear : stage->cells,
		stage->palette, err);
	if (st)
		return st;
	done(d, GW_TILE_COMPOSED);
	return encode(d, raster->indices, raster->max_side, png, err);
}

enum gw_status gw_tileset_draw(struct gw_tileset *tileset, struct gw_tilekey key, unsigned scale,
	const struct gw_tile_watch *watch, struct gw_buf *png, struct gw_error *err)
{
	struct drawing d = {.tileset = tileset, .watch = watch};
	enum gw_status st;

	if (scale < 1 || scale > SCALES)
		return gw_fail(err, GW_EINVAL, "scale %u is neither 1 nor 2", scale);
	if (!gw_tilekey_is_valid(key))
		return gw_fail(err, GW_EINVAL, "there is no tile %u/%u/%u", key.z, key.x, key.y);
	st = find_stage(tileset, key.z, scale, &d.stage, err);
	if (!st)
		st = gw_studio_borrow(tileset->source.studio, &d.desk, err);
	if (st)
		return st;
	d.window = (struct gw_window){
		.zoom = key.z + scale - 1,
		.x = (int64_t)key.x * GW_TILE_PIXELS * scale,
		.y = (int64_t)key.y * GW_TILE_PIXELS * scale,
		.width = GW_TILE_PIXELS * scale,
		.height = GW_TILE_PIXELS * scale,
	};
	st = draw(&d, png, err);
	if (st)
		gw_desk_destroy(d.desk);
	else
		gw_studio_return(tileset->source.studio, d.desk);
	return st;
}
