/* SPDX-License-Identifier: Apache-2.0 */
/* How an atlas follows its database: one thread at a time, while readers go on. */
#include "base/monotonic.h"
#include "service/loader.h"

#include <stdlib.h>

/* What was not used for so long is let go of when it changes. */
#define LATELY (60 * INT64_C(1000000000))

/* Making a map anew takes no more than about this share of a processor: one in so many. */
#define SHARE 8

static bool is_used(int64_t last_used)
{
	return gw_monotonic_now() - last_used < LATELY;
}

/* Takes in what there is to know of divisions, publications, and when reports came: at first all.
 */
static enum gw_status learn(
	struct gw_atlas *atlas, const struct gw_moment *now, struct gw_error *err)
{
	const struct gw_store_state *old = &atlas->state, *new = &now->state;
	struct gw_catalog *catalog = NULL;
	struct gw_history *history = NULL;
	enum gw_status st = GW_OK;

	if (!atlas->shelf.catalog || old->cells != new->cells || old->divisions != new->divisions ||
		old->units != new->units || old->publications != new->publications)
		st = gw_catalog_load(&catalog, now->store, err);
	if (!st && (!atlas->shelf.history || old->reports != new->reports))
		st = gw_history_load(&history, now->store, new->last_report, err);
	else if (!st && old->last_report != new->last_report)
		st = gw_history_follow(&history, atlas->shelf.history, now->store, old->last_report,
			new->last_report, err);
	if (st) {
		gw_catalog_destroy(catalog);
		return st;
	}
	gw_shelf_know(&atlas->shelf, catalog, history);
	atlas->state = *new;
	return GW_OK;
}

static bool basemap_may_differ(const struct gw_basemap *basemap, const struct gw_store_state *now)
{
	return basemap->state.cells != now->cells || basemap->state.units != now->units ||
		basemap->state.divisions != now->divisions;
}

/* With its key claimed. A division that is gone or unsound goes: whoever asks is told. */
static enum gw_status renew_basemap(struct gw_atlas *atlas, const struct gw_moment *now,
	struct gw_basemap *basemap, struct gw_error *err)
{
	const struct gw_division_info *info;
	struct gw_basemap *renewed;
	enum gw_status st = GW_ENOTFOUND;

	/* nobody but this thread changes the catalog */
	info = gw_catalog_division(atlas->shelf.catalog, basemap->info.id);
	if (info)
		st = gw_basemap_renew(&renewed, basemap, now->store, info, &now->state, err);
	if (gw_is_lasting(st)) {
		gw_shelf_drop_basemap(&atlas->shelf, basemap);
		return GW_OK;
	}
	if (st)
		return st;
	if (renewed != basemap) {
		renewed->last_used = basemap->last_used;
		gw_shelf_put_basemap(&atlas->shelf, renewed);
	}
	gw_basemap_release(renewed);
	return GW_OK;
}

static enum gw_status renew_basemaps(
	struct gw_atlas *atlas, const struct gw_moment *now, struct gw_error *err)
{
	struct gw_basemap **list;
	enum gw_status st = GW_OK;
	struct gw_claim claim;
	size_t n, i;

	list = gw_shelf_list_basemaps(&atlas->shelf, &n);
	if (!list)
		return gw_fail_nomem(err);
	for (i = 0; i < n && !st; i++) {
		struct gw_basemap *basemap = list[i];

		if (!basemap_may_differ(basemap, &now->state))
			continue;
		if (!is_used(basemap->last_used)) {
			gw_shelf_drop_basemap(&atlas->shelf, basemap);
			continue;
		}
		gw_shelf_claim(&atlas->shelf, &claim, gw_basemap_key(basemap->info.id), GW_WAIT);
		st = renew_basemap(atlas, now, basemap, err);
		gw_shelf_unclaim(&atlas->shelf, &claim);
	}
	while (n)
		gw_basemap_release(list[--n]);
	free(list);
	return st;
}

static enum gw_status renew_surroundings(
	struct gw_atlas *atlas, const struct gw_moment *now, struct gw_error *err)
{
	struct gw_surroundings *old = gw_shelf_find_surroundings(&atlas->shelf), *renewed;
	enum gw_status st = GW_OK;

	if (old && old->state.context != now->state.context) {
		st = gw_surroundings_load(&renewed, now->store, &now->state, err);
		if (!st && renewed->print != old->print)
			gw_shelf_put_surroundings(&atlas->shelf, renewed);
		else if (!st)
			old->state = now->state;
		if (!st)
			gw_surroundings_release(renewed);
	}
	gw_surroundings_release(old);
	return st;
}

/* Whether something may have come or changed among the reports that a map counts or shows. */
static bool reports_may_differ(const struct gw_atlas *atlas, const struct gw_plate *plate,
	const struct gw_store_state *now)
{
	const struct gw_history *history = atlas->shelf.history;
	gw_month month = plate->map.month;

	if (!plate->counts_reports)
		return false;
	return plate->state.reports != now->reports || plate->state.cells != now->cells ||
		plate->state.divisions != now->divisions ||
		gw_history_last(history, month) > plate->state.last_report ||
		gw_history_last(history, gw_month_before(month)) > plate->state.last_report ||
		gw_plate_cutoff(&plate->subject, history->newest_day) != plate->map.cutoff;
}

/* Whether what a map is drawn with is still what the shelf has. */
static bool uses_shelf(struct gw_shelf *shelf, const struct gw_plate *plate)
{
	const struct gw_basemap *basemap;
	bool same;

	pthread_rwlock_rdlock(&shelf->lock);
	for (basemap = shelf->basemaps; basemap && basemap != plate->basemap;)
		basemap = basemap->next;
	same = basemap && plate->surroundings == shelf->surroundings;
	pthread_rwlock_unlock(&shelf->lock);
	return same;
}

static bool same_division(const struct gw_division_info *a, const struct gw_division_info *b)
{
	return a->id == b->id && a->valid_from == b->valid_from && a->valid_to == b->valid_to;
}

/* subject is the map's as it is settled now. */
static bool map_may_differ(struct gw_atlas *atlas, const struct gw_plate *plate,
	const struct gw_subject *subject, const struct gw_store_state *now)
{
	return plate->subject.publication != subject->publication ||
		!same_division(&plate->subject.division, &subject->division) ||
		reports_may_differ(atlas, plate, now) || !uses_shelf(&atlas->shelf, plate);
}

/* A map that came out the same stays: whoever borrows it anew gets what others have. */
static bool is_the_same(const struct gw_plate *a, const struct gw_plate *b)
{
	return a->map.content == b->map.content && a->basemap == b->basemap &&
		a->surroundings == b->surroundings &&
		same_division(&a->subject.division, &b->subject.division) &&
		a->subject.publication == b->subject.publication;
}

static void swap(uint64_t **a, uint64_t **b)
{
	uint64_t *t = *a;

	*a = *b;
	*b = t;
}

/* What is counted on from is of the newer state, whether it shows or not. */
static void keep_counts(struct gw_plate *plate, struct gw_plate *renewed)
{
	swap(&plate->counts, &renewed->counts);
	swap(&plate->counts_before, &renewed->counts_before);
	plate->state = renewed->state;
}

static enum gw_status make_anew(struct gw_atlas *atlas, const struct gw_moment *now,
	struct gw_plate *plate, const struct gw_subject *subject, struct gw_error *err)
{
	int64_t begin = gw_monotonic_now(), end, rest;
	struct gw_plate *renewed;
	enum gw_status st;

	st = gw_make_map(&renewed, atlas, now, subject, plate, err);
	if (gw_is_lasting(st)) {
		gw_shelf_drop_map(&atlas->shelf, plate);
		return GW_OK;
	}
	if (st)
		return st;
	end = gw_monotonic_now();
	rest = SHARE * (end - begin) > atlas->pace && atlas->pace ? SHARE * (end - begin)
								  : atlas->pace;
	if (is_the_same(plate, renewed)) {
		keep_counts(plate, renewed);
		plate->rest_until = end + rest;
	} else {
		renewed->last_used = plate->last_used;
		renewed->rest_until = end + rest;
		gw_shelf_put_map(&atlas->shelf, renewed);
	}
	gw_plate_release(renewed);
	return GW_OK;
}

static enum gw_status renew_map(struct gw_atlas *atlas, const struct gw_moment *now,
	struct gw_plate *plate, struct gw_error *err)
{
	struct gw_subject subject = plate->subject;
	enum gw_status st = GW_OK;
	struct gw_claim claim;

	if (gw_subject_settle_again(&subject, atlas->shelf.catalog, NULL)) {
		gw_shelf_drop_map(&atlas->shelf, plate);
		return GW_OK;
	}
	if (!map_may_differ(atlas, plate, &subject, &now->state))
		return GW_OK;
	if (!is_used(plate->last_used)) {
		gw_shelf_drop_map(&atlas->shelf, plate);
		return GW_OK;
	}
	if (gw_monotonic_now() < plate->rest_until ||
		!gw_shelf_claim(&atlas->shelf, &claim, subject.id, GW_DO_NOT_WAIT)) {
		atlas->look_again = true;
		return GW_OK;
	}
	st = make_anew(atlas, now, plate, &subject, err);
	gw_shelf_unclaim(&atlas->shelf, &claim);
	return st;
}

static enum gw_status renew_maps(
	struct gw_atlas *atlas, const struct gw_moment *now, struct gw_error *err)
{
	enum gw_status st = GW_OK;
	struct gw_plate **list;
	size_t n, i;

	list = gw_shelf_list_maps(&atlas->shelf, &n);
	if (!list)
		return gw_fail_nomem(err);
	for (i = 0; i < n && !st; i++)
		st = renew_map(atlas, now, list[i], err);
	while (n)
		gw_plate_release(list[--n]);
	free(list);
	return st;
}

static enum gw_status look(struct gw_atlas *atlas, struct gw_error *err)
{
	struct gw_moment now = {.store = atlas->store};
	enum gw_status st;

	st = gw_store_begin_reading(now.store, err);
	if (st)
		return st;
	st = gw_store_state(now.store, &now.state, err);
	if (!st)
		st = learn(atlas, &now, err);
	if (!st)
		st = renew_basemaps(atlas, &now, err);
	if (!st)
		st = renew_surroundings(atlas, &now, err);
	if (!st)
		st = renew_maps(atlas, &now, err);
	gw_store_end_reading(now.store);
	return st;
}

enum gw_status gw_atlas_refresh(struct gw_atlas *atlas, struct gw_error *err)
{
	enum gw_status st;
	int64_t change;

	pthread_mutex_lock(&atlas->refreshing);
	st = gw_store_change(atlas->store, &change, err);
	if (!st && (atomic_exchange(&atlas->look_again, false) || change != atlas->change)) {
		st = look(atlas, err);
		if (st)
			atlas->look_again = true;
		else
			atlas->change = change;
		atlas->changes += !st;
	}
	gw_shelf_trim(&atlas->shelf);
	pthread_mutex_unlock(&atlas->refreshing);
	return st;
}

void gw_atlas_read_figures(struct gw_atlas *atlas, struct gw_atlas_figures *out)
{
	pthread_mutex_lock(&atlas->refreshing);
	out->grid = atlas->state.cells + atlas->state.divisions;
	out->changes = atlas->changes;
	pthread_mutex_unlock(&atlas->refreshing);
}
