/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_STORE_HIERARCHY_H
#define GW_STORE_HIERARCHY_H

/*
 * Schemes, their levels and units. All calls: GW_EIO when the database refuses, GW_ENOMEM, and what
 * else is said.
 */

#include "grid/units.h"
#include "store/store.h"

#define GW_NAME_MAX 128

struct gw_level {
	int64_t id;
	int64_t scheme_id;
	uint32_t rank; /* 0 is the top */
};

/* The scheme of that name, made when there is none. */
enum gw_status gw_store_put_scheme(
	struct gw_store *store, const char *name, int64_t *id, struct gw_error *err);

/* The level of that name; a new one goes below all levels that its scheme has. */
enum gw_status gw_store_put_level(struct gw_store *store, const char *scheme, const char *name,
	struct gw_level *level, struct gw_error *err);

/*
 * Writes a unit of the level, or writes it anew when its code is there; fields that are NULL or
 * GW_NO_DATA leave what stood there. parent is an id of gw_store_find_parent(), or -1 for none.
 */
enum gw_status gw_store_put_unit(struct gw_store *store, const struct gw_level *level,
	const struct gw_unit *unit, int64_t parent, int64_t *id, struct gw_error *err);

/* The unit of that code on the nearest level above; GW_ENOTFOUND, err untouched. */
enum gw_status gw_store_find_parent(struct gw_store *store, const struct gw_level *level,
	const char *code, int64_t *id, struct gw_error *err);

/* A level by its name, as it is listed. */
struct gw_level_info {
	int64_t scheme_id;
	char scheme[GW_NAME_MAX], name[GW_NAME_MAX]; /* name: "" in a scheme without levels */
	uint32_t rank;
};

/* All levels, by scheme in the order they came up, then from the top. Caller frees *out. */
enum gw_status gw_store_list_levels(
	struct gw_store *store, struct gw_level_info **out, size_t *n, struct gw_error *err);

#endif
