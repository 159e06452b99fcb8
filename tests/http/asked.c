/* SPDX-License-Identifier: Apache-2.0 */
#include "asked.h"

#include "base/digest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <arpa/inet.h>
#include <cmocka.h>

int asked_setup(void **state)
{
	struct asked *a = calloc(1, sizeof *a);
	void *city;

	if (!a || city_setup(&city))
		return -1;
	a->city = city;
	a->options = (struct gw_access_options){.anonymous = GW_ROLE_PUBLIC};
	a->peer = (struct sockaddr_in){
		.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	a->facts = (struct gw_facts){
		.peer = (struct sockaddr *)&a->peer,
		.method = "GET",
		.path = "/v1/reports",
		.host = "127.0.0.1:8080",
		.time = NOON,
		.ms = 1000,
	};
	*state = a;
	return 0;
}

int asked_teardown(void **state)
{
	struct asked *a = *state;
	void *city = a->city;

	gw_access_destroy(a->access);
	gw_readers_destroy(a->readers);
	free(a);
	return city_teardown(&city);
}

void asked_begin(struct asked *a)
{
	struct gw_error err;

	expect_ok(gw_readers_create(&a->readers, a->city->path, &err), err);
	a->options.proxies = &a->proxies;
	expect_ok(gw_access_create(&a->access, a->readers, &a->options, &err), err);
}

void asked_trust(struct asked *a, const char *networks)
{
	struct gw_error err;

	expect_ok(gw_networks_parse(&a->proxies, networks, &err), err);
}

void asked_refresh(struct asked *a)
{
	struct gw_error err;

	expect_ok(gw_access_refresh(a->access, &err), err);
}

void asked_add_token(struct asked *a, enum gw_role role, int64_t rate, gw_time expires)
{
	struct gw_token token = {.name = "gate",
		.role = role,
		.rate = rate,
		.created = NOON,
		.expires = expires,
		.revoked = INT64_MAX};
	struct gw_error err;

	gw_sha256(BEARER, strlen(BEARER), token.hash);
	expect_ok(gw_store_add_token(a->city->store, &token, &err), err);
}

enum gw_status identify(struct asked *a)
{
	if (*a->query)
		a->facts.query = a->query;
	return gw_access_identify(a->access, &a->facts, &a->caller, &a->problem);
}

void come_from(struct asked *a, const char *address)
{
	assert_int_equal(inet_pton(AF_INET, address, &a->peer.sin_addr), 1);
}

void expect_role(struct asked *a, enum gw_role role)
{
	if (identify(a))
		fail_msg("refused: %s", a->problem.error.text);
	assert_string_equal(gw_role_name(a->caller.role), gw_role_name(role));
}

void expect_refused(struct asked *a, unsigned status)
{
	assert_int_not_equal(identify(a), GW_OK);
	assert_int_equal(a->problem.status, status);
	assert_int_equal(a->caller.role, GW_ROLE_PUBLIC);
}
