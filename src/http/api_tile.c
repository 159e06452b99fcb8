/* SPDX-License-Identifier: Apache-2.0 */
#include "geo/tilekey.h"
#include "http/api.h"
#include "http/scope.h"

#include <stdio.h>
#include <string.h>

#define ROW_MAX 16

/* "3080.png", "3080@2x.png" and "3080.mvt": the row, its text into row, and what is asked for. */
static bool cut_row(const char *file, char row[ROW_MAX], struct gw_tile_wish *wish)
{
	size_t len = strcspn(file, "@.");

	if (len >= ROW_MAX)
		return false;
	memcpy(row, file, len);
	row[len] = '\0';
	wish->scale = file[len] == '@' ? 2 : 1;
	wish->format = !strcmp(file + len, ".mvt") ? GW_TILE_MVT : GW_TILE_PNG;
	return wish->format == GW_TILE_MVT ||
		!strcmp(file + len, wish->scale == 2 ? "@2x.png" : ".png");
}

enum gw_status gw_api_tile(const struct gw_site *site, const struct gw_request *request,
	struct gw_reply *reply, struct gw_problem *problem)
{
	struct gw_tile_wish wish = {0};
	char row[ROW_MAX];
	enum gw_status st;

	if (!cut_row(request->parts[3], row, &wish) ||
		!gw_tilekey_parse(request->parts[1], request->parts[2], row, &wish.key))
		return gw_problem_set(problem, 404,
			"this path names no tile; one is /tiles/safety/13/6846/3080.png");
	if (wish.key.z > GW_API_ZOOM_MAX)
		return gw_problem_set(problem, 404, "tiles are for zoom 0 to %d", GW_API_ZOOM_MAX);
	st = gw_scope_map(site, request, request->parts[0], &wish.map, problem);
	if (!st)
		reply->tile = wish;
	return st;
}
