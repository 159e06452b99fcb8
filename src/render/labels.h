/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_RENDER_LABELS_H
#define GW_RENDER_LABELS_H

#include "base/error.h"
#include "render/letterings.h"
#include "render/scene.h"

#include <stddef.h>
#include <stdint.h>

typedef struct _cairo cairo_t;

/*
 * The symbols of all symbol layers of a scene, placed once for the whole world at one scale: what
 * collides is settled before any picture is drawn, and every label stands on whole pixels. So
 * pictures of neighbouring parts show parts of the same labels. Immutable; any thread may draw.
 */
struct gw_labels;

struct gw_labels_options {
	/* Shared between the scales and scenes of a server, borrowed during the call; NULL: own. */
	struct gw_letterings *letterings;
	/* Labels lie wholly inside this box, unless it is empty or zeroed. */
	struct gw_world_box within;
	/* Labels keep off these; borrowed during the call. */
	const struct gw_world_box *obstacles;
	size_t num_obstacles;
};

/* More symbols than this in a scene are refused. */
#define GW_LABELS_MAX ((size_t)1 << 20)

/*
 * Places the labels in a world of `scale` pixels across, sizes multiplied by pen. Layers go from
 * the uppermost down, as in MapLibre; within one lower sort keys first, then by text and position,
 * so that the order of symbols does not matter. A symbol whose place is taken, or whose text
 * reaches far beyond its room, is left out. Borrows the scene's sprites, which must outlive the
 * labels, and nothing else. options may be NULL. GW_ENOMEM; GW_EINVAL when no font has a character
 * of a text, naming it and the Debian package to install, or when there are too many symbols.
 */
enum gw_status gw_labels_place(struct gw_labels **out, const struct gw_scene *scene, double scale,
	double pen, const struct gw_labels_options *options, struct gw_error *err);
void gw_labels_destroy(struct gw_labels *labels);

/* How many were placed. */
size_t gw_labels_count(const struct gw_labels *labels);

/* Pixels to compose on: premultiplied ARGB32, rows of stride pixels. */
struct gw_overlay {
	uint32_t *pixels;
	size_t stride;
	unsigned width, height;
	/*
	 * gw_overlay_words(width) words a row, bit i % 64 of word i / 64 for pixel i: set where the
	 * pixel may have changed, else left as it was. NULL: not asked for.
	 */
	uint64_t *touched;
};

static inline size_t gw_overlay_words(unsigned width)
{
	return ((size_t)width + 63) / 64;
}

/*
 * Composes what falls on the overlay over its pixels; (x, y) is its north-west corner in whole
 * pixels of the world at the labels' scale. GW_ENOMEM.
 */
enum gw_status gw_labels_compose(const struct gw_labels *labels, const struct gw_overlay *overlay,
	int64_t x, int64_t y, struct gw_error *err);

/* False where gw_labels_compose() would draw nothing on a picture of this place and size. */
bool gw_labels_reach(
	const struct gw_labels *labels, int64_t x, int64_t y, unsigned width, unsigned height);

/*
 * Draws the same labels, those within its clip, on a Cairo context whose (0, 0) is at (x, y): as
 * text with its font, on images as outlines; halos are stroked beneath. GW_ENOMEM.
 */
enum gw_status gw_labels_paint(
	const struct gw_labels *labels, cairo_t *cr, double x, double y, struct gw_error *err);

#endif
