/* SPDX-License-Identifier: Apache-2.0 */
#include "base/fingerprint.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static uint64_t of_bytes(const char *bytes, size_t n)
{
	return gw_fingerprint_bytes(GW_FINGERPRINT_NONE, bytes, n);
}

static void what_is_the_same_has_the_same(void **state)
{
	char other[] = "twelve bytes";

	assert_int_equal(of_bytes("twelve bytes", 12), of_bytes(other, 12));
	assert_int_equal(gw_fingerprint_text(1, "a"), gw_fingerprint_bytes(1, "a", 1));
}

static void length_order_and_absence_count(void **state)
{
	assert_int_not_equal(of_bytes("", 0), of_bytes("\0", 1));
	assert_int_not_equal(of_bytes("\0", 1), of_bytes("\0\0", 2));
	assert_int_not_equal(of_bytes("eight  8eight  9", 16), of_bytes("eight  9eight  8", 16));
	assert_int_not_equal(gw_fingerprint_text(1, NULL), gw_fingerprint_text(1, ""));
	assert_int_not_equal(gw_fingerprint_text(gw_fingerprint_text(1, "ab"), "c"),
		gw_fingerprint_text(gw_fingerprint_text(1, "a"), "bc"));
	assert_int_not_equal(gw_fingerprint_number(gw_fingerprint_number(1, 2), 3),
		gw_fingerprint_number(gw_fingerprint_number(1, 3), 2));
}

/* Kept by clients from one run of the program to the next. */
static void they_are_the_same_on_every_run(void **state)
{
	assert_int_equal(gw_fingerprint_number(GW_FINGERPRINT_NONE, 0), 0xc2fda9ac50e546a4u);
	assert_int_equal(of_bytes("gridward", 8), 0xbfbe6d0ede436dacu);
}

static int compare(const void *x, const void *y)
{
	uint64_t a = *(const uint64_t *)x, b = *(const uint64_t *)y;

	return (a > b) - (a < b);
}

static void a_million_numbers_have_a_million(void **state)
{
	enum { N = 1000000 };
	uint64_t *prints = calloc(N, sizeof *prints);
	uint64_t i;

	assert_non_null(prints);
	for (i = 0; i < N; i++) /* single bits, and small ones side by side */
		prints[i] = gw_fingerprint_number(
			gw_fingerprint_number(GW_FINGERPRINT_NONE, i % 1000), i / 1000 << 40);
	qsort(prints, N, sizeof *prints, compare);
	for (i = 1; i < N; i++)
		assert_int_not_equal(prints[i - 1], prints[i]);
	free(prints);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_the_same_has_the_same),
		cmocka_unit_test(length_order_and_absence_count),
		cmocka_unit_test(they_are_the_same_on_every_run),
		cmocka_unit_test(a_million_numbers_have_a_million),
	};

	return cmocka_run_group_tests_name("base/fingerprint", tests, NULL, NULL);
}
