/* SPDX-License-Identifier: Apache-2.0 */
#include "import/assign.h"

#include "store/reports.h"

struct assigning {
	const struct gw_division *division;
	struct gw_report_writer *writer;
	int64_t scheme;
	uint64_t n;
};

static enum gw_status assign_one(
	void *context, int64_t id, gw_time time, struct gw_lonlat place, struct gw_error *err)
{
	struct assigning *a = context;
	const struct gw_units *units = a->division->units;
	gw_cell_id cell = gw_locator_cell(a->division->locator, place);

	(void)time;
	if (cell == GW_OUTSIDE)
		return GW_OK;
	a->n++;
	return gw_report_writer_assign(
		a->writer, id, a->scheme, units->items[units->of_cell[cell]].key, err);
}

static enum gw_status assign_between(struct gw_store *store, const struct gw_division_info *info,
	gw_time from, gw_time to, uint64_t *n, struct gw_error *err)
{
	struct assigning a = {.scheme = info->scheme_id};
	struct gw_division *division = NULL;
	enum gw_status st;

	st = gw_store_unassign_reports(store, info->scheme_id, from, to, err);
	if (!st)
		st = gw_store_load_division(store, info, &division, err);
	a.division = division;
	if (!st)
		st = gw_report_writer_create(&a.writer, store, err);
	if (!st)
		st = gw_store_each_report(store, from, to, assign_one, &a, err);
	gw_report_writer_destroy(a.writer);
	gw_division_destroy(division);
	*n = a.n;
	return st;
}

enum gw_status gw_assign_reports(struct gw_store *store, const struct gw_division_info *division,
	uint64_t *n, struct gw_error *err)
{
	const struct gw_zone *zone = gw_store_zone(store);
	gw_time from = gw_date_begin(division->valid_from, zone);
	gw_time to = gw_date_begin(division->valid_to, zone), newest;
	enum gw_status st;

	*n = 0;
	st = gw_store_newest_report(store, &newest, err);
	if (st == GW_ENOTFOUND || (!st && newest < from))
		return GW_OK; /* no report to assign, no need to load the division */
	return st ? st : assign_between(store, division, from, to, n, err);
}
