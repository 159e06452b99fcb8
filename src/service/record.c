/* SPDX-License-Identifier: Apache-2.0 */
#include "service/record.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

/* A record that learns of reports. */
struct learning {
	struct gw_record *record;
	const struct gw_zone *zone;
	int64_t last;
	bool failed;
};

void gw_record_destroy(struct gw_record *record)
{
	if (!record)
		return;
	free(record->months);
	free(record);
}

/* The place of the month that holds t, or where it belongs. */
static size_t find(const struct gw_record *record, gw_time t)
{
	size_t low = 0, high = record->n;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (record->months[middle].end <= t)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void learn(void *context, gw_time t)
{
	struct learning *l = context;
	struct gw_record *record = l->record;
	size_t at = find(record, t);

	record->newest = t > record->newest ? t : record->newest;
	if (at == record->n || record->months[at].begin > t) {
		gw_month month = gw_time_date(t, l->zone) / 100;

		if (!gw_grow(&record->months, record->n, &record->capacity,
			    sizeof *record->months)) {
			l->failed = true;
			return;
		}
		memmove(&record->months[at + 1], &record->months[at],
			(record->n - at) * sizeof *record->months);
		record->n++;
		record->months[at] = (struct gw_record_month){.month = month,
			.begin = gw_month_begin(month, l->zone),
			.end = gw_month_begin(gw_month_next(month), l->zone)};
	}
	record->months[at].last = l->last;
}

static enum gw_status finish_learning(
	struct learning *l, enum gw_status st, struct gw_record **out, struct gw_error *err)
{
	if (!st && l->failed)
		st = gw_fail_nomem(err);
	if (st) {
		gw_record_destroy(l->record);
		return st;
	}
	if (l->record->newest != INT64_MIN)
		l->record->newest_day = gw_time_date(l->record->newest, l->zone);
	*out = l->record;
	return GW_OK;
}

/* Looks into each month from the oldest report to the newest. */
static enum gw_status look_into_months(
	struct learning *l, struct gw_store *store, gw_time from, gw_time to, struct gw_error *err)
{
	enum gw_status st = GW_OK;
	gw_month month = gw_time_date(from, l->zone) / 100;
	gw_time begin = gw_month_begin(month, l->zone), end;
	bool found;

	for (; begin <= to && !st; begin = end, month = gw_month_next(month)) {
		end = gw_month_begin(gw_month_next(month), l->zone);
		st = gw_store_has_reports(store, begin, end, &found, err);
		if (!st && found)
			learn(l, begin);
		if (end == INT64_MAX)
			break;
	}
	l->record->newest = to;
	return st;
}

enum gw_status gw_record_load(
	struct gw_record **out, struct gw_store *store, int64_t last, struct gw_error *err)
{
	struct learning l = {.zone = gw_store_zone(store), .last = last};
	gw_time oldest, newest;
	enum gw_status st;

	l.record = calloc(1, sizeof *l.record);
	if (!l.record)
		return gw_fail_nomem(err);
	l.record->newest = INT64_MIN;
	st = gw_store_oldest_report(store, &oldest, err);
	if (!st)
		st = gw_store_newest_report(store, &newest, err);
	if (!st)
		st = look_into_months(&l, store, oldest, newest, err);
	else if (st == GW_ENOTFOUND)
		st = GW_OK;
	return finish_learning(&l, st, out, err);
}

enum gw_status gw_record_follow(struct gw_record **out, const struct gw_record *record,
	struct gw_store *store, int64_t after, int64_t last, struct gw_error *err)
{
	struct learning l = {.zone = gw_store_zone(store), .last = last};
	enum gw_status st;

	l.record = calloc(1, sizeof *l.record);
	if (!l.record)
		return gw_fail_nomem(err);
	*l.record = *record;
	l.record->capacity = record->n + 1;
	l.record->months = gw_alloc_array(l.record->capacity, sizeof *record->months);
	if (!l.record->months) {
		free(l.record);
		return gw_fail_nomem(err);
	}
	if (record->n)
		memcpy(l.record->months, record->months, record->n * sizeof *record->months);
	st = gw_store_each_report_time(store, after, learn, &l, err);
	return finish_learning(&l, st, out, err);
}

int64_t gw_record_last(const struct gw_record *record, gw_month month)
{
	size_t i;

	for (i = 0; i < record->n; i++)
		if (record->months[i].month == month)
			return record->months[i].last;
	return 0;
}
