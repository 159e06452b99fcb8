/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_SERVICE_SHEET_H
#define GW_SERVICE_SHEET_H

#include "render/sheet.h"
#include "service/atlas.h"

/* What a sheet shows of a map, and how it is worded. */
struct gw_sheet_request {
	const char *title; /* in place of the usual one; NULL: that */
	const char *lang; /* "zh", "en" or "both" */
	const char *unit; /* code of a unit of any level: the frame shows it, paler what lies
			     around; NULL: the whole city */
	gw_date today; /* a month not over by then is marked as provisional; 0: none is */
	bool provisional; /* marks it in any case */
};

/* What the frame shows: the box of the unit of that code, or of the whole city. GW_ENOTFOUND. */
enum gw_status gw_map_box(
	const struct gw_map *map, const char *unit, struct gw_bbox *out, struct gw_error *err);

/*
 * Appends a map's sheet to out, titled and annotated: period, data cut-off, source, method,
 * division, the rule for points on a border, and what the map does not say. The same bytes each
 * time, whatever the clock says. GW_EINVAL for another language or a size out of bounds,
 * GW_ENOTFOUND for a unit that is not there, GW_ENOMEM.
 */
enum gw_status gw_map_sheet(const struct gw_map *map, const struct gw_sheet_request *request,
	const struct gw_sheet_options *options, const struct gw_progress *progress,
	struct gw_buf *out, struct gw_error *err);

/*
 * Appends a map's legend to png, in the language of its labels: what it is about, and the classes
 * that its style shows. GW_EINVAL for text that no font has, GW_ENOMEM.
 */
enum gw_status gw_map_legend(const struct gw_map *map, struct gw_buf *png, struct gw_error *err);

#endif
