/* SPDX-License-Identifier: Apache-2.0 */
#include "grid/flaws.h"

#include "base/mem.h"
#include "grid/index.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/*
 * Edges that meet share an index tile (but see is_on_row_side()), so only pairs within a tile are
 * looked at; all of them where the tile holds few, and in a crowded tile those that a sweep from
 * west to east finds side by side.
 */
#define PAIRS_MAX 48

struct side {
	struct gw_lonlat a, b;
	struct gw_bbox box;
	uint32_t number;
};

struct crossing_search {
	struct gw_flaws *flaws, *folds;
	const struct gw_grid *grid;
	const struct gw_locator *loc;
	struct side *sides; /* of the tile at hand */
	size_t cap_sides;
};

static bool same_two_cells(const struct gw_edge *e, const struct gw_edge *f)
{
	return (e->left == f->left && e->right == f->right) ||
		(e->left == f->right && e->right == f->left);
}

static bool is_shallow(const struct gw_edge *e, const struct gw_edge *f)
{
	double depth = fmin(fmin(gw_flaws_depth(e, f->a), gw_flaws_depth(e, f->b)),
		fmin(gw_flaws_depth(f, e->a), gw_flaws_depth(f, e->b)));

	return depth <= GW_HAIR_UNITS;
}

static enum gw_status add_crossing(struct crossing_search *s, const struct side *x,
	const struct side *y, int64_t from_a, int64_t from_b, struct gw_error *err)
{
	const struct gw_edge *e = &s->grid->edges[x->number], *f = &s->grid->edges[y->number];
	double t = (double)from_a / ((double)from_a - (double)from_b);
	struct gw_flaw flaw = {.kind = GW_FLAW_CROSSING};

	flaw.place.lon = (int32_t)llround(y->a.lon + t * ((double)y->b.lon - y->a.lon));
	flaw.place.lat = (int32_t)llround(y->a.lat + t * ((double)y->b.lat - y->a.lat));
	flaw.edges[0] = x->number < y->number ? x->number : y->number;
	flaw.edges[1] = x->number < y->number ? y->number : x->number;
	if (same_two_cells(e, f) && is_shallow(e, f))
		return gw_flaws_add(s->folds, flaw, err);
	return gw_flaws_add(s->flaws, flaw, err);
}

static bool in_box(struct gw_bbox box, struct gw_lonlat p)
{
	return p.lon >= box.min.lon && p.lon <= box.max.lon && p.lat >= box.min.lat &&
		p.lat <= box.max.lat;
}

static enum gw_status add_touch(struct crossing_search *s, const struct side *x,
	const struct side *y, struct gw_lonlat end, struct gw_error *err)
{
	return gw_flaws_add(
		s->flaws, (struct gw_flaw){GW_FLAW_TOUCH, end, {x->number, y->number}, 0}, err);
}

/*
 * Two edges whose boxes meet and that have no end in common. Sums fit: boxes meet within 2^31
 * units.
 */
static enum gw_status compare_apart(
	struct crossing_search *s, const struct side *x, const struct side *y, struct gw_error *err)
{
	int64_t ya = gw_orient(x->a, x->b, y->a), yb = gw_orient(x->a, x->b, y->b), xa, xb;
	enum gw_status st = GW_OK;

	if ((ya > 0 && yb > 0) || (ya < 0 && yb < 0))
		return GW_OK;
	xa = gw_orient(y->a, y->b, x->a);
	xb = gw_orient(y->a, y->b, x->b);
	if ((xa > 0 && xb > 0) || (xa < 0 && xb < 0))
		return GW_OK;
	if (ya && yb && xa && xb)
		return add_crossing(s, x, y, ya, yb, err);
	if (ya == 0 && in_box(x->box, y->a))
		st = add_touch(s, y, x, y->a, err);
	if (!st && yb == 0 && in_box(x->box, y->b))
		st = add_touch(s, y, x, y->b, err);
	if (!st && xa == 0 && in_box(y->box, x->a))
		st = add_touch(s, x, y, x->a, err);
	if (!st && xb == 0 && in_box(y->box, x->b))
		st = add_touch(s, x, y, x->b, err);
	return st;
}

/* Edges with a common end can only lie on each other, which their corner there tells. */
static bool have_common_end(const struct side *x, const struct side *y)
{
	return gw_lonlat_equal(x->a, y->b) || gw_lonlat_equal(x->b, y->a) ||
		gw_lonlat_equal(x->a, y->a) || gw_lonlat_equal(x->b, y->b);
}

static inline enum gw_status compare(
	struct crossing_search *s, const struct side *x, const struct side *y, struct gw_error *err)
{
	if (!gw_bbox_meets(x->box, y->box) || have_common_end(x, y))
		return GW_OK;
	return compare_apart(s, x, y, err);
}

static int compare_west(const void *x, const void *y)
{
	const struct side *a = x, *b = y;

	if (a->box.min.lon != b->box.min.lon)
		return a->box.min.lon < b->box.min.lon ? -1 : 1;
	return (a->number > b->number) - (a->number < b->number);
}

static enum gw_status compare_all(struct crossing_search *s, size_t n, struct gw_error *err)
{
	bool crowded = n > PAIRS_MAX;
	enum gw_status st = GW_OK;
	size_t i, j;

	if (crowded)
		qsort(s->sides, n, sizeof *s->sides, compare_west);
	for (i = 0; i + 1 < n; i++) {
		int32_t east = crowded ? s->sides[i].box.max.lon : INT32_MAX;

		for (j = i + 1; j < n && s->sides[j].box.min.lon <= east && !st; j++)
			st = compare(s, &s->sides[i], &s->sides[j], err);
	}
	return st;
}

static struct side side_of(struct gw_lonlat a, struct gw_lonlat b, uint32_t number)
{
	return (struct side){a, b, gw_bbox_of(a, b), number};
}

static bool push_side(struct crossing_search *s, size_t *n, struct side side)
{
	if (!gw_grow(&s->sides, *n, &s->cap_sides, sizeof side))
		return false;
	s->sides[(*n)++] = side;
	return true;
}

/* Reads a tile's edges off its blocks, which lie in a row, rather than from all over the grid. */
static bool read_tile(struct crossing_search *s, uint32_t word, size_t *n)
{
	const struct gw_block *block = s->loc->blocks + (word & ~GW_TILE_MIXED);
	const uint32_t *numbers =
		s->loc->lane_edges + GW_EDGES_PER_BLOCK * (size_t)(word & ~GW_TILE_MIXED);
	uint32_t left = block->num_blocks, i;

	for (*n = 0; left; left--, block++) {
		for (i = 0; i < GW_EDGES_PER_BLOCK; i++, numbers++) {
			struct gw_lonlat a = {block->lon[i], block->lat[i]};
			struct gw_lonlat b = {block->lon[i + 1], block->lat[i + 1]};

			if (*numbers != GW_NO_EDGE && !push_side(s, n, side_of(a, b, *numbers)))
				return false;
		}
	}
	return true;
}

/*
 * The tiles of a level edge that lies along the south side of a row are those of the row below,
 * while an edge that rises from it is in its row alone: so the two are compared here.
 */
static bool is_on_row_side(const struct gw_locator *loc, const struct gw_edge *e)
{
	uint32_t mask = ((uint32_t)1 << loc->shift_lat) - 1;

	return e->a.lat == e->b.lat && (((uint32_t)e->a.lat - (uint32_t)loc->south) & mask) == 0;
}

static enum gw_status compare_to_row(
	struct crossing_search *s, uint32_t number, struct gw_error *err)
{
	const struct gw_locator *loc = s->loc;
	const struct gw_edge *e = &s->grid->edges[number];
	struct side side = side_of(e->a, e->b, number);
	uint32_t row = ((uint32_t)e->a.lat - (uint32_t)loc->south) >> loc->shift_lat;
	uint32_t column = ((uint32_t)e->a.lon - (uint32_t)loc->west) >> loc->shift_lon;
	uint32_t last = ((uint32_t)e->b.lon - (uint32_t)loc->west) >> loc->shift_lon;
	enum gw_status st = GW_OK;
	size_t i, n;

	for (; column <= last && row < loc->rows && !st; column++) {
		uint32_t word = loc->tiles[(size_t)row * loc->columns + column];

		if (!(word & GW_TILE_MIXED))
			continue;
		if (!read_tile(s, word, &n))
			return gw_fail_nomem(err);
		for (i = 0; i < n && !st; i++)
			st = compare(s, &side, &s->sides[i], err);
	}
	return st;
}

enum gw_status gw_flaws_find_crossings(struct gw_flaws *flaws, struct gw_flaws *folds,
	const struct gw_grid *grid, const struct gw_locator *loc, struct gw_error *err)
{
	struct crossing_search s = {flaws, folds, grid, loc, NULL, 0};
	size_t tiles = (size_t)loc->columns * loc->rows, t, n, i;
	enum gw_status st = GW_OK;

	for (t = 0; t < tiles && !st; t++) {
		if (!(loc->tiles[t] & GW_TILE_MIXED))
			continue;
		st = read_tile(&s, loc->tiles[t], &n) ? compare_all(&s, n, err)
						      : gw_fail_nomem(err);
	}
	for (i = 0; i < grid->num_edges && !st; i++)
		if (is_on_row_side(loc, &grid->edges[i]))
			st = compare_to_row(&s, (uint32_t)i, err);
	free(s.sides);
	return st;
}
