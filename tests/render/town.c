/* SPDX-License-Identifier: Apache-2.0 */
#include "town.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define WEST	1208000000
#define SOUTH	407000000
#define STEP	65536 /* of a cell, in units */
#define CORNERS (TOWN_SIDE + 1)

static struct gw_lonlat corner(int column, int row)
{
	int32_t east = 0, north = 0;

	if (column > 0 && column < TOWN_SIDE && row > 0 && row < TOWN_SIDE) {
		east = (column * 7919 + row * 104729) % 30001 - 15000;
		north = (column * 15485863 + row * 32452843) % 32001 - 16000;
	}
	return (struct gw_lonlat){WEST + column * STEP + east, SOUTH + row * STEP + north};
}

static struct gw_units *make_units(void)
{
	struct gw_unit items[2 + 2 * TOWN_SIDE + TOWN_CELLS];
	static char codes[2 + 2 * TOWN_SIDE + TOWN_CELLS][24];
	struct gw_units *units = NULL;
	struct gw_error err = {0};
	uint32_t n = 0, side, row, column;

	for (side = 0; side < 2; side++, n++)
		items[n] = (struct gw_unit){.code = side ? "E" : "W", .parent = GW_NO_UNIT};
	for (side = 0; side < 2; side++)
		for (row = 0; row < TOWN_SIDE; row++, n++) {
			snprintf(codes[n], sizeof codes[n], "%u-%u", side, row);
			items[n] = (struct gw_unit){.code = codes[n], .parent = side, .level = 1};
		}
	for (row = 0; row < TOWN_SIDE; row++)
		for (column = 0; column < TOWN_SIDE; column++, n++) {
			side = column >= TOWN_SIDE / 2;
			snprintf(codes[n], sizeof codes[n], "%u%u", row, column);
			items[n] = (struct gw_unit){.code = codes[n],
				.parent = 2 + side * TOWN_SIDE + row,
				.level = 2,
				.is_cell = true};
		}
	if (gw_units_create(&units, items, n, &err))
		fail_msg("%s", err.text);
	return units;
}

static struct gw_division *make_division(void)
{
	struct gw_units *units = make_units();
	struct gw_division *division = NULL;
	struct gw_error err = {0};
	struct gw_rings rings;
	char code[24];
	int row, column;

	gw_rings_init(&rings);
	for (row = 0; row < TOWN_SIDE; row++)
		for (column = 0; column < TOWN_SIDE; column++) {
			const struct gw_lonlat ring[] = {corner(column, row),
				corner(column + 1, row), corner(column + 1, row + 1),
				corner(column, row + 1)};

			snprintf(code, sizeof code, "%d%d", row, column);
			if (gw_rings_add(&rings, units->items[gw_units_find(units, 2, code)].first,
				    0, false, ring, 4, NULL, &err))
				fail_msg("%s", err.text);
		}
	if (gw_division_create(&division, units, &rings, &err))
		fail_msg("%s", err.text);
	gw_rings_finish(&rings);
	return division;
}

struct gw_world town_place(double east, double south)
{
	struct gw_world nw = gw_world_from_lonlat(corner(0, TOWN_SIDE));
	struct gw_world se = gw_world_from_lonlat(corner(TOWN_SIDE, 0));

	return (struct gw_world){nw.x + east * (se.x - nw.x), nw.y + south * (se.y - nw.y)};
}

static void add_part(
	struct gw_context *context, enum town_feature number, const double (*points)[2], size_t n)
{
	struct gw_context_feature *f = &context->features[number];
	size_t i;

	if (!f->num_parts) {
		f->first_part = context->num_parts;
		f->box.min = f->box.max = town_place(points[0][0], points[0][1]);
	}
	f->num_parts++;
	context->part_first[context->num_parts++] = context->num_points;
	for (i = 0; i < n; i++) {
		struct gw_world p = town_place(points[i][0], points[i][1]);

		context->points[context->num_points++] = p;
		f->box.min.x = p.x < f->box.min.x ? p.x : f->box.min.x;
		f->box.min.y = p.y < f->box.min.y ? p.y : f->box.min.y;
		f->box.max.x = p.x > f->box.max.x ? p.x : f->box.max.x;
		f->box.max.y = p.y > f->box.max.y ? p.y : f->box.max.y;
	}
	context->part_first[context->num_parts] = context->num_points;
}

static struct gw_context *make_context(void)
{
	static const double lake[][2] = {{.1, .2}, {.45, .12}, {.6, .5}, {.3, .65}, {.08, .5}};
	static const double island[][2] = {{.25, .3}, {.4, .28}, {.4, .43}, {.25, .45}};
	static const double road[][2] = {
		{-.1, .9}, {.3, .8}, {.5, .95}, {.55, .7}, {.8, .72}, {1.1, .3}};
	static const double loop[][2] = {{.7, .1}, {.95, .15}, {.9, .4}, {.72, .35}};
	struct gw_context *context = calloc(1, sizeof *context);

	assert_non_null(context);
	context->num_features = TOWN_FEATURES;
	context->features = calloc(TOWN_FEATURES, sizeof *context->features);
	context->points = calloc(64, sizeof *context->points);
	context->part_first = calloc(8, sizeof *context->part_first);
	assert_true(context->features && context->points && context->part_first);
	context->features[TOWN_LAKE].shape = GW_SHAPE_POLYGON;
	context->features[TOWN_ROAD].shape = GW_SHAPE_LINE;
	context->features[TOWN_LOOP].shape = GW_SHAPE_POLYGON;
	add_part(context, TOWN_LAKE, lake, 5);
	add_part(context, TOWN_LAKE, island, 4);
	add_part(context, TOWN_ROAD, road, 6);
	add_part(context, TOWN_LOOP, loop, 4);
	return context;
}

void town_init(struct town *town)
{
	town->division = make_division();
	town->context = make_context();
}

void town_finish(struct town *town)
{
	gw_division_destroy(town->division);
	gw_context_destroy(town->context);
}

gw_cell_id town_cell(const struct town *town, uint32_t column, uint32_t row)
{
	const struct gw_units *units = town->division->units;
	char code[24];

	snprintf(code, sizeof code, "%u%u", row, column);
	return units->items[gw_units_find(units, 2, code)].first;
}

struct gw_view town_view(unsigned pixels)
{
	struct gw_world nw = town_place(0, 0), se = town_place(1, 1);
	double scale = 0.75 * pixels / (se.y - nw.y), width = (se.x - nw.x) * scale;

	/* begins with a whole pixel of the square */
	return (struct gw_view){
		.origin = {floor(nw.x * scale - (pixels - width) / 2) / scale,
			floor(nw.y * scale - pixels / 8.0) / scale},
		.scale = scale,
		.width = pixels,
		.height = pixels,
		.pen = 1,
	};
}

struct gw_scene town_scene(const struct town *town, struct gw_scene_layer *layer)
{
	return (struct gw_scene){.division = town->division,
		.context = town->context,
		.layers = layer,
		.num_layers = 1};
}
