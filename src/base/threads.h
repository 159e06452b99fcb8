/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_BASE_THREADS_H
#define GW_BASE_THREADS_H

#include <stddef.h>

/* The number of processors this process may run on, at least 1. */
unsigned gw_threads_available(void);

/*
 * Calls work(context, first, count) for consecutive slices that together make [0, n), each a
 * multiple of step long but the last, on up to `threads` threads (the caller's is one), and returns
 * when all are done. Where a thread cannot be started the caller does its slice.
 */
void gw_parallel_for(size_t n, size_t step, unsigned threads,
	void (*work)(void *context, size_t first, size_t count), void *context);

#endif
