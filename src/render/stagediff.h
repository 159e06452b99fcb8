/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_RENDER_STAGEDIFF_H
#define GW_RENDER_STAGEDIFF_H

#include "render/marks.h"
#include "render/stage.h"

/* A stage, and what it is drawn with. */
struct gw_staged {
	const struct gw_stage *stage;
	const struct gw_mesh *mesh;
	unsigned mesh_zoom; /* at which its borders are drawn */
};

/*
 * Tells where tiles of two stages of one zoom and scale may differ, in pixels of the world; tiles
 * that meet none of the boxes have the same pixels. What shows everywhere (strokes of borders, the
 * palette, the kinds of layers) is compared as it is; what has its place as marks. GW_ENOMEM.
 */
enum gw_status gw_stage_compare(const struct gw_staged *before, const struct gw_staged *after,
	struct gw_changes *changes, struct gw_error *err);

#endif
