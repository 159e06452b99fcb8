/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_SERVICE_CATALOG_H
#define GW_SERVICE_CATALOG_H

/* Inside service/: what the database says of its divisions, levels and publications, in memory. */

#include "store/publications.h"

/* Immutable. */
struct gw_catalog {
	struct gw_level_info *levels; /* by scheme, then from the top */
	size_t num_levels;
	struct gw_division_info *divisions; /* by scheme, then by day */
	size_t num_divisions;
	struct gw_publication *publications; /* those that stand, by scheme, then by month */
	size_t num_publications;
};

/* GW_EIO, GW_ENOMEM. */
enum gw_status gw_catalog_load(
	struct gw_catalog **out, struct gw_store *store, struct gw_error *err);
void gw_catalog_destroy(struct gw_catalog *catalog);

/* What is found below is the catalog's. */

/* The scheme of that name (NULL: the first). GW_ENOTFOUND names the schemes there are. */
enum gw_status gw_catalog_find_scheme(
	const struct gw_catalog *catalog, const char *name, int64_t *scheme, struct gw_error *err);

/* The division of a scheme that is valid on a day. GW_ENOTFOUND. */
enum gw_status gw_catalog_find_division(const struct gw_catalog *catalog, int64_t scheme,
	gw_date day, const struct gw_division_info **out, struct gw_error *err);

/* The division of that id, or NULL. */
const struct gw_division_info *gw_catalog_division(const struct gw_catalog *catalog, int64_t id);

/* The level of that name of a scheme. GW_ENOTFOUND names the levels there are. */
enum gw_status gw_catalog_find_level(const struct gw_catalog *catalog, int64_t scheme,
	const char *name, const struct gw_level_info **out, struct gw_error *err);

/* The level of that rank of a scheme, or NULL. */
const struct gw_level_info *gw_catalog_level(
	const struct gw_catalog *catalog, int64_t scheme, uint32_t rank);

/* The publication of a scheme's month (0: the newest) that stands, or NULL. */
const struct gw_publication *gw_catalog_publication(
	const struct gw_catalog *catalog, int64_t scheme, gw_month month);

#endif
