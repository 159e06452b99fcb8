/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_SERVICE_ATLAS_H
#define GW_SERVICE_ATLAS_H

/*
 * What a running program knows of a database: its divisions and maps, loaded when first asked for
 * and shared by all threads. What changes in the database, by another program too, is known after
 * the next gw_atlas_refresh(). Every call is safe from any thread.
 */

#include "render/tileset.h"
#include "store/divisions.h"

struct gw_atlas;

/*
 * Opens the database for reading, and the folder of styles with its "sprites" (NULL: it can locate,
 * but draw nothing). GW_ENOTFOUND, GW_EVERSION, GW_EINVAL and GW_EIO as the store and the sprites.
 */
enum gw_status gw_atlas_open(
	struct gw_atlas **out, const char *path, const char *styles, struct gw_error *err);
void gw_atlas_close(struct gw_atlas *atlas);

/*
 * Reads the styles of all maps there are, so that what is wrong with them is known before a map is
 * asked for. Needs a folder of styles. GW_ENOTFOUND, GW_EINVAL, GW_EFAULTS and GW_EIO name the
 * file.
 */
enum gw_status gw_atlas_read_styles(struct gw_atlas *atlas, struct gw_error *err);

/*
 * Looks for changes in the database and takes them in: maps used lately are made anew where what
 * they show may have changed, others let go of, while readers and those that draw go on with what
 * there is. Microseconds when nothing has changed. A map rests a while after it was made anew: what
 * comes meanwhile is taken in by a later call. GW_EIO, GW_ENOMEM: what was known stays.
 */
enum gw_status gw_atlas_refresh(struct gw_atlas *atlas, struct gw_error *err);

/* The least time between makings of one map; 0: none. By default a second. */
void gw_atlas_set_pace(struct gw_atlas *atlas, unsigned milliseconds);

/*
 * How much memory all maps that are kept may take, about, what is borrowed not counted; by default
 * 512 MiB. The longest unused go first; one may stay in any case.
 */
void gw_atlas_set_limit(struct gw_atlas *atlas, size_t bytes);

/* For whoever watches. */
struct gw_atlas_figures {
	int64_t grid; /* another number once divisions or cells have changed */
	uint64_t changes; /* times that changes were taken in */
};
void gw_atlas_read_figures(struct gw_atlas *atlas, struct gw_atlas_figures *out);

/* Whether a call may load, draw or wait, or returns GW_EAGAIN when it would have to. */
enum gw_patience { GW_WAIT, GW_DO_NOT_WAIT };

/* The city's clock. Borrowed. */
const struct gw_zone *gw_atlas_zone(const struct gw_atlas *atlas);

/* The present day by that clock: cheaper than to ask it. */
gw_date gw_atlas_today(struct gw_atlas *atlas);

/*
 * The division of a scheme (NULL: the first) on a day, and what the database says of it (info may
 * be NULL); give it back with gw_atlas_release_division(). GW_ENOTFOUND; GW_EFAULTS when another
 * program changed its cells and they are no longer seamless.
 */
enum gw_status gw_atlas_division(struct gw_atlas *atlas, const char *scheme, gw_date day,
	enum gw_patience patience, const struct gw_division **out, struct gw_division_info *info,
	struct gw_error *err);
void gw_atlas_release_division(struct gw_atlas *atlas, const struct gw_division *division);

/* Of a borrowed division: another number once anything that is known of its units has changed. */
uint64_t gw_atlas_division_number(const struct gw_division *division);

/* What a map is about. */
enum gw_theme {
	GW_THEME_REPORTS, /* how many reports came from each unit in the month */
	GW_THEME_GRADE, /* each unit's level from 1 to 5 */
};

/* "reports", "grade". */
const char *gw_theme_name(enum gw_theme theme);

/* To whom a map may be shown. */
enum gw_openness {
	GW_OPEN, /* everybody */
	GW_OPEN_WHEN_PUBLISHED, /* everybody, in the months that are published, as published */
	GW_INTERNAL, /* who may see internal things */
};

/* A map as it is asked for by name: what it is about, and its style. */
struct gw_map_kind {
	const char *name;
	enum gw_theme theme;
	enum gw_openness openness;
	const char *style, *sheet_style; /* of its tiles, of its sheets */
	const char *title, *title_zh; /* such as "Safety level" */
};

/* The maps there are; a NULL name ends them. */
extern const struct gw_map_kind gw_map_kinds[];

/* GW_ENOTFOUND lists them. */
enum gw_status gw_map_kind_find(
	const char *name, const struct gw_map_kind **out, struct gw_error *err);

struct gw_map_query {
	const struct gw_map_kind *kind;
	gw_month month; /* 0: that of the newest report, or the present one */
	const char *scheme; /* NULL: the first */
	const char *level; /* NULL: that of the cells */
	const char *style; /* a name or a path, in place of the kind's; NULL: the kind's */
	const char *lang; /* of the labels: "zh" or "en"; NULL: "en" */
	/*
	 * For everybody's eyes: a map that is open only when published is GW_ENOTFOUND in a month
	 * that is not, without a month that of the newest publication; an internal one always.
	 * Others get the published version too, where there is one, and else what is there.
	 */
	bool is_public;
};

/* A map ready to be drawn. */
struct gw_map {
	/*
	 * Maps of one query over time share their id; content tells them apart, also over restarts:
	 * two maps of the same content draw the same pixels.
	 */
	uint64_t id, content;
	int64_t publication; /* its version; 0: not a published one */
	struct gw_division_info division;
	const struct gw_map_kind *kind;
	gw_month month;
	gw_date last_day; /* of the month */
	gw_date cutoff; /* the day up to which it has data: of the newest report until last_day, or
			   last_day; 0: there are no reports at all */
	char level[GW_NAME_MAX];
	struct gw_bbox bbox;
	uint64_t num_reports; /* of the month, in the division's cells; of GW_THEME_REPORTS */
	const struct gw_choropleth *choropleth;
	struct gw_map_data data;
	const struct gw_mesh *mesh; /* of the division */
	const struct gw_style *style;
	struct gw_studio *studio;
	struct gw_tileset *tileset;
};

/*
 * The map of a query, kept for the next that asks for the same; give it back with
 * gw_atlas_release(). GW_ENOTFOUND for an unknown scheme or level, a month without a division, or a
 * style that is not there; GW_EFAULTS for what is wrong with a style; GW_EINVAL for another
 * language, or an atlas without styles.
 */
enum gw_status gw_atlas_map(struct gw_atlas *atlas, const struct gw_map_query *query,
	enum gw_patience patience, const struct gw_map **out, struct gw_error *err);
void gw_atlas_release(struct gw_atlas *atlas, const struct gw_map *map);

/*
 * What a tile's picture depends on, as a number: another one when anything that the tile shows has
 * changed, mostly the same over changes elsewhere on the map (service/chart.h), also over restarts
 * for tiles of the same pixels. It tells nothing of what pictures do not show. Cheap: draws
 * nothing, loads nothing.
 */
uint64_t gw_map_tile_content(const struct gw_map *map, struct gw_tilekey key, unsigned scale);

/*
 * What follows is answered from memory. The caller frees *out; on error there is nothing to free.
 * GW_ENOMEM, and what else is said.
 */

/* All divisions, as gw_store_list_divisions(). */
enum gw_status gw_atlas_divisions(
	struct gw_atlas *atlas, struct gw_division_info **out, size_t *n, struct gw_error *err);

/* The levels of a division's scheme from the top down to its cells. GW_ENOTFOUND. */
enum gw_status gw_atlas_levels(struct gw_atlas *atlas, int64_t division, struct gw_level_info **out,
	size_t *n, struct gw_error *err);

/*
 * The months for which a map of the query's kind and scheme has something to say, ascending: those
 * with reports in which the scheme has a division, and those published. For everybody's eyes the
 * published alone, and none of an internal map. GW_ENOTFOUND for an unknown scheme.
 */
enum gw_status gw_atlas_months(struct gw_atlas *atlas, const struct gw_map_query *query,
	gw_month **out, size_t *n, struct gw_error *err);

#endif
