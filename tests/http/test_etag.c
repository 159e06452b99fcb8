/* SPDX-License-Identifier: Apache-2.0 */
#include "http/etag.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define TAG "\"0123\""

#define BYTES 50

/* A tag that a change leaves as it was would have a client keep what is out of date. */
static void any_changed_bit_changes_the_tag(void **state)
{
	char bytes[BYTES] = {0}, tags[8 * BYTES + 1][GW_ETAG_MAX];
	size_t i, j;

	gw_etag_make(tags[8 * BYTES], bytes, BYTES);
	for (i = 0; i < 8 * BYTES; i++) {
		bytes[i / 8] = (char)(1 << i % 8);
		gw_etag_make(tags[i], bytes, BYTES);
		bytes[i / 8] = 0;
		assert_int_equal(strlen(tags[i]), 34);
	}
	for (i = 0; i <= 8 * BYTES; i++)
		for (j = 0; j < i; j++)
			assert_string_not_equal(tags[i], tags[j]);
}

static void the_length_counts(void **state)
{
	static const char bytes[BYTES] = {0};
	char one[GW_ETAG_MAX], other[GW_ETAG_MAX];
	size_t n;

	for (n = 0; n < BYTES; n++) {
		gw_etag_make(one, bytes, n);
		gw_etag_make(other, bytes, n + 1);
		assert_string_not_equal(one, other);
		gw_etag_make(other, bytes, n);
		assert_string_equal(one, other);
	}
}

static void a_tag_is_quoted_hexadecimal(void **state)
{
	char tag[GW_ETAG_MAX];

	gw_etag_make(tag, "abc", 3);
	assert_int_equal(strspn(tag + 1, "0123456789abcdef"), 32);
	assert_true(tag[0] == '"' && tag[33] == '"' && !tag[34]);
}

static void expect_among(const char *header, bool wanted)
{
	if (gw_etag_is_among(TAG, header) != wanted)
		fail_msg("If-None-Match: %s %s the tag", header, wanted ? "misses" : "names");
}

static void a_header_names_the_tag_in_every_form(void **state)
{
	expect_among(TAG, true);
	expect_among("W/" TAG, true);
	expect_among("*", true);
	expect_among(" * ", true);
	expect_among("\"x\", " TAG, true);
	expect_among("\"x\",W/\"y\" ,\t" TAG " , \"z\"", true);
	expect_among("\"a,b\", " TAG, true);
	expect_among(", ," TAG, true);
}

static void a_header_of_other_tags_or_none_does_not(void **state)
{
	expect_among("", false);
	expect_among("\"0124\"", false);
	expect_among("0123", false);
	expect_among("\"0123", false);
	expect_among("*x", false);
	expect_among("\"*\"", false);
	expect_among("w/" TAG, false);
	expect_among("\"x\\\"0123\"", false);
	expect_among("\"01234\"", false);
	expect_among("x " TAG, false);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_changed_bit_changes_the_tag),
		cmocka_unit_test(the_length_counts),
		cmocka_unit_test(a_tag_is_quoted_hexadecimal),
		cmocka_unit_test(a_header_names_the_tag_in_every_form),
		cmocka_unit_test(a_header_of_other_tags_or_none_does_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
