/* SPDX-License-Identifier: Apache-2.0 */
#include "render/sheetfile.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "image/png.h"
#include "render/picture.h"
#include "render/sheetsvg.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <cairo.h>
#include <string.h>

#define POINTS_PER_MM (72 / 25.4)

static cairo_status_t append(void *context, const unsigned char *data, unsigned n)
{
	struct gw_buf *out = context;

	gw_buf_append(out, data, n);
	return gw_buf_ok(out) ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_WRITE_ERROR;
}

/* The words in the sheet's first language, for the file alone; NULL for what is no UTF-8. */
static const char *plain(const struct gw_sheet_text *text, struct gw_words words)
{
	bool chinese = text->lang && strcmp(text->lang, "en") != 0;
	const char *first = chinese ? words.zh : words.en, *second = chinese ? words.en : words.zh;

	if (!first || !*first)
		first = second;
	return first && gw_utf8_is_valid(first, strlen(first)) ? first : NULL;
}

static void set_metadata(cairo_surface_t *surface, const struct gw_sheet_text *text)
{
	const char *title = plain(text, text->title), *period = plain(text, text->period);

	cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, title ? title : "");
	cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_SUBJECT, period ? period : "");
	cairo_pdf_surface_set_metadata(
		surface, CAIRO_PDF_METADATA_KEYWORDS, text->version ? text->version : "");
	cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "Gridward " GW_VERSION);
	/* without this Cairo takes the clock's, and no two files are the same */
	cairo_pdf_surface_set_metadata(
		surface, CAIRO_PDF_METADATA_CREATE_DATE, text->date ? text->date : "");
}

static cairo_surface_t *open_surface(
	const struct gw_sheet_file *file, const struct gw_sheet_text *text)
{
	cairo_surface_t *surface;

	if (file->format == GW_SHEET_PNG)
		return cairo_image_surface_create(
			CAIRO_FORMAT_ARGB32, (int)file->width, (int)file->height);
	if (file->format == GW_SHEET_SVG) {
		surface = cairo_svg_surface_create_for_stream(
			append, file->out, file->width, file->height);
		cairo_svg_surface_set_document_unit(surface, CAIRO_SVG_UNIT_PT);
		return surface;
	}
	surface = cairo_pdf_surface_create_for_stream(append, file->out, file->width, file->height);
	set_metadata(surface, text);
	return surface;
}

enum gw_status gw_sheet_file_init(struct gw_sheet_file *file, enum gw_sheet_format format,
	const struct gw_sheet_size *size, const struct gw_sheet_text *text, struct gw_buf *out,
	struct gw_error *err)
{
	bool raster = format == GW_SHEET_PNG;
	enum gw_status st;

	*file = (struct gw_sheet_file){
		.format = format, .size = *size, .out = out, .start = out->len};
	file->units_per_point = raster ? size->dpi / 72.0 : 1;
	file->width = raster ? gw_sheet_pixels(size->width_mm, size->dpi)
			     : size->width_mm * POINTS_PER_MM;
	file->height = raster ? gw_sheet_pixels(size->height_mm, size->dpi)
			      : size->height_mm * POINTS_PER_MM;
	file->surface = open_surface(file, text);
	file->cr = cairo_create(file->surface);
	st = gw_cairo_check(file->cr, err);
	if (st)
		gw_sheet_file_finish(file);
	return st;
}

void gw_sheet_file_finish(struct gw_sheet_file *file)
{
	if (file->cr)
		cairo_destroy(file->cr);
	if (file->surface)
		cairo_surface_destroy(file->surface);
	file->cr = NULL;
	file->surface = NULL;
}

static enum gw_status close_picture(
	struct gw_sheet_file *file, const struct gw_sheet_text *text, struct gw_error *err)
{
	struct gw_png_info info = {
		.dpi = file->size.dpi,
		.title = plain(text, text->title),
		.period = plain(text, text->period),
		.version = text->version,
		.srgb = true,
	};

	cairo_surface_flush(file->surface);
	return gw_png_encode_rgba(file->out,
		(const void *)cairo_image_surface_get_data(file->surface),
		(size_t)cairo_image_surface_get_stride(file->surface), (unsigned)file->width,
		(unsigned)file->height, &info, err);
}

enum gw_status gw_sheet_file_close(
	struct gw_sheet_file *file, const struct gw_sheet_text *text, struct gw_error *err)
{
	enum gw_status st = gw_cairo_check(file->cr, err);

	if (st)
		return st;
	if (file->format == GW_SHEET_PNG)
		return close_picture(file, text, err);
	cairo_surface_finish(file->surface);
	if (cairo_surface_status(file->surface) || !gw_buf_ok(file->out))
		return gw_fail(
			err, GW_ENOMEM, "the sheet does not fit in %zu bytes", file->out->max);
	return file->format == GW_SHEET_SVG ? gw_sheet_svg_renumber(file->out, file->start, err)
					    : GW_OK;
}
