/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_IMPORT_SHAPES_H
#define GW_IMPORT_SHAPES_H

#include "geo/features.h"
#include "import/source.h"

/* The geometry of the feature that a source has moved to, in the file's own coordinates. */

/* The feature's point, when it is one. */
bool gw_source_point(const struct gw_source *source, double *x, double *y);

/* A ring of a (multi)polygon: n points (x[i], y[i]), the closing one among them. */
struct gw_source_ring {
	uint32_t polygon;
	bool hole;
	size_t n;
	const double *x, *y;
};

/*
 * Calls visit for every ring of the feature until it fails. GW_EINVAL when the feature has no
 * polygon.
 */
enum gw_status gw_source_rings(struct gw_source *source,
	enum gw_status (*visit)(
		void *context, const struct gw_source_ring *ring, struct gw_error *err),
	void *context, struct gw_error *err);

/* A point, a line or a ring of whatever the geometry is made of; n may be 0. */
struct gw_source_piece {
	enum gw_feature_shape shape;
	bool hole; /* in the polygon whose exterior is the last one before it */
	size_t n; /* a ring's closing point counts */
	const double *x, *y;
};

/*
 * Calls visit for every piece of the feature, down through all collections, until it fails; curves
 * come as lines. GW_EINVAL when there is no geometry, or one of another kind, such as a surface.
 */
enum gw_status gw_source_pieces(struct gw_source *source,
	enum gw_status (*visit)(
		void *context, const struct gw_source_piece *piece, struct gw_error *err),
	void *context, struct gw_error *err);

#endif
