/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_RENDER_OUTLINES_H
#define GW_RENDER_OUTLINES_H

#include "grid/grid.h"
#include "render/plot.h"

/* The borders of the areas that cells of one rank make, in the Mercator square. Immutable. */
struct gw_outlines;

enum gw_outlines_kind {
	GW_OUTLINES_EACH, /* area k: the cells of rank k */
	GW_OUTLINES_NESTED /* area k: the cells of rank k and all above */
};

/*
 * rank has num_cells + 1 entries from 0, for what is in no area, to num_ranks; the outside's is
 * taken as 0. Keeps nothing of them. Costs some 24 bytes a point. GW_ENOMEM.
 */
enum gw_status gw_outlines_create(struct gw_outlines **out, const struct gw_grid *grid,
	const uint32_t *rank, uint32_t num_ranks, enum gw_outlines_kind kind, struct gw_error *err);
void gw_outlines_destroy(struct gw_outlines *outlines);

/* Begins a path of what is seen of area k, 1 to num_ranks; false when that is nothing. */
bool gw_outlines_trace(const struct gw_outlines *outlines, uint32_t k, struct gw_plot *plot);

#endif
