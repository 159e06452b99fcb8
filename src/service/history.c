/* SPDX-License-Identifier: Apache-2.0 */
#include "service/history.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

/* A history in the making. */
struct learning {
	struct gw_history *history;
	const struct gw_zone *zone;
	int64_t last;
	bool failed;
};

void gw_history_destroy(struct gw_history *history)
{
	if (!history)
		return;
	free(history->months);
	free(history);
}

/* The place of the month that holds t, or where it belongs. */
static size_t find(const struct gw_history *history, gw_time t)
{
	size_t low = 0, high = history->n;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (history->months[middle].end <= t)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void learn(void *context, gw_time t)
{
	struct learning *l = context;
	struct gw_history *history = l->history;
	size_t at = find(history, t);

	history->newest = t > history->newest ? t : history->newest;
	if (at == history->n || history->months[at].begin > t) {
		gw_month month = gw_time_date(t, l->zone) / 100;

		if (!gw_grow(&history->months, history->n, &history->capacity,
			    sizeof *history->months)) {
			l->failed = true;
			return;
		}
		memmove(&history->months[at + 1], &history->months[at],
			(history->n - at) * sizeof *history->months);
		history->n++;
		history->months[at] = (struct gw_history_month){.month = month,
			.begin = gw_month_begin(month, l->zone),
			.end = gw_month_begin(gw_month_next(month), l->zone)};
	}
	history->months[at].last = l->last;
}

static enum gw_status finish_learning(
	struct learning *l, enum gw_status st, struct gw_history **out, struct gw_error *err)
{
	if (!st && l->failed)
		st = gw_fail_nomem(err);
	if (st) {
		gw_history_destroy(l->history);
		return st;
	}
	if (l->history->newest != INT64_MIN)
		l->history->newest_day = gw_time_date(l->history->newest, l->zone);
	*out = l->history;
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
	l->history->newest = to;
	return st;
}

enum gw_status gw_history_load(
	struct gw_history **out, struct gw_store *store, int64_t last, struct gw_error *err)
{
	struct learning l = {.zone = gw_store_zone(store), .last = last};
	gw_time oldest, newest;
	enum gw_status st;

	l.history = calloc(1, sizeof *l.history);
	if (!l.history)
		return gw_fail_nomem(err);
	l.history->newest = INT64_MIN;
	st = gw_store_oldest_report(store, &oldest, err);
	if (!st)
		st = gw_store_newest_report(store, &newest, err);
	if (!st)
		st = look_into_months(&l, store, oldest, newest, err);
	else if (st == GW_ENOTFOUND)
		st = GW_OK;
	return finish_learning(&l, st, out, err);
}

enum gw_status gw_history_follow(struct gw_history **out, const struct gw_history *history,
	struct gw_store *store, int64_t after, int64_t last, struct gw_error *err)
{
	struct learning l = {.zone = gw_store_zone(store), .last = last};
	enum gw_status st;

	l.history = calloc(1, sizeof *l.history);
	if (!l.history)
		return gw_fail_nomem(err);
	*l.history = *history;
	l.history->capacity = history->n + 1;
	l.history->months = gw_alloc_array(l.history->capacity, sizeof *history->months);
	if (!l.history->months) {
		free(l.history);
		return gw_fail_nomem(err);
	}
	if (history->n)
		memcpy(l.history->months, history->months, history->n * sizeof *history->months);
	st = gw_store_each_report_time(store, after, learn, &l, err);
	return finish_learning(&l, st, out, err);
}

int64_t gw_history_last(const struct gw_history *history, gw_month month)
{
	size_t i;

	for (i = 0; i < history->n; i++)
		if (history->months[i].month == month)
			return history->months[i].last;
	return 0;
}
