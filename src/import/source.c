/* SPDX-License-Identifier: Apache-2.0 */
#include "import/source.h"

#include "base/buf.h"
#include "base/encoding.h"
#include "base/mem.h"
#include "base/utf8.h"

#include <cpl_conv.h>
#include <cpl_error.h>
#include <cpl_string.h>
#include <cpl_vsi.h>
#include <gdal.h>
#include <jansson.h>
#include <math.h>
#include <ogr_api.h>
#include <ogr_srs_api.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

struct gw_source {
	char *path;
	GDALDatasetH dataset;
	OGRLayerH layer;
	OGRFeatureDefnH defn;
	OGRFeatureH feature;
	uint64_t number, promised; /* promised: what a strict parser counted, or 0 */
	char *crs;
	char *text; /* of a field that needs writing anew */
	double *x, *y; /* of a ring */
	size_t cap_x, cap_y;
	char complaint[512]; /* GDAL's last error */
};

static void CPL_STDCALL note_complaint(CPLErr class, CPLErrorNum number, const char *text)
{
	struct gw_source *s = CPLGetErrorHandlerUserData();

	(void)number;
	if (class >= CE_Failure)
		snprintf(s->complaint, sizeof s->complaint, "%s", text);
}

static void listen_to_gdal(struct gw_source *s)
{
	s->complaint[0] = '\0';
	CPLPushErrorHandlerEx(note_complaint, s);
}

static enum gw_status check_feature(
	json_t *feature, size_t number, const char *path, struct gw_error *err)
{
	const char *type = json_string_value(json_object_get(feature, "type"));

	if (!type || strcmp(type, "Feature"))
		return gw_fail(err, GW_EINVAL, "%s: /features/%zu: not a Feature", path, number);
	return GW_OK;
}

/* Reads a GeoJSON file strictly: counts its features, and says whether it declares a CRS. */
static enum gw_status read_strictly(struct gw_source *s, bool *has_crs, struct gw_error *err)
{
	json_t *root, *features, *feature;
	enum gw_status st = GW_OK;
	json_error_t fault;
	const char *type;
	size_t i;

	root = json_load_file(s->path, JSON_REJECT_DUPLICATES, &fault);
	if (!root)
		return gw_fail(err, GW_EINVAL, "%s: line %d: %s", s->path, fault.line, fault.text);
	type = json_string_value(json_object_get(root, "type"));
	features = json_object_get(root, "features");
	*has_crs = json_is_object(json_object_get(root, "crs"));
	if (type && !strcmp(type, "FeatureCollection") && json_is_array(features)) {
		s->promised = json_array_size(features);
		json_array_foreach(features, i, feature) if (!st) st =
			check_feature(feature, i, s->path, err);
	}
	json_decref(root);
	return st;
}

static enum gw_status choose_layer(struct gw_source *s, const char *layer, struct gw_error *err)
{
	int n = GDALDatasetGetLayerCount(s->dataset), i;
	struct gw_buf names;
	enum gw_status st;

	if (layer)
		s->layer = GDALDatasetGetLayerByName(s->dataset, layer);
	else if (n == 1)
		s->layer = GDALDatasetGetLayer(s->dataset, 0);
	if (s->layer)
		return GW_OK;
	gw_buf_init(&names, GW_ERROR_TEXT_MAX);
	for (i = 0; i < n; i++)
		gw_buf_printf(&names, "%s%s", i ? ", " : "",
			OGR_L_GetName(GDALDatasetGetLayer(s->dataset, i)));
	st = layer ? gw_fail(err, GW_ENOTFOUND, "%s: no layer \"%s\"; there are: %s", s->path,
			     layer, n ? gw_buf_cstr(&names) : "none")
		   : gw_fail(err, GW_EINVAL, "%s: it has %d layers: %s; choose one with --layer",
			     s->path, n, n ? gw_buf_cstr(&names) : "none");
	gw_buf_finish(&names);
	return st;
}

static bool driver_is(const struct gw_source *s, const char *name)
{
	return !strcmp(GDALGetDriverShortName(GDALGetDatasetDriver(s->dataset)), name);
}

static void read_crs(struct gw_source *s)
{
	OGRSpatialReferenceH srs = OGR_L_GetSpatialRef(s->layer);
	char *wkt = NULL;

	if (!srs || OSRExportToWkt(srs, &wkt) != OGRERR_NONE)
		return;
	s->crs = strdup(wkt);
	CPLFree(wkt);
}

static GDALDatasetH open_dataset(const char *path, const char *encoding)
{
	static const char *const drivers[] = {"GeoJSON", "GPKG", "ESRI Shapefile", "CSV", NULL};
	char **options = NULL;
	GDALDatasetH dataset;

	options = CSLSetNameValue(options, "DATE_AS_STRING", "YES");
	options = CSLSetNameValue(options, "AUTODETECT_TYPE", "NO");
	options = CSLSetNameValue(options, "GEOM_POSSIBLE_NAMES", "WKT,wkt,geom,geometry,the_geom");
	options = CSLSetNameValue(options, "EMPTY_STRING_AS_NULL", "YES");
	if (encoding)
		options = CSLSetNameValue(options, "ENCODING", encoding);
	dataset = GDALOpenEx(path, GDAL_OF_VECTOR | GDAL_OF_READONLY, drivers,
		(const char *const *)options, NULL);
	CSLDestroy(options);
	return dataset;
}

enum gw_status gw_source_open(struct gw_source **out, const char *path, const char *layer,
	const char *encoding, struct gw_error *err)
{
	struct gw_source *s;
	enum gw_status st = GW_OK;
	bool has_crs = true;

	if (access(path, R_OK))
		return gw_fail(err, GW_ENOTFOUND, "%s: no such file", path);
	s = calloc(1, sizeof *s);
	if (!s)
		return gw_fail_nomem(err);
	s->path = strdup(path);
	GDALAllRegister();
	listen_to_gdal(s);
	s->dataset = open_dataset(path, encoding);
	if (!s->path)
		st = gw_fail_nomem(err);
	else if (!s->dataset)
		st = gw_fail(err, GW_EINVAL,
			"%s: cannot be read as GeoJSON, GeoPackage, Shapefile or CSV%s%s", path,
			s->complaint[0] ? ": " : "", s->complaint);
	if (!st && driver_is(s, "GeoJSON"))
		st = read_strictly(s, &has_crs, err);
	if (!st)
		st = choose_layer(s, layer, err);
	if (!st) {
		s->defn = OGR_L_GetLayerDefn(s->layer);
		if (has_crs)
			read_crs(s);
	}
	CPLPopErrorHandler();
	if (st)
		gw_source_close(s);
	else
		*out = s;
	return st;
}

void gw_source_close(struct gw_source *s)
{
	if (!s)
		return;
	OGR_F_Destroy(s->feature);
	if (s->dataset)
		GDALClose(s->dataset);
	free(s->path);
	free(s->crs);
	free(s->text);
	free(s->x);
	free(s->y);
	free(s);
}

const char *gw_source_crs(const struct gw_source *s)
{
	return s->crs;
}

uint64_t gw_source_count(const struct gw_source *s)
{
	GIntBig n = OGR_L_GetFeatureCount(s->layer, FALSE);

	return s->promised ? s->promised : n > 0 ? (uint64_t)n : 0;
}

int gw_source_num_fields(const struct gw_source *s)
{
	return OGR_FD_GetFieldCount(s->defn);
}

const char *gw_source_field_name(const struct gw_source *s, int field)
{
	return OGR_Fld_GetNameRef(OGR_FD_GetFieldDefn(s->defn, field));
}

enum gw_status gw_source_field(
	const struct gw_source *s, const char *name, int *field, struct gw_error *err)
{
	struct gw_buf names;
	enum gw_status st;
	int i, n = gw_source_num_fields(s);

	for (i = 0; i < n; i++) {
		if (strcmp(gw_source_field_name(s, i), name))
			continue;
		*field = i;
		return GW_OK;
	}
	gw_buf_init(&names, GW_ERROR_TEXT_MAX);
	for (i = 0; i < n; i++)
		gw_buf_printf(&names, "%s%s", i ? ", " : "", gw_source_field_name(s, i));
	st = gw_fail(err, GW_ENOTFOUND, "%s: no field \"%s\"; there are: %s", s->path, name,
		n && gw_buf_cstr(&names) ? gw_buf_cstr(&names) : "none");
	gw_buf_finish(&names);
	return st;
}

enum gw_status gw_source_next(struct gw_source *s, bool *there, struct gw_error *err)
{
	OGR_F_Destroy(s->feature);
	listen_to_gdal(s);
	s->feature = OGR_L_GetNextFeature(s->layer);
	CPLPopErrorHandler();
	*there = s->feature;
	s->number += s->feature != NULL;
	if (s->complaint[0])
		return gw_fail(err, GW_EINVAL, "%s: feature %llu: %s", s->path,
			(unsigned long long)s->number + !s->feature, s->complaint);
	if (!s->feature && s->promised && s->number != s->promised)
		return gw_fail(err, GW_EINVAL, "%s: only %llu of its %llu features can be read",
			s->path, (unsigned long long)s->number, (unsigned long long)s->promised);
	return GW_OK;
}

uint64_t gw_source_number(const struct gw_source *s)
{
	return s->number;
}

/* A date and time in ISO 8601, where GDAL's own text would be its own. */
static const char *time_text(struct gw_source *s, int field)
{
	int y, m, d, hour, minute, zone;
	char offset[8] = "";
	float second;

	if (!OGR_F_GetFieldAsDateTimeEx(
		    s->feature, field, &y, &m, &d, &hour, &minute, &second, &zone))
		return NULL;
	if (zone >
		1) /* GDAL counts quarters of an hour from 100; 0 and 1 say that no zone is known */
		snprintf(offset, sizeof offset, "%c%02d:%02d", zone < 100 ? '-' : '+',
			abs(zone - 100) / 4 % 24, abs(zone - 100) % 4 * 15);
	free(s->text);
	if (asprintf(&s->text, "%04d-%02d-%02dT%02d:%02d:%02d%s", y, m, d, hour, minute,
		    (int)second, offset) < 0)
		s->text = NULL;
	return s->text;
}

const char *gw_source_text(struct gw_source *s, int field)
{
	const char *text;

	if (field < 0 || !OGR_F_IsFieldSetAndNotNull(s->feature, field))
		return NULL;
	if (OGR_Fld_GetType(OGR_FD_GetFieldDefn(s->defn, field)) == OFTDateTime)
		return time_text(s, field);
	text = OGR_F_GetFieldAsString(s->feature, field);
	return text && *text ? text : NULL;
}

bool gw_source_point(const struct gw_source *s, double *x, double *y)
{
	OGRGeometryH g = OGR_F_GetGeometryRef(s->feature);

	if (!g || wkbFlatten(OGR_G_GetGeometryType(g)) != wkbPoint || OGR_G_IsEmpty(g))
		return false;
	*x = OGR_G_GetX(g, 0);
	*y = OGR_G_GetY(g, 0);
	return true;
}

typedef enum gw_status ring_visitor(
	void *context, const struct gw_source_ring *ring, struct gw_error *err);

static enum gw_status visit_polygon(struct gw_source *s, OGRGeometryH polygon, uint32_t number,
	ring_visitor *visit, void *context, struct gw_error *err)
{
	enum gw_status st = GW_OK;
	int i, rings = OGR_G_GetGeometryCount(polygon);

	for (i = 0; i < rings && !st; i++) {
		OGRGeometryH ring = OGR_G_GetGeometryRef(polygon, i);
		size_t n = (size_t)OGR_G_GetPointCount(ring);

		while (s->cap_x < n || s->cap_y < n)
			if (!gw_grow(&s->x, s->cap_x, &s->cap_x, sizeof *s->x) ||
				!gw_grow(&s->y, s->cap_y, &s->cap_y, sizeof *s->y))
				return gw_fail_nomem(err);
		OGR_G_GetPoints(ring, s->x, sizeof *s->x, s->y, sizeof *s->y, NULL, 0);
		st = visit(context, &(struct gw_source_ring){number, i > 0, n, s->x, s->y}, err);
	}
	return st;
}

enum gw_status gw_source_rings(
	struct gw_source *s, ring_visitor *visit, void *context, struct gw_error *err)
{
	OGRGeometryH g = OGR_F_GetGeometryRef(s->feature);
	OGRwkbGeometryType type;
	enum gw_status st = GW_OK;
	int i, n;

	if (!g || OGR_G_IsEmpty(g))
		return gw_fail(err, GW_EINVAL, "it has no geometry");
	type = wkbFlatten(OGR_G_GetGeometryType(g));
	if (type == wkbPolygon)
		return visit_polygon(s, g, 0, visit, context, err);
	if (type != wkbMultiPolygon)
		return gw_fail(err, GW_EINVAL, "it is a %s, not a polygon or multipolygon",
			OGRGeometryTypeToName(type));
	n = OGR_G_GetGeometryCount(g);
	for (i = 0; i < n && !st; i++)
		st = visit_polygon(s, OGR_G_GetGeometryRef(g, i), (uint32_t)i, visit, context, err);
	return st;
}
