/* SPDX-License-Identifier: Apache-2.0 */
#include "grid/division.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define SIDE 100000

/* The cell "1" on the west of the cell "2". */
static struct gw_division *two_cells(void)
{
	const struct gw_unit items[] = {{.code = "2", .parent = GW_NO_UNIT, .is_cell = true},
		{.code = "1", .parent = GW_NO_UNIT, .is_cell = true}};
	struct gw_division *division = NULL;
	struct gw_units *units = NULL;
	struct gw_rings rings;
	struct gw_error err;
	int32_t i;

	gw_rings_init(&rings);
	for (i = 0; i < 2; i++) {
		const struct gw_lonlat ring[] = {{i * SIDE, 0}, {i * SIDE + SIDE, 0},
			{i * SIDE + SIDE, SIDE}, {i * SIDE, SIDE}};

		assert_int_equal(
			gw_rings_add(&rings, (gw_cell_id)i + 1, 0, false, ring, 4, NULL, &err),
			GW_OK);
	}
	if (gw_units_create(&units, items, 2, &err) ||
		gw_division_create(&division, units, &rings, &err))
		fail_msg("%s", err.text);
	gw_rings_finish(&rings);
	return division;
}

static void a_division_locates_in_its_own_units(void **state)
{
	struct gw_division *division = two_cells();
	gw_cell_id cell = gw_locator_cell(division->locator, (struct gw_lonlat){SIDE / 2, 5});

	assert_string_equal(gw_cell_code(division->units, cell), "1");
	cell = gw_locator_cell(division->locator, (struct gw_lonlat){SIDE, 5});
	assert_string_equal(gw_cell_code(division->units, cell), "2");
	cell = gw_locator_cell(division->locator, (struct gw_lonlat){SIDE, -5});
	assert_int_equal(cell, GW_OUTSIDE);
	assert_int_equal(division->grid->num_cells, division->units->num_cells);
	gw_division_destroy(division);
}

static void nothing_is_destroyed_without_trouble(void **state)
{
	gw_division_destroy(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_division_locates_in_its_own_units),
		cmocka_unit_test(nothing_is_destroyed_without_trouble),
	};

	return cmocka_run_group_tests_name("grid/division", tests, NULL, NULL);
}
