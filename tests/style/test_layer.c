/* SPDX-License-Identifier: Apache-2.0 */
#include "style/expect.h"

#include "base/buf.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct gw_style *layer_of(const char *type, const char *layout, const char *paint)
{
	char layer[2000], json[2400];

	snprintf(layer, sizeof layer,
		"{\"id\": \"a\", \"type\": \"%s\", \"source\": \"city\", \"source-layer\": \"cells\", "
		"\"layout\": {%s}, \"paint\": {%s}}",
		type, layout, paint);
	return expect_style(style_of_layer(json, sizeof json, layer));
}

/* A feature whose one property "n" is a number. */
static bool get_n(const void *context, const char *name, struct gw_value *out)
{
	if (strcmp(name, "n") != 0)
		return false;
	*out = gw_value_number(*(const double *)context);
	return true;
}

static struct gw_feature feature_of(const double *n)
{
	return (struct gw_feature){.geometry = GW_GEOMETRY_POLYGON, .get = get_n, .context = n};
}

static void expect_rgb(struct gw_color c, int r, int g, int b, double a)
{
	if (lround(c.r * 255) != r || lround(c.g * 255) != g || lround(c.b * 255) != b ||
		fabs(c.a - a) > 1e-9)
		fail_msg("%g, %g, %g, %g", c.r * 255, c.g * 255, c.b * 255, c.a);
}

static void what_is_not_set_is_the_specifications_default(void **state)
{
	struct gw_style *style = layer_of("symbol", "", "");
	const struct gw_style_layer *layer = gw_style_layer(style, 0);
	const struct gw_style_scope scope = {0};
	const char *fonts[4];
	double offset[2] = {9, 9};
	struct gw_buf buf;

	gw_buf_init(&buf, 1000);
	assert_false(gw_layer_has(layer, GW_TEXT_SIZE));
	assert_true(gw_layer_number(layer, GW_TEXT_SIZE, &scope) == 16);
	assert_true(gw_layer_number(layer, GW_TEXT_OPACITY, &scope) == 1);
	assert_int_equal(gw_layer_choice(layer, GW_TEXT_JUSTIFY, &scope), GW_JUSTIFY_CENTER);
	assert_int_equal(gw_layer_choice(layer, GW_ICON_ANCHOR, &scope), GW_ANCHOR_CENTER);
	assert_false(gw_layer_bool(layer, GW_TEXT_ALLOW_OVERLAP, &scope));
	assert_string_equal(gw_layer_string(layer, GW_TEXT_FIELD, &scope, &buf), "");
	assert_string_equal(gw_layer_string(layer, GW_ICON_IMAGE, &scope, &buf), "");
	assert_int_equal(gw_layer_strings(layer, GW_TEXT_FONT, &scope, &buf, fonts, 4), 2);
	assert_string_equal(fonts[1], "Arial Unicode MS Regular");
	assert_int_equal(gw_layer_numbers(layer, GW_TEXT_OFFSET, &scope, offset, 2), 2);
	assert_true(offset[0] == 0 && offset[1] == 0);
	expect_rgb(gw_layer_color(layer, GW_TEXT_HALO_COLOR, &scope), 0, 0, 0, 0);
	gw_buf_finish(&buf);
	gw_style_destroy(style);
}

static void a_constant_is_what_the_style_says(void **state)
{
	struct gw_style *style = layer_of("line", "\"line-cap\": \"round\"",
		"\"line-color\": \"#123456\", \"line-width\": [\"+\", 1, 2], \"line-dasharray\": [2, 1]");
	const struct gw_style_layer *layer = gw_style_layer(style, 0);
	const struct gw_style_scope scope = {0};
	double dashes[4];

	assert_true(gw_layer_has(layer, GW_LINE_CAP));
	assert_int_equal(gw_layer_choice(layer, GW_LINE_CAP, &scope), GW_CAP_ROUND);
	expect_rgb(gw_layer_color(layer, GW_LINE_COLOR, &scope), 0x12, 0x34, 0x56, 1);
	assert_true(gw_layer_number(layer, GW_LINE_WIDTH, &scope) == 3);
	assert_int_equal(gw_layer_depends(layer, GW_LINE_WIDTH), 0);
	assert_int_equal(gw_layer_numbers(layer, GW_LINE_DASHARRAY, &scope, dashes, 4), 2);
	assert_true(dashes[0] == 2 && dashes[1] == 1);
	assert_int_equal(gw_layer_numbers(layer, GW_LINE_DASHARRAY, &scope, dashes, 1), 1);
	gw_style_destroy(style);
}

static void an_expression_depends_on_zoom_and_feature(void **state)
{
	struct gw_style *style = layer_of("fill", "",
		"\"fill-color\": [\"match\", [\"get\", \"n\"], 1, \"red\", [2, 3], \"blue\", \"white\"], "
		"\"fill-opacity\": [\"interpolate\", [\"linear\"], [\"zoom\"], 10, 0, 12, 1]");
	const struct gw_style_layer *layer = gw_style_layer(style, 0);
	double n = 1;
	struct gw_feature feature = feature_of(&n);
	struct gw_style_scope scope = {.feature = &feature, .zoom = 10.5};

	assert_int_equal(gw_layer_depends(layer, GW_FILL_COLOR), GW_DEPENDS_ON_FEATURE);
	assert_int_equal(gw_layer_depends(layer, GW_FILL_OPACITY), GW_DEPENDS_ON_ZOOM);
	expect_rgb(gw_layer_color(layer, GW_FILL_COLOR, &scope), 255, 0, 0, 1);
	n = 3;
	expect_rgb(gw_layer_color(layer, GW_FILL_COLOR, &scope), 0, 0, 255, 1);
	n = 9;
	expect_rgb(gw_layer_color(layer, GW_FILL_COLOR, &scope), 255, 255, 255, 1);
	assert_true(gw_layer_number(layer, GW_FILL_OPACITY, &scope) == 0.25);
	scope.feature = NULL;
	expect_rgb(gw_layer_color(layer, GW_FILL_COLOR, &scope), 255, 255, 255, 1);
	gw_style_destroy(style);
}

static void an_error_or_null_gives_the_default(void **state)
{
	struct gw_style *style = layer_of("circle", "",
		"\"circle-radius\": [\"get\", \"missing\"], \"circle-color\": [\"get\", \"n\"], "
		"\"circle-blur\": [\"sqrt\", [\"-\", [\"get\", \"n\"]]], "
		"\"circle-opacity\": [\"get\", \"n\"]");
	const struct gw_style_layer *layer = gw_style_layer(style, 0);
	double n = 7;
	struct gw_feature feature = feature_of(&n);
	struct gw_style_scope scope = {.feature = &feature};

	assert_true(gw_layer_number(layer, GW_CIRCLE_RADIUS, &scope) == 5);
	expect_rgb(gw_layer_color(layer, GW_CIRCLE_COLOR, &scope), 0, 0, 0, 1);
	assert_true(gw_layer_number(layer, GW_CIRCLE_BLUR, &scope) == 0);
	assert_true(gw_layer_number(layer, GW_CIRCLE_OPACITY, &scope) == 1); /* the bound */
	n = -7;
	assert_true(gw_layer_number(layer, GW_CIRCLE_OPACITY, &scope) == 0);
	n = INFINITY;
	assert_true(gw_layer_number(layer, GW_CIRCLE_OPACITY, &scope) == 1);
	assert_true(gw_layer_number(layer, GW_CIRCLE_RADIUS, &scope) == 5);
	gw_style_destroy(style);
}

static void an_outline_is_as_the_fill_unless_it_is_set(void **state)
{
	struct gw_style *style = layer_of("fill", "", "\"fill-color\": \"teal\"");
	const struct gw_style_scope scope = {0};

	assert_false(gw_layer_has(gw_style_layer(style, 0), GW_FILL_OUTLINE_COLOR));
	expect_rgb(gw_layer_color(gw_style_layer(style, 0), GW_FILL_OUTLINE_COLOR, &scope), 0, 128,
		128, 1);
	gw_style_destroy(style);
	style = layer_of("fill", "", "\"fill-outline-color\": \"red\"");
	expect_rgb(gw_layer_color(gw_style_layer(style, 0), GW_FILL_OUTLINE_COLOR, &scope), 255, 0,
		0, 1);
	gw_style_destroy(style);
}

static void text_is_borrowed_or_kept_in_scratch(void **state)
{
	struct gw_style *style = layer_of("symbol",
		"\"text-field\": \"{n} of {missing}.\", \"icon-image\": \"dot\", \"text-font\": "
		"[\"step\", [\"zoom\"], [\"literal\", [\"A\"]], 5, [\"literal\", [\"B\", \"C\"]]], "
		"\"text-anchor\": [\"case\", [\"==\", [\"get\", \"n\"], 3], \"top-left\", \"nowhere\"], "
		"\"text-offset\": [\"interpolate\", [\"linear\"], [\"zoom\"], 0, [\"literal\", [0, 0]], "
		"10, [\"literal\", [1, -1]]]",
		"");
	const struct gw_style_layer *layer = gw_style_layer(style, 0);
	double n = 3, offset[2];
	struct gw_feature feature = feature_of(&n);
	struct gw_style_scope scope = {.feature = &feature, .zoom = 5};
	const char *fonts[2];
	struct gw_buf buf;

	gw_buf_init(&buf, 1000);
	assert_string_equal(gw_layer_string(layer, GW_TEXT_FIELD, &scope, &buf), "3 of .");
	assert_string_equal(gw_layer_string(layer, GW_ICON_IMAGE, &scope, &buf), "dot");
	assert_int_equal(gw_layer_strings(layer, GW_TEXT_FONT, &scope, &buf, fonts, 2), 2);
	assert_string_equal(fonts[0], "B");
	assert_string_equal(fonts[1], "C");
	assert_int_equal(gw_layer_choice(layer, GW_TEXT_ANCHOR, &scope), GW_ANCHOR_TOP_LEFT);
	n = 4;
	assert_int_equal(gw_layer_choice(layer, GW_TEXT_ANCHOR, &scope), GW_ANCHOR_CENTER);
	assert_int_equal(gw_layer_numbers(layer, GW_TEXT_OFFSET, &scope, offset, 2), 2);
	assert_true(offset[0] == 0.5 && offset[1] == -0.5);
	gw_buf_finish(&buf);
	gw_style_destroy(style);
}

static void a_text_without_room_is_the_default(void **state)
{
	struct gw_style *style = layer_of("symbol", "\"text-field\": [\"get\", \"n\"]", "");
	double n = 123456;
	struct gw_feature feature = feature_of(&n);
	struct gw_style_scope scope = {.feature = &feature};
	struct gw_buf buf;

	gw_buf_init(&buf, 3);
	assert_string_equal(
		gw_layer_string(gw_style_layer(style, 0), GW_TEXT_FIELD, &scope, &buf), "");
	gw_buf_finish(&buf);
	gw_style_destroy(style);
}

static void a_heatmap_has_a_ramp_of_its_own(void **state)
{
	struct gw_style *style = layer_of("heatmap", "", "");
	const struct gw_style_layer *layer = gw_style_layer(style, 0);
	struct gw_style_scope scope = {.heatmap_density = 0};

	assert_int_equal(gw_layer_depends(layer, GW_HEATMAP_COLOR), GW_DEPENDS_ON_DENSITY);
	expect_rgb(gw_layer_color(layer, GW_HEATMAP_COLOR, &scope), 0, 0, 255, 0);
	scope.heatmap_density = 1;
	expect_rgb(gw_layer_color(layer, GW_HEATMAP_COLOR, &scope), 255, 0, 0, 1);
	scope.heatmap_density = 0.6;
	expect_rgb(gw_layer_color(layer, GW_HEATMAP_COLOR, &scope), 128, 255, 0, 1);
	gw_style_destroy(style);
}

static void a_layer_is_shown_from_minzoom_up_to_before_maxzoom(void **state)
{
	char json[1000];
	struct gw_style *style = expect_style(style_of_layer(json, sizeof json,
		"{\"id\": \"b\", \"type\": \"background\", \"minzoom\": 3, \"maxzoom\": 9}, "
		"{\"id\": \"h\", \"type\": \"background\", \"layout\": {\"visibility\": \"none\"}}"));
	const struct gw_style_layer *layer = gw_style_layer(style, 0);

	assert_false(gw_layer_is_shown(layer, 2.99));
	assert_true(gw_layer_is_shown(layer, 3));
	assert_true(gw_layer_is_shown(layer, 8.99));
	assert_false(gw_layer_is_shown(layer, 9));
	assert_false(gw_layer_is_shown(gw_style_layer(style, 1), 5));
	assert_true(gw_layer_takes(layer, &(struct gw_style_scope){0}));
	gw_style_destroy(style);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_not_set_is_the_specifications_default),
		cmocka_unit_test(a_constant_is_what_the_style_says),
		cmocka_unit_test(an_expression_depends_on_zoom_and_feature),
		cmocka_unit_test(an_error_or_null_gives_the_default),
		cmocka_unit_test(an_outline_is_as_the_fill_unless_it_is_set),
		cmocka_unit_test(text_is_borrowed_or_kept_in_scratch),
		cmocka_unit_test(a_text_without_room_is_the_default),
		cmocka_unit_test(a_heatmap_has_a_ramp_of_its_own),
		cmocka_unit_test(a_layer_is_shown_from_minzoom_up_to_before_maxzoom),
	};

	return cmocka_run_group_tests_name("style/layer", tests, NULL, NULL);
}
