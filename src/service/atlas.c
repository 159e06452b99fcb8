/* SPDX-License-Identifier: Apache-2.0 */
#include "service/atlas.h"

#include "base/mem.h"
#include "base/monotonic.h"
#include "service/loader.h"

#include <stdlib.h>
#include <string.h>

#define PACE_USUAL 1000000000 /* nanoseconds */

enum gw_status gw_atlas_open(
	struct gw_atlas **out, const char *path, const char *styles, struct gw_error *err)
{
	struct gw_atlas *atlas;
	enum gw_status st;

	atlas = calloc(1, sizeof *atlas);
	if (!atlas)
		return gw_fail_nomem(err);
	gw_shelf_init(&atlas->shelf);
	pthread_mutex_init(&atlas->refreshing, NULL);
	atlas->pace = PACE_USUAL;
	st = gw_store_open(&atlas->store, path, GW_STORE_READ, err);
	if (!st)
		st = gw_readers_create(&atlas->readers, path, err);
	if (!st && styles)
		st = gw_styles_open(&atlas->styles, styles, err);
	if (!st) {
		atlas->zone = gw_store_zone(atlas->store);
		atlas->look_again = true; /* for the first time, which is no change */
		st = gw_atlas_refresh(atlas, err);
		atlas->changes = 0;
	}
	if (st)
		gw_atlas_close(atlas);
	else
		*out = atlas;
	return st;
}

void gw_atlas_close(struct gw_atlas *atlas)
{
	if (!atlas)
		return;
	gw_shelf_finish(&atlas->shelf);
	gw_styles_close(atlas->styles);
	gw_readers_destroy(atlas->readers);
	gw_store_close(atlas->store);
	pthread_mutex_destroy(&atlas->refreshing);
	free(atlas);
}

void gw_atlas_set_limit(struct gw_atlas *atlas, size_t bytes)
{
	atlas->shelf.limit = bytes;
	gw_shelf_trim(&atlas->shelf);
}

void gw_atlas_set_pace(struct gw_atlas *atlas, unsigned milliseconds)
{
	pthread_mutex_lock(&atlas->refreshing);
	atlas->pace = (int64_t)milliseconds * 1000000;
	pthread_mutex_unlock(&atlas->refreshing);
}

enum gw_status gw_atlas_read_styles(struct gw_atlas *atlas, struct gw_error *err)
{
	const struct gw_map_kind *kind;
	enum gw_status st = GW_OK;
	struct gw_styled styled;

	for (kind = gw_map_kinds; kind->name && !st; kind++)
		st = gw_styles_find(atlas->styles, kind->style, GW_WAIT, &styled, err);
	return st;
}

const struct gw_zone *gw_atlas_zone(const struct gw_atlas *atlas)
{
	return atlas->zone;
}

/* The day is kept until it ends, in one word: the day above, below the minute it ends in. */
gw_date gw_atlas_today(struct gw_atlas *atlas)
{
	uint64_t kept = atlas->today;
	gw_time now = gw_time_now(), end = 60 * (gw_time)(uint32_t)kept, noon;
	gw_date day = (gw_date)(kept >> 32);

	if (now < end && now >= end - 25 * 3600)
		return day;
	day = gw_time_date(now, atlas->zone);
	noon = gw_date_begin(day, atlas->zone) + 36 * 3600; /* of the next day, more or less */
	end = gw_date_begin(gw_time_date(noon, atlas->zone), atlas->zone);
	atlas->today = (uint64_t)day << 32 | (uint32_t)(end / 60);
	return day;
}

/* Uses the basemap of a division that the catalog knows; *info is copied. */
static enum gw_status find_division(struct gw_atlas *atlas, const char *scheme, gw_date day,
	struct gw_basemap **out, struct gw_division_info *info, struct gw_error *err)
{
	struct gw_shelf *shelf = &atlas->shelf;
	const struct gw_division_info *found;
	struct gw_basemap *basemap = NULL;
	enum gw_status st;
	int64_t id;

	pthread_rwlock_rdlock(&shelf->lock);
	st = gw_catalog_find_scheme(shelf->catalog, scheme, &id, err);
	if (!st)
		st = gw_catalog_find_division(shelf->catalog, id, day, &found, err);
	if (!st) {
		*info = *found;
		for (basemap = shelf->basemaps; basemap && basemap->info.id != found->id;)
			basemap = basemap->next;
	}
	if (basemap) {
		gw_basemap_use(basemap);
		basemap->last_used = gw_monotonic_now();
	}
	pthread_rwlock_unlock(&shelf->lock);
	*out = basemap;
	return st;
}

enum gw_status gw_atlas_division(struct gw_atlas *atlas, const char *scheme, gw_date day,
	enum gw_patience patience, const struct gw_division **out, struct gw_division_info *info,
	struct gw_error *err)
{
	struct gw_division_info found;
	struct gw_basemap *basemap;
	struct gw_moment moment;
	enum gw_status st;

	st = find_division(atlas, scheme, day, &basemap, &found, err);
	if (!st && !basemap && patience == GW_DO_NOT_WAIT)
		return gw_fail(err, GW_EAGAIN, "the division is not loaded yet");
	if (!st && !basemap) {
		st = gw_moment_init(&moment, atlas, err);
		if (!st) {
			st = gw_load_basemap(&basemap, atlas, &moment, &found, err);
			gw_moment_finish(&moment, atlas);
		}
	}
	if (st)
		return st;
	*out = &basemap->division;
	if (info)
		*info = found;
	return GW_OK;
}

void gw_atlas_release_division(struct gw_atlas *atlas, const struct gw_division *division)
{
	if (division) /* a query that failed leaves nothing to give back */
		gw_basemap_release(gw_basemap_of(division));
}

uint64_t gw_atlas_division_number(const struct gw_division *division)
{
	return gw_basemap_of(division)->number;
}

enum gw_status gw_atlas_divisions(
	struct gw_atlas *atlas, struct gw_division_info **out, size_t *n, struct gw_error *err)
{
	struct gw_shelf *shelf = &atlas->shelf;
	const struct gw_catalog *catalog;
	enum gw_status st = GW_OK;

	pthread_rwlock_rdlock(&shelf->lock);
	catalog = shelf->catalog;
	*n = catalog->num_divisions;
	*out = gw_alloc_array(*n + 1, sizeof **out);
	if (*out && *n)
		memcpy(*out, catalog->divisions, *n * sizeof **out);
	else if (!*out)
		st = gw_fail_nomem(err);
	pthread_rwlock_unlock(&shelf->lock);
	return st;
}

enum gw_status gw_atlas_levels(struct gw_atlas *atlas, int64_t division, struct gw_level_info **out,
	size_t *n, struct gw_error *err)
{
	struct gw_shelf *shelf = &atlas->shelf;
	const struct gw_division_info *info;
	enum gw_status st;
	size_t i;

	*n = 0;
	pthread_rwlock_rdlock(&shelf->lock);
	*out = gw_alloc_array(shelf->catalog->num_levels + 1, sizeof **out);
	info = gw_catalog_division(shelf->catalog, division);
	for (i = 0; i < shelf->catalog->num_levels && *out && info; i++) {
		const struct gw_level_info *level = &shelf->catalog->levels[i];

		if (level->scheme_id == info->scheme_id && level->rank <= info->rank &&
			*level->name)
			(*out)[(*n)++] = *level;
	}
	pthread_rwlock_unlock(&shelf->lock);
	if (*out && *n)
		return GW_OK;
	st = *out ? gw_fail(err, GW_ENOTFOUND, "no division %lld", (long long)division)
		  : gw_fail_nomem(err);
	free(*out);
	*out = NULL;
	return st;
}

/* The months of a kind of map in the making, each once, ascending. */
struct month_list {
	gw_month *items;
	size_t n, capacity;
	bool failed;
};

static void add_month(struct month_list *list, gw_month month)
{
	size_t at = list->n;

	while (at && list->items[at - 1] > month)
		at--;
	if (at && list->items[at - 1] == month)
		return;
	if (!gw_grow(&list->items, list->n, &list->capacity, sizeof *list->items)) {
		list->failed = true;
		return;
	}
	memmove(&list->items[at + 1], &list->items[at], (list->n - at) * sizeof *list->items);
	list->items[at] = month;
	list->n++;
}

/* Whether a division of the scheme is valid on some day of a month, as numbers go. */
static bool has_division(const struct gw_catalog *catalog, int64_t scheme, gw_month month)
{
	size_t i;

	for (i = 0; i < catalog->num_divisions; i++) {
		const struct gw_division_info *d = &catalog->divisions[i];

		if (d->scheme_id == scheme && d->valid_from <= 100 * month + 31 &&
			d->valid_to > 100 * month + 1)
			return true;
	}
	return false;
}

static void add_months(struct month_list *list, const struct gw_shelf *shelf, int64_t scheme,
	const struct gw_map_query *query)
{
	const struct gw_catalog *catalog = shelf->catalog;
	size_t i;

	if (query->is_public && query->kind->openness == GW_INTERNAL)
		return;
	for (i = 0; i < shelf->history->n && !query->is_public; i++)
		if (has_division(catalog, scheme, shelf->history->months[i].month))
			add_month(list, shelf->history->months[i].month);
	for (i = 0; i < catalog->num_publications; i++)
		if (catalog->publications[i].scheme_id == scheme)
			add_month(list, catalog->publications[i].month);
}

enum gw_status gw_atlas_months(struct gw_atlas *atlas, const struct gw_map_query *query,
	gw_month **out, size_t *n, struct gw_error *err)
{
	struct gw_shelf *shelf = &atlas->shelf;
	struct month_list list = {0};
	enum gw_status st;
	int64_t scheme;

	pthread_rwlock_rdlock(&shelf->lock);
	st = gw_catalog_find_scheme(shelf->catalog, query->scheme, &scheme, err);
	if (!st)
		add_months(&list, shelf, scheme, query);
	pthread_rwlock_unlock(&shelf->lock);
	if (!st && list.failed)
		st = gw_fail_nomem(err);
	if (st) {
		free(list.items);
		return st;
	}
	*out = list.items;
	*n = list.n;
	return GW_OK;
}

/* Settles a query and finds its map, *out is NULL where it has to be loaded. */
static enum gw_status find_map(struct gw_atlas *atlas, const struct gw_map_query *query,
	struct gw_subject *subject, struct gw_plate **out, struct gw_error *err)
{
	struct gw_shelf *shelf = &atlas->shelf;
	struct gw_knowledge knowledge = {.styles = atlas->styles, .zone = atlas->zone};
	enum gw_status st;

	pthread_rwlock_rdlock(&shelf->lock);
	knowledge.catalog = shelf->catalog;
	knowledge.history = shelf->history;
	st = gw_subject_settle(subject, &knowledge, query, err);
	pthread_rwlock_unlock(&shelf->lock);
	*out = st ? NULL : gw_shelf_find_map(shelf, subject);
	return st;
}

enum gw_status gw_atlas_map(struct gw_atlas *atlas, const struct gw_map_query *query,
	enum gw_patience patience, const struct gw_map **out, struct gw_error *err)
{
	struct gw_subject subject;
	struct gw_styled styled;
	struct gw_plate *plate;
	enum gw_status st;

	st = find_map(atlas, query, &subject, &plate, err);
	if (st == GW_EAGAIN && patience == GW_WAIT) {
		st = gw_styles_find(atlas->styles, gw_query_style(query), GW_WAIT, &styled, err);
		if (!st)
			st = find_map(atlas, query, &subject, &plate, err);
	}
	if (!st && !plate && patience == GW_DO_NOT_WAIT)
		return gw_fail(err, GW_EAGAIN, "the map is not loaded yet");
	if (!st && !plate)
		st = gw_load_map(&plate, atlas, &subject, err);
	if (!st)
		*out = &plate->map;
	return st;
}

void gw_atlas_release(struct gw_atlas *atlas, const struct gw_map *map)
{
	gw_plate_release((struct gw_plate *)map); /* its first member; NULL after a failed query */
}

uint64_t gw_map_tile_content(const struct gw_map *map, struct gw_tilekey key, unsigned scale)
{
	const struct gw_plate *plate = (const struct gw_plate *)map;

	if (!gw_tilekey_is_valid(key) || scale < 1 || scale > 2)
		return plate->picture; /* there is no such tile, and none of it is drawn */
	return gw_chart_tile(plate->chart, key, scale);
}
