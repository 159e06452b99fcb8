/* SPDX-License-Identifier: Apache-2.0 */
#include "service/finder.h"

#include <stdlib.h>

/* A division with its levels, borrowed once it is needed. */
struct place {
	const struct gw_division *division;
	struct gw_level_info *levels;
	size_t num_levels;
};

struct gw_finder {
	struct gw_atlas *atlas;
	enum gw_patience patience;
	struct gw_division_info *infos;
	struct place *places; /* one each */
	size_t n;
};

enum gw_status gw_finder_create(struct gw_finder **out, struct gw_atlas *atlas,
	enum gw_patience patience, struct gw_error *err)
{
	struct gw_finder *finder = calloc(1, sizeof *finder);
	enum gw_status st;

	if (!finder)
		return gw_fail_nomem(err);
	finder->atlas = atlas;
	finder->patience = patience;
	st = gw_atlas_divisions(atlas, &finder->infos, &finder->n, err);
	if (!st) {
		finder->places = calloc(finder->n + 1, sizeof *finder->places);
		if (!finder->places)
			st = gw_fail_nomem(err);
	}
	if (st)
		gw_finder_destroy(finder);
	else
		*out = finder;
	return st;
}

void gw_finder_destroy(struct gw_finder *finder)
{
	size_t i;

	if (!finder)
		return;
	for (i = 0; i < finder->n && finder->places; i++) {
		gw_atlas_release_division(finder->atlas, finder->places[i].division);
		free(finder->places[i].levels);
	}
	free(finder->places);
	free(finder->infos);
	free(finder);
}

/* Borrows division i unless it is there. */
static enum gw_status borrow(struct gw_finder *finder, size_t i, struct gw_error *err)
{
	struct gw_division_info *info = &finder->infos[i];
	struct place *place = &finder->places[i];
	enum gw_status st;

	if (place->levels)
		return GW_OK;
	st = place->division ? GW_OK
			     : gw_atlas_division(finder->atlas, info->scheme, info->valid_from,
				       finder->patience, &place->division, info, err);
	if (!st)
		st = gw_atlas_levels(
			finder->atlas, info->id, &place->levels, &place->num_levels, err);
	return st;
}

static struct gw_found found_in(const struct gw_finder *finder, size_t i, gw_cell_id cell)
{
	const struct place *place = &finder->places[i];

	return (struct gw_found){
		&finder->infos[i], place->division, place->levels, place->num_levels, cell};
}

const char *gw_found_level(const struct gw_found *found, uint32_t rank)
{
	size_t i;

	for (i = 0; i < found->num_levels; i++)
		if (found->levels[i].rank == rank)
			return found->levels[i].name;
	return NULL;
}

enum gw_status gw_finder_locate(struct gw_finder *finder, gw_date day, struct gw_lonlat place,
	struct gw_found found[GW_REPORT_CELLS_MAX], size_t *n, struct gw_error *err)
{
	enum gw_status st;
	size_t i;

	*n = 0;
	for (i = 0; i < finder->n; i++) {
		if (day < finder->infos[i].valid_from || day >= finder->infos[i].valid_to)
			continue;
		if (*n == GW_REPORT_CELLS_MAX)
			return gw_fail(err, GW_EFAULTS, "there are more than %d schemes",
				GW_REPORT_CELLS_MAX);
		st = borrow(finder, i, err);
		if (st)
			return st;
		found[(*n)++] = found_in(
			finder, i, gw_locator_cell(finder->places[i].division->locator, place));
	}
	return GW_OK;
}

/*
 * The cell of that key: the one that holds the place, unless the cells were drawn anew since the
 * report was assigned.
 */
static gw_cell_id cell_of(const struct gw_division *division, struct gw_lonlat place, int64_t key)
{
	const struct gw_units *units = division->units;
	gw_cell_id cell = gw_locator_cell(division->locator, place);

	if (cell != GW_OUTSIDE && units->items[units->of_cell[cell]].key == key)
		return cell;
	for (cell = 1; cell <= units->num_cells; cell++)
		if (units->items[units->of_cell[cell]].key == key)
			return cell;
	return GW_OUTSIDE;
}

enum gw_status gw_finder_recall(struct gw_finder *finder, const struct gw_report_row *row,
	struct gw_found found[GW_REPORT_CELLS_MAX], size_t *n, struct gw_error *err)
{
	gw_cell_id cell;
	enum gw_status st;
	size_t i, k;

	*n = 0;
	for (k = 0; k < row->num_cells; k++) {
		for (i = 0; i < finder->n; i++)
			if (finder->infos[i].id == row->cells[k].division)
				break;
		if (i == finder->n)
			continue; /* newer than what the atlas knows */
		st = borrow(finder, i, err);
		if (st)
			return st;
		cell = cell_of(finder->places[i].division, row->report.place, row->cells[k].cell);
		if (cell != GW_OUTSIDE)
			found[(*n)++] = found_in(finder, i, cell);
	}
	return GW_OK;
}
