/* SPDX-License-Identifier: Apache-2.0 */
#include "base/buf.h"
#include "render/furniture.h"
#include "render/graticule.h"
#include "render/sheetboard.h"
#include "render/sheetsize.h"
#include "render/sheetsvg.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <string.h>

static void scale_bars_have_round_lengths(void **state)
{
	const double cases[][2] = {{1, 1}, {1.9, 1}, {2, 2}, {4.99, 2}, {5, 5}, {9.9, 5},
		{1234, 1000}, {0.03, 0.02}, {700000, 500000}, {0, 0}, {-1, 0}, {NAN, 0}};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof cases / sizeof *cases; i++)
		if (fabs(gw_scalebar_length(cases[i][0]) - cases[i][1]) > 1e-9 * cases[i][1])
			fail_msg("%g: expected %g, got %g", cases[i][0], cases[i][1],
				gw_scalebar_length(cases[i][0]));
}

static void scales_have_three_figures_that_read_well(void **state)
{
	const double cases[][2] = {{26400, 26500}, {26500, 26500}, {26501, 27000}, {1001, 1050},
		{99999, 100000}, {1234567, 1250000}, {7, 10}, {0, 0}, {-5, 0}, {NAN, 0}};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof cases / sizeof *cases; i++)
		if (gw_scale_round(cases[i][0]) != cases[i][1])
			fail_msg("%g: expected %g, got %g", cases[i][0], cases[i][1],
				gw_scale_round(cases[i][0]));
}

static void degrees_read_as_on_a_map(void **state)
{
	static const struct {
		int seconds, step;
		bool is_lat;
		const char *text;
	} cases[] = {
		{432000, 3600, false, "120°E"},
		{435000, 600, false, "120°50′E"},
		{146550, 30, true, "40°42′30″N"},
		{-300, 300, true, "0°05′S"},
		{-3600, 3600, false, "1°W"},
	};
	char text[GW_GRATICULE_TEXT_MAX];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_string_equal(
			gw_graticule_text(text, cases[i].seconds, cases[i].step, cases[i].is_lat),
			cases[i].text);
}

static void lines_are_a_round_step_apart(void **state)
{
	(void)state;
	assert_int_equal(gw_graticule_step(0.001), 1);
	assert_int_equal(gw_graticule_step(61), 120);
	assert_int_equal(gw_graticule_step(3600), 3600);
	assert_int_equal(gw_graticule_step(1e9), 0);
}

static void expect_size(const char *paper, bool landscape, double width, double height)
{
	struct gw_sheet_size size;
	struct gw_error err;

	if (gw_sheet_size_of_paper(&size, paper, landscape, 300, &err))
		fail_msg("%s: %s", paper, err.text);
	if (size.width_mm != width || size.height_mm != height || size.dpi != 300)
		fail_msg("%s: %g by %g mm", paper, size.width_mm, size.height_mm);
}

static void papers_have_their_sizes(void **state)
{
	(void)state;
	expect_size("a4", true, 297, 210);
	expect_size("A3", false, 297, 420);
	expect_size("600x400mm", false, 600, 400);
	expect_size("600x400mm", true, 600, 400);
	expect_size("297.5x420mm", false, 297.5, 420);
	assert_int_equal(gw_sheet_pixels(420, 300), 4961);
	assert_string_equal(gw_sheet_size_name(&(struct gw_sheet_size){420, 297, 72}), "A3");
	assert_null(gw_sheet_size_name(&(struct gw_sheet_size){400, 297, 72}));
}

static void expect_refused(const char *paper, unsigned dpi, const char *words)
{
	struct gw_sheet_size size = {1, 2, 3};
	struct gw_error err = {0};

	assert_int_equal(gw_sheet_size_of_paper(&size, paper, false, dpi, &err), GW_EINVAL);
	if (!strstr(err.text, words))
		fail_msg("%s: \"%s\" does not say \"%s\"", paper, err.text, words);
	assert_true(size.width_mm == 1);
}

static void other_paper_is_refused(void **state)
{
	static const char *const none[] = {"B4", "", "x", "mm", "xmm", "600x400", "600mm", "x400mm",
		"600xmm", "6e2x4e", "nanx400mm", "600x400x200mm", " 600x400mm", "0x200x300mm"};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof none / sizeof *none; i++)
		expect_refused(none[i], 150, none[i]);
	expect_refused("99x400mm", 150, "a side has 100 to 2000");
	expect_refused("-600x400mm", 150, "a side has 100 to 2000");
	expect_refused("600x1e9mm", 150, "a side has 100 to 2000");
	expect_refused("A4", 71, "71 dpi is outside 72 to 600");
	expect_refused("A4", 601, "601 dpi is outside 72 to 600");
}

static void pictures_have_bounds_of_their_own(void **state)
{
	const struct gw_sheet_size large = {841, 1189, 600}, small = {210, 148, 72};
	struct gw_error err;

	(void)state;
	assert_int_equal(gw_sheet_size_check(&large, false, &err), GW_OK);
	assert_int_equal(gw_sheet_size_check(&large, true, &err), GW_EINVAL);
	assert_string_equal(
		err.text, "a sheet of 19866 by 28087 pixels at 600 dpi: a side has 480 to 16384");
	assert_int_equal(gw_sheet_size_check(&small, true, &err), GW_EINVAL);
}

static void names_of_an_svg_are_numbered_as_they_come(void **state)
{
	struct gw_error err;
	struct gw_buf svg;

	(void)state;
	gw_buf_init(&svg, 1 << 16);
	gw_buf_puts(&svg,
		"kept \"surface7\"<?xml?><g id=\"surface41\"/><g id=\"surface9\"/>"
		"<use href=\"#surface41\"/><use x=\"url(#surface9)\"/> surface41 "
		"\"surfaces\" \"surface");
	assert_int_equal(gw_sheet_svg_renumber(&svg, 15, &err), GW_OK);
	assert_string_equal(gw_buf_cstr(&svg),
		"kept \"surface7\"<?xml?><g id=\"surface0\"/><g id=\"surface1\"/>"
		"<use href=\"#surface0\"/><use x=\"url(#surface1)\"/> surface41 "
		"\"surfaces\" \"surface");
	gw_buf_finish(&svg);
}

static void blocks_flow_into_columns_evenly(void **state)
{
	const double heights[] = {1, 1, 1, 1, 1, 1};
	const bool sticks[] = {false, false, true, false, false, false};
	unsigned column[6];
	double top[6];

	(void)state;
	assert_true(fabs(gw_flow(heights, sticks, 6, 3, column, top) - 2) < 1e-9);
	assert_int_equal(column[1], 0);
	assert_int_equal(column[2], 1);
	assert_int_equal(column[5], 2);
	assert_true(top[2] == 0 && top[5] == 1);
	/* what sticks takes the next one along */
	assert_true(gw_flow(heights, sticks, 6, 2, column, top) >= 3);
	assert_int_equal(column[2], column[3]);
	assert_true(gw_flow(heights, sticks, 0, 2, column, top) == 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(scale_bars_have_round_lengths),
		cmocka_unit_test(scales_have_three_figures_that_read_well),
		cmocka_unit_test(degrees_read_as_on_a_map),
		cmocka_unit_test(lines_are_a_round_step_apart),
		cmocka_unit_test(papers_have_their_sizes),
		cmocka_unit_test(other_paper_is_refused),
		cmocka_unit_test(pictures_have_bounds_of_their_own),
		cmocka_unit_test(names_of_an_svg_are_numbered_as_they_come),
		cmocka_unit_test(blocks_flow_into_columns_evenly),
	};

	return cmocka_run_group_tests_name("render/sheetparts", tests, NULL, NULL);
}
