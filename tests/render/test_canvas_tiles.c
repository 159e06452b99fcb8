/* SPDX-License-Identifier: Apache-2.0 */
#include "painted.h"
#include "render/sprites.h"
#include "town.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <math.h>

#define SIDE 256
#define TILE 64

/* What canvas.h allows. */
#define EDGE_OFF 2

/* The most that any pixel differs between one drawing and 4 by 4 tiles. */
static int most_apart(const struct gw_scene *scene, const struct gw_view *view)
{
	struct pixels whole = painted(scene, view);
	struct pixels tiles = painted_in_tiles(scene, view, TILE);
	int x, y, most = 0, drawn = 0;

	for (y = 0; y < whole.height; y++)
		for (x = 0; x < whole.width; x++) {
			int d = pixel_difference(pixels_at(&whole, x, y), pixels_at(&tiles, x, y));

			most = d > most ? d : most;
			drawn += pixels_at(&whole, x, y) != 0;
		}
	assert_true(drawn > 100);
	pixels_finish(&tiles);
	pixels_finish(&whole);
	return most;
}

/* At a scale of its own and at that of a tile, where the town is partly outside. */
static void expect_tiles(const struct town *town, struct gw_scene_layer layer,
	const struct gw_sprites *sprites, int off)
{
	struct gw_scene scene = town_scene(town, &layer);
	struct gw_view view = town_view(SIDE);
	int most;

	scene.sprites = sprites;
	most = most_apart(&scene, &view);
	view.pen = 2;
	view.scale = ldexp(SIDE, 13);
	view.origin.x = floor(town_place(.3, .3).x * ldexp(1, 13)) / ldexp(1, 13);
	view.origin.y = floor(town_place(.3, .3).y * ldexp(1, 13)) / ldexp(1, 13);
	most = (int)fmax(most, most_apart(&scene, &view));
	if (most > off)
		fail_msg("pixels differ by %d", most);
}

static void fills_run_on_from_tile_to_tile(void **state)
{
	static const gw_rgba same_alpha[] = {0xff2166ac, 0xfff7f7f7, 0xffb2182b};
	gw_rgba cells[TOWN_CELLS + 1] = {0};
	struct gw_scene_layer layer = {.kind = GW_DRAW_FILL, .fill.cells = cells};
	int c, kind;

	for (kind = 0; kind < 3; kind++) {
		for (c = 1; c <= TOWN_CELLS; c++) {
			cells[c] = same_alpha[c * 7 % 3];
			if (kind == 1)
				cells[c] -= 0x44000000;
			if (kind == 2)
				cells[c] -= (gw_rgba)(c % 4 * 50) << 24;
		}
		expect_tiles(*state, layer, NULL, EDGE_OFF);
	}
	for (c = 1; c <= TOWN_CELLS; c++)
		cells[c] = 0xff000000u | (gw_rgba)c * 0x20406;
	expect_tiles(*state, layer, NULL, EDGE_OFF);
}

static void patterns_run_on_from_tile_to_tile(void **state)
{
	struct gw_sprites *sprites = NULL;
	uint8_t cells[TOWN_CELLS + 1] = {0};
	uint32_t numbers[2];
	struct gw_scene_layer layer = {.kind = GW_DRAW_PATTERN, .pattern = {cells, numbers, 2, 1}};
	struct gw_error err = {0};
	int c;

	if (gw_sprites_open(&sprites, SPRITES, &err))
		fail_msg("%s", err.text);
	numbers[0] = gw_sprites_find(sprites, "hatch-dark");
	numbers[1] = gw_sprites_find(sprites, "dots");
	for (c = 1; c <= TOWN_CELLS; c++)
		cells[c] = (uint8_t)(c % 3);
	expect_tiles(*state, layer, sprites, EDGE_OFF);
	gw_sprites_destroy(sprites);
}

static void borders_run_on_from_tile_to_tile(void **state)
{
	struct gw_stroke strokes[] = {
		{.rgba = 0xff202020, .width = 3.3f, .join = GW_JOIN_ROUND},
		{.rgba = 0x80303030, .width = 2, .dashes = {7, 3}, .num_dashes = 2},
		{.rgba = 0xb0ff0000, .width = 1.2f, .join = GW_JOIN_MITER},
	};
	struct gw_scene_layer layer = {.kind = GW_DRAW_BORDERS, .borders = {strokes, 3}};

	expect_tiles(*state, layer, NULL, EDGE_OFF);
}

static void areas_run_on_from_tile_to_tile(void **state)
{
	struct gw_area areas[] = {
		{TOWN_LAKE, 0x8055aadd, 0xff225588, GW_NO_SPRITE, 1},
		{TOWN_LOOP, 0xffddaa55, 0, GW_NO_SPRITE, 1},
	};
	struct gw_scene_layer layer = {.kind = GW_DRAW_AREAS, .areas = {areas, 2}};

	expect_tiles(*state, layer, NULL, EDGE_OFF);
}

static void lines_run_on_from_tile_to_tile(void **state)
{
	struct gw_line lines[] = {
		{TOWN_ROAD, {.rgba = 0xff885500, .width = 5, .cap = GW_CAP_ROUND}},
		{TOWN_ROAD,
			{.rgba = 0xffaa00aa,
				.width = 1.5f,
				.offset = 6,
				.dashes = {9, 4, 2, 4},
				.num_dashes = 4}},
		{TOWN_LOOP,
			{.rgba = 0xffcc0000,
				.width = 3,
				.offset = -4,
				.dashes = {0, 6},
				.num_dashes = 2,
				.cap = GW_CAP_ROUND}},
		{TOWN_LAKE, {.rgba = 0x80000000, .width = 4, .join = GW_JOIN_MITER}},
	};
	struct gw_scene_layer layer = {.kind = GW_DRAW_LINES, .lines = {lines, 4}};

	expect_tiles(*state, layer, NULL, EDGE_OFF);
}

static void circles_run_on_from_tile_to_tile(void **state)
{
	struct gw_circle circles[] = {
		{town_place(.4, .4), 40, 0, 0xc0ff0000, 0xffffffff, 3},
		{town_place(.6, .5), 50, .7f, 0xff0000ff, 0xff000000, 2},
	};
	struct gw_scene_layer layer = {.kind = GW_DRAW_CIRCLES, .circles = {circles, 2}};

	expect_tiles(*state, layer, NULL, EDGE_OFF);
}

static void heat_is_the_same_in_every_tile(void **state)
{
	struct gw_heat_point points[60];
	struct gw_scene_layer layer = {.kind = GW_DRAW_HEAT,
		.heat = {.items = points, .n = 60, .intensity = .7f, .opacity = 1}};
	int i;

	for (i = 0; i < 60; i++)
		points[i] = (struct gw_heat_point){
			town_place(i * 37 % 60 / 60.0, i / 60.0), 1 + i % 3, 20 + i % 7};
	for (i = 0; i < 256; i++)
		layer.heat.ramp[i] = gw_rgba_pack(255, 255 - (unsigned)i, 0, (unsigned)i);
	expect_tiles(*state, layer, NULL, 0);
}

static int setup(void **state)
{
	static struct town town;

	town_init(&town);
	*state = &town;
	return 0;
}

static int teardown(void **state)
{
	town_finish(*state);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fills_run_on_from_tile_to_tile),
		cmocka_unit_test(patterns_run_on_from_tile_to_tile),
		cmocka_unit_test(borders_run_on_from_tile_to_tile),
		cmocka_unit_test(areas_run_on_from_tile_to_tile),
		cmocka_unit_test(lines_run_on_from_tile_to_tile),
		cmocka_unit_test(circles_run_on_from_tile_to_tile),
		cmocka_unit_test(heat_is_the_same_in_every_tile),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
