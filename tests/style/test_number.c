/* SPDX-License-Identifier: Apache-2.0 */
#include "style/number.h"

#include <math.h>
#include <stdlib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void expect_text(double number, const char *wanted)
{
	char text[GW_NUMBER_TEXT_MAX];

	if (strcmp(gw_number_format(number, text), wanted) != 0)
		fail_msg("%.17g was written %s, not %s", number, text, wanted);
}

static void numbers_are_written_as_javascript_writes_them(void **state)
{
	expect_text(0, "0");
	expect_text(-0.0, "0");
	expect_text(-12, "-12");
	expect_text(0.1, "0.1");
	expect_text(0.1 + 0.2, "0.30000000000000004");
	expect_text(1e20, "100000000000000000000");
	expect_text(1e21, "1e+21");
	expect_text(1.5e300, "1.5e+300");
	expect_text(123456789012345680000.0, "123456789012345680000");
	expect_text(1e-6, "0.000001");
	expect_text(1.25e-6, "0.00000125");
	expect_text(1e-7, "1e-7");
	expect_text(-1.5e-7, "-1.5e-7");
	expect_text(5e-324, "5e-324");
	expect_text(1.7976931348623157e308, "1.7976931348623157e+308");
	expect_text(9007199254740993.0, "9007199254740992");
	expect_text(NAN, "NaN");
	expect_text(INFINITY, "Infinity");
	expect_text(-INFINITY, "-Infinity");
}

static void what_is_written_reads_back_the_same(void **state)
{
	uint64_t random = 88172645463325252;
	char text[GW_NUMBER_TEXT_MAX];
	double number;
	int i;

	for (i = 0; i < 20000; i++) {
		random ^= random << 13;
		random ^= random >> 7;
		random ^= random << 17;
		memcpy(&number, &random, sizeof number);
		if (isfinite(number) && strtod(gw_number_format(number, text), NULL) != number)
			fail_msg("%.17g was written %s", number, text);
	}
}

static void texts_are_read_as_javascript_reads_them(void **state)
{
	assert_true(gw_number_read("") == 0);
	assert_true(gw_number_read(" 12\n") == 12);
	assert_true(gw_number_read("1e3") == 1000);
	assert_true(gw_number_read("-.5") == -0.5);
	assert_true(gw_number_read("0x1F") == 31);
	assert_true(gw_number_read("0b101") == 5);
	assert_true(gw_number_read("0o17") == 15);
	assert_true(gw_number_read("-Infinity") == -INFINITY);
	assert_true(isnan(gw_number_read("1 2")));
	assert_true(isnan(gw_number_read("0x")));
	assert_true(isnan(gw_number_read("0b2")));
	assert_true(isnan(gw_number_read("infinity")));
	assert_true(isnan(gw_number_read("nan")));
	assert_true(isnan(gw_number_read("-0x1")));
}

static void expect_written(
	double number, const char *currency, int min, int max, const char *wanted)
{
	struct gw_number_style style = {currency, min, max};
	char text[GW_NUMBER_WRITTEN_MAX];

	assert_true(gw_number_write(number, &style, text));
	if (strcmp(text, wanted) != 0)
		fail_msg("%.17g was written %s, not %s", number, text, wanted);
}

static void numbers_are_grouped_and_rounded(void **state)
{
	expect_written(0, NULL, -1, -1, "0");
	expect_written(999, NULL, -1, -1, "999");
	expect_written(1000, NULL, -1, -1, "1,000");
	expect_written(-1234567.8915, NULL, -1, -1, "-1,234,567.892");
	expect_written(0.0004, NULL, -1, -1, "0");
	expect_written(0.0005, NULL, -1, -1, "0.001");
	expect_written(0.5, NULL, -1, 0, "1");
	expect_written(0.4, NULL, -1, 0, "0");
	expect_written(1.005, NULL, 2, 2, "1.01");
	expect_written(9.995, NULL, 2, 2, "10.00");
	expect_written(0.005, NULL, 1, 20, "0.005");
	expect_written(2.5, NULL, 3, -1, "2.500");
	expect_written(1e21, NULL, -1, -1, "1,000,000,000,000,000,000,000");
	expect_written(1234.5, "USD", -1, -1, "$1,234.50");
	expect_written(-0.5, "EUR", -1, 1, "-€0.5");
	expect_written(1234.5, "JPY", -1, -1, "¥1,235");
	expect_written(INFINITY, NULL, -1, -1, "∞");
}

static void the_longest_number_fits(void **state)
{
	struct gw_number_style style = {"LONGCODE", 20, 20};
	char text[GW_NUMBER_WRITTEN_MAX];

	assert_true(gw_number_write(-1.7976931348623157e308, &style, text));
	assert_true(strlen(text) > 309 + 102);
	style.max_fraction = 3;
	assert_false(gw_number_write(1, &style, text));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_are_written_as_javascript_writes_them),
		cmocka_unit_test(what_is_written_reads_back_the_same),
		cmocka_unit_test(texts_are_read_as_javascript_reads_them),
		cmocka_unit_test(numbers_are_grouped_and_rounded),
		cmocka_unit_test(the_longest_number_fits),
	};

	return cmocka_run_group_tests_name("style/number", tests, NULL, NULL);
}
