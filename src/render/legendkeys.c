/* SPDX-License-Identifier: Apache-2.0 */
#include "render/legendkeys.h"

#include <string.h>

static bool meets(struct gw_world_box a, struct gw_world_box b)
{
	return a.min.x <= b.max.x && b.min.x <= a.max.x && a.min.y <= b.max.y && b.min.y <= a.max.y;
}

/* The key of a feature's kind, a new one if need be; NULL when the feature is not seen or there is
 * no room. */
static struct gw_legend_key *key_of(struct gw_legend_keys *keys, const struct gw_scene *scene,
	struct gw_world_box box, uint32_t feature, bool is_area)
{
	const struct gw_context_feature *f = &scene->context->features[feature];
	size_t i;

	for (i = 0; i < keys->n; i++)
		if (!strcmp(keys->items[i].kind, f->kind))
			break;
	if (i == GW_LEGEND_KEYS_MAX || !meets(f->box, box))
		return NULL;
	if (i == keys->n)
		keys->items[keys->n++] =
			(struct gw_legend_key){.kind = f->kind, .is_area = is_area};
	return &keys->items[i];
}

static void add_areas(struct gw_legend_keys *keys, const struct gw_scene *scene,
	struct gw_world_box box, const struct gw_area_layer *layer)
{
	uint32_t i;

	for (i = 0; i < layer->n; i++) {
		const struct gw_area *area = &layer->items[i];
		bool pattern = area->sprite != GW_NO_SPRITE && area->opacity > 0;
		struct gw_legend_key *key = NULL;

		if (pattern || gw_rgba_alpha(area->rgba) || gw_rgba_alpha(area->outline))
			key = key_of(keys, scene, box, area->feature, true);
		if (key && key->is_area)
			key->area = *area;
	}
}

/*
 * Of one layer, each kind's widest stroke: a wide road's casing and core are two layers.
 */
static void add_lines(struct gw_legend_keys *keys, const struct gw_scene *scene,
	struct gw_world_box box, const struct gw_line_layer *layer)
{
	bool begun[GW_LEGEND_KEYS_MAX] = {false};
	uint32_t i;

	for (i = 0; i < layer->n; i++) {
		const struct gw_stroke *stroke = &layer->items[i].stroke;
		struct gw_legend_key *key = NULL;
		bool *has;

		if (stroke->width > 0 && gw_rgba_alpha(stroke->rgba))
			key = key_of(keys, scene, box, layer->items[i].feature, false);
		if (!key || key->is_area)
			continue;
		has = &begun[key - keys->items];
		if (!*has && key->num_strokes == GW_LEGEND_STROKES_MAX)
			continue;
		if (!*has)
			key->strokes[key->num_strokes++] = *stroke;
		else if (stroke->width > key->strokes[key->num_strokes - 1].width)
			key->strokes[key->num_strokes - 1] = *stroke;
		*has = true;
	}
}

void gw_legend_keys_find(
	struct gw_legend_keys *keys, const struct gw_scene *scene, struct gw_world_box box)
{
	uint32_t i;

	*keys = (struct gw_legend_keys){0};
	for (i = 0; i < scene->num_layers && scene->context; i++) {
		const struct gw_scene_layer *layer = &scene->layers[i];

		if (layer->kind == GW_DRAW_AREAS)
			add_areas(keys, scene, box, &layer->areas);
		else if (layer->kind == GW_DRAW_LINES)
			add_lines(keys, scene, box, &layer->lines);
	}
}

struct gw_words gw_legend_key_words(const char *kind)
{
	static const struct {
		const char *kind;
		struct gw_words words;
	} usual[] = {
		{"road", {"道路", "Road"}},
		{"rail", {"铁路", "Railway"}},
		{"water", {"水域", "Water"}},
		{"river", {"河流", "River"}},
		{"coast", {"海岸线", "Coast"}},
		{"sea", {"海域", "Sea"}},
		{"park", {"公园绿地", "Park"}},
		{"building", {"建筑", "Building"}},
	};
	size_t i;

	for (i = 0; i < sizeof usual / sizeof *usual; i++)
		if (!strcmp(usual[i].kind, kind))
			return usual[i].words;
	return (struct gw_words){kind, kind};
}
