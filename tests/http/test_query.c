/* SPDX-License-Identifier: Apache-2.0 */
#include "http/query.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const char *const known[] = {"crs", "lat", "month", "as_of", "scheme", NULL};

static void expect_parameter(const char *raw, const char *name, const char *wanted)
{
	struct gw_problem problem;
	struct gw_query query;
	const char *value;

	if (gw_query_init(&query, raw, known, &problem))
		fail_msg("\"%s\" was refused: %s", raw, problem.error.text);
	value = gw_query_get(&query, name);
	if (!wanted ? value != NULL : !value || strcmp(value, wanted) != 0)
		fail_msg("\"%s\": %s is \"%s\"", raw, name, value ? value : "(none)");
	gw_query_finish(&query);
}

static void expect_refused(const char *raw, const char *field)
{
	struct gw_problem problem = {0};
	struct gw_query query;

	if (!gw_query_init(&query, raw, known, &problem))
		fail_msg("\"%s\" was taken", raw);
	assert_int_equal(problem.status, 400);
	if (strcmp(problem.field, field) != 0)
		fail_msg("\"%s\" blames \"%s\", not \"%s\"", raw, problem.field, field);
	gw_query_finish(&query);
}

static void parameters_are_found_and_decoded(void **state)
{
	expect_parameter("", "crs", NULL);
	expect_parameter("crs=EPSG%3A4490&lat=1", "crs", "EPSG:4490");
	expect_parameter("&&lat=1&", "lat", "1");
	expect_parameter("lat=a=b", "lat", "a=b");
	expect_parameter("lat", "lat", "");
	expect_parameter("scheme=%E8%AD%A6+x", "scheme", "\xe8\xad\xa6 x");
	expect_parameter("l%61t=1", "lat", "1");
}

static void unknown_double_and_broken_ones_are_refused(void **state)
{
	expect_refused("lon=1", "lon");
	expect_refused("LAT=1", "LAT");
	expect_refused("lat=1&lat=1", "lat");
	expect_refused("lat=1&crs=%zz", "crs");
	expect_refused("%zz=1", "");
	expect_refused("=1", "");
	expect_refused("crs=%FF", "crs");
	expect_refused("crs=a%00b", "crs");
}

static void expect_number(const char *raw, bool good)
{
	struct gw_problem problem;
	struct gw_query query;
	double v = 12345;

	assert_int_equal(gw_query_init(&query, raw, known, &problem), GW_OK);
	if (!gw_query_number(&query, "lat", -90, 90, &v, &problem) != good)
		fail_msg("\"%s\" was %s", raw, good ? "refused" : "taken");
	if (!good) {
		assert_string_equal(problem.field, "lat");
		assert_true(v == 12345);
	}
	gw_query_finish(&query);
}

static void numbers_are_decimal_and_within_bounds(void **state)
{
	expect_number("", true);
	expect_number("lat=90", true);
	expect_number("lat=-4.5e1", true);
	expect_number("lat=90.0000001", false);
	expect_number("lat=nan", false);
	expect_number("lat=inf", false);
	expect_number("lat=1e999", false);
	expect_number("lat=0x10", false);
	expect_number("lat=", false);
	expect_number("lat=+1", false); /* the plus is a blank */
	expect_number("lat=1,5", false);
}

static void days_and_months_are_real_ones(void **state)
{
	static const struct {
		const char *raw;
		bool good;
	} cases[] = {
		{"month=2026-10&as_of=2024-02-29", true},
		{"month=2026-13", false},
		{"month=2026-1", false},
		{"month=202610", false},
		{"month=2026-10-01", false},
		{"as_of=2026-02-29", false},
		{"as_of=2026-10", false},
		{"as_of=", false},
	};
	size_t i;

	for (i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct gw_problem problem;
		struct gw_query query;
		gw_month month = 0;
		gw_date day = 0;
		enum gw_status st;

		assert_int_equal(gw_query_init(&query, cases[i].raw, known, &problem), GW_OK);
		st = gw_query_month(&query, "month", &month, &problem);
		if (!st)
			st = gw_query_date(&query, "as_of", &day, &problem);
		if (!st != cases[i].good)
			fail_msg("\"%s\" was %s", cases[i].raw, st ? "refused" : "taken");
		if (!st) {
			assert_int_equal(month, 202610);
			assert_int_equal(day, 20240229);
		}
		gw_query_finish(&query);
	}
}

static void ogc_names_are_in_any_case_and_others_do_not_count(void **state)
{
	struct gw_problem problem = {0};
	struct gw_query query;

	(void)state;
	assert_int_equal(
		gw_query_init_ogc(&query, "LAT=1&x=%FF&Crs=a&x=2&=&&MONTH", known, &problem),
		GW_OK);
	assert_int_equal(query.n, 3);
	assert_string_equal(gw_query_get(&query, "lat"), "1");
	assert_string_equal(gw_query_get(&query, "crs"), "a");
	assert_string_equal(gw_query_get(&query, "month"), "");
	gw_query_finish(&query);
	assert_int_not_equal(gw_query_init_ogc(&query, "LAT=1&lat=1", known, &problem), GW_OK);
	assert_string_equal(problem.field, "lat");
	gw_query_finish(&query);
	assert_int_not_equal(gw_query_init_ogc(&query, "lat=%FF", known, &problem), GW_OK);
	gw_query_finish(&query);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parameters_are_found_and_decoded),
		cmocka_unit_test(unknown_double_and_broken_ones_are_refused),
		cmocka_unit_test(numbers_are_decimal_and_within_bounds),
		cmocka_unit_test(days_and_months_are_real_ones),
		cmocka_unit_test(ogc_names_are_in_any_case_and_others_do_not_count),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
