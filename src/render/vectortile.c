/* SPDX-License-Identifier: Apache-2.0 */
#include "render/vectortile.h"

#include "base/buf.h"
#include "render/facts.h"
#include "render/vectortile_layer.h"
#include "render/vectortile_surroundings.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Clients show tiles 512 pixels wide: with the points that the mesh has for the next zoom. */
#define FINER 1

enum layer { UNITS, BORDERS, LABELS, REPORTS, CONTEXT, NUM_LAYERS };

enum unit_field {
	CODE,
	NAME,
	NAME_EN,
	LABEL,
	LEVEL,
	RANK,
	DEPTH,
	PIXELS,
	RESPONSIBLE,
	HOUSEHOLDS,
	RESIDENTS,
	CLASS,
	GRADE,
	MARK,
	COUNT,
	CHANGE,
	COLOR
};
static const char *const unit_fields[] = {"code", "name", "name_en", "label", "level", "rank",
	"depth", "pixels", "responsible", "households", "residents", "class", "grade", "mark",
	"count", "change", "color", NULL};

enum border_field { BORDER_LEVEL, BORDER_RANK, BORDER_DEPTH, BORDER_PIXELS };
static const char *const border_fields[] = {"level", "rank", "depth", "pixels", NULL};

enum report_field { REPORT_COUNT };
static const char *const report_fields[] = {"count", NULL};

const struct gw_vectortile_layer gw_vectortile_layers[] = {
	[UNITS] = {"units", unit_fields},
	[BORDERS] = {"borders", border_fields},
	[LABELS] = {"labels", unit_fields},
	[REPORTS] = {"reports", report_fields},
	[CONTEXT] = {"context", gw_tile_surroundings_fields},
	[NUM_LAYERS] = {NULL},
};

bool gw_vectortile_is_number(const struct gw_vectortile_layer *layer, const char *field)
{
	static const char *const numbers[] = {
		"rank", "depth", "pixels", "households", "residents", "grade", "count", "change"};
	size_t i;

	for (i = 0; i < sizeof numbers / sizeof *numbers; i++)
		if (!strcmp(field, numbers[i]))
			return true;
	return !strcmp(field, "class") && layer != &gw_vectortile_layers[CONTEXT];
}

/* One tile's work. */
struct drawing {
	const struct gw_vectortile_source *source;
	const struct gw_units *units;
	uint32_t level; /* the drawn one */
	struct gw_tilekey key;
	struct gw_vectortile_lattice *lattice;
	struct gw_mesh_box box;
	const struct gw_mesh_detail *detail;
	struct gw_runs runs;
	struct gw_tile_layer *layers[NUM_LAYERS];
	double widths[GW_FACTS_RANKS]; /* see struct gw_facts */
	char colors[GW_CLASSES_MAX][8]; /* by class: "#rrggbb" */
};

/* The area a cell is part of: 1 + its unit of the drawn level, or 0. */
static uint32_t area_of(const struct drawing *d, gw_cell_id cell)
{
	return cell == GW_OUTSIDE ? 0 : gw_units_above(d->units, cell, d->level) + 1;
}

static void add_arc(struct drawing *d, uint32_t number)
{
	const struct gw_mesh *mesh = d->source->mesh;
	uint32_t first = d->detail->first[number], n = d->detail->first[number + 1] - first;
	struct gw_vectortile_lattice_path path = {d->detail->points + first, n,
		area_of(d, mesh->arcs[number].left), area_of(d, mesh->arcs[number].right),
		mesh->ranks[number]};

	if (mesh->ranks[number] <= d->level)
		gw_vectortile_lattice_add(d->lattice, path);
}

static void add_arcs(void *context, uint32_t first, uint32_t count)
{
	struct drawing *d = context;
	uint32_t i;

	for (i = first; i < first + count; i++) {
		struct gw_mesh_box b = d->source->mesh->boxes[i];

		if (b.right >= d->box.left && b.left <= d->box.right && b.bottom >= d->box.top &&
			b.top <= d->box.bottom)
			add_arc(d, i);
	}
}

/* Those wholly west of the box tell what lies in its corner. */
static void add_western_arcs(void *context, uint32_t first, uint32_t count)
{
	struct drawing *d = context;
	uint32_t i;

	for (i = first; i < first + count; i++) {
		struct gw_mesh_box b = d->source->mesh->boxes[i];

		if (b.right < d->box.left && b.bottom >= d->box.top && b.top <= d->box.top)
			add_arc(d, i);
	}
}

static enum gw_status weave_units(struct drawing *d, struct gw_error *err)
{
	struct gw_mesh_box west = {0, d->box.top, d->box.left, d->box.top};

	gw_mesh_visit(d->source->mesh, d->box, add_arcs, d);
	gw_mesh_visit(d->source->mesh, west, add_western_arcs, d);
	return gw_vectortile_lattice_weave(d->lattice, err);
}

static struct gw_facts facts_of(struct drawing *d, uint32_t rank)
{
	return (struct gw_facts){.data = d->source->data,
		.scale = ldexp(512, (int)d->key.z),
		.widths = d->widths,
		.rank = rank};
}

/* A layer's fields [0, n) of what is looked at, as styles find them. */
static void put_fields(struct gw_tile_layer *layer, const struct gw_facts *facts,
	const char *const *names, unsigned n)
{
	struct gw_feature feature = gw_facts_feature(facts, GW_GEOMETRY_POINT);
	struct gw_value value;
	unsigned i;

	for (i = 0; i < n; i++) {
		if (!feature.get(feature.context, names[i], &value))
			continue;
		if (value.type == GW_VALUE_STRING)
			gw_tile_layer_text(layer, i, value.string);
		else if (value.number == floor(value.number))
			gw_tile_layer_int(layer, i, (int64_t)value.number);
		else
			gw_tile_layer_number(layer, i, value.number);
	}
}

static void put_unit(struct drawing *d, struct gw_tile_layer *layer, uint32_t number)
{
	const struct gw_choropleth *map = d->source->data->choropleth;
	struct gw_facts facts = facts_of(d, d->units->items[number].level);
	int class = map->values[number].class;

	facts.unit = &d->units->items[number];
	if (d->source->has_values)
		facts.value = &map->values[number];
	put_fields(layer, &facts, unit_fields, d->source->has_values ? COLOR : CLASS);
	if (d->source->has_values && class >= 0 && gw_rgba_alpha(map->classes[class].rgba))
		gw_tile_layer_text(layer, COLOR, d->colors[class]);
}

static enum gw_status put_units(struct drawing *d, struct gw_error *err)
{
	struct gw_tile_layer *layer = d->layers[UNITS];
	enum gw_status st;
	uint32_t area = 0;
	size_t i;

	st = gw_runs_of_areas(&d->runs, d->lattice, err);
	for (i = 0; i < d->runs.n && !st; i++) {
		const struct gw_run *run = &d->runs.items[i];

		if (run->number != area) {
			area = run->number;
			gw_tile_layer_begin(
				layer, GW_TILE_POLYGONS, (uint64_t)d->units->items[area - 1].key);
			put_unit(d, layer, area - 1);
		}
		gw_tile_layer_run(layer, d->runs.knots + run->first, run->count);
	}
	return st;
}

/* One feature for each rank. */
static enum gw_status put_borders(struct drawing *d, struct gw_error *err)
{
	struct gw_tile_layer *layer = d->layers[BORDERS];
	enum gw_status st;
	size_t i;

	st = gw_runs_of_borders(&d->runs, d->lattice, (uint8_t)d->level, err);
	for (i = 0; i < d->runs.n && !st; i++) {
		const struct gw_run *run = &d->runs.items[i];

		if (!i || run->number != run[-1].number) {
			struct gw_facts facts = facts_of(d, run->number);

			gw_tile_layer_begin(layer, GW_TILE_LINES, 0);
			put_fields(layer, &facts, border_fields, BORDER_PIXELS + 1);
		}
		gw_tile_layer_run(layer, d->runs.knots + run->first, run->count);
	}
	return st;
}

/* Where a place lies in the tile; false when it lies in another. */
static bool find_place(const struct drawing *d, struct gw_world at, int32_t *x, int32_t *y)
{
	double across = ldexp(GW_LATTICE_EXTENT, (int)d->key.z);
	double fx = floor(at.x * across) - (double)d->key.x * GW_LATTICE_EXTENT;
	double fy = floor(at.y * across) - (double)d->key.y * GW_LATTICE_EXTENT;

	if (!(fx >= 0 && fx < GW_LATTICE_EXTENT && fy >= 0 && fy < GW_LATTICE_EXTENT))
		return false;
	*x = (int32_t)fx;
	*y = (int32_t)fy;
	return true;
}

static void put_labels(struct drawing *d)
{
	struct gw_tile_layer *layer = d->layers[LABELS];
	uint32_t i;
	int32_t x, y;

	for (i = 0; i < d->units->n; i++) {
		uint32_t level = d->units->items[i].level;
		const struct gw_poles *poles = level <= d->level && d->source->data->poles
			? d->source->data->poles[level]
			: NULL;

		if (!poles || !(poles->items[i].radius > 0) ||
			!find_place(d, poles->items[i].at, &x, &y))
			continue;
		gw_tile_layer_begin(layer, GW_TILE_POINTS, (uint64_t)d->units->items[i].key);
		put_unit(d, layer, i);
		gw_tile_layer_point(layer, x, y);
	}
}

static void put_reports(struct drawing *d)
{
	struct gw_tile_layer *layer = d->layers[REPORTS];
	size_t i;
	int32_t x, y;

	for (i = 0; i < d->source->data->num_reports; i++) {
		if (!find_place(d, d->source->data->reports[i], &x, &y))
			continue;
		gw_tile_layer_begin(layer, GW_TILE_POINTS, 0);
		gw_tile_layer_int(layer, REPORT_COUNT, 1);
		gw_tile_layer_point(layer, x, y);
	}
}

static enum gw_status draw(struct drawing *d, struct gw_error *err)
{
	enum gw_status st;

	st = weave_units(d, err);
	if (!st)
		st = put_units(d, err);
	if (!st)
		st = put_borders(d, err);
	if (st)
		return st;
	put_labels(d);
	put_reports(d);
	return gw_tile_surroundings(
		d->layers[CONTEXT], d->lattice, &d->runs, d->key, d->source->data->context, err);
}

static void name_colors(struct drawing *d)
{
	const struct gw_choropleth *map = d->source->data->choropleth;
	size_t i;

	for (i = 0; i < map->num_classes; i++)
		snprintf(d->colors[i], sizeof d->colors[i], "#%06x",
			(unsigned)map->classes[i].rgba & 0xffffff);
}

enum gw_status gw_vectortile_draw(const struct gw_vectortile_source *source, struct gw_tilekey key,
	struct gw_buf *out, struct gw_error *err)
{
	const struct gw_choropleth *map = source->data->choropleth;
	unsigned zoom = key.z + FINER < GW_MESH_ZOOM_MAX ? key.z + FINER : GW_MESH_ZOOM_MAX;
	struct drawing d = {.source = source,
		.units = map->division->units,
		.level = map->level,
		.key = key,
		.detail = &source->mesh->details[zoom]};
	enum gw_status st = GW_OK;
	int i;

	if (!gw_tilekey_is_valid(key))
		return gw_fail(err, GW_EINVAL, "there is no tile %u/%u/%u", key.z, key.x, key.y);
	gw_runs_init(&d.runs);
	name_colors(&d);
	d.lattice = gw_vectortile_lattice_create(key);
	if (!d.lattice)
		st = gw_fail_nomem(err);
	for (i = 0; i < NUM_LAYERS && !st; i++) {
		d.layers[i] = gw_tile_layer_create(
			gw_vectortile_layers[i].name, gw_vectortile_layers[i].fields);
		if (!d.layers[i])
			st = gw_fail_nomem(err);
	}
	if (!st) {
		d.box = gw_vectortile_lattice_box(d.lattice);
		st = draw(&d, err);
	}
	if (!st)
		st = gw_tile_layers_write(d.layers, NUM_LAYERS, out, err);
	for (i = 0; i < NUM_LAYERS; i++)
		gw_tile_layer_destroy(d.layers[i]);
	gw_vectortile_lattice_destroy(d.lattice);
	gw_runs_finish(&d.runs);
	return st;
}
