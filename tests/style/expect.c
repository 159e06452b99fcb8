/* SPDX-License-Identifier: Apache-2.0 */
#include "style/expect.h"

#include "base/buf.h"
#include "style/arena.h"
#include "style/expression.h"
#include "style/faults.h"
#include "style/feature.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

const char expect_properties[] =
	"{\"n\": 2.5, \"zero\": 0, \"text\": \"Stra\\u00dfe\", \"empty\": \"\", \"yes\": true, "
	"\"no\": false, \"null\": null, \"list\": [1, 2, 3], \"words\": [\"a\", \"b\"], "
	"\"mixed\": [1, \"a\", null], \"object\": {\"k\": 1, \"none\": null}, \"color\": \"#f00\", "
	"\"digits\": \"12\", \"wide\": \"a\\ud842\\udfb7b\"}";

static void print_faults(const char *what, const struct gw_style_faults *faults)
{
	size_t i;

	for (i = 0; i < faults->n; i++)
		print_message(
			"%s: %s: %s\n", what, faults->items[i].pointer, faults->items[i].text);
}

static void check_value(
	const char *type, const struct expression_case *c, const struct gw_feature *feature)
{
	const struct gw_style_scope scope = {
		.feature = feature, .zoom = 7.5, .heatmap_density = 0.25};
	struct gw_expression *expression;
	struct gw_style_faults faults;
	struct gw_buf out;
	struct gw_error err;
	enum gw_status st;

	gw_style_faults_init(&faults);
	gw_buf_init(&out, 1 << 20);
	if (gw_expression_parse(
		    &expression, c->expression, strlen(c->expression), type, &faults, &err)) {
		print_faults(c->expression, &faults);
		fail_msg("%s: %s", c->expression, err.text);
	}
	st = gw_expression_write(expression, &scope, &out, &err);
	if (c->value && st)
		fail_msg("%s: %s", c->expression, err.text);
	if (c->value && strcmp(gw_buf_cstr(&out), c->value) != 0)
		fail_msg("%s gave %s, not %s", c->expression, out.data, c->value);
	if (!c->value && !st)
		fail_msg("%s gave %s, and no error", c->expression, gw_buf_cstr(&out));
	if (!c->value && strcmp(err.text, c->error) != 0)
		fail_msg("%s failed with \"%s\"", c->expression, err.text);
	gw_expression_destroy(expression);
	gw_style_faults_finish(&faults);
	gw_buf_finish(&out);
}

void expect_values(const char *type, const struct expression_case *cases, size_t n)
{
	struct gw_feature feature;
	struct gw_arena arena;
	char json[1024];
	size_t i;

	snprintf(json, sizeof json,
		"{\"type\": \"Feature\", \"id\": 7, \"properties\": %s, "
		"\"geometry\": {\"type\": \"Point\", \"coordinates\": [0, 0]}}",
		expect_properties);
	gw_arena_init(&arena, NULL, 0, 1 << 20);
	assert_int_equal(gw_feature_parse(&feature, &arena, json, strlen(json), NULL), GW_OK);
	for (i = 0; i < n; i++)
		check_value(type, &cases[i], &feature);
	gw_arena_finish(&arena);
}

static void check_fault(const char *type, const struct fault_case *c)
{
	struct gw_expression *expression;
	struct gw_style_faults faults;
	struct gw_error err = {0};
	enum gw_status st;

	gw_style_faults_init(&faults);
	st = gw_expression_parse(
		&expression, c->expression, strlen(c->expression), type, &faults, &err);
	if (st != GW_EFAULTS)
		fail_msg("%s: status %d, \"%s\"", c->expression, (int)st, err.text);
	assert_null(expression);
	if (strcmp(faults.items[0].pointer, c->pointer) != 0 ||
		strncmp(faults.items[0].text, c->text, strlen(c->text)) != 0) {
		print_faults(c->expression, &faults);
		fail_msg("%s: not %s: %s", c->expression, c->pointer, c->text);
	}
	gw_style_faults_finish(&faults);
}

void expect_faults(const char *type, const struct fault_case *cases, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		check_fault(type, &cases[i]);
}

struct gw_style *expect_style(const char *json)
{
	struct gw_style_faults faults;
	struct gw_style *style;
	struct gw_error err;

	gw_style_faults_init(&faults);
	if (gw_style_parse(&style, json, strlen(json), &faults, &err)) {
		print_faults("style", &faults);
		fail_msg("%s", err.text);
	}
	assert_int_equal(faults.n, 0);
	gw_style_faults_finish(&faults);
	return style;
}

void expect_style_fault(const char *json, const char *pointer, const char *text)
{
	struct gw_style_faults faults;
	struct gw_style *style;
	struct gw_error err = {0};
	enum gw_status st;

	gw_style_faults_init(&faults);
	st = gw_style_parse(&style, json, strlen(json), &faults, &err);
	if (st != GW_EFAULTS)
		fail_msg("%s: status %d, \"%s\", not %s", json, (int)st, err.text, pointer);
	assert_null(style);
	if (faults.n != 1 || strcmp(faults.items[0].pointer, pointer) != 0 ||
		strncmp(faults.items[0].text, text, strlen(text)) != 0) {
		print_faults(json, &faults);
		fail_msg("not %s: %s alone", pointer, text);
	}
	gw_style_faults_finish(&faults);
}

const char *style_of_layer(char *out, size_t room, const char *layer)
{
	snprintf(out, room,
		"{\"version\": 8, \"sources\": {\"city\": {\"type\": \"vector\", "
		"\"url\": \"gridward://city\"}}, \"layers\": [%s]}",
		layer);
	return out;
}
