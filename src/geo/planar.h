/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_GEO_PLANAR_H
#define GW_GEO_PLANAR_H

#include "base/error.h"
#include "geo/strands.h"
#include "geo/lonlat.h"

#include <stddef.h>

/*
 * Plane geometry by GEOS, on canonical units (which doubles hold exactly). A gw_planar is one
 * thread's context; it keeps no state between calls. A call fails with GW_ENOMEM, or with GW_EINVAL
 * and the words of GEOS for what it cannot do.
 */
struct gw_planar;

enum gw_status gw_planar_create(struct gw_planar **out, struct gw_error *err);
void gw_planar_destroy(struct gw_planar *planar);

/* One face: its rings in the arrays of struct gw_faces, the exterior first, then the holes. */
struct gw_face {
	size_t first_ring, num_rings;
	double lon, lat; /* a point well inside, in units */
	double clearance; /* at least how far that is from the rings, in units */
};

/*
 * Faces, and the points of their closed rings; ring i is points[ends[i - 1] .. ends[i]), 0 for i =
 * 0.
 */
struct gw_faces {
	struct gw_lonlat *points;
	size_t num_points, cap_points;
	size_t *ends;
	size_t num_rings, cap_rings;
	struct gw_face *items;
	size_t n, capacity;
};

void gw_faces_init(struct gw_faces *faces);
void gw_faces_finish(struct gw_faces *faces);

/*
 * Appends a face without rings, then rings to the last face. Its inner point is the caller's to
 * set.
 */
enum gw_status gw_faces_add(struct gw_faces *faces, struct gw_error *err);
enum gw_status gw_faces_add_ring(
	struct gw_faces *faces, const struct gw_lonlat *points, size_t n, struct gw_error *err);

static inline size_t gw_faces_ring_start(const struct gw_faces *faces, size_t ring)
{
	return ring ? faces->ends[ring - 1] : 0;
}

/*
 * Cuts the segments where they meet, on the grid of whole units (snap rounding: a line moves by no
 * more than a unit, and by none where it meets no other), and appends the faces they enclose.
 */
enum gw_status gw_planar_faces(struct gw_planar *planar, struct gw_faces *faces,
	const struct gw_segment *segments, size_t n, struct gw_error *err);

/* A face in metres, on the plane that touches the ellipsoid in the middle of its latitudes. */
struct gw_measure {
	double area_m2;
	double width_m; /* the diameter of the largest circle that fits in, good to a few percent */
	double extent_m; /* the diagonal of its bounding box */
	double lon, lat; /* that circle's middle, in units */
};

enum gw_status gw_planar_measure(struct gw_planar *planar, const struct gw_faces *faces,
	size_t face, struct gw_measure *out, struct gw_error *err);

/*
 * Snaps a closed ring of n points to `targets`: its vertices within `metres` of a target move
 * there, and targets within `metres` of its sides become vertices. *snapped, which the caller
 * frees, takes num_snapped points, the first not repeated: each a point of the ring or a target.
 * None are left when the ring collapses.
 */
enum gw_status gw_planar_snap(struct gw_planar *planar, const struct gw_lonlat *ring, size_t n,
	const struct gw_lonlat *targets, size_t num_targets, double metres,
	struct gw_lonlat **snapped, size_t *num_snapped, struct gw_error *err);

#endif
