/* SPDX-License-Identifier: Apache-2.0 */
#include "http/deadlines.h"

#include "base/ticker.h"

#include <pthread.h>
#include <stdatomic.h>
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
	_Atomic int64_t at_ms;
	bool cut;
};

struct gw_deadlines {
	pthread_mutex_t lock; /* over the list, and over shutdown against close */
	struct gw_deadline *first;
	struct gw_ticker *ticker;
};

/* Some milliseconds old, which is quicker to be had. */
static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC_COARSE, &t);
	return 1000 * (int64_t)t.tv_sec + t.tv_nsec / 1000000;
}

static int64_t in(unsigned seconds)
{
	return seconds == GW_DEADLINE_NEVER ? INT64_MAX : now_ms() + 1000 * (int64_t)seconds;
}

static void cut_overdue(void *context)
{
	struct gw_deadlines *deadlines = context;
	struct gw_deadline *d;
	int64_t now = now_ms();

	pthread_mutex_lock(&deadlines->lock);
	for (d = deadlines->first; d; d = d->next) {
		if (d->cut || now < atomic_load_explicit(&d->at_ms, memory_order_relaxed))
			continue;
		d->cut = true;
		shutdown(d->fd, SHUT_RDWR); /* its owner sees the end, and closes it */
	}
	pthread_mutex_unlock(&deadlines->lock);
}

enum gw_status gw_deadlines_create(struct gw_deadlines **out, struct gw_error *err)
{
	struct gw_deadlines *deadlines = calloc(1, sizeof *deadlines);
	enum gw_status st;

	if (!deadlines)
		return gw_fail_nomem(err);
	pthread_mutex_init(&deadlines->lock, NULL);
	st = gw_ticker_create(&deadlines->ticker, LOOK_EVERY_MS, cut_overdue, deadlines, err);
	if (st)
		gw_deadlines_destroy(deadlines);
	else
		*out = deadlines;
	return st;
}

void gw_deadlines_destroy(struct gw_deadlines *deadlines)
{
	if (!deadlines)
		return;
	gw_ticker_destroy(deadlines->ticker);
	pthread_mutex_destroy(&deadlines->lock);
	free(deadlines);
}

struct gw_deadline *gw_deadlines_add(struct gw_deadlines *deadlines, int fd, unsigned seconds)
{
	struct gw_deadline *d = calloc(1, sizeof *d);

	if (!d)
		return NULL;
	d->owner = deadlines;
	d->fd = fd;
	atomic_init(&d->at_ms, in(seconds));
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
	if (deadline)
		atomic_store_explicit(&deadline->at_ms, in(seconds), memory_order_relaxed);
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
