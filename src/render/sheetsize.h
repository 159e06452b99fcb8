/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_RENDER_SHEETSIZE_H
#define GW_RENDER_SHEETSIZE_H

#include "base/error.h"

#include <stdbool.h>

/* Millimetres a side, whatever the format. */
#define GW_SHEET_MM_MIN 100
#define GW_SHEET_MM_MAX 2000

/* Pixels a side, of a PNG. */
#define GW_SHEET_SIDE_MIN 480
#define GW_SHEET_SIDE_MAX 16384

#define GW_SHEET_DPI_MIN 72
#define GW_SHEET_DPI_MAX 600

/* A sheet of paper, and how finely a picture of it is drawn: dots an inch, for PNG alone. */
struct gw_sheet_size {
	double width_mm, height_mm;
	unsigned dpi;
};

/*
 * Reads "A5" to "A0" in upper or lower case, which landscape lays on its side, or a size of your
 * own such as "600x400mm", which is as it says. GW_EINVAL for other paper, a side or dpi out of
 * bounds.
 */
enum gw_status gw_sheet_size_of_paper(struct gw_sheet_size *out, const char *paper, bool landscape,
	unsigned dpi, struct gw_error *err);

/* The name of the paper, "A4" and so on, or NULL. */
const char *gw_sheet_size_name(const struct gw_sheet_size *size);

/* A length in pixels. */
unsigned gw_sheet_pixels(double mm, unsigned dpi);

/* GW_EINVAL when a side or dpi is out of bounds, in pixels where the sheet becomes a picture. */
enum gw_status gw_sheet_size_check(
	const struct gw_sheet_size *size, bool is_picture, struct gw_error *err);

#endif
