/* SPDX-License-Identifier: Apache-2.0 */
#include "service/basemap.h"

#include <stdlib.h>
#include <string.h>

/* Levels of more units are drawn without labels: finding their poles would take many seconds. */
#define LABELLED_MAX 200000

static enum gw_status name_levels(
	struct gw_basemap *basemap, struct gw_store *store, struct gw_error *err)
{
	char name[GW_NAME_MAX];
	enum gw_status st;
	uint32_t rank;

	for (rank = 0; rank <= basemap->info.rank && rank < GW_BASEMAP_RANKS; rank++) {
		st = gw_store_level_name(store, basemap->info.scheme_id, rank, name, err);
		if (st)
			return st;
		basemap->level_names[rank] = strdup(name);
		if (!basemap->level_names[rank])
			return gw_fail_nomem(err);
	}
	return GW_OK;
}

enum gw_status gw_basemap_load(struct gw_basemap **out, struct gw_store *store,
	const struct gw_division_info *info, struct gw_error *err)
{
	struct gw_basemap *basemap = calloc(1, sizeof *basemap);
	enum gw_status st;

	if (!basemap)
		return gw_fail_nomem(err);
	pthread_mutex_init(&basemap->lock, NULL);
	basemap->info = *info;
	st = gw_store_load_division(store, info, &basemap->division, err);
	if (!st)
		st = name_levels(basemap, store, err);
	if (st)
		gw_basemap_destroy(basemap);
	else
		*out = basemap;
	return st;
}

void gw_basemap_destroy(struct gw_basemap *basemap)
{
	uint32_t rank;

	if (!basemap)
		return;
	for (rank = 0; rank < GW_BASEMAP_RANKS; rank++) {
		gw_poles_destroy(basemap->poles[rank]);
		free(basemap->level_names[rank]);
	}
	gw_mesh_destroy(basemap->mesh);
	gw_division_destroy(basemap->division);
	pthread_mutex_destroy(&basemap->lock);
	free(basemap);
}

enum gw_status gw_basemap_prepare(struct gw_basemap *basemap, uint32_t rank, struct gw_error *err)
{
	enum gw_status st = GW_OK;
	uint32_t r;

	if (!basemap->mesh)
		st = gw_mesh_create(&basemap->mesh, basemap->division, err);
	for (r = 0; r <= rank && r < GW_BASEMAP_RANKS && !st; r++)
		if (!basemap->poles[r] &&
			gw_units_count(basemap->division->units, r) <= LABELLED_MAX)
			st = gw_poles_create(&basemap->poles[r], basemap->division, r, err);
	return st;
}

enum gw_status gw_surroundings_load(
	struct gw_surroundings **out, struct gw_store *store, struct gw_error *err)
{
	struct gw_surroundings *surroundings = calloc(1, sizeof *surroundings);
	enum gw_status st;

	if (!surroundings)
		return gw_fail_nomem(err);
	st = gw_store_load_context(store, &surroundings->context, err);
	if (st)
		gw_surroundings_destroy(surroundings);
	else
		*out = surroundings;
	return st;
}

void gw_surroundings_destroy(struct gw_surroundings *surroundings)
{
	if (!surroundings)
		return;
	gw_context_destroy(surroundings->context);
	free(surroundings);
}
