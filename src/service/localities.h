/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_SERVICE_LOCALITIES_H
#define GW_SERVICE_LOCALITIES_H

#include "service/atlas.h"

#define GW_LOCALITY_DEPTH 16

/* Where a report is in one scheme: a cell, and the names of the levels of the units above it. */
struct gw_locality {
	const char *scheme;
	const struct gw_units *units;
	gw_cell_id cell;
	const char *levels[GW_LOCALITY_DEPTH]; /* by rank; "" where there is none */
};

/*
 * Finds where reports are by the cells they were assigned to. Each division is borrowed of the
 * atlas when first needed, and given back at the end: for one answer, not for long. Belongs to one
 * thread at a time; may wait.
 */
struct gw_localities {
	struct gw_atlas *atlas;
	struct gw_store *store;
	struct gw_division_info *list;
	size_t num_list;
	struct gw_known_division *known;
	size_t num_known, cap_known;
};

/* Borrows atlas and store. */
void gw_localities_init(
	struct gw_localities *localities, struct gw_atlas *atlas, struct gw_store *store);
void gw_localities_finish(struct gw_localities *localities);

/*
 * The locality of a report: scheme and cell are what it was assigned to. It lives as long as
 * localities. GW_ENOTFOUND when there is no such cell in the division that is valid at the time,
 * and the errors of gw_atlas_division().
 */
enum gw_status gw_localities_find(struct gw_localities *localities, int64_t scheme, int64_t cell,
	struct gw_lonlat place, gw_time time, struct gw_locality *out, struct gw_error *err);

/* The name of a unit's level. */
const char *gw_locality_level(const struct gw_locality *locality, const struct gw_unit *unit);

/* Who is in charge: the unit itself says so, or the nearest unit above it does; or NULL. */
const char *gw_locality_responsible(const struct gw_locality *locality);

/* The units from the top down to the cell. Returns how many. */
size_t gw_locality_path(
	const struct gw_locality *locality, const struct gw_unit *path[GW_LOCALITY_DEPTH]);

#endif
