/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_SERVICE_SHELF_H
#define GW_SERVICE_SHELF_H

/*
 * Inside service/: what an atlas keeps, and who is loading what. Readers find things under a lock
 * that is held for a microsecond; nothing is loaded, drawn or freed under it.
 */

#include "service/plate.h"

/* Something being loaded, so that nobody else begins with it. */
struct gw_claim {
	uint64_t key;
	struct gw_claim *next;
};

/* A division that could not be loaded: not tried again before its rows change. */
struct gw_failure {
	int64_t division; /* 0: none */
	struct gw_store_state state;
	enum gw_status st;
	struct gw_error error;
};

#define GW_FAILURES_KEPT 8

struct gw_shelf {
	pthread_rwlock_t lock; /* over what follows */
	struct gw_catalog *catalog;
	struct gw_history *history;
	struct gw_basemap *basemaps; /* one of each division at most */
	uint64_t basemaps_so_far;
	struct gw_surroundings *surroundings; /* or NULL */
	struct gw_plate *maps; /* one of each query at most */

	pthread_mutex_t loading; /* over what follows */
	pthread_cond_t loaded;
	struct gw_claim *claims;
	struct gw_failure failures[GW_FAILURES_KEPT]; /* the oldest gives way */
	unsigned next_failure;

	atomic_size_t limit; /* bytes of all maps */
};

void gw_shelf_init(struct gw_shelf *shelf);
void gw_shelf_finish(struct gw_shelf *shelf);

/* Used once more on behalf of the caller, or NULL. */
struct gw_plate *gw_shelf_find_map(struct gw_shelf *shelf, const struct gw_subject *subject);
struct gw_basemap *gw_shelf_find_basemap(struct gw_shelf *shelf, int64_t division);
struct gw_surroundings *gw_shelf_find_surroundings(struct gw_shelf *shelf);

/* Use one more on behalf of the shelf, in place of what it has of the same query or division. */
void gw_shelf_put_map(struct gw_shelf *shelf, struct gw_plate *plate);
void gw_shelf_put_basemap(struct gw_shelf *shelf, struct gw_basemap *basemap);
void gw_shelf_put_surroundings(struct gw_shelf *shelf, struct gw_surroundings *surroundings);

/* Let go of it, if it is still there. */
void gw_shelf_drop_map(struct gw_shelf *shelf, struct gw_plate *plate);
void gw_shelf_drop_basemap(struct gw_shelf *shelf, struct gw_basemap *basemap);

/* Takes ownership of what is not NULL, in place of what there is. */
void gw_shelf_know(struct gw_shelf *shelf, struct gw_catalog *catalog, struct gw_history *history);

/* Lets go of the maps that were longest unused while they take more than the limit. */
void gw_shelf_trim(struct gw_shelf *shelf);

/* All maps, each used once more; NULL when memory ends. The caller releases and frees them. */
struct gw_plate **gw_shelf_list_maps(struct gw_shelf *shelf, size_t *n);
struct gw_basemap **gw_shelf_list_basemaps(struct gw_shelf *shelf, size_t *n);

/*
 * Claims a key. While somebody else has it, waits, or returns false without patience. Whoever got
 * it looks first whether what is to be loaded is there by now.
 */
bool gw_shelf_claim(
	struct gw_shelf *shelf, struct gw_claim *claim, uint64_t key, enum gw_patience patience);
void gw_shelf_unclaim(struct gw_shelf *shelf, struct gw_claim *claim);

/* GW_OK, or how the loading of a division failed in such a state of the database. */
enum gw_status gw_shelf_failure(struct gw_shelf *shelf, int64_t division,
	const struct gw_store_state *state, struct gw_error *err);
void gw_shelf_note_failure(struct gw_shelf *shelf, const struct gw_failure *failure);

#endif
