/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_RENDER_SKELETON_H
#define GW_RENDER_SKELETON_H

#include "base/error.h"
#include "grid/mesh.h"

#include <stddef.h>

/*
 * The geometry of a picture, without any colour: what of which border passes through which pixel.
 * Filling it with a month's colours costs no geometry work (raster.h). render/README.md tells the
 * idea.
 */

/* 1 / GW_SUBPIXELS of a pixel is the finest step. */
#define GW_SUBPIXELS	 256
#define GW_SUBPIXEL_BITS 8

/* Pixels a side of a picture. */
#define GW_WINDOW_MAX 1024

/*
 * A piece of a border within one pixel: it runs so far down (up when negative), and the places
 * where it comes in and goes out lie together so far right of the pixel's left side, in subpixels.
 */
struct gw_fragment {
	uint32_t border; /* in the skeleton's borders */
	uint16_t row, column;
	int16_t fall;
	uint16_t inset; /* 0 to 2 * GW_SUBPIXELS */
};

/* The cells on both hands of a border, as one walks along. */
struct gw_border {
	gw_cell_id left, right;
};

/* A border somewhere west of the picture, from one height to another, in subpixels. */
struct gw_backdrop {
	gw_cell_id left, right;
	int32_t from, to; /* within 0 and height * GW_SUBPIXELS */
};

/* A piece of border to be stroked, in pixels. */
struct gw_border_line {
	float x0, y0, x1, y1;
};

struct gw_skeleton {
	unsigned width, height;
	struct gw_border *borders;
	size_t num_borders, cap_borders;
	struct gw_fragment *fragments; /* by row: those of row i end at row_end[i] */
	size_t num_fragments, cap_fragments;
	uint32_t row_end[GW_WINDOW_MAX];
	struct gw_backdrop *backdrops;
	size_t num_backdrops, cap_backdrops;
	struct gw_border_line *lines;
	uint8_t *line_ranks; /* of each */
	size_t num_lines, cap_lines, cap_line_ranks;
	struct gw_fragment *unsorted; /* while they are traced */
	size_t cap_unsorted;
};

/* Which part of the world at a zoom (simplify.h), in whole pixels. */
struct gw_window {
	unsigned zoom;
	int64_t x, y;
	unsigned width, height; /* up to GW_WINDOW_MAX */
};

/*
 * The same for pictures between zooms and of other proportions: how positions of the mesh become
 * subpixels, each axis by a factor of its own, truncated.
 */
struct gw_lattice {
	unsigned detail; /* the zoom whose simplified borders are drawn */
	double x_step, y_step; /* subpixels a position */
	int64_t x, y; /* the picture's north-west corner, in subpixels of the world */
	unsigned width, height; /* in pixels, up to GW_WINDOW_MAX */
};

void gw_skeleton_init(struct gw_skeleton *skeleton);
void gw_skeleton_finish(struct gw_skeleton *skeleton);

/*
 * Replaces what the skeleton held, keeping its memory for the next. Lines are kept of the borders
 * of rank below num_ranks, within `margin` pixels of the window. GW_ENOMEM.
 */
enum gw_status gw_skeleton_trace(struct gw_skeleton *skeleton, const struct gw_mesh *mesh,
	struct gw_window window, unsigned num_ranks, float margin, struct gw_error *err);

enum gw_status gw_skeleton_trace_lattice(struct gw_skeleton *skeleton, const struct gw_mesh *mesh,
	const struct gw_lattice *lattice, unsigned num_ranks, float margin, struct gw_error *err);

struct gw_lattice gw_window_lattice(struct gw_window window);

/* Whether no border passes through the window or within the margin. */
bool gw_skeleton_is_blank(const struct gw_skeleton *skeleton);

#endif
