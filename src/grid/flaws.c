/* SPDX-License-Identifier: Apache-2.0 */
#include "grid/flaws.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/*
 * Around a fold, the vertices of its lobe are up to this far from the crossing or its edges' ends.
 */
#define FOLD_REACH 4

void gw_flaws_init(struct gw_flaws *flaws)
{
	*flaws = (struct gw_flaws){0};
}

void gw_flaws_finish(struct gw_flaws *flaws)
{
	free(flaws->items);
	*flaws = (struct gw_flaws){0};
}

enum gw_status gw_flaws_add(struct gw_flaws *flaws, struct gw_flaw flaw, struct gw_error *err)
{
	if (flaws->n >= GW_FLAWS_MAX)
		return GW_OK;
	if (!gw_grow(&flaws->items, flaws->n, &flaws->capacity, sizeof flaw))
		return gw_fail_nomem(err);
	flaws->items[flaws->n++] = flaw;
	return GW_OK;
}

double gw_flaws_depth(const struct gw_edge *e, struct gw_lonlat p)
{
	double length = hypot((double)e->b.lon - e->a.lon, (double)e->b.lat - e->a.lat);

	return fabs((double)gw_orient(e->a, e->b, p)) / length;
}

static int compare_flaws(const void *x, const void *y)
{
	const struct gw_flaw *a = x, *b = y;
	const int64_t keys[][2] = {{a->place.lon, b->place.lon}, {a->place.lat, b->place.lat},
		{a->kind, b->kind}, {a->edges[0], b->edges[0]}, {a->edges[1], b->edges[1]}};
	size_t i;

	for (i = 0; i < sizeof keys / sizeof *keys; i++)
		if (keys[i][0] != keys[i][1])
			return keys[i][0] < keys[i][1] ? -1 : 1;
	return 0;
}

/* Sorts, and drops what was found in several tiles. */
static void tidy(struct gw_flaws *flaws)
{
	size_t i, kept = 0;

	if (!flaws->n)
		return;
	qsort(flaws->items, flaws->n, sizeof *flaws->items, compare_flaws);
	for (i = 0; i < flaws->n; i++)
		if (!kept || compare_flaws(&flaws->items[kept - 1], &flaws->items[i]) != 0)
			flaws->items[kept++] = flaws->items[i];
	flaws->n = kept;
}

/*
 * Between a fold's borders the two cells change places, which its vertices must not be blamed for:
 * the ends of its edges, and what else is at the crossing.
 */
static enum gw_status excuse_folds(struct gw_flaws *flaws, const struct gw_flaws *folds,
	const struct gw_grid *grid, struct gw_error *err)
{
	enum gw_status st = GW_OK;
	struct gw_places marks;
	size_t i, kept = 0;

	gw_places_init(&marks);
	for (i = 0; i < folds->n && !st; i++)
		st = gw_flaw_places(&folds->items[i], grid, &marks, err);
	gw_places_sort(&marks);
	for (i = 0; i < flaws->n; i++)
		if (flaws->items[i].kind != GW_FLAW_CELL ||
			!gw_places_near(&marks, flaws->items[i].place, FOLD_REACH))
			flaws->items[kept++] = flaws->items[i];
	flaws->n = kept;
	gw_places_finish(&marks);
	return st;
}

enum gw_status gw_flaw_places(const struct gw_flaw *flaw, const struct gw_grid *grid,
	struct gw_places *places, struct gw_error *err)
{
	const struct gw_edge *e = &grid->edges[flaw->edges[0]], *f = &grid->edges[flaw->edges[1]];
	const struct gw_lonlat all[] = {flaw->place, e->a, e->b, f->a, f->b};
	size_t n = flaw->kind == GW_FLAW_CROSSING || flaw->kind == GW_FLAW_TOUCH ? 5 : 1, i;
	enum gw_status st = GW_OK;

	for (i = 0; i < n && !st; i++)
		st = gw_places_add(places, all[i], err);
	return st;
}

enum gw_status gw_flaws_find(struct gw_flaws *flaws, const struct gw_grid *grid,
	const struct gw_locator *locator, struct gw_error *err)
{
	struct gw_flaws folds;
	enum gw_status st;

	if (grid->num_edges > UINT32_MAX / 2)
		return gw_fail_nomem(err);
	gw_flaws_init(&folds);
	st = gw_flaws_find_crossings(flaws, &folds, grid, locator, err);
	if (!st)
		st = gw_flaws_find_corners(flaws, grid, locator, err);
	if (!st && folds.n)
		st = excuse_folds(flaws, &folds, grid, err);
	tidy(flaws);
	gw_flaws_finish(&folds);
	return st;
}
