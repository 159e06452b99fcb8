/* SPDX-License-Identifier: Apache-2.0 */
#include "render/clip.h"

#include <cairo.h>
#include <math.h>

enum side { WEST, NORTH, EAST, SOUTH, NUM_SIDES };

void gw_clip_init(struct gw_clip *clip, cairo_t *cr, const struct gw_view *view)
{
	double margin = GW_CLIP_MARGIN * view->pen;

	*clip = (struct gw_clip){.cr = cr, .origin = view->origin, .scale = view->scale};
	clip->limit = (struct gw_world_box){
		{-margin, -margin},
		{view->width + margin, view->height + margin},
	};
}

struct gw_world_box gw_clip_world_box(const struct gw_clip *clip)
{
	const struct gw_world_box *l = &clip->limit;

	return (struct gw_world_box){
		{clip->origin.x + l->min.x / clip->scale, clip->origin.y + l->min.y / clip->scale},
		{clip->origin.x + l->max.x / clip->scale, clip->origin.y + l->max.y / clip->scale},
	};
}

/* How far within a limit p is; negative beyond it. */
static double depth(const struct gw_clip *clip, enum side side, struct gw_world p)
{
	switch (side) {
	case WEST:
		return p.x - clip->limit.min.x;
	case NORTH:
		return p.y - clip->limit.min.y;
	case EAST:
		return clip->limit.max.x - p.x;
	default:
		return clip->limit.max.y - p.y;
	}
}

static struct gw_world between(struct gw_world a, struct gw_world b, double t)
{
	return (struct gw_world){a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t};
}

static struct gw_world to_pixels(const struct gw_clip *clip, struct gw_world w)
{
	return (struct gw_world){
		(w.x - clip->origin.x) * clip->scale,
		(w.y - clip->origin.y) * clip->scale,
	};
}

/*
 * Sutherland and Hodgman's clipping of polygons ("Reentrant Polygon Clipping", 1974), side by
 * side.
 */
static void pass(struct gw_clip *clip, unsigned side, struct gw_world p)
{
	struct gw_clip_side *s = &clip->sides[side];
	double d0, d1;

	if (side == NUM_SIDES) {
		if (clip->open)
			cairo_line_to(clip->cr, p.x, p.y);
		else
			cairo_move_to(clip->cr, p.x, p.y);
		clip->open = true;
		return;
	}
	d1 = depth(clip, side, p);
	if (s->any) {
		d0 = depth(clip, side, s->last);
		if ((d0 >= 0) != (d1 >= 0))
			pass(clip, side + 1, between(s->last, p, d0 / (d0 - d1)));
	} else {
		s->first = p;
		s->any = true;
	}
	s->last = p;
	if (d1 >= 0)
		pass(clip, side + 1, p);
}

void gw_clip_ring_begin(struct gw_clip *clip)
{
	unsigned side;

	for (side = 0; side < NUM_SIDES; side++)
		clip->sides[side].any = false;
	clip->open = false;
	clip->column = clip->row = NAN;
}

void gw_clip_ring_point(struct gw_clip *clip, struct gw_world w)
{
	struct gw_world p = to_pixels(clip, w);
	double column = floor(p.x * 4), row = floor(p.y * 4);

	if (column == clip->column && row == clip->row)
		return;
	clip->column = column;
	clip->row = row;
	pass(clip, 0, p);
}

void gw_clip_ring_end(struct gw_clip *clip)
{
	unsigned side;

	for (side = 0; side < NUM_SIDES; side++) {
		const struct gw_clip_side *s = &clip->sides[side];
		double d0, d1;

		if (!s->any)
			break;
		d0 = depth(clip, side, s->last);
		d1 = depth(clip, side, s->first);
		if ((d0 >= 0) != (d1 >= 0))
			pass(clip, side + 1, between(s->last, s->first, d0 / (d0 - d1)));
	}
	if (clip->open)
		cairo_close_path(clip->cr);
	clip->open = false;
}

/* Liang and Barsky: the part of a-b within the limits; false when there is none. */
static bool cut(const struct gw_clip *clip, struct gw_world *a, struct gw_world *b)
{
	double t0 = 0, t1 = 1, d0, d1;
	struct gw_world from = *a, to = *b;
	unsigned side;

	for (side = 0; side < NUM_SIDES; side++) {
		d0 = depth(clip, side, from);
		d1 = depth(clip, side, to);
		if (d0 < 0 && d1 < 0)
			return false;
		if (d0 < 0)
			t0 = fmax(t0, d0 / (d0 - d1));
		else if (d1 < 0)
			t1 = fmin(t1, d0 / (d0 - d1));
	}
	if (t0 > t1)
		return false;
	if (t0 > 0)
		*a = between(from, to, t0);
	if (t1 < 1)
		*b = between(from, to, t1);
	return true;
}

void gw_clip_line(struct gw_clip *clip, const struct gw_world *points, size_t n)
{
	struct gw_world last = to_pixels(clip, points[0]), at = {NAN, NAN}, from, to, p;
	size_t i;

	for (i = 1; i < n; i++) {
		p = to_pixels(clip, points[i]);
		if (i + 1 < n && floor(p.x * 4) == floor(last.x * 4) &&
			floor(p.y * 4) == floor(last.y * 4))
			continue;
		from = last;
		to = p;
		last = p;
		if (!cut(clip, &from, &to))
			continue;
		if (from.x != at.x || from.y != at.y)
			cairo_move_to(clip->cr, from.x, from.y);
		cairo_line_to(clip->cr, to.x, to.y);
		at = to;
	}
}
