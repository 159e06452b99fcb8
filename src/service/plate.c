/* SPDX-License-Identifier: Apache-2.0 */
#include "service/plate.h"

#include "base/fingerprint.h"
#include "base/mem.h"
#include "service/grades.h"
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

/*
 * Whether nothing but new reports has come since a plate of the same query was made: then what it
 * counted and noted is the beginning of what is to be counted and noted now.
 */
static bool goes_on(const struct gw_plate *plate, const struct gw_plate *before)
{
	return before && before->basemap->ground == plate->basemap->ground &&
		before->state.reports == plate->state.reports &&
		before->state.cells == plate->state.cells &&
		before->state.divisions == plate->state.divisions &&
		before->state.last_report <= plate->state.last_report;
}

/* The counts by cell of a month: of all its reports, or of the new ones and those before. */
static enum gw_status count_month(struct gw_plate *plate, gw_month month, const uint64_t *known,
	int64_t after, uint64_t **out, struct gw_store *store, struct gw_error *err)
{
	const struct gw_units *units = plate->basemap->division.units;
	const struct gw_zone *zone = gw_store_zone(store);
	gw_time from = gw_month_begin(month, zone);
	gw_time to = gw_month_begin(gw_month_next(month), zone);
	int64_t division = plate->map.division.id;

	if (!known)
		return gw_count_by_cell(store, units, division, from, to, out, err);
	*out = gw_alloc_array((size_t)units->num_cells + 1, sizeof **out);
	if (!*out)
		return gw_fail_nomem(err);
	memcpy(*out, known, ((size_t)units->num_cells + 1) * sizeof **out);
	return gw_count_new_by_cell(store, units, division, after, from, to, *out, err);
}

static enum gw_status classify_month(struct gw_plate *plate, const struct gw_plate *before,
	struct gw_store *store, struct gw_error *err)
{
	bool more = goes_on(plate, before);
	int64_t after = more ? before->state.last_report : 0;
	struct gw_map *map = &plate->map;
	enum gw_status st;
	gw_cell_id cell;

	st = count_month(
		plate, map->month, more ? before->counts : NULL, after, &plate->counts, store, err);
	if (!st)
		st = count_month(plate, gw_month_before(map->month),
			more ? before->counts_before : NULL, after, &plate->counts_before, store,
			err);
	if (!st)
		st = gw_classify_counts(
			&plate->choropleth, plate->counts, plate->counts_before, err);
	for (cell = 1; cell <= plate->basemap->division.units->num_cells && !st; cell++)
		map->num_reports += plate->counts[cell];
	return st;
}

/* Grades are those of the publication; else those that the units have now, unless veiled. */
static enum gw_status classify_grades(
	struct gw_plate *plate, struct gw_store *store, struct gw_error *err)
{
	const struct gw_subject *subject = &plate->subject;
	int32_t *grades = NULL;
	enum gw_status st = GW_OK;

	if (subject->publication || subject->is_veiled)
		st = gw_published_grades(
			&grades, plate->basemap->division.units, subject->publication, store, err);
	if (!st)
		gw_classify_grades(&plate->choropleth, grades);
	free(grades);
	return st;
}

static enum gw_status note_reports(struct gw_plate *plate, const struct gw_plate *before,
	struct gw_store *store, struct gw_error *err)
{
	const struct gw_zone *zone = gw_store_zone(store);
	gw_time from = gw_month_begin(plate->map.month, zone);
	gw_time to = gw_month_begin(gw_month_next(plate->map.month), zone);

	if (!goes_on(plate, before))
		return gw_store_each_report(store, from, to, note_report, plate, err);
	plate->cap_reports = before->num_reports + 1;
	plate->reports = gw_alloc_array(plate->cap_reports, sizeof *plate->reports);
	if (!plate->reports)
		return gw_fail_nomem(err);
	plate->num_reports = before->num_reports;
	if (before->num_reports)
		memcpy(plate->reports, before->reports,
			before->num_reports * sizeof *plate->reports);
	return gw_store_each_new_report(
		store, before->state.last_report, from, to, note_report, plate, err);
}

/* Levels are of the whole month. */
gw_date gw_plate_cutoff(const struct gw_subject *subject, gw_date newest_day)
{
	if (subject->kind->theme != GW_THEME_REPORTS || newest_day > subject->last_day)
		return subject->last_day;
	return newest_day;
}

static enum gw_status settle_cutoff(
	struct gw_plate *plate, struct gw_store *store, struct gw_error *err)
{
	enum gw_status st;
	gw_date day = 0;
	gw_time newest;

	st = gw_store_newest_report(store, &newest, err);
	if (!st)
		day = gw_time_date(newest, gw_store_zone(store));
	plate->map.cutoff = gw_plate_cutoff(&plate->subject, day);
	return st == GW_ENOTFOUND ? GW_OK : st;
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

static void begin_map(struct gw_plate *plate, struct gw_studio *studio)
{
	const struct gw_subject *subject = &plate->subject;
	struct gw_basemap *basemap = plate->basemap;

	plate->map = (struct gw_map){
		.id = subject->id,
		.publication = subject->version,
		.division = subject->division,
		.kind = subject->kind,
		.month = subject->month,
		.last_day = subject->last_day,
		.bbox = basemap->division.grid->bbox,
		.choropleth = &plate->choropleth,
		.style = subject->styled.style,
		.studio = studio,
		.data =
			{
				.choropleth = &plate->choropleth,
				.level_names = (const char *const *)basemap->level_names,
				.poles = (const struct gw_poles *const *)basemap->ground->poles,
				.context = plate->surroundings->context,
				.lang = subject->lang,
			},
	};
	memcpy(plate->map.level, subject->level, sizeof plate->map.level);
}

static enum gw_status read_data(struct gw_plate *plate, const struct gw_plate *before,
	struct gw_store *store, struct gw_error *err)
{
	const struct gw_subject *subject = &plate->subject;
	bool shown = shows_reports(subject->styled.style);
	enum gw_status st;

	plate->counts_reports = shown || subject->kind->theme == GW_THEME_REPORTS;
	st = gw_choropleth_init(&plate->choropleth, &plate->basemap->division, subject->rank, err);
	if (st)
		return st;
	st = subject->kind->theme == GW_THEME_GRADE ? classify_grades(plate, store, err)
						    : classify_month(plate, before, store, err);
	if (!st)
		st = settle_cutoff(plate, store, err);
	if (!st && shown)
		st = note_reports(plate, before, store, err);
	plate->map.data.reports = plate->reports;
	plate->map.data.num_reports = plate->num_reports;
	return st;
}

static uint64_t print_values(uint64_t print, const struct gw_choropleth *choropleth)
{
	const struct gw_units *units = choropleth->division->units;
	uint32_t i;

	for (i = 0; i < units->n; i++) {
		const struct gw_unit_value *v = &choropleth->values[i];

		print = gw_fingerprint_number(print, (uint64_t)v->count);
		print = gw_fingerprint_number(
			print, (uint64_t)(uint8_t)v->class << 8 | (uint8_t)v->change);
	}
	for (i = 0; i < choropleth->num_classes; i++) {
		print = gw_fingerprint_text(print, choropleth->classes[i].mark);
		print = gw_fingerprint_number(print, choropleth->classes[i].is_no_data);
	}
	return gw_fingerprint_number(print, choropleth->graded);
}

/* Whatever a scene is made from is in here; fonts are taken to be those of the program. */
static uint64_t print_picture(const struct gw_plate *plate, uint64_t sprites)
{
	const struct gw_subject *subject = &plate->subject;
	uint64_t print = gw_fingerprint_text(GW_FINGERPRINT_NONE, GW_VERSION);

	print = gw_fingerprint_number(print, subject->styled.print);
	print = gw_fingerprint_number(print, sprites);
	print = gw_fingerprint_text(print, subject->lang);
	print = gw_fingerprint_number(print, subject->rank);
	print = gw_fingerprint_number(print, plate->basemap->ground->print);
	print = gw_fingerprint_number(print, plate->basemap->print);
	print = gw_fingerprint_number(print, plate->surroundings->print);
	print = print_values(print, &plate->choropleth);
	return gw_fingerprint_bytes(
		print, plate->reports, plate->num_reports * sizeof *plate->reports);
}

/* The picture, and what only legends and sheets tell. */
static uint64_t print_content(const struct gw_plate *plate)
{
	const struct gw_map *map = &plate->map;
	uint64_t print = gw_fingerprint_text(plate->picture, map->kind->name);
	size_t i;

	print = gw_fingerprint_number(print, (uint64_t)map->month << 32 | (uint32_t)map->cutoff);
	print = gw_fingerprint_number(print, map->num_reports);
	print = gw_fingerprint_number(print, (uint64_t)map->publication);
	print = gw_fingerprint_number(print, (uint64_t)map->division.valid_from);
	for (i = 0; i < map->choropleth->num_classes; i++) {
		const struct gw_class *class = &map->choropleth->classes[i];

		print = gw_fingerprint_text(print, class->cuts);
		print = gw_fingerprint_number(print, class->num_units);
	}
	return print;
}

static enum gw_status make_tiles(
	struct gw_plate *plate, const struct gw_plate *before, struct gw_error *err)
{
	const struct gw_bbox *box = &plate->map.bbox;
	struct gw_tileset_source source = {
		.studio = plate->map.studio, .style = plate->map.style, .data = plate->map.data};
	enum gw_status st;

	st = gw_basemap_prepare(plate->basemap, plate->subject.rank, err);
	if (st)
		return st;
	source.mesh = plate->map.mesh = plate->basemap->ground->mesh;
	st = gw_tileset_create(&plate->map.tileset, &source, err);
	if (st)
		return st;
	if (before) {
		const struct gw_charted charted = {
			before->chart, before->map.tileset, before->picture};

		return gw_chart_follow(
			&plate->chart, &charted, plate->map.tileset, plate->picture, err);
	}
	return gw_chart_create(&plate->chart, plate->picture,
		&(struct gw_world_box){
			gw_world_from_lonlat((struct gw_lonlat){box->min.lon, box->max.lat}),
			gw_world_from_lonlat((struct gw_lonlat){box->max.lon, box->min.lat})},
		err);
}

enum gw_status gw_plate_create(
	struct gw_plate **out, const struct gw_plate_source *source, struct gw_error *err)
{
	struct gw_plate *plate = calloc(1, sizeof *plate);
	enum gw_status st;

	if (!plate)
		return gw_fail_nomem(err);
	plate->users = 1;
	plate->subject = *source->subject;
	plate->state = *source->state;
	plate->basemap = source->basemap;
	gw_basemap_use(plate->basemap);
	plate->surroundings = source->surroundings;
	gw_surroundings_use(plate->surroundings);
	begin_map(plate, gw_styles_studio(source->styles));
	st = read_data(plate, source->before, source->store, err);
	if (!st) {
		set_looks(plate);
		plate->picture = print_picture(plate, gw_styles_print_sprites(source->styles));
		plate->map.content = print_content(plate);
		st = make_tiles(plate, source->before, err);
	}
	if (st)
		gw_plate_release(plate);
	else
		*out = plate;
	return st;
}

void gw_plate_use(struct gw_plate *plate)
{
	atomic_fetch_add_explicit(&plate->users, 1, memory_order_relaxed);
}

void gw_plate_release(struct gw_plate *plate)
{
	if (!plate || atomic_fetch_sub(&plate->users, 1) > 1)
		return;
	gw_chart_destroy(plate->chart);
	gw_tileset_destroy(plate->map.tileset);
	gw_choropleth_finish(&plate->choropleth);
	free(plate->reports);
	free(plate->counts);
	free(plate->counts_before);
	gw_surroundings_release(plate->surroundings);
	gw_basemap_release(plate->basemap);
	free(plate);
}

size_t gw_plate_bytes(const struct gw_plate *plate)
{
	const struct gw_units *units = plate->basemap->division.units;

	return sizeof *plate + plate->cap_reports * sizeof *plate->reports +
		units->n * sizeof *plate->choropleth.values +
		(plate->counts ? 2 * (size_t)units->num_cells * sizeof *plate->counts : 0) +
		gw_tileset_bytes(plate->map.tileset) + gw_chart_bytes(plate->chart);
}
