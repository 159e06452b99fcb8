/* SPDX-License-Identifier: Apache-2.0 */
#include "service/shelf.h"

#include "base/mem.h"
#include "base/monotonic.h"

#include <stdlib.h>

#define LIMIT_USUAL ((size_t)512 << 20)

void gw_shelf_init(struct gw_shelf *shelf)
{
	pthread_rwlockattr_t attributes;

	*shelf = (struct gw_shelf){.limit = LIMIT_USUAL};
	/* else readers that overlap each other would keep a writer out for ever */
	pthread_rwlockattr_init(&attributes);
	pthread_rwlockattr_setkind_np(&attributes, PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP);
	pthread_rwlock_init(&shelf->lock, &attributes);
	pthread_rwlockattr_destroy(&attributes);
	pthread_mutex_init(&shelf->loading, NULL);
	pthread_cond_init(&shelf->loaded, NULL);
}

void gw_shelf_finish(struct gw_shelf *shelf)
{
	while (shelf->maps)
		gw_shelf_drop_map(shelf, shelf->maps);
	while (shelf->basemaps)
		gw_shelf_drop_basemap(shelf, shelf->basemaps);
	gw_surroundings_release(shelf->surroundings);
	gw_catalog_destroy(shelf->catalog);
	gw_history_destroy(shelf->history);
	pthread_rwlock_destroy(&shelf->lock);
	pthread_mutex_destroy(&shelf->loading);
	pthread_cond_destroy(&shelf->loaded);
}

struct gw_plate *gw_shelf_find_map(struct gw_shelf *shelf, const struct gw_subject *subject)
{
	struct gw_plate *plate;

	pthread_rwlock_rdlock(&shelf->lock);
	for (plate = shelf->maps; plate; plate = plate->next)
		if (gw_subjects_equal(&plate->subject, subject)) {
			gw_plate_use(plate);
			plate->last_used = plate->basemap->last_used = gw_monotonic_now();
			break;
		}
	pthread_rwlock_unlock(&shelf->lock);
	return plate;
}

struct gw_basemap *gw_shelf_find_basemap(struct gw_shelf *shelf, int64_t division)
{
	struct gw_basemap *basemap;

	pthread_rwlock_rdlock(&shelf->lock);
	for (basemap = shelf->basemaps; basemap; basemap = basemap->next)
		if (basemap->info.id == division) {
			gw_basemap_use(basemap);
			basemap->last_used = gw_monotonic_now();
			break;
		}
	pthread_rwlock_unlock(&shelf->lock);
	return basemap;
}

struct gw_surroundings *gw_shelf_find_surroundings(struct gw_shelf *shelf)
{
	struct gw_surroundings *surroundings;

	pthread_rwlock_rdlock(&shelf->lock);
	surroundings = shelf->surroundings;
	if (surroundings)
		gw_surroundings_use(surroundings);
	pthread_rwlock_unlock(&shelf->lock);
	return surroundings;
}

void gw_shelf_put_map(struct gw_shelf *shelf, struct gw_plate *plate)
{
	struct gw_plate **at, *old;

	gw_plate_use(plate);
	pthread_rwlock_wrlock(&shelf->lock);
	for (at = &shelf->maps; *at && (*at)->subject.id != plate->subject.id;)
		at = &(*at)->next;
	old = *at;
	plate->next = old ? old->next : NULL;
	*at = plate;
	pthread_rwlock_unlock(&shelf->lock);
	gw_plate_release(old);
}

void gw_shelf_put_basemap(struct gw_shelf *shelf, struct gw_basemap *basemap)
{
	struct gw_basemap **at, *old;

	gw_basemap_use(basemap);
	pthread_rwlock_wrlock(&shelf->lock);
	basemap->number = ++shelf->basemaps_so_far;
	for (at = &shelf->basemaps; *at && (*at)->info.id != basemap->info.id;)
		at = &(*at)->next;
	old = *at;
	basemap->next = old ? old->next : NULL;
	*at = basemap;
	pthread_rwlock_unlock(&shelf->lock);
	gw_basemap_release(old);
}

void gw_shelf_put_surroundings(struct gw_shelf *shelf, struct gw_surroundings *surroundings)
{
	struct gw_surroundings *old;

	gw_surroundings_use(surroundings);
	pthread_rwlock_wrlock(&shelf->lock);
	old = shelf->surroundings;
	shelf->surroundings = surroundings;
	pthread_rwlock_unlock(&shelf->lock);
	gw_surroundings_release(old);
}

void gw_shelf_drop_map(struct gw_shelf *shelf, struct gw_plate *plate)
{
	struct gw_plate **at, *old;

	pthread_rwlock_wrlock(&shelf->lock);
	for (at = &shelf->maps; *at && *at != plate;)
		at = &(*at)->next;
	old = *at;
	if (old)
		*at = old->next;
	pthread_rwlock_unlock(&shelf->lock);
	gw_plate_release(old);
}

void gw_shelf_drop_basemap(struct gw_shelf *shelf, struct gw_basemap *basemap)
{
	struct gw_basemap **at, *old;

	pthread_rwlock_wrlock(&shelf->lock);
	for (at = &shelf->basemaps; *at && *at != basemap;)
		at = &(*at)->next;
	old = *at;
	if (old)
		*at = old->next;
	pthread_rwlock_unlock(&shelf->lock);
	gw_basemap_release(old);
}

void gw_shelf_know(struct gw_shelf *shelf, struct gw_catalog *catalog, struct gw_history *history)
{
	struct gw_catalog *old_catalog = NULL;
	struct gw_history *old_history = NULL;

	pthread_rwlock_wrlock(&shelf->lock);
	if (catalog) {
		old_catalog = shelf->catalog;
		shelf->catalog = catalog;
	}
	if (history) {
		old_history = shelf->history;
		shelf->history = history;
	}
	pthread_rwlock_unlock(&shelf->lock);
	gw_catalog_destroy(old_catalog);
	gw_history_destroy(old_history);
}

/* The map that was longest unused, used once more, when all but one take more than the limit. */
static struct gw_plate *find_excess(struct gw_shelf *shelf)
{
	struct gw_plate *plate, *oldest = NULL;
	size_t bytes = 0, n = 0;

	pthread_rwlock_rdlock(&shelf->lock);
	for (plate = shelf->maps; plate; plate = plate->next, n++) {
		bytes += gw_plate_bytes(plate);
		if (!oldest || plate->last_used < oldest->last_used)
			oldest = plate;
	}
	if (n < 2 || bytes <= shelf->limit)
		oldest = NULL;
	if (oldest)
		gw_plate_use(oldest);
	pthread_rwlock_unlock(&shelf->lock);
	return oldest;
}

void gw_shelf_trim(struct gw_shelf *shelf)
{
	struct gw_plate *plate;

	while ((plate = find_excess(shelf))) {
		gw_shelf_drop_map(shelf, plate);
		gw_plate_release(plate);
	}
}

struct gw_plate **gw_shelf_list_maps(struct gw_shelf *shelf, size_t *n)
{
	struct gw_plate **list = NULL, *plate;
	size_t capacity = 0;

	*n = 0;
	pthread_rwlock_rdlock(&shelf->lock);
	for (plate = shelf->maps; plate && gw_grow(&list, *n, &capacity, sizeof *list);
		plate = plate->next) {
		gw_plate_use(plate);
		list[(*n)++] = plate;
	}
	pthread_rwlock_unlock(&shelf->lock);
	if (!plate)
		return list ? list : malloc(1);
	while (*n)
		gw_plate_release(list[--*n]);
	free(list);
	return NULL;
}

struct gw_basemap **gw_shelf_list_basemaps(struct gw_shelf *shelf, size_t *n)
{
	struct gw_basemap **list = NULL, *basemap;
	size_t capacity = 0;

	*n = 0;
	pthread_rwlock_rdlock(&shelf->lock);
	for (basemap = shelf->basemaps; basemap && gw_grow(&list, *n, &capacity, sizeof *list);
		basemap = basemap->next) {
		gw_basemap_use(basemap);
		list[(*n)++] = basemap;
	}
	pthread_rwlock_unlock(&shelf->lock);
	if (!basemap)
		return list ? list : malloc(1);
	while (*n)
		gw_basemap_release(list[--*n]);
	free(list);
	return NULL;
}

static bool is_claimed(const struct gw_shelf *shelf, uint64_t key)
{
	const struct gw_claim *claim = shelf->claims;

	while (claim && claim->key != key)
		claim = claim->next;
	return claim;
}

bool gw_shelf_claim(
	struct gw_shelf *shelf, struct gw_claim *claim, uint64_t key, enum gw_patience patience)
{
	bool mine = true;

	pthread_mutex_lock(&shelf->loading);
	while (is_claimed(shelf, key) && patience == GW_WAIT)
		pthread_cond_wait(&shelf->loaded, &shelf->loading);
	if (is_claimed(shelf, key)) {
		mine = false;
	} else {
		*claim = (struct gw_claim){key, shelf->claims};
		shelf->claims = claim;
	}
	pthread_mutex_unlock(&shelf->loading);
	return mine;
}

void gw_shelf_unclaim(struct gw_shelf *shelf, struct gw_claim *claim)
{
	struct gw_claim **at = &shelf->claims;

	pthread_mutex_lock(&shelf->loading);
	while (*at != claim)
		at = &(*at)->next;
	*at = claim->next;
	pthread_cond_broadcast(&shelf->loaded);
	pthread_mutex_unlock(&shelf->loading);
}

static bool same_cells(const struct gw_store_state *a, const struct gw_store_state *b)
{
	return a->cells == b->cells && a->units == b->units && a->divisions == b->divisions;
}

enum gw_status gw_shelf_failure(struct gw_shelf *shelf, int64_t division,
	const struct gw_store_state *state, struct gw_error *err)
{
	enum gw_status st = GW_OK;
	unsigned i;

	pthread_mutex_lock(&shelf->loading);
	for (i = 0; i < GW_FAILURES_KEPT && !st; i++) {
		const struct gw_failure *f = &shelf->failures[i];

		if (f->division == division && same_cells(&f->state, state)) {
			st = f->st;
			if (err)
				*err = f->error;
		}
	}
	pthread_mutex_unlock(&shelf->loading);
	return st;
}

void gw_shelf_note_failure(struct gw_shelf *shelf, const struct gw_failure *failure)
{
	pthread_mutex_lock(&shelf->loading);
	shelf->failures[shelf->next_failure++ % GW_FAILURES_KEPT] = *failure;
	pthread_mutex_unlock(&shelf->loading);
}
