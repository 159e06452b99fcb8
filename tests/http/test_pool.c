/* SPDX-License-Identifier: Apache-2.0 */
#include "http/pool.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdatomic.h>
#include <stdbool.h>

#include <cmocka.h>

#define JOBS 1000

/* A job that notes when it was done, and may wait for a gate first. */
struct job {
	struct gw_pool_job job;
	struct gate *gate;
	atomic_int *turn;
	int done_at;
};

struct gate {
	pthread_mutex_t lock;
	pthread_cond_t opened;
	bool is_open;
	unsigned waiting;
	pthread_cond_t came;
};

#define GATE                                                                                       \
	{                                                                                          \
		.lock = PTHREAD_MUTEX_INITIALIZER, .opened = PTHREAD_COND_INITIALIZER,             \
		.came = PTHREAD_COND_INITIALIZER                                                   \
	}

static void run(struct gw_pool_job *job)
{
	struct job *j = (struct job *)job;

	if (j->gate) {
		pthread_mutex_lock(&j->gate->lock);
		j->gate->waiting++;
		pthread_cond_broadcast(&j->gate->came);
		while (!j->gate->is_open)
			pthread_cond_wait(&j->gate->opened, &j->gate->lock);
		pthread_mutex_unlock(&j->gate->lock);
	}
	j->done_at = atomic_fetch_add(j->turn, 1) + 1;
}

/* Returns once n jobs wait at the gate. */
static void await(struct gate *gate, unsigned n)
{
	pthread_mutex_lock(&gate->lock);
	while (gate->waiting < n)
		pthread_cond_wait(&gate->came, &gate->lock);
	pthread_mutex_unlock(&gate->lock);
}

static void open_gate(struct gate *gate)
{
	pthread_mutex_lock(&gate->lock);
	gate->is_open = true;
	pthread_cond_broadcast(&gate->opened);
	pthread_mutex_unlock(&gate->lock);
}

static struct gw_pool *create(unsigned threads, size_t max_queued)
{
	struct gw_pool *pool = NULL;
	struct gw_error err;

	assert_int_equal(gw_pool_create(&pool, threads, max_queued, &err), GW_OK);
	return pool;
}

static void all_that_was_submitted_is_done_before_the_pool_ends(void **state)
{
	static struct job jobs[JOBS];
	atomic_int turn = 0;
	struct gw_pool *pool = create(4, JOBS);
	size_t i;

	for (i = 0; i < JOBS; i++) {
		jobs[i] = (struct job){{run, NULL}, NULL, &turn, 0};
		assert_int_equal(gw_pool_submit(pool, &jobs[i].job), GW_OK);
	}
	gw_pool_destroy(pool);
	assert_int_equal(turn, JOBS);
	for (i = 0; i < JOBS; i++)
		assert_int_not_equal(jobs[i].done_at, 0);
}

static void what_finds_the_queue_full_is_refused_and_never_done(void **state)
{
	struct gate gate = GATE;
	atomic_int turn = 0;
	struct gw_pool *pool = create(1, 2);
	struct job at_work = {{run, NULL}, &gate, &turn, 0}, first = {{run, NULL}, NULL, &turn, 0},
		   second = first, third = first;
	struct gw_pool_figures figures;

	assert_int_equal(gw_pool_submit(pool, &at_work.job), GW_OK);
	await(&gate, 1);
	assert_int_equal(gw_pool_submit(pool, &first.job), GW_OK);
	assert_int_equal(gw_pool_submit(pool, &second.job), GW_OK);
	assert_int_equal(gw_pool_submit(pool, &third.job), GW_EBUSY);
	figures = gw_pool_read(pool);
	assert_int_equal(figures.queued, 2);
	assert_int_equal(figures.busy, 1);
	open_gate(&gate);
	gw_pool_destroy(pool);
	assert_int_equal(at_work.done_at, 1);
	assert_int_equal(first.done_at, 2);
	assert_int_equal(second.done_at, 3);
	assert_int_equal(third.done_at, 0);
}

static void the_end_of_what_was_begun_goes_first_and_is_always_taken(void **state)
{
	struct gate gate = GATE;
	atomic_int turn = 0;
	struct gw_pool *pool = create(1, 1);
	struct job at_work = {{run, NULL}, &gate, &turn, 0}, first = {{run, NULL}, NULL, &turn, 0},
		   ending = first;

	assert_int_equal(gw_pool_submit(pool, &at_work.job), GW_OK);
	await(&gate, 1);
	assert_int_equal(gw_pool_submit(pool, &first.job), GW_OK);
	gw_pool_submit_first(pool, &ending.job);
	open_gate(&gate);
	gw_pool_destroy(pool);
	assert_int_equal(ending.done_at, 2);
	assert_int_equal(first.done_at, 3);
}

/* Otherwise this test would wait for ever: the gate opens when all three have come to it. */
static void as_many_jobs_as_threads_are_done_at_once(void **state)
{
	struct gate gate = GATE;
	atomic_int turn = 0;
	struct gw_pool *pool = create(3, 3);
	struct job jobs[3];
	size_t i;

	for (i = 0; i < 3; i++) {
		jobs[i] = (struct job){{run, NULL}, &gate, &turn, 0};
		assert_int_equal(gw_pool_submit(pool, &jobs[i].job), GW_OK);
	}
	await(&gate, 3);
	open_gate(&gate);
	gw_pool_destroy(pool);
	assert_int_equal(turn, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_that_was_submitted_is_done_before_the_pool_ends),
		cmocka_unit_test(what_finds_the_queue_full_is_refused_and_never_done),
		cmocka_unit_test(the_end_of_what_was_begun_goes_first_and_is_always_taken),
		cmocka_unit_test(as_many_jobs_as_threads_are_done_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
