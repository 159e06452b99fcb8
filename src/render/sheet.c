/* SPDX-License-Identifier: Apache-2.0 */
#include "render/sheet.h"

#include "base/buf.h"
#include "render/canvas.h"
#include "render/frame.h"
#include "render/furniture.h"
#include "render/inset.h"
#include "render/labels.h"
#include "render/sheetfile.h"
#include "render/sheetlayout.h"
#include "render/thinning.h"

#include <cairo.h>
#include <math.h>
#include <string.h>
#include <strings.h>

/*
 * How far a border may be drawn from its place: under the 0.1 to 0.2 mm that maps are drawn to, or
 * in a picture of pixels less than shows.
 */
#define OFF_POINTS 0.13
#define OFF_PIXELS 0.35

#define GROUND_RGB 0xf6f7f8 /* of the map, where the scene has no background */

struct sheet {
	struct gw_sheet_content content;
	const struct gw_progress *progress;
	struct gw_board board;
	struct gw_sheet_layout layout;
	const struct gw_scene *scene; /* NULL: the map is empty */
	double zoom; /* that the scene is for */
};

static enum gw_status read_tongue(const char *lang, enum gw_tongue *tongue, struct gw_error *err)
{
	if (!lang || !strcmp(lang, "en"))
		*tongue = GW_TONGUE_EN;
	else if (!strcmp(lang, "zh"))
		*tongue = GW_TONGUE_ZH;
	else if (!strcmp(lang, "both"))
		*tongue = GW_TONGUE_BOTH;
	else
		return gw_fail(
			err, GW_EINVAL, "language \"%.20s\" is none of zh, en and both", lang);
	return GW_OK;
}

enum gw_status gw_sheet_format_parse(
	const char *path, enum gw_sheet_format *format, struct gw_error *err)
{
	static const char *const suffixes[] = {".png", ".pdf", ".svg"};
	const char *dot = strrchr(path, '.');
	int i;

	for (i = 0; i < 3; i++)
		if (dot && dot > path && !strcasecmp(dot, suffixes[i])) {
			*format = (enum gw_sheet_format)i;
			return GW_OK;
		}
	return gw_fail(err, GW_EINVAL, "\"%s\" ends in none of .png, .pdf and .svg", path);
}

/* Asks for the scene at the layout's scale, unless it is at hand. */
static enum gw_status portray(struct sheet *s, struct gw_error *err)
{
	const struct gw_sheet_map *map = s->content.map;
	const struct gw_view *view = &s->layout.view;
	double zoom;

	if (!s->layout.has_map)
		return GW_OK;
	zoom = log2(view->scale / 512 / view->pen);
	if (s->scene && zoom == s->zoom)
		return GW_OK;
	s->zoom = zoom;
	return map->portray(map->context, zoom, &s->scene, err);
}

/*
 * What stands in the legend is known with the scene only, and the scene depends on the scale that
 * the layout finds: so everything is laid out first without the context's lines, then with them.
 */
static enum gw_status lay_out(struct sheet *s, struct gw_error *err)
{
	enum gw_status st;

	gw_progress_show(s->progress, "map sheet: layout", 0, 0);
	gw_sheet_layout_init(&s->layout, &s->board, &s->content);
	st = portray(s, err);
	if (st || !s->scene || !s->scene->context)
		return st;
	gw_legend_keys_find(&s->content.keys, s->scene, s->content.map->box);
	if (!s->content.keys.n)
		return GW_OK;
	gw_sheet_layout_finish(&s->layout);
	gw_sheet_layout_init(&s->layout, &s->board, &s->content);
	return portray(s, err);
}

static void paint_ground(struct sheet *s)
{
	gw_rgba ground = s->scene ? s->scene->background : GW_RGBA_TRANSPARENT;

	gw_colour_set(s->board.cr, GROUND_RGB, 1);
	cairo_paint(s->board.cr);
	if (!gw_rgba_alpha(ground))
		return;
	gw_colour_set(s->board.cr, ground & 0xffffff, gw_rgba_alpha(ground) / 255.0);
	cairo_paint(s->board.cr);
}

static enum gw_status thin_borders(
	const struct sheet *s, struct gw_thinning *thinning, struct gw_error *err)
{
	const struct gw_sheet_map *map = s->content.map;
	double off = s->board.raster ? OFF_PIXELS : OFF_POINTS;

	return gw_thinning_init(
		thinning, s->scene->division, map->mesh, off / s->layout.view.scale, err);
}

static enum gw_status paint_layers(struct sheet *s, struct gw_error *err)
{
	struct gw_thinning thinning = {0};
	struct gw_scene scene = *s->scene;
	enum gw_status st = GW_OK;
	uint32_t i;

	if (s->content.map->mesh) {
		st = thin_borders(s, &thinning, err);
		scene.division = &thinning.division;
	}
	for (i = 0; i < scene.num_layers && !st; i++) {
		gw_progress_show(s->progress, "map sheet: map", i, scene.num_layers);
		st = gw_canvas_paint(s->board.cr, &scene, i, 1, &s->layout.view, NULL, err);
	}
	gw_thinning_finish(&thinning);
	return st;
}

/* Labels that lie wholly in the frame. */
static enum gw_status draw_labels(struct sheet *s, struct gw_error *err)
{
	const struct gw_view *view = &s->layout.view;
	struct gw_labels_options options = {
		.within = {view->origin,
			{view->origin.x + view->width / view->scale,
				view->origin.y + view->height / view->scale}}};
	struct gw_labels *labels = NULL;
	enum gw_status st;

	gw_progress_show(s->progress, "map sheet: labels", 0, 0);
	st = gw_labels_place(&labels, s->scene, view->scale, view->pen, &options, err);
	if (!st)
		st = gw_labels_paint(labels, s->board.cr, view->origin.x * view->scale,
			view->origin.y * view->scale, err);
	gw_labels_destroy(labels);
	return st;
}

static enum gw_status draw_map(struct sheet *s, struct gw_error *err)
{
	const struct gw_sheet_layout *l = &s->layout;
	struct gw_frame frame = {
		.map = l->map, .view = &l->view, .graticule = s->content.options->graticule};
	enum gw_status st = GW_OK;
	cairo_t *cr = s->board.cr;

	frame.graticule = frame.graticule && l->has_map;
	cairo_save(cr);
	cairo_rectangle(cr, l->map.x, l->map.y, l->map.width, l->map.height);
	cairo_clip(cr);
	paint_ground(s);
	cairo_translate(cr, l->map.x, l->map.y);
	if (s->scene)
		st = paint_layers(s, err);
	cairo_translate(cr, -l->map.x, -l->map.y);
	gw_frame_draw_lines(&s->board, &frame);
	cairo_translate(cr, l->map.x, l->map.y);
	if (s->scene && !st)
		st = draw_labels(s, err);
	cairo_restore(cr);
	gw_frame_draw_rim(&s->board, &frame);
	return st;
}

static enum gw_status draw_inset(struct sheet *s, struct gw_error *err)
{
	const struct gw_sheet_layout *l = &s->layout;
	const struct gw_view *v = &l->view;
	struct gw_world_box part = {
		v->origin, {v->origin.x + v->width / v->scale, v->origin.y + v->height / v->scale}};

	if (l->inset.width <= 0)
		return GW_OK;
	return gw_inset_draw(&s->board, l->inset, s->content.map->classes->division,
		s->content.map->whole, part, err);
}

static enum gw_status draw(struct sheet *s, struct gw_error *err)
{
	const struct gw_sheet_layout *l = &s->layout;
	const struct gw_furniture furniture = {
		.longest = 0.35 * l->map.width,
		.metres = l->metres,
		.denominator = l->denominator,
		.paper = gw_sheet_size_name(&s->content.options->size),
	};
	enum gw_status st;

	gw_colour_set(s->board.cr, 0xffffff, 1);
	cairo_paint(s->board.cr);
	st = draw_map(s, err);
	if (!st)
		st = draw_inset(s, err);
	if (st)
		return st;
	gw_legend_draw(&l->legend, &s->board, l->legend_x, l->legend_y);
	gw_furniture_draw(&s->board, l->furniture, &furniture);
	gw_sheet_head_draw(&l->head, &s->board, l->page.x, l->page.y);
	gw_sheet_foot_draw(&l->foot, &s->board, l->page.x, l->foot_y);
	if (*s->board.missing)
		return gw_fail(err, GW_EINVAL,
			"no font has all characters of \"%s\": install fonts-noto-cjk and "
			"fonts-noto-core",
			s->board.missing);
	return GW_OK;
}

/* Lays out and draws on an open file. */
static enum gw_status compose(struct sheet *s, struct gw_sheet_file *file, struct gw_error *err)
{
	struct gw_sheet_boxes *boxes = s->content.options->boxes;
	enum gw_status st;

	s->content.width = file->width;
	s->content.height = file->height;
	s->content.units_per_point = file->units_per_point;
	s->board.cr = file->cr;
	s->board.em = gw_sheet_em(&s->content.options->size) * file->units_per_point;
	s->board.raster = file->format == GW_SHEET_PNG;
	s->board.boxes = boxes;
	if (boxes)
		*boxes = (struct gw_sheet_boxes){.page = {0, 0, file->width, file->height}};
	st = lay_out(s, err);
	if (boxes)
		boxes->frame = s->layout.map;
	if (!st)
		st = draw(s, err);
	gw_sheet_layout_finish(&s->layout);
	return st;
}

enum gw_status gw_sheet_draw(const struct gw_sheet_map *map, const struct gw_sheet_text *text,
	const struct gw_sheet_options *options, const struct gw_progress *progress,
	struct gw_buf *out, struct gw_error *err)
{
	struct sheet s = {
		.content = {.map = map, .text = text, .options = options}, .progress = progress};
	struct gw_sheet_file file;
	size_t start = out->len;
	enum gw_status st;

	st = read_tongue(text->lang, &s.board.tongue, err);
	if (!st)
		st = gw_sheet_size_check(&options->size, options->format == GW_SHEET_PNG, err);
	if (!st)
		st = gw_sheet_file_init(&file, options->format, &options->size, text, out, err);
	if (st)
		return st;
	st = compose(&s, &file, err);
	gw_progress_show(progress, "map sheet: file", 0, 0);
	if (!st)
		st = gw_sheet_file_close(&file, text, err);
	gw_sheet_file_finish(&file);
	if (st && out->len > start)
		out->len = start;
	return st;
}
