/* SPDX-License-Identifier: Apache-2.0 */
#include "grid/rings.h"
#include "oracle.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

static int setup(void **state)
{
	static struct gw_rings rings;

	gw_rings_init(&rings);
	*state = &rings;
	return 0;
}

static int teardown(void **state)
{
	gw_rings_finish(*state);
	return 0;
}

static void print_points(char *text, size_t size, const struct gw_lonlat *points, size_t n)
{
	size_t i, len = 0;

	text[0] = 0;
	for (i = 0; i < n && len < size; i++)
		len += (size_t)snprintf(
			text + len, size - len, " %d,%d", points[i].lon, points[i].lat);
}

static bool add(struct gw_rings *rings, const struct gw_lonlat *points, size_t n)
{
	struct gw_error err = {0};
	bool kept;

	if (gw_rings_add(rings, 1, 0, false, points, n, &kept, &err))
		fail_msg("%s", err.text);
	return kept;
}

/* Adds `in` and expects a last ring of the points `out`, whatever the one it starts from. */
static void expect_ring(struct gw_rings *rings, const char *what, const struct gw_lonlat *in,
	size_t n_in, const struct gw_lonlat *out, size_t n_out)
{
	bool kept = add(rings, in, n_in), same = kept == (n_out > 0);
	const struct gw_ring *ring = rings->rings + rings->num_rings - 1;
	const struct gw_lonlat *got = kept ? rings->points + ring->first : NULL;
	char expected_text[400], got_text[400];
	size_t start, i;

	if (kept && (same = ring->count == n_out)) {
		for (start = 0; start < n_out && !gw_lonlat_equal(got[start], out[0]); start++)
			;
		for (i = 0; i < n_out; i++)
			same = same && gw_lonlat_equal(got[(start + i) % n_out], out[i]);
	}
	if (same)
		return;
	print_points(expected_text, sizeof expected_text, out, n_out);
	print_points(got_text, sizeof got_text, got, kept ? ring->count : 0);
	fail_msg("%s: expected%s, got%s", what, expected_text, got_text);
}

static const struct gw_lonlat square[] = {{0, 0}, {9, 0}, {9, 9}, {0, 9}};

static void a_ring_is_kept_as_it_comes_closed_or_not(void **state)
{
	static const struct gw_lonlat closed[] = {{0, 0}, {9, 0}, {9, 9}, {0, 9}, {0, 0}};
	static const struct gw_lonlat clockwise[] = {{0, 9}, {9, 9}, {9, 0}, {0, 0}};

	expect_ring(*state, "open", square, 4, square, 4);
	expect_ring(*state, "closed", closed, 5, square, 4);
	expect_ring(*state, "clockwise", clockwise, 4, clockwise, 4);
}

static void repeated_points_are_dropped(void **state)
{
	static const struct gw_lonlat in[] = {
		{0, 0}, {0, 0}, {9, 0}, {9, 9}, {9, 9}, {9, 9}, {0, 9}, {0, 0}, {0, 0}, {0, 0}};

	expect_ring(*state, "repeated points", in, COUNT(in), square, 4);
}

static void spikes_are_dropped_wherever_they_are(void **state)
{
	static const struct gw_lonlat inside[] = {{0, 0}, {9, 0}, {20, -5}, {9, 0}, {9, 9}, {0, 9}};
	static const struct gw_lonlat deep[] = {{0, 0}, {9, 0}, {20, -5}, {30, 1}, {31, 1}, {30, 1},
		{20, -5}, {9, 0}, {9, 9}, {0, 9}};
	static const struct gw_lonlat branching[] = {{0, 0}, {9, 0}, {20, 0}, {20, 5}, {20, 0},
		{20, 7}, {20, 0}, {9, 0}, {9, 9}, {0, 9}};
	static const struct gw_lonlat from_tip[] = {
		{-5, -5}, {0, 0}, {9, 0}, {9, 9}, {0, 9}, {0, 0}};
	static const struct gw_lonlat from_shaft[] = {
		{-5, -5}, {0, 0}, {9, 0}, {9, 9}, {0, 9}, {0, 0}, {-5, -5}, {-9, -7}};
	static const struct gw_lonlat at_end[] = {{0, 0}, {9, 0}, {9, 9}, {0, 9}, {0, 0}, {-5, -5}};
	static const struct gw_lonlat repeated_tip[] = {
		{0, 0}, {9, 0}, {20, -5}, {20, -5}, {9, 0}, {9, 0}, {9, 9}, {0, 9}};

	expect_ring(*state, "spike inside", inside, COUNT(inside), square, 4);
	expect_ring(*state, "spike of three", deep, COUNT(deep), square, 4);
	expect_ring(*state, "branching spike", branching, COUNT(branching), square, 4);
	expect_ring(*state, "starting on a tip", from_tip, COUNT(from_tip), square, 4);
	expect_ring(*state, "starting on a shaft", from_shaft, COUNT(from_shaft), square, 4);
	expect_ring(*state, "ending on a tip", at_end, COUNT(at_end), square, 4);
	expect_ring(*state, "repeated tip", repeated_tip, COUNT(repeated_tip), square, 4);
}

static void what_encloses_nothing_is_left_out(void **state)
{
	static const struct gw_lonlat there_and_back[] = {{0, 0}, {5, 5}, {9, 1}, {5, 5}};
	static const struct gw_lonlat far_and_back[] = {{-1800000000, 0}, {1800000000, 900000000}};
	static const struct gw_lonlat one_place[] = {{3, 3}, {3, 3}, {3, 3}, {3, 3}};
	struct gw_rings *rings = *state;

	expect_ring(rings, "no points", square, 0, NULL, 0);
	expect_ring(rings, "one point", square, 1, NULL, 0);
	expect_ring(rings, "two points", square, 2, NULL, 0);
	expect_ring(rings, "there and back", there_and_back, COUNT(there_and_back), NULL, 0);
	expect_ring(rings, "far and back", far_and_back, COUNT(far_and_back), NULL, 0);
	expect_ring(rings, "one place", one_place, COUNT(one_place), NULL, 0);
	assert_int_equal(rings->num_rings, 0);
	assert_int_equal(rings->num_points, 0);
	assert_int_equal(rings->num_cells, 1); /* the cell was seen all the same */
}

/* What a spike leaves behind must not stretch the box of the grid or the tiles of its index. */
static void no_point_stays_that_belongs_to_no_ring(void **state)
{
	static const struct gw_lonlat from_tip[] = {
		{900, 900}, {0, 0}, {9, 0}, {9, 9}, {0, 9}, {0, 0}};
	struct gw_rings *rings = *state;
	size_t i, used = 0;

	add(rings, from_tip, COUNT(from_tip));
	add(rings, square, 4);
	for (i = 0; i < rings->num_rings; i++)
		used += rings->rings[i].count;
	if (used != rings->num_points)
		fail_msg("starting on a tip: %zu points kept, %zu in rings", rings->num_points,
			used);
}

static void what_a_ring_is_of_is_kept(void **state)
{
	struct gw_rings *rings = *state;

	assert_int_equal(gw_rings_add(rings, 5, 2, true, square, 4, NULL, NULL), GW_OK);
	assert_int_equal(gw_rings_add(rings, 3, 0, false, square, 4, NULL, NULL), GW_OK);
	assert_int_equal(rings->num_rings, 2);
	assert_int_equal(rings->num_cells, 5);
	assert_int_equal(rings->rings[0].cell, 5);
	assert_int_equal(rings->rings[0].polygon, 2);
	assert_true(rings->rings[0].hole);
	assert_int_equal(rings->rings[1].cell, 3);
	assert_false(rings->rings[1].hole);
	assert_int_equal(rings->rings[1].first, 4);
}

static void cell_ids_have_bounds(void **state)
{
	struct gw_rings *rings = *state;
	struct gw_error err = {0};

	assert_int_equal(gw_rings_add(rings, 0, 0, false, square, 4, NULL, &err), GW_EINVAL);
	assert_int_equal(err.code, GW_EINVAL);
	assert_true(err.text[0]);
	assert_int_equal(
		gw_rings_add(rings, GW_CELLS_MAX + 1, 0, false, square, 4, NULL, &err), GW_EINVAL);
	assert_int_equal(rings->num_rings, 0);
	assert_int_equal(rings->num_cells, 0);
	assert_int_equal(gw_rings_add(rings, GW_CELLS_MAX, 0, false, square, 4, NULL, &err), GW_OK);
	assert_int_equal(rings->num_cells, GW_CELLS_MAX);
}

static void a_segment_of_2_to_the_30_units_stays_whole(void **state)
{
	static const struct gw_lonlat in[] = {{0, 0}, {1 << 30, 0}, {0, 9}};
	static const struct gw_lonlat longer[] = {{0, 0}, {(1 << 30) + 2, 0}, {1 << 29, 9}};
	static const struct gw_lonlat split[] = {
		{0, 0}, {(1 << 29) + 1, 0}, {(1 << 30) + 2, 0}, {1 << 29, 9}};

	expect_ring(*state, "2^30 units", in, COUNT(in), in, COUNT(in));
	expect_ring(*state, "2^30 + 2 units", longer, COUNT(longer), split, COUNT(split));
}

static bool too_long(struct gw_lonlat a, struct gw_lonlat b)
{
	return llabs((int64_t)a.lon - b.lon) > 1 << 30 || llabs((int64_t)a.lat - b.lat) > 1 << 30;
}

static void long_segments_are_split_alike_from_both_ends(void **state)
{
	struct gw_rings *rings = *state;
	uint64_t seed = 30;
	int round;

	for (round = 0; round < 500; round++) {
		struct gw_lonlat there[3], back[3], *a, *b;
		size_t i, n;

		for (i = 0; i < 3; i++) {
			there[i].lon = shape_random_in(&seed, -GW_LON_MAX, GW_LON_MAX);
			there[i].lat = shape_random_in(&seed, -GW_LAT_MAX, GW_LAT_MAX);
			back[2 - i] = there[i];
		}
		assert_true(add(rings, there, 3) && add(rings, back, 3));
		a = rings->points + rings->rings[rings->num_rings - 2].first;
		b = rings->points + rings->rings[rings->num_rings - 1].first;
		n = rings->rings[rings->num_rings - 1].count;
		assert_int_equal(n, rings->rings[rings->num_rings - 2].count);
		while (!gw_lonlat_equal(*b, *a))
			b++;
		for (i = 0; i < n; i++) {
			struct gw_lonlat twin =
				rings->points[rings->rings[rings->num_rings - 1].first +
					((size_t)(b - rings->points) -
						rings->rings[rings->num_rings - 1].first + n - i) %
						n];

			if (!gw_lonlat_equal(a[i], twin) || too_long(a[i], a[(i + 1) % n]))
				fail_msg("triangle %d,%d %d,%d %d,%d: point %zu is %d,%d, back "
					 "%d,%d",
					there[0].lon, there[0].lat, there[1].lon, there[1].lat,
					there[2].lon, there[2].lat, i, a[i].lon, a[i].lat, twin.lon,
					twin.lat);
		}
	}
}

static bool is_clean(const struct gw_lonlat *p, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (gw_lonlat_equal(p[i], p[(i + 1) % n]) || gw_lonlat_equal(p[i], p[(i + 2) % n]))
			return false;
	return true;
}

/* The cell at every point of a small window, in one number each for the raw and the clean ring. */
static void expect_same_region(const struct shape *raw, const struct shape *clean, const char *text)
{
	struct gw_lonlat p;

	for (p.lat = -1; p.lat <= 4; p.lat++)
		for (p.lon = -1; p.lon <= 4; p.lon++)
			if (oracle_cell(raw, p) != oracle_cell(clean, p))
				fail_msg("ring%s: the clean-up changes the region at %d,%d", text,
					p.lon, p.lat);
}

static __int128 area2_of(const struct gw_lonlat *p, size_t n)
{
	__int128 sum = 0;
	size_t i;

	for (i = 0; i < n; i++)
		sum += (__int128)p[i].lon * p[(i + 1) % n].lat -
			(__int128)p[(i + 1) % n].lon * p[i].lat;
	return sum;
}

static void random_rings_come_out_clean_and_enclose_the_same(void **state)
{
	struct gw_rings *rings = *state;
	uint64_t seed = 4;
	int round;

	for (round = 0; round < 20000; round++) {
		struct gw_lonlat in[14], *out;
		struct shape raw, clean;
		char text[400];
		size_t n = shape_random(&seed) % (COUNT(in) + 1), n_out = 0, i;

		for (i = 0; i < n; i++)
			in[i] = (struct gw_lonlat){
				shape_random_in(&seed, 0, 3), shape_random_in(&seed, 0, round % 3)};
		print_points(text, sizeof text, in, n);
		gw_rings_finish(rings);
		out = NULL;
		if (add(rings, in, n)) {
			out = rings->points + rings->rings[0].first;
			n_out = rings->rings[0].count;
			if (n_out < 3 || !is_clean(out, n_out))
				fail_msg("ring%s: %zu points, not clean", text, n_out);
			if (gw_ring_area2(rings, &rings->rings[0]) != area2_of(in, n))
				fail_msg("ring%s: the area is wrong", text);
		}
		shape_init(&raw, "raw ring");
		shape_add(&raw, 1, false, in, n);
		shape_init(&clean, "clean ring");
		shape_add(&clean, 1, false, out, n_out);
		expect_same_region(&raw, &clean, text);
		shape_finish(&clean);
		shape_finish(&raw);
	}
}

static void the_area_is_signed_and_exact_for_the_whole_world(void **state)
{
	const int32_t e = GW_LON_MAX, n = GW_LAT_MAX;
	const struct gw_lonlat ccw[] = {{-e, -n}, {e, -n}, {e, n}, {-e, n}};
	const struct gw_lonlat cw[] = {{-e, n}, {e, n}, {e, -n}, {-e, -n}};
	struct gw_rings *rings = *state;
	__int128 whole = (__int128)2 * (2 * (int64_t)e) * (2 * (int64_t)n);

	add(rings, ccw, 4);
	add(rings, cw, 4);
	assert_true(gw_ring_area2(rings, &rings->rings[0]) == whole);
	assert_true(gw_ring_area2(rings, &rings->rings[1]) == -whole);
}

#define RINGS_TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		RINGS_TEST(a_ring_is_kept_as_it_comes_closed_or_not),
		RINGS_TEST(repeated_points_are_dropped),
		RINGS_TEST(spikes_are_dropped_wherever_they_are),
		RINGS_TEST(what_encloses_nothing_is_left_out),
		RINGS_TEST(no_point_stays_that_belongs_to_no_ring),
		RINGS_TEST(what_a_ring_is_of_is_kept),
		RINGS_TEST(cell_ids_have_bounds),
		RINGS_TEST(a_segment_of_2_to_the_30_units_stays_whole),
		RINGS_TEST(long_segments_are_split_alike_from_both_ends),
		RINGS_TEST(random_rings_come_out_clean_and_enclose_the_same),
		RINGS_TEST(the_area_is_signed_and_exact_for_the_whole_world),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
