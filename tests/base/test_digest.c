/* SPDX-License-Identifier: Apache-2.0 */
#include "base/digest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void expect_sha256(const char *text, size_t len, const char *wanted)
{
	unsigned char digest[GW_SHA256];
	char hex[2 * GW_SHA256 + 1];
	size_t i;

	gw_sha256(text, len, digest);
	for (i = 0; i < sizeof digest; i++)
		snprintf(hex + 2 * i, 3, "%02x", digest[i]);
	assert_string_equal(hex, wanted);
}

/* The examples of FIPS 180-4, and one byte more than a block. */
static void sha256_is_the_standards(void **state)
{
	static const char zeros[65];

	expect_sha256("", 0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	expect_sha256("abc", 3, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	expect_sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 56,
		"248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
	expect_sha256(
		zeros, 65, "98ce42deef51d40269d542f5314bef2c7468d401ad5d85168bfab4c0108f75f7");
}

static void expect_base64url(const char *bytes, const char *wanted)
{
	char text[64];

	assert_int_equal(GW_BASE64URL_LEN(strlen(bytes)), strlen(wanted));
	gw_base64url((const unsigned char *)bytes, strlen(bytes), text);
	assert_string_equal(text, wanted);
}

/* The examples of RFC 4648, section 10, without their padding. */
static void base64url_is_the_standards(void **state)
{
	expect_base64url("", "");
	expect_base64url("f", "Zg");
	expect_base64url("fo", "Zm8");
	expect_base64url("foo", "Zm9v");
	expect_base64url("foob", "Zm9vYg");
	expect_base64url("fooba", "Zm9vYmE");
	expect_base64url("foobar", "Zm9vYmFy");
	expect_base64url("\xfb\xff\xfe", "-__-");
}

static void random_bytes_differ_each_time(void **state)
{
	unsigned char a[32] = {0}, b[32] = {0};

	assert_int_equal(gw_random_bytes(a, sizeof a, NULL), GW_OK);
	assert_int_equal(gw_random_bytes(b, sizeof b, NULL), GW_OK);
	assert_memory_not_equal(a, b, sizeof a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sha256_is_the_standards),
		cmocka_unit_test(base64url_is_the_standards),
		cmocka_unit_test(random_bytes_differ_each_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
