/* SPDX-License-Identifier: Apache-2.0 */
#include "http/deadlines.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>

#define LOOK_EVERY_MS 250

struct gw_deadline {
	struct gw_deadlines *owner;
	struct gw_deadline *next, *prev;
	int fd;
	int64_t at_ms;
	bool cut;
};

struct gw_deadlines {
	pthread_mutex_t lock; /* over all below, and over shutdown against close */
	pthread_cond_t stop;
	pthread_t thread;
	bool stopping;
	struct gw_deadline *first;
};

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return 1000 * (int64_t)t.tv_sec + t.tv_nsec / 1000000;
}

static void cut_overdue(struct gw_deadlines *deadlines)
{
	struct gw_deadline *d;
	int64_t now = now_ms();

	for (d = deadlines->first; d; d = d->next) {
		if (d->cut || now < d->at_ms)
			continue;
		d->cut = true;
		shutdown(d->fd, SHUT_RDWR); /* its owner sees the end, and closes it */
	}
}

static void *watch(void *context)
{
	struct gw_deadlines *deadlines = context;
	struct timespec until;
	int64_t ms;

	pthread_mutex_lock(&deadlines->lock);
	while (!deadlines->stopping) {
		cut_overdue(deadlines);
		ms = now_ms() + LOOK_EVERY_MS;
		until.tv_sec = ms / 1000;
		until.tv_nsec = ms % 1000 * 1000000;
		pthread_cond_timedwait(&deadlines->stop, &deadlines->lock, &until);
	}
	pthread_mutex_unlock(&deadlines->lock);
	return NULL;
}

enum gw_status gw_deadlines_create(struct gw_deadlines **out, struct gw_error *err)
{
	struct gw_deadlines *deadlines = calloc(1, sizeof *deadlines);
	pthread_condattr_t monotonic;

	if (!deadlines)
		return gw_fail_nomem(err);
	pthread_mutex_init(&deadlines->lock, NULL);
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&deadlines->stop, &monotonic);
	pthread_condattr_destroy(&monotonic);
	if (pthread_create(&deadlines->thread, NULL, watch, deadlines)) {
		pthread_cond_destroy(&deadlines->stop);
		pthread_mutex_destroy(&deadlines->lock);
		free(deadlines);
		return gw_fail(err, GW_ENOMEM, "no thread to be had");
	}
	*out = deadlines;
	return GW_OK;
}

void gw_deadlines_destroy(struct gw_deadlines *deadlines)
{
	if (!deadlines)
		return;
	pthread_mutex_lock(&deadlines->lock);
	deadlines->stopping = true;
	pthread_cond_signal(&deadlines->stop);
	pthread_mutex_unlock(&deadlines->lock);
	pthread_join(deadlines->thread, NULL);
	pthread_cond_destroy(&deadlines->stop);
	pthread_mutex_destroy(&deadlines->lock);
	free(deadlines);
}

struct gw_deadline *gw_deadlines_add(struct gw_deadlines *deadlines, int fd, unsigned seconds)
{
	struct gw_deadline *d = calloc(1, sizeof *d);

	if (!d)
		return NULL;
	*d = (struct gw_deadline){
		.owner = deadlines, .fd = fd, .at_ms = now_ms() + 1000 * (int64_t)seconds};
	pthread_mutex_lock(&deadlines->lock);
	d->next = deadlines->first;
	if (d->next)
		d->next->prev = d;
	deadlines->first = d;
	pthread_mutex_unlock(&deadlines->lock);
	return d;
}

void gw_deadline_set(struct gw_deadline *deadline, unsigned seconds)
{
	if (!deadline)
		return;
	pthread_mutex_lock(&deadline->owner->lock);
	deadline->at_ms = now_ms() + 1000 * (int64_t)seconds;
	pthread_mutex_unlock(&deadline->owner->lock);
}

void gw_deadline_remove(struct gw_deadline *deadline)
{
	struct gw_deadlines *owner;

	if (!deadline)
		return;
	owner = deadline->owner;
	pthread_mutex_lock(&owner->lock);
	if (deadline->next)
		deadline->next->prev = deadline->prev;
	if (deadline->prev)
		deadline->prev->next = deadline->next;
	else
		owner->first = deadline->next;
	pthread_mutex_unlock(&owner->lock);
	free(deadline);
}
