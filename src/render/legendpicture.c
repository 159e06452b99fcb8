/* SPDX-License-Identifier: Apache-2.0 */
#include "render/legendpicture.h"

#include "base/buf.h"
#include "image/png.h"
#include "render/legend.h"
#include "render/picture.h"

#include <cairo.h>
#include <math.h>
#include <string.h>

/* In pixels. */
#define EM	 12
#define MARGIN	 8
#define WIDEST	 420
#define SIDE_MAX 2048

/* What is not a class has its name alone: borders, places. */
static struct gw_text set_name(const struct gw_board *board, const struct gw_sheet_text *text)
{
	struct gw_type type = {.size = EM, .rgb = GW_INK_RGB, .bold = true};

	return gw_line_set(board, text->legend, &type);
}

static void draw(const struct gw_legend *legend, const struct gw_text *name, struct gw_board *board)
{
	gw_colour_set(board->cr, 0xffffff, 1);
	cairo_paint(board->cr);
	if (legend->n)
		gw_legend_draw(legend, board, MARGIN, MARGIN);
	else
		gw_board_show(board, name, MARGIN, MARGIN);
}

static unsigned side(double length)
{
	return (unsigned)fmin(ceil(length) + 2 * MARGIN, SIDE_MAX);
}

static enum gw_status encode(
	const struct gw_picture *picture, struct gw_buf *png, struct gw_error *err)
{
	cairo_surface_t *s = picture->surface;

	cairo_surface_flush(s);
	return gw_png_encode_rgba(png, (const void *)cairo_image_surface_get_data(s),
		(size_t)cairo_image_surface_get_stride(s),
		(unsigned)cairo_image_surface_get_width(s),
		(unsigned)cairo_image_surface_get_height(s), NULL, err);
}

enum gw_status gw_legend_picture(const struct gw_sheet_map *map, const struct gw_sheet_text *text,
	struct gw_buf *png, struct gw_error *err)
{
	bool chinese = text->lang && !strcmp(text->lang, "zh");
	struct gw_board board = {
		.tongue = chinese ? GW_TONGUE_ZH : GW_TONGUE_EN, .em = EM, .raster = true};
	struct gw_legend_room room = {.em = EM, .width = WIDEST, .columns = 1};
	struct gw_legend_keys keys = {.n = 0};
	struct gw_picture measure, picture;
	struct gw_legend legend;
	struct gw_text name;
	enum gw_status st;

	/* text is measured on a surface, and how large that has to be is not known before */
	st = gw_picture_init(&measure, 1, 1, err);
	if (st)
		return st;
	board.cr = measure.cr;
	gw_legend_init(&legend, &board, map, text, &keys, &room);
	name = set_name(&board, text);
	st = gw_picture_init(&picture,
		side(fmax(legend.width, fmax(legend.heading.width, legend.n ? 0 : name.width))),
		side(legend.n ? legend.height : name.height), err);
	if (!st) {
		board.cr = picture.cr;
		draw(&legend, &name, &board);
		st = gw_cairo_check(picture.cr, err);
		if (!st && *board.missing)
			st = gw_fail(err, GW_EINVAL, "no font has all characters of \"%s\"",
				board.missing);
		if (!st)
			st = encode(&picture, png, err);
		gw_picture_finish(&picture);
	}
	gw_text_finish(&name);
	gw_legend_finish(&legend);
	gw_picture_finish(&measure);
	return st;
}
