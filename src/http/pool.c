/* SPDX-License-Identifier: Apache-2.0 */
#include "http/pool.h"

#include "base/threads.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

#define THREADS_MAX 256

struct gw_pool {
	pthread_mutex_t lock; /* over all below but the threads */
	pthread_cond_t more;
	bool ending;
	struct gw_pool_job *first, **end; /* end: where the next one is hung */
	size_t queued, max_queued, busy;
	unsigned num_threads;
	pthread_t threads[];
};

static struct gw_pool_job *take(struct gw_pool *pool)
{
	struct gw_pool_job *job = pool->first;

	pool->first = job->next;
	if (!pool->first)
		pool->end = &pool->first;
	pool->queued--;
	return job;
}

static void *work(void *context)
{
	struct gw_pool *pool = context;
	struct gw_pool_job *job;

	pthread_mutex_lock(&pool->lock);
	for (;;) {
		while (!pool->first && !pool->ending)
			pthread_cond_wait(&pool->more, &pool->lock);
		if (!pool->first)
			break;
		job = take(pool);
		pool->busy++;
		pthread_mutex_unlock(&pool->lock);
		job->run(job);
		pthread_mutex_lock(&pool->lock);
		pool->busy--;
	}
	pthread_mutex_unlock(&pool->lock);
	return NULL;
}

enum gw_status gw_pool_create(
	struct gw_pool **out, unsigned threads, size_t max_queued, struct gw_error *err)
{
	struct gw_pool *pool;

	if (!threads)
		threads = gw_threads_available();
	if (threads > THREADS_MAX)
		threads = THREADS_MAX;
	pool = calloc(1, sizeof *pool + threads * sizeof *pool->threads);
	if (!pool)
		return gw_fail_nomem(err);
	pool->max_queued = max_queued;
	pool->end = &pool->first;
	pthread_mutex_init(&pool->lock, NULL);
	pthread_cond_init(&pool->more, NULL);
	while (pool->num_threads < threads) {
		if (pthread_create(&pool->threads[pool->num_threads], NULL, work, pool)) {
			gw_pool_destroy(pool);
			return gw_fail(err, GW_ENOMEM, "no thread to be had");
		}
		pool->num_threads++;
	}
	*out = pool;
	return GW_OK;
}

void gw_pool_destroy(struct gw_pool *pool)
{
	unsigned i;

	if (!pool)
		return;
	pthread_mutex_lock(&pool->lock);
	pool->ending = true;
	pthread_cond_broadcast(&pool->more);
	pthread_mutex_unlock(&pool->lock);
	for (i = 0; i < pool->num_threads; i++)
		pthread_join(pool->threads[i], NULL);
	pthread_cond_destroy(&pool->more);
	pthread_mutex_destroy(&pool->lock);
	free(pool);
}

enum gw_status gw_pool_submit(struct gw_pool *pool, struct gw_pool_job *job)
{
	enum gw_status st = GW_EBUSY;

	pthread_mutex_lock(&pool->lock);
	if (pool->queued < pool->max_queued) {
		job->next = NULL;
		*pool->end = job;
		pool->end = &job->next;
		pool->queued++;
		pthread_cond_signal(&pool->more);
		st = GW_OK;
	}
	pthread_mutex_unlock(&pool->lock);
	return st;
}

void gw_pool_submit_first(struct gw_pool *pool, struct gw_pool_job *job)
{
	pthread_mutex_lock(&pool->lock);
	job->next = pool->first;
	if (!pool->first)
		pool->end = &job->next;
	pool->first = job;
	pool->queued++;
	pthread_cond_signal(&pool->more);
	pthread_mutex_unlock(&pool->lock);
}

struct gw_pool_figures gw_pool_read(struct gw_pool *pool)
{
	struct gw_pool_figures figures;

	pthread_mutex_lock(&pool->lock);
	figures = (struct gw_pool_figures){pool->queued, pool->busy};
	pthread_mutex_unlock(&pool->lock);
	return figures;
}
