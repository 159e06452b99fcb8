/* SPDX-License-Identifier: Apache-2.0 */
#include "geo/mercator.h"
#include "http/api.h"
#include "http/json.h"
#include "http/scope.h"
#include "http/uri.h"
#include "render/choropleth.h"
#include "render/vectortile.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Tiles that a map's wider side takes at the zoom it opens with. */
#define OPENING_TILES 4

#define MAP_NAME_MAX 32

/* The URL that leads to exactly this map: what the request left open is in it. */
static void write_url(struct gw_buf *out, const struct gw_map *map, const char *base,
	const char *path, const char *month)
{
	gw_buf_printf(out, "\"%s/tiles/%s%s?month=%s&scheme=", base, map->kind->name, path, month);
	gw_uri_encode(out, map->division.scheme);
	gw_buf_puts(out, "&level=");
	gw_uri_encode(out, map->level);
	gw_buf_printf(out, "&lang=%s", map->data.lang);
	if (map->publication)
		gw_buf_printf(out, "&v=%lld", (long long)map->publication);
	gw_buf_puts(out, "\"");
}

/* The layers that vector tiles of the map may have. */
static void write_layers(struct gw_buf *out, const struct gw_map *map)
{
	const struct gw_vectortile_layer *layer;
	size_t i;

	gw_buf_puts(out, "\"vector_layers\":[");
	for (layer = gw_vectortile_layers; layer->name; layer++) {
		gw_buf_puts(out, layer == gw_vectortile_layers ? "\n{" : ",\n{");
		gw_json_member(out, "id", layer->name);
		gw_buf_puts(out, ",\"fields\":{");
		for (i = 0; layer->fields[i]; i++) {
			gw_buf_puts(out, i ? "," : "");
			gw_json_member(out, layer->fields[i],
				gw_vectortile_is_number(layer, layer->fields[i]) ? "Number"
										 : "String");
		}
		gw_buf_printf(out, "},\"minzoom\":0,\"maxzoom\":%d}", GW_API_ZOOM_MAX);
	}
	gw_buf_puts(out, "],\n");
}

/* The template of the tiles' URLs: the host the request came to, and what the map settled on. */
static void write_tiles(struct gw_buf *out, const struct gw_map *map, const char *base,
	const char *month, bool is_vector)
{
	gw_buf_puts(out, "\"tiles\":[");
	write_url(out, map, base, is_vector ? "/{z}/{x}/{y}.mvt" : "/{z}/{x}/{y}.png", month);
	gw_buf_puts(out, "],\n");
	if (is_vector) {
		write_layers(out, map);
		return;
	}
	gw_buf_puts(out, "\"vector\":");
	write_url(out, map, base, ".mvt.json", month);
	gw_buf_puts(out, ",\n");
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
 * TileJSON 3.0.0 and members of our own: map, theme, month, level, lang, division, legend, the
 * number of reports, and for pictures vector, the URL of the same for vector tiles. Its "scheme" is
 * that of the tiles' rows, so the division's own is within "division".
 */
static void write_tilejson(
	struct gw_buf *out, const struct gw_map *map, const char *base, bool is_vector)
{
	char month[GW_TIME_TEXT_MAX], name[2 * GW_NAME_MAX + 64];

	gw_month_format(map->month, month);
	snprintf(name, sizeof name, "%s by %s, %s, %s", map->kind->title, map->level,
		map->division.scheme, month);
	gw_buf_puts(out, "{\"tilejson\":\"3.0.0\",\n");
	gw_json_member(out, "name", name);
	gw_buf_puts(out, ",\n");
	write_tiles(out, map, base, month, is_vector);
	write_place(out, map->bbox);
	gw_buf_printf(out, "\"minzoom\":0,\"maxzoom\":%d,\n", GW_API_ZOOM_MAX);
	gw_buf_puts(out, "\"scheme\":\"xyz\",\"attribution\":\"Gridward\",\n");
	gw_json_member(out, "map", map->kind->name);
	gw_buf_puts(out, ",");
	gw_json_member(out, "theme", gw_theme_name(map->kind->theme));
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

/* "safety.json" and "safety.mvt.json": the map's name, and whether it is about vector tiles. */
static bool cut_file(const char *file, char name[MAP_NAME_MAX], bool *is_vector)
{
	size_t len = strcspn(file, ".");

	if (!len || len >= MAP_NAME_MAX)
		return false;
	memcpy(name, file, len);
	name[len] = '\0';
	*is_vector = !strcmp(file + len, ".mvt.json");
	return *is_vector || !strcmp(file + len, ".json");
}

enum gw_status gw_api_tilejson(const struct gw_site *site, const struct gw_request *request,
	struct gw_reply *reply, struct gw_problem *problem)
{
	const struct gw_map *map = NULL;
	char name[MAP_NAME_MAX];
	enum gw_status st;
	bool is_vector;

	if (!cut_file(request->parts[0], name, &is_vector))
		return gw_problem_set(problem, 404, "there is nothing at this path");
	if (!request->base)
		return gw_problem_set(problem, 400, "the Host header is missing, or names no host");
	st = gw_scope_map(site, request, name, &map, problem);
	if (st)
		return st;
	reply->type = "application/json";
	write_tilejson(&reply->body, map, request->base, is_vector);
	gw_scope_keep(map, request, reply);
	reply->caching = GW_CACHE_CHECK; /* it leads to the newest version */
	gw_atlas_release(site->atlas, map);
	return GW_OK;
}
