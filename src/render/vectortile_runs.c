/* SPDX-License-Identifier: Apache-2.0 */
#include "render/vectortile_runs.h"

#include "base/mem.h"
#include "render/vectortile_sort.h"

#include <stdlib.h>
#include <string.h>

#define KNOT_MASK ((1u << 2 * GW_KNOT_BITS) - 1)

/*
 * Darts: links seen from the areas on their hands, each run so that the area is on its right. Their
 * key is the area's number above the knot they come from, their value the knot they lead to.
 */
struct tracing {
	struct gw_sorted *darts; /* of one area */
	size_t n;
	bool *used;
	gw_knot *loop; /* the knots passed since the start, less the rings cut off already */
	size_t len;
	size_t *forks; /* where in the loop it may come back to */
	size_t num_forks;
	struct gw_runs *out;
};

void gw_runs_init(struct gw_runs *runs)
{
	*runs = (struct gw_runs){0};
}

void gw_runs_finish(struct gw_runs *runs)
{
	free(runs->items);
	free(runs->knots);
	gw_runs_init(runs);
}

static bool put_run(struct gw_runs *runs, struct gw_run run, const gw_knot *knots, size_t n)
{
	while (runs->num_knots + n > runs->cap_knots)
		if (!gw_grow(&runs->knots, runs->cap_knots, &runs->cap_knots, sizeof *knots))
			return false;
	if (!gw_grow(&runs->items, runs->n, &runs->capacity, sizeof *runs->items))
		return false;
	memcpy(runs->knots + runs->num_knots, knots, n * sizeof *knots);
	run.first = runs->num_knots;
	run.count = (uint32_t)n;
	runs->num_knots += n;
	runs->items[runs->n++] = run;
	return true;
}

static gw_knot start_of(struct gw_sorted dart)
{
	return (gw_knot)(dart.key & KNOT_MASK);
}

/* How far b is from the line from o to a, to its right as one sees it, times its length. */
static int64_t turn(gw_knot o, gw_knot a, gw_knot b)
{
	int64_t ax = gw_knot_x(a) - gw_knot_x(o), ay = gw_knot_y(a) - gw_knot_y(o);
	int64_t bx = gw_knot_x(b) - gw_knot_x(o), by = gw_knot_y(b) - gw_knot_y(o);

	return ax * by - ay * bx;
}

/* Whether, turning left at o from the way to `back`, one comes upon a before b. */
static bool is_sooner(gw_knot o, gw_knot back, gw_knot a, gw_knot b)
{
	bool far_a = turn(o, back, a) > 0, far_b = turn(o, back, b) > 0; /* past half a turn */

	if (far_a != far_b)
		return far_b;
	return turn(o, a, b) < 0;
}

static size_t first_from(const struct gw_sorted *darts, size_t n, gw_knot at)
{
	size_t lo = 0, hi = n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (start_of(darts[mid]) < at)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/*
 * The dart that goes on from darts[at], so that the area's land at this corner is what lies
 * between; n when there is none.
 */
static size_t next_dart(const struct tracing *t, size_t at)
{
	gw_knot from = start_of(t->darts[at]), here = t->darts[at].value;
	size_t i = first_from(t->darts, t->n, here), best = i;

	if (i == t->n || start_of(t->darts[i]) != here)
		return t->n;
	for (i++; i < t->n && start_of(t->darts[i]) == here; i++)
		if (is_sooner(here, from, t->darts[i].value, t->darts[best].value))
			best = i;
	return best;
}

static int64_t area_of(const gw_knot *ring, size_t n)
{
	int64_t sum = 0;
	size_t i;

	for (i = 2; i < n; i++)
		sum += turn(ring[0], ring[i - 1], ring[i]);
	return sum;
}

static bool put_ring(struct tracing *t, const gw_knot *ring, size_t n)
{
	struct gw_run run = {.number = (uint32_t)(t->darts[0].key >> 2 * GW_KNOT_BITS)};

	run.area2 = area_of(ring, n);
	return !run.area2 || put_run(t->out, run, ring, n);
}

/* If the loop has been at the knot, cuts off the ring since then. */
static bool cut_at(struct tracing *t, gw_knot knot)
{
	size_t i, at, len;

	for (i = t->num_forks; i > 0; i--) {
		at = t->forks[i - 1];
		if (t->loop[at] != knot)
			continue;
		len = t->len - at;
		t->len = at;
		t->num_forks = i - 1;
		return put_ring(t, t->loop + at, len);
	}
	return true;
}

/* Whether several darts begin where this one does. */
static bool is_fork(const struct tracing *t, size_t i)
{
	return (i && t->darts[i - 1].key == t->darts[i].key) ||
		(i + 1 < t->n && t->darts[i + 1].key == t->darts[i].key);
}

/* Follows a loop and puts its rings; one that does not close is left out. */
static bool trace_loop(struct tracing *t, size_t start)
{
	size_t first = t->out->n, knots = t->out->num_knots, at = start;

	t->len = t->num_forks = 0;
	do {
		t->used[at] = true;
		if (is_fork(t, at)) {
			if (!cut_at(t, start_of(t->darts[at])))
				return false;
			t->forks[t->num_forks++] = t->len;
		}
		t->loop[t->len++] = start_of(t->darts[at]);
		at = next_dart(t, at);
	} while (at < t->n && !t->used[at]);
	if (at == start)
		return put_ring(t, t->loop, t->len);
	t->out->n = first;
	t->out->num_knots = knots;
	return true;
}

/* Whether the middle of a ring's first side is within another ring. They do not share that side. */
static bool holds(
	const struct gw_runs *runs, const struct gw_run *outer, const struct gw_run *inner)
{
	const gw_knot *hole = runs->knots + inner->first, *k = runs->knots + outer->first;
	int64_t x = gw_knot_x(hole[0]) + gw_knot_x(hole[1]);
	int64_t y = gw_knot_y(hole[0]) + gw_knot_y(hole[1]);
	bool within = false;
	uint32_t i, j;

	for (i = 0, j = outer->count - 1; i < outer->count; j = i++) {
		int64_t ax = 2 * gw_knot_x(k[j]), ay = 2 * gw_knot_y(k[j]);
		int64_t bx = 2 * gw_knot_x(k[i]), by = 2 * gw_knot_y(k[i]);
		int64_t side;

		if ((ay > y) == (by > y))
			continue;
		side = (bx - ax) * (y - ay) - (by - ay) * (x - ax);
		within ^= by > ay ? side > 0 : side < 0;
	}
	return within;
}

/* The exterior around a hole: the smallest of the rings [first, n) that hold it. */
static size_t exterior_of(const struct gw_runs *runs, size_t first, size_t n, size_t hole)
{
	size_t best = n, i;

	for (i = first; i < n; i++)
		if (runs->items[i].area2 > 0 && holds(runs, &runs->items[i], &runs->items[hole]) &&
			(best == n || runs->items[i].area2 < runs->items[best].area2))
			best = i;
	return best;
}

/* Puts the rings from `first` on in the order of polygons; a hole without an exterior goes. */
static bool order_rings(struct gw_runs *runs, size_t first)
{
	size_t n = runs->n - first, i, out = 0;
	struct gw_sorted *order;
	struct gw_run *rings;

	if (n < 2 && (!n || runs->items[first].area2 > 0))
		return true;
	order = gw_alloc_array(2 * n, sizeof *order);
	rings = gw_alloc_array(n, sizeof *rings);
	if (order && rings) {
		for (i = 0; i < n; i++) {
			bool is_hole = runs->items[first + i].area2 < 0;
			size_t around =
				is_hole ? exterior_of(runs, first, runs->n, first + i) - first : i;

			order[i] = (struct gw_sorted){2 * around + is_hole, (uint32_t)i};
		}
		gw_sort_numbers(order, order + n, n);
		for (i = 0; i < n; i++)
			if (order[i].key < 2 * n)
				rings[out++] = runs->items[first + order[i].value];
		memcpy(runs->items + first, rings, out * sizeof *rings);
		runs->n = first + out;
	}
	free(order);
	free(rings);
	return order && rings;
}

static size_t make_darts(const struct gw_vectortile_lattice *lattice, struct gw_sorted *darts)
{
	size_t i, n = 0;

	for (i = 0; i < lattice->num_links; i++) {
		struct gw_vectortile_lattice_link link = lattice->links[i];

		if (link.left == link.right)
			continue;
		if (link.right)
			darts[n++] = (struct gw_sorted){
				(uint64_t)link.right << 2 * GW_KNOT_BITS | link.from, link.to};
		if (link.left)
			darts[n++] = (struct gw_sorted){
				(uint64_t)link.left << 2 * GW_KNOT_BITS | link.to, link.from};
	}
	return n;
}

/* The rings of the area that t->darts are of. */
static bool trace_area(struct tracing *t)
{
	size_t first = t->out->n, i;

	memset(t->used, 0, t->n * sizeof *t->used);
	for (i = 0; i < t->n; i++)
		if (!t->used[i] && !trace_loop(t, i))
			return false;
	return order_rings(t->out, first);
}

enum gw_status gw_runs_of_areas(
	struct gw_runs *runs, const struct gw_vectortile_lattice *lattice, struct gw_error *err)
{
	size_t max = 2 * lattice->num_links + 1, n, i, end;
	struct gw_sorted *darts = gw_alloc_array(2 * max, sizeof *darts);
	struct tracing t = {.out = runs};
	bool ok;

	runs->n = runs->num_knots = 0;
	t.used = gw_alloc_array(max, sizeof *t.used);
	t.loop = gw_alloc_array(max, sizeof *t.loop);
	t.forks = gw_alloc_array(max, sizeof *t.forks);
	ok = darts && t.used && t.loop && t.forks;
	n = ok ? make_darts(lattice, darts) : 0;
	gw_sort_numbers(darts, darts + max, n);
	for (i = 0; i < n && ok; i = end) {
		uint64_t area = darts[i].key >> 2 * GW_KNOT_BITS;

		for (end = i + 1; end < n && darts[end].key >> 2 * GW_KNOT_BITS == area; end++)
			;
		t.darts = darts + i;
		t.n = end - i;
		ok = trace_area(&t);
	}
	free(darts);
	free(t.used);
	free(t.loop);
	free(t.forks);
	return ok ? GW_OK : gw_fail_nomem(err);
}

/* An end of a link: links are numbered by pairs of ends, that at `from` first. */
struct joining {
	const struct gw_vectortile_lattice_link **links;
	struct gw_sorted *ends; /* by rank and knot */
	uint32_t *mates; /* by end: the one other end of its rank at its knot, or NO_END */
	bool *used; /* by link */
	gw_knot *line;
	size_t n; /* links */
};
#define NO_END UINT32_MAX

static gw_knot knot_of(const struct joining *j, uint32_t end)
{
	return end % 2 ? j->links[end / 2]->to : j->links[end / 2]->from;
}

static void find_mates(struct joining *j)
{
	size_t i, end;

	for (i = 0; i < 2 * j->n; i++)
		j->ends[i] = (struct gw_sorted){
			(uint64_t)j->links[i / 2]->rank << 32 | knot_of(j, (uint32_t)i),
			(uint32_t)i};
	gw_sort_numbers(j->ends, j->ends + 2 * j->n, 2 * j->n);
	for (i = 0; i < 2 * j->n; i = end) {
		for (end = i; end < 2 * j->n && j->ends[end].key == j->ends[i].key; end++)
			j->mates[j->ends[end].value] = NO_END;
		if (end == i + 2) {
			j->mates[j->ends[i].value] = j->ends[i + 1].value;
			j->mates[j->ends[i + 1].value] = j->ends[i].value;
		}
	}
}

/* The line that begins with an end and its link. */
static bool walk(struct joining *j, struct gw_runs *runs, uint32_t at)
{
	struct gw_run run = {.number = j->links[at / 2]->rank};
	size_t n = 0;

	j->line[n++] = knot_of(j, at);
	while (at != NO_END && !j->used[at / 2]) {
		j->used[at / 2] = true;
		j->line[n++] = knot_of(j, at ^ 1);
		at = j->mates[at ^ 1];
	}
	return put_run(runs, run, j->line, n);
}

/* First from where lines end, then along what is left: loops. Ranks stay in order. */
static bool walk_all(struct joining *j, struct gw_runs *runs)
{
	size_t i, end;
	bool ok = true;

	for (i = 0; i < 2 * j->n && ok; i = end) {
		uint64_t rank = j->ends[i].key >> 32;
		size_t k;

		for (end = i; end < 2 * j->n && j->ends[end].key >> 32 == rank; end++)
			;
		for (k = i; k < end && ok; k++)
			if (j->mates[j->ends[k].value] == NO_END && !j->used[j->ends[k].value / 2])
				ok = walk(j, runs, j->ends[k].value);
		for (k = i; k < end && ok; k++)
			if (!j->used[j->ends[k].value / 2])
				ok = walk(j, runs, j->ends[k].value);
	}
	return ok;
}

enum gw_status gw_runs_of_borders(struct gw_runs *runs, const struct gw_vectortile_lattice *lattice,
	uint8_t lowest, struct gw_error *err)
{
	size_t max = lattice->num_links + 1, i;
	struct joining j = {0};
	bool ok;

	runs->n = runs->num_knots = 0;
	j.links = gw_alloc_array(max, sizeof *j.links);
	j.ends = gw_alloc_array(4 * max, sizeof *j.ends);
	j.mates = gw_alloc_array(2 * max, sizeof *j.mates);
	j.used = calloc(max, sizeof *j.used);
	j.line = gw_alloc_array(max + 1, sizeof *j.line);
	ok = j.links && j.ends && j.mates && j.used && j.line;
	for (i = 0; i < lattice->num_links && ok; i++)
		if (lattice->links[i].rank <= lowest)
			j.links[j.n++] = &lattice->links[i];
	if (ok) {
		find_mates(&j);
		ok = walk_all(&j, runs);
	}
	free(j.links);
	free(j.ends);
	free(j.mates);
	free(j.used);
	free(j.line);
	return ok ? GW_OK : gw_fail_nomem(err);
}
