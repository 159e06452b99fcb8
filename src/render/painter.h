/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_RENDER_PAINTER_H
#define GW_RENDER_PAINTER_H

#include "geo/mercator.h"
#include "render/scene.h"

typedef struct _cairo cairo_t;

/*
 * Paints a scene's fills and borders. Immutable once created: any number of threads may paint with
 * one painter, each on its own cairo context.
 *
 * Fills are nested: the area of all classes from 1 up, over it that of all from 2 up, and so on,
 * so that nothing shows through between two classes. Borders are drawn once each, wide and dark by
 * the highest level at which the units on their two sides differ, the outside and cells that are
 * not drawn counting as the top; levels whose units are but a few pixels wide fade out.
 */
struct gw_painter;

/* The picture of a part of the Mercator square, in pixels of the surface. */
struct gw_view {
	struct gw_world origin; /* what lies at its north-west corner */
	double scale; /* pixels across the whole square */
	double width, height;
	double pen; /* pixels to a line of width 1: 1 on a common screen, 2 on a dense one */
};

/*
 * Copies the scene's classes and cells, borrows its division. Costs some 60 bytes an edge that is
 * drawn. GW_ENOMEM.
 */
enum gw_status gw_painter_create(
	struct gw_painter **out, const struct gw_scene *scene, struct gw_error *err);
void gw_painter_destroy(struct gw_painter *painter);

/* What it paints. */
const struct gw_scene *gw_painter_scene(const struct gw_painter *painter);

/* The box of what is drawn; min.x > max.x when that is nothing. */
struct gw_world_box gw_painter_box(const struct gw_painter *painter);

/*
 * Paints over (0, 0) to (width, height) in cr's coordinates, which must be pixels. Goes a few
 * pixels beyond: the caller clips. GW_ENOMEM, also for what Cairo reports.
 */
enum gw_status gw_painter_paint(const struct gw_painter *painter, cairo_t *cr,
	const struct gw_view *view, struct gw_error *err);

#endif
