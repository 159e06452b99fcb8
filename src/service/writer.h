/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_SERVICE_WRITER_H
#define GW_SERVICE_WRITER_H

/*
 * The one writer of a running program. What is submitted from any thread is done in order, on a
 * thread of the writer's own, all that has come up meanwhile in one transaction (group commit).
 * Once done() is told of success, it is on disk.
 */

#include "store/reports.h"

struct gw_writer;

/* What a write works with, on the writer's thread. */
struct gw_writing {
	struct gw_store *store; /* in a transaction */
	struct gw_report_writer *reports; /* of this store, its statements prepared */
};

/* Something to be written. Whoever makes it embeds it in what it needs. */
struct gw_write {
	/*
	 * Writes within the group's transaction: what fails leaves nothing behind, and does not
	 * touch the others. Called a second time when another write of the group has failed and
	 * all was taken back; only what the last call did counts.
	 */
	enum gw_status (*run)(
		struct gw_write *write, const struct gw_writing *writing, struct gw_error *err);
	/* Told at the end, on the writer's thread; the write is the caller's again. */
	void (*done)(struct gw_write *write);
	enum gw_status st; /* by then: what became of it */
	struct gw_error error;

	struct gw_write *next; /* the writer's */
};

struct gw_writer_options {
	size_t max_queued; /* writes that wait; 0: 4,096 */
	/* Told after each commit, before done() is, on the writer's thread; may be NULL. */
	void (*committed)(void *context, size_t writes);
	void *context;
};

/*
 * Opens the database for writing and starts the thread. Errors of gw_store_open(), and GW_EREADONLY
 * when it may only be read.
 */
enum gw_status gw_writer_create(struct gw_writer **out, const char *path,
	const struct gw_writer_options *options, struct gw_error *err);

/* Writes all that was submitted, then ends. NULL is fine. */
void gw_writer_destroy(struct gw_writer *writer);

/* Takes the write until it calls done(). GW_EBUSY when too many wait: it was not taken. */
enum gw_status gw_writer_submit(
	struct gw_writer *writer, struct gw_write *write, struct gw_error *err);

struct gw_writer_figures {
	uint64_t writes, failed, commits;
	size_t queued;
	uint64_t sizes[16]; /* commits of 1, 2, 3-4, 5-8, 9-16 ... writes */
};
void gw_writer_read(struct gw_writer *writer, struct gw_writer_figures *out);

#endif
