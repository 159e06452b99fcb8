/* SPDX-License-Identifier: Apache-2.0 */
#include "render/block.h"

#include <cairo.h>
#include <math.h>
#include <string.h>

/*
 * The canvas knows one scale: what it paints is squeezed where rows lie further apart than columns,
 * but not by more, since pictures within it grow with its height.
 */
#define SQUEEZE_MAX 4

/* One block under way. */
struct drawing {
	const struct gw_stage *stage;
	const struct gw_block *block;
	struct gw_desk *desk;
	const struct gw_tile_watch *watch;
};

struct gw_block gw_window_block(struct gw_window window, const struct gw_stage *stage)
{
	return (struct gw_block){
		.lattice = gw_window_lattice(window),
		.origin = {(double)window.x / stage->scale, (double)window.y / stage->scale},
		.x_scale = stage->scale,
		.y_scale = stage->scale,
		.x = window.x,
		.y = window.y,
	};
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
	double x_scale = d->block->x_scale, y_scale = d->block->y_scale;
	double scale = fmin(x_scale, SQUEEZE_MAX * y_scale);
	struct gw_view view = {
		d->block->origin,
		scale,
		overlay->width * (scale / x_scale),
		overlay->height * (scale / y_scale),
		stage->pen,
	};
	cairo_surface_t *surface;
	enum gw_status st;
	cairo_t *cr;

	surface = cairo_image_surface_create_for_data((unsigned char *)overlay->pixels,
		CAIRO_FORMAT_ARGB32, (int)overlay->width, (int)overlay->height,
		(int)(overlay->stride * sizeof *overlay->pixels));
	cr = cairo_create(surface);
	if (x_scale != y_scale)
		cairo_scale(cr, x_scale / scale, y_scale / scale);
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
				uint32_t x = (uint32_t)(d->block->x + column) % b->width;
				uint32_t y = (uint32_t)(d->block->y + row) % b->height;

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

static bool is_blank(const struct drawing *d)
{
	return d->stage->is_plain && gw_skeleton_is_blank(&d->desk->skeleton) &&
		!(d->stage->labels &&
			gw_labels_reach(d->stage->labels, d->block->x, d->block->y,
				d->block->lattice.width, d->block->lattice.height));
}

/* A block within one cell, or outside all: a single row serves for all of it. */
static enum gw_status draw_blank(const struct drawing *d, struct gw_error *err)
{
	struct gw_raster *raster = d->desk->raster;
	uint8_t index = 0;
	enum gw_status st = gw_raster_blank(
		raster, &d->desk->skeleton, d->stage->cells, d->stage->palette, &index, err);

	memset(raster->indices, index, d->block->lattice.width);
	return st;
}

static enum gw_status draw_all(const struct drawing *d, struct gw_error *err)
{
	const struct gw_stage *stage = d->stage;
	struct gw_raster *raster = d->desk->raster;
	enum gw_status st = lay_all(d, err);

	if (st)
		return st;
	done(d, GW_TILE_STROKED);
	if (stage->labels)
		st = gw_labels_compose(stage->labels, &raster->over, d->block->x, d->block->y, err);
	if (st)
		return st;
	done(d, GW_TILE_LABELLED);
	st = gw_raster_end(raster, &d->desk->skeleton,
		stage->is_over_ground ? stage->clear : stage->cells, stage->palette, err);
	if (!st)
		done(d, GW_TILE_COMPOSED);
	return st;
}

enum gw_status gw_block_draw(const struct gw_block *block, const struct gw_stage *stage,
	const struct gw_mesh *mesh, struct gw_desk *desk, const struct gw_tile_watch *watch,
	struct gw_indices *out, struct gw_error *err)
{
	struct drawing d = {stage, block, desk, watch};
	enum gw_status st;
	bool blank;

	st = gw_skeleton_trace_lattice(
		&desk->skeleton, mesh, &block->lattice, stage->num_ranks, stage->margin, err);
	if (st)
		return st;
	done(&d, GW_TILE_TRACED);
	gw_raster_begin(desk->raster, block->lattice.width, block->lattice.height);
	blank = is_blank(&d);
	*out = (struct gw_indices){desk->raster->indices, blank ? 0 : desk->raster->max_side};
	return blank ? draw_blank(&d, err) : draw_all(&d, err);
}
