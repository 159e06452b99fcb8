/* SPDX-License-Identifier: Apache-2.0 */
#include "grid/flaws.h"

#include "base/mem.h"
#include "grid/turn.h"

#include <stdlib.h>
#include <string.h>

/*
 * The ends of edges are brought together by a bucket sort over the map, so that each vertex is
 * looked at while its edges are in cache.
 */
#define ENDS_PER_BUCKET	   8
#define INSERTION_SORT_MAX 48
#define BATCH		   1024

/* An edge as seen from one of its ends. */
struct spoke {
	struct gw_lonlat at, to;
	gw_cell_id left, right; /* looking from `at` to `to` */
	uint32_t edge;
};

struct end_buckets {
	struct gw_lonlat min;
	int shift_lon, shift_lat;
	size_t columns, n;
	size_t *ends; /* bucket i is refs[ends[i - 1] .. ends[i]) */
	uint32_t *refs; /* edge number * 2 + which end */
};

struct corner_search {
	struct gw_flaws *flaws;
	const struct gw_grid *grid;
	const struct gw_locator *loc;
	struct spoke *spokes;
	size_t cap_spokes;
	struct gw_lonlat
		places[BATCH]; /* vertices to ask the locator for, and what must come out */
	gw_cell_id expected[BATCH];
	uint32_t edges[BATCH];
	size_t num_places;
};

static void choose_buckets(struct end_buckets *b, const struct gw_grid *grid)
{
	uint64_t width = (uint64_t)((int64_t)grid->bbox.max.lon - grid->bbox.min.lon);
	uint64_t height = (uint64_t)((int64_t)grid->bbox.max.lat - grid->bbox.min.lat);
	size_t wanted = 2 * grid->num_edges / ENDS_PER_BUCKET + 1;

	b->min = grid->bbox.min;
	b->shift_lon = b->shift_lat = 0;
	while (((width >> b->shift_lon) + 1) * ((height >> b->shift_lat) + 1) > wanted) {
		if (width >> b->shift_lon > height >> b->shift_lat)
			b->shift_lon++;
		else
			b->shift_lat++;
	}
	b->columns = (size_t)(width >> b->shift_lon) + 1;
	b->n = b->columns * (size_t)((height >> b->shift_lat) + 1);
}

static size_t bucket_of(const struct end_buckets *b, struct gw_lonlat p)
{
	size_t column = (size_t)((int64_t)p.lon - b->min.lon) >> b->shift_lon;
	size_t row = (size_t)((int64_t)p.lat - b->min.lat) >> b->shift_lat;

	return row * b->columns + column;
}

static bool fill_buckets(struct end_buckets *b, const struct gw_grid *grid)
{
	size_t i;

	choose_buckets(b, grid);
	b->ends = calloc(b->n + 1, sizeof *b->ends);
	b->refs = gw_alloc_table(2 * grid->num_edges, sizeof *b->refs);
	if (!b->ends || !b->refs)
		return false;
	for (i = 0; i < grid->num_edges; i++) {
		b->ends[bucket_of(b, grid->edges[i].a) + 1]++;
		b->ends[bucket_of(b, grid->edges[i].b) + 1]++;
	}
	for (i = 0; i < b->n; i++)
		b->ends[i + 1] += b->ends[i];
	/*
	 * ends[i] is where bucket i starts for now; filling the bucket moves it to the bucket's
	 * end.
	 */
	for (i = 0; i < grid->num_edges; i++) {
		b->refs[b->ends[bucket_of(b, grid->edges[i].a)]++] = (uint32_t)(2 * i);
		b->refs[b->ends[bucket_of(b, grid->edges[i].b)]++] = (uint32_t)(2 * i + 1);
	}
	return true;
}

static int compare_spokes(const void *x, const void *y)
{
	const struct spoke *a = x, *b = y;
	int turn;

	if (a->at.lon != b->at.lon)
		return a->at.lon < b->at.lon ? -1 : 1;
	if (a->at.lat != b->at.lat)
		return a->at.lat < b->at.lat ? -1 : 1;
	turn = gw_turn_compare(a->at, a->to, b->to);
	return turn ? turn : (a->edge > b->edge) - (a->edge < b->edge);
}

static void sort_spokes(struct spoke *s, size_t n)
{
	size_t i, j;

	if (n > INSERTION_SORT_MAX) {
		qsort(s, n, sizeof *s, compare_spokes);
		return;
	}
	for (i = 1; i < n; i++) {
		struct spoke moving = s[i];

		for (j = i; j && compare_spokes(&s[j - 1], &moving) > 0; j--)
			s[j] = s[j - 1];
		s[j] = moving;
	}
}

static enum gw_status ask_locator(struct corner_search *s, struct gw_error *err)
{
	gw_cell_id found[BATCH];
	enum gw_status st = GW_OK;
	size_t i;

	gw_locator_cells(s->loc, s->places, s->num_places, found);
	for (i = 0; i < s->num_places && !st; i++)
		if (found[i] != s->expected[i])
			st = gw_flaws_add(s->flaws,
				(struct gw_flaw){GW_FLAW_CELL, s->places[i],
					{s->edges[i], s->edges[i]}, found[i]},
				err);
	s->num_places = 0;
	return st;
}

/*
 * Looks at one vertex: going around it, the left of each edge must be the right of the next. North
 * and a hair east, where the tie rule looks, lies left of the last.
 */
static enum gw_status look_at_vertex(
	struct corner_search *s, const struct spoke *spokes, size_t n, struct gw_error *err)
{
	const struct spoke *last = &spokes[n - 1];
	enum gw_status st = GW_OK;
	bool sound = true;
	size_t i;

	for (i = 0; i < n && !st; i++) {
		const struct spoke *x = &spokes[i], *y = &spokes[i + 1 < n ? i + 1 : 0];

		if (x->left == y->right && (x == last || gw_turn_compare(x->at, x->to, y->to) != 0))
			continue;
		sound = false;
		st = gw_flaws_add(s->flaws,
			(struct gw_flaw){GW_FLAW_CORNER, x->at, {x->edge, y->edge}, 0}, err);
	}
	if (st || !sound)
		return st;
	s->places[s->num_places] = last->at;
	s->expected[s->num_places] = last->left;
	s->edges[s->num_places++] = last->edge;
	return s->num_places == BATCH ? ask_locator(s, err) : GW_OK;
}

static bool read_bucket(struct corner_search *s, const uint32_t *refs, size_t n)
{
	size_t i;

	while (s->cap_spokes < n)
		if (!gw_grow(&s->spokes, s->cap_spokes, &s->cap_spokes, sizeof *s->spokes))
			return false;
	for (i = 0; i < n; i++) {
		const struct gw_edge *e = &s->grid->edges[refs[i] / 2];
		uint32_t number = refs[i] / 2;

		s->spokes[i] = refs[i] % 2 ? (struct spoke){e->b, e->a, e->right, e->left, number}
					   : (struct spoke){e->a, e->b, e->left, e->right, number};
	}
	return true;
}

static enum gw_status look_at_bucket(
	struct corner_search *s, const uint32_t *refs, size_t n, struct gw_error *err)
{
	enum gw_status st = GW_OK;
	size_t i, j;

	if (!read_bucket(s, refs, n))
		return gw_fail_nomem(err);
	sort_spokes(s->spokes, n);
	for (i = 0; i < n && !st; i = j) {
		for (j = i + 1; j < n && gw_lonlat_equal(s->spokes[j].at, s->spokes[i].at); j++)
			;
		st = look_at_vertex(s, s->spokes + i, j - i, err);
	}
	return st;
}

enum gw_status gw_flaws_find_corners(struct gw_flaws *flaws, const struct gw_grid *grid,
	const struct gw_locator *loc, struct gw_error *err)
{
	struct corner_search s = {.flaws = flaws, .grid = grid, .loc = loc};
	struct end_buckets buckets = {0};
	enum gw_status st = GW_OK;
	size_t i, start = 0;

	if (!grid->num_edges)
		return GW_OK;
	if (!fill_buckets(&buckets, grid))
		st = gw_fail_nomem(err);
	for (i = 0; i < buckets.n && !st; i++) {
		if (buckets.ends[i] > start)
			st = look_at_bucket(&s, buckets.refs + start, buckets.ends[i] - start, err);
		start = buckets.ends[i];
	}
	if (!st)
		st = ask_locator(&s, err);
	free(s.spokes);
	free(buckets.refs);
	free(buckets.ends);
	return st;
}
