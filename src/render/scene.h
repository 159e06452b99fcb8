/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_RENDER_SCENE_H
#define GW_RENDER_SCENE_H

#include "grid/division.h"

#define GW_CLASSES_MAX 16
#define GW_LABEL_MAX   96
#define GW_MARK_MAX    8

/* One class of a choropleth: how its cells look, and its line in the legend. */
struct gw_scene_class {
	uint32_t rgb; /* 0xRRGGBB */
	bool hatched; /* diagonal lines over the fill: told apart without colour */
	char label[GW_LABEL_MAX];
	char mark[GW_MARK_MAX]; /* such as "4": shown in its swatch and at its units; may be "" */
	uint32_t num_units; /* how many units of the drawn level are in it */
};

/* What a map shows: a picture is made from this and nothing else. */
struct gw_scene {
	const struct gw_division *division; /* borrowed; must outlive the scene */
	uint32_t level; /* the units that are drawn and graded, by rank; their borders are the
			   finest */
	uint8_t *cell_class; /* num_cells + 1 entries: 0 not drawn, else 1 + a number in classes */
	struct gw_scene_class classes[GW_CLASSES_MAX];
	size_t num_classes;
};

enum gw_status gw_scene_init(struct gw_scene *scene, const struct gw_division *division,
	uint32_t level, struct gw_error *err);
void gw_scene_finish(struct gw_scene *scene);

#endif
