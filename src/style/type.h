/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_STYLE_TYPE_H
#define GW_STYLE_TYPE_H

#include "style/value.h"

#include <stdbool.h>

struct gw_arena;

/* What is known of an expression's value before it is evaluated. */
enum gw_type_kind {
	GW_TYPE_NULL,
	GW_TYPE_NUMBER,
	GW_TYPE_STRING,
	GW_TYPE_BOOLEAN,
	GW_TYPE_COLOR,
	GW_TYPE_OBJECT,
	GW_TYPE_ARRAY,
	GW_TYPE_VALUE, /* any of them */
	GW_TYPE_FORMATTED, /* what text-field takes; its value is a string */
	GW_TYPE_IMAGE, /* what icon-image takes; its value is a string */
	GW_TYPE_ERROR, /* never comes to a value: below every type */
};

#define GW_TYPE_ANY_LENGTH (-1)

struct gw_type {
	enum gw_type_kind kind;
	long length; /* of an array, or GW_TYPE_ANY_LENGTH */
	const struct gw_type *item; /* of an array */
};

/* A type that is no array; it lives for ever. */
const struct gw_type *gw_type_plain(enum gw_type_kind kind);

/* Whether a value of type actual will do where expected is asked for. */
bool gw_type_accepts(const struct gw_type *expected, const struct gw_type *actual);

/* The type of a value, in the arena where it is an array; an array of anything when that ends. */
struct gw_type gw_type_of(const struct gw_value *value, struct gw_arena *arena);

#define GW_TYPE_TEXT_MAX 128

/* "number", "array<string, 2>"; returns text. */
const char *gw_type_format(const struct gw_type *type, char text[GW_TYPE_TEXT_MAX]);

/* Reads "color", "array", "array<number>" or "array<number,2>". False for any other text. */
bool gw_type_parse(const char *text, struct gw_type *out);

#endif
