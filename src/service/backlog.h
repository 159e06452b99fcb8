/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_SERVICE_BACKLOG_H
#define GW_SERVICE_BACKLOG_H

/*
 * Inside service/: events kept in memory, in pages of consecutive ids. The newest page grows; older
 * ones stay until they are too many, the longest unread one going first, and can be put back.
 * Belongs to one thread at a time.
 */

#include "service/frames.h"

#define GW_BACKLOG_PAGE	 256 /* ids of a page */
#define GW_BACKLOG_PAGES 256

struct gw_backlog_page {
	int64_t number;
	uint64_t last_used;
	struct gw_frames frames;
};

struct gw_backlog {
	int64_t newest; /* the event up to which all are, or were, here */
	size_t max_bytes, bytes;
	uint64_t clock;
	struct gw_backlog_page *pages[GW_BACKLOG_PAGES];
	size_t num_pages;
};

/* The page of an event, and the event before a page's first. */
int64_t gw_backlog_page_of(int64_t id);
int64_t gw_backlog_before(int64_t number);

/* Begins as if all events before the first of a page had been here. */
void gw_backlog_init(struct gw_backlog *backlog, int64_t first_page, size_t max_bytes);
void gw_backlog_finish(struct gw_backlog *backlog);

/*
 * As if all events up to `newest` but those of its page had been here; not when it is nearly there,
 * or further.
 */
void gw_backlog_skip(struct gw_backlog *backlog, int64_t newest);

/*
 * The frames of a page as far as they are known; NULL when the page is not here, and may have
 * frames. Borrowed until anything is added.
 */
const struct gw_frames *gw_backlog_find(struct gw_backlog *backlog, int64_t number);

/* Whether a page will grow no more. */
bool gw_backlog_is_full(const struct gw_backlog *backlog, int64_t number);

/*
 * Adds frames behind the newest, which they become. GW_ENOMEM: as many as there is memory for.
 */
enum gw_status gw_backlog_append(
	struct gw_backlog *backlog, const struct gw_frames *frames, struct gw_error *err);

/* Puts back a page that is full, and empties frames. GW_ENOMEM. */
enum gw_status gw_backlog_put(
	struct gw_backlog *backlog, int64_t number, struct gw_frames *frames, struct gw_error *err);

#endif
