/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_TESTS_RENDER_LABELLED_H
#define GW_TESTS_RENDER_LABELLED_H

#include "render/labels.h"

#include <stdbool.h>

/* A world of 1024 pixels: positions are in pixels of it. */
#define LABELLED_SIDE 1024

#define BLACK 0xff000000
#define WHITE 0xffffffff

/* A scene of two layers of symbols. Failures of what follows end the test; test_free() frees. */
struct labelled {
	struct gw_symbol symbols[2][600];
	char texts[600][32];
	struct gw_scene_layer layers[2];
	struct gw_scene scene;
};

struct labelled *labelled_new(void);

/* Adds a black text of 12 pixels, without halo, to a layer. */
struct gw_symbol *labelled_add(struct labelled *t, int layer, double x, double y, const char *text);

/* Codes and names, of several sizes and colours, spread by chance; many collide. */
struct labelled *labelled_busy(unsigned n);

struct gw_labels *labelled_placed(const struct labelled *t);
struct gw_labels *labelled_placed_at(const struct labelled *t, double scale, double pen,
	const struct gw_labels_options *options);
size_t labelled_count(const struct labelled *t, const struct gw_labels_options *options);

struct picture {
	uint32_t *pixels;
	uint64_t *touched;
	unsigned side;
};

struct picture picture_new(unsigned side, uint32_t background);
void picture_finish(struct picture *p);
void picture_compose(const struct gw_labels *labels, struct picture *p, int64_t x, int64_t y);
bool picture_is_touched(const struct picture *p, size_t x, size_t y);

/* Two pictures of the whole world are the same, pixel for pixel. */
void expect_same_picture(const struct picture *a, const struct picture *b);

/* The labels on the whole world, transparent. */
struct picture labelled_drawn(const struct labelled *t);

/* The box of what is touched; empty when nothing is. */
struct extent {
	int left, top, right, bottom;
};

static inline int extent_width(struct extent e)
{
	return e.right - e.left;
}

static inline int extent_height(struct extent e)
{
	return e.bottom - e.top;
}

struct extent labelled_extent(const struct labelled *t);

#endif
