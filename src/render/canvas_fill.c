/* SPDX-License-Identifier: Apache-2.0 */
#include "render/canvas_parts.h"

#include "base/mem.h"
#include "render/outlines.h"
#include "render/sprites.h"
#include "render/strokes.h"

#include <cairo.h>
#include <stdlib.h>

/* More colours, as a ramp by value makes, are painted cell by cell; finer alphas are rounded. */
#define NESTED_MAX 64

#define OPAQUE 0xff000000u

/*
 * A choropleth as two maps: opaque colours, and how much of them shows. The first may be painted
 * beyond what is filled, so that each border is blended once: by the second.
 */
struct gw_canvas_fill {
	gw_rgba *colours; /* of rank 1 and on, opaque */
	uint32_t num_colours;
	struct gw_outlines *colour_areas; /* nested, or each cell's when there are too many */
	uint8_t alphas[256]; /* of rank 1 and on, rising */
	uint32_t num_alphas;
	struct gw_outlines *alpha_areas; /* nested; NULL where the colours' serve */
};

/* luma of Rec. 601 */
static uint32_t luma(gw_rgba c)
{
	return 299 * (c >> 16 & 255) + 587 * (c >> 8 & 255) + 114 * (c & 255);
}

/*
 * From the lightest on: along a border of two colours the nested areas between them show, and in
 * most legends what is between in lightness is between in colour.
 */
static int compare_colours(const void *x, const void *y)
{
	const gw_rgba *a = x, *b = y;

	if (luma(*a) != luma(*b))
		return luma(*a) > luma(*b) ? -1 : 1;
	return (*a > *b) - (*a < *b);
}

/* Lists the colours of the cells that are filled, each once, in order. */
static bool list_colours(
	struct gw_canvas_fill *fill, const struct gw_fill_layer *layer, gw_cell_id num_cells)
{
	uint32_t n = 0, i;
	gw_cell_id c;

	fill->colours = gw_alloc_array((size_t)num_cells + 1, sizeof *fill->colours);
	if (!fill->colours)
		return false;
	for (c = 1; c <= num_cells; c++)
		if (gw_rgba_alpha(layer->cells[c]))
			fill->colours[n++] = layer->cells[c] | OPAQUE;
	qsort(fill->colours, n, sizeof *fill->colours, compare_colours);
	for (i = 0; i < n; i++)
		if (!i || fill->colours[i] != fill->colours[fill->num_colours - 1])
			fill->colours[fill->num_colours++] = fill->colours[i];
	return true;
}

static bool is_nested(const struct gw_canvas_fill *fill)
{
	return fill->num_colours <= NESTED_MAX;
}

static enum gw_status trace_colours(struct gw_canvas_fill *fill, uint32_t *rank,
	const struct gw_fill_layer *layer, const struct gw_grid *grid, struct gw_error *err)
{
	gw_cell_id c;

	for (c = 1; c <= grid->num_cells; c++) {
		gw_rgba rgba = layer->cells[c] | OPAQUE, *found;

		rank[c] = 0;
		if (!gw_rgba_alpha(layer->cells[c]))
			continue;
		found = bsearch(
			&rgba, fill->colours, fill->num_colours, sizeof rgba, compare_colours);
		rank[c] = (uint32_t)(found - fill->colours) + 1;
	}
	if (is_nested(fill))
		return gw_outlines_create(&fill->colour_areas, grid, rank, fill->num_colours,
			GW_OUTLINES_NESTED, err);
	fill->num_colours = grid->num_cells;
	for (c = 1; c <= grid->num_cells; c++) {
		rank[c] = rank[c] ? c : 0;
		fill->colours[c - 1] = layer->cells[c] | OPAQUE;
	}
	return gw_outlines_create(
		&fill->colour_areas, grid, rank, grid->num_cells, GW_OUTLINES_EACH, err);
}

static enum gw_status trace_alphas(struct gw_canvas_fill *fill, uint32_t *rank,
	const struct gw_fill_layer *layer, const struct gw_grid *grid, struct gw_error *err)
{
	uint32_t rank_of[256] = {0}, n = 0, finest = 1, a;
	gw_cell_id c;

	for (c = 1; c <= grid->num_cells; c++)
		rank_of[gw_rgba_alpha(layer->cells[c])] = 1;
	for (a = 1; a < 256; a++)
		n += rank_of[a];
	if (n > NESTED_MAX)
		finest = 256 / NESTED_MAX;
	for (a = 1; a < 256; a++) {
		uint32_t alpha = a / finest * finest + finest - 1;

		if (rank_of[a] &&
			(!fill->num_alphas || fill->alphas[fill->num_alphas - 1] != alpha))
			fill->alphas[fill->num_alphas++] = (uint8_t)alpha;
		rank_of[a] = fill->num_alphas;
	}
	if (is_nested(fill) && fill->num_alphas <= 1)
		return GW_OK;
	for (c = 1; c <= grid->num_cells; c++)
		rank[c] = gw_rgba_alpha(layer->cells[c]) ? rank_of[gw_rgba_alpha(layer->cells[c])]
							 : 0;
	return gw_outlines_create(
		&fill->alpha_areas, grid, rank, fill->num_alphas, GW_OUTLINES_NESTED, err);
}

enum gw_status gw_canvas_fill_create(struct gw_canvas_fill **out, const struct gw_fill_layer *layer,
	const struct gw_grid *grid, struct gw_error *err)
{
	struct gw_canvas_fill *fill = calloc(1, sizeof *fill);
	uint32_t *rank = gw_alloc_array((size_t)grid->num_cells + 1, sizeof *rank);
	enum gw_status st;

	if (!fill || !rank || !list_colours(fill, layer, grid->num_cells)) {
		st = gw_fail_nomem(err);
		goto out;
	}
	st = trace_alphas(fill, rank, layer, grid, err);
	if (!st)
		st = trace_colours(fill, rank, layer, grid, err);
out:
	free(rank);
	if (st)
		gw_canvas_fill_destroy(fill);
	else
		*out = fill;
	return st;
}

void gw_canvas_fill_destroy(struct gw_canvas_fill *fill)
{
	if (!fill)
		return;
	gw_outlines_destroy(fill->alpha_areas);
	gw_outlines_destroy(fill->colour_areas);
	free(fill->colours);
	free(fill);
}

static void fill_nested(const struct gw_canvas_fill *fill, struct gw_plot *plot)
{
	uint32_t k;

	for (k = 1; k <= fill->num_colours; k++)
		if (gw_outlines_trace(fill->colour_areas, k, plot)) {
			gw_rgba_set(plot->cr, fill->colours[k - 1]);
			gw_plot_even(plot, 0);
			cairo_fill(plot->cr);
		}
}

/* Each cell by itself, or only a hem along its border. */
static void paint_cells(const struct gw_canvas_fill *fill, struct gw_plot *plot, double hem)
{
	uint32_t c;

	for (c = 1; c <= fill->num_colours; c++) {
		if (!gw_outlines_trace(fill->colour_areas, c, plot))
			continue;
		gw_rgba_set(plot->cr, fill->colours[c - 1]);
		gw_plot_even(plot, hem);
		if (hem > 0)
			cairo_stroke(plot->cr);
		else
			cairo_fill(plot->cr);
	}
}

/* Hems first, under the neighbours, so that nothing shows through between cells. */
static void fill_cells(
	const struct gw_canvas_fill *fill, struct gw_plot *plot, const struct gw_view *view)
{
	double hem = 2 * view->pen;

	cairo_set_line_join(plot->cr, CAIRO_LINE_JOIN_ROUND);
	cairo_set_dash(plot->cr, NULL, 0, 0);
	cairo_set_line_width(plot->cr, hem);
	paint_cells(fill, plot, hem);
	paint_cells(fill, plot, 0);
}

/*
 * The second map, as a mask: each area replaces what it lies in. Where a surface cannot replace it
 * is laid over, with as much alpha as the two together need.
 */
static cairo_pattern_t *make_mask(const struct gw_canvas_fill *fill, struct gw_plot *plot)
{
	bool replaces =
		cairo_surface_get_type(cairo_get_target(plot->cr)) == CAIRO_SURFACE_TYPE_IMAGE;
	double below = 0;
	uint32_t k;

	cairo_push_group_with_content(plot->cr, CAIRO_CONTENT_ALPHA);
	if (replaces)
		cairo_set_operator(plot->cr, CAIRO_OPERATOR_SOURCE);
	for (k = 1; k <= fill->num_alphas; k++) {
		double alpha = fill->alphas[k - 1] / 255.0;

		if (gw_outlines_trace(fill->alpha_areas, k, plot)) {
			cairo_set_source_rgba(plot->cr, 0, 0, 0,
				replaces ? alpha : (alpha - below) / (1 - below));
			gw_plot_even(plot, 0);
			cairo_fill(plot->cr);
		}
		below = alpha;
	}
	return cairo_pop_group(plot->cr);
}

void gw_canvas_fill_paint(
	const struct gw_canvas_fill *fill, cairo_t *cr, const struct gw_view *view)
{
	cairo_pattern_t *mask;
	struct gw_plot plot;

	gw_plot_init(&plot, cr, view, 2 * view->pen + 1);
	if (!fill->num_alphas)
		return;
	if (!fill->alpha_areas && fill->alphas[0] == 255) {
		fill_nested(fill, &plot);
		return;
	}
	cairo_push_group(cr);
	if (!fill->alpha_areas) {
		fill_nested(fill, &plot);
		cairo_pop_group_to_source(cr);
		cairo_paint_with_alpha(cr, fill->alphas[0] / 255.0);
	} else {
		gw_rgba_set(cr, fill->colours[0]);
		cairo_paint(cr);
		if (is_nested(fill))
			fill_nested(fill, &plot);
		else
			fill_cells(fill, &plot, view);
		cairo_pop_group_to_source(cr);
		mask = make_mask(fill, &plot);
		cairo_mask(cr, mask);
		cairo_pattern_destroy(mask);
	}
	cairo_set_source_rgb(cr, 0, 0, 0); /* lets go of the group */
}

struct gw_canvas_pattern {
	struct gw_outlines *areas;
};

enum gw_status gw_canvas_pattern_create(struct gw_canvas_pattern **out,
	const struct gw_pattern_layer *layer, const struct gw_grid *grid, struct gw_error *err)
{
	struct gw_canvas_pattern *pattern = calloc(1, sizeof *pattern);
	uint32_t *rank = gw_alloc_array((size_t)grid->num_cells + 1, sizeof *rank);
	enum gw_status st;
	gw_cell_id c;

	if (pattern && rank) {
		for (c = 1; c <= grid->num_cells; c++)
			rank[c] = layer->cells[c];
		st = gw_outlines_create(
			&pattern->areas, grid, rank, layer->num_sprites, GW_OUTLINES_EACH, err);
	} else {
		st = gw_fail_nomem(err);
	}
	free(rank);
	if (st)
		gw_canvas_pattern_destroy(pattern);
	else
		*out = pattern;
	return st;
}

void gw_canvas_pattern_destroy(struct gw_canvas_pattern *pattern)
{
	if (!pattern)
		return;
	gw_outlines_destroy(pattern->areas);
	free(pattern);
}

void gw_canvas_pattern_paint(const struct gw_canvas_pattern *pattern,
	const struct gw_pattern_layer *layer, const struct gw_sprites *sprites, cairo_t *cr,
	const struct gw_view *view)
{
	struct gw_plot plot;
	uint32_t k;

	gw_plot_init(&plot, cr, view, 1);
	for (k = 1; k <= layer->num_sprites; k++)
		if (gw_outlines_trace(pattern->areas, k, &plot)) {
			gw_plot_even(&plot, 0);
			cairo_save(cr);
			cairo_clip(cr);
			gw_sprites_spread(sprites, layer->sprites[k - 1], cr, view, layer->opacity);
			cairo_restore(cr);
		}
	cairo_new_path(cr);
}
