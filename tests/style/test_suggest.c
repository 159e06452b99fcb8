/* SPDX-License-Identifier: Apache-2.0 */
#include "style/suggest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void expect_nearest(const char *word, const char *wanted)
{
	static const char *const names[] = {
		"step", "get", "at", "in", "interpolate", "fill-color", "fill-opacity", "+"};
	struct gw_suggestion s;
	size_t i;

	gw_suggestion_init(&s, word);
	for (i = 0; i < sizeof names / sizeof *names; i++)
		gw_suggestion_try(&s, names[i]);
	if (!wanted != !s.nearest || (wanted && strcmp(wanted, s.nearest) != 0))
		fail_msg("\"%s\" is near \"%s\"", word, s.nearest ? s.nearest : "nothing");
}

static void a_slip_finds_the_name_that_was_meant(void **state)
{
	expect_nearest("setp", "step");
	expect_nearest("steps", "step");
	expect_nearest("interpolat", "interpolate");
	expect_nearest("interpollate", "interpolate");
	expect_nearest("fill-colour", "fill-color");
	expect_nearest("fil-opacty", "fill-opacity");
}

static void another_word_finds_none(void **state)
{
	expect_nearest("hillshade", NULL);
	expect_nearest("ab", NULL);
	expect_nearest("-", NULL);
	expect_nearest("", NULL);
	expect_nearest("interpolateinterpolateinterpolateinterpolate", NULL);
}

static void the_text_is_a_question_or_nothing(void **state)
{
	char text[GW_SUGGESTION_TEXT_MAX];
	struct gw_suggestion s;

	gw_suggestion_init(&s, "setp");
	assert_string_equal(gw_suggestion_format(&s, text), "");
	gw_suggestion_try(&s, "step");
	assert_string_equal(gw_suggestion_format(&s, text), "; did you mean \"step\"?");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_slip_finds_the_name_that_was_meant),
		cmocka_unit_test(another_word_finds_none),
		cmocka_unit_test(the_text_is_a_question_or_nothing),
	};

	return cmocka_run_group_tests_name("style/suggest", tests, NULL, NULL);
}
