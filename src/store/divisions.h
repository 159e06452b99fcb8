/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_STORE_DIVISIONS_H
#define GW_STORE_DIVISIONS_H

/*
 * Dated divisions and their cells. All calls: GW_EIO when the database refuses, GW_ENOMEM, and what
 * else is said.
 */

#include "grid/division.h"
#include "store/hierarchy.h"

/*
 * What the database says of a division, without its cells. Valid on days in [valid_from, valid_to).
 */
struct gw_division_info {
	int64_t id, scheme_id;
	char scheme[GW_NAME_MAX], level[GW_NAME_MAX];
	uint32_t rank; /* the level's */
	gw_date valid_from, valid_to;
	int64_t num_cells;
	bool checked; /* found seamless, and no cell was touched since */
};

/*
 * Opens a division of the level from a day on: the one valid until then ends on it, a later one
 * stays. crs and source say where it came from. GW_EEXISTS when one begins on that very day.
 */
enum gw_status gw_store_add_division(struct gw_store *store, const struct gw_level *level,
	gw_date valid_from, const char *source, const char *crs, struct gw_division_info *division,
	struct gw_error *err);

/* Adds a cell: a unit of the division's level, its parent (or -1), and its rings. */
enum gw_status gw_store_add_cell(struct gw_store *store, int64_t division, int64_t unit,
	int64_t parent, const struct gw_unit *names, const struct gw_rings *rings,
	const struct gw_ring *first, size_t num_rings, struct gw_error *err);

/* All divisions, by scheme in the order they came up, then by day. Caller frees *out. */
enum gw_status gw_store_list_divisions(
	struct gw_store *store, struct gw_division_info **out, size_t *n, struct gw_error *err);

/*
 * The division of a scheme (NULL: the first scheme) that is valid on a day. GW_ENOTFOUND names the
 * schemes there are.
 */
enum gw_status gw_store_find_division(struct gw_store *store, const char *scheme, gw_date day,
	struct gw_division_info *out, struct gw_error *err);

/*
 * The cells' rings, into rings that the caller has initialised, and the units above and of them,
 * which the caller destroys; a cell unit's key is its id in the database. GW_EINVAL names a cell
 * that cannot be read.
 */
enum gw_status gw_store_read_division(struct gw_store *store, const struct gw_division_info *info,
	struct gw_units **units, struct gw_rings *rings, struct gw_error *err);

/* The units alone, in the same order. Caller destroys *out. */
enum gw_status gw_store_read_units(struct gw_store *store, const struct gw_division_info *info,
	struct gw_units **out, struct gw_error *err);

/* A fingerprint of all that is stored of a division's cells. Reads them, and makes nothing. */
enum gw_status gw_store_print_cells(
	struct gw_store *store, int64_t division, uint64_t *print, struct gw_error *err);

/* Says that the division's cells, as they are now, are seamless. */
enum gw_status gw_store_mark_checked(
	struct gw_store *store, int64_t division, struct gw_error *err);

/*
 * The same as a division ready to locate in. One that is not marked as checked, since another
 * program changed its cells, is checked first; GW_EFAULTS when it has faults.
 */
enum gw_status gw_store_load_division(struct gw_store *store, const struct gw_division_info *info,
	struct gw_division **out, struct gw_error *err);

/* The name of a level of a scheme by its rank. GW_ENOTFOUND. */
enum gw_status gw_store_level_name(struct gw_store *store, int64_t scheme, uint32_t rank,
	char name[GW_NAME_MAX], struct gw_error *err);

#endif
