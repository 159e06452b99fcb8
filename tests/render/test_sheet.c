/* SPDX-License-Identifier: Apache-2.0 */
#include "pixels.h"
#include "quarters.h"
#include "render/furniture.h"
#include "render/sheet.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define PNG_MAX	 ((size_t)1 << 26)
#define BAR_RGB	 0x222222
#define PAGE_RGB 0xffffff

/* Shown in the legend alone. */
#define UNUSED_RGB 0x8040c0

static const struct gw_sheet_text plain = {
	.title = "Quarters 四方",
	.period = "October 2026",
	.source = "Source: made up.",
	.note = "Provisional.",
};

static struct pixels sheet(const struct gw_painter *painter, const struct gw_sheet_text *text,
	unsigned width, unsigned height)
{
	struct gw_error err = {0};
	struct pixels out;
	struct gw_buf png;

	gw_buf_init(&png, PNG_MAX);
	if (gw_sheet_draw(painter, text, (struct gw_sheet_size){width, height, 0}, &png, &err))
		fail_msg("%u by %u: %s", width, height, err.text);
	out = pixels_decode(&png);
	gw_buf_finish(&png);
	assert_int_equal(out.width, width);
	assert_int_equal(out.height, height);
	return out;
}

/* How many pixels from x, y to the right are of a colour. */
static int run_at(const struct pixels *p, int x, int y, uint32_t rgb)
{
	int n = 0;

	while (x + n < p->width && pixels_at(p, x + n, y) == (0xff000000 | rgb))
		n++;
	return n;
}

/* The box of all pixels of a colour. */
struct extent {
	int left, top, right, bottom;
};

static struct extent extent_of(const struct pixels *p, uint32_t rgb)
{
	struct extent e = {p->width, p->height, -1, -1};
	int x, y;

	for (y = 0; y < p->height; y++)
		for (x = 0; x < p->width; x++)
			if (pixels_at(p, x, y) == (0xff000000 | rgb)) {
				e.left = x < e.left ? x : e.left;
				e.right = x > e.right ? x : e.right;
				e.top = y < e.top ? y : e.top;
				e.bottom = y > e.bottom ? y : e.bottom;
			}
	return e;
}

static void add_unused_class(struct quarters *q)
{
	struct gw_scene_class *class = &q->scene.classes[q->scene.num_classes++];

	class->rgb = UNUSED_RGB;
	snprintf(class->label, sizeof class->label, "Nowhere");
}

static void the_legend_shows_classes_that_the_map_does_not(void **state)
{
	struct gw_painter *painter;
	struct quarters q;
	struct extent e;
	struct pixels p;

	quarters_init(&q, 1);
	add_unused_class(&q);
	painter = quarters_painter(&q);
	p = sheet(painter, &plain, 1600, 1000);
	e = extent_of(&p, UNUSED_RGB);
	assert_in_range(e.right - e.left, 25, 40);
	assert_in_range(e.bottom - e.top, 12, 25);
	assert_int_equal(
		run_at(&p, e.left, (e.top + e.bottom) / 2, UNUSED_RGB), e.right - e.left + 1);
	pixels_finish(&p);
	gw_painter_destroy(painter);
	quarters_finish(&q);
}

/*
 * Finds dark, light, dark, light fields of one width: the scale bar; returns its length in pixels.
 */
static int find_bar(const struct pixels *p)
{
	int x, y, a, b, c, d;

	for (y = p->height / 2; y < p->height; y++)
		for (x = 0; x < p->width; x++) {
			a = run_at(p, x, y, BAR_RGB);
			b = run_at(p, x + a + 1, y, PAGE_RGB);
			c = run_at(p, x + a + b + 2, y, BAR_RGB);
			d = run_at(p, x + a + b + c + 3, y, PAGE_RGB);
			if (a > 8 && abs(a - b) < 4 && abs(a - c) < 4 && abs(a - d) < 6)
				return a + b + c + d + 4;
			x += a;
		}
	fail_msg("there is no scale bar");
	return 0;
}

/* The width in pixels of both upper quarters together, the line around them left out. */
static int find_map(const struct pixels *p)
{
	int x, y, right;

	for (y = 0; y < p->height; y++)
		for (x = 0; x < p->width; x++) {
			if (run_at(p, x, y, quarters_rgb[0]) < 100)
				continue;
			for (right = x; run_at(p, right, y, quarters_rgb[2]) < 100; right++)
				;
			return right + run_at(p, right, y, quarters_rgb[2]) - x;
		}
	fail_msg("there is no map");
	return 0;
}

static void expect_bar_of_round_length(
	const struct gw_painter *painter, unsigned width, unsigned height)
{
	struct pixels p = sheet(painter, &plain, width, height);
	double map_metres = 2 * QUARTERS_SIDE * gw_scale_at(QUARTERS_LAT).east;
	double metres = find_bar(&p) * map_metres / find_map(&p);
	double round_metres = gw_scalebar_length(metres * 1.1);

	if (fabs(metres / round_metres - 1) > 0.02)
		fail_msg("%u by %u: the bar is %.1f m long, not %g", width, height, metres,
			round_metres);
	pixels_finish(&p);
}

static void the_scale_bar_is_right(void **state)
{
	struct gw_painter *painter;
	struct quarters q;

	quarters_init(&q, 1);
	painter = quarters_painter(&q);
	expect_bar_of_round_length(painter, 1600, 1000);
	expect_bar_of_round_length(painter, 1240, 1754);
	expect_bar_of_round_length(painter, 1920, 1080);
	gw_painter_destroy(painter);
	quarters_finish(&q);
}

static void scale_bars_have_round_lengths(void **state)
{
	const double cases[][2] = {{1, 1}, {1.9, 1}, {2, 2}, {4.99, 2}, {5, 5}, {9.9, 5},
		{1234, 1000}, {0.03, 0.02}, {700000, 500000}, {0, 0}, {-1, 0}, {NAN, 0}};
	size_t i;

	for (i = 0; i < sizeof cases / sizeof *cases; i++)
		if (fabs(gw_scalebar_length(cases[i][0]) - cases[i][1]) > 1e-9 * cases[i][1])
			fail_msg("%g: expected %g, got %g", cases[i][0], cases[i][1],
				gw_scalebar_length(cases[i][0]));
}

/* A rim of the page stays empty. */
static void expect_rim(const struct pixels *p, int rim)
{
	int x, y;

	for (y = 0; y < p->height; y++)
		for (x = 0; x < p->width; x++)
			if (x < rim || y < rim || x >= p->width - rim || y >= p->height - rim)
				expect_rgb(p, x, y, PAGE_RGB);
}

static void nothing_runs_off_the_page(void **state)
{
	static const unsigned sizes[][2] = {
		{480, 480}, {480, 1200}, {2400, 500}, {794, 1123}, {1123, 794}, {1920, 1080}};
	struct gw_sheet_text text = plain;
	struct gw_painter *painter;
	struct quarters q;
	char longest[2000];
	size_t i;

	quarters_init(&q, 1);
	while (q.scene.num_classes < GW_CLASSES_MAX)
		add_unused_class(&q);
	for (i = 0; i < GW_CLASSES_MAX; i++)
		snprintf(q.scene.classes[i].label, GW_LABEL_MAX,
			"A class with a name that is too long for a legend, %zu 数据不足数据不足",
			i);
	for (i = 0; i < sizeof longest - 1; i++)
		longest[i] = i % 9 == 8 ? ' ' : 'm';
	longest[i] = '\0';
	painter = quarters_painter(&q);
	text.title = text.period = text.source = text.note = longest;
	text.legend = text.counted = longest;
	for (i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		struct pixels p = sheet(painter, &text, sizes[i][0], sizes[i][1]);

		expect_rim(&p, 8);
		pixels_finish(&p);
	}
	gw_painter_destroy(painter);
	quarters_finish(&q);
}

static void sheets_without_text_or_map_are_drawn(void **state)
{
	const struct gw_sheet_text none = {0}, broken = {.title = "\xff\xfe", .period = "\xe5\x8c"};
	struct gw_painter *painter;
	struct quarters q;
	struct pixels p;

	quarters_init(&q, 1);
	painter = quarters_painter(&q);
	p = sheet(painter, &none, 800, 600);
	assert_true(extent_of(&p, quarters_rgb[3]).right > 0);
	pixels_finish(&p);
	p = sheet(painter, &broken, 800, 600);
	pixels_finish(&p);
	gw_painter_destroy(painter);
	memset(q.scene.cell_class, 0, 5);
	q.scene.num_classes = 0;
	painter = quarters_painter(&q);
	p = sheet(painter, &none, 800, 600);
	expect_rim(&p, 8);
	pixels_finish(&p);
	gw_painter_destroy(painter);
	quarters_finish(&q);
}

static void the_same_sheet_has_the_same_bytes(void **state)
{
	struct gw_sheet_size size = {1000, 700, 300};
	struct gw_painter *painter;
	struct gw_buf a, b;
	struct quarters q;

	quarters_init(&q, 1);
	painter = quarters_painter(&q);
	gw_buf_init(&a, PNG_MAX);
	gw_buf_init(&b, PNG_MAX);
	assert_false(gw_sheet_draw(painter, &plain, size, &a, NULL));
	gw_painter_destroy(painter);
	painter = quarters_painter(&q);
	assert_false(gw_sheet_draw(painter, &plain, size, &b, NULL));
	assert_int_equal(a.len, b.len);
	assert_memory_equal(a.data, b.data, a.len);
	/* 300 dots an inch are 11811 a metre */
	assert_memory_equal(a.data + 37, "pHYs\x00\x00\x2e\x23\x00\x00\x2e\x23\x01", 13);
	gw_buf_finish(&a);
	gw_buf_finish(&b);
	gw_painter_destroy(painter);
	quarters_finish(&q);
}

static void papers_have_their_sizes(void **state)
{
	struct gw_sheet_size size;
	struct gw_error err;

	assert_false(gw_sheet_size_of_paper(&size, "a4", true, 150, &err));
	assert_int_equal(size.width, 1754);
	assert_int_equal(size.height, 1240);
	assert_false(gw_sheet_size_of_paper(&size, "A3", false, 300, &err));
	assert_int_equal(size.width, 3508);
	assert_int_equal(size.height, 4961);
	assert_int_equal(size.dpi, 300);
	assert_int_equal(gw_sheet_size_of_paper(&size, "B4", true, 150, &err), GW_EINVAL);
	assert_string_equal(err.text, "paper \"B4\" is none of A0 to A5");
	assert_int_equal(gw_sheet_size_of_paper(&size, "A4", true, 7, &err), GW_EINVAL);
	assert_int_equal(gw_sheet_size_of_paper(&size, "A0", true, 600, &err), GW_EINVAL);
	assert_string_equal(err.text, "A0 at 600 dpi is 28087 pixels long, over 16384");
}

static void sizes_out_of_bounds_are_refused(void **state)
{
	struct gw_painter *painter;
	struct gw_error err;
	struct quarters q;
	struct gw_buf png;

	quarters_init(&q, 1);
	painter = quarters_painter(&q);
	gw_buf_init(&png, PNG_MAX);
	assert_int_equal(
		gw_sheet_draw(painter, &plain, (struct gw_sheet_size){100, 1000}, &png, &err),
		GW_EINVAL);
	assert_string_equal(err.text, "a sheet of 100 by 1000 pixels: a side has 480 to 16384");
	gw_buf_finish(&png);
	gw_painter_destroy(painter);
	quarters_finish(&q);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_legend_shows_classes_that_the_map_does_not),
		cmocka_unit_test(the_scale_bar_is_right),
		cmocka_unit_test(scale_bars_have_round_lengths),
		cmocka_unit_test(nothing_runs_off_the_page),
		cmocka_unit_test(sheets_without_text_or_map_are_drawn),
		cmocka_unit_test(the_same_sheet_has_the_same_bytes),
		cmocka_unit_test(papers_have_their_sizes),
		cmocka_unit_test(sizes_out_of_bounds_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
