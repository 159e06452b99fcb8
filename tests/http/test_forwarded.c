/* SPDX-License-Identifier: Apache-2.0 */
#include "asked.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void expect_client(struct asked *a, const char *peer, const char *chain, const char *wanted)
{
	come_from(a, peer);
	snprintf(a->facts.forwarded_for, sizeof a->facts.forwarded_for, "%s", chain);
	expect_role(a, GW_ROLE_PUBLIC);
	if (strcmp(a->caller.address, wanted) != 0)
		fail_msg("%s from %s: %s, not %s", chain, peer, a->caller.address, wanted);
}

static void the_client_is_the_last_whom_no_trusted_proxy_names_its_like(void **state)
{
	struct asked *a = *state;

	asked_trust(a, "10.0.0.0/8");
	asked_begin(a);
	a->facts.was_forwarded = true;
	expect_client(a, "10.0.0.1", "192.0.2.7", "192.0.2.7");
	expect_client(a, "10.0.0.1", "198.51.100.1, 192.0.2.7", "192.0.2.7");
	expect_client(a, "10.0.0.1", "198.51.100.1, 192.0.2.7,10.0.0.2", "192.0.2.7");
	expect_client(a, "10.0.0.1", ",192.0.2.7:5555 , 10.0.0.2", "192.0.2.7");
	expect_client(a, "10.0.0.1", "[2001:db8::7]:5555", "2001:db8::7");
	expect_client(a, "10.0.0.1", "192.0.2.7, unknown", "10.0.0.1");
	expect_client(a, "10.0.0.1", "", "10.0.0.1");
	expect_client(a, "10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3");
	expect_client(a, "203.0.113.9", "192.0.2.7", "203.0.113.9");
	expect_client(a, "127.0.0.1", "192.0.2.7", "127.0.0.1");
}

static void expect_base(struct asked *a, const char *wanted)
{
	identify(a);
	assert_string_equal(a->caller.base, wanted);
}

static void the_base_is_the_hosts(void **state)
{
	struct asked *a = *state;

	asked_begin(a);
	expect_base(a, "http://127.0.0.1:8080");
	a->facts.host = "maps\"><script>";
	expect_base(a, "");
	a->facts.host = NULL;
	expect_base(a, "");
}

static void a_trusted_proxy_says_what_the_client_asked(void **state)
{
	struct asked *a = *state;

	asked_trust(a, "127.0.0.1");
	asked_begin(a);
	a->facts.was_forwarded = true;
	a->facts.forwarded_host = "maps.example.org";
	a->facts.forwarded_proto = "https";
	a->facts.forwarded_prefix = "/gw/";
	expect_base(a, "https://maps.example.org/gw");
	a->facts.forwarded_prefix = "/";
	expect_base(a, "https://maps.example.org");
	a->facts.forwarded_proto = "javascript";
	expect_base(a, "http://maps.example.org");
	come_from(a, "192.0.2.7");
	expect_base(a, "http://127.0.0.1:8080");
}

static void what_a_trusted_proxy_says_is_looked_at(void **state)
{
	static const char *const prefixes[] = {
		"gw", "//evil.example", "/gw/../x", "/a\"b", "/a b", "/a?b", "/a//b", "/%2e"};
	struct asked *a = *state;
	size_t i;

	asked_trust(a, "127.0.0.1");
	asked_begin(a);
	a->facts.was_forwarded = true;
	for (i = 0; i < sizeof prefixes / sizeof *prefixes; i++) {
		a->facts.forwarded_prefix = prefixes[i];
		expect_base(a, "http://127.0.0.1:8080");
	}
	a->facts.forwarded_host = "evil/..";
	expect_base(a, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		asked(the_client_is_the_last_whom_no_trusted_proxy_names_its_like),
		asked(the_base_is_the_hosts),
		asked(a_trusted_proxy_says_what_the_client_asked),
		asked(what_a_trusted_proxy_says_is_looked_at),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
