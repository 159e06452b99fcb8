/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_HTTP_FEATURES_COLLECTIONS_H
#define GW_HTTP_FEATURES_COLLECTIONS_H

#include "http/request.h"

/*
 * The collections of features: units of every level of every scheme ("governance-grid"), what lies
 * around by its kind ("context-road"), and reports, for those who may see them.
 */

enum gw_collection_kind { GW_COLLECTION_UNITS, GW_COLLECTION_CONTEXT, GW_COLLECTION_REPORTS };

struct gw_collection {
	enum gw_collection_kind kind;
	char id[2 * GW_NAME_MAX + 16];
	char title[2 * GW_NAME_MAX + 16];
	char scheme[GW_NAME_MAX]; /* of units */
	char name[GW_NAME_MAX]; /* the level's of units, the kind's of the context */
	uint32_t rank; /* of units */
	gw_date valid_from, valid_to; /* of units: of all divisions together */
	struct gw_bbox bbox; /* empty: not known */
};

/*
 * The collections that the request's role may see. Caller frees *out. Waits. The status comes
 * with the problem.
 */
enum gw_status gw_collections_list(const struct gw_site *site, const struct gw_request *request,
	struct gw_collection **out, size_t *n, struct gw_problem *problem);

/* The one of that id: 404. Of reports 401 or 403 for those who may not see them. */
enum gw_status gw_collection_find(const struct gw_site *site, const struct gw_request *request,
	const char *id, struct gw_collection *out, struct gw_problem *problem);

/*
 * The open map of the first scheme: what lies around is in its data. Give it back with
 * gw_atlas_release().
 */
enum gw_status gw_collection_map(
	const struct gw_site *site, const struct gw_map **out, struct gw_error *err);

/* The day that a scheme's division is asked for when none is given: today, or else the nearest. */
gw_date gw_collection_day(const struct gw_site *site, const char *scheme);

#endif
