/* SPDX-License-Identifier: Apache-2.0 */
/* Corners that were once wrong. */
#include "fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* store.h: GW_EINVAL when it is no database of ours. As it is: GW_EIO, "file is not a database". */
static void a_text_file_is_no_database_of_ours(void **state)
{
	const struct city *city = *state;
	const char *path = folder_write(&city->folder, "points.csv", "lon,lat\n120,40\n");
	struct gw_store *store;
	struct gw_error err;

	assert_int_equal(gw_store_open(&store, path, GW_STORE_READ, &err), GW_EINVAL);
	expect_text(&err, "not a Gridward database");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_a_city(a_text_file_is_no_database_of_ours),
	};

	return cmocka_run_group_tests_name("store, not true yet", tests, NULL, NULL);
}
