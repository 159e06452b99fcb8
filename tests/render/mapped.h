/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_TESTS_RENDER_MAPPED_H
#define GW_TESTS_RENDER_MAPPED_H

#include "pixels.h"
#include "render/tileset.h"

#define MAPPED_LEVELS  12
#define MAPPED_REPORTS 40

/* A layer of a style, in single quotes; mapped_style() makes them double ones. */
#define LAYER(type, shows, rest)                                                                   \
	"{'id':'" type " of " shows "','type':'" type "','source':'city','source-layer':'" shows   \
	"'," rest "}"

/* A division with all that a style can ask of it, and what draws it. */
struct mapped {
	struct gw_division *division;
	struct gw_context *context;
	struct gw_choropleth choropleth;
	struct gw_poles *poles[MAPPED_LEVELS];
	struct gw_world reports[MAPPED_REPORTS];
	struct gw_map_data data;
	struct gw_mesh *mesh;
	struct gw_studio *studio;
};

/* The made town (town.h), drawn by cells or, of level 1 or 0, by its upper units. */
void mapped_init(struct mapped *m, uint32_t level);

/* Any division, which it takes over, drawn by cells of a level; it has no context. */
void mapped_init_of(struct mapped *m, struct gw_division *division, uint32_t level);
void mapped_finish(struct mapped *m);

/*
 * What the cells show: unit i of the drawn level is of class i % 4, of which the last is of no
 * data. Classes are grades 1 to 3. It has i reports, and changed by i % 4 - 1, 2 being unknown.
 */

/* A share of the division's width from its west, of its height from its north. */
struct gw_world mapped_place(const struct mapped *m, double east, double south);

/* From the text of the layers of a style, with commas between. */
struct gw_style *mapped_style(const char *layers);

struct gw_tileset *mapped_tileset(const struct mapped *m, const struct gw_style *style);

/* The tile, decoded. */
struct pixels mapped_tile(struct gw_tileset *tileset, struct gw_tilekey key, unsigned scale);

/* The pixel, not premultiplied, that shows a place. */
gw_rgba mapped_colour(
	struct gw_tileset *tileset, unsigned zoom, unsigned scale, struct gw_world place);

#endif
