/* SPDX-License-Identifier: Apache-2.0 */
#include "render/skeleton.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* One window's work. Positions are in subpixels from the window's corner. */
struct tracer {
	struct gw_skeleton *out;
	const struct gw_mesh *mesh;
	const struct gw_mesh_detail *detail;
	struct gw_mesh_box box; /* of the window and its margin */
	int64_t x, y; /* the window's corner in subpixels of the world */
	double x_step, y_step;
	int32_t width, height; /* in subpixels */
	unsigned num_ranks;
	bool full; /* out of memory */
};

/*
 * A point of the mesh in subpixels: truncated, so that a window's sides part all points alike.
 * Exact where the step is a power of two, as it is for whole zooms.
 */
static int64_t to_subpixel(uint32_t v, double step)
{
	return (int64_t)((double)v * step);
}

static uint32_t to_unit(int64_t subpixel, double step)
{
	double v = (double)subpixel / step;

	return (uint32_t)(v < 0 ? 0 : v > UINT32_MAX ? UINT32_MAX : v);
}

static int32_t clamp(int64_t v, int32_t high)
{
	return (int32_t)(v < 0 ? 0 : v > high ? high : v);
}

/* Room for n more, true; else the tracer is full. */
static bool has_room(
	struct tracer *t, void *items, size_t len, size_t *capacity, size_t size, size_t n)
{
	while (!t->full && len + n > *capacity)
		t->full = !gw_grow(items, *capacity, capacity, size);
	return !t->full;
}

static void put_backdrop(struct tracer *t, struct gw_arc arc, int64_t from, int64_t to)
{
	struct gw_skeleton *s = t->out;
	int32_t high = clamp(from, t->height), low = clamp(to, t->height);

	if (high == low)
		return;
	if (has_room(
		    t, &s->backdrops, s->num_backdrops, &s->cap_backdrops, sizeof *s->backdrops, 1))
		s->backdrops[s->num_backdrops++] =
			(struct gw_backdrop){arc.left, arc.right, high, low};
}

/* There is room. */
static void put_fragment(
	struct gw_skeleton *s, uint32_t row, int64_t column, int32_t fall, int64_t inset)
{
	s->row_end[row]++;
	s->unsorted[s->num_fragments++] = (struct gw_fragment){(uint32_t)s->num_borders,
		(uint16_t)row, (uint16_t)column, (int16_t)fall, (uint16_t)inset};
}

/*
 * The part of a line within a row of pixels: it passes from x0 to x1 while it falls by so much, and
 * is cut where it passes from pixel to pixel. Which of its ends is the upper one does not matter.
 */
static void trace_row(struct tracer *t, uint32_t row, int64_t x0, int64_t x1, int32_t fall)
{
	struct gw_skeleton *s = t->out;
	int64_t left = x0 < x1 ? x0 : x1, right = x0 < x1 ? x1 : x0, column, x, next;
	int32_t done = 0, until;
	double slope;

	if (left >= t->width)
		return;
	if (left >> GW_SUBPIXEL_BITS == right >> GW_SUBPIXEL_BITS && left >= 0) {
		column = left >> GW_SUBPIXEL_BITS;
		put_fragment(s, row, column, fall, left + right - 2 * column * GW_SUBPIXELS);
		return;
	}
	slope = (double)fall / (double)(right - left + (right == left));
	x = left;
	if (x < 0) { /* what is west of the window is one piece at its side */
		x = right < 0 ? right : 0;
		done = right < 0 ? fall : (int32_t)lrint((double)(x - left) * slope);
		if (done)
			put_fragment(s, row, 0, done, 0);
		if (right < 0)
			return;
	}
	for (column = x >> GW_SUBPIXEL_BITS; column < s->width; column++, x = next, done = until) {
		int64_t start = column * GW_SUBPIXELS;

		next = start + GW_SUBPIXELS < right ? start + GW_SUBPIXELS : right;
		until = next == right ? fall : (int32_t)lrint((double)(next - left) * slope);
		if (until != done)
			put_fragment(s, row, column, until - done, x + next - 2 * start);
		if (next == right)
			return;
	}
}

/* The line from (x0, y0) to (x1, y1), which is the lower one; sign -1 when it was the other way. */
static void trace_down(
	struct tracer *t, int64_t x0, int64_t y0, int64_t x1, int64_t y1, int32_t sign)
{
	struct gw_skeleton *s = t->out;
	double slope = (double)(x1 - x0) / (double)(y1 - y0);
	int64_t top = y0 < 0 ? 0 : y0, bottom = y1 < t->height ? y1 : t->height, next, x, next_x;
	int64_t width = x0 < x1 ? x1 - x0 : x0 - x1;
	size_t pieces;

	/* a piece for each pixel that it may pass */
	pieces = (size_t)((bottom - top) >> GW_SUBPIXEL_BITS) * 3 + 6 +
		(size_t)((width < t->width ? width : t->width) >> GW_SUBPIXEL_BITS);
	if (!has_room(t, &s->unsorted, s->num_fragments, &s->cap_unsorted, sizeof *s->unsorted,
		    pieces))
		return;
	x = top == y0 ? x0 : x0 + lrint((double)(top - y0) * slope);
	for (; top < bottom; top = next, x = next_x) {
		next = (top | (GW_SUBPIXELS - 1)) + 1;
		next = next < bottom ? next : bottom;
		next_x = next == y1 ? x1 : x0 + lrint((double)(next - y0) * slope);
		trace_row(t, (uint32_t)(top >> GW_SUBPIXEL_BITS), x, next_x,
			sign * (int32_t)(next - top));
	}
}

struct place {
	int64_t x, y;
};

static struct place place_of(const struct tracer *t, struct gw_mesh_point p)
{
	return (struct place){
		to_subpixel(p.x, t->x_step) - t->x, to_subpixel(p.y, t->y_step) - t->y};
}

static void put_line(struct tracer *t, struct place a, struct place b, uint8_t rank)
{
	struct gw_skeleton *s = t->out;
	const float pixel = 1.0f / GW_SUBPIXELS;

	if (!has_room(t, &s->lines, s->num_lines, &s->cap_lines, sizeof *s->lines, 1) ||
		!has_room(t, &s->line_ranks, s->num_lines, &s->cap_line_ranks, 1, 1))
		return;
	s->lines[s->num_lines] = (struct gw_border_line){
		(float)a.x * pixel, (float)a.y * pixel, (float)b.x * pixel, (float)b.y * pixel};
	s->line_ranks[s->num_lines++] = rank;
}

/* Whether a line may lie in the box of the window and its margin, by the sides it is beyond. */
static bool may_show(const struct tracer *t, struct gw_mesh_point a, struct gw_mesh_point b)
{
	return !((a.x < t->box.left && b.x < t->box.left) ||
		(a.x > t->box.right && b.x > t->box.right) ||
		(a.y < t->box.top && b.y < t->box.top) ||
		(a.y > t->box.bottom && b.y > t->box.bottom));
}

static void trace_arc(struct tracer *t, uint32_t number)
{
	const struct gw_mesh_point *p = t->detail->points + t->detail->first[number];
	uint32_t n = t->detail->first[number + 1] - t->detail->first[number], i;
	struct gw_arc arc = t->mesh->arcs[number];
	size_t before = t->out->num_fragments;
	uint8_t rank = t->mesh->ranks[number];
	struct place a = place_of(t, p[0]), b, west = a;
	bool is_west = a.x < 0;

	for (i = 1; i < n; i++, a = b) {
		b = place_of(t, p[i]);
		if (rank < t->num_ranks && may_show(t, p[i - 1], p[i]))
			put_line(t, a, b, rank);
		if (b.x < 0 && a.x < 0)
			continue; /* from `west` on, all of it is west of the window */
		if (is_west)
			put_backdrop(t, arc, west.y, a.y);
		is_west = b.x < 0;
		west = b;
		if (a.y == b.y || (a.x >= t->width && b.x >= t->width) || (a.y <= 0 && b.y <= 0) ||
			(a.y >= t->height && b.y >= t->height))
			continue;
		if (a.y < b.y)
			trace_down(t, a.x, a.y, b.x, b.y, 1);
		else
			trace_down(t, b.x, b.y, a.x, a.y, -1);
	}
	if (is_west)
		put_backdrop(t, arc, west.y, a.y);
	if (t->out->num_fragments > before &&
		has_room(t, &t->out->borders, t->out->num_borders, &t->out->cap_borders,
			sizeof *t->out->borders, 1))
		t->out->borders[t->out->num_borders++] = (struct gw_border){arc.left, arc.right};
}

static void trace_arcs(void *context, uint32_t first, uint32_t count)
{
	struct tracer *t = context;
	uint32_t i;

	for (i = first; i < first + count && !t->full; i++) {
		struct gw_mesh_box b = t->mesh->boxes[i];

		if (b.top > t->box.bottom || b.bottom < t->box.top || b.left > t->box.right)
			continue;
		if (b.right >= t->box.left) {
			trace_arc(t, i);
		} else { /* what it does on its way does not matter */
			const uint32_t *ends = t->detail->first + i;
			struct place from = place_of(t, t->detail->points[ends[0]]);
			struct place to = place_of(t, t->detail->points[ends[1] - 1]);

			put_backdrop(t, t->mesh->arcs[i], from.y, to.y);
		}
	}
}

/* A counting sort; within a row the order of arcs is kept. */
static void sort_fragments(struct tracer *t)
{
	struct gw_skeleton *s = t->out;
	uint32_t start = 0, count;
	unsigned row;
	size_t i;

	if (!has_room(
		    t, &s->fragments, 0, &s->cap_fragments, sizeof *s->fragments, s->num_fragments))
		return;
	for (row = 0; row < s->height; row++, start += count) {
		count = s->row_end[row];
		s->row_end[row] = start;
	}
	for (i = 0; i < s->num_fragments; i++)
		s->fragments[s->row_end[s->unsorted[i].row]++] = s->unsorted[i];
}

struct gw_lattice gw_window_lattice(struct gw_window window)
{
	double step =
		ldexp(1, (int)window.zoom - 16); /* of 2^32 positions to 256 * 256 subpixels */

	return (struct gw_lattice){window.zoom, step, step, window.x * GW_SUBPIXELS,
		window.y * GW_SUBPIXELS, window.width, window.height};
}

enum gw_status gw_skeleton_trace(struct gw_skeleton *skeleton, const struct gw_mesh *mesh,
	struct gw_window window, unsigned num_ranks, float margin, struct gw_error *err)
{
	struct gw_lattice lattice = gw_window_lattice(window);

	return gw_skeleton_trace_lattice(skeleton, mesh, &lattice, num_ranks, margin, err);
}

enum gw_status gw_skeleton_trace_lattice(struct gw_skeleton *skeleton, const struct gw_mesh *mesh,
	const struct gw_lattice *lattice, unsigned num_ranks, float margin, struct gw_error *err)
{
	int64_t rim = (int64_t)ceilf(margin) * GW_SUBPIXELS;
	struct tracer t = {
		.out = skeleton,
		.mesh = mesh,
		.detail = &mesh->details[lattice->detail],
		.x = lattice->x,
		.y = lattice->y,
		.x_step = lattice->x_step,
		.y_step = lattice->y_step,
		.width = (int32_t)lattice->width * GW_SUBPIXELS,
		.height = (int32_t)lattice->height * GW_SUBPIXELS,
		.num_ranks = num_ranks,
	};
	struct gw_mesh_box box;

	skeleton->width = lattice->width;
	skeleton->height = lattice->height;
	skeleton->num_fragments = skeleton->num_borders = 0;
	memset(skeleton->row_end, 0, lattice->height * sizeof *skeleton->row_end);
	skeleton->num_backdrops = skeleton->num_lines = 0;
	t.box = (struct gw_mesh_box){
		to_unit(t.x - rim, t.x_step),
		to_unit(t.y - rim, t.y_step),
		to_unit(t.x + t.width + rim, t.x_step),
		to_unit(t.y + t.height + rim, t.y_step),
	};
	box = t.box;
	box.left = 0; /* what lies west tells the colours at the window's side */
	gw_mesh_visit(mesh, box, trace_arcs, &t);
	if (!t.full)
		sort_fragments(&t);
	return t.full ? gw_fail_nomem(err) : GW_OK;
}

bool gw_skeleton_is_blank(const struct gw_skeleton *skeleton)
{
	return !skeleton->num_fragments && !skeleton->num_lines;
}

void gw_skeleton_init(struct gw_skeleton *skeleton)
{
	*skeleton = (struct gw_skeleton){0};
}

void gw_skeleton_finish(struct gw_skeleton *skeleton)
{
	free(skeleton->fragments);
	free(skeleton->unsorted);
	free(skeleton->borders);
	free(skeleton->backdrops);
	free(skeleton->lines);
	free(skeleton->line_ranks);
	gw_skeleton_init(skeleton);
}
