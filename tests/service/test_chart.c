/* SPDX-License-Identifier: Apache-2.0 */
/* Which tiles have another number after a change, against what a new atlas draws. */
#include "base/buf.h"
#include "blocks.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define PNG_MAX	   ((size_t)1 << 22)
#define PIXELS_MAX ((size_t)1 << 20)
#define ZOOM_MIN   10
#define ZOOM_MAX   15
#define TILES	   400 /* of all zooms */
#define ROUNDS	   18

static const struct gw_map_query queries[] = {
	{.month = 202610, .scheme = "town"},
	{.month = 202610, .scheme = "town"},
	{.month = 202610, .scheme = "town"},
	{.month = 202610, .scheme = "town", .style = "print"},
	{.month = 202610, .scheme = "town", .level = "district"},
};
static const char *const kinds[] = {"safety", "counts", "reports", "safety", "counts"};

#define MAPS (sizeof queries / sizeof *queries)

/* A tile as it was seen last. */
struct seen {
	struct gw_tilekey key;
	unsigned scale;
	uint64_t number, print; /* print: of its bytes */
};

struct watching {
	struct blocks blocks;
	struct gw_atlas *atlas;
	struct seen tiles[MAPS][TILES];
	size_t n[MAPS];
	size_t renumbered, changed, looked_at; /* over all rounds */
};

static struct gw_atlas *open_atlas(const struct blocks *b)
{
	struct gw_atlas *atlas;
	struct gw_error err;

	expect_ok(gw_atlas_open(&atlas, b->city.path, STYLES, &err), err);
	gw_atlas_set_pace(atlas, 0);
	return atlas;
}

static void refresh(struct gw_atlas *atlas)
{
	struct gw_error err;

	expect_ok(gw_atlas_refresh(atlas, &err), err);
}

static const struct gw_map *borrow(struct gw_atlas *atlas, size_t number)
{
	struct gw_map_query query = queries[number];
	const struct gw_map *map = NULL;
	struct gw_error err;

	expect_ok(gw_map_kind_find(kinds[number], &query.kind, &err), err);
	expect_ok(gw_atlas_map(atlas, &query, GW_WAIT, &map, &err), err);
	return map;
}

/* Of the pixels: FNV-1a, not what the program prints things by. */
static uint64_t draw(const struct gw_map *map, struct gw_tilekey key, unsigned scale)
{
	uint64_t print = 0xcbf29ce484222325;
	struct gw_picture_rgba picture;
	struct gw_error err;
	struct gw_buf png;
	size_t i;

	gw_buf_init(&png, PNG_MAX);
	expect_ok(gw_tileset_draw(map->tileset, key, scale, NULL, &png, &err), err);
	expect_ok(gw_png_decode(png.data, png.len, PIXELS_MAX, &picture, &err), err);
	for (i = 0; i < (size_t)picture.width * picture.height; i++)
		print = (print ^ picture.pixels[i]) * 0x100000001b3;
	gw_picture_rgba_finish(&picture);
	gw_buf_finish(&png);
	return print;
}

/* All tiles that show the town, and some about it. */
static void list_tiles(struct watching *w, size_t number, const struct gw_map *map)
{
	struct gw_world a = gw_world_from_lonlat(map->bbox.min);
	struct gw_world b = gw_world_from_lonlat(map->bbox.max);
	struct gw_tilekey key;

	for (key.z = ZOOM_MIN; key.z <= ZOOM_MAX; key.z++)
		for (key.y = (uint32_t)ldexp(b.y, (int)key.z) - 1;
			key.y <= (uint32_t)ldexp(a.y, (int)key.z) + 1; key.y++)
			for (key.x = (uint32_t)ldexp(a.x, (int)key.z) - 1;
				key.x <= (uint32_t)ldexp(b.x, (int)key.z) + 1; key.x++) {
				struct seen *seen = &w->tiles[number][w->n[number]++];

				assert_true(w->n[number] <= TILES);
				*seen = (struct seen){.key = key, .scale = key.z == 13 ? 2 : 1};
				seen->number = gw_map_tile_content(map, key, seen->scale);
				seen->print = draw(map, key, seen->scale);
			}
}

static int watching_setup(void **state)
{
	struct watching *w = calloc(1, sizeof *w);
	size_t i;

	if (!w)
		return -1;
	blocks_init(&w->blocks, 42);
	w->atlas = open_atlas(&w->blocks);
	for (i = 0; i < MAPS; i++) {
		const struct gw_map *map = borrow(w->atlas, i);

		list_tiles(w, i, map);
		gw_atlas_release(w->atlas, map);
	}
	*state = w;
	return 0;
}

static int watching_teardown(void **state)
{
	struct watching *w = *state;

	gw_atlas_close(w->atlas);
	blocks_finish(&w->blocks);
	free(w);
	return 0;
}

/* Draws all tiles by a new atlas, and by the one that has lived on. */
static void look(struct watching *w, const char *change)
{
	struct gw_atlas *fresh = open_atlas(&w->blocks);
	size_t number, i;

	for (number = 0; number < MAPS; number++) {
		const struct gw_map *map = borrow(w->atlas, number);
		const struct gw_map *other = borrow(fresh, number);

		assert_int_equal(map->content, other->content);
		assert_int_equal(map->id, other->id);
		for (i = 0; i < w->n[number]; i++) {
			struct seen *seen = &w->tiles[number][i];
			uint64_t now = gw_map_tile_content(map, seen->key, seen->scale);
			uint64_t print = draw(other, seen->key, seen->scale);

			/* some of each zoom in any case, so that the next change is compared */
			if ((now != seen->number || i % 8 == 0) &&
				draw(map, seen->key, seen->scale) != print)
				fail_msg("%s: %s %u/%u/%u is drawn in two ways", change,
					kinds[number], seen->key.z, seen->key.x, seen->key.y);
			if (now == seen->number && print != seen->print)
				fail_msg("%s: %s %u/%u/%u changed and kept its number", change,
					kinds[number], seen->key.z, seen->key.x, seen->key.y);
			w->renumbered += now != seen->number;
			w->changed += print != seen->print;
			w->looked_at++;
			seen->number = now;
			seen->print = print;
		}
		gw_atlas_release(w->atlas, map);
		gw_atlas_release(fresh, other);
	}
	gw_atlas_close(fresh);
}

static const char *change_something(struct blocks *b, unsigned what)
{
	unsigned cell = blocks_random(b, BLOCKS * BLOCKS);

	switch (what) {
	case 0:
		blocks_grade(b, cell, blocks_random(b, 6));
		return "a grade";
	case 1:
		blocks_rename(b, cell, blocks_random(b, 4));
		return "a name";
	case 2:
		blocks_move_corner(b, blocks_random(b, BLOCKS + 1), blocks_random(b, BLOCKS + 1));
		return "a corner";
	case 3:
		blocks_add_report(b, cell);
		return "a new report";
	case 4:
		blocks_move_report(b);
		return "a report moved";
	case 5:
		blocks_remove_report(b);
		return "a report removed";
	case 6:
		blocks_add_road(b);
		return "a new road";
	case 7:
		blocks_remove_road(b);
		return "a road removed";
	default:
		blocks_publish(b, 202610);
		return "a publication";
	}
}

static void a_tile_keeps_its_number_only_with_its_bytes(void **state)
{
	struct watching *w = *state;
	const char *change;
	unsigned round;

	for (round = 0; round < ROUNDS; round++) {
		size_t renumbered = w->renumbered, changed = w->changed;

		change = change_something(&w->blocks, round % 9);
		refresh(w->atlas);
		look(w, change);
		print_message("%s: %zu tiles have another number, %zu changed\n", change,
			w->renumbered - renumbered, w->changed - changed);
	}
	print_message("in all: %zu of %zu tiles have another number, %zu changed\n", w->renumbered,
		w->looked_at, w->changed);
	assert_true(w->changed > 0);
	assert_true(w->renumbered < 2 * w->changed + w->looked_at / 50);
}

/* Whether a tile meets the square of a cell, some pixels about it included. */
static bool meets_cell(struct gw_tilekey key, unsigned row, unsigned column, double pixels)
{
	struct gw_world_box tile = gw_tilekey_world_box(key);
	struct gw_world low = gw_world_from_lonlat((struct gw_lonlat){
		CITY_LON + (int32_t)column * CITY_SIDE, CITY_LAT + (int32_t)row * CITY_SIDE});
	struct gw_world high = gw_world_from_lonlat(
		(struct gw_lonlat){CITY_LON + (int32_t)(column + 1) * CITY_SIDE,
			CITY_LAT + (int32_t)(row + 1) * CITY_SIDE});
	double margin = ldexp(pixels / 256, -(int)key.z);

	return tile.min.x <= high.x + margin && tile.max.x >= low.x - margin &&
		tile.min.y <= low.y + margin && tile.max.y >= high.y - margin;
}

/* Of grade 2 now, in the middle; its marks and hatches are those of others, too. */
static void one_cell_s_colour_changes_only_tiles_that_meet_it(void **state)
{
	struct watching *w = *state;
	const struct gw_map *map;
	size_t i, met = 0;

	blocks_grade(&w->blocks, 2 * BLOCKS + 2, 3);
	refresh(w->atlas);
	map = borrow(w->atlas, 0);
	for (i = 0; i < w->n[0]; i++) {
		const struct seen *seen = &w->tiles[0][i];
		bool same = gw_map_tile_content(map, seen->key, seen->scale) == seen->number;

		if (!same && !meets_cell(seen->key, 2, 2, 8))
			fail_msg("%u/%u/%u has another number", seen->key.z, seen->key.x,
				seen->key.y);
		if (same && meets_cell(seen->key, 2, 2, 0))
			fail_msg("%u/%u/%u has the same number", seen->key.z, seen->key.x,
				seen->key.y);
		met += !same;
	}
	assert_in_range(met, 1, w->n[0] / 2);
	gw_atlas_release(w->atlas, map);
}

static struct gw_tilekey tile_at(unsigned zoom, int row, int column)
{
	struct gw_world w = gw_world_from_lonlat(city_place(column, row));

	return (struct gw_tilekey){
		zoom, (uint32_t)ldexp(w.x, (int)zoom), (uint32_t)ldexp(w.y, (int)zoom)};
}

/* So many tiles at this zoom that a number stands for some of them together. */
static void far_in_a_change_still_has_its_place(void **state)
{
	const struct gw_tilekey near = tile_at(20, 2, 2), far = tile_at(20, 2, 4);
	struct watching *w = *state;
	const struct gw_map *map = borrow(w->atlas, 0);
	uint64_t near_before = gw_map_tile_content(map, near, 2);
	uint64_t far_before = gw_map_tile_content(map, far, 2);

	draw(map, far, 2);
	gw_atlas_release(w->atlas, map);
	blocks_grade(&w->blocks, 2 * BLOCKS + 2, 3);
	refresh(w->atlas);
	map = borrow(w->atlas, 0);
	assert_int_not_equal(gw_map_tile_content(map, near, 2), near_before);
	assert_int_equal(gw_map_tile_content(map, far, 2), far_before);
	gw_atlas_release(w->atlas, map);
}

static void numbers_come_back_with_what_they_stand_for(void **state)
{
	struct watching *w = *state;
	const struct gw_map *map;
	size_t i;

	blocks_grade(&w->blocks, 14, 3);
	refresh(w->atlas);
	blocks_grade(&w->blocks, 14, 2);
	refresh(w->atlas);
	map = borrow(w->atlas, 0);
	for (i = 0; i < w->n[0]; i++)
		assert_int_equal(gw_map_tile_content(map, w->tiles[0][i].key, w->tiles[0][i].scale),
			w->tiles[0][i].number);
	gw_atlas_release(w->atlas, map);
}

static void a_zoom_that_was_not_drawn_is_another_one_after_a_change(void **state)
{
	const struct gw_tilekey key = {17, 109226, 49632};
	struct watching *w = *state;
	const struct gw_map *map = borrow(w->atlas, 0);
	uint64_t before = gw_map_tile_content(map, key, 1);

	gw_atlas_release(w->atlas, map);
	blocks_grade(&w->blocks, 14, 3);
	refresh(w->atlas);
	map = borrow(w->atlas, 0);
	assert_int_not_equal(gw_map_tile_content(map, key, 1), before);
	gw_atlas_release(w->atlas, map);
}

#define when_watching(test) cmocka_unit_test_setup_teardown(test, watching_setup, watching_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		when_watching(a_tile_keeps_its_number_only_with_its_bytes),
		when_watching(one_cell_s_colour_changes_only_tiles_that_meet_it),
		when_watching(far_in_a_change_still_has_its_place),
		when_watching(numbers_come_back_with_what_they_stand_for),
		when_watching(a_zoom_that_was_not_drawn_is_another_one_after_a_change),
	};

	return cmocka_run_group_tests_name("service/chart", tests, NULL, NULL);
}
