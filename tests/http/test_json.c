/* SPDX-License-Identifier: Apache-2.0 */
#include "http/json.h"

#include "base/buf.h"
#include "http/problem.h"
#include "base/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#define FFFD "\xef\xbf\xbd"

static void expect_json(const char *text, const char *wanted)
{
	struct gw_buf out;

	gw_buf_init(&out, 1024);
	gw_json_string(&out, text);
	if (strcmp(gw_buf_cstr(&out), wanted) != 0)
		fail_msg("\"%s\" became %s, not %s", text ? text : "NULL", out.data, wanted);
	gw_buf_finish(&out);
}

static void text_is_escaped(void **state)
{
	expect_json(NULL, "null");
	expect_json("", "\"\"");
	expect_json("a\"b\\c\nd\te\x01", "\"a\\\"b\\\\c\\nd\\u0009e\\u0001\"");
	expect_json("\xe7\xbd\x91\xe6\xa0\xbc", "\"\xe7\xbd\x91\xe6\xa0\xbc\"");
}

static void bytes_that_are_no_text_are_replaced(void **state)
{
	expect_json("a\xff"
		    "b",
		"\"a" FFFD "b\"");
	expect_json("\xe7\xbd", "\"" FFFD FFFD "\"");
	expect_json("\xc0\xaf", "\"" FFFD FFFD "\"");
	expect_json("\xed\xa0\x80", "\"" FFFD FFFD FFFD "\"");
}

static void every_text_survives_a_parser(void **state)
{
	uint64_t seed = 7;
	struct gw_buf out;
	char text[24];
	size_t i, k, n;

	gw_buf_init(&out, 1024);
	for (i = 0; i < 100000; i++) {
		json_t *back;

		seed = seed * 6364136223846793005 + 1442695040888963407;
		n = seed >> 60;
		for (k = 0; k < n; k++) {
			seed = seed * 6364136223846793005 + 1442695040888963407;
			text[k] = (char)(1 + (seed >> 33) % 255);
		}
		text[n] = '\0';
		gw_buf_clear(&out);
		gw_json_string(&out, text);
		back = json_loadb(out.data, out.len, JSON_DECODE_ANY, NULL);
		if (!back)
			fail_msg("%.*s is not JSON", (int)out.len, out.data);
		if (gw_utf8_is_valid(text, n))
			assert_string_equal(json_string_value(back), text);
		json_decref(back);
	}
	gw_buf_finish(&out);
}

static void a_problem_names_its_field(void **state)
{
	struct gw_problem problem;
	struct gw_buf out;

	gw_buf_init(&out, 1024);
	gw_problem_at(&problem, GW_IN_BODY, "/points/7/1", "no number: \"%s\"", "x");
	gw_problem_write(&problem, &out);
	assert_string_equal(gw_buf_cstr(&out),
		"{\"type\":\"about:blank\",\"title\":\"Bad Request\",\"status\":400,"
		"\"detail\":\"no number: \\\"x\\\"\",\"pointer\":\"/points/7/1\"}\n");
	gw_buf_clear(&out);
	gw_problem_at(&problem, GW_IN_QUERY, "lat", "no");
	gw_problem_write(&problem, &out);
	assert_non_null(strstr(gw_buf_cstr(&out), "\"parameter\":\"lat\""));
	gw_buf_finish(&out);
}

static void what_failed_inside_stays_inside(void **state)
{
	struct gw_problem problem;
	struct gw_buf out;

	gw_buf_init(&out, 1024);
	gw_problem_from(&problem, gw_fail(&problem.error, GW_EIO, "/secret/place: gone"));
	gw_problem_write(&problem, &out);
	assert_int_equal(problem.status, 500);
	assert_null(strstr(gw_buf_cstr(&out), "secret"));
	gw_buf_finish(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_is_escaped),
		cmocka_unit_test(bytes_that_are_no_text_are_replaced),
		cmocka_unit_test(every_text_survives_a_parser),
		cmocka_unit_test(a_problem_names_its_field),
		cmocka_unit_test(what_failed_inside_stays_inside),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
