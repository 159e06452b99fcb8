/* SPDX-License-Identifier: Apache-2.0 */
#include "painted.h"
#include "render/sprites.h"
#include "town.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <math.h>
#include <stdlib.h>

#define SIDE 200

/*
 * A view of 200 by 200 pixels whose corner is a whole pixel of the square, and where in the square
 * its pixels lie.
 */
static struct gw_view plain_view(void)
{
	return (struct gw_view){
		.origin = {0.5, 0.5}, .scale = 65536, .width = SIDE, .height = SIDE, .pen = 1};
}

static struct gw_world at_pixel(double x, double y)
{
	return (struct gw_world){0.5 + x / 65536, 0.5 + y / 65536};
}

/* One feature of one line or of rings that each have so many points. */
static struct pixels paint_line(
	const struct gw_world *points, size_t n, bool closed, struct gw_stroke stroke)
{
	struct gw_context_feature feature = {.shape = closed ? GW_SHAPE_POLYGON : GW_SHAPE_LINE,
		.num_parts = 1,
		.box = {{0, 0}, {1, 1}}};
	size_t part_first[] = {0, n};
	struct gw_context context = {&feature, 1, (struct gw_world *)points, n, part_first, 1};
	struct gw_line line = {0, stroke};
	struct gw_scene_layer layer = {.kind = GW_DRAW_LINES, .lines = {&line, 1}};
	struct gw_scene scene = {.context = &context, .layers = &layer, .num_layers = 1};
	struct gw_view view = plain_view();

	return painted(&scene, &view);
}

static struct pixels paint_straight(struct gw_stroke stroke)
{
	const struct gw_world line[] = {at_pixel(20, 100), at_pixel(180, 100)};

	stroke.rgba = 0xff336699;
	return paint_line(line, 2, false, stroke);
}

static bool is_drawn(const struct pixels *p, int x, int y)
{
	uint32_t pixel = pixels_at(p, x, y);

	if (pixel != 0 && pixel != 0xff336699)
		fail_msg("at %d,%d: %08x is neither line nor ground", x, y, pixel);
	return pixel != 0;
}

static void a_solid_line_is_as_wide_as_it_says_and_butt_ends_where_it_ends(void **state)
{
	struct pixels p = paint_straight((struct gw_stroke){.width = 4});
	int x, y;

	for (y = 0; y < SIDE; y++)
		for (x = 0; x < SIDE; x++)
			if (is_drawn(&p, x, y) != (x >= 20 && x < 180 && y >= 98 && y < 102))
				fail_msg("at %d,%d", x, y);
	pixels_finish(&p);
}

static void a_square_cap_goes_half_a_width_further_and_a_round_one_has_no_corners(void **state)
{
	struct pixels square =
		paint_straight((struct gw_stroke){.width = 12, .cap = GW_CAP_SQUARE});
	struct pixels round = paint_straight((struct gw_stroke){.width = 12, .cap = GW_CAP_ROUND});

	assert_true(is_drawn(&square, 14, 94) && is_drawn(&square, 185, 105));
	assert_false(is_drawn(&square, 13, 100));
	assert_int_equal(pixels_at(&round, 14, 94), 0);
	assert_int_equal(pixels_at(&round, 185, 105), 0);
	assert_true(is_drawn(&round, 15, 100) && is_drawn(&round, 184, 99));
	pixels_finish(&round);
	pixels_finish(&square);
}

static void dashes_are_on_and_off_by_turns_from_the_lines_beginning(void **state)
{
	struct pixels p = paint_straight(
		(struct gw_stroke){.width = 4, .dashes = {8, 4, 2, 6}, .num_dashes = 4});
	int x;

	for (x = 20; x < 180; x++) {
		int phase = (x - 20) % 20;

		if (is_drawn(&p, x, 100) != (phase < 8 || (phase >= 12 && phase < 14)))
			fail_msg("at %d", x);
	}
	pixels_finish(&p);
}

static void dashes_run_on_around_corners(void **state)
{
	const struct gw_world line[] = {
		at_pixel(20, 20), at_pixel(25, 20), at_pixel(25, 20.1), at_pixel(25, 180)};
	struct pixels p = paint_line(line, 4, false,
		(struct gw_stroke){0xff336699, 2, .dashes = {10, 10}, .num_dashes = 2});
	int y;

	/* five pixels of the first dash lie on the way down */
	for (y = 21; y < 180; y++)
		if (y % 5 && is_drawn(&p, 25, y) != ((y - 20 + 5) % 20 < 10))
			fail_msg("at %d", y);
	pixels_finish(&p);
}

static void an_offset_is_to_the_lines_right(void **state)
{
	struct pixels p = paint_straight((struct gw_stroke){.width = 2, .offset = 10});
	const struct gw_world ring[] = {/* east first: clockwise on the screen */
		at_pixel(50, 50), at_pixel(150, 50), at_pixel(150, 150), at_pixel(50, 150)};
	struct pixels inner =
		paint_line(ring, 4, true, (struct gw_stroke){0xff336699, 2, .offset = 10});

	assert_true(is_drawn(&p, 100, 109) && is_drawn(&p, 100, 110));
	assert_false(is_drawn(&p, 100, 100) || is_drawn(&p, 100, 108) || is_drawn(&p, 100, 90));
	assert_true(is_drawn(&inner, 60, 100) && is_drawn(&inner, 139, 139) &&
		is_drawn(&inner, 60, 60));
	assert_false(is_drawn(&inner, 50, 100) || is_drawn(&inner, 40, 100));
	pixels_finish(&inner);
	pixels_finish(&p);
}

static void crossing_lines_of_one_look_are_no_darker_where_they_cross(void **state)
{
	struct gw_context_feature features[] = {
		{.shape = GW_SHAPE_LINE, .first_part = 0, .num_parts = 1, .box = {{0, 0}, {1, 1}}},
		{.shape = GW_SHAPE_LINE, .first_part = 1, .num_parts = 1, .box = {{0, 0}, {1, 1}}},
	};
	struct gw_world points[] = {
		at_pixel(20, 100), at_pixel(180, 100), at_pixel(100, 20), at_pixel(100, 180)};
	size_t part_first[] = {0, 2, 4};
	struct gw_context context = {features, 2, points, 4, part_first, 2};
	struct gw_line lines[] = {{0, {0x80ff0000, 6}}, {1, {0x80ff0000, 6}}};
	struct gw_scene_layer layer = {.kind = GW_DRAW_LINES, .lines = {lines, 2}};
	struct gw_scene scene = {.context = &context, .layers = &layer, .num_layers = 1};
	struct gw_view view = plain_view();
	struct pixels p = painted(&scene, &view);

	assert_int_equal(pixels_at(&p, 100, 100), 0x80800000);
	assert_int_equal(pixels_at(&p, 50, 100), 0x80800000);
	assert_int_equal(pixels_at(&p, 100, 50), 0x80800000);
	pixels_finish(&p);
}

static void a_line_far_longer_than_the_view_passes_where_it_should(void **state)
{
	/* four million pixels each way: past Cairo's own coordinates */
	const struct gw_world line[] = {{0.5 - 64, 0.5 - 64}, {0.5 + 64, 0.5 + 64}};
	struct pixels p = paint_line(line, 2, false, (struct gw_stroke){0xff336699, 6});
	int i;

	for (i = 0; i < SIDE; i++)
		assert_true(is_drawn(&p, i, i));
	assert_int_equal(pixels_at(&p, 60, 50), 0);
	pixels_finish(&p);
}

static struct pixels paint_areas(const struct town *town, const struct gw_view *view)
{
	struct gw_area areas[] = {
		{TOWN_LAKE, 0x8055aadd, 0, GW_NO_SPRITE, 1},
		{TOWN_LOOP, 0xffddaa55, 0xff000000, GW_NO_SPRITE, 1},
	};
	struct gw_scene_layer layer = {.kind = GW_DRAW_AREAS, .areas = {areas, 2}};
	struct gw_scene scene = town_scene(town, &layer);

	return painted(&scene, view);
}

static uint32_t pixel_in(
	const struct pixels *p, const struct gw_view *view, double east, double south)
{
	struct gw_world w = town_place(east, south);

	return pixels_at(p, (int)((w.x - view->origin.x) * view->scale),
		(int)((w.y - view->origin.y) * view->scale));
}

/* Cairo rounds a colour in its own way. */
static void expect_water(uint32_t pixel)
{
	if (pixel_difference(pixel, gw_rgba_premultiply(0x8055aadd)) > 1)
		fail_msg("%08x", pixel);
}

static void an_area_has_its_colour_and_its_holes_have_not(void **state)
{
	struct gw_view view = town_view(256);
	struct pixels p = paint_areas(*state, &view);

	expect_water(pixel_in(&p, &view, .2, .5));
	assert_int_equal(pixel_in(&p, &view, .3, .36), 0); /* the island */
	assert_int_equal(pixel_in(&p, &view, .8, .25), 0xffddaa55);
	assert_int_equal(pixel_in(&p, &view, .5, .9), 0);
	pixels_finish(&p);
}

static void an_area_shows_the_same_when_only_its_inside_is_seen(void **state)
{
	struct gw_view view = town_view(256);
	struct pixels p;
	int x, y;

	/* a view within the lake, many times closer: all corners are outside */
	view.origin = town_place(.15, .5);
	view.scale *= 1000;
	p = paint_areas(*state, &view);
	for (y = 0; y < 256; y += 5)
		for (x = 0; x < 256; x += 5)
			expect_water(pixels_at(&p, x, y));
	pixels_finish(&p);
}

static void a_border_is_drawn_once_by_the_highest_level_it_parts(void **state)
{
	const struct town *town = *state;
	struct gw_stroke strokes[] = {
		{.rgba = 0x80ff0000, .width = 4},
		{.rgba = 0x8000ff00, .width = 4},
		{.rgba = 0x800000ff, .width = 4},
	};
	struct gw_scene_layer layer = {.kind = GW_DRAW_BORDERS, .borders = {strokes, 3}};
	struct gw_scene scene = town_scene(town, &layer);
	struct gw_view view = town_view(1024);
	const struct gw_grid *grid = town->division->grid;
	struct pixels p = painted(&scene, &view);
	size_t i, seen[3] = {0};

	for (i = 0; i < grid->num_edges; i++) {
		const struct gw_edge *e = &grid->edges[i];
		struct gw_world a = gw_world_from_lonlat(e->a), b = gw_world_from_lonlat(e->b);
		double x = ((a.x + b.x) / 2 - view.origin.x) * view.scale;
		double y = ((a.y + b.y) / 2 - view.origin.y) * view.scale;
		const struct gw_units *units = town->division->units;
		int rank = 2;

		if (!e->left || !e->right ||
			gw_units_above(units, e->left, 0) != gw_units_above(units, e->right, 0))
			rank = 0;
		else if (gw_units_above(units, e->left, 1) != gw_units_above(units, e->right, 1))
			rank = 1;
		seen[rank]++;
		assert_int_equal(
			pixels_at(&p, (int)x, (int)y), gw_rgba_premultiply(strokes[rank].rgba));
	}
	assert_true(seen[0] && seen[1] && seen[2]);
	pixels_finish(&p);
}

static void levels_past_the_last_stroke_are_not_bordered(void **state)
{
	struct gw_stroke stroke = {.rgba = 0xffff0000, .width = 2};
	struct gw_scene_layer layer = {.kind = GW_DRAW_BORDERS, .borders = {&stroke, 1}};
	struct gw_scene scene = town_scene(*state, &layer);
	struct gw_view view = town_view(512);
	struct pixels p = painted(&scene, &view);

	assert_int_equal(pixel_in(&p, &view, .5, 0), 0xffff0000);
	assert_int_equal(pixel_in(&p, &view, .25, .25), 0);
	assert_int_equal(pixel_in(&p, &view, .3, .2), 0);
	pixels_finish(&p);
}

static void a_circle_is_even_on_all_sides_and_its_stroke_is_around_it(void **state)
{
	struct gw_circle circle = {at_pixel(100, 100), 20, 0, 0xff00ff00, 0xff0000ff, 5};
	struct gw_scene_layer layer = {.kind = GW_DRAW_CIRCLES, .circles = {&circle, 1}};
	struct gw_scene scene = {.layers = &layer, .num_layers = 1};
	struct gw_view view = plain_view();
	struct pixels p = painted(&scene, &view);
	int x, y;

	expect_rgb(&p, 100, 100, 0x00ff00);
	expect_rgb(&p, 118, 100, 0x00ff00);
	expect_rgb(&p, 122, 100, 0x0000ff);
	assert_int_equal(pixels_at(&p, 126, 100), 0);
	for (y = 0; y < SIDE; y++)
		for (x = 0; x < SIDE / 2; x++) {
			uint32_t west = pixels_at(&p, x, y);

			if (pixel_difference(west, pixels_at(&p, SIDE - 1 - x, y)) > 6 ||
				pixel_difference(west, pixels_at(&p, x, SIDE - 1 - y)) > 24)
				fail_msg("at %d,%d", x, y);
		}
	pixels_finish(&p);
}

static void a_blurred_circle_fades_from_its_middle_to_its_rim(void **state)
{
	struct gw_circle circle = {at_pixel(100.5, 100.5), 50, 1, 0xffff0000, 0, 0};
	struct gw_scene_layer layer = {.kind = GW_DRAW_CIRCLES, .circles = {&circle, 1}};
	struct gw_scene scene = {.layers = &layer, .num_layers = 1};
	struct gw_view view = plain_view();
	struct pixels p = painted(&scene, &view);
	int d;

	for (d = 0; d < 50; d++) {
		double t = 1 - d / 50.0, alpha = 255 * t * t * (3 - 2 * t);

		assert_true(fabs((pixels_at(&p, 100 + d, 100) >> 24) - alpha) < 4);
	}
	assert_int_equal(pixels_at(&p, 151, 100), 0);
	pixels_finish(&p);
}

static void heat_is_the_sum_of_gaussians_coloured_by_the_ramp(void **state)
{
	struct gw_heat_point points[] = {{at_pixel(100, 90), 2, 40}, {at_pixel(120.25, 110), 1, 30},
		{at_pixel(20, 20), 0, 30}};
	struct gw_scene_layer layer = {.kind = GW_DRAW_HEAT,
		.heat = {.items = points, .n = 3, .intensity = 0.9f, .opacity = 1}};
	struct gw_scene scene = {.layers = &layer, .num_layers = 1};
	struct gw_view view = plain_view();
	struct pixels p;
	int x, y, i, most = 0;

	for (i = 0; i < 256; i++)
		layer.heat.ramp[i] = gw_rgba_pack(0, 0, (unsigned)i, 255);
	p = painted(&scene, &view);
	for (y = 0; y < SIDE; y++)
		for (x = 0; x < SIDE; x++) {
			double d1 = hypot(x + .5 - 100, y + .5 - 90) / 40;
			double d2 = hypot(x + .5 - 120.25, y + .5 - 110) / 30;
			double density = 0.9 / sqrt(2 * M_PI) *
				(2 * exp(-4.5 * d1 * d1) + exp(-4.5 * d2 * d2));
			int want = (int)round(255 * fmin(density, 1));
			int got = (int)(pixels_at(&p, x, y) & 255);

			most = got > most ? got : most;
			if (abs(got - want) > 1)
				fail_msg("at %d,%d: %d, not %d", x, y, got, want);
		}
	assert_true(most > 170);
	pixels_finish(&p);
}

static void what_is_outside_the_view_costs_no_pixels_and_no_layers_paint_nothing(void **state)
{
	struct gw_circle circle = {at_pixel(-100, 100), 20, 0, 0xff00ff00, 0xff0000ff, 5};
	struct gw_scene_layer layers[] = {
		{.kind = GW_DRAW_CIRCLES, .circles = {&circle, 1}},
		{.kind = GW_DRAW_SYMBOLS},
		{.kind = GW_DRAW_LINES},
		{.kind = GW_DRAW_AREAS},
		{.kind = GW_DRAW_HEAT},
	};
	struct gw_scene scene = {.layers = layers, .num_layers = 5};
	struct gw_view view = plain_view();
	struct pixels p = painted(&scene, &view);
	int x, y;

	for (y = 0; y < SIDE; y++)
		for (x = 0; x < SIDE; x++)
			assert_int_equal(pixels_at(&p, x, y), 0);
	pixels_finish(&p);
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
		cmocka_unit_test(a_solid_line_is_as_wide_as_it_says_and_butt_ends_where_it_ends),
		cmocka_unit_test(
			a_square_cap_goes_half_a_width_further_and_a_round_one_has_no_corners),
		cmocka_unit_test(dashes_are_on_and_off_by_turns_from_the_lines_beginning),
		cmocka_unit_test(dashes_run_on_around_corners),
		cmocka_unit_test(an_offset_is_to_the_lines_right),
		cmocka_unit_test(crossing_lines_of_one_look_are_no_darker_where_they_cross),
		cmocka_unit_test(a_line_far_longer_than_the_view_passes_where_it_should),
		cmocka_unit_test(an_area_has_its_colour_and_its_holes_have_not),
		cmocka_unit_test(an_area_shows_the_same_when_only_its_inside_is_seen),
		cmocka_unit_test(a_border_is_drawn_once_by_the_highest_level_it_parts),
		cmocka_unit_test(levels_past_the_last_stroke_are_not_bordered),
		cmocka_unit_test(a_circle_is_even_on_all_sides_and_its_stroke_is_around_it),
		cmocka_unit_test(a_blurred_circle_fades_from_its_middle_to_its_rim),
		cmocka_unit_test(heat_is_the_sum_of_gaussians_coloured_by_the_ramp),
		cmocka_unit_test(
			what_is_outside_the_view_costs_no_pixels_and_no_layers_paint_nothing),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
