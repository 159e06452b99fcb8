/* SPDX-License-Identifier: Apache-2.0 */
#include "render/chains.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* An end of an edge: 2 * edge for its a, and one more for its b. */
typedef uint32_t end_id;

#define NO_END UINT32_MAX

/* An end and what it is sorted by. */
struct end {
	struct gw_lonlat at;
	end_id id;
	uint8_t level;
};

struct joiner {
	const struct gw_grid *grid;
	const uint8_t *edge_level;
	struct gw_chains *chains;
	size_t cap_chains;
	struct end *ends; /* by level, then place */
	size_t num_ends;
	end_id *mate; /* of each end, the one other end of its level at its place, or NO_END */
};

static int compare_ends(const void *x, const void *y)
{
	const struct end *a = x, *b = y;

	if (a->level != b->level)
		return a->level < b->level ? -1 : 1;
	if (a->at.lon != b->at.lon)
		return a->at.lon < b->at.lon ? -1 : 1;
	if (a->at.lat != b->at.lat)
		return a->at.lat < b->at.lat ? -1 : 1;
	return (a->id > b->id) - (a->id < b->id);
}

static bool same_place(const struct end *a, const struct end *b)
{
	return a->level == b->level && gw_lonlat_equal(a->at, b->at);
}

static void pair_ends(struct joiner *j)
{
	size_t first, last, n;

	memset(j->mate, 0xff, 2 * j->grid->num_edges * sizeof *j->mate);
	for (first = 0; first < j->num_ends; first = last) {
		for (last = first + 1; last < j->num_ends; last++)
			if (!same_place(&j->ends[first], &j->ends[last]))
				break;
		n = last - first;
		if (n == 2) {
			j->mate[j->ends[first].id] = j->ends[first + 1].id;
			j->mate[j->ends[first + 1].id] = j->ends[first].id;
		}
	}
}

static void collect_ends(struct joiner *j)
{
	size_t i;

	for (i = 0; i < j->grid->num_edges; i++) {
		const struct gw_edge *e = &j->grid->edges[i];
		end_id id = (end_id)(2 * i);

		if (j->edge_level[i] == GW_NO_CHAIN_LEVEL)
			continue;
		j->ends[j->num_ends++] = (struct end){e->a, id, j->edge_level[i]};
		j->ends[j->num_ends++] = (struct end){e->b, id + 1, j->edge_level[i]};
	}
	qsort(j->ends, j->num_ends, sizeof *j->ends, compare_ends);
}

static void push_point(struct gw_chains *chains, const struct joiner *j, end_id id)
{
	const struct gw_edge *e = &j->grid->edges[id / 2];

	chains->points[chains->num_points++] = gw_world_from_lonlat(id % 2 ? e->b : e->a);
}

static double length_of(const struct gw_chains *chains, const struct gw_chain *chain)
{
	const struct gw_world *p = chains->points + chain->first;
	double length = 0;
	uint32_t i;

	for (i = 0; i + 1 < chain->count; i++)
		length += hypot(p[i + 1].x - p[i].x, p[i + 1].y - p[i].y);
	return length;
}

/*
 * Makes the chain that runs from an end along its edge, and on, as far as it may. Leaves in *from
 * the end where it was cut for its length, or NO_END, and adds its length to *start.
 */
static bool walk(struct joiner *j, end_id *from, double *start)
{
	struct gw_chains *c = j->chains;
	struct gw_chain chain = {.first = c->num_points, .start = *start};
	end_id at = *from;

	if (!gw_grow(&c->chains, c->num_chains, &j->cap_chains, sizeof *c->chains))
		return false;
	push_point(c, j, at);
	while (at != NO_END && c->of_edge[at / 2] == GW_NO_CHAIN &&
		chain.count < GW_CHAIN_EDGES_MAX) {
		c->of_edge[at / 2] = c->num_chains;
		push_point(c, j, at ^ 1);
		at = j->mate[at ^ 1];
		chain.count++;
	}
	chain.count++; /* of points */
	c->chains[c->num_chains++] = chain;
	*start += length_of(c, &chain);
	*from = at;
	return true;
}

/* Walks from every end of a level: first from those where chains end, then what is left, loops. */
static bool walk_level(struct joiner *j, size_t first, size_t last)
{
	size_t i;
	int round;

	for (round = 0; round < 2; round++)
		for (i = first; i < last; i++) {
			end_id id = j->ends[i].id;
			double start = 0;

			if (round == 0 && j->mate[id] != NO_END)
				continue;
			while (id != NO_END && j->chains->of_edge[id / 2] == GW_NO_CHAIN)
				if (!walk(j, &id, &start))
					return false;
		}
	return true;
}

static bool join(struct joiner *j)
{
	size_t first = 0, last;
	uint32_t level;

	collect_ends(j);
	pair_ends(j);
	for (level = 0; level < GW_CHAIN_LEVELS_MAX; level++) {
		j->chains->level_first[level] = j->chains->num_chains;
		for (last = first; last < j->num_ends && j->ends[last].level == level; last++)
			;
		if (!walk_level(j, first, last))
			return false;
		first = last;
	}
	j->chains->level_first[level] = j->chains->num_chains;
	return true;
}

enum gw_status gw_chains_init(struct gw_chains *chains, const struct gw_grid *grid,
	const uint8_t *edge_level, struct gw_error *err)
{
	struct joiner j = {.grid = grid, .edge_level = edge_level, .chains = chains};
	size_t n = grid->num_edges;
	bool ok;

	*chains = (struct gw_chains){0};
	j.ends = gw_alloc_array(2 * n + 1, sizeof *j.ends);
	j.mate = gw_alloc_array(2 * n + 1, sizeof *j.mate);
	chains->of_edge = gw_alloc_array(n + 1, sizeof *chains->of_edge);
	chains->points = gw_alloc_array(2 * n + 1, sizeof *chains->points);
	ok = j.ends && j.mate && chains->of_edge && chains->points;
	if (ok) {
		memset(chains->of_edge, 0xff, n * sizeof *chains->of_edge);
		ok = join(&j);
	}
	free(j.ends);
	free(j.mate);
	if (!ok) {
		gw_chains_finish(chains);
		return gw_fail_nomem(err);
	}
	return GW_OK;
}

void gw_chains_finish(struct gw_chains *chains)
{
	free(chains->chains);
	free(chains->of_edge);
	free(chains->points);
	*chains = (struct gw_chains){0};
}
