/* SPDX-License-Identifier: Apache-2.0 */
#include "render/portrait.h"

#include "base/mem.h"

#include <stdlib.h>

/* How a layer shows a unit: not at all, or in a colour. */
struct look {
	bool is_known, takes;
	gw_rgba rgba;
};

/*
 * Looks are kept by class: a style that asks for nothing else shows all units of a class alike, so
 * that millions of cells cost no more evaluations than there are classes.
 */
struct looks {
	struct look by_class[GW_CLASSES_MAX + 1];
};

static struct look look_of(struct gw_portrait *p, struct looks *looks, uint32_t unit)
{
	const struct gw_unit_value *value = &p->data->choropleth->values[unit];
	struct look *kept = &looks->by_class[value->class + 1], look = {0};

	if (kept->is_known)
		return *kept;
	p->asked_more = false;
	look.takes = gw_portrait_look_at_unit(p, unit, GW_GEOMETRY_POLYGON);
	if (look.takes)
		look.rgba = gw_portrait_color(p, GW_FILL_COLOR, GW_FILL_OPACITY);
	look.is_known = !p->asked_more;
	if (look.is_known)
		*kept = look;
	return look;
}

enum gw_status gw_portray_fill(struct gw_portrait *p, struct gw_error *err)
{
	const struct gw_units *units = p->data->choropleth->division->units;
	struct gw_fill_layer *fill = &gw_portrait_next_layer(p, GW_DRAW_FILL)->fill;
	struct looks looks = {0};
	gw_cell_id cell;
	uint32_t i;

	fill->cells = calloc((size_t)units->num_cells + 1, sizeof *fill->cells);
	if (!fill->cells)
		return gw_fail_nomem(err);
	for (i = 0; i < units->n; i++) {
		const struct gw_unit *unit = &units->items[i];
		struct look look;

		if (unit->level != p->data->choropleth->level || unit->first > unit->last)
			continue;
		look = look_of(p, &looks, i);
		for (cell = unit->first; cell <= unit->last && look.takes; cell++)
			fill->cells[cell] = look.rgba;
	}
	return GW_OK;
}

/* A sprite's number in the layer, from 1; 0 when there is no more room. */
static uint8_t number_in(struct gw_pattern_layer *pattern, uint32_t sprite)
{
	uint32_t i;

	for (i = 0; i < pattern->num_sprites && pattern->sprites[i] != sprite; i++)
		;
	if (i == UINT8_MAX)
		return 0;
	if (i == pattern->num_sprites)
		pattern->sprites[pattern->num_sprites++] = sprite;
	return (uint8_t)(i + 1);
}

/* Puts the layer's sprites in their own order: which cell comes first is no matter. */
static void sort_sprites(struct gw_pattern_layer *pattern, gw_cell_id num_cells)
{
	uint32_t n = pattern->num_sprites, sorted[UINT8_MAX], i, k;
	uint8_t numbers[UINT8_MAX + 1] = {0};
	gw_cell_id cell;

	for (i = 0; i < n; i++) {
		uint32_t below = 0;

		for (k = 0; k < n; k++)
			below += pattern->sprites[k] < pattern->sprites[i];
		sorted[below] = pattern->sprites[i];
		numbers[i + 1] = (uint8_t)(below + 1);
	}
	for (i = 0; i < n; i++)
		pattern->sprites[i] = sorted[i];
	for (cell = 0; cell <= num_cells; cell++)
		pattern->cells[cell] = numbers[pattern->cells[cell]];
}

enum gw_status gw_portray_pattern(struct gw_portrait *p, struct gw_error *err)
{
	const struct gw_units *units = p->data->choropleth->division->units;
	struct gw_pattern_layer *pattern = &gw_portrait_next_layer(p, GW_DRAW_PATTERN)->pattern;
	enum gw_status st;
	gw_cell_id cell;
	uint32_t i;

	pattern->cells = calloc((size_t)units->num_cells + 1, sizeof *pattern->cells);
	pattern->sprites = gw_alloc_array(UINT8_MAX, sizeof *pattern->sprites);
	if (!pattern->cells || !pattern->sprites)
		return gw_fail_nomem(err);
	for (i = 0; i < units->n; i++) {
		const struct gw_unit *unit = &units->items[i];
		uint32_t sprite;

		if (unit->level != p->data->choropleth->level || unit->first > unit->last ||
			!gw_portrait_look_at_unit(p, i, GW_GEOMETRY_POLYGON))
			continue;
		st = gw_portrait_find_sprite(p, GW_FILL_PATTERN, &sprite, err);
		if (st)
			return st;
		pattern->opacity = gw_portrait_number(p, GW_FILL_OPACITY);
		for (cell = unit->first; cell <= unit->last && sprite != GW_NO_SPRITE; cell++)
			pattern->cells[cell] = number_in(pattern, sprite);
	}
	sort_sprites(pattern, units->num_cells);
	return GW_OK;
}

/* A layer of borders down to the drawn level, none of which shows yet; NULL when memory ends. */
static struct gw_border_layer *next_borders(struct gw_portrait *p)
{
	struct gw_border_layer *borders = &gw_portrait_next_layer(p, GW_DRAW_BORDERS)->borders;

	borders->num_strokes = p->data->choropleth->level + 1;
	borders->strokes = calloc(borders->num_strokes, sizeof *borders->strokes);
	return borders->strokes ? borders : NULL;
}

enum gw_status gw_portray_borders(struct gw_portrait *p, struct gw_error *err)
{
	struct gw_border_layer *borders = next_borders(p);
	uint32_t rank;

	if (!borders)
		return gw_fail_nomem(err);
	for (rank = 0; rank < borders->num_strokes; rank++)
		if (gw_portrait_look_at(p, (struct gw_facts){.rank = rank}, GW_GEOMETRY_LINE))
			gw_portrait_set_stroke(p, &borders->strokes[rank]);
	return GW_OK;
}

/* The borders around units, from a fill's outline. */
enum gw_status gw_portray_outline(struct gw_portrait *p, struct gw_error *err)
{
	struct gw_border_layer *borders = next_borders(p);
	uint32_t rank;

	if (!borders)
		return gw_fail_nomem(err);
	gw_portrait_look_at(
		p, (struct gw_facts){.rank = p->data->choropleth->level}, GW_GEOMETRY_POLYGON);
	for (rank = 0; rank < borders->num_strokes; rank++)
		borders->strokes[rank] = (struct gw_stroke){
			.rgba = gw_portrait_color(p, GW_FILL_OUTLINE_COLOR, GW_FILL_OPACITY),
			.width = 1};
	return GW_OK;
}
