/* SPDX-License-Identifier: Apache-2.0 */
#include "built.h"
#include "polylines.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What simplify.h promises, and something for the rounding. */
#define PIXELS_OFF 0.35L

struct simplified {
	const char *name;
	gw_cell_id num_cells;
	struct gw_arcs arcs;
	struct gw_mesh_point *points;
	uint8_t *zooms;
	/* as one zoom draws it */
	struct gw_mesh_point *kept;
	uint32_t *kept_first;
};

/* Units as they come: a plane serves as well as Mercator's square. */
static struct gw_mesh_point flat(struct gw_lonlat p)
{
	return (struct gw_mesh_point){(uint32_t)p.lon + (1u << 31), (1u << 31) - (uint32_t)p.lat};
}

static void simplified_init(struct simplified *s, const struct shape *shape, unsigned coarsest)
{
	struct gw_error err = {0};
	struct built b;
	uint32_t i;

	built_init(&b, shape);
	*s = (struct simplified){.name = shape->name, .num_cells = b.grid->num_cells};
	if (gw_arcs_init(&s->arcs, b.grid, &err))
		fail_msg("%s", err.text);
	s->points = calloc(s->arcs.num_points + (size_t)1, sizeof *s->points);
	s->zooms = calloc(s->arcs.num_points + (size_t)1, 1);
	s->kept = calloc(s->arcs.num_points + (size_t)1, sizeof *s->kept);
	s->kept_first = calloc(s->arcs.n + (size_t)1, sizeof *s->kept_first);
	assert_true(s->points && s->zooms && s->kept && s->kept_first);
	for (i = 0; i < s->arcs.num_points; i++)
		s->points[i] = flat(s->arcs.points[i]);
	if (gw_simplify(s->zooms, &s->arcs, s->points, s->num_cells, coarsest, &err))
		fail_msg("%s: %s", shape->name, err.text);
	built_finish(&b);
}

static void simplified_finish(struct simplified *s)
{
	gw_arcs_finish(&s->arcs);
	free(s->points);
	free(s->zooms);
	free(s->kept);
	free(s->kept_first);
}

static struct polylines drawn_at(struct simplified *s, unsigned zoom)
{
	uint32_t arc, i, n = 0;

	for (arc = 0; arc < s->arcs.n; arc++) {
		s->kept_first[arc] = n;
		for (i = s->arcs.first[arc]; i < s->arcs.first[arc + 1]; i++)
			if (s->zooms[i] <= zoom)
				s->kept[n++] = s->points[i];
	}
	s->kept_first[arc] = n;
	return (struct polylines){s->kept, s->kept_first, s->arcs.n};
}

static void expect_near(const struct simplified *s, const struct polylines *drawn, unsigned zoom)
{
	uint32_t arc, i;

	for (arc = 0; arc < s->arcs.n; arc++) {
		uint32_t first = drawn->first[arc], n = drawn->first[arc + 1] - first;

		for (i = s->arcs.first[arc]; i < s->arcs.first[arc + 1]; i++) {
			long double off =
				polyline_distance(drawn->points + first, n, s->points[i]) /
				pixel_of_zoom(zoom);

			if (off > PIXELS_OFF)
				fail_msg("%s: zoom %u: point %u of arc %u is %.3Lf pixels off",
					s->name, zoom, i, arc, off);
		}
	}
}

static void expect_ends(const struct simplified *s)
{
	uint32_t arc;

	for (arc = 0; arc < s->arcs.n; arc++) {
		assert_int_equal(s->zooms[s->arcs.first[arc]], 0);
		assert_int_equal(s->zooms[s->arcs.first[arc + 1] - 1], 0);
	}
}

/* Twice each cell's area, modulo nothing. */
static __int128 *areas_of(const struct simplified *s, const struct polylines *lines)
{
	__int128 *areas = calloc(s->num_cells + (size_t)1, sizeof *areas);
	uint32_t arc;

	assert_non_null(areas);
	for (arc = 0; arc < lines->n; arc++) {
		__int128 area = polyline_area2(lines->points + lines->first[arc],
			lines->first[arc + 1] - lines->first[arc], s->points[0]);

		areas[s->arcs.items[arc].left] += area;
		areas[s->arcs.items[arc].right] -= area;
	}
	return areas;
}

static void expect_areas(const struct simplified *s, const struct polylines *drawn, unsigned zoom)
{
	const struct polylines whole = {s->points, s->arcs.first, s->arcs.n};
	__int128 *full = areas_of(s, &whole), *kept = areas_of(s, drawn);
	long double pixel = pixel_of_zoom(zoom);
	gw_cell_id cell;

	for (cell = 1; cell <= s->num_cells; cell++) {
		long double pixels = (long double)full[cell] / 2 / (pixel * pixel);

		if (full[cell] < 0)
			fail_msg("%s: cell %u has area below 0", s->name, cell);
		if (pixels > 0.2501L && kept[cell] * 2 < full[cell])
			fail_msg("%s: zoom %u: cell %u of %.3Lf square pixels keeps %.3Lf", s->name,
				zoom, cell, pixels, (long double)kept[cell] / 2 / (pixel * pixel));
	}
	free(full);
	free(kept);
}

/* At points beside the drawn sides, where a cell out of place would be. */
static void expect_planar(const struct simplified *s, const struct polylines *drawn, unsigned zoom)
{
	uint64_t random = zoom;
	uint32_t i, n = drawn->first[drawn->n];

	for (i = 0; i < 500; i++) {
		struct gw_mesh_point p = drawn->points[shape_random(&random) % n];

		p.x += (uint32_t)shape_random_in(&random, -9, 9);
		p.y += (uint32_t)shape_random_in(&random, -9, 9);
		expect_one_cell_at(drawn, s->arcs.items, s->num_cells, p, s->name, zoom);
	}
}

static void expect_sound(const struct shape *shape, unsigned coarsest)
{
	struct simplified s;
	uint32_t points = 0;
	unsigned zoom;

	simplified_init(&s, shape, coarsest);
	expect_ends(&s);
	for (zoom = coarsest; s.arcs.n && zoom <= GW_MESH_ZOOM_MAX; zoom++) {
		struct polylines drawn = drawn_at(&s, zoom);

		if (drawn.first[drawn.n] == points)
			continue; /* as the last */
		points = drawn.first[drawn.n];
		expect_uncrossed(&drawn, s.name, zoom);
		expect_near(&s, &drawn, zoom);
		expect_areas(&s, &drawn, zoom);
		expect_planar(&s, &drawn, zoom);
	}
	simplified_finish(&s);
}

static void crooked_borders_stay_near_and_apart_at_every_zoom(void **state)
{
	uint64_t seed;

	(void)state;
	for (seed = 1; seed <= 12; seed++) {
		struct shape s = shape_grown((struct town){.columns = 20,
			.rows = 20,
			.cells = 6 + (uint32_t)seed,
			.mids = (uint32_t)(seed % 3),
			.spacing = 1000 << seed % 5,
			.seed = seed});

		expect_sound(&s, 0);
		expect_sound(&s, 11);
		shape_finish(&s);
	}
}

static void islands_and_lenses_stay_apart_at_every_zoom(void **state)
{
	uint64_t seed;

	(void)state;
	for (seed = 1; seed <= 12; seed++) {
		struct shape s = shape_islands(3000 << seed % 6, 0, 0, seed);

		expect_sound(&s, 0);
		shape_finish(&s);
	}
}

static void towns_with_lakes_and_parts_that_touch_stay_apart(void **state)
{
	uint64_t seed;

	(void)state;
	for (seed = 1; seed <= 12; seed++) {
		struct shape s = shape_town((struct town){.columns = 9,
			.rows = 9,
			.cells = seed % 2 ? 20 : 0,
			.lakes = seed % 3 ? 9 : 0,
			.mids = 2,
			.spacing = 3000,
			.seed = seed});

		expect_sound(&s, 0);
		shape_finish(&s);
	}
}

static void fixed_shapes_stay_near_and_apart(void **state)
{
	int i;

	(void)state;
	for (i = 0; i < SHAPE_FIXED; i++) {
		struct shape s = shape_fixed(i);

		if (!s.ragged)
			expect_sound(&s, 0);
		shape_finish(&s);
	}
}

/* A needle-like wave between two cells, so deep that its simplified sides cross if they may. */
static struct shape combed(int teeth, int64_t width, int64_t depth)
{
	struct shape s;
	int i;

	shape_init(&s, "a comb of %d teeth of %d by %d", teeth, (int)width, (int)depth);
	shape_begin(&s, 1, false);
	shape_point(&s, teeth * 2 * width, -depth);
	shape_point(&s, 0, -depth);
	for (i = 0; i <= 2 * teeth; i++)
		shape_point(&s, i * width, i % 2 ? depth : 0);
	shape_begin(&s, 2, false);
	shape_point(&s, 0, 2 * depth);
	shape_point(&s, teeth * 2 * width, 2 * depth);
	for (i = 2 * teeth; i >= 0; i--)
		shape_point(&s, i * width, i % 2 ? depth : 0);
	return s;
}

static void combs_of_any_depth_stay_near(void **state)
{
	int64_t depth;

	(void)state;
	for (depth = 10; depth < 100000; depth *= 3) {
		struct shape s = combed(40, 97, depth);

		expect_sound(&s, 0);
		shape_finish(&s);
	}
}

/* A flat bay of a border, about as deep as may be left out, and an island that fills it. */
static void an_island_in_a_bay_stays_on_its_side(void **state)
{
	struct shape s;

	(void)state;
	shape_init(&s, "an island in a bay");
	shape_begin(&s, 1, false);
	shape_point(&s, 0, -900000);
	shape_point(&s, 900000, -900000);
	shape_point(&s, 900000, 0);
	shape_point(&s, 500000, 0);
	shape_point(&s, 495000, 21000);
	shape_point(&s, 395000, 21000);
	shape_point(&s, 390000, 0);
	shape_point(&s, 0, 0);
	shape_begin(&s, 2, false);
	shape_point(&s, 0, 0);
	shape_point(&s, 390000, 0);
	shape_point(&s, 395000, 21000);
	shape_point(&s, 495000, 21000);
	shape_point(&s, 500000, 0);
	shape_point(&s, 900000, 0);
	shape_point(&s, 900000, 900000);
	shape_point(&s, 0, 900000);
	shape_box(&s, 1, true, 398000, 2000, 492000, 19000);
	shape_box(&s, 3, false, 398000, 2000, 492000, 19000);
	expect_sound(&s, 0);
	shape_finish(&s);
}

/* More points than a run may have. */
static void an_arc_of_many_points_stays_near(void **state)
{
	struct shape s = combed(1100, 11, 40);

	(void)state;
	expect_sound(&s, 8);
	shape_finish(&s);
}

/* The zoom from which on a border shows that it rises by `height` in its middle. */
static uint8_t zoom_of_bump(int32_t height)
{
	struct simplified s;
	struct shape shape;
	uint8_t zoom = 0;
	uint32_t i;

	shape_init(&shape, "a bump %d high", (int)height);
	shape_begin(&shape, 1, false);
	shape_point(&shape, 0, 0);
	shape_point(&shape, 2000000, height);
	shape_point(&shape, 4000000, 0);
	for (i = 0; i <= 400;
		i++) /* only the last zoom shows these, so it alone keeps all points */
		shape_point(&shape, 4000000 - 10000 * (int64_t)i, -3000000 - i % 2);
	shape_begin(&shape, 2, false);
	shape_point(&shape, 0, 0);
	shape_point(&shape, 2000000, height);
	shape_point(&shape, 4000000, 0);
	shape_point(&shape, 4000000, 3000000);
	simplified_init(&s, &shape, 0);
	for (i = 0; i < s.arcs.num_points; i++)
		if (s.arcs.points[i].lat == height)
			zoom = s.zooms[i];
	simplified_finish(&s);
	shape_finish(&shape);
	return zoom;
}

/* At zoom z a pixel is 2^(24 - z) units: a bump of half a pixel shows, a quarter does not. */
static void a_bump_is_kept_from_the_zoom_at_which_it_shows(void **state)
{
	unsigned k;

	(void)state;
	for (k = 0; k < 18; k++)
		assert_int_equal(zoom_of_bump(1 << k), 23 - k);
	assert_int_equal(zoom_of_bump(22283), 8); /* 0.34 pixels are 22282.24 units */
	assert_int_equal(zoom_of_bump(22282), 9);
}

static void points_on_a_straight_border_are_left_out(void **state)
{
	struct shape shape = shape_fixed(22);
	struct simplified s;
	struct polylines drawn;

	(void)state;
	simplified_init(&s, &shape, 0);
	drawn = drawn_at(&s, 19); /* a pixel is 32 units, the cells are of 40 */
	if (drawn.first[drawn.n] > 12)
		fail_msg("%u points are kept", drawn.first[drawn.n]);
	simplified_finish(&s);
	shape_finish(&shape);
}

static void far_away_little_is_drawn(void **state)
{
	struct shape shape = shape_grown((struct town){
		.columns = 40, .rows = 40, .cells = 25, .mids = 2, .spacing = 4096, .seed = 3});
	struct simplified s;
	struct polylines drawn;

	(void)state;
	simplified_init(&s, &shape, 0);
	drawn = drawn_at(&s, 10); /* a square is a quarter of a pixel */
	if (drawn.first[drawn.n] * 5 > s.arcs.num_points)
		fail_msg("%u of %u points are kept", drawn.first[drawn.n], s.arcs.num_points);
	simplified_finish(&s);
	shape_finish(&shape);
}

static void nothing_is_kept_before_the_coarsest_zoom_but_ends(void **state)
{
	struct shape shape = shape_islands(20000, 0, 0, 5);
	struct simplified s;
	uint32_t i;

	(void)state;
	simplified_init(&s, &shape, 14);
	for (i = 0; i < s.arcs.num_points; i++)
		assert_true(!s.zooms[i] || s.zooms[i] >= 14);
	simplified_finish(&s);
	shape_finish(&shape);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(crooked_borders_stay_near_and_apart_at_every_zoom),
		cmocka_unit_test(islands_and_lenses_stay_apart_at_every_zoom),
		cmocka_unit_test(towns_with_lakes_and_parts_that_touch_stay_apart),
		cmocka_unit_test(fixed_shapes_stay_near_and_apart),
		cmocka_unit_test(combs_of_any_depth_stay_near),
		cmocka_unit_test(an_island_in_a_bay_stays_on_its_side),
		cmocka_unit_test(an_arc_of_many_points_stays_near),
		cmocka_unit_test(a_bump_is_kept_from_the_zoom_at_which_it_shows),
		cmocka_unit_test(points_on_a_straight_border_are_left_out),
		cmocka_unit_test(far_away_little_is_drawn),
		cmocka_unit_test(nothing_is_kept_before_the_coarsest_zoom_but_ends),
	};

	return cmocka_run_group_tests_name("grid/simplify", tests, NULL, NULL);
}
