/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_SERVICE_RECORD_H
#define GW_SERVICE_RECORD_H

/* Inside service/: when reports came, as far as maps and their months depend on it. */

#include "store/reports.h"

#include <stddef.h>

/* A month that has reports, and up to which id some of them came in: at most. */
struct gw_record_month {
	gw_month month;
	gw_time begin, end;
	int64_t last;
};

/* Immutable. */
struct gw_record {
	struct gw_record_month *months; /* ascending */
	size_t n, capacity;
	gw_time newest; /* INT64_MIN: there are none */
	gw_date newest_day; /* 0: there are none */
};

/* Finds out all. last is the newest id. GW_EIO, GW_ENOMEM. */
enum gw_status gw_record_load(
	struct gw_record **out, struct gw_store *store, int64_t last, struct gw_error *err);

/* The same and what came behind the id `after`. GW_EIO, GW_ENOMEM. */
enum gw_status gw_record_follow(struct gw_record **out, const struct gw_record *record,
	struct gw_store *store, int64_t after, int64_t last, struct gw_error *err);
void gw_record_destroy(struct gw_record *record);

/* The id that no report of the month is behind; 0 when it has none. */
int64_t gw_record_last(const struct gw_record *record, gw_month month);

#endif
