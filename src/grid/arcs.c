/* SPDX-License-Identifier: Apache-2.0 */
#include "grid/arcs.h"

#include "base/mem.h"
#include "grid/mates.h"

#include <stdlib.h>

struct joiner {
	const struct gw_grid *grid;
	gw_end_id *mates;
	bool *walked; /* by edge */
};

/* Appends the arc that starts with an end and its edge. */
static void walk(struct joiner *j, struct gw_arcs *arcs, gw_end_id at)
{
	const struct gw_edge *e = &j->grid->edges[at / 2];

	arcs->items[arcs->n] =
		at % 2 ? (struct gw_arc){e->right, e->left} : (struct gw_arc){e->left, e->right};
	arcs->points[arcs->num_points++] = gw_end_place(j->grid, at);
	while (at != GW_NO_END && !j->walked[at / 2]) {
		j->walked[at / 2] = true;
		arcs->points[arcs->num_points++] = gw_end_place(j->grid, at ^ 1);
		at = j->mates[at ^ 1];
	}
	arcs->first[++arcs->n] = arcs->num_points;
}

/* First from every node, then along what is left: loops. */
static void walk_all(struct joiner *j, struct gw_arcs *arcs)
{
	gw_end_id id, n = (gw_end_id)(2 * j->grid->num_edges);

	arcs->first[0] = 0;
	for (id = 0; id < n; id++)
		if (j->mates[id] == GW_NO_END && !j->walked[id / 2])
			walk(j, arcs, id);
	for (id = 0; id < n; id++)
		if (!j->walked[id / 2])
			walk(j, arcs, id);
}

static void trim(void *items, size_t n, size_t size)
{
	void **at = items, *trimmed = realloc(*at, n * size + !n);

	if (trimmed)
		*at = trimmed;
}

enum gw_status gw_arcs_init(struct gw_arcs *arcs, const struct gw_grid *grid, struct gw_error *err)
{
	struct joiner j = {.grid = grid};
	size_t n = grid->num_edges;
	enum gw_status st;

	*arcs = (struct gw_arcs){0};
	st = gw_mates_find(&j.mates, grid, NULL, err);
	if (st)
		return st;
	j.walked = calloc(n + 1, sizeof *j.walked);
	/* as many as if every edge were an arc */
	arcs->items = gw_alloc_table(n + 1, sizeof *arcs->items);
	arcs->first = gw_alloc_table(n + 1, sizeof *arcs->first);
	arcs->points = gw_alloc_table(2 * n + 1, sizeof *arcs->points);
	if (j.walked && arcs->items && arcs->first && arcs->points) {
		walk_all(&j, arcs);
		trim(&arcs->items, arcs->n, sizeof *arcs->items);
		trim(&arcs->first, (size_t)arcs->n + 1, sizeof *arcs->first);
		trim(&arcs->points, arcs->num_points, sizeof *arcs->points);
	} else {
		gw_arcs_finish(arcs);
		st = gw_fail_nomem(err);
	}
	free(j.mates);
	free(j.walked);
	return st;
}

void gw_arcs_finish(struct gw_arcs *arcs)
{
	free(arcs->items);
	free(arcs->first);
	free(arcs->points);
	*arcs = (struct gw_arcs){0};
}
