/* SPDX-License-Identifier: Apache-2.0 */
#include "render/label.h"

#include "base/mem.h"
#include "render/place.h"
#include "render/text.h"

#include <cairo.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define LABEL_RGB 0x1c1c1c
#define NO_LABEL  UINT32_MAX

struct labelled {
	uint32_t unit;
	uint8_t class;
	size_t first_edge, num_edges;
};

struct labeller {
	const struct gw_scene *scene;
	const struct gw_view *view;
	cairo_t *cr;
	const char *lang;
	double size;
	bool marks;
	uint32_t *of_cell; /* each cell's label, or NO_LABEL */
	struct labelled items[GW_LABELLED_MAX];
	uint32_t n;
	struct gw_area_edge *edges;
};

/* A name and a mark below it, either of which may be missing, and the box around them. */
struct label_text {
	struct gw_text name, mark;
	double width, height;
};

/* Numbers the units of a level that are drawn; false when they are more than may be labelled. */
static bool number_units(struct labeller *l, uint32_t level)
{
	const struct gw_units *units = l->scene->division->units;
	gw_cell_id c;
	uint32_t unit;

	l->n = 0;
	l->of_cell[0] = NO_LABEL;
	for (c = 1; c <= units->num_cells; c++) {
		l->of_cell[c] = NO_LABEL;
		if (!l->scene->cell_class[c])
			continue;
		unit = gw_units_above(units, c, level);
		if (unit == GW_NO_UNIT)
			continue;
		/* the cells of a unit follow each other */
		if (!l->n || l->items[l->n - 1].unit != unit) {
			if (l->n == GW_LABELLED_MAX)
				return false;
			l->items[l->n++] = (struct labelled){.unit = unit};
			l->items[l->n - 1].class = l->scene->cell_class[c];
		}
		l->of_cell[c] = l->n - 1;
	}
	return true;
}

static bool choose_level(struct labeller *l)
{
	uint32_t level = l->scene->level;

	while (!number_units(l, level))
		if (!level--)
			return false;
	l->marks = level == l->scene->level;
	return true;
}

static struct gw_world pixel_of(const struct gw_view *view, struct gw_lonlat p)
{
	struct gw_world w = gw_world_from_lonlat(p);

	return (struct gw_world){
		(w.x - view->origin.x) * view->scale, (w.y - view->origin.y) * view->scale};
}

static void add_edge(struct labeller *l, uint32_t label, struct gw_area_edge edge)
{
	struct labelled *item = &l->items[label];

	l->edges[item->first_edge + item->num_edges++] = edge;
}

/* Gives each label the border of its unit, which keeps the unit on one hand. */
static enum gw_status collect_edges(struct labeller *l, struct gw_error *err)
{
	const struct gw_grid *grid = l->scene->division->grid;
	size_t i, total = 0;
	uint32_t label;

	for (i = 0; i < grid->num_edges; i++) {
		uint32_t left = l->of_cell[grid->edges[i].left];
		uint32_t right = l->of_cell[grid->edges[i].right];

		if (left != right && left != NO_LABEL)
			l->items[left].num_edges++;
		if (left != right && right != NO_LABEL)
			l->items[right].num_edges++;
	}
	for (label = 0; label < l->n; label++) {
		l->items[label].first_edge = total;
		total += l->items[label].num_edges;
		l->items[label].num_edges = 0;
	}
	l->edges = gw_alloc_array(total + 1, sizeof *l->edges);
	if (!l->edges)
		return gw_fail_nomem(err);
	for (i = 0; i < grid->num_edges; i++) {
		const struct gw_edge *e = &grid->edges[i];
		uint32_t left = l->of_cell[e->left], right = l->of_cell[e->right];
		struct gw_area_edge edge;

		if (left == right)
			continue;
		edge = (struct gw_area_edge){pixel_of(l->view, e->a), pixel_of(l->view, e->b)};
		if (left != NO_LABEL)
			add_edge(l, left, edge);
		if (right != NO_LABEL)
			add_edge(l, right, (struct gw_area_edge){edge.b, edge.a});
	}
	return GW_OK;
}

static const char *name_of(const struct labeller *l, const struct labelled *item)
{
	const struct gw_unit *unit = &l->scene->division->units->items[item->unit];

	if (l->lang && !strcmp(l->lang, "en") && unit->name_en && *unit->name_en)
		return unit->name_en;
	return gw_unit_name(unit);
}

/* The ways to set a label, best first. */
static const struct attempt {
	bool named, wrapped;
	double size;
} attempts[] = {
	{true, false, 1},
	{true, true, 1},
	{true, false, 0.8},
	{true, true, 0.8},
	{false, false, 1},
	{false, false, 0.8},
};

#define NUM_ATTEMPTS (sizeof attempts / sizeof *attempts)

static struct label_text set_label(
	const struct labeller *l, const struct labelled *item, const struct attempt *attempt)
{
	struct label_text out = {0};
	const char *mark;
	struct gw_type type = {
		.size = l->size * attempt->size,
		.rgb = LABEL_RGB,
		.align = GW_ALIGN_CENTRE,
		.whole_words = true,
		.lang = l->lang,
	};

	if (attempt->named) {
		out.name = gw_text_set(l->cr, name_of(l, item), &type);
		if (attempt->wrapped) {
			type.width = out.name.width * 0.6;
			gw_text_finish(&out.name);
			out.name = gw_text_set(l->cr, name_of(l, item), &type);
		}
	}
	type.bold = true;
	type.width = 0;
	mark = l->scene->classes[item->class - 1].mark;
	if (l->marks && *mark)
		out.mark = gw_text_set(l->cr, mark, &type);
	/* lines are spaced for reading; what must fit is less than that */
	out.width = fmax(out.name.width, out.mark.width) + 0.3 * type.size;
	out.height = (out.name.height + out.mark.height) * 0.9;
	return out;
}

static void finish_label(struct label_text *text)
{
	gw_text_finish(&text->name);
	gw_text_finish(&text->mark);
}

static void show_part(
	const struct labeller *l, const struct gw_text *part, double middle, double top)
{
	if (part->layout)
		gw_text_show_haloed(part, l->cr, middle - part->middle, top, l->size * 0.13);
}

static void show_label(
	const struct labeller *l, const struct label_text *text, struct gw_world middle)
{
	double top = middle.y - (text->name.height + text->mark.height) / 2;

	show_part(l, &text->mark, middle.x, top + text->name.height);
	show_part(l, &text->name, middle.x, top);
}

static void draw_label(const struct labeller *l, const struct labelled *item)
{
	const struct gw_area_edge *edges = l->edges + item->first_edge;
	struct gw_world middle;
	bool shown = false;
	size_t i;

	for (i = 0; i < NUM_ATTEMPTS && !shown; i++) {
		struct label_text text = set_label(l, item, &attempts[i]);

		if (text.height > 0 &&
			gw_place_find(edges, item->num_edges, text.width, text.height, &middle))
			shown = gw_place_holds(
				edges, item->num_edges, text.width, text.height, middle);
		if (shown)
			show_label(l, &text, middle);
		finish_label(&text);
	}
}

enum gw_status gw_labels_draw(const struct gw_painter *painter, cairo_t *cr,
	const struct gw_view *view, double size, const char *lang, struct gw_error *err)
{
	const struct gw_scene *scene = gw_painter_scene(painter);
	struct labeller l = {
		.scene = scene,
		.view = view,
		.cr = cr,
		.lang = lang,
		.size = size,
	};
	enum gw_status st = GW_OK;
	uint32_t i;

	l.of_cell =
		gw_alloc_array((size_t)scene->division->units->num_cells + 1, sizeof *l.of_cell);
	if (!l.of_cell)
		return gw_fail_nomem(err);
	if (choose_level(&l))
		st = collect_edges(&l, err);
	else
		l.n = 0;
	for (i = 0; i < l.n && !st; i++)
		draw_label(&l, &l.items[i]);
	free(l.edges);
	free(l.of_cell);
	return st;
}
