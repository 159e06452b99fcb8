/* SPDX-License-Identifier: Apache-2.0 */
#include "render/place.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#define EDGES(shape) (sizeof(shape) / sizeof *(shape))

/* 100 by 100 */
static const struct gw_area_edge square[] = {
	{{0, 0}, {100, 0}},
	{{100, 0}, {100, 100}},
	{{100, 100}, {0, 100}},
	{{0, 100}, {0, 0}},
};

/* A U: 100 by 100 without the middle of its top; the centroid lies below the gap's floor. */
static const struct gw_area_edge horseshoe[] = {
	{{0, 0}, {20, 0}},
	{{20, 0}, {20, 90}},
	{{20, 90}, {80, 90}},
	{{80, 90}, {80, 0}},
	{{80, 0}, {100, 0}},
	{{100, 0}, {100, 100}},
	{{100, 100}, {0, 100}},
	{{0, 100}, {0, 0}},
};

static void expect_at(struct gw_world p, double x, double y, double off)
{
	if (p.x < x - off || p.x > x + off || p.y < y - off || p.y > y + off)
		fail_msg("expected %g,%g, got %g,%g", x, y, p.x, p.y);
}

static void a_small_box_stands_at_the_centroid(void **state)
{
	struct gw_world p;

	assert_true(gw_place_find(square, EDGES(square), 30, 10, &p));
	expect_at(p, 50, 50, 1e-9);
	assert_true(gw_place_holds(square, EDGES(square), 30, 10, p));
}

static void a_box_that_barely_fits_stands_in_the_middle(void **state)
{
	struct gw_world p;

	assert_true(gw_place_find(square, EDGES(square), 96, 90, &p));
	expect_at(p, 50, 50, 1);
	assert_true(gw_place_holds(square, EDGES(square), 96, 90, p));
	assert_false(gw_place_holds(square, EDGES(square), 102, 90, p));
}

static void a_hollow_area_is_labelled_in_its_limbs(void **state)
{
	struct gw_world p;

	/* high: in a leg; wide and low: in the foot */
	assert_true(gw_place_find(horseshoe, EDGES(horseshoe), 10, 60, &p));
	assert_true(gw_place_holds(horseshoe, EDGES(horseshoe), 10, 60, p));
	assert_true(gw_place_find(horseshoe, EDGES(horseshoe), 70, 6, &p));
	assert_true(gw_place_holds(horseshoe, EDGES(horseshoe), 70, 6, p));
	expect_at(p, 50, 95, 8);
}

static void a_box_around_a_border_is_not_held(void **state)
{
	assert_false(gw_place_holds(square, EDGES(square), 10, 10, (struct gw_world){100, 50}));
	assert_false(gw_place_holds(square, EDGES(square), 10, 10, (struct gw_world){150, 50}));
	assert_false(gw_place_holds(square, EDGES(square), 500, 500, (struct gw_world){50, 50}));
	assert_false(gw_place_holds(square, 0, 10, 10, (struct gw_world){50, 50}));
}

static void no_area_has_no_place(void **state)
{
	struct gw_world p;

	assert_false(gw_place_find(square, 0, 10, 10, &p));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_small_box_stands_at_the_centroid),
		cmocka_unit_test(a_box_that_barely_fits_stands_in_the_middle),
		cmocka_unit_test(a_hollow_area_is_labelled_in_its_limbs),
		cmocka_unit_test(a_box_around_a_border_is_not_held),
		cmocka_unit_test(no_area_has_no_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
