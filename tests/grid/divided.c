/* SPDX-License-Identifier: Apache-2.0 */
#include "divided.h"

#include "built.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

#define CODE 24

/* How many units a level has. */
static uint32_t width_of(uint32_t num_cells, uint32_t levels, uint32_t level)
{
	return num_cells ? ((num_cells - 1) >> 2 * (levels - 1 - level)) + 1 : 0;
}

static struct gw_units *make_units(uint32_t num_cells, uint32_t levels)
{
	uint32_t room = num_cells * 2 + levels, n = 0, above = 0, level, i;
	struct gw_unit *items = calloc(room, sizeof *items);
	char(*codes)[CODE] = calloc(room, sizeof *codes);
	struct gw_units *units = NULL;
	struct gw_error err = {0};

	assert_true(items && codes);
	for (level = 0; level < levels; level++) {
		uint32_t width = width_of(num_cells, levels, level);

		for (i = 0; i < width; i++, n++) {
			snprintf(codes[n], CODE, "%u-%07u", level, i + 1);
			items[n] = (struct gw_unit){
				.code = codes[n],
				.parent = level ? above + i / 4 : GW_NO_UNIT,
				.level = level,
				.is_cell = level == levels - 1,
			};
		}
		above = n - width;
	}
	if (gw_units_create(&units, items, n, &err))
		fail_msg("%s", err.text);
	free(items);
	free(codes);
	return units;
}

struct gw_division *divided(const struct shape *shape, uint32_t levels)
{
	struct gw_units *units = make_units(shape->num_cells, levels);
	struct gw_division *division = NULL;
	struct gw_error err = {0};
	struct gw_rings rings;

	built_rings(&rings, shape);
	if (gw_division_create(&division, units, &rings, &err))
		fail_msg("%s: %s", shape->name, err.text);
	gw_rings_finish(&rings);
	return division;
}
