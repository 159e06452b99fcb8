/* SPDX-License-Identifier: Apache-2.0 */
#include "style/value.h"

#include "base/buf.h"
#include "style/arena.h"
#include "style/number.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define TEXT_MAX ((size_t)16 << 20)

const struct gw_value *gw_value_member(const struct gw_value *object, const char *name)
{
	size_t i;

	for (i = 0; i < object->n; i++)
		if (!strcmp(object->members[i].name, name))
			return &object->members[i].value;
	return NULL;
}

bool gw_value_equal(const struct gw_value *a, const struct gw_value *b)
{
	if (a->type != b->type)
		return false;
	switch (a->type) {
	case GW_VALUE_NULL:
		return true;
	case GW_VALUE_BOOL:
		return a->boolean == b->boolean;
	case GW_VALUE_NUMBER:
		return a->number == b->number;
	case GW_VALUE_STRING:
		return !strcmp(a->string, b->string);
	case GW_VALUE_COLOR:
	case GW_VALUE_ARRAY:
	case GW_VALUE_OBJECT:
		break;
	}
	return false;
}

static bool copy_array(struct gw_arena *arena, const json_t *json, struct gw_value *out)
{
	size_t n = json_array_size(json), i;
	struct gw_value *items = gw_arena_alloc(arena, n, sizeof *items);

	if (!items)
		return false;
	for (i = 0; i < n; i++)
		if (!gw_value_from_json(arena, json_array_get(json, i), &items[i]))
			return false;
	*out = (struct gw_value){.type = GW_VALUE_ARRAY, .n = n, .items = items};
	return true;
}

static bool copy_object(struct gw_arena *arena, const json_t *json, struct gw_value *out)
{
	size_t n = json_object_size(json), i = 0;
	struct gw_member *members = gw_arena_alloc(arena, n, sizeof *members);
	const char *name;
	json_t *value;

	if (!members)
		return false;
	json_object_foreach((json_t *)json, name, value)
	{
		members[i].name = gw_arena_text(arena, name, strlen(name));
		if (!members[i].name || !gw_value_from_json(arena, value, &members[i].value))
			return false;
		i++;
	}
	*out = (struct gw_value){.type = GW_VALUE_OBJECT, .n = n, .members = members};
	return true;
}

bool gw_value_from_json(struct gw_arena *arena, const json_t *json, struct gw_value *out)
{
	const char *text;

	switch (json_typeof(json)) {
	case JSON_OBJECT:
		return copy_object(arena, json, out);
	case JSON_ARRAY:
		return copy_array(arena, json, out);
	case JSON_STRING:
		text = gw_arena_text(arena, json_string_value(json), json_string_length(json));
		*out = gw_value_string(text);
		return text != NULL;
	case JSON_INTEGER:
	case JSON_REAL:
		*out = gw_value_number(json_number_value(json));
		return true;
	case JSON_TRUE:
	case JSON_FALSE:
		*out = gw_value_bool(json_is_true(json));
		return true;
	case JSON_NULL:
		break;
	}
	*out = gw_value_null();
	return true;
}

static void write_string(const char *text, struct gw_buf *out)
{
	static const char plain[] = "\b\f\n\r\t\"\\", marks[] = "bfnrt\"\\";
	const char *found;

	gw_buf_puts(out, "\"");
	for (; *text; text++) {
		found = strchr(plain, *text);
		if (found)
			gw_buf_printf(out, "\\%c", marks[found - plain]);
		else if ((unsigned char)*text < 0x20)
			gw_buf_printf(out, "\\u%04x", (unsigned char)*text);
		else
			gw_buf_append(out, text, 1);
	}
	gw_buf_puts(out, "\"");
}

static void write_array(const struct gw_value *value, struct gw_buf *out)
{
	size_t i;

	gw_buf_puts(out, "[");
	for (i = 0; i < value->n; i++) {
		if (i)
			gw_buf_puts(out, ",");
		gw_value_write_json(&value->items[i], out);
	}
	gw_buf_puts(out, "]");
}

static void write_object(const struct gw_value *value, struct gw_buf *out)
{
	size_t i;

	gw_buf_puts(out, "{");
	for (i = 0; i < value->n; i++) {
		if (i)
			gw_buf_puts(out, ",");
		write_string(value->members[i].name, out);
		gw_buf_puts(out, ":");
		gw_value_write_json(&value->members[i].value, out);
	}
	gw_buf_puts(out, "}");
}

void gw_value_write_json(const struct gw_value *value, struct gw_buf *out)
{
	char text[GW_COLOR_TEXT_MAX];

	switch (value->type) {
	case GW_VALUE_NULL:
		gw_buf_puts(out, "null");
		break;
	case GW_VALUE_BOOL:
		gw_buf_puts(out, value->boolean ? "true" : "false");
		break;
	case GW_VALUE_NUMBER:
		gw_buf_puts(out,
			isfinite(value->number) ? gw_number_format(value->number, text) : "null");
		break;
	case GW_VALUE_STRING:
		write_string(value->string, out);
		break;
	case GW_VALUE_COLOR:
		write_string(gw_color_format(value->color, text), out);
		break;
	case GW_VALUE_ARRAY:
		write_array(value, out);
		break;
	case GW_VALUE_OBJECT:
		write_object(value, out);
		break;
	}
}

const char *gw_value_text(const struct gw_value *value, struct gw_arena *arena)
{
	char text[GW_COLOR_TEXT_MAX];
	struct gw_buf json;
	const char *copy;

	switch (value->type) {
	case GW_VALUE_NULL:
		return "";
	case GW_VALUE_BOOL:
		return value->boolean ? "true" : "false";
	case GW_VALUE_STRING:
		return value->string;
	case GW_VALUE_NUMBER:
		gw_number_format(value->number, text);
		return gw_arena_text(arena, text, strlen(text));
	case GW_VALUE_COLOR:
		gw_color_format(value->color, text);
		return gw_arena_text(arena, text, strlen(text));
	case GW_VALUE_ARRAY:
	case GW_VALUE_OBJECT:
		break;
	}
	gw_buf_init(&json, TEXT_MAX);
	gw_value_write_json(value, &json);
	copy = gw_buf_ok(&json) ? gw_arena_text(arena, json.data, json.len) : NULL;
	gw_buf_finish(&json);
	return copy;
}
