/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_RENDER_LETTERING_H
#define GW_RENDER_LETTERING_H

#include "render/scene.h"

#include <cairo.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

/* No more of a text is shown than so many bytes, and no type is larger, in pixels. */
#define GW_LETTERING_TEXT_MAX ((size_t)400)
#define GW_LETTERING_SIZE_MAX 256

/* What a lettering is known by. Lengths are in pixels. */
struct gw_lettering_key {
	const char *text; /* UTF-8 */
	const char *lang; /* or NULL */
	float size, max_width; /* 0: one line */
	float rim; /* of the halo */
	enum gw_anchor anchor;
	bool bold;
};

/* Glyphs of one font, and the bytes of text that each cluster of them stands for. */
struct gw_glyph_run {
	cairo_scaled_font_t *font;
	const cairo_glyph_t *glyphs;
	int num_glyphs;
	const cairo_text_cluster_t *clusters;
	int num_clusters;
	const char *text;
	int len;
	bool backward; /* clusters follow the text, glyphs the other way */
};

/* Coverage of pixels; (left, top) is its corner as seen from the point that is labelled. */
struct gw_mask {
	int left, top;
	unsigned width, height;
	uint8_t *letters, *halo; /* row by row without gaps; of the halo NULL where there is none */
};

/*
 * A text set in a type about a point, which is the origin. Immutable once rasterised, and shared by
 * all labels that show it.
 */
struct gw_lettering {
	struct gw_lettering_key key; /* its texts are its own */
	struct gw_glyph_run *runs;
	size_t num_runs;
	cairo_glyph_t *glyphs; /* all runs' */
	size_t num_glyphs;
	cairo_text_cluster_t *clusters; /* all runs' */
	size_t num_clusters;
	double left, top, right, bottom; /* of the letters' box, without halo */
	struct gw_mask mask; /* of letters NULL until rasterised */
	atomic_uint users;
	struct gw_lettering *next; /* of the same bucket; the letterings' own */
	uint64_t hash;
};

/* Frees it when nobody else uses it. Accepts NULL. */
void gw_lettering_release(struct gw_lettering *lettering);

/* The letters' outlines on cr, whose origin is the labelled point; and the letters themselves. */
void gw_lettering_path(const struct gw_lettering *lettering, cairo_t *cr);
void gw_lettering_show(const struct gw_lettering *lettering, cairo_t *cr);

#endif
