/* SPDX-License-Identifier: Apache-2.0 */
#include "render/outlines.h"

#include "base/mem.h"
#include "grid/arcs.h"

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

/* One side of an arc, run so that its area is on its left. */
struct dart {
	struct gw_lonlat from, to;
	uint32_t area, arc;
	bool is_reverse, used;
};

/* What the outlines are traced from. */
struct tracer {
	struct gw_outlines *out;
	const uint32_t *rank;
	enum gw_outlines_kind kind;
	struct gw_arcs arcs;
	struct gw_world *places; /* of the arcs' points */
	struct dart *darts; /* by area and where they begin; NULL while they are but counted */
	size_t num_darts, num_points;
};

static void add_dart(struct tracer *t, uint32_t arc, bool is_reverse, uint32_t area)
{
	uint32_t first = t->arcs.first[arc], last = t->arcs.first[arc + 1] - 1;

	if (t->darts)
		t->darts[t->num_darts] = (struct dart){
			.from = t->arcs.points[is_reverse ? last : first],
			.to = t->arcs.points[is_reverse ? first : last],
			.area = area,
			.arc = arc,
			.is_reverse = is_reverse,
		};
	t->num_darts++;
	t->num_points += last - first;
}

static void add_darts(struct tracer *t)
{
	uint32_t left, right, i, k;

	t->num_darts = t->num_points = 0;
	for (i = 0; i < t->arcs.n; i++) {
		const struct gw_arc *arc = &t->arcs.items[i];

		left = arc->left ? t->rank[arc->left] : 0;
		right = arc->right ? t->rank[arc->right] : 0;
		if (left == right)
			continue;
		if (t->kind == GW_OUTLINES_NESTED) {
			for (k = (left < right ? left : right) + 1; k <= left || k <= right; k++)
				add_dart(t, i, left < right, k);
			continue;
		}
		if (left)
			add_dart(t, i, false, left);
		if (right)
			add_dart(t, i, true, right);
	}
}

static int compare_start(uint32_t area, struct gw_lonlat from, const struct dart *d)
{
	if (area != d->area)
		return area < d->area ? -1 : 1;
	if (from.lon != d->from.lon)
		return from.lon < d->from.lon ? -1 : 1;
	return (from.lat > d->from.lat) - (from.lat < d->from.lat);
}

static int compare_darts(const void *x, const void *y)
{
	const struct dart *a = x, *b = y;
	int order = compare_start(a->area, a->from, b);

	return order ? order : (a->arc > b->arc) - (a->arc < b->arc);
}

static enum gw_status collect_darts(struct tracer *t, struct gw_error *err)
{
	add_darts(t);
	t->darts = gw_alloc_array(t->num_darts + 1, sizeof *t->darts);
	if (!t->darts)
		return gw_fail_nomem(err);
	add_darts(t);
	qsort(t->darts, t->num_darts, sizeof *t->darts, compare_darts);
	return GW_OK;
}

static void add_point(struct gw_outlines *o, struct ring *ring, struct gw_world p)
{
	if (ring->count % POINTS_PER_RUN == 0)
		o->runs[o->num_runs++] = no_box();
	o->runs[o->num_runs - 1] = box_with(o->runs[o->num_runs - 1], p);
	ring->box = box_with(ring->box, p);
	ring->count++;
	o->points[o->num_points++] = p;
}

/* All but the last point, with which the next one begins. */
static void add_arc(const struct tracer *t, struct ring *ring, const struct dart *d)
{
	uint32_t first = t->arcs.first[d->arc], last = t->arcs.first[d->arc + 1] - 1, i;

	for (i = 0; i < last - first; i++)
		add_point(t->out, ring, t->places[d->is_reverse ? last - i : first + i]);
}

/* An unused dart that goes on from d, or NULL. */
static struct dart *next_dart(const struct tracer *t, const struct dart *d)
{
	size_t lo = 0, hi = t->num_darts;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (compare_start(d->area, d->to, &t->darts[mid]) > 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	for (; lo < t->num_darts && !compare_start(d->area, d->to, &t->darts[lo]); lo++)
		if (!t->darts[lo].used)
			return &t->darts[lo];
	return NULL;
}

/*
 * Where several darts go on, any of them will do: whichever way the same darts are joined to rings,
 * they wind about the same points.
 */
static enum gw_status add_ring(struct tracer *t, struct dart *start, struct gw_error *err)
{
	struct gw_outlines *o = t->out;
	struct dart *d = start;
	struct ring *ring;

	if (!gw_grow(&o->rings, o->num_rings, &o->cap_rings, sizeof *o->rings))
		return gw_fail_nomem(err);
	while (o->open_rank < start->area)
		o->ring_end[o->open_rank++] = o->num_rings;
	ring = &o->rings[o->num_rings++];
	*ring = (struct ring){o->num_points, o->num_runs, 0, no_box()};
	for (; d; d = gw_lonlat_equal(d->to, start->from) ? NULL : next_dart(t, d)) {
		d->used = true;
		add_arc(t, ring, d);
	}
	return GW_OK;
}

static enum gw_status add_rings(struct tracer *t, struct gw_error *err)
{
	struct gw_outlines *o = t->out;
	enum gw_status st = GW_OK;
	size_t i, n = t->num_points;

	o->points = gw_alloc_array(n + 1, sizeof *o->points);
	/* a ring has two points at least, and a run that is not full */
	o->runs = gw_alloc_array(n / 2 + n / POINTS_PER_RUN + 1, sizeof *o->runs);
	o->ring_end = gw_alloc_array((size_t)o->num_ranks + 1, sizeof *o->ring_end);
	if (!o->points || !o->runs || !o->ring_end)
		return gw_fail_nomem(err);
	for (i = 0; i < t->num_darts && !st; i++)
		if (!t->darts[i].used)
			st = add_ring(t, &t->darts[i], err);
	while (o->open_rank <= o->num_ranks)
		o->ring_end[o->open_rank++] = o->num_rings;
	return st;
}

static enum gw_status place_arcs(struct tracer *t, const struct gw_grid *grid, struct gw_error *err)
{
	enum gw_status st = gw_arcs_init(&t->arcs, grid, err);
	uint32_t i;

	if (st)
		return st;
	t->places = gw_alloc_array((size_t)t->arcs.num_points + 1, sizeof *t->places);
	if (!t->places)
		return gw_fail_nomem(err);
	for (i = 0; i < t->arcs.num_points; i++)
		t->places[i] = gw_world_from_lonlat(t->arcs.points[i]);
	return GW_OK;
}

enum gw_status gw_outlines_create(struct gw_outlines **out, const struct gw_grid *grid,
	const uint32_t *rank, uint32_t num_ranks, enum gw_outlines_kind kind, struct gw_error *err)
{
	struct tracer t = {.rank = rank, .kind = kind};
	enum gw_status st;

	t.out = calloc(1, sizeof *t.out);
	if (!t.out)
		return gw_fail_nomem(err);
	t.out->num_ranks = num_ranks;
	st = place_arcs(&t, grid, err);
	if (!st)
		st = collect_darts(&t, err);
	if (!st)
		st = add_rings(&t, err);
	gw_arcs_finish(&t.arcs);
	free(t.places);
	free(t.darts);
	if (st)
		gw_outlines_destroy(t.out);
	else
		*out = t.out;
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
