/* SPDX-License-Identifier: Apache-2.0 */
#include "geo/mercator.h"
#include "http/api.h"
#include "http/json.h"
#include "http/scope.h"
#include "http/uri.h"
#include "render/scene.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Tiles that a map's wider side takes at the zoom it opens with. */
#define OPENING_TILES 4

static const char *const theme_names[] = {
	[GW_THEME_REPORTS] = "reports",
	[GW_THEME_GRADE] = "grade",
};

/* The template of the tiles' URLs: the host the request came to, and what the map settled on. */
static void write_tiles(
	struct gw_buf *out, const struct gw_map *map, const char *host, const char *month)
{
	gw_buf_printf(out, "\"tiles\":[\"http://%s/tiles/%s/{z}/{x}/{y}.png?month=%s&scheme=", host,
		theme_names[map->theme], month);
	gw_uri_encode(out, map->division.scheme);
	gw_buf_puts(out, "&level=");
	gw_uri_encode(out, map->level);
	gw_buf_puts(out, "\"],\n");
}

static void write_place(struct gw_buf *out, struct gw_bbox box)
{
	struct gw_world nw, se;
	struct gw_lonlat middle;
	double side;
	int zoom = 0;

	if (gw_bbox_is_empty(box))
		return;
	nw = gw_world_from_lonlat((struct gw_lonlat){box.min.lon, box.max.lat});
	se = gw_world_from_lonlat((struct gw_lonlat){box.max.lon, box.min.lat});
	side = fmax(se.x - nw.x, se.y - nw.y);
	while (zoom < GW_API_ZOOM_MAX && side * ldexp(1, zoom + 1) <= OPENING_TILES)
		zoom++;
	middle = gw_lonlat_from_world((struct gw_world){(nw.x + se.x) / 2, (nw.y + se.y) / 2});
	gw_buf_printf(out, "\"bounds\":[%.7f,%.7f,%.7f,%.7f],\n\"center\":[%.7f,%.7f,%d],\n",
		gw_degrees(box.min.lon), gw_degrees(box.min.lat), gw_degrees(box.max.lon),
		gw_degrees(box.max.lat), gw_degrees(middle.lon), gw_degrees(middle.lat), zoom);
}

static void write_legend(struct gw_buf *out, const struct gw_scene *scene)
{
	size_t i;

	gw_buf_puts(out, "\"legend\":[");
	for (i = 0; i < scene->num_classes; i++) {
		const struct gw_scene_class *c = &scene->classes[i];

		gw_buf_puts(out, i ? ",\n{" : "\n{");
		gw_json_member(out, "label", c->label);
		gw_buf_printf(out, ",\"color\":\"#%06x\",\"hatched\":%s,",
			(unsigned)c->rgb & 0xffffff, c->hatched ? "true" : "false");
		gw_json_member(out, "mark", c->mark);
		gw_buf_printf(out, ",\"units\":%lu}", (unsigned long)c->num_units);
	}
	gw_buf_puts(out, "]");
}

/*
 * TileJSON 3.0.0 and members of our own: theme, month, level, division, legend and the number of
 * reports. Its "scheme" is that of the tiles' rows, so the division's own is within "division".
 */
static void write_tilejson(struct gw_buf *out, const struct gw_map *map, const char *host)
{
	char month[GW_TIME_TEXT_MAX], name[2 * GW_NAME_MAX + 64];

	gw_month_format(map->month, month);
	snprintf(name, sizeof name, "%s by %s, %s, %s",
		map->theme == GW_THEME_REPORTS ? "Reports" : "Safety level", map->level,
		map->division.scheme, month);
	gw_buf_puts(out, "{\"tilejson\":\"3.0.0\",\n");
	gw_json_member(out, "name", name);
	gw_buf_puts(out, ",\n");
	write_tiles(out, map, host, month);
	write_place(out, map->bbox);
	gw_buf_printf(out, "\"minzoom\":0,\"maxzoom\":%d,\n", GW_API_ZOOM_MAX);
	gw_buf_puts(out, "\"scheme\":\"xyz\",\"attribution\":\"Gridward\",\n");
	gw_json_member(out, "theme", theme_names[map->theme]);
	gw_buf_puts(out, ",");
	gw_json_member(out, "month", month);
	gw_buf_puts(out, ",");
	gw_json_member(out, "level", map->level);
	gw_buf_puts(out, ",\"division\":{");
	gw_json_member(out, "scheme", map->division.scheme);
	gw_buf_puts(out, ",");
	gw_json_member(out, "level", map->division.level);
	gw_buf_puts(out, "},\n");
	if (map->theme == GW_THEME_REPORTS)
		gw_buf_printf(out, "\"reports\":%llu,\n", (unsigned long long)map->num_reports);
	write_legend(out, gw_painter_scene(map->painter));
	gw_buf_puts(out, "}\n");
}

enum gw_status gw_api_tilejson(const struct gw_site *site, const struct gw_request *request,
	struct gw_reply *reply, struct gw_problem *problem)
{
	const struct gw_map *map = NULL;
	const char *file = request->parts[0];
	size_t len = strlen(file);
	char theme[32];
	enum gw_status st;

	if (len < 5 || len - 5 >= sizeof theme || strcmp(file + len - 5, ".json") != 0)
		return gw_problem_set(problem, 404, "there is nothing at this path");
	memcpy(theme, file, len - 5);
	theme[len - 5] = '\0';
	if (!request->host || !gw_uri_is_host(request->host))
		return gw_problem_set(problem, 400, "the Host header is missing, or names no host");
	st = gw_scope_map(site, request, theme, &map, problem);
	if (st)
		return st;
	reply->type = "application/json";
	write_tilejson(&reply->body, map, request->host);
	gw_atlas_release(site->atlas, map);
	return GW_OK;
}
