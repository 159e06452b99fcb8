/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/sse.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* What was told, as "event=data;" one behind the other. */
static enum gw_status note(void *context, const char *event, const char *data, struct gw_error *err)
{
	gw_buf_printf(context, "%s=%s;", event, data);
	return strcmp(data, "stop") ? GW_OK : gw_fail(err, GW_EIO, "stopped");
}

struct reader {
	struct gw_sse sse;
	struct gw_buf told;
};

static void reader_init(struct reader *r)
{
	gw_sse_init(&r->sse);
	gw_buf_init(&r->told, 100000);
	r->sse.on_event = note;
	r->sse.context = &r->told;
}

static void reader_finish(struct reader *r)
{
	gw_sse_finish(&r->sse);
	gw_buf_finish(&r->told);
}

/* Whatever the pieces in which the text comes, the same is told. */
static void expect_told(const char *text, const char *wanted, int64_t last_id)
{
	size_t len = strlen(text), piece, at;

	for (piece = 1; piece <= len; piece++) {
		struct gw_error err;
		struct reader r;

		reader_init(&r);
		for (at = 0; at < len; at += piece)
			assert_int_equal(gw_sse_take(&r.sse, text + at,
						 len - at < piece ? len - at : piece, &err),
				GW_OK);
		assert_string_equal(gw_buf_cstr(&r.told), wanted);
		assert_int_equal(r.sse.last_id, last_id);
		reader_finish(&r);
	}
}

static void an_event_has_a_name_and_data(void **state)
{
	expect_told("id: 7\nevent: report\ndata: {\"a\":1}\n\n", "report={\"a\":1};", 7);
	expect_told("data:x\n\ndata:  y\n\n", "message=x;message= y;", -1);
}

static void lines_end_as_they_like(void **state)
{
	expect_told("data: a\r\n\r\ndata: b\r\rdata: c\n\n", "message=a;message=b;message=c;", -1);
	expect_told("data: a\r\n\ndata: b\n\r\n", "message=a;message=b;", -1);
}

static void lines_of_data_are_joined(void **state)
{
	expect_told("data: a\ndata\ndata: b\n\n", "message=a\n\nb;", -1);
}

static void what_is_no_event_is_passed_over(void **state)
{
	expect_told(": ping\n\nnonsense: x\nevent: lost\n\ndata: a\n\n", "message=a;", -1);
}

static void an_id_without_data_counts(void **state)
{
	expect_told("retry: 2000\nid: 5\n\n: ping\nid: 9\n\n", "", 9);
	expect_told("id: 5\n\nid: x\ndata: a\n\n", "message=a;", 5);
}

static void an_event_that_is_not_whole_does_not_count(void **state)
{
	expect_told("id: 5\ndata: a\n\nid: 6\ndata: b\n", "message=a;", 5);
}

static void a_break_forgets_half_an_event(void **state)
{
	struct gw_error err;
	struct reader r;

	reader_init(&r);
	assert_int_equal(gw_sse_take(&r.sse, "id: 6\ndata: b\ndat", 17, &err), GW_OK);
	gw_sse_break(&r.sse);
	assert_int_equal(gw_sse_take(&r.sse, "data: c\n\n", 9, &err), GW_OK);
	assert_string_equal(gw_buf_cstr(&r.told), "message=c;");
	assert_int_equal(r.sse.last_id, -1);
	reader_finish(&r);
}

static void the_server_says_when_to_come_back(void **state)
{
	struct gw_error err;
	struct reader r;

	reader_init(&r);
	assert_int_equal(r.sse.retry_ms, -1);
	assert_int_equal(gw_sse_take(&r.sse, "retry: 1500\nretry: 99999999\n", 28, &err), GW_OK);
	assert_int_equal(r.sse.retry_ms, 1500);
	reader_finish(&r);
}

static void a_listener_that_fails_ends_it(void **state)
{
	struct gw_error err;
	struct reader r;

	reader_init(&r);
	assert_int_equal(
		gw_sse_take(&r.sse, "id: 3\ndata: stop\n\ndata: more\n\n", 31, &err), GW_EIO);
	assert_string_equal(gw_buf_cstr(&r.told), "message=stop;");
	assert_int_equal(r.sse.last_id, -1);
	reader_finish(&r);
}

static void a_line_has_its_bounds(void **state)
{
	const size_t n = (size_t)9 << 20;
	char *text = malloc(n);
	struct gw_error err;
	struct reader r;

	assert_non_null(text);
	memset(text, 'x', n);
	reader_init(&r);
	assert_int_equal(gw_sse_take(&r.sse, text, n, &err), GW_OK);
	assert_int_equal(gw_sse_take(&r.sse, "\n", 1, &err), GW_EINVAL);
	reader_finish(&r);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_event_has_a_name_and_data),
		cmocka_unit_test(lines_end_as_they_like),
		cmocka_unit_test(lines_of_data_are_joined),
		cmocka_unit_test(what_is_no_event_is_passed_over),
		cmocka_unit_test(an_id_without_data_counts),
		cmocka_unit_test(an_event_that_is_not_whole_does_not_count),
		cmocka_unit_test(a_break_forgets_half_an_event),
		cmocka_unit_test(the_server_says_when_to_come_back),
		cmocka_unit_test(a_listener_that_fails_ends_it),
		cmocka_unit_test(a_line_has_its_bounds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
