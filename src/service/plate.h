/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_SERVICE_PLATE_H
#define GW_SERVICE_PLATE_H

/* Inside service/: a map of the atlas with all that it holds. */

#include "service/atlas.h"
#include "service/basemap.h"

struct gw_plate {
	struct gw_map map; /* first: a borrowed map leads back here */
	struct gw_choropleth choropleth;
	struct gw_world *reports; /* where they are; none unless the style shows them */
	size_t num_reports, cap_reports;
	struct gw_basemap *basemap;
	struct gw_surroundings *surroundings;

	/* The atlas's own, under its lock. */
	unsigned borrowers;
	bool stale; /* the database has changed since */
	uint64_t last_used;
	struct gw_plate *next;
};

/*
 * Finds out what a map says: settled has its kind, month, division, level, language and style.
 * Borrows all that is given; it must outlive the plate. GW_EIO, GW_ENOMEM.
 */
enum gw_status gw_plate_create(struct gw_plate **out, const struct gw_map *settled, uint32_t rank,
	struct gw_basemap *basemap, struct gw_surroundings *surroundings, struct gw_store *store,
	struct gw_error *err);
void gw_plate_destroy(struct gw_plate *plate);

/*
 * Makes what drawing needs unless it is there: for a large division seconds of work, and none that
 * needs the store. Safe from any thread. GW_ENOMEM.
 */
enum gw_status gw_plate_prepare(struct gw_plate *plate, struct gw_error *err);

#endif
