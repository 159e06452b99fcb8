/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_IMPORT_REPORTS_H
#define GW_IMPORT_REPORTS_H

#include "import/options.h"
#include "store/store.h"

#include <stdint.h>

/* Which column or property holds what; lon and lat serve CSV files only. */
struct gw_report_fields {
	const char *id, *time, *lon, *lat, *category, *source, *description;
};

struct gw_reports_options {
	struct gw_file_options file;
	struct gw_report_fields fields; /* NULL: the usual names, where the file has them */
	const char *time_format; /* as strptime(); NULL: ISO 8601 */
	bool reject_null_island;
	const char *rejects; /* a CSV file for the rows that could not be taken, or NULL */
	/* Told of each rejected row; may be NULL. */
	void (*on_reject)(void *context, uint64_t row, const char *reason);
	void *context;
};

/* rows == stored + rejected, always. */
struct gw_reports_result {
	uint64_t rows, stored, rejected;
	uint64_t outside; /* of the stored: in no cell of any division of its day */
};

/*
 * Imports reports from CSV or a GDAL format with points, and assigns each to the cell of the
 * division valid on its local day, of every scheme. Rows count from 1 in the order of a GDAL file;
 * in a CSV file they are its lines, the header being the first. All or nothing but for single bad
 * rows, which go to rejects. GW_ENOTFOUND for a missing file or column, GW_EINVAL for a file that
 * is broken as a whole; GW_EIO, GW_ENOMEM.
 */
enum gw_status gw_import_reports(struct gw_store *store, const struct gw_reports_options *options,
	struct gw_reports_result *result, struct gw_error *err);

#endif
