/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_RENDER_SHEETSVG_H
#define GW_RENDER_SHEETSVG_H

#include "base/error.h"

#include <stddef.h>

struct gw_buf;

/*
 * Cairo names some parts of an SVG by a counter of the whole process ("surface41"). Names them by
 * the order they appear in instead, in the SVG that begins at start, so that the same drawing is
 * the same bytes. GW_ENOMEM.
 */
enum gw_status gw_sheet_svg_renumber(struct gw_buf *svg, size_t start, struct gw_error *err);

#endif
