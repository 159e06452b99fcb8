/* SPDX-License-Identifier: Apache-2.0 */
#include "geo/mercator.h"
#include "http/api.h"
#include "http/json.h"
#include "http/scope.h"
#include "http/uri.h"
#include "render/choropleth.h"

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
	struct gw_buf *out, const struct gw_map *map, const char *base, const char *month)
{
	gw_buf_printf(out, "\"tiles\":[\"%s/tiles/%s/{z}/{x}/{y}.png?month=%s&scheme=", base,
		map->kind->name, month);
	gw_uri_encode(out, map->division.scheme);
	gw_buf_puts(out, "&level=");
	gw_uri_encode(out, map->level);
	gw_buf_printf(out, "&lang=%s\"],\n", map->data.lang);
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

/* Its name, in the map's language where it has one, and its cut points. */
static void write_label(struct gw_buf *out, const struct gw_class *c, const char *lang)
{
	const char *names[] = {c->label_en, c->label_zh};
	bool zh = !strcmp(lang, "zh");
	const char *name = *names[zh] ? names[zh] : names[!zh];
	char label[2 * GW_LABEL_MAX];

	snprintf(label, sizeof label, "%s%s%s", name, *name && *c->cuts ? " " : "", c->cuts);
	gw_json_member(out, "label", label);
	gw_buf_puts(out, ",");
	gw_json_member(out, "label_zh", c->label_zh);
	gw_buf_puts(out, ",");
	gw_json_member(out, "label_en", c->label_en);
	gw_buf_puts(out, ",");
	gw_json_member(out, "cuts", c->cuts);
}

static void write_look(struct gw_buf *out, const struct gw_class *c, const struct gw_map *map)
{
	const struct gw_sprites *sprites = gw_studio_sprites(map->studio);
	bool hatched = c->sprite != GW_NO_SPRITE;

	gw_buf_printf(out, ",\"color\":\"#%06x", (unsigned)c->rgba & 0xffffff);
	if (gw_rgba_alpha(c->rgba) < 255)
		gw_buf_printf(out, "%02x", gw_rgba_alpha(c->rgba));
	gw_buf_printf(out, "\",\"hatched\":%s,", hatched ? "true" : "false");
	gw_json_member(out, "pattern", hatched ? gw_sprites_name(sprites, c->sprite) : NULL);
}

/* A class of which the style shows nothing has no line. */
static void write_legend(struct gw_buf *out, const struct gw_map *map)
{
	const struct gw_choropleth *choropleth = map->choropleth;
	const char *before = "\n{";
	size_t i;

	gw_buf_puts(out, "\"legend\":[");
	for (i = 0; i < choropleth->num_classes; i++) {
		const struct gw_class *c = &choropleth->classes[i];

		if (!gw_rgba_alpha(c->rgba) && c->sprite == GW_NO_SPRITE)
			continue;
		gw_buf_puts(out, before);
		before = ",\n{";
		write_label(out, c, map->data.lang);
		write_look(out, c, map);
		gw_buf_puts(out, ",");
		gw_json_member(out, "mark", c->mark);
		gw_buf_printf(out, ",\"units\":%lu}", (unsigned long)c->num_units);
	}
	gw_buf_puts(out, "]");
}

/*
 * TileJSON 3.0.0 and members of our own: map, theme, month, level, lang, division, legend and the
 * number of reports. Its "scheme" is that of the tiles' rows, so the division's own is within
 * "division".
 */
static void write_tilejson(struct gw_buf *out, const struct gw_map *map, const char *base)
{
	char month[GW_TIME_TEXT_MAX], name[2 * GW_NAME_MAX + 64];

	gw_month_format(map->month, month);
	snprintf(name, sizeof name, "%s by %s, %s, %s", map->kind->title, map->level,
		map->division.scheme, month);
	gw_buf_puts(out, "{\"tilejson\":\"3.0.0\",\n");
	gw_json_member(out, "name", name);
	gw_buf_puts(out, ",\n");
	write_tiles(out, map, base, month);
	write_place(out, map->bbox);
	gw_buf_printf(out, "\"minzoom\":0,\"maxzoom\":%d,\n", GW_API_ZOOM_MAX);
	gw_buf_puts(out, "\"scheme\":\"xyz\",\"attribution\":\"Gridward\",\n");
	gw_json_member(out, "map", map->kind->name);
	gw_buf_puts(out, ",");
	gw_json_member(out, "theme", theme_names[map->kind->theme]);
	gw_buf_puts(out, ",");
	gw_json_member(out, "month", month);
	gw_buf_puts(out, ",");
	gw_json_member(out, "level", map->level);
	gw_buf_puts(out, ",");
	gw_json_member(out, "lang", map->data.lang);
	gw_buf_puts(out, ",\"division\":{");
	gw_json_member(out, "scheme", map->division.scheme);
	gw_buf_puts(out, ",");
	gw_json_member(out, "level", map->division.level);
	gw_buf_puts(out, "},\n");
	if (map->kind->theme == GW_THEME_REPORTS)
		gw_buf_printf(out, "\"reports\":%llu,\n", (unsigned long long)map->num_reports);
	write_legend(out, map);
	gw_buf_puts(out, "}\n");
}

enum gw_status gw_api_tilejson(const struct gw_site *site, const struct gw_request *request,
	struct gw_reply *reply, struct gw_problem *problem)
{
	const struct gw_map *map = NULL;
	const char *file = request->parts[0];
	size_t len = strlen(file);
	char name[32];
	enum gw_status st;

	if (len < 5 || len - 5 >= sizeof name || strcmp(file + len - 5, ".json") != 0)
		return gw_problem_set(problem, 404, "there is nothing at this path");
	memcpy(name, file, len - 5);
	name[len - 5] = '\0';
	if (!request->base)
		return gw_problem_set(problem, 400, "the Host header is missing, or names no host");
	st = gw_scope_map(site, request, name, &map, problem);
	if (st)
		return st;
	reply->type = "application/json";
	write_tilejson(&reply->body, map, request->base);
	gw_atlas_release(site->atlas, map);
	return GW_OK;
}
