/* SPDX-License-Identifier: Apache-2.0 */
#include "service/plate.h"

#include "base/mem.h"
#include "service/maps.h"

#include <stdlib.h>
#include <string.h>

/* Legends show classes as a map of a whole city does. */
#define CITY_ZOOM 12

static bool shows_reports(const struct gw_style *style)
{
	size_t i;

	for (i = 0; i < gw_style_count_layers(style); i++) {
		const char *shown = gw_layer_source_layer(gw_style_layer(style, i));

		if (shown && !strcmp(shown, "reports"))
			return true;
	}
	return false;
}

static enum gw_status note_report(
	void *context, int64_t id, gw_time time, struct gw_lonlat place, struct gw_error *err)
{
	struct gw_plate *plate = context;

	if (!gw_grow(&plate->reports, plate->num_reports, &plate->cap_reports,
		    sizeof *plate->reports))
		return gw_fail_nomem(err);
	plate->reports[plate->num_reports++] = gw_world_from_lonlat(place);
	return GW_OK;
}

static enum gw_status classify_month(
	struct gw_plate *plate, struct gw_store *store, struct gw_error *err)
{
	const struct gw_zone *zone = gw_store_zone(store);
	const struct gw_units *units = plate->basemap->division->units;
	struct gw_map *map = &plate->map;
	gw_time from = gw_month_begin(map->month, zone);
	uint64_t *counts = NULL, *before = NULL;
	enum gw_status st;
	gw_cell_id cell;

	st = gw_count_by_cell(store, units, map->division.id, from,
		gw_month_begin(gw_month_next(map->month), zone), &counts, err);
	if (!st)
		st = gw_count_by_cell(store, units, map->division.id,
			gw_month_begin(gw_month_before(map->month), zone), from, &before, err);
	if (!st)
		st = gw_classify_counts(&plate->choropleth, counts, before, err);
	for (cell = 1; cell <= units->num_cells && !st; cell++)
		map->num_reports += counts[cell];
	free(counts);
	free(before);
	return st;
}

static enum gw_status note_reports(
	struct gw_plate *plate, struct gw_store *store, struct gw_error *err)
{
	const struct gw_zone *zone = gw_store_zone(store);
	gw_month month = plate->map.month;

	return gw_store_each_report(store, gw_month_begin(month, zone),
		gw_month_begin(gw_month_next(month), zone), note_report, plate, err);
}

/* Levels are of the whole month. */
static enum gw_status settle_cutoff(
	struct gw_plate *plate, struct gw_store *store, struct gw_error *err)
{
	struct gw_map *map = &plate->map;
	enum gw_status st;
	gw_time newest;

	map->cutoff = map->last_day;
	if (map->kind->theme != GW_THEME_REPORTS)
		return GW_OK;
	st = gw_store_newest_report(store, &newest, err);
	if (st == GW_ENOTFOUND) {
		map->cutoff = 0;
		return GW_OK;
	}
	if (!st && gw_time_date(newest, gw_store_zone(store)) < map->cutoff)
		map->cutoff = gw_time_date(newest, gw_store_zone(store));
	return st;
}

static void set_looks(struct gw_plate *plate)
{
	struct gw_choropleth *choropleth = &plate->choropleth;
	size_t i;

	for (i = 0; i < choropleth->num_classes; i++) {
		struct gw_class_look look = gw_portray_class(plate->map.style, choropleth, (int)i,
			gw_studio_sprites(plate->map.studio), CITY_ZOOM);

		choropleth->classes[i].rgba = look.fill;
		choropleth->classes[i].sprite = look.sprite;
	}
}

enum gw_status gw_plate_create(struct gw_plate **out, const struct gw_map *settled, uint32_t rank,
	struct gw_basemap *basemap, struct gw_surroundings *surroundings, struct gw_store *store,
	struct gw_error *err)
{
	struct gw_plate *plate = calloc(1, sizeof *plate);
	enum gw_status st;

	if (!plate)
		return gw_fail_nomem(err);
	plate->map = *settled;
	plate->basemap = basemap;
	plate->surroundings = surroundings;
	plate->map.bbox = basemap->division->grid->bbox;
	plate->map.choropleth = plate->map.data.choropleth = &plate->choropleth;
	plate->map.data.context = surroundings->context;
	plate->map.data.level_names = (const char *const *)basemap->level_names;
	plate->map.data.poles = (const struct gw_poles *const *)basemap->poles;
	st = gw_choropleth_init(&plate->choropleth, basemap->division, rank, err);
	if (!st && settled->kind->theme == GW_THEME_GRADE)
		gw_classify_grades(&plate->choropleth);
	else if (!st)
		st = classify_month(plate, store, err);
	if (!st)
		st = settle_cutoff(plate, store, err);
	if (!st && shows_reports(settled->style))
		st = note_reports(plate, store, err);
	if (st) {
		gw_plate_destroy(plate);
		return st;
	}
	plate->map.data.reports = plate->reports;
	plate->map.data.num_reports = plate->num_reports;
	set_looks(plate);
	*out = plate;
	return GW_OK;
}

void gw_plate_destroy(struct gw_plate *plate)
{
	if (!plate)
		return;
	gw_tileset_destroy(plate->map.tileset);
	gw_choropleth_finish(&plate->choropleth);
	free(plate->reports);
	free(plate);
}

enum gw_status gw_plate_prepare(struct gw_plate *plate, struct gw_error *err)
{
	struct gw_basemap *basemap = plate->basemap;
	enum gw_status st;

	pthread_mutex_lock(&basemap->lock);
	st = gw_basemap_prepare(basemap, plate->choropleth.level, err);
	if (!st && !plate->map.tileset) {
		const struct gw_tileset_source source = {
			.studio = plate->map.studio,
			.style = plate->map.style,
			.mesh = basemap->mesh,
			.data = plate->map.data,
		};

		plate->map.mesh = basemap->mesh;
		st = gw_tileset_create(&plate->map.tileset, &source, err);
	}
	pthread_mutex_unlock(&basemap->lock);
	return st;
}
