/* SPDX-License-Identifier: Apache-2.0 */
#include "store/geometry.h"

#include "base/mem.h"
#include "store/blob.h"

#include <sqlite3.h>
#include <spatialite/gaiageo.h>
#include <stdlib.h>
#include <string.h>

#define SRID 4326

static gaiaGeomCollPtr new_geometry(int type)
{
	gaiaGeomCollPtr g = gaiaAllocGeomColl();

	if (g) {
		g->Srid = SRID;
		g->DeclaredType = type;
	}
	return g;
}

/* The closed ring: its first point again at the end. */
static void fill_ring(gaiaRingPtr to, const struct gw_rings *rings, const struct gw_ring *ring)
{
	uint32_t i;

	for (i = 0; i <= ring->count; i++) {
		struct gw_lonlat p = rings->points[ring->first + (i < ring->count ? i : 0)];

		gaiaSetPoint(to->Coords, (int)i, gw_degrees(p.lon), gw_degrees(p.lat));
	}
}

enum gw_status gw_geometry_from_rings(const struct gw_rings *rings, const struct gw_ring *first,
	size_t num_rings, unsigned char **blob, int *len, struct gw_error *err)
{
	gaiaGeomCollPtr g = new_geometry(GAIA_MULTIPOLYGON);
	const struct gw_ring *end = first + num_rings, *ring, *hole;

	if (!g)
		return gw_fail_nomem(err);
	*blob = NULL;
	for (ring = first; ring < end; ring++) {
		gaiaPolygonPtr polygon;
		int holes = 0;

		if (ring->hole)
			continue;
		for (hole = first; hole < end; hole++)
			holes += hole->hole && hole->polygon == ring->polygon;
		polygon = gaiaAddPolygonToGeomColl(g, (int)ring->count + 1, holes);
		fill_ring(polygon->Exterior, rings, ring);
		for (hole = first, holes = 0; hole < end; hole++)
			if (hole->hole && hole->polygon == ring->polygon)
				fill_ring(
					gaiaAddInteriorRing(polygon, holes++, (int)hole->count + 1),
					rings, hole);
	}
	gaiaToSpatiaLiteBlobWkb(g, blob, len);
	gaiaFreeGeomColl(g);
	return *blob ? GW_OK : gw_fail_nomem(err);
}

/*
 * A point as SpatiaLite lays it out: a mark, the byte order, the SRID, the bounds, a mark; its type
 * and coordinates; a mark. Written and read here, since of reports there are many.
 */
#define POINT_SRID	2
#define POINT_BOUNDS	6
#define POINT_TYPE_MARK 38
#define POINT_TYPE	39
#define POINT_PLACE	43
#define POINT_END	59

void gw_geometry_from_point(struct gw_lonlat p, unsigned char blob[GW_GEOMETRY_POINT])
{
	const double place[2] = {gw_degrees(p.lon), gw_degrees(p.lat)};

	blob[0] = GAIA_MARK_START;
	blob[1] = GAIA_LITTLE_ENDIAN;
	gaiaExport32(blob + POINT_SRID, SRID, 1, gaiaEndianArch());
	gaiaExport64(blob + POINT_BOUNDS, place[0], 1, gaiaEndianArch());
	gaiaExport64(blob + POINT_BOUNDS + 8, place[1], 1, gaiaEndianArch());
	memcpy(blob + POINT_BOUNDS + 16, blob + POINT_BOUNDS, 16);
	blob[POINT_TYPE_MARK] = GAIA_MARK_MBR;
	gaiaExport32(blob + POINT_TYPE, GAIA_POINT, 1, gaiaEndianArch());
	memcpy(blob + POINT_PLACE, blob + POINT_BOUNDS, 16);
	blob[POINT_END] = GAIA_MARK_END;
}

static enum gw_status take_point(void *context, enum gw_feature_shape shape,
	const struct gw_lonlat *points, size_t n, struct gw_error *err)
{
	struct gw_bbox *found = context;

	if (shape != GW_SHAPE_POINT || n != 1 || !gw_bbox_is_empty(*found))
		return gw_fail(err, GW_EINVAL, "it is no point");
	*found = (struct gw_bbox){*points, *points};
	return GW_OK;
}

bool gw_geometry_to_point(const unsigned char *blob, int len, struct gw_lonlat *out)
{
	struct gw_bbox found = gw_bbox_empty();

	if (len == GW_GEOMETRY_POINT && blob[1] == GAIA_LITTLE_ENDIAN &&
		blob[POINT_TYPE_MARK] == GAIA_MARK_MBR)
		return gw_lonlat_from_degrees(gaiaImport64(blob + POINT_PLACE, 1, gaiaEndianArch()),
			gaiaImport64(blob + POINT_PLACE + 8, 1, gaiaEndianArch()), out);
	if (gw_geometry_visit(blob, len, take_point, &found, NULL) || gw_bbox_is_empty(found))
		return false;
	*out = found.min;
	return true;
}

static void fill_piece(
	double *coords, const struct gw_lonlat *points, const struct gw_piece *piece, bool closed)
{
	size_t i;

	for (i = 0; i < piece->n + closed; i++) {
		struct gw_lonlat p = points[piece->first + i % piece->n];

		gaiaSetPoint(coords, (int)i, gw_degrees(p.lon), gw_degrees(p.lat));
	}
}

/* Adds the polygon whose exterior is the first of the pieces; its holes come right behind it. */
static void add_polygon(gaiaGeomCollPtr g, const struct gw_lonlat *points,
	const struct gw_piece *piece, const struct gw_piece *end)
{
	gaiaPolygonPtr polygon;
	int holes = 0, i;

	while (piece + holes + 1 < end && piece[holes + 1].hole)
		holes++;
	polygon = gaiaAddPolygonToGeomColl(g, (int)piece->n + 1, holes);
	fill_piece(polygon->Exterior->Coords, points, piece, true);
	for (i = 0; i < holes; i++) {
		const struct gw_piece *hole = piece + 1 + i;

		fill_piece(gaiaAddInteriorRing(polygon, i, (int)hole->n + 1)->Coords, points, hole,
			true);
	}
}

enum gw_status gw_geometry_from_pieces(
	const struct gw_context_row *row, unsigned char **blob, int *len, struct gw_error *err)
{
	const struct gw_piece *end = row->pieces + row->num_pieces, *piece;
	gaiaGeomCollPtr g = new_geometry(GAIA_UNKNOWN); /* by what it turns out to hold */

	if (!g)
		return gw_fail_nomem(err);
	*blob = NULL;
	for (piece = row->pieces; piece < end; piece++) {
		struct gw_lonlat p = row->points[piece->first];

		if (piece->shape == GW_SHAPE_POINT)
			gaiaAddPointToGeomColl(g, gw_degrees(p.lon), gw_degrees(p.lat));
		else if (piece->shape == GW_SHAPE_LINE)
			fill_piece(gaiaAddLinestringToGeomColl(g, (int)piece->n)->Coords,
				row->points, piece, false);
		else if (!piece->hole)
			add_polygon(g, row->points, piece, end);
	}
	gaiaToSpatiaLiteBlobWkb(g, blob, len);
	gaiaFreeGeomColl(g);
	return *blob ? GW_OK : gw_fail_nomem(err);
}

/* Canonical points of n coordinates that have dims of GAIA_XY ...; caller frees *out. */
static enum gw_status read_points(
	struct gw_lonlat **out, const double *coords, int dims, int n, struct gw_error *err)
{
	int stride = dims == GAIA_XY ? 2 : dims == GAIA_XY_Z_M ? 4 : 3, i;
	struct gw_lonlat *points;

	points = gw_alloc_array((size_t)n, sizeof *points);
	if (!points)
		return gw_fail_nomem(err);
	for (i = 0; i < n; i++, coords += stride) {
		if (gw_lonlat_from_degrees(coords[0], coords[1], &points[i]))
			continue;
		free(points);
		return gw_fail(err, GW_EINVAL, "a coordinate is out of range: %g %g", coords[0],
			coords[1]);
	}
	*out = points;
	return GW_OK;
}

static enum gw_status add_ring(struct gw_rings *rings, gaiaRingPtr ring, gw_cell_id cell,
	uint32_t polygon, bool hole, struct gw_error *err)
{
	struct gw_lonlat *points = NULL;
	enum gw_status st;

	st = read_points(&points, ring->Coords, ring->DimensionModel, ring->Points, err);
	if (st)
		return st;
	st = gw_rings_add(rings, cell, polygon, hole, points, (size_t)ring->Points, NULL, err);
	free(points);
	return st;
}

static enum gw_status parse_blob(
	gaiaGeomCollPtr *out, const unsigned char *blob, int len, struct gw_error *err)
{
	*out = NULL;
	if (blob && gw_blob_is_whole(blob, (size_t)len))
		*out = gaiaFromSpatiaLiteBlobWkb(blob, (unsigned)len);
	return *out ? GW_OK : gw_fail(err, GW_EINVAL, "not a geometry");
}

enum gw_status gw_geometry_to_rings(const unsigned char *blob, int len, gw_cell_id cell,
	struct gw_rings *rings, struct gw_error *err)
{
	gaiaGeomCollPtr g;
	gaiaPolygonPtr polygon;
	enum gw_status st;
	uint32_t number = 0;
	int i;

	st = parse_blob(&g, blob, len, err);
	if (st)
		return st;
	for (polygon = g->FirstPolygon; polygon && !st; polygon = polygon->Next, number++) {
		st = add_ring(rings, polygon->Exterior, cell, number, false, err);
		for (i = 0; i < polygon->NumInteriors && !st; i++)
			st = add_ring(rings, &polygon->Interiors[i], cell, number, true, err);
	}
	gaiaFreeGeomColl(g);
	return st;
}

struct visit {
	enum gw_status (*visit)(void *context, enum gw_feature_shape shape,
		const struct gw_lonlat *points, size_t n, struct gw_error *err);
	void *context;
};

static enum gw_status visit_coords(const struct visit *v, enum gw_feature_shape shape,
	const double *coords, int dims, int n, struct gw_error *err)
{
	struct gw_lonlat *points = NULL;
	enum gw_status st;

	st = read_points(&points, coords, dims, n, err);
	if (st)
		return st;
	st = v->visit(v->context, shape, points, (size_t)n, err);
	free(points);
	return st;
}

static enum gw_status visit_ring(const struct visit *v, gaiaRingPtr ring, struct gw_error *err)
{
	return visit_coords(
		v, GW_SHAPE_POLYGON, ring->Coords, ring->DimensionModel, ring->Points, err);
}

enum gw_status gw_geometry_visit(const unsigned char *blob, int len,
	enum gw_status (*visit)(void *context, enum gw_feature_shape shape,
		const struct gw_lonlat *points, size_t n, struct gw_error *err),
	void *context, struct gw_error *err)
{
	const struct visit v = {visit, context};
	gaiaGeomCollPtr g;
	gaiaPointPtr point;
	gaiaLinestringPtr line;
	gaiaPolygonPtr polygon;
	enum gw_status st;
	int i;

	st = parse_blob(&g, blob, len, err);
	if (st)
		return st;
	for (point = g->FirstPoint; point && !st; point = point->Next)
		st = visit_coords(
			&v, GW_SHAPE_POINT, (double[]){point->X, point->Y}, GAIA_XY, 1, err);
	for (line = g->FirstLinestring; line && !st; line = line->Next)
		st = visit_coords(
			&v, GW_SHAPE_LINE, line->Coords, line->DimensionModel, line->Points, err);
	for (polygon = g->FirstPolygon; polygon && !st; polygon = polygon->Next) {
		st = visit_ring(&v, polygon->Exterior, err);
		for (i = 0; i < polygon->NumInteriors && !st; i++)
			st = visit_ring(&v, &polygon->Interiors[i], err);
	}
	gaiaFreeGeomColl(g);
	return st;
}
