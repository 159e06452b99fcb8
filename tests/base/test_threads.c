/* SPDX-License-Identifier: Apache-2.0 */
#include "base/threads.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define N_MAX 4000

/* How often each index was visited, and whether a slice broke the rule of steps. */
struct visits {
	_Atomic unsigned char of[N_MAX];
	size_t n, step;
	atomic_bool uneven;
	atomic_uint slices;
};

static void visit(void *context, size_t first, size_t count)
{
	struct visits *v = context;
	size_t i;

	v->slices++;
	if (first % v->step || (count % v->step && first + count != v->n))
		v->uneven = true;
	for (i = first; i < first + count; i++)
		v->of[i]++;
}

static void expect_each_once(size_t n, size_t step, unsigned threads)
{
	struct visits v = {.n = n, .step = step};
	size_t i;

	gw_parallel_for(n, step, threads, visit, &v);
	for (i = 0; i < N_MAX; i++)
		if (v.of[i] != (i < n))
			fail_msg("n %zu, step %zu, %u threads: index %zu was visited %d times", n,
				step, threads, i, v.of[i]);
	if (v.uneven)
		fail_msg("n %zu, step %zu, %u threads: a slice is not whole steps", n, step,
			threads);
	if (v.slices > (threads ? threads : 1))
		fail_msg("n %zu, step %zu, %u threads: %u slices", n, step, threads, v.slices);
}

static void every_index_is_visited_once_for_all_sizes_steps_and_threads(void **state)
{
	static const size_t sizes[] = {0, 1, 2, 3, 7, 8, 63, 64, 65, 127, 1000, 3999, 4000};
	static const size_t steps[] = {1, 2, 3, 8, 64, 1000, 5000};
	static const unsigned threads[] = {0, 1, 2, 3, 7, 16, 64, 65, 1000};
	size_t i, j, k;

	for (i = 0; i < sizeof sizes / sizeof *sizes; i++)
		for (j = 0; j < sizeof steps / sizeof *steps; j++)
			for (k = 0; k < sizeof threads / sizeof *threads; k++)
				expect_each_once(sizes[i], steps[j], threads[k]);
}

static void meet(void *context, size_t first, size_t count)
{
	pthread_barrier_wait(context);
}

static void every_thread_asked_for_has_a_slice_of_its_own(void **state)
{
	pthread_barrier_t barrier;

	pthread_barrier_init(&barrier, NULL, 4);
	gw_parallel_for(4, 1, 4, meet, &barrier); /* would wait for ever one after the other */
	pthread_barrier_destroy(&barrier);
}

static void at_least_one_processor_is_available(void **state)
{
	assert_true(gw_threads_available() >= 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_index_is_visited_once_for_all_sizes_steps_and_threads),
		cmocka_unit_test(every_thread_asked_for_has_a_slice_of_its_own),
		cmocka_unit_test(at_least_one_processor_is_available),
	};

	return cmocka_run_group_tests_name("base/threads", tests, NULL, NULL);
}
