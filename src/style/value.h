/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_STYLE_VALUE_H
#define GW_STYLE_VALUE_H

#include "style/color.h"

#include <stdbool.h>
#include <jansson.h>
#include <stddef.h>

struct gw_arena;
struct gw_buf;

enum gw_value_type {
	GW_VALUE_NULL,
	GW_VALUE_BOOL,
	GW_VALUE_NUMBER,
	GW_VALUE_STRING,
	GW_VALUE_COLOR,
	GW_VALUE_ARRAY,
	GW_VALUE_OBJECT,
};

/* What an expression yields, or a feature holds. Borrows all it points to. */
struct gw_value {
	enum gw_value_type type;
	union {
		bool boolean;
		double number;
		const char *string; /* UTF-8, NUL-terminated */
		struct gw_color color;
		struct {
			size_t n;
			union {
				const struct gw_value *items; /* of an array */
				const struct gw_member *members; /* of an object */
			};
		};
	};
};

struct gw_member {
	const char *name;
	struct gw_value value;
};

static inline struct gw_value gw_value_null(void)
{
	return (struct gw_value){.type = GW_VALUE_NULL};
}

static inline struct gw_value gw_value_bool(bool boolean)
{
	return (struct gw_value){.type = GW_VALUE_BOOL, .boolean = boolean};
}

static inline struct gw_value gw_value_number(double number)
{
	return (struct gw_value){.type = GW_VALUE_NUMBER, .number = number};
}

/* Borrows string. */
static inline struct gw_value gw_value_string(const char *string)
{
	return (struct gw_value){.type = GW_VALUE_STRING, .string = string};
}

static inline struct gw_value gw_value_color(struct gw_color color)
{
	return (struct gw_value){.type = GW_VALUE_COLOR, .color = color};
}

/* The member of an object, or NULL. */
const struct gw_value *gw_value_member(const struct gw_value *object, const char *name);

/* Whether both are of one type and equal; arrays and objects never are, as in the reference. */
bool gw_value_equal(const struct gw_value *a, const struct gw_value *b);

/*
 * Copies JSON into the arena, text and all; false when that has no more room. Numbers are doubles.
 */
bool gw_value_from_json(struct gw_arena *arena, const json_t *json, struct gw_value *out);

/* Appends the value as JSON: a colour as its text, numbers beyond the finite as null. */
void gw_value_write_json(const struct gw_value *value, struct gw_buf *out);

/*
 * The value as text, as ["to-string"] makes it: nothing for null, JSON for arrays and objects.
 * Borrowed from the value or made in the arena; NULL when that has no more room.
 */
const char *gw_value_text(const struct gw_value *value, struct gw_arena *arena);

#endif
