/* SPDX-License-Identifier: Apache-2.0 */
#include "files.h"
#include "fixture.h"
#include "import/cellfile.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* A folder, and what is read from it. */
struct reading {
	struct folder folder;
	struct gw_cell_file file;
	struct gw_error err;
};

static int make_reading(void **state)
{
	struct reading *r = calloc(1, sizeof *r);

	if (!r)
		return -1;
	folder_init(&r->folder);
	*state = r;
	return 0;
}

static int remove_reading(void **state)
{
	struct reading *r = *state;

	gw_cell_file_finish(&r->file);
	folder_finish(&r->folder);
	free(r);
	return 0;
}

#define reads(test) cmocka_unit_test_setup_teardown(test, make_reading, remove_reading)

static const struct gw_unit_fields by_code = {.code = "code"};

static enum gw_status read_with(
	struct reading *r, const char *text, const struct gw_unit_fields *fields, bool dissolve)
{
	const struct gw_file_options options = {
		.path = folder_write(&r->folder, "cells.geojson", text), .crs = "wgs84"};

	gw_cell_file_finish(&r->file);
	return gw_cell_file_read(&r->file, &options, fields, dissolve, &r->err);
}

static void read_text(struct reading *r, const char *text)
{
	expect_ok(read_with(r, text, &by_code, false), r->err);
}

static size_t rings_of(const struct gw_cell_file *file, gw_cell_id cell)
{
	size_t n = 0, i;

	for (i = 0; i < file->rings.num_rings; i++)
		n += file->rings.rings[i].cell == cell;
	return n;
}

static void expect_fault(
	const struct reading *r, size_t i, enum gw_fault_kind kind, gw_cell_id cell)
{
	const struct gw_fault *f = &r->file.faults.items[i];

	if (i >= r->file.faults.n)
		fail_msg("no fault %zu", i);
	if (f->kind != kind || f->cells[0] != cell)
		fail_msg("fault %zu: %s of cell %u", i, gw_fault_kind_name(f->kind), f->cells[0]);
}

static void cells_are_numbered_by_code_whatever_their_order(void **state)
{
	struct reading *r = *state;

	read_text(r, COLLECTION3(CELL("C", RING_C), CELL("A", RING_A), CELL("B", RING_B)));
	assert_int_equal(r->file.n, 3);
	assert_int_equal(r->file.num_features, 3);
	assert_int_equal(r->file.rings.num_cells, 3);
	assert_int_equal(r->file.faults.n, 0);
	assert_string_equal(r->file.crs, "wgs84");
	assert_string_equal(r->file.records[0].unit.code, "A");
	assert_string_equal(r->file.records[1].unit.code, "B");
	assert_string_equal(r->file.records[2].unit.code, "C");
	assert_int_equal(r->file.records[0].unit.key, 2); /* the second feature */
	assert_int_equal(r->file.rings.rings[0].cell, 3);
	assert_int_equal(r->file.rings.points[r->file.rings.rings[0].first].lon, 1200200000);
	assert_int_equal(r->file.rings.rings[1].cell, 1);
}

static void all_fields_that_are_named_are_read(void **state)
{
	static const struct gw_unit_fields all = {
		"code", "name", "en", "up", "who", "homes", "people", "level"};
	struct reading *r = *state;
	const struct gw_unit *u;

	expect_ok(read_with(r,
			  COLLECTION2(FEATURE(CODE("A") ",\"name\":\"\xe4\xb8\x80\",\"en\":\"One\","
							"\"up\":77,\"who\":\"Wang\","
							"\"homes\":0,\"people\":\"1200\","
							"\"level\":5",
					      POLYGON(RING_A)),
				  FEATURE(CODE("B"), POLYGON(RING_B))),
			  &all, false),
		r->err);
	u = &r->file.records[0].unit;
	assert_string_equal(u->name, "\xe4\xb8\x80");
	assert_string_equal(u->name_en, "One");
	assert_string_equal(u->responsible, "Wang");
	assert_string_equal(r->file.records[0].parent_code, "77");
	assert_int_equal(u->households, 0);
	assert_int_equal(u->residents, 1200);
	assert_int_equal(u->grade, 5);
	assert_true(u->is_cell);
	u = &r->file.records[1].unit;
	assert_null(u->name);
	assert_null(r->file.records[1].parent_code);
	assert_int_equal(u->households, GW_NO_DATA);
	assert_int_equal(u->grade, GW_NO_DATA);
}

static void without_a_code_field_cells_go_by_their_numbers(void **state)
{
	static const struct gw_unit_fields none = {0};
	struct reading *r = *state;
	char features[4096], text[4200];
	size_t len = 0;
	int i;

	for (i = 0; i < 12; i++)
		len += (size_t)snprintf(features + len, sizeof features - len,
			"%s" CELL("x", "[[%d,0],[%d,0],[%d,1],[%d,1],[%d,0]]"), i ? "," : "", i,
			i + 1, i + 1, i, i);
	snprintf(text, sizeof text, COLLECTION("%s"), features);
	expect_ok(read_with(r, text, &none, false), r->err);
	assert_int_equal(r->file.n, 12);
	for (i = 0; i < 12; i++)
		assert_int_equal(r->file.records[i].unit.key, i + 1);
}

static void a_ring_left_open_is_a_fault_as_wide_as_it_is_open(void **state)
{
	struct reading *r = *state;
	double side_m = 0.001 * 111000; /* of latitude */

	read_text(r,
		COLLECTION2(CELL("B", RING_B),
			CELL("A",
				"[[120.00,40],[120.01,40],[120.01,40.01],[120.00,40.01],"
				"[120.00,40.001]]")));
	assert_int_equal(r->file.faults.n, 1);
	expect_fault(r, 0, GW_FAULT_UNCLOSED_RING, 1);
	assert_int_equal(r->file.faults.items[0].place.lon, 1200000000);
	assert_int_equal(r->file.faults.items[0].place.lat, 400000000);
	assert_true(r->file.faults.items[0].width_m > 0.98 * side_m);
	assert_true(r->file.faults.items[0].width_m < 1.02 * side_m);
	assert_int_equal(rings_of(&r->file, 1), 1); /* it is kept, closed */
}

static void a_ring_that_encloses_nothing_is_a_fault_and_left_out(void **state)
{
	static const char *const rings[] = {"[[120.00,40],[120.01,40],[120.00,40]]",
		"[[120.00,40],[120.00,40],[120.00,40],[120.00,40]]",
		"[[120.00,40],[120.01,40],[120.02,40.01],[120.01,40],[120.00,40]]",
		"[[120.00000001,40],[120.00000002,40],[120,40.00000001],[120.00000001,40]]"};
	struct reading *r = *state;
	char text[1024];
	size_t i;

	for (i = 0; i < sizeof rings / sizeof *rings; i++) {
		snprintf(text, sizeof text, COLLECTION2(CELL("B", RING_B), CELL("A", "%s")),
			rings[i]);
		read_text(r, text);
		assert_int_equal(r->file.faults.n, 1);
		expect_fault(r, 0, GW_FAULT_DEGENERATE_RING, 1);
		assert_int_equal(rings_of(&r->file, 1), 0);
		assert_int_equal(rings_of(&r->file, 2), 1);
	}
}

static void two_features_of_a_code_are_a_fault_each_but_the_first(void **state)
{
	struct reading *r = *state;

	read_text(r,
		COLLECTION4(CELL("D", RING_C), CELL("A", RING_B), CELL("D", RING_A),
			CELL("D", RING_B)));
	assert_int_equal(r->file.n, 2);
	assert_int_equal(r->file.num_features, 4);
	assert_int_equal(r->file.faults.n, 2);
	expect_fault(r, 0, GW_FAULT_DUPLICATE_CODE, 2);
	expect_fault(r, 1, GW_FAULT_DUPLICATE_CODE, 2);
	assert_int_equal(r->file.faults.items[0].place.lon, 1200000000); /* the third feature */
	assert_int_equal(r->file.records[1].unit.key, 1);
}

static void dissolved_features_are_parts_of_one_cell(void **state)
{
	struct reading *r = *state;
	size_t i;

	expect_ok(read_with(r,
			  COLLECTION4(CELL("Z", RING_C), CELL("M", RING_A),
				  CELL("A", "[[121,41],[122,41],[122,42],[121,41]]"),
				  CELL("M", RING_B)),
			  &by_code, true),
		r->err);
	assert_int_equal(r->file.n, 3);
	assert_int_equal(r->file.faults.n, 0);
	assert_string_equal(r->file.records[1].unit.code, "M");
	assert_int_equal(r->file.records[1].unit.key, 2);
	assert_int_equal(rings_of(&r->file, 1), 1);
	assert_int_equal(rings_of(&r->file, 2), 2);
	assert_int_equal(rings_of(&r->file, 3), 1);
	for (i = 1; i < r->file.rings.num_rings; i++)
		assert_int_not_equal(
			r->file.rings.rings[i].polygon, r->file.rings.rings[i - 1].polygon);
}

static void a_hole_is_of_the_polygon_it_lies_in(void **state)
{
	struct reading *r = *state;
	const struct gw_ring *rings;

	read_text(r,
		COLLECTION(FEATURE(CODE("A"),
			"{\"type\":\"MultiPolygon\",\"coordinates\":[[" RING_B "],[" RING_A
			"," RING_IN_A "]]}")));
	rings = r->file.rings.rings;
	assert_int_equal(r->file.rings.num_rings, 3);
	assert_false(rings[0].hole);
	assert_false(rings[1].hole);
	assert_true(rings[2].hole);
	assert_int_equal(rings[1].polygon, rings[2].polygon);
	assert_int_not_equal(rings[0].polygon, rings[1].polygon);
}

static void expect_refused(struct reading *r, const char *text, const char *says, const char *more)
{
	static const struct gw_unit_fields fields = {
		.code = "code", .residents = "people", .grade = "level"};

	if (read_with(r, text, &fields, false) != GW_EINVAL)
		fail_msg("it was read: %s", text);
	expect_text(&r->err, "cells.geojson");
	expect_text(&r->err, says);
	expect_text(&r->err, more);
}

#define WITH_ALL(props, ring) FEATURE("\"people\":1,\"level\":1," props, POLYGON(ring))

static void a_feature_that_cannot_be_taken_is_named_by_its_number(void **state)
{
	struct reading *r = *state;

	expect_refused(r,
		COLLECTION2(WITH_ALL(CODE("A"), RING_A), WITH_ALL("\"code\":null", RING_B)),
		"feature 2", "no code");
	expect_refused(r, COLLECTION2(WITH_ALL(CODE("A"), RING_A), WITH_ALL(CODE(""), RING_B)),
		"feature 2", "no code");
	expect_refused(r, COLLECTION2(WITH_ALL(CODE("A"), RING_A), FEATURE(CODE("B"), "null")),
		"feature 2", "no geometry");
	expect_refused(r,
		COLLECTION2(WITH_ALL(CODE("A"), RING_A),
			FEATURE(CODE("B"), "{\"type\":\"Point\",\"coordinates\":[1,1]}")),
		"feature 2", "not a polygon");
	expect_refused(r, COLLECTION(WITH_ALL(CODE("A"), "[[0,0],[1,0],[181,5],[0,0]]")),
		"feature 1", "vertex 3 (181 5)");
	expect_refused(r, COLLECTION(WITH_ALL(CODE("A"), "[[0,0],[1,90.1],[1,5],[0,0]]")),
		"feature 1", "vertex 2");
	expect_refused(r,
		COLLECTION(FEATURE(CODE("A") ",\"level\":1,\"people\":-5", POLYGON(RING_A))),
		"feature 1", "people \"-5\"");
	expect_refused(r,
		COLLECTION(FEATURE(CODE("A") ",\"level\":1,\"people\":1.5", POLYGON(RING_A))),
		"feature 1", "people \"1.5\"");
	expect_refused(r,
		COLLECTION(FEATURE(CODE("A") ",\"people\":1,\"level\":6", POLYGON(RING_A))),
		"feature 1", "level \"6\"");
}

static void an_unknown_field_is_refused_before_anything_is_read(void **state)
{
	static const struct gw_unit_fields fields = {.code = "code", .name = "nom"};
	struct reading *r = *state;

	assert_int_equal(read_with(r, COLLECTION(CELL("A", RING_A)), &fields, false), GW_ENOTFOUND);
	expect_text(&r->err, "\"nom\"; there are: code");
}

static void a_seamless_file_passes_the_check_and_an_overlap_does_not(void **state)
{
	struct reading *r = *state;

	read_text(r, COLLECTION3(CELL("A", RING_A), CELL("B", RING_B), CELL("C", RING_C)));
	expect_ok(gw_cell_file_check(&r->file, &r->err), r->err);
	assert_int_equal(gw_faults_count(&r->file.faults), 0);
	read_text(r, COLLECTION2(CELL("A", RING_A), CELL("AB", RING_AB)));
	expect_ok(gw_cell_file_check(&r->file, &r->err), r->err);
	assert_true(gw_faults_count(&r->file.faults) > 0);
	expect_fault(r, 0, GW_FAULT_OVERLAP, 1);
	assert_int_equal(r->file.faults.items[0].cells[1], 2);
}

static void a_table_of_units_needs_neither_geometry_nor_crs(void **state)
{
	static const struct gw_unit_fields fields = {.code = "code", .parent = "up"};
	struct reading *r = *state;
	const struct gw_file_options options = {
		.path = folder_write(&r->folder, "units.csv", "code,up\n002,1\n001,\n")};

	expect_ok(gw_unit_file_read(&r->file, &options, &fields, &r->err), r->err);
	assert_int_equal(r->file.n, 2);
	assert_int_equal(r->file.rings.num_rings, 0);
	assert_null(r->file.crs);
	assert_string_equal(r->file.records[0].unit.code, "001");
	assert_null(r->file.records[0].parent_code);
	assert_string_equal(r->file.records[1].parent_code, "1");
}

static void coordinates_are_converted_from_the_declared_crs(void **state)
{
	struct reading *r = *state;
	const struct gw_file_options options = {
		.path = folder_write(&r->folder, "m.csv",
			"code,WKT\n"
			"A,\"POLYGON ((0 0,20037508.342789244 0,0 20037508.342789244,0 0))\"\n"),
		.crs = "EPSG:3857"};

	expect_ok(gw_cell_file_read(&r->file, &options, &by_code, false, &r->err), r->err);
	assert_string_equal(r->file.crs, "EPSG:3857");
	/* The Mercator square's corner lies at 180 and atan(sinh(pi)) = 85.0511287798 degrees; the
	 * way there is longer than 2^30 units, so it is halved. */
	assert_int_equal(r->file.rings.points[0].lon, 0);
	assert_int_equal(r->file.rings.points[2].lon, 1800000000);
	assert_int_equal(r->file.rings.points[r->file.rings.num_points - 1].lat, 850511288);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		reads(cells_are_numbered_by_code_whatever_their_order),
		reads(all_fields_that_are_named_are_read),
		reads(without_a_code_field_cells_go_by_their_numbers),
		reads(a_ring_left_open_is_a_fault_as_wide_as_it_is_open),
		reads(a_ring_that_encloses_nothing_is_a_fault_and_left_out),
		reads(two_features_of_a_code_are_a_fault_each_but_the_first),
		reads(dissolved_features_are_parts_of_one_cell),
		reads(a_hole_is_of_the_polygon_it_lies_in),
		reads(a_feature_that_cannot_be_taken_is_named_by_its_number),
		reads(an_unknown_field_is_refused_before_anything_is_read),
		reads(a_seamless_file_passes_the_check_and_an_overlap_does_not),
		reads(a_table_of_units_needs_neither_geometry_nor_crs),
		reads(coordinates_are_converted_from_the_declared_crs),
	};

	return cmocka_run_group_tests_name("import/cellfile", tests, NULL, NULL);
}
