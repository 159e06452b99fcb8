/* SPDX-License-Identifier: Apache-2.0 */
/* The values of a layer, as the painter asks for them. */
#include "style/layer.h"

#include "base/buf.h"
#include "style/arena.h"

#include <math.h>
#include <string.h>

/* An evaluation makes its texts here; what is longer goes to the heap, up to a bound. */
#define SCRATCH	    2048
#define SCRATCH_MAX ((size_t)64 << 20)

const char *gw_layer_id(const struct gw_style_layer *layer)
{
	return layer->id;
}

enum gw_layer_type gw_layer_type(const struct gw_style_layer *layer)
{
	return layer->type;
}

const char *gw_layer_source_layer(const struct gw_style_layer *layer)
{
	return layer->source_layer;
}

bool gw_layer_is_shown(const struct gw_style_layer *layer, double zoom)
{
	return !layer->hidden && zoom >= layer->minzoom && zoom < layer->maxzoom;
}

bool gw_layer_takes(const struct gw_style_layer *layer, const struct gw_style_scope *scope)
{
	struct gw_arena arena;
	struct gw_eval ev = {.scope = scope, .arena = &arena};
	struct gw_value value;
	char scratch[SCRATCH];
	bool takes;

	if (!layer->filter)
		return true;
	gw_arena_init(&arena, scratch, sizeof scratch, SCRATCH_MAX);
	takes = gw_expr_eval(layer->filter, &ev, &value) && value.boolean;
	gw_arena_finish(&arena);
	return takes;
}

static const struct gw_setting *setting(
	const struct gw_style_layer *layer, enum gw_property property)
{
	return &layer->settings[property - layer->first];
}

unsigned gw_layer_depends(const struct gw_style_layer *layer, enum gw_property property)
{
	return setting(layer, property)->depends;
}

bool gw_layer_has(const struct gw_style_layer *layer, enum gw_property property)
{
	return setting(layer, property)->is_set;
}

static bool are_finite(const struct gw_value *numbers, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (!isfinite(numbers[i].number))
			return false;
	return true;
}

/* Whether a value may stand for the property: of its type and length, its numbers finite. */
static bool is_fit(const struct gw_property_spec *spec, const struct gw_value *value)
{
	static const enum gw_value_type types[] = {[GW_TYPE_NUMBER] = GW_VALUE_NUMBER,
		[GW_TYPE_STRING] = GW_VALUE_STRING,
		[GW_TYPE_BOOLEAN] = GW_VALUE_BOOL,
		[GW_TYPE_COLOR] = GW_VALUE_COLOR,
		[GW_TYPE_ARRAY] = GW_VALUE_ARRAY,
		[GW_TYPE_FORMATTED] = GW_VALUE_STRING,
		[GW_TYPE_IMAGE] = GW_VALUE_STRING};
	const struct gw_type *type = &spec->type;

	if (value->type != types[type->kind])
		return false;
	if (value->type == GW_VALUE_NUMBER)
		return are_finite(value, 1);
	if (value->type != GW_VALUE_ARRAY)
		return true;
	if (type->length != GW_TYPE_ANY_LENGTH && (size_t)type->length != value->n)
		return false;
	return type->item->kind != GW_TYPE_NUMBER || are_finite(value->items, value->n);
}

static double within(const struct gw_property_spec *spec, double number)
{
	return number < spec->min ? spec->min : number > spec->max ? spec->max : number;
}

/*
 * The value where it takes an evaluation, its texts and arrays in arena; the default where there
 * is none.
 */
static struct gw_value evaluate(const struct gw_style_layer *layer, enum gw_property property,
	const struct gw_style_scope *scope, struct gw_arena *arena)
{
	const struct gw_property_spec *spec = gw_property_spec(property);
	const struct gw_setting *s = setting(layer, property);
	struct gw_eval ev = {.scope = scope, .arena = arena};
	struct gw_value value;
	int choice;

	if (!gw_expr_eval(s->expr, &ev, &value) || !is_fit(spec, &value))
		return s->value;
	if (spec->choices) {
		choice = gw_choice_find(spec, value.string);
		return choice < 0 ? s->value : gw_value_number(choice);
	}
	if (value.type == GW_VALUE_NUMBER)
		value.number = within(spec, value.number);
	return value;
}

/* Of a type that owns nothing, so that the scratch may go. */
static struct gw_value plain_value(const struct gw_style_layer *layer, enum gw_property property,
	const struct gw_style_scope *scope)
{
	const struct gw_setting *s = setting(layer, property);
	struct gw_arena arena;
	struct gw_value value;
	char scratch[SCRATCH];

	if (!s->expr)
		return s->value;
	gw_arena_init(&arena, scratch, sizeof scratch, SCRATCH_MAX);
	value = evaluate(layer, property, scope, &arena);
	gw_arena_finish(&arena);
	return value;
}

struct gw_color gw_layer_color(const struct gw_style_layer *layer, enum gw_property property,
	const struct gw_style_scope *scope)
{
	struct gw_value value = plain_value(layer, property, scope);

	if (value.type != GW_VALUE_COLOR) /* fill-outline-color has no default but this */
		return gw_layer_color(layer, GW_FILL_COLOR, scope);
	return value.color;
}

double gw_layer_number(const struct gw_style_layer *layer, enum gw_property property,
	const struct gw_style_scope *scope)
{
	return plain_value(layer, property, scope).number;
}

bool gw_layer_bool(const struct gw_style_layer *layer, enum gw_property property,
	const struct gw_style_scope *scope)
{
	return plain_value(layer, property, scope).boolean;
}

int gw_layer_choice(const struct gw_style_layer *layer, enum gw_property property,
	const struct gw_style_scope *scope)
{
	return (int)plain_value(layer, property, scope).number;
}

const char *gw_layer_string(const struct gw_style_layer *layer, enum gw_property property,
	const struct gw_style_scope *scope, struct gw_buf *scratch)
{
	const struct gw_setting *s = setting(layer, property);
	struct gw_arena arena;
	struct gw_value value;
	char bytes[SCRATCH];
	const char *text;

	if (!s->expr)
		return s->value.string;
	gw_arena_init(&arena, bytes, sizeof bytes, SCRATCH_MAX);
	value = evaluate(layer, property, scope, &arena);
	gw_buf_clear(scratch);
	gw_buf_puts(scratch, value.string);
	text = gw_buf_cstr(scratch);
	gw_arena_finish(&arena);
	return text ? text : s->value.string;
}

size_t gw_layer_numbers(const struct gw_style_layer *layer, enum gw_property property,
	const struct gw_style_scope *scope, double *out, size_t max)
{
	const struct gw_property_spec *spec = gw_property_spec(property);
	const struct gw_setting *s = setting(layer, property);
	struct gw_value value = s->value;
	struct gw_arena arena;
	char scratch[SCRATCH];
	size_t i;

	gw_arena_init(&arena, scratch, sizeof scratch, SCRATCH_MAX);
	if (s->expr)
		value = evaluate(layer, property, scope, &arena);
	if (max > value.n)
		max = value.n;
	for (i = 0; i < max; i++)
		out[i] = within(spec, value.items[i].number);
	gw_arena_finish(&arena);
	return max;
}

size_t gw_layer_strings(const struct gw_style_layer *layer, enum gw_property property,
	const struct gw_style_scope *scope, struct gw_buf *scratch, const char **out, size_t max)
{
	const struct gw_setting *s = setting(layer, property);
	struct gw_value value = s->value;
	struct gw_arena arena;
	char bytes[SCRATCH];
	size_t i;

	if (!s->expr) {
		for (i = 0; i < max && i < value.n; i++)
			out[i] = value.items[i].string;
		return i;
	}
	gw_arena_init(&arena, bytes, sizeof bytes, SCRATCH_MAX);
	value = evaluate(layer, property, scope, &arena);
	gw_buf_clear(scratch);
	if (max > value.n)
		max = value.n;
	for (i = 0; i < max; i++)
		gw_buf_append(scratch, value.items[i].string, strlen(value.items[i].string) + 1);
	gw_arena_finish(&arena);
	if (!gw_buf_ok(scratch))
		return 0;
	/* the buffer has stopped moving */
	for (i = 0; i < max; i++)
		out[i] = i ? out[i - 1] + strlen(out[i - 1]) + 1 : scratch->data;
	return max;
}
