/* SPDX-License-Identifier: Apache-2.0 */
#include "store/geometry.h"

#include "base/mem.h"

#include <sqlite3.h>
#include <spatialite/gaiageo.h>
#include <stdlib.h>

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

enum gw_status gw_geometry_from_point(
	struct gw_lonlat p, unsigned char **blob, int *len, struct gw_error *err)
{
	*blob = NULL;
	gaiaMakePoint(gw_degrees(p.lon), gw_degrees(p.lat), SRID, blob, len);
	return *blob ? GW_OK : gw_fail_nomem(err);
}

static enum gw_status add_ring(struct gw_rings *rings, gaiaRingPtr ring, gw_cell_id cell,
	uint32_t polygon, bool hole, struct gw_error *err)
{
	struct gw_lonlat *points;
	enum gw_status st = GW_OK;
	int i;

	points = gw_alloc_array((size_t)ring->Points, sizeof *points);
	if (!points)
		return gw_fail_nomem(err);
	for (i = 0; i < ring->Points && !st; i++) {
		double x, y, z = 0, m = 0;

		switch (ring->DimensionModel) {
		case GAIA_XY_Z:
			gaiaGetPointXYZ(ring->Coords, i, &x, &y, &z);
			break;
		case GAIA_XY_M:
			gaiaGetPointXYM(ring->Coords, i, &x, &y, &m);
			break;
		case GAIA_XY_Z_M:
			gaiaGetPointXYZM(ring->Coords, i, &x, &y, &z, &m);
			break;
		default:
			gaiaGetPoint(ring->Coords, i, &x, &y);
		}
		(void)z;
		(void)m;
		if (!gw_lonlat_from_degrees(x, y, &points[i]))
			st = gw_fail(err, GW_EINVAL, "a coordinate is out of range: %g %g", x, y);
	}
	if (!st)
		st = gw_rings_add(
			rings, cell, polygon, hole, points, (size_t)ring->Points, NULL, err);
	free(points);
	return st;
}

enum gw_status gw_geometry_to_rings(const unsigned char *blob, int len, gw_cell_id cell,
	struct gw_rings *rings, struct gw_error *err)
{
	gaiaGeomCollPtr g;
	gaiaPolygonPtr polygon;
	enum gw_status st = GW_OK;
	uint32_t number = 0;
	int i;

	g = blob ? gaiaFromSpatiaLiteBlobWkb(blob, (unsigned)len) : NULL;
	if (!g)
		return gw_fail(err, GW_EINVAL, "not a geometry");
	for (polygon = g->FirstPolygon; polygon && !st; polygon = polygon->Next, number++) {
		st = add_ring(rings, polygon->Exterior, cell, number, false, err);
		for (i = 0; i < polygon->NumInteriors && !st; i++)
			st = add_ring(rings, &polygon->Interiors[i], cell, number, true, err);
	}
	gaiaFreeGeomColl(g);
	return st;
}
