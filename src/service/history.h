/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_SERVICE_HISTORY_H
#define GW_SERVICE_HISTORY_H

/*
 * Inside service/: in which months there are reports, and which of them came last: what says which
 * maps there are, and which may show something new, without asking the database.
 */

#include "store/reports.h"

#include <stddef.h>

/* A month that has reports. */
struct gw_history_month {
	gw_month month;
	gw_time begin, end; /* [begin, end) */
	int64_t last; /* no report of the month has an id above it */
};

/* Immutable. */
struct gw_history {
	struct gw_history_month *months; /* ascending */
	size_t n, capacity;
	gw_time newest; /* INT64_MIN: there are none */
	gw_date newest_day; /* 0: there are none */
};

/* Finds out all. last is the newest id. GW_EIO, GW_ENOMEM. */
enum gw_status gw_history_load(
	struct gw_history **out, struct gw_store *store, int64_t last, struct gw_error *err);

/* The same and what came behind the id `after`. GW_EIO, GW_ENOMEM. */
enum gw_status gw_history_follow(struct gw_history **out, const struct gw_history *history,
	struct gw_store *store, int64_t after, int64_t last, struct gw_error *err);
void gw_history_destroy(struct gw_history *history);

/* The id above which the month has no report; 0 when it has none at all. */
int64_t gw_history_last(const struct gw_history *history, gw_month month);

#endif
