/* SPDX-License-Identifier: Apache-2.0 */
#include "service/sheet.h"

#include "render/legendpicture.h"
#include "service/part.h"
#include "service/wording.h"

/* The scene that a sheet shows, made anew for each scale that is tried. */
struct portrayal {
	const struct gw_map *map;
	const struct gw_part *part;
	struct gw_scene scene;
};

static enum gw_status portray(
	void *context, double zoom, const struct gw_scene **out, struct gw_error *err)
{
	struct portrayal *p = context;
	enum gw_status st;

	gw_scene_finish(&p->scene);
	*out = &p->scene;
	st = gw_portray(&p->scene, p->map->style, &p->map->data, gw_studio_sprites(p->map->studio),
		zoom, err);
	return st ? st : gw_part_veil(p->part, &p->scene, err);
}

static struct gw_world_box world_box(struct gw_bbox box)
{
	return (struct gw_world_box){
		gw_world_from_lonlat((struct gw_lonlat){box.min.lon, box.max.lat}),
		gw_world_from_lonlat((struct gw_lonlat){box.max.lon, box.min.lat})};
}

/* A unit of which nothing is known has not fallen. */
static bool is_known(const struct gw_choropleth *classes, uint32_t unit)
{
	int class = classes->values[unit].class;

	return class >= 0 && !classes->classes[class].is_no_data;
}

static void count_changes(
	const struct gw_choropleth *classes, const struct gw_part *part, struct gw_sheet_map *shown)
{
	const struct gw_units *units = classes->division->units;
	uint32_t i;

	for (i = 0; i < units->n; i++) {
		if (!is_known(classes, i) || !gw_part_has(part, &units->items[i]))
			continue;
		shown->rose += classes->values[i].change == 1;
		shown->stayed += classes->values[i].change == 0;
		shown->fell += classes->values[i].change == -1;
	}
	if (!shown->rose && !shown->stayed && !shown->fell)
		shown->rose = shown->stayed = shown->fell = -1;
}

/* Leaves the legend the classes that the style shows: of borders alone, or of places, none. */
static void drop_unseen(struct gw_choropleth *classes)
{
	size_t i, kept = 0;

	for (i = 0; i < classes->num_classes; i++)
		if (gw_rgba_alpha(classes->classes[i].rgba) ||
			classes->classes[i].sprite != GW_NO_SPRITE)
			classes->classes[kept++] = classes->classes[i];
	classes->num_classes = kept;
}

enum gw_status gw_map_box(
	const struct gw_map *map, const char *unit, struct gw_bbox *out, struct gw_error *err)
{
	struct gw_part part;
	enum gw_status st = gw_part_find(&part, map, unit, err);

	*out = part.box;
	return st;
}

enum gw_status gw_map_sheet(const struct gw_map *map, const struct gw_sheet_request *request,
	const struct gw_sheet_options *options, const struct gw_progress *progress,
	struct gw_buf *out, struct gw_error *err)
{
	struct gw_part part;
	struct portrayal portrayal = {.map = map, .part = &part};
	struct gw_choropleth classes;
	struct gw_sheet_map shown = {
		.classes = &classes,
		.whole = world_box(map->bbox),
		.portray = portray,
		.context = &portrayal,
		.sprites = gw_studio_sprites(map->studio),
		.mesh = map->mesh,
	};
	struct gw_wording wording;
	enum gw_status st;

	st = gw_part_find(&part, map, request->unit, err);
	if (st)
		return st;
	shown.box = world_box(part.box);
	classes = gw_part_classes(&part, map);
	count_changes(&classes, &part, &shown);
	drop_unseen(&classes);
	if (!classes.num_classes)
		shown.rose = shown.stayed = shown.fell = -1;
	gw_wording_init(&wording, map, &part, request, classes.num_classes);
	st = gw_sheet_draw(&shown, &wording.text, options, progress, out, err);
	gw_scene_finish(&portrayal.scene);
	return st;
}

enum gw_status gw_map_legend(const struct gw_map *map, struct gw_buf *png, struct gw_error *err)
{
	struct gw_sheet_request request = {.lang = map->data.lang};
	struct gw_choropleth classes = *map->choropleth;
	struct gw_sheet_map shown = {
		.classes = &classes,
		.sprites = gw_studio_sprites(map->studio),
		.rose = -1,
		.fell = -1,
		.stayed = -1,
	};
	struct gw_wording wording;
	struct gw_part whole;
	enum gw_status st = gw_part_find(&whole, map, NULL, err);

	if (st)
		return st;
	drop_unseen(&classes);
	gw_wording_init(&wording, map, &whole, &request, classes.num_classes);
	wording.text.legend = (struct gw_words){map->kind->title_zh, map->kind->title};
	return gw_legend_picture(&shown, &wording.text, png, err);
}
