/* SPDX-License-Identifier: Apache-2.0 */
#include "style/type.h"

#include "base/parse.h"
#include "style/arena.h"

#include <stdio.h>
#include <string.h>

static const char *const kind_names[] = {"null", "number", "string", "boolean", "color", "object",
	"array", "value", "formatted", "resolvedImage", "error"};

static const struct gw_type plain[] = {{GW_TYPE_NULL}, {GW_TYPE_NUMBER}, {GW_TYPE_STRING},
	{GW_TYPE_BOOLEAN}, {GW_TYPE_COLOR}, {GW_TYPE_OBJECT},
	{GW_TYPE_ARRAY, GW_TYPE_ANY_LENGTH, &plain[GW_TYPE_VALUE]}, {GW_TYPE_VALUE},
	{GW_TYPE_FORMATTED}, {GW_TYPE_IMAGE}, {GW_TYPE_ERROR}};

const struct gw_type *gw_type_plain(enum gw_type_kind kind)
{
	return &plain[kind];
}

bool gw_type_accepts(const struct gw_type *expected, const struct gw_type *actual)
{
	if (actual->kind == GW_TYPE_ERROR || expected->kind == GW_TYPE_VALUE)
		return true;
	if (expected->kind != actual->kind)
		return false;
	if (expected->kind != GW_TYPE_ARRAY)
		return true;
	if (expected->length != GW_TYPE_ANY_LENGTH && expected->length != actual->length)
		return false;
	return (actual->length == 0 && actual->item->kind == GW_TYPE_VALUE) ||
		gw_type_accepts(expected->item, actual->item);
}

/*
 * What the items have in common. The reference compares types by identity, by which two arrays
 * never have one in common; this keeps to it.
 */
static const struct gw_type *type_of_items(const struct gw_value *array, struct gw_arena *arena)
{
	const struct gw_type *found = gw_type_plain(GW_TYPE_VALUE);
	struct gw_type *item;
	size_t i;

	for (i = 0; i < array->n; i++) {
		struct gw_type type = array->items[i].type == GW_VALUE_ARRAY && array->n > 1
			? plain[GW_TYPE_VALUE]
			: gw_type_of(&array->items[i], arena);

		if (type.kind == GW_TYPE_ARRAY) {
			item = gw_arena_alloc(arena, 1, sizeof *item);
			if (!item)
				return gw_type_plain(GW_TYPE_VALUE);
			*item = type;
			return item;
		}
		if (i > 0 && found->kind != type.kind)
			return gw_type_plain(GW_TYPE_VALUE);
		found = gw_type_plain(type.kind);
	}
	return found;
}

struct gw_type gw_type_of(const struct gw_value *value, struct gw_arena *arena)
{
	static const enum gw_type_kind kinds[] = {GW_TYPE_NULL, GW_TYPE_BOOLEAN, GW_TYPE_NUMBER,
		GW_TYPE_STRING, GW_TYPE_COLOR, GW_TYPE_ARRAY, GW_TYPE_OBJECT};

	if (value->type != GW_VALUE_ARRAY)
		return plain[kinds[value->type]];
	return (struct gw_type){GW_TYPE_ARRAY, (long)value->n, type_of_items(value, arena)};
}

const char *gw_type_format(const struct gw_type *type, char text[GW_TYPE_TEXT_MAX])
{
	char item[GW_TYPE_TEXT_MAX];

	if (type->kind != GW_TYPE_ARRAY ||
		(type->length == GW_TYPE_ANY_LENGTH && type->item->kind == GW_TYPE_VALUE)) {
		snprintf(text, GW_TYPE_TEXT_MAX, "%s", kind_names[type->kind]);
		return text;
	}
	gw_type_format(type->item, item);
	if (type->length == GW_TYPE_ANY_LENGTH)
		snprintf(text, GW_TYPE_TEXT_MAX, "array<%.110s>", item);
	else
		snprintf(text, GW_TYPE_TEXT_MAX, "array<%.90s, %ld>", item, type->length);
	return text;
}

static bool parse_plain(const char *name, size_t len, struct gw_type *out)
{
	size_t kind;

	for (kind = 0; kind < GW_TYPE_ERROR; kind++)
		if (strlen(kind_names[kind]) == len && !memcmp(kind_names[kind], name, len)) {
			*out = plain[kind];
			return true;
		}
	return false;
}

bool gw_type_parse(const char *text, struct gw_type *out)
{
	int64_t length = GW_TYPE_ANY_LENGTH;
	size_t len = strlen(text), item;
	char digits[12] = "";
	struct gw_type type;
	const char *number;

	if (strncmp(text, "array<", 6) != 0)
		return parse_plain(text, len, out);
	item = strcspn(text + 6, ",>");
	number = text + 6 + item;
	if (!parse_plain(text + 6, item, &type) || type.kind == GW_TYPE_ARRAY)
		return false;
	if (*number == ',') {
		number += 1 + strspn(number + 1, " ");
		len = strcspn(number, ">");
		if (len >= sizeof digits)
			return false;
		memcpy(digits, number, len);
		if (!gw_parse_int(digits, 0, 1000000, &length))
			return false;
		number += len;
	}
	if (strcmp(number, ">") != 0)
		return false;
	*out = (struct gw_type){GW_TYPE_ARRAY, (long)length, gw_type_plain(type.kind)};
	return true;
}
