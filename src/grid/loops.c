/* SPDX-License-Identifier: Apache-2.0 */
#include "grid/loops.h"

#include "base/mem.h"
#include "grid/turn.h"

#include <stdlib.h>
#include <string.h>

static int compare_points(struct gw_lonlat a, struct gw_lonlat b)
{
	if (a.lon != b.lon)
		return a.lon < b.lon ? -1 : 1;
	return (a.lat > b.lat) - (a.lat < b.lat);
}

static int compare_start(const struct gw_dart *d, gw_cell_id cell, struct gw_lonlat at)
{
	if (d->cell != cell)
		return d->cell < cell ? -1 : 1;
	return compare_points(d->from, at);
}

static int compare_darts(const void *x, const void *y)
{
	const struct gw_dart *a = x, *b = y;
	int order = compare_start(a, b->cell, b->from);

	if (!order)
		order = gw_turn_compare(a->from, a->to, b->to);
	if (!order)
		order = compare_points(a->to, b->to);
	return order ? order : (a->other > b->other) - (a->other < b->other);
}

static bool same_start(const struct gw_dart *a, const struct gw_dart *b)
{
	return a->cell == b->cell && gw_lonlat_equal(a->from, b->from);
}

static void mark_forks(struct gw_dart *darts, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		darts[i].forked = (i && same_start(&darts[i], &darts[i - 1])) ||
			(i + 1 < n && same_start(&darts[i], &darts[i + 1]));
}

/*
 * The dart that goes on from d: the first clockwise from the way back, so that the cell's land at
 * this corner is what lies between. n when there is none.
 */
static size_t next_dart(const struct gw_dart *darts, size_t n, const struct gw_dart *d)
{
	size_t lo = 0, hi = n, first, next;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (compare_start(&darts[mid], d->cell, d->to) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	first = lo;
	if (first == n || compare_start(&darts[first], d->cell, d->to) != 0)
		return n;
	for (next = n; lo < n && compare_start(&darts[lo], d->cell, d->to) == 0; lo++)
		if (gw_turn_compare(d->to, darts[lo].to, d->from) < 0)
			next = lo;
	return next == n ? lo - 1 : next;
}

/* Follows the loop from darts[start] into `loop`; returns its length, 0 when it does not close. */
static size_t follow(
	const struct gw_dart *darts, size_t n, size_t start, bool *used, struct gw_dart *loop)
{
	size_t len = 0, at = start;

	do {
		used[at] = true;
		loop[len++] = darts[at];
		at = next_dart(darts, n, &darts[at]);
	} while (at < n && !used[at]);
	return at == start ? len : 0;
}

enum gw_status gw_loops_trace(struct gw_dart *darts, size_t n,
	enum gw_status (*visit)(
		void *context, const struct gw_dart *loop, size_t n, struct gw_error *err),
	void *context, struct gw_error *err)
{
	struct gw_dart *loop = gw_alloc_array(n, sizeof *loop);
	bool *used = calloc(n + 1, sizeof *used);
	enum gw_status st = GW_OK;
	size_t i, len;

	if (!loop || !used) {
		st = gw_fail_nomem(err);
		goto out;
	}
	if (n)
		qsort(darts, n, sizeof *darts, compare_darts);
	mark_forks(darts, n);
	for (i = 0; i < n && !st; i++) {
		if (used[i])
			continue;
		len = follow(darts, n, i, used, loop);
		if (len)
			st = visit(context, loop, len, err);
	}
out:
	free(used);
	free(loop);
	return st;
}

/* The points passed since the start, less the rings cut off already. */
struct cutting {
	struct gw_lonlat *points;
	size_t n;
	size_t *forks; /* where in points the loop may come back to */
	size_t num_forks;
};

static enum gw_status add_ring(struct gw_rings *rings, const struct gw_lonlat *points, size_t n,
	gw_cell_id as, struct gw_error *err)
{
	enum gw_status st;
	bool kept;

	st = gw_rings_add(rings, as, 0, false, points, n, &kept, err);
	if (!st && kept) {
		struct gw_ring *ring = &rings->rings[rings->num_rings - 1];

		ring->hole = gw_ring_area2(rings, ring) < 0;
	}
	return st;
}

/* If the loop has been at p, cuts off the ring since then. */
static enum gw_status cut_at(struct cutting *c, struct gw_lonlat p, struct gw_rings *rings,
	gw_cell_id as, struct gw_error *err)
{
	enum gw_status st;
	size_t i, at;

	for (i = c->num_forks; i > 0; i--) {
		at = c->forks[i - 1];
		if (!gw_lonlat_equal(c->points[at], p))
			continue;
		st = add_ring(rings, c->points + at, c->n - at, as, err);
		c->n = at;
		c->num_forks = i - 1;
		return st;
	}
	return GW_OK;
}

enum gw_status gw_loop_to_rings(struct gw_rings *rings, const struct gw_dart *loop, size_t n,
	gw_cell_id as, struct gw_error *err)
{
	struct cutting c = {0};
	enum gw_status st = GW_OK;
	size_t i;

	c.points = gw_alloc_array(n, sizeof *c.points);
	c.forks = gw_alloc_array(n, sizeof *c.forks);
	if (!c.points || !c.forks) {
		st = gw_fail_nomem(err);
		goto out;
	}
	for (i = 0; i < n && !st; i++) {
		if (loop[i].forked) {
			st = cut_at(&c, loop[i].from, rings, as, err);
			c.forks[c.num_forks++] = c.n;
		}
		c.points[c.n++] = loop[i].from;
	}
	if (!st)
		st = add_ring(rings, c.points, c.n, as, err);
out:
	free(c.forks);
	free(c.points);
	return st;
}

__int128 gw_loop_area2(const struct gw_dart *loop, size_t n)
{
	struct gw_lonlat o = loop[0].from;
	__int128 sum = 0;
	size_t i;

	for (i = 0; i < n; i++)
		sum += (__int128)((int64_t)loop[i].from.lon - o.lon) *
				((int64_t)loop[i].to.lat - o.lat) -
			(__int128)((int64_t)loop[i].to.lon - o.lon) *
				((int64_t)loop[i].from.lat - o.lat);
	return sum;
}
