/* SPDX-License-Identifier: Apache-2.0 */
#include "http/log.h"

#include <fcntl.h>
#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define TOKEN "gw_Jk3mPq9sXv2ZtB7nLr5wYc8dFh1gAe4uKo6iSx0-_T"

/* A log that writes into a pipe, and what came out at the other end. */
struct piped {
	struct gw_log *log;
	int ends[2];
	char text[1 << 16];
};

static void begin(struct piped *p, enum gw_log_what what)
{
	struct gw_error err;

	assert_int_equal(pipe(p->ends), 0);
	if (gw_log_create(&p->log, p->ends[1], what, &err))
		fail_msg("%s", err.text);
}

/* Ends the log and reads all that it wrote. */
static void end(struct piped *p)
{
	size_t len = 0;
	ssize_t n;

	gw_log_destroy(p->log);
	close(p->ends[1]);
	while ((n = read(p->ends[0], p->text + len, sizeof p->text - 1 - len)) > 0)
		len += (size_t)n;
	p->text[len] = '\0';
	close(p->ends[0]);
}

static const struct gw_log_request request = {
	.id = "a-1",
	.method = "GET",
	.route = "/v1/locate",
	.path = "/v1/locate",
	.query = "lon=1",
	.status = 200,
	.bytes = 77,
	.microseconds = 1234,
	.role = GW_ROLE_VIEWER,
	.who = "gate",
	.address = "192.0.2.7",
};

static json_t *parse_line(const char *text)
{
	json_error_t err;
	json_t *json;

	assert_non_null(strchr(text, '\n'));
	json = json_loads(text, JSON_DISABLE_EOF_CHECK | JSON_REJECT_DUPLICATES, &err);
	if (!json)
		fail_msg("%s: %s", err.text, text);
	return json;
}

static void expect_member(const json_t *json, const char *name, const char *wanted)
{
	const char *text = json_string_value(json_object_get(json, name));

	if (!text || strcmp(text, wanted) != 0)
		fail_msg("%s is %s, not %s", name, text ? text : "no text", wanted);
}

static void a_request_is_one_line_of_json(void **state)
{
	struct piped p;
	json_t *json;

	begin(&p, GW_LOG_REQUESTS);
	gw_log_request(p.log, &request);
	end(&p);
	assert_int_equal(strcspn(p.text, "\n") + 1, strlen(p.text));
	json = parse_line(p.text);
	expect_member(json, "level", "info");
	expect_member(json, "id", "a-1");
	expect_member(json, "method", "GET");
	expect_member(json, "route", "/v1/locate");
	expect_member(json, "path", "/v1/locate");
	expect_member(json, "query", "lon=1");
	expect_member(json, "role", "viewer");
	expect_member(json, "who", "gate");
	expect_member(json, "address", "192.0.2.7");
	assert_int_equal(json_integer_value(json_object_get(json, "status")), 200);
	assert_int_equal(json_integer_value(json_object_get(json, "bytes")), 77);
	assert_float_equal(json_real_value(json_object_get(json, "ms")), 1.234, 1e-9);
	assert_int_equal(strlen(json_string_value(json_object_get(json, "time"))), 24);
	json_decref(json);
}

static void a_failure_is_told_with_its_cause(void **state)
{
	const struct gw_error error = {GW_EIO, "city.db: disk I/O error"};
	struct gw_log_request failed = request;
	struct piped p;
	json_t *json;

	begin(&p, GW_LOG_ERRORS);
	gw_log_request(p.log, &request);
	failed.status = 500;
	failed.error = &error;
	gw_log_request(p.log, &failed);
	end(&p);
	json = parse_line(p.text);
	expect_member(json, "level", "error");
	expect_member(json, "error", "city.db: disk I/O error");
	json_decref(json);
}

static void nothing_is_told_when_none_is_asked_for(void **state)
{
	const struct gw_error error = {GW_EIO, "city.db: disk I/O error"};
	struct gw_log_request failed = request;
	struct piped p;

	begin(&p, GW_LOG_NONE);
	failed.status = 500;
	gw_log_request(p.log, &failed);
	gw_log_error(p.log, &error);
	gw_log_note(p.log, "it stops");
	end(&p);
	assert_string_equal(p.text, "");
}

static void no_token_is_ever_told(void **state)
{
	struct gw_error error = {GW_EIO, "what was " TOKEN "?"};
	struct gw_log_request odd = request;
	char at_the_cut[1100];
	struct piped p;

	begin(&p, GW_LOG_REQUESTS);
	memset(at_the_cut, 'x', sizeof at_the_cut);
	memcpy(at_the_cut + 1000, TOKEN, sizeof TOKEN);
	odd.path = "/tiles/" TOKEN "/1";
	odd.query = "token=" TOKEN "&b=2&c=" TOKEN;
	odd.status = 500;
	odd.error = &error;
	gw_log_request(p.log, &odd);
	odd.path = at_the_cut;
	gw_log_request(p.log, &odd);
	gw_log_error(p.log, &error);
	end(&p);
	assert_null(strstr(p.text, "Jk3mPq"));
	assert_non_null(strstr(p.text, "&b=2&c=***"));
}

/* All of control characters, which JSON writes as six each. */
static void whatever_is_asked_a_line_stays_a_line(void **state)
{
	struct gw_log_request odd = request;
	struct gw_error error = {GW_EIO, ""};
	char wild[5000];
	struct piped p;
	json_t *json;

	memset(wild, '\x01', sizeof wild);
	wild[sizeof wild - 1] = '\0';
	wild[10] = '\n';
	wild[11] = '\xff';
	memcpy(error.text, wild, sizeof error.text - 1);
	odd.method = odd.path = odd.query = odd.who = odd.address = wild;
	odd.status = 500;
	odd.error = &error;
	begin(&p, GW_LOG_REQUESTS);
	gw_log_request(p.log, &odd);
	gw_log_error(p.log, &error);
	end(&p);
	assert_in_range(strcspn(p.text, "\n"), 1, 4095);
	json = parse_line(p.text);
	json_decref(json);
	json = parse_line(strchr(p.text, '\n') + 1);
	json_decref(json);
}

/* The pipe is never read: what it does not take is counted, and the log still ends. */
static void a_reader_that_does_not_read_holds_up_nobody(void **state)
{
	const int lines = 9000;
	struct piped p;
	int i;

	begin(&p, GW_LOG_REQUESTS);
	for (i = 0; i < lines; i++)
		gw_log_request(p.log, &request);
	assert_true(gw_log_dropped(p.log) > 0);
	assert_true(gw_log_dropped(p.log) < (uint64_t)lines);
	end(&p);
}

static void names_say_what_is_logged(void **state)
{
	enum gw_log_what what = GW_LOG_NONE;

	assert_true(gw_log_parse("requests", &what));
	assert_int_equal(what, GW_LOG_REQUESTS);
	assert_true(gw_log_parse("errors", &what));
	assert_int_equal(what, GW_LOG_ERRORS);
	assert_false(gw_log_parse("all", &what));
}

static void nobody_need_log(void **state)
{
	gw_log_request(NULL, &request);
	gw_log_note(NULL, "x");
	gw_log_destroy(NULL);
	assert_int_equal(gw_log_dropped(NULL), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_request_is_one_line_of_json),
		cmocka_unit_test(a_failure_is_told_with_its_cause),
		cmocka_unit_test(nothing_is_told_when_none_is_asked_for),
		cmocka_unit_test(no_token_is_ever_told),
		cmocka_unit_test(whatever_is_asked_a_line_stays_a_line),
		cmocka_unit_test(a_reader_that_does_not_read_holds_up_nobody),
		cmocka_unit_test(names_say_what_is_logged),
		cmocka_unit_test(nobody_need_log),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
