/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_IMPORT_SOURCE_H
#define GW_IMPORT_SOURCE_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct gw_buf;

/*
 * The features of a GeoJSON, GeoPackage, Shapefile or CSV file, read through GDAL. One thread at a
 * time.
 */
struct gw_source;

/*
 * Opens a file. layer may be NULL when it has one layer only; encoding NULL for what the file says
 * of itself (CSV: UTF-8), else such as "GBK"; it counts for Shapefiles and CSV. A GeoJSON file is
 * first read by a strict parser, so that nothing GDAL would pass over goes unseen. A file called
 * .csv is read as CSV. GW_ENOTFOUND, GW_EINVAL with the reader's own words.
 */
enum gw_status gw_source_open(struct gw_source **out, const char *path, const char *layer,
	const char *encoding, struct gw_error *err);
void gw_source_close(struct gw_source *source);

/*
 * The CRS that the file itself declares, as WKT, or NULL: a GeoJSON file without "crs" declares
 * none. One whose "crs" says nothing known declares the member's own text, which is no WKT.
 */
const char *gw_source_crs(const struct gw_source *source);

/* The number of features, or 0 when only reading tells. */
uint64_t gw_source_count(const struct gw_source *source);

/*
 * The number of the field of that name. GW_ENOTFOUND lists the fields there are.
 */
enum gw_status gw_source_field(
	const struct gw_source *source, const char *name, int *field, struct gw_error *err);
int gw_source_num_fields(const struct gw_source *source);
const char *gw_source_field_name(const struct gw_source *source, int field);

/*
 * Moves to the next feature; false at the end. GW_EINVAL names the feature that cannot be read, or
 * the one before it when gw_source_check_text() fails for that.
 */
enum gw_status gw_source_next(struct gw_source *source, bool *there, struct gw_error *err);

/*
 * Of the feature moved to: its number in the file (from 1), and a field as UTF-8 text until the
 * next is asked for: numbers in their shortest form, times in ISO 8601. NULL when empty, and when
 * it is not UTF-8.
 */
uint64_t gw_source_number(const struct gw_source *source);
const char *gw_source_text(struct gw_source *source, int field);

/* GW_EINVAL, naming the field, when a text asked for was not UTF-8. */
enum gw_status gw_source_check_text(const struct gw_source *source, struct gw_error *err);

/* Its geometry, for import/shapes.c: an OGRGeometryH, borrowed until the next; NULL for none. */
void *gw_source_geometry(const struct gw_source *source);

#endif
