/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_TESTS_RENDER_TOWN_H
#define GW_TESTS_RENDER_TOWN_H

#include "render/scene.h"

/*
 * A made town of TOWN_SIDE by TOWN_SIDE cells whose inner corners are moved about, so that no
 * border runs along an axis but the outer one. Its west and its east half are districts, each row
 * in a district is a ward. In it lie a lake with an island, a road that bends, and a loop.
 */
#define TOWN_SIDE  10
#define TOWN_CELLS (TOWN_SIDE * TOWN_SIDE)

enum town_feature { TOWN_LAKE, TOWN_ROAD, TOWN_LOOP, TOWN_FEATURES };

struct town {
	struct gw_division *division;
	struct gw_context *context;
};

/* Failures end the test. */
void town_init(struct town *town);
void town_finish(struct town *town);

/* Rows count from the south, columns from the west. */
gw_cell_id town_cell(const struct town *town, uint32_t column, uint32_t row);

/* The whole of it in a square picture, a margin of an eighth about it. */
struct gw_view town_view(unsigned pixels);

/* A scene of one layer, which it borrows. */
struct gw_scene town_scene(const struct town *town, struct gw_scene_layer *layer);

/* Where a share of the town's width from its west and its north lies. */
struct gw_world town_place(double east, double south);

#endif
