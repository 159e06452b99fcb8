/* SPDX-License-Identifier: Apache-2.0 */
#include "asked.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void without_tokens_this_machine_is_admin(void **state)
{
	static const char *const hosts[] = {
		"127.0.0.1", "localhost:8080", "[::1]:8080", "LocalHost", "127.1.2.3:1"};
	struct asked *a = *state;
	size_t i;

	asked_begin(a);
	for (i = 0; i < sizeof hosts / sizeof *hosts; i++) {
		a->facts.host = hosts[i];
		expect_role(a, GW_ROLE_ADMIN);
	}
	assert_string_equal(a->caller.who, "anonymous");
	assert_int_equal(a->caller.token, 0);
}

static void other_machines_are_not(void **state)
{
	struct asked *a = *state;

	asked_begin(a);
	come_from(a, "192.0.2.7");
	expect_role(a, GW_ROLE_PUBLIC);
	assert_string_equal(a->caller.address, "192.0.2.7");
}

/* A page of elsewhere whose name was made to lead to this machine. */
static void a_foreign_name_for_this_machine_is_not(void **state)
{
	static const char *const hosts[] = {"evil.example", "localhost.evil.example", "localhostx",
		"127.0.0.1.evil.example", "192.0.2.7", "localhost:", "127.0.0.1@evil", ""};
	struct asked *a = *state;
	size_t i;

	asked_begin(a);
	for (i = 0; i < sizeof hosts / sizeof *hosts; i++) {
		a->facts.host = hosts[i];
		expect_role(a, GW_ROLE_PUBLIC);
	}
	a->facts.host = NULL;
	expect_role(a, GW_ROLE_PUBLIC);
}

static void a_foreign_page_is_not(void **state)
{
	static const char *const origins[] = {"https://evil.example", "null",
		"http://127.0.0.1:9999", "https://127.0.0.1:8080", "http://127.0.0.1", ""};
	struct asked *a = *state;
	size_t i;

	asked_begin(a);
	for (i = 0; i < sizeof origins / sizeof *origins; i++) {
		a->facts.origin = origins[i];
		expect_role(a, GW_ROLE_PUBLIC);
	}
	a->facts.origin = "http://127.0.0.1:8080";
	expect_role(a, GW_ROLE_ADMIN);
	a->facts.fetch_site = "same-origin";
	expect_role(a, GW_ROLE_ADMIN);
	a->facts.origin = NULL;
	a->facts.fetch_site = "cross-site"; /* an image of another page: no origin is sent */
	expect_role(a, GW_ROLE_PUBLIC);
	a->facts.fetch_site = "same-site";
	expect_role(a, GW_ROLE_PUBLIC);
}

static void who_comes_through_a_proxy_is_not(void **state)
{
	struct asked *a = *state;

	asked_begin(a);
	a->facts.was_forwarded = true;
	expect_role(a, GW_ROLE_PUBLIC);
	asked_trust(a, "127.0.0.1");
	expect_role(a, GW_ROLE_PUBLIC);
}

static void nobody_is_admin_on_a_public_server(void **state)
{
	struct asked *a = *state;

	a->options.no_local_admin = true;
	asked_begin(a);
	expect_role(a, GW_ROLE_PUBLIC);
}

static void with_tokens_those_without_are_what_the_operator_says(void **state)
{
	struct asked *a = *state;

	asked_add_token(a, GW_ROLE_VIEWER, 0, INT64_MAX);
	asked_begin(a);
	expect_role(a, GW_ROLE_PUBLIC);
	gw_access_destroy(a->access);
	a->access = NULL;
	gw_readers_destroy(a->readers);
	a->options.anonymous = GW_ROLE_VIEWER;
	asked_begin(a);
	expect_role(a, GW_ROLE_VIEWER);
}

static void a_token_tells_who_asks(void **state)
{
	static const char *const headers[] = {
		"Bearer " BEARER, "bearer " BEARER, "BEARER    " BEARER};
	struct asked *a = *state;
	size_t i;

	asked_add_token(a, GW_ROLE_PLANNER, 0, INT64_MAX);
	asked_begin(a);
	for (i = 0; i < sizeof headers / sizeof *headers; i++) {
		a->facts.authorization = headers[i];
		expect_role(a, GW_ROLE_PLANNER);
		assert_string_equal(a->caller.who, "gate");
		assert_int_not_equal(a->caller.token, 0);
	}
}

static void a_bad_token_is_never_let_in_as_nobody(void **state)
{
	static const char *const headers[] = {"Bearer " BEARER "x", "Bearer gw_", "Bearer ",
		"Bearer", "Basic dXNlcjpwYXNz", "", BEARER, "Bearer " BEARER " ",
		"Bearer " BEARER "," BEARER};
	char longest[1000] = "Bearer ";
	struct asked *a = *state;
	size_t i;

	asked_add_token(a, GW_ROLE_ADMIN, 0, INT64_MAX);
	asked_begin(a);
	for (i = 0; i < sizeof headers / sizeof *headers; i++) {
		a->facts.authorization = headers[i];
		expect_refused(a, 401);
	}
	memset(longest + 7, 'x', sizeof longest - 8);
	a->facts.authorization = longest;
	expect_refused(a, 401);
}

static void a_bad_token_is_refused_on_an_open_server_too(void **state)
{
	struct asked *a = *state;

	asked_begin(a);
	a->facts.authorization = "Bearer " BEARER;
	expect_refused(a, 401);
}

static void a_token_is_good_until_it_expires(void **state)
{
	struct asked *a = *state;

	asked_add_token(a, GW_ROLE_VIEWER, 0, NOON + 10);
	asked_begin(a);
	a->facts.authorization = "Bearer " BEARER;
	a->facts.time = NOON + 9;
	expect_role(a, GW_ROLE_VIEWER);
	a->facts.time = NOON + 10;
	expect_refused(a, 401);
	expect_text(&a->problem.error, "expired");
}

static void a_revoked_token_is_dead_after_a_refresh(void **state)
{
	struct asked *a = *state;
	struct gw_error err;

	asked_add_token(a, GW_ROLE_VIEWER, 0, INT64_MAX);
	asked_begin(a);
	a->facts.authorization = "Bearer " BEARER;
	expect_role(a, GW_ROLE_VIEWER);
	expect_ok(gw_store_revoke_token(a->city->store, "gate", NOON, &err), err);
	asked_refresh(a);
	expect_refused(a, 401);
	expect_text(&a->problem.error, "revoked");
}

static void revoking_the_last_token_opens_nothing(void **state)
{
	struct asked *a = *state;
	struct gw_error err;

	asked_add_token(a, GW_ROLE_VIEWER, 0, INT64_MAX);
	asked_begin(a);
	expect_ok(gw_store_revoke_token(a->city->store, "gate", NOON, &err), err);
	asked_refresh(a);
	assert_int_equal(gw_access_count(a->access), 1);
	expect_role(a, GW_ROLE_PUBLIC);
}

static void the_first_token_ends_the_open_hour(void **state)
{
	struct asked *a = *state;

	asked_begin(a);
	expect_role(a, GW_ROLE_ADMIN);
	asked_add_token(a, GW_ROLE_VIEWER, 0, INT64_MAX);
	asked_refresh(a);
	expect_role(a, GW_ROLE_PUBLIC);
}

static void the_query_takes_a_token_where_browsers_load_by_themselves(void **state)
{
	static const char *const paths[] = {"/tiles/safety/13/6846/3080.png", "/tiles/safety.json",
		"/wms", "/wmts", "/wmts/1.0.0/WMTSCapabilities.xml", "/v1/events"};
	struct asked *a = *state;
	size_t i;

	asked_add_token(a, GW_ROLE_VIEWER, 0, INT64_MAX);
	asked_begin(a);
	for (i = 0; i < sizeof paths / sizeof *paths; i++) {
		a->facts.path = paths[i];
		snprintf(a->query, sizeof a->query, "a=1&access_token=%s&b=2", BEARER);
		expect_role(a, GW_ROLE_VIEWER);
		assert_string_equal(a->query, "a=1&b=2");
	}
}

static void elsewhere_a_token_in_the_query_is_refused(void **state)
{
	static const char *const paths[] = {"/v1/reports", "/v1/eventsx", "/wmsx", "/tilesx/a", "/",
		"/v1/tiles/", "/%74iles/safety.json"};
	struct asked *a = *state;
	size_t i;

	asked_add_token(a, GW_ROLE_VIEWER, 0, INT64_MAX);
	asked_begin(a);
	for (i = 0; i < sizeof paths / sizeof *paths; i++) {
		a->facts.path = paths[i];
		snprintf(a->query, sizeof a->query, "access_token=%s", BEARER);
		expect_refused(a, 401);
		assert_string_equal(a->query, "");
	}
	a->facts.path = "/wms";
	a->facts.method = "POST";
	snprintf(a->query, sizeof a->query, "access_token=%s", BEARER);
	expect_refused(a, 401);
}

static void the_token_leaves_the_query_and_nothing_else_does(void **state)
{
	static const char *const rows[][2] = {
		{"access_token=x", ""},
		{"access_token=x&a=1", "a=1"},
		{"a=1&access_token=x", "a=1"},
		{"access_token=x&access_token=y&a", "a"},
		{"access_token", ""},
		{"access_tokens=x&my_access_token=y", "access_tokens=x&my_access_token=y"},
		{"a=1&b=2", "a=1&b=2"},
	};
	struct asked *a = *state;
	size_t i;

	asked_begin(a);
	a->facts.path = "/wms";
	for (i = 0; i < sizeof rows / sizeof *rows; i++) {
		snprintf(a->query, sizeof a->query, "%s", rows[i][0]);
		identify(a);
		assert_string_equal(a->query, rows[i][1]);
	}
}

static void two_tokens_at_once_are_refused(void **state)
{
	struct asked *a = *state;

	asked_add_token(a, GW_ROLE_VIEWER, 0, INT64_MAX);
	asked_begin(a);
	a->facts.path = "/wms";
	a->facts.authorization = "Bearer " BEARER;
	snprintf(a->query, sizeof a->query, "access_token=%s", BEARER);
	expect_refused(a, 400);
	assert_string_equal(a->problem.field, "access_token");
}

static void each_token_has_its_own_limit(void **state)
{
	struct asked *a = *state;
	int i;

	a->options.rate = 5;
	asked_add_token(a, GW_ROLE_VIEWER, 3, INT64_MAX);
	asked_begin(a);
	a->facts.authorization = "Bearer " BEARER;
	for (i = 0; i < 3; i++)
		expect_role(a, GW_ROLE_VIEWER);
	assert_int_not_equal(identify(a), GW_OK);
	assert_int_equal(a->problem.status, 429);
	assert_int_equal(a->caller.retry_after, 20);
	assert_string_equal(a->caller.who, "gate");
	a->facts.ms += 20000;
	expect_role(a, GW_ROLE_VIEWER);
}

static void addresses_have_limits_too(void **state)
{
	struct asked *a = *state;

	a->options.rate_anonymous = 1;
	asked_begin(a);
	come_from(a, "192.0.2.7");
	expect_role(a, GW_ROLE_PUBLIC);
	expect_refused(a, 429);
	come_from(a, "192.0.2.8");
	expect_role(a, GW_ROLE_PUBLIC);
}

static void who_guesses_tokens_is_slowed_down(void **state)
{
	struct asked *a = *state;

	a->options.rate_anonymous = 2;
	asked_add_token(a, GW_ROLE_VIEWER, 0, INT64_MAX);
	asked_begin(a);
	a->facts.authorization = "Bearer gw_guess";
	expect_refused(a, 401);
	expect_refused(a, 401);
	expect_refused(a, 429);
	a->facts.authorization = "Bearer " BEARER;
	expect_role(a, GW_ROLE_VIEWER);
}

static void health_is_told_to_everybody(void **state)
{
	struct asked *a = *state;
	int i;

	a->options.rate_anonymous = 1;
	asked_add_token(a, GW_ROLE_VIEWER, 0, INT64_MAX);
	asked_begin(a);
	a->facts.path = "/healthz";
	a->facts.authorization = "Bearer nonsense";
	for (i = 0; i < 3; i++)
		expect_role(a, GW_ROLE_PUBLIC);
	a->facts.path = "/healthz/ready";
	expect_role(a, GW_ROLE_PUBLIC);
}

#define TIMES 3000

/* One who asks again and again: known as long as there is the token, never somebody else. */
static void *ask(void *context)
{
	const struct asked *a = context;
	struct gw_facts facts = a->facts;
	struct gw_problem problem;
	struct gw_caller caller;
	int i, wrong = 0;

	facts.authorization = "Bearer " BEARER;
	for (i = 0; i < TIMES; i++)
		if (gw_access_identify(a->access, &facts, &caller, &problem))
			wrong += problem.status != 401;
		else
			wrong += strcmp(caller.who, "gate") != 0 || caller.role != GW_ROLE_VIEWER;
	return wrong ? context : NULL;
}

static void tokens_change_while_many_ask(void **state)
{
	struct asked *a = *state;
	pthread_t threads[2];
	struct gw_error err;
	void *wrong;
	int i;

	asked_add_token(a, GW_ROLE_VIEWER, 0, INT64_MAX);
	asked_begin(a);
	for (i = 0; i < 2; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, ask, a), 0);
	for (i = 0; i < 50; i++) {
		struct gw_token token = {.expires = INT64_MAX, .revoked = INT64_MAX};

		snprintf(token.name, sizeof token.name, "token %d", i);
		memset(token.hash, i, sizeof token.hash);
		expect_ok(gw_store_add_token(a->city->store, &token, &err), err);
		if (i == 40)
			expect_ok(gw_store_revoke_token(a->city->store, "gate", NOON, &err), err);
		asked_refresh(a);
	}
	for (i = 0; i < 2; i++) {
		pthread_join(threads[i], &wrong);
		assert_null(wrong);
	}
	a->facts.authorization = "Bearer " BEARER;
	expect_refused(a, 401);
}

/* For what goes on after it was asked for. */
static void who_stands_is_who_would_be_known_again(void **state)
{
	struct asked *a = *state;
	struct gw_error err;
	int64_t id;

	asked_begin(a);
	assert_true(gw_access_stands(a->access, 0, GW_ROLE_ADMIN, NOON));
	assert_true(gw_access_stands(a->access, 0, GW_ROLE_PUBLIC, NOON));
	asked_add_token(a, GW_ROLE_VIEWER, 0, NOON + 10);
	asked_refresh(a);
	assert_false(gw_access_stands(a->access, 0, GW_ROLE_ADMIN, NOON));
	assert_true(gw_access_stands(a->access, 0, GW_ROLE_PUBLIC, NOON));
	a->facts.authorization = "Bearer " BEARER;
	expect_role(a, GW_ROLE_VIEWER);
	id = a->caller.token;
	assert_true(gw_access_stands(a->access, id, GW_ROLE_VIEWER, NOON + 9));
	assert_false(gw_access_stands(a->access, id, GW_ROLE_VIEWER, NOON + 10));
	assert_false(gw_access_stands(a->access, id, GW_ROLE_ADMIN, NOON));
	assert_false(gw_access_stands(a->access, id + 1, GW_ROLE_VIEWER, NOON));
	expect_ok(gw_store_revoke_token(a->city->store, "gate", NOON, &err), err);
	asked_refresh(a);
	assert_false(gw_access_stands(a->access, id, GW_ROLE_VIEWER, NOON));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		asked(without_tokens_this_machine_is_admin),
		asked(other_machines_are_not),
		asked(a_foreign_name_for_this_machine_is_not),
		asked(a_foreign_page_is_not),
		asked(who_comes_through_a_proxy_is_not),
		asked(nobody_is_admin_on_a_public_server),
		asked(with_tokens_those_without_are_what_the_operator_says),
		asked(a_token_tells_who_asks),
		asked(a_bad_token_is_never_let_in_as_nobody),
		asked(a_bad_token_is_refused_on_an_open_server_too),
		asked(a_token_is_good_until_it_expires),
		asked(a_revoked_token_is_dead_after_a_refresh),
		asked(revoking_the_last_token_opens_nothing),
		asked(who_stands_is_who_would_be_known_again),
		asked(the_first_token_ends_the_open_hour),
		asked(the_query_takes_a_token_where_browsers_load_by_themselves),
		asked(elsewhere_a_token_in_the_query_is_refused),
		asked(the_token_leaves_the_query_and_nothing_else_does),
		asked(two_tokens_at_once_are_refused),
		asked(each_token_has_its_own_limit),
		asked(addresses_have_limits_too),
		asked(who_guesses_tokens_is_slowed_down),
		asked(health_is_told_to_everybody),
		asked(tokens_change_while_many_ask),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
