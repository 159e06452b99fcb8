/* SPDX-License-Identifier: Apache-2.0 */
#include "import/source.h"

#include "base/buf.h"
#include "base/encoding.h"
#include "base/file.h"
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

#define CSV_MAX	   ((size_t)1 << 30)
#define SEPARATORS ",;\t|" /* that GDAL finds out by itself */

struct gw_source {
	char *path;
	GDALDatasetH dataset;
	OGRLayerH layer;
	OGRFeatureDefnH defn;
	OGRFeatureH feature;
	uint64_t number, promised; /* promised: what a strict parser counted, or 0 */
	bool empty; /* a strict parser found no feature */
	char *crs;
	char *text; /* of a field that needs writing anew */
	int garbled; /* the field that was found not to be UTF-8, or -1 */
	char folder[48]; /* in GDAL's memory, of the copy it reads, if any */
	struct gw_buf csv; /* that copy */
	bool padded; /* its last column is not the file's */
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

/*
 * The CRS that a name means, as WKT for CPLFree(), or NULL. GDAL would also look for a file or a
 * page of that name: only its own names are let through.
 */
static char *resolve_crs_name(const char *name)
{
	bool opengis = !strncmp(name, "http://www.opengis.net/def/crs/", 31);
	OGRSpatialReferenceH srs;
	char *wkt = NULL;

	if (!opengis && (strpbrk(name, "/\\") || !access(name, F_OK)))
		return NULL;
	srs = OSRNewSpatialReference(NULL);
	if (OSRSetFromUserInput(srs, name) == OGRERR_NONE)
		(void)OSRExportToWkt(srs, &wkt);
	OSRDestroySpatialReference(srs);
	return wkt;
}

/*
 * What the member "crs" of a GeoJSON file says, where GDAL would take WGS 84 for all that it does
 * not know: as WKT, or else as it stands, which is no WKT and so nothing that gw_choose_crs()
 * takes.
 */
static enum gw_status read_crs_member(
	struct gw_source *s, const json_t *member, struct gw_error *err)
{
	const char *type = json_string_value(json_object_get(member, "type"));
	const json_t *properties = json_object_get(member, "properties");
	const char *name = json_string_value(json_object_get(properties, "name"));
	const json_t *code = json_object_get(properties, "code");
	char *wkt = NULL, epsg[32];

	if (!member || json_is_null(member))
		return GW_OK;
	if (type && !strcmp(type, "name") && name) {
		wkt = resolve_crs_name(name);
	} else if (type && !strcmp(type, "EPSG") && json_is_integer(code)) {
		snprintf(epsg, sizeof epsg, "EPSG:%lld", (long long)json_integer_value(code));
		wkt = resolve_crs_name(epsg);
	}
	s->crs = wkt ? strdup(wkt) : json_dumps(member, JSON_ENCODE_ANY);
	CPLFree(wkt);
	return s->crs ? GW_OK : gw_fail_nomem(err);
}

/* Reads a GeoJSON file strictly: counts its features and reads the CRS it declares. */
static enum gw_status read_strictly(struct gw_source *s, struct gw_error *err)
{
	enum gw_status st = GW_OK;
	json_t *root, *features;
	json_error_t fault;
	const char *type;
	size_t i;

	root = json_load_file(s->path, JSON_REJECT_DUPLICATES, &fault);
	if (!root)
		return gw_fail(err, GW_EINVAL, "%s: line %d: %s", s->path, fault.line, fault.text);
	type = json_string_value(json_object_get(root, "type"));
	features = json_object_get(root, "features");
	if (type && !strcmp(type, "FeatureCollection") && json_is_array(features)) {
		s->promised = json_array_size(features);
		s->empty = !s->promised;
		for (i = 0; i < s->promised && !st; i++)
			st = check_feature(json_array_get(features, i), i, s->path, err);
	}
	if (!st)
		st = read_crs_member(s, json_object_get(root, "crs"), err);
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

static bool is_csv(const char *path)
{
	const char *dot = strrchr(path, '.');

	return dot && !strcasecmp(dot, ".csv");
}

/* A file that is called .csv is one, whatever its text looks like. */
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
	dataset = GDALOpenEx(path, GDAL_OF_VECTOR | GDAL_OF_READONLY,
		drivers + (is_csv(path) ? 3 : 0), (const char *const *)options, NULL);
	CSLDestroy(options);
	return dataset;
}

/* Whether the file's header has one column only, whatever spaces there are in its name. */
static bool has_one_column(const char *path)
{
	FILE *file = fopen(path, "re");
	char header[4096];
	bool one = file && fgets(header, sizeof header, file) && !strpbrk(header, SEPARATORS);

	if (file)
		fclose(file);
	return one;
}

/*
 * Reads the CSV file into s->csv: as UTF-8, and when it has one column, padded with one more
 * without values.
 */
static enum gw_status read_csv(struct gw_source *s, const char *encoding, struct gw_error *err)
{
	char *converted = NULL;
	const char *text;
	size_t header, len;
	struct gw_buf file;
	enum gw_status st;

	gw_buf_init(&file, CSV_MAX);
	st = gw_file_read(&file, s->path, err);
	if (st)
		goto out_file;
	if (encoding && file.len) {
		if (memchr(file.data, '\0', file.len))
			st = gw_fail(err, GW_EINVAL, "it has a NUL byte");
		else
			st = gw_encoding_to_utf8(&converted, file.data, file.len, encoding, err);
		if (st) {
			gw_fail_in(err, st, s->path);
			goto out_file;
		}
	}
	text = converted ? converted : gw_buf_cstr(&file);
	len = converted ? strlen(converted) : file.len;
	if (!text) {
		st = gw_fail_nomem(err);
		goto out_file;
	}
	header = strcspn(text, "\r\n");
	s->padded = header && strcspn(text, SEPARATORS) >= header;
	gw_buf_init(&s->csv, 2 * CSV_MAX);
	gw_buf_append(&s->csv, text, header);
	if (s->padded)
		gw_buf_puts(&s->csv, ",padding");
	gw_buf_append(&s->csv, text + header, len - header);
	if (!gw_buf_ok(&s->csv))
		st = gw_fail_nomem(err);
out_file:
	free(converted);
	gw_buf_finish(&file);
	return st;
}

/* A file beside another, of the same name but for its end; for free(). */
static char *beside(const char *path, const char *end)
{
	int len = (int)(strrchr(path, '.') - path);
	char *other;

	return asprintf(&other, "%.*s.%s", len, path, end) < 0 ? NULL : other;
}

/*
 * GDAL's CSV knows no encodings, and does not take a table of one column for CSV at all: such a
 * file is shown to it as a copy in memory, with the .prj that may say its CRS.
 */
static enum gw_status open_csv_copy(struct gw_source *s, const char *encoding, struct gw_error *err)
{
	char *copy = NULL, *prj = NULL, *copied_prj = NULL;
	enum gw_status st = read_csv(s, encoding, err);

	if (st || !s->csv.len)
		return st;
	if (asprintf(&copy, "%s/%s", s->folder, CPLGetFilename(s->path)) < 0)
		return gw_fail_nomem(err);
	prj = beside(s->path, "prj");
	copied_prj = beside(copy, "prj");
	if (!prj || !copied_prj) {
		st = gw_fail_nomem(err);
	} else {
		VSILFILE *file =
			VSIFileFromMemBuffer(copy, (GByte *)s->csv.data, s->csv.len, FALSE);

		if (file)
			(void)VSIFCloseL(file);
		if (!access(prj, R_OK) && CPLCopyFile(copied_prj, prj))
			st = gw_fail(err, GW_EIO, "%s: cannot be read", prj);
		else
			s->dataset = open_dataset(copy, NULL);
	}
	free(copy);
	free(prj);
	free(copied_prj);
	return st;
}

static enum gw_status open_file(struct gw_source *s, const char *encoding, struct gw_error *err)
{
	enum gw_status st = GW_OK;

	if (is_csv(s->path) && (encoding || has_one_column(s->path)))
		st = open_csv_copy(s, encoding, err);
	else
		s->dataset = open_dataset(s->path, encoding);
	if (!st && !s->dataset)
		st = gw_fail(err, GW_EINVAL,
			"%s: cannot be read as GeoJSON, GeoPackage, Shapefile or CSV%s%s", s->path,
			s->complaint[0] ? ": " : "", s->complaint);
	return st;
}

enum gw_status gw_source_open(struct gw_source **out, const char *path, const char *layer,
	const char *encoding, struct gw_error *err)
{
	struct gw_source *s;
	enum gw_status st = GW_OK;

	if (access(path, R_OK))
		return gw_fail(err, GW_ENOTFOUND, "%s: no such file", path);
	s = calloc(1, sizeof *s);
	if (!s)
		return gw_fail_nomem(err);
	s->garbled = -1;
	s->path = strdup(path);
	snprintf(s->folder, sizeof s->folder, "/vsimem/gridward-%p", (void *)s);
	if (!s->path)
		st = gw_fail_nomem(err);
	GDALAllRegister();
	listen_to_gdal(s);
	if (!st)
		st = open_file(s, encoding, err);
	if (!st && driver_is(s, "GeoJSON"))
		st = read_strictly(s, err);
	if (!st)
		st = choose_layer(s, layer, err);
	if (!st) {
		s->defn = OGR_L_GetLayerDefn(s->layer);
		if (!driver_is(s, "GeoJSON"))
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
	if (s->csv.data)
		(void)VSIRmdirRecursive(s->folder);
	gw_buf_finish(&s->csv);
	free(s->path);
	free(s->crs);
	free(s->text);
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
	return OGR_FD_GetFieldCount(s->defn) - s->padded;
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
	if (s->empty)
		return gw_fail(err, GW_ENOTFOUND, "%s: there are no features in it", s->path);
	gw_buf_init(&names, GW_ERROR_TEXT_MAX);
	for (i = 0; i < n; i++)
		gw_buf_printf(&names, "%s%s", i ? ", " : "", gw_source_field_name(s, i));
	if (gw_buf_cstr(&names) && !gw_utf8_is_valid(names.data, names.len))
		st = gw_fail(err, GW_ENOTFOUND,
			"%s: no field \"%s\"; the names are not UTF-8, --encoding says what they are",
			s->path, name);
	else
		st = gw_fail(err, GW_ENOTFOUND, "%s: no field \"%s\"; there are: %s", s->path, name,
			n && gw_buf_cstr(&names) ? gw_buf_cstr(&names) : "none");
	gw_buf_finish(&names);
	return st;
}

enum gw_status gw_source_next(struct gw_source *s, bool *there, struct gw_error *err)
{
	enum gw_status st = gw_source_check_text(s, err);
	char place[32];

	if (st) {
		snprintf(place, sizeof place, "feature %llu", (unsigned long long)s->number);
		gw_fail_in(err, st, place);
		return gw_fail_in(err, st, s->path);
	}
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

enum gw_status gw_source_check_text(const struct gw_source *s, struct gw_error *err)
{
	if (s->garbled < 0)
		return GW_OK;
	return gw_fail(err, GW_EINVAL,
		"%s is not UTF-8; --encoding says in what the file is written",
		gw_source_field_name(s, s->garbled));
}

/* Text of the source's own, until the next. */
__attribute__((format(printf, 2, 3))) static const char *keep_text(
	struct gw_source *s, const char *format, ...)
{
	va_list ap;

	free(s->text);
	va_start(ap, format);
	if (vasprintf(&s->text, format, ap) < 0)
		s->text = NULL;
	va_end(ap);
	return s->text;
}

/* A date, or a date and time, in ISO 8601, where GDAL's own text would be its own. */
static const char *time_text(struct gw_source *s, int field, bool day_only)
{
	int y, m, d, hour, minute, zone;
	char offset[8] = "";
	float second;

	if (!OGR_F_GetFieldAsDateTimeEx(
		    s->feature, field, &y, &m, &d, &hour, &minute, &second, &zone))
		return NULL;
	if (day_only)
		return keep_text(s, "%04d-%02d-%02d", y, m, d);
	/* GDAL counts quarters of an hour from 100; 0 and 1 say that no zone is known. */
	if (zone > 1)
		snprintf(offset, sizeof offset, "%c%02d:%02d", zone < 100 ? '-' : '+',
			abs(zone - 100) / 4 % 24, abs(zone - 100) % 4 * 15);
	return keep_text(
		s, "%04d-%02d-%02dT%02d:%02d:%02d%s", y, m, d, hour, minute, (int)second, offset);
}

/* The shortest text of a real number, where GDAL's has all digits that the column has room for. */
static const char *real_text(struct gw_source *s, int field, bool single)
{
	double v = OGR_F_GetFieldAsDouble(s->feature, field);
	int digits, most = single ? 9 : 17;
	char text[32];

	if (v == trunc(v) && fabs(v) < 0x1p53)
		return keep_text(s, "%.0f", v + 0.0); /* + 0.0: no "-0" */
	for (digits = single ? 6 : 15; digits <= most; digits++) {
		snprintf(text, sizeof text, "%.*g", digits, v);
		if (single ? strtof(text, NULL) == (float)v : strtod(text, NULL) == v)
			break;
	}
	return keep_text(s, "%s", text);
}

const char *gw_source_text(struct gw_source *s, int field)
{
	OGRFieldDefnH defn = field < 0 ? NULL : OGR_FD_GetFieldDefn(s->defn, field);
	OGRFieldType type;
	const char *text;

	if (!defn || !OGR_F_IsFieldSetAndNotNull(s->feature, field))
		return NULL;
	type = OGR_Fld_GetType(defn);
	if (type == OFTDate || type == OFTDateTime)
		return time_text(s, field, type == OFTDate);
	if (type == OFTReal)
		return real_text(s, field, OGR_Fld_GetSubType(defn) == OFSTFloat32);
	text = OGR_F_GetFieldAsString(s->feature, field);
	if (gw_utf8_is_valid(text, strlen(text)))
		return *text ? text : NULL;
	if (s->garbled < 0)
		s->garbled = field;
	return NULL;
}

void *gw_source_geometry(const struct gw_source *s)
{
	return OGR_F_GetGeometryRef(s->feature);
}
