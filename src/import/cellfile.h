/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_IMPORT_CELLFILE_H
#define GW_IMPORT_CELLFILE_H

#include "grid/check.h"
#include "grid/units.h"
#include "import/options.h"

/* Which field of the file holds what; NULL where none does. */
struct gw_unit_fields {
	const char *code, *name, *name_en, *parent, *responsible, *households, *residents, *grade;
};

/* One feature, or the features of one code, as read. */
struct gw_cell_record {
	struct gw_unit unit; /* owns its texts; key is the (first) feature's number */
	char *parent_code; /* or NULL */
};

/*
 * The cells of a file in canonical coordinates, numbered by code: record c - 1 is cell c's. faults
 * holds what reading found: unclosed and degenerate rings, duplicate codes.
 */
struct gw_cell_file {
	struct gw_cell_record *records;
	size_t n, capacity;
	struct gw_rings rings;
	struct gw_faults faults;
	uint64_t num_features;
	char *crs; /* the name of the one it was read in */
};

/*
 * Reads a file. With dissolve, features that share a code are parts of one cell; without, a fault
 * each. A feature that cannot be taken at all (no code, no polygon, a coordinate that is no place)
 * is GW_EINVAL, and named. Without a code field cells are named by their numbers, which is good
 * enough for a check.
 */
enum gw_status gw_cell_file_read(struct gw_cell_file *file, const struct gw_file_options *options,
	const struct gw_unit_fields *fields, bool dissolve, struct gw_error *err);

/* Reads a table of upper units likewise; geometry and CRS do not count, rings stays empty. */
enum gw_status gw_unit_file_read(struct gw_cell_file *file, const struct gw_file_options *options,
	const struct gw_unit_fields *fields, struct gw_error *err);
void gw_cell_file_finish(struct gw_cell_file *file);

/* Checks what was read: appends what gw_check() finds to file->faults. */
enum gw_status gw_cell_file_check(struct gw_cell_file *file, struct gw_error *err);

#endif
