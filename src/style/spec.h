/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_STYLE_SPEC_H
#define GW_STYLE_SPEC_H

#include "style/property.h"
#include "style/type.h"

#include <stdbool.h>
#include <stddef.h>

/* What the specification says of a property. */
struct gw_property_spec {
	const char *name;
	struct gw_type type;
	const char *fallback; /* the default, as JSON */
	const char *const *choices; /* of an enumeration: its words, then NULL; else NULL */
	double min, max; /* of numbers */
	unsigned depends; /* what an expression may depend on: GW_DEPENDS_ON_... */
	bool interpolated; /* whether curves may be other than steps */
	bool layout;
	bool tokens; /* {name} in a plain text stands for a property */
};

const struct gw_property_spec *gw_property_spec(enum gw_property property);

/* The properties of a layer's type are those from first on, up to but without end. */
void gw_layer_type_properties(
	enum gw_layer_type type, enum gw_property *first, enum gw_property *end);

/* The property of that name among those of a layer's type, or GW_NUM_PROPERTIES. */
enum gw_property gw_property_find(enum gw_layer_type type, const char *name);

/* Properties of the specification that are refused; NULL behind the last. */
const char *gw_property_refused(enum gw_layer_type type, size_t i);

const char *gw_layer_type_name(enum gw_layer_type type);
/* The type of that name, or GW_NUM_LAYER_TYPES. */
enum gw_layer_type gw_layer_type_find(const char *name);
/* Layer types of the specification that are refused; NULL behind the last. */
const char *gw_layer_type_refused(size_t i);

#endif
