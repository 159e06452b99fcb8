/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_SERVICE_BASEMAP_H
#define GW_SERVICE_BASEMAP_H

/*
 * Inside service/: what maps of all months and styles have in common. Each is used by whoever holds
 * it, the atlas too, and goes with its last user; init gives the first use.
 */

#include "grid/mesh.h"
#include "grid/poles.h"
#include "store/context.h"
#include "store/divisions.h"

#include <pthread.h>
#include <stdatomic.h>

/* Units can be drawn down to this many levels. */
#define GW_BASEMAP_RANKS 16

/* The geometry of a division. Basemaps whose units differ in names and figures alone share it. */
struct gw_ground {
	struct gw_grid *grid;
	struct gw_locator *locator;
	uint64_t cells; /* a fingerprint of all that is stored of the cells */
	uint64_t print; /* of the grid */
	atomic_uint users;

	pthread_mutex_t lock; /* over the making of what follows */
	struct gw_mesh *mesh; /* NULL until then */
	struct gw_poles *poles[GW_BASEMAP_RANKS]; /* by rank; NULL until then */
};

/* A division with all that is needed to draw it. */
struct gw_basemap {
	struct gw_division division; /* the grid and the locator are the ground's */
	struct gw_ground *ground;
	struct gw_division_info info; /* as it was when it was loaded */
	char *level_names[GW_BASEMAP_RANKS];
	uint64_t print; /* of the units, but for their grades, and of the levels */
	uint64_t number; /* of the atlas's, no two have the same */
	struct gw_store_state state; /* of the database, up to which it is known to be right */
	atomic_uint users;
	_Atomic int64_t last_used; /* in nanoseconds */
	struct gw_basemap *next; /* the atlas's own, under its lock */
};

/* GW_ENOTFOUND, GW_EFAULTS, GW_EIO and GW_ENOMEM as gw_store_load_division(). */
enum gw_status gw_basemap_load(struct gw_basemap **out, struct gw_store *store,
	const struct gw_division_info *info, const struct gw_store_state *state,
	struct gw_error *err);

/*
 * Sees what has become of a basemap's division: *out is the same one, once more in use, or another
 * one. Errors as gw_basemap_load().
 */
enum gw_status gw_basemap_renew(struct gw_basemap **out, struct gw_basemap *basemap,
	struct gw_store *store, const struct gw_division_info *info,
	const struct gw_store_state *state, struct gw_error *err);

void gw_basemap_use(struct gw_basemap *basemap);
void gw_basemap_release(struct gw_basemap *basemap); /* NULL is fine */

/* The basemap that a division is of. */
struct gw_basemap *gw_basemap_of(const struct gw_division *division);

/*
 * Makes what drawing units down to a rank below GW_BASEMAP_RANKS needs and is not there yet. Once
 * made it does not change. From any thread. GW_ENOMEM.
 */
enum gw_status gw_basemap_prepare(struct gw_basemap *basemap, uint32_t rank, struct gw_error *err);

/* What lies around the cells of all divisions. Immutable. */
struct gw_surroundings {
	struct gw_context *context;
	uint64_t print;
	struct gw_store_state state;
	atomic_uint users;
};

/* GW_EINVAL, GW_EIO and GW_ENOMEM as gw_store_load_context(). */
enum gw_status gw_surroundings_load(struct gw_surroundings **out, struct gw_store *store,
	const struct gw_store_state *state, struct gw_error *err);
void gw_surroundings_use(struct gw_surroundings *surroundings);
void gw_surroundings_release(struct gw_surroundings *surroundings); /* NULL is fine */

#endif
