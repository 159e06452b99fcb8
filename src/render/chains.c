/* SPDX-License-Identifier: Apache-2.0 */
#include "render/chains.h"

#include "base/mem.h"
#include "grid/mates.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct joiner {
	const struct gw_grid *grid;
	const uint8_t *edge_level;
	struct gw_chains *chains;
	size_t cap_chains;
	gw_end_id *mates; /* of the same level */
};

static void push_point(struct gw_chains *chains, const struct joiner *j, gw_end_id id)
{
	chains->points[chains->num_points++] = gw_world_from_lonlat(gw_end_place(j->grid, id));
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
 * the end where it was cut for its length, or GW_NO_END, and adds its length to *start.
 */
static bool walk(struct joiner *j, gw_end_id *from, double *start)
{
	struct gw_chains *c = j->chains;
	struct gw_chain chain = {.first = c->num_points, .start = *start};
	gw_end_id at = *from;

	if (!gw_grow(&c->chains, c->num_chains, &j->cap_chains, sizeof *c->chains))
		return false;
	push_point(c, j, at);
	while (at != GW_NO_END && c->of_edge[at / 2] == GW_NO_CHAIN &&
		chain.count < GW_CHAIN_EDGES_MAX) {
		c->of_edge[at / 2] = c->num_chains;
		push_point(c, j, at ^ 1);
		at = j->mates[at ^ 1];
		chain.count++;
	}
	chain.count++; /* of points */
	c->chains[c->num_chains++] = chain;
	*start += length_of(c, &chain);
	*from = at;
	return true;
}

/* Walks from every end of a level: first from those where chains end, then what is left, loops. */
static bool walk_level(struct joiner *j, uint32_t level)
{
	gw_end_id n = (gw_end_id)(2 * j->grid->num_edges), id, at;
	int round;

	for (round = 0; round < 2; round++)
		for (id = 0; id < n; id++) {
			double start = 0;

			if (j->edge_level[id / 2] != level ||
				(round == 0 && j->mates[id] != GW_NO_END))
				continue;
			for (at = id; at != GW_NO_END && j->chains->of_edge[at / 2] == GW_NO_CHAIN;)
				if (!walk(j, &at, &start))
					return false;
		}
	return true;
}

static bool join(struct joiner *j)
{
	bool has_level[UINT8_MAX + 1] = {false};
	uint32_t level;
	size_t i;

	for (i = 0; i < j->grid->num_edges; i++)
		has_level[j->edge_level[i]] = true;
	for (level = 0; level < GW_CHAIN_LEVELS_MAX; level++) {
		j->chains->level_first[level] = j->chains->num_chains;
		if (has_level[level] && !walk_level(j, level))
			return false;
	}
	j->chains->level_first[level] = j->chains->num_chains;
	return true;
}

enum gw_status gw_chains_init(struct gw_chains *chains, const struct gw_grid *grid,
	const uint8_t *edge_level, struct gw_error *err)
{
	struct joiner j = {.grid = grid, .edge_level = edge_level, .chains = chains};
	size_t n = grid->num_edges;
	enum gw_status st;

	*chains = (struct gw_chains){0};
	st = gw_mates_find(&j.mates, grid, edge_level, err);
	if (st)
		return st;
	chains->of_edge = gw_alloc_array(n + 1, sizeof *chains->of_edge);
	chains->points = gw_alloc_array(2 * n + 1, sizeof *chains->points);
	if (chains->of_edge)
		memset(chains->of_edge, 0xff, n * sizeof *chains->of_edge);
	if (!chains->of_edge || !chains->points || !join(&j)) {
		gw_chains_finish(chains);
		st = gw_fail_nomem(err);
	}
	free(j.mates);
	return st;
}

void gw_chains_finish(struct gw_chains *chains)
{
	free(chains->chains);
	free(chains->of_edge);
	free(chains->points);
	*chains = (struct gw_chains){0};
}
