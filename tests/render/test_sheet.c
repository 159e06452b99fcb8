/* SPDX-License-Identifier: Apache-2.0 */
#include "pixels.h"
#include "render/furniture.h"
#include "render/sheetboard.h"
#include "sheetmade.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define PAGE_RGB 0xffffff

/* Shown in the legend alone. */
#define UNUSED_RGB 0x8040c0

static struct pixels drawn(struct sheetmade *s)
{
	struct pixels out;
	struct gw_buf png;

	sheetmade_draw(s, &png);
	out = pixels_decode(&png);
	gw_buf_finish(&png);
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

static void the_legend_shows_classes_that_the_map_does_not(void **state)
{
	struct sheetmade s;
	struct extent e;
	struct pixels p;

	(void)state;
	sheetmade_init(&s);
	sheetmade_classes(&s, 5, "", "Nowhere");
	s.q.map.classes[4].mark[0] = '\0';
	p = drawn(&s);
	e = extent_of(&p, UNUSED_RGB);
	assert_in_range(e.right - e.left, 20, 40);
	assert_in_range(e.bottom - e.top, 10, 25);
	assert_int_equal(
		run_at(&p, e.left, (e.top + e.bottom) / 2, UNUSED_RGB), e.right - e.left + 1);
	pixels_finish(&p);
	sheetmade_finish(&s);
}

/*
 * Finds dark, light, dark, light fields of one width: the scale bar; returns its length in pixels.
 */
static int find_bar(const struct pixels *p)
{
	int x, y, a, b, c, d;

	for (y = p->height / 2; y < p->height; y++)
		for (x = 0; x < p->width; x++) {
			a = run_at(p, x, y, GW_INK_RGB);
			b = run_at(p, x + a + 1, y, PAGE_RGB);
			c = run_at(p, x + a + b + 2, y, GW_INK_RGB);
			d = run_at(p, x + a + b + c + 3, y, PAGE_RGB);
			if (a > 8 && abs(a - b) < 4 && abs(a - c) < 4 && abs(a - d) < 6)
				return a + b + c + d + 4;
			x += a;
		}
	fail_msg("there is no scale bar");
	return 0;
}

/* The width in pixels of both upper quarters together. */
static int find_map(const struct pixels *p)
{
	int x, y, west;

	for (y = 0; y < p->height; y++)
		for (x = 0; x < p->width; x++) {
			west = run_at(p, x, y, quarters_rgb[0]);
			/* a column of pixels may be a mixture of both */
			if (west > 100)
				return west + 1 + run_at(p, x + west + 1, y, quarters_rgb[2]);
		}
	fail_msg("there is no map");
	return 0;
}

static void expect_bar_of_round_length(struct sheetmade *s, double width_mm, double height_mm)
{
	double map_metres = 2 * QUARTERS_SIDE * gw_scale_at(QUARTERS_LAT).east, metres, rounded;
	struct pixels p;

	s->options.size.width_mm = width_mm;
	s->options.size.height_mm = height_mm;
	p = drawn(s);
	metres = find_bar(&p) * map_metres / find_map(&p);
	rounded = gw_scalebar_length(metres * 1.1);
	if (fabs(metres / rounded - 1) > 0.02)
		fail_msg("%g by %g: the bar is %.1f m long, not %g", width_mm, height_mm, metres,
			rounded);
	pixels_finish(&p);
}

static void the_scale_bar_is_right(void **state)
{
	struct sheetmade s;

	(void)state;
	sheetmade_init(&s);
	s.options.size.dpi = 150;
	expect_bar_of_round_length(&s, 297, 210);
	expect_bar_of_round_length(&s, 210, 297);
	expect_bar_of_round_length(&s, 500, 250);
	sheetmade_finish(&s);
}

/* The map's width on paper, times a denominator of three figures, is its width on the ground. */
static void the_scale_is_round(void **state)
{
	double metres = 2 * QUARTERS_SIDE * gw_scale_at(QUARTERS_LAT).east, paper, denominator;
	struct sheetmade s;
	struct pixels p;

	(void)state;
	sheetmade_init(&s);
	s.options.size.dpi = 200;
	p = drawn(&s);
	paper = find_map(&p) * 0.0254 / 200;
	denominator = metres / paper;
	if (fabs(denominator / 500 - round(denominator / 500)) > 0.08)
		fail_msg("the scale is 1:%.1f", denominator);
	pixels_finish(&p);
	sheetmade_finish(&s);
}

static void the_scene_is_asked_for_at_the_sheets_zoom(void **state)
{
	const double whole_square = 2 * (double)GW_LON_MAX / QUARTERS_SIDE / 2; /* of the map */
	struct sheetmade s;
	struct pixels p;
	double scale, pen;

	(void)state;
	sheetmade_init(&s);
	p = drawn(&s);
	scale = find_map(&p) * whole_square;
	pen = 8.5 * 100 / 72 / 10.67;
	assert_int_equal(s.asked, 1);
	assert_true(fabs(s.zoom - log2(scale / 512 / pen)) < 0.01);
	pixels_finish(&p);
	sheetmade_finish(&s);
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

static void sheets_without_text_or_map_are_drawn(void **state)
{
	struct sheetmade s;
	struct pixels p;

	(void)state;
	sheetmade_init(&s);
	s.text = (struct gw_sheet_text){0};
	p = drawn(&s);
	assert_true(extent_of(&p, quarters_rgb[3]).right > 0);
	expect_rim(&p, 12);
	pixels_finish(&p);
	s.text.title.zh = "\xff\xfe";
	s.text.period.en = "\xe5\x8c";
	p = drawn(&s);
	pixels_finish(&p);
	s.q.map.num_classes = 0;
	s.map.box = (struct gw_world_box){{1, 1}, {0, 0}};
	s.asked = 0;
	p = drawn(&s);
	expect_rim(&p, 12);
	assert_int_equal(s.asked, 0);
	pixels_finish(&p);
	sheetmade_finish(&s);
}

static void the_same_sheet_has_the_same_bytes(void **state)
{
	static const char *const starts[] = {"\x89PNG", "%PDF", "<?xml"};
	struct sheetmade s;
	struct gw_buf a, b;
	int format;

	(void)state;
	sheetmade_init(&s);
	s.options.graticule = true;
	for (format = GW_SHEET_PNG; format <= GW_SHEET_SVG; format++) {
		s.options.format = (enum gw_sheet_format)format;
		/* Cairo 1.16 loses a table with each CFF font in a PDF, as Noto's Chinese is */
		s.text.lang = format == GW_SHEET_PDF ? "en" : "both";
		sheetmade_draw(&s, &a);
		sheetmade_draw(&s, &b);
		assert_memory_equal(a.data, starts[format], strlen(starts[format]));
		assert_int_equal(a.len, b.len);
		assert_memory_equal(a.data, b.data, a.len);
		gw_buf_finish(&a);
		gw_buf_finish(&b);
	}
	sheetmade_finish(&s);
}

static bool holds(const struct gw_buf *file, const char *bytes, size_t n)
{
	return memmem(file->data, file->len, bytes, n) != NULL;
}

static void files_say_how_large_they_are(void **state)
{
	struct sheetmade s;
	struct gw_buf out;

	(void)state;
	sheetmade_init(&s);
	s.options.size.dpi = 300;
	sheetmade_draw(&s, &out);
	/* 300 dots an inch are 11811 a metre */
	assert_true(holds(&out, "pHYs\x00\x00\x2e\x23\x00\x00\x2e\x23\x01", 13));
	gw_buf_finish(&out);
	s.options.format = GW_SHEET_PDF;
	sheetmade_draw(&s, &out);
	assert_true(holds(&out, "/MediaBox [ 0 0 841.889764 595.275591 ]", 39));
	gw_buf_finish(&out);
	s.options.format = GW_SHEET_SVG;
	sheetmade_draw(&s, &out);
	assert_true(holds(&out, "width=\"841.889764pt\" height=\"595.275591pt\"", 42));
	gw_buf_finish(&out);
	sheetmade_finish(&s);
}

static void a_file_is_of_the_callers_date_or_of_none(void **state)
{
	struct sheetmade s;
	struct gw_buf out;

	(void)state;
	sheetmade_init(&s);
	s.options.format = GW_SHEET_PDF;
	sheetmade_draw(&s, &out);
	assert_false(holds(&out, "CreationDate", 12));
	gw_buf_finish(&out);
	s.text.date = "2026-11-01T00:00:00Z";
	sheetmade_draw(&s, &out);
	assert_true(holds(&out, "/CreationDate (20261101000000Z)", 31));
	gw_buf_finish(&out);
	sheetmade_finish(&s);
}

static void an_inset_shows_where_a_part_lies(void **state)
{
	struct sheetmade s;
	struct pixels p;

	(void)state;
	sheetmade_init(&s);
	p = drawn(&s);
	assert_int_equal(extent_of(&p, 0xdcdfe2).right, -1);
	pixels_finish(&p);
	s.map.box.max.x = (s.map.box.min.x + s.map.box.max.x) / 2;
	p = drawn(&s);
	assert_true(extent_of(&p, 0xdcdfe2).right > 0);
	pixels_finish(&p);
	s.options.no_inset = true;
	p = drawn(&s);
	assert_int_equal(extent_of(&p, 0xdcdfe2).right, -1);
	pixels_finish(&p);
	sheetmade_finish(&s);
}

static void expect_refused(
	struct sheetmade *s, enum gw_status wanted, const char *words, size_t room)
{
	struct gw_error err = {0};
	struct gw_buf out;
	enum gw_status st;

	gw_buf_init(&out, room);
	gw_buf_puts(&out, "before");
	st = gw_sheet_draw(&s->map, &s->text, &s->options, NULL, &out, &err);
	if (st != wanted || !strstr(err.text, words))
		fail_msg("%d: \"%s\" does not say \"%s\"", st, err.text, words);
	assert_int_equal(out.len, 6);
	gw_buf_finish(&out);
}

static enum gw_status refuse(
	void *context, double zoom, const struct gw_scene **out, struct gw_error *err)
{
	(void)context, (void)zoom, (void)out;
	return gw_fail(err, GW_EIO, "no scene today");
}

static void what_cannot_be_drawn_is_refused(void **state)
{
	struct sheetmade s;
	int format;

	(void)state;
	sheetmade_init(&s);
	s.text.lang = "fr";
	expect_refused(&s, GW_EINVAL, "\"fr\" is none of zh, en and both", SHEET_MAX);
	s.text.lang = "en";
	s.options.size.dpi = 40;
	expect_refused(&s, GW_EINVAL, "40 dpi", SHEET_MAX);
	s.options.size.dpi = 100;
	s.options.size.width_mm = 50;
	expect_refused(&s, GW_EINVAL, "a sheet of 50 by 210 mm", SHEET_MAX);
	s.options.size.width_mm = 297;
	for (format = GW_SHEET_PNG; format <= GW_SHEET_SVG; format++) {
		s.options.format = (enum gw_sheet_format)format;
		expect_refused(&s, GW_ENOMEM, "", 2000);
	}
	s.text.title.en = "\U0010ABCD";
	expect_refused(&s, GW_EINVAL, "fonts-noto-cjk", SHEET_MAX);
	s.map.portray = refuse;
	expect_refused(&s, GW_EIO, "no scene today", SHEET_MAX);
	sheetmade_finish(&s);
}

static void count_stages(void *context, const char *stage, uint64_t done, uint64_t total)
{
	(void)stage;
	assert_true(total == 0 || done <= total);
	++*(int *)context;
}

static void progress_is_told(void **state)
{
	int stages = 0;
	const struct gw_progress progress = {count_stages, &stages};
	struct sheetmade s;
	struct gw_buf out;

	(void)state;
	sheetmade_init(&s);
	gw_buf_init(&out, SHEET_MAX);
	assert_false(gw_sheet_draw(&s.map, &s.text, &s.options, &progress, &out, NULL));
	assert_in_range(stages, 4, 20);
	gw_buf_finish(&out);
	sheetmade_finish(&s);
}

static void a_files_suffix_is_its_format(void **state)
{
	enum gw_sheet_format format = GW_SHEET_PNG;
	struct gw_error err;

	(void)state;
	assert_false(gw_sheet_format_parse("a/b.c.PDF", &format, &err));
	assert_int_equal(format, GW_SHEET_PDF);
	assert_false(gw_sheet_format_parse("x.svg", &format, &err));
	assert_int_equal(format, GW_SHEET_SVG);
	assert_int_equal(gw_sheet_format_parse("x.jpg", &format, &err), GW_EINVAL);
	assert_string_equal(err.text, "\"x.jpg\" ends in none of .png, .pdf and .svg");
	assert_int_equal(gw_sheet_format_parse("png", &format, &err), GW_EINVAL);
	assert_int_equal(gw_sheet_format_parse(".png", &format, &err), GW_EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_legend_shows_classes_that_the_map_does_not),
		cmocka_unit_test(the_scale_bar_is_right),
		cmocka_unit_test(the_scale_is_round),
		cmocka_unit_test(the_scene_is_asked_for_at_the_sheets_zoom),
		cmocka_unit_test(sheets_without_text_or_map_are_drawn),
		cmocka_unit_test(the_same_sheet_has_the_same_bytes),
		cmocka_unit_test(files_say_how_large_they_are),
		cmocka_unit_test(a_file_is_of_the_callers_date_or_of_none),
		cmocka_unit_test(an_inset_shows_where_a_part_lies),
		cmocka_unit_test(what_cannot_be_drawn_is_refused),
		cmocka_unit_test(progress_is_told),
		cmocka_unit_test(a_files_suffix_is_its_format),
	};

	return cmocka_run_group_tests_name("render/sheet", tests, NULL, NULL);
}
