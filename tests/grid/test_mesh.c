/* SPDX-License-Identifier: Apache-2.0 */
#include "divided.h"
#include "grid/mesh.h"
#include "polylines.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <math.h>
#include <stdlib.h>

#define WEST  1208000000
#define SOUTH 406000000

static struct gw_mesh *mesh_of(const struct gw_division *division)
{
	struct gw_mesh *mesh = NULL;
	struct gw_error err = {0};

	if (gw_mesh_create(&mesh, division, &err))
		fail_msg("%s", err.text);
	return mesh;
}

static struct polylines drawn_at(const struct gw_mesh *mesh, unsigned zoom)
{
	return (struct polylines){
		mesh->details[zoom].points, mesh->details[zoom].first, mesh->num_arcs};
}

static struct shape crooked(uint64_t seed)
{
	return shape_grown((struct town){.columns = 16,
		.rows = 16,
		.cells = 11,
		.mids = (uint32_t)(seed % 3),
		.spacing = 2000 << seed % 6,
		.west = WEST,
		.south = SOUTH,
		.seed = seed});
}

/* A point in units of the mesh, by Mercator's formula and in full precision. */
struct place {
	long double x, y;
};

static struct place place_of(struct gw_lonlat p)
{
	const long double pi = acosl(-1), square = ldexpl(1, 32);
	long double lat = p.lat * pi / 180 / GW_UNITS_PER_DEGREE;

	return (struct place){(p.lon / (long double)GW_UNITS_PER_DEGREE / 360 + 0.5L) * square,
		(0.5L - asinhl(tanl(lat)) / (2 * pi)) * square};
}

/* Twice each cell's area, from the shape's rings; it has no holes. */
static long double *areas_of(const struct shape *shape)
{
	long double *areas = calloc(shape->num_cells + (size_t)1, sizeof *areas);
	size_t i, k;

	assert_non_null(areas);
	for (i = 0; i < shape->num_rings; i++) {
		const struct shape_ring *r = &shape->rings[i];
		const struct gw_lonlat *p = shape->points + r->first;
		struct place o = place_of(shape->points[0]);
		long double area = 0;

		for (k = 0; k < r->count; k++) {
			struct place a = place_of(p[k]), b = place_of(p[(k + 1) % r->count]);

			area += (a.x - o.x) * (b.y - o.y) - (a.y - o.y) * (b.x - o.x);
		}
		areas[r->cell] += fabsl(area);
	}
	return areas;
}

static __int128 *drawn_areas(const struct gw_mesh *mesh, unsigned zoom, uint32_t num_cells)
{
	const struct polylines lines = drawn_at(mesh, zoom);
	__int128 *areas = calloc(num_cells + (size_t)1, sizeof *areas);
	uint32_t i;

	assert_non_null(areas);
	for (i = 0; i < lines.n; i++) {
		__int128 area = polyline_area2(lines.points + lines.first[i],
			lines.first[i + 1] - lines.first[i], lines.points[0]);

		areas[mesh->arcs[i].left] += area;
		areas[mesh->arcs[i].right] -= area;
	}
	return areas;
}

static void expect_areas(const struct gw_mesh *mesh, const struct shape *shape)
{
	long double *full = areas_of(shape);
	unsigned zoom;

	for (zoom = 0; zoom <= GW_MESH_ZOOM_MAX; zoom++) {
		__int128 *areas = drawn_areas(mesh, zoom, shape->num_cells);
		long double pixel = pixel_of_zoom(zoom), half;
		uint32_t cell;

		for (cell = 1; cell <= shape->num_cells; cell++) {
			/* at the finest a pixel is two units, and so hardly less than all is there
			 */
			half = full[cell] * (zoom == GW_MESH_ZOOM_MAX ? 0.99L : 0.5L);
			if (full[cell] / 2 > 0.2501L * pixel * pixel &&
				(long double)areas[cell] < half)
				fail_msg("%s: zoom %u: cell %u has %.0Lf of %.0Lf", shape->name,
					zoom, cell, (long double)areas[cell], full[cell]);
			if ((long double)areas[cell] > 1.01L * full[cell] &&
				zoom == GW_MESH_ZOOM_MAX)
				fail_msg("%s: cell %u has %.0Lf of %.0Lf", shape->name, cell,
					(long double)areas[cell], full[cell]);
		}
		free(areas);
	}
	free(full);
}

static bool is_same(struct gw_mesh_point a, struct gw_mesh_point b)
{
	return a.x == b.x && a.y == b.y;
}

/* Each arc of one zoom has the points of its arc of the zoom before, in their order. */
static void expect_nested(const struct gw_mesh *mesh, const char *name)
{
	unsigned zoom;
	uint32_t arc;

	for (zoom = 1; zoom <= GW_MESH_ZOOM_MAX; zoom++)
		for (arc = 0; arc < mesh->num_arcs; arc++) {
			struct polylines coarse = drawn_at(mesh, zoom - 1);
			struct polylines fine = drawn_at(mesh, zoom);
			uint32_t i = fine.first[arc], k = coarse.first[arc];

			assert_true(is_same(fine.points[i], coarse.points[k]));
			assert_true(is_same(fine.points[fine.first[arc + 1] - 1],
				coarse.points[coarse.first[arc + 1] - 1]));
			for (; k < coarse.first[arc + 1]; k++) {
				while (i < fine.first[arc + 1] &&
					!is_same(fine.points[i], coarse.points[k]))
					i++;
				if (i++ >= fine.first[arc + 1])
					fail_msg("%s: arc %u loses a point at zoom %u", name, arc,
						zoom);
			}
		}
}

static void expect_boxes(const struct gw_mesh *mesh)
{
	struct polylines lines = drawn_at(mesh, GW_MESH_ZOOM_MAX);
	uint32_t arc, i;

	for (arc = 0; arc < lines.n; arc++)
		for (i = lines.first[arc]; i < lines.first[arc + 1]; i++) {
			struct gw_mesh_point p = lines.points[i];
			struct gw_mesh_box b = mesh->boxes[arc], all = mesh->box;

			assert_true(b.left <= p.x && p.x <= b.right);
			assert_true(b.top <= p.y && p.y <= b.bottom);
			assert_true(all.left <= b.left && b.right <= all.right);
			assert_true(all.top <= b.top && b.bottom <= all.bottom);
		}
}

static void expect_drawn_apart_and_near(const struct gw_mesh *mesh, const char *name)
{
	struct polylines finest = drawn_at(mesh, GW_MESH_ZOOM_MAX), last = finest;
	uint32_t arc, i;
	unsigned zoom;

	for (zoom = GW_MESH_ZOOM_MAX + 1; zoom-- > 0;) {
		struct polylines lines = drawn_at(mesh, zoom);

		if (lines.points == last.points && zoom < GW_MESH_ZOOM_MAX)
			continue;
		last = lines;
		expect_uncrossed(&lines, name, zoom);
		for (arc = 0; arc < lines.n; arc++)
			for (i = finest.first[arc]; i < finest.first[arc + 1]; i++)
				if (polyline_distance(lines.points + lines.first[arc],
					    lines.first[arc + 1] - lines.first[arc],
					    finest.points[i]) > 0.35L * pixel_of_zoom(zoom))
					fail_msg("%s: zoom %u: arc %u is far off", name, zoom, arc);
	}
}

static void a_mesh_is_sound_at_every_zoom(void **state)
{
	uint64_t seed;

	(void)state;
	for (seed = 1; seed <= 6; seed++) {
		struct shape s = crooked(seed);
		struct gw_division *division = divided(&s, 2);
		struct gw_mesh *mesh = mesh_of(division);

		gw_division_destroy(division); /* of which it keeps nothing */
		expect_boxes(mesh);
		expect_nested(mesh, s.name);
		expect_drawn_apart_and_near(mesh, s.name);
		expect_areas(mesh, &s);
		gw_mesh_destroy(mesh);
		shape_finish(&s);
	}
}

/* The first level at which two cells have different units, asked level by level. */
static unsigned expected_rank(
	const struct gw_units *units, uint32_t levels, gw_cell_id left, gw_cell_id right)
{
	uint32_t level;

	if (!left || !right)
		return 0;
	for (level = 0; level < levels; level++)
		if (gw_units_above(units, left, level) != gw_units_above(units, right, level))
			return level;
	return GW_NO_RANK;
}

static void expect_ranks(const struct gw_division *division, uint32_t levels)
{
	struct gw_mesh *mesh = mesh_of(division);
	uint32_t i, seen[GW_NO_RANK + 1] = {0};

	for (i = 0; i < mesh->num_arcs; i++) {
		struct gw_arc arc = mesh->arcs[i];

		assert_int_equal(mesh->ranks[i],
			expected_rank(division->units, levels, arc.left, arc.right));
		seen[mesh->ranks[i]]++;
	}
	for (i = 0; i < levels; i++)
		assert_true(seen[i]);
	gw_mesh_destroy(mesh);
}

static void a_border_has_the_rank_of_the_highest_units_it_parts(void **state)
{
	struct shape s = shape_squares(16, 8, 10000, WEST, SOUTH);
	uint32_t levels;

	(void)state;
	for (levels = 1; levels <= 4; levels++) {
		struct gw_division *division = divided(&s, levels);

		expect_ranks(division, levels);
		gw_division_destroy(division);
	}
	shape_finish(&s);
}

/* Cells 1 and 2 hang under a street, 3 right under its district, 4 under another district. */
static void ranks_are_right_where_levels_are_skipped(void **state)
{
	static const struct gw_unit items[] = {
		{.code = "A", .parent = GW_NO_UNIT},
		{.code = "AA", .parent = 0, .level = 1},
		{.code = "AA1", .parent = 1, .level = 2, .is_cell = true},
		{.code = "AA2", .parent = 1, .level = 2, .is_cell = true},
		{.code = "AB", .parent = 0, .level = 2, .is_cell = true},
		{.code = "B", .parent = GW_NO_UNIT},
		{.code = "B1", .parent = 5, .level = 2, .is_cell = true},
	};
	struct shape s = shape_squares(2, 2, 10000, WEST, SOUTH);
	struct gw_division *division = divided(&s, 1);
	struct gw_error err = {0};

	(void)state;
	gw_units_destroy(division->units);
	if (gw_units_create(&division->units, items, 7, &err))
		fail_msg("%s", err.text);
	assert_int_equal(division->units->num_cells, 4);
	expect_ranks(division, 3);
	gw_division_destroy(division);
	shape_finish(&s);
}

struct visited {
	uint8_t *times;
	uint32_t n;
};

static void count_visits(void *context, uint32_t first, uint32_t count)
{
	struct visited *v = context;
	uint32_t i;

	for (i = first; i < first + count; i++)
		v->times[i]++;
	v->n += count;
}

/* How many arcs a visit brings; those that meet the box, each once, are among them. */
static uint32_t expect_visit(const struct gw_mesh *mesh, struct gw_mesh_box box)
{
	struct visited v = {calloc(mesh->num_arcs + (size_t)1, 1), 0};
	uint32_t i;

	assert_non_null(v.times);
	gw_mesh_visit(mesh, box, count_visits, &v);
	for (i = 0; i < mesh->num_arcs; i++) {
		struct gw_mesh_box b = mesh->boxes[i];
		bool meets = !(b.right < box.left || b.left > box.right || b.bottom < box.top ||
			b.top > box.bottom);

		if (v.times[i] > 1 || (meets && !v.times[i]))
			fail_msg("arc %u is visited %d times", i, v.times[i]);
	}
	free(v.times);
	return v.n;
}

static void a_visit_finds_each_arc_that_meets_the_box_once(void **state)
{
	struct shape s = shape_squares(40, 40, 5000, WEST, SOUTH);
	struct gw_division *division = divided(&s, 1);
	struct gw_mesh *mesh = mesh_of(division);
	uint32_t width = mesh->box.right - mesh->box.left;
	uint32_t height = mesh->box.bottom - mesh->box.top, i, all;
	uint64_t random = 9, visited = 0;

	(void)state;
	all = expect_visit(mesh, mesh->box);
	assert_int_equal(all, mesh->num_arcs);
	assert_int_equal(expect_visit(mesh, (struct gw_mesh_box){0, 0, 100, 100}), 0);
	for (i = 0; i < 300; i++) {
		uint32_t side = width >> i % 12;
		uint32_t left = mesh->box.left + (uint32_t)(shape_random(&random) % width);
		uint32_t top = mesh->box.top + (uint32_t)(shape_random(&random) % height);

		expect_visit(mesh, (struct gw_mesh_box){left, top, left + side, top + side});
	}
	/* arcs that lie together on the map do so in memory: small boxes bring few */
	for (i = 0; i < 100; i++) {
		uint32_t left = mesh->box.left + (uint32_t)(shape_random(&random) % (width / 2));
		uint32_t top = mesh->box.top + (uint32_t)(shape_random(&random) % (height / 2));

		visited += expect_visit(mesh,
			(struct gw_mesh_box){left, top, left + width / 10, top + height / 10});
	}
	if (visited / 100 > all / 25)
		fail_msg(
			"%u of %u arcs for a hundredth of the map", (uint32_t)(visited / 100), all);
	gw_mesh_destroy(mesh);
	gw_division_destroy(division);
	shape_finish(&s);
}

static void cells_at_the_worlds_end_are_taken(void **state)
{
	struct shape s = shape_fixed(26);
	struct gw_division *division = divided(&s, 1);
	struct gw_mesh *mesh = mesh_of(division);

	(void)state;
	assert_int_equal(mesh->box.left, 0);
	assert_int_equal(mesh->box.top, 0);
	assert_int_equal(mesh->box.right, UINT32_MAX);
	assert_int_equal(mesh->box.bottom, UINT32_MAX);
	expect_boxes(mesh);
	expect_nested(mesh, s.name);
	assert_int_equal(expect_visit(mesh, mesh->box), mesh->num_arcs);
	gw_mesh_destroy(mesh);
	gw_division_destroy(division);
	shape_finish(&s);
}

static void a_division_without_cells_has_no_arcs(void **state)
{
	struct shape s = shape_fixed(0);
	struct gw_division *division = divided(&s, 1);
	struct gw_mesh *mesh = mesh_of(division);

	(void)state;
	assert_int_equal(mesh->num_arcs, 0);
	assert_int_equal(expect_visit(mesh, (struct gw_mesh_box){0, 0, UINT32_MAX, UINT32_MAX}), 0);
	gw_mesh_destroy(mesh);
	gw_division_destroy(division);
	shape_finish(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_mesh_is_sound_at_every_zoom),
		cmocka_unit_test(a_border_has_the_rank_of_the_highest_units_it_parts),
		cmocka_unit_test(ranks_are_right_where_levels_are_skipped),
		cmocka_unit_test(a_visit_finds_each_arc_that_meets_the_box_once),
		cmocka_unit_test(cells_at_the_worlds_end_are_taken),
		cmocka_unit_test(a_division_without_cells_has_no_arcs),
	};

	return cmocka_run_group_tests_name("grid/mesh", tests, NULL, NULL);
}
