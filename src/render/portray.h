/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_RENDER_PORTRAY_H
#define GW_RENDER_PORTRAY_H

#include "grid/poles.h"
#include "render/choropleth.h"
#include "render/scene.h"
#include "render/sprites.h"
#include "style/style.h"

/*
 * Portrayal: a style and what is known of a map make the scene of a zoom. A style finds this in the
 * layers of its source (docs/maps.md has it for style authors):
 *
 * units    polygons: the units of the drawn level; code, name, name_en, label, level, rank, depth,
 *          pixels, class, grade, mark, count, change, residents, households, responsible. Filled or
 *          hatched.
 * borders  lines: level and rank of the highest units that a border parts, depth: how many levels
 *          that is above the drawn one, pixels: how wide units of that rank are on the whole.
 * labels   points: the units of the drawn level and those above; as units.
 * reports  points, one each; count, which is 1.
 * context  points, lines, polygons: kind, class, name, name_en.
 */
struct gw_map_data {
	const struct gw_choropleth *choropleth;
	const char *const *level_names; /* by rank, up to the drawn level's */
	const struct gw_poles *const *poles; /* by rank; NULL: no labels of it */
	const struct gw_context *context; /* NULL: none */
	const struct gw_world *reports;
	size_t num_reports;
	const char *lang; /* "zh" or "en": what `label` is, and the labels' forms of characters */
};

/*
 * Makes the scene of a zoom as MapLibre counts it: the world is 512 * 2^zoom pixels wide, so that a
 * tile of 256 pixels shows its own zoom less one. Borrows data and sprites (NULL: none). On error
 * there is nothing to finish. GW_ENOMEM; GW_EINVAL for what a style asks and this cannot do, naming
 * the layer.
 */
enum gw_status gw_portray(struct gw_scene *scene, const struct gw_style *style,
	const struct gw_map_data *data, const struct gw_sprites *sprites, double zoom,
	struct gw_error *err);

/* GW_EINVAL for the first layer that shows what no map has, or what its type cannot. */
enum gw_status gw_portray_check(const struct gw_style *style, struct gw_error *err);

/* How a style shows a class: its fill, and the pattern over it or GW_NO_SPRITE. For legends. */
struct gw_class_look {
	gw_rgba fill;
	uint32_t sprite;
};

struct gw_class_look gw_portray_class(const struct gw_style *style,
	const struct gw_choropleth *choropleth, int class, const struct gw_sprites *sprites,
	double zoom);

#endif
