/* SPDX-License-Identifier: Apache-2.0 */
#include "grid/outline.h"

#include "base/mem.h"
#include "grid/loops.h"

#include <stdlib.h>

struct outline {
	struct gw_rings *rings;
	gw_cell_id as;
};

static enum gw_status add_loop(
	void *context, const struct gw_dart *loop, size_t n, struct gw_error *err)
{
	struct outline *o = context;

	return gw_loop_to_rings(o->rings, loop, n, o->as, err);
}

/* The border's edges as darts that have the set, called `as`, on their left. */
static size_t collect_darts(
	struct gw_dart *darts, const struct gw_grid *grid, const bool *in_set, gw_cell_id as)
{
	size_t i, n = 0;

	for (i = 0; i < grid->num_edges; i++) {
		const struct gw_edge *e = &grid->edges[i];

		if (in_set[e->left] == in_set[e->right])
			continue;
		if (darts && in_set[e->left])
			darts[n] = (struct gw_dart){e->a, e->b, as, GW_OUTSIDE, false};
		else if (darts)
			darts[n] = (struct gw_dart){e->b, e->a, as, GW_OUTSIDE, false};
		n++;
	}
	return n;
}

enum gw_status gw_outline_trace(struct gw_rings *outline, const struct gw_grid *grid,
	const bool *in_set, gw_cell_id as, struct gw_error *err)
{
	struct outline o = {outline, as};
	enum gw_status st;
	struct gw_dart *darts;
	size_t n;

	n = collect_darts(NULL, grid, in_set, as);
	darts = gw_alloc_array(n, sizeof *darts);
	if (!darts)
		return gw_fail_nomem(err);
	collect_darts(darts, grid, in_set, as);
	st = gw_loops_trace(darts, n, add_loop, &o, err);
	free(darts);
	return st;
}
