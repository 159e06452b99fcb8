/* SPDX-License-Identifier: Apache-2.0 */
#include "files.h"
#include "fixture.h"
#include "import/context.h"
#include "store/context.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define GEOMETRY(type, coordinates) "{\"type\":\"" type "\",\"coordinates\":" coordinates "}"
#define LINE(coordinates)	    FEATURE("\"class\":\"x\"", GEOMETRY("LineString", coordinates))
#define SOUND			    LINE("[[120,40],[120.1,40]]")

/* What was told of faulty features: "1- reason" of a rejected one, "1+ reason" of a stored one. */
struct told {
	char text[2048];
};

static void tell(void *context, uint64_t feature, bool rejected, const char *reason)
{
	struct told *told = context;
	size_t len = strlen(told->text);

	snprintf(told->text + len, sizeof told->text - len, "%llu%c %s\n",
		(unsigned long long)feature, rejected ? '-' : '+', reason);
}

static struct gw_context_options options_for(
	struct city *city, const char *text, const char *kind, struct told *told)
{
	if (told)
		*told = (struct told){0};
	return (struct gw_context_options){
		.file = {.path = folder_write(&city->folder, "c.geojson", text), .crs = "wgs84"},
		.kind = kind,
		.on_fault = told ? tell : NULL,
		.context = told,
	};
}

static struct gw_context_result import(struct city *city, const struct gw_context_options *options)
{
	struct gw_context_result result;
	struct gw_error err;

	expect_ok(gw_import_context(city->store, options, &result, &err), err);
	assert_int_equal(result.features, result.stored + result.rejected);
	return result;
}

/* Imports one feature and says how it is stored. */
static void expect_stored(struct city *city, const char *geometry, const char *wkt)
{
	char text[2048];
	struct gw_context_options options;

	snprintf(text, sizeof text, COLLECTION(FEATURE("", "%s")), geometry);
	options = options_for(city, text, "road", NULL);
	assert_int_equal(import(city, &options).stored, 1);
	expect_database_text(city->path, "SELECT AsText(geom) FROM context", wkt);
}

static void every_shape_is_stored_as_it_is(void **state)
{
	struct city *city = *state;

	expect_stored(city, GEOMETRY("Point", "[1,2]"), "POINT(1 2)");
	expect_stored(city, GEOMETRY("MultiPoint", "[[1,2],[3,4]]"), "MULTIPOINT(1 2, 3 4)");
	expect_stored(city, GEOMETRY("LineString", "[[1,2],[3,4]]"), "LINESTRING(1 2, 3 4)");
	expect_stored(city, GEOMETRY("MultiLineString", "[[[1,2],[3,4]],[[5,6],[7,8]]]"),
		"MULTILINESTRING((1 2, 3 4), (5 6, 7 8))");
	expect_stored(city,
		GEOMETRY("Polygon", "[[[0,0],[9,0],[9,9],[0,0]],[[5,1],[6,1],[6,2],[5,1]]]"),
		"POLYGON((0 0, 9 0, 9 9, 0 0), (5 1, 6 1, 6 2, 5 1))");
	expect_stored(city,
		GEOMETRY("MultiPolygon",
			"[[[[0,0],[9,0],[9,9],[0,0]]],[[[5,1],[6,1],[6,2],[5,1]]]]"),
		"MULTIPOLYGON(((0 0, 9 0, 9 9, 0 0)), ((5 1, 6 1, 6 2, 5 1)))");
}

static void collections_are_flattened_and_heights_left_out(void **state)
{
	struct city *city = *state;

	expect_stored(city,
		"{\"type\":\"GeometryCollection\",\"geometries\":["
		"{\"type\":\"GeometryCollection\",\"geometries\":[" GEOMETRY(
			"LineString", "[[1,2,9],[3,4,9]]") "]}," GEOMETRY("MultiLineString",
			"[[[5,6],[7,8]]]") "]}",
		"MULTILINESTRING((1 2, 3 4), (5 6, 7 8))");
}

static void points_that_round_to_the_one_before_are_left_out(void **state)
{
	expect_stored(*state,
		GEOMETRY("LineString", "[[1,2],[1.00000001,2],[3,4],[3,4],[3,4.00000001]]"),
		"LINESTRING(1 2, 3 4)");
}

static void texts_come_from_the_fields_that_are_named(void **state)
{
	struct city *city = *state;
	struct gw_context_options options = options_for(city,
		COLLECTION2(FEATURE("\"c\":\"river\",\"n\":\"\xe6\xb2\xb3\",\"e\":\"River\"",
				    GEOMETRY("LineString", "[[1,2],[3,4]]")),
			FEATURE("\"c\":null,\"n\":\"\",\"e\":7",
				GEOMETRY("LineString", "[[1,2],[3,4]]"))),
		"water", NULL);

	options.class = "c";
	options.name = "n";
	options.name_en = "e";
	import(city, &options);
	expect_database_text(city->path,
		"SELECT group_concat(kind || ',' || coalesce(class, '-') || ',' ||"
		" coalesce(name, '-') || ',' || coalesce(name_en, '-'), ';') FROM context",
		"water,river,\xe6\xb2\xb3,River;water,-,-,7");
}

static void each_faulty_feature_is_rejected_with_its_number_and_reason(void **state)
{
	static const struct {
		const char *geometry, *says;
	} faulty[] = {
		{"null", "1- it has no geometry\n"},
		{GEOMETRY("LineString", "[]"), "1- it has no geometry\n"},
		{GEOMETRY("LineString", "[[120,40],[120,90.1]]"),
			"1- vertex 2 (120 90.1) is no place on earth in wgs84\n"},
		{GEOMETRY("Point", "[-180.1,40]"),
			"1- vertex 1 (-180.1 40) is no place on earth in wgs84\n"},
		{GEOMETRY("LineString", "[[120,40],[120.00000001,40]]"),
			"1- it has no extent: too few distinct points\n"},
		{GEOMETRY("Polygon", "[[[1,1],[2,2],[1,1],[2,2],[1,1]]]"),
			"1- it has no extent: too few distinct points\n"},
		{GEOMETRY("Polygon", "[[[1,1],[2,1],[2,2],[1,2]]]"),
			"1- a ring does not end where it began (1 1)\n"},
	};
	struct city *city = *state;
	struct gw_context_options options;
	struct gw_context_result result;
	struct told told;
	char text[2048];
	size_t i;

	for (i = 0; i < sizeof faulty / sizeof *faulty; i++) {
		snprintf(text, sizeof text, COLLECTION2(FEATURE("", "%s"), SOUND),
			faulty[i].geometry);
		options = options_for(city, text, "road", &told);
		result = import(city, &options);
		assert_int_equal(result.stored, 1);
		assert_int_equal(result.rejected, 1);
		assert_int_equal(result.incomplete, 0);
		assert_string_equal(told.text, faulty[i].says);
	}
	assert_int_equal(database_rows(city->path, "context"), 1);
}

static void curves_come_as_lines_and_surfaces_are_rejected(void **state)
{
	struct city *city = *state;
	struct told told;
	struct gw_context_options options = options_for(city, "", "road", &told);
	struct gw_context_result result;

	options.file.path = folder_write(&city->folder, "c.csv",
		"class,WKT\n"
		"a,\"TIN(((0 0,1 0,1 1,0 0)))\"\n"
		"b,\"COMPOUNDCURVE((0 0,10 0),CIRCULARSTRING(10 0,11 1,12 0))\"\n"
		"c,\"POLYHEDRALSURFACE(((0 0,1 0,1 1,0 0)))\"\n");
	result = import(city, &options);
	assert_int_equal(result.stored, 1);
	assert_string_equal(told.text,
		"1- it has a TIN, which is no point, line or polygon\n"
		"3- it has a PolyhedralSurface, which is no point, line or polygon\n");
	/* 10 and half a circle of radius 1, in hundredths */
	assert_in_range(
		database_int(city->path, "SELECT 100 * ST_Length(geom) FROM context"), 1312, 1314);
}

static void parts_without_extent_are_left_out_of_what_is_stored(void **state)
{
	struct city *city = *state;
	struct told told;
	const struct gw_context_options options = options_for(city,
		COLLECTION2(FEATURE("",
				    GEOMETRY("MultiLineString",
					    "[[[1,2],[1,2]],[[3,4],[5,6]],[[7,8],[7,8]]]")),
			FEATURE("",
				GEOMETRY("MultiPolygon",
					/* a hole of nothing; holes whose exterior is nothing */
					"[[[[0,0],[9,0],[9,9],[0,0]],[[5,1],[6,2],[5,1]]],"
					"[[[1,1],[1,1],[1,1]],[[5,1],[6,1],[6,2],[5,1]]]]"))),
		"road", &told);
	struct gw_context_result result = import(city, &options);

	assert_int_equal(result.stored, 2);
	assert_int_equal(result.incomplete, 2);
	assert_string_equal(told.text,
		"1+ parts that have too few distinct points: 2 of 3\n"
		"2+ parts that have too few distinct points: 3 of 4\n");
	expect_database_text(city->path, "SELECT group_concat(AsText(geom), ';') FROM context",
		"LINESTRING(3 4, 5 6);POLYGON((0 0, 9 0, 9 9, 0 0))");
}

static void an_import_replaces_its_kind_and_no_other(void **state)
{
	struct city *city = *state;
	struct gw_context_options options =
		options_for(city, COLLECTION2(SOUND, SOUND), "road", NULL);

	import(city, &options);
	options.kind = "rail";
	import(city, &options);
	options = options_for(city, COLLECTION3(SOUND, SOUND, SOUND), "road", NULL);
	assert_int_equal(import(city, &options).replaced, 2);
	assert_int_equal(database_rows(city->path, "context WHERE kind = 'road'"), 3);
	assert_int_equal(database_rows(city->path, "context WHERE kind = 'rail'"), 2);
	options.append = true;
	assert_int_equal(import(city, &options).replaced, 0);
	assert_int_equal(database_rows(city->path, "context WHERE kind = 'road'"), 6);
}

static void expect_nothing_done(struct city *city, const struct gw_context_options *options,
	enum gw_status wanted, const char *says)
{
	struct gw_context_result result;
	struct gw_error err = {0};

	assert_int_equal(gw_import_context(city->store, options, &result, &err), wanted);
	expect_text(&err, says);
	assert_int_equal(database_rows(city->path, "context WHERE kind = 'road'"), 2);
	expect_ok(gw_store_begin(city->store, &err), err); /* none is left open */
	gw_store_rollback(city->store);
}

static void a_file_that_cannot_be_taken_leaves_what_was_there(void **state)
{
	struct city *city = *state;
	struct gw_context_options options =
		options_for(city, COLLECTION2(SOUND, SOUND), "road", NULL);

	import(city, &options);
	options.class = "klass";
	expect_nothing_done(city, &options, GW_ENOTFOUND, "no field \"klass\"; there are: class");
	options.class = NULL;
	options.kind = "ROAD";
	expect_nothing_done(city, &options, GW_EINVAL, "\"ROAD\" is no kind");
	options.kind = "road";
	options.file.crs = NULL;
	expect_nothing_done(city, &options, GW_EINVAL, "declare it with --crs");
	options.file.crs = "EPSG:1";
	expect_nothing_done(city, &options, GW_EINVAL, "EPSG:1");
	options.file.crs = "wgs84";
	options.file.path = folder_file(&city->folder, "none.geojson");
	expect_nothing_done(city, &options, GW_ENOTFOUND, "none.geojson");
	options = options_for(city, "{\"type\":\"FeatureCollection\"", "road", NULL);
	expect_nothing_done(city, &options, GW_EINVAL, "c.geojson");
	options = options_for(city, COLLECTION(""), "road", NULL);
	expect_nothing_done(city, &options, GW_EINVAL, "no features");
	options = options_for(
		city, COLLECTION2(FEATURE("", "null"), FEATURE("", "null")), "road", NULL);
	expect_nothing_done(city, &options, GW_EINVAL, "none of its features");
}

static void a_shifted_datum_is_taken_back(void **state)
{
	struct city *city = *state;
	struct gw_context_options options = options_for(city, COLLECTION(SOUND), "road", NULL);

	options.file.crs = "gcj02";
	import(city, &options);
	/* GCJ-02 lies some hundred metres from WGS 84 here. */
	assert_in_range(database_int(city->path,
				"SELECT 1e5 * (abs(ST_X(StartPoint(geom)) - 120) +"
				" abs(ST_Y(StartPoint(geom)) - 40)) FROM context"),
		300, 1000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_a_city(every_shape_is_stored_as_it_is),
		in_a_city(collections_are_flattened_and_heights_left_out),
		in_a_city(points_that_round_to_the_one_before_are_left_out),
		in_a_city(texts_come_from_the_fields_that_are_named),
		in_a_city(each_faulty_feature_is_rejected_with_its_number_and_reason),
		in_a_city(curves_come_as_lines_and_surfaces_are_rejected),
		in_a_city(parts_without_extent_are_left_out_of_what_is_stored),
		in_a_city(an_import_replaces_its_kind_and_no_other),
		in_a_city(a_file_that_cannot_be_taken_leaves_what_was_there),
		in_a_city(a_shifted_datum_is_taken_back),
	};

	return cmocka_run_group_tests_name("import/context", tests, NULL, NULL);
}
