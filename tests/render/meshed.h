/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_TESTS_RENDER_MESHED_H
#define GW_TESTS_RENDER_MESHED_H

#include "grid/divided.h"
#include "grid/mesh.h"
#include "render/raster.h"
#include "render/skeleton.h"

#define MESHED_RANKS 2

/* A shape ready for the rasteriser: districts of four cells, whose borders have rank 0. */
struct meshed {
	struct gw_division *division;
	struct gw_mesh *mesh;
	gw_cell_id num_cells;
	struct gw_skeleton skeleton;
	struct gw_raster *raster; /* of the greatest window */
	uint32_t *cells; /* pixels by cell, opaque colours at random; the outside is transparent */
	struct gw_palette *palette; /* of these and of the borders, or NULL */
};

/* Failures of these end the test. */
void meshed_init(struct meshed *m, const struct shape *shape);
void meshed_finish(struct meshed *m);

/* The window around the place so far east and south, as shares of the division's box. */
struct gw_window meshed_window(
	const struct meshed *m, unsigned zoom, double east, double south, unsigned side);

/* What the cells alone give, row by row without gaps; the caller frees it. */
uint32_t *meshed_fill(struct meshed *m, struct gw_window window);

/*
 * Draws cells, borders and labels (NULL: none) to the raster's indices; the palette is made if
 * there is none. Labels are of a world as wide as the window's.
 */
void meshed_draw(struct meshed *m, struct gw_window window, const struct gw_labels *labels);

/* The colour of a drawn pixel. */
gw_rgba meshed_colour(const struct meshed *m, unsigned x, unsigned y);

#endif
