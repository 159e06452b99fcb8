/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_STORE_GEOMETRY_H
#define GW_STORE_GEOMETRY_H

/* Inside store/: between canonical points and SpatiaLite's geometry blobs (SRID 4326). */

#include "grid/rings.h"
#include "store/context.h"

/* A cell's rings as a MULTIPOLYGON. Caller frees *blob with free(). GW_ENOMEM. */
enum gw_status gw_geometry_from_rings(const struct gw_rings *rings, const struct gw_ring *first,
	size_t num_rings, unsigned char **blob, int *len, struct gw_error *err);

/* A POINT takes so many bytes. */
#define GW_GEOMETRY_POINT 60

void gw_geometry_from_point(struct gw_lonlat p, unsigned char blob[GW_GEOMETRY_POINT]);

/* The point of a blob. False for what is none, or out of range. */
bool gw_geometry_to_point(const unsigned char *blob, int len, struct gw_lonlat *out);

/* A context row's pieces as what they are: POINT, MULTILINESTRING, GEOMETRYCOLLECTION ... */
enum gw_status gw_geometry_from_pieces(
	const struct gw_context_row *row, unsigned char **blob, int *len, struct gw_error *err);

/* Adds a blob's polygons to rings as those of a cell. GW_EINVAL for what is no polygon geometry. */
enum gw_status gw_geometry_to_rings(const unsigned char *blob, int len, gw_cell_id cell,
	struct gw_rings *rings, struct gw_error *err);

/*
 * Calls visit for each point of a blob, then for each line, then for each ring, its first point
 * repeated at the end, until it fails. GW_EINVAL for what is no geometry or out of range.
 */
enum gw_status gw_geometry_visit(const unsigned char *blob, int len,
	enum gw_status (*visit)(void *context, enum gw_feature_shape shape,
		const struct gw_lonlat *points, size_t n, struct gw_error *err),
	void *context, struct gw_error *err);

#endif
