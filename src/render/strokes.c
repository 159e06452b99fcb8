/* SPDX-License-Identifier: Apache-2.0 */
#include "render/strokes.h"

#include "base/mem.h"

#include <cairo.h>
#include <math.h>
#include <stdlib.h>

/* Sharper corners are bevelled, as MapLibre's line-miter-limit says unless told otherwise. */
#define MITER_LIMIT 2.0

/* Dashes that are shorter, together with what is between them, are a solid line: in pixels. */
#define PERIOD_MIN 0.1

void gw_rgba_set(cairo_t *cr, gw_rgba rgba)
{
	cairo_set_source_rgba(cr, (rgba >> 16 & 255) / 255.0, (rgba >> 8 & 255) / 255.0,
		(rgba & 255) / 255.0, gw_rgba_alpha(rgba) / 255.0);
}

bool gw_stroke_shows(const struct gw_stroke *stroke)
{
	return stroke->width > 0 && gw_rgba_alpha(stroke->rgba);
}

double gw_stroke_reach(const struct gw_stroke *stroke)
{
	return MITER_LIMIT * (double)(stroke->width / 2 + fabsf(stroke->offset));
}

void gw_strokes_begin(struct gw_strokes *strokes, cairo_t *cr, const struct gw_view *view,
	const struct gw_stroke *stroke)
{
	*strokes = (struct gw_strokes){.stroke = *stroke, .pen = view->pen};
	gw_plot_init(&strokes->plot, cr, view, gw_stroke_reach(stroke) * view->pen + 2);
	cairo_new_path(cr);
}

/* Rounds the points to places and leaves out those that fall together; returns how many stay. */
static size_t place_line(struct gw_strokes *s, const struct gw_world *points, size_t n, bool closed)
{
	size_t i, kept = 0;

	for (i = 0; i < n; i++) {
		struct gw_world p = gw_plot_place(&s->plot, points[i]);

		if (kept && gw_plot_same(p, s->line[kept - 1])) {
			if (i + 1 < n || closed)
				continue;
			kept -= kept > 1; /* a line's end stays where it is */
		}
		s->line[kept++] = p;
	}
	while (closed && kept > 1 && gw_plot_same(s->line[0], s->line[kept - 1]))
		kept--;
	return kept;
}

/* The direction to the right of a-b, of length 1; the places differ. */
static struct gw_world right_of(struct gw_world a, struct gw_world b)
{
	double dx = b.x - a.x, dy = b.y - a.y, length = hypot(dx, dy);

	return (struct gw_world){-dy / length, dx / length};
}

/*
 * Moves the line's places by d to its right, each along the middle of the corner it makes, no
 * further than a mitre may reach.
 */
static void shift_line(struct gw_strokes *s, size_t n, bool closed, double d)
{
	struct gw_world first = s->line[0], *line = s->line, r0, r1;
	size_t i;

	r1 = right_of(line[0], line[1]);
	r0 = closed ? right_of(line[n - 1], line[0]) : r1;
	for (i = 0; i < n; i++) {
		double bend;

		if (i + 1 < n)
			r1 = right_of(line[i], line[i + 1]);
		else if (closed)
			r1 = right_of(line[i], first);
		bend = fmax(1 + r0.x * r1.x + r0.y * r1.y, 2 / (MITER_LIMIT * MITER_LIMIT));
		line[i].x += d * (r0.x + r1.x) / bend;
		line[i].y += d * (r0.y + r1.y) / bend;
		r0 = r1;
	}
}

static void add_solid(struct gw_strokes *s, size_t n, bool closed)
{
	size_t segments = closed ? n : n - 1, first = 0, i, seen = 0;
	double from, to;

	/* a ring of which a part is not seen begins there, so that each corner is one */
	for (i = 0; closed && i < n && !first; i++)
		if (!gw_plot_span(&s->plot, s->line[i], s->line[(i + 1) % n], &from, &to))
			first = i + 1;
	for (i = 0; i < segments; i++)
		seen += gw_plot_segment(
			&s->plot, s->line[(first + i) % n], s->line[(first + i + 1) % n]);
	if (closed && seen == n) {
		cairo_close_path(s->plot.cr);
		gw_plot_lift(&s->plot);
	}
}

/* The dashes of the segment a-b, which begins at `begin` of the line's length. */
static void add_dashes(
	struct gw_strokes *s, struct gw_world a, struct gw_world b, double begin, double period)
{
	double length = hypot(b.x - a.x, b.y - a.y), from, to, on, off, cycle;
	unsigned i;

	if (!gw_plot_span(&s->plot, a, b, &from, &to))
		return;
	from = begin + from * length;
	to = begin + to * length;
	for (cycle = floor(from / period); cycle * period <= to; cycle++) {
		on = cycle * period;
		for (i = 0; i + 1 < s->stroke.num_dashes; i += 2) {
			double t0, t1;

			off = on + s->stroke.dashes[i] * s->pen;
			t0 = fmax(on - begin, 0) / length;
			t1 = fmin(off - begin, length) / length;
			if (on <= to && off >= from && t0 <= t1)
				gw_plot_segment(&s->plot,
					t0 > 0 ? (struct gw_world){a.x + t0 * (b.x - a.x),
							 a.y + t0 * (b.y - a.y)}
					       : a,
					t1 < 1 ? (struct gw_world){a.x + t1 * (b.x - a.x),
							 a.y + t1 * (b.y - a.y)}
					       : b);
			on = off + s->stroke.dashes[i + 1] * s->pen;
		}
	}
}

static void add_dashed(struct gw_strokes *s, size_t n, bool closed, double at, double period)
{
	size_t segments = closed ? n : n - 1, i;

	for (i = 0; i < segments; i++) {
		struct gw_world a = s->line[i], b = s->line[(i + 1) % n];

		add_dashes(s, a, b, at, period);
		at += hypot(b.x - a.x, b.y - a.y);
	}
}

void gw_strokes_add(struct gw_strokes *strokes, const struct gw_world *points, size_t n,
	bool closed, double start)
{
	const struct gw_stroke *stroke = &strokes->stroke;
	double period = 0;
	unsigned i;

	if (n > strokes->capacity) {
		free(strokes->line);
		strokes->capacity = 2 * n;
		strokes->line = gw_alloc_array(strokes->capacity, sizeof *strokes->line);
		if (!strokes->line) {
			strokes->capacity = 0;
			strokes->failed = true;
			return;
		}
	}
	n = place_line(strokes, points, n, closed);
	if (n < 2)
		return;
	if (start == 0)
		gw_plot_lift(&strokes->plot);
	if (stroke->offset != 0)
		shift_line(strokes, n, closed, stroke->offset * strokes->pen);
	for (i = 0; i < stroke->num_dashes; i++)
		period += stroke->dashes[i] * strokes->pen;
	if (period >= PERIOD_MIN)
		add_dashed(strokes, n, closed, start * strokes->plot.scale, period);
	else
		add_solid(strokes, n, closed);
}

enum gw_status gw_strokes_paint(struct gw_strokes *strokes, struct gw_error *err)
{
	static const cairo_line_cap_t caps[] = {
		[GW_CAP_BUTT] = CAIRO_LINE_CAP_BUTT,
		[GW_CAP_ROUND] = CAIRO_LINE_CAP_ROUND,
		[GW_CAP_SQUARE] = CAIRO_LINE_CAP_SQUARE,
	};
	static const cairo_line_join_t joins[] = {
		[GW_JOIN_MITER] = CAIRO_LINE_JOIN_MITER,
		[GW_JOIN_ROUND] = CAIRO_LINE_JOIN_ROUND,
		[GW_JOIN_BEVEL] = CAIRO_LINE_JOIN_BEVEL,
	};
	const struct gw_stroke *stroke = &strokes->stroke;
	cairo_t *cr = strokes->plot.cr;

	free(strokes->line);
	strokes->line = NULL;
	if (strokes->failed)
		return gw_fail_nomem(err);
	cairo_set_dash(cr, NULL, 0, 0);
	cairo_set_line_width(cr, stroke->width * strokes->pen);
	cairo_set_line_cap(cr, caps[stroke->cap]);
	cairo_set_line_join(cr, joins[stroke->join]);
	cairo_set_miter_limit(cr, MITER_LIMIT);
	gw_rgba_set(cr, stroke->rgba);
	gw_plot_even(&strokes->plot, stroke->width * strokes->pen);
	cairo_stroke(cr);
	return GW_OK;
}
