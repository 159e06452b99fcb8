/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_SERVICE_MAPS_H
#define GW_SERVICE_MAPS_H

/* Inside service/: from what is stored to what a map shows. */

#include "render/scene.h"
#include "store/reports.h"

/* Reports by cell: counts[cell], of num_cells + 1 entries, and their sum. */
struct gw_cell_counts {
	uint64_t *counts;
	uint64_t total;
};

/*
 * Counts the reports of [from, to) by cell of a division. Caller frees counts->counts. GW_ENOMEM.
 */
enum gw_status gw_count_by_cell(struct gw_store *store, const struct gw_units *units,
	int64_t division, gw_time from, gw_time to, struct gw_cell_counts *counts,
	struct gw_error *err);

/*
 * Classes of the units of the scene's level by their reports: at most five that hold about equally
 * many units, from light to dark, bounds in whole numbers. Without any report all units are without
 * data.
 */
enum gw_status gw_classify_reports(
	struct gw_scene *scene, const struct gw_cell_counts *counts, struct gw_error *err);

/* Classes by the units' own level from 1 to 5, and one for those without. */
void gw_classify_grades(struct gw_scene *scene);

#endif
