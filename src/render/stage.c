/* SPDX-License-Identifier: Apache-2.0 */
#include "render/stage.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>

/* Steps enough for smooth edges of a single colour. */
#define COLOURS_MIN 24

/* About what the canvas keeps of an edge, and a placed label with its share of the index. */
#define CANVAS_EDGE_BYTES 60
#define LABEL_BYTES	  192

#define SOLIDS_MAX 48
#define INKS_MAX   96

/* Colours without repetition. */
struct colours {
	gw_rgba *items;
	size_t n, max;
};

static void add_colour(struct colours *c, gw_rgba rgba)
{
	size_t i;

	if (!gw_rgba_alpha(rgba))
		rgba = GW_RGBA_TRANSPARENT;
	for (i = 0; i < c->n; i++)
		if (c->items[i] == rgba)
			return;
	if (c->n < c->max)
		c->items[c->n++] = rgba;
}

/* Adds a colour that is seen, if at all. */
static void add_ink(struct colours *c, gw_rgba rgba)
{
	if (gw_rgba_alpha(rgba))
		add_colour(c, rgba);
}

static void add_sprite(struct colours *inks, const struct gw_scene *scene, uint32_t sprite)
{
	struct gw_bitmap bitmap;
	size_t i;

	if (sprite == GW_NO_SPRITE)
		return;
	bitmap = gw_sprites_bitmap(scene->sprites, sprite, 1);
	for (i = 0; i < (size_t)bitmap.width * bitmap.height; i++)
		if (bitmap.pixels[i] >> 24 == 255) /* others come from mixing */
			add_ink(inks, bitmap.pixels[i]);
}

static void add_layer(struct colours *inks, const struct gw_scene *scene, uint32_t number)
{
	const struct gw_scene_layer *layer = &scene->layers[number];
	uint32_t i;

	switch (layer->kind) {
	case GW_DRAW_FILL:
		break;
	case GW_DRAW_PATTERN:
		for (i = 0; i < layer->pattern.num_sprites; i++)
			add_sprite(inks, scene, layer->pattern.sprites[i]);
		break;
	case GW_DRAW_BORDERS:
		for (i = 0; i < layer->borders.num_strokes; i++)
			if (layer->borders.strokes[i].width > 0)
				add_ink(inks, layer->borders.strokes[i].rgba);
		break;
	case GW_DRAW_AREAS:
		for (i = 0; i < layer->areas.n; i++) {
			add_ink(inks, layer->areas.items[i].rgba);
			add_ink(inks, layer->areas.items[i].outline);
			add_sprite(inks, scene, layer->areas.items[i].sprite);
		}
		break;
	case GW_DRAW_LINES:
		for (i = 0; i < layer->lines.n; i++)
			add_ink(inks, layer->lines.items[i].stroke.rgba);
		break;
	case GW_DRAW_CIRCLES:
		for (i = 0; i < layer->circles.n; i++) {
			add_ink(inks, layer->circles.items[i].rgba);
			add_ink(inks, layer->circles.items[i].stroke);
		}
		break;
	case GW_DRAW_HEAT:
		for (i = 0; i < 256; i += 5)
			add_ink(inks, layer->heat.ramp[i]);
		break;
	case GW_DRAW_SYMBOLS:
		for (i = 0; i < layer->symbols.n; i++) {
			add_ink(inks, layer->symbols.items[i].rgba);
			add_ink(inks, layer->symbols.items[i].halo);
			add_sprite(inks, scene, layer->symbols.items[i].icon);
		}
		break;
	}
}

static int compare_colours(const void *x, const void *y)
{
	gw_rgba a = *(const gw_rgba *)x, b = *(const gw_rgba *)y;

	return (a > b) - (a < b);
}

/* Adds what the inks so far, of layers below the fill, look like through it. */
static void add_veiled(struct colours *inks, const struct gw_stage *stage, gw_cell_id num_cells)
{
	gw_rgba items[SOLIDS_MAX];
	struct colours fills = {items, 0, SOLIDS_MAX}; /* premultiplied */
	size_t below = inks->n, i, k;
	gw_cell_id cell;

	for (cell = 1; cell <= num_cells && fills.n < fills.max; cell++)
		if (stage->cells[cell] != stage->cells[cell - 1])
			add_ink(&fills, stage->cells[cell]);
	qsort(fills.items, fills.n, sizeof *fills.items, compare_colours);
	for (i = 0; i < fills.n; i++)
		for (k = 0; k < below && gw_rgba_alpha(fills.items[i]) < 255; k++)
			add_ink(inks,
				gw_rgba_unpremultiply(gw_pixel_over(
					fills.items[i], gw_rgba_premultiply(inks->items[k]))));
}

/* What a cell looks like where nothing but the background lies below it. */
static uint32_t pixel_of(const struct gw_stage *stage, gw_cell_id cell)
{
	return stage->is_over_ground ? gw_pixel_over(stage->cells[cell], stage->clear[cell])
				     : stage->cells[cell];
}

/* As a style counts zooms. */
static double style_zoom(const struct gw_stage *stage)
{
	return log2(stage->scale / 512 / stage->pen);
}

/*
 * All classes' colours, in use or not, and what else the cells have; in an order that does not
 * depend on the cells: a palette that changes is another picture everywhere.
 */
static void collect_solids(struct colours *solids, const struct gw_stage *stage,
	const struct gw_tileset_source *source)
{
	const struct gw_choropleth *choropleth = source->data.choropleth;
	gw_cell_id cell, num_cells = choropleth->division->units->num_cells;
	size_t class;

	add_colour(solids, gw_rgba_unpremultiply(pixel_of(stage, GW_OUTSIDE)));
	for (class = 0; class < choropleth->num_classes && solids->n < solids->max; class ++) {
		struct gw_class_look look = gw_portray_class(source->style, choropleth, (int)class,
			gw_studio_sprites(source->studio), style_zoom(stage));

		add_colour(solids,
			gw_rgba_unpremultiply(gw_pixel_over(gw_rgba_premultiply(look.fill),
				gw_rgba_premultiply(stage->scene.background))));
	}
	for (cell = 1; cell <= num_cells && solids->n < solids->max; cell++)
		if (stage->cells[cell] != stage->cells[cell - 1])
			add_colour(solids, gw_rgba_unpremultiply(pixel_of(stage, cell)));
	qsort(solids->items, solids->n, sizeof *solids->items, compare_colours);
}

static enum gw_status make_palette(
	struct gw_stage *stage, const struct gw_tileset_source *source, struct gw_error *err)
{
	gw_cell_id num_cells = source->data.choropleth->division->units->num_cells;
	unsigned max_colours = source->max_colours;
	gw_rgba solid_items[SOLIDS_MAX], ink_items[INKS_MAX];
	struct colours solids = {solid_items, 0, SOLIDS_MAX}, inks = {ink_items, 0, INKS_MAX};
	struct gw_palette_seed seed;
	uint32_t i;
	size_t n;

	if (max_colours && max_colours < SOLIDS_MAX)
		solids.max = max_colours;
	collect_solids(&solids, stage, source);
	for (i = 0; i < stage->scene.num_layers; i++) {
		add_layer(&inks, &stage->scene, i);
		if (i == stage->fill && stage->is_over_ground)
			add_veiled(&inks, stage, num_cells);
	}
	n = solids.n + inks.n;
	if (!max_colours) { /* about one mix of each two; more are hard to see */
		n = n * (n - 1) / 2;
		max_colours = (unsigned)(n < COLOURS_MIN ? COLOURS_MIN
				: n < GW_PALETTE_MAX	 ? n
							 : GW_PALETTE_MAX);
	}
	if (solids.n + inks.n > max_colours)
		inks.n = max_colours - solids.n;
	seed = (struct gw_palette_seed){solids.items, solids.n, inks.items, inks.n, max_colours};
	return gw_palette_create(&stage->palette, &seed, err);
}

static bool is_solid(const struct gw_border_layer *borders)
{
	uint32_t i, drawn = 0;

	for (i = 0; i < borders->num_strokes; i++) {
		const struct gw_stroke *s = &borders->strokes[i];

		if (s->width <= 0)
			continue;
		if (s->num_dashes || s->offset != 0)
			return false;
		drawn++;
	}
	return drawn <= GW_RASTER_INKS;
}

/* Finds the layers that the rasteriser draws, and whether others are there. */
static void sort_layers(struct gw_stage *stage)
{
	const struct gw_scene *scene = &stage->scene;
	uint32_t i;

	stage->fill = stage->borders = scene->num_layers;
	stage->is_plain = true;
	for (i = 0; i < scene->num_layers; i++) {
		const struct gw_scene_layer *layer = &scene->layers[i];

		if (layer->kind == GW_DRAW_FILL && stage->fill == scene->num_layers)
			stage->fill = i;
		else if (layer->kind == GW_DRAW_BORDERS && stage->borders == scene->num_layers &&
			is_solid(&layer->borders))
			stage->borders = i;
		else if (layer->kind != GW_DRAW_SYMBOLS)
			stage->is_plain = false;
	}
	if (stage->fill != scene->num_layers && stage->borders < stage->fill) {
		stage->borders = scene->num_layers;
		stage->is_plain = false;
	}
	for (i = 0; i < stage->fill && stage->fill != scene->num_layers; i++)
		stage->is_over_ground |= scene->layers[i].kind != GW_DRAW_SYMBOLS;
}

static void measure_borders(struct gw_stage *stage)
{
	const struct gw_border_layer *borders;
	uint32_t i;

	if (stage->borders == stage->scene.num_layers)
		return;
	borders = &stage->scene.layers[stage->borders].borders;
	for (i = 0; i < borders->num_strokes; i++) {
		if (borders->strokes[i].width <= 0)
			continue;
		stage->num_ranks = i + 1;
		stage->margin =
			fmaxf(stage->margin, borders->strokes[i].width * (float)stage->pen / 2 + 1);
	}
}

/* The cells' pixels: what the fill lays over the background, or over the layers below it. */
static enum gw_status set_cells(struct gw_stage *stage, gw_cell_id num_cells, struct gw_error *err)
{
	uint32_t ground = gw_rgba_premultiply(stage->scene.background);
	const gw_rgba *fill = stage->fill == stage->scene.num_layers
		? NULL
		: stage->scene.layers[stage->fill].fill.cells;
	gw_cell_id cell;

	stage->cells = gw_alloc_array((size_t)num_cells + 1, sizeof *stage->cells);
	if (stage->is_over_ground)
		stage->clear = gw_alloc_array((size_t)num_cells + 1, sizeof *stage->clear);
	if (!stage->cells || (stage->is_over_ground && !stage->clear))
		return gw_fail_nomem(err);
	for (cell = 0; cell <= num_cells; cell++) {
		uint32_t pixel = fill ? gw_rgba_premultiply(fill[cell]) : 0;

		stage->cells[cell] = stage->is_over_ground ? pixel : gw_pixel_over(pixel, ground);
		if (stage->is_over_ground)
			stage->clear[cell] = ground;
	}
	return GW_OK;
}

static enum gw_status make_pass(struct gw_stage *stage, uint32_t layer, uint32_t first,
	gw_cell_id num_cells, struct gw_error *err)
{
	const struct gw_pattern_layer *pattern = &stage->scene.layers[layer].pattern;
	struct gw_pattern_pass *pass = &stage->passes[stage->num_passes++];
	uint32_t count = pattern->num_sprites - first, i;
	gw_cell_id cell;

	*pass = (struct gw_pattern_pass){.layer = layer};
	pass->num_bitmaps = count < GW_PATTERNS_A_PASS ? count : GW_PATTERNS_A_PASS;
	for (i = 0; i < pass->num_bitmaps; i++)
		pass->bitmaps[i] = gw_sprites_bitmap(
			stage->scene.sprites, pattern->sprites[first + i], (unsigned)stage->pen);
	pass->cells = gw_alloc_array((size_t)num_cells + 1, sizeof *pass->cells);
	if (!pass->cells)
		return gw_fail_nomem(err);
	for (cell = 0; cell <= num_cells; cell++) {
		uint32_t channel = pattern->cells[cell] - 1u - first; /* or far beyond: none */

		pass->cells[cell] = channel < pass->num_bitmaps ? 255u << 8 * channel : 0;
	}
	return GW_OK;
}

static enum gw_status make_passes(
	struct gw_stage *stage, gw_cell_id num_cells, struct gw_error *err)
{
	const struct gw_scene *scene = &stage->scene;
	enum gw_status st = GW_OK;
	uint32_t i, first;
	size_t n = 0;

	for (i = 0; i < scene->num_layers; i++)
		if (scene->layers[i].kind == GW_DRAW_PATTERN)
			n += (scene->layers[i].pattern.num_sprites + GW_PATTERNS_A_PASS - 1) /
				GW_PATTERNS_A_PASS;
	stage->passes = gw_alloc_array(n + 1, sizeof *stage->passes);
	if (!stage->passes)
		return gw_fail_nomem(err);
	for (i = 0; i < scene->num_layers; i++) {
		if (scene->layers[i].kind != GW_DRAW_PATTERN)
			continue;
		for (first = 0; first < scene->layers[i].pattern.num_sprites && !st;
			first += GW_PATTERNS_A_PASS)
			st = make_pass(stage, i, first, num_cells, err);
	}
	return st;
}

/* Traces the fills and borders that the canvas has to paint. */
static enum gw_status make_canvases(struct gw_stage *stage, struct gw_error *err)
{
	enum gw_status st = GW_OK;
	uint32_t i;

	stage->canvases = calloc((size_t)stage->scene.num_layers + 1, sizeof *stage->canvases);
	if (!stage->canvases)
		return gw_fail_nomem(err);
	for (i = 0; i < stage->scene.num_layers && !st; i++) {
		enum gw_layer_kind kind = stage->scene.layers[i].kind;

		if ((kind == GW_DRAW_FILL && i != stage->fill) ||
			(kind == GW_DRAW_BORDERS && i != stage->borders))
			st = gw_canvas_create(&stage->canvases[i], &stage->scene, i, 1, err);
	}
	return st;
}

static enum gw_status place_labels(
	struct gw_stage *stage, struct gw_studio *studio, struct gw_error *err)
{
	struct gw_labels_options options = {.letterings = gw_studio_letterings(studio)};
	uint32_t i;

	for (i = 0; i < stage->scene.num_layers; i++)
		if (stage->scene.layers[i].kind == GW_DRAW_SYMBOLS)
			return gw_labels_place(&stage->labels, &stage->scene, stage->scale,
				stage->pen, &options, err);
	return GW_OK;
}

enum gw_status gw_stage_create(struct gw_stage **out, const struct gw_tileset_source *source,
	double scale, double pen, bool with_labels, struct gw_error *err)
{
	gw_cell_id num_cells = source->data.choropleth->division->units->num_cells;
	struct gw_stage *stage = calloc(1, sizeof *stage);
	enum gw_status st;

	if (!stage)
		return gw_fail_nomem(err);
	stage->pen = pen;
	stage->scale = scale;
	st = gw_portray(&stage->scene, source->style, &source->data,
		gw_studio_sprites(source->studio), style_zoom(stage), err);
	if (!st) {
		sort_layers(stage);
		measure_borders(stage);
		st = set_cells(stage, num_cells, err);
	}
	if (!st)
		st = make_palette(stage, source, err);
	if (!st && with_labels)
		st = place_labels(stage, source->studio, err);
	if (!st)
		st = make_passes(stage, num_cells, err);
	if (!st)
		st = make_canvases(stage, err);
	if (st)
		gw_stage_destroy(stage);
	else
		*out = stage;
	return st;
}

void gw_stage_destroy(struct gw_stage *stage)
{
	uint32_t i;

	if (!stage)
		return;
	for (i = 0; stage->canvases && i < stage->scene.num_layers; i++)
		gw_canvas_destroy(stage->canvases[i]);
	free(stage->canvases);
	for (i = 0; i < stage->num_passes; i++)
		free(stage->passes[i].cells);
	free(stage->passes);
	gw_labels_destroy(stage->labels);
	gw_palette_destroy(stage->palette);
	gw_scene_finish(&stage->scene);
	free(stage->cells);
	free(stage->clear);
	free(stage);
}

static size_t bytes_of_layer(const struct gw_scene_layer *layer, size_t num_cells)
{
	switch (layer->kind) {
	case GW_DRAW_FILL:
		return num_cells * sizeof *layer->fill.cells;
	case GW_DRAW_PATTERN:
		return num_cells * sizeof *layer->pattern.cells;
	case GW_DRAW_BORDERS:
		return layer->borders.num_strokes * sizeof *layer->borders.strokes;
	case GW_DRAW_AREAS:
		return layer->areas.n * sizeof *layer->areas.items;
	case GW_DRAW_LINES:
		return layer->lines.n * sizeof *layer->lines.items;
	case GW_DRAW_CIRCLES:
		return layer->circles.n * sizeof *layer->circles.items;
	case GW_DRAW_HEAT:
		return layer->heat.n * sizeof *layer->heat.items;
	case GW_DRAW_SYMBOLS:
		return layer->symbols.n * sizeof *layer->symbols.items;
	}
	return 0;
}

size_t gw_stage_bytes(const struct gw_stage *stage)
{
	size_t num_cells = (size_t)stage->scene.division->units->num_cells + 1;
	size_t bytes = sizeof *stage + num_cells * sizeof *stage->cells;
	const struct gw_scene_texts *texts;
	uint32_t i;

	for (i = 0; i < stage->scene.num_layers; i++) {
		bytes += bytes_of_layer(&stage->scene.layers[i], num_cells);
		if (stage->canvases[i])
			bytes += stage->scene.division->grid->num_edges * CANVAS_EDGE_BYTES;
	}
	for (texts = stage->scene.texts; texts; texts = texts->next)
		bytes += texts->len + texts->room;
	bytes += stage->num_passes * num_cells * sizeof *stage->passes->cells;
	bytes += stage->clear ? num_cells * sizeof *stage->clear : 0;
	bytes += sizeof *stage->palette + GW_PALETTE_KEYS * sizeof *stage->palette->nearest;
	return bytes + (stage->labels ? gw_labels_count(stage->labels) * LABEL_BYTES : 0);
}
