/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_GEO_CRS_H
#define GW_GEO_CRS_H

#include "base/error.h"
#include "geo/lonlat.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * A coordinate reference system: the way from a file's or a device's x, y to the canonical point. x
 * is always the longitude or easting and y the latitude or northing, whatever order the CRS itself
 * defines.
 *
 * WGS 84 and CGCS2000 are read as one (they agree within centimetres to decimetres), GCJ-02 and
 * BD-09 by geo/datum.h, all others by PROJ: as by proj_create_crs_to_crs() to EPSG:4326 without an
 * area of interest, so that a datum's shift applies also to data outside its area of use, and
 * without network.
 *
 * An object has its own PROJ context and belongs to one thread at a time; even gw_crs_same() uses
 * it.
 */
struct gw_crs;

/*
 * From "wgs84", "cgcs2000", "gcj02", "bd09", "CRS84" ("CRS:84", "OGC:CRS84") or "EPSG:n", upper or
 * lower case. GW_EINVAL for other text, for codes PROJ does not know, and for those of no map
 * (vertical, geocentric). Of a compound CRS the horizontal part is taken.
 */
enum gw_status gw_crs_create(struct gw_crs **out, const char *text, struct gw_error *err);

/*
 * From the WKT that a file carries about itself (a .prj, a GeoPackage): WKT 1, ESRI's dialect, or
 * WKT 2, at most 64 KiB. GW_EINVAL as above.
 */
enum gw_status gw_crs_create_from_wkt(struct gw_crs **out, const char *wkt, struct gw_error *err);
void gw_crs_destroy(struct gw_crs *crs);

/* For messages: "wgs84", "EPSG:27700", or the name within the WKT when that has no EPSG code. */
const char *gw_crs_name(const struct gw_crs *crs);

/*
 * Whether both mean the same coordinates. WGS 84, CGCS2000, CRS84, EPSG:4326 and EPSG:4490 do. WKT
 * is compared by its meaning, and under the EPSG code that PROJ finds for it, for ESRI's names;
 * order of axes and a TOWGS84 do not count.
 */
bool gw_crs_same(struct gw_crs *a, struct gw_crs *b);

/*
 * Whether data declared to be in one CRS may come from a file that says of itself to be in another:
 * when they are the same, and when the file says WGS 84 or CGCS2000 and the user gcj02 or bd09,
 * since those two have no code and every tool labels such files WGS 84. False is a contradiction,
 * to be refused.
 */
bool gw_crs_agrees(struct gw_crs *declared, struct gw_crs *files_own);

/*
 * Converts n points to canonical ones and returns how many are good. ok[i] tells whether point i
 * is: a NaN, an infinity, and what lies outside -180 to 180 and -90 to 90 or outside the CRS's own
 * domain are not, and their out[i] is zero.
 */
size_t gw_crs_to_lonlat(struct gw_crs *crs, const double *x, const double *y, size_t n,
	struct gw_lonlat *out, bool *ok);

/* One point. False, *out untouched, where the batch says not ok. */
bool gw_crs_point_to_lonlat(struct gw_crs *crs, double x, double y, struct gw_lonlat *out);

/*
 * The way back, as for printing: exact but for the point's own rounding, and for some centimetres
 * where a datum's shift has a vertical part. False, *x and *y untouched, where the CRS has no such
 * point.
 */
bool gw_crs_point_from_lonlat(struct gw_crs *crs, struct gw_lonlat p, double *x, double *y);

#endif
