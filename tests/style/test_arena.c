/* SPDX-License-Identifier: Apache-2.0 */
#include "style/arena.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void small_things_stay_in_what_was_lent(void **state)
{
	char first[256];
	struct gw_arena arena;
	char *text;

	gw_arena_init(&arena, first, sizeof first, 1 << 20);
	text = gw_arena_text(&arena, "grade", 5);
	assert_string_equal(text, "grade");
	assert_true(text >= first && text < first + sizeof first);
	assert_int_equal(arena.spent, 0);
	gw_arena_finish(&arena);
}

static void memory_is_zeroed_and_aligned(void **state)
{
	char first[100];
	struct gw_arena arena;
	size_t i, k;

	memset(first, 'x', sizeof first);
	gw_arena_init(&arena, first + 1, sizeof first - 1, 1 << 20);
	for (i = 1; i < 2000; i += 7) {
		const char *bytes = gw_arena_alloc(&arena, i, 1);

		assert_non_null(bytes);
		assert_int_equal((uintptr_t)bytes % _Alignof(max_align_t), 0);
		for (k = 0; k < i; k++)
			assert_int_equal(bytes[k], 0);
	}
	gw_arena_finish(&arena);
}

static void the_bound_holds(void **state)
{
	struct gw_arena arena;

	gw_arena_init(&arena, NULL, 0, 100000);
	assert_non_null(gw_arena_alloc(&arena, 80000, 1));
	assert_null(gw_arena_alloc(&arena, 80000, 1));
	assert_null(gw_arena_alloc(&arena, SIZE_MAX / 2, 4));
	assert_non_null(gw_arena_alloc(&arena, 0, 4));
	gw_arena_finish(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(small_things_stay_in_what_was_lent),
		cmocka_unit_test(memory_is_zeroed_and_aligned),
		cmocka_unit_test(the_bound_holds),
	};

	return cmocka_run_group_tests_name("style/arena", tests, NULL, NULL);
}
