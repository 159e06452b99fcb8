/* SPDX-License-Identifier: Apache-2.0 */
#include "http/rates.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static int setup(void **state)
{
	*state = gw_rates_create();
	return *state ? 0 : -1;
}

static int teardown(void **state)
{
	gw_rates_destroy(*state);
	return 0;
}

/* How many of n requests at once pass. */
static int passed(struct gw_rates *rates, uint64_t key, int64_t per_minute, int64_t ms, int n)
{
	unsigned wait;
	int i, yes = 0;

	for (i = 0; i < n; i++)
		yes += gw_rates_take(rates, key, per_minute, ms, &wait);
	return yes;
}

static void a_minutes_worth_passes_at_once_and_no_more(void **state)
{
	assert_int_equal(passed(*state, 7, 30, 1000, 100), 30);
}

static void an_empty_bucket_fills_evenly(void **state)
{
	passed(*state, 7, 30, 1000, 100);
	assert_int_equal(passed(*state, 7, 30, 1000 + 1999, 100), 0);
	assert_int_equal(passed(*state, 7, 30, 1000 + 2000, 100), 1);
	assert_int_equal(passed(*state, 7, 30, 1000 + 12000, 100), 5);
	assert_int_equal(passed(*state, 7, 30, 1000 + 3600000, 10), 10);
	assert_int_equal(passed(*state, 7, 30, 1000 + 7200000, 100), 30); /* and not over */
}

static void whoever_waits_as_long_as_told_passes(void **state)
{
	static const int64_t rates[] = {1, 7, 30, 59, 60, 61, 1000, 60000};
	unsigned wait = 0;
	size_t i;

	for (i = 0; i < sizeof rates / sizeof *rates; i++) {
		passed(*state, i, rates[i], 5000, (int)rates[i]);
		assert_false(gw_rates_take(*state, i, rates[i], 5000, &wait));
		assert_in_range(wait, 1, 60);
		assert_true(gw_rates_take(*state, i, rates[i], 5000 + 1000 * wait, &wait));
	}
}

static void nobody_pays_for_another(void **state)
{
	passed(*state, 7, 30, 1000, 100);
	assert_int_equal(passed(*state, 8, 30, 1000, 100), 30);
}

static void a_clock_that_stands_or_falls_gives_nothing(void **state)
{
	passed(*state, 7, 30, 100000, 100);
	assert_int_equal(passed(*state, 7, 30, 1000, 100), 0);
	assert_int_equal(passed(*state, 7, 30, 100000, 100), 0);
}

/* More are counted than there is room for: none is refused that has not had its share. */
static void forgetting_is_in_favour_of_who_asks(void **state)
{
	uint64_t key;

	for (key = 0; key < 100000; key++)
		assert_int_equal(passed(*state, key, 3, 1000 + (int64_t)key / 100, 3), 3);
}

static void who_was_heard_last_is_remembered(void **state)
{
	uint64_t key;

	passed(*state, 999999, 3, 1000, 3);
	for (key = 0; key < 20000; key++) {
		int64_t ms = 1001 + (int64_t)key / 100;

		passed(*state, key, 3, ms, 1);
		if (key % 100 == 0)
			assert_int_equal(passed(*state, 999999, 3, ms, 1), 0);
	}
}

#define with_rates(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		with_rates(a_minutes_worth_passes_at_once_and_no_more),
		with_rates(an_empty_bucket_fills_evenly),
		with_rates(whoever_waits_as_long_as_told_passes),
		with_rates(nobody_pays_for_another),
		with_rates(a_clock_that_stands_or_falls_gives_nothing),
		with_rates(forgetting_is_in_favour_of_who_asks),
		with_rates(who_was_heard_last_is_remembered),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
