/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_SERVICE_INVENTORY_H
#define GW_SERVICE_INVENTORY_H

/* Which maps there are: by scheme, level and month, and to whom they may be shown. */

#include "service/atlas.h"

/* No more months back from the newest are listed: twenty years. */
#define GW_INVENTORY_MONTHS_MAX 240

/* A scheme, as its newest division has it. */
struct gw_inventory_scheme {
	struct gw_division_info division;
	gw_date since; /* its first division's first day */
	char (*levels)[GW_NAME_MAX]; /* from the top to the level of the cells */
	uint32_t num_levels;
	gw_month *published; /* in order */
	size_t num_published;
};

struct gw_inventory {
	struct gw_inventory_scheme *schemes; /* in the order they came up */
	size_t n;
	gw_month oldest, newest; /* the months that reports are of; the present one without any */
};

/* GW_EIO, GW_ENOMEM. Finish it only when it was read. */
enum gw_status gw_inventory_read(
	struct gw_inventory *out, struct gw_store *store, struct gw_error *err);
void gw_inventory_finish(struct gw_inventory *inventory);

/*
 * The months in which a map of a scheme may be seen, in order, and how many they are: of the
 * public, or of those who may see internal things. 0: it is not for them at all.
 */
size_t gw_inventory_months(const struct gw_inventory *inventory,
	const struct gw_inventory_scheme *scheme, const struct gw_map_kind *kind, bool is_public,
	gw_month months[GW_INVENTORY_MONTHS_MAX]);

#endif
