/* SPDX-License-Identifier: Apache-2.0 */
#include "render/pane.h"

#include "base/buf.h"
#include "base/mem.h"
#include "render/block.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* So far, in pixels, may a pane lie off the pixels of a zoom and be taken to be on them. */
#define GRID_SLACK 0.05

/* Times the world: nobody looks further, and pixels are counted exactly there. */
#define PLACE_MAX 0x1p20

/* So far may a row lie off its place where a band of rows is drawn in equal steps. */
#define BAND_SLACK 0.25
#define BAND_LEAST 8

/* Labels further outside the picture cannot reach into it. */
#define LABEL_REACH 512

/* One map's picture: indices of its palette. */
struct flat {
	uint8_t *indices;
	gw_rgba colours[GW_PALETTE_MAX];
	unsigned num_colours;
};

/* One map under way. */
struct drawing {
	const struct gw_pane *pane;
	const struct gw_stage *stage;
	const struct gw_mesh *mesh;
	struct gw_window grid; /* the pane on the stage's pixels, unless its width is 0 */
	struct gw_desk *desk;
	uint8_t *indices;
};

static double x_scale_of(const struct gw_pane *pane)
{
	return pane->width / (pane->east - pane->west);
}

/* Of rows [first, end). */
static double y_scale_of(const struct gw_pane *pane, unsigned first, unsigned end)
{
	return (end - first) / (pane->rows[end] - pane->rows[first]);
}

static bool is_within(double place)
{
	return fabs(place) <= PLACE_MAX; /* and no NaN */
}

enum gw_status gw_pane_check(const struct gw_pane *pane, struct gw_error *err)
{
	double x_scale, y_scale;

	if (pane->width < 1 || pane->width > GW_PANE_SIDE_MAX || pane->height < 1 ||
		pane->height > GW_PANE_SIDE_MAX)
		return gw_fail(err, GW_EINVAL, "a picture is 1 to %d pixels wide and high",
			GW_PANE_SIDE_MAX);
	if (!is_within(pane->west) || !is_within(pane->east) || !is_within(pane->rows[0]) ||
		!is_within(pane->rows[pane->height]))
		return gw_fail(err, GW_EINVAL, "the box lies far out of the world");
	x_scale = x_scale_of(pane);
	y_scale = y_scale_of(pane, 0, pane->height);
	if (!(x_scale > 0 && x_scale <= GW_PANE_SCALE_MAX && y_scale > 0 &&
		    y_scale <= GW_PANE_SCALE_MAX))
		return gw_fail(err, GW_EINVAL,
			"the box is empty, or too small for a picture of this size");
	return GW_OK;
}

static bool is_near(double pixels, double whole)
{
	return fabs(pixels - whole) <= GRID_SLACK;
}

/* The window of a zoom's pixels that the pane is, if it is one. */
static bool find_grid(const struct gw_pane *pane, struct gw_window *out)
{
	double zoom = rint(log2(x_scale_of(pane) / GW_TILE_PIXELS)), scale, x, y;
	unsigned i;

	if (!(zoom >= 0 && zoom <= GW_TILE_ZOOM_MAX))
		return false;
	scale = ldexp(GW_TILE_PIXELS, (int)zoom);
	x = rint(pane->west * scale);
	y = rint(pane->rows[0] * scale);
	if (!is_near(pane->west * scale, x) || !is_near(pane->east * scale, x + pane->width))
		return false;
	for (i = 0; i <= pane->height; i++)
		if (!is_near(pane->rows[i] * scale, y + i))
			return false;
	*out = (struct gw_window){
		(unsigned)zoom, (int64_t)x, (int64_t)y, pane->width, pane->height};
	return true;
}

/* The end of the band that begins at a row: rows of it are about equal steps. */
static unsigned find_band(const struct gw_pane *pane, unsigned first)
{
	const double *rows = pane->rows;
	unsigned n = pane->height - first, middle;
	double off;

	if (n > GW_DESK_SIDE)
		n = GW_DESK_SIDE;
	for (; n > BAND_LEAST; n /= 2) {
		middle = n / 2;
		off = rows[first + middle] -
			(rows[first] + (rows[first + n] - rows[first]) * middle / n);
		if (fabs(off) * y_scale_of(pane, first, first + n) <= BAND_SLACK)
			break;
	}
	return first + n;
}

static unsigned find_detail(double scale)
{
	double zoom = ceil(log2(scale / GW_TILE_PIXELS) - 0.01);

	return (unsigned)fmin(fmax(zoom, 0), GW_MESH_ZOOM_MAX);
}

/* The block of columns [left, right) in a band of rows. */
static struct gw_block find_block(
	const struct drawing *d, unsigned left, unsigned right, unsigned top, unsigned bottom)
{
	const struct gw_pane *pane = d->pane;
	double x_scale = x_scale_of(pane), y_scale = y_scale_of(pane, top, bottom);
	struct gw_window window = {
		d->grid.zoom, d->grid.x + left, d->grid.y + top, right - left, bottom - top};

	if (d->grid.width)
		return gw_window_block(window, d->stage);
	return (struct gw_block){
		.lattice =
			{
				.detail = find_detail(fmax(x_scale, y_scale)),
				.x_step = x_scale * GW_SUBPIXELS / 0x1p32,
				.y_step = y_scale * GW_SUBPIXELS / 0x1p32,
				.x = llround((pane->west * x_scale + left) * GW_SUBPIXELS),
				.y = llround(pane->rows[top] * y_scale * GW_SUBPIXELS),
				.width = right - left,
				.height = bottom - top,
			},
		.origin = {pane->west + left / x_scale, pane->rows[top]},
		.x_scale = x_scale,
		.y_scale = y_scale,
		.x = left,
		.y = top,
	};
}

static enum gw_status draw_block(const struct drawing *d, unsigned left, unsigned right,
	unsigned top, unsigned bottom, struct gw_error *err)
{
	struct gw_block block = find_block(d, left, right, top, bottom);
	struct gw_indices drawn;
	enum gw_status st;
	unsigned row;

	st = gw_block_draw(&block, d->stage, d->mesh, d->desk, NULL, &drawn, err);
	for (row = top; row < bottom && !st; row++)
		memcpy(d->indices + (size_t)row * d->pane->width + left,
			drawn.items + (row - top) * drawn.stride, right - left);
	return st;
}

static enum gw_status draw_blocks(const struct drawing *d, struct gw_error *err)
{
	unsigned width = d->pane->width, top, bottom, left, right;
	enum gw_status st = GW_OK;

	for (top = 0; top < d->pane->height && !st; top = bottom) {
		bottom = find_band(d->pane, top);
		for (left = 0; left < width && !st; left = right) {
			right = left + GW_DESK_SIDE < width ? left + GW_DESK_SIDE : width;
			st = draw_block(d, left, right, top, bottom, err);
		}
	}
	return st;
}

/* Where a place falls, in rows and parts of a row. */
static double row_of(const struct gw_pane *pane, double y)
{
	unsigned low = 0, high = pane->height, middle;

	while (high - low > 1) {
		middle = (low + high) / 2;
		if (pane->rows[middle] <= y)
			low = middle;
		else
			high = middle;
	}
	return low + (y - pane->rows[low]) * y_scale_of(pane, low, low + 1);
}

/* Copies the symbols that the pane may show, with their places in its pixels. */
static enum gw_status move_symbols(struct gw_symbol_layer *out, const struct gw_symbol_layer *layer,
	const struct gw_pane *pane, double scale, struct gw_error *err)
{
	double x_scale = x_scale_of(pane);
	uint32_t i;

	*out = (struct gw_symbol_layer){
		gw_alloc_array((size_t)layer->n + 1, sizeof *out->items), 0};
	if (!out->items)
		return gw_fail_nomem(err);
	for (i = 0; i < layer->n; i++) {
		struct gw_symbol symbol = layer->items[i];

		symbol.at.x = (symbol.at.x - pane->west) * x_scale;
		symbol.at.y = row_of(pane, symbol.at.y);
		symbol.room *= (float)scale;
		if (symbol.at.x > -LABEL_REACH && symbol.at.x < pane->width + LABEL_REACH &&
			symbol.at.y > -LABEL_REACH && symbol.at.y < pane->height + LABEL_REACH)
			out->items[out->n++] = symbol;
	}
	return GW_OK;
}

/* Places the labels of a stage in the pane's pixels, all within it. */
static enum gw_status place_labels(struct gw_stage *stage, const struct gw_pane *pane,
	struct gw_studio *studio, struct gw_error *err)
{
	struct gw_labels_options options = {.letterings = gw_studio_letterings(studio),
		.within = {{0, 0}, {pane->width, pane->height}}};
	struct gw_scene moved = stage->scene;
	enum gw_status st = GW_OK;
	uint32_t i;

	moved.num_layers = 0;
	moved.layers = gw_alloc_array((size_t)stage->scene.num_layers + 1, sizeof *moved.layers);
	if (!moved.layers)
		return gw_fail_nomem(err);
	for (i = 0; i < stage->scene.num_layers && !st; i++) {
		const struct gw_scene_layer *layer = &stage->scene.layers[i];
		struct gw_scene_layer *to = &moved.layers[moved.num_layers];

		if (layer->kind != GW_DRAW_SYMBOLS)
			continue;
		to->kind = GW_DRAW_SYMBOLS;
		st = move_symbols(&to->symbols, &layer->symbols, pane, stage->scale, err);
		moved.num_layers += !st;
	}
	if (!st && moved.num_layers)
		st = gw_labels_place(&stage->labels, &moved, 1, stage->pen, &options, err);
	for (i = 0; i < moved.num_layers; i++)
		free(moved.layers[i].symbols.items);
	free(moved.layers);
	return st;
}

/* A stage for this pane alone. */
static enum gw_status make_stage(struct gw_stage **out, const struct gw_tileset_source *source,
	const struct gw_pane *pane, struct gw_error *err)
{
	double scale = sqrt(x_scale_of(pane) * y_scale_of(pane, 0, pane->height));
	enum gw_status st;

	st = gw_stage_create(out, source, fmax(scale, GW_TILE_PIXELS), 1, false, err);
	if (st)
		return st;
	st = place_labels(*out, pane, source->studio, err);
	if (st)
		gw_stage_destroy(*out);
	return st;
}

static enum gw_status draw_map(struct gw_tileset *map, const struct gw_pane *pane,
	struct gw_desk *desk, struct flat *flat, struct gw_error *err)
{
	const struct gw_tileset_source *source = gw_tileset_source(map);
	struct drawing d = {.pane = pane, .mesh = source->mesh, .desk = desk};
	struct gw_stage *own = NULL;
	const gw_rgba *colours;
	enum gw_status st;

	d.indices = flat->indices = gw_alloc_array(pane->width, pane->height);
	if (!flat->indices)
		return gw_fail_nomem(err);
	if (find_grid(pane, &d.grid))
		st = gw_tileset_stage(map, d.grid.zoom, 1, &d.stage, err);
	else
		st = make_stage(&own, source, pane, err);
	if (st)
		return st;
	if (own)
		d.stage = own;
	st = draw_blocks(&d, err);
	colours = gw_palette_colours(d.stage->palette, &flat->num_colours);
	memcpy(flat->colours, colours, flat->num_colours * sizeof *colours);
	gw_stage_destroy(own);
	return st;
}

static enum gw_status encode_one(struct flat *flat, const struct gw_pane *pane, gw_rgba ground,
	struct gw_desk *desk, struct gw_buf *png, struct gw_error *err)
{
	uint32_t below = gw_rgba_premultiply(ground);
	unsigned i;

	for (i = 0; i < flat->num_colours && gw_rgba_alpha(ground); i++)
		flat->colours[i] = gw_rgba_unpremultiply(
			gw_pixel_over(gw_rgba_premultiply(flat->colours[i]), below));
	return gw_png_encode_palette(png, flat->indices, pane->width, pane->width, pane->height,
		flat->colours, flat->num_colours, NULL, desk->png, err);
}

static void lay(const struct flat *flat, uint32_t *pixels, size_t n)
{
	uint32_t colours[GW_PALETTE_MAX];
	size_t i;

	for (i = 0; i < flat->num_colours; i++)
		colours[i] = gw_rgba_premultiply(flat->colours[i]);
	for (i = 0; i < n; i++)
		pixels[i] = gw_pixel_over(colours[flat->indices[i]], pixels[i]);
}

/* Draws several maps, one over the other. */
static enum gw_status draw_pile(struct gw_tileset *const *maps, size_t n,
	const struct gw_pane *pane, gw_rgba ground, struct gw_desk *desk, struct gw_buf *png,
	struct gw_error *err)
{
	size_t num_pixels = (size_t)pane->width * pane->height, i;
	uint32_t *pixels = gw_alloc_array(num_pixels, sizeof *pixels);
	enum gw_status st = pixels ? GW_OK : gw_fail_nomem(err);

	for (i = 0; i < num_pixels && pixels; i++)
		pixels[i] = gw_rgba_premultiply(ground);
	for (i = 0; i < n && !st; i++) {
		struct flat flat = {0};

		st = draw_map(maps[i], pane, desk, &flat, err);
		if (!st)
			lay(&flat, pixels, num_pixels);
		free(flat.indices);
	}
	if (!st)
		st = gw_png_encode_rgba(png, pixels, pane->width * sizeof *pixels, pane->width,
			pane->height, NULL, err);
	free(pixels);
	return st;
}

enum gw_status gw_panes_draw(struct gw_tileset *const *maps, size_t n, const struct gw_pane *pane,
	gw_rgba ground, struct gw_buf *png, struct gw_error *err)
{
	struct gw_studio *studio = gw_tileset_source(maps[0])->studio;
	struct flat flat = {0};
	struct gw_desk *desk;
	enum gw_status st = gw_pane_check(pane, err);

	if (!st)
		st = gw_studio_borrow(studio, &desk, err);
	if (st)
		return st;
	if (n == 1) {
		st = draw_map(maps[0], pane, desk, &flat, err);
		if (!st)
			st = encode_one(&flat, pane, ground, desk, png, err);
		free(flat.indices);
	} else {
		st = draw_pile(maps, n, pane, ground, desk, png, err);
	}
	if (st)
		gw_desk_destroy(desk);
	else
		gw_studio_return(studio, desk);
	return st;
}
