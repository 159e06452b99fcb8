/* SPDX-License-Identifier: Apache-2.0 */
#include "service/atlas.h"

#include "base/mem.h"
#include "service/maps.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* Maps kept beyond their use: a year of months of one theme, and some. */
#define MAPS_MAX 24

struct kept_division {
	struct gw_division_info info;
	struct gw_division *division; /* NULL until first asked for */
};

struct kept_map {
	struct gw_map map; /* first: a borrowed map leads back here */
	struct gw_painter *painter;
	unsigned borrowers;
	bool stale; /* the database has changed since */
	uint64_t last_used;
	struct kept_map *next;
};

struct gw_atlas {
	pthread_mutex_t lock; /* over all below; drawing happens outside it */
	struct gw_store *store;
	int64_t change; /* of the database, at which maps and divisions were kept */
	struct kept_division *divisions;
	size_t num_divisions, cap_divisions;
	struct gw_division **retired; /* whoever borrowed them may still be at work */
	size_t num_retired, cap_retired;
	struct kept_map *maps;
	size_t num_maps;
	uint64_t uses;
};

enum gw_status gw_atlas_open(struct gw_atlas **out, const char *path, struct gw_error *err)
{
	struct gw_atlas *atlas;
	enum gw_status st;

	atlas = calloc(1, sizeof *atlas);
	if (!atlas)
		return gw_fail_nomem(err);
	pthread_mutex_init(&atlas->lock, NULL);
	st = gw_store_open(&atlas->store, path, GW_STORE_READ, err);
	if (st)
		gw_atlas_close(atlas);
	else
		*out = atlas;
	return st;
}

static void destroy_map(struct kept_map *map)
{
	gw_painter_destroy(map->painter);
	free(map);
}

void gw_atlas_close(struct gw_atlas *atlas)
{
	struct kept_map *map;
	size_t i;

	if (!atlas)
		return;
	while ((map = atlas->maps)) {
		atlas->maps = map->next;
		destroy_map(map);
	}
	for (i = 0; i < atlas->num_divisions; i++)
		gw_division_destroy(atlas->divisions[i].division);
	for (i = 0; i < atlas->num_retired; i++)
		gw_division_destroy(atlas->retired[i]);
	free(atlas->divisions);
	free(atlas->retired);
	gw_store_close(atlas->store);
	pthread_mutex_destroy(&atlas->lock);
	free(atlas);
}

const struct gw_zone *gw_atlas_zone(const struct gw_atlas *atlas)
{
	return gw_store_zone(atlas->store);
}

/* Lets go of the stale maps that nobody has borrowed. */
static void forget_stale_maps(struct gw_atlas *atlas)
{
	struct kept_map **at = &atlas->maps, *map;

	while ((map = *at)) {
		if (!map->stale || map->borrowers) {
			at = &map->next;
			continue;
		}
		*at = map->next;
		atlas->num_maps--;
		destroy_map(map);
	}
}

static bool is_still_checked(const struct gw_division_info *list, size_t n, int64_t id)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (list[i].id == id)
			return list[i].checked;
	return false;
}

/* Puts aside the divisions whose cells another program has touched. */
static enum gw_status retire_divisions(struct gw_atlas *atlas, struct gw_error *err)
{
	struct gw_division_info *list;
	enum gw_status st;
	size_t i, n;

	st = gw_store_list_divisions(atlas->store, &list, &n, err);
	if (st)
		return st;
	for (i = 0; i < atlas->num_divisions && !st; i++) {
		struct kept_division *kept = &atlas->divisions[i];

		if (!kept->division || is_still_checked(list, n, kept->info.id))
			continue;
		if (!gw_grow(&atlas->retired, atlas->num_retired, &atlas->cap_retired,
			    sizeof(struct gw_division *))) {
			st = gw_fail_nomem(err);
			continue;
		}
		atlas->retired[atlas->num_retired++] = kept->division;
		kept->division = NULL;
	}
	free(list);
	return st;
}

/* Sees whether the database has changed, and forgets what may no longer be true. */
static enum gw_status look_for_change(struct gw_atlas *atlas, struct gw_error *err)
{
	struct kept_map *map;
	enum gw_status st;
	int64_t change;

	st = gw_store_change(atlas->store, &change, err);
	if (st || change == atlas->change)
		return st;
	for (map = atlas->maps; map; map = map->next)
		map->stale = true;
	forget_stale_maps(atlas);
	st = retire_divisions(atlas, err);
	if (!st)
		atlas->change = change;
	return st;
}

/* gw_atlas_division() with the lock held. */
static enum gw_status find_division(struct gw_atlas *atlas, const char *scheme, gw_date day,
	struct kept_division **out, struct gw_error *err)
{
	struct gw_division_info info;
	enum gw_status st;
	size_t i;

	st = look_for_change(atlas, err);
	if (!st)
		st = gw_store_find_division(atlas->store, scheme, day, &info, err);
	if (st)
		return st;
	for (i = 0; i < atlas->num_divisions && atlas->divisions[i].info.id != info.id; i++)
		;
	if (i == atlas->num_divisions) {
		if (!gw_grow(&atlas->divisions, i, &atlas->cap_divisions, sizeof *atlas->divisions))
			return gw_fail_nomem(err);
		atlas->divisions[atlas->num_divisions++] = (struct kept_division){.info = info};
	}
	atlas->divisions[i].info = info;
	if (!atlas->divisions[i].division)
		st = gw_store_load_division(
			atlas->store, &info, &atlas->divisions[i].division, err);
	*out = &atlas->divisions[i];
	return st;
}

enum gw_status gw_atlas_division(struct gw_atlas *atlas, const char *scheme, gw_date day,
	const struct gw_division **out, struct gw_division_info *info, struct gw_error *err)
{
	struct kept_division *kept;
	enum gw_status st;

	pthread_mutex_lock(&atlas->lock);
	st = find_division(atlas, scheme, day, &kept, err);
	if (!st) {
		*out = kept->division;
		if (info)
			*info = kept->info;
	}
	pthread_mutex_unlock(&atlas->lock);
	return st;
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

enum gw_status gw_theme_parse(const char *name, enum gw_theme *theme, struct gw_error *err)
{
	if (!strcmp(name, "reports"))
		*theme = GW_THEME_REPORTS;
	else if (!strcmp(name, "grade"))
		*theme = GW_THEME_GRADE;
	else
		return gw_fail(
			err, GW_ENOTFOUND, "no map \"%.60s\"; there are: reports, grade", name);
	return GW_OK;
}

static gw_date last_day(gw_month month, const struct gw_zone *zone)
{
	gw_time next = gw_month_begin(gw_month_next(month), zone);

	/* behind the last month of all there is no instant, but it is a December */
	return next == INT64_MAX ? 100 * month + 31 : gw_time_date(next - 1, zone);
}

/*
 * Fills in what a query leaves open: the month, then the division of its last day, then the level.
 */
static enum gw_status settle_query(struct gw_atlas *atlas, const struct gw_map_query *query,
	struct gw_map *map, uint32_t *rank, struct kept_division **division, struct gw_error *err)
{
	const struct gw_zone *zone = gw_store_zone(atlas->store);
	enum gw_status st;
	gw_time t;

	map->theme = query->theme;
	map->month = query->month;
	if (!map->month) {
		st = gw_store_newest_report(atlas->store, &t, err);
		if (st && st != GW_ENOTFOUND)
			return st;
		map->month = gw_time_date(st ? gw_time_now() : t, zone) / 100;
	}
	st = find_division(atlas, query->scheme, last_day(map->month, zone), division, err);
	if (st)
		return st;
	map->division = (*division)->info;
	*rank = map->division.rank;
	if (query->level)
		st = gw_store_level_rank(
			atlas->store, map->division.scheme_id, query->level, rank, err);
	if (!st && *rank > map->division.rank)
		st = gw_fail(err, GW_ENOTFOUND, "level \"%s\" is below the cells of the division",
			query->level);
	if (!st)
		st = gw_store_level_name(
			atlas->store, map->division.scheme_id, *rank, map->level, err);
	return st;
}

static enum gw_status classify(
	struct gw_atlas *atlas, struct gw_scene *scene, struct gw_map *map, struct gw_error *err)
{
	const struct gw_zone *zone = gw_store_zone(atlas->store);
	struct gw_cell_counts counts;
	enum gw_status st;

	if (map->theme == GW_THEME_GRADE) {
		gw_classify_grades(scene);
		return GW_OK;
	}
	st = gw_count_by_cell(atlas->store, scene->division->units, map->division.id,
		gw_month_begin(map->month, zone), gw_month_begin(gw_month_next(map->month), zone),
		&counts, err);
	if (st)
		return st;
	map->num_reports = counts.total;
	st = gw_classify_reports(scene, &counts, err);
	free(counts.counts);
	return st;
}

static enum gw_status make_map(struct gw_atlas *atlas, const struct gw_map *settled, uint32_t rank,
	const struct gw_division *division, struct kept_map **out, struct gw_error *err)
{
	struct kept_map *kept;
	struct gw_scene scene;
	enum gw_status st;

	kept = calloc(1, sizeof *kept);
	if (!kept)
		return gw_fail_nomem(err);
	kept->map = *settled;
	kept->map.bbox = division->grid->bbox;
	st = gw_scene_init(&scene, division, rank, err);
	if (!st)
		st = classify(atlas, &scene, &kept->map, err);
	if (!st)
		st = gw_painter_create(&kept->painter, &scene, err);
	gw_scene_finish(&scene);
	if (st) {
		destroy_map(kept);
		return st;
	}
	kept->map.painter = kept->painter;
	*out = kept;
	return GW_OK;
}

static bool is_same_map(const struct gw_map *a, const struct gw_map *b)
{
	return a->theme == b->theme && a->month == b->month && a->division.id == b->division.id &&
		!strcmp(a->level, b->level);
}

/* Lets go of the map that was longest unused, when there are more than enough. */
static void drop_oldest(struct gw_atlas *atlas)
{
	struct kept_map **at, **oldest = NULL;

	if (atlas->num_maps <= MAPS_MAX)
		return;
	for (at = &atlas->maps; *at; at = &(*at)->next)
		if (!(*at)->borrowers && (!oldest || (*at)->last_used < (*oldest)->last_used))
			oldest = at;
	if (oldest) {
		struct kept_map *map = *oldest;

		*oldest = map->next;
		atlas->num_maps--;
		destroy_map(map);
	}
}

static enum gw_status find_map(struct gw_atlas *atlas, const struct gw_map_query *query,
	struct kept_map **out, struct gw_error *err)
{
	struct kept_division *division;
	struct gw_map settled = {0};
	struct kept_map *map;
	enum gw_status st;
	uint32_t rank;

	st = settle_query(atlas, query, &settled, &rank, &division, err);
	if (st)
		return st;
	for (map = atlas->maps; map; map = map->next)
		if (!map->stale && is_same_map(&map->map, &settled))
			break;
	if (!map) {
		st = make_map(atlas, &settled, rank, division->division, &map, err);
		if (st)
			return st;
		map->next = atlas->maps;
		atlas->maps = map;
		atlas->num_maps++;
	}
	map->borrowers++;
	map->last_used = ++atlas->uses;
	drop_oldest(atlas);
	*out = map;
	return GW_OK;
}

enum gw_status gw_atlas_map(struct gw_atlas *atlas, const struct gw_map_query *query,
	const struct gw_map **out, struct gw_error *err)
{
	struct kept_map *map;
	enum gw_status st;

	pthread_mutex_lock(&atlas->lock);
	st = find_map(atlas, query, &map, err);
	pthread_mutex_unlock(&atlas->lock);
	if (!st)
		*out = &map->map;
	return st;
}

void gw_atlas_release(struct gw_atlas *atlas, const struct gw_map *map)
{
	struct kept_map *kept = (struct kept_map *)map;

	if (!map) /* a query that failed leaves nothing to give back */
		return;
	pthread_mutex_lock(&atlas->lock);
	kept->borrowers--;
	if (kept->stale)
		forget_stale_maps(atlas);
	pthread_mutex_unlock(&atlas->lock);
}
