/* SPDX-License-Identifier: Apache-2.0 */
#include "render/plot.h"

#include <cairo.h>
#include <math.h>

enum side { WEST, NORTH, EAST, SOUTH, NUM_SIDES };

#define CAIRO_GRID 256.0
/* On paper, to less than a printer's dot: files are a quarter smaller than with Cairo's. */
#define PAPER_GRID 16.0
/* Ends of an edge so far off, rounded to Cairo's grid, do not move what is seen of it. */
#define FAR_PIXELS 32768.0

static double on_grid(const struct gw_plot *plot, double pixels)
{
	return rint(pixels * plot->grid) / plot->grid;
}

static bool is_picture(cairo_t *cr)
{
	return cairo_surface_get_type(cairo_get_target(cr)) == CAIRO_SURFACE_TYPE_IMAGE;
}

static struct gw_world_box box_about(
	const struct gw_plot *plot, const struct gw_view *view, double d)
{
	return (struct gw_world_box){
		{plot->corner.x - d, plot->corner.y - d},
		{plot->corner.x + view->width + d, plot->corner.y + view->height + d},
	};
}

void gw_plot_init(struct gw_plot *plot, cairo_t *cr, const struct gw_view *view, double margin)
{
	*plot = (struct gw_plot){.cr = cr, .scale = view->scale, .evens = view->pen <= 2};
	plot->grid = !cr || is_picture(cr) ? CAIRO_GRID : PAPER_GRID;
	plot->corner = gw_plot_place(plot, view->origin);
	plot->near = box_about(plot, view, margin);
	plot->far = box_about(plot, view, FAR_PIXELS);
	gw_plot_lift(plot);
}

struct gw_world_box gw_plot_world_box(const struct gw_plot *plot)
{
	const struct gw_world_box *n = &plot->near;

	return (struct gw_world_box){
		{n->min.x / plot->scale, n->min.y / plot->scale},
		{n->max.x / plot->scale, n->max.y / plot->scale},
	};
}

bool gw_world_boxes_meet(const struct gw_world_box *a, const struct gw_world_box *b)
{
	return a->min.x <= b->max.x && a->max.x >= b->min.x && a->min.y <= b->max.y &&
		a->max.y >= b->min.y;
}

struct gw_world gw_plot_place(const struct gw_plot *plot, struct gw_world w)
{
	return (struct gw_world){
		on_grid(plot, w.x * plot->scale), on_grid(plot, w.y * plot->scale)};
}

bool gw_plot_same(struct gw_world a, struct gw_world b)
{
	return floor(a.x * 4) == floor(b.x * 4) && floor(a.y * 4) == floor(b.y * 4);
}

static void move_to(struct gw_plot *plot, struct gw_world p)
{
	cairo_move_to(
		plot->cr, on_grid(plot, p.x) - plot->corner.x, on_grid(plot, p.y) - plot->corner.y);
}

static void line_to(struct gw_plot *plot, struct gw_world p)
{
	cairo_line_to(
		plot->cr, on_grid(plot, p.x) - plot->corner.x, on_grid(plot, p.y) - plot->corner.y);
}

/* How far within a side of a box p is; negative beyond it. */
static double depth(const struct gw_world_box *box, enum side side, struct gw_world p)
{
	switch (side) {
	case WEST:
		return p.x - box->min.x;
	case NORTH:
		return p.y - box->min.y;
	case EAST:
		return box->max.x - p.x;
	default:
		return box->max.y - p.y;
	}
}

/* The sides of the view that p is beyond, a bit each. */
static unsigned beyond(const struct gw_plot *plot, struct gw_world p)
{
	const struct gw_world_box *n = &plot->near;

	return (unsigned)(p.x < n->min.x) << WEST | (unsigned)(p.y < n->min.y) << NORTH |
		(unsigned)(p.x > n->max.x) << EAST | (unsigned)(p.y > n->max.y) << SOUTH;
}

static struct gw_world between(struct gw_world a, struct gw_world b, double t)
{
	return (struct gw_world){a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t};
}

/*
 * Sutherland and Hodgman's clipping of polygons ("Reentrant Polygon Clipping", 1974), side by side
 * of the far box.
 */
static void pass(struct gw_plot *plot, unsigned side, struct gw_world p)
{
	struct gw_plot_side *s = &plot->sides[side];
	double d0, d1;

	if (side == NUM_SIDES) {
		if (plot->open)
			line_to(plot, p);
		else
			move_to(plot, p);
		plot->open = true;
		return;
	}
	d1 = depth(&plot->far, side, p);
	if (s->any) {
		d0 = depth(&plot->far, side, s->last);
		if ((d0 >= 0) != (d1 >= 0))
			pass(plot, side + 1, between(s->last, p, d0 / (d0 - d1)));
	} else {
		s->first = p;
		s->any = true;
	}
	s->last = p;
	if (d1 >= 0)
		pass(plot, side + 1, p);
}

void gw_plot_ring_begin(struct gw_plot *plot)
{
	unsigned side;

	for (side = 0; side < NUM_SIDES; side++)
		plot->sides[side].any = false;
	plot->open = false;
	plot->num_kept = 0;
}

/*
 * Of places in a row beyond the same side the middle ones go: the way round by them encloses
 * nothing of the view. One place is always pending, until its follower shows whether it goes.
 */
void gw_plot_ring_point(struct gw_plot *plot, struct gw_world w, bool keep)
{
	struct gw_world p = gw_plot_place(plot, w);

	if (plot->num_kept && !keep && gw_plot_same(p, plot->pending))
		return;
	if (plot->num_kept == 2 &&
		!(beyond(plot, plot->kept) & beyond(plot, plot->pending) & beyond(plot, p))) {
		plot->kept = plot->pending;
		pass(plot, 0, plot->kept);
	} else if (plot->num_kept == 1) {
		plot->num_kept = 2;
	} else if (!plot->num_kept) {
		plot->num_kept = 1;
		plot->kept = p;
		pass(plot, 0, p);
	}
	plot->pending = p;
}

void gw_plot_ring_end(struct gw_plot *plot)
{
	unsigned side;

	if (plot->num_kept == 2)
		pass(plot, 0, plot->pending);
	for (side = 0; side < NUM_SIDES; side++) {
		const struct gw_plot_side *s = &plot->sides[side];
		double d0, d1;

		if (!s->any)
			break;
		d0 = depth(&plot->far, side, s->last);
		d1 = depth(&plot->far, side, s->first);
		if ((d0 >= 0) != (d1 >= 0))
			pass(plot, side + 1, between(s->last, s->first, d0 / (d0 - d1)));
	}
	if (plot->open)
		cairo_close_path(plot->cr);
	plot->open = false;
}

void gw_plot_ring(struct gw_plot *plot, const struct gw_world *points, size_t n)
{
	size_t i;

	gw_plot_ring_begin(plot);
	for (i = 0; i < n; i++)
		gw_plot_ring_point(plot, points[i], false);
	gw_plot_ring_end(plot);
}

/* Liang and Barsky: the part of a-b within a box; false when there is none. */
static bool span_in(const struct gw_world_box *box, struct gw_world a, struct gw_world b,
	double *from, double *to)
{
	unsigned side;

	*from = 0;
	*to = 1;
	for (side = 0; side < NUM_SIDES; side++) {
		double d0 = depth(box, side, a), d1 = depth(box, side, b);

		if (d0 < 0 && d1 < 0)
			return false;
		if (d0 < 0)
			*from = fmax(*from, d0 / (d0 - d1));
		else if (d1 < 0)
			*to = fmin(*to, d0 / (d0 - d1));
	}
	return *from <= *to;
}

bool gw_plot_span(
	const struct gw_plot *plot, struct gw_world a, struct gw_world b, double *from, double *to)
{
	return !(beyond(plot, a) & beyond(plot, b)) && span_in(&plot->near, a, b, from, to);
}

bool gw_plot_segment(struct gw_plot *plot, struct gw_world a, struct gw_world b)
{
	struct gw_world begin = a, end = b;
	double from, to;

	if (!gw_plot_span(plot, a, b, &from, &to) || !span_in(&plot->far, a, b, &from, &to))
		return false;
	if (from > 0)
		begin = between(a, b, from);
	if (to < 1)
		end = between(a, b, to);
	if (begin.x != plot->at.x || begin.y != plot->at.y)
		move_to(plot, begin);
	line_to(plot, end);
	plot->at = end;
	return true;
}

void gw_plot_lift(struct gw_plot *plot)
{
	plot->at = (struct gw_world){NAN, NAN};
}

/*
 * Cairo's rasteriser samples a row of pixels fifteen times, but not a row in which no edge begins:
 * such a one it reckons exactly. So a pixel would depend on edges far away in its row, and tiles
 * would not meet. Here an edge begins in every row, on the view's west: of a sliver without area,
 * or of a short line. Slanted, since it also takes paths along the axes apart.
 */
void gw_plot_even(struct gw_plot *plot, double line_width)
{
	double x, y, top, bottom, end;

	if (!plot->evens || !is_picture(plot->cr))
		return;
	cairo_path_extents(plot->cr, &x, &top, &end, &bottom);
	top = fmax(floor(top - line_width), plot->near.min.y - plot->corner.y);
	bottom = fmin(bottom + line_width, plot->near.max.y - plot->corner.y);
	x = floor(plot->near.min.x - plot->corner.x - line_width) - 8;
	for (y = floor(top) + 0.25; y < bottom; y++) {
		cairo_move_to(plot->cr, x, y);
		cairo_line_to(plot->cr, x + 0.25, y + 0.5);
		if (line_width <= 0)
			cairo_close_path(plot->cr);
	}
}
