/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_STORE_PUBLICATIONS_H
#define GW_STORE_PUBLICATIONS_H

/*
 * Months of grades that everybody may see: frozen copies, in versions. All calls: GW_EIO when the
 * database refuses, GW_ENOMEM, and what else is said.
 */

#include "store/divisions.h"

struct gw_publication {
	int64_t id, scheme_id, division_id;
	gw_month month;
	int64_t version; /* from 1 */
	char scheme[GW_NAME_MAX];
	gw_time published, withdrawn; /* withdrawn: INT64_MAX while it stands */
	char who[GW_NAME_MAX];
};

/*
 * Publishes a month of a scheme with the grades that its units have now, in the division, as a new
 * version; one that stands is withdrawn. Notes an event of it. Within a transaction.
 */
enum gw_status gw_store_publish(struct gw_store *store, const struct gw_division_info *division,
	gw_month month, const char *who, struct gw_publication *out, struct gw_error *err);

/* GW_ENOTFOUND when none stands. Within a transaction. */
enum gw_status gw_store_withdraw(
	struct gw_store *store, int64_t scheme, gw_month month, struct gw_error *err);

/* All that stand, by scheme, then by month. Caller frees *out. */
enum gw_status gw_store_list_publications(
	struct gw_store *store, struct gw_publication **out, size_t *n, struct gw_error *err);

/*
 * Calls visit with each unit, by its key among cells or among upper units as in the division's
 * units, and its grade, GW_NO_DATA where it has none.
 */
enum gw_status gw_store_read_publication(struct gw_store *store, int64_t publication,
	void (*visit)(void *context, bool is_cell, int64_t key, int32_t grade), void *context,
	struct gw_error *err);

#endif
