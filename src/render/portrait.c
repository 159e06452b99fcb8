/* SPDX-License-Identifier: Apache-2.0 */
#include "render/portrait.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

gw_rgba gw_faded(struct gw_color c, double opacity)
{
	return gw_rgba_pack((unsigned)lround(c.r * 255), (unsigned)lround(c.g * 255),
		(unsigned)lround(c.b * 255), (unsigned)lround(c.a * opacity * 255));
}

gw_rgba gw_portrait_color(
	const struct gw_portrait *p, enum gw_property color, enum gw_property opacity)
{
	return gw_faded(gw_layer_color(p->layer, color, &p->scope),
		gw_layer_number(p->layer, opacity, &p->scope));
}

float gw_portrait_number(const struct gw_portrait *p, enum gw_property property)
{
	return (float)gw_layer_number(p->layer, property, &p->scope);
}

float gw_portrait_length(const struct gw_portrait *p, enum gw_property property, double most)
{
	return (float)fmin(fmax(gw_layer_number(p->layer, property, &p->scope), -most), most);
}

bool gw_portrait_look_at(struct gw_portrait *p, struct gw_facts facts, enum gw_geometry geometry)
{
	p->facts = facts;
	p->facts.data = p->data;
	p->facts.asked_more = &p->asked_more;
	p->facts.scale = 512 * exp2(p->zoom);
	p->facts.widths = p->widths;
	p->feature = gw_facts_feature(&p->facts, geometry);
	p->scope = (struct gw_style_scope){.feature = &p->feature, .zoom = p->zoom};
	return gw_layer_takes(p->layer, &p->scope);
}

bool gw_portrait_look_at_unit(struct gw_portrait *p, uint32_t number, enum gw_geometry geometry)
{
	const struct gw_unit *unit = &p->data->choropleth->division->units->items[number];

	return gw_portrait_look_at(p,
		(struct gw_facts){
			.unit = unit,
			.value = &p->data->choropleth->values[number],
			.rank = unit->level,
		},
		geometry);
}

struct gw_scene_layer *gw_portrait_next_layer(struct gw_portrait *p, enum gw_layer_kind kind)
{
	struct gw_scene_layer *layer = &p->scene->layers[p->scene->num_layers++];

	*layer = (struct gw_scene_layer){.kind = kind};
	return layer;
}

static enum gw_status no_sprite(const struct gw_portrait *p, const char *name, struct gw_error *err)
{
	return gw_fail(err, GW_EINVAL, "layer \"%.60s\": there is no image \"%.60s\"",
		gw_layer_id(p->layer), name);
}

enum gw_status gw_portrait_find_sprite(
	struct gw_portrait *p, enum gw_property property, uint32_t *sprite, struct gw_error *err)
{
	const char *name = gw_layer_string(p->layer, property, &p->scope, &p->scratch);

	*sprite = GW_NO_SPRITE;
	if (!*name)
		return GW_OK;
	*sprite = gw_sprites_find(p->scene->sprites, name);
	return *sprite == GW_NO_SPRITE ? no_sprite(p, name, err) : GW_OK;
}

/* Dashes that are shorter, together with what is between them, are a solid line: in line widths. */
#define PERIOD_MIN 0.02

static bool is_visible(const double *dashes, size_t n)
{
	double period = 0;
	size_t i;

	for (i = 0; i < n; i++)
		period += dashes[i];
	return period >= PERIOD_MIN;
}

void gw_portrait_set_stroke(const struct gw_portrait *p, struct gw_stroke *stroke)
{
	double dashes[GW_DASHES_MAX];
	size_t i, n;

	stroke->rgba = gw_portrait_color(p, GW_LINE_COLOR, GW_LINE_OPACITY);
	stroke->width = 0;
	if (gw_rgba_alpha(stroke->rgba))
		stroke->width = gw_portrait_length(p, GW_LINE_WIDTH, GW_LINE_WIDTH_MAX);
	stroke->offset = gw_portrait_length(p, GW_LINE_OFFSET, GW_LINE_OFFSET_MAX);
	stroke->cap = (enum gw_line_cap)gw_layer_choice(p->layer, GW_LINE_CAP, &p->scope);
	stroke->join = (enum gw_line_join)gw_layer_choice(p->layer, GW_LINE_JOIN, &p->scope);
	n = gw_layer_numbers(p->layer, GW_LINE_DASHARRAY, &p->scope, dashes, GW_DASHES_MAX);
	n = is_visible(dashes, n) ? n : 0;
	for (i = 0; i < n; i++)
		stroke->dashes[i] = (float)dashes[i] * stroke->width;
	/* an odd pattern is gone through twice, as far as there is room */
	for (i = 0; n % 2 && i < n && n + i < GW_DASHES_MAX; i++)
		stroke->dashes[n + i] = stroke->dashes[i];
	stroke->num_dashes = (unsigned)(n % 2 ? n + i : n) & ~1u;
}

bool gw_portrait_look_at_context(struct gw_portrait *p, uint32_t number)
{
	static const enum gw_geometry geometries[] = {
		[GW_SHAPE_POINT] = GW_GEOMETRY_POINT,
		[GW_SHAPE_LINE] = GW_GEOMETRY_LINE,
		[GW_SHAPE_POLYGON] = GW_GEOMETRY_POLYGON,
	};
	const struct gw_context_feature *f = &p->data->context->features[number];

	return gw_portrait_look_at(p, (struct gw_facts){.context = f}, geometries[f->shape]);
}

uint32_t gw_portrait_count_context(const struct gw_portrait *p)
{
	return p->data->context ? (uint32_t)p->data->context->num_features : 0;
}

bool gw_portrait_look_at_point(struct gw_portrait *p, uint32_t i, struct gw_world *at)
{
	const struct gw_context *context = p->data->context;

	if (p->shows == GW_SHOWS_REPORTS) {
		*at = p->data->reports[i];
		return gw_portrait_look_at(
			p, (struct gw_facts){.is_report = true}, GW_GEOMETRY_POINT);
	}
	*at = context->points[context->part_first[context->features[i].first_part]];
	return context->features[i].shape == GW_SHAPE_POINT && gw_portrait_look_at_context(p, i);
}

uint32_t gw_portrait_count_points(const struct gw_portrait *p)
{
	if (p->shows == GW_SHOWS_REPORTS)
		return (uint32_t)p->data->num_reports;
	return gw_portrait_count_context(p);
}
