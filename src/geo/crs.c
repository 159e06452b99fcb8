/* SPDX-License-Identifier: Apache-2.0 */
#include "geo/crs.h"

#include "base/parse.h"
#include "geo/datum.h"

#include <float.h>
#include <math.h>
#include <proj.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define WKT_MAX 65536

/*
 * PROJ's confidence that a CRS is the candidate under another name; below, that it only resembles
 * it.
 */
#define CONFIDENCE_EQUIVALENT 70

/* Projected coordinates beyond this are checked on the way back: PROJ wraps longitudes silently. */
#define EASTING_PLAIN_MAX  2e7
#define ROUND_TRIP_ALLOWED 1000.0

enum kind {
	KIND_WGS84,
	KIND_GCJ02,
	KIND_BD09,
	KIND_PROJ,
};

struct gw_crs {
	enum kind kind;
	char name[128];
	double x_max, y_max; /* of the absolute values */

	/* Only of KIND_PROJ, and while the kind is being found. */
	PJ_CONTEXT *context;
	PJ *definition; /* as given, less the vertical part */
	PJ *identity; /* what it is compared as: EPSG's own where PROJ finds it */
	PJ *to_wgs84; /* x east, y north -> lon, lat in degrees */
	char message[256]; /* PROJ's last complaint */
};

static const struct {
	const char *text;
	enum kind kind;
} known[] = {
	{"wgs84", KIND_WGS84},
	{"cgcs2000", KIND_WGS84},
	{"gcj02", KIND_GCJ02},
	{"bd09", KIND_BD09},
	{"CRS84", KIND_WGS84},
	{"CRS:84", KIND_WGS84},
	{"OGC:CRS84", KIND_WGS84},
};

/* WGS 84 and CGCS2000, each flat and with ellipsoidal height. */
static const char *const wgs84_codes[] = {"4326", "4490", "4979", "4480"};

#define COUNT(array) (sizeof(array) / sizeof *(array))

static void keep_message(void *crs, int level, const char *text)
{
	struct gw_crs *c = crs;

	snprintf(c->message, sizeof c->message, "%s", text);
	c->message[strcspn(c->message, "\r\n")] = '\0';
}

/* A zeroed object with a context that is silent and stays off the network. */
static enum gw_status create_empty(
	struct gw_crs **out, const char *name, bool with_proj, struct gw_error *err)
{
	struct gw_crs *crs = calloc(1, sizeof *crs);

	if (!crs)
		return gw_fail_nomem(err);
	snprintf(crs->name, sizeof crs->name, "%s", name);
	crs->x_max = 180;
	crs->y_max = 90;
	if (with_proj) {
		crs->context = proj_context_create();
		if (!crs->context) {
			free(crs);
			return gw_fail_nomem(err);
		}
		proj_log_level(crs->context, PJ_LOG_ERROR);
		proj_log_func(crs->context, crs, keep_message);
		proj_context_set_enable_network(crs->context, 0);
	}
	*out = crs;
	return GW_OK;
}

static void finish_proj(struct gw_crs *crs)
{
	proj_destroy(crs->to_wgs84);
	proj_destroy(crs->identity);
	proj_destroy(crs->definition);
	if (crs->context)
		proj_context_destroy(crs->context);
	crs->to_wgs84 = crs->identity = crs->definition = NULL;
	crs->context = NULL;
}

void gw_crs_destroy(struct gw_crs *crs)
{
	if (!crs)
		return;
	finish_proj(crs);
	free(crs);
}

static enum gw_status fail_proj(const struct gw_crs *crs, const char *what, struct gw_error *err)
{
	return gw_fail(err, GW_EINVAL, "%s: %s%s%s", crs->name, what, *crs->message ? ": " : "",
		crs->message);
}

/* The part of definition that lies on the map: of "a + height" a, of "a with TOWGS84" a. */
static PJ *base_of(const struct gw_crs *crs)
{
	if (proj_get_type(crs->definition) == PJ_TYPE_BOUND_CRS)
		return proj_get_source_crs(crs->context, crs->definition);
	return proj_clone(crs->context, crs->definition);
}

static bool is_of_a_map(const PJ *crs)
{
	PJ_TYPE type = proj_get_type(crs);

	return type == PJ_TYPE_GEOGRAPHIC_2D_CRS || type == PJ_TYPE_GEOGRAPHIC_3D_CRS ||
		type == PJ_TYPE_PROJECTED_CRS;
}

static bool is_equivalent(PJ_CONTEXT *context, const PJ *a, const PJ *b)
{
	return proj_is_equivalent_to_with_ctx(
		context, a, b, PJ_COMP_EQUIVALENT_EXCEPT_AXIS_ORDER_GEOGCRS);
}

/* EPSG's CRS for what base means; base itself when it carries a code, or none is found. */
static PJ *identify(PJ_CONTEXT *context, const PJ *base)
{
	PJ_OBJ_LIST *candidates;
	int *confidence = NULL;
	PJ *found = NULL;

	if (proj_get_id_code(base, 0))
		return proj_clone(context, base);
	candidates = proj_identify(context, base, "EPSG", NULL, &confidence);
	if (candidates && proj_list_get_count(candidates) > 0 &&
		confidence[0] >= CONFIDENCE_EQUIVALENT) /* the best comes first */
		found = proj_list_get(context, candidates, 0);
	proj_int_list_destroy(confidence);
	proj_list_destroy(candidates);
	return found ? found : proj_clone(context, base);
}

static bool is_wgs84(PJ_CONTEXT *context, const PJ *crs)
{
	bool found = false;
	PJ *other;
	size_t i;

	for (i = 0; i < COUNT(wgs84_codes) && !found; i++) {
		other = proj_create_from_database(
			context, "EPSG", wgs84_codes[i], PJ_CATEGORY_CRS, 0, NULL);
		found = other && is_equivalent(context, crs, other);
		proj_destroy(other);
	}
	return found;
}

/*
 * Half a turn and a quarter in the CRS's own angle; a projected one has only its projection's
 * domain.
 */
static void set_limits(struct gw_crs *crs, const PJ *base)
{
	double radians = 0;
	PJ *axes;

	crs->x_max = crs->y_max = DBL_MAX;
	if (proj_get_type(base) == PJ_TYPE_PROJECTED_CRS)
		return;
	axes = proj_crs_get_coordinate_system(crs->context, base);
	if (axes &&
		proj_cs_get_axis_info(
			crs->context, axes, 0, NULL, NULL, NULL, &radians, NULL, NULL, NULL) &&
		radians > 0) {
		crs->x_max = M_PI / radians * (1 + 1e-12);
		crs->y_max = M_PI / 2 / radians * (1 + 1e-12);
	}
	proj_destroy(axes);
}

/* Builds the way from definition to longitude and latitude. */
static enum gw_status set_operation(struct gw_crs *crs, struct gw_error *err)
{
	PJ *wgs84, *strict = NULL;

	wgs84 = proj_create_from_database(crs->context, "EPSG", "4326", PJ_CATEGORY_CRS, 0, NULL);
	if (wgs84)
		strict = proj_create_crs_to_crs_from_pj(
			crs->context, crs->definition, wgs84, NULL, NULL);
	if (strict)
		crs->to_wgs84 = proj_normalize_for_visualization(crs->context, strict);
	proj_destroy(strict);
	proj_destroy(wgs84);
	if (!crs->to_wgs84)
		return fail_proj(crs, "PROJ knows no way from it to WGS 84", err);
	return GW_OK;
}

static void set_name(struct gw_crs *crs, const PJ *base)
{
	const char *authority = proj_get_id_auth_name(base, 0), *code = proj_get_id_code(base, 0);
	const char *name = proj_get_name(base);

	if (authority && code)
		snprintf(crs->name, sizeof crs->name, "%s:%s", authority, code);
	else if (name && *name)
		snprintf(crs->name, sizeof crs->name, "%s", name);
}

/* Completes an object that has its definition. */
static enum gw_status complete(struct gw_crs *crs, struct gw_error *err)
{
	enum gw_status st = GW_OK;
	PJ *base, *flat;

	if (proj_get_type(crs->definition) == PJ_TYPE_COMPOUND_CRS) {
		flat = proj_crs_get_sub_crs(crs->context, crs->definition, 0);
		proj_destroy(crs->definition);
		crs->definition = flat;
	}
	base = crs->definition ? base_of(crs) : NULL;
	if (!base || !is_of_a_map(base)) {
		st = gw_fail(err, GW_EINVAL, "%s is neither a geographic nor a projected CRS",
			crs->name);
		goto out_base;
	}
	set_name(crs, base);
	crs->identity = identify(crs->context, base);
	if (!crs->identity) {
		st = gw_fail_nomem(err);
		goto out_base;
	}
	if (is_wgs84(crs->context, crs->identity)) {
		proj_destroy(base);
		finish_proj(crs);
		crs->kind = KIND_WGS84;
		return GW_OK;
	}
	crs->kind = KIND_PROJ;
	set_limits(crs, base);
	st = set_operation(crs, err);
	proj_log_level(crs->context, PJ_LOG_NONE); /* a bad point is told by ok, not by text */
out_base:
	proj_destroy(base);
	return st;
}

static enum gw_status create_known(
	struct gw_crs **out, const char *name, enum kind kind, struct gw_error *err)
{
	enum gw_status st = create_empty(out, name, false, err);

	if (!st)
		(*out)->kind = kind;
	return st;
}

static enum gw_status create_from_code(
	struct gw_crs **out, const char *name, const char *code, struct gw_error *err)
{
	struct gw_crs *crs = NULL;
	enum gw_status st;

	st = create_empty(&crs, name, true, err);
	if (st)
		return st;
	crs->definition =
		proj_create_from_database(crs->context, "EPSG", code, PJ_CATEGORY_CRS, 0, NULL);
	if (crs->definition)
		st = complete(crs, err);
	else
		st = fail_proj(crs, "no such CRS", err);
	if (st)
		gw_crs_destroy(crs);
	else
		*out = crs;
	return st;
}

enum gw_status gw_crs_create(struct gw_crs **out, const char *text, struct gw_error *err)
{
	char code[16], name[32];
	int64_t n;
	size_t i;

	for (i = 0; i < COUNT(known); i++)
		if (!strcasecmp(text, known[i].text))
			return create_known(out, known[i].text, known[i].kind, err);
	if (strncasecmp(text, "EPSG:", 5) != 0 || !gw_parse_int(text + 5, 1, INT32_MAX, &n))
		return gw_fail(err, GW_EINVAL,
			"\"%.60s\" is not a CRS; it is one of wgs84, cgcs2000, gcj02, bd09, CRS84 "
			"or EPSG:n with n a number",
			text);
	snprintf(code, sizeof code, "%d", (int)n);
	snprintf(name, sizeof name, "EPSG:%s", code);
	for (i = 0; i < COUNT(wgs84_codes); i++)
		if (!strcmp(code, wgs84_codes[i]))
			return create_known(out, name, KIND_WGS84, err);
	return create_from_code(out, name, code, err);
}

enum gw_status gw_crs_create_from_wkt(struct gw_crs **out, const char *wkt, struct gw_error *err)
{
	PROJ_STRING_LIST warnings = NULL, errors = NULL;
	struct gw_crs *crs = NULL;
	enum gw_status st;

	if (strnlen(wkt, WKT_MAX + 1) > WKT_MAX)
		return gw_fail(err, GW_EINVAL, "the file's CRS is longer than %d bytes", WKT_MAX);
	st = create_empty(&crs, "the file's CRS", true, err);
	if (st)
		return st;
	crs->definition = proj_create_from_wkt(crs->context, wkt, NULL, &warnings, &errors);
	if (crs->definition) {
		st = complete(crs, err);
	} else {
		if (errors && errors[0])
			keep_message(crs, PJ_LOG_ERROR, errors[0]);
		st = fail_proj(crs, "not WKT that PROJ can read", err);
	}
	proj_string_list_destroy(warnings);
	proj_string_list_destroy(errors);
	if (st)
		gw_crs_destroy(crs);
	else
		*out = crs;
	return st;
}

const char *gw_crs_name(const struct gw_crs *crs)
{
	return crs->name;
}

bool gw_crs_same(struct gw_crs *a, struct gw_crs *b)
{
	if (a->kind != b->kind)
		return false;
	return a->kind != KIND_PROJ || is_equivalent(a->context, a->identity, b->identity);
}

bool gw_crs_agrees(struct gw_crs *declared, struct gw_crs *files_own)
{
	bool shifted = declared->kind == KIND_GCJ02 || declared->kind == KIND_BD09;

	return gw_crs_same(declared, files_own) || (shifted && files_own->kind == KIND_WGS84);
}

/* False where PROJ wrapped a coordinate from beyond the projection's domain back into it. */
static bool returns_home(struct gw_crs *crs, PJ_COORD from, PJ_COORD to)
{
	PJ_COORD home;

	if (fabs(from.xy.x) <= EASTING_PLAIN_MAX && fabs(from.xy.y) <= EASTING_PLAIN_MAX)
		return true;
	home = proj_trans(crs->to_wgs84, PJ_INV, to);
	return fabs(home.xy.x - from.xy.x) < ROUND_TRIP_ALLOWED &&
		fabs(home.xy.y - from.xy.y) < ROUND_TRIP_ALLOWED;
}

bool gw_crs_point_to_lonlat(struct gw_crs *crs, double x, double y, struct gw_lonlat *out)
{
	struct gw_position p = {x, y};
	PJ_COORD from, to;

	if (!(fabs(x) <= crs->x_max && fabs(y) <= crs->y_max)) /* a NaN compares false */
		return false;
	switch (crs->kind) {
	case KIND_WGS84:
		break;
	case KIND_GCJ02:
		p = gw_gcj02_to_wgs84(p);
		break;
	case KIND_BD09:
		p = gw_gcj02_to_wgs84(gw_bd09_to_gcj02(p));
		break;
	case KIND_PROJ:
		from = proj_coord(x, y, 0, HUGE_VAL);
		to = proj_trans(crs->to_wgs84, PJ_FWD, from);
		if (!returns_home(crs, from, to))
			return false;
		p = (struct gw_position){to.xy.x, to.xy.y};
		break;
	}
	return gw_lonlat_from_degrees(p.lon, p.lat, out);
}

size_t gw_crs_to_lonlat(struct gw_crs *crs, const double *x, const double *y, size_t n,
	struct gw_lonlat *out, bool *ok)
{
	size_t good = 0, i;

	for (i = 0; i < n; i++) {
		out[i] = (struct gw_lonlat){0, 0};
		ok[i] = gw_crs_point_to_lonlat(crs, x[i], y[i], &out[i]);
		good += ok[i];
	}
	return good;
}

bool gw_crs_point_from_lonlat(struct gw_crs *crs, struct gw_lonlat p, double *x, double *y)
{
	struct gw_position q = {gw_degrees(p.lon), gw_degrees(p.lat)};
	PJ_COORD to;

	switch (crs->kind) {
	case KIND_WGS84:
		break;
	case KIND_GCJ02:
		q = gw_wgs84_to_gcj02(q);
		break;
	case KIND_BD09:
		q = gw_gcj02_to_bd09(gw_wgs84_to_gcj02(q));
		break;
	case KIND_PROJ:
		to = proj_trans(crs->to_wgs84, PJ_INV, proj_coord(q.lon, q.lat, 0, HUGE_VAL));
		q = (struct gw_position){to.xy.x, to.xy.y};
		break;
	}
	if (!isfinite(q.lon) || !isfinite(q.lat))
		return false;
	*x = q.lon;
	*y = q.lat;
	return true;
}
