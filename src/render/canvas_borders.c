/* SPDX-License-Identifier: Apache-2.0 */
#include "render/canvas_parts.h"

#include "render/chains.h"
#include "render/strokes.h"

#include <stdlib.h>

struct gw_canvas_borders {
	struct gw_chains chains; /* by rank */
};

enum gw_status gw_canvas_borders_create(struct gw_canvas_borders **out,
	const struct gw_border_layer *layer, const struct gw_division *division,
	struct gw_error *err)
{
	const struct gw_grid *grid = division->grid;
	uint8_t *edge_rank = malloc(grid->num_edges + 1);
	struct gw_canvas_borders *borders = calloc(1, sizeof *borders);
	enum gw_status st;
	size_t i;

	if (edge_rank && borders) {
		for (i = 0; i < grid->num_edges; i++) {
			uint8_t rank = gw_units_rank_between(
				division->units, grid->edges[i].left, grid->edges[i].right);

			edge_rank[i] = rank < layer->num_strokes && rank < GW_CHAIN_LEVELS_MAX
				? rank
				: GW_NO_CHAIN_LEVEL;
		}
		st = gw_chains_init(&borders->chains, grid, edge_rank, err);
	} else {
		st = gw_fail_nomem(err);
	}
	free(edge_rank);
	if (st)
		gw_canvas_borders_destroy(borders);
	else
		*out = borders;
	return st;
}

void gw_canvas_borders_destroy(struct gw_canvas_borders *borders)
{
	if (!borders)
		return;
	gw_chains_finish(&borders->chains);
	free(borders);
}

/* The chains that touch a view, a bit each. */
struct seen {
	const struct gw_chains *chains;
	const struct gw_edge *edges;
	uint64_t *bits;
};

static bool see_edge(void *context, const struct gw_edge *edge)
{
	struct seen *seen = context;
	uint32_t chain = seen->chains->of_edge[edge - seen->edges];

	if (chain != GW_NO_CHAIN)
		seen->bits[chain / 64] |= (uint64_t)1 << chain % 64;
	return true;
}

static enum gw_status see(struct seen *seen, const struct gw_division *division,
	const struct gw_view *view, double margin, struct gw_error *err)
{
	struct gw_world_box box;
	struct gw_plot plot;

	seen->bits = calloc(seen->chains->num_chains / 64 + 1, sizeof *seen->bits);
	if (!seen->bits)
		return gw_fail_nomem(err);
	gw_plot_init(&plot, NULL, view, margin);
	box = gw_plot_world_box(&plot);
	gw_locator_visit(division->locator,
		gw_bbox_of(gw_lonlat_from_world(box.min), gw_lonlat_from_world(box.max)), see_edge,
		seen);
	return GW_OK;
}

static enum gw_status stroke_rank(const struct seen *seen, uint32_t rank, struct gw_stroke stroke,
	cairo_t *cr, const struct gw_view *view, struct gw_error *err)
{
	const struct gw_chains *chains = seen->chains;
	uint32_t i = chains->level_first[rank], end = chains->level_first[rank + 1];
	struct gw_strokes strokes;

	/* where chains meet end to end they look like one */
	if (!stroke.num_dashes)
		stroke.cap = GW_CAP_ROUND;
	stroke.offset = 0;
	gw_strokes_begin(&strokes, cr, view, &stroke);
	for (; i < end; i++) {
		const struct gw_chain *c = &chains->chains[i];
		const struct gw_world *p = chains->points + c->first, *last = p + c->count - 1;
		bool closed = p->x == last->x && p->y == last->y;

		if (seen->bits[i / 64] >> i % 64 & 1)
			gw_strokes_add(&strokes, p, c->count - closed, closed, c->start);
	}
	return gw_strokes_paint(&strokes, err);
}

enum gw_status gw_canvas_borders_paint(const struct gw_canvas_borders *borders,
	const struct gw_border_layer *layer, const struct gw_division *division, cairo_t *cr,
	const struct gw_view *view, struct gw_error *err)
{
	struct seen seen = {&borders->chains, division->grid->edges, NULL};
	uint32_t rank = layer->num_strokes, i;
	enum gw_status st;
	double widest = 0;

	for (i = 0; i < rank; i++)
		widest = widest < layer->strokes[i].width ? layer->strokes[i].width : widest;
	st = see(&seen, division, view, widest * view->pen + 2, err);
	if (rank > GW_CHAIN_LEVELS_MAX)
		rank = GW_CHAIN_LEVELS_MAX;
	while (rank-- > 0 && !st)
		if (gw_stroke_shows(&layer->strokes[rank]))
			st = stroke_rank(&seen, rank, layer->strokes[rank], cr, view, err);
	free(seen.bits);
	return st;
}
