/* SPDX-License-Identifier: Apache-2.0 */
#include "whole.h"

#include "pixels.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <cairo.h>
#include <math.h>
#include <stdlib.h>

/* Over pixel i of the overlay, counted row by row. */
static void lay_pixel(struct gw_overlay *overlay, size_t i, uint32_t pixel)
{
	size_t row = i / overlay->width, column = i % overlay->width;

	overlay->pixels[i] = gw_pixel_over(pixel, overlay->pixels[i]);
	overlay->touched[row * gw_overlay_words(overlay->width) + column / 64] |= (uint64_t)1
		<< column % 64;
}

static void lay_pattern(struct whole *w, const struct gw_pattern_layer *layer)
{
	gw_cell_id n = w->stage->scene.division->units->num_cells, cell;
	uint32_t *cells = calloc(n + (size_t)1, sizeof *cells), sprite;
	size_t width = w->window.width, pixels = width * w->window.height, i;
	uint32_t *shares = calloc(pixels, sizeof *shares);
	struct gw_error err = {0};

	assert_true(cells && shares);
	for (sprite = 0; sprite < layer->num_sprites; sprite++) {
		struct gw_bitmap b =
			gw_sprites_bitmap(w->stage->scene.sprites, layer->sprites[sprite], 1);

		for (cell = 1; cell <= n; cell++)
			cells[cell] = layer->cells[cell] == sprite + 1 ? 0xff000000 : 0;
		if (gw_raster_fill(w->raster, &w->skeleton, cells, shares, &err))
			fail_msg("%s", err.text);
		for (i = 0; i < pixels; i++) {
			size_t x = ((size_t)w->window.x + i % width) % b.width;
			size_t y = ((size_t)w->window.y + i / width) % b.height;
			uint32_t opacity = (uint32_t)lroundf(layer->opacity * 255);

			lay_pixel(&w->raster->under, i,
				gw_pixel_scale(b.pixels[y * b.width + x],
					(shares[i] >> 24) * opacity / 255));
		}
	}
	free(shares);
	free(cells);
}

static void lay_canvas(struct whole *w, uint32_t layer, struct gw_overlay *overlay)
{
	const int width = (int)w->window.width, height = (int)w->window.height;
	const struct gw_view view = {
		{(double)w->window.x / w->stage->scale, (double)w->window.y / w->stage->scale},
		w->stage->scale, width, height, 1};
	cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, width, height);
	cairo_t *cr = cairo_create(surface);
	struct gw_error err = {0};
	struct pixels pixels;
	int x, y;

	if (gw_canvas_paint(cr, &w->stage->scene, layer, 1, &view, NULL, &err))
		fail_msg("%s", err.text);
	pixels = pixels_of(surface);
	for (y = 0; y < height; y++)
		for (x = 0; x < width; x++)
			lay_pixel(overlay, (size_t)(y * width + x), pixels_at(&pixels, x, y));
	pixels_finish(&pixels);
	cairo_destroy(cr);
	cairo_surface_destroy(surface);
}

static void lay_borders(struct whole *w, const struct gw_border_layer *borders)
{
	struct gw_error err = {0};
	uint32_t rank;

	for (rank = borders->num_strokes; rank-- > 0;)
		if (gw_raster_stroke(w->raster, &w->skeleton, (uint8_t)rank,
			    borders->strokes[rank].rgba, borders->strokes[rank].width, &err))
			fail_msg("%s", err.text);
}

/* Each layer where the tiles have it: below the borders, as them, or above. */
static void lay_layers(struct whole *w)
{
	uint32_t i;

	for (i = 0; i < w->stage->scene.num_layers; i++) {
		const struct gw_scene_layer *layer = &w->stage->scene.layers[i];
		bool is_under = i < w->stage->borders;

		if (layer->kind == GW_DRAW_BORDERS)
			lay_borders(w, &layer->borders);
		else if (layer->kind == GW_DRAW_PATTERN)
			lay_pattern(w, &layer->pattern);
		else if (layer->kind != GW_DRAW_FILL && layer->kind != GW_DRAW_SYMBOLS)
			lay_canvas(w, i, is_under ? &w->raster->under : &w->raster->over);
	}
}

void whole_init(struct whole *w, const struct gw_tileset_source *source, struct gw_window window)
{
	struct gw_error err = {0};

	w->window = window;
	gw_skeleton_init(&w->skeleton);
	if (gw_stage_create(&w->stage, source, ldexp(256, (int)window.zoom), 1, true, &err) ||
		gw_raster_create(&w->raster, window.width, &err) ||
		gw_skeleton_trace(&w->skeleton, source->mesh, window, GW_RASTER_INKS, 24, &err))
		fail_msg("%s", err.text);
	gw_raster_begin(w->raster, window.width, window.height);
	lay_layers(w);
	if (w->stage->labels &&
		gw_labels_compose(w->stage->labels, &w->raster->over, window.x, window.y, &err))
		fail_msg("%s", err.text);
	if (gw_raster_end(w->raster, &w->skeleton, w->stage->cells, w->stage->palette, &err))
		fail_msg("%s", err.text);
}

void whole_finish(struct whole *w)
{
	gw_raster_destroy(w->raster);
	gw_skeleton_finish(&w->skeleton);
	gw_stage_destroy(w->stage);
}

uint32_t whole_at(const struct whole *w, size_t x, size_t y)
{
	uint8_t index = w->raster->indices[y * w->raster->max_side + x];

	return gw_rgba_premultiply(w->stage->palette->colours[index]);
}
