/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_GEO_FEATURES_H
#define GW_GEO_FEATURES_H

#include "geo/mercator.h"

#include <stddef.h>

/* What lies around and beneath the cells: roads, water, coast; as it is drawn. */

enum gw_feature_shape { GW_SHAPE_POINT, GW_SHAPE_LINE, GW_SHAPE_POLYGON };

/* A feature of one shape: the num_parts parts from first_part on, and the box they lie in. */
struct gw_context_feature {
	const char *kind; /* "road", "water" ...: GW_KIND_MAX characters of [a-z_-] at most */
	const char *class, *name, *name_en; /* UTF-8, or NULL */
	enum gw_feature_shape shape;
	size_t first_part, num_parts;
	struct gw_world_box box;
};

#define GW_KIND_MAX 32

/*
 * Features in the order they were imported. Part i is points[part_first[i] .. part_first[i + 1]):
 * one point; a line of two or more; or a ring of three or more whose first point is not repeated at
 * the end. A polygon's rings are its exteriors and holes alike, to be filled by even-odd.
 * Immutable once made.
 */
struct gw_context {
	struct gw_context_feature *features; /* owns their texts */
	size_t num_features;
	struct gw_world *points;
	size_t num_points;
	size_t *part_first; /* num_parts + 1 of them */
	size_t num_parts;
};

/* Frees the context, which came from the heap, and all that it holds. */
void gw_context_destroy(struct gw_context *context);

#endif
