/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_RENDER_FACTS_H
#define GW_RENDER_FACTS_H

#include "render/portray.h"

#define GW_FACTS_RANKS 32

/* Inside gw_portray(): what expressions see of a unit, a border, a report or a context feature. */

struct gw_facts {
	const struct gw_map_data *data;
	double scale; /* pixels across the world */
	/*
	 * By rank, how wide a unit is on the whole, in the Mercator square: filled in when first
	 * asked for, 0 until then.
	 */
	double *widths;
	const struct gw_unit *unit; /* or NULL */
	const struct gw_unit_value *value; /* or NULL */
	uint32_t rank; /* of the unit or the border */
	const struct gw_context_feature *context; /* or NULL: the rest is not asked */
	bool is_report;
	bool *asked_more; /* NULL, or set once more than the unit's class is looked at */
};

/* Borrows facts, which may change between evaluations. */
struct gw_feature gw_facts_feature(const struct gw_facts *facts, enum gw_geometry geometry);

#endif
