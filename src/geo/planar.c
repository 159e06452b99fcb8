/* SPDX-License-Identifier: Apache-2.0 */
#include "geo/planar.h"

#include "base/mem.h"
#include "geo/slender.h"

#include <geos_c.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The inner point of a face is looked for again when it is nearer than this to a ring, in units. */
#define CLEARANCE_MIN 1.5
/* The width of a compact face is found to this part of a lower bound. */
#define WIDTH_TOLERANCE 0.03
/* A face this many times as long as it is wide at least is slender. */
#define SLENDER 20

struct gw_planar {
	GEOSContextHandle_t geos;
	char message[256]; /* of the last failure */
};

static void keep_message(const char *text, void *context)
{
	struct gw_planar *planar = context;

	snprintf(planar->message, sizeof planar->message, "%s", text);
}

static void drop_message(const char *text, void *context)
{
}

static enum gw_status fail(const struct gw_planar *planar, struct gw_error *err)
{
	if (!*planar->message || strstr(planar->message, "bad_alloc"))
		return gw_fail_nomem(err);
	return gw_fail(err, GW_EINVAL, "geometry: %s", planar->message);
}

enum gw_status gw_planar_create(struct gw_planar **out, struct gw_error *err)
{
	struct gw_planar *planar = calloc(1, sizeof *planar);

	if (!planar)
		return gw_fail_nomem(err);
	planar->geos = GEOS_init_r();
	if (!planar->geos) {
		free(planar);
		return gw_fail_nomem(err);
	}
	GEOSContext_setNoticeMessageHandler_r(planar->geos, drop_message, NULL);
	GEOSContext_setErrorMessageHandler_r(planar->geos, keep_message, planar);
	*out = planar;
	return GW_OK;
}

void gw_planar_destroy(struct gw_planar *planar)
{
	if (!planar)
		return;
	GEOS_finish_r(planar->geos);
	free(planar);
}

void gw_faces_init(struct gw_faces *faces)
{
	*faces = (struct gw_faces){0};
}

void gw_faces_finish(struct gw_faces *faces)
{
	free(faces->points);
	free(faces->ends);
	free(faces->items);
	*faces = (struct gw_faces){0};
}

enum gw_status gw_faces_add(struct gw_faces *faces, struct gw_error *err)
{
	if (!gw_grow(&faces->items, faces->n, &faces->capacity, sizeof *faces->items))
		return gw_fail_nomem(err);
	faces->items[faces->n++] = (struct gw_face){.first_ring = faces->num_rings};
	return GW_OK;
}

enum gw_status gw_faces_add_ring(
	struct gw_faces *faces, const struct gw_lonlat *points, size_t n, struct gw_error *err)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (!gw_grow(&faces->points, faces->num_points, &faces->cap_points,
			    sizeof *faces->points))
			return gw_fail_nomem(err);
		faces->points[faces->num_points++] = points[i];
	}
	if (!gw_grow(&faces->ends, faces->num_rings, &faces->cap_rings, sizeof *faces->ends))
		return gw_fail_nomem(err);
	faces->ends[faces->num_rings++] = faces->num_points;
	faces->items[faces->n - 1].num_rings++;
	return GW_OK;
}

/* A plane with its origin at a place, and how many of its measures a unit is. */
struct plane {
	double lon, lat, per_lon, per_lat;
};

static void set_xy(const struct gw_planar *planar, GEOSCoordSequence *seq, size_t i,
	const struct plane *plane, struct gw_lonlat p)
{
	GEOSCoordSeq_setXY_r(planar->geos, seq, (unsigned)i, (p.lon - plane->lon) * plane->per_lon,
		(p.lat - plane->lat) * plane->per_lat);
}

static const struct plane units = {0, 0, 1, 1};

/*
 * In metres. At the poles, where no distance is left in longitude, a little is kept to divide by.
 */
static struct plane plane_at(double lon, double lat)
{
	struct gw_scale scale = gw_scale_at((int32_t)lat);

	return (struct plane){lon, lat, fmax(scale.east, 1e-4 * scale.north), scale.north};
}

static GEOSGeometry *line_of(struct gw_planar *planar, const struct gw_lonlat *points, size_t n)
{
	GEOSCoordSequence *seq = GEOSCoordSeq_create_r(planar->geos, (unsigned)n, 2);
	size_t i;

	if (!seq)
		return NULL;
	for (i = 0; i < n; i++)
		set_xy(planar, seq, i, &units, points[i]);
	return GEOSGeom_createLineString_r(planar->geos, seq); /* takes seq, also when it fails */
}

/* A closed line or, as another type, a ring. */
static GEOSGeometry *ring_of(struct gw_planar *planar, const struct gw_lonlat *points, size_t n,
	const struct plane *plane,
	GEOSGeometry *(*create)(GEOSContextHandle_t, GEOSCoordSequence *))
{
	GEOSCoordSequence *seq = GEOSCoordSeq_create_r(planar->geos, (unsigned)n + 1, 2);
	size_t i;

	if (!seq)
		return NULL;
	for (i = 0; i <= n; i++)
		set_xy(planar, seq, i, plane, points[i < n ? i : 0]);
	return create(planar->geos, seq);
}

/* Frees the members and the array; NULL members are no matter. */
static void destroy_all(struct gw_planar *planar, GEOSGeometry **members, size_t n)
{
	size_t i;

	for (i = 0; members && i < n; i++)
		GEOSGeom_destroy_r(planar->geos, members[i]);
	free(members);
}

/* A collection of the members, which are used up whether or not it can be made. */
static GEOSGeometry *collect(struct gw_planar *planar, int type, GEOSGeometry **members, size_t n)
{
	GEOSGeometry *all;
	size_t i;

	for (i = 0; i < n && members[i]; i++)
		;
	if (i < n) {
		destroy_all(planar, members, n);
		return NULL;
	}
	all = GEOSGeom_createCollection_r(planar->geos, type, members, (unsigned)n);
	free(members); /* GEOS has the geometries, and frees them when it fails */
	return all;
}

/* The segments as long lines: noding takes several times as long for lines of two points. */
static GEOSGeometry *lines_of(struct gw_planar *planar, const struct gw_segment *segments, size_t n)
{
	GEOSGeometry **lines = NULL, *all = NULL;
	struct gw_strands strands;
	size_t i, start = 0;

	if (gw_strands_init(&strands, segments, n, NULL))
		goto out;
	lines = gw_alloc_array(strands.n, sizeof(GEOSGeometry *));
	if (!lines)
		goto out;
	for (i = 0; i < strands.n; start = strands.ends[i++])
		lines[i] = line_of(planar, strands.points + start, strands.ends[i] - start);
	all = collect(planar, GEOS_MULTILINESTRING, lines, strands.n);
out:
	gw_strands_finish(&strands);
	return all;
}

static GEOSGeometry *node(struct gw_planar *planar, const struct gw_segment *segments, size_t n)
{
	GEOSGeometry *lines = lines_of(planar, segments, n), *noded;

	if (!lines)
		return NULL;
	noded = GEOSUnaryUnionPrec_r(planar->geos, lines, 1);
	GEOSGeom_destroy_r(planar->geos, lines);
	return noded;
}

static bool point_at(const struct gw_planar *planar, const GEOSCoordSequence *seq, unsigned i,
	struct gw_lonlat *p)
{
	double x, y;

	if (!GEOSCoordSeq_getXY_r(planar->geos, seq, i, &x, &y))
		return false;
	*p = (struct gw_lonlat){(int32_t)llround(x), (int32_t)llround(y)};
	return true;
}

static enum gw_status read_ring(struct gw_planar *planar, struct gw_faces *faces,
	const GEOSGeometry *ring, struct gw_error *err)
{
	const GEOSCoordSequence *seq = GEOSGeom_getCoordSeq_r(planar->geos, ring);
	struct gw_lonlat *points;
	enum gw_status st;
	unsigned n = 0, i;

	if (!seq || !GEOSCoordSeq_getSize_r(planar->geos, seq, &n))
		return fail(planar, err);
	points = gw_alloc_array(n, sizeof *points);
	if (!points)
		return gw_fail_nomem(err);
	for (i = 0; i < n && point_at(planar, seq, i, &points[i]); i++)
		;
	st = i < n ? fail(planar, err) : gw_faces_add_ring(faces, points, n ? n - 1 : 0, err);
	free(points);
	return st;
}

/* How far a point is from a face's rings, on the plane of units. */
static double clearance_at(
	const struct gw_faces *faces, const struct gw_face *face, double lon, double lat)
{
	double nearest2 = INFINITY;
	size_t r, i, start, end;

	for (r = face->first_ring; r < face->first_ring + face->num_rings; r++) {
		start = gw_faces_ring_start(faces, r);
		end = faces->ends[r];
		for (i = start; i < end; i++) {
			struct gw_lonlat a = faces->points[i];
			struct gw_lonlat b = faces->points[i + 1 < end ? i + 1 : start];
			double x = a.lon - lon, y = a.lat - lat;
			double dx = (double)b.lon - a.lon, dy = (double)b.lat - a.lat;
			double length2 = dx * dx + dy * dy;
			double t = length2 > 0 ? fmin(fmax(-(x * dx + y * dy) / length2, 0), 1) : 0;

			x += t * dx;
			y += t * dy;
			nearest2 = fmin(nearest2, x * x + y * y);
		}
	}
	return sqrt(nearest2);
}

/* GEOS's point inside, or where that is too near a ring to be told from one, the widest place. */
static enum gw_status find_inner_point(struct gw_planar *planar, struct gw_faces *faces,
	const GEOSGeometry *polygon, struct gw_error *err)
{
	struct gw_face *face = &faces->items[faces->n - 1];
	GEOSGeometry *point = GEOSPointOnSurface_r(planar->geos, polygon);
	struct gw_measure m;
	enum gw_status st;

	if (!point || !GEOSGeomGetX_r(planar->geos, point, &face->lon) ||
		!GEOSGeomGetY_r(planar->geos, point, &face->lat)) {
		GEOSGeom_destroy_r(planar->geos, point);
		return fail(planar, err);
	}
	GEOSGeom_destroy_r(planar->geos, point);
	face->clearance = clearance_at(faces, face, face->lon, face->lat);
	if (face->clearance >= CLEARANCE_MIN)
		return GW_OK;
	st = gw_planar_measure(planar, faces, faces->n - 1, &m, err);
	if (!st && clearance_at(faces, face, m.lon, m.lat) > face->clearance) {
		face->lon = m.lon;
		face->lat = m.lat;
		face->clearance = clearance_at(faces, face, m.lon, m.lat);
	}
	return st;
}

static enum gw_status read_face(struct gw_planar *planar, struct gw_faces *faces,
	const GEOSGeometry *polygon, struct gw_error *err)
{
	enum gw_status st;
	int i, holes = GEOSGetNumInteriorRings_r(planar->geos, polygon);

	st = gw_faces_add(faces, err);
	if (!st)
		st = read_ring(planar, faces, GEOSGetExteriorRing_r(planar->geos, polygon), err);
	for (i = 0; !st && i < holes; i++)
		st = read_ring(
			planar, faces, GEOSGetInteriorRingN_r(planar->geos, polygon, i), err);
	return st ? st : find_inner_point(planar, faces, polygon, err);
}

enum gw_status gw_planar_faces(struct gw_planar *planar, struct gw_faces *faces,
	const struct gw_segment *segments, size_t n, struct gw_error *err)
{
	GEOSGeometry *noded = NULL, *polygons = NULL;
	enum gw_status st = GW_OK;
	int i, num;

	if (!n)
		return GW_OK;
	*planar->message = '\0';
	noded = node(planar, segments, n);
	if (noded)
		polygons = GEOSPolygonize_r(planar->geos, (const GEOSGeometry *const *)&noded, 1);
	if (!polygons) {
		st = fail(planar, err);
		goto out;
	}
	num = GEOSGetNumGeometries_r(planar->geos, polygons);
	for (i = 0; !st && i < num; i++)
		st = read_face(planar, faces, GEOSGetGeometryN_r(planar->geos, polygons, i), err);
out:
	GEOSGeom_destroy_r(planar->geos, polygons);
	GEOSGeom_destroy_r(planar->geos, noded);
	return st;
}

static GEOSGeometry *polygon_of(struct gw_planar *planar, const struct gw_faces *faces,
	const struct gw_face *face, const struct plane *plane)
{
	size_t holes = face->num_rings - 1, i, start;
	GEOSGeometry *shell, *polygon, **rings = calloc(face->num_rings, sizeof(GEOSGeometry *));
	bool ok = rings != NULL;

	for (i = 0; ok && i < face->num_rings; i++) {
		start = gw_faces_ring_start(faces, face->first_ring + i);
		rings[i] = ring_of(planar, faces->points + start,
			faces->ends[face->first_ring + i] - start, plane,
			GEOSGeom_createLinearRing_r);
		ok = rings[i] != NULL;
	}
	if (!ok) {
		destroy_all(planar, rings, rings ? face->num_rings : 0);
		return NULL;
	}
	shell = rings[0];
	polygon = GEOSGeom_createPolygon_r(planar->geos, shell, rings + 1, (unsigned)holes);
	free(rings); /* GEOS has the geometries, and frees them when it fails */
	return polygon;
}

static struct gw_bbox face_box(const struct gw_faces *faces, const struct gw_face *face)
{
	struct gw_bbox box = gw_bbox_empty();
	size_t i;

	for (i = gw_faces_ring_start(faces, face->first_ring); i < faces->ends[face->first_ring];
		i++)
		box = gw_bbox_with(box, faces->points[i]);
	return box;
}

/* The circle GEOS found: a line from its middle to its rim. */
static enum gw_status read_circle(struct gw_planar *planar, const GEOSGeometry *radius,
	struct gw_circle *out, struct gw_error *err)
{
	const GEOSCoordSequence *seq = GEOSGeom_getCoordSeq_r(planar->geos, radius);

	if (!seq || !GEOSCoordSeq_getXY_r(planar->geos, seq, 0, &out->middle.x, &out->middle.y) ||
		!GEOSGeomGetLength_r(planar->geos, radius, &out->radius))
		return fail(planar, err);
	return GW_OK;
}

static enum gw_status find_compact_circle(struct gw_planar *planar, const struct gw_faces *faces,
	const struct gw_face *face, const struct plane *plane, double tolerance,
	struct gw_circle *out, struct gw_error *err)
{
	GEOSGeometry *polygon, *circle = NULL;
	enum gw_status st;

	*planar->message = '\0';
	polygon = polygon_of(planar, faces, face, plane);
	if (polygon)
		circle = GEOSMaximumInscribedCircle_r(planar->geos, polygon, tolerance);
	st = circle ? read_circle(planar, circle, out, err) : fail(planar, err);
	GEOSGeom_destroy_r(planar->geos, circle);
	GEOSGeom_destroy_r(planar->geos, polygon);
	return st;
}

/* A face's rings on a plane; freed as one. */
struct flat {
	struct gw_plane_area area;
	struct gw_xy *points;
	size_t *ends;
};

static bool flatten(struct flat *flat, const struct gw_faces *faces, const struct gw_face *face,
	const struct plane *plane)
{
	size_t first = gw_faces_ring_start(faces, face->first_ring), i;
	size_t n = faces->ends[face->first_ring + face->num_rings - 1] - first;

	flat->points = gw_alloc_array(n, sizeof *flat->points);
	flat->ends = gw_alloc_array(face->num_rings, sizeof *flat->ends);
	if (!flat->points || !flat->ends)
		return false;
	for (i = 0; i < n; i++)
		flat->points[i] =
			(struct gw_xy){(faces->points[first + i].lon - plane->lon) * plane->per_lon,
				(faces->points[first + i].lat - plane->lat) * plane->per_lat};
	for (i = 0; i < face->num_rings; i++)
		flat->ends[i] = faces->ends[face->first_ring + i] - first;
	flat->area = (struct gw_plane_area){flat->points, flat->ends, face->num_rings};
	return true;
}

static void release(struct flat *flat)
{
	free(flat->points);
	free(flat->ends);
}

/* The area, less its holes, and the perimeter, with theirs. */
static void sum_up(const struct flat *flat, double *area, double *perimeter)
{
	size_t ring, i, start = 0;

	*area = *perimeter = 0;
	for (ring = 0; ring < flat->area.num_rings; start = flat->ends[ring++]) {
		double twice = 0;

		for (i = start; i < flat->ends[ring]; i++) {
			struct gw_xy a = flat->points[i];
			struct gw_xy b = flat->points[i + 1 < flat->ends[ring] ? i + 1 : start];

			twice += a.x * b.y - b.x * a.y;
			*perimeter += hypot(b.x - a.x, b.y - a.y);
		}
		*area += (ring ? -1 : 1) * fabs(twice) / 2;
	}
}

enum gw_status gw_planar_measure(struct gw_planar *planar, const struct gw_faces *faces,
	size_t number, struct gw_measure *out, struct gw_error *err)
{
	const struct gw_face *face = &faces->items[number];
	struct gw_bbox box = face_box(faces, face);
	struct plane plane = plane_at(
		((double)box.min.lon + box.max.lon) / 2, ((double)box.min.lat + box.max.lat) / 2);
	struct gw_circle circle = {{0, 0}, 0};
	struct flat flat = {.points = NULL};
	enum gw_status st = GW_OK;
	double perimeter, least;

	*out = (struct gw_measure){
		.extent_m = hypot(((double)box.max.lon - box.min.lon) * plane.per_lon,
			((double)box.max.lat - box.min.lat) * plane.per_lat)};
	if (!flatten(&flat, faces, face, &plane)) {
		st = gw_fail_nomem(err);
		goto out;
	}
	sum_up(&flat, &out->area_m2, &perimeter);
	if (perimeter <= 0)
		goto out;
	/* Nobody is further than the radius from the border, so area <= radius * perimeter. */
	least = 2 * out->area_m2 / perimeter;
	if (least * SLENDER < out->extent_m)
		st = gw_slender_circle(&flat.area, &circle) ? GW_OK : gw_fail_nomem(err);
	else
		st = find_compact_circle(
			planar, faces, face, &plane, WIDTH_TOLERANCE * least, &circle, err);
	out->width_m = fmax(2 * circle.radius, least);
	out->lon = plane.lon + circle.middle.x / plane.per_lon;
	out->lat = plane.lat + circle.middle.y / plane.per_lat;
out:
	release(&flat);
	return st;
}

static GEOSGeometry *points_of(struct gw_planar *planar, const struct gw_lonlat *points, size_t n,
	const struct plane *plane)
{
	GEOSGeometry **members = gw_alloc_array(n, sizeof(GEOSGeometry *));
	size_t i;

	if (!members)
		return NULL;
	for (i = 0; i < n; i++)
		members[i] = GEOSGeom_createPointFromXY_r(planar->geos,
			(points[i].lon - plane->lon) * plane->per_lon,
			(points[i].lat - plane->lat) * plane->per_lat);
	return collect(planar, GEOS_MULTIPOINT, members, n);
}

/* Snapped places are copies of the given ones, so rounding finds the very units again. */
static enum gw_status read_snapped(struct gw_planar *planar, const GEOSGeometry *ring,
	const struct plane *plane, struct gw_lonlat **snapped, size_t *num_snapped,
	struct gw_error *err)
{
	const GEOSCoordSequence *seq = GEOSGeom_getCoordSeq_r(planar->geos, ring);
	struct gw_lonlat *points;
	unsigned n = 0, i;
	double x, y;

	if (!seq || !GEOSCoordSeq_getSize_r(planar->geos, seq, &n))
		return fail(planar, err);
	points = gw_alloc_array(n, sizeof *points);
	if (!points)
		return gw_fail_nomem(err);
	for (i = 0; i < n; i++) {
		GEOSCoordSeq_getXY_r(planar->geos, seq, i, &x, &y);
		points[i].lon = (int32_t)llround(x / plane->per_lon + plane->lon);
		points[i].lat = (int32_t)llround(y / plane->per_lat + plane->lat);
	}
	*snapped = points;
	*num_snapped = n ? n - 1 : 0;
	return GW_OK;
}

enum gw_status gw_planar_snap(struct gw_planar *planar, const struct gw_lonlat *ring, size_t n,
	const struct gw_lonlat *targets, size_t num_targets, double metres,
	struct gw_lonlat **snapped, size_t *num_snapped, struct gw_error *err)
{
	struct plane plane = plane_at(ring[0].lon, ring[0].lat);
	GEOSGeometry *line = NULL, *marks = NULL, *result = NULL;
	enum gw_status st;

	*planar->message = '\0';
	/* As a line, which may collapse; a ring would be refused then. */
	line = ring_of(planar, ring, n, &plane, GEOSGeom_createLineString_r);
	marks = points_of(planar, targets, num_targets, &plane);
	if (line && marks)
		result = GEOSSnap_r(planar->geos, line, marks, metres);
	st = result ? read_snapped(planar, result, &plane, snapped, num_snapped, err)
		    : fail(planar, err);
	GEOSGeom_destroy_r(planar->geos, result);
	GEOSGeom_destroy_r(planar->geos, marks);
	GEOSGeom_destroy_r(planar->geos, line);
	return st;
}
