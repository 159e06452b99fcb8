/* SPDX-License-Identifier: Apache-2.0 */
#include "render/painter.h"

#include "render/borders.h"
#include "render/fills.h"
#include "render/picture.h"

#include <cairo.h>
#include <stdlib.h>
#include <string.h>

struct gw_painter {
	struct gw_scene scene;
	struct gw_fills *fills;
	struct gw_borders *borders;
};

static enum gw_status copy_scene(
	struct gw_scene *to, const struct gw_scene *from, struct gw_error *err)
{
	size_t n = (size_t)from->division->units->num_cells + 1;

	*to = *from;
	to->cell_class = malloc(n);
	if (!to->cell_class)
		return gw_fail_nomem(err);
	memcpy(to->cell_class, from->cell_class, n);
	to->cell_class[GW_OUTSIDE] = 0;
	return GW_OK;
}

enum gw_status gw_painter_create(
	struct gw_painter **out, const struct gw_scene *scene, struct gw_error *err)
{
	struct gw_painter *painter;
	enum gw_status st;

	painter = calloc(1, sizeof *painter);
	if (!painter)
		return gw_fail_nomem(err);
	st = copy_scene(&painter->scene, scene, err);
	if (!st)
		st = gw_fills_create(&painter->fills, &painter->scene, err);
	if (!st)
		st = gw_borders_create(&painter->borders, &painter->scene, err);
	if (st)
		gw_painter_destroy(painter);
	else
		*out = painter;
	return st;
}

void gw_painter_destroy(struct gw_painter *painter)
{
	if (!painter)
		return;
	gw_borders_destroy(painter->borders);
	gw_fills_destroy(painter->fills);
	gw_scene_finish(&painter->scene);
	free(painter);
}

const struct gw_scene *gw_painter_scene(const struct gw_painter *painter)
{
	return &painter->scene;
}

struct gw_world_box gw_painter_box(const struct gw_painter *painter)
{
	return gw_fills_box(painter->fills);
}

enum gw_status gw_painter_paint(const struct gw_painter *painter, cairo_t *cr,
	const struct gw_view *view, struct gw_error *err)
{
	enum gw_status st;

	cairo_save(cr);
	gw_fills_paint(painter->fills, &painter->scene, cr, view);
	st = gw_borders_paint(painter->borders, cr, view, err);
	cairo_restore(cr);
	return st ? st : gw_cairo_check(cr, err);
}
