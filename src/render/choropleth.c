/* SPDX-License-Identifier: Apache-2.0 */
#include "render/choropleth.h"

#include <stdlib.h>

enum gw_status gw_choropleth_init(struct gw_choropleth *map, const struct gw_division *division,
	uint32_t level, struct gw_error *err)
{
	uint32_t i;

	*map = (struct gw_choropleth){.division = division, .level = level};
	map->values = calloc((size_t)division->units->n + 1, sizeof *map->values);
	if (!map->values)
		return gw_fail_nomem(err);
	for (i = 0; i < division->units->n; i++)
		map->values[i] = (struct gw_unit_value){-1, GW_CHANGE_UNKNOWN, -1};
	return GW_OK;
}

void gw_choropleth_finish(struct gw_choropleth *map)
{
	free(map->values);
	*map = (struct gw_choropleth){0};
}
