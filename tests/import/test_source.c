/* SPDX-License-Identifier: Apache-2.0 */
#include "files.h"
#include "fixture.h"
#include "import/shapes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static int make_folder(void **state)
{
	*state = malloc(sizeof(struct folder));
	if (!*state)
		return -1;
	folder_init(*state);
	return 0;
}

static int remove_folder(void **state)
{
	folder_finish(*state);
	free(*state);
	return 0;
}

#define in_a_folder(test) cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)

static struct gw_source *open_text(const struct folder *folder, const char *name, const char *text)
{
	struct gw_source *source = NULL;
	struct gw_error err;

	expect_ok(gw_source_open(&source, folder_write(folder, name, text), NULL, NULL, &err), err);
	return source;
}

static bool next(struct gw_source *source)
{
	struct gw_error err;
	bool there;

	expect_ok(gw_source_next(source, &there, &err), err);
	return there;
}

static const char *text_of(struct gw_source *source, const char *field)
{
	struct gw_error err;
	int number;

	expect_ok(gw_source_field(source, field, &number, &err), err);
	return gw_source_text(source, number);
}

struct told {
	char text[512];
};

static enum gw_status tell_ring(
	void *context, const struct gw_source_ring *ring, struct gw_error *err)
{
	struct told *told = context;
	size_t len = strlen(told->text), i;

	(void)err;
	len += (size_t)snprintf(told->text + len, sizeof told->text - len, "%u%s:", ring->polygon,
		ring->hole ? " hole" : "");
	for (i = 0; i < ring->n; i++)
		len += (size_t)snprintf(told->text + len, sizeof told->text - len, " %g %g",
			ring->x[i], ring->y[i]);
	snprintf(told->text + len, sizeof told->text - len, ";");
	return GW_OK;
}

static void expect_rings(struct gw_source *source, const char *wanted)
{
	struct told told = {""};
	struct gw_error err;

	expect_ok(gw_source_rings(source, tell_ring, &told, &err), err);
	if (strcmp(told.text, wanted) != 0)
		fail_msg("feature %llu: \"%s\", not \"%s\"",
			(unsigned long long)gw_source_number(source), told.text, wanted);
}

static void features_come_in_order_with_their_fields_and_rings(void **state)
{
	struct gw_source *s = open_text(*state, "a.geojson",
		COLLECTION2(
			FEATURE("\"code\":\"0832\",\"n\":17,\"name\":\"\xe6\xb5\xb7\xe6\xbb\xa8\"",
				POLYGON("[[0,0],[4,0],[4,4],[0,0]],[[1,1],[2,1],[2,2],[1,1]]")),
			FEATURE("\"code\":\"0833\",\"n\":null,\"name\":\"\"",
				"{\"type\":\"MultiPolygon\",\"coordinates\":["
				"[[[5,5],[6,5],[6,6],[5,5]]],"
				"[[[7,7],[8,7],[8,8],[7,7]]]]}")));

	assert_int_equal(gw_source_count(s), 2);
	assert_true(next(s));
	assert_int_equal(gw_source_number(s), 1);
	assert_string_equal(text_of(s, "code"), "0832");
	assert_string_equal(text_of(s, "n"), "17");
	assert_string_equal(text_of(s, "name"), "\xe6\xb5\xb7\xe6\xbb\xa8");
	expect_rings(s, "0: 0 0 4 0 4 4 0 0;0 hole: 1 1 2 1 2 2 1 1;");
	assert_true(next(s));
	assert_int_equal(gw_source_number(s), 2);
	assert_string_equal(text_of(s, "code"), "0833");
	assert_null(text_of(s, "n"));
	assert_null(text_of(s, "name"));
	assert_null(gw_source_text(s, -1));
	expect_rings(s, "0: 5 5 6 5 6 6 5 5;1: 7 7 8 7 8 8 7 7;");
	assert_false(next(s));
	gw_source_close(s);
	gw_source_close(NULL);
}

static void a_ring_left_open_stays_open(void **state)
{
	struct gw_source *s = open_text(*state, "a.geojson",
		COLLECTION(FEATURE(CODE("1"), POLYGON("[[0,0],[4,0],[4,4]]"))));

	assert_true(next(s));
	expect_rings(s, "0: 0 0 4 0 4 4;");
	gw_source_close(s);
}

static void points_are_points_and_nothing_else_is(void **state)
{
	struct gw_source *s = open_text(*state, "a.geojson",
		COLLECTION4(
			FEATURE("\"id\":1", "{\"type\":\"Point\",\"coordinates\":[120.5,40.25]}"),
			FEATURE("\"id\":2", "{\"type\":\"Point\",\"coordinates\":[1,2,3]}"),
			FEATURE("\"id\":3", "null"),
			FEATURE("\"id\":4", "{\"type\":\"MultiPoint\",\"coordinates\":[[1,2]]}")));
	double x = 0, y = 0;

	assert_true(next(s) && gw_source_point(s, &x, &y));
	assert_true(x == 120.5 && y == 40.25);
	assert_true(next(s) && gw_source_point(s, &x, &y));
	assert_true(x == 1 && y == 2);
	assert_true(next(s));
	assert_false(gw_source_point(s, &x, &y));
	assert_true(next(s));
	assert_false(gw_source_point(s, &x, &y));
	gw_source_close(s);
}

static void times_are_told_as_they_stand_in_the_file(void **state)
{
	struct gw_source *s = open_text(*state, "a.geojson",
		COLLECTION2(FEATURE("\"time\":\"2026-10-03T09:12:00+08:00\"", "null"),
			FEATURE("\"time\":\"2026-10-03 09:12\"", "null")));

	assert_true(next(s));
	assert_string_equal(text_of(s, "time"), "2026-10-03T09:12:00+08:00");
	assert_true(next(s));
	assert_string_equal(text_of(s, "time"), "2026-10-03 09:12");
	gw_source_close(s);
}

static void a_geojson_file_declares_a_crs_only_by_its_crs_member(void **state)
{
	struct gw_source *s = open_text(*state, "a.geojson", COLLECTION(CELL("1", RING_A)));

	assert_null(gw_source_crs(s));
	gw_source_close(s);
	s = open_text(*state, "b.geojson",
		"{\"type\":\"FeatureCollection\",\"crs\":{\"type\":\"name\","
		"\"properties\":{\"name\":\"urn:ogc:def:crs:EPSG::27700\"}},\"features\":[" CELL(
			"1", RING_A) "]}");
	assert_non_null(gw_source_crs(s));
	assert_non_null(strstr(gw_source_crs(s), "27700"));
	gw_source_close(s);
}

/* Opens and reads to the end; fails when all is well. */
static void expect_faulty(
	const struct folder *folder, const char *name, const char *text, const char *says)
{
	const char *path = folder_write(folder, name, text);
	struct gw_source *s = NULL;
	struct told told;
	struct gw_error err = {0};
	enum gw_status st;
	bool there = true;

	st = gw_source_open(&s, path, NULL, NULL, &err);
	while (!st && there) {
		st = gw_source_next(s, &there, &err);
		told.text[0] = '\0';
		if (!st && there)
			st = gw_source_rings(s, tell_ring, &told, &err);
	}
	gw_source_close(s);
	if (st != GW_EINVAL)
		fail_msg("status %d, last ring \"%s\": %s", st, told.text, text);
	if (!strstr(err.text, says))
		fail_msg("\"%s\" does not say \"%s\": %s", err.text, says, text);
}

static void json_that_is_not_strict_is_refused_with_its_line(void **state)
{
	static const char *const texts[] = {
		"{\"type\":\"FeatureCollection\",\"features\":[\n" CELL("1", RING_A) ",]}",
		"{\"type\":\"FeatureCollection\",\"features\":[\n" CELL("1", RING_A) "]} trailing",
		"{\"type\":\"FeatureCollection\",\"features\":[\n" CELL("1", RING_A),
		COLLECTION(FEATURE(CODE("1") "," CODE("2"), POLYGON(RING_A))),
		COLLECTION("{\"type\":\"Feature\",\"properties\":{},\"geometry\":null,"
			   "\"geometry\":null}"),
		COLLECTION(FEATURE(
			CODE("1"), POLYGON("[[NaN,40],[120.01,40],[120.01,40.01],[NaN,40]]"))),
		COLLECTION(FEATURE(
			CODE("1"), POLYGON("[[1e999,40],[120.01,40],[120,41],[1e999,40]]"))),
		COLLECTION(
			FEATURE(CODE("1"), POLYGON("[[Infinity,40],[1,4],[1,5],[Infinity,40]]"))),
		COLLECTION(FEATURE("'code':1", POLYGON(RING_A))),
		COLLECTION(FEATURE(CODE("\xff\xfe"), POLYGON(RING_A))),
		COLLECTION("// a comment\n" CELL("1", RING_A)),
	};
	size_t i;

	for (i = 0; i < sizeof texts / sizeof *texts; i++)
		expect_faulty(*state, "a.geojson", texts[i], "a.geojson");
}

static void what_is_no_feature_is_refused_by_its_place(void **state)
{
	expect_faulty(*state, "a.geojson", COLLECTION(CELL("1", RING_A) ",null"), "/features/1");
	expect_faulty(*state, "a.geojson", COLLECTION2(CELL("1", RING_A), POLYGON(RING_B)),
		"/features/1");
	expect_faulty(*state, "a.geojson", COLLECTION(CELL("1", RING_A) ",[]"), "/features/1");
	expect_faulty(
		*state, "a.geojson", COLLECTION(CELL("1", RING_A) ",{\"type\":7}"), "/features/1");
	expect_faulty(*state, "a.geojson",
		COLLECTION(CELL("1", RING_A) ",{\"type\":\"feature\","
					     "\"properties\":{},\"geometry\":null}"),
		"/features/1");
}

static void a_feature_without_a_polygon_is_refused(void **state)
{
	static const char *const geometries[] = {"null", "{\"type\":\"Polygon\"}",
		"{\"type\":\"Polygon\",\"coordinates\":null}",
		"{\"type\":\"Polygon\",\"coordinates\":[]}",
		"{\"type\":\"MultiPolygon\",\"coordinates\":[]}",
		"{\"type\":\"LineString\",\"coordinates\":[[1,1],[2,2]]}",
		"{\"type\":\"Point\",\"coordinates\":[1,1]}",
		"{\"type\":\"GeometryCollection\",\"geometries\":[" POLYGON(RING_A) "]}"};
	char text[1024];
	size_t i;

	for (i = 0; i < sizeof geometries / sizeof *geometries; i++) {
		snprintf(text, sizeof text,
			COLLECTION2(CELL("1", RING_A), FEATURE(CODE("2"), "%s")), geometries[i]);
		expect_faulty(*state, "a.geojson", text, "");
	}
}

static void coordinates_nested_too_little_or_too_deep_are_refused(void **state)
{
	static const char *const coordinates[] = {"[120,40]", "[[120,40],[120.01,40],[120,40.01]]",
		"[[" RING_A "]]", "[[[120,40],[\"120.01\",40],[120.01,40.01],[120,40]]]",
		"[[[120,40],[null,40],[120.01,40.01],[120,40]]]",
		"[[[120,40],[120.01],[120.01,40.01],[120,40]]]",
		"[[[120,40],[],[120.01,40],[120,40]]]", "{\"x\":120}", "\"120,40\""};
	char text[1024];
	size_t i;

	for (i = 0; i < sizeof coordinates / sizeof *coordinates; i++) {
		snprintf(text, sizeof text,
			COLLECTION(FEATURE(CODE("2"), "{\"type\":\"Polygon\",\"coordinates\":%s}")),
			coordinates[i]);
		expect_faulty(*state, "a.geojson", text, "");
	}
}

static void a_csv_file_has_its_polygons_as_wkt(void **state)
{
	struct gw_source *s = open_text(*state, "a.csv",
		"code,name,WKT\n"
		"0832,\"Haibin, east\",\"POLYGON ((0 0,4 0,4 4,0 0),(1 1,2 1,2 2,1 1))\"\n"
		"0833,,\"MULTIPOLYGON (((5 5,6 5,6 6,5 5)),((7 7,8 7,8 8,7 7)))\"\n");

	assert_null(gw_source_crs(s));
	assert_true(next(s));
	assert_string_equal(text_of(s, "code"), "0832");
	assert_string_equal(text_of(s, "name"), "Haibin, east");
	expect_rings(s, "0: 0 0 4 0 4 4 0 0;0 hole: 1 1 2 1 2 2 1 1;");
	assert_true(next(s));
	assert_string_equal(text_of(s, "code"), "0833");
	assert_null(text_of(s, "name"));
	expect_rings(s, "0: 5 5 6 5 6 6 5 5;1: 7 7 8 7 8 8 7 7;");
	assert_false(next(s));
	gw_source_close(s);
}

static void wkt_that_is_none_is_refused(void **state)
{
	static const char *const wkts[] = {"", "POLYGON", "POLYGON ((0 0,4 0", "POLYGON EMPTY",
		"LINESTRING (0 0,1 1)", "rubbish"};
	char text[256];
	size_t i;

	for (i = 0; i < sizeof wkts / sizeof *wkts; i++) {
		snprintf(text, sizeof text, "code,WKT\n1,\"%s\"\n", wkts[i]);
		expect_faulty(*state, "a.csv", text, "");
	}
}

static void an_unknown_field_is_answered_with_those_there_are(void **state)
{
	struct gw_source *s = open_text(*state, "a.csv", "code,Name\n1,2\n");
	struct gw_error err;
	int number = -7;

	assert_int_equal(gw_source_field(s, "name", &number, &err), GW_ENOTFOUND);
	expect_text(&err, "\"name\"; there are: code, Name");
	assert_int_equal(number, -7);
	assert_int_equal(gw_source_num_fields(s), 2);
	assert_string_equal(gw_source_field_name(s, 1), "Name");
	gw_source_close(s);
}

static void an_unknown_layer_is_answered_with_those_there_are(void **state)
{
	const char *path = folder_write(*state, "a.csv", "code,name\n1,2\n");
	struct gw_source *s;
	struct gw_error err;

	assert_int_equal(gw_source_open(&s, path, "beats", NULL, &err), GW_ENOTFOUND);
	expect_text(&err, "\"beats\"; there are: a");
	expect_ok(gw_source_open(&s, path, "a", NULL, &err), err);
	gw_source_close(s);
}

static void a_file_that_is_missing_or_of_no_known_format_is_refused_by_name(void **state)
{
	const struct folder *folder = *state;
	struct gw_source *s;
	struct gw_error err;

	assert_int_equal(gw_source_open(&s, folder_file(folder, "none.geojson"), NULL, NULL, &err),
		GW_ENOTFOUND);
	expect_text(&err, "none.geojson");
	assert_int_equal(
		gw_source_open(&s, folder_write(folder, "a.bin", "\x01\x02"), NULL, NULL, &err),
		GW_EINVAL);
	expect_text(&err, "a.bin");
	assert_int_equal(
		gw_source_open(&s, folder_write(folder, "a.geojson", ""), NULL, NULL, &err),
		GW_EINVAL);
	expect_text(&err, "a.geojson");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_a_folder(features_come_in_order_with_their_fields_and_rings),
		in_a_folder(a_ring_left_open_stays_open),
		in_a_folder(points_are_points_and_nothing_else_is),
		in_a_folder(times_are_told_as_they_stand_in_the_file),
		in_a_folder(a_geojson_file_declares_a_crs_only_by_its_crs_member),
		in_a_folder(json_that_is_not_strict_is_refused_with_its_line),
		in_a_folder(what_is_no_feature_is_refused_by_its_place),
		in_a_folder(a_feature_without_a_polygon_is_refused),
		in_a_folder(coordinates_nested_too_little_or_too_deep_are_refused),
		in_a_folder(a_csv_file_has_its_polygons_as_wkt),
		in_a_folder(wkt_that_is_none_is_refused),
		in_a_folder(an_unknown_field_is_answered_with_those_there_are),
		in_a_folder(an_unknown_layer_is_answered_with_those_there_are),
		in_a_folder(a_file_that_is_missing_or_of_no_known_format_is_refused_by_name),
	};

	return cmocka_run_group_tests_name("import/source", tests, NULL, NULL);
}
