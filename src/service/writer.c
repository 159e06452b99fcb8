/* SPDX-License-Identifier: Apache-2.0 */
#include "service/writer.h"

#include "base/monotonic.h"

#include <pthread.h>
#include <stdlib.h>

#define MAX_QUEUED 4096

/* A group ends after so many writes or so long: whoever is first in it waits for the last. */
#define GROUP_MAX	  1024
#define GROUP_NANOSECONDS 50000000

/* Writes in the order they came. */
struct queue {
	struct gw_write *first, **end;
	size_t n;
};

struct gw_writer {
	struct gw_writing writing; /* the thread's */
	struct gw_writer_options options;
	pthread_t thread;
	bool started;

	pthread_mutex_t lock; /* over all below */
	pthread_cond_t work;
	struct queue queue;
	bool closing;
	struct gw_writer_figures figures;
};

static void queue_init(struct queue *queue)
{
	*queue = (struct queue){.end = &queue->first};
}

static void queue_add(struct queue *queue, struct gw_write *write)
{
	write->next = NULL;
	*queue->end = write;
	queue->end = &write->next;
	queue->n++;
}

/* NULL when it is empty. */
static struct gw_write *queue_take(struct queue *queue)
{
	struct gw_write *write = queue->first;

	if (!write)
		return NULL;
	queue->first = write->next;
	if (!queue->first)
		queue->end = &queue->first;
	queue->n--;
	return write;
}

static enum gw_status run_one(const struct gw_writing *w, struct gw_write *write)
{
	write->error.code = GW_OK;
	*write->error.text = '\0';
	write->st = write->run(write, w, &write->error);
	return write->st;
}

/* The next write, waited for if need be; NULL when none will come. */
static struct gw_write *next_write(struct gw_writer *writer, bool wait)
{
	struct gw_write *write;

	pthread_mutex_lock(&writer->lock);
	while (wait && !writer->queue.first && !writer->closing)
		pthread_cond_wait(&writer->work, &writer->lock);
	write = queue_take(&writer->queue);
	pthread_mutex_unlock(&writer->lock);
	return write;
}

/*
 * Runs what is queued, the first given, one right after the other. False at the first that fails
 * with something written, which is not told from what the others wrote.
 */
static bool run_together(struct gw_writer *writer, struct gw_write *first, struct queue *group)
{
	int64_t until = gw_monotonic_now() + GROUP_NANOSECONDS, changes;
	const struct gw_writing *w = &writer->writing;
	struct gw_write *write = first;

	do {
		queue_add(group, write);
		changes = gw_store_changes(w->store);
		if (run_one(w, write) &&
			(!gw_store_is_writing(w->store) || gw_store_changes(w->store) != changes))
			return false;
	} while (group->n < GROUP_MAX && gw_monotonic_now() < until &&
		(write = next_write(writer, false)));
	return true;
}

/* Runs each write of the group behind a mark of its own. */
static enum gw_status run_apart(
	const struct gw_writing *w, const struct queue *group, struct gw_error *err)
{
	struct gw_write *write;
	enum gw_status st = GW_OK;

	for (write = group->first; write && !st; write = write->next) {
		st = gw_store_mark(w->store, err);
		if (st)
			break;
		if (!run_one(w, write)) {
			st = gw_store_keep(w->store, err);
		} else if (gw_store_is_writing(w->store)) {
			gw_store_take_back(w->store);
		} else { /* the mark went with all the rest */
			*err = write->error;
			st = write->st;
		}
	}
	return st;
}

/* One transaction. Its failure is the failure of all that it holds. */
static enum gw_status write_group(
	struct gw_writer *writer, struct gw_write *first, struct queue *group, struct gw_error *err)
{
	const struct gw_writing *w = &writer->writing;
	enum gw_status st;

	st = gw_store_begin(w->store, err);
	if (st) {
		queue_add(group, first);
		return st;
	}
	if (!run_together(writer, first, group)) {
		gw_store_rollback(w->store);
		st = gw_store_begin(w->store, err);
		if (!st)
			st = run_apart(w, group, err);
	}
	if (!st)
		st = gw_store_commit(w->store, err);
	if (st)
		gw_store_rollback(w->store);
	return st;
}

/* 0 for 1, 1 for 2, 2 for 3 and 4, 3 for 5 to 8 ... */
static size_t size_class(size_t n)
{
	size_t i = 0;

	while (i < 15 && n > (size_t)1 << i)
		i++;
	return i;
}

static void count_group(struct gw_writer *writer, const struct queue *group, bool committed)
{
	const struct gw_write *write;

	pthread_mutex_lock(&writer->lock);
	for (write = group->first; write; write = write->next)
		writer->figures.failed += write->st != GW_OK;
	writer->figures.writes += group->n;
	if (committed) {
		writer->figures.commits++;
		writer->figures.sizes[size_class(group->n)]++;
	}
	pthread_mutex_unlock(&writer->lock);
}

static void *serve(void *arg)
{
	struct gw_writer *writer = arg;
	struct gw_write *first, *write;
	struct queue group;

	while ((first = next_write(writer, true))) {
		struct gw_error err;
		enum gw_status st;

		queue_init(&group);
		st = write_group(writer, first, &group, &err);
		for (write = group.first; write && st; write = write->next) {
			write->st = st;
			write->error = err;
		}
		count_group(writer, &group, !st);
		if (!st && writer->options.committed)
			writer->options.committed(writer->options.context, group.n);
		while ((write = queue_take(&group))) /* who is told may be gone at once */
			write->done(write);
	}
	return NULL;
}

enum gw_status gw_writer_create(struct gw_writer **out, const char *path,
	const struct gw_writer_options *options, struct gw_error *err)
{
	struct gw_writer *writer = calloc(1, sizeof *writer);
	struct gw_writing *w;
	enum gw_status st;

	if (!writer)
		return gw_fail_nomem(err);
	w = &writer->writing;
	writer->options = *options;
	if (!writer->options.max_queued)
		writer->options.max_queued = MAX_QUEUED;
	queue_init(&writer->queue);
	pthread_mutex_init(&writer->lock, NULL);
	pthread_cond_init(&writer->work, NULL);
	st = gw_store_open(&w->store, path, GW_STORE_WRITE, err);
	if (!st && gw_store_is_read_only(w->store))
		st = gw_fail(err, GW_EREADONLY, "%s: it may only be read", path);
	if (!st)
		st = gw_report_writer_create(&w->reports, w->store, err);
	if (!st && pthread_create(&writer->thread, NULL, serve, writer))
		st = gw_fail(err, GW_EIO, "no thread to write %s with", path);
	writer->started = !st;
	if (st)
		gw_writer_destroy(writer);
	else
		*out = writer;
	return st;
}

void gw_writer_destroy(struct gw_writer *writer)
{
	if (!writer)
		return;
	pthread_mutex_lock(&writer->lock);
	writer->closing = true;
	pthread_cond_signal(&writer->work);
	pthread_mutex_unlock(&writer->lock);
	if (writer->started)
		pthread_join(writer->thread, NULL);
	gw_report_writer_destroy(writer->writing.reports);
	gw_store_close(writer->writing.store);
	pthread_cond_destroy(&writer->work);
	pthread_mutex_destroy(&writer->lock);
	free(writer);
}

enum gw_status gw_writer_submit(
	struct gw_writer *writer, struct gw_write *write, struct gw_error *err)
{
	bool taken;

	pthread_mutex_lock(&writer->lock);
	taken = !writer->closing && writer->queue.n < writer->options.max_queued;
	if (taken) {
		queue_add(&writer->queue, write);
		pthread_cond_signal(&writer->work);
	}
	pthread_mutex_unlock(&writer->lock);
	return taken ? GW_OK : gw_fail(err, GW_EBUSY, "too much waits to be written");
}

void gw_writer_read(struct gw_writer *writer, struct gw_writer_figures *out)
{
	pthread_mutex_lock(&writer->lock);
	*out = writer->figures;
	out->queued = writer->queue.n;
	pthread_mutex_unlock(&writer->lock);
}
