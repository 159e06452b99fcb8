/* SPDX-License-Identifier: Apache-2.0 */
#include "http/body.h"

#include "http/locate_body.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

static enum gw_status read_body(
	const char *text, const char *type, struct gw_locate_body *body, struct gw_problem *problem)
{
	struct gw_request request = {.body = text, .body_len = strlen(text), .content_type = type};

	*problem = (struct gw_problem){0};
	return gw_locate_body_init(body, &request, problem);
}

static void expect_taken(const char *text, size_t n)
{
	struct gw_locate_body body;
	struct gw_problem problem;

	if (read_body(text, "application/json", &body, &problem))
		fail_msg("%s was refused: %s", text, problem.error.text);
	assert_int_equal(body.n, n);
	gw_locate_body_finish(&body);
}

static void expect_refused(const char *text, const char *pointer)
{
	struct gw_locate_body body;
	struct gw_problem problem;

	if (!read_body(text, NULL, &body, &problem))
		fail_msg("%s was taken", text);
	if (problem.status != 400 || strcmp(problem.field, pointer) != 0)
		fail_msg("%s: %u at \"%s\", not 400 at \"%s\": %s", text, problem.status,
			problem.field, pointer, problem.error.text);
	gw_locate_body_finish(&body);
}

static void points_come_in_order(void **state)
{
	struct gw_locate_body body;
	struct gw_problem problem;

	static const char text[] =
		"{\"crs\":\"bd09\",\"points\":[[1,2],[-3.5,4e1]],\"accuracy\":10,"
		"\"as_of\":\"2026-10-03\",\"scheme\":\"police\"}";

	assert_false(read_body(text, "application/json; charset=utf-8", &body, &problem));
	assert_int_equal(body.n, 2);
	assert_true(body.x[1] == -3.5 && body.y[1] == 40);
	assert_string_equal(body.wish.crs, "bd09");
	assert_string_equal(body.wish.scheme, "police");
	assert_int_equal(body.wish.as_of, 20261003);
	assert_true(body.wish.accuracy == 10);
	gw_locate_body_finish(&body);
}

static void no_points_are_points_too(void **state)
{
	expect_taken("{\"points\":[]}", 0);
	expect_taken(" {\"points\" : [ [ 1 , 2 ] ] } ", 1);
}

static void a_fault_is_named_by_its_pointer(void **state)
{
	expect_refused("{}", "/points");
	expect_refused("{\"points\":{}}", "/points");
	expect_refused("{\"points\":[[1,2],3]}", "/points/1");
	expect_refused("{\"points\":[[1,2],[3]]}", "/points/1");
	expect_refused("{\"points\":[[1,2,3]]}", "/points/0");
	expect_refused("{\"points\":[[1,2],[\"3\",4]]}", "/points/1/0");
	expect_refused("{\"points\":[[1,null]]}", "/points/0/1");
	expect_refused("{\"points\":[],\"crs\":7}", "/crs");
	expect_refused("{\"points\":[],\"crs\":\"\"}", "/crs");
	expect_refused("{\"points\":[],\"scheme\":null}", "/scheme");
	expect_refused("{\"points\":[],\"as_of\":\"2026-02-30\"}", "/as_of");
	expect_refused("{\"points\":[],\"accuracy\":-1}", "/accuracy");
	expect_refused("{\"points\":[],\"accuracy\":1001}", "/accuracy");
	expect_refused("{\"points\":[],\"accuracy\":\"1\"}", "/accuracy");
	expect_refused("{\"points\":[],\"colour\":1}", "/colour");
	expect_refused("{\"points\":[],\"a/b~c\":1}", "/a~1b~0c");
	expect_refused("[]", "");
}

static void what_is_no_strict_json_is_refused(void **state)
{
	static const char *const bad[] = {"", " ", "{", "{\"points\":[]", "{\"points\":[]}x",
		"{\"points\":[],\"points\":[]}", "{\"points\":[],\"crs\":\"\xff\"}",
		"{\"points\":[],\"crs\":\"\\ud800\"}", "{\"points\":[],\"crs\":\"a\\u0000\"}",
		"{\"points\":[[1,NaN]]}", "{\"points\":[[1,Infinity]]}", "{\"points\":[[1,1e999]]}",
		"{\"points\":[[1,01]]}", "{\"points\":[[1,2],]}", "{'points':[]}", "null", "7",
		"\"x\"", "\xef\xbb\xbf{\"points\":[]}"};
	size_t i;

	for (i = 0; i < sizeof bad / sizeof *bad; i++)
		expect_refused(bad[i], "");
}

static void only_json_is_read(void **state)
{
	static const char *const types[] = {"text/plain", "application/x-www-form-urlencoded", "",
		"application/jsonx", "application/json-patch+json"};
	struct gw_locate_body body;
	struct gw_problem problem;
	size_t i;

	for (i = 0; i < sizeof types / sizeof *types; i++) {
		assert_true(read_body("{\"points\":[]}", types[i], &body, &problem));
		assert_int_equal(problem.status, 415);
		gw_locate_body_finish(&body);
	}
}

static void expect_refused_run(const char *begin, const char *piece, size_t times)
{
	struct gw_buf text;

	gw_buf_init(&text, 8 << 20);
	gw_buf_puts(&text, begin);
	for (; times; times--)
		gw_buf_puts(&text, piece);
	expect_refused(gw_buf_cstr(&text), "");
	gw_buf_finish(&text);
}

static void depth_and_number_of_values_are_bounded(void **state)
{
	expect_refused_run("", "[", 9);
	expect_refused_run("", "[", 1000000);
	expect_refused_run("", "{\"a\":", 1000000);
	expect_refused_run("{\"points\":[[]", ",[]", 200000);
	expect_refused_run("{\"points\":[0", ",0", 400000);
	expect_refused("{\"crs\":\"[[[[[[[[[[[[[[\\\"[[[[[[\",\"points\":7}", "/points");
}

static void as_many_points_as_promised_are_taken(void **state)
{
	struct gw_buf text;
	size_t i;

	gw_buf_init(&text, 8 << 20);
	gw_buf_puts(&text, "{\"crs\":\"wgs84\",\"points\":[[1,2]");
	for (i = 1; i < GW_LOCATE_POINTS_MAX; i++)
		gw_buf_puts(&text, ",[120.1234567,40.1234567]");
	gw_buf_puts(&text, "]}");
	expect_taken(gw_buf_cstr(&text), GW_LOCATE_POINTS_MAX);
	text.len -= 2;
	gw_buf_puts(&text, ",[1,2]]}");
	expect_refused(gw_buf_cstr(&text), "/points");
	text.len -= 8;
	gw_buf_puts(&text, "],\"accuracy\":1}");
	expect_refused(gw_buf_cstr(&text), "/points");
	gw_buf_finish(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(points_come_in_order),
		cmocka_unit_test(no_points_are_points_too),
		cmocka_unit_test(a_fault_is_named_by_its_pointer),
		cmocka_unit_test(what_is_no_strict_json_is_refused),
		cmocka_unit_test(only_json_is_read),
		cmocka_unit_test(depth_and_number_of_values_are_bounded),
		cmocka_unit_test(as_many_points_as_promised_are_taken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
