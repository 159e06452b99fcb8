/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_SERVICE_LOCATE_H
#define GW_SERVICE_LOCATE_H

#include "geo/crs.h"
#include "grid/division.h"

/* How a stream of points is located. All borrowed. */
struct gw_locate_options {
	const struct gw_division *division;
	struct gw_crs *crs;
	double accuracy; /* metres; negative: no candidates */
	const char *lon, *lat; /* columns; NULL: lon or longitude, lat or latitude */
	/* Told of each point that has no usable coordinates, by its number or line; may be NULL. */
	void (*on_bad)(void *context, uint64_t number, const char *reason);
	void *context;
};

/*
 * Copies CSV with a header from in to out, each row with the columns cell and path behind it (empty
 * outside), and with an accuracy candidates: codes within it, the owner first, joined by ";". *bad
 * counts the rows without usable coordinates. GW_ENOTFOUND for a missing column, GW_EINVAL for
 * input that is no CSV, GW_EIO.
 */
enum gw_status gw_locate_csv(int in, int out, const struct gw_locate_options *options,
	uint64_t *bad, struct gw_error *err);

/* Reads pairs of little-endian float64 x, y from in and writes a code a line, empty outside. */
enum gw_status gw_locate_f64(int in, int out, const struct gw_locate_options *options,
	uint64_t *bad, struct gw_error *err);

#endif
