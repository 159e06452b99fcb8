/* SPDX-License-Identifier: Apache-2.0 */
#include "quarters.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <stdio.h>

const uint32_t quarters_rgb[4] = {0x7fd18b, 0x2166ac, 0xffe34d, 0xc4161c};

static struct gw_units *make_units(void)
{
	const struct gw_unit items[] = {
		{.code = "E", .parent = GW_NO_UNIT},
		{.code = "W", .parent = GW_NO_UNIT},
		{.code = "NE", .parent = 0, .level = 1, .is_cell = true},
		{.code = "NW", .parent = 1, .level = 1, .is_cell = true},
		{.code = "SE", .parent = 0, .level = 1, .is_cell = true},
		{.code = "SW", .parent = 1, .level = 1, .is_cell = true},
	};
	struct gw_units *units = NULL;
	struct gw_error err = {0};

	if (gw_units_create(&units, items, 6, &err))
		fail_msg("%s", err.text);
	return units;
}

static void add_cell(struct gw_rings *rings, const struct gw_units *units, const char *code,
	int32_t east, int32_t north)
{
	const int32_t lon = QUARTERS_LON + east * QUARTERS_SIDE;
	const int32_t lat = QUARTERS_LAT + north * QUARTERS_SIDE;
	const struct gw_lonlat ring[] = {
		{lon, lat},
		{lon + QUARTERS_SIDE, lat},
		{lon + QUARTERS_SIDE, lat + QUARTERS_SIDE},
		{lon, lat + QUARTERS_SIDE},
	};
	uint32_t unit = gw_units_find(units, 1, code);
	struct gw_error err = {0};

	if (gw_rings_add(rings, units->items[unit].first, 0, false, ring, 4, NULL, &err))
		fail_msg("%s: %s", code, err.text);
}

void quarters_init(struct quarters *q, uint32_t level)
{
	static const char *const codes[] = {"NW", "SW", "NE", "SE"};
	struct gw_units *units = make_units();
	struct gw_rings rings;
	struct gw_error err = {0};
	size_t i;

	gw_rings_init(&rings);
	add_cell(&rings, units, "NW", -1, 0);
	add_cell(&rings, units, "SW", -1, -1);
	add_cell(&rings, units, "NE", 0, 0);
	add_cell(&rings, units, "SE", 0, -1);
	if (gw_division_create(&q->division, units, &rings, &err) ||
		gw_choropleth_init(&q->map, q->division, level, &err))
		fail_msg("%s", err.text);
	gw_rings_finish(&rings);
	q->map.num_classes = 4;
	for (i = 0; i < 4; i++) {
		struct gw_class *class = &q->map.classes[i];

		class->rgba = 0xff000000 | quarters_rgb[i];
		class->sprite = GW_NO_SPRITE;
		class->num_units = 1;
		snprintf(class->label_en, sizeof class->label_en, "Class of %s", codes[i]);
		snprintf(class->mark, sizeof class->mark, "%zu", i + 1);
		q->map.values[gw_units_find(units, 1, codes[i])].class = (int8_t)i;
	}
}

void quarters_finish(struct quarters *q)
{
	gw_choropleth_finish(&q->map);
	gw_division_destroy(q->division);
}
