/* SPDX-License-Identifier: Apache-2.0 */
#include "style/spec.h"

#include "style/style.h"

#include <math.h>
#include <string.h>

static const char *const caps[] = {"butt", "round", "square", NULL};
static const char *const joins[] = {"bevel", "round", "miter", NULL};
static const char *const justifications[] = {"auto", "left", "center", "right", NULL};
static const char *const anchors[] = {"center", "left", "right", "top", "bottom", "top-left",
	"top-right", "bottom-left", "bottom-right", NULL};

static const struct gw_type number_type = {GW_TYPE_NUMBER}, string_type = {GW_TYPE_STRING};

/* What expressions may depend on: nothing but the zoom, the feature too, the density alone. */
#define BY_ZOOM	   .depends = GW_DEPENDS_ON_ZOOM
#define BY_FEATURE .depends = GW_DEPENDS_ON_ZOOM | GW_DEPENDS_ON_FEATURE
#define BY_DENSITY .depends = GW_DEPENDS_ON_DENSITY

#define COLOR(n, value)		SMOOTH(n, GW_TYPE_COLOR, value)
#define SMOOTH(n, kind, value)	.name = n, .type = {kind}, .fallback = value, .interpolated = true
#define NUMBER(n, value, least) SMOOTH(n, GW_TYPE_NUMBER, value), .min = least, .max = INFINITY
#define OPACITY(n)		SMOOTH(n, GW_TYPE_NUMBER, "1"), .min = 0, .max = 1

#define FLAG(n)	 .name = n, .type = {GW_TYPE_BOOLEAN}, .fallback = "false", .layout = true
#define IMAGE(n) .name = n, .type = {GW_TYPE_IMAGE}, .fallback = "\"\""
#define CHOICE(n, value, words)                                                                    \
	.name = n, .type = {GW_TYPE_STRING}, .fallback = value, .choices = words, .layout = true
#define PAIR(n)                                                                                    \
	.name = n, .type = {GW_TYPE_ARRAY, 2, &number_type}, .fallback = "[0, 0]",                 \
	.min = -INFINITY, .max = INFINITY, .interpolated = true, .layout = true

static const struct gw_property_spec properties[GW_NUM_PROPERTIES] = {
	[GW_BACKGROUND_COLOR] = {COLOR("background-color", "\"#000000\""), BY_ZOOM},
	[GW_BACKGROUND_OPACITY] = {OPACITY("background-opacity"), BY_ZOOM},

	[GW_FILL_COLOR] = {COLOR("fill-color", "\"#000000\""), BY_FEATURE},
	[GW_FILL_OPACITY] = {OPACITY("fill-opacity"), BY_FEATURE},
	[GW_FILL_OUTLINE_COLOR] = {COLOR("fill-outline-color", NULL), BY_FEATURE},
	[GW_FILL_PATTERN] = {IMAGE("fill-pattern"), BY_FEATURE},

	[GW_LINE_CAP] = {CHOICE("line-cap", "\"butt\"", caps), BY_ZOOM},
	[GW_LINE_JOIN] = {CHOICE("line-join", "\"miter\"", joins), BY_FEATURE},
	[GW_LINE_MITER_LIMIT] = {NUMBER("line-miter-limit", "2", -INFINITY), .layout = true,
		BY_ZOOM},
	[GW_LINE_COLOR] = {COLOR("line-color", "\"#000000\""), BY_FEATURE},
	[GW_LINE_WIDTH] = {NUMBER("line-width", "1", 0), BY_FEATURE},
	[GW_LINE_OPACITY] = {OPACITY("line-opacity"), BY_FEATURE},
	[GW_LINE_OFFSET] = {NUMBER("line-offset", "0", -INFINITY), BY_FEATURE},
	[GW_LINE_DASHARRAY] = {.name = "line-dasharray",
		.type = {GW_TYPE_ARRAY, GW_TYPE_ANY_LENGTH, &number_type},
		.fallback = "[]",
		.min = 0,
		.max = INFINITY,
		BY_FEATURE},

	[GW_CIRCLE_RADIUS] = {NUMBER("circle-radius", "5", 0), BY_FEATURE},
	[GW_CIRCLE_COLOR] = {COLOR("circle-color", "\"#000000\""), BY_FEATURE},
	[GW_CIRCLE_BLUR] = {NUMBER("circle-blur", "0", -INFINITY), BY_FEATURE},
	[GW_CIRCLE_OPACITY] = {OPACITY("circle-opacity"), BY_FEATURE},
	[GW_CIRCLE_STROKE_WIDTH] = {NUMBER("circle-stroke-width", "0", 0), BY_FEATURE},
	[GW_CIRCLE_STROKE_COLOR] = {COLOR("circle-stroke-color", "\"#000000\""), BY_FEATURE},
	[GW_CIRCLE_STROKE_OPACITY] = {OPACITY("circle-stroke-opacity"), BY_FEATURE},

	[GW_SYMBOL_SORT_KEY] = {.name = "symbol-sort-key",
		.type = {GW_TYPE_NUMBER},
		.fallback = "0",
		.min = -INFINITY,
		.max = INFINITY,
		.layout = true,
		BY_FEATURE},
	[GW_ICON_IMAGE] = {IMAGE("icon-image"), .layout = true, .tokens = true, BY_FEATURE},
	[GW_ICON_SIZE] = {NUMBER("icon-size", "1", 0), .layout = true, BY_FEATURE},
	[GW_ICON_ANCHOR] = {CHOICE("icon-anchor", "\"center\"", anchors), BY_FEATURE},
	[GW_ICON_OFFSET] = {PAIR("icon-offset"), BY_FEATURE},
	[GW_ICON_ALLOW_OVERLAP] = {FLAG("icon-allow-overlap"), BY_ZOOM},
	[GW_ICON_OPACITY] = {OPACITY("icon-opacity"), BY_FEATURE},
	[GW_TEXT_FIELD] = {.name = "text-field",
		.type = {GW_TYPE_FORMATTED},
		.fallback = "\"\"",
		.layout = true,
		.tokens = true,
		BY_FEATURE},
	[GW_TEXT_FONT] = {.name = "text-font",
		.type = {GW_TYPE_ARRAY, GW_TYPE_ANY_LENGTH, &string_type},
		.fallback = "[\"Open Sans Regular\", \"Arial Unicode MS Regular\"]",
		.layout = true,
		BY_FEATURE},
	[GW_TEXT_SIZE] = {NUMBER("text-size", "16", 0), .layout = true, BY_FEATURE},
	[GW_TEXT_MAX_WIDTH] = {NUMBER("text-max-width", "10", 0), .layout = true, BY_FEATURE},
	[GW_TEXT_JUSTIFY] = {CHOICE("text-justify", "\"center\"", justifications), BY_FEATURE},
	[GW_TEXT_ANCHOR] = {CHOICE("text-anchor", "\"center\"", anchors), BY_FEATURE},
	[GW_TEXT_OFFSET] = {PAIR("text-offset"), BY_FEATURE},
	[GW_TEXT_PADDING] = {NUMBER("text-padding", "2", 0), .layout = true, BY_ZOOM},
	[GW_TEXT_ALLOW_OVERLAP] = {FLAG("text-allow-overlap"), BY_ZOOM},
	[GW_TEXT_COLOR] = {COLOR("text-color", "\"#000000\""), BY_FEATURE},
	[GW_TEXT_OPACITY] = {OPACITY("text-opacity"), BY_FEATURE},
	[GW_TEXT_HALO_COLOR] = {COLOR("text-halo-color", "\"rgba(0, 0, 0, 0)\""), BY_FEATURE},
	[GW_TEXT_HALO_WIDTH] = {NUMBER("text-halo-width", "0", 0), BY_FEATURE},

	[GW_HEATMAP_RADIUS] = {NUMBER("heatmap-radius", "30", 1), BY_FEATURE},
	[GW_HEATMAP_WEIGHT] = {NUMBER("heatmap-weight", "1", 0), BY_FEATURE},
	[GW_HEATMAP_INTENSITY] = {NUMBER("heatmap-intensity", "1", 0), BY_ZOOM},
	[GW_HEATMAP_COLOR] =
		{COLOR("heatmap-color",
			 "[\"interpolate\", [\"linear\"], [\"heatmap-density\"], 0, \"rgba(0, 0, 255, 0)\", "
			 "0.1, \"royalblue\", 0.3, \"cyan\", 0.5, \"lime\", 0.7, \"yellow\", 1, \"red\"]"),
			BY_DENSITY},
	[GW_HEATMAP_OPACITY] = {OPACITY("heatmap-opacity"), BY_ZOOM},
};

static const char *const type_names[] = {
	"background", "fill", "line", "circle", "symbol", "heatmap"};

static const enum gw_property first_properties[] = {GW_BACKGROUND_COLOR, GW_FILL_COLOR, GW_LINE_CAP,
	GW_CIRCLE_RADIUS, GW_SYMBOL_SORT_KEY, GW_HEATMAP_RADIUS, GW_NUM_PROPERTIES};

static const char *const refused_types[] = {
	"color-relief", "fill-extrusion", "hillshade", "raster", NULL};

static const char *const refused_background[] = {"background-pattern", NULL};
static const char *const refused_fill[] = {
	"fill-antialias", "fill-sort-key", "fill-translate", "fill-translate-anchor", NULL};
static const char *const refused_line[] = {"line-blur", "line-gap-width", "line-gradient",
	"line-pattern", "line-round-limit", "line-sort-key", "line-translate",
	"line-translate-anchor", NULL};
static const char *const refused_circle[] = {"circle-pitch-alignment", "circle-pitch-scale",
	"circle-sort-key", "circle-translate", "circle-translate-anchor", NULL};
static const char *const refused_symbol[] = {"icon-color", "icon-halo-blur", "icon-halo-color",
	"icon-halo-width", "icon-ignore-placement", "icon-keep-upright", "icon-optional",
	"icon-overlap", "icon-padding", "icon-pitch-alignment", "icon-rotate",
	"icon-rotation-alignment", "icon-text-fit", "icon-text-fit-padding", "icon-translate",
	"icon-translate-anchor", "symbol-avoid-edges", "symbol-placement", "symbol-spacing",
	"symbol-z-order", "text-halo-blur", "text-ignore-placement", "text-keep-upright",
	"text-letter-spacing", "text-line-height", "text-max-angle", "text-optional",
	"text-overlap", "text-pitch-alignment", "text-radial-offset", "text-rotate",
	"text-rotation-alignment", "text-transform", "text-translate", "text-translate-anchor",
	"text-variable-anchor", "text-variable-anchor-offset", "text-writing-mode", NULL};
static const char *const refused_heatmap[] = {NULL};

static const char *const *const refused_properties[] = {refused_background, refused_fill,
	refused_line, refused_circle, refused_symbol, refused_heatmap};

const struct gw_property_spec *gw_property_spec(enum gw_property property)
{
	return &properties[property];
}

void gw_layer_type_properties(
	enum gw_layer_type type, enum gw_property *first, enum gw_property *end)
{
	*first = first_properties[type];
	*end = first_properties[type + 1];
}

enum gw_property gw_property_find(enum gw_layer_type type, const char *name)
{
	enum gw_property property, end;

	gw_layer_type_properties(type, &property, &end);
	for (; property < end; property++)
		if (!strcmp(properties[property].name, name))
			return property;
	return GW_NUM_PROPERTIES;
}

const char *gw_property_refused(enum gw_layer_type type, size_t i)
{
	return refused_properties[type][i];
}

const char *gw_layer_type_name(enum gw_layer_type type)
{
	return type_names[type];
}

enum gw_layer_type gw_layer_type_find(const char *name)
{
	enum gw_layer_type type = 0;

	while (type < GW_NUM_LAYER_TYPES && strcmp(type_names[type], name))
		type++;
	return type;
}

const char *gw_layer_type_refused(size_t i)
{
	return refused_types[i];
}
