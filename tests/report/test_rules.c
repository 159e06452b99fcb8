/* SPDX-License-Identifier: Apache-2.0 */
#include "base/buf.h"
#include "base/file.h"
#include "report/rules.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define T 1790989920

static struct gw_rules *rules_of(const char *text)
{
	struct gw_rules *rules = NULL;
	struct gw_error err;

	if (gw_rules_parse(&rules, text, strlen(text), &err))
		fail_msg("%s: %s", text, err.text);
	return rules;
}

static void a_duration_is_so_many_seconds(void **state)
{
	static const struct {
		const char *text;
		int64_t seconds;
	} rows[] = {{"PT30M", 1800}, {"P3D", 259200}, {"PT1S", 1}, {"P1W", 604800},
		{"P1DT12H", 129600}, {"P1W1DT1H1M1S", 604800 + 86400 + 3600 + 60 + 1},
		{"PT90M", 5400}, {"PT0H1S", 1}, {"P007D", 604800}, {"P3653D", 3653 * 86400},
		{"PT315619200S", 315619200}};
	int64_t seconds;
	size_t i;

	for (i = 0; i < sizeof rows / sizeof *rows; i++) {
		if (!gw_duration_parse(rows[i].text, &seconds))
			fail_msg("%s is refused", rows[i].text);
		assert_int_equal(seconds, rows[i].seconds);
	}
}

static void what_is_no_duration_is_refused(void **state)
{
	static const char *const rows[] = {"", "P", "PT", "30M", "P30M", "PT3D", "P1Y", "P1M",
		"PT0S", "P0D", "P1DT", "P1D2D", "PT1S1H", "PT1M1M", "P1H", "P-1D", "P+1D", "-P1D",
		"P1.5D", "PT1,5H", "p1d", "P1d", "P 1D", "P1D ", " P1D", "P1DT1H1", "PTT1H", "P1WT",
		"PD", "P3654D", "PT315619201S", "P99999999999999999999D", "P1D1W",
		"PT18446744073709551617S"};
	int64_t seconds = 7;
	size_t i;

	for (i = 0; i < sizeof rows / sizeof *rows; i++)
		if (gw_duration_parse(rows[i], &seconds))
			fail_msg("%s is %lld s", rows[i], (long long)seconds);
	assert_int_equal(seconds, 7);
}

static void a_step_is_due_by_its_category_and_else_by_the_default(void **state)
{
	struct gw_rules *rules = rules_of(
		"{\"default\":{\"allocated\":\"PT1H\",\"solved\":\"P1D\"},\"categories\":{"
		"\"noise\":{\"allocated\":\"PT5M\",\"evaluated\":\"P2D\"},"
		"\"litter\":{\"solved\":null},\"\u5435\u67b6\":{\"allocated\":\"PT1M\"}}}");
	static const struct {
		const char *category;
		enum gw_step status;
		int64_t after; /* -1: never */
	} rows[] = {{NULL, GW_STEP_UPLOADED, 3600}, {NULL, GW_STEP_ALLOCATED, 86400},
		{NULL, GW_STEP_SOLVED, -1}, {NULL, GW_STEP_EVALUATED, -1},
		{"other", GW_STEP_UPLOADED, 3600}, {"", GW_STEP_UPLOADED, 3600},
		{"noise", GW_STEP_UPLOADED, 300}, {"noise", GW_STEP_ALLOCATED, 86400},
		{"noise", GW_STEP_SOLVED, 172800}, {"noise", GW_STEP_EVALUATED, -1},
		{"litter", GW_STEP_UPLOADED, 3600}, {"litter", GW_STEP_ALLOCATED, -1},
		{"Noise", GW_STEP_UPLOADED, 3600}, {"nois", GW_STEP_UPLOADED, 3600},
		{"\u5435\u67b6", GW_STEP_UPLOADED, 60}, {"noise", GW_STEP_FOUND, -1}};
	size_t i;

	for (i = 0; i < sizeof rows / sizeof *rows; i++) {
		gw_time due = gw_rules_due(rules, rows[i].category, rows[i].status, T);
		gw_time wanted = rows[i].after < 0 ? GW_TIME_NEVER : T + rows[i].after;

		if (due != wanted)
			fail_msg("row %zu: %lld, not %lld", i, (long long)due, (long long)wanted);
	}
	gw_rules_destroy(rules);
}

static void without_rules_nothing_is_due(void **state)
{
	struct gw_rules *rules = rules_of("{}");

	assert_true(gw_rules_due(NULL, "noise", GW_STEP_UPLOADED, T) == GW_TIME_NEVER);
	assert_true(gw_rules_due(rules, "noise", GW_STEP_UPLOADED, T) == GW_TIME_NEVER);
	gw_rules_destroy(rules);
}

static void a_report_is_overdue_from_the_second_on_that_it_is_due(void **state)
{
	assert_false(gw_is_overdue(T, T - 1));
	assert_true(gw_is_overdue(T, T));
	assert_true(gw_is_overdue(T, T + 1));
	assert_false(gw_is_overdue(GW_TIME_NEVER, INT64_MAX));
}

static void a_limit_beyond_all_time_is_never(void **state)
{
	struct gw_rules *rules = rules_of("{\"default\":{\"allocated\":\"P1D\"}}");

	assert_true(gw_rules_due(rules, NULL, GW_STEP_UPLOADED, INT64_MAX - 1) == GW_TIME_NEVER);
	gw_rules_destroy(rules);
}

static void what_is_wrong_is_named_by_its_pointer(void **state)
{
	static const struct {
		const char *text, *says;
	} rows[] = {{"", "line 1"}, {"[]", "not a JSON object"}, {"{", "line 1"},
		{"{} x", "end of file"}, {"{\"x\":1}", "/x: "}, {"{\"a/b~c\":1}", "/a~1b~0c: "},
		{"{\"description\":1}", "/description: "}, {"{\"default\":[]}", "/default: "},
		{"{\"default\":{\"found\":\"P1D\"}}", "/default/found: "},
		{"{\"default\":{\"uploaded\":\"P1D\"}}", "/default/uploaded: "},
		{"{\"default\":{\"solved\":\"1D\"}}", "/default/solved: \"1D\" is not a duration"},
		{"{\"default\":{\"solved\":3600}}", "/default/solved: it is not a duration"},
		{"{\"default\":{\"description\":null}}", "/default/description: "},
		{"{\"categories\":1}", "/categories: "},
		{"{\"categories\":{\"\":{}}}", "/categories/: "},
		{"{\"categories\":{\"noise\":\"P1D\"}}", "/categories/noise: "},
		{"{\"categories\":{\"a\":{\"solved\":\"P1M\"}}}", "/categories/a/solved: "},
		{"{\"categories\":{\"a/b\":{\"closed\":\"P1D\"}}}", "/categories/a~1b/closed: "},
		{"{\"default\":{},\n\"default\":{}}", "line 2"},
		{"{\"default\":{\"solved\":\"P1D\",\n\n\"solved\":\"P1D\"}}", "line 3"},
		{"{\"categories\":{\"a\":{},\"a\":{}}}", "duplicate"},
		{"{\"default\":{\"solved\":\"\xff\"}}", "line 1"}};
	size_t i;

	for (i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct gw_rules *rules = NULL;
		struct gw_error err = {0};

		if (gw_rules_parse(&rules, rows[i].text, strlen(rows[i].text), &err) != GW_EINVAL)
			fail_msg("%s: taken", rows[i].text);
		if (!strstr(err.text, rows[i].says))
			fail_msg("%s: \"%s\" does not say \"%s\"", rows[i].text, err.text,
				rows[i].says);
		assert_null(rules);
	}
}

static void a_long_name_is_refused_without_harm(void **state)
{
	struct gw_rules *rules = NULL;
	struct gw_error err;
	char text[2100];

	memset(text, '~', sizeof text);
	memcpy(text, "{\"categories\":{\"", 16);
	memcpy(text + sizeof text - 6, "\":{}}}", 6);
	assert_int_equal(gw_rules_parse(&rules, text, sizeof text, &err), GW_EINVAL);
	assert_non_null(strstr(err.text, "/categories/~0~0"));
}

static void the_example_is_good(void **state)
{
	struct gw_rules *rules = NULL;
	struct gw_error err;
	struct gw_buf text;

	gw_buf_init(&text, 1 << 20);
	if (gw_file_read(&text, RULES, &err) || gw_rules_parse(&rules, text.data, text.len, &err))
		fail_msg("%s", err.text);
	assert_int_equal(gw_rules_due(rules, "noise", GW_STEP_UPLOADED, T), T + 1800);
	gw_buf_finish(&text);
	gw_rules_destroy(rules);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_duration_is_so_many_seconds),
		cmocka_unit_test(what_is_no_duration_is_refused),
		cmocka_unit_test(a_step_is_due_by_its_category_and_else_by_the_default),
		cmocka_unit_test(without_rules_nothing_is_due),
		cmocka_unit_test(a_report_is_overdue_from_the_second_on_that_it_is_due),
		cmocka_unit_test(a_limit_beyond_all_time_is_never),
		cmocka_unit_test(what_is_wrong_is_named_by_its_pointer),
		cmocka_unit_test(a_long_name_is_refused_without_harm),
		cmocka_unit_test(the_example_is_good),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
