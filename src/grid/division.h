/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_GRID_DIVISION_H
#define GW_GRID_DIVISION_H

#include "grid/grid.h"
#include "grid/locator.h"
#include "grid/units.h"

/* A division in memory: its units, its borders, and who holds which point. Immutable. */
struct gw_division {
	struct gw_units *units;
	struct gw_grid *grid;
	struct gw_locator *locator;
};

/*
 * Builds the grid and locator of rings, whose cell ids are those of units. Takes ownership of units
 * on success; on error the caller still owns them. GW_ENOMEM.
 */
enum gw_status gw_division_create(struct gw_division **out, struct gw_units *units,
	const struct gw_rings *rings, struct gw_error *err);
void gw_division_destroy(struct gw_division *division);

#endif
