/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_RENDER_SHEETFILE_H
#define GW_RENDER_SHEETFILE_H

#include "render/sheet.h"

typedef struct _cairo cairo_t;
typedef struct _cairo_surface cairo_surface_t;

/* A sheet's file in the making: a surface of its format, and a context on it. */
struct gw_sheet_file {
	enum gw_sheet_format format;
	struct gw_sheet_size size;
	double width, height; /* of the page, in units: pixels of a picture, else points */
	double units_per_point;
	cairo_surface_t *surface;
	cairo_t *cr;
	struct gw_buf *out;
	size_t start; /* of the file in out */
};

/*
 * Begins a file that is appended to out; the buffer must stay. What the file says of itself is
 * taken from text. GW_ENOMEM.
 */
enum gw_status gw_sheet_file_init(struct gw_sheet_file *file, enum gw_sheet_format format,
	const struct gw_sheet_size *size, const struct gw_sheet_text *text, struct gw_buf *out,
	struct gw_error *err);
/* Frees what is held, the file complete or not. */
void gw_sheet_file_finish(struct gw_sheet_file *file);

/* Completes the file; nothing can be drawn then. GW_ENOMEM, also past out's maximum. */
enum gw_status gw_sheet_file_close(
	struct gw_sheet_file *file, const struct gw_sheet_text *text, struct gw_error *err);

#endif
