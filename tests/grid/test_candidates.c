/* SPDX-License-Identifier: Apache-2.0 */
#include "built.h"
#include "oracle.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/*
 * Metres from p to the segment a-b on the plane that touches WGS 84 at p, by the defining
 * constants: a = 6378137 m, 1/f = 298.257223563. Heights of triangles, where the code under test
 * projects.
 */
struct flat {
	double x, y;
};

static struct flat flatten(struct gw_lonlat p, struct gw_lonlat q)
{
	const double f = 1 / 298.257223563, e2 = f * (2 - f), unit = acos(-1) / 180 * 1e-7;
	double phi = p.lat * unit, w = sqrt(1 - e2 * pow(sin(phi), 2));

	return (struct flat){
		((double)q.lon - p.lon) * unit * cos(phi) * 6378137 / w,
		((double)q.lat - p.lat) * unit * 6378137 * (1 - e2) / pow(w, 3),
	};
}

static double metres_to(struct gw_lonlat p, struct gw_lonlat a, struct gw_lonlat b)
{
	struct flat u = flatten(p, a), v = flatten(p, b), d = {v.x - u.x, v.y - u.y};

	if (u.x * d.x + u.y * d.y >= 0) /* p lies behind a */
		return sqrt(u.x * u.x + u.y * u.y);
	if (v.x * d.x + v.y * d.y <= 0)
		return sqrt(v.x * v.x + v.y * v.y);
	return fabs(u.x * v.y - u.y * v.x) / sqrt(d.x * d.x + d.y * d.y);
}

/* The distance from p to every cell's area, by every segment; metres[cell], metres[0] unused. */
static void measure(const struct shape *s, struct gw_lonlat p, double *metres)
{
	uint32_t owner = oracle_cell(s, p), cell;
	size_t i, j;

	for (cell = 0; cell <= s->num_cells; cell++)
		metres[cell] = INFINITY;
	for (i = 0; i < s->num_rings; i++) {
		const struct shape_ring *r = &s->rings[i];
		const struct gw_lonlat *at = s->points + r->first;

		for (j = 0; j < r->count; j++)
			metres[r->cell] =
				fmin(metres[r->cell], metres_to(p, at[j], at[(j + 1) % r->count]));
	}
	if (owner)
		metres[owner] = 0;
}

#define CELLS_MAX 300

static bool about(double a, double b)
{
	return fabs(a - b) <= 1e-6 + 1e-9 * b;
}

/* Found on both sides of the limit by the last bits: either answer will do. */
static bool on_the_limit(double metres, double limit)
{
	return about(metres, limit);
}

static void expect_candidates(
	const struct shape *s, const struct gw_locator *locator, struct gw_lonlat p, double limit)
{
	struct gw_candidate got[CELLS_MAX + 1];
	double metres[CELLS_MAX + 1];
	bool seen[CELLS_MAX + 1] = {0};
	uint32_t owner = oracle_cell(s, p), cell;
	size_t n, i;

	assert_true(s->num_cells <= CELLS_MAX);
	measure(s, p, metres);
	n = gw_locator_candidates(locator, p, limit, got, CELLS_MAX + 1);
	if (owner && (!n || got[0].cell != owner || got[0].metres != 0))
		fail_msg("%s: %d,%d: the owner %u is not the first", s->name, p.lon, p.lat, owner);
	for (i = 0; i < n; i++) {
		cell = got[i].cell;
		if (!cell || cell > s->num_cells || seen[cell])
			fail_msg("%s: %d,%d: cell %u is none, or listed twice", s->name, p.lon,
				p.lat, cell);
		seen[cell] = true;
		if (!about(got[i].metres, metres[cell]))
			fail_msg("%s: %d,%d: cell %u: expected %.9g m, got %.9g m", s->name, p.lon,
				p.lat, cell, metres[cell], got[i].metres);
		if (metres[cell] > limit && !on_the_limit(metres[cell], limit))
			fail_msg("%s: %d,%d: cell %u at %.9g m is past %.9g m", s->name, p.lon,
				p.lat, cell, metres[cell], limit);
		if (i > (owner != 0) &&
			(got[i].metres < got[i - 1].metres ||
				(got[i].metres == got[i - 1].metres && cell < got[i - 1].cell)))
			fail_msg("%s: %d,%d: cell %u at %.17g m listed behind cell %u at %.17g m",
				s->name, p.lon, p.lat, cell, got[i].metres, got[i - 1].cell,
				got[i - 1].metres);
	}
	for (cell = 1; cell <= s->num_cells; cell++)
		if (metres[cell] <= limit && !seen[cell] && !on_the_limit(metres[cell], limit))
			fail_msg("%s: %d,%d within %.9g m: cell %u at %.9g m is missing", s->name,
				p.lon, p.lat, limit, cell, metres[cell]);
}

static bool is_on_earth(struct gw_lonlat p)
{
	return p.lon >= -GW_LON_MAX && p.lon <= GW_LON_MAX && p.lat >= -GW_LAT_MAX &&
		p.lat <= GW_LAT_MAX;
}

static void expect_right_candidates(struct shape s, uint64_t seed)
{
	struct gw_bbox box = shape_bbox(&s);
	struct probes probes;
	struct built built;
	size_t i;

	built_init(&built, &s);
	probes_init(&probes, &s, built.locator, seed, 500);
	for (i = 0; i < probes.n; i++) {
		static const double limits[] = {0, 0.011, 0.5, 20, 1000, 60000};
		struct gw_lonlat p = probes.points[i];
		double limit = limits[i % 6];

		if (is_on_earth(p))
			expect_candidates(&s, built.locator, p, limit);
		if (box.min.lon > box.max.lon)
			continue;
		/* and a little way out from the box, on any side */
		p.lon = shape_random_in(&seed, box.min.lon - 4000LL, box.max.lon + 4000LL);
		p.lat = shape_random_in(&seed, box.min.lat - 4000LL, box.max.lat + 4000LL);
		if (is_on_earth(p))
			expect_candidates(&s, built.locator, p, limit);
	}
	probes_finish(&probes);
	built_finish(&built);
	shape_finish(&s);
}

static void candidates_of_the_fixed_shapes_are_right(void **state)
{
	int i;

	(void)state;
	for (i = 0; i < SHAPE_FIXED - 1; i++) /* not the spiked one, whose spikes are no border */
		expect_right_candidates(shape_fixed(i), (uint64_t)i);
}

static void candidates_of_towns_are_right(void **state)
{
	static const struct town towns[] = {
		{9, 9, 0, 0, 2, 20000, 1163000000, 398000000, 1},
		{12, 9, 0, 7, 1, 1000, -100, -50, 2},
		{15, 15, 30, 6, 1, 5000, -1200000000, -350000000, 4},
		{3, 20, 50, 0, 1, 48, 1799990000, 899990000, 5},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof towns / sizeof *towns; i++)
		expect_right_candidates(shape_town(towns[i]), i);
}

static void candidates_of_cut_lattices_are_right(void **state)
{
	uint64_t seed;

	(void)state;
	for (seed = 1; seed <= 30; seed++) {
		struct shape s = shape_triangles(5, 4, 6, seed);

		shape_map(&s, 500, seed % 2 ? 120 : 0, 0, 500, 1208000000, 407000000);
		expect_right_candidates(s, seed);
	}
}

/* Asks with room for 0, 1, ... and expects the beginning of the full list and nothing behind it. */
static void expect_cut_lists(
	const struct shape *s, const struct gw_locator *locator, struct gw_lonlat p, double limit)
{
	struct gw_candidate full[CELLS_MAX], cut[CELLS_MAX + 1];
	size_t n = gw_locator_candidates(locator, p, limit, full, CELLS_MAX), got, max, i;

	for (max = 0; max <= n + 1; max++) {
		memset(cut, 0xee, sizeof cut);
		got = gw_locator_candidates(locator, p, limit, cut, max);
		for (i = 0; i < n && i < max; i++)
			if (cut[i].cell != full[i].cell || cut[i].metres != full[i].metres)
				fail_msg("%s: %d,%d: room for %zu: place %zu: expected cell %u, "
					 "got %u",
					s->name, p.lon, p.lat, max, i, full[i].cell, cut[i].cell);
		for (i = max; i <= CELLS_MAX; i++)
			if (cut[i].cell != 0xeeeeeeee)
				fail_msg("%s: %d,%d: room for %zu, but place %zu was written",
					s->name, p.lon, p.lat, max, i);
		if (got != (n < max ? n : max))
			fail_msg("%s: %d,%d: room for %zu of %zu: %zu are said to be written",
				s->name, p.lon, p.lat, max, n, got);
	}
}

static void a_short_list_holds_the_beginning_of_the_full_one(void **state)
{
	struct shape s = shape_squares(9, 9, 1000, 1208000000, 407000000);
	struct built built;
	uint64_t seed = 3;
	int i;

	(void)state;
	built_init(&built, &s);
	for (i = 0; i < 100; i++)
		expect_cut_lists(&s, built.locator,
			(struct gw_lonlat){shape_random_in(&seed, 1208000000 - 500, 1208009500),
				shape_random_in(&seed, 407000000 - 500, 407009500)},
			15);
	built_finish(&built);
	shape_finish(&s);
}

static void the_level_south_side_of_a_grid_is_near_too(void **state)
{
	struct shape s = shape_squares(2, 2, 1000000, 1208000000, 407000000);
	struct gw_candidate got = {0};
	struct built built;

	(void)state;
	built_init(&built, &s);
	assert_int_equal(gw_locator_candidates(built.locator,
				 (struct gw_lonlat){1208500000, 407000000 - 100}, 5, &got, 1),
		1);
	assert_int_equal(got.cell, 1);
	assert_true(got.metres > 1.1 && got.metres < 1.12);
	built_finish(&built);
	shape_finish(&s);
}

static void the_cells_round_a_vertex_are_within_no_metres_of_it(void **state)
{
	struct shape s = shape_squares(2, 2, 1000, 1208000000, 407000000);
	struct gw_candidate got[4] = {0};
	struct built built;

	(void)state;
	built_init(&built, &s);
	assert_int_equal(gw_locator_candidates(built.locator,
				 (struct gw_lonlat){1208001000, 407001000}, 0, got, 4),
		4);
	assert_int_equal(got[0].cell, 4);
	assert_int_equal(got[1].cell, 1);
	assert_int_equal(got[2].cell, 2);
	assert_int_equal(got[3].cell, 3);
	built_finish(&built);
	shape_finish(&s);
}

/* Two borders end in the nearest vertex: their cells are equally near, to the last bit. */
static void cells_that_meet_in_the_nearest_vertex_are_equally_near(void **state)
{
	struct shape s;
	struct built built;
	uint64_t seed = 8;
	int i;

	(void)state;
	shape_init(&s, "three cells behind a vertex");
	shape_begin(&s, 3, false);
	shape_point(&s, 0, 0);
	shape_point(&s, 3000, 12000);
	shape_point(&s, -1000, 14000);
	shape_begin(&s, 1, false);
	shape_point(&s, 0, 0);
	shape_point(&s, -1000, 14000);
	shape_point(&s, -5000, 11000);
	shape_begin(&s, 2, false);
	shape_point(&s, 0, 0);
	shape_point(&s, 9000, 10000);
	shape_point(&s, 3000, 12000);
	built_init(&built, &s);
	for (i = 0; i < 300; i++) {
		struct gw_lonlat p = {
			shape_random_in(&seed, -200, 200), shape_random_in(&seed, -3000, -1000)};
		struct gw_candidate got[3] = {0};

		assert_int_equal(gw_locator_candidates(built.locator, p, 100, got, 3), 3);
		if (got[0].cell != 1 || got[1].cell != 2 || got[2].cell != 3)
			fail_msg("%s: %d,%d: expected 1, 2, 3, got %u at %.17g, %u at %.17g, %u at "
				 "%.17g",
				s.name, p.lon, p.lat, got[0].cell, got[0].metres, got[1].cell,
				got[1].metres, got[2].cell, got[2].metres);
	}
	built_finish(&built);
	shape_finish(&s);
}

/* Which edges a visit has met. */
struct visits {
	const struct gw_grid *grid;
	unsigned *times;
	size_t calls, stop_after;
};

static bool note_visit(void *context, const struct gw_edge *edge)
{
	struct visits *v = context;

	v->times[edge - v->grid->edges]++;
	return ++v->calls != v->stop_after;
}

/*
 * Whether a closed box and a segment share a point: neither axis nor the segment's line parts them.
 */
static bool touches(struct gw_bbox box, const struct gw_edge *e)
{
	const int64_t corners[4][2] = {{box.min.lon, box.min.lat}, {box.max.lon, box.min.lat},
		{box.min.lon, box.max.lat}, {box.max.lon, box.max.lat}};
	int64_t dlon = (int64_t)e->b.lon - e->a.lon, dlat = (int64_t)e->b.lat - e->a.lat;
	bool above = false, below = false;
	int i;

	for (i = 0; i < 4; i++) {
		__int128 turn = (__int128)dlon * (corners[i][1] - e->a.lat) -
			(__int128)dlat * (corners[i][0] - e->a.lon);

		above |= turn >= 0;
		below |= turn <= 0;
	}
	return above && below && e->a.lon <= box.max.lon && e->b.lon >= box.min.lon &&
		(e->a.lat <= box.max.lat || e->b.lat <= box.max.lat) &&
		(e->a.lat >= box.min.lat || e->b.lat >= box.min.lat);
}

static void expect_visits(const struct shape *s, const struct built *built, struct gw_bbox box)
{
	struct visits v = {.grid = built->grid};
	size_t i, all;

	v.times = calloc(built->grid->num_edges + 1, sizeof *v.times);
	assert_non_null(v.times);
	gw_locator_visit(built->locator, box, note_visit, &v);
	for (i = 0; i < built->grid->num_edges; i++) {
		const struct gw_edge *e = &built->grid->edges[i];

		if (touches(box, e) && !v.times[i])
			fail_msg("%s: box %d,%d to %d,%d: edge %d,%d to %d,%d is not visited",
				s->name, box.min.lon, box.min.lat, box.max.lon, box.max.lat,
				e->a.lon, e->a.lat, e->b.lon, e->b.lat);
	}
	all = v.calls;
	v.calls = 0;
	v.stop_after = 1 + all / 2;
	gw_locator_visit(built->locator, box, note_visit, &v);
	if (v.calls != (all < v.stop_after ? all : v.stop_after))
		fail_msg("%s: box %d,%d to %d,%d: %zu visits after the stop at %zu", s->name,
			box.min.lon, box.min.lat, box.max.lon, box.max.lat, v.calls, v.stop_after);
	free(v.times);
}

static void expect_every_visit(struct shape s, uint64_t seed)
{
	struct probes probes;
	struct built built;
	size_t i;

	built_init(&built, &s);
	probes_init(&probes, &s, built.locator, seed, 2000);
	for (i = 0; i + 1 < probes.n; i++) {
		struct gw_lonlat p = probes.points[i], q = probes.points[i + 1];

		expect_visits(&s, &built, (struct gw_bbox){p, p});
		expect_visits(&s, &built, gw_bbox_of(p, q));
	}
	expect_visits(&s, &built, gw_bbox_empty());
	probes_finish(&probes);
	built_finish(&built);
	shape_finish(&s);
}

static void every_edge_that_touches_the_box_is_visited(void **state)
{
	struct town town = {6, 6, 0, 5, 2, 700, 5000, 5000, 3};
	int i;

	(void)state;
	for (i = 0; i < SHAPE_FIXED; i++)
		expect_every_visit(shape_fixed(i), (uint64_t)i);
	expect_every_visit(shape_town(town), 99);
	expect_every_visit(shape_world_boxes(), 100);
	expect_every_visit(shape_world_diagonals(), 101);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_level_south_side_of_a_grid_is_near_too),
		cmocka_unit_test(the_cells_round_a_vertex_are_within_no_metres_of_it),
		cmocka_unit_test(cells_that_meet_in_the_nearest_vertex_are_equally_near),
		cmocka_unit_test(a_short_list_holds_the_beginning_of_the_full_one),
		cmocka_unit_test(candidates_of_the_fixed_shapes_are_right),
		cmocka_unit_test(candidates_of_towns_are_right),
		cmocka_unit_test(candidates_of_cut_lattices_are_right),
		cmocka_unit_test(every_edge_that_touches_the_box_is_visited),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
