/* SPDX-License-Identifier: Apache-2.0 */
#include "grid/division.h"

#include <stdlib.h>

enum gw_status gw_division_create(struct gw_division **out, struct gw_units *units,
	const struct gw_rings *rings, struct gw_error *err)
{
	struct gw_division *division;
	enum gw_status st;

	division = calloc(1, sizeof *division);
	if (!division)
		return gw_fail_nomem(err);
	st = gw_grid_create(&division->grid, rings, err);
	if (!st)
		st = gw_locator_create(&division->locator, division->grid, err);
	if (st) {
		gw_division_destroy(division);
		return st;
	}
	division->units = units;
	*out = division;
	return GW_OK;
}

void gw_division_destroy(struct gw_division *division)
{
	if (!division)
		return;
	gw_locator_destroy(division->locator);
	gw_grid_destroy(division->grid);
	gw_units_destroy(division->units);
	free(division);
}
