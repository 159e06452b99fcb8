/* SPDX-License-Identifier: Apache-2.0 */
#include "base/ticker.h"

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <time.h>

struct gw_ticker {
	pthread_mutex_t lock; /* over ending */
	pthread_cond_t end;
	bool ending;
	unsigned milliseconds;
	void (*tick)(void *context);
	void *context;
	pthread_t thread;
};

/* Whether the ticker goes on after its pause. With the lock. */
static bool pause_once(struct gw_ticker *ticker)
{
	struct timespec until;
	int waited = 0;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += ticker->milliseconds / 1000;
	until.tv_nsec += ticker->milliseconds % 1000 * 1000000L;
	if (until.tv_nsec >= 1000000000L) {
		until.tv_sec++;
		until.tv_nsec -= 1000000000L;
	}
	while (!ticker->ending && waited != ETIMEDOUT)
		waited = pthread_cond_timedwait(&ticker->end, &ticker->lock, &until);
	return !ticker->ending;
}

static void *run(void *context)
{
	struct gw_ticker *ticker = context;

	pthread_mutex_lock(&ticker->lock);
	do {
		pthread_mutex_unlock(&ticker->lock);
		ticker->tick(ticker->context);
		pthread_mutex_lock(&ticker->lock);
	} while (pause_once(ticker));
	pthread_mutex_unlock(&ticker->lock);
	return NULL;
}

static void finish(struct gw_ticker *ticker)
{
	pthread_cond_destroy(&ticker->end);
	pthread_mutex_destroy(&ticker->lock);
	free(ticker);
}

enum gw_status gw_ticker_create(struct gw_ticker **out, unsigned milliseconds,
	void (*tick)(void *context), void *context, struct gw_error *err)
{
	struct gw_ticker *ticker = calloc(1, sizeof *ticker);
	pthread_condattr_t monotonic;

	if (!ticker)
		return gw_fail_nomem(err);
	ticker->milliseconds = milliseconds;
	ticker->tick = tick;
	ticker->context = context;
	pthread_mutex_init(&ticker->lock, NULL);
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&ticker->end, &monotonic);
	pthread_condattr_destroy(&monotonic);
	if (pthread_create(&ticker->thread, NULL, run, ticker)) {
		finish(ticker);
		return gw_fail(err, GW_ENOMEM, "no thread to be had");
	}
	*out = ticker;
	return GW_OK;
}

void gw_ticker_destroy(struct gw_ticker *ticker)
{
	if (!ticker)
		return;
	pthread_mutex_lock(&ticker->lock);
	ticker->ending = true;
	pthread_cond_signal(&ticker->end);
	pthread_mutex_unlock(&ticker->lock);
	pthread_join(ticker->thread, NULL);
	finish(ticker);
}
