/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_RENDER_PORTRAIT_H
#define GW_RENDER_PORTRAIT_H

#include "base/buf.h"
#include "render/facts.h"

/* Inside gw_portray(): one scene being made, at one layer of its style. */

/* In pixels; docs/maps.md tells them. */
#define GW_LINE_WIDTH_MAX    256
#define GW_LINE_OFFSET_MAX   1024
#define GW_CIRCLE_LENGTH_MAX 65536

/* What a layer of the style shows. */
enum gw_shows {
	GW_SHOWS_UNITS,
	GW_SHOWS_BORDERS,
	GW_SHOWS_LABELS,
	GW_SHOWS_REPORTS,
	GW_SHOWS_CONTEXT
};

struct gw_portrait {
	struct gw_scene *scene;
	const struct gw_style_layer *layer;
	enum gw_shows shows;
	const struct gw_map_data *data;
	double zoom;
	struct gw_facts facts; /* of the feature that is looked at */
	struct gw_feature feature;
	struct gw_style_scope scope;
	double widths[GW_FACTS_RANKS]; /* see struct gw_facts */
	bool asked_more; /* than a unit's class, since it was last cleared */
	struct gw_buf scratch;
};

/* The scene's next layer, of a kind, holding nothing yet. There is room. */
struct gw_scene_layer *gw_portrait_next_layer(struct gw_portrait *p, enum gw_layer_kind kind);

/* These look at another feature; true when the layer takes it. */
bool gw_portrait_look_at(struct gw_portrait *p, struct gw_facts facts, enum gw_geometry geometry);
bool gw_portrait_look_at_unit(struct gw_portrait *p, uint32_t unit, enum gw_geometry geometry);
bool gw_portrait_look_at_context(struct gw_portrait *p, uint32_t feature);

/* The reports' places or the context's points, whichever the layer shows, by number. */
bool gw_portrait_look_at_point(struct gw_portrait *p, uint32_t i, struct gw_world *at);
uint32_t gw_portrait_count_points(const struct gw_portrait *p);
uint32_t gw_portrait_count_context(const struct gw_portrait *p);

/* Properties of the feature that is looked at. */
gw_rgba gw_faded(struct gw_color color, double opacity);
gw_rgba gw_portrait_color(
	const struct gw_portrait *p, enum gw_property color, enum gw_property opacity);
float gw_portrait_number(const struct gw_portrait *p, enum gw_property property);
/* From -most to most pixels: what is longer would cost without end and show no more. */
float gw_portrait_length(const struct gw_portrait *p, enum gw_property property, double most);
void gw_portrait_set_stroke(const struct gw_portrait *p, struct gw_stroke *stroke);

/* GW_NO_SPRITE when the property names none; GW_EINVAL when there is no such sprite. */
enum gw_status gw_portrait_find_sprite(
	struct gw_portrait *p, enum gw_property property, uint32_t *sprite, struct gw_error *err);

/* Each makes one layer of the scene. */
enum gw_status gw_portray_fill(struct gw_portrait *p, struct gw_error *err);
enum gw_status gw_portray_pattern(struct gw_portrait *p, struct gw_error *err);
enum gw_status gw_portray_borders(struct gw_portrait *p, struct gw_error *err);
enum gw_status gw_portray_outline(struct gw_portrait *p, struct gw_error *err);
enum gw_status gw_portray_areas(struct gw_portrait *p, struct gw_error *err);
enum gw_status gw_portray_lines(struct gw_portrait *p, struct gw_error *err);
enum gw_status gw_portray_circles(struct gw_portrait *p, struct gw_error *err);
enum gw_status gw_portray_heat(struct gw_portrait *p, struct gw_error *err);
enum gw_status gw_portray_labels(struct gw_portrait *p, struct gw_error *err);
enum gw_status gw_portray_symbols(struct gw_portrait *p, struct gw_error *err);

#endif
