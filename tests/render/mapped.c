/* SPDX-License-Identifier: Apache-2.0 */
#include "mapped.h"

#include "base/buf.h"
#include "style/faults.h"
#include "town.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define TILE_BYTES ((size_t)1 << 20)

static void set_values(struct gw_choropleth *map)
{
	const struct gw_units *units = map->division->units;
	uint32_t i, n = 0;

	map->graded = true;
	map->num_classes = 4;
	map->classes[3].is_no_data = true;
	for (i = 0; i < units->n; i++)
		if (units->items[i].level == map->level) {
			map->values[i] =
				(struct gw_unit_value){(int8_t)(n % 4), (int8_t)(n % 4) - 1, n};
			n++;
		}
}

/* Scattered, the same each time. */
static void set_reports(struct mapped *m)
{
	uint32_t i;

	for (i = 0; i < MAPPED_REPORTS; i++)
		m->reports[i] = mapped_place(m, i * 7919 % 1000 / 1e3, i * 104729 % 1000 / 1e3);
}

void mapped_init_of(struct mapped *m, struct gw_division *division, uint32_t level)
{
	static const char *const names[MAPPED_LEVELS] = {"district", "ward", "cell"};
	struct gw_error err = {0};
	uint32_t i;

	*m = (struct mapped){.division = division};
	if (gw_mesh_create(&m->mesh, division, &err) ||
		gw_studio_create(&m->studio, SPRITES, &err) ||
		gw_choropleth_init(&m->choropleth, division, level, &err))
		fail_msg("%s", err.text);
	for (i = 0; i <= level; i++)
		if (gw_poles_create(&m->poles[i], division, i, &err))
			fail_msg("%s", err.text);
	set_values(&m->choropleth);
	set_reports(m);
	m->data = (struct gw_map_data){
		.choropleth = &m->choropleth,
		.level_names = names,
		.poles = (const struct gw_poles *const *)m->poles,
		.reports = m->reports,
		.num_reports = MAPPED_REPORTS,
		.lang = "en",
	};
}

void mapped_init(struct mapped *m, uint32_t level)
{
	struct town town;

	town_init(&town);
	mapped_init_of(m, town.division, level);
	m->data.context = m->context = town.context;
}

void mapped_finish(struct mapped *m)
{
	uint32_t i;

	for (i = 0; i < MAPPED_LEVELS; i++)
		gw_poles_destroy(m->poles[i]);
	gw_choropleth_finish(&m->choropleth);
	gw_studio_destroy(m->studio);
	gw_mesh_destroy(m->mesh);
	gw_context_destroy(m->context);
	gw_division_destroy(m->division);
}

struct gw_world mapped_place(const struct mapped *m, double east, double south)
{
	struct gw_mesh_box b = m->mesh->box;

	return (struct gw_world){ldexp(b.left + east * ((double)b.right - b.left), -32),
		ldexp(b.top + south * ((double)b.bottom - b.top), -32)};
}

struct gw_style *mapped_style(const char *layers)
{
	struct gw_style_faults faults;
	struct gw_style *style = NULL;
	struct gw_error err = {0};
	struct gw_buf json;
	char *quote;

	gw_buf_init(&json, 1 << 16);
	gw_buf_printf(&json,
		"{'version':8,'sources':{'city':{'type':'vector','url':'gridward://city'}},"
		"'glyphs':'{fontstack}/{range}.pbf','sprite':'sprites','layers':[%s]}",
		layers);
	assert_true(gw_buf_ok(&json));
	while ((quote = memchr(json.data, '\'', json.len)))
		*quote = '"';
	gw_style_faults_init(&faults);
	if (gw_style_parse(&style, json.data, json.len, &faults, &err))
		fail_msg("%s\n%s", err.text, json.data);
	gw_style_faults_finish(&faults);
	gw_buf_finish(&json);
	return style;
}

struct gw_tileset *mapped_tileset(const struct mapped *m, const struct gw_style *style)
{
	const struct gw_tileset_source source = {m->studio, style, m->mesh, m->data, 0};
	struct gw_tileset *tileset = NULL;
	struct gw_error err = {0};

	if (gw_tileset_create(&tileset, &source, &err))
		fail_msg("%s", err.text);
	return tileset;
}

struct pixels mapped_tile(struct gw_tileset *tileset, struct gw_tilekey key, unsigned scale)
{
	struct gw_error err = {0};
	struct pixels pixels;
	struct gw_buf png;

	gw_buf_init(&png, TILE_BYTES);
	if (gw_tileset_draw(tileset, key, scale, NULL, &png, &err))
		fail_msg("%u/%u/%u: %s", key.z, key.x, key.y, err.text);
	pixels = pixels_decode(&png);
	gw_buf_finish(&png);
	return pixels;
}

gw_rgba mapped_colour(
	struct gw_tileset *tileset, unsigned zoom, unsigned scale, struct gw_world place)
{
	double x = ldexp(place.x, (int)zoom), y = ldexp(place.y, (int)zoom);
	struct gw_tilekey key = {zoom, (uint32_t)x, (uint32_t)y};
	struct pixels pixels = mapped_tile(tileset, key, scale);
	gw_rgba rgba = gw_rgba_unpremultiply(pixels_at(
		&pixels, (int)((x - key.x) * pixels.width), (int)((y - key.y) * pixels.height)));

	pixels_finish(&pixels);
	return rgba;
}
