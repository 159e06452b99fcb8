/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_HTTP_FEATURES_H
#define GW_HTTP_FEATURES_H

/*
 * Features as they go out: GeoJSON (RFC 7946; other reference systems as OGC API Features Part 2
 * has them), or CSV with a column "wkt". The same calls make both: begin; for each feature begin,
 * its fields in their order, its geometry; end.
 */

#include "base/buf.h"
#include "grid/rings.h"

/* Each with the order of axes that its definition has. */
enum gw_features_crs {
	GW_FEATURES_CRS84, /* longitude, latitude */
	GW_FEATURES_WGS84, /* EPSG:4326: latitude, longitude */
	GW_FEATURES_CGCS2000, /* EPSG:4490: latitude, longitude */
	GW_FEATURES_MERCATOR, /* EPSG:3857: easting, northing in metres */
	GW_FEATURES_NUM_CRS
};

/* Their URIs, such as "http://www.opengis.net/def/crs/OGC/1.3/CRS84". */
extern const char *const gw_features_crs_uris[GW_FEATURES_NUM_CRS];

enum gw_features_format { GW_FEATURES_GEOJSON, GW_FEATURES_CSV };

struct gw_features {
	struct gw_buf *out;
	enum gw_features_format format;
	enum gw_features_crs crs;
	const char *const *fields; /* their names; NULL ends them */
	unsigned next; /* the field to come */
	size_t n; /* features begun */
};

/* Up to the first feature: {"type":"FeatureCollection","features":[ or the names of the columns. */
void gw_features_begin(struct gw_features *f);
/* Of GeoJSON: closes the list of features, but not the object. */
void gw_features_end(struct gw_features *f);

void gw_feature_begin(struct gw_features *f, const char *id);
void gw_feature_text(struct gw_features *f, const char *text); /* NULL: unknown */
void gw_feature_int(struct gw_features *f, bool is_known, int64_t number);

/* One of these is a feature's last call. Of GeoJSON the feature's object stays open for more. */
void gw_feature_points(struct gw_features *f, const struct gw_lonlat *points, size_t n);
/* Line i is points[ends[i - 1] .. ends[i]), from 0. */
void gw_feature_lines(
	struct gw_features *f, const struct gw_lonlat *points, const size_t *ends, size_t n);
/* A multipolygon of n rings of one cell with numbered polygons, either way round. */
void gw_feature_rings(struct gw_features *f, const struct gw_rings *rings, size_t first, size_t n);

void gw_feature_end(struct gw_features *f);

/* Two numbers in the order of the axes, to the canonical point. False where there is no such point.
 */
bool gw_features_read_point(enum gw_features_crs crs, double a, double b, struct gw_lonlat *out);

#endif
