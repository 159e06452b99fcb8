/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_SERVICE_SHEET_H
#define GW_SERVICE_SHEET_H

#include "render/sheet.h"
#include "service/atlas.h"

/*
 * Appends a map's sheet to png, titled and annotated in lang ("zh" or "en"): period, division,
 * number of reports, the rule for points on a border. title replaces the usual one unless it is
 * NULL. The same bytes each time. GW_EINVAL for another language, GW_ENOMEM.
 */
enum gw_status gw_map_sheet(const struct gw_map *map, const char *title, const char *lang,
	struct gw_sheet_size size, struct gw_buf *png, struct gw_error *err);

#endif
