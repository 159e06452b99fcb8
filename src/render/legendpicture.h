/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_RENDER_LEGENDPICTURE_H
#define GW_RENDER_LEGENDPICTURE_H

#include "render/sheet.h"

/*
 * Appends a legend by itself to png, as large as it has to be, on white, for a common screen: of
 * map its classes, of text the language, what the legend is called, and the heads of its columns.
 * GW_EINVAL for text that no font has, GW_ENOMEM.
 */
enum gw_status gw_legend_picture(const struct gw_sheet_map *map, const struct gw_sheet_text *text,
	struct gw_buf *png, struct gw_error *err);

#endif
