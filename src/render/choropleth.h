/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_RENDER_CHOROPLETH_H
#define GW_RENDER_CHOROPLETH_H

#include "base/rgba.h"
#include "grid/division.h"
#include "render/scene.h"

#define GW_CLASSES_MAX 16
#define GW_LABEL_MAX   96
#define GW_MARK_MAX    8

/* One class of a choropleth: how its cells look, and its line in the legend. Texts may be "". */
struct gw_class {
	gw_rgba rgba;
	uint32_t sprite; /* a pattern over the colour: told apart without it; or GW_NO_SPRITE */
	char label_zh[GW_LABEL_MAX], label_en[GW_LABEL_MAX]; /* either serves where one is "" */
	char cuts[GW_LABEL_MAX]; /* its cut points, such as "60 – 80" */
	char mark[GW_MARK_MAX]; /* such as "4": shown in its swatch and at its units */
	bool is_no_data; /* of units of which nothing is known */
	uint32_t num_units; /* how many units of the drawn level are in it */
};

/* What a map says of a unit. */
struct gw_unit_value {
	int8_t class; /* a number in classes, or -1: not of the drawn level */
	int8_t change; /* against the month before: -1 less, 0 the same, 1 more, GW_CHANGE_UNKNOWN
			*/
	int64_t count; /* of reports; -1: not counted */
};

#define GW_CHANGE_UNKNOWN 2

/* What a map shows: a picture is made from this and nothing else. */
struct gw_choropleth {
	const struct gw_division *division; /* borrowed; must outlive it */
	uint32_t level; /* the units that are drawn and graded, by rank; their borders are the
			   finest */
	bool graded; /* classes 0 to 4 are the levels 1 to 5 */
	struct gw_unit_value *values; /* by unit */
	struct gw_class classes[GW_CLASSES_MAX];
	size_t num_classes;
};

enum gw_status gw_choropleth_init(struct gw_choropleth *map, const struct gw_division *division,
	uint32_t level, struct gw_error *err);
void gw_choropleth_finish(struct gw_choropleth *map);

#endif
