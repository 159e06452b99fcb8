/* SPDX-License-Identifier: Apache-2.0 */
#include "render/ink.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define WIDTH  100
#define HEIGHT 70

static void ink_new(struct gw_ink *ink)
{
	struct gw_error err = {0};

	if (gw_ink_init(ink, WIDTH, HEIGHT, &err))
		fail_msg("%s", err.text);
}

static void draw(struct gw_ink *ink, struct gw_border_line line, float pen)
{
	const uint8_t rank = 0;

	gw_ink_draw(ink, &line, &rank, 1, 0, pen);
}

static int share_at(const struct gw_ink *ink, int x, int y)
{
	return ink->shares[(size_t)y * ink->stride + (size_t)x];
}

/* The middle of a pixel from the line. */
static double distance(struct gw_border_line l, int x, int y)
{
	double dx = (double)l.x1 - l.x0, dy = (double)l.y1 - l.y0;
	double px = x + 0.5 - l.x0, py = y + 0.5 - l.y0, length2 = dx * dx + dy * dy;
	double t = length2 > 0 ? fmin(fmax((px * dx + py * dy) / length2, 0), 1) : 0;

	return hypot(px - t * dx, py - t * dy);
}

/* Of a pen as wide as a pixel or more, a pixel's share falls from 1 to 0 about its side. */
static double expected_share(double d, double pen)
{
	return 255 * fmin(fmax(pen / 2 + 0.5 - d, 0), fmin(pen, 1));
}

/* Each pixel's share, and that the spans hold all that have one. */
static void expect_line(const struct gw_ink *ink, struct gw_border_line l, float pen)
{
	int x, y;

	for (y = 0; y < HEIGHT; y++)
		for (x = 0; x < WIDTH; x++) {
			double expected = expected_share(distance(l, x, y), pen);
			struct gw_ink_span span = ink->spans[y];

			if (fabs(share_at(ink, x, y) - expected) > 1)
				fail_msg("(%g %g) - (%g %g) of %g: pixel %d,%d has %d, not %.2f",
					l.x0, l.y0, l.x1, l.y1, pen, x, y, share_at(ink, x, y),
					expected);
			if (share_at(ink, x, y) && (x < span.first || x >= span.end))
				fail_msg("pixel %d,%d is not in its row's span", x, y);
		}
}

static void expect_drawn(struct gw_border_line line, float pen)
{
	struct gw_ink ink;
	int portable;

	ink_new(&ink);
	for (portable = 0; portable < 2; portable++) {
		ink.is_portable = portable;
		draw(&ink, line, pen);
		expect_line(&ink, line, pen);
		gw_ink_clear(&ink);
	}
	gw_ink_finish(&ink);
}

static void a_level_line_covers_what_its_width_covers(void **state)
{
	struct gw_ink ink;

	(void)state;
	ink_new(&ink);
	draw(&ink, (struct gw_border_line){10, 20, 60, 20}, 3); /* y from 18.5 to 21.5 */
	assert_int_equal(share_at(&ink, 30, 17), 0);
	assert_in_range(share_at(&ink, 30, 18), 127, 128);
	assert_int_equal(share_at(&ink, 30, 19), 255);
	assert_int_equal(share_at(&ink, 30, 20), 255);
	assert_in_range(share_at(&ink, 30, 21), 127, 128);
	assert_int_equal(share_at(&ink, 30, 22), 0);
	gw_ink_clear(&ink);
	draw(&ink, (struct gw_border_line){20.25f, 10, 20.25f, 60}, 1); /* x from 19.75 to 20.75 */
	assert_in_range(share_at(&ink, 19, 30), 63, 64);
	assert_in_range(share_at(&ink, 20, 30), 191, 192);
	assert_int_equal(share_at(&ink, 21, 30), 0);
	gw_ink_finish(&ink);
}

static void a_thin_line_is_faint_not_narrow(void **state)
{
	struct gw_ink ink;

	(void)state;
	ink_new(&ink);
	draw(&ink, (struct gw_border_line){10, 20.5f, 60, 20.5f}, 0.4f);
	assert_in_range(share_at(&ink, 30, 20), 101, 103);
	assert_int_equal(share_at(&ink, 30, 19), 0);
	gw_ink_finish(&ink);
}

static void lines_of_any_slope_and_width_are_as_wide_as_told(void **state)
{
	static const float pens[] = {0.3f, 0.7f, 1, 1.5f, 2.6f, 8};
	static const struct gw_border_line lines[] = {{10.3f, 12.6f, 80.9f, 40.1f},
		{80.9f, 40.1f, 10.3f, 12.6f}, {50, 5, 50, 65}, {50.5f, 65, 50.5f, 5},
		{5, 33.3f, 95, 33.3f}, {20, 60, 24, 3}, {3, 50, 96, 53},
		{40.2f, 30.7f, 40.2f, 30.7f}, {40.2f, 30.7f, 41.1f, 31}, {96, 2, 99, 69}};
	size_t i, k;

	(void)state;
	for (i = 0; i < sizeof lines / sizeof *lines; i++)
		for (k = 0; k < sizeof pens / sizeof *pens; k++)
			expect_drawn(lines[i], pens[k]);
}

static void what_lies_beyond_the_picture_is_cut_off(void **state)
{
	static const struct gw_border_line lines[] = {{-50, 30, 200, 41}, {30, -400, 60, 500},
		{-9, -9, -2, -2}, {101, 10, 180, 60}, {-3000, 5, 3000, 60}, {-1, 10, -1, 60},
		{99.9f, 10, 99.9f, 60}, {10, 71, 90, 71}, {10, -300, 90, -2}};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof lines / sizeof *lines; i++) {
		expect_drawn(lines[i], 1.3f);
		expect_drawn(lines[i], 6);
	}
}

/* At the finest zoom the world is 2^31 pixels wide, and pixel numbers do not fit in an int. */
static void a_line_across_the_world_stays_in_the_picture(void **state)
{
	const struct gw_border_line line = {-1, 5, 2147483648.0f, 55};
	struct gw_ink ink;
	int portable, x, y;

	(void)state;
	ink_new(&ink);
	for (portable = 0; portable < 2; portable++) {
		ink.is_portable = portable;
		draw(&ink, line, 2);
		for (y = 0; y < HEIGHT; y++)
			for (x = 0; x < WIDTH; x++)
				if (share_at(&ink, x, y) && abs(y - 5) > 2)
					fail_msg("pixel %d,%d is drawn", x, y);
		assert_int_equal(share_at(&ink, 50, 5), 255);
		gw_ink_clear(&ink);
	}
	gw_ink_finish(&ink);
}

static void joints_do_not_darken(void **state)
{
	static const struct gw_border_line pieces[] = {
		{10, 20, 33.3f, 30}, {33.3f, 30, 56.6f, 40}, {56.6f, 40, 50, 60}};
	const uint8_t ranks[] = {4, 4, 4};
	struct gw_ink together, alone[3];
	int x, y, i;

	(void)state;
	ink_new(&together);
	gw_ink_draw(&together, pieces, ranks, 3, 4, 2.5f);
	for (i = 0; i < 3; i++) {
		ink_new(&alone[i]);
		draw(&alone[i], pieces[i], 2.5f);
	}
	for (y = 0; y < HEIGHT; y++)
		for (x = 0; x < WIDTH; x++) {
			int most = 0;

			for (i = 0; i < 3; i++)
				most = share_at(&alone[i], x, y) > most ? share_at(&alone[i], x, y)
									: most;
			assert_int_equal(share_at(&together, x, y), most);
		}
	for (i = 0; i < 3; i++)
		gw_ink_finish(&alone[i]);
	gw_ink_finish(&together);
}

static void only_lines_of_the_rank_are_drawn(void **state)
{
	static const struct gw_border_line lines[] = {{10, 10, 60, 10}, {10, 40, 60, 40}};
	const uint8_t ranks[] = {0, 1};
	struct gw_ink ink;

	(void)state;
	ink_new(&ink);
	gw_ink_draw(&ink, lines, ranks, 2, 1, 2);
	assert_int_equal(share_at(&ink, 30, 10), 0);
	assert_int_equal(share_at(&ink, 30, 40), 255);
	gw_ink_finish(&ink);
}

/* Ends on 1/256 of a pixel, as a skeleton's are. */
static struct gw_border_line moved(struct gw_border_line l, float x, float y)
{
	return (struct gw_border_line){l.x0 + x, l.y0 + y, l.x1 + x, l.y1 + y};
}

static void a_line_moved_by_whole_pixels_looks_the_same(void **state)
{
	const struct gw_border_line line = {20 + 37 / 256.f, 10 + 201 / 256.f, 55 + 7 / 256.f, 31};
	struct gw_ink ink, other;
	int dx, x, y;

	(void)state;
	ink_new(&ink);
	ink_new(&other);
	draw(&ink, line, 1.7f);
	for (dx = -15; dx <= 40; dx += 5) {
		draw(&other, moved(line, (float)dx, 7), 1.7f);
		for (y = 0; y < HEIGHT - 7; y++)
			for (x = 15; x < 60; x++)
				assert_int_equal(
					share_at(&ink, x, y), share_at(&other, x + dx, y + 7));
		gw_ink_clear(&other);
	}
	gw_ink_finish(&ink);
	gw_ink_finish(&other);
}

static void a_cleared_ink_is_blank(void **state)
{
	struct gw_ink ink;
	size_t i;

	(void)state;
	ink_new(&ink);
	draw(&ink, (struct gw_border_line){-10, 3, 130, 69}, 9);
	gw_ink_clear(&ink);
	for (i = 0; i < ink.stride * HEIGHT; i++)
		assert_int_equal(ink.shares[i], 0);
	for (i = 0; i < HEIGHT; i++)
		assert_true(ink.spans[i].first >= ink.spans[i].end);
	gw_ink_finish(&ink);
}

static void bits_tell_which_pixels_have_a_share(void **state)
{
	uint8_t shares[64] = {0};
	int i;

	(void)state;
	assert_int_equal(gw_ink_bits(shares), 0);
	for (i = 0; i < 64; i++) {
		memset(shares, 0, sizeof shares);
		shares[i] = (uint8_t)(i * 4 + 1);
		assert_true(gw_ink_bits(shares) == (uint64_t)1 << i);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_level_line_covers_what_its_width_covers),
		cmocka_unit_test(a_thin_line_is_faint_not_narrow),
		cmocka_unit_test(lines_of_any_slope_and_width_are_as_wide_as_told),
		cmocka_unit_test(what_lies_beyond_the_picture_is_cut_off),
		cmocka_unit_test(a_line_across_the_world_stays_in_the_picture),
		cmocka_unit_test(joints_do_not_darken),
		cmocka_unit_test(only_lines_of_the_rank_are_drawn),
		cmocka_unit_test(a_line_moved_by_whole_pixels_looks_the_same),
		cmocka_unit_test(a_cleared_ink_is_blank),
		cmocka_unit_test(bits_tell_which_pixels_have_a_share),
	};

	return cmocka_run_group_tests_name("render/ink", tests, NULL, NULL);
}
