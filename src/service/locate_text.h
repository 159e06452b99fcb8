/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_SERVICE_LOCATE_TEXT_H
#define GW_SERVICE_LOCATE_TEXT_H

#include "grid/division.h"

struct gw_buf;

/* How the points of a text in memory are located. All borrowed; called from several threads. */
struct gw_locate_text {
	const struct gw_division *division;
	const char *crs; /* as gw_crs_create() reads it */
	double accuracy; /* metres; negative: no candidates */
	/*
	 * Appends what is told of a cell, or of GW_OUTSIDE: of JSON an object without its closing
	 * brace, of CSV the fields behind a row, a comma first.
	 */
	void (*write_cell)(void *context, struct gw_buf *out, gw_cell_id cell);
	/* Appends the cells within the accuracy, likewise: a member or a field behind a comma. */
	void (*write_near)(void *context, struct gw_buf *out, struct gw_lonlat p, bool ok);
	void *context;
};

/*
 * Copies CSV, each row with what is told of its cell behind it; fields names the columns that this
 * adds to the header. *bad counts the rows without usable coordinates, which are in no cell.
 * GW_EINVAL for what is no CSV or no CRS, GW_ENOTFOUND for a missing column, GW_ENOMEM; more than
 * out may hold only marks it failed.
 */
enum gw_status gw_locate_csv_text(const struct gw_locate_text *job, const char *text, size_t len,
	const char *fields, struct gw_buf *out, uint64_t *bad, struct gw_error *err);

/*
 * The same for JSON in lines, each {"lon":..,"lat":..} or [lon,lat]: writes an object a line. One
 * that cannot be read says why in "error", and has no other members. Blank lines are passed over.
 */
enum gw_status gw_locate_json_lines(const struct gw_locate_text *job, const char *text, size_t len,
	struct gw_buf *out, uint64_t *bad, struct gw_error *err);

#endif
