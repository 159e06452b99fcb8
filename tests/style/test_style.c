/* SPDX-License-Identifier: Apache-2.0 */
#include "style/expect.h"

#include "style/faults.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define CITY "\"sources\": {\"city\": {\"type\": \"vector\", \"url\": \"gridward://city\"}}"

/* A layer's members but for id, type, source and source-layer. */
static void expect_layer_fault(
	const char *type, const char *members, const char *pointer, const char *text)
{
	char layer[1500], json[2000], whole[200];

	snprintf(layer, sizeof layer,
		"{\"id\": \"a\", \"type\": \"%s\", \"source\": \"city\", \"source-layer\": \"cells\"%s%s}",
		type, *members ? ", " : "", members);
	snprintf(whole, sizeof whole, "/layers/0%s", pointer);
	expect_style_fault(style_of_layer(json, sizeof json, layer), whole, text);
}

static void expect_root_fault(const char *members, const char *pointer, const char *text)
{
	char json[1500];

	snprintf(json, sizeof json, "{%s}", members);
	expect_style_fault(json, pointer, text);
}

static void a_style_tells_its_name_sprite_sources_and_layers(void **state)
{
	struct gw_style *style = expect_style(
		"{\"version\": 8, \"name\": \"safety\", \"sprite\": "
		"\"sprites/a\", \"glyphs\": \"x\", \"metadata\": {\"any\": [1]}, \"center\": [1, 2], "
		"\"zoom\": 3, \"transition\": {\"duration\": 0}, \"light\": {}, " CITY
		", \"layers\": [{\"id\": \"ground\", \"type\": \"background\"}, {\"id\": \"cells\", "
		"\"type\": \"fill\", \"source\": \"city\", \"source-layer\": \"grid\", \"paint\": "
		"{\"fill-color-transition\": {\"duration\": 3}}}]}");
	const struct gw_style_layer *cells = gw_style_layer(style, 1);

	assert_int_equal(gw_style_count_layers(style), 2);
	assert_int_equal(gw_layer_type(gw_style_layer(style, 0)), GW_LAYER_BACKGROUND);
	assert_string_equal(gw_layer_id(cells), "cells");
	assert_int_equal(gw_layer_type(cells), GW_LAYER_FILL);
	assert_string_equal(gw_layer_source_layer(cells), "grid");
	gw_style_destroy(style);
}

static void a_style_of_nothing_is_a_style(void **state)
{
	struct gw_style *style = expect_style("{\"version\": 8, \"sources\": {}, \"layers\": []}");

	assert_int_equal(gw_style_count_layers(style), 0);
	gw_style_destroy(style);
	gw_style_destroy(NULL);
}

static void members_of_a_style_are_known_and_of_their_kind(void **state)
{
	const char *rest = CITY ", \"layers\": []";
	char members[600];

	expect_root_fault("\"sources\": {}, \"layers\": []", "", "a style needs \"version\": 8");
	expect_root_fault("\"version\": 7, \"sources\": {}, \"layers\": []", "",
		"a style needs \"version\": 8");
	expect_root_fault("\"version\": 8, \"layers\": []", "", "a style needs \"sources\"");
	expect_root_fault("\"version\": 8, \"sources\": {}", "", "a style needs \"layers\"");
	snprintf(members, sizeof members, "\"version\": 8, \"nmae\": 1, %s", rest);
	expect_root_fault(members, "/nmae", "there is no such member; did you mean \"name\"?");
	snprintf(members, sizeof members, "\"version\": 8, \"name\": 1, %s", rest);
	expect_root_fault(members, "/name", "string expected");
	snprintf(members, sizeof members, "\"version\": 8, \"terrain\": {}, %s", rest);
	expect_root_fault(members, "/terrain", "\"terrain\" is not supported");
	expect_style_fault("[]", "", "a style is an object");
	expect_root_fault("\"version\": 8, \"sources\": {\"r/s\": {\"type\": \"raster\"}}, "
			  "\"layers\": []",
		"/sources/r~1s", "sources of type \"raster\" are not supported; \"vector\" is");
	expect_root_fault(
		"\"version\": 8, \"sources\": {\"s\": {\"type\": \"vector\", \"ulr\": 1}}, "
		"\"layers\": []",
		"/sources/s/ulr", "there is no such member; did you mean \"url\"?");
	expect_root_fault("\"version\": 8, \"sources\": {\"s\": {}}, \"layers\": []", "/sources/s",
		"a source needs a \"type\"");
}

static void members_of_a_layer_are_known_and_of_their_kind(void **state)
{
	char json[1000];

	expect_layer_fault(
		"fil", "", "/type", "\"fil\" is not a layer type; did you mean \"fill\"?");
	expect_layer_fault("raster", "", "/type", "layers of type \"raster\" are not supported");
	expect_layer_fault("fill-extrusion", "", "/type", "layers of type \"fill-extrusion\"");
	expect_layer_fault(
		"fill", "\"minzoom\": 25", "/minzoom", "a zoom is a number from 0 to 24");
	expect_layer_fault("fill", "\"maxzoom\": \"5\"", "/maxzoom", "a zoom is a number");
	expect_layer_fault("fill", "\"filtre\": true", "/filtre",
		"a layer has no such member; did you mean \"filter\"?");
	expect_layer_fault("fill", "\"paint\": []", "/paint", "object expected");
	expect_layer_fault("fill", "\"layout\": {\"visibility\": \"hidden\"}", "/layout/visibility",
		"visibility is \"visible\" or \"none\"");
	expect_style_fault(style_of_layer(json, sizeof json, "{\"type\": \"background\"}"),
		"/layers/0", "a layer needs an \"id\"");
	expect_style_fault(style_of_layer(json, sizeof json, "{\"id\": \"a\"}"), "/layers/0",
		"a layer needs a \"type\"");
	expect_style_fault(style_of_layer(json, sizeof json, "{\"id\": \"a\", \"type\": \"fill\"}"),
		"/layers/0", "a fill layer needs a \"source\"");
	expect_style_fault(style_of_layer(json, sizeof json,
				   "{\"id\": \"a\", \"type\": \"fill\", \"source\": \"city\"}"),
		"/layers/0", "a fill layer needs a \"source-layer\"");
	expect_style_fault(style_of_layer(json, sizeof json,
				   "{\"id\": \"a\", \"type\": \"line\", \"source\": \"town\", "
				   "\"source-layer\": \"b\"}"),
		"/layers/0/source", "the style has no source \"town\"");
	expect_style_fault(
		style_of_layer(json, sizeof json, "7"), "/layers/0", "a layer is an object");
	expect_style_fault(style_of_layer(json, sizeof json,
				   "{\"id\": \"a\", \"type\": \"background\"}, "
				   "{\"id\": \"a\", \"type\": \"background\"}"),
		"/layers/1", "layer 0 has the id \"a\" too");
}

static void properties_are_those_of_the_layers_type(void **state)
{
	expect_layer_fault("fill", "\"paint\": {\"fill-colour\": \"red\"}", "/paint/fill-colour",
		"\"fill-colour\" is not a paint property of a fill layer; did you mean \"fill-color\"?");
	expect_layer_fault("fill", "\"paint\": {\"line-width\": 1}", "/paint/line-width",
		"\"line-width\" is not a paint property of a fill layer");
	expect_layer_fault("line", "\"paint\": {\"line-cap\": \"butt\"}", "/paint/line-cap",
		"\"line-cap\" belongs in \"layout\"");
	expect_layer_fault("line", "\"paint\": {\"line-gradient\": 1}", "/paint/line-gradient",
		"the property \"line-gradient\" is not supported");
	expect_layer_fault("symbol", "\"layout\": {\"symbol-placement\": \"line\"}",
		"/layout/symbol-placement", "the property \"symbol-placement\" is not supported");
}

static void constants_are_of_the_type_and_within_bounds(void **state)
{
	expect_layer_fault("fill", "\"paint\": {\"fill-color\": \"redd\"}", "/paint/fill-color",
		"\"redd\" is not a color");
	expect_layer_fault("fill", "\"paint\": {\"fill-color\": 1}", "/paint/fill-color",
		"color expected, number found");
	expect_layer_fault("fill", "\"paint\": {\"fill-color\": null}", "/paint/fill-color",
		"color expected, null found");
	expect_layer_fault("fill", "\"paint\": {\"fill-opacity\": 1.5}", "/paint/fill-opacity",
		"1.5 is greater than the maximum value 1");
	expect_layer_fault("line", "\"paint\": {\"line-width\": -1}", "/paint/line-width",
		"-1 is less than the minimum value 0");
	expect_layer_fault("line", "\"paint\": {\"line-width\": [\"-\", 1, 2]}",
		"/paint/line-width", "-1 is less than the minimum value 0");
	expect_layer_fault("line", "\"paint\": {\"line-dasharray\": [1, \"2\"]}",
		"/paint/line-dasharray", "array<number> expected, array<value, 2> found");
	expect_layer_fault("line", "\"paint\": {\"line-dasharray\": [1, -2]}",
		"/paint/line-dasharray", "-2 is less than the minimum value 0");
	expect_layer_fault("line", "\"layout\": {\"line-join\": \"rond\"}", "/layout/line-join",
		"\"rond\" is not one of \"bevel\", \"round\", \"miter\"; did you mean \"round\"?");
	expect_layer_fault("symbol", "\"layout\": {\"text-offset\": [1]}", "/layout/text-offset",
		"array<number, 2> expected, array<number, 1> found");
	expect_layer_fault("symbol",
		"\"layout\": {\"text-offset\": [\"slice\", [\"literal\", [1, 2]], 1]}",
		"/layout/text-offset", "2 items expected, 1 found");
	expect_layer_fault("line", "\"paint\": {\"line-offset\": [\"sqrt\", -1]}",
		"/paint/line-offset", "the number is not finite");
	expect_layer_fault("symbol", "\"layout\": {\"text-field\": 7}", "/layout/text-field",
		"string expected, number found");
	expect_layer_fault("symbol", "\"layout\": {\"text-allow-overlap\": \"yes\"}",
		"/layout/text-allow-overlap", "boolean expected, string found");
}

static void expressions_are_checked_where_they_stand(void **state)
{
	expect_layer_fault("fill",
		"\"paint\": {\"fill-color\": [\"case\", true, "
		"[\"setp\", [\"get\", \"x\"], 1], \"red\"]}",
		"/paint/fill-color/2",
		"\"setp\" is not an expression operator; did you mean \"step\"?");
	expect_layer_fault("line", "\"layout\": {\"line-cap\": [\"get\", \"x\"]}",
		"/layout/line-cap", "data expressions not supported");
	expect_layer_fault("heatmap",
		"\"paint\": {\"heatmap-color\": [\"step\", [\"zoom\"], "
		"\"red\", 1, \"blue\"]}",
		"/paint/heatmap-color", "zoom expressions not supported");
	expect_layer_fault("fill", "\"paint\": {\"fill-opacity\": [\"heatmap-density\"]}",
		"/paint/fill-opacity", "\"heatmap-density\" is for heatmap-color alone");
	expect_layer_fault("line", "\"layout\": {\"line-join\": [\"literal\", \"rond\"]}",
		"/layout/line-join", "\"rond\" is not one of");
	expect_layer_fault("symbol", "\"layout\": {\"text-field\": [\"+\", 1, [\"get\", \"n\"]]}",
		"/layout/text-field", "Expected formatted but found number instead.");
}

static enum gw_status parse(
	const char *json, size_t len, struct gw_style_faults *faults, struct gw_error *err)
{
	struct gw_style *style;
	enum gw_status st;

	gw_style_faults_init(faults);
	st = gw_style_parse(&style, json, len, faults, err);
	if (st)
		assert_null(style);
	gw_style_destroy(style);
	return st;
}

static void all_faults_are_found_up_to_a_bound(void **state)
{
	struct gw_style_faults faults;
	struct gw_error err;
	char json[20000];
	size_t len, i;

	len = (size_t)snprintf(
		json, sizeof json, "{\"version\": 8, \"sources\": {}, \"layers\": [");
	for (i = 0; i < 150; i++)
		len += (size_t)snprintf(json + len, sizeof json - len,
			"%s{\"id\": \"%zu\", \"type\": \"background\", \"paint\": {\"x\": 1}}",
			i ? ", " : "", i);
	len += (size_t)snprintf(json + len, sizeof json - len, "]}");
	assert_int_equal(parse(json, len, &faults, &err), GW_EFAULTS);
	assert_int_equal(faults.n, GW_STYLE_FAULTS_MAX);
	assert_true(faults.more);
	assert_string_equal(faults.items[99].pointer, "/layers/99/paint/x");
	assert_non_null(strstr(err.text, "/layers/0/paint/x: \"x\" is not a paint property"));
	assert_non_null(strstr(err.text, "at least 99 more"));
	gw_style_faults_finish(&faults);
}

static void what_is_no_json_is_told_with_its_place(void **state)
{
	struct gw_style_faults faults;
	struct gw_error err;

	assert_int_equal(parse("{\"version\": 8,\n]", 16, &faults, &err), GW_EINVAL);
	assert_non_null(strstr(err.text, "line 2"));
	assert_int_equal(parse("", 0, &faults, &err), GW_EINVAL);
	assert_int_equal(parse("{\"a\": 1, \"a\": 2}", 16, &faults, &err), GW_EINVAL);
	assert_non_null(strstr(err.text, "duplicate"));
	assert_int_equal(parse("{}", GW_STYLE_BYTES_MAX + 1, &faults, &err), GW_EINVAL);
	gw_style_faults_finish(&faults);
}

static void what_would_take_for_ever_is_refused(void **state)
{
	struct gw_style_faults faults;
	struct gw_error err;
	char *json = malloc(200000);
	size_t len, i;

	/* each variable twice the one before: 2^40 evaluations */
	len = (size_t)sprintf(json,
		"{\"version\": 8, \"sources\": {\"city\": {\"type\": \"vector\"}}, \"layers\": [{\"id\": "
		"\"a\", \"type\": \"fill\", \"source\": \"city\", \"source-layer\": \"b\", \"filter\": ");
	len += (size_t)sprintf(json + len, "[\"let\", \"v0\", [\"get\", \"x\"], ");
	for (i = 1; i <= 40; i++)
		len += (size_t)sprintf(json + len,
			"[\"let\", \"v%zu\", [\"concat\", [\"var\", \"v%zu\"], [\"var\", \"v%zu\"]], ",
			i, i - 1, i - 1);
	len += (size_t)sprintf(json + len, "[\"==\", [\"var\", \"v40\"], 1]");
	for (i = 0; i <= 40; i++)
		json[len++] = ']';
	len += (size_t)sprintf(json + len, "}]}");
	assert_int_equal(parse(json, len, &faults, &err), GW_EFAULTS);
	assert_non_null(strstr(faults.items[0].text, "takes too long"));
	gw_style_faults_finish(&faults);

	/* brackets in brackets */
	len = (size_t)sprintf(json,
		"{\"version\": 8, \"sources\": {\"city\": {\"type\": \"vector\"}}, \"layers\": [{\"id\": "
		"\"a\", \"type\": \"fill\", \"source\": \"city\", \"source-layer\": \"b\", \"filter\": ");
	for (i = 0; i < 500; i++)
		len += (size_t)sprintf(json + len, "[\"!\", ");
	len += (size_t)sprintf(json + len, "true");
	for (i = 0; i < 500; i++)
		json[len++] = ']';
	len += (size_t)sprintf(json + len, "}]}");
	assert_int_equal(parse(json, len, &faults, &err), GW_EFAULTS);
	assert_non_null(strstr(faults.items[0].text, "nested deeper"));
	gw_style_faults_finish(&faults);
	free(json);
}

static void a_very_long_name_is_cut_in_the_pointer(void **state)
{
	const size_t n = 2 << 20;
	struct gw_style_faults faults;
	struct gw_error err = {0};
	char *json = malloc(n + 16);

	memset(json, 'x', n);
	json[0] = '{';
	json[1] = '"';
	memcpy(json + n, "\":1}", sizeof "\":1}");
	assert_int_equal(parse(json, strlen(json), &faults, &err), GW_EFAULTS);
	assert_in_range(strlen(faults.items[0].pointer), 100, 2000);
	gw_style_faults_finish(&faults);
	free(json);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_style_tells_its_name_sprite_sources_and_layers),
		cmocka_unit_test(a_style_of_nothing_is_a_style),
		cmocka_unit_test(members_of_a_style_are_known_and_of_their_kind),
		cmocka_unit_test(members_of_a_layer_are_known_and_of_their_kind),
		cmocka_unit_test(properties_are_those_of_the_layers_type),
		cmocka_unit_test(constants_are_of_the_type_and_within_bounds),
		cmocka_unit_test(expressions_are_checked_where_they_stand),
		cmocka_unit_test(all_faults_are_found_up_to_a_bound),
		cmocka_unit_test(what_is_no_json_is_told_with_its_place),
		cmocka_unit_test(what_would_take_for_ever_is_refused),
		cmocka_unit_test(a_very_long_name_is_cut_in_the_pointer),
	};

	return cmocka_run_group_tests_name("style/style", tests, NULL, NULL);
}
