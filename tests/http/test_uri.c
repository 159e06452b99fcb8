/* SPDX-License-Identifier: Apache-2.0 */
#include "http/uri.h"

#include "base/buf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void expect_decoded(const char *text, bool form, const char *wanted)
{
	char copy[64];

	snprintf(copy, sizeof copy, "%s", text);
	if (!gw_uri_decode(copy, form))
		fail_msg("\"%s\" was refused", text);
	if (strcmp(copy, wanted) != 0)
		fail_msg("\"%s\" became \"%s\", not \"%s\"", text, copy, wanted);
}

static void expect_refused(const char *text)
{
	char copy[64];

	snprintf(copy, sizeof copy, "%s", text);
	if (gw_uri_decode(copy, true))
		fail_msg("\"%s\" became \"%s\"", text, copy);
}

static void escapes_are_undone(void **state)
{
	expect_decoded("", true, "");
	expect_decoded("a%40b", false, "a@b");
	expect_decoded("EPSG%3a4326", true, "EPSG:4326");
	expect_decoded("%E7%BD%91", false, "\xe7\xbd\x91");
	expect_decoded("%25%32%35", false, "%25");
}

static void a_plus_is_a_blank_in_forms_only(void **state)
{
	expect_decoded("a+b", true, "a b");
	expect_decoded("a+b", false, "a+b");
	expect_decoded("a%2Bb", true, "a+b");
}

static void what_is_no_escape_or_no_text_is_refused(void **state)
{
	static const char *const bad[] = {"%", "%4", "%4g", "%g4", "% 41", "%+1", "%00", "a%00b",
		"%80", "%C3", "%C0%AF", "%ED%A0%80", "%F4%90%80%80", "\xff", "%E7%BD"};
	size_t i;

	for (i = 0; i < sizeof bad / sizeof *bad; i++)
		expect_refused(bad[i]);
}

static void what_is_encoded_decodes_to_itself(void **state)
{
	char text[] = "a b&c=d/%\"<\xe7\xbd\x91>~._-";
	struct gw_buf out;

	gw_buf_init(&out, 1024);
	gw_uri_encode(&out, text);
	assert_string_equal(gw_buf_cstr(&out), "a%20b%26c%3Dd%2F%25%22%3C%E7%BD%91%3E~._-");
	assert_true(gw_uri_decode(out.data, true));
	assert_string_equal(out.data, text);
	gw_buf_finish(&out);
}

static void hosts_are_names_and_addresses_with_a_port_perhaps(void **state)
{
	static const char *const good[] = {"localhost", "localhost:8080", "127.0.0.1:1",
		"a-b.c_d.example", "[::1]", "[::1]:65535", "[2001:db8::7.8.9.1]:80",
		"xn--fiq228c.example:443"};
	static const char *const bad[] = {"", ":80", "a:", "a:0", "a:65536", "a:8080x", "a:+1",
		"a b", "a/b", "a@b", "a\"b", "a#b", "a?b", "a\\b", "<a>", "a\r\nb", "[::1", "[]",
		"[::1]x", "[g::1]", "::1", "a,b", "\xe7\xbd\x91", "a%41"};
	size_t i;

	for (i = 0; i < sizeof good / sizeof *good; i++)
		if (!gw_uri_is_host(good[i]))
			fail_msg("\"%s\" was refused", good[i]);
	for (i = 0; i < sizeof bad / sizeof *bad; i++)
		if (gw_uri_is_host(bad[i]))
			fail_msg("\"%s\" was taken", bad[i]);
}

static void a_host_has_a_length(void **state)
{
	char text[300];

	memset(text, 'a', sizeof text);
	text[255] = '\0';
	assert_true(gw_uri_is_host(text));
	text[255] = 'a';
	text[256] = '\0';
	assert_false(gw_uri_is_host(text));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(escapes_are_undone),
		cmocka_unit_test(a_plus_is_a_blank_in_forms_only),
		cmocka_unit_test(what_is_no_escape_or_no_text_is_refused),
		cmocka_unit_test(what_is_encoded_decodes_to_itself),
		cmocka_unit_test(hosts_are_names_and_addresses_with_a_port_perhaps),
		cmocka_unit_test(a_host_has_a_length),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
