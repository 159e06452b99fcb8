/* SPDX-License-Identifier: Apache-2.0 */
#include "http/features.h"

#include "base/csv.h"
#include "geo/mercator.h"
#include "http/json.h"

#include <math.h>
#include <string.h>

/* Half the width of EPSG:3857 in metres. */
#define MERCATOR_HALF (M_PI * 6378137)

const char *const gw_features_crs_uris[GW_FEATURES_NUM_CRS] = {
	"http://www.opengis.net/def/crs/OGC/1.3/CRS84",
	"http://www.opengis.net/def/crs/EPSG/0/4326",
	"http://www.opengis.net/def/crs/EPSG/0/4490",
	"http://www.opengis.net/def/crs/EPSG/0/3857",
};

static bool is_csv(const struct gw_features *f)
{
	return f->format == GW_FEATURES_CSV;
}

void gw_features_begin(struct gw_features *f)
{
	size_t i;

	if (!is_csv(f)) {
		gw_buf_puts(f->out, "{\"type\":\"FeatureCollection\",\"features\":[");
		return;
	}
	gw_buf_puts(f->out, "id");
	for (i = 0; f->fields[i]; i++)
		gw_buf_printf(f->out, ",%s", f->fields[i]);
	gw_buf_puts(f->out, ",wkt\r\n");
}

void gw_features_end(struct gw_features *f)
{
	if (!is_csv(f))
		gw_buf_puts(f->out, "]");
}

void gw_feature_begin(struct gw_features *f, const char *id)
{
	f->next = 0;
	if (is_csv(f)) {
		gw_csv_append(f->out, id, strlen(id));
	} else {
		gw_buf_puts(f->out, f->n ? ",\n{" : "\n{");
		gw_buf_puts(f->out, "\"type\":\"Feature\",");
		gw_json_member(f->out, "id", id);
		gw_buf_puts(f->out, ",\"properties\":{");
	}
	f->n++;
}

/* What comes before the next field's value. */
static void name_field(struct gw_features *f)
{
	gw_buf_puts(f->out, is_csv(f) || f->next ? "," : "");
	if (!is_csv(f))
		gw_buf_printf(f->out, "\"%s\":", f->fields[f->next]);
	f->next++;
}

void gw_feature_text(struct gw_features *f, const char *text)
{
	name_field(f);
	if (!is_csv(f))
		gw_json_string(f->out, text);
	else if (text)
		gw_csv_append(f->out, text, strlen(text));
}

void gw_feature_int(struct gw_features *f, bool is_known, int64_t number)
{
	name_field(f);
	if (is_known)
		gw_buf_printf(f->out, "%lld", (long long)number);
	else if (!is_csv(f))
		gw_buf_puts(f->out, "null");
}

static void put_pair(struct gw_features *f, double a, double b, int digits)
{
	gw_buf_printf(f->out, is_csv(f) ? "%.*f %.*f" : "[%.*f,%.*f]", digits, a, digits, b);
}

static void put_point(struct gw_features *f, struct gw_lonlat p)
{
	struct gw_world w;

	switch (f->crs) {
	case GW_FEATURES_MERCATOR:
		w = gw_world_from_lonlat(p);
		put_pair(f, (2 * w.x - 1) * MERCATOR_HALF, (1 - 2 * w.y) * MERCATOR_HALF, 3);
		return;
	case GW_FEATURES_WGS84:
	case GW_FEATURES_CGCS2000:
		put_pair(f, gw_degrees(p.lat), gw_degrees(p.lon), 7);
		return;
	default:
		put_pair(f, gw_degrees(p.lon), gw_degrees(p.lat), 7);
	}
}

/* A list opens and closes: in GeoJSON with brackets, in WKT with parentheses. */
static void open_list(struct gw_features *f)
{
	gw_buf_puts(f->out, is_csv(f) ? "(" : "[");
}

static void close_list(struct gw_features *f)
{
	gw_buf_puts(f->out, is_csv(f) ? ")" : "]");
}

static void put_points(struct gw_features *f, const struct gw_lonlat *points, size_t n)
{
	size_t i;

	open_list(f);
	for (i = 0; i < n; i++) {
		gw_buf_puts(f->out, i ? "," : "");
		put_point(f, points[i]);
	}
	close_list(f);
}

static void begin_geometry(struct gw_features *f, const char *type, const char *wkt)
{
	if (is_csv(f))
		gw_buf_printf(f->out, ",\"%s ", wkt);
	else
		gw_buf_printf(f->out, "},\"geometry\":{\"type\":\"%s\",\"coordinates\":", type);
}

static void end_geometry(struct gw_features *f)
{
	gw_buf_puts(f->out, is_csv(f) ? "\"" : "}");
}

void gw_feature_points(struct gw_features *f, const struct gw_lonlat *points, size_t n)
{
	if (n != 1) {
		begin_geometry(f, "MultiPoint", "MULTIPOINT");
		put_points(f, points, n);
	} else {
		begin_geometry(f, "Point", "POINT");
		gw_buf_puts(f->out, is_csv(f) ? "(" : "");
		put_point(f, points[0]);
		gw_buf_puts(f->out, is_csv(f) ? ")" : "");
	}
	end_geometry(f);
}

void gw_feature_lines(
	struct gw_features *f, const struct gw_lonlat *points, const size_t *ends, size_t n)
{
	size_t i, at = 0;

	begin_geometry(f, "MultiLineString", "MULTILINESTRING");
	open_list(f);
	for (i = 0; i < n; at = ends[i++]) {
		gw_buf_puts(f->out, i ? "," : "");
		put_points(f, points + at, ends[i] - at);
	}
	close_list(f);
	end_geometry(f);
}

/* Exteriors counter-clockwise, holes clockwise, with the first point again at the end. */
static void put_ring(
	struct gw_features *f, const struct gw_rings *rings, const struct gw_ring *ring)
{
	const struct gw_lonlat *points = rings->points + ring->first;
	bool turned = (gw_ring_area2(rings, ring) < 0) != ring->hole;
	uint32_t i;

	open_list(f);
	for (i = 0; i <= ring->count; i++) {
		uint32_t at = i % ring->count;

		gw_buf_puts(f->out, i ? "," : "");
		put_point(f, points[turned && at ? ring->count - at : at]);
	}
	close_list(f);
}

void gw_feature_rings(struct gw_features *f, const struct gw_rings *rings, size_t first, size_t n)
{
	const struct gw_ring *items = rings->rings + first;
	size_t i, k, polygons = 0;

	begin_geometry(f, "MultiPolygon", "MULTIPOLYGON");
	open_list(f);
	for (i = 0; i < n; i++) {
		if (items[i].hole)
			continue;
		gw_buf_puts(f->out, polygons++ ? "," : "");
		open_list(f);
		put_ring(f, rings, &items[i]);
		for (k = 0; k < n; k++)
			if (items[k].hole && items[k].polygon == items[i].polygon) {
				gw_buf_puts(f->out, ",");
				put_ring(f, rings, &items[k]);
			}
		close_list(f);
	}
	close_list(f);
	end_geometry(f);
}

void gw_feature_end(struct gw_features *f)
{
	gw_buf_puts(f->out, is_csv(f) ? "\r\n" : "}");
}

bool gw_features_read_point(enum gw_features_crs crs, double a, double b, struct gw_lonlat *out)
{
	if (!isfinite(a) || !isfinite(b))
		return false;
	if (crs == GW_FEATURES_MERCATOR) {
		*out = gw_lonlat_from_world((struct gw_world){
			(a / MERCATOR_HALF + 1) / 2, (1 - b / MERCATOR_HALF) / 2});
		return true;
	}
	if (crs == GW_FEATURES_CRS84)
		return gw_lonlat_from_degrees(a, b, out);
	return gw_lonlat_from_degrees(b, a, out);
}
