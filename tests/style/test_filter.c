/* SPDX-License-Identifier: Apache-2.0 */
#include "style/expect.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char *filtered(char *out, size_t room, const char *filter)
{
	char layer[800];

	snprintf(layer, sizeof layer,
		"{\"id\": \"a\", \"type\": \"fill\", \"source\": \"city\", \"source-layer\": "
		"\"cells\", \"filter\": %s}",
		filter);
	return style_of_layer(out, room, layer);
}

static void expect_hint(const char *filter, const char *hint)
{
	char json[1200], text[600];

	snprintf(text, sizeof text, "this is a filter of the older form; write %s", hint);
	expect_style_fault(filtered(json, sizeof json, filter), "/layers/0/filter", text);
}

static void an_older_filter_is_refused_with_the_expression_for_it(void **state)
{
	expect_hint("[\"==\", \"class\", \"road\"]", "[\"==\", [\"get\", \"class\"], \"road\"]");
	expect_hint("[\">=\", \"grade\", 3]", "[\">=\", [\"get\", \"grade\"], 3]");
	expect_hint("[\"==\", \"$type\", \"Point\"]", "[\"==\", [\"geometry-type\"], \"Point\"]");
	expect_hint("[\"!=\", \"$id\", 7]", "[\"!=\", [\"id\"], 7]");
	expect_hint("[\"in\", \"class\", \"a\", \"b\"]",
		"[\"in\", [\"get\", \"class\"], [\"literal\", [\"a\", \"b\"]]]");
	expect_hint("[\"!in\", \"class\", \"a\"]",
		"[\"!\", [\"in\", [\"get\", \"class\"], [\"literal\", [\"a\"]]]]");
	expect_hint("[\"!has\", \"name\"]", "[\"!\", [\"has\", \"name\"]]");
	expect_hint("[\"all\", [\"==\", \"a\", 1], [\"has\", \"b\"]]",
		"[\"all\", [\"==\", [\"get\", \"a\"], 1], [\"has\", \"b\"]]");
	expect_hint("[\"none\", [\"==\", \"a\", 1]]",
		"[\"!\", [\"any\", [\"==\", [\"get\", \"a\"], 1]]]");
}

static bool takes(const char *filter, const char *kind, double zoom)
{
	const struct gw_member members[] = {
		{"kind", gw_value_string(kind)}, {"n", gw_value_number(3)}};
	const struct gw_feature feature = {.geometry = GW_GEOMETRY_POLYGON,
		.properties = {.type = GW_VALUE_OBJECT, .n = 2, .members = members}};
	const struct gw_style_scope scope = {.feature = &feature, .zoom = zoom};
	char json[1200];
	struct gw_style *style = expect_style(filtered(json, sizeof json, filter));
	bool answer = gw_layer_takes(gw_style_layer(style, 0), &scope);

	gw_style_destroy(style);
	return answer;
}

static void a_filter_takes_what_it_says(void **state)
{
	assert_true(takes("[\"==\", [\"get\", \"kind\"], \"water\"]", "water", 5));
	assert_false(takes("[\"==\", [\"get\", \"kind\"], \"water\"]", "road", 5));
	assert_true(takes(
		"[\"in\", [\"get\", \"kind\"], [\"literal\", [\"road\", \"rail\"]]]", "rail", 5));
	assert_true(takes("[\"all\", [\"has\", \"n\"], [\">\", [\"get\", \"n\"], 2]]", "x", 5));
	assert_true(takes("[\"==\", [\"geometry-type\"], \"Polygon\"]", "x", 5));
	assert_true(takes("true", "x", 5));
	assert_false(takes("false", "x", 5));
}

static void a_filter_may_ask_for_the_zoom_anywhere(void **state)
{
	assert_true(takes("[\">=\", [\"zoom\"], [\"get\", \"n\"]]", "x", 3));
	assert_false(takes("[\">=\", [\"zoom\"], [\"get\", \"n\"]]", "x", 2.9));
}

static void what_a_filter_fails_on_is_not_taken(void **state)
{
	assert_false(takes("[\">\", [\"get\", \"kind\"], 2]", "x", 5));
	assert_false(takes("[\"get\", \"kind\"]", "x", 5));
}

static void a_filter_that_is_no_boolean_is_refused(void **state)
{
	char json[1200];

	expect_style_fault(filtered(json, sizeof json, "[\"+\", 1, 2]"), "/layers/0/filter",
		"Expected boolean but found number instead.");
	expect_style_fault(filtered(json, sizeof json, "\"yes\""), "/layers/0/filter",
		"Expected boolean but found string instead.");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_older_filter_is_refused_with_the_expression_for_it),
		cmocka_unit_test(a_filter_takes_what_it_says),
		cmocka_unit_test(a_filter_may_ask_for_the_zoom_anywhere),
		cmocka_unit_test(what_a_filter_fails_on_is_not_taken),
		cmocka_unit_test(a_filter_that_is_no_boolean_is_refused),
	};

	return cmocka_run_group_tests_name("style/filter", tests, NULL, NULL);
}
