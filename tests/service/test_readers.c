/* SPDX-License-Identifier: Apache-2.0 */
#include "fixture.h"
#include "service/readers.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static struct gw_store *borrow(struct gw_readers *readers)
{
	struct gw_store *store = NULL;
	struct gw_error err;

	expect_ok(gw_readers_borrow(readers, &store, &err), err);
	assert_non_null(store);
	return store;
}

static int64_t newest_id(struct gw_store *store)
{
	struct gw_store_state known;
	struct gw_error err;

	expect_ok(gw_store_state(store, &known, &err), err);
	return known.last_report;
}

static void one_that_was_given_back_is_lent_again(void **state)
{
	struct city *city = *state;
	struct gw_readers *readers;
	struct gw_store *a, *b;
	struct gw_error err;

	expect_ok(gw_readers_create(&readers, city->path, &err), err);
	a = borrow(readers);
	b = borrow(readers);
	assert_ptr_not_equal(a, b);
	gw_readers_return(readers, a);
	assert_ptr_equal(borrow(readers), a);
	gw_readers_return(readers, a);
	gw_readers_return(readers, b);
	gw_readers_return(readers, NULL);
	gw_readers_destroy(readers);
	gw_readers_destroy(NULL);
}

static void readers_neither_write_nor_wait_for_who_does(void **state)
{
	struct city *city = *state;
	struct gw_readers *readers;
	struct gw_store *reader;
	struct gw_error err;

	expect_ok(gw_readers_create(&readers, city->path, &err), err);
	reader = borrow(readers);
	assert_int_not_equal(gw_store_mark_checked(reader, 1, &err), GW_OK);
	expect_ok(gw_store_begin(city->store, &err), err);
	city_report(city->store, NULL, "2026-10-03", city_place(0, 0));
	assert_int_equal(newest_id(reader), 0);
	expect_ok(gw_store_commit(city->store, &err), err);
	assert_int_equal(newest_id(reader), 1);
	gw_readers_return(readers, reader);
	gw_readers_destroy(readers);
}

static void a_moment_that_was_not_ended_ends_when_it_is_given_back(void **state)
{
	struct city *city = *state;
	struct gw_readers *readers;
	struct gw_store *reader;
	struct gw_error err;

	expect_ok(gw_readers_create(&readers, city->path, &err), err);
	reader = borrow(readers);
	expect_ok(gw_store_begin_reading(reader, &err), err);
	assert_int_equal(newest_id(reader), 0);
	city_report(city->store, NULL, "2026-10-03", city_place(0, 0));
	assert_int_equal(newest_id(reader), 0); /* as it was at the first read */
	gw_readers_return(readers, reader);
	reader = borrow(readers);
	assert_int_equal(newest_id(reader), 1);
	gw_readers_return(readers, reader);
	gw_readers_destroy(readers);
}

static void a_database_that_is_not_there_lends_nothing(void **state)
{
	struct gw_readers *readers;
	struct gw_store *store;
	struct gw_error err;

	expect_ok(gw_readers_create(&readers, "no/such/city.db", &err), err);
	assert_int_equal(gw_readers_borrow(readers, &store, &err), GW_ENOTFOUND);
	gw_readers_destroy(readers);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_a_city(one_that_was_given_back_is_lent_again),
		in_a_city(readers_neither_write_nor_wait_for_who_does),
		in_a_city(a_moment_that_was_not_ended_ends_when_it_is_given_back),
		cmocka_unit_test(a_database_that_is_not_there_lends_nothing),
	};

	return cmocka_run_group_tests_name("service/readers", tests, NULL, NULL);
}
