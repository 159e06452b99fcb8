/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_SERVICE_MAPS_H
#define GW_SERVICE_MAPS_H

/* Inside service/: from what is stored to what a map shows. */

#include "render/choropleth.h"
#include "store/reports.h"

/*
 * How many reports of [from, to) each cell of a division has, by cell with the outside first. The
 * caller frees *out. GW_EIO, GW_ENOMEM.
 */
enum gw_status gw_count_by_cell(struct gw_store *store, const struct gw_units *units,
	int64_t division, gw_time from, gw_time to, uint64_t **out, struct gw_error *err);

/* Adds those of ids behind `after` to such counts. GW_EIO, GW_ENOMEM: counts do not count. */
enum gw_status gw_count_new_by_cell(struct gw_store *store, const struct gw_units *units,
	int64_t division, int64_t after, gw_time from, gw_time to, uint64_t *counts,
	struct gw_error *err);

/*
 * Classes of the units of the choropleth's level by such counts: at most five that hold about
 * equally many units, in ascending order, with cut points in whole numbers. Without any report all
 * units are without data. Changes are against the counts of the month before, unless nothing came
 * in then. GW_ENOMEM.
 */
enum gw_status gw_classify_counts(struct gw_choropleth *choropleth, const uint64_t *counts,
	const uint64_t *before, struct gw_error *err);

/*
 * Classes by level from 1 to 5, and one for units without: by the units' own, or by grades[], which
 * has one for each unit by its number.
 */
void gw_classify_grades(struct gw_choropleth *choropleth, const int32_t *grades);

#endif
