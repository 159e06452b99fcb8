/* SPDX-License-Identifier: Apache-2.0 */
#include "base/parse.h"
#include "http/features_page.h"
#include "service/readers.h"
#include "store/lifecycle.h"

#include <stdio.h>
#include <string.h>

enum filter { BY_CATEGORY, BY_STATUS };
static const char *const filters[] = {"category", "status", NULL};
const struct gw_features_rules gw_report_rules = {.many = true,
	.by_cursor = true,
	.filters = filters};

const char *const gw_report_fields[] = {
	"client_id", "time", "category", "source", "description", "status", "due", NULL};

/* A page in the making. One report more than fits tells whether there is a next page. */
struct writing {
	struct gw_features_page *page;
	const struct gw_zone *zone;
	int64_t last; /* the id of the one that was written last */
	bool has_more;
};

static void put_time(struct gw_features *f, gw_time time, const struct gw_zone *zone)
{
	char text[GW_TIME_TEXT_MAX];

	gw_feature_text(f, time == GW_TIME_NEVER ? NULL : gw_time_format(time, zone, text));
}

static enum gw_status write_report(
	void *context, const struct gw_report_row *row, struct gw_error *err)
{
	struct writing *w = context;
	struct gw_features *f = &w->page->out;
	char id[24];

	if (f->n == w->page->query->limit) {
		w->has_more = true;
		return GW_OK;
	}
	snprintf(id, sizeof id, "%lld", (long long)row->id);
	gw_feature_begin(f, id);
	gw_feature_text(f, row->report.code);
	put_time(f, row->report.time, w->zone);
	gw_feature_text(f, row->report.category);
	gw_feature_text(f, row->report.source);
	gw_feature_text(f, row->report.description);
	gw_feature_text(f, gw_step_name(row->status));
	put_time(f, row->due, w->zone);
	gw_feature_points(f, &row->report.place, 1);
	if (!w->page->id)
		gw_feature_end(f);
	w->last = row->id;
	return GW_OK;
}

static enum gw_status write_one(void *context, const struct gw_report_row *row,
	const struct gw_report_step *steps, size_t num_steps, struct gw_error *err)
{
	return write_report(context, row, err);
}

static enum gw_status read_filter(const struct gw_features_query *query,
	struct gw_report_filter *filter, struct gw_problem *problem)
{
	const char *status = query->filters[BY_STATUS];
	enum gw_step step;

	*filter = (struct gw_report_filter){
		.from = query->has_time ? query->from : INT64_MIN,
		.to = query->has_time ? query->to : INT64_MAX,
		.due_by = INT64_MAX,
		.category = query->filters[BY_CATEGORY],
		.below = query->cursor,
		.max = query->limit + 1,
	};
	if (status && !gw_step_parse(status, &step))
		return gw_problem_at(problem, GW_IN_QUERY, "status",
			"status \"%.40s\" is no step of a report", status);
	if (status)
		filter->statuses = 1u << step;
	return GW_OK;
}

/*
 * Where the box crosses longitude 180 its two parts are read one after the other: the page is then
 * of both, sorted within each, and has no next one.
 */
static enum gw_status write_page(struct writing *w, struct gw_store *store,
	struct gw_report_filter *filter, struct gw_error *err)
{
	const struct gw_features_query *query = w->page->query;
	unsigned i, n = query->num_boxes ? query->num_boxes : 1;
	enum gw_status st = GW_OK;

	for (i = 0; i < n && !st; i++) {
		int64_t matched = 0;

		filter->bbox = query->num_boxes ? &query->boxes[i] : NULL;
		filter->below = 0;
		st = gw_store_count_filtered(store, filter, &matched, err);
		w->page->matched += (uint64_t)matched;
		filter->below = query->cursor;
		if (!st)
			st = gw_store_list_reports(store, filter, write_report, w, err);
	}
	if (w->has_more && n == 1)
		w->page->next = w->last;
	return st;
}

enum gw_status gw_features_reports(struct gw_features_page *page, struct gw_problem *problem)
{
	struct writing w = {.page = page, .zone = gw_atlas_zone(page->site->atlas)};
	struct gw_report_filter filter;
	struct gw_store *store = NULL;
	enum gw_status st;
	int64_t id = 0;

	st = read_filter(page->query, &filter, problem);
	if (st)
		return st;
	if (page->id && !gw_parse_int(page->id, 1, INT64_MAX, &id))
		return GW_OK; /* there is none */
	st = gw_readers_borrow(page->site->readers, &store, &problem->error);
	if (!st && page->id)
		st = gw_store_find_report(store, id, NULL, write_one, &w, &problem->error);
	else if (!st)
		st = write_page(&w, store, &filter, &problem->error);
	if (page->id)
		page->matched = !st;
	gw_readers_return(page->site->readers, store);
	return st && st != GW_ENOTFOUND ? gw_problem_from(problem, st) : GW_OK;
}
