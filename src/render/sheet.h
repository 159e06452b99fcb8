/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_RENDER_SHEET_H
#define GW_RENDER_SHEET_H

#include "render/painter.h"

struct gw_buf;

/*
 * What is written on a map sheet, in UTF-8; each may be NULL. Bytes that are no UTF-8 show as
 * U+FFFD.
 */
struct gw_sheet_text {
	const char *title;
	const char *period;
	const char *source; /* at the foot: source, method, data cut-off */
	const char *note; /* below it: provisional, disclaimer */
	const char *legend; /* the legend's heading; NULL: "Legend" in the sheet's language */
	const char *counted; /* what the legend counts, such as "beats"; may be NULL */
	const char *lang; /* "zh" or "en" (NULL): of the sheet's own words and the units' names */
};

#define GW_SHEET_SIDE_MIN 480
#define GW_SHEET_SIDE_MAX 16384

/* A sheet in pixels. Type and lines grow with it, whatever the dpi. */
struct gw_sheet_size {
	unsigned width, height;
	unsigned dpi; /* written to the file, for printing at true size; 0: not known */
};

/*
 * The size of "A5", "A4", "A3", "A2", "A1" or "A0", upper or lower case, at 72 to 600 dpi.
 * GW_EINVAL for other paper, and where a side would pass GW_SHEET_SIDE_MAX.
 */
enum gw_status gw_sheet_size_of_paper(struct gw_sheet_size *out, const char *paper, bool landscape,
	unsigned dpi, struct gw_error *err);

/*
 * Appends the map sheet to png, as a PNG: title and period, the scene fitted to a frame and its
 * units named where names fit, legend, scale bar (right along the parallel through the frame's
 * middle), north arrow, and the lines at the foot. The legend stands beside or below the map,
 * where the map is larger for it. Text that finds no room is set smaller, at last shortened with
 * an ellipsis. The same bytes each time, given the same fonts. Safe from any thread. GW_EINVAL for
 * a size out of bounds; GW_ENOMEM, also past png's maximum.
 */
enum gw_status gw_sheet_draw(const struct gw_painter *painter, const struct gw_sheet_text *text,
	struct gw_sheet_size size, struct gw_buf *png, struct gw_error *err);

#endif
