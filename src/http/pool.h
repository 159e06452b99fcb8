/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_HTTP_POOL_H
#define GW_HTTP_POOL_H

#include "base/error.h"

#include <stddef.h>

/*
 * Threads that do what the threads of the connections may not wait for: SQL, drawing, long bodies.
 * What waits for a worker is bounded. Every call but destroy is safe from any thread.
 */
struct gw_pool;

/* Whoever makes it embeds it in what it needs; it is the pool's from submit until run() begins. */
struct gw_pool_job {
	void (*run)(struct gw_pool_job *job);
	struct gw_pool_job *next; /* the pool's */
};

/* threads of 0: as many as there are processors. GW_ENOMEM, also when no thread is to be had. */
enum gw_status gw_pool_create(
	struct gw_pool **out, unsigned threads, size_t max_queued, struct gw_error *err);

/* Does all that was submitted, then ends the threads. NULL is fine. */
void gw_pool_destroy(struct gw_pool *pool);

/* GW_EBUSY when as many wait already as may: the job was not taken. */
enum gw_status gw_pool_submit(struct gw_pool *pool, struct gw_pool_job *job);

/* For the end of what was begun before: goes before all others, and is always taken. */
void gw_pool_submit_first(struct gw_pool *pool, struct gw_pool_job *job);

struct gw_pool_figures {
	size_t queued, busy; /* jobs that wait, and that are being done */
};
struct gw_pool_figures gw_pool_read(struct gw_pool *pool);

#endif
