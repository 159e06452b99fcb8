/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_IMPORT_FINDINGS_H
#define GW_IMPORT_FINDINGS_H

#include "grid/check.h"

struct gw_buf;

/* The code of a cell, by which a finding names it; "outside" is never asked for. */
struct gw_cell_names {
	const char *(*code)(const void *context, gw_cell_id cell);
	const void *context;
};

/* "overlap of 0832 and 0833 near 41.79320, -87.66410: 123.4 m2, 1.20 m wide" (latitude first). */
void gw_finding_text(
	struct gw_buf *out, const struct gw_fault *fault, const struct gw_cell_names *names);

/* All of them as JSON: {"faults": n, "findings": [{kind, cells, lon, lat, area_m2, width_m}]}. */
enum gw_status gw_findings_json(struct gw_buf *out, const struct gw_faults *faults,
	const struct gw_cell_names *names, struct gw_error *err);

/* All of them as GeoJSON points with the same properties. */
enum gw_status gw_findings_geojson(struct gw_buf *out, const struct gw_faults *faults,
	const struct gw_cell_names *names, struct gw_error *err);

#endif
