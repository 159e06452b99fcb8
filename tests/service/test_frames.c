/* SPDX-License-Identifier: Apache-2.0 */
#include "service/frames.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* A step in a district, in the grid E of it, and in the beat N. */
static void add_step(struct gw_frames *frames, int64_t id, const char *district)
{
	struct gw_error err;

	gw_buf_printf(&frames->bytes, "step %d", (int)id);
	gw_frames_put_place(frames, "governance", "district", district);
	gw_frames_put_place(frames, "governance", "grid", "E");
	gw_frames_put_place(frames, "police", "beat", "N");
	assert_int_equal(gw_frames_close(frames, id, GW_EVENT_STEP, &err), GW_OK);
}

static void a_unit_is_one_of_its_scheme_and_level(void **state)
{
	static const struct {
		struct gw_event_filter filter;
		bool passes;
	} rows[] = {
		{{0, "governance", "district", "W"}, true},
		{{0, "governance", NULL, "W"}, true},
		{{0, "governance", NULL, "E"}, true},
		{{0, "governance", "grid", "W"}, false},
		{{0, "police", NULL, "W"}, false},
		{{0, "police", "beat", "N"}, true},
		{{0, "governance", "district", "Wx"}, false},
		{{1u << GW_EVENT_STEP, "governance", "district", "W"}, true},
		{{1u << GW_EVENT_REPORT, "governance", "district", "W"}, false},
		{{1u << GW_EVENT_REPORT, NULL, NULL, NULL}, false},
		{{0}, true},
	};
	struct gw_frames frames;
	size_t i;

	gw_frames_init(&frames);
	add_step(&frames, 41, "E");
	add_step(&frames, 42, "W");
	add_step(&frames, 43, "E");
	for (i = 0; i < sizeof rows / sizeof *rows; i++)
		if (gw_event_filter_passes(&rows[i].filter, &frames, 1) != rows[i].passes)
			fail_msg("row %zu", i);
	gw_frames_finish(&frames);
}

static void a_publication_is_about_all_units_of_its_scheme(void **state)
{
	const struct gw_event_filter police = {0, "police", "beat", "N"},
				     governance = {0, "governance", NULL, "W"};
	struct gw_frames frames;
	struct gw_error err;

	gw_frames_init(&frames);
	gw_frames_put_place(&frames, "police", "", "");
	assert_int_equal(gw_frames_close(&frames, 1, GW_EVENT_GRADE, &err), GW_OK);
	assert_true(gw_event_filter_passes(&police, &frames, 0));
	assert_false(gw_event_filter_passes(&governance, &frames, 0));
	gw_frames_finish(&frames);
}

static void a_frame_is_found_behind_an_id(void **state)
{
	struct gw_frames frames;
	size_t len;

	gw_frames_init(&frames);
	assert_int_equal(gw_frames_behind(&frames, 0), 0);
	add_step(&frames, 3, "E");
	add_step(&frames, 7, "E");
	assert_int_equal(gw_frames_behind(&frames, -1), 0);
	assert_int_equal(gw_frames_behind(&frames, 3), 1);
	assert_int_equal(gw_frames_behind(&frames, 6), 1);
	assert_int_equal(gw_frames_behind(&frames, 7), 2);
	assert_memory_equal(gw_frame_bytes(&frames, 1, &len), "step 7", 6);
	assert_int_equal(len, 6);
	gw_frames_finish(&frames);
}

static void what_was_not_closed_well_leaves_nothing(void **state)
{
	struct gw_frames frames;
	struct gw_error err;
	size_t len;

	gw_frames_init(&frames);
	add_step(&frames, 1, "E");
	gw_buf_puts(&frames.bytes, "half");
	frames.bytes.failed = true;
	assert_int_equal(gw_frames_close(&frames, 2, GW_EVENT_STEP, &err), GW_ENOMEM);
	add_step(&frames, 2, "W");
	assert_int_equal(frames.n, 2);
	assert_memory_equal(gw_frame_bytes(&frames, 1, &len), "step 2", 6);
	assert_int_equal(len, 6);
	gw_frames_finish(&frames);
}

static void lists_of_kinds_are_read(void **state)
{
	static const char *const bad[] = {"", ",", "report,", ",step", "reports", "report step",
		"report,,step", "REPORT", "reportreportreportreport"};
	unsigned kinds = 99;
	size_t i;

	for (i = 0; i < sizeof bad / sizeof *bad; i++)
		if (gw_event_kinds_parse(bad[i], &kinds) || kinds != 99)
			fail_msg("\"%s\" was read", bad[i]);
	assert_true(gw_event_kinds_parse("report", &kinds));
	assert_int_equal(kinds, 1u << GW_EVENT_REPORT);
	assert_true(gw_event_kinds_parse("fence,step,grade,step", &kinds));
	assert_int_equal(kinds, 1u << GW_EVENT_FENCE | 1u << GW_EVENT_STEP | 1u << GW_EVENT_GRADE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_unit_is_one_of_its_scheme_and_level),
		cmocka_unit_test(a_publication_is_about_all_units_of_its_scheme),
		cmocka_unit_test(a_frame_is_found_behind_an_id),
		cmocka_unit_test(what_was_not_closed_well_leaves_nothing),
		cmocka_unit_test(lists_of_kinds_are_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
