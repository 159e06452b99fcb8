/* SPDX-License-Identifier: Apache-2.0 */
#include "service/inventory.h"

#include "base/mem.h"
#include "store/publications.h"
#include "store/reports.h"

#include <string.h>

static enum gw_status read_span(
	struct gw_inventory *inventory, struct gw_store *store, struct gw_error *err)
{
	const struct gw_zone *zone = gw_store_zone(store);
	gw_time oldest = gw_time_now(), newest = oldest;
	enum gw_status st;

	st = gw_store_newest_report(store, &newest, err);
	if (!st)
		st = gw_store_oldest_report(store, &oldest, err);
	if (st && st != GW_ENOTFOUND)
		return st;
	inventory->oldest = gw_time_date(oldest, zone) / 100;
	inventory->newest = gw_time_date(newest, zone) / 100;
	return GW_OK;
}

static struct gw_inventory_scheme *find_scheme(struct gw_inventory *inventory, int64_t id)
{
	size_t i;

	for (i = 0; i < inventory->n; i++)
		if (inventory->schemes[i].division.scheme_id == id)
			return &inventory->schemes[i];
	return NULL;
}

static enum gw_status read_levels(
	struct gw_inventory_scheme *scheme, struct gw_store *store, struct gw_error *err)
{
	enum gw_status st = GW_OK;
	uint32_t rank;

	scheme->num_levels = scheme->division.rank + 1;
	scheme->levels = gw_alloc_array(scheme->num_levels, sizeof *scheme->levels);
	if (!scheme->levels)
		return gw_fail_nomem(err);
	for (rank = 0; rank < scheme->num_levels && !st; rank++)
		st = gw_store_level_name(
			store, scheme->division.scheme_id, rank, scheme->levels[rank], err);
	return st;
}

/* Divisions come by day: what the last one of a scheme says stays. */
static enum gw_status read_schemes(
	struct gw_inventory *inventory, struct gw_store *store, struct gw_error *err)
{
	struct gw_division_info *list = NULL;
	struct gw_inventory_scheme *scheme;
	enum gw_status st;
	size_t n = 0, i;

	st = gw_store_list_divisions(store, &list, &n, err);
	if (st)
		return st;
	inventory->schemes = calloc(n + 1, sizeof *inventory->schemes);
	if (!inventory->schemes)
		st = gw_fail_nomem(err);
	for (i = 0; i < n && !st; i++) {
		scheme = find_scheme(inventory, list[i].scheme_id);
		if (!scheme) {
			scheme = &inventory->schemes[inventory->n++];
			scheme->since = list[i].valid_from;
		}
		scheme->division = list[i];
	}
	for (i = 0; i < inventory->n && !st; i++)
		st = read_levels(&inventory->schemes[i], store, err);
	free(list);
	return st;
}

static enum gw_status read_publications(
	struct gw_inventory *inventory, struct gw_store *store, struct gw_error *err)
{
	struct gw_publication *list = NULL;
	struct gw_inventory_scheme *scheme;
	enum gw_status st;
	size_t n = 0, i;

	st = gw_store_list_publications(store, &list, &n, err);
	for (i = 0; i < n && !st; i++) {
		scheme = find_scheme(inventory, list[i].scheme_id);
		if (!scheme)
			continue;
		if (!scheme->published)
			scheme->published = gw_alloc_array(n, sizeof *scheme->published);
		if (scheme->published)
			scheme->published[scheme->num_published++] = list[i].month;
		else
			st = gw_fail_nomem(err);
	}
	free(list);
	return st;
}

enum gw_status gw_inventory_read(
	struct gw_inventory *out, struct gw_store *store, struct gw_error *err)
{
	enum gw_status st;

	*out = (struct gw_inventory){0};
	st = read_span(out, store, err);
	if (!st)
		st = read_schemes(out, store, err);
	if (!st)
		st = read_publications(out, store, err);
	if (st)
		gw_inventory_finish(out);
	return st;
}

void gw_inventory_finish(struct gw_inventory *inventory)
{
	size_t i;

	for (i = 0; i < inventory->n; i++) {
		free(inventory->schemes[i].levels);
		free(inventory->schemes[i].published);
	}
	free(inventory->schemes);
	*inventory = (struct gw_inventory){0};
}

static bool is_published(const struct gw_inventory_scheme *scheme, gw_month month)
{
	size_t i;

	for (i = 0; i < scheme->num_published; i++)
		if (scheme->published[i] == month)
			return true;
	return false;
}

/* Newest first, since it is the oldest that are left out; a month needs a division on some day. */
static size_t collect(const struct gw_inventory *inventory,
	const struct gw_inventory_scheme *scheme, bool only_published, gw_month *months)
{
	size_t last = scheme->num_published, n = 0;
	gw_month month = inventory->newest, oldest = inventory->oldest;

	if (last && scheme->published[last - 1] > month)
		month = scheme->published[last - 1];
	if (last && scheme->published[0] < oldest)
		oldest = scheme->published[0];
	for (; month >= oldest && month >= scheme->since / 100 && n < GW_INVENTORY_MONTHS_MAX;
		month = gw_month_before(month)) {
		bool published = is_published(scheme, month);

		if (published ||
			(!only_published && month >= inventory->oldest &&
				month <= inventory->newest))
			months[n++] = month;
	}
	return n;
}

size_t gw_inventory_months(const struct gw_inventory *inventory,
	const struct gw_inventory_scheme *scheme, const struct gw_map_kind *kind, bool is_public,
	gw_month months[GW_INVENTORY_MONTHS_MAX])
{
	size_t n, i;

	if (is_public && kind->openness == GW_INTERNAL)
		return 0;
	n = collect(
		inventory, scheme, is_public && kind->openness == GW_OPEN_WHEN_PUBLISHED, months);
	for (i = 0; i < n / 2; i++) {
		gw_month month = months[i];

		months[i] = months[n - 1 - i];
		months[n - 1 - i] = month;
	}
	return n;
}
