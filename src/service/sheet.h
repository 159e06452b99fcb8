/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_SERVICE_SHEET_H
#define GW_SERVICE_SHEET_H

#include "render/sheet.h"
#include "service/atlas.h"

/*
 * Appends a map's sheet to out, titled and annotated in lang ("zh", "en" or "both"): period,
 * division, number of reports, the rule for points on a border. title replaces the usual one unless
 * it is NULL. The same bytes each time. GW_EINVAL for another language or a size out of bounds,
 * GW_ENOMEM.
 */
enum gw_status gw_map_sheet(const struct gw_map *map, const char *title, const char *lang,
	const struct gw_sheet_options *options, const struct gw_progress *progress,
	struct gw_buf *out, struct gw_error *err);

#endif
