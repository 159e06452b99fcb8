/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_SERVICE_ATLAS_H
#define GW_SERVICE_ATLAS_H

/*
 * What a running program knows of a database: its divisions and maps, loaded when first asked for
 * and shared by all threads. What changes in the database, by another program too, the next call
 * sees. Every call is safe from any thread.
 */

#include "render/painter.h"
#include "store/divisions.h"

struct gw_atlas;

/* Opens the database for reading. GW_ENOTFOUND, GW_EVERSION, GW_EINVAL and GW_EIO as the store. */
enum gw_status gw_atlas_open(struct gw_atlas **out, const char *path, struct gw_error *err);
void gw_atlas_close(struct gw_atlas *atlas);

/* The city's clock. Borrowed. */
const struct gw_zone *gw_atlas_zone(const struct gw_atlas *atlas);

/*
 * The division of a scheme (NULL: the first) on a day, and what the database says of it (info may
 * be NULL). Lives as long as the atlas. GW_ENOTFOUND; GW_EFAULTS when another
 * program changed its cells and they are no longer seamless.
 */
enum gw_status gw_atlas_division(struct gw_atlas *atlas, const char *scheme, gw_date day,
	const struct gw_division **out, struct gw_division_info *info, struct gw_error *err);

/* What a map shows of a month. */
enum gw_theme {
	GW_THEME_REPORTS, /* how many reports came from each unit */
	GW_THEME_GRADE, /* each unit's level from 1 to 5 */
};

/* "reports" or "grade". GW_ENOTFOUND lists them. */
enum gw_status gw_theme_parse(const char *name, enum gw_theme *theme, struct gw_error *err);

struct gw_map_query {
	enum gw_theme theme;
	gw_month month; /* 0: that of the newest report, or the present one */
	const char *scheme; /* NULL: the first */
	const char *level; /* NULL: that of the cells */
};

/* A map ready to paint. */
struct gw_map {
	const struct gw_painter *painter;
	struct gw_division_info division;
	enum gw_theme theme;
	gw_month month;
	char level[GW_NAME_MAX];
	struct gw_bbox bbox;
	uint64_t num_reports; /* of the month, in the division's cells; of GW_THEME_REPORTS */
};

/*
 * The map of a query, kept for the next that asks for the same; give it back with
 * gw_atlas_release(). GW_ENOTFOUND for an unknown scheme or level, or a month without a division.
 */
enum gw_status gw_atlas_map(struct gw_atlas *atlas, const struct gw_map_query *query,
	const struct gw_map **out, struct gw_error *err);
void gw_atlas_release(struct gw_atlas *atlas, const struct gw_map *map);

/* All divisions, as gw_store_list_divisions(). Caller frees *out. */
enum gw_status gw_atlas_divisions(
	struct gw_atlas *atlas, struct gw_division_info **out, size_t *n, struct gw_error *err);

#endif
