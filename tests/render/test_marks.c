/* SPDX-License-Identifier: Apache-2.0 */
#include "render/marks.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* A mark for each letter, whose box begins at the letter's number. */
static struct gw_marks marks_of(const char *letters)
{
	struct gw_marks marks = {0};
	struct gw_error err;

	for (; *letters; letters++)
		assert_int_equal(gw_marks_add(&marks,
					 (struct gw_mark){(uint64_t)*letters * 77,
						 {*letters, 0, *letters + 1, 1}},
					 &err),
			GW_OK);
	return marks;
}

static int compare(const void *x, const void *y)
{
	return *(const char *)x - *(const char *)y;
}

/* The letters whose boxes are told of, sorted, each once. */
static void expect_changes(
	const char *before, const char *after, bool is_ordered, const char *wanted)
{
	struct gw_marks a = marks_of(before), b = marks_of(after);
	struct gw_changes changes = {0};
	struct gw_error err;
	char got[100] = "";
	size_t n = 0, i, k;

	assert_int_equal(gw_marks_compare(&a, &b, is_ordered, &changes, &err), GW_OK);
	assert_false(changes.all);
	for (i = 0; i < changes.n; i++) {
		char letter = (char)changes.boxes[i].left;

		for (k = 0; k < n && got[k] != letter; k++)
			;
		if (k == n)
			got[n++] = letter;
	}
	qsort(got, n, 1, compare);
	if (strcmp(got, wanted) != 0)
		fail_msg("%s to %s: %s, not %s", before, after, got, wanted);
	gw_marks_finish(&a);
	gw_marks_finish(&b);
	gw_changes_finish(&changes);
}

static void what_came_and_what_went_has_changed(void **state)
{
	expect_changes("", "", true, "");
	expect_changes("abc", "abc", true, "");
	expect_changes("abc", "abxc", true, "x");
	expect_changes("abc", "bc", true, "a");
	expect_changes("abc", "xbd", true, "acdx");
	expect_changes("", "ab", true, "ab");
	expect_changes("ab", "", true, "ab");
}

static void what_lies_twice_counts_twice(void **state)
{
	expect_changes("aab", "ab", true, "a");
	expect_changes("aab", "baa", false, "");
	expect_changes("abab", "abb", true, "a");
}

static void order_counts_where_things_lie_on_each_other(void **state)
{
	expect_changes("abcde", "adcbe", true, "bcd");
	expect_changes("abcde", "adcbe", false, "");
	expect_changes("abcde", "bcdea", true, "abcde");
	expect_changes("abcd", "axbcyd", true, "xy");
	expect_changes("axbcyd", "abcd", true, "xy");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_came_and_what_went_has_changed),
		cmocka_unit_test(what_lies_twice_counts_twice),
		cmocka_unit_test(order_counts_where_things_lie_on_each_other),
	};

	return cmocka_run_group_tests_name("render/marks", tests, NULL, NULL);
}
