/* SPDX-License-Identifier: Apache-2.0 */
#include "grid/index.h"

#include "base/mem.h"
#include "grid/locator.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/*
 * Tiles an edge, while the tiles' words stay in the second-level cache; past that, tiles that hold
 * several edges, since a block costs memory traffic whether it holds one edge or four. Measured in
 * bench/.
 */
#define TILES_PER_EDGE	     2.0
#define TILES_PER_EDGE_LARGE 1.0
#define EDGES_LARGE	     ((size_t)4 << 20)
#define SHIFT_MAX	     28 /* keeps a tile and an edge that meets it within 2^31 units */

/* Long thin cells would cross more tiles than their number promises: then tiles grow. */
#define TILES_CROSSED_PER_EDGE 8

static int64_t floor_div(int64_t n, int64_t d)
{
	return n / d - (n % d != 0 && (n < 0) != (d < 0));
}

static uint32_t row_of(const struct gw_locator *loc, int64_t lat)
{
	return (uint32_t)((lat - loc->south) >> loc->shift_lat);
}

static uint32_t column_of(const struct gw_locator *loc, int64_t lon)
{
	return lon < loc->west ? 0 : (uint32_t)((lon - loc->west) >> loc->shift_lon);
}

static int64_t south_of(const struct gw_locator *loc, uint32_t row)
{
	return loc->south + ((int64_t)row << loc->shift_lat);
}

/* Walks the rows of tiles in which an edge can matter, south to north. */
struct row_walk {
	const struct gw_locator *loc;
	struct gw_lonlat low, high; /* by latitude */
	uint32_t row, end;
	uint32_t first_column, last_column; /* of the tiles it may touch in the row */
};

static struct row_walk walk_rows(const struct gw_locator *loc, const struct gw_edge *e)
{
	bool up = e->a.lat <= e->b.lat;
	struct row_walk w = {.loc = loc, .low = up ? e->a : e->b, .high = up ? e->b : e->a};

	/*
	 * The walk of a locate is at lat + epsilon: an edge's top end no longer counts in a row
	 * that begins there. A level edge that lies there never counts; it is kept in the row
	 * below, or in the lowest, for those who look for all edges near a place.
	 */
	w.row = row_of(loc, w.low.lat);
	w.end = w.high.lat > loc->south ? row_of(loc, (int64_t)w.high.lat - 1) + 1 : 1;
	if (w.row >= w.end)
		w.row = w.end - 1;
	return w;
}

/* Where the edge passes lat, rounded west. */
static int64_t lon_at(const struct row_walk *w, int64_t lat)
{
	int64_t rise = (int64_t)w->high.lat - w->low.lat, run = (int64_t)w->high.lon - w->low.lon;

	return w->low.lon + floor_div((lat - w->low.lat) * run, rise);
}

static bool next_row(struct row_walk *w)
{
	const struct gw_locator *loc = w->loc;
	int64_t south, north, lon1 = w->low.lon, lon2 = w->high.lon;

	if (w->row >= w->end)
		return false;
	south = south_of(loc, w->row);
	north = south_of(loc, w->row + 1);
	if (w->low.lat < south)
		lon1 = lon_at(w, south);
	if (w->high.lat > north)
		lon2 = lon_at(w, north);
	/* A unit wider on both sides: for the rounding, and for edges along a tile's side. */
	w->first_column = column_of(loc, (lon1 < lon2 ? lon1 : lon2) - 1);
	w->last_column = column_of(loc, (lon1 < lon2 ? lon2 : lon1) + 1);
	if (w->last_column >= loc->columns)
		w->last_column = loc->columns - 1;
	w->row++;
	return true;
}

static size_t first_tile(const struct row_walk *w)
{
	return (size_t)(w->row - 1) * w->loc->columns + w->first_column;
}

static size_t last_tile(const struct row_walk *w)
{
	return (size_t)(w->row - 1) * w->loc->columns + w->last_column;
}

static void count_tiles(struct gw_locator *loc, struct gw_bbox box)
{
	loc->columns = (uint32_t)(((int64_t)box.max.lon - box.min.lon) >> loc->shift_lon) + 1;
	loc->rows = (uint32_t)(((int64_t)box.max.lat - box.min.lat) >> loc->shift_lat) + 1;
}

/* About how many tiles all edges cross, each tile counted as often as it is crossed. */
static uint64_t tiles_crossed(const struct gw_locator *loc)
{
	const struct gw_edge *e = loc->grid->edges, *end = e + loc->grid->num_edges;
	uint64_t n = 0;

	for (; e < end; e++)
		n += 1 + (uint64_t)(((int64_t)e->b.lon - e->a.lon) >> loc->shift_lon) +
			(uint64_t)(llabs((int64_t)e->b.lat - e->a.lat) >> loc->shift_lat);
	return n;
}

static void choose_tiles(struct gw_locator *loc, struct gw_bbox box, size_t edges)
{
	double per_edge = edges < EDGES_LARGE ? TILES_PER_EDGE : TILES_PER_EDGE_LARGE;
	double width = (double)box.max.lon - box.min.lon + 1;
	double height = (double)box.max.lat - box.min.lat + 1;
	struct gw_scale scale = gw_scale_at((int32_t)(((int64_t)box.min.lat + box.max.lat) / 2));
	double tile_area = width * height / (per_edge * (double)edges + 1); /* square units */
	double shape = scale.north / fmax(scale.east, scale.north / 100); /* lon units a lat unit */

	loc->west = box.min.lon;
	loc->south = box.min.lat;
	loc->shift_lat = (int)fmin(fmax(round(log2(sqrt(tile_area / shape))), 0), SHIFT_MAX);
	loc->shift_lon = (int)fmin(fmax(round(log2(tile_area) - loc->shift_lat), 0), SHIFT_MAX);
	count_tiles(loc, box);
	while (tiles_crossed(loc) > TILES_CROSSED_PER_EDGE * (edges + 128) &&
		(loc->shift_lat < SHIFT_MAX || loc->shift_lon < SHIFT_MAX)) {
		loc->shift_lat += loc->shift_lat < SHIFT_MAX;
		loc->shift_lon += loc->shift_lon < SHIFT_MAX;
		count_tiles(loc, box);
	}
}

/* The edges of every tile: those of tile t are numbers[ends[t - 1] .. ends[t]). */
struct tile_edges {
	size_t *ends;
	uint32_t *numbers;
};

static bool sort_edges_into_tiles(const struct gw_locator *loc, struct tile_edges *out)
{
	size_t tiles = (size_t)loc->columns * loc->rows, i, t;

	out->ends = calloc(tiles + 1, sizeof *out->ends);
	if (!out->ends)
		return false;
	for (i = 0; i < loc->grid->num_edges; i++) {
		struct row_walk w = walk_rows(loc, &loc->grid->edges[i]);

		while (next_row(&w))
			for (t = first_tile(&w); t <= last_tile(&w); t++)
				out->ends[t + 1]++;
	}
	for (t = 0; t < tiles; t++)
		out->ends[t + 1] += out->ends[t];
	out->numbers = gw_alloc_table(out->ends[tiles], sizeof *out->numbers);
	if (!out->numbers)
		return false;
	/* Filling moves ends[t] from where tile t begins to where it ends. */
	for (i = 0; i < loc->grid->num_edges; i++) {
		struct row_walk w = walk_rows(loc, &loc->grid->edges[i]);

		while (next_row(&w))
			for (t = first_tile(&w); t <= last_tile(&w); t++)
				out->numbers[out->ends[t]++] = (uint32_t)i;
	}
	return true;
}

/* Writes one tile's edges into blocks, chain after chain. */
struct block_writer {
	struct gw_locator *loc;
	struct gw_lonlat corner;
	struct gw_block *block; /* being filled, NULL before the first */
	uint32_t *lane_edges; /* of that block */
	uint32_t lanes; /* of it in use */
	uint32_t num_blocks;
};

static void begin_block(struct block_writer *w, struct gw_lonlat first)
{
	uint32_t i;

	w->block = w->loc->blocks + w->loc->num_blocks;
	w->lane_edges = w->loc->lane_edges + GW_EDGES_PER_BLOCK * w->loc->num_blocks;
	w->loc->num_blocks++;
	w->num_blocks++;
	w->lanes = 0;
	*w->block = (struct gw_block){0};
	for (i = 0; i <= GW_EDGES_PER_BLOCK; i++) {
		w->block->lon[i] = first.lon;
		w->block->lat[i] = first.lat;
	}
	for (i = 0; i < GW_EDGES_PER_BLOCK; i++)
		w->lane_edges[i] = GW_NO_EDGE;
}

/* Draws a lane to `to`; the lanes behind it wait there too, so that unused ones stay points. */
static void add_lane(struct block_writer *w, struct gw_lonlat to, uint32_t label)
{
	uint32_t i;

	w->block->label[w->lanes++] = label;
	for (i = w->lanes; i <= GW_EDGES_PER_BLOCK; i++) {
		w->block->lon[i] = to.lon;
		w->block->lat[i] = to.lat;
	}
}

static void begin_chain(struct block_writer *w, struct gw_lonlat first)
{
	if (w->block && w->lanes < GW_EDGES_PER_BLOCK)
		add_lane(w, first, 0);
	if (!w->block || w->lanes == GW_EDGES_PER_BLOCK)
		begin_block(w, first);
}

static bool crosses_south(const struct gw_edge *e, int32_t south)
{
	return (e->a.lat > south) != (e->b.lat > south);
}

static void add_edge(
	struct block_writer *w, uint32_t number, struct gw_lonlat from, struct gw_lonlat to)
{
	const struct gw_edge *e = &w->loc->grid->edges[number];

	if (w->lanes == GW_EDGES_PER_BLOCK)
		begin_block(w, from);
	if (crosses_south(e, w->corner.lat) && !gw_sight_past(gw_sight_of(e->a, e->b, w->corner)))
		w->block->crossing |= 1u << w->lanes;
	w->lane_edges[w->lanes] = number;
	add_lane(w, to, e->left ^ e->right);
}

/*
 * How many of the waiting edges are looked through for the next of a chain; bounds a crowded tile.
 */
#define CHAIN_SEARCH 64

/* Takes an edge with an end at `at` out of the *n waiting ones. */
static bool take_edge_at(const struct gw_edge *edges, uint32_t *waiting, size_t *n,
	struct gw_lonlat at, uint32_t *number)
{
	size_t i, stop = *n > CHAIN_SEARCH ? *n - CHAIN_SEARCH : 0;

	for (i = *n; i > stop; i--) {
		const struct gw_edge *e = &edges[waiting[i - 1]];

		if (!gw_lonlat_equal(e->a, at) && !gw_lonlat_equal(e->b, at))
			continue;
		*number = waiting[i - 1];
		waiting[i - 1] = waiting[--*n];
		return true;
	}
	return false;
}

static struct gw_lonlat other_end(const struct gw_edge *e, struct gw_lonlat end)
{
	return gw_lonlat_equal(e->a, end) ? e->b : e->a;
}

/*
 * Writes n edges as chains. Each chain is first followed from any edge of it to its one end, then
 * written from there to its other end. `waiting` is used up; `chain` has room for n numbers.
 */
static void write_chains(struct block_writer *w, uint32_t *waiting, size_t n, uint32_t *chain)
{
	const struct gw_edge *edges = w->loc->grid->edges;
	uint32_t next;

	while (n) {
		uint32_t start = waiting[--n];
		struct gw_lonlat end = edges[start].a, at;
		size_t len = 0;

		chain[len++] = start;
		while (take_edge_at(edges, waiting, &n, end, &next)) {
			end = other_end(&edges[next], end);
			chain[len++] = next;
		}
		begin_chain(w, end);
		for (at = end; len; len--, at = end) {
			end = other_end(&edges[chain[len - 1]], at);
			add_edge(w, chain[len - 1], at, end);
		}
		while (take_edge_at(edges, waiting, &n, at, &next)) {
			end = other_end(&edges[next], at);
			add_edge(w, next, at, end);
			at = end;
		}
	}
}

/*
 * The change of cell on the way east along a row's south side, from corner `from` to corner `to`.
 */
static uint32_t change_between(const struct gw_locator *loc, const uint32_t *numbers, size_t n,
	const struct gw_lonlat *from, struct gw_lonlat to)
{
	uint32_t change = 0;
	size_t i;

	for (i = 0; i < n; i++) {
		const struct gw_edge *e = &loc->grid->edges[numbers[i]];

		if (crosses_south(e, to.lat) && gw_sight_past(gw_sight_of(e->a, e->b, to)) &&
			!(from && gw_sight_past(gw_sight_of(e->a, e->b, *from))))
			change ^= e->left ^ e->right;
	}
	return change;
}

/* Walks a row's corners from the outside in the west, writing the tiles as it passes them. */
static void write_row(
	struct gw_locator *loc, const struct tile_edges *edges, uint32_t row, uint32_t *chain)
{
	struct gw_lonlat corner = {loc->west, (int32_t)south_of(loc, row)}, next = corner;
	size_t tile = (size_t)row * loc->columns, first, n;
	uint32_t cell = GW_OUTSIDE, column, change;

	for (column = 0; column < loc->columns; column++, tile++, corner = next) {
		struct block_writer w = {.loc = loc, .corner = corner};
		uint32_t number = (uint32_t)loc->num_blocks;

		first = tile ? edges->ends[tile - 1] : 0;
		n = edges->ends[tile] - first;
		if (column == 0)
			cell = change_between(loc, edges->numbers + first, n, NULL, corner);
		loc->tiles[tile] = cell;
		next.lon = (int32_t)(corner.lon + ((int64_t)1 << loc->shift_lon));
		if (!n)
			continue;
		loc->tiles[tile] = GW_TILE_MIXED | number;
		change = change_between(loc, edges->numbers + first, n, &corner, next);
		write_chains(&w, edges->numbers + first, n, chain); /* uses the numbers up */
		loc->blocks[number].corner_cell = cell;
		loc->blocks[number].num_blocks = w.num_blocks & 0xfffffff;
		cell ^= change;
	}
}

static enum gw_status build(struct gw_locator *loc, struct gw_error *err)
{
	size_t tiles = (size_t)loc->columns * loc->rows, most = 0, max_blocks = 0, t;
	struct tile_edges edges = {0};
	uint32_t *chain = NULL, row;
	bool ok;

	loc->tiles = gw_alloc_table(tiles + 1, sizeof *loc->tiles);
	ok = loc->tiles && sort_edges_into_tiles(loc, &edges);
	for (t = 0; ok && t < tiles; t++) {
		size_t n = edges.ends[t] - (t ? edges.ends[t - 1] : 0);

		most = n > most ? n : most;
		max_blocks += (2 * n + GW_EDGES_PER_BLOCK - 1) / GW_EDGES_PER_BLOCK;
	}
	if (ok) {
		/*
		 * Room for the worst case, every edge a chain; what is never written costs nothing.
		 */
		loc->blocks = gw_alloc_table(max_blocks, sizeof *loc->blocks);
		loc->lane_edges = gw_alloc_table(max_blocks, sizeof(uint32_t[GW_EDGES_PER_BLOCK]));
		chain = gw_alloc_array(most, sizeof *chain);
		ok = loc->blocks && loc->lane_edges && chain && max_blocks < GW_TILE_MIXED;
	}
	for (row = 0; ok && row < loc->rows; row++)
		write_row(loc, &edges, row, chain);
	if (ok)
		loc->tiles[tiles] = GW_OUTSIDE;
	free(chain);
	free(edges.numbers);
	free(edges.ends);
	return ok ? GW_OK : gw_fail_nomem(err);
}

enum gw_status gw_locator_create(
	struct gw_locator **out, const struct gw_grid *grid, struct gw_error *err)
{
	struct gw_locator *loc;
	enum gw_status st;

	loc = calloc(1, sizeof *loc);
	if (!loc)
		return gw_fail_nomem(err);
	loc->grid = grid;
	loc->portable = true;
#if defined(__x86_64__)
	loc->portable = !__builtin_cpu_supports("avx2");
#endif
	if (!gw_bbox_is_empty(grid->bbox))
		choose_tiles(loc, grid->bbox, grid->num_edges);
	st = build(loc, err);
	if (st) {
		gw_locator_destroy(loc);
		return st;
	}
	*out = loc;
	return GW_OK;
}

void gw_locator_destroy(struct gw_locator *loc)
{
	if (!loc)
		return;
	free(loc->tiles);
	free(loc->blocks);
	free(loc->lane_edges);
	free(loc);
}

size_t gw_locator_bytes(const struct gw_locator *loc)
{
	return sizeof *loc + ((size_t)loc->columns * loc->rows + 1) * sizeof *loc->tiles +
		loc->num_blocks * (sizeof *loc->blocks + sizeof(uint32_t[GW_EDGES_PER_BLOCK]));
}
