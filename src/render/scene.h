/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_RENDER_SCENE_H
#define GW_RENDER_SCENE_H

#include "base/rgba.h"
#include "geo/features.h"
#include "grid/division.h"
#include "style/property.h"

/*
 * What a picture shows at one scale: layers from below to above, every colour and size settled.
 * gw_portray() makes it from a style and what is known of a map; the tile rasteriser and the Cairo
 * canvas draw it. Widths and sizes are in pixels of a common screen: a view multiplies them by its
 * pen. Immutable once made.
 */

#define GW_DASHES_MAX 8

struct gw_stroke {
	gw_rgba rgba;
	float width; /* 0: not drawn */
	float offset; /* to the line's right */
	float dashes[GW_DASHES_MAX]; /* in pixels, on and off by turns */
	unsigned num_dashes; /* even; 0: solid */
	enum gw_line_cap cap;
	enum gw_line_join join;
};

/* A colour for each cell of the division: the choropleth. */
struct gw_fill_layer {
	gw_rgba *cells; /* num_cells + 1 entries, the outside first; fully transparent: not painted
			 */
};

/* A repeated image over some cells, such as a hatch. */
struct gw_pattern_layer {
	uint8_t *cells; /* num_cells + 1 entries: 0 none, else 1 + a number in sprites */
	uint32_t *sprites; /* numbers in the scene's sprites */
	uint32_t num_sprites;
	float opacity;
};

/*
 * The borders between units, each once: where the highest level at which its two sides differ is
 * of rank r, by strokes[r]. The outside counts as rank 0.
 */
struct gw_border_layer {
	struct gw_stroke *strokes;
	uint32_t num_strokes;
};

/* Features of the context as areas. */
struct gw_area {
	uint32_t feature; /* in the scene's context; of shape polygon */
	gw_rgba rgba, outline; /* the outline is one pixel wide; transparent: none */
	uint32_t sprite; /* a pattern instead of the colour, or GW_NO_SPRITE */
	float opacity; /* of the pattern */
};

struct gw_area_layer {
	struct gw_area *items;
	uint32_t n;
};

/* Features of the context as lines. */
struct gw_line {
	uint32_t feature; /* of shape line or polygon (its rings) */
	struct gw_stroke stroke;
};

struct gw_line_layer {
	struct gw_line *items;
	uint32_t n;
};

struct gw_circle {
	struct gw_world at;
	float radius, blur; /* blur: 1 fades from the middle to the rim */
	gw_rgba rgba, stroke;
	float stroke_width;
};

struct gw_circle_layer {
	struct gw_circle *items;
	uint32_t n;
};

struct gw_heat_point {
	struct gw_world at;
	float weight, radius;
};

/* Density: a Gaussian about each point, summed, times intensity, coloured by the ramp. */
struct gw_heat_layer {
	struct gw_heat_point *items;
	uint32_t n;
	float intensity;
	gw_rgba ramp[256]; /* by density from 0 to 1 */
	float opacity;
};

#define GW_NO_SPRITE UINT32_MAX

/* A label, an icon, or both. */
struct gw_symbol {
	struct gw_world at;
	/*
	 * The radius, in the Mercator square, of the circle about `at` that the label should stay
	 * within the reach of: of its unit. A label far larger than its unit is not placed. 0: any.
	 */
	float room;
	const char *text; /* UTF-8; NULL: none */
	float size; /* of the type */
	bool bold;
	gw_rgba rgba, halo;
	float halo_width;
	float max_width; /* wraps there; 0: one line */
	enum gw_anchor anchor; /* which part of the text stands at the point */
	float dx, dy; /* then moved by, right and down */
	uint32_t icon; /* in the scene's sprites, or GW_NO_SPRITE */
	float icon_size; /* 1: as it is */
	float padding; /* free space about it */
	float sort_key; /* lower ones are placed first */
	bool overlaps; /* placed whatever is there */
};

struct gw_symbol_layer {
	struct gw_symbol *items;
	uint32_t n;
};

enum gw_layer_kind {
	GW_DRAW_FILL,
	GW_DRAW_PATTERN,
	GW_DRAW_BORDERS,
	GW_DRAW_AREAS,
	GW_DRAW_LINES,
	GW_DRAW_CIRCLES,
	GW_DRAW_HEAT,
	GW_DRAW_SYMBOLS
};

struct gw_scene_layer {
	enum gw_layer_kind kind;
	union {
		struct gw_fill_layer fill;
		struct gw_pattern_layer pattern;
		struct gw_border_layer borders;
		struct gw_area_layer areas;
		struct gw_line_layer lines;
		struct gw_circle_layer circles;
		struct gw_heat_layer heat;
		struct gw_symbol_layer symbols;
	};
};

struct gw_sprites; /* render/sprites.h */

struct gw_scene {
	const struct gw_division *division; /* borrowed */
	const struct gw_context *context; /* borrowed; NULL: none */
	const struct gw_sprites *sprites; /* borrowed; NULL: none */
	gw_rgba background; /* over the whole picture, below all layers */
	const char *lang; /* of the labels, for regional forms of characters; borrowed */
	struct gw_scene_layer *layers;
	uint32_t num_layers;
	struct gw_scene_texts {
		struct gw_scene_texts *next;
		size_t room, len;
		char text[];
	} * texts; /* what the symbols' texts point into */
};

/* Frees what the layers hold. Accepts zeroed memory. */
void gw_scene_finish(struct gw_scene *scene);

/* The picture of a part of the Mercator square, in pixels of the surface. */
struct gw_view {
	struct gw_world origin; /* what lies at its north-west corner */
	double scale; /* pixels across the whole square */
	double width, height;
	double pen; /* pixels to a line of width 1: 1 on a common screen, 2 on a dense one */
};

#endif
