/* SPDX-License-Identifier: Apache-2.0 */
#include "base/progress.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void show(void *context, const char *stage, uint64_t done, uint64_t total)
{
	int *told = context;

	assert_string_equal(stage, "reading");
	assert_int_equal(done, 3);
	assert_int_equal(total, 0);
	++*told;
}

static void progress_reaches_whoever_wants_it_word_for_word(void **state)
{
	int told = 0;
	const struct gw_progress progress = {show, &told};

	gw_progress_show(&progress, "reading", 3, 0);
	gw_progress_show(&progress, "reading", 3, 0);
	assert_int_equal(told, 2);
}

static void progress_that_nobody_wants_is_no_trouble(void **state)
{
	const struct gw_progress nobody = {0};

	gw_progress_show(NULL, "reading", 1, 2);
	gw_progress_show(&nobody, "reading", 1, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(progress_reaches_whoever_wants_it_word_for_word),
		cmocka_unit_test(progress_that_nobody_wants_is_no_trouble),
	};

	return cmocka_run_group_tests_name("base/progress", tests, NULL, NULL);
}
