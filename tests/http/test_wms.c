/* SPDX-License-Identifier: Apache-2.0 */
#include "http/wms.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define GOOD "LAYERS=a&STYLES=&CRS=EPSG:3857&BBOX=1,2,3,4&WIDTH=10&HEIGHT=20&FORMAT=image/png"

static enum gw_status parse(
	const char *raw, enum gw_ows version, struct gw_wms_map *out, struct gw_fault *fault)
{
	struct gw_query query;
	enum gw_status st;

	*fault = (struct gw_fault){0};
	st = gw_query_init_ogc(&query, raw, gw_wms_parameters, &fault->problem);
	if (!st)
		st = gw_wms_map_parse(&query, version, true, out, fault);
	gw_query_finish(&query);
	return st;
}

static struct gw_wms_map expect_taken(const char *raw, enum gw_ows version)
{
	struct gw_fault fault;
	struct gw_wms_map map;

	if (parse(raw, version, &map, &fault))
		fail_msg("\"%s\" was refused: %s", raw, fault.problem.error.text);
	return map;
}

static void expect_sides(struct gw_extent e, double west, double south, double east, double north)
{
	assert_true(e.west == west && e.south == south && e.east == east && e.north == north);
}

static void axes_turn_in_degrees_of_the_newer_version_alone(void **state)
{
	static const struct {
		const char *crs;
		enum gw_ows version;
		bool turned, in_degrees;
	} cases[] = {
		{"CRS=EPSG:4326", GW_WMS_130, true, true},
		{"CRS=epsg:4490", GW_WMS_130, true, true},
		{"CRS=CRS:84", GW_WMS_130, false, true},
		{"CRS=EPSG:3857", GW_WMS_130, false, false},
		{"CRS=EPSG:900913", GW_WMS_130, false, false},
		{"SRS=EPSG:4326", GW_WMS_111, false, true},
		{"SRS=EPSG:4490", GW_WMS_111, false, true},
		{"SRS=EPSG:3857", GW_WMS_111, false, false},
	};
	char raw[256];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct gw_wms_map map;

		snprintf(raw, sizeof raw,
			"layers=a&%s&bbox=1,2,3,5&width=10&height=20&format=image/png",
			cases[i].crs);
		map = expect_taken(raw, cases[i].version);
		if (cases[i].turned)
			expect_sides(map.extent, 2, 1, 5, 3);
		else
			expect_sides(map.extent, 1, 2, 3, 5);
		assert_int_equal(map.extent.in_degrees, cases[i].in_degrees);
		assert_int_equal(map.extent.width, 10);
		assert_int_equal(map.extent.height, 20);
	}
}

static void expect_ground(const char *more, gw_rgba wanted)
{
	char raw[256];

	snprintf(raw, sizeof raw, GOOD "%s", more);
	assert_int_equal(expect_taken(raw, GW_WMS_130).ground, wanted);
}

static void a_ground_is_white_a_colour_or_clear(void **state)
{
	(void)state;
	expect_ground("", 0xffffffff);
	expect_ground("&TRANSPARENT=", 0xffffffff);
	expect_ground("&TRANSPARENT=TRUE", 0);
	expect_ground("&TRANSPARENT=true&BGCOLOR=0x123456", 0);
	expect_ground("&BGCOLOR=0x12aBcD", 0xff12abcd);
	expect_ground("&bgcolor=0X000000", 0xff000000);
}

static void layers_and_styles_are_lists(void **state)
{
	struct gw_fault fault;
	struct gw_wms_map map;

	(void)state;
	assert_int_equal(parse("LAYERS=a,b%2Cc&STYLES=,default,&CRS=CRS:84&BBOX=1,2,3,4&WIDTH=1&"
			       "HEIGHT=1&FORMAT=image/png;+mode=8bit",
				 GW_WMS_130, &map, &fault),
		GW_OK);
	assert_int_equal(map.layers.n, 3);
	assert_string_equal(map.layers.items[0], "a");
	assert_string_equal(map.layers.items[2], "c");
}

static void what_is_wrong_has_its_code_and_its_place(void **state)
{
	static const struct {
		const char *change, *code, *field;
	} cases[] = {
		{"LAYERS=", "LayerNotDefined", "layers"},
		{"LAYERS=1,2,3,4,5,6,7,8,9", NULL, "layers"},
		{"STYLES=x", "StyleNotDefined", "styles"},
		{"STYLES=,", "StyleNotDefined", "styles"},
		{"STYLES=1,2,3,4,5,6,7,8,9", "StyleNotDefined", "styles"},
		{"CRS=EPSG:1", "InvalidCRS", "crs"},
		{"CRS=", "InvalidCRS", "crs"},
		{"BBOX=1,2,3", NULL, "bbox"},
		{"BBOX=1,2,3,4,5", NULL, "bbox"},
		{"BBOX=1,2,,4", NULL, "bbox"},
		{"BBOX=1,2,nan,4", NULL, "bbox"},
		{"BBOX=3,2,1,4", NULL, "bbox"},
		{"BBOX=1,2,3,2", NULL, "bbox"},
		{"WIDTH=0", NULL, "width"},
		{"WIDTH=4097", NULL, "width"},
		{"HEIGHT=1.5", NULL, "height"},
		{"FORMAT=image/jpeg", "InvalidFormat", "format"},
		{"FORMAT=image/pngx", "InvalidFormat", "format"},
		{"TRANSPARENT=1", NULL, "transparent"},
		{"BGCOLOR=0x12345g", NULL, "bgcolor"},
		{"BGCOLOR=0x1234567", NULL, "bgcolor"},
		{"BGCOLOR=12345678", NULL, "bgcolor"},
		{"LANG=fr", "InvalidParameterValue", "lang"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof cases / sizeof *cases; i++) {
		char raw[512] = "", good[] = GOOD, *rest = good, *item;
		size_t name = strcspn(cases[i].change, "=") + 1;
		struct gw_fault fault;
		struct gw_wms_map map;

		while ((item = strsep(&rest, "&")))
			if (strncmp(item, cases[i].change, name) != 0)
				strcat(strcat(raw, item), "&");
		strcat(raw, cases[i].change);
		if (!parse(raw, GW_WMS_130, &map, &fault))
			fail_msg("\"%s\" was taken", raw);
		assert_string_equal(fault.problem.field, cases[i].field);
		assert_int_equal(fault.problem.status, 400);
		if (!cases[i].code != !fault.code ||
			(fault.code && strcmp(fault.code, cases[i].code) != 0))
			fail_msg("\"%s\" has code %s", raw, fault.code ? fault.code : "(none)");
	}
}

static void versions_are_one_of_two(void **state)
{
	static const struct {
		const char *raw;
		enum gw_ows version;
	} cases[] = {
		{"", GW_WMS_130},
		{"VERSION=", GW_WMS_130},
		{"VERSION=1.3.0", GW_WMS_130},
		{"VERSION=1.3", GW_WMS_130},
		{"VERSION=2.0.0", GW_WMS_130},
		{"VERSION=1.1.1", GW_WMS_111},
		{"VERSION=1.2.0", GW_WMS_111},
		{"VERSION=0.9", GW_WMS_111},
		{"wmtver=1.0.0", GW_WMS_111},
		{"SRS=EPSG:4326", GW_WMS_111},
		{"SRS=EPSG:4326&CRS=CRS:84", GW_WMS_130},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct gw_problem problem;
		struct gw_query query;

		assert_int_equal(
			gw_query_init_ogc(&query, cases[i].raw, gw_wms_parameters, &problem),
			GW_OK);
		assert_int_equal(gw_wms_version(&query), cases[i].version);
		gw_query_finish(&query);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(axes_turn_in_degrees_of_the_newer_version_alone),
		cmocka_unit_test(a_ground_is_white_a_colour_or_clear),
		cmocka_unit_test(layers_and_styles_are_lists),
		cmocka_unit_test(what_is_wrong_has_its_code_and_its_place),
		cmocka_unit_test(versions_are_one_of_two),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
