/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_IMPORT_FINDINGS_H
#define GW_IMPORT_FINDINGS_H

#include "grid/check.h"

#include <stdbool.h>
#include <stddef.h>

struct gw_buf;
struct gw_division_info;

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

/*
 * The same of several divisions in one document: every finding says scheme, level and valid_from
 * (null for ever) too, and the JSON lists the divisions: {"faults": n, "divisions": [{scheme,
 * level, valid_from, cells, faults}], "findings": [...]}.
 */
struct gw_findings;

enum gw_status gw_findings_create(struct gw_findings **out, bool geojson, struct gw_error *err);
void gw_findings_destroy(struct gw_findings *findings);

/*
 * Adds what was found in a division of so many cells; division is NULL for a file, borrows nothing.
 * GW_EINVAL for a code that is not UTF-8; after a failure the document is fit to be destroyed only.
 */
enum gw_status gw_findings_add(struct gw_findings *findings,
	const struct gw_division_info *division, size_t cells, const struct gw_faults *faults,
	const struct gw_cell_names *names, struct gw_error *err);
enum gw_status gw_findings_write(
	const struct gw_findings *findings, struct gw_buf *out, struct gw_error *err);

#endif
