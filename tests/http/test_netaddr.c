/* SPDX-License-Identifier: Apache-2.0 */
#include "http/netaddr.h"

#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void expect_parsed(const char *text, bool with_port, const char *wanted)
{
	char buf[GW_NETADDR_TEXT_MAX];
	struct gw_netaddr address;

	if (!gw_netaddr_parse(text, with_port, &address))
		fail_msg("\"%s\" was refused", text);
	if (strcmp(gw_netaddr_format(&address, buf), wanted) != 0)
		fail_msg("\"%s\" gave %s, not %s", text, buf, wanted);
}

static void expect_refused(const char *text, bool with_port)
{
	struct gw_netaddr address;

	if (gw_netaddr_parse(text, with_port, &address))
		fail_msg("\"%s\" was taken", text);
}

static void addresses_are_read(void **state)
{
	expect_parsed("192.0.2.7", false, "192.0.2.7");
	expect_parsed("2001:DB8::7", false, "2001:db8::7");
	expect_parsed("::ffff:192.0.2.7", false, "192.0.2.7");
	expect_parsed("192.0.2.7:8080", true, "192.0.2.7");
	expect_parsed("[2001:db8::7]:8080", true, "2001:db8::7");
	expect_parsed("[2001:db8::7]", true, "2001:db8::7");
	expect_parsed("2001:db8::7", true, "2001:db8::7");
}

static void what_is_no_address_is_refused(void **state)
{
	static const char *const texts[] = {"", "unknown", "_hidden", "192.0.2", "192.0.2.256",
		"192.0.2.7 ", "192.0.2.07.1", "192.0.2.7:", "192.0.2.7:x", "192.0.2.7:65536",
		"[::1", "[::1]x", "[192.0.2.7]:1", "[]", "[", "fe80::1%eth0", "1:2:3:4:5:6:7:8:9",
		"0000:0000:0000:0000:0000:0000:0000:0000:0000:0000:0000:0000:0000:0000:0001"};
	size_t i;

	for (i = 0; i < sizeof texts / sizeof *texts; i++)
		expect_refused(texts[i], true);
	expect_refused("192.0.2.7:80", false);
	expect_refused("[::1]", false);
}

static void expect_held(const char *networks, const char *address, bool wanted)
{
	struct gw_netaddr a;
	struct gw_networks n;
	struct gw_error err;

	if (gw_networks_parse(&n, networks, &err))
		fail_msg("%s", err.text);
	assert_true(gw_netaddr_parse(address, false, &a));
	if (gw_networks_hold(&n, &a) != wanted)
		fail_msg("%s %s %s", networks, wanted ? "does not hold" : "holds", address);
}

static void networks_hold_what_begins_like_them(void **state)
{
	expect_held("10.0.0.0/8, fd00::/8", "10.255.0.1", true);
	expect_held("10.0.0.0/8, fd00::/8", "11.0.0.1", false);
	expect_held("10.0.0.0/8, fd00::/8", "fdff::1", true);
	expect_held("10.0.0.0/8, fd00::/8", "fe00::1", false);
	expect_held("192.0.2.128/25", "192.0.2.128", true);
	expect_held("192.0.2.128/25", "192.0.2.127", false);
	expect_held("192.0.2.7", "192.0.2.7", true);
	expect_held("192.0.2.7", "192.0.2.6", false);
	expect_held("192.0.2.7", "::ffff:192.0.2.7", true);
	expect_held("::1", "::1", true);
	expect_held("::1", "127.0.0.1", false);
	expect_held("0.0.0.0/0", "198.51.100.1", true);
	expect_held("0.0.0.0/0", "2001:db8::1", false);
	expect_held("::/0", "198.51.100.1", true);
	expect_held("", "198.51.100.1", false);
	expect_held("  ,  ", "198.51.100.1", false);
}

static void expect_fault(const char *networks, const char *wanted)
{
	struct gw_networks n;
	struct gw_error err;

	assert_int_equal(gw_networks_parse(&n, networks, &err), GW_EINVAL);
	if (!strstr(err.text, wanted))
		fail_msg("\"%s\" does not name %s", err.text, wanted);
}

static void a_fault_in_a_list_of_networks_is_named(void **state)
{
	char many[4096] = "";
	int i;

	expect_fault("10.0.0.0/8, 10.0.0.0/33", "\"10.0.0.0/33\"");
	expect_fault("10.0.0.1/8", "\"10.0.0.1/8\"");
	expect_fault("proxy.example.org", "\"proxy.example.org\"");
	expect_fault("::/129", "\"::/129\"");
	expect_fault("::1/", "\"::1/\"");
	expect_fault("/8", "\"/8\"");
	for (i = 0; i <= GW_NETWORKS_MAX; i++)
		strcat(many, "::1 ");
	expect_fault(many, "more than 64");
}

static void loopback_is_known_in_all_its_shapes(void **state)
{
	static const struct {
		const char *address;
		bool is_loopback;
	} rows[] = {{"127.0.0.1", true}, {"127.9.8.7", true}, {"::1", true},
		{"::ffff:127.0.0.1", true}, {"::", false}, {"0.0.0.0", false}, {"::2", false},
		{"128.0.0.1", false}};
	struct gw_netaddr a;
	size_t i;

	for (i = 0; i < sizeof rows / sizeof *rows; i++) {
		assert_true(gw_netaddr_parse(rows[i].address, false, &a));
		assert_int_equal(gw_netaddr_is_loopback(&a), rows[i].is_loopback);
	}
}

static void sockets_addresses_are_taken(void **state)
{
	struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(0xc0000207)};
	struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT};
	struct sockaddr other = {.sa_family = AF_UNIX};
	char buf[GW_NETADDR_TEXT_MAX];
	struct gw_netaddr a;

	assert_true(gw_netaddr_from((struct sockaddr *)&v4, &a));
	assert_string_equal(gw_netaddr_format(&a, buf), "192.0.2.7");
	assert_true(gw_netaddr_from((struct sockaddr *)&v6, &a));
	assert_string_equal(gw_netaddr_format(&a, buf), "::1");
	assert_false(gw_netaddr_from(&other, &a));
	assert_false(gw_netaddr_from(NULL, &a));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses_are_read),
		cmocka_unit_test(what_is_no_address_is_refused),
		cmocka_unit_test(networks_hold_what_begins_like_them),
		cmocka_unit_test(a_fault_in_a_list_of_networks_is_named),
		cmocka_unit_test(loopback_is_known_in_all_its_shapes),
		cmocka_unit_test(sockets_addresses_are_taken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
