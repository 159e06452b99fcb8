/* SPDX-License-Identifier: Apache-2.0 */

/* bench-tiles: tiles by Gridward. */

#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"
#include "city.h"
#include "render/tileset.h"
#include "style/faults.h"
#include "tile.h"

#include <stdio.h>

#define PNG_MAX	  ((size_t)1 << 20)
#define STYLE_MAX ((size_t)1 << 16)

static const struct bench_tile_setting settings[] = {
	{"palette", true, true},
	{0},
};

struct ours {
	struct gw_division *division;
	struct gw_mesh *mesh;
	struct gw_poles *poles; /* NULL: no labels */
	struct gw_choropleth map;
	struct gw_style *style;
	struct gw_studio *studio;
	struct gw_map_data data;
	struct gw_tileset *tileset;
	struct gw_buf png;
};

static void ours_close(void *self)
{
	struct ours *ours = self;

	gw_buf_finish(&ours->png);
	gw_tileset_destroy(ours->tileset);
	gw_studio_destroy(ours->studio);
	gw_style_destroy(ours->style);
	gw_choropleth_finish(&ours->map);
	gw_poles_destroy(ours->poles);
	gw_mesh_destroy(ours->mesh);
	gw_division_destroy(ours->division);
	free(ours);
}

/* Cells in the order of their codes are in that of their numbers: as many digits as the last. */
static enum gw_status create_units(
	struct gw_units **out, gw_cell_id num_cells, struct gw_error *err)
{
	struct gw_unit *items = gw_alloc_array(num_cells, sizeof *items);
	char(*codes)[12] = gw_alloc_array(num_cells, sizeof *codes);
	enum gw_status st;
	gw_cell_id i;

	if (!items || !codes) {
		st = gw_fail_nomem(err);
		goto out;
	}
	for (i = 0; i < num_cells; i++) {
		snprintf(codes[i], sizeof codes[i], num_cells > 99999 ? "C%07u" : "C%05u", i + 1);
		items[i] = (struct gw_unit){
			.code = codes[i],
			.parent = GW_NO_UNIT,
			.households = GW_NO_DATA,
			.residents = GW_NO_DATA,
			.grade = GW_NO_DATA,
			.is_cell = true,
		};
	}
	st = gw_units_create(out, items, num_cells, err);
out:
	free(codes);
	free(items);
	return st;
}

static enum gw_status create_division(
	struct gw_division **out, const struct bench_city *city, struct gw_error *err)
{
	struct gw_units *units = NULL;
	struct gw_rings rings;
	enum gw_status st;

	gw_rings_init(&rings);
	bench_city_rings(city, &rings);
	st = create_units(&units, rings.num_cells, err);
	if (!st)
		st = gw_division_create(out, units, &rings, err);
	if (st)
		gw_units_destroy(units);
	gw_rings_finish(&rings);
	return st;
}

/* Class c is grade c. */
static enum gw_status grade_cells(struct ours *ours, struct gw_error *err)
{
	const struct gw_units *units = ours->division->units;
	enum gw_status st = gw_choropleth_init(&ours->map, ours->division, 0, err);
	gw_cell_id cell;

	if (st)
		return st;
	ours->map.graded = true;
	ours->map.num_classes = BENCH_CLASSES;
	for (cell = 1; cell <= units->num_cells; cell++)
		ours->map.values[units->of_cell[cell]].class = (int8_t)(bench_cell_class(cell) - 1);
	return GW_OK;
}

static enum gw_status read_style(struct gw_style **out, struct gw_error *err)
{
	struct gw_style_faults faults;
	struct gw_buf json;
	enum gw_status st;

	gw_style_faults_init(&faults);
	gw_buf_init(&json, STYLE_MAX);
	st = gw_file_read(&json, BENCH_STYLE, err);
	if (!st)
		st = gw_style_parse(out, json.data, json.len, &faults, err);
	gw_buf_finish(&json);
	gw_style_faults_finish(&faults);
	return st;
}

static enum gw_status make_tileset(struct ours *ours, struct gw_error *err)
{
	static const char *const level_names[] = {"cell"};
	const struct gw_poles *const *poles = (const struct gw_poles *const *)&ours->poles;

	ours->data = (struct gw_map_data){
		.choropleth = &ours->map,
		.level_names = level_names,
		.poles = ours->poles ? poles : NULL,
		.lang = "en",
	};
	return gw_tileset_create(&ours->tileset,
		&(struct gw_tileset_source){
			.studio = ours->studio,
			.style = ours->style,
			.mesh = ours->mesh,
			.data = ours->data,
		},
		err);
}

/*
 * Where the labels stand. Gridward leaves out what does not fit into its cell; the peers only what
 * does not fit on the map, so here every cell has all the room there is.
 */
static enum gw_status make_poles(struct ours *ours, struct gw_error *err)
{
	enum gw_status st = gw_poles_create(&ours->poles, ours->division, GW_NO_UNIT, err);
	uint32_t i;

	for (i = 0; !st && i < ours->poles->n; i++)
		ours->poles->items[i].radius = 1;
	return st;
}

static enum gw_status make_all(
	struct ours *ours, const struct bench_city *city, bool labels, struct gw_error *err)
{
	enum gw_status st = create_division(&ours->division, city, err);

	if (!st)
		st = gw_mesh_create(&ours->mesh, ours->division, err);
	if (!st && labels)
		st = make_poles(ours, err);
	if (!st)
		st = grade_cells(ours, err);
	if (!st)
		st = read_style(&ours->style, err);
	if (!st)
		st = gw_studio_create(&ours->studio, NULL, err);
	return st ? st : make_tileset(ours, err);
}

static void *ours_open(const char *data, const char *setting, bool labels)
{
	const struct bench_city *city = bench_city_named(data);
	struct ours *ours = city ? calloc(1, sizeof *ours) : NULL;
	struct gw_error err;

	if (!ours) {
		fprintf(stderr, "bench-tiles: %s\n", city ? "out of memory" : "no such city");
		return NULL;
	}
	gw_buf_init(&ours->png, PNG_MAX);
	if (make_all(ours, city, labels, &err)) {
		fprintf(stderr, "bench-tiles: %s\n", err.text);
		ours_close(ours);
		return NULL;
	}
	return ours;
}

/* Where the time of a tile goes: each stage since the one before. */
struct stopwatch {
	double last, *parts;
};

static void stage_done(void *context, enum gw_tile_stage stage)
{
	struct stopwatch *watch = context;
	double now = bench_cpu_seconds();

	watch->parts[stage] += now - watch->last;
	watch->last = now;
}

static bool ours_draw(void *self, const struct bench_tile *tile, struct bench_png *png)
{
	struct stopwatch stopwatch = {bench_cpu_seconds(), png->parts};
	struct gw_tile_watch watch = {stage_done, &stopwatch};
	struct gw_tilekey key = {tile->zoom, tile->x, tile->y};
	struct ours *ours = self;
	struct gw_error err;

	gw_buf_clear(&ours->png);
	if (gw_tileset_draw(ours->tileset, key, 1, &watch, &ours->png, &err)) {
		fprintf(stderr, "bench-tiles: %s\n", err.text);
		return false;
	}
	png->data = ours->png.data;
	png->len = ours->png.len;
	return true;
}

int main(int argc, char **argv)
{
	static const struct bench_tile_engine engine = {
		.name = "ours",
		.settings = settings,
		.parts = {[GW_TILE_TRACED] = "trace",
			[GW_TILE_STROKED] = "borders",
			[GW_TILE_LABELLED] = "labels",
			[GW_TILE_COMPOSED] = "compose",
			[GW_TILE_ENCODED] = "encode"},
		.open = ours_open,
		.draw = ours_draw,
		.close = ours_close,
	};

	return bench_tile_main(argc, argv, &engine);
}
