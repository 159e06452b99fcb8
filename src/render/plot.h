/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_RENDER_PLOT_H
#define GW_RENDER_PLOT_H

#include "render/scene.h"

#include <stdbool.h>

typedef struct _cairo cairo_t;

struct gw_plot_side {
	bool any;
	struct gw_world first, last;
};

/*
 * Feeds world positions to a path of cr, leaving out what lies beyond the view.
 *
 * Positions are rounded to the 1/256 of a pixel that Cairo knows (on surfaces of PDF and SVG to
 * 1/16 of their unit) before the view's corner is taken off, and an edge that is seen is handed on
 * as it is, not cut: so views that lie whole pixels apart draw the same. Those that fall in the
 * same quarter of a pixel as the one before are left out. Places below are in pixels of the whole
 * Mercator square.
 */
struct gw_plot {
	cairo_t *cr;
	double scale;
	double grid; /* steps to a pixel that positions are rounded to */
	bool evens; /* see gw_plot_even() */
	struct gw_world corner; /* the view's */
	struct gw_world_box near; /* the view and a margin */
	struct gw_world_box far; /* edges are cut here, well within Cairo's coordinates */
	/* the ring under way */
	struct gw_world kept, pending;
	unsigned num_kept; /* 0, 1, 2 for more */
	struct gw_plot_side sides[4];
	bool open;
	/* the line under way */
	struct gw_world at;
};

/* margin: how many pixels beyond the view something drawn there may show within. */
void gw_plot_init(struct gw_plot *plot, cairo_t *cr, const struct gw_view *view, double margin);

/* What of the square may be seen. */
struct gw_world_box gw_plot_world_box(const struct gw_plot *plot);
bool gw_world_boxes_meet(const struct gw_world_box *a, const struct gw_world_box *b);

struct gw_world gw_plot_place(const struct gw_plot *plot, struct gw_world w);

/* Whether two places are in one quarter of a pixel. */
bool gw_plot_same(struct gw_world a, struct gw_world b);

/*
 * A ring for filling. Parts beyond one side of the view may be left out but for their ends, which
 * are then given with `keep`, as is what follows.
 */
void gw_plot_ring_begin(struct gw_plot *plot);
void gw_plot_ring_point(struct gw_plot *plot, struct gw_world w, bool keep);
void gw_plot_ring_end(struct gw_plot *plot);
void gw_plot_ring(struct gw_plot *plot, const struct gw_world *points, size_t n);

/*
 * A segment of a line, between places; goes on from the segment before where that ended at a.
 * False when it is not seen.
 */
bool gw_plot_segment(struct gw_plot *plot, struct gw_world a, struct gw_world b);

/* The next segment begins a line. */
void gw_plot_lift(struct gw_plot *plot);

/*
 * To be called last, before the path is filled (line_width 0) or stroked. Draws nothing within the
 * view, but lets Cairo treat each row of pixels alike, whatever else the view holds. Only on image
 * surfaces and for pens of screens, as tiles have: it takes half as long again.
 */
void gw_plot_even(struct gw_plot *plot, double line_width);

/* From where to where, as shares of its length, the segment lies near the view; false: nowhere. */
bool gw_plot_span(
	const struct gw_plot *plot, struct gw_world a, struct gw_world b, double *from, double *to);

#endif
