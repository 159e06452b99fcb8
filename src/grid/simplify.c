/* SPDX-License-Identifier: Apache-2.0 */
#include "grid/simplify.h"

#include "base/mem.h"
#include "base/threads.h"
#include "grid/shortcuts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/*
 * Runs longer than this are divided, so that an arc of very many points costs no more than many
 * short ones: splitting is quadratic at its worst.
 */
#define RUN_MAX 1024
/* Splitting halves a run at best; at its worst it takes off one point at a time. */
#define STACK_MAX RUN_MAX

#define ALL_FROM 0.8

#define NO_ZOOM UINT8_MAX

struct simplifier {
	uint8_t *zooms;
	const struct gw_arcs *arcs;
	const struct gw_mesh_point *points;
	gw_cell_id num_cells;
	unsigned coarsest;
	uint64_t *full; /* twice each cell's area, in square units, modulo 2^64 */
	uint64_t *kept; /* the same as drawn at the zoom under way */
	bool *shrunk; /* by cell */
};

/* A part of an arc, ends included, and the zoom from which on its ends are kept. */
struct run {
	uint32_t first, last;
	uint8_t zoom;
};

/* The width of a pixel in units. */
static double pixel_at(unsigned zoom)
{
	return ldexp(1, 24 - (int)zoom);
}

/* The first zoom at which a point that lies so far off, squared, must be kept. */
static uint8_t zoom_for(double distance2, unsigned coarsest)
{
	unsigned zoom;

	for (zoom = coarsest; zoom <= GW_MESH_ZOOM_MAX; zoom++) {
		double tolerance = GW_SIMPLIFY_PIXELS * pixel_at(zoom);

		if (distance2 > tolerance * tolerance)
			return (uint8_t)zoom;
	}
	return NO_ZOOM;
}

/* The squared distance from p to the segment a-b. */
static double distance2(struct gw_mesh_point p, struct gw_mesh_point a, struct gw_mesh_point b)
{
	double dx = (double)b.x - a.x, dy = (double)b.y - a.y;
	double px = (double)p.x - a.x, py = (double)p.y - a.y;
	double length2 = dx * dx + dy * dy, along = px * dx + py * dy, t;

	if (along > 0 && length2 > 0) {
		t = fmin(along / length2, 1);
		px -= t * dx;
		py -= t * dy;
	}
	return px * px + py * py;
}

/*
 * Douglas and Peucker: the point furthest from the chord is needed from the zoom on at which its
 * distance shows, those of the two halves no earlier than it.
 */
static void split_run(uint8_t *zooms, const struct gw_mesh_point *points, struct run whole)
{
	struct run stack[STACK_MAX];
	unsigned depth = 0;

	stack[depth++] = whole;
	while (depth) {
		struct run run = stack[--depth];
		uint32_t i, furthest = run.first;
		double most = 0;
		uint8_t zoom;

		for (i = run.first + 1; i < run.last; i++) {
			double d = distance2(points[i], points[run.first], points[run.last]);

			if (d > most) {
				most = d;
				furthest = i;
			}
		}
		zoom = zoom_for(most, run.zoom);
		if (zoom == NO_ZOOM)
			continue; /* nor is any other of the run */
		zooms[furthest] = zoom;
		if (furthest - run.first > 1)
			stack[depth++] = (struct run){run.first, furthest, zoom};
		if (run.last - furthest > 1)
			stack[depth++] = (struct run){furthest, run.last, zoom};
	}
}

static void split_arcs(void *context, size_t first, size_t count)
{
	const struct simplifier *s = context;
	size_t i;

	for (i = first; i < first + count; i++) {
		uint32_t from = s->arcs->first[i], end = s->arcs->first[i + 1] - 1;
		uint8_t zoom = (uint8_t)s->coarsest;

		memset(s->zooms + from, NO_ZOOM, end - from);
		s->zooms[from] = s->zooms[end] = 0;
		for (; end - from > RUN_MAX; from += RUN_MAX) {
			s->zooms[from + RUN_MAX] = 0;
			split_run(s->zooms, s->points, (struct run){from, from + RUN_MAX, zoom});
		}
		split_run(s->zooms, s->points, (struct run){from, end, zoom});
	}
}

void gw_keep_next(uint8_t *zooms, const struct gw_mesh_point *points, uint32_t first, uint32_t last,
	unsigned zoom)
{
	uint32_t i, next = first, from, end;
	unsigned least = UINT8_MAX + 1;

	for (i = first + 1; i < last; i++)
		if (zooms[i] > zoom && zooms[i] < least) {
			least = zooms[i];
			next = i;
		}
	if (next == first)
		return;
	for (from = next; zooms[from] > zoom; from--)
		;
	for (end = next; zooms[end] > zoom; end++)
		;
	memset(zooms + from + 1, NO_ZOOM, end - from - 1);
	zooms[next] = (uint8_t)zoom;
	split_run(zooms, points, (struct run){from, next, (uint8_t)zoom});
	split_run(zooms, points, (struct run){next, end, (uint8_t)zoom});
}

/*
 * From the zoom on that needs this share of all points, all are kept: there is little to save by
 * leaving out the rest. Returns that zoom.
 */
static unsigned keep_rest(const struct simplifier *s)
{
	size_t count[GW_MESH_ZOOM_MAX + 1] = {0}, kept = 0;
	unsigned zoom = s->coarsest;
	uint32_t i;

	for (i = 0; i < s->arcs->num_points; i++)
		if (s->zooms[i] <= GW_MESH_ZOOM_MAX)
			count[s->zooms[i]]++;
	for (kept = count[0]; zoom <= GW_MESH_ZOOM_MAX; zoom++) {
		kept += zoom ? count[zoom] : 0;
		if ((double)kept >= ALL_FROM * s->arcs->num_points)
			break;
	}
	for (i = 0; i < s->arcs->num_points; i++)
		if (s->zooms[i] > zoom)
			s->zooms[i] = (uint8_t)zoom;
	return zoom;
}

/* Adds up twice the cells' areas, as drawn with the points of a zoom. */
static void add_areas(const struct simplifier *s, uint64_t *area, unsigned zoom)
{
	struct gw_mesh_point origin = s->points[0];
	uint32_t i, k;

	memset(area, 0, (s->num_cells + (size_t)1) * sizeof *area);
	for (i = 0; i < s->arcs->n; i++) {
		const struct gw_arc *arc = &s->arcs->items[i];
		uint64_t x = 0, y = 0, sum = 0; /* signed differences, modulo 2^64 as all of it */

		for (k = s->arcs->first[i]; k < s->arcs->first[i + 1]; k++) {
			uint64_t to_x, to_y;

			if (s->zooms[k] > zoom)
				continue;
			to_x = (uint64_t)s->points[k].x - origin.x;
			to_y = (uint64_t)s->points[k].y - origin.y;
			if (k > s->arcs->first[i])
				sum += x * to_y - y * to_x;
			x = to_x;
			y = to_y;
		}
		area[arc->left] -= sum; /* y runs south: what is on the left runs clockwise */
		area[arc->right] += sum;
	}
}

/* Keeps one more point of an arc: the one that would have come next. */
static void keep_next(const struct simplifier *s, uint32_t arc, unsigned zoom)
{
	gw_keep_next(s->zooms, s->points, s->arcs->first[arc], s->arcs->first[arc + 1] - 1, zoom);
}

/* Whether cells had shrunk too far, and their borders were given another point each. */
static bool mend_areas(const struct simplifier *s, unsigned zoom)
{
	double least = 2 * GW_SIMPLIFY_CELL_PIXELS * pixel_at(zoom) * pixel_at(zoom);
	bool any = false;
	gw_cell_id cell;
	uint32_t i;

	add_areas(s, s->kept, zoom);
	for (cell = 1; cell <= s->num_cells; cell++) {
		double full = (double)(int64_t)s->full[cell];

		s->shrunk[cell] = full >= least && (double)(int64_t)s->kept[cell] < full / 2;
		any |= s->shrunk[cell];
	}
	for (i = 0; i < s->arcs->n && any; i++)
		if (s->shrunk[s->arcs->items[i].left] || s->shrunk[s->arcs->items[i].right])
			keep_next(s, i, zoom);
	return any;
}

static enum gw_status mend_zoom(const struct simplifier *s, unsigned zoom, struct gw_error *err)
{
	bool crossed = true;
	enum gw_status st;

	while (crossed) {
		while (mend_areas(s, zoom))
			;
		st = gw_shortcuts_mend(s->zooms, s->arcs, s->points, zoom, &crossed, err);
		if (st)
			return st;
	}
	return GW_OK;
}

enum gw_status gw_simplify(uint8_t *zooms, const struct gw_arcs *arcs,
	const struct gw_mesh_point *points, gw_cell_id num_cells, unsigned coarsest,
	struct gw_error *err)
{
	struct simplifier s = {zooms, arcs, points, num_cells, coarsest};
	enum gw_status st = GW_OK;
	unsigned zoom, finest;

	if (!arcs->n)
		return GW_OK;
	s.full = gw_alloc_array(num_cells + (size_t)1, sizeof *s.full);
	s.kept = gw_alloc_array(num_cells + (size_t)1, sizeof *s.kept);
	s.shrunk = calloc(num_cells + (size_t)1, sizeof *s.shrunk);
	if (!s.full || !s.kept || !s.shrunk) {
		st = gw_fail_nomem(err);
		goto out;
	}
	gw_parallel_for(arcs->n, 64, gw_threads_available(), split_arcs, &s);
	add_areas(&s, s.full, NO_ZOOM);
	finest = keep_rest(&s);
	for (zoom = coarsest; zoom < finest && !st; zoom++)
		st = mend_zoom(&s, zoom, err);
out:
	free(s.full);
	free(s.kept);
	free(s.shrunk);
	return st;
}
