/* SPDX-License-Identifier: Apache-2.0 */
#include "fixture.h"
#include "import/options.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const char wgs84[] = "GEOGCS[\"WGS 84\",DATUM[\"WGS_1984\",SPHEROID[\"WGS 84\",6378137,"
			    "298.257223563]],PRIMEM[\"Greenwich\",0],UNIT[\"degree\","
			    "0.0174532925199433],AUTHORITY[\"EPSG\",\"4326\"]]";

static const char british[] =
	"PROJCS[\"OSGB36 / British National Grid\",GEOGCS[\"OSGB36\",DATUM[\"Ordnance_Survey_of_"
	"Great_Britain_1936\",SPHEROID[\"Airy 1830\",6377563.396,299.3249646]],PRIMEM["
	"\"Greenwich\",0],UNIT[\"degree\",0.0174532925199433]],PROJECTION["
	"\"Transverse_Mercator\"],PARAMETER[\"latitude_of_origin\",49],PARAMETER["
	"\"central_meridian\",-2],PARAMETER[\"scale_factor\","
	"0.9996012717],PARAMETER[\"false_easting\",400000],PARAMETER[\"false_northing\",-100000],"
	"UNIT[\"metre\",1],AUTHORITY[\"EPSG\",\"27700\"]]";

/* What is declared, what the file says, whether to force the first: the CRS, NULL for refused. */
static const struct {
	const char *declared, *own;
	bool force;
	const char *chosen;
} cases[] = {
	{NULL, NULL, false, NULL},
	{NULL, NULL, true, NULL},
	{"wgs84", NULL, false, "wgs84"},
	{"gcj02", NULL, false, "gcj02"},
	{"bd09", NULL, true, "bd09"},
	{"EPSG:27700", NULL, false, "EPSG:27700"},
	{NULL, wgs84, false, "wgs84"},
	{NULL, wgs84, true, "wgs84"},
	{NULL, british, false, "EPSG:27700"},
	{"wgs84", wgs84, false, "wgs84"},
	{"EPSG:4326", wgs84, false, "wgs84"},
	{"cgcs2000", wgs84, false, "cgcs2000"},
	{"EPSG:27700", british, false, "EPSG:27700"},
	/* Files in GCJ-02 and BD-09 are labelled WGS 84 by every tool. */
	{"gcj02", wgs84, false, "gcj02"},
	{"bd09", wgs84, false, "bd09"},
	{"gcj02", british, false, NULL},
	{"wgs84", british, false, NULL},
	{"EPSG:27700", wgs84, false, NULL},
	{"EPSG:3857", wgs84, false, NULL},
	{"wgs84", british, true, "wgs84"},
	{"EPSG:27700", wgs84, true, "EPSG:27700"},
	{"EPSG:27700", "gibberish", true, "EPSG:27700"},
	{"wgs84", "gibberish", false, NULL},
	{NULL, "gibberish", false, NULL},
	{NULL, "gibberish", true, NULL},
	{"wgs72000", wgs84, true, NULL},
	{"", NULL, false, NULL},
};

static void expect_case(size_t i)
{
	struct gw_file_options options = {
		.path = "beats.shp", .crs = cases[i].declared, .force_crs = cases[i].force};
	struct gw_crs *crs = NULL, *wanted = NULL;
	struct gw_error err = {0};
	enum gw_status st = gw_choose_crs(&crs, &options, cases[i].own, &err);

	if (!cases[i].chosen) {
		if (st != GW_EINVAL || !*err.text)
			fail_msg("case %zu: %s was taken", i, st ? err.text : gw_crs_name(crs));
		return;
	}
	if (st)
		fail_msg("case %zu: %s", i, err.text);
	expect_ok(gw_crs_create(&wanted, cases[i].chosen, &err), err);
	if (!gw_crs_same(crs, wanted))
		fail_msg("case %zu: %s, not %s", i, gw_crs_name(crs), cases[i].chosen);
	gw_crs_destroy(wanted);
	gw_crs_destroy(crs);
}

static void a_crs_is_declared_or_the_files_own_and_never_guessed(void **state)
{
	size_t i;

	for (i = 0; i < sizeof cases / sizeof *cases; i++)
		expect_case(i);
}

static void a_contradiction_names_the_file_and_both_crs(void **state)
{
	struct gw_file_options options = {.path = "beats.shp", .crs = "gcj02"};
	struct gw_error err;
	struct gw_crs *crs;

	assert_int_equal(gw_choose_crs(&crs, &options, british, &err), GW_EINVAL);
	expect_text(&err, "beats.shp");
	expect_text(&err, "gcj02");
	expect_text(&err, "EPSG:27700");
	expect_text(&err, "--force-crs");
}

static void a_missing_crs_is_asked_for(void **state)
{
	struct gw_file_options options = {.path = "beats.geojson"};
	struct gw_error err;
	struct gw_crs *crs;

	assert_int_equal(gw_choose_crs(&crs, &options, NULL, &err), GW_EINVAL);
	expect_text(&err, "beats.geojson");
	expect_text(&err, "--crs");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_crs_is_declared_or_the_files_own_and_never_guessed),
		cmocka_unit_test(a_contradiction_names_the_file_and_both_crs),
		cmocka_unit_test(a_missing_crs_is_asked_for),
	};

	return cmocka_run_group_tests_name("import/options", tests, NULL, NULL);
}
