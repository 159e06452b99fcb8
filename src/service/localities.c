/* SPDX-License-Identifier: Apache-2.0 */
#include "service/localities.h"

#include "base/mem.h"

/* Texts of levels lie in the struct, so that it may move. */
struct gw_known_division {
	const struct gw_division_info *info;
	const struct gw_division *division;
	char (*levels)[GW_NAME_MAX];
};

void gw_localities_init(
	struct gw_localities *localities, struct gw_atlas *atlas, struct gw_store *store)
{
	*localities = (struct gw_localities){.atlas = atlas, .store = store};
}

void gw_localities_finish(struct gw_localities *localities)
{
	size_t i;

	for (i = 0; i < localities->num_known; i++) {
		gw_atlas_release_division(localities->atlas, localities->known[i].division);
		free(localities->known[i].levels);
	}
	free(localities->known);
	free(localities->list);
	*localities = (struct gw_localities){0};
}

/* What is known of the division of a scheme on a day; *out is NULL where there is none. */
static enum gw_status find_info(struct gw_localities *localities, int64_t scheme, gw_date day,
	const struct gw_division_info **out, struct gw_error *err)
{
	enum gw_status st = GW_OK;
	size_t i;

	*out = NULL;
	if (!localities->list)
		st = gw_atlas_divisions(
			localities->atlas, &localities->list, &localities->num_list, err);
	for (i = 0; !st && i < localities->num_list; i++) {
		const struct gw_division_info *info = &localities->list[i];

		if (info->scheme_id == scheme && day >= info->valid_from && day < info->valid_to)
			*out = info;
	}
	return st;
}

static enum gw_status name_levels(
	struct gw_localities *localities, struct gw_known_division *known, struct gw_error *err)
{
	enum gw_status st = GW_OK;
	uint32_t rank;

	known->levels = calloc(GW_LOCALITY_DEPTH, sizeof *known->levels);
	if (!known->levels)
		return gw_fail_nomem(err);
	for (rank = 0; !st && rank <= known->info->rank && rank < GW_LOCALITY_DEPTH; rank++)
		st = gw_store_level_name(
			localities->store, known->info->scheme_id, rank, known->levels[rank], err);
	return st;
}

static enum gw_status get_to_know(struct gw_localities *localities,
	const struct gw_division_info *info, gw_date day, struct gw_error *err)
{
	struct gw_known_division known = {.info = info};
	enum gw_status st;

	if (!gw_grow(&localities->known, localities->num_known, &localities->cap_known,
		    sizeof *localities->known))
		return gw_fail_nomem(err);
	st = gw_atlas_division(
		localities->atlas, info->scheme, day, GW_WAIT, &known.division, NULL, err);
	if (st)
		return st;
	st = name_levels(localities, &known, err);
	if (st) {
		gw_atlas_release_division(localities->atlas, known.division);
		free(known.levels);
		return st;
	}
	localities->known[localities->num_known++] = known;
	return GW_OK;
}

/* The division of a scheme on a day, known from now on; *out is NULL where there is none. */
static enum gw_status find_known(struct gw_localities *localities, int64_t scheme, gw_date day,
	const struct gw_known_division **out, struct gw_error *err)
{
	const struct gw_division_info *info;
	enum gw_status st;
	size_t i;

	*out = NULL;
	st = find_info(localities, scheme, day, &info, err);
	if (st || !info)
		return st;
	for (i = 0; i < localities->num_known; i++)
		if (localities->known[i].info == info)
			break;
	if (i == localities->num_known)
		st = get_to_know(localities, info, day, err);
	if (!st)
		*out = &localities->known[i];
	return st;
}

/*
 * The number of a cell by its key. It is the one that holds the place, unless the division was
 * changed since the report was assigned.
 */
static gw_cell_id cell_of_key(
	const struct gw_division *division, int64_t key, struct gw_lonlat place)
{
	const struct gw_units *units = division->units;
	gw_cell_id cell = gw_locator_cell(division->locator, place);

	if (cell && units->items[units->of_cell[cell]].key == key)
		return cell;
	for (cell = units->num_cells; cell; cell--)
		if (units->items[units->of_cell[cell]].key == key)
			break;
	return cell;
}

enum gw_status gw_localities_find(struct gw_localities *localities, int64_t scheme, int64_t cell,
	struct gw_lonlat place, gw_time time, struct gw_locality *out, struct gw_error *err)
{
	gw_date day = gw_time_date(time, gw_atlas_zone(localities->atlas));
	const struct gw_known_division *known;
	enum gw_status st;
	size_t rank;

	st = find_known(localities, scheme, day, &known, err);
	if (st)
		return st;
	*out = (struct gw_locality){0};
	if (known)
		out->cell = cell_of_key(known->division, cell, place);
	if (!out->cell)
		return gw_fail(err, GW_ENOTFOUND, "no cell %lld in the division of the day",
			(long long)cell);
	out->scheme = known->info->scheme;
	out->units = known->division->units;
	for (rank = 0; rank < GW_LOCALITY_DEPTH; rank++)
		out->levels[rank] = known->levels[rank];
	return GW_OK;
}

const char *gw_locality_level(const struct gw_locality *locality, const struct gw_unit *unit)
{
	return unit->level < GW_LOCALITY_DEPTH ? locality->levels[unit->level] : "";
}

const char *gw_locality_responsible(const struct gw_locality *locality)
{
	const struct gw_units *units = locality->units;
	uint32_t at = units->of_cell[locality->cell];

	for (; at != GW_NO_UNIT; at = units->items[at].parent)
		if (units->items[at].responsible)
			return units->items[at].responsible;
	return NULL;
}

size_t gw_locality_path(
	const struct gw_locality *locality, const struct gw_unit *path[GW_LOCALITY_DEPTH])
{
	const struct gw_units *units = locality->units;
	uint32_t cell = units->of_cell[locality->cell], at;
	size_t n = 0, i;

	for (at = cell; at != GW_NO_UNIT && n < GW_LOCALITY_DEPTH; at = units->items[at].parent)
		n++;
	for (at = cell, i = n; i--; at = units->items[at].parent)
		path[i] = &units->items[at];
	return n;
}
