/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_SERVICE_FINDER_H
#define GW_SERVICE_FINDER_H

#include "service/atlas.h"
#include "store/lifecycle.h"

/*
 * Finds the cells of reports in all schemes, each by the report's own day. Borrows every division
 * that it needs of the atlas, and keeps it. Belongs to one thread at a time.
 */
struct gw_finder;

/* With GW_DO_NOT_WAIT all calls return GW_EAGAIN where they would have to load. Borrows atlas. */
enum gw_status gw_finder_create(struct gw_finder **out, struct gw_atlas *atlas,
	enum gw_patience patience, struct gw_error *err);
void gw_finder_destroy(struct gw_finder *finder);

/* Where something is in a scheme. All is the finder's. */
struct gw_found {
	const struct gw_division_info *info;
	const struct gw_division *division;
	const struct gw_level_info *levels; /* of the scheme, from the top down */
	size_t num_levels;
	gw_cell_id cell; /* or GW_OUTSIDE */
};

/* The name of a level by its rank, or NULL. */
const char *gw_found_level(const struct gw_found *found, uint32_t rank);

/* In all divisions that are valid on the report's day. GW_EFAULTS and others of the atlas. */
enum gw_status gw_finder_locate(struct gw_finder *finder, gw_date day, struct gw_lonlat place,
	struct gw_found found[GW_REPORT_CELLS_MAX], size_t *n, struct gw_error *err);

/* The same, of a report that is stored: in the cells that it was assigned to. */
enum gw_status gw_finder_recall(struct gw_finder *finder, const struct gw_report_row *row,
	struct gw_found found[GW_REPORT_CELLS_MAX], size_t *n, struct gw_error *err);

#endif
