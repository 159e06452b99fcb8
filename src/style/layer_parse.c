/* SPDX-License-Identifier: Apache-2.0 */
#include "style/arena.h"
#include "style/filter.h"
#include "style/layer.h"
#include "style/suggest.h"

#include <math.h>
#include <string.h>

static const char transition[] = "-transition";

/* A member that is a string, copied; *good becomes false, the reason noted, when it is another. */
static const char *read_string(
	struct gw_parser *p, const json_t *json, const char *name, bool *good)
{
	const json_t *member = json_object_get(json, name);
	size_t mark = gw_parser_enter(p, name);
	const char *text = NULL;

	if (json_is_string(member))
		text = gw_arena_text(
			p->arena, json_string_value(member), json_string_length(member));
	else if (member)
		gw_refuse(p, "string expected");
	if (json_is_string(member) && !text)
		gw_refuse_nomem(p);
	*good = *good && (text || !member);
	gw_parser_leave(p, mark);
	return text;
}

/* minzoom or maxzoom: 0 to 24. */
static double read_zoom(
	struct gw_parser *p, const json_t *json, const char *name, double absent, bool *good)
{
	const json_t *member = json_object_get(json, name);
	double zoom = json_number_value(member);
	size_t mark = gw_parser_enter(p, name);

	if (member && (!json_is_number(member) || zoom < 0 || zoom > 24)) {
		gw_refuse(p, "a zoom is a number from 0 to 24");
		*good = false;
	}
	gw_parser_leave(p, mark);
	return member ? zoom : absent;
}

static bool is_refused(enum gw_layer_type type, const char *name)
{
	size_t i;

	for (i = 0; gw_property_refused(type, i); i++)
		if (!strcmp(gw_property_refused(type, i), name))
			return true;
	return false;
}

/* A property that a layer of this type does not have, in layout or in paint. */
static bool refuse_property(
	struct gw_parser *p, enum gw_layer_type type, bool layout, const char *name)
{
	const char *part = layout ? "layout" : "paint", *type_name = gw_layer_type_name(type);
	enum gw_property property = gw_property_find(type, name), end;
	char text[GW_SUGGESTION_TEXT_MAX];
	struct gw_suggestion suggestion;

	if (is_refused(type, name))
		return gw_refuse(p, "the property \"%s\" is not supported", name);
	if (property != GW_NUM_PROPERTIES)
		return gw_refuse(p, "\"%s\" belongs in \"%s\"", name, layout ? "paint" : "layout");
	gw_suggestion_init(&suggestion, name);
	gw_layer_type_properties(type, &property, &end);
	for (; property < end; property++)
		if (gw_property_spec(property)->layout == layout)
			gw_suggestion_try(&suggestion, gw_property_spec(property)->name);
	return gw_refuse(p, "\"%.60s\" is not a %s property of a %s layer%s", name, part, type_name,
		gw_suggestion_format(&suggestion, text));
}

/* "fill-color-transition" and the like, which say how a screen moves on: allowed, and unused. */
static bool is_transition(enum gw_layer_type type, const char *name)
{
	size_t len = strlen(name), tail = sizeof transition - 1;
	char base[64];

	if (len <= tail || len - tail >= sizeof base || strcmp(name + len - tail, transition) != 0)
		return false;
	memcpy(base, name, len - tail);
	base[len - tail] = '\0';
	return gw_property_find(type, base) != GW_NUM_PROPERTIES;
}

static bool parse_visibility(struct gw_parser *p, const json_t *json, struct gw_style_layer *out)
{
	const char *word = json_string_value(json);

	if (!word || (strcmp(word, "visible") != 0 && strcmp(word, "none") != 0))
		return gw_refuse(p, "visibility is \"visible\" or \"none\"");
	out->hidden = !strcmp(word, "none");
	return true;
}

static bool parse_property(struct gw_parser *p, struct gw_style_layer *layer, bool layout,
	const char *name, const json_t *json)
{
	enum gw_property property = gw_property_find(layer->type, name);

	if (layout && !strcmp(name, "visibility"))
		return parse_visibility(p, json, layer);
	if (!layout && is_transition(layer->type, name))
		return json_is_object(json) || gw_refuse(p, "object expected");
	if (property == GW_NUM_PROPERTIES || gw_property_spec(property)->layout != layout)
		return refuse_property(p, layer->type, layout, name);
	return gw_setting_parse(
		p, gw_property_spec(property), json, &layer->settings[property - layer->first]);
}

static bool parse_properties(
	struct gw_parser *p, struct gw_style_layer *layer, const json_t *json, bool layout)
{
	json_t *properties = json_object_get(json, layout ? "layout" : "paint"), *value;
	size_t mark = gw_parser_enter(p, layout ? "layout" : "paint"), property_mark;
	bool good = true;
	const char *name;

	if (properties && !json_is_object(properties))
		good = gw_refuse(p, "object expected");
	json_object_foreach(properties, name, value)
	{
		property_mark = gw_parser_enter(p, name);
		good = parse_property(p, layer, layout, name, value) && good;
		gw_parser_leave(p, property_mark);
	}
	gw_parser_leave(p, mark);
	return good;
}

static bool refuse_type(struct gw_parser *p, const char *name)
{
	char text[GW_SUGGESTION_TEXT_MAX];
	struct gw_suggestion suggestion;
	enum gw_layer_type type;
	size_t i;

	for (i = 0; gw_layer_type_refused(i); i++)
		if (!strcmp(gw_layer_type_refused(i), name))
			return gw_refuse(p, "layers of type \"%s\" are not supported", name);
	gw_suggestion_init(&suggestion, name);
	for (type = 0; type < GW_NUM_LAYER_TYPES; type++)
		gw_suggestion_try(&suggestion, gw_layer_type_name(type));
	return gw_refuse(p, "\"%.60s\" is not a layer type%s", name,
		gw_suggestion_format(&suggestion, text));
}

static bool parse_type(struct gw_parser *p, const json_t *json, enum gw_layer_type *out)
{
	const char *name = json_string_value(json_object_get(json, "type"));
	size_t mark;
	bool good;

	if (!name)
		return gw_refuse(p, "a layer needs a \"type\"");
	*out = gw_layer_type_find(name);
	mark = gw_parser_enter(p, "type");
	good = *out != GW_NUM_LAYER_TYPES || refuse_type(p, name);
	gw_parser_leave(p, mark);
	return good;
}

static bool parse_source(
	struct gw_parser *p, const json_t *json, const json_t *sources, struct gw_style_layer *out)
{
	bool good = true;
	size_t mark;

	out->source = read_string(p, json, "source", &good);
	out->source_layer = read_string(p, json, "source-layer", &good);
	if (!good || out->type == GW_LAYER_BACKGROUND)
		return good;
	if (!out->source)
		return gw_refuse(p, "a %s layer needs a \"source\"", gw_layer_type_name(out->type));
	if (!out->source_layer)
		good = gw_refuse(
			p, "a %s layer needs a \"source-layer\"", gw_layer_type_name(out->type));
	mark = gw_parser_enter(p, "source");
	if (!json_object_get(sources, out->source))
		good = gw_refuse(p, "the style has no source \"%.60s\"", out->source);
	gw_parser_leave(p, mark);
	return good;
}

static bool check_members(struct gw_parser *p, const json_t *json)
{
	static const char *const known[] = {"id", "type", "metadata", "source", "source-layer",
		"minzoom", "maxzoom", "filter", "layout", "paint"};
	const size_t num_known = sizeof known / sizeof *known;
	char text[GW_SUGGESTION_TEXT_MAX];
	struct gw_suggestion suggestion;
	bool good = true;
	const char *name;
	json_t *member;
	size_t i, mark;

	json_object_foreach((json_t *)json, name, member)
	{
		gw_suggestion_init(&suggestion, name);
		for (i = 0; i < num_known && strcmp(known[i], name) != 0; i++)
			gw_suggestion_try(&suggestion, known[i]);
		if (i < num_known)
			continue;
		mark = gw_parser_enter(p, name);
		good = gw_refuse(
			p, "a layer has no such member%s", gw_suggestion_format(&suggestion, text));
		gw_parser_leave(p, mark);
	}
	return good;
}

/* Every property begins as its default. */
static bool make_settings(struct gw_parser *p, struct gw_style_layer *layer)
{
	enum gw_property property, end;

	gw_layer_type_properties(layer->type, &layer->first, &end);
	layer->settings =
		gw_arena_alloc(p->arena, (size_t)(end - layer->first), sizeof *layer->settings);
	if (!layer->settings)
		return gw_refuse_nomem(p);
	for (property = layer->first; property < end; property++)
		if (!gw_setting_default(p, gw_property_spec(property),
			    &layer->settings[property - layer->first]))
			return false;
	return true;
}

static bool parse_filter(struct gw_parser *p, const json_t *json, struct gw_style_layer *out)
{
	const json_t *filter = json_object_get(json, "filter");
	size_t mark;

	if (!filter)
		return true;
	if (out->type == GW_LAYER_BACKGROUND)
		return gw_refuse(p, "a background has no features to filter");
	mark = gw_parser_enter(p, "filter");
	out->filter = gw_filter_parse(p, filter);
	gw_parser_leave(p, mark);
	return out->filter != NULL;
}

bool gw_layer_parse(
	struct gw_parser *p, const json_t *json, const json_t *sources, struct gw_style_layer *out)
{
	bool good = true;

	*out = (struct gw_style_layer){0};
	if (!json_is_object(json))
		return gw_refuse(p, "a layer is an object");
	good = check_members(p, json);
	out->id = read_string(p, json, "id", &good);
	if (!out->id && !json_object_get(json, "id"))
		good = gw_refuse(p, "a layer needs an \"id\"");
	out->minzoom = read_zoom(p, json, "minzoom", 0, &good);
	out->maxzoom = read_zoom(p, json, "maxzoom", INFINITY, &good);
	if (!parse_type(p, json, &out->type) || !make_settings(p, out))
		return false;
	good = parse_source(p, json, sources, out) && good;
	good = parse_filter(p, json, out) && good;
	good = parse_properties(p, out, json, true) && good;
	return parse_properties(p, out, json, false) && good;
}
