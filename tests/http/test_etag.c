/* SPDX-License-Identifier: Apache-2.0 */
#include "http/etag.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define TAG "\"0123\""

static void expect_tag(const char *text, const char *wanted)
{
	char etag[GW_ETAG_MAX];

	gw_etag_make(etag, text, strlen(text));
	if (strcmp(etag, wanted) != 0)
		fail_msg("\"%s\" has the tag %s, not %s", text, etag, wanted);
}

/* The values that FNV's authors give for 128 bits, FNV-1a. */
static void tags_are_the_published_hash(void **state)
{
	expect_tag("", "\"6c62272e07bb014262b821756295c58d\"");
	expect_tag("a", "\"d228cb696f1a8caf78912b704e4a8964\"");
	expect_tag("foobar", "\"343e1662793c64bf6f0d3597ba446f18\"");
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
		cmocka_unit_test(tags_are_the_published_hash),
		cmocka_unit_test(a_header_names_the_tag_in_every_form),
		cmocka_unit_test(a_header_of_other_tags_or_none_does_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
