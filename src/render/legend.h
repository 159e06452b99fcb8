/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_RENDER_LEGEND_H
#define GW_RENDER_LEGEND_H

#include "render/scene.h"
#include "render/sheet.h"
#include "render/text.h"

/*
 * The legend of a scene: a heading, and for each class a swatch, the label and the number of
 * units. Set first, so that the sheet knows how large it is, then drawn.
 */
struct gw_legend {
	const struct gw_scene *scene;
	double em;
	double width, height; /* of all */
	struct gw_text heading, counted;
	struct gw_text labels[GW_CLASSES_MAX], counts[GW_CLASSES_MAX];
	unsigned columns, rows;
	double column_width, row_height[GW_CLASSES_MAX], head_height;
	bool counted_below; /* the heading, for want of room beside it */
};

/* In one column, or in as many as fit, at most `width` pixels wide. em is the size of its type. */
void gw_legend_init(struct gw_legend *legend, cairo_t *cr, const struct gw_scene *scene,
	const struct gw_sheet_text *text, double em, double width, bool one_column);
void gw_legend_finish(struct gw_legend *legend);
void gw_legend_draw(const struct gw_legend *legend, cairo_t *cr, double x, double y);

#endif
