/* SPDX-License-Identifier: Apache-2.0 */
#include "grid/poles.h"

#include "base/mem.h"
#include "base/threads.h"

#include <float.h>
#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>

/*
 * Best first over squares: no point of a square is further from the border than its middle is, plus
 * half its diagonal. Squares that cannot beat the best point by PRECISION are left; a point must
 * beat it by half of that to replace it, so that among equals the first, the centroid, stays.
 */
#define PRECISION   0.01F
#define HALF_ROOT_2 0.70710678F

/* Ribbons hundreds of times longer than wide are left with the best found so far. */
#define PROBES_MAX 8192

/* The unit's box is first cut into squares, no more of them than this. */
#define FIRST_SQUARES 32

/* Four edges at once, lane by lane. */
#define LANES 4
typedef float floats __attribute__((vector_size(LANES * sizeof(float))));
typedef int32_t ints __attribute__((vector_size(LANES * sizeof(int32_t))));

struct block {
	floats ax, ay, bx, by; /* from a to b */
	floats inverse; /* of the squared length */
};

/*
 * A unit's border in its own frame, whose origin is the north-west corner of the unit's box and
 * whose measure is the box's longer side: floats are fine enough there. The unit is on the same
 * hand of all edges.
 */
struct outline {
	struct block *blocks;
	size_t num_blocks;
	float width, height;
	struct gw_world origin;
	double measure;
};

/* Where the lanes of the last block stand that have no edge: too far to be the nearest. */
#define FAR_AWAY 1e9F

struct square {
	float x, y, half; /* its middle, half its side */
	float bound; /* no point of it is deeper than this */
	unsigned number; /* as made: equals come in this order */
};

struct search {
	const struct outline *outline;
	struct square *heap; /* PROBES_MAX of them, the most promising first */
	unsigned num_heap, probes;
	float x, y, depth; /* the best so far */
};

struct poles_job {
	const struct gw_division *division;
	const uint32_t *unit_of; /* each cell's */
	size_t *ends; /* unit u has edges[ends[u] .. ends[u + 1]) */
	uint32_t *edges;
	size_t most; /* edges of one unit */
	struct gw_poles *poles;
	atomic_bool no_memory;
};

static floats lesser(floats a, floats b)
{
	ints less = a < b;

	return (floats)(((ints)a & less) | ((ints)b & ~less));
}

/* How deep inside the outline a point lies; negative outside. */
static float depth_at(const struct outline *o, float x, float y)
{
	const floats zero = {0}, one = zero + 1;
	floats nearest = zero + FLT_MAX;
	ints inside = {0};
	float nearest2 = FLT_MAX;
	size_t i;
	int lane, odd = 0;

	for (i = 0; i < o->num_blocks; i++) {
		const struct block *e = &o->blocks[i];
		floats dx = e->bx - e->ax, dy = e->by - e->ay, px = x - e->ax, py = y - e->ay, t;
		ints a_below = e->ay > y, b_below = e->by > y;

		/* a ray to the east meets the edge */
		inside ^= (a_below ^ b_below) & ~((px * dy < py * dx) ^ b_below);
		t = -lesser(-lesser((px * dx + py * dy) * e->inverse, one), zero);
		px -= t * dx;
		py -= t * dy;
		nearest = lesser(px * px + py * py, nearest);
	}
	for (lane = 0; lane < LANES; lane++) {
		nearest2 = fminf(nearest2, nearest[lane]);
		odd ^= inside[lane];
	}
	return odd ? sqrtf(nearest2) : -sqrtf(nearest2);
}

static bool comes_before(const struct square *a, const struct square *b)
{
	return a->bound != b->bound ? a->bound > b->bound : a->number < b->number;
}

static void push(struct search *s, struct square square)
{
	unsigned at = s->num_heap++, up;

	for (; at && comes_before(&square, &s->heap[up = (at - 1) / 2]); at = up)
		s->heap[at] = s->heap[up];
	s->heap[at] = square;
}

static struct square pop(struct search *s)
{
	struct square top = s->heap[0], last = s->heap[--s->num_heap];
	unsigned at = 0, down;

	while ((down = 2 * at + 1) < s->num_heap) {
		if (down + 1 < s->num_heap && comes_before(&s->heap[down + 1], &s->heap[down]))
			down++;
		if (!comes_before(&s->heap[down], &last))
			break;
		s->heap[at] = s->heap[down];
		at = down;
	}
	s->heap[at] = last;
	return top;
}

static float try_point(struct search *s, float x, float y)
{
	float depth = depth_at(s->outline, x, y);

	if (depth > s->depth * (1 + PRECISION / 2)) {
		s->x = x;
		s->y = y;
		s->depth = depth;
	}
	return depth;
}

static bool may_improve(const struct search *s, float bound)
{
	return bound > s->depth * (1 + PRECISION);
}

static void try_square(struct search *s, float x, float y, float half)
{
	float bound = try_point(s, x, y) + 2 * HALF_ROOT_2 * half;

	if (may_improve(s, bound))
		push(s, (struct square){x, y, half, bound, s->probes});
	s->probes++;
}

/* By the surveyor's formula; the box's middle for what has no area. */
static void try_centroid(struct search *s)
{
	const struct outline *o = s->outline;
	double area = 0, x = 0, y = 0;
	size_t i;
	int lane;

	for (i = 0; i < o->num_blocks; i++)
		for (lane = 0; lane < LANES; lane++) {
			const struct block *e = &o->blocks[i];
			double twice = (double)e->ax[lane] * e->by[lane] -
				(double)e->bx[lane] * e->ay[lane];

			area += twice;
			x += ((double)e->ax[lane] + e->bx[lane]) * twice;
			y += ((double)e->ay[lane] + e->by[lane]) * twice;
		}
	s->x = area != 0 ? (float)(x / (3 * area)) : o->width / 2;
	s->y = area != 0 ? (float)(y / (3 * area)) : o->height / 2;
	s->depth = fmaxf(depth_at(o, s->x, s->y), 0);
}

static void search_outline(struct search *s)
{
	const struct outline *o = s->outline;
	float side = fmaxf(fminf(o->width, o->height), 1.0F / FIRST_SQUARES), x, y;

	s->num_heap = s->probes = 0;
	try_centroid(s);
	for (x = 0; x < o->width; x += side)
		for (y = 0; y < o->height; y += side)
			try_square(s, x + side / 2, y + side / 2, side / 2);
	while (s->num_heap && s->probes + 4 <= PROBES_MAX) {
		struct square q = pop(s);
		float half = q.half / 2;

		if (!may_improve(s, q.bound))
			break;
		try_square(s, q.x - half, q.y - half, half);
		try_square(s, q.x + half, q.y - half, half);
		try_square(s, q.x - half, q.y + half, half);
		try_square(s, q.x + half, q.y + half, half);
	}
}

static struct gw_bbox box_of(const struct poles_job *job, uint32_t unit)
{
	const struct gw_edge *edges = job->division->grid->edges;
	struct gw_bbox box = gw_bbox_empty();
	size_t i;

	for (i = job->ends[unit]; i < job->ends[unit + 1]; i++) {
		box = gw_bbox_with(box, edges[job->edges[i]].a);
		box = gw_bbox_with(box, edges[job->edges[i]].b);
	}
	return box;
}

/*
 * Mercator's y over some latitudes: over a low box the parabola through its ends and middle, which
 * is off by less than a ten-thousandth of its height and saves most of the time.
 */
struct ordinates {
	int32_t middle;
	double half; /* of the box's height, in units; 0: too high for a parabola */
	double y, slope, bend;
};

#define LOW_BOX (GW_UNITS_PER_DEGREE / 2)

static double y_of(int32_t lat)
{
	return gw_world_from_lonlat((struct gw_lonlat){0, lat}).y;
}

static struct ordinates ordinates_of(int32_t south, int32_t north)
{
	int32_t half = (int32_t)(((int64_t)north - south + 1) / 2), middle = north - half;
	double above = y_of(north), at = y_of(middle), below = y_of(middle - half);

	if (half > LOW_BOX / 2)
		return (struct ordinates){0};
	return (struct ordinates){middle, half, at, (above - below) / 2, (above + below) / 2 - at};
}

static double ordinate(const struct ordinates *o, int32_t lat)
{
	double t;

	if (o->half <= 0)
		return y_of(lat);
	t = (lat - o->middle) / o->half;
	return o->y + t * (o->slope + t * o->bend);
}

static double abscissa(int32_t lon)
{
	return ((double)lon + GW_LON_MAX) / (2.0 * GW_LON_MAX);
}

static void set_edge(struct outline *o, size_t i, struct gw_world a, struct gw_world b)
{
	struct block *e = &o->blocks[i / LANES];
	size_t lane = i % LANES;
	float dx, dy, length2;

	e->ax[lane] = (float)((a.x - o->origin.x) / o->measure);
	e->ay[lane] = (float)((a.y - o->origin.y) / o->measure);
	e->bx[lane] = (float)((b.x - o->origin.x) / o->measure);
	e->by[lane] = (float)((b.y - o->origin.y) / o->measure);
	dx = e->bx[lane] - e->ax[lane];
	dy = e->by[lane] - e->ay[lane];
	length2 = dx * dx + dy * dy;
	e->inverse[lane] = length2 > 0 ? 1 / length2 : 0;
}

static size_t num_blocks(size_t edges)
{
	return (edges + LANES - 1) / LANES;
}

/* False when the unit's box is empty or flat. */
static bool take_outline(struct outline *o, const struct poles_job *job, uint32_t unit)
{
	const struct gw_edge *edges = job->division->grid->edges;
	const floats far = (floats){0} + FAR_AWAY;
	struct gw_bbox box = box_of(job, unit);
	size_t i, first = job->ends[unit], n = job->ends[unit + 1] - first;
	struct ordinates y;
	double east, south;

	if (gw_bbox_is_empty(box))
		return false;
	y = ordinates_of(box.min.lat, box.max.lat);
	o->origin = (struct gw_world){abscissa(box.min.lon), ordinate(&y, box.max.lat)};
	east = abscissa(box.max.lon) - o->origin.x;
	south = ordinate(&y, box.min.lat) - o->origin.y;
	o->measure = fmax(east, south);
	if (!(o->measure > 0))
		return false;
	o->width = (float)(east / o->measure);
	o->height = (float)(south / o->measure);
	o->num_blocks = num_blocks(n);
	o->blocks[o->num_blocks - 1] = (struct block){.ax = far, .ay = far, .bx = far, .by = far};
	for (i = 0; i < n; i++) {
		const struct gw_edge *e = &edges[job->edges[first + i]];
		struct gw_world a = {abscissa(e->a.lon), ordinate(&y, e->a.lat)};
		struct gw_world b = {abscissa(e->b.lon), ordinate(&y, e->b.lat)};
		bool on_left = job->unit_of[e->left] == unit;

		set_edge(o, i, on_left ? a : b, on_left ? b : a);
	}
	return true;
}

static void find_poles(void *context, size_t first, size_t count)
{
	struct poles_job *job = context;
	struct square *heap = gw_alloc_array(PROBES_MAX, sizeof *heap);
	struct outline o = {.blocks = gw_alloc_table(num_blocks(job->most), sizeof *o.blocks)};
	struct search s = {.outline = &o, .heap = heap};
	size_t unit;

	if (!o.blocks || !heap) {
		atomic_store(&job->no_memory, true);
		goto out;
	}
	for (unit = first; unit < first + count; unit++) {
		if (!take_outline(&o, job, (uint32_t)unit))
			continue;
		search_outline(&s);
		job->poles->items[unit] = (struct gw_pole){
			.at = {o.origin.x + s.x * o.measure, o.origin.y + s.y * o.measure},
			.radius = (float)(s.depth * o.measure),
		};
	}
out:
	free(o.blocks);
	free(heap);
}

static uint32_t *units_of_cells(const struct gw_units *units, uint32_t level)
{
	uint32_t *unit_of = gw_alloc_array((size_t)units->num_cells + 1, sizeof *unit_of);
	gw_cell_id c;

	if (!unit_of)
		return NULL;
	unit_of[GW_OUTSIDE] = GW_NO_UNIT;
	for (c = 1; c <= units->num_cells; c++)
		unit_of[c] =
			level == GW_NO_UNIT ? units->of_cell[c] : gw_units_above(units, c, level);
	return unit_of;
}

/* The units on the two sides of an edge, where it is a border between units. */
static bool is_border(const struct poles_job *job, const struct gw_edge *e, uint32_t units[2])
{
	units[0] = job->unit_of[e->left];
	units[1] = job->unit_of[e->right];
	return units[0] != units[1];
}

/* Sorts the borders between units by unit, each under both. */
static enum gw_status sort_edges(struct poles_job *job, struct gw_error *err)
{
	const struct gw_grid *grid = job->division->grid;
	size_t n = job->division->units->n, *ends, i;
	uint32_t units[2];
	int side;

	/* counted two places on, so that filling moves each end to where it belongs */
	ends = job->ends = calloc(n + 2, sizeof *ends);
	if (!ends)
		return gw_fail_nomem(err);
	for (i = 0; i < grid->num_edges; i++)
		for (side = 0; side < 2 && is_border(job, &grid->edges[i], units); side++)
			if (units[side] != GW_NO_UNIT)
				ends[units[side] + 2]++;
	for (i = 2; i < n + 2; i++) {
		job->most = ends[i] > job->most ? ends[i] : job->most;
		ends[i] += ends[i - 1];
	}
	job->edges = gw_alloc_array(ends[n + 1] + 1, sizeof *job->edges);
	if (!job->edges)
		return gw_fail_nomem(err);
	for (i = 0; i < grid->num_edges; i++)
		for (side = 0; side < 2 && is_border(job, &grid->edges[i], units); side++)
			if (units[side] != GW_NO_UNIT)
				job->edges[ends[units[side] + 1]++] = (uint32_t)i;
	return GW_OK;
}

enum gw_status gw_poles_create(struct gw_poles **out, const struct gw_division *division,
	uint32_t level, struct gw_error *err)
{
	const uint32_t n = division->units->n;
	uint32_t *unit_of = units_of_cells(division->units, level);
	struct gw_poles *poles = calloc(1, sizeof *poles);
	struct poles_job job = {.division = division, .unit_of = unit_of, .poles = poles};
	enum gw_status st;

	if (poles)
		poles->items = calloc((size_t)n + 1, sizeof *poles->items);
	if (!unit_of || !poles || !poles->items) {
		st = gw_fail_nomem(err);
		goto out;
	}
	poles->n = n;
	st = sort_edges(&job, err);
	if (st)
		goto out;
	gw_parallel_for(n, 1, gw_threads_available(), find_poles, &job);
	if (atomic_load(&job.no_memory))
		st = gw_fail_nomem(err);
out:
	free(job.ends);
	free(job.edges);
	free(unit_of);
	if (st)
		gw_poles_destroy(poles);
	else
		*out = poles;
	return st;
}

void gw_poles_destroy(struct gw_poles *poles)
{
	if (!poles)
		return;
	free(poles->items);
	free(poles);
}
