/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_SERVICE_BASEMAP_H
#define GW_SERVICE_BASEMAP_H

/* Inside service/: what maps of all months and styles have in common. */

#include "grid/mesh.h"
#include "grid/poles.h"
#include "store/context.h"
#include "store/divisions.h"

#include <pthread.h>

/* Units can be drawn down to this many levels. */
#define GW_BASEMAP_RANKS 16

/* A division with all that is needed to draw it. */
struct gw_basemap {
	struct gw_division_info info;
	struct gw_division *division;
	char *level_names[GW_BASEMAP_RANKS];

	pthread_mutex_t lock; /* over gw_basemap_prepare() */
	struct gw_mesh *mesh; /* NULL until then */
	struct gw_poles *poles[GW_BASEMAP_RANKS]; /* by rank; NULL until then */

	/* The atlas's own, under its lock. */
	unsigned users; /* maps, and whoever has borrowed the division */
	bool stale; /* its cells have been touched since */
	struct gw_basemap *next;
};

/* GW_ENOTFOUND, GW_EFAULTS, GW_EIO and GW_ENOMEM as gw_store_load_division(). */
enum gw_status gw_basemap_load(struct gw_basemap **out, struct gw_store *store,
	const struct gw_division_info *info, struct gw_error *err);
void gw_basemap_destroy(struct gw_basemap *basemap);

/*
 * Makes what drawing units down to a rank below GW_BASEMAP_RANKS needs and is not there yet, with
 * the lock held. Once made it does not change. GW_ENOMEM.
 */
enum gw_status gw_basemap_prepare(struct gw_basemap *basemap, uint32_t rank, struct gw_error *err);

/* What lies around the cells of all divisions. Immutable but for what is the atlas's own. */
struct gw_surroundings {
	struct gw_context *context;
	unsigned users; /* maps */
	bool stale; /* the database has changed since */
	struct gw_surroundings *next;
};

/* GW_EINVAL, GW_EIO and GW_ENOMEM as gw_store_load_context(). */
enum gw_status gw_surroundings_load(
	struct gw_surroundings **out, struct gw_store *store, struct gw_error *err);
void gw_surroundings_destroy(struct gw_surroundings *surroundings);

#endif
