/* SPDX-License-Identifier: Apache-2.0 */
#include "clipped.h"
#include "labelled.h"
#include "meshed.h"
#include "pixels.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <math.h>
#include <stdlib.h>

#define WEST   1208000000
#define SOUTH  406000000
#define WINDOW 64

/* How far a channel may be from what clipping gives: crossings fall on 1/256 of a pixel. */
#define LEVELS_OFF 2

static struct shape crooked(uint64_t seed, int64_t spacing, int64_t west, int64_t south)
{
	return shape_grown((struct town){.columns = 12,
		.rows = 12,
		.cells = 20,
		.mids = (uint32_t)(seed % 3),
		.spacing = spacing,
		.west = west,
		.south = south,
		.seed = seed});
}

static void add_cell(const struct meshed *m, struct gw_window w, gw_cell_id cell, double (*sums)[4])
{
	double *shares = clipped_shares(m->mesh, cell, w);
	size_t i;
	int k;

	for (i = 0; i < (size_t)w.width * w.height; i++)
		for (k = 0; k < 4; k++)
			sums[i][k] += shares[i] * (m->cells[cell] >> 8 * k & 255);
	free(shares);
}

/* Returns by how much channels are too high on the whole, where colours mix. */
static double expect_window(struct meshed *m, struct gw_window w, const char *name)
{
	size_t n = (size_t)w.width * w.height, i;
	uint32_t *pixels = meshed_fill(m, w);
	double(*sums)[4] = calloc(n, sizeof *sums), off, bias = 0, mixed = 0;
	gw_cell_id cell;
	int k;

	assert_non_null(sums);
	for (cell = 1; cell <= m->num_cells; cell++)
		add_cell(m, w, cell, sums);
	for (i = 0; i < n; i++)
		for (k = 0; k < 4; k++) {
			off = (pixels[i] >> 8 * k & 255) - sums[i][k];
			if (fabs(off) > LEVELS_OFF + 0.5)
				fail_msg("%s: zoom %u: pixel %zu,%zu: channel %d is %u, not %.2f",
					name, w.zoom, i % w.width, i / w.width, k,
					pixels[i] >> 8 * k & 255, sums[i][k]);
			bias += off;
			mixed += fabs(off) > 1e-3;
		}
	free(sums);
	free(pixels);
	return mixed > 0 ? bias / mixed : 0;
}

/* Windows in the middle, over each side and corner, and beside each. */
static void expect_windows(const struct shape *shape, unsigned zoom)
{
	static const double places[] = {0, .31, 1};
	struct meshed m;
	int x, y;

	meshed_init(&m, shape);
	for (y = 0; y < 3; y++)
		for (x = 0; x < 3; x++)
			expect_window(&m, meshed_window(&m, zoom, places[x], places[y], WINDOW),
				shape->name);
	meshed_finish(&m);
}

/* Edges of no direction in common: what rounding adds here it takes there. */
static void colours_are_neither_too_dark_nor_too_light(void **state)
{
	struct shape s = crooked(2, 8000, WEST, SOUTH);
	struct meshed m;
	double bias;

	(void)state;
	meshed_init(&m, &s);
	bias = expect_window(&m, meshed_window(&m, 12, .5, .5, WINDOW), s.name);
	if (fabs(bias) > 0.1)
		fail_msg("off by %.3f levels", bias);
	meshed_finish(&m);
	shape_finish(&s);
}

static void crooked_cells_cover_what_clipping_says(void **state)
{
	uint64_t seed;

	(void)state;
	for (seed = 1; seed <= 4; seed++) {
		struct shape s = crooked(seed, 8000, WEST, SOUTH);

		expect_windows(&s, 9);
		expect_windows(&s, 13);
		expect_windows(&s, 18);
		shape_finish(&s);
	}
}

/* A shape of small numbers, many times larger, near WEST and SOUTH. */
static struct shape enlarged(int number, int64_t by)
{
	struct shape s = shape_fixed(number);

	shape_map(&s, by, 0, 0, by, WEST, SOUTH);
	return s;
}

static void triangles_slivers_and_concave_cells_cover_what_clipping_says(void **state)
{
	static const struct {
		int number;
		int64_t by;
		unsigned zoom;
	} cases[] = {{8, 3000, 12}, {10, 20000, 12}, {12, 3000, 12}, {13, 3000, 12}, {14, 900, 13},
		{15, 500, 12}, {18, 30000, 13}, {18, 1000, 8}, {20, 100, 11}, {21, 60, 10},
		{23, 3000, 13}, {23, 300, 12}};
	struct shape s;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof cases / sizeof *cases; i++) {
		s = enlarged(cases[i].number, cases[i].by);
		expect_windows(&s, cases[i].zoom);
		shape_finish(&s);
	}
	s = shape_triangles(8, 8, 30, 5);
	shape_map(&s, 40000, 0, 0, 40000, WEST, SOUTH);
	expect_windows(&s, 12);
	expect_windows(&s, 15);
	shape_finish(&s);
}

/* The corners of the cells are up to 300,000 pixels away. */
static void far_away_vertices_do_no_harm(void **state)
{
	struct shape s = enlarged(18, 1000000);

	(void)state;
	expect_windows(&s, 20);
	expect_windows(&s, 22);
	shape_finish(&s);
}

static void set_all(struct meshed *m, uint32_t pixel)
{
	gw_cell_id i;

	for (i = 1; i <= m->num_cells; i++)
		m->cells[i] = pixel;
}

static void expect_one_colour(
	struct meshed *m, unsigned zoom, double east, double south, uint32_t pixel)
{
	struct gw_window w = meshed_window(m, zoom, east, south, WINDOW);
	uint32_t *pixels = meshed_fill(m, w), i;

	for (i = 0; i < WINDOW * WINDOW; i++)
		if (pixels[i] != pixel)
			fail_msg("zoom %u: pixel %u,%u is %08x", zoom, i % WINDOW, i / WINDOW,
				pixels[i]);
	free(pixels);
}

/* On a world without an outside every pixel of every zoom is inside. */
static void cells_of_one_colour_show_no_seam(void **state)
{
	static const uint32_t colours[] = {0xff7fd18b, 0xffffffff, 0x80402010, 0xff000000};
	uint64_t random = 3;
	struct meshed m;
	struct shape s;
	unsigned zoom, i;

	(void)state;
	s = shape_triangles(36, 30, 300, 7);
	for (i = 0; i < s.num_rings; i++)
		s.rings[i].cell = i + 1;
	shape_map(&s, 1000000, 0, 0, 1000000, WEST, SOUTH);
	s.num_cells = (uint32_t)s.num_rings;
	meshed_init(&m, &s);
	for (zoom = 0; zoom <= 22; zoom++)
		for (i = 0; i < 8; i++) {
			uint32_t colour = colours[i % 4];

			m.cells[0] = colour; /* which the triangles left out have too */
			set_all(&m, colour);
			expect_one_colour(&m, zoom, (double)(shape_random(&random) % 1001) / 1000,
				(double)(shape_random(&random) % 1001) / 1000, colour);
		}
	meshed_finish(&m);
	shape_finish(&s);
}

/* Inside the division, with the outside of another colour. */
static void the_inside_has_its_colour_up_to_the_windows_sides(void **state)
{
	struct shape s = crooked(5, 8000, WEST, SOUTH);
	struct meshed m;
	unsigned zoom;

	(void)state;
	meshed_init(&m, &s);
	set_all(&m, 0xff2166ac);
	for (zoom = 14; zoom <= 22; zoom++) {
		expect_one_colour(&m, zoom, .5, .5, 0xff2166ac);
		expect_one_colour(&m, zoom, .37, .61, 0xff2166ac);
	}
	meshed_finish(&m);
	shape_finish(&s);
}

static void a_pixel_that_one_cell_covers_has_its_very_colour(void **state)
{
	struct shape s = crooked(6, 8000, WEST, SOUTH);
	struct gw_window w;
	struct meshed m;
	gw_cell_id cell;
	size_t whole = 0, i;
	uint32_t *pixels;

	(void)state;
	meshed_init(&m, &s);
	w = meshed_window(&m, 11, .5, .5, WINDOW);
	pixels = meshed_fill(&m, w);
	for (cell = 1; cell <= m.num_cells; cell++) {
		double *shares = clipped_shares(m.mesh, cell, w);

		for (i = 0; i < WINDOW * WINDOW; i++) {
			if (shares[i] < 1 - 1e-9)
				continue;
			whole++;
			if (pixels[i] != m.cells[cell])
				fail_msg("pixel %zu,%zu is %08x, not %08x", i % WINDOW, i / WINDOW,
					pixels[i], m.cells[cell]);
		}
		free(shares);
	}
	assert_true(whole > WINDOW);
	free(pixels);
	meshed_finish(&m);
	shape_finish(&s);
}

/*
 * Two divisions that are each other's mirror pictures about the middle of the world. Positions are
 * truncated to the west and north, so the two are apart by 1/256 of a pixel, which is a level.
 */
static void expect_mirrored(int64_t east, int64_t north, int off)
{
	struct shape s = crooked(7, 30000000, -100000000, -150000000), t = shape_copy(&s);
	struct gw_window w = {4, (1 << 11) - 128, (1 << 11) - 128, 256, 256};
	uint32_t *pixels, *mirrored, x, y;
	struct meshed m, n;

	shape_map(&t, east, 0, 0, north, 0, 0);
	meshed_init(&m, &s);
	meshed_init(&n, &t);
	pixels = meshed_fill(&m, w);
	mirrored = meshed_fill(&n, w);
	for (y = 0; y < 256; y++)
		for (x = 0; x < 256; x++) {
			uint32_t a = pixels[y * 256 + x];
			uint32_t b = mirrored[(north < 0 ? 255 - y : y) * 256 +
				(east < 0 ? 255 - x : x)];

			if (pixel_difference(a, b) > off)
				fail_msg("%d,%d: pixel %u,%u is %08x and %08x", (int)east,
					(int)north, x, y, a, b);
		}
	free(pixels);
	free(mirrored);
	meshed_finish(&m);
	meshed_finish(&n);
	shape_finish(&s);
	shape_finish(&t);
}

static void mirrored_divisions_give_mirrored_pictures(void **state)
{
	(void)state;
	expect_mirrored(-1, 1, 1);
	expect_mirrored(1, -1, 1);
	expect_mirrored(-1, -1, 2);
}

/* A part of a picture as its own window is as in the picture. */
static void expect_part(struct meshed *m, const struct gw_labels *labels, const uint8_t *whole,
	struct gw_window all, struct gw_window part)
{
	unsigned x, y;

	meshed_draw(m, part, labels);
	for (y = 0; y < part.height; y++)
		for (x = 0; x < part.width; x++) {
			size_t at = (size_t)(part.y - all.y + y) * all.width +
				(size_t)(part.x - all.x + x);

			if (m->raster->indices[y * m->raster->max_side + x] != whole[at])
				fail_msg("window at %d,%d of %u by %u: pixel %u,%u differs",
					(int)(part.x - all.x), (int)(part.y - all.y), part.width,
					part.height, x, y);
		}
}

static uint8_t *whole_picture(
	struct meshed *m, struct gw_window all, const struct gw_labels *labels)
{
	uint8_t *whole = malloc((size_t)all.width * all.height);
	unsigned y;

	assert_non_null(whole);
	meshed_draw(m, all, labels);
	for (y = 0; y < all.height; y++)
		memcpy(whole + (size_t)y * all.width,
			m->raster->indices + (size_t)y * m->raster->max_side, all.width);
	return whole;
}

/* Over the whole world, where the labels are. */
static void windows_are_parts_of_one_picture(void **state)
{
	struct shape s = crooked(8, 150000000, -900000000, -800000000);
	const struct gw_window all = {2, 0, 0, LABELLED_SIDE, LABELLED_SIDE};
	struct labelled *texts = labelled_busy(400);
	struct gw_labels *labels = labelled_placed(texts);
	struct gw_window part = all;
	uint64_t random = 5;
	struct meshed m;
	uint8_t *whole;
	int i;

	(void)state;
	meshed_init(&m, &s);
	whole = whole_picture(&m, all, labels);
	part.width = part.height = 64;
	for (part.y = 0; part.y < LABELLED_SIDE; part.y += 64)
		for (part.x = 0; part.x < LABELLED_SIDE; part.x += 64)
			expect_part(&m, labels, whole, all, part);
	for (i = 0; i < 40; i++) {
		part.x = shape_random_in(&random, 0, LABELLED_SIDE - 1);
		part.y = shape_random_in(&random, 0, LABELLED_SIDE - 1);
		part.width = (unsigned)shape_random_in(&random, 1, LABELLED_SIDE - part.x);
		part.height = (unsigned)shape_random_in(&random, 1, LABELLED_SIDE - part.y);
		expect_part(&m, labels, whole, all, part);
	}
	free(whole);
	gw_labels_destroy(labels);
	test_free(texts);
	meshed_finish(&m);
	shape_finish(&s);
}

static void expect_random_parts(struct meshed *m, struct gw_window all)
{
	uint64_t random = all.zoom;
	struct gw_window part = all;
	uint8_t *whole = whole_picture(m, all, NULL);
	int i;

	for (i = 0; i < 20; i++) {
		part.width = (unsigned)shape_random_in(&random, 1, 200);
		part.height = (unsigned)shape_random_in(&random, 1, 200);
		part.x = all.x + shape_random_in(&random, 0, all.width - part.width);
		part.y = all.y + shape_random_in(&random, 0, all.height - part.height);
		expect_part(m, NULL, whole, all, part);
	}
	free(whole);
}

static void windows_of_any_zoom_are_parts_of_one_picture(void **state)
{
	struct shape s = crooked(9, 8000, WEST, SOUTH);
	struct meshed m;
	unsigned zoom;

	(void)state;
	meshed_init(&m, &s);
	for (zoom = 7; zoom <= 21; zoom += 2)
		expect_random_parts(&m, meshed_window(&m, zoom, .4, .55, 512));
	meshed_finish(&m);
	shape_finish(&s);
}

/* The window around a place on the first side of an arc. */
static struct gw_window window_on(const struct meshed *m, uint32_t arc, unsigned zoom)
{
	const struct gw_mesh_detail *d = &m->mesh->details[zoom];
	struct gw_mesh_point a = d->points[d->first[arc]], b = d->points[d->first[arc] + 1];
	double x = a.x + .37 * ((double)b.x - a.x), y = a.y + .37 * ((double)b.y - a.y);

	return (struct gw_window){zoom, (int64_t)ldexp(x, (int)zoom - 24) - 128,
		(int64_t)ldexp(y, (int)zoom - 24) - 128, 256, 256};
}

/* Borders whose ends are up to two million pixels away. */
static void windows_along_far_borders_are_parts_of_one_picture(void **state)
{
	struct shape s = enlarged(18, 1000000);
	struct meshed m;
	unsigned zoom;
	uint32_t arc;

	(void)state;
	meshed_init(&m, &s);
	for (zoom = 16; zoom <= 23; zoom++)
		for (arc = 0; arc < m.mesh->num_arcs; arc++)
			expect_random_parts(&m, window_on(&m, arc, zoom));
	meshed_finish(&m);
	shape_finish(&s);
}

static void processors_without_avx2_draw_the_same(void **state)
{
	struct shape s = crooked(10, 8000, WEST, SOUTH);
	struct meshed m;
	unsigned zoom;

	(void)state;
	meshed_init(&m, &s);
	for (zoom = 8; zoom <= 16; zoom += 2) {
		struct gw_window all = meshed_window(&m, zoom, .4, .55, 300);
		uint8_t *whole = whole_picture(&m, all, NULL);

		m.raster->is_portable = true;
		expect_part(&m, NULL, whole, all, all);
		m.raster->is_portable = false;
		free(whole);
	}
	meshed_finish(&m);
	shape_finish(&s);
}

static void a_window_without_borders_is_blank(void **state)
{
	struct shape s = shape_squares(4, 4, 100000, WEST, SOUTH);
	struct gw_error err = {0};
	struct gw_window w;
	struct meshed m;

	(void)state;
	meshed_init(&m, &s);
	w = meshed_window(&m, 18, .37, .37, WINDOW);
	assert_int_equal(gw_skeleton_trace(&m.skeleton, m.mesh, w, 2, 4, &err), GW_OK);
	assert_true(gw_skeleton_is_blank(&m.skeleton));
	w = meshed_window(&m, 18, .5, .37, WINDOW);
	assert_int_equal(gw_skeleton_trace(&m.skeleton, m.mesh, w, 2, 4, &err), GW_OK);
	assert_false(gw_skeleton_is_blank(&m.skeleton));
	meshed_finish(&m);
	shape_finish(&s);
}

static void more_inks_than_there_are_are_refused(void **state)
{
	struct shape s = shape_squares(2, 2, 100000, WEST, SOUTH);
	struct gw_error err = {0};
	struct meshed m;
	int i;

	(void)state;
	meshed_init(&m, &s);
	gw_raster_begin(m.raster, WINDOW, WINDOW);
	for (i = 0; i < GW_RASTER_INKS; i++)
		assert_int_equal(
			gw_raster_stroke(m.raster, &m.skeleton, 0, 0xff000000, 1, &err), GW_OK);
	assert_int_equal(
		gw_raster_stroke(m.raster, &m.skeleton, 0, 0xff000000, 1, &err), GW_EINVAL);
	meshed_finish(&m);
	shape_finish(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(crooked_cells_cover_what_clipping_says),
		cmocka_unit_test(colours_are_neither_too_dark_nor_too_light),
		cmocka_unit_test(triangles_slivers_and_concave_cells_cover_what_clipping_says),
		cmocka_unit_test(far_away_vertices_do_no_harm),
		cmocka_unit_test(cells_of_one_colour_show_no_seam),
		cmocka_unit_test(the_inside_has_its_colour_up_to_the_windows_sides),
		cmocka_unit_test(a_pixel_that_one_cell_covers_has_its_very_colour),
		cmocka_unit_test(mirrored_divisions_give_mirrored_pictures),
		cmocka_unit_test(windows_are_parts_of_one_picture),
		cmocka_unit_test(windows_of_any_zoom_are_parts_of_one_picture),
		cmocka_unit_test(windows_along_far_borders_are_parts_of_one_picture),
		cmocka_unit_test(processors_without_avx2_draw_the_same),
		cmocka_unit_test(a_window_without_borders_is_blank),
		cmocka_unit_test(more_inks_than_there_are_are_refused),
	};

	return cmocka_run_group_tests_name("render/raster", tests, NULL, NULL);
}
