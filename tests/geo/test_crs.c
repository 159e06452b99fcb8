/* SPDX-License-Identifier: Apache-2.0 */
#include "geo/crs.h"

#include <math.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* The .prj of a real shapefile of Greater Manchester; note the blank in GCS_OSGB 1936. */
static const char osgb_prj[] =
	"PROJCS[\"OSGB_1936_British_National_Grid\",GEOGCS[\"GCS_OSGB 1936\",DATUM[\"D_OSGB_1936\","
	"SPHEROID[\"Airy_1830\",6377563.396,299.3249646]],PRIMEM[\"Greenwich\",0],"
	"UNIT[\"Degree\",0.017453292519943295]],PROJECTION[\"Transverse_Mercator\"],"
	"PARAMETER[\"latitude_of_origin\",49],PARAMETER[\"central_meridian\",-2],"
	"PARAMETER[\"scale_factor\",0.9996012717],PARAMETER[\"false_easting\",400000],"
	"PARAMETER[\"false_northing\",-100000],UNIT[\"Meter\",1]]";

static const char esri_wgs84[] = "GEOGCS[\"GCS_WGS_1984\",DATUM[\"D_WGS_1984\",SPHEROID[\"WGS_"
				 "1984\",6378137.0,298.257223563]],"
				 "PRIMEM[\"Greenwich\",0.0],UNIT[\"Degree\",0.0174532925199433]]";

static const char ogc_wgs84[] =
	"GEOGCS[\"WGS 84\",DATUM[\"WGS_1984\",SPHEROID[\"WGS 84\",6378137,298.257223563,"
	"AUTHORITY[\"EPSG\",\"7030\"]],TOWGS84[0,0,0,0,0,0,0],AUTHORITY[\"EPSG\",\"6326\"]],"
	"PRIMEM[\"Greenwich\",0],UNIT[\"degree\",0.0174532925199433],AUTHORITY[\"EPSG\",\"4326\"]]";

static const char esri_cgcs2000[] =
	"GEOGCS[\"GCS_China_Geodetic_Coordinate_System_2000\",DATUM[\"D_China_2000\","
	"SPHEROID[\"CGCS2000\",6378137.0,298.257222101]],PRIMEM[\"Greenwich\",0.0],"
	"UNIT[\"Degree\",0.0174532925199433]]";

static const char esri_cgcs2000_120e[] =
	"PROJCS[\"CGCS2000_3_Degree_GK_CM_120E\",GEOGCS[\"GCS_China_Geodetic_Coordinate_System_"
	"2000\","
	"DATUM[\"D_China_2000\",SPHEROID[\"CGCS2000\",6378137.0,298.257222101]],"
	"PRIMEM[\"Greenwich\",0.0],UNIT[\"Degree\",0.0174532925199433]],PROJECTION[\"Gauss_"
	"Kruger\"],"
	"PARAMETER[\"False_Easting\",500000.0],PARAMETER[\"False_Northing\",0.0],"
	"PARAMETER[\"Central_Meridian\",120.0],PARAMETER[\"Scale_Factor\",1.0],"
	"PARAMETER[\"Latitude_Of_Origin\",0.0],UNIT[\"Meter\",1.0]]";

static struct gw_crs *crs_of(const char *text)
{
	struct gw_crs *crs = NULL;
	struct gw_error err;

	if (gw_crs_create(&crs, text, &err))
		fail_msg("%s", err.text);
	return crs;
}

static struct gw_crs *crs_of_wkt(const char *wkt)
{
	struct gw_crs *crs = NULL;
	struct gw_error err;

	if (gw_crs_create_from_wkt(&crs, wkt, &err))
		fail_msg("%s", err.text);
	return crs;
}

static void expect_at(struct gw_crs *crs, double x, double y, double lon, double lat)
{
	struct gw_lonlat p;

	if (!gw_crs_point_to_lonlat(crs, x, y, &p))
		fail_msg("%s: %.9f, %.9f was refused", gw_crs_name(crs), x, y);
	if (fabs(p.lon - lon * 1e7) > 1 || fabs(p.lat - lat * 1e7) > 1)
		fail_msg("%s: %.9f, %.9f came to %.7f, %.7f, not %.7f, %.7f", gw_crs_name(crs), x,
			y, p.lon / 1e7, p.lat / 1e7, lon, lat);
}

static void expect_nowhere(struct gw_crs *crs, double x, double y)
{
	struct gw_lonlat p = {1, 2};

	if (gw_crs_point_to_lonlat(crs, x, y, &p))
		fail_msg("%s: %g, %g came to %.7f, %.7f", gw_crs_name(crs), x, y, p.lon / 1e7,
			p.lat / 1e7);
	assert_true(p.lon == 1 && p.lat == 2);
}

/*
 * Each pair is pyproj 3.4.1 (PROJ 9.1.1, no grids beyond proj-data) saying
 * Transformer.from_crs(text, "EPSG:4326", always_xy=True).transform(x, y)
 */
static void every_epsg_code_lands_where_pyproj_puts_it(void **state)
{
	static const struct {
		const char *text;
		double x, y, lon, lat;
	} points[] = {
		{"EPSG:4236", 121.5, 25.0, 121.508221569, 24.998224480},
		{"EPSG:27700", 384000, 398000, -2.242548063, 53.478478241},
		{"EPSG:27700", 529090, 179645, -0.141587559, 51.501008930},
		{"EPSG:4549", 571800, 4508600, 120.849657347, 40.708958054},
		{"EPSG:2435", 486000, 4508600, 113.834324862, 40.711248324},
		{"EPSG:26971", 358000, 580000, -87.634478045, 41.888909199},
		{"EPSG:3435", 1176000, 1900000, -87.629197183, 41.880964379}, /* US feet */
		{"EPSG:4807", 0, 54.275, 2.336505705, 48.847430695}, /* grads from Paris */
		{"EPSG:3857", 13358338.9, 4865942.28, 120.000000043, 40.000000003},
		{"EPSG:3857", 20037508, -20037508, 179.999996921, -85.051128514},
		{"EPSG:4269", -87.62, 41.88, -87.62, 41.88},
		{"EPSG:3031", 1000000, 500000, 63.434948823, -79.736420851},
		{"EPSG:7405", 384000, 398000, -2.242548063, 53.478478241}, /* with a height */
	};
	size_t i;

	for (i = 0; i < sizeof points / sizeof *points; i++) {
		struct gw_crs *crs = crs_of(points[i].text);

		expect_at(crs, points[i].x, points[i].y, points[i].lon, points[i].lat);
		gw_crs_destroy(crs);
	}
}

/* Chicago's community areas are published in Taiwan's datum; the same pyproj. */
static void a_datum_applies_also_far_from_its_area_of_use(void **state)
{
	struct gw_crs *crs = crs_of("EPSG:4236");

	expect_at(crs, -87.62, 41.88, -87.627940925, 41.874684066);
	expect_at(crs, -87.601201022747546, 41.850006261157517, -87.609140300, 41.844692890);
	gw_crs_destroy(crs);
}

static void the_names_of_wgs84_and_cgcs2000_leave_degrees_as_they_are(void **state)
{
	static const char *const texts[] = {"wgs84", "WGS84", "cgcs2000", "CGCS2000", "CRS84",
		"crs:84", "OGC:CRS84", "EPSG:4326", "epsg:4490", "EPSG:4979", "EPSG:04326"};
	struct gw_lonlat p;
	size_t i;

	for (i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct gw_crs *crs = crs_of(texts[i]);

		assert_true(gw_crs_point_to_lonlat(crs, 120.85, 40.7, &p));
		assert_int_equal(p.lon, 1208500000);
		assert_int_equal(p.lat, 407000000);
		gw_crs_destroy(crs);
	}
}

/* The pairs of test_datum.c. */
static void shifted_datums_come_back_to_wgs84(void **state)
{
	struct gw_crs *gcj02 = crs_of("GCJ02"), *bd09 = crs_of("bd09");
	double x, y;

	expect_at(gcj02, 121.531541859215, 31.17530398364597, 121.5272106, 31.1774276);
	expect_at(gcj02, 116.41024449916938, 39.91640428150164, 116.404, 39.915);
	expect_at(gcj02, -87.62, 41.88, -87.62, 41.88);
	expect_at(bd09, -87.62, 41.88, -87.62, 41.88);
	assert_true(
		gw_crs_point_from_lonlat(gcj02, (struct gw_lonlat){1164040000, 399150000}, &x, &y));
	assert_true(fabs(x - 116.41024449916938) < 1e-9 && fabs(y - 39.91640428150164) < 1e-9);
	assert_true(
		gw_crs_point_from_lonlat(bd09, (struct gw_lonlat){1164040000, 399150000}, &x, &y));
	expect_at(bd09, x, y, 116.404, 39.915);
	assert_true(x - 116.404 > 0.012 && x - 116.404 < 0.013);
	gw_crs_destroy(gcj02);
	gw_crs_destroy(bd09);
}

/* EPSG:4236 loses 7 cm: its three-dimensional shift forgets the height on the way. */
static void points_go_back_to_where_they_came_from(void **state)
{
	static const struct {
		const char *text;
		double x, y, tolerance;
	} points[] = {{"EPSG:27700", 384000, 398000, 0.03}, {"EPSG:4549", 571800, 4508600, 0.03},
		{"EPSG:4236", -87.62, 41.88, 1e-6}, {"wgs84", 120.85, 40.7, 1e-7},
		{"EPSG:3857", 13358338.9, 4865942.28, 0.03}, {"gcj02", 120.85, 40.7, 1e-7},
		{"bd09", 120.85, 40.7, 1e-7}};
	struct gw_lonlat p;
	double x, y;
	size_t i;

	for (i = 0; i < sizeof points / sizeof *points; i++) {
		struct gw_crs *crs = crs_of(points[i].text);

		assert_true(gw_crs_point_to_lonlat(crs, points[i].x, points[i].y, &p));
		assert_true(gw_crs_point_from_lonlat(crs, p, &x, &y));
		if (fabs(x - points[i].x) > points[i].tolerance ||
			fabs(y - points[i].y) > points[i].tolerance)
			fail_msg("%s: %.9f, %.9f returned as %.9f, %.9f", points[i].text,
				points[i].x, points[i].y, x, y);
		gw_crs_destroy(crs);
	}
}

static void points_out_of_range_are_refused_in_every_crs(void **state)
{
	static const char *const texts[] = {"wgs84", "gcj02", "bd09", "EPSG:4236", "EPSG:4269"};
	size_t i;

	for (i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct gw_crs *crs = crs_of(texts[i]);

		expect_nowhere(crs, NAN, 40);
		expect_nowhere(crs, 120, NAN);
		expect_nowhere(crs, INFINITY, 40);
		expect_nowhere(crs, 120, -INFINITY);
		expect_nowhere(crs, 180.0001, 40);
		expect_nowhere(crs, -200, 40);
		expect_nowhere(crs, 120, 90.0001);
		expect_nowhere(crs, 41.88, -187.62);
		expect_nowhere(crs, 1e300, 1e300);
		gw_crs_destroy(crs);
	}
}

static void projected_points_beyond_the_domain_are_refused_and_not_wrapped(void **state)
{
	static const char *const texts[] = {"EPSG:3857", "EPSG:27700", "EPSG:4549", "EPSG:32650"};
	size_t i;

	for (i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct gw_crs *crs = crs_of(texts[i]);

		expect_nowhere(crs, NAN, 4e6);
		expect_nowhere(crs, 5e5, INFINITY);
		expect_nowhere(crs, 1e30, 4e6);
		expect_nowhere(crs, -1e300, 1e300);
		expect_nowhere(crs, 4e8, 4e6);
		gw_crs_destroy(crs);
	}
}

/* Zone 40 of CGCS2000 puts 40 before the easting, beyond the circumference of the Earth. */
static void an_easting_with_the_zone_in_front_is_good(void **state)
{
	struct gw_crs *crs = crs_of("EPSG:4528");

	expect_at(crs, 40571800, 4508600, 120.849657347, 40.708958054);
	gw_crs_destroy(crs);
}

static void a_batch_tells_the_good_points_from_the_bad(void **state)
{
	static const double x[] = {384000, NAN, 384000, 1e30, 529090};
	static const double y[] = {398000, 398000, INFINITY, 0, 179645};
	static const bool wanted[] = {true, false, false, false, true};
	struct gw_crs *crs = crs_of("EPSG:27700");
	struct gw_lonlat out[5], one;
	bool ok[5];
	size_t i;

	assert_int_equal(gw_crs_to_lonlat(crs, x, y, 5, out, ok), 2);
	for (i = 0; i < 5; i++) {
		assert_int_equal(ok[i], wanted[i]);
		if (gw_crs_point_to_lonlat(crs, x[i], y[i], &one))
			assert_true(gw_lonlat_equal(one, out[i]));
		else
			assert_true(out[i].lon == 0 && out[i].lat == 0);
	}
	assert_int_equal(gw_crs_to_lonlat(crs, x, y, 0, out, ok), 0);
	gw_crs_destroy(crs);
}

static void expect_refused(const char *text, const char *reason)
{
	struct gw_crs *crs = NULL;
	struct gw_error err = {0};

	if (!gw_crs_create(&crs, text, &err))
		fail_msg("\"%s\" was taken for %s", text, gw_crs_name(crs));
	assert_int_equal(err.code, GW_EINVAL);
	assert_null(crs);
	if (!strstr(err.text, reason))
		fail_msg("\"%s\": \"%s\" does not say \"%s\"", text, err.text, reason);
}

static void unknown_text_is_refused_with_a_list_of_what_is_accepted(void **state)
{
	static const char *const texts[] = {"", "wgs", "wgs84 ", " wgs84", "gcj-02", "EPSG",
		"EPSG:", "EPSG:x", "EPSG:-4326", "EPSG:+4326", "EPSG: 4326", "EPSG:4326 ", "EPSG:0",
		"EPSG:99999999999", "4326", "+proj=longlat", "urn:ogc:def:crs:EPSG::4326",
		"EPSG:4326;DROP TABLE", "IAU:49900", "\xff\xfe"};
	size_t i;

	for (i = 0; i < sizeof texts / sizeof *texts; i++)
		expect_refused(texts[i], "wgs84, cgcs2000, gcj02, bd09, CRS84 or EPSG:n");
}

static void codes_of_no_map_are_refused_by_name(void **state)
{
	expect_refused("EPSG:99999", "EPSG:99999: no such CRS: ");
	expect_refused("EPSG:99999", "crs not found"); /* PROJ's own words */
	expect_refused("EPSG:7030", "EPSG:7030: no such CRS"); /* an ellipsoid */
	expect_refused("EPSG:5773", "EPSG:5773 is neither"); /* a height */
	expect_refused("EPSG:4978", "EPSG:4978 is neither"); /* geocentric */
}

static void expect_wkt_refused(const char *wkt)
{
	struct gw_crs *crs = NULL;
	struct gw_error err = {0};

	if (!gw_crs_create_from_wkt(&crs, wkt, &err))
		fail_msg("%.60s was taken for %s", wkt, gw_crs_name(crs));
	assert_int_equal(err.code, GW_EINVAL);
	assert_true(strlen(err.text) > 10);
	assert_null(strchr(err.text, '\n'));
}

static void wkt_that_is_none_is_refused(void **state)
{
	char *long_wkt = malloc(70000);

	assert_non_null(long_wkt);
	expect_wkt_refused("");
	expect_wkt_refused("EPSG:4326");
	expect_wkt_refused("GEOGCS[\"WGS 84\",DATUM[\"WGS_1984\"");
	expect_wkt_refused("LOCAL_CS[\"site grid\",UNIT[\"metre\",1]]");
	expect_wkt_refused("SPHEROID[\"WGS 84\",6378137,298.257223563]");
	memset(long_wkt, '[', 69999);
	long_wkt[69999] = '\0';
	expect_wkt_refused(long_wkt);
	long_wkt[60000] = '\0';
	expect_wkt_refused(long_wkt);
	free(long_wkt);
}

static void expect_same(struct gw_crs *a, struct gw_crs *b, bool wanted)
{
	if (gw_crs_same(a, b) != wanted || gw_crs_same(b, a) != wanted)
		fail_msg("%s and %s are %s", gw_crs_name(a), gw_crs_name(b),
			wanted ? "not the same" : "the same");
	gw_crs_destroy(a);
	gw_crs_destroy(b);
}

static void wgs84_and_cgcs2000_are_the_same_under_all_their_names(void **state)
{
	static const char *const texts[] = {"wgs84", "cgcs2000", "CRS84", "EPSG:4326", "EPSG:4490"};
	static const char *const wkts[] = {esri_wgs84, ogc_wgs84, esri_cgcs2000};
	size_t i, j;

	for (i = 0; i < 5; i++) {
		for (j = 0; j < 5; j++)
			expect_same(crs_of(texts[i]), crs_of(texts[j]), true);
		for (j = 0; j < 3; j++)
			expect_same(crs_of(texts[i]), crs_of_wkt(wkts[j]), true);
	}
}

static void wkt_is_the_same_as_the_code_it_means(void **state)
{
	expect_same(crs_of("EPSG:27700"), crs_of_wkt(osgb_prj), true);
	expect_same(crs_of("EPSG:4549"), crs_of_wkt(esri_cgcs2000_120e), true);
	expect_same(crs_of_wkt(osgb_prj), crs_of_wkt(osgb_prj), true);
	expect_same(crs_of("EPSG:27700"), crs_of("EPSG:7405"), true); /* its horizontal part */
}

static void different_systems_are_not_the_same(void **state)
{
	expect_same(crs_of("wgs84"), crs_of("gcj02"), false);
	expect_same(crs_of("gcj02"), crs_of("bd09"), false);
	expect_same(crs_of("wgs84"), crs_of("EPSG:4236"), false);
	expect_same(crs_of("wgs84"), crs_of("EPSG:4269"), false);
	expect_same(crs_of("wgs84"), crs_of("EPSG:3857"), false);
	expect_same(crs_of("EPSG:4549"), crs_of("EPSG:4528"), false);
	expect_same(crs_of("wgs84"), crs_of_wkt(osgb_prj), false);
	expect_same(crs_of("EPSG:4548"), crs_of_wkt(esri_cgcs2000_120e), false);
}

static void expect_agrees(const char *declared, struct gw_crs *own, bool wanted)
{
	struct gw_crs *crs = crs_of(declared);

	if (gw_crs_agrees(crs, own) != wanted)
		fail_msg("data declared %s in a file of %s: %s", declared, gw_crs_name(own),
			wanted ? "refused" : "accepted");
	gw_crs_destroy(crs);
	gw_crs_destroy(own);
}

static void a_file_labelled_wgs84_may_hold_gcj02_or_bd09_and_nothing_else(void **state)
{
	expect_agrees("gcj02", crs_of_wkt(ogc_wgs84), true);
	expect_agrees("bd09", crs_of_wkt(esri_wgs84), true);
	expect_agrees("gcj02", crs_of_wkt(esri_cgcs2000), true);
	expect_agrees("wgs84", crs_of_wkt(ogc_wgs84), true);
	expect_agrees("EPSG:27700", crs_of_wkt(osgb_prj), true);
	expect_agrees("EPSG:4236", crs_of_wkt(ogc_wgs84), false);
	expect_agrees("wgs84", crs_of("EPSG:4236"), false);
	expect_agrees("gcj02", crs_of_wkt(osgb_prj), false);
	expect_agrees("gcj02", crs_of("bd09"), false);
}

static void the_wkt_of_a_shapefile_lands_where_its_code_does(void **state)
{
	struct gw_crs *osgb = crs_of_wkt(osgb_prj), *china = crs_of_wkt(esri_cgcs2000_120e);

	expect_at(osgb, 384000, 398000, -2.242548063, 53.478478241);
	expect_at(china, 571800, 4508600, 120.849657347, 40.708958054);
	gw_crs_destroy(osgb);
	gw_crs_destroy(china);
}

static void expect_name(struct gw_crs *crs, const char *wanted)
{
	assert_string_equal(gw_crs_name(crs), wanted);
	gw_crs_destroy(crs);
}

static void names_are_short_and_canonical(void **state)
{
	expect_name(crs_of("WGS84"), "wgs84");
	expect_name(crs_of("BD09"), "bd09");
	expect_name(crs_of("epsg:4326"), "EPSG:4326");
	expect_name(crs_of("epsg:027700"), "EPSG:27700");
	expect_name(crs_of_wkt(osgb_prj), "OSGB_1936_British_National_Grid");
	expect_name(crs_of_wkt(ogc_wgs84), "EPSG:4326");
	gw_crs_destroy(NULL);
}

static void *convert_in_a_thread(void *arg)
{
	struct gw_crs *crs = NULL;
	struct gw_lonlat p;
	bool *good = arg;
	int i;

	if (gw_crs_create(&crs, "EPSG:27700", NULL))
		return NULL;
	*good = true;
	for (i = 0; i < 200; i++)
		*good = *good && gw_crs_point_to_lonlat(crs, 384000, 398000, &p) &&
			abs(p.lon - -22425481) <= 1 && abs(p.lat - 534784782) <= 1;
	gw_crs_destroy(crs);
	return NULL;
}

static void threads_with_a_crs_each_do_not_disturb_one_another(void **state)
{
	pthread_t threads[8];
	bool good[8] = {false};
	int i;

	for (i = 0; i < 8; i++)
		assert_int_equal(
			pthread_create(&threads[i], NULL, convert_in_a_thread, &good[i]), 0);
	for (i = 0; i < 8; i++)
		pthread_join(threads[i], NULL);
	for (i = 0; i < 8; i++)
		assert_true(good[i]);
}

static void nothing_is_printed(void **state)
{
	char text[64] = "";
	FILE *caught = tmpfile();
	int before;

	assert_non_null(caught);
	fflush(stderr);
	before = dup(STDERR_FILENO);
	dup2(fileno(caught), STDERR_FILENO);
	expect_refused("EPSG:99999", "no such CRS");
	expect_wkt_refused("GEOGCS[\"x\"");
	projected_points_beyond_the_domain_are_refused_and_not_wrapped(state);
	fflush(stderr);
	dup2(before, STDERR_FILENO);
	close(before);
	rewind(caught);
	if (fread(text, 1, sizeof text - 1, caught))
		fail_msg("stderr received \"%s\"", text);
	fclose(caught);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_epsg_code_lands_where_pyproj_puts_it),
		cmocka_unit_test(a_datum_applies_also_far_from_its_area_of_use),
		cmocka_unit_test(the_names_of_wgs84_and_cgcs2000_leave_degrees_as_they_are),
		cmocka_unit_test(shifted_datums_come_back_to_wgs84),
		cmocka_unit_test(points_go_back_to_where_they_came_from),
		cmocka_unit_test(points_out_of_range_are_refused_in_every_crs),
		cmocka_unit_test(projected_points_beyond_the_domain_are_refused_and_not_wrapped),
		cmocka_unit_test(an_easting_with_the_zone_in_front_is_good),
		cmocka_unit_test(a_batch_tells_the_good_points_from_the_bad),
		cmocka_unit_test(unknown_text_is_refused_with_a_list_of_what_is_accepted),
		cmocka_unit_test(codes_of_no_map_are_refused_by_name),
		cmocka_unit_test(wkt_that_is_none_is_refused),
		cmocka_unit_test(wgs84_and_cgcs2000_are_the_same_under_all_their_names),
		cmocka_unit_test(wkt_is_the_same_as_the_code_it_means),
		cmocka_unit_test(different_systems_are_not_the_same),
		cmocka_unit_test(a_file_labelled_wgs84_may_hold_gcj02_or_bd09_and_nothing_else),
		cmocka_unit_test(the_wkt_of_a_shapefile_lands_where_its_code_does),
		cmocka_unit_test(names_are_short_and_canonical),
		cmocka_unit_test(threads_with_a_crs_each_do_not_disturb_one_another),
		cmocka_unit_test(nothing_is_printed),
	};

	return cmocka_run_group_tests_name("geo/crs", tests, NULL, NULL);
}
