/* SPDX-License-Identifier: Apache-2.0 */
#include "render/scene.h"

#include <stdlib.h>

static void finish_layer(struct gw_scene_layer *layer)
{
	switch (layer->kind) {
	case GW_DRAW_FILL:
		free(layer->fill.cells);
		break;
	case GW_DRAW_PATTERN:
		free(layer->pattern.cells);
		free(layer->pattern.sprites);
		break;
	case GW_DRAW_BORDERS:
		free(layer->borders.strokes);
		break;
	case GW_DRAW_AREAS:
		free(layer->areas.items);
		break;
	case GW_DRAW_LINES:
		free(layer->lines.items);
		break;
	case GW_DRAW_CIRCLES:
		free(layer->circles.items);
		break;
	case GW_DRAW_HEAT:
		free(layer->heat.items);
		break;
	case GW_DRAW_SYMBOLS:
		free(layer->symbols.items);
		break;
	}
}

void gw_scene_finish(struct gw_scene *scene)
{
	struct gw_scene_texts *chunk;
	uint32_t i;

	for (i = 0; i < scene->num_layers; i++)
		finish_layer(&scene->layers[i]);
	free(scene->layers);
	while ((chunk = scene->texts)) {
		scene->texts = chunk->next;
		free(chunk);
	}
	*scene = (struct gw_scene){0};
}
