/* SPDX-License-Identifier: Apache-2.0 */
#include "divided.h"

#include "grid/outline.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <stdlib.h>

static struct gw_rings outline(const struct gw_division *division, const uint32_t *units, size_t n)
{
	struct gw_error err = {0};
	struct gw_rings rings;

	gw_rings_init(&rings);
	if (gw_units_outline(division, units, n, &rings, &err))
		fail_msg("%s", err.text);
	return rings;
}

static __int128 area_of(const struct gw_rings *rings, gw_cell_id cell)
{
	__int128 sum = 0;
	size_t i;

	for (i = 0; i < rings->num_rings; i++)
		if (rings->rings[i].cell == cell)
			sum += gw_ring_area2(rings, &rings->rings[i]);
	return sum;
}

/* By the shape's own rings. */
static __int128 true_area(const struct shape *shape, gw_cell_id first, gw_cell_id last)
{
	__int128 sum = 0;
	size_t r, i;

	for (r = 0; r < shape->num_rings; r++) {
		const struct shape_ring *ring = &shape->rings[r];
		const struct gw_lonlat *p = shape->points + ring->first;
		__int128 area = 0;

		if (ring->cell < first || ring->cell > last)
			continue;
		for (i = 0; i < ring->count; i++) {
			struct gw_lonlat a = p[i], b = p[(i + 1) % ring->count];

			area += (__int128)a.lon * b.lat - (__int128)b.lon * a.lat;
		}
		area = area < 0 ? -area : area;
		sum += ring->hole ? -area : area;
	}
	return sum;
}

static void expect_outlines(struct shape shape)
{
	struct gw_division *division = divided(&shape, 3);
	const struct gw_units *units = division->units;
	uint32_t *numbers = calloc(units->n, sizeof *numbers), level, i;

	assert_non_null(numbers);
	for (level = 0; level < 3; level++) {
		struct gw_rings rings;
		uint32_t n = 0;
		size_t r;

		for (i = 0; i < units->n; i++)
			if (units->items[i].level == level &&
				units->items[i].first <= units->items[i].last)
				numbers[n++] = i;
		rings = outline(division, numbers, n);
		for (i = 0; i < n; i++) {
			const struct gw_unit *unit = &units->items[numbers[i]];

			if (area_of(&rings, i + 1) != true_area(&shape, unit->first, unit->last))
				fail_msg("%s: unit %u of level %u", shape.name, i, level);
		}
		for (r = 0; r < rings.num_rings; r++)
			assert_int_equal(
				rings.rings[r].hole, gw_ring_area2(&rings, &rings.rings[r]) < 0);
		gw_rings_finish(&rings);
	}
	free(numbers);
	gw_division_destroy(division);
	shape_finish(&shape);
}

static void a_unit_has_the_area_of_its_cells(void **state)
{
	uint64_t seed;

	for (seed = 1; seed <= 4; seed++) {
		struct town town = {14, 14, 40, 7, 2, 4000, 1208000000, 407000000, seed};

		expect_outlines(shape_town(town));
		town.lakes = 0;
		expect_outlines(shape_grown(town));
		expect_outlines(shape_islands(4000, 1208000000, 407000000, seed));
	}
}

static void each_hole_is_in_its_own_polygon(void **state)
{
	struct shape s;
	struct gw_division *division;
	struct gw_rings rings;
	uint32_t unit = 0;
	size_t i;

	shape_init(&s, "two frames");
	shape_box(&s, 1, false, 0, 0, 300, 300);
	shape_box(&s, 1, true, 100, 100, 200, 200);
	shape_box(&s, 1, false, 400, 0, 700, 300);
	shape_box(&s, 1, true, 500, 100, 600, 200);
	division = divided(&s, 1);
	rings = outline(division, &unit, 1);
	assert_int_equal(rings.num_rings, 4);
	for (i = 0; i < 4; i++) {
		const struct gw_ring *ring = &rings.rings[i];
		size_t k;

		for (k = 0; k < 4; k++)
			if ((rings.points[ring->first].lon < 350) ==
				(rings.points[rings.rings[k].first].lon < 350))
				assert_int_equal(ring->polygon, rings.rings[k].polygon);
			else
				assert_int_not_equal(ring->polygon, rings.rings[k].polygon);
	}
	gw_rings_finish(&rings);
	gw_division_destroy(division);
	shape_finish(&s);
}

static void expect_met(const struct gw_division *division, struct gw_bbox box, const char *codes)
{
	bool meets[5] = {false};
	char found[5] = "";
	size_t i, n = 0;

	gw_units_meet(division, 0, box, meets);
	for (i = 0; i < 4; i++)
		if (meets[i])
			found[n++] = (char)('1' + division->units->items[i].first - 1);
	assert_string_equal(found, codes);
}

/* Cells 1 and 2 below, 3 and 4 above, each 100 wide. */
static void a_closed_box_meets_what_it_touches(void **state)
{
	struct shape s = shape_squares(2, 2, 100, 0, 0);
	struct gw_division *division = divided(&s, 1);

	expect_met(division, (struct gw_bbox){{10, 10}, {90, 90}}, "1");
	expect_met(division, (struct gw_bbox){{10, 10}, {100, 90}}, "12");
	expect_met(division, (struct gw_bbox){{110, 10}, {120, 99}}, "2");
	expect_met(division, (struct gw_bbox){{100, 100}, {100, 100}}, "1234");
	expect_met(division, (struct gw_bbox){{-50, 50}, {0, 60}}, "1");
	expect_met(division, (struct gw_bbox){{-50, 50}, {-1, 60}}, "");
	expect_met(division, (struct gw_bbox){{-500, -500}, {500, 500}}, "1234");
	expect_met(division, (struct gw_bbox){{50, 200}, {60, 300}}, "3");
	expect_met(division, gw_bbox_empty(), "");
	gw_division_destroy(division);
	shape_finish(&s);
}

static void a_box_beside_a_slanting_border_does_not_meet_what_is_behind(void **state)
{
	struct gw_division *division;
	struct shape s;

	shape_init(&s, "two triangles");
	shape_begin(&s, 1, false);
	shape_point(&s, 0, 0);
	shape_point(&s, 100, 0);
	shape_point(&s, 100, 100);
	shape_begin(&s, 2, false);
	shape_point(&s, 0, 0);
	shape_point(&s, 100, 100);
	shape_point(&s, 0, 100);
	division = divided(&s, 1);
	expect_met(division, (struct gw_bbox){{60, 10}, {90, 59}}, "1");
	expect_met(division, (struct gw_bbox){{60, 10}, {90, 60}}, "12");
	gw_division_destroy(division);
	shape_finish(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_unit_has_the_area_of_its_cells),
		cmocka_unit_test(each_hole_is_in_its_own_polygon),
		cmocka_unit_test(a_closed_box_meets_what_it_touches),
		cmocka_unit_test(a_box_beside_a_slanting_border_does_not_meet_what_is_behind),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
