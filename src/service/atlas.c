/* SPDX-License-Identifier: Apache-2.0 */
#include "service/atlas.h"

#include "service/basemap.h"
#include "service/plate.h"
#include "service/styles.h"
#include "store/reports.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* Maps kept beyond their use: a year of months of one theme, and some. */
#define MAPS_MAX 24

/*
 * What is kept is in use, or fresh, or both: a map uses its division and what lies around. When the
 * database changes, what may no longer be true turns stale, and goes once nobody uses it.
 */
struct gw_atlas {
	pthread_mutex_t lock; /* over all below; drawing happens outside it */
	struct gw_store *store;
	struct gw_styles *styles; /* NULL: none */
	int64_t change; /* of the database, up to which all has been looked at */
	struct gw_basemap *basemaps;
	struct gw_surroundings *surroundings; /* at most the first is fresh */
	struct gw_plate *maps;
	size_t num_maps;
	uint64_t uses;
};

enum gw_status gw_atlas_open(
	struct gw_atlas **out, const char *path, const char *styles, struct gw_error *err)
{
	struct gw_atlas *atlas;
	enum gw_status st;

	atlas = calloc(1, sizeof *atlas);
	if (!atlas)
		return gw_fail_nomem(err);
	pthread_mutex_init(&atlas->lock, NULL);
	st = gw_store_open(&atlas->store, path, GW_STORE_READ, err);
	if (!st && styles)
		st = gw_styles_open(&atlas->styles, styles, err);
	if (st)
		gw_atlas_close(atlas);
	else
		*out = atlas;
	return st;
}

/* Takes a map out of the list and frees it. */
static void drop_map(struct gw_atlas *atlas, struct gw_plate **at)
{
	struct gw_plate *map = *at;

	*at = map->next;
	atlas->num_maps--;
	map->basemap->users--;
	map->surroundings->users--;
	gw_plate_destroy(map);
}

static void drop_basemap(struct gw_basemap **at)
{
	struct gw_basemap *basemap = *at;

	*at = basemap->next;
	gw_basemap_destroy(basemap);
}

static void drop_surroundings(struct gw_surroundings **at)
{
	struct gw_surroundings *surroundings = *at;

	*at = surroundings->next;
	gw_surroundings_destroy(surroundings);
}

void gw_atlas_close(struct gw_atlas *atlas)
{
	if (!atlas)
		return;
	while (atlas->maps)
		drop_map(atlas, &atlas->maps);
	while (atlas->basemaps)
		drop_basemap(&atlas->basemaps);
	while (atlas->surroundings)
		drop_surroundings(&atlas->surroundings);
	gw_styles_close(atlas->styles);
	gw_store_close(atlas->store);
	pthread_mutex_destroy(&atlas->lock);
	free(atlas);
}

enum gw_status gw_atlas_read_styles(struct gw_atlas *atlas, struct gw_error *err)
{
	const struct gw_map_kind *kind;
	const struct gw_style *style;
	enum gw_status st = GW_OK;

	pthread_mutex_lock(&atlas->lock);
	for (kind = gw_map_kinds; kind->name && !st; kind++)
		st = gw_styles_find(atlas->styles, kind->style, &style, err);
	pthread_mutex_unlock(&atlas->lock);
	return st;
}

const struct gw_zone *gw_atlas_zone(const struct gw_atlas *atlas)
{
	return gw_store_zone(atlas->store);
}

/* Lets go of what is stale and unused; maps first, since they use the rest. */
static void sweep(struct gw_atlas *atlas)
{
	struct gw_surroundings **around = &atlas->surroundings;
	struct gw_basemap **basemap = &atlas->basemaps;
	struct gw_plate **map = &atlas->maps;

	while (*map)
		if ((*map)->stale && !(*map)->borrowers)
			drop_map(atlas, map);
		else
			map = &(*map)->next;
	while (*basemap)
		if ((*basemap)->stale && !(*basemap)->users)
			drop_basemap(basemap);
		else
			basemap = &(*basemap)->next;
	while (*around)
		if ((*around)->stale && !(*around)->users)
			drop_surroundings(around);
		else
			around = &(*around)->next;
}

static bool is_still_checked(const struct gw_division_info *list, size_t n, int64_t id)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (list[i].id == id)
			return list[i].checked;
	return false;
}

/* Sees whether the database has changed, and what may no longer be true. */
static enum gw_status look_for_change(struct gw_atlas *atlas, struct gw_error *err)
{
	struct gw_surroundings *around;
	struct gw_division_info *list;
	struct gw_basemap *basemap;
	struct gw_plate *map;
	enum gw_status st;
	int64_t change;
	size_t n;

	st = gw_store_change(atlas->store, &change, err);
	if (st || change == atlas->change)
		return st;
	st = gw_store_list_divisions(atlas->store, &list, &n, err);
	if (st)
		return st;
	for (map = atlas->maps; map; map = map->next)
		map->stale = true;
	for (around = atlas->surroundings; around; around = around->next)
		around->stale = true;
	/* Whoever touches a division's cells takes its mark off. */
	for (basemap = atlas->basemaps; basemap; basemap = basemap->next)
		basemap->stale |= !is_still_checked(list, n, basemap->info.id);
	free(list);
	atlas->change = change;
	sweep(atlas);
	return GW_OK;
}

/* The fresh basemap of a scheme's division on a day. */
static enum gw_status find_basemap(struct gw_atlas *atlas, const char *scheme, gw_date day,
	struct gw_basemap **out, struct gw_error *err)
{
	struct gw_division_info info;
	struct gw_basemap *basemap;
	enum gw_status st;

	st = look_for_change(atlas, err);
	if (!st)
		st = gw_store_find_division(atlas->store, scheme, day, &info, err);
	if (st)
		return st;
	for (basemap = atlas->basemaps; basemap; basemap = basemap->next)
		if (!basemap->stale && basemap->info.id == info.id)
			break;
	if (!basemap) {
		st = gw_basemap_load(&basemap, atlas->store, &info, err);
		if (st)
			return st;
		basemap->next = atlas->basemaps;
		atlas->basemaps = basemap;
	}
	basemap->info = info;
	*out = basemap;
	return GW_OK;
}

static enum gw_status find_surroundings(
	struct gw_atlas *atlas, struct gw_surroundings **out, struct gw_error *err)
{
	struct gw_surroundings *around = atlas->surroundings;
	enum gw_status st;

	if (!around || around->stale) {
		st = gw_surroundings_load(&around, atlas->store, err);
		if (st)
			return st;
		around->next = atlas->surroundings;
		atlas->surroundings = around;
	}
	*out = around;
	return GW_OK;
}

enum gw_status gw_atlas_division(struct gw_atlas *atlas, const char *scheme, gw_date day,
	enum gw_patience patience, const struct gw_division **out, struct gw_division_info *info,
	struct gw_error *err)
{
	struct gw_basemap *basemap;
	enum gw_status st;

	pthread_mutex_lock(&atlas->lock);
	st = find_basemap(atlas, scheme, day, &basemap, err);
	if (!st) {
		basemap->users++;
		*out = basemap->division;
		if (info)
			*info = basemap->info;
	}
	pthread_mutex_unlock(&atlas->lock);
	return st;
}

void gw_atlas_release_division(struct gw_atlas *atlas, const struct gw_division *division)
{
	struct gw_basemap *basemap;

	if (!division) /* a query that failed leaves nothing to give back */
		return;
	pthread_mutex_lock(&atlas->lock);
	for (basemap = atlas->basemaps; basemap->division != division;)
		basemap = basemap->next;
	basemap->users--;
	if (basemap->stale)
		sweep(atlas);
	pthread_mutex_unlock(&atlas->lock);
}

const char *const *gw_atlas_level_names(struct gw_atlas *atlas, const struct gw_division *division)
{
	struct gw_basemap *basemap;

	pthread_mutex_lock(&atlas->lock);
	for (basemap = atlas->basemaps; basemap->division != division;)
		basemap = basemap->next;
	pthread_mutex_unlock(&atlas->lock);
	return (const char *const *)basemap->level_names;
}

enum gw_status gw_atlas_divisions(
	struct gw_atlas *atlas, struct gw_division_info **out, size_t *n, struct gw_error *err)
{
	enum gw_status st;

	pthread_mutex_lock(&atlas->lock);
	st = gw_store_list_divisions(atlas->store, out, n, err);
	pthread_mutex_unlock(&atlas->lock);
	return st;
}

static gw_date last_day(gw_month month, const struct gw_zone *zone)
{
	gw_time next = gw_month_begin(gw_month_next(month), zone);

	/* behind the last month of all there is no instant, but it is a December */
	return next == INT64_MAX ? 100 * month + 31 : gw_time_date(next - 1, zone);
}

static enum gw_status settle_style(struct gw_atlas *atlas, const struct gw_map_query *query,
	struct gw_map *map, struct gw_error *err)
{
	if (!atlas->styles)
		return gw_fail(err, GW_EINVAL, "there are no styles to draw in");
	map->studio = gw_styles_studio(atlas->styles);
	return gw_styles_find(
		atlas->styles, query->style ? query->style : query->kind->style, &map->style, err);
}

static enum gw_status settle_lang(
	const struct gw_map_query *query, struct gw_map *map, struct gw_error *err)
{
	map->data.lang = query->lang && !strcmp(query->lang, "zh") ? "zh" : "en";
	if (query->lang && strcmp(query->lang, map->data.lang) != 0)
		return gw_fail(
			err, GW_EINVAL, "labels are in zh or en, not in \"%.40s\"", query->lang);
	return GW_OK;
}

static enum gw_status settle_month(struct gw_atlas *atlas, const struct gw_map_query *query,
	struct gw_map *map, struct gw_error *err)
{
	enum gw_status st;
	gw_time t;

	map->month = query->month;
	if (map->month)
		return GW_OK;
	st = gw_store_newest_report(atlas->store, &t, err);
	if (st && st != GW_ENOTFOUND)
		return st;
	map->month = gw_time_date(st ? gw_time_now() : t, gw_store_zone(atlas->store)) / 100;
	return GW_OK;
}

static enum gw_status settle_level(struct gw_atlas *atlas, const struct gw_map_query *query,
	struct gw_map *map, uint32_t *rank, struct gw_error *err)
{
	int64_t scheme = map->division.scheme_id;
	enum gw_status st = GW_OK;

	*rank = map->division.rank;
	if (query->level)
		st = gw_store_level_rank(atlas->store, scheme, query->level, rank, err);
	if (!st)
		st = gw_store_level_name(atlas->store, scheme, *rank, map->level, err);
	if (!st && *rank > map->division.rank)
		st = gw_fail(err, GW_ENOTFOUND, "level \"%s\" is below the cells of the division",
			map->level);
	if (!st && *rank >= GW_BASEMAP_RANKS)
		st = gw_fail(err, GW_ENOTFOUND,
			"level \"%s\" is not among the upper %d, which can "
			"be drawn",
			map->level, GW_BASEMAP_RANKS);
	return st;
}

/* Fills in what a query leaves open: the division is that of the month's last day. */
static enum gw_status settle_query(struct gw_atlas *atlas, const struct gw_map_query *query,
	struct gw_map *map, uint32_t *rank, struct gw_basemap **basemap, struct gw_error *err)
{
	enum gw_status st;

	*map = (struct gw_map){.kind = query->kind};
	st = settle_style(atlas, query, map, err);
	if (!st)
		st = settle_lang(query, map, err);
	if (!st)
		st = settle_month(atlas, query, map, err);
	if (st)
		return st;
	map->last_day = last_day(map->month, gw_store_zone(atlas->store));
	st = find_basemap(atlas, query->scheme, map->last_day, basemap, err);
	if (st)
		return st;
	map->division = (*basemap)->info;
	return settle_level(atlas, query, map, rank, err);
}

static bool is_same_map(const struct gw_map *a, const struct gw_map *b)
{
	return a->kind == b->kind && a->style == b->style && a->month == b->month &&
		a->division.id == b->division.id && !strcmp(a->level, b->level) &&
		!strcmp(a->data.lang, b->data.lang);
}

static struct gw_plate *find_kept(struct gw_atlas *atlas, const struct gw_map *settled)
{
	struct gw_plate *map;

	for (map = atlas->maps; map; map = map->next)
		if (!map->stale && is_same_map(&map->map, settled))
			return map;
	return NULL;
}

static enum gw_status add_map(struct gw_atlas *atlas, const struct gw_map *settled, uint32_t rank,
	struct gw_basemap *basemap, struct gw_plate **out, struct gw_error *err)
{
	struct gw_surroundings *around;
	enum gw_status st;

	st = find_surroundings(atlas, &around, err);
	if (!st)
		st = gw_plate_create(out, settled, rank, basemap, around, atlas->store, err);
	if (st)
		return st;
	basemap->users++;
	around->users++;
	(*out)->next = atlas->maps;
	atlas->maps = *out;
	atlas->num_maps++;
	return GW_OK;
}

/* Lets go of the maps that were longest unused, while there are more than enough. */
static void drop_oldest(struct gw_atlas *atlas)
{
	struct gw_plate **at, **oldest;

	while (atlas->num_maps > MAPS_MAX) {
		oldest = NULL;
		for (at = &atlas->maps; *at; at = &(*at)->next)
			if (!(*at)->borrowers &&
				(!oldest || (*at)->last_used < (*oldest)->last_used))
				oldest = at;
		if (!oldest)
			return;
		drop_map(atlas, oldest);
	}
}

/* Borrows the map of a query; it may have to be prepared yet. */
static enum gw_status find_map(struct gw_atlas *atlas, const struct gw_map_query *query,
	struct gw_plate **out, struct gw_error *err)
{
	struct gw_basemap *basemap;
	struct gw_map settled;
	enum gw_status st;
	uint32_t rank;

	st = settle_query(atlas, query, &settled, &rank, &basemap, err);
	if (st)
		return st;
	*out = find_kept(atlas, &settled);
	if (!*out)
		st = add_map(atlas, &settled, rank, basemap, out, err);
	if (st)
		return st;
	(*out)->borrowers++;
	(*out)->last_used = ++atlas->uses;
	drop_oldest(atlas);
	return GW_OK;
}

enum gw_status gw_atlas_refresh(struct gw_atlas *atlas, struct gw_error *err)
{
	enum gw_status st;

	pthread_mutex_lock(&atlas->lock);
	st = look_for_change(atlas, err);
	pthread_mutex_unlock(&atlas->lock);
	return st;
}

uint64_t gw_map_tile_content(const struct gw_map *map, struct gw_tilekey key, unsigned scale)
{
	return map->content;
}

enum gw_status gw_atlas_map(struct gw_atlas *atlas, const struct gw_map_query *query,
	enum gw_patience patience, const struct gw_map **out, struct gw_error *err)
{
	struct gw_plate *map;
	enum gw_status st;

	pthread_mutex_lock(&atlas->lock);
	st = find_map(atlas, query, &map, err);
	pthread_mutex_unlock(&atlas->lock);
	if (st)
		return st;
	st = gw_plate_prepare(map, err);
	if (st)
		gw_atlas_release(atlas, &map->map);
	else
		*out = &map->map;
	return st;
}

void gw_atlas_release(struct gw_atlas *atlas, const struct gw_map *map)
{
	struct gw_plate *plate = (struct gw_plate *)map;

	if (!map) /* a query that failed leaves nothing to give back */
		return;
	pthread_mutex_lock(&atlas->lock);
	plate->borrowers--;
	if (plate->stale)
		sweep(atlas);
	pthread_mutex_unlock(&atlas->lock);
}
