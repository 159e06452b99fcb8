/* SPDX-License-Identifier: Apache-2.0 */
#include "service/part.h"

#include "base/buf.h"
#include "base/mem.h"
#include "service/basemap.h"

#include <stdlib.h>
#include <string.h>

#define VEIL	   0x9cf6f7f8
#define PALE_LABEL 0xff8a8e94

static enum gw_status complain(const struct gw_map *map, const char *code, struct gw_error *err)
{
	struct gw_buf levels;
	enum gw_status st;
	uint32_t rank;

	gw_buf_init(&levels, 1024);
	for (rank = 0; rank <= map->division.rank && rank < GW_BASEMAP_RANKS; rank++)
		gw_buf_printf(&levels, "%s%s", rank ? ", " : "", map->data.level_names[rank]);
	st = gw_fail(err, GW_ENOTFOUND, "no unit has the code \"%s\" on any level: %s", code,
		gw_buf_cstr(&levels));
	gw_buf_finish(&levels);
	return st;
}

static bool has_cell(const struct gw_unit *unit, gw_cell_id cell)
{
	return cell >= unit->first && cell <= unit->last;
}

static struct gw_bbox box_of(const struct gw_division *division, const struct gw_unit *unit)
{
	const struct gw_grid *grid = division->grid;
	struct gw_bbox box = gw_bbox_empty();
	size_t i;

	for (i = 0; i < grid->num_edges; i++) {
		const struct gw_edge *e = &grid->edges[i];

		if (has_cell(unit, e->left) || has_cell(unit, e->right))
			box = gw_bbox_with(gw_bbox_with(box, e->a), e->b);
	}
	return box;
}

enum gw_status gw_part_find(
	struct gw_part *part, const struct gw_map *map, const char *code, struct gw_error *err)
{
	const struct gw_division *division = map->choropleth->division;
	uint32_t found = GW_NO_UNIT, level;

	*part = (struct gw_part){.box = map->bbox};
	if (!code)
		return GW_OK;
	for (level = 0; level <= map->division.rank && found == GW_NO_UNIT; level++)
		found = gw_units_find(division->units, level, code);
	if (found == GW_NO_UNIT)
		return complain(map, code, err);
	part->unit = &division->units->items[found];
	part->box = box_of(division, part->unit);
	if (gw_bbox_is_empty(part->box))
		return gw_fail(err, GW_ENOTFOUND, "unit \"%s\" has no cells in the division", code);
	return GW_OK;
}

bool gw_part_has(const struct gw_part *part, const struct gw_unit *unit)
{
	return !part->unit || (unit->first <= part->unit->last && unit->last >= part->unit->first);
}

struct gw_choropleth gw_part_classes(const struct gw_part *part, const struct gw_map *map)
{
	struct gw_choropleth out = *map->choropleth;
	const struct gw_units *units = out.division->units;
	uint32_t i;

	for (i = 0; i < out.num_classes; i++)
		out.classes[i].num_units = 0;
	for (i = 0; i < units->n; i++)
		if (out.values[i].class >= 0 && gw_part_has(part, &units->items[i]))
			out.classes[out.values[i].class].num_units++;
	return out;
}

static void pale_labels(
	const struct gw_part *part, struct gw_symbol_layer *layer, const struct gw_locator *locator)
{
	uint32_t i;

	for (i = 0; i < layer->n; i++) {
		struct gw_symbol *s = &layer->items[i];

		if (!has_cell(part->unit, gw_locator_cell(locator, gw_lonlat_from_world(s->at))))
			s->rgba = PALE_LABEL;
	}
}

enum gw_status gw_part_veil(
	const struct gw_part *part, struct gw_scene *scene, struct gw_error *err)
{
	gw_cell_id n = scene->division->units->num_cells, cell;
	struct gw_scene_layer *layers, *veil;
	gw_rgba *cells;
	uint32_t at;

	if (!part->unit)
		return GW_OK;
	cells = gw_alloc_array((size_t)n + 1, sizeof *cells);
	layers = realloc(scene->layers, (scene->num_layers + 1) * sizeof *layers);
	if (layers)
		scene->layers = layers;
	if (!cells || !layers) {
		free(cells);
		return gw_fail_nomem(err);
	}
	cells[GW_OUTSIDE] = GW_RGBA_TRANSPARENT;
	for (cell = 1; cell <= n; cell++)
		cells[cell] = has_cell(part->unit, cell) ? GW_RGBA_TRANSPARENT : VEIL;
	for (at = 0; at < scene->num_layers; at++)
		if (layers[at].kind == GW_DRAW_SYMBOLS)
			pale_labels(part, &layers[at].symbols, scene->division->locator);
	at = 0;
	while (at < scene->num_layers && layers[at].kind != GW_DRAW_SYMBOLS)
		at++;
	veil = &layers[at];
	memmove(veil + 1, veil, (scene->num_layers - at) * sizeof *veil);
	*veil = (struct gw_scene_layer){.kind = GW_DRAW_FILL, .fill = {.cells = cells}};
	scene->num_layers++;
	return GW_OK;
}
