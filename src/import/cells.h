/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_IMPORT_CELLS_H
#define GW_IMPORT_CELLS_H

#include "grid/repair.h"
#include "import/cellfile.h"
#include "store/store.h"

struct gw_cells_options {
	struct gw_file_options file;
	struct gw_unit_fields fields;
	const char *scheme, *level;
	bool dissolve;
	gw_date valid_from; /* GW_DATE_MIN: since ever */
	double repair_metres; /* 0: refuse faulty input */
};

/* What an import did, or why it did nothing: the findings refer to file's cells. */
struct gw_cells_result {
	struct gw_cell_file file;
	struct gw_repair_log moves;
	uint64_t num_assigned; /* reports that fall on the division's days and in its cells */
};

/*
 * Imports a division, all or nothing, and assigns the reports of its days to its cells. GW_EFAULTS
 * when the file has faults that were not to be, or could not be, repaired: result->file.faults
 * tells them; GW_ENOTFOUND and GW_EINVAL name the file, feature or field at fault, GW_EEXISTS a
 * division of the same first day; GW_EIO, GW_ENOMEM. Finish result in any case.
 */
enum gw_status gw_import_cells(struct gw_store *store, const struct gw_cells_options *options,
	struct gw_cells_result *result, struct gw_error *err);
void gw_cells_result_finish(struct gw_cells_result *result);

/* Imports units of an upper level; *n says how many. All or nothing. */
struct gw_units_options {
	struct gw_file_options file;
	struct gw_unit_fields fields;
	const char *scheme, *level;
};
enum gw_status gw_import_units(struct gw_store *store, const struct gw_units_options *options,
	uint64_t *n, struct gw_error *err);

#endif
