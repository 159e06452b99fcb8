/* SPDX-License-Identifier: Apache-2.0 */
#include "import/shapes.h"

#include "base/mem.h"

#include <ogr_api.h>
#include <stdlib.h>

#define DEPTH_MAX 32 /* of collections in collections */

static OGRwkbGeometryType type_of(OGRGeometryH g)
{
	return wkbFlatten(OGR_G_GetGeometryType(g));
}

bool gw_source_point(const struct gw_source *s, double *x, double *y)
{
	OGRGeometryH g = gw_source_geometry(s);

	if (!g || type_of(g) != wkbPoint || OGR_G_IsEmpty(g))
		return false;
	*x = OGR_G_GetX(g, 0);
	*y = OGR_G_GetY(g, 0);
	return true;
}

/* The n points of a point, line or ring: *x for free(), *y behind it. */
static enum gw_status read_points(
	OGRGeometryH g, double **x, double **y, size_t *n, struct gw_error *err)
{
	*n = (size_t)OGR_G_GetPointCount(g);
	*x = gw_alloc_array(*n, 2 * sizeof **x);
	if (!*x)
		return gw_fail_nomem(err);
	*y = *x + *n;
	OGR_G_GetPoints(g, *x, sizeof **x, *y, sizeof **y, NULL, 0);
	return GW_OK;
}

typedef enum gw_status ring_visitor(
	void *context, const struct gw_source_ring *ring, struct gw_error *err);

static enum gw_status visit_rings(OGRGeometryH polygon, uint32_t number, ring_visitor *visit,
	void *context, struct gw_error *err)
{
	int i, rings = OGR_G_GetGeometryCount(polygon);
	enum gw_status st = GW_OK;
	double *x = NULL, *y = NULL;
	size_t n;

	for (i = 0; i < rings && !st; i++) {
		st = read_points(OGR_G_GetGeometryRef(polygon, i), &x, &y, &n, err);
		if (!st)
			st = visit(context, &(struct gw_source_ring){number, i > 0, n, x, y}, err);
		free(x);
	}
	return st;
}

enum gw_status gw_source_rings(
	struct gw_source *s, ring_visitor *visit, void *context, struct gw_error *err)
{
	OGRGeometryH g = gw_source_geometry(s);
	enum gw_status st = GW_OK;
	int i, n;

	if (!g || OGR_G_IsEmpty(g))
		return gw_fail(err, GW_EINVAL, "it has no geometry");
	if (type_of(g) == wkbPolygon)
		return visit_rings(g, 0, visit, context, err);
	if (type_of(g) != wkbMultiPolygon)
		return gw_fail(err, GW_EINVAL, "it is a %s, not a polygon or multipolygon",
			OGRGeometryTypeToName(type_of(g)));
	n = OGR_G_GetGeometryCount(g);
	for (i = 0; i < n && !st; i++)
		st = visit_rings(OGR_G_GetGeometryRef(g, i), (uint32_t)i, visit, context, err);
	return st;
}

/* Who is shown the pieces. */
struct viewer {
	enum gw_status (*visit)(
		void *context, const struct gw_source_piece *piece, struct gw_error *err);
	void *context;
};

static enum gw_status visit_piece(const struct viewer *v, OGRGeometryH g,
	enum gw_feature_shape shape, bool hole, struct gw_error *err)
{
	enum gw_status st;
	double *x = NULL, *y = NULL;
	size_t n;

	st = read_points(g, &x, &y, &n, err);
	if (!st)
		st = v->visit(v->context, &(struct gw_source_piece){shape, hole, n, x, y}, err);
	free(x);
	return st;
}

static enum gw_status visit_any(
	const struct viewer *v, OGRGeometryH g, int depth, struct gw_error *err)
{
	int i, n = OGR_G_GetGeometryCount(g);
	enum gw_status st = GW_OK;

	switch (type_of(g)) {
	case wkbPoint:
		return visit_piece(v, g, GW_SHAPE_POINT, false, err);
	case wkbLineString:
		return visit_piece(v, g, GW_SHAPE_LINE, false, err);
	case wkbPolygon:
		for (i = 0; i < n && !st; i++)
			st = visit_piece(
				v, OGR_G_GetGeometryRef(g, i), GW_SHAPE_POLYGON, i > 0, err);
		return st;
	case wkbMultiPoint:
	case wkbMultiLineString:
	case wkbMultiPolygon:
	case wkbGeometryCollection:
		if (depth == DEPTH_MAX)
			return gw_fail(
				err, GW_EINVAL, "its collections lie deeper than %d", DEPTH_MAX);
		for (i = 0; i < n && !st; i++)
			st = visit_any(v, OGR_G_GetGeometryRef(g, i), depth + 1, err);
		return st;
	default:
		return gw_fail(err, GW_EINVAL, "it has a %s, which is no point, line or polygon",
			OGRGeometryTypeToName(type_of(g)));
	}
}

enum gw_status gw_source_pieces(struct gw_source *s,
	enum gw_status (*visit)(
		void *context, const struct gw_source_piece *piece, struct gw_error *err),
	void *context, struct gw_error *err)
{
	OGRGeometryH g = gw_source_geometry(s), linear = NULL;
	const struct viewer viewer = {visit, context};
	enum gw_status st;

	if (!g || OGR_G_IsEmpty(g))
		return gw_fail(err, GW_EINVAL, "it has no geometry");
	if (OGR_G_HasCurveGeometry(g, TRUE)) {
		linear = OGR_G_GetLinearGeometry(g, 0, NULL);
		if (!linear)
			return gw_fail_nomem(err);
	}
	st = visit_any(&viewer, linear ? linear : g, 0, err);
	OGR_G_DestroyGeometry(linear);
	return st;
}
