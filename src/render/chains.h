/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_RENDER_CHAINS_H
#define GW_RENDER_CHAINS_H

#include "geo/mercator.h"
#include "grid/mates.h"

#define GW_CHAIN_LEVELS_MAX 32
#define GW_NO_CHAIN_LEVEL   GW_NO_GROUP
#define GW_NO_CHAIN	    UINT32_MAX
#define GW_CHAIN_EDGES_MAX  64

/*
 * Edges of one level joined end to end: points[first .. first + count), the first again when
 * closed.
 */
struct gw_chain {
	size_t first;
	uint32_t count;
	double start; /* the length of those it goes on from, as a share of the square's width */
};

/*
 * A grid's edges joined to chains, so that they can be stroked with proper joins. A chain ends
 * where other than two edges of its level meet, and after GW_CHAIN_EDGES_MAX edges, so that little
 * lies outside a view that it touches.
 */
struct gw_chains {
	struct gw_chain *chains; /* by level */
	uint32_t num_chains;
	uint32_t level_first[GW_CHAIN_LEVELS_MAX + 1];
	uint32_t *of_edge; /* each edge's chain, or GW_NO_CHAIN */
	struct gw_world *points;
	size_t num_points;
};

/*
 * edge_level has a level below GW_CHAIN_LEVELS_MAX for each edge, or GW_NO_CHAIN_LEVEL to leave it
 * out. On error there is nothing to finish. GW_ENOMEM.
 */
enum gw_status gw_chains_init(struct gw_chains *chains, const struct gw_grid *grid,
	const uint8_t *edge_level, struct gw_error *err);
void gw_chains_finish(struct gw_chains *chains);

#endif
