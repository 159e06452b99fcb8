/* SPDX-License-Identifier: Apache-2.0 */
#include "base/buf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void expect_contents(struct gw_buf *buf, const char *wanted)
{
	const char *text = gw_buf_cstr(buf);

	if (!text)
		fail_msg("the buffer failed; wanted \"%s\"", wanted);
	assert_string_equal(text, wanted);
	assert_int_equal(buf->len, strlen(wanted));
}

static void appends_of_every_kind_follow_one_another(void **state)
{
	struct gw_buf buf;

	gw_buf_init(&buf, 1000);
	gw_buf_puts(&buf, "cell ");
	gw_buf_append(&buf, "C-041!", 5);
	gw_buf_printf(&buf, " at %.2f, %d", 41.5, -87);
	gw_buf_append(&buf, NULL, 0);
	expect_contents(&buf, "cell C-041 at 41.50, -87");
	assert_true(gw_buf_ok(&buf));
	gw_buf_finish(&buf);
}

static void a_million_small_appends_keep_every_byte(void **state)
{
	struct gw_buf buf;
	size_t i;
	char byte;

	gw_buf_init(&buf, 1000000);
	for (i = 0; i < 1000000; i++) {
		byte = (char)(i * 31 % 251);
		gw_buf_append(&buf, &byte, 1);
	}
	assert_true(gw_buf_ok(&buf));
	assert_int_equal(buf.len, 1000000);
	for (i = 0; i < buf.len; i++)
		if (buf.data[i] != (char)(i * 31 % 251))
			fail_msg("byte %zu is wrong", i);
	gw_buf_finish(&buf);
}

static void a_buffer_takes_its_maximum_and_is_still_a_string(void **state)
{
	struct gw_buf buf;

	gw_buf_init(&buf, 8);
	gw_buf_puts(&buf, "1234");
	gw_buf_printf(&buf, "%d", 5678);
	expect_contents(&buf, "12345678");
	assert_true(gw_buf_ok(&buf));
	gw_buf_finish(&buf);
}

static void an_append_past_the_maximum_fails_and_changes_nothing(void **state)
{
	struct gw_buf buf;

	gw_buf_init(&buf, 8);
	gw_buf_puts(&buf, "1234567");
	gw_buf_puts(&buf, "89");
	assert_false(gw_buf_ok(&buf));
	assert_int_equal(buf.len, 7);
	assert_memory_equal(buf.data, "1234567", 7);
	assert_null(gw_buf_cstr(&buf));
	gw_buf_printf(&buf, "%d", 8);
	assert_false(gw_buf_ok(&buf)); /* a failure is remembered */
	gw_buf_clear(&buf);
	assert_true(gw_buf_ok(&buf));
	gw_buf_puts(&buf, "again");
	expect_contents(&buf, "again");
	gw_buf_finish(&buf);
}

static void lengths_that_overflow_are_refused(void **state)
{
	struct gw_buf buf;

	gw_buf_init(&buf, SIZE_MAX);
	gw_buf_puts(&buf, "x");
	assert_null(gw_buf_reserve(&buf, SIZE_MAX));
	assert_null(gw_buf_reserve(&buf, SIZE_MAX - 1));
	assert_null(gw_buf_reserve(&buf, SIZE_MAX / 2 + 7));
	assert_int_equal(buf.len, 1);
	assert_false(gw_buf_ok(&buf));
	gw_buf_finish(&buf);
}

static void an_empty_buffer_is_the_empty_string(void **state)
{
	struct gw_buf buf;

	gw_buf_init(&buf, 0);
	expect_contents(&buf, "");
	gw_buf_printf(&buf, "%s", "");
	expect_contents(&buf, "");
	gw_buf_finish(&buf);
	gw_buf_finish(&buf); /* zeroed memory */
}

static void consuming_keeps_the_rest(void **state)
{
	struct gw_buf buf;

	gw_buf_init(&buf, 100);
	gw_buf_consume(&buf, 0);
	gw_buf_puts(&buf, "GET / HTTP");
	gw_buf_consume(&buf, 4);
	expect_contents(&buf, "/ HTTP");
	gw_buf_consume(&buf, 6);
	expect_contents(&buf, "");
	gw_buf_finish(&buf);
}

static void memory_stays_within_the_maximum_and_one_byte(void **state)
{
	struct gw_buf buf;
	size_t i;

	gw_buf_init(&buf, 1500);
	for (i = 0; i < 1500; i++)
		gw_buf_append(&buf, "x", 1);
	assert_true(gw_buf_ok(&buf));
	assert_true(buf.capacity <= 1501);
	gw_buf_finish(&buf);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(appends_of_every_kind_follow_one_another),
		cmocka_unit_test(a_million_small_appends_keep_every_byte),
		cmocka_unit_test(a_buffer_takes_its_maximum_and_is_still_a_string),
		cmocka_unit_test(an_append_past_the_maximum_fails_and_changes_nothing),
		cmocka_unit_test(lengths_that_overflow_are_refused),
		cmocka_unit_test(an_empty_buffer_is_the_empty_string),
		cmocka_unit_test(consuming_keeps_the_rest),
		cmocka_unit_test(memory_stays_within_the_maximum_and_one_byte),
	};

	return cmocka_run_group_tests_name("base/buf", tests, NULL, NULL);
}
