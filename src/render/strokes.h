/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_RENDER_STROKES_H
#define GW_RENDER_STROKES_H

#include "base/error.h"
#include "render/plot.h"

/*
 * Lines of one look, gathered to one path and stroked at once: where they cross, a translucent
 * stroke is no darker. Dashes are cut here, not by Cairo, so that they lie the same whatever part
 * of a line is seen.
 */
struct gw_strokes {
	struct gw_plot plot;
	struct gw_stroke stroke;
	double pen;
	struct gw_world *line; /* the places of the line under way */
	size_t capacity;
	bool failed;
};

/* Begins a path on cr. The strokes are finished with gw_strokes_paint(). */
void gw_strokes_begin(struct gw_strokes *strokes, cairo_t *cr, const struct gw_view *view,
	const struct gw_stroke *stroke);

/*
 * Adds a line of n points; a closed one goes back to the first. Its dashes begin so much of the
 * square's width before its first point; where that is not 0 it goes on from the line added before.
 */
void gw_strokes_add(struct gw_strokes *strokes, const struct gw_world *points, size_t n,
	bool closed, double start);

/* Strokes and frees what was gathered. GW_ENOMEM. */
enum gw_status gw_strokes_paint(struct gw_strokes *strokes, struct gw_error *err);

/* Whether the stroke shows at all. */
bool gw_stroke_shows(const struct gw_stroke *stroke);

/* How far from its line a stroke may be seen, corners and all. */
double gw_stroke_reach(const struct gw_stroke *stroke);

/* Sets cr's source. */
void gw_rgba_set(cairo_t *cr, gw_rgba rgba);

#endif
