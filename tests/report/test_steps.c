/* SPDX-License-Identifier: Apache-2.0 */
#include "report/steps.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void each_step_has_one_that_follows_and_the_last_has_none(void **state)
{
	static const char *const life[] = {
		"found", "uploaded", "allocated", "solved", "evaluated", NULL};
	size_t i;

	for (i = 0; life[i]; i++) {
		enum gw_step step, next;

		assert_true(gw_step_parse(life[i], &step));
		assert_string_equal(gw_step_name(step), life[i]);
		next = gw_step_next(step);
		if (life[i + 1])
			assert_string_equal(gw_step_name(next), life[i + 1]);
		else
			assert_int_equal(next, GW_STEPS);
	}
	assert_int_equal(gw_step_next(GW_STEPS), GW_STEPS);
}

static void other_texts_are_no_steps(void **state)
{
	static const char *const texts[] = {"", "Found", "found ", "closed", "uploadedd", "all"};
	enum gw_step step = GW_STEP_SOLVED;
	size_t i;

	for (i = 0; i < sizeof texts / sizeof *texts; i++)
		assert_false(gw_step_parse(texts[i], &step));
	assert_int_equal(step, GW_STEP_SOLVED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_step_has_one_that_follows_and_the_last_has_none),
		cmocka_unit_test(other_texts_are_no_steps),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
