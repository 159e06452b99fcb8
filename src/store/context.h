/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_STORE_CONTEXT_H
#define GW_STORE_CONTEXT_H

/*
 * What lies around the cells: roads, water, coast and what else of its kind. All calls: GW_EIO when
 * the database refuses, GW_ENOMEM, and what else is said.
 */

#include "geo/features.h"
#include "store/store.h"

/* A point, a line or a ring: points[first .. first + n). */
struct gw_piece {
	enum gw_feature_shape shape;
	bool hole; /* in the polygon whose exterior is the last one before it */
	size_t first, n; /* a ring's first point is not repeated */
};

/* A feature as it is stored: pieces of one shape or of several, at least one. Texts may be NULL. */
struct gw_context_row {
	const char *class, *name, *name_en;
	const struct gw_piece *pieces;
	size_t num_pieces;
	const struct gw_lonlat *points;
};

/*
 * Writes features of one kind with a statement prepared once. Borrows the store; use within one
 * transaction.
 */
struct gw_context_writer;

/* GW_EINVAL when kind is not 1 to GW_KIND_MAX characters of [a-z_-]. */
enum gw_status gw_context_writer_create(struct gw_context_writer **out, struct gw_store *store,
	const char *kind, struct gw_error *err);
void gw_context_writer_destroy(struct gw_context_writer *writer);

enum gw_status gw_context_writer_add(
	struct gw_context_writer *writer, const struct gw_context_row *row, struct gw_error *err);

/* How many features of a kind there are. */
enum gw_status gw_store_count_context(
	struct gw_store *store, const char *kind, uint64_t *n, struct gw_error *err);

/* Removes all features of a kind. */
enum gw_status gw_store_clear_context(
	struct gw_store *store, const char *kind, struct gw_error *err);

/*
 * All features, in memory. One whose pieces are of several shapes becomes a feature for each shape.
 * GW_EINVAL names a row that another program wrote and that cannot be read. Caller destroys *out.
 */
enum gw_status gw_store_load_context(
	struct gw_store *store, struct gw_context **out, struct gw_error *err);

#endif
