/* SPDX-License-Identifier: Apache-2.0 */
#include "render/portray.h"

#include "base/mem.h"
#include "render/portrait.h"

#include <stdlib.h>
#include <string.h>

#define SCRATCH_MAX ((size_t)1 << 20)

typedef enum gw_status portrayer(struct gw_portrait *p, struct gw_error *err);

/* What makes which layers of a style, by what they show. */
static portrayer *const portrayers[GW_SHOWS_CONTEXT + 1][GW_NUM_LAYER_TYPES] = {
	[GW_SHOWS_UNITS] = {[GW_LAYER_FILL] = gw_portray_fill},
	[GW_SHOWS_BORDERS] = {[GW_LAYER_LINE] = gw_portray_borders},
	[GW_SHOWS_LABELS] = {[GW_LAYER_SYMBOL] = gw_portray_labels},
	[GW_SHOWS_REPORTS] =
		{
			[GW_LAYER_CIRCLE] = gw_portray_circles,
			[GW_LAYER_HEATMAP] = gw_portray_heat,
			[GW_LAYER_SYMBOL] = gw_portray_symbols,
		},
	[GW_SHOWS_CONTEXT] =
		{
			[GW_LAYER_FILL] = gw_portray_areas,
			[GW_LAYER_LINE] = gw_portray_lines,
			[GW_LAYER_CIRCLE] = gw_portray_circles,
			[GW_LAYER_HEATMAP] = gw_portray_heat,
			[GW_LAYER_SYMBOL] = gw_portray_symbols,
		},
};

static enum gw_status find_shown(struct gw_portrait *p, struct gw_error *err)
{
	static const char *const names[] = {"units", "borders", "labels", "reports", "context"};
	const char *name = gw_layer_source_layer(p->layer);
	size_t i;

	for (i = 0; i < sizeof names / sizeof *names; i++)
		if (!strcmp(name, names[i])) {
			p->shows = (enum gw_shows)i;
			return GW_OK;
		}
	return gw_fail(err, GW_EINVAL,
		"layer \"%.60s\": no source-layer \"%.60s\"; there are units, borders, labels, reports and context",
		gw_layer_id(p->layer), name);
}

/* What makes the layer, which is no background; GW_EINVAL when nothing does. */
static enum gw_status find_portrayer(
	struct gw_portrait *p, portrayer **portray, struct gw_error *err)
{
	enum gw_status st = find_shown(p, err);

	if (st)
		return st;
	*portray = portrayers[p->shows][gw_layer_type(p->layer)];
	if (*portray)
		return GW_OK;
	return gw_fail(err, GW_EINVAL,
		"layer \"%.60s\": this type of layer cannot show source-layer \"%s\"",
		gw_layer_id(p->layer), gw_layer_source_layer(p->layer));
}

static enum gw_status portray_layer(struct gw_portrait *p, struct gw_error *err)
{
	enum gw_layer_type type = gw_layer_type(p->layer);
	portrayer *portray;
	enum gw_status st;

	if (type == GW_LAYER_BACKGROUND) {
		p->scope = (struct gw_style_scope){.zoom = p->zoom};
		p->scene->background =
			gw_portrait_color(p, GW_BACKGROUND_COLOR, GW_BACKGROUND_OPACITY);
		return GW_OK;
	}
	st = find_portrayer(p, &portray, err);
	if (st)
		return st;
	if (portray != gw_portray_fill)
		return portray(p, err);
	if (gw_layer_has(p->layer, GW_FILL_PATTERN))
		return gw_portray_pattern(p, err);
	st = gw_portray_fill(p, err);
	if (!st && gw_layer_has(p->layer, GW_FILL_OUTLINE_COLOR))
		st = gw_portray_outline(p, err);
	return st;
}

enum gw_status gw_portray(struct gw_scene *scene, const struct gw_style *style,
	const struct gw_map_data *data, const struct gw_sprites *sprites, double zoom,
	struct gw_error *err)
{
	struct gw_portrait p = {.scene = scene, .data = data, .zoom = zoom};
	size_t i, n = gw_style_count_layers(style);
	enum gw_status st = GW_OK;

	*scene = (struct gw_scene){
		.division = data->choropleth->division,
		.context = data->context,
		.sprites = sprites,
		.lang = data->lang,
		/* a fill with an outline makes two */
		.layers = gw_alloc_array(2 * n + 1, sizeof *scene->layers),
	};
	if (!scene->layers)
		return gw_fail_nomem(err);
	gw_buf_init(&p.scratch, SCRATCH_MAX);
	for (i = 0; i < n && !st; i++) {
		p.layer = gw_style_layer(style, i);
		if (gw_layer_is_shown(p.layer, zoom))
			st = portray_layer(&p, err);
	}
	gw_buf_finish(&p.scratch);
	if (st)
		gw_scene_finish(scene);
	return st;
}

enum gw_status gw_portray_check(const struct gw_style *style, struct gw_error *err)
{
	struct gw_portrait p = {0};
	enum gw_status st = GW_OK;
	portrayer *portray;
	size_t i;

	for (i = 0; i < gw_style_count_layers(style) && !st; i++) {
		p.layer = gw_style_layer(style, i);
		if (gw_layer_type(p.layer) != GW_LAYER_BACKGROUND)
			st = find_portrayer(&p, &portray, err);
	}
	return st;
}

struct gw_class_look gw_portray_class(const struct gw_style *style,
	const struct gw_choropleth *choropleth, int class, const struct gw_sprites *sprites,
	double zoom)
{
	struct gw_class_look look = {GW_RGBA_TRANSPARENT, GW_NO_SPRITE};
	struct gw_unit_value value = {(int8_t) class, GW_CHANGE_UNKNOWN, -1};
	struct gw_map_data data = {.choropleth = choropleth};
	struct gw_scene scene = {.sprites = sprites};
	struct gw_portrait p = {.scene = &scene, .data = &data, .zoom = zoom};
	size_t i;

	gw_buf_init(&p.scratch, SCRATCH_MAX);
	for (i = 0; i < gw_style_count_layers(style); i++) {
		struct gw_facts facts = {.value = &value, .rank = choropleth->level};

		p.layer = gw_style_layer(style, i);
		if (gw_layer_type(p.layer) != GW_LAYER_FILL || !gw_layer_is_shown(p.layer, zoom) ||
			find_shown(&p, NULL) || p.shows != GW_SHOWS_UNITS ||
			!gw_portrait_look_at(&p, facts, GW_GEOMETRY_POLYGON))
			continue;
		if (gw_layer_has(p.layer, GW_FILL_PATTERN))
			gw_portrait_find_sprite(&p, GW_FILL_PATTERN, &look.sprite, NULL);
		else
			look.fill = gw_portrait_color(&p, GW_FILL_COLOR, GW_FILL_OPACITY);
	}
	gw_buf_finish(&p.scratch);
	return look;
}
