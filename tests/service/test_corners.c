/* SPDX-License-Identifier: Apache-2.0 */
/* Corners that were once wrong. */
#include "fixture.h"
#include "service/atlas.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/*
 * The last month that can be written. As it is the second before its end lies past the year 9999,
 * so it falls on no day, and "no division of the scheme is valid on 0000-00-00".
 */
static void the_map_of_the_last_month_of_all_is_that_of_its_division(void **state)
{
	const struct city *city = *state;
	struct gw_map_query query = {.month = 999912, .scheme = "police"};
	const struct gw_map *map;
	struct gw_atlas *atlas;
	struct gw_error err;

	expect_ok(gw_atlas_open(&atlas, city->path, STYLES, &err), err);
	expect_ok(gw_map_kind_find("counts", &query.kind, &err), err);
	expect_ok(gw_atlas_map(atlas, &query, GW_WAIT, &map, &err), err);
	assert_int_equal(map->division.id, city->police.id);
	gw_atlas_release(atlas, map);
	gw_atlas_close(atlas);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_a_city(the_map_of_the_last_month_of_all_is_that_of_its_division),
	};

	return cmocka_run_group_tests_name("service/corners", tests, NULL, NULL);
}
