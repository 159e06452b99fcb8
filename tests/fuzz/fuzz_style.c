/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A style; else, up to the first line's end, an expression, and behind it a feature. What compiles
 * can be evaluated, and every value written reads back as JSON.
 */
#include "base/buf.h"
#include "style/arena.h"
#include "style/expression.h"
#include "style/faults.h"
#include "style/feature.h"

#include <jansson.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define ARENA_MAX ((size_t)64 << 20)

static void use_layer(const struct gw_style_layer *layer, const struct gw_style_scope *scope)
{
	bool shown = gw_layer_is_shown(layer, scope->zoom);

	if (gw_layer_takes(layer, scope) && shown && !gw_layer_id(layer))
		abort();
	if (gw_layer_type(layer) == GW_LAYER_FILL)
		gw_layer_color(layer, GW_FILL_OUTLINE_COLOR, scope);
	if (gw_layer_type(layer) == GW_LAYER_SYMBOL) {
		const char *fonts[4];
		double offset[2];
		struct gw_buf buf;

		gw_buf_init(&buf, 4096);
		if (!gw_layer_string(layer, GW_TEXT_FIELD, scope, &buf))
			abort();
		gw_layer_strings(layer, GW_TEXT_FONT, scope, &buf, fonts, 4);
		if (gw_layer_numbers(layer, GW_TEXT_OFFSET, scope, offset, 2) != 2)
			abort();
		gw_buf_finish(&buf);
	}
}

static void use_style(const char *json, size_t size, const struct gw_style_scope *scope)
{
	struct gw_style_faults faults;
	struct gw_style *style;
	enum gw_status st;
	size_t i;

	gw_style_faults_init(&faults);
	st = gw_style_parse(&style, json, size, &faults, NULL);
	if ((st == GW_EFAULTS) != (faults.n > 0) || !st != !!style)
		abort();
	for (i = 0; style && i < gw_style_count_layers(style); i++)
		use_layer(gw_style_layer(style, i), scope);
	gw_style_destroy(style);
	gw_style_faults_finish(&faults);
}

static void check_json(struct gw_buf *text)
{
	json_t *json = json_loadb(text->data, text->len, JSON_DECODE_ANY, NULL);

	if (!json)
		abort();
	json_decref(json);
}

static void use_expression(
	const char *json, size_t size, const char *type, const struct gw_style_scope *scope)
{
	struct gw_expression *expression;
	struct gw_style_faults faults;
	struct gw_buf out;

	gw_style_faults_init(&faults);
	gw_buf_init(&out, 1 << 20);
	if (!gw_expression_parse(&expression, json, size, type, &faults, NULL)) {
		if (!gw_expression_write(expression, scope, &out, NULL))
			check_json(&out);
		gw_expression_destroy(expression);
	}
	gw_buf_finish(&out);
	gw_style_faults_finish(&faults);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const types[] = {NULL, "color", "number", "array<number, 2>",
		"text-field", "line-cap", "heatmap-color", "boolean"};
	const char *text = (const char *)data, *end = memchr(text, '\n', size);
	struct gw_style_scope scope = {.zoom = 7.5, .heatmap_density = 0.5};
	struct gw_feature feature;
	struct gw_arena arena;
	size_t i;

	if (!end) {
		use_style(text, size, &scope);
		return 0;
	}
	gw_arena_init(&arena, NULL, 0, ARENA_MAX);
	if (!gw_feature_parse(&feature, &arena, end + 1, size - (size_t)(end + 1 - text), NULL))
		scope.feature = &feature;
	for (i = 0; i < sizeof types / sizeof *types; i++)
		use_expression(text, (size_t)(end - text), types[i], &scope);
	gw_arena_finish(&arena);
	return 0;
}
