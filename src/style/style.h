/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_STYLE_STYLE_H
#define GW_STYLE_STYLE_H

#include "base/error.h"
#include "style/property.h"
#include "style/value.h"

#include <stdbool.h>
#include <stddef.h>

struct gw_buf;
struct gw_style_faults;

/* A map style, parsed, checked and compiled. Immutable: any thread may evaluate it. */
struct gw_style;
struct gw_style_layer;

enum gw_geometry { GW_GEOMETRY_NONE, GW_GEOMETRY_POINT, GW_GEOMETRY_LINE, GW_GEOMETRY_POLYGON };

/* A feature as expressions see it. */
struct gw_feature {
	enum gw_geometry geometry;
	bool is_multi; /* ["geometry-type"] says "MultiPoint" and so on */
	struct gw_value id; /* null: it has none */

	/*
	 * True and the property in *out, borrowed while the feature lives; false when there is no
	 * such property. NULL: they are all in properties.
	 */
	bool (*get)(const void *context, const char *name, struct gw_value *out);
	const void *context;

	/* All of them as an object, for ["properties"]; null where nobody asks for that. */
	struct gw_value properties;
};

/* What an evaluation sees. feature may be NULL: it has no properties. */
struct gw_style_scope {
	const struct gw_feature *feature;
	double zoom;
	double heatmap_density; /* 0 to 1 */
};

#define GW_STYLE_BYTES_MAX ((size_t)16 << 20)

/*
 * Reads the len bytes of a style. Every fault found is put into faults, which the caller has
 * initialised: GW_EFAULTS when there are any; err then tells the first and how many there are.
 * GW_EINVAL when it is no JSON (its place is in err) or is too large, GW_ENOMEM.
 */
enum gw_status gw_style_parse(struct gw_style **out, const char *json, size_t len,
	struct gw_style_faults *faults, struct gw_error *err);
void gw_style_destroy(struct gw_style *style);

/* The layers from the lowest to the uppermost. */
size_t gw_style_count_layers(const struct gw_style *style);
const struct gw_style_layer *gw_style_layer(const struct gw_style *style, size_t i);

const char *gw_layer_id(const struct gw_style_layer *layer);
enum gw_layer_type gw_layer_type(const struct gw_style_layer *layer);
/* NULL for a background. */
const char *gw_layer_source_layer(const struct gw_style_layer *layer);

/* Whether it is visible, and minzoom <= zoom < maxzoom. */
bool gw_layer_is_shown(const struct gw_style_layer *layer, double zoom);
/* Whether the filter lets the feature pass; an error in the filter does not. */
bool gw_layer_takes(const struct gw_style_layer *layer, const struct gw_style_scope *scope);

/* What a property's value depends on: an or of these; 0 for a constant. */
enum { GW_DEPENDS_ON_ZOOM = 1, GW_DEPENDS_ON_FEATURE = 2, GW_DEPENDS_ON_DENSITY = 4 };
unsigned gw_layer_depends(const struct gw_style_layer *layer, enum gw_property property);

/* Whether the style sets the property, rather than leave it to its default. */
bool gw_layer_has(const struct gw_style_layer *layer, enum gw_property property);

/*
 * A property's value. The property must be one of the layer's type, and of the type asked for
 * (property.h tells). What an expression cannot yield (an error, null, a word that is none of the
 * choices, a number that is not finite) is the property's default; so these cannot fail. A number
 * beyond the specification's bounds is the bound. Lengths are in pixels, or ems where property.h
 * says so.
 */
struct gw_color gw_layer_color(const struct gw_style_layer *layer, enum gw_property property,
	const struct gw_style_scope *scope);
double gw_layer_number(const struct gw_style_layer *layer, enum gw_property property,
	const struct gw_style_scope *scope);
bool gw_layer_bool(const struct gw_style_layer *layer, enum gw_property property,
	const struct gw_style_scope *scope);

/* The number of the choice: of enum gw_anchor for GW_TEXT_ANCHOR and so on. */
int gw_layer_choice(const struct gw_style_layer *layer, enum gw_property property,
	const struct gw_style_scope *scope);

/*
 * Text: GW_TEXT_FIELD, GW_ICON_IMAGE, GW_FILL_PATTERN; "" for none. Tokens such as {name} are
 * replaced. Borrowed from the style where it is constant, else kept in scratch until its next use.
 */
const char *gw_layer_string(const struct gw_style_layer *layer, enum gw_property property,
	const struct gw_style_scope *scope, struct gw_buf *scratch);

/*
 * Arrays: at most max items are written; returns how many. Strings (GW_TEXT_FONT) are borrowed as
 * with gw_layer_string().
 */
size_t gw_layer_numbers(const struct gw_style_layer *layer, enum gw_property property,
	const struct gw_style_scope *scope, double *out, size_t max);
size_t gw_layer_strings(const struct gw_style_layer *layer, enum gw_property property,
	const struct gw_style_scope *scope, struct gw_buf *scratch, const char **out, size_t max);

#endif
