/* SPDX-License-Identifier: Apache-2.0 */
#include "service/extent.h"

#include "base/mem.h"

#include <math.h>

/* Mercator goes on for ever towards the poles; from here on, steps stay as they are. */
#define LAT_MAX 89.99

static double world_from_metres(double metres)
{
	return 0.5 + metres / (2 * GW_MERCATOR_HALF);
}

/* Of the Mercator square, southwards; unlike gw_world_from_lonlat() exact, and beyond it too. */
static double world_y(const struct gw_extent *extent, double y)
{
	double lat = fmin(fmax(y, -LAT_MAX), LAT_MAX);

	if (!extent->in_degrees)
		return world_from_metres(-y);
	return 0.5 - asinh(tan(lat * M_PI / 180)) / (2 * M_PI) - (y - lat) / 360;
}

static double world_x(const struct gw_extent *extent, double x)
{
	return extent->in_degrees ? 0.5 + x / 360 : world_from_metres(x);
}

bool gw_extent_place(const struct gw_extent *extent, double x, double y, struct gw_lonlat *out)
{
	double lon = extent->west + (extent->east - extent->west) * x / extent->width;
	double lat = extent->north - (extent->north - extent->south) * y / extent->height;

	if (!extent->in_degrees) {
		lon *= 180 / GW_MERCATOR_HALF;
		lat = atan(sinh(lat / 6378137.0)) * 180 / M_PI;
	}
	return fabs(lat) <= gw_degrees(GW_MERCATOR_LAT_MAX) &&
		gw_lonlat_from_degrees(lon, lat, out);
}

enum gw_status gw_extent_draw(const struct gw_extent *extent, const struct gw_map *const *maps,
	size_t n, gw_rgba ground, struct gw_buf *png, struct gw_error *err)
{
	double *rows = gw_alloc_array((size_t)extent->height + 1, sizeof *rows);
	struct gw_tileset **sets = gw_alloc_array(n, sizeof(struct gw_tileset *));
	struct gw_pane pane = {
		.width = extent->width,
		.height = extent->height,
		.west = world_x(extent, extent->west),
		.east = world_x(extent, extent->east),
		.rows = rows,
	};
	double step = (extent->north - extent->south) / extent->height;
	enum gw_status st = GW_OK;
	size_t i;

	if (!rows || !sets)
		st = gw_fail_nomem(err);
	for (i = 0; i <= extent->height && !st; i++)
		rows[i] = world_y(extent, extent->north - step * (double)i);
	for (i = 0; i < n && !st; i++)
		sets[i] = maps[i]->tileset;
	if (!st)
		st = gw_pane_check(&pane, err);
	if (!st) {
		st = gw_panes_draw(sets, n, &pane, ground, png, err);
		st = st == GW_EINVAL ? GW_EFAULTS : st;
	}
	free(sets);
	free(rows);
	return st;
}
