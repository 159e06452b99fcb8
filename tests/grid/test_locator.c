/* SPDX-License-Identifier: Apache-2.0 */
#include "built.h"
#include "grid/index.h"
#include "oracle.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct gw_lonlat lonlat(double lon, double lat)
{
	struct gw_lonlat p = {0};

	assert_true(gw_lonlat_from_degrees(lon, lat, &p));
	return p;
}

/* What is asked of a shape, and the oracle's answers. */
struct exam {
	const struct shape *shape;
	struct probes probes;
	gw_cell_id *expected, *got;
};

/* How much the oracle may work for one shape: points times ring segments. */
#define ORACLE_WORK ((size_t)8000000)

static void exam_init(
	struct exam *exam, const struct shape *shape, const struct built *built, uint64_t seed)
{
	size_t max = ORACLE_WORK / (shape->num_points + 1), i;
	struct gw_bbox box = shape_bbox(shape);

	exam->shape = shape;
	probes_init(&exam->probes, shape, built->locator, seed,
		max < 1500	      ? 1500
			: max > 12000 ? 12000
				      : max);
	exam->expected = calloc(exam->probes.n, sizeof *exam->expected);
	exam->got = calloc(exam->probes.n, sizeof *exam->got);
	assert_true(exam->expected && exam->got);
	for (i = 0; i < exam->probes.n; i++) {
		struct gw_lonlat p = exam->probes.points[i];

		exam->expected[i] = oracle_cell(shape, p);
		if (shape->covers_box && !exam->expected[i] && p.lon >= box.min.lon &&
			p.lat >= box.min.lat && p.lon < box.max.lon && p.lat < box.max.lat)
			fail_msg(
				"%s: the oracle finds no cell at %d,%d", shape->name, p.lon, p.lat);
	}
}

static void exam_finish(struct exam *exam)
{
	free(exam->got);
	free(exam->expected);
	probes_finish(&exam->probes);
}

/* Marks the first n answers in exam->got, and sees that none beyond them was written. */
static void exam_mark(struct exam *exam, const char *way, size_t n)
{
	size_t i;

	for (i = 0; i < exam->probes.n; i++) {
		struct gw_lonlat p = exam->probes.points[i];
		gw_cell_id expected = i < n ? exam->expected[i] : UINT32_MAX;

		if (exam->got[i] != expected)
			fail_msg("%s: %s of %zu: point %zu at %d,%d: expected %u, got %u",
				exam->shape->name, way, n, i, p.lon, p.lat, expected, exam->got[i]);
	}
	memset(exam->got, 0xff, exam->probes.n * sizeof *exam->got);
}

static void ask_every_way(struct exam *exam, const struct gw_locator *locator, const char *path)
{
	const size_t sizes[] = {0, 1, 2, 63, 64, 65, 127, 128, 129, 1000, exam->probes.n};
	size_t i;
	unsigned threads;
	char way[64];

	assert_true(exam->probes.n >= 1000);
	memset(exam->got, 0xff, exam->probes.n * sizeof *exam->got);
	for (i = 0; i < exam->probes.n; i++)
		exam->got[i] = gw_locator_cell(locator, exam->probes.points[i]);
	snprintf(way, sizeof way, "%s, one by one", path);
	exam_mark(exam, way, exam->probes.n);
	for (i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		gw_locator_cells(locator, exam->probes.points, sizes[i], exam->got);
		snprintf(way, sizeof way, "%s, batch", path);
		exam_mark(exam, way, sizes[i]);
		for (threads = 0; threads <= 4; threads++) {
			gw_locator_cells_parallel(
				locator, exam->probes.points, sizes[i], exam->got, threads);
			snprintf(way, sizeof way, "%s, %u threads", path, threads);
			exam_mark(exam, way, sizes[i]);
		}
	}
}

static void expect_exact(const struct shape *shape, uint64_t seed)
{
	struct exam exam;
	struct built built;

	built_init(&built, shape);
	exam_init(&exam, shape, &built, seed);
	ask_every_way(&exam, built.locator, "vector");
	ask_every_way(&exam, built.portable, "portable");
	exam_finish(&exam);
	built_finish(&built);
}

static void expect_exact_then_finish(struct shape s, uint64_t seed)
{
	expect_exact(&s, seed);
	shape_finish(&s);
}

static void fixed_shapes_are_located_exactly(void **state)
{
	int i;

	(void)state;
	for (i = 0; i < SHAPE_FIXED; i++)
		expect_exact_then_finish(shape_fixed(i), (uint64_t)i);
}

static void world_spanning_cells_are_located_exactly(void **state)
{
	(void)state;
	expect_exact_then_finish(shape_world_boxes(), 1);
	expect_exact_then_finish(shape_world_diagonals(), 2);
}

static void towns_are_located_exactly(void **state)
{
	static const struct town towns[] = {
		{12, 12, 0, 0, 2, 100000, 1163000000, 398000000, 1},
		{12, 9, 0, 7, 1, 24, -100, -50, 2},
		{20, 20, 9, 0, 0, 1000, 0, 0, 3},
		{15, 15, 30, 6, 2, 5000, -1200000000, -350000000, 4},
		{3, 40, 50, 0, 1, 48, 1799990000, 899990000, 5},
		{40, 3, 0, 0, 1, 30, -1799990000, -899990000, 6},
		{8, 8, 2, 3, 2, 64, 3, 5, 7},
		{6, 6, 0, 0, 2, 40000000, -200000000, -100000000, 8},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof towns / sizeof *towns; i++)
		expect_exact_then_finish(shape_town(towns[i]), i);
}

static void cut_lattices_are_located_exactly(void **state)
{
	uint64_t seed;

	(void)state;
	for (seed = 1; seed <= 60; seed++) {
		struct shape s =
			shape_triangles(1 + seed % 7, 1 + seed / 7 % 7, 1 + seed % 4, seed);

		switch (seed % 5) {
		case 0:
			shape_map(&s, 1, 1, 0, 1, 0, 0);
			break;
		case 1:
			shape_map(&s, 64, 0, 0, 64, -64, 128);
			break; /* through tiles' corners */
		case 2:
			shape_map(&s, 5, -3, 2, 7, 1208000000, 407000000);
			break;
		case 3:
			shape_map(&s, 30000000, 29999999, 1, 2, 0, 0);
			break; /* needles */
		}
		expect_exact_then_finish(s, seed);
	}
}

static bool on_a_tile_side(const struct gw_locator *loc, const struct gw_edge *e)
{
	uint32_t lon_mask = ((uint32_t)1 << loc->shift_lon) - 1;
	uint32_t lat_mask = ((uint32_t)1 << loc->shift_lat) - 1;
	uint32_t lon = (uint32_t)e->a.lon - (uint32_t)loc->west;
	uint32_t lat = (uint32_t)e->a.lat - (uint32_t)loc->south;

	return (e->a.lon == e->b.lon && lon && !(lon & lon_mask)) ||
		(e->a.lat == e->b.lat && lat && !(lat & lat_mask));
}

/* Makes sure that the fixed squares do what they are there for: borders that lie on tile sides. */
static void squares_of_a_power_of_two_have_borders_on_tile_sides(void **state)
{
	struct shape s = shape_squares(16, 16, 64, -512, 512);
	struct built built;
	size_t i, n = 0;

	(void)state;
	built_init(&built, &s);
	for (i = 0; i < built.grid->num_edges; i++)
		n += on_a_tile_side(built.locator, &built.grid->edges[i]);
	if (n < 100)
		fail_msg("%s: only %zu edges lie on a tile's side", s.name, n);
	built_finish(&built);
	shape_finish(&s);
}

/*
 * Where a split border is bent by a fraction of a unit: exact a few units away, seamless
 * throughout.
 */
static void unevenly_split_borders_stay_within_a_unit(void **state)
{
	static const int away[][2] = {{3, 0}, {-3, 0}, {0, 3}, {0, -3}};
	struct shape s = shape_world_uneven();
	struct probes probes;
	struct built built;
	size_t i, k, told = 0;

	(void)state;
	built_init(&built, &s);
	probes_init(&probes, &s, built.locator, 9, 9000);
	for (i = 0; i < probes.n; i++) {
		struct gw_lonlat p = probes.points[i];
		gw_cell_id expected = oracle_cell(&s, p), got = gw_locator_cell(built.locator, p);
		bool clear = p.lon > -GW_LON_MAX + 3 && p.lon < GW_LON_MAX - 3 &&
			p.lat > -GW_LAT_MAX + 3 && p.lat < GW_LAT_MAX - 3;

		if (got != gw_locator_cell(built.portable, p))
			fail_msg("%s: %d,%d: paths differ", s.name, p.lon, p.lat);
		if (clear && !got)
			fail_msg("%s: %d,%d: lost between cells", s.name, p.lon, p.lat);
		for (k = 0; k < 4 && clear; k++)
			clear = oracle_cell(&s,
					(struct gw_lonlat){p.lon + away[k][0],
						p.lat + away[k][1]}) == expected;
		if (clear && got != expected)
			fail_msg("%s: %d,%d: expected %u, got %u", s.name, p.lon, p.lat, expected,
				got);
		told += clear;
	}
	assert_true(told > 1000);
	probes_finish(&probes);
	built_finish(&built);
	shape_finish(&s);
}

/* Locates by one telling of a division and marks by another. */
static void expect_same_answers(const struct shape *told, const struct shape *original)
{
	struct built built;
	struct exam exam;

	built_init(&built, told);
	exam_init(&exam, original, &built, 77);
	exam.shape = told;
	ask_every_way(&exam, built.locator, "vector");
	ask_every_way(&exam, built.portable, "portable");
	exam_finish(&exam);
	built_finish(&built);
}

static void import_order_and_soil_do_not_matter(void **state)
{
	int i;

	(void)state;
	for (i = 0; i < SHAPE_FIXED + 6; i++) {
		struct town town = {7, 7, i % 2 ? 9 : 0, 5, 1, 500, 1000, -1000, (uint64_t)i};
		struct shape s = i < SHAPE_FIXED ? shape_fixed(i) : shape_town(town);
		struct shape shuffled = shape_copy(&s), soiled = shape_copy(&s);

		shape_shuffle(&shuffled, (uint64_t)i);
		expect_same_answers(&shuffled, &s);
		if (i < 7 || i > 20) { /* spikes must stay within the number range */
			shape_soil(&soiled, (uint64_t)i);
			if (i != 16 && i != 17 && i != 26)
				expect_same_answers(&soiled, &s);
		}
		shape_finish(&soiled);
		shape_finish(&shuffled);
		shape_finish(&s);
	}
}

/* Four square cells that meet in one vertex. */
struct quarters {
	struct shape shape;
	struct built built;
};

static int quarters_setup(void **state)
{
	static struct quarters q;

	q.shape = shape_squares(2, 2, 500000, 1208000000, 406500000);
	built_init(&q.built, &q.shape);
	*state = &q;
	return 0;
}

static int quarters_teardown(void **state)
{
	struct quarters *q = *state;

	built_finish(&q->built);
	shape_finish(&q->shape);
	return 0;
}

static void expect_quarter(const struct quarters *q, struct gw_lonlat p, const char *expected)
{
	static const char *const names[] = {"outside", "SW", "SE", "NW", "NE"};
	gw_cell_id cell = gw_locator_cell(q->built.locator, p);
	gw_cell_id portable = gw_locator_cell(q->built.portable, p);

	if (cell > 4 || portable != cell || strcmp(names[cell], expected) != 0)
		fail_msg("quarters: %.7f,%.7f: expected %s, got %s (portable %s)",
			gw_degrees(p.lon), gw_degrees(p.lat), expected,
			cell > 4 ? "no cell" : names[cell],
			portable > 4 ? "no cell" : names[portable]);
}

static void a_point_on_a_shared_vertex_belongs_to_the_cell_on_its_north(void **state)
{
	const struct quarters *q = *state;

	expect_quarter(
		q, lonlat(120.8500000, 40.7000000), "NE"); /* and east, as borders run north */
	expect_quarter(q, lonlat(120.8499999, 40.7000000), "NW");
	expect_quarter(q, lonlat(120.8499999, 40.6999999), "SW");
	expect_quarter(q, lonlat(120.8500000, 40.6999999), "SE");
}

static void a_point_on_a_north_south_border_belongs_to_the_cell_on_its_east(void **state)
{
	const struct quarters *q = *state;

	expect_quarter(q, lonlat(120.8500000, 40.6700000), "SE");
	expect_quarter(q, lonlat(120.8499999, 40.6700000), "SW");
	expect_quarter(q, lonlat(120.8500000, 40.7300000), "NE");
	expect_quarter(q, lonlat(120.8499999, 40.7300000), "NW");
}

static void a_point_on_an_east_west_border_belongs_to_the_cell_on_its_north(void **state)
{
	const struct quarters *q = *state;

	expect_quarter(q, lonlat(120.8200000, 40.7000000), "NW");
	expect_quarter(q, lonlat(120.8200000, 40.6999999), "SW");
	expect_quarter(q, lonlat(120.8700000, 40.7000000), "NE");
	expect_quarter(q, lonlat(120.8700000, 40.6999999), "SE");
}

static void south_and_west_outer_borders_are_inside_north_and_east_ones_outside(void **state)
{
	const struct quarters *q = *state;

	expect_quarter(q, lonlat(120.8200000, 40.6500000), "SW");
	expect_quarter(q, lonlat(120.8200000, 40.6499999), "outside");
	expect_quarter(q, lonlat(120.8000000, 40.7200000), "NW");
	expect_quarter(q, lonlat(120.7999999, 40.7200000), "outside");
	expect_quarter(q, lonlat(120.8200000, 40.7500000), "outside");
	expect_quarter(q, lonlat(120.8200000, 40.7499999), "NW");
	expect_quarter(q, lonlat(120.9000000, 40.7200000), "outside");
	expect_quarter(q, lonlat(120.8999999, 40.7200000), "NE");
}

static void of_the_outer_corners_only_the_south_western_is_inside(void **state)
{
	const struct quarters *q = *state;

	expect_quarter(q, lonlat(120.8000000, 40.6500000), "SW");
	expect_quarter(q, lonlat(120.9000000, 40.6500000), "outside");
	expect_quarter(q, lonlat(120.8000000, 40.7500000), "outside");
	expect_quarter(q, lonlat(120.9000000, 40.7500000), "outside");
	expect_quarter(q, lonlat(120.8500000, 40.6500000), "SE"); /* on the south side */
	expect_quarter(q, lonlat(120.8000000, 40.7000000), "NW"); /* on the west side */
	expect_quarter(q, lonlat(120.8500000, 40.7500000), "outside");
	expect_quarter(q, lonlat(120.9000000, 40.7000000), "outside");
}

static void expect_one_cell(const char *what, const struct gw_lonlat *ring, size_t n,
	struct gw_lonlat p, gw_cell_id expected)
{
	struct built built;
	struct shape s;
	gw_cell_id got, portable;

	shape_init(&s, "%s", what);
	shape_add(&s, 1, false, ring, n);
	built_init(&built, &s);
	got = gw_locator_cell(built.locator, p);
	portable = gw_locator_cell(built.portable, p);
	if (got != expected || portable != expected || oracle_cell(&s, p) != expected)
		fail_msg("%s: %d,%d: expected %u, got %u (portable %u)", what, p.lon, p.lat,
			expected, got, portable);
	built_finish(&built);
	shape_finish(&s);
}

static void a_point_on_a_slanted_border_belongs_to_the_cell_on_its_north(void **state)
{
	static const struct gw_lonlat north_of_rising[] = {{0, 0}, {10, 10}, {0, 10}};
	static const struct gw_lonlat south_of_rising[] = {{0, 0}, {10, 0}, {10, 10}};
	static const struct gw_lonlat north_of_falling[] = {{10, 0}, {10, 10}, {0, 10}};
	static const struct gw_lonlat south_of_falling[] = {{0, 0}, {10, 0}, {0, 10}};
	const struct gw_lonlat middle = {5, 5};

	(void)state;
	expect_one_cell("north of a rising border", north_of_rising, 3, middle, 1);
	expect_one_cell("south of a rising border", south_of_rising, 3, middle, 0);
	expect_one_cell("north of a falling border", north_of_falling, 3, middle, 1);
	expect_one_cell("south of a falling border", south_of_falling, 3, middle, 0);
}

static void the_lowest_tip_of_a_cell_is_inside_when_due_north_of_it_is(void **state)
{
	static const struct gw_lonlat straddling[] = {{0, 0}, {5, 10}, {-5, 10}};
	static const struct gw_lonlat leaning_east[] = {{0, 0}, {10, 10}, {5, 10}};
	static const struct gw_lonlat leaning_west[] = {{0, 0}, {-5, 10}, {-10, 10}};
	static const struct gw_lonlat upright_west_side[] = {{0, 0}, {5, 10}, {0, 10}};
	static const struct gw_lonlat upright_east_side[] = {{0, 0}, {0, 10}, {-5, 10}};
	static const struct gw_lonlat top[] = {{-5, 0}, {5, 0}, {0, 10}};
	const struct gw_lonlat tip = {0, 0}, peak = {0, 10};

	(void)state;
	expect_one_cell("tip below its cell", straddling, 3, tip, 1);
	expect_one_cell("tip of a cell leaning east", leaning_east, 3, tip, 0);
	expect_one_cell("tip of a cell leaning west", leaning_west, 3, tip, 0);
	expect_one_cell("tip under an upright west side", upright_west_side, 3, tip, 1);
	expect_one_cell("tip under an upright east side", upright_east_side, 3, tip, 0);
	expect_one_cell("peak", top, 3, peak, 0);
}

static void nothing_is_found_in_a_grid_without_cells(void **state)
{
	struct shape s = shape_fixed(0);
	gw_cell_id cell = 7;
	struct built built;

	(void)state;
	built_init(&built, &s);
	assert_int_equal(gw_locator_cell(built.locator, (struct gw_lonlat){0, 0}), GW_OUTSIDE);
	gw_locator_cells(built.portable, &(struct gw_lonlat){0, 0}, 1, &cell);
	assert_int_equal(cell, GW_OUTSIDE);
	built_finish(&built);
	gw_locator_destroy(NULL);
	gw_grid_destroy(NULL);
	shape_finish(&s);
}

#define QUARTERS_TEST(test) cmocka_unit_test_setup_teardown(test, quarters_setup, quarters_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		QUARTERS_TEST(a_point_on_a_shared_vertex_belongs_to_the_cell_on_its_north),
		QUARTERS_TEST(a_point_on_a_north_south_border_belongs_to_the_cell_on_its_east),
		QUARTERS_TEST(a_point_on_an_east_west_border_belongs_to_the_cell_on_its_north),
		QUARTERS_TEST(south_and_west_outer_borders_are_inside_north_and_east_ones_outside),
		QUARTERS_TEST(of_the_outer_corners_only_the_south_western_is_inside),
		cmocka_unit_test(a_point_on_a_slanted_border_belongs_to_the_cell_on_its_north),
		cmocka_unit_test(the_lowest_tip_of_a_cell_is_inside_when_due_north_of_it_is),
		cmocka_unit_test(nothing_is_found_in_a_grid_without_cells),
		cmocka_unit_test(squares_of_a_power_of_two_have_borders_on_tile_sides),
		cmocka_unit_test(fixed_shapes_are_located_exactly),
		cmocka_unit_test(world_spanning_cells_are_located_exactly),
		cmocka_unit_test(unevenly_split_borders_stay_within_a_unit),
		cmocka_unit_test(towns_are_located_exactly),
		cmocka_unit_test(cut_lattices_are_located_exactly),
		cmocka_unit_test(import_order_and_soil_do_not_matter),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
