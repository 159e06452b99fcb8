/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_RENDER_PLACED_H
#define GW_RENDER_PLACED_H

/* Inside the labels: what placing them leaves for drawing them. */

#include "render/boxgrid.h"
#include "render/icons.h"
#include "render/labels.h"
#include "render/lettering.h"

#define GW_NO_ICON SIZE_MAX

/* A placed label, in pixels of the world. */
struct gw_placed {
	struct gw_lettering *lettering; /* one use of it; NULL: an icon only */
	int64_t x, y; /* the lettering's origin */
	gw_rgba rgba, halo;
	size_t icon; /* or GW_NO_ICON */
	int64_t icon_left, icon_top;
	uint32_t layer, rank; /* drawn by layer from below, then as placed */
};

struct gw_labels {
	struct gw_placed *items; /* as they are drawn */
	size_t n, capacity;
	struct gw_boxgrid drawn; /* what each covers, by the same numbers */
	struct gw_icons icons;
	const struct gw_sprites *sprites; /* borrowed */
};

#endif
