/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_RENDER_CLIP_H
#define GW_RENDER_CLIP_H

#include "render/painter.h"

/* How many pixels beyond the view paths still go, for a pen of 1: wider than any line's half. */
#define GW_CLIP_MARGIN 8

struct gw_clip_side {
	bool any;
	struct gw_world first, last; /* as they came in, in pixels */
};

/*
 * Feeds rings and lines of world positions to a path of cr, in pixels, cut to a little more than
 * the view: what is drawn costs no more than what is seen, and stays within Cairo's 24-bit
 * coordinates. Positions that fall in the same quarter of a pixel as the one before are left out.
 */
struct gw_clip {
	cairo_t *cr;
	struct gw_world origin;
	double scale;
	struct gw_world_box limit; /* in pixels */
	struct gw_clip_side sides[4];
	bool open; /* a subpath is under way */
	double column, row; /* the quarter of a pixel of the position before */
};

void gw_clip_init(struct gw_clip *clip, cairo_t *cr, const struct gw_view *view);

/* The world box that the clip lets through. */
struct gw_world_box gw_clip_world_box(const struct gw_clip *clip);

/* One ring, for filling. Parts on the far side of a limit may be left out but for their ends. */
void gw_clip_ring_begin(struct gw_clip *clip);
void gw_clip_ring_point(struct gw_clip *clip, struct gw_world w);
void gw_clip_ring_end(struct gw_clip *clip);

/* One line, for stroking. */
void gw_clip_line(struct gw_clip *clip, const struct gw_world *points, size_t n);

#endif
