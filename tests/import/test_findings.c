/* SPDX-License-Identifier: Apache-2.0 */
#include "base/buf.h"
#include "import/findings.h"

#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define TEXT_MAX ((size_t)1 << 20)

/* Names that JSON must escape. */
static const char *code(const void *context, gw_cell_id cell)
{
	static const char *const codes[] = {
		"never", "0832", "a \"b\"\\", "\xe7\xbd\x91\xe6\xa0\xbc"};

	(void)context;
	assert_in_range(cell, 1, 3);
	return codes[cell];
}

static const struct gw_cell_names names = {code, NULL};

static struct gw_fault made[] = {
	{GW_FAULT_GAP, {1, 2}, {-876641001, 417932004}, 12345.678, 1.2346},
	{GW_FAULT_OVERLAP, {1, 3}, {1208500000, -407000000}, 0.00012344, 0.0004},
	{GW_FAULT_UNMATCHED_VERTEX, {2, 3}, {0, 0}, 0, 0},
	{GW_FAULT_SELF_CROSSING, {3, GW_OUTSIDE}, {-1800000000, 900000000}, 0, 0},
	{GW_FAULT_UNCLOSED_RING, {1, GW_OUTSIDE}, {1, -1}, 0, 7},
	{GW_FAULT_DEGENERATE_RING, {2, GW_OUTSIDE}, {5, 5}, 0, 0},
	{GW_FAULT_DUPLICATE_CODE, {1, GW_OUTSIDE}, {5, 5}, 0, 0},
	{GW_FAULT_GAP, {1, GW_OUTSIDE}, {5, 5}, 3, 0.5},
	{GW_NOTE_HOLE, {GW_OUTSIDE, GW_OUTSIDE}, {1200000000, 400000000}, 1e6, 800},
};

#define NUM_MADE (sizeof made / sizeof *made)

static const struct gw_faults all = {made, NUM_MADE, NUM_MADE};

/* Whether a finding of a kind tells its size. */
static bool is_area(enum gw_fault_kind kind)
{
	return kind == GW_FAULT_GAP || kind == GW_FAULT_OVERLAP || kind == GW_NOTE_HOLE;
}

static void expect_finding(size_t i, const char *wanted)
{
	struct gw_buf out;

	gw_buf_init(&out, TEXT_MAX);
	gw_finding_text(&out, &made[i], &names);
	assert_string_equal(gw_buf_cstr(&out), wanted);
	gw_buf_finish(&out);
}

static void a_finding_reads_as_a_sentence_latitude_first(void **state)
{
	expect_finding(0,
		"gap between 0832 and a \"b\"\\ near 41.79320, -87.66410: 12345.7 m2, "
		"1.23 m wide");
	expect_finding(1,
		"overlap of 0832 and \xe7\xbd\x91\xe6\xa0\xbc near -40.70000, 120.85000: "
		"0.0001 m2, 0.00 m wide");
	expect_finding(2,
		"unmatched-vertex at a \"b\"\\ and \xe7\xbd\x91\xe6\xa0\xbc near 0.00000, "
		"0.00000");
	expect_finding(3, "self-crossing at \xe7\xbd\x91\xe6\xa0\xbc near 90.00000, -180.00000");
	expect_finding(8, "hole near 40.00000, 120.00000: 1000000.0 m2, 800.00 m wide");
}

static void expect_number(json_t *object, const char *key, double wanted, double within)
{
	json_t *value = json_object_get(object, key);

	if (!json_is_number(value) || json_number_value(value) < wanted - within ||
		json_number_value(value) > wanted + within)
		fail_msg("%s is %.10g, not %.10g", key, json_number_value(value), wanted);
}

static void expect_properties(json_t *object, size_t i)
{
	json_t *cells = json_object_get(object, "cells");
	size_t n = (made[i].cells[0] != GW_OUTSIDE) + (made[i].cells[1] != GW_OUTSIDE), j;

	assert_string_equal(json_string_value(json_object_get(object, "kind")),
		gw_fault_kind_name(made[i].kind));
	assert_int_equal(json_array_size(cells), n);
	for (j = 0; j < n; j++)
		assert_string_equal(
			json_string_value(json_array_get(cells, j)), code(NULL, made[i].cells[j]));
	if (is_area(made[i].kind)) {
		expect_number(object, "area_m2", made[i].area_m2, 0.6e-6);
		expect_number(object, "width_m", made[i].width_m, 0.6e-3);
	} else {
		assert_null(json_object_get(object, "area_m2"));
		assert_null(json_object_get(object, "width_m"));
	}
}

static json_t *parsed(enum gw_status (*write)(struct gw_buf *, const struct gw_faults *,
			      const struct gw_cell_names *, struct gw_error *),
	const struct gw_faults *faults)
{
	struct gw_error err;
	struct gw_buf out;
	json_t *root;

	gw_buf_init(&out, TEXT_MAX);
	if (write(&out, faults, &names, &err))
		fail_msg("%s", err.text);
	root = json_loadb(out.data, out.len, JSON_REJECT_DUPLICATES, NULL);
	assert_non_null(root);
	gw_buf_finish(&out);
	return root;
}

static void json_tells_every_finding_and_counts_the_faults_without_the_notes(void **state)
{
	json_t *root = parsed(gw_findings_json, &all), *list = json_object_get(root, "findings");
	size_t i;

	assert_int_equal(json_integer_value(json_object_get(root, "faults")), NUM_MADE - 1);
	assert_int_equal(json_array_size(list), NUM_MADE);
	for (i = 0; i < NUM_MADE; i++) {
		json_t *item = json_array_get(list, i);

		expect_properties(item, i);
		expect_number(item, "lon", made[i].place.lon / 1e7, 1e-9);
		expect_number(item, "lat", made[i].place.lat / 1e7, 1e-9);
	}
	json_decref(root);
}

static void geojson_has_a_point_longitude_first_for_every_finding(void **state)
{
	json_t *root = parsed(gw_findings_geojson, &all), *list = json_object_get(root, "features");
	double lon, lat;
	const char *type, *shape;
	size_t i;

	assert_string_equal(json_string_value(json_object_get(root, "type")), "FeatureCollection");
	assert_int_equal(json_array_size(list), NUM_MADE);
	for (i = 0; i < NUM_MADE; i++) {
		json_t *item = json_array_get(list, i), *properties;

		assert_int_equal(json_unpack(item, "{s:s, s:{s:s, s:[F, F!]!}, s:o!}", "type",
					 &type, "geometry", "type", &shape, "coordinates", &lon,
					 &lat, "properties", &properties),
			0);
		assert_string_equal(type, "Feature");
		assert_string_equal(shape, "Point");
		assert_true(lon == made[i].place.lon / 1e7 && lat == made[i].place.lat / 1e7);
		expect_properties(properties, i);
	}
	json_decref(root);
}

static void no_findings_are_an_empty_list(void **state)
{
	const struct gw_faults none = {0};
	json_t *root = parsed(gw_findings_json, &none);

	assert_int_equal(json_integer_value(json_object_get(root, "faults")), 0);
	assert_true(json_is_array(json_object_get(root, "findings")));
	json_decref(root);
	root = parsed(gw_findings_geojson, &none);
	assert_int_equal(json_array_size(json_object_get(root, "features")), 0);
	json_decref(root);
}

static void findings_past_the_buffers_maximum_are_out_of_memory(void **state)
{
	struct gw_buf out;

	gw_buf_init(&out, 50);
	assert_int_equal(gw_findings_json(&out, &all, &names, NULL), GW_ENOMEM);
	gw_buf_finish(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_finding_reads_as_a_sentence_latitude_first),
		cmocka_unit_test(json_tells_every_finding_and_counts_the_faults_without_the_notes),
		cmocka_unit_test(geojson_has_a_point_longitude_first_for_every_finding),
		cmocka_unit_test(no_findings_are_an_empty_list),
		cmocka_unit_test(findings_past_the_buffers_maximum_are_out_of_memory),
	};

	return cmocka_run_group_tests_name("import/findings", tests, NULL, NULL);
}
