/* SPDX-License-Identifier: Apache-2.0 */
#include "base/parse.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define RANDOM_TEXTS 4000000

static uint64_t next_random(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

static unsigned below(uint64_t *state, unsigned n)
{
	return (unsigned)((next_random(state) >> 16) % n);
}

static void expect_double(const char *text)
{
	double got = 12345, wanted = strtod(text, NULL);

	if (!gw_parse_double(text, strlen(text), &got))
		fail_msg("\"%s\" was refused", text);
	if (memcmp(&got, &wanted, sizeof got) != 0)
		fail_msg("\"%s\" gave %.17g, not %.17g", text, got, wanted);
}

static void expect_no_double(const char *text)
{
	double out = 12345;

	if (gw_parse_double(text, strlen(text), &out))
		fail_msg("\"%s\" was taken for %.17g", text, out);
	if (out != 12345)
		fail_msg("\"%s\" was refused but *out became %.17g", text, out);
}

static void expect_int(const char *text, int64_t wanted)
{
	int64_t out = 777;

	if (!gw_parse_int(text, INT64_MIN, INT64_MAX, &out))
		fail_msg("\"%s\" was refused", text);
	if (out != wanted)
		fail_msg("\"%s\" gave %lld", text, (long long)out);
}

static void expect_no_int(const char *text, int64_t lo, int64_t hi)
{
	int64_t out = 777;

	if (gw_parse_int(text, lo, hi, &out))
		fail_msg("\"%s\" was taken for %lld", text, (long long)out);
	if (out != 777)
		fail_msg("\"%s\" was refused but *out became %lld", text, (long long)out);
}

/* A decimal of up to 24 digits with a point, sign and exponent now and then. */
static void random_decimal(uint64_t *state, char *text)
{
	unsigned digits = 1 + below(state, 24), point = below(state, 2 * digits), i;
	char *p = text;

	if (!below(state, 2))
		*p++ = below(state, 8) ? '-' : '+';
	for (i = 0; i < digits; i++) {
		if (i == point)
			*p++ = '.';
		*p++ = below(state, 4) ? (char)('0' + below(state, 10)) : '0';
	}
	*p = '\0';
	if (!below(state, 4))
		sprintf(p, "%c%d", below(state, 2) ? 'e' : 'E', (int)below(state, 80) - 40);
}

static void random_decimals_read_bit_for_bit_as_strtod_reads_them(void **state)
{
	uint64_t random = 0x9e3779b97f4a7c15;
	char text[64];
	int i;

	for (i = 0; i < RANDOM_TEXTS; i++) {
		random_decimal(&random, text);
		expect_double(text);
	}
}

static void coordinates_of_every_length_read_bit_for_bit_as_strtod_reads_them(void **state)
{
	uint64_t random = 88172645463325252;
	double degrees;
	char text[64];
	int i;

	for (i = 0; i < RANDOM_TEXTS / 8; i++) {
		degrees = (double)(int64_t)next_random(&random) / (double)INT64_MAX * 180;
		snprintf(text, sizeof text, "%.*f", i % 20, degrees);
		expect_double(text);
		snprintf(text, sizeof text, "%.*g", 1 + i % 18, degrees);
		expect_double(text);
	}
}

static void every_double_survives_seventeen_digits(void **state)
{
	uint64_t random = 1181783497276652981, bits;
	char text[64];
	double value;
	int i;

	for (i = 0; i < RANDOM_TEXTS / 8; i++) {
		bits = next_random(&random);
		memcpy(&value, &bits, sizeof value);
		snprintf(text, sizeof text, "%.17g", value);
		if (strpbrk(text, "in"))
			expect_no_double(text); /* inf, nan */
		else
			expect_double(text);
	}
}

static void numbers_at_the_edges_of_the_fast_path_are_exact(void **state)
{
	static const char *const texts[] = {"0", "-0", "+0", "0.0", "-0.000", "5.", ".5", "-.5",
		"9007199254740991", "9007199254740992", "9007199254740993", "9007199254740993e22",
		"1e22", "1e23", "1e-22", "1e-23", "9007199254740991e22", "9007199254740991e-22",
		"18446744073709551615", "18446744073709551616", "9999999999999999999",
		"99999999999999999999", "0.1e1", "100e-2", "1E5", "1e+5",
		"0000000000000000000000001.5", "0.00000000000000000000000000000000000001",
		"0e99999", "0e-99999", "1.7976931348623157e308", "2.2250738585072014e-308",
		"4.9e-324", "1e-400", "2.2250738585072011e-308", "0.3", "179.99999999999999999999",
		"1e000000000000000005"};
	size_t i;

	for (i = 0; i < sizeof texts / sizeof *texts; i++)
		expect_double(texts[i]);
}

static void what_is_not_wholly_a_decimal_is_refused(void **state)
{
	static const char *const texts[] = {"", "-", "+", ".", "-.", "e5", ".e5", "1e", "1e+",
		"1e-", "1e5.", "1.2.3", "--1", "+-1", "1-", " 1", "1 ", "\t1", "1\n", "nan", "NaN",
		"-nan", "inf", "-inf", "infinity", "0x10", "0x1p3", "1f", "1,5", "1'000", "1_000",
		"1e5e5", "\xef\xbc\x91", "1e400", "-1e309", "123456789012345678901234567890e300",
		"1d5"};
	size_t i;

	for (i = 0; i < sizeof texts / sizeof *texts; i++)
		expect_no_double(texts[i]);
	expect_no_double("12345678901234567890123 ");
}

static void a_number_ends_where_its_length_says(void **state)
{
	double out = 0;

	assert_true(gw_parse_double("41.5,-87.6", 4, &out));
	assert_true(out == 41.5);
	assert_true(gw_parse_double("0.12345678901234567890123,7", 25, &out));
	assert_true(out == 0.12345678901234567890123);
	assert_false(gw_parse_double("41.5,-87.6", 5, &out));
	assert_false(gw_parse_double("41.5", 0, &out));
	assert_false(gw_parse_double("1\0002", 3, &out));
}

static void a_comma_locale_changes_nothing(void **state)
{
	double out = 0;

	if (!setlocale(LC_NUMERIC, "de_DE.UTF-8") && !setlocale(LC_NUMERIC, "fr_FR.UTF-8")) {
		print_message("skipped: no locale with a decimal comma is installed\n");
		skip();
	}
	assert_true(gw_parse_double("0.12345678901234567890123", 25, &out));
	setlocale(LC_NUMERIC, "C");
	assert_true(out == 0.12345678901234567890123);
}

static void integers_are_read_whole_and_within_their_bounds(void **state)
{
	expect_int("0", 0);
	expect_int("-0", 0);
	expect_int("007", 7);
	expect_int("9223372036854775807", INT64_MAX);
	expect_int("-9223372036854775808", INT64_MIN);
	expect_no_int("9223372036854775808", INT64_MIN, INT64_MAX);
	expect_no_int("-9223372036854775809", INT64_MIN, INT64_MAX);
	expect_no_int("99999999999999999999999", INT64_MIN, INT64_MAX);
	expect_no_int("23", 0, 22);
	expect_no_int("-1", 0, 22);
}

static void what_is_not_wholly_an_integer_is_refused(void **state)
{
	static const char *const texts[] = {"", "-", "+1", "--1", " 1", "1 ", "1.0", "1e3", "0x1f",
		"1,000", "a", "1a", "\n1", "\xd9\xa1"};
	size_t i;

	for (i = 0; i < sizeof texts / sizeof *texts; i++)
		expect_no_int(texts[i], INT64_MIN, INT64_MAX);
}

static void a_name_is_known_by_its_place_among_the_others(void **state)
{
	static const char *const names[] = {"found", "solved", "solve"};

	assert_int_equal(gw_parse_name("found", names, 3), 0);
	assert_int_equal(gw_parse_name("solve", names, 3), 2);
	assert_int_equal(gw_parse_name("solve", names, 2), 2); /* none of two */
	assert_int_equal(gw_parse_name("", names, 3), 3);
	assert_int_equal(gw_parse_name("Found", names, 3), 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_decimals_read_bit_for_bit_as_strtod_reads_them),
		cmocka_unit_test(coordinates_of_every_length_read_bit_for_bit_as_strtod_reads_them),
		cmocka_unit_test(every_double_survives_seventeen_digits),
		cmocka_unit_test(numbers_at_the_edges_of_the_fast_path_are_exact),
		cmocka_unit_test(what_is_not_wholly_a_decimal_is_refused),
		cmocka_unit_test(a_number_ends_where_its_length_says),
		cmocka_unit_test(a_comma_locale_changes_nothing),
		cmocka_unit_test(integers_are_read_whole_and_within_their_bounds),
		cmocka_unit_test(what_is_not_wholly_an_integer_is_refused),
		cmocka_unit_test(a_name_is_known_by_its_place_among_the_others),
	};

	return cmocka_run_group_tests_name("base/parse", tests, NULL, NULL);
}
