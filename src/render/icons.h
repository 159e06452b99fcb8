/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_RENDER_ICONS_H
#define GW_RENDER_ICONS_H

#include "base/error.h"
#include "render/scene.h"

#include <stddef.h>
#include <stdint.h>

/* A sprite as symbols show it: `scale` times its own size, in whole pixels. */
struct gw_icon {
	uint32_t sprite;
	double scale;
	unsigned width, height;
	uint32_t *pixels; /* premultiplied ARGB32, row by row without gaps */
};

struct gw_icons {
	struct gw_icon *items;
	size_t n, capacity;
	size_t num_pixels; /* of all */
};

/* No icon is drawn larger than this many pixels a side. */
#define GW_ICON_SIDE_MAX 1024

/* Icons of a map that differ in image or size, and their pixels in all. */
#define GW_ICONS_MAX	    1024
#define GW_ICONS_PIXELS_MAX ((size_t)1 << 26)

/*
 * Finds or draws the sprite at a scale, and gives its number. The caller finishes zeroed icons
 * after use. GW_EINVAL past a limit above; GW_ENOMEM.
 */
enum gw_status gw_icons_get(struct gw_icons *icons, const struct gw_sprites *sprites,
	uint32_t sprite, double scale, size_t *number, struct gw_error *err);
void gw_icons_finish(struct gw_icons *icons);

#endif
