/* SPDX-License-Identifier: Apache-2.0 */
#include "render/fills.h"

#include "base/mem.h"
#include "grid/outline.h"
#include "render/clip.h"
#include "render/hatch.h"

#include <cairo.h>
#include <math.h>
#include <stdlib.h>

/*
 * Rings are looked at in runs of so many points: one that lies beyond a side of the view is
 * skipped.
 */
#define POINTS_PER_RUN 32

struct fill_ring {
	size_t first, first_run;
	uint32_t count;
	struct gw_world_box box;
};

struct gw_fills {
	struct gw_world *points;
	struct gw_world_box *runs;
	struct fill_ring *rings;
	/* class k's are ring_end[k - 1] .. ring_end[k] - 1; none where no cell is of it */
	size_t ring_end[GW_CLASSES_MAX + 1];
	struct gw_world_box box;
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

static bool box_beyond(const struct gw_world_box *box, const struct gw_world_box *view)
{
	return box->max.x < view->min.x || box->min.x > view->max.x || box->max.y < view->min.y ||
		box->min.y > view->max.y;
}

/* Traces, for each class in use, the border of all cells of that class and those after it. */
static enum gw_status trace_areas(struct gw_fills *fills, struct gw_rings *outline,
	const struct gw_scene *scene, struct gw_error *err)
{
	gw_cell_id num_cells = scene->division->grid->num_cells, c;
	enum gw_status st = GW_OK;
	bool *in_set, used;
	size_t k;

	in_set = calloc((size_t)num_cells + 1, sizeof *in_set);
	if (!in_set)
		return gw_fail_nomem(err);
	for (k = 1; k <= scene->num_classes && !st; k++) {
		used = false;
		for (c = 1; c <= num_cells; c++) {
			in_set[c] = scene->cell_class[c] >= k;
			used |= scene->cell_class[c] == k;
		}
		if (used)
			st = gw_outline_trace(
				outline, scene->division->grid, in_set, (gw_cell_id)k, err);
		fills->ring_end[k] = outline->num_rings;
	}
	for (; k <= GW_CLASSES_MAX; k++)
		fills->ring_end[k] = outline->num_rings;
	free(in_set);
	return st;
}

static void project_ring(
	struct gw_fills *fills, struct fill_ring *ring, const struct gw_lonlat *from)
{
	struct gw_world_box *run = fills->runs + ring->first_run;
	uint32_t i;

	ring->box = no_box();
	for (i = 0; i < ring->count; i++) {
		struct gw_world p = gw_world_from_lonlat(from[i]);

		if (i % POINTS_PER_RUN == 0)
			run[i / POINTS_PER_RUN] = no_box();
		run[i / POINTS_PER_RUN] = box_with(run[i / POINTS_PER_RUN], p);
		ring->box = box_with(ring->box, p);
		fills->points[ring->first + i] = p;
	}
	fills->box = box_with(box_with(fills->box, ring->box.min), ring->box.max);
}

static enum gw_status project(
	struct gw_fills *fills, const struct gw_rings *outline, struct gw_error *err)
{
	size_t i, num_runs = 0;

	fills->points = gw_alloc_array(outline->num_points + 1, sizeof *fills->points);
	fills->rings = gw_alloc_array(outline->num_rings + 1, sizeof *fills->rings);
	for (i = 0; i < outline->num_rings; i++)
		num_runs += outline->rings[i].count / POINTS_PER_RUN + 1;
	fills->runs = gw_alloc_array(num_runs + 1, sizeof *fills->runs);
	if (!fills->points || !fills->rings || !fills->runs)
		return gw_fail_nomem(err);
	num_runs = 0;
	for (i = 0; i < outline->num_rings; i++) {
		const struct gw_ring *from = &outline->rings[i];

		fills->rings[i] = (struct fill_ring){from->first, num_runs, from->count};
		num_runs += from->count / POINTS_PER_RUN + 1;
		project_ring(fills, &fills->rings[i], outline->points + from->first);
	}
	return GW_OK;
}

enum gw_status gw_fills_create(
	struct gw_fills **out, const struct gw_scene *scene, struct gw_error *err)
{
	struct gw_rings outline;
	struct gw_fills *fills;
	enum gw_status st;

	fills = calloc(1, sizeof *fills);
	if (!fills)
		return gw_fail_nomem(err);
	fills->box = no_box();
	gw_rings_init(&outline);
	st = trace_areas(fills, &outline, scene, err);
	if (!st)
		st = project(fills, &outline, err);
	gw_rings_finish(&outline);
	if (st)
		gw_fills_destroy(fills);
	else
		*out = fills;
	return st;
}

void gw_fills_destroy(struct gw_fills *fills)
{
	if (!fills)
		return;
	free(fills->points);
	free(fills->runs);
	free(fills->rings);
	free(fills);
}

struct gw_world_box gw_fills_box(const struct gw_fills *fills)
{
	return fills->box;
}

/* A run beyond one side may be cut short to its ends: both ways stay on that side. */
static void trace_ring(const struct gw_fills *fills, const struct fill_ring *ring,
	struct gw_clip *clip, const struct gw_world_box *view)
{
	const struct gw_world *p = fills->points + ring->first;
	uint32_t first, last, i;

	gw_clip_ring_begin(clip);
	for (first = 0; first < ring->count; first = last + 1) {
		last = first + POINTS_PER_RUN - 1;
		last = last < ring->count ? last : ring->count - 1;
		if (box_beyond(&fills->runs[ring->first_run + first / POINTS_PER_RUN], view)) {
			gw_clip_ring_point(clip, p[first]);
			gw_clip_ring_point(clip, p[last]);
			continue;
		}
		for (i = first; i <= last; i++)
			gw_clip_ring_point(clip, p[i]);
	}
	gw_clip_ring_end(clip);
}

void gw_fills_paint(const struct gw_fills *fills, const struct gw_scene *scene, cairo_t *cr,
	const struct gw_view *view)
{
	unsigned num_hatched = 0;
	struct gw_world_box box;
	struct gw_clip clip;
	size_t i, k;

	gw_clip_init(&clip, cr, view);
	box = gw_clip_world_box(&clip);
	for (k = 1; k <= scene->num_classes; k++) {
		const struct gw_scene_class *class = &scene->classes[k - 1];

		num_hatched += class->hatched;
		if (fills->ring_end[k] == fills->ring_end[k - 1])
			continue;
		cairo_new_path(cr);
		for (i = fills->ring_end[k - 1]; i < fills->ring_end[k]; i++)
			if (!box_beyond(&fills->rings[i].box, &box))
				trace_ring(fills, &fills->rings[i], &clip, &box);
		gw_rgb_set(cr, class->rgb, 1);
		cairo_fill_preserve(cr);
		if (class->hatched)
			gw_hatch_fill(cr, class->rgb, num_hatched, view);
		cairo_new_path(cr);
	}
}
