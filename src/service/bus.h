/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_SERVICE_BUS_H
#define GW_SERVICE_BUS_H

/*
 * What happened, told to all who listen. The newest events are kept in memory, formatted once for
 * all; a listener is but a place in their order. Who falls behind, or comes back to where he was,
 * is led through the database page by page until he is among the newest again: nobody misses an
 * event or is told one twice.
 */

#include "service/frames.h"

struct gw_bus;

struct gw_bus_options {
	/*
	 * Appends the events behind `after`, at most max, oldest first. Called on two threads of
	 * the bus's own.
	 */
	enum gw_status (*load)(void *context, int64_t after, size_t max, struct gw_frames *out,
		struct gw_error *err);
	/*
	 * The newest event there is: asked for instead while nobody listens, so that events that
	 * nobody is told are not formatted. On the first of the two threads. NULL: load is called
	 * all the same.
	 */
	enum gw_status (*newest)(void *context, int64_t *id, struct gw_error *err);
	/* Told when load fails after it had not; it is tried again. May be NULL. */
	void (*failed)(void *context, const struct gw_error *err);
	void *context;
	int64_t begin; /* the newest event there is at the start; 0: none */
	size_t max_bytes; /* that events take in memory, about; 0: 32 MiB */
	size_t max_listeners; /* 0: 2,000 */
	unsigned poll_ms; /* how often others' writes are looked for; 0: 250 */
	unsigned ping_ms; /* how often one who hears nothing is told so; 0: 15,000 */
};

/* Starts the threads. GW_ENOMEM. */
enum gw_status gw_bus_create(
	struct gw_bus **out, const struct gw_bus_options *options, struct gw_error *err);

/* After all listeners are gone. NULL is fine. */
void gw_bus_destroy(struct gw_bus *bus);

/* Says that something was written. Never waits; any thread. */
void gw_bus_wake(struct gw_bus *bus);

/* From now on all listeners' reads return GW_EIO, and all are woken. */
void gw_bus_end(struct gw_bus *bus);

/* The newest event that listeners may have been told. */
int64_t gw_bus_newest(struct gw_bus *bus);

/* One who listens: read by one thread at a time. */
struct gw_listener;

struct gw_listener_options {
	struct gw_event_filter filter; /* its texts have to outlive the listener */
	int64_t after; /* begin behind this event; -1: from now on */
	bool is_reticent; /* no ids but those of events that pass the filter */
	/*
	 * Called on any thread once there is something after a read that found nothing. Must not
	 * call the bus.
	 */
	void (*wake)(void *context);
	void *context;
};

/* GW_EBUSY when too many listen, GW_ENOMEM. */
enum gw_status gw_listener_create(struct gw_listener **out, struct gw_bus *bus,
	const struct gw_listener_options *options, struct gw_error *err);

/* wake is not called any more once this has returned. NULL is fine. */
void gw_listener_destroy(struct gw_listener *listener);

/*
 * Appends what the listener is to be told next as server-sent events, some 64 KiB; nothing when
 * there is nothing. The first read says by when to come back after a break, and where the listener
 * begins; later ones now and then where he is, so that he comes back there, whatever his filter
 * passed. GW_EIO: the bus has ended; GW_ENOMEM.
 */
enum gw_status gw_listener_read(struct gw_listener *listener, struct gw_buf *out);

struct gw_bus_figures {
	size_t listeners;
	size_t bytes; /* in memory */
	uint64_t formatted, told; /* events made, events sent */
	uint64_t pages; /* read again for who fell behind */
};
void gw_bus_read(struct gw_bus *bus, struct gw_bus_figures *out);

#endif
