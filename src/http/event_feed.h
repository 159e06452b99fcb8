/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_HTTP_EVENT_FEED_H
#define GW_HTTP_EVENT_FEED_H

/* From what is stored of events to what is sent of them. */

#include "service/bus.h"

struct gw_atlas;
struct gw_readers;

/* Where events come from. All borrowed; several threads may use it. */
struct gw_event_feed {
	struct gw_atlas *atlas;
	struct gw_readers *readers;
	/* Told, from any thread, when a bus cannot read them for a while. May be NULL. */
	void (*complain)(void *context, const struct gw_error *err);
	void *context;
};

/* Starts a bus of a feed, which must outlive it, for so many clients (0: 2,000). */
enum gw_status gw_event_feed_start(
	struct gw_bus **out, struct gw_event_feed *feed, size_t max_clients, struct gw_error *err);

/*
 * Appends the events behind `after`, at most max, oldest first: as server-sent events with the id,
 * the kind and JSON: {"event":ID,"kind":"report"|"step","report":{...},"step":{...}}, or for
 * "grade" {..., "publication":{"scheme","month","version","published","withdrawn"}}. What an event
 * says is the same whenever it is read, but that a publication may have been withdrawn meanwhile.
 * context is the feed.
 */
enum gw_status gw_event_feed_load(
	void *context, int64_t after, size_t max, struct gw_frames *out, struct gw_error *err);

/* The newest event there is; 0: none. */
enum gw_status gw_event_feed_newest(
	const struct gw_event_feed *feed, int64_t *out, struct gw_error *err);

#endif
