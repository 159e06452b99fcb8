/* SPDX-License-Identifier: Apache-2.0 */
#include "geo/slender.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>

#define LINES	    96
#define REFINEMENTS 40

struct search {
	const struct gw_plane_area *area;
	size_t n;
	struct gw_xy origin, along; /* along is a unit vector */
	double *crossings; /* of a line across with the rings; room for n */
};

static size_t ring_start(const struct gw_plane_area *area, size_t ring)
{
	return ring ? area->ends[ring - 1] : 0;
}

/* A walk over all sides of all rings. */
struct side_walk {
	const struct gw_plane_area *area;
	size_t ring, at;
	struct gw_xy a, b;
};

static bool next_side(struct side_walk *w)
{
	size_t next;

	while (w->ring < w->area->num_rings && w->at == w->area->ends[w->ring])
		w->ring++;
	if (w->ring == w->area->num_rings)
		return false;
	next = w->at + 1 < w->area->ends[w->ring] ? w->at + 1 : ring_start(w->area, w->ring);
	w->a = w->area->points[w->at++];
	w->b = w->area->points[next];
	return true;
}

static double clearance(const struct gw_plane_area *area, struct gw_xy p)
{
	struct side_walk w = {.area = area};
	double nearest2 = INFINITY;

	while (next_side(&w)) {
		double x = w.a.x - p.x, y = w.a.y - p.y, dx = w.b.x - w.a.x, dy = w.b.y - w.a.y;
		double length2 = dx * dx + dy * dy;
		double t = length2 > 0 ? fmin(fmax(-(x * dx + y * dy) / length2, 0), 1) : 0;

		x += t * dx;
		y += t * dy;
		nearest2 = fmin(nearest2, x * x + y * y);
	}
	return sqrt(nearest2);
}

static bool is_inside(const struct gw_plane_area *area, struct gw_xy p)
{
	struct side_walk w = {.area = area};
	bool inside = false;

	while (next_side(&w))
		if ((w.a.y > p.y) != (w.b.y > p.y) &&
			p.x < w.a.x + (p.y - w.a.y) / (w.b.y - w.a.y) * (w.b.x - w.a.x))
			inside = !inside;
	return inside;
}

static struct gw_xy furthest_from(const struct search *s, struct gw_xy from)
{
	struct gw_xy best = from;
	double most = 0, d;
	size_t i;

	for (i = 0; i < s->n; i++) {
		d = hypot(s->area->points[i].x - from.x, s->area->points[i].y - from.y);
		if (d > most) {
			most = d;
			best = s->area->points[i];
		}
	}
	return best;
}

static int compare_doubles(const void *x, const void *y)
{
	double a = *(const double *)x, b = *(const double *)y;

	return (a > b) - (a < b);
}

/* The circle in the middle of the widest stretch of the line across at `distance` along. */
static struct gw_circle try_line(const struct search *s, double distance)
{
	struct gw_xy u = s->along, o = {s->origin.x + distance * u.x, s->origin.y + distance * u.y};
	struct side_walk w = {.area = s->area};
	double widest = 0, across = 0;
	struct gw_circle c = {o, 0};
	size_t n = 0, i;

	while (next_side(&w)) {
		double a = (w.a.x - o.x) * u.x + (w.a.y - o.y) * u.y;
		double b = (w.b.x - o.x) * u.x + (w.b.y - o.y) * u.y, t;
		double across_a = (w.a.y - o.y) * u.x - (w.a.x - o.x) * u.y;
		double across_b = (w.b.y - o.y) * u.x - (w.b.x - o.x) * u.y;

		if ((a > 0) == (b > 0))
			continue;
		t = a / (a - b);
		s->crossings[n++] = across_a + t * (across_b - across_a);
	}
	qsort(s->crossings, n, sizeof *s->crossings, compare_doubles);
	for (i = 0; i + 1 < n; i += 2) {
		if (s->crossings[i + 1] - s->crossings[i] <= widest)
			continue;
		widest = s->crossings[i + 1] - s->crossings[i];
		across = (s->crossings[i] + s->crossings[i + 1]) / 2;
	}
	c.middle = (struct gw_xy){o.x - across * u.y, o.y + across * u.x};
	if (widest > 0)
		c.radius = clearance(s->area, c.middle);
	return c;
}

/* Climbs to the place with the most room around, in steps of the radius and less. */
static void climb(const struct gw_plane_area *area, struct gw_circle *best)
{
	double step = best->radius;
	bool better;
	int i, k;

	for (i = 0; i < REFINEMENTS && step > 0.01 * best->radius; i++) {
		better = false;
		for (k = 0; k < 8; k++) {
			struct gw_xy p = {best->middle.x + step * cos(k * M_PI / 4),
				best->middle.y + step * sin(k * M_PI / 4)};
			double room = clearance(area, p);

			if (room <= best->radius || !is_inside(area, p))
				continue;
			*best = (struct gw_circle){p, room};
			better = true;
		}
		if (!better)
			step /= 2;
	}
}

bool gw_slender_circle(const struct gw_plane_area *area, struct gw_circle *out)
{
	struct search s = {.area = area, .n = area->ends[area->num_rings - 1]};
	struct gw_circle c;
	struct gw_xy end;
	double length, line, best = 0, step;
	int i;

	s.crossings = gw_alloc_array(s.n, sizeof *s.crossings);
	if (!s.crossings)
		return false;
	s.origin = furthest_from(&s, area->points[0]);
	end = furthest_from(&s, s.origin);
	length = hypot(end.x - s.origin.x, end.y - s.origin.y);
	s.along = (struct gw_xy){(end.x - s.origin.x) / length, (end.y - s.origin.y) / length};
	*out = (struct gw_circle){s.origin, 0};
	for (i = 0; i < LINES; i++) {
		line = length * (i + 0.5) / LINES;
		c = try_line(&s, line);
		if (c.radius > out->radius) {
			*out = c;
			best = line;
		}
	}
	for (step = length / LINES / 2; out->radius > 0 && step > 0.05 * out->radius; step /= 2) {
		for (i = -1; i <= 1; i += 2) {
			c = try_line(&s, best + i * step);
			if (c.radius > out->radius) {
				*out = c;
				best += i * step;
			}
		}
	}
	climb(area, out);
	free(s.crossings);
	return true;
}
