/* SPDX-License-Identifier: Apache-2.0 */
#include "render/outlines.h"

#include "base/mem.h"
#include "grid/loops.h"

#include <cairo.h>
#include <math.h>
#include <stdlib.h>

/*
 * Rings are looked at in runs of so many points: of one that lies beyond a side of the view only
 * the ends matter.
 */
#define POINTS_PER_RUN 32

struct ring {
	size_t first, first_run, count;
	struct gw_world_box box;
};

struct gw_outlines {
	struct gw_world *points;
	struct gw_world_box *runs;
	struct ring *rings;
	size_t num_points, num_runs, num_rings, cap_rings;
	size_t *ring_end; /* area k's are ring_end[k - 1] .. ring_end[k] - 1 */
	uint32_t num_ranks, open_rank; /* which one is being traced */
};

static struct gw_world_box no_box(void)
{
	return (struct gw_world_box){{INFINITY, INFINITY}, {-INFINITY, -INFINITY}};
}

static struct gw_world_box box_with(struct gw_world_box box, struct gw_world p)
{
	return (struct gw_world_box){
		{fmin(box.min.x, p.x), fmin(box.min.y, p.y)},
		{fmax(box.max.x, p.x), fmax(box.max.y, p.y)},
	};
}

/* Adds a side of an edge, run so that area k is on its left; or counts it, when darts is NULL. */
static void add_dart(
	struct gw_dart *darts, size_t *n, const struct gw_edge *e, bool on_left, uint32_t k)
{
	if (darts)
		darts[*n] = (struct gw_dart){
			.from = on_left ? e->a : e->b, .to = on_left ? e->b : e->a, .cell = k};
	(*n)++;
}

static size_t collect_darts(struct gw_dart *darts, const struct gw_grid *grid, const uint32_t *rank,
	enum gw_outlines_kind kind)
{
	uint32_t left, right, k;
	size_t i, n = 0;

	for (i = 0; i < grid->num_edges; i++) {
		const struct gw_edge *e = &grid->edges[i];

		left = e->left ? rank[e->left] : 0;
		right = e->right ? rank[e->right] : 0;
		if (left == right)
			continue;
		if (kind == GW_OUTLINES_NESTED) {
			for (k = (left < right ? left : right) + 1; k <= left || k <= right; k++)
				add_dart(darts, &n, e, left > right, k);
			continue;
		}
		if (left)
			add_dart(darts, &n, e, true, left);
		if (right)
			add_dart(darts, &n, e, false, right);
	}
	return n;
}

static enum gw_status add_loop(
	void *context, const struct gw_dart *loop, size_t n, struct gw_error *err)
{
	struct gw_outlines *o = context;
	struct gw_world_box *run = NULL;
	struct ring *ring;
	size_t i;

	if (!gw_grow(&o->rings, o->num_rings, &o->cap_rings, sizeof *o->rings))
		return gw_fail_nomem(err);
	while (o->open_rank < loop->cell)
		o->ring_end[o->open_rank++] = o->num_rings;
	ring = &o->rings[o->num_rings++];
	*ring = (struct ring){o->num_points, o->num_runs, n, no_box()};
	for (i = 0; i < n; i++) {
		struct gw_world p = gw_world_from_lonlat(loop[i].from);

		if (i % POINTS_PER_RUN == 0) {
			run = &o->runs[o->num_runs++];
			*run = no_box();
		}
		*run = box_with(*run, p);
		ring->box = box_with(ring->box, p);
		o->points[o->num_points++] = p;
	}
	return GW_OK;
}

static enum gw_status trace(struct gw_outlines *o, const struct gw_grid *grid, const uint32_t *rank,
	enum gw_outlines_kind kind, struct gw_error *err)
{
	size_t n = collect_darts(NULL, grid, rank, kind);
	struct gw_dart *darts = gw_alloc_array(n + 1, sizeof *darts);
	enum gw_status st;

	o->points = gw_alloc_array(n + 1, sizeof *o->points);
	/* a ring has three points at least, and a run that is not full */
	o->runs = gw_alloc_array(n / 3 + n / POINTS_PER_RUN + 1, sizeof *o->runs);
	o->ring_end = gw_alloc_array((size_t)o->num_ranks + 1, sizeof *o->ring_end);
	if (darts && o->points && o->runs && o->ring_end) {
		collect_darts(darts, grid, rank, kind);
		st = gw_loops_trace(darts, n, add_loop, o, err);
		while (o->open_rank <= o->num_ranks)
			o->ring_end[o->open_rank++] = o->num_rings;
	} else {
		st = gw_fail_nomem(err);
	}
	free(darts);
	return st;
}

enum gw_status gw_outlines_create(struct gw_outlines **out, const struct gw_grid *grid,
	const uint32_t *rank, uint32_t num_ranks, enum gw_outlines_kind kind, struct gw_error *err)
{
	struct gw_outlines *outlines = calloc(1, sizeof *outlines);
	enum gw_status st;

	if (!outlines)
		return gw_fail_nomem(err);
	outlines->num_ranks = num_ranks;
	st = trace(outlines, grid, rank, kind, err);
	if (st)
		gw_outlines_destroy(outlines);
	else
		*out = outlines;
	return st;
}

void gw_outlines_destroy(struct gw_outlines *outlines)
{
	if (!outlines)
		return;
	free(outlines->points);
	free(outlines->runs);
	free(outlines->rings);
	free(outlines->ring_end);
	free(outlines);
}

static void trace_ring(const struct gw_outlines *outlines, const struct ring *ring,
	struct gw_plot *plot, const struct gw_world_box *view)
{
	const struct gw_world_box *run = outlines->runs + ring->first_run;
	const struct gw_world *p = outlines->points + ring->first;
	size_t first, last, i;

	gw_plot_ring_begin(plot);
	for (first = 0; first < ring->count; first = last + 1) {
		last = first + POINTS_PER_RUN - 1;
		last = last < ring->count ? last : ring->count - 1;
		/* kept in either case, lest what is left out depend on the view */
		gw_plot_ring_point(plot, p[first], true);
		if (gw_world_boxes_meet(run++, view))
			for (i = first + 1; i < last; i++)
				gw_plot_ring_point(plot, p[i], false);
		gw_plot_ring_point(plot, p[last], true);
	}
	gw_plot_ring_end(plot);
}

bool gw_outlines_trace(const struct gw_outlines *outlines, uint32_t k, struct gw_plot *plot)
{
	struct gw_world_box view = gw_plot_world_box(plot);
	bool any = false;
	size_t i;

	cairo_new_path(plot->cr);
	for (i = outlines->ring_end[k - 1]; i < outlines->ring_end[k]; i++)
		if (gw_world_boxes_meet(&outlines->rings[i].box, &view)) {
			trace_ring(outlines, &outlines->rings[i], plot, &view);
			any = true;
		}
	return any;
}
