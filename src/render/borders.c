/* SPDX-License-Identifier: Apache-2.0 */
#include "render/borders.h"

#include "base/mem.h"
#include "render/chains.h"
#include "render/clip.h"
#include "render/hatch.h"

#include <cairo.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Units narrower than the first are not bordered, from the second on they are in full; in pens. */
static const double fade_from = 3.5, fade_to = 10;

/* Lines have the width below where the finest units are as wide as this; in pens. */
static const double common_size = 30;

/* How a border looks, by how many levels it is above the finest that is drawn. */
static const struct border_style {
	double width, alpha;
	double casing; /* white, on either side */
	uint32_t rgb;
} styles[] = {
	{0.75, 0.75, 0, 0xffffff},
	{1.0, 0.85, 0.5, 0x404040},
	{1.5, 0.95, 0.6, 0x303030},
	{2.1, 1, 0.8, 0x202020},
};

#define NUM_STYLES    4
#define OUTLINE_STYLE 2 /* at least, for the border with the outside */

/* Chains of level 0 border on the outside, of level 1 part units of the top level, and so on. */
#define OUTLINE 0

struct gw_borders {
	const struct gw_division *division;
	struct gw_chains chains;
	uint32_t num_levels; /* of chains */
	double *unit_size; /* by level: how wide its smaller units are, as a share of the square */
};

/* The number of the unit that holds each drawn cell at a level; GW_NO_UNIT for other cells. */
static void find_units(uint32_t *unit, const struct gw_scene *scene, uint32_t level)
{
	gw_cell_id c;

	unit[0] = GW_NO_UNIT;
	for (c = 1; c <= scene->division->grid->num_cells; c++)
		unit[c] = scene->cell_class[c] ? gw_units_above(scene->division->units, c, level)
					       : GW_NO_UNIT;
}

/* Gives a level to the edges that have none yet and part two units of that level. */
static void mark_level(
	uint8_t *edge_level, const struct gw_grid *grid, const uint32_t *unit, uint32_t level)
{
	size_t i;

	for (i = 0; i < grid->num_edges; i++)
		if (edge_level[i] == GW_NO_CHAIN_LEVEL &&
			unit[grid->edges[i].left] != unit[grid->edges[i].right])
			edge_level[i] = (uint8_t)level;
}

static void mark_outline(uint8_t *edge_level, const struct gw_scene *scene)
{
	const struct gw_grid *grid = scene->division->grid;
	size_t i;

	for (i = 0; i < grid->num_edges; i++) {
		bool left = scene->cell_class[grid->edges[i].left];
		bool right = scene->cell_class[grid->edges[i].right];

		edge_level[i] = left != right ? OUTLINE : GW_NO_CHAIN_LEVEL;
	}
}

static int compare_doubles(const void *x, const void *y)
{
	const double *a = x, *b = y;

	return (*a > *b) - (*a < *b);
}

/* The width of a square as large as the unit at the lower quartile; area has an entry a unit. */
static double quartile_size(double *area, uint32_t n)
{
	uint32_t i, used = 0;

	for (i = 0; i < n; i++)
		if (area[i] != 0)
			area[used++] = fabs(area[i]);
	if (!used)
		return 0;
	qsort(area, used, sizeof *area, compare_doubles);
	return sqrt(area[used / 4]);
}

/* Adds up each unit's area from the edges, as in the surveyor's formula. */
static void add_areas(double *area, const struct gw_grid *grid, const uint32_t *unit)
{
	struct gw_world o = gw_world_from_lonlat(grid->bbox.min), a, b;
	size_t i;

	for (i = 0; i < grid->num_edges; i++) {
		const struct gw_edge *e = &grid->edges[i];
		uint32_t left = unit[e->left], right = unit[e->right];
		double twice;

		if (left == right)
			continue;
		a = gw_world_from_lonlat(e->a);
		b = gw_world_from_lonlat(e->b);
		twice = (a.x - o.x) * (b.y - o.y) - (b.x - o.x) * (a.y - o.y);
		if (left != GW_NO_UNIT)
			area[left] += twice / 2;
		if (right != GW_NO_UNIT)
			area[right] -= twice / 2;
	}
}

static enum gw_status survey(struct gw_borders *borders, uint8_t *edge_level,
	const struct gw_scene *scene, struct gw_error *err)
{
	const struct gw_division *division = scene->division;
	uint32_t level, num_units = division->units->n;
	uint32_t *unit = gw_alloc_array((size_t)division->units->num_cells + 1, sizeof *unit);
	double *area = gw_alloc_array((size_t)num_units + 1, sizeof *area);

	if (unit && area) {
		mark_outline(edge_level, scene);
		for (level = OUTLINE + 1; level < borders->num_levels; level++) {
			find_units(unit, scene, level - 1);
			mark_level(edge_level, division->grid, unit, level);
			memset(area, 0, num_units * sizeof *area);
			add_areas(area, division->grid, unit);
			borders->unit_size[level] = quartile_size(area, num_units);
		}
	}
	free(unit);
	free(area);
	return unit && area ? GW_OK : gw_fail_nomem(err);
}

enum gw_status gw_borders_create(
	struct gw_borders **out, const struct gw_scene *scene, struct gw_error *err)
{
	const struct gw_grid *grid = scene->division->grid;
	struct gw_borders *borders;
	uint8_t *edge_level;
	enum gw_status st;

	if (scene->level >= GW_CHAIN_LEVELS_MAX - 1)
		return gw_fail(err, GW_EINVAL, "level %u: there are at most %u", scene->level,
			GW_CHAIN_LEVELS_MAX - 1);
	edge_level = malloc(grid->num_edges + 1);
	borders = calloc(1, sizeof *borders);
	if (!edge_level || !borders) {
		st = gw_fail_nomem(err);
		goto out;
	}
	borders->division = scene->division;
	borders->num_levels = scene->level + 2;
	borders->unit_size = calloc(borders->num_levels, sizeof *borders->unit_size);
	st = borders->unit_size ? survey(borders, edge_level, scene, err) : gw_fail_nomem(err);
	if (!st)
		st = gw_chains_init(&borders->chains, grid, edge_level, err);
	if (!st)
		*out = borders;
out:
	free(edge_level);
	if (st)
		gw_borders_destroy(borders);
	return st;
}

void gw_borders_destroy(struct gw_borders *borders)
{
	if (!borders)
		return;
	gw_chains_finish(&borders->chains);
	free(borders->unit_size);
	free(borders);
}

/* The chains that touch a view, a bit each. */
struct seen {
	const struct gw_borders *borders;
	uint64_t *bits;
};

static bool see_edge(void *context, const struct gw_edge *edge)
{
	struct seen *seen = context;
	const struct gw_borders *b = seen->borders;
	uint32_t chain = b->chains.of_edge[edge - b->division->grid->edges];

	if (chain != GW_NO_CHAIN)
		seen->bits[chain / 64] |= (uint64_t)1 << chain % 64;
	return true;
}

static struct gw_bbox lonlat_box(struct gw_world_box box)
{
	struct gw_bbox out =
		gw_bbox_of(gw_lonlat_from_world(box.min), gw_lonlat_from_world(box.max));

	return out;
}

static void trace_level(const struct gw_borders *borders, const uint64_t *bits, uint32_t level,
	struct gw_clip *clip)
{
	const struct gw_chains *c = &borders->chains;
	uint32_t i = c->level_first[level], end = c->level_first[level + 1];

	cairo_new_path(clip->cr);
	for (; i < end; i++)
		if (bits[i / 64] >> i % 64 & 1)
			gw_clip_line(clip, c->points + c->chains[i].first, c->chains[i].count);
}

/* How wide the smaller units of a level are in the view, in pens. */
static double size_in(const struct gw_borders *borders, uint32_t level, const struct gw_view *view)
{
	return borders->unit_size[level] * view->scale / view->pen;
}

static void stroke_level(
	const struct gw_borders *borders, uint32_t level, cairo_t *cr, const struct gw_view *view)
{
	uint32_t finest = borders->num_levels - 1, above = finest - level;
	double width, strength = 1, thickness;
	const struct border_style *style;

	if (level == OUTLINE && above < OUTLINE_STYLE)
		above = OUTLINE_STYLE;
	style = &styles[above < NUM_STYLES ? above : NUM_STYLES - 1];
	if (level > OUTLINE + 1)
		strength = (size_in(borders, level, view) - fade_from) / (fade_to - fade_from);
	if (strength <= 0)
		return;
	strength = fmin(strength, 1);
	/* thinner where the whole city is seen, stronger in its streets */
	thickness = fmin(fmax(sqrt(size_in(borders, finest, view) / common_size), 0.7), 1.5);
	width = style->width * thickness * view->pen;
	if (style->casing > 0) {
		cairo_set_line_width(cr, width + 2 * style->casing * view->pen);
		gw_rgb_set(cr, 0xffffff, 0.6 * strength);
		cairo_stroke_preserve(cr);
	}
	cairo_set_line_width(cr, width);
	gw_rgb_set(cr, style->rgb, style->alpha * strength);
	cairo_stroke(cr);
}

enum gw_status gw_borders_paint(const struct gw_borders *borders, cairo_t *cr,
	const struct gw_view *view, struct gw_error *err)
{
	struct seen seen = {.borders = borders};
	struct gw_clip clip;
	uint32_t level;

	seen.bits = calloc(borders->chains.num_chains / 64 + 1, sizeof *seen.bits);
	if (!seen.bits)
		return gw_fail_nomem(err);
	gw_clip_init(&clip, cr, view);
	gw_locator_visit(
		borders->division->locator, lonlat_box(gw_clip_world_box(&clip)), see_edge, &seen);
	/* Round caps and joins: chains that meet end to end look like one. */
	cairo_set_line_cap(cr, CAIRO_LINE_CAP_ROUND);
	cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
	for (level = borders->num_levels; level-- > 0;) {
		trace_level(borders, seen.bits, level, &clip);
		stroke_level(borders, level, cr, view);
	}
	cairo_new_path(cr);
	free(seen.bits);
	return GW_OK;
}
