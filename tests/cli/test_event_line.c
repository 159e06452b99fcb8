/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/event_line.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void expect_line(const char *json, const char *wanted)
{
	struct gw_error err = {0};
	struct gw_buf out;

	gw_buf_init(&out, 100000);
	if (gw_event_line(&out, json, GW_EVENT_TEXT, &err))
		fail_msg("%s: %s", json, err.text);
	assert_string_equal(gw_buf_cstr(&out), wanted);
	gw_buf_finish(&out);
}

static void a_step_is_told_by_time_number_kind_status_and_path(void **state)
{
	expect_line("{\"event\":9,\"kind\":\"step\",\"report\":{\"id\":17,\"time\":"
		    "\"2026-10-03T09:12:00+08:00\",\"category\":\"noise\",\"status\":\"solved\","
		    "\"places\":[{\"scheme\":\"governance\",\"path\":[{\"code\":\"1\",\"name\":"
		    "\"Binhai\"},{\"code\":\"12\",\"name\":null}]}]},\"step\":{\"step\":\"solved\","
		    "\"time\":\"2026-10-04T10:00:01+08:00\"}}",
		"2026-10-04 10:00:01\t17\tnoise\tsolved\tBinhai \xe2\x80\xba 12\n");
}

static void what_is_not_known_is_a_dash(void **state)
{
	expect_line("{\"kind\":\"report\",\"report\":{\"id\":1,\"time\":"
		    "\"2026-10-03T09:12:00+08:00\",\"category\":null,\"status\":\"uploaded\","
		    "\"places\":[]}}",
		"2026-10-03 09:12:00\t1\t-\tuploaded\t-\n");
	expect_line("{\"kind\":\"fence\"}", "-\t-\tfence\t-\t-\n");
}

static void a_publication_has_its_version(void **state)
{
	expect_line("{\"kind\":\"grade\",\"publication\":{\"scheme\":\"police\",\"month\":"
		    "\"2026-10\",\"version\":3,\"published\":\"2026-11-02T08:00:00+08:00\","
		    "\"withdrawn\":null}}",
		"2026-11-02 08:00:00\tv3\tgrade\tpublished\tpolice 2026-10\n");
	expect_line("{\"kind\":\"grade\",\"publication\":{\"scheme\":\"police\",\"month\":"
		    "\"2026-10\",\"version\":3,\"published\":\"2026-11-02T08:00:00+08:00\","
		    "\"withdrawn\":\"2026-11-03T08:00:00+08:00\"}}",
		"2026-11-03 08:00:00\tv3\tgrade\twithdrawn\tpolice 2026-10\n");
}

static void nothing_commands_the_terminal(void **state)
{
	expect_line("{\"report\":{\"id\":1,\"time\":\"\\u001b[2J\",\"category\":"
		    "\"a\\tb\\u009bc\\u007f\",\"status\":\"x\\ny\"}}",
		" [2J\t1\ta b c \tx y\t-\n");
}

static void json_stays_json(void **state)
{
	struct gw_error err;
	struct gw_buf out;

	gw_buf_init(&out, 1000);
	assert_int_equal(gw_event_line(&out, "{ \"event\" : 3 }", GW_EVENT_JSON, &err), GW_OK);
	assert_string_equal(gw_buf_cstr(&out), "{\"event\":3}\n");
	gw_buf_finish(&out);
}

static void what_is_no_event_is_refused(void **state)
{
	static const char *const texts[] = {"", "x", "[]", "3", "{", "null"};
	struct gw_error err;
	struct gw_buf out;
	size_t i;

	gw_buf_init(&out, 1000);
	for (i = 0; i < sizeof texts / sizeof *texts; i++)
		assert_int_equal(gw_event_line(&out, texts[i], GW_EVENT_TEXT, &err), GW_EINVAL);
	gw_buf_finish(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_step_is_told_by_time_number_kind_status_and_path),
		cmocka_unit_test(what_is_not_known_is_a_dash),
		cmocka_unit_test(a_publication_has_its_version),
		cmocka_unit_test(nothing_commands_the_terminal),
		cmocka_unit_test(json_stays_json),
		cmocka_unit_test(what_is_no_event_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
