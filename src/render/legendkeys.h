/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_RENDER_LEGENDKEYS_H
#define GW_RENDER_LEGENDKEYS_H

#include "render/sheet.h"

#define GW_LEGEND_KEYS_MAX    6
#define GW_LEGEND_STROKES_MAX 3

/* How features of one kind look: an area, or a line of strokes from the lowest to the uppermost. */
struct gw_legend_key {
	const char *kind; /* borrowed from the context */
	bool is_area;
	struct gw_area area;
	struct gw_stroke strokes[GW_LEGEND_STROKES_MAX];
	unsigned num_strokes;
};

struct gw_legend_keys {
	struct gw_legend_key items[GW_LEGEND_KEYS_MAX];
	size_t n;
};

/*
 * Finds the kinds of the context that a scene shows in a box, by its layers from below; of each
 * the widest line of a layer. Kinds past GW_LEGEND_KEYS_MAX are left out.
 */
void gw_legend_keys_find(
	struct gw_legend_keys *keys, const struct gw_scene *scene, struct gw_world_box box);

/* What a kind is called: a usual name, else the kind itself. */
struct gw_words gw_legend_key_words(const char *kind);

#endif
