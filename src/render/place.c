/* SPDX-License-Identifier: Apache-2.0 */
#include "render/place.h"

#include <math.h>

/* Points tried across the area, and how often the best is refined by half the distance. */
#define LATTICE	    16
#define REFINEMENTS 5

/*
 * As far from the border as this, in box sides, any place is good: the nearest to the centroid is
 * best.
 */
#define COMFORT 0.9

static double min4(double a, double b, double c, double d)
{
	return fmin(fmin(a, b), fmin(c, d));
}

/* The square of p's distance from a-b, with lengths divided by the box's sides. */
static double distance2(struct gw_world p, const struct gw_area_edge *e, struct gw_world box)
{
	double dx = (e->b.x - e->a.x) / box.x, dy = (e->b.y - e->a.y) / box.y;
	double px = (p.x - e->a.x) / box.x, py = (p.y - e->a.y) / box.y;
	double length2 = dx * dx + dy * dy;
	double t = length2 > 0 ? fmin(fmax((px * dx + py * dy) / length2, 0), 1) : 0;

	px -= t * dx;
	py -= t * dy;
	return px * px + py * py;
}

/* How deep in the area p lies, in box sides; negative outside. */
static double depth(
	const struct gw_area_edge *edges, size_t n, struct gw_world p, struct gw_world box)
{
	double nearest2 = INFINITY;
	bool inside = false;
	size_t i;

	for (i = 0; i < n; i++) {
		const struct gw_area_edge *e = &edges[i];

		nearest2 = fmin(nearest2, distance2(p, e, box));
		if ((e->a.y > p.y) != (e->b.y > p.y) &&
			p.x < e->a.x + (p.y - e->a.y) * (e->b.x - e->a.x) / (e->b.y - e->a.y))
			inside = !inside;
	}
	return inside ? sqrt(nearest2) : -sqrt(nearest2);
}

static struct gw_world_box box_of(const struct gw_area_edge *edges, size_t n)
{
	struct gw_world_box box = {{INFINITY, INFINITY}, {-INFINITY, -INFINITY}};
	size_t i;

	for (i = 0; i < n; i++) {
		box.min.x = fmin(box.min.x, fmin(edges[i].a.x, edges[i].b.x));
		box.min.y = fmin(box.min.y, fmin(edges[i].a.y, edges[i].b.y));
		box.max.x = fmax(box.max.x, fmax(edges[i].a.x, edges[i].b.x));
		box.max.y = fmax(box.max.y, fmax(edges[i].a.y, edges[i].b.y));
	}
	return box;
}

/* By the surveyor's formula. */
static struct gw_world centroid_of(const struct gw_area_edge *edges, size_t n, struct gw_world o)
{
	double area = 0, x = 0, y = 0;
	size_t i;

	for (i = 0; i < n; i++) {
		double ax = edges[i].a.x - o.x, ay = edges[i].a.y - o.y;
		double bx = edges[i].b.x - o.x, by = edges[i].b.y - o.y;
		double twice = ax * by - bx * ay;

		area += twice;
		x += (ax + bx) * twice;
		y += (ay + by) * twice;
	}
	if (area == 0)
		return o;
	return (struct gw_world){o.x + x / (3 * area), o.y + y / (3 * area)};
}

/* A search for the best place, and the best so far. */
struct search {
	const struct gw_area_edge *edges;
	size_t n;
	struct gw_world box, centroid, best;
	double merit, depth; /* of the best */
};

static void try_place(struct search *s, struct gw_world p)
{
	double d = depth(s->edges, s->n, p, s->box), merit = d;

	if (d > COMFORT)
		merit = COMFORT + 1 / (1 + hypot(p.x - s->centroid.x, p.y - s->centroid.y));
	if (merit <= s->merit)
		return;
	s->merit = merit;
	s->depth = d;
	s->best = p;
}

/* Tries the points of a lattice of (2 * reach)^2 around a middle. */
static void try_around(struct search *s, struct gw_world middle, struct gw_world step, int reach)
{
	int i, j;

	for (i = -reach; i < reach; i++)
		for (j = -reach; j < reach; j++)
			try_place(s,
				(struct gw_world){middle.x + (i + 0.5) * step.x,
					middle.y + (j + 0.5) * step.y});
}

bool gw_place_find(const struct gw_area_edge *edges, size_t n, double width, double height,
	struct gw_world *middle)
{
	struct search s = {.edges = edges, .n = n, .box = {width, height}, .merit = -INFINITY};
	struct gw_world_box area = box_of(edges, n);
	struct gw_world centre, step;
	int i;

	if (!n)
		return false;
	centre = (struct gw_world){(area.min.x + area.max.x) / 2, (area.min.y + area.max.y) / 2};
	step = (struct gw_world){
		(area.max.x - area.min.x) / LATTICE, (area.max.y - area.min.y) / LATTICE};
	s.centroid = centroid_of(edges, n, centre);
	try_place(&s, s.centroid);
	if (s.depth <= COMFORT)
		try_around(&s, centre, step, LATTICE / 2);
	for (i = 0; i < REFINEMENTS && s.depth <= COMFORT; i++) {
		step.x /= 2;
		step.y /= 2;
		try_around(&s, s.best, step, 2);
	}
	*middle = s.best;
	return s.depth > 0;
}

/* Whether a-b comes into the box around the origin with half sides w, h (Liang and Barsky). */
static bool enters(struct gw_world a, struct gw_world b, double w, double h)
{
	const double from[] = {a.x + w, w - a.x, a.y + h, h - a.y};
	const double to[] = {b.x + w, w - b.x, b.y + h, h - b.y};
	double t0 = 0, t1 = 1;
	int side;

	if (min4(from[0], from[1], from[2], from[3]) > 0)
		return true;
	for (side = 0; side < 4; side++) {
		if (from[side] <= 0 && to[side] <= 0)
			return false;
		if (from[side] < 0)
			t0 = fmax(t0, from[side] / (from[side] - to[side]));
		else if (to[side] < 0)
			t1 = fmin(t1, from[side] / (from[side] - to[side]));
	}
	return t0 < t1;
}

bool gw_place_holds(const struct gw_area_edge *edges, size_t n, double width, double height,
	struct gw_world middle)
{
	size_t i;

	for (i = 0; i < n; i++) {
		struct gw_world a = {edges[i].a.x - middle.x, edges[i].a.y - middle.y};
		struct gw_world b = {edges[i].b.x - middle.x, edges[i].b.y - middle.y};

		if (enters(a, b, width / 2, height / 2))
			return false;
	}
	return n && depth(edges, n, middle, (struct gw_world){1, 1}) > 0;
}
