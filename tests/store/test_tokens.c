/* SPDX-License-Identifier: Apache-2.0 */
#include "fixture.h"
#include "store/tokens.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define NOON 1790000000

/* A token whose hash is 32 times the same byte. */
static struct gw_token token_named(const char *name, unsigned char byte)
{
	struct gw_token token = {.role = GW_ROLE_VIEWER,
		.created = NOON,
		.expires = INT64_MAX,
		.revoked = INT64_MAX};

	snprintf(token.name, sizeof token.name, "%s", name);
	memset(token.hash, byte, sizeof token.hash);
	return token;
}

static void add(struct city *city, struct gw_token *token)
{
	struct gw_error err;

	expect_ok(gw_store_add_token(city->store, token, &err), err);
}

static size_t list(struct city *city, struct gw_token **out)
{
	struct gw_error err;
	size_t n = 0;

	expect_ok(gw_store_list_tokens(city->store, out, &n, &err), err);
	return n;
}

static void a_token_is_listed_as_it_was_added(void **state)
{
	struct gw_token first = token_named("first", 1), second = token_named("second", 2), *all;
	struct city *city = *state;

	second.role = GW_ROLE_INGEST;
	second.rate = 90;
	second.expires = NOON + 86400;
	add(city, &first);
	add(city, &second);
	assert_int_not_equal(first.id, second.id);
	assert_int_equal(list(city, &all), 2);
	assert_memory_equal(&all[0], &first, sizeof first);
	assert_memory_equal(&all[1], &second, sizeof second);
	free(all);
}

static void there_are_none_at_first(void **state)
{
	struct gw_token *all;

	assert_int_equal(list(*state, &all), 0);
	free(all);
}

static void a_name_is_given_once_only(void **state)
{
	struct gw_token first = token_named("gate", 1), again = token_named("gate", 2), *all;
	struct city *city = *state;
	struct gw_error err;

	add(city, &first);
	expect_ok(gw_store_revoke_token(city->store, "gate", NOON, &err), err);
	assert_int_equal(gw_store_add_token(city->store, &again, &err), GW_EEXISTS);
	expect_text(&err, "\"gate\"");
	assert_int_equal(list(city, &all), 1);
	free(all);
}

static void a_token_is_revoked_once_and_for_all(void **state)
{
	struct gw_token token = token_named("gate", 1), *all;
	struct city *city = *state;
	struct gw_error err;

	add(city, &token);
	expect_ok(gw_store_revoke_token(city->store, "gate", NOON + 5, &err), err);
	expect_ok(gw_store_revoke_token(city->store, "gate", NOON + 9, &err), err);
	list(city, &all);
	assert_int_equal(all[0].revoked, NOON + 5);
	free(all);
	assert_int_equal(gw_store_revoke_token(city->store, "date", NOON, &err), GW_ENOTFOUND);
	expect_text(&err, "\"date\"");
}

static int64_t token_state(struct city *city)
{
	struct gw_store_state s;
	struct gw_error err;

	expect_ok(gw_store_state(city->store, &s, &err), err);
	return s.tokens;
}

static void every_change_of_tokens_shows(void **state)
{
	struct gw_token token = token_named("gate", 1);
	struct city *city = *state;
	struct gw_error err;
	int64_t at_first = token_state(city), then;

	add(city, &token);
	then = token_state(city);
	assert_int_not_equal(then, at_first);
	expect_ok(gw_store_revoke_token(city->store, "gate", NOON, &err), err);
	assert_int_not_equal(token_state(city), then);
}

static void a_spoilt_row_is_no_good_token(void **state)
{
	struct gw_token *all;
	struct city *city = *state;

	database_run(city->path,
		"INSERT INTO token (name, role, hash, created_at) VALUES"
		" ('short', 'admin', x'00', '2026-10-01T00:00:00Z');"
		"INSERT INTO token (name, role, hash, created_at, expires_at) VALUES"
		" ('odd', 'admin', zeroblob(32), '2026-10-01T00:00:00Z', 'next spring');");
	assert_int_equal(list(city, &all), 2);
	assert_int_equal(all[0].revoked, 0);
	assert_int_equal(all[1].expires, 0);
	free(all);
}

static void a_sensitive_read_is_noted(void **state)
{
	struct gw_token token = token_named("gate", 1);
	struct city *city = *state;
	struct gw_error err;
	struct gw_access_note note = {.time = NOON,
		.role = GW_ROLE_VIEWER,
		.address = "192.0.2.7",
		.method = "GET",
		.target = "/v1/reports",
		.request = "a-1"};

	add(city, &token);
	note.token = token.id;
	expect_ok(gw_store_log_access(city->store, &note, &err), err);
	note.token = 0;
	note.role = GW_ROLE_PUBLIC;
	expect_ok(gw_store_log_access(city->store, &note, &err), err);
	expect_database_text(city->path,
		"SELECT group_concat(t.name || ' ' || l.role || ' ' || time || ' ' || address ||"
		" ' ' || method || ' ' || target || ' ' || request) FROM access_log l"
		" JOIN token t ON t.id = token_id",
		"gate viewer 1790000000 192.0.2.7 GET /v1/reports a-1");
	assert_int_equal(
		database_int(city->path, "SELECT count(*) FROM access_log WHERE token_id IS NULL"),
		1);
}

static void roles_are_known_by_their_names(void **state)
{
	enum gw_role role = GW_ROLE_PUBLIC;

	assert_true(gw_role_parse("ingest", &role));
	assert_int_equal(role, GW_ROLE_INGEST);
	assert_string_equal(gw_role_name(GW_ROLE_PLANNER), "planner");
	assert_false(gw_role_parse("Admin", &role));
	assert_false(gw_role_parse("", &role));
	assert_int_equal(role, GW_ROLE_INGEST);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_a_city(a_token_is_listed_as_it_was_added),
		in_a_city(there_are_none_at_first),
		in_a_city(a_name_is_given_once_only),
		in_a_city(a_token_is_revoked_once_and_for_all),
		in_a_city(every_change_of_tokens_shows),
		in_a_city(a_spoilt_row_is_no_good_token),
		in_a_city(a_sensitive_read_is_noted),
		cmocka_unit_test(roles_are_known_by_their_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
