/* SPDX-License-Identifier: Apache-2.0 */
#include "http/ows.h"
#include "http/wmts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const struct gw_map_kind *kind_of(const char *name)
{
	const struct gw_map_kind *kind;

	assert_int_equal(gw_map_kind_find(name, &kind, NULL), GW_OK);
	return kind;
}

static void a_layers_name_leads_back_to_it(void **state)
{
	static const struct {
		const char *kind, *scheme, *level, *name;
	} cases[] = {
		{"safety", "police", "beat", "safety-police-beat"},
		{"safety-contrast", "police", "beat", "safety-contrast-police-beat"},
		{"counts", "north-east", "a b", "counts-north%2Deast-a%20b"},
		{"grid", "a,b/c%", "1.5_x", "grid-a%2Cb%2Fc%25-1.5_x"},
		{"grid", "警务", "警务区", "grid-警务-警务区"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct gw_ows_layer layer;
		struct gw_buf name;

		gw_buf_init(&name, 4096);
		gw_ows_layer_write(&name, kind_of(cases[i].kind), cases[i].scheme, cases[i].level);
		assert_string_equal(gw_buf_cstr(&name), cases[i].name);
		assert_true(gw_ows_layer_parse(cases[i].name, &layer));
		assert_ptr_equal(layer.kind, kind_of(cases[i].kind));
		assert_string_equal(layer.scheme, cases[i].scheme);
		assert_string_equal(layer.level, cases[i].level);
		gw_buf_finish(&name);
	}
}

static void other_names_are_no_layers(void **state)
{
	static const char *const names[] = {"", "-", "--", "safety", "safety-police",
		"safety--beat", "safety-police-", "-police-beat", "Safety-police-beat",
		"x-police-beat", "safety-police-%f", "safety-police-%00", "safety-%ff-beat",
		"safety-police-beat%"};
	struct gw_ows_layer layer;
	char lengthy[600];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof names / sizeof *names; i++)
		if (gw_ows_layer_parse(names[i], &layer))
			fail_msg("\"%s\" was taken", names[i]);
	memset(lengthy, 'a', sizeof lengthy);
	lengthy[sizeof lengthy - 1] = '\0';
	memcpy(lengthy, "safety-police-", 14);
	assert_false(gw_ows_layer_parse(lengthy, &layer));
	lengthy[14 + GW_NAME_MAX] = '\0';
	assert_false(gw_ows_layer_parse(lengthy, &layer));
}

static void a_month_is_told_by_what_lies_in_it(void **state)
{
	static const struct {
		const char *text;
		gw_month month; /* -1: refused */
	} cases[] = {
		{"", 0},
		{"current", 0},
		{"Default", 0},
		{"2026-10", 202610},
		{"2026-10-31", 202610},
		{"2026-09-30T23:00:00Z", 202610}, /* it is October there by then */
		{"2026-10-01T00:00:00Z/2026-10-31T23:59:59Z", 202610},
		{"2026-10/2026-12/P1M", 202610},
		{"2026-13", -1},
		{"2026-10,2026-11", -1},
		{"October", -1},
		{"2026-10-01T00:00:00Z00000000000000000000000000000000000000", -1},
	};
	struct gw_zone *zone;
	size_t i;

	(void)state;
	assert_int_equal(gw_zone_create(&zone, "Asia/Shanghai", NULL), GW_OK);
	for (i = 0; i < sizeof cases / sizeof *cases; i++) {
		gw_month month = 0;
		bool good = gw_ows_time_parse(cases[i].text, zone, &month);

		if (good ? month != cases[i].month : cases[i].month != -1)
			fail_msg("\"%s\": %d", cases[i].text, good ? month : -1);
	}
	gw_zone_destroy(zone);
}

static void expect_tile(const char *set, const char *matrix, const char *row, const char *column,
	const char *code, const char *field)
{
	struct gw_wmts_address address = {"a", "default", NULL, set, matrix, row, column};
	struct gw_fault fault = {0};
	struct gw_tilekey key;
	enum gw_status st = gw_wmts_tile_parse(&address, &key, &fault);

	if (!field) {
		assert_int_equal(st, GW_OK);
		assert_int_equal(key.z, 13);
		assert_int_equal(key.y, 3080);
		assert_int_equal(key.x, 6846);
		return;
	}
	assert_int_equal(st, GW_EINVAL);
	assert_string_equal(fault.problem.field, field);
	assert_true(!code ? !fault.code : fault.code && !strcmp(fault.code, code));
}

static void a_tile_is_named_by_matrix_row_and_column(void **state)
{
	(void)state;
	expect_tile("GoogleMapsCompatible", "13", "3080", "6846", NULL, NULL);
	expect_tile("WebMercatorQuad", "13", "3080", "6846", NULL, NULL);
	expect_tile("EPSG:900913", "EPSG:900913:13", "3080", "6846", NULL, NULL);
	expect_tile("EPSG:3857", "13", "3080", "6846", NULL, NULL);
	expect_tile("EPSG:3857", "EPSG:900913:13", "3080", "6846", NULL, "tilematrix");
	expect_tile("WGS84", "13", "3080", "6846", NULL, "tilematrixset");
	expect_tile("EPSG:3857", "21", "0", "0", NULL, "tilematrix");
	expect_tile("EPSG:3857", "13", "8192", "0", "TileOutOfRange", "tilerow");
	expect_tile("EPSG:3857", "13", "0", "-1", "TileOutOfRange", "tilecol");
	expect_tile("EPSG:3857", "13", "x", "0", NULL, "tilerow");
	expect_tile("EPSG:3857", "13", NULL, "0", "MissingParameterValue", "tilerow");
	expect_tile("", "13", "0", "0", "MissingParameterValue", "tilematrixset");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_layers_name_leads_back_to_it),
		cmocka_unit_test(other_names_are_no_layers),
		cmocka_unit_test(a_month_is_told_by_what_lies_in_it),
		cmocka_unit_test(a_tile_is_named_by_matrix_row_and_column),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
