/* SPDX-License-Identifier: Apache-2.0 */
#include "base/threads.h"

#include <pthread.h>
#include <sched.h>
#include <stdbool.h>

#define MAX_THREADS 64

struct slice {
	void (*work)(void *context, size_t first, size_t count);
	void *context;
	size_t first, count;
	pthread_t thread;
	bool started;
};

unsigned gw_threads_available(void)
{
	cpu_set_t set;

	if (sched_getaffinity(0, sizeof set, &set))
		return 1;
	return (unsigned)CPU_COUNT(&set);
}

static void *run_slice(void *arg)
{
	struct slice *s = arg;

	s->work(s->context, s->first, s->count);
	return NULL;
}

void gw_parallel_for(size_t n, size_t step, unsigned threads,
	void (*work)(void *context, size_t first, size_t count), void *context)
{
	struct slice slices[MAX_THREADS];
	size_t per, first;
	unsigned used, i;

	if (threads > MAX_THREADS)
		threads = MAX_THREADS;
	if (threads < 2 || n <= step) {
		work(context, 0, n);
		return;
	}
	per = ((n - 1) / threads / step + 1) * step;
	for (used = 0, first = 0; first < n; used++, first += per) {
		struct slice *s = &slices[used];

		*s = (struct slice){
			work, context, first, n - first < per ? n - first : per, 0, false};
		if (used) /* the first slice is the caller's own */
			s->started = !pthread_create(&s->thread, NULL, run_slice, s);
	}
	for (i = 0; i < used; i++)
		if (!slices[i].started)
			run_slice(&slices[i]);
	for (i = 0; i < used; i++)
		if (slices[i].started)
			pthread_join(slices[i].thread, NULL);
}
