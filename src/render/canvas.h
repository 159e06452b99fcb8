/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_RENDER_CANVAS_H
#define GW_RENDER_CANVAS_H

#include "base/error.h"
#include "render/scene.h"

typedef struct _cairo cairo_t;

/*
 * What Cairo needs to paint layers of a scene again and again: the outlines of its fills and
 * patterns and the chains of its borders, traced once, in the Mercator square. Immutable: any
 * number of threads may paint with one, each on its own context.
 */
struct gw_canvas;

/*
 * Traces layers first .. first + count - 1. Keeps nothing of the scene. Costs some 60 bytes an
 * edge of a layer of fills, patterns or borders; other layers cost nothing. GW_ENOMEM.
 */
enum gw_status gw_canvas_create(struct gw_canvas **out, const struct gw_scene *scene,
	uint32_t first, uint32_t count, struct gw_error *err);
void gw_canvas_destroy(struct gw_canvas *canvas);

/*
 * Paints layers first .. first + count - 1 but those of symbols, over (0, 0) to (width, height) of
 * the view in cr's coordinates, which must be pixels. Goes beyond: the caller clips. The
 * background is the caller's too.
 *
 * Vectors stay vectors on surfaces of PDF and SVG, all but heat. Neighbouring cells show no seam:
 * fills are nested (README.md), and translucent ones are laid over as one. On image surfaces views
 * of a pen up to 2 that lie whole pixels apart show the same, but for few pixels at their sides
 * where Cairo cuts an edge: these differ by up to 2 of 255 in a channel.
 *
 * cache was made of the same scene and holds these layers; NULL: they are traced for this once.
 * GW_ENOMEM, also for what Cairo reports.
 */
enum gw_status gw_canvas_paint(cairo_t *cr, const struct gw_scene *scene, uint32_t first,
	uint32_t count, const struct gw_view *view, const struct gw_canvas *cache,
	struct gw_error *err);

#endif
