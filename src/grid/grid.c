/* SPDX-License-Identifier: Apache-2.0 */
#include "grid/grid.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

/*
 * Twins are found by a bucket sort: every segment goes to the bucket of the place of its first
 * point, and buckets of some eight segments are sorted one by one while they are in cache. A hash
 * table would miss the cache once a segment, a comparison sort of the whole would read everything
 * twenty times; and the edges come out in the order of the map, which every later walk over them
 * likes.
 */
#define SEGMENTS_PER_BUCKET 8
#define INSERTION_SORT_MAX  48

/* Maps a place to a bucket, row by row over the bounding box. */
struct bucketing {
	struct gw_lonlat min;
	double per_lon, per_lat; /* buckets a unit */
	uint32_t columns, rows;
};

static struct bucketing bucketing_for(struct gw_bbox box, size_t segments)
{
	double width = (double)box.max.lon - box.min.lon + 1;
	double height = (double)box.max.lat - box.min.lat + 1;
	uint32_t side = 1;

	while ((size_t)side * side * SEGMENTS_PER_BUCKET < segments)
		side++;
	return (struct bucketing){box.min, side / width, side / height, side, side};
}

static size_t bucket_of(const struct bucketing *b, struct gw_lonlat p)
{
	uint32_t x = (uint32_t)(((double)p.lon - b->min.lon) * b->per_lon);
	uint32_t y = (uint32_t)(((double)p.lat - b->min.lat) * b->per_lat);

	return (size_t)y * b->columns + x;
}

static bool comes_before(struct gw_lonlat a, struct gw_lonlat b)
{
	return a.lon < b.lon || (a.lon == b.lon && a.lat < b.lat);
}

/* The segment p -> q of a ring whose cell lies on its left (ccw) or right, as a one-sided edge. */
static struct gw_edge one_sided(struct gw_lonlat p, struct gw_lonlat q, gw_cell_id cell, bool ccw)
{
	bool forward = comes_before(p, q);
	struct gw_edge e = {forward ? p : q, forward ? q : p, 0, 0};

	if (forward == ccw)
		e.left = cell;
	else
		e.right = cell;
	return e;
}

/* A walk over every segment of every ring. */
struct segment_walk {
	const struct gw_rings *rings;
	size_t ring;
	uint32_t i;
	bool ccw;
};

static bool next_segment(struct segment_walk *w, struct gw_edge *e)
{
	const struct gw_ring *ring = w->rings->rings + w->ring;
	const struct gw_lonlat *p;

	if (w->ring == w->rings->num_rings)
		return false;
	if (w->i ==
		0) /* exteriors are turned counter-clockwise, holes clockwise: cell on the left */
		w->ccw = (gw_ring_area2(w->rings, ring) > 0) != ring->hole;
	p = w->rings->points + ring->first;
	*e = one_sided(p[w->i], p[w->i + 1 < ring->count ? w->i + 1 : 0], ring->cell, w->ccw);
	if (++w->i == ring->count) {
		w->i = 0;
		w->ring++;
	}
	return true;
}

static int compare_edges(const void *x, const void *y)
{
	const struct gw_edge *a = x, *b = y;

	if (!gw_lonlat_equal(a->a, b->a))
		return comes_before(a->a, b->a) ? -1 : 1;
	if (!gw_lonlat_equal(a->b, b->b))
		return comes_before(a->b, b->b) ? -1 : 1;
	/* Ids settle the order of conflicting edges, so that the outcome never depends on the
	 * input's. */
	if (a->left != b->left)
		return a->left < b->left ? -1 : 1;
	return (a->right > b->right) - (a->right < b->right);
}

static void sort_bucket(struct gw_edge *e, size_t n)
{
	size_t i, j;

	if (n > INSERTION_SORT_MAX) {
		qsort(e, n, sizeof *e, compare_edges);
		return;
	}
	for (i = 1; i < n; i++) {
		struct gw_edge moving = e[i];

		for (j = i; j && compare_edges(&e[j - 1], &moving) > 0; j--)
			e[j] = e[j - 1];
		e[j] = moving;
	}
}

/*
 * Joins n one-sided edges on the same two points into as few two-sided ones as hold them. Sorted,
 * the right-hand ones (left == 0) come first. A cell on both sides is an inner seam of its own
 * parts and vanishes. Returns how many edges were written to out, which may be the edges' own
 * place.
 */
static size_t join_twins(struct gw_edge *out, const struct gw_edge *e, size_t n)
{
	size_t rights = 0, lefts, i, written = 0;

	while (rights < n && !e[rights].left)
		rights++;
	lefts = n - rights;
	for (i = 0; i < rights || i < lefts; i++) {
		struct gw_edge joined = e[0];

		joined.right = i < rights ? e[i].right : GW_OUTSIDE;
		joined.left = i < lefts ? e[rights + i].left : GW_OUTSIDE;
		if (joined.left != joined.right)
			out[written++] = joined;
	}
	return written;
}

/* Sorts and joins one bucket's edges; appends the outcome to the grid's, which never overtake e. */
static void join_bucket(struct gw_grid *grid, struct gw_edge *e, size_t n)
{
	struct gw_edge small[INSERTION_SORT_MAX], *joined = grid->edges + grid->num_edges;
	size_t i, j, written;

	sort_bucket(e, n);
	for (i = 0; i < n; i = j) {
		for (j = i + 1;
			j < n && gw_lonlat_equal(e[i].a, e[j].a) && gw_lonlat_equal(e[i].b, e[j].b);
			j++)
			;
		/* sound: one side, or the right-hand one and then the left-hand one */
		grid->num_conflicts += j - i > 2 || (j - i == 2 && (e[i].left || e[i + 1].right));
		if (j - i > INSERTION_SORT_MAX) { /* a border laid dozens of times: keep as it is */
			memmove(joined, e + i, (j - i) * sizeof *e);
			written = j - i;
		} else {
			memcpy(small, e + i, (j - i) * sizeof *e);
			written = join_twins(joined, small, j - i);
		}
		grid->num_edges += written;
		joined += written;
	}
}

static enum gw_status sort_and_join(
	struct gw_grid *grid, const struct gw_rings *rings, struct gw_error *err)
{
	struct bucketing b = bucketing_for(grid->bbox, rings->num_points);
	size_t buckets = (size_t)b.columns * b.rows, i, *end;
	struct segment_walk walk = {.rings = rings};
	struct gw_edge e;

	end = calloc(buckets + 1, sizeof *end);
	if (!end)
		return gw_fail_nomem(err);
	while (next_segment(&walk, &e))
		end[bucket_of(&b, e.a) + 1]++;
	for (i = 0; i < buckets; i++)
		end[i + 1] += end[i];
	/* end[i] is bucket i's start for now; filling the bucket moves it to the bucket's end. */
	walk = (struct segment_walk){.rings = rings};
	while (next_segment(&walk, &e))
		grid->edges[end[bucket_of(&b, e.a)]++] = e;
	for (i = 0; i < buckets; i++)
		join_bucket(
			grid, grid->edges + (i ? end[i - 1] : 0), end[i] - (i ? end[i - 1] : 0));
	free(end);
	return GW_OK;
}

enum gw_status gw_grid_create(
	struct gw_grid **out, const struct gw_rings *rings, struct gw_error *err)
{
	enum gw_status st;
	struct gw_grid *grid;
	void *trimmed;
	size_t i;

	grid = calloc(1, sizeof *grid);
	if (!grid)
		return gw_fail_nomem(err);
	grid->num_cells = rings->num_cells;
	grid->bbox = gw_bbox_empty();
	for (i = 0; i < rings->num_points; i++)
		grid->bbox = gw_bbox_with(grid->bbox, rings->points[i]);
	grid->edges = gw_alloc_table(rings->num_points, sizeof *grid->edges);
	if (!grid->edges) {
		st = gw_fail_nomem(err);
		goto fail;
	}
	if (rings->num_points) {
		st = sort_and_join(grid, rings, err);
		if (st)
			goto fail;
	}
	grid->bbox = gw_bbox_empty();
	for (i = 0; i < grid->num_edges; i++)
		grid->bbox =
			gw_bbox_with(gw_bbox_with(grid->bbox, grid->edges[i].a), grid->edges[i].b);
	trimmed = realloc(grid->edges, grid->num_edges * sizeof *grid->edges + !grid->num_edges);
	if (trimmed)
		grid->edges = trimmed;
	*out = grid;
	return GW_OK;
fail:
	gw_grid_destroy(grid);
	return st;
}

void gw_grid_destroy(struct gw_grid *grid)
{
	if (!grid)
		return;
	free(grid->edges);
	free(grid);
}

size_t gw_grid_bytes(const struct gw_grid *grid)
{
	return sizeof *grid + grid->num_edges * sizeof *grid->edges;
}
