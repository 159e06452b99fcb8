/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_SERVICE_PLATE_H
#define GW_SERVICE_PLATE_H

/* Inside service/: a map of the atlas with all that it holds. */

#include "service/atlas.h"
#include "service/basemap.h"
#include "service/chart.h"
#include "service/subject.h"

struct gw_plate {
	struct gw_map map; /* first: a borrowed map leads back here */
	struct gw_subject subject;
	struct gw_choropleth choropleth;
	struct gw_world *reports; /* where they are; none unless the style shows them */
	size_t num_reports, cap_reports;
	uint64_t *counts, *counts_before; /* by cell, of the month and the one before it; or NULL */
	bool counts_reports; /* something of it depends on reports */
	struct gw_basemap *basemap;
	struct gw_surroundings *surroundings;
	uint64_t picture; /* a fingerprint of all that tiles are drawn from */
	struct gw_chart *chart;
	struct gw_store_state state; /* of the database when it was read */
	atomic_uint users; /* whoever borrowed it, and the atlas while it keeps it */
	_Atomic int64_t last_used; /* in nanoseconds */

	/* The atlas's own. */
	int64_t rest_until; /* in nanoseconds: it is not made anew before */
	struct gw_plate *next;
};

/* What a plate is made from. All is borrowed during the call. */
struct gw_plate_source {
	const struct gw_subject *subject;
	struct gw_basemap *basemap; /* of its division */
	struct gw_surroundings *surroundings;
	const struct gw_styles *styles;
	struct gw_store *store;
	const struct gw_store_state *state; /* of the store */
	const struct gw_plate *before; /* the same query's, whose tiles are compared; NULL: none */
};

/*
 * Finds out what a map says, and makes all that drawing needs: for a large division seconds of
 * work. Its first user is the caller. GW_EIO, GW_ENOMEM.
 */
enum gw_status gw_plate_create(
	struct gw_plate **out, const struct gw_plate_source *source, struct gw_error *err);

void gw_plate_use(struct gw_plate *plate);
void gw_plate_release(struct gw_plate *plate); /* NULL is fine */

/* The day up to which a map of reports has data. */
gw_date gw_plate_cutoff(const struct gw_subject *subject, gw_date newest_day);

/* About how much memory it holds that others do not. */
size_t gw_plate_bytes(const struct gw_plate *plate);

#endif
