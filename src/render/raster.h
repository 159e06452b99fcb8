/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_RENDER_RASTER_H
#define GW_RENDER_RASTER_H

#include "base/rgba.h"
#include "image/palette.h"
#include "render/ink.h"
#include "render/labels.h"
#include "render/skeleton.h"

/* Ranks of borders that one picture may show. */
#define GW_RASTER_INKS 8

/*
 * One picture under way, row by row: the cells' colours accumulate from a skeleton's fragments;
 * over them go one overlay, borders, and another overlay; palette indices come out. Belongs to one
 * thread; used again for the next picture, blank each time unless one failed.
 *
 * Accumulation is by signed areas: each fragment adds to the pixel it runs through, and to all east
 * of it, its left cell's colour less its right one's, times the area on its east. Sums are whole
 * numbers, so a pixel that one colour covers has exactly that colour, and pixels do not depend on
 * what picture they are in.
 */
struct gw_raster {
	unsigned width, height; /* of the picture under way, up to max_side */
	unsigned max_side;
	struct gw_overlay under, over; /* the borders */
	uint8_t *indices; /* the picture, rows of max_side */
	struct gw_raster_ink {
		struct gw_ink ink;
		uint8_t rank;
		uint32_t pixels[256]; /* its colour by share */
	} inks[GW_RASTER_INKS];
	unsigned num_inks;
	struct gw_sum *sums; /* of the row under way: how the colour changes from pixel to pixel */
	struct gw_sum *sides; /* by row: how the colour at the west side changes */
	struct gw_sum *differences; /* of the cells beside each border */
	size_t cap_differences;
	uint64_t *summed; /* the row's pixels with a sum */
	bool is_portable; /* draws as a processor without AVX2 would: for tests */
};

/* GW_ENOMEM. */
enum gw_status gw_raster_create(struct gw_raster **out, unsigned max_side, struct gw_error *err);
void gw_raster_destroy(struct gw_raster *raster);

/* Starts a picture. Overlays are transparent. */
void gw_raster_begin(struct gw_raster *raster, unsigned width, unsigned height);

/*
 * Draws the skeleton's lines of a rank as borders, over those of earlier calls. GW_ENOMEM;
 * GW_EINVAL past GW_RASTER_INKS.
 */
enum gw_status gw_raster_stroke(struct gw_raster *raster, const struct gw_skeleton *skeleton,
	uint8_t rank, gw_rgba rgba, float pen, struct gw_error *err);

/*
 * Writes what the cells alone give, as pixels in rows of width. cells has premultiplied pixels by
 * cell, the outside first. GW_ENOMEM.
 */
enum gw_status gw_raster_fill(struct gw_raster *raster, const struct gw_skeleton *skeleton,
	const uint32_t *cells, uint32_t *pixels, struct gw_error *err);

/* Ends the picture: indices get the palette's nearest to each pixel. GW_ENOMEM. */
enum gw_status gw_raster_end(struct gw_raster *raster, const struct gw_skeleton *skeleton,
	const uint32_t *cells, const struct gw_palette *palette, struct gw_error *err);

/*
 * The index of all pixels of a picture without borders, lines or overlays: nothing is drawn for it.
 * GW_ENOMEM.
 */
enum gw_status gw_raster_blank(struct gw_raster *raster, const struct gw_skeleton *skeleton,
	const uint32_t *cells, const struct gw_palette *palette, uint8_t *index,
	struct gw_error *err);

#endif
