/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_GRID_INDEX_H
#define GW_GRID_INDEX_H

/*
 * Inside the locator: how its tiles and blocks lie in memory. grid/README.md tells the idea.
 *
 * A tile is 2^shift_lon by 2^shift_lat units; tile (0, 0) has its corner at the grid's south-west
 * point. Its word is the cell of the whole tile, or GW_TILE_MIXED | the number of its first block.
 */

#include "grid/grid.h"

#define GW_TILE_MIXED	   ((uint32_t)1 << 31)
#define GW_EDGES_PER_BLOCK 4
#define GW_NO_EDGE	   UINT32_MAX

/*
 * Up to four edges of a tile, in one cache line: lane i is the edge from vertex i to vertex i + 1.
 * Edges that follow each other share a vertex; where a chain ends and another begins, the lane
 * between is a jump, with label 0.
 */
struct gw_block {
	int32_t lon[GW_EDGES_PER_BLOCK + 1], lat[GW_EDGES_PER_BLOCK + 1];
	uint32_t label[GW_EDGES_PER_BLOCK]; /* left ^ right */
	uint32_t corner_cell; /* of the tile's corner; in its first block */
	uint32_t num_blocks : 28; /* of the tile; in its first block */
	uint32_t crossing : 4; /* a bit a lane: meets the tile's south side east of the corner */
} __attribute__((aligned(64)));

struct gw_locator {
	const struct gw_grid *grid;
	uint32_t *tiles; /* columns * rows, then one of value 0 for all that is outside */
	struct gw_block *blocks;
	uint32_t *lane_edges; /* each lane's edge in the grid, or GW_NO_EDGE */
	size_t num_blocks;
	int32_t west, south;
	uint32_t columns, rows;
	int shift_lon, shift_lat;
	bool portable; /* no vector instructions */
};

/*
 * An edge turned to run east (due south if it has no east), seen from a point: the orientation
 * there is
 * >= 0 on the edge's north by the tie rule, and the point is past the edge, that is on its east,
 * when that differs from `rising`.
 */
struct gw_sight {
	int64_t dlon, orientation;
	bool rising;
};

static inline struct gw_sight gw_sight_of(
	struct gw_lonlat a, struct gw_lonlat b, struct gw_lonlat p)
{
	int64_t dlon = (int64_t)b.lon - a.lon, dlat = (int64_t)b.lat - a.lat;

	if (dlon < 0 || (dlon == 0 && dlat > 0)) {
		dlon = -dlon;
		dlat = -dlat;
	}
	return (struct gw_sight){
		.dlon = dlon,
		.orientation = dlon * ((int64_t)p.lat - a.lat) - dlat * ((int64_t)p.lon - a.lon),
		.rising = dlat > 0,
	};
}

static inline bool gw_sight_north(struct gw_sight s)
{
	return s.orientation >= 0;
}

static inline bool gw_sight_past(struct gw_sight s)
{
	return (s.orientation >= 0) != s.rising;
}

#endif
