/* SPDX-License-Identifier: Apache-2.0 */
#include "render/thinning.h"

#include "base/mem.h"
#include "geo/mercator.h"

#include <math.h>
#include <stdlib.h>

static const struct gw_mesh_detail *detail_for(const struct gw_mesh *mesh, double tolerance)
{
	unsigned zoom = 0;

	while (zoom < GW_MESH_ZOOM_MAX && ldexp(GW_SIMPLIFY_PIXELS, -8 - (int)zoom) > tolerance)
		zoom++;
	return &mesh->details[zoom];
}

static struct gw_lonlat lonlat_of(struct gw_mesh_point p)
{
	return gw_lonlat_from_world((struct gw_world){ldexp(p.x, -32), ldexp(p.y, -32)});
}

/* The edge from p to q of an arc, turned as edges are. */
static struct gw_edge edge_of(struct gw_arc arc, struct gw_lonlat p, struct gw_lonlat q)
{
	if (p.lon < q.lon || (p.lon == q.lon && p.lat < q.lat))
		return (struct gw_edge){p, q, arc.left, arc.right};
	return (struct gw_edge){q, p, arc.right, arc.left};
}

static void add_arc(struct gw_grid *grid, const struct gw_mesh *mesh,
	const struct gw_mesh_detail *detail, uint32_t number)
{
	uint32_t i = detail->first[number], end = detail->first[number + 1];
	struct gw_lonlat p, q;

	if (i == end)
		return;
	p = lonlat_of(detail->points[i]);
	grid->bbox = gw_bbox_with(grid->bbox, p);
	for (i++; i < end; i++, p = q) {
		q = lonlat_of(detail->points[i]);
		if (gw_lonlat_equal(p, q)) /* apart by less than a unit */
			continue;
		grid->edges[grid->num_edges++] = edge_of(mesh->arcs[number], p, q);
		grid->bbox = gw_bbox_with(grid->bbox, q);
	}
}

static enum gw_status make_grid(struct gw_grid **out, const struct gw_mesh *mesh,
	const struct gw_mesh_detail *detail, gw_cell_id num_cells, struct gw_error *err)
{
	struct gw_grid *grid = calloc(1, sizeof *grid);
	uint32_t i;

	if (!grid)
		return gw_fail_nomem(err);
	*out = grid;
	grid->num_cells = num_cells;
	grid->bbox = gw_bbox_empty();
	grid->edges =
		gw_alloc_array((size_t)detail->first[mesh->num_arcs] + 1, sizeof *grid->edges);
	if (!grid->edges)
		return gw_fail_nomem(err);
	for (i = 0; i < mesh->num_arcs; i++)
		add_arc(grid, mesh, detail, i);
	return GW_OK;
}

enum gw_status gw_thinning_init(struct gw_thinning *thinning, const struct gw_division *division,
	const struct gw_mesh *mesh, double tolerance, struct gw_error *err)
{
	struct gw_division *thin = &thinning->division;
	enum gw_status st;

	*thin = (struct gw_division){.units = division->units};
	st = make_grid(
		&thin->grid, mesh, detail_for(mesh, tolerance), division->grid->num_cells, err);
	if (!st)
		st = gw_locator_create(&thin->locator, thin->grid, err);
	if (st)
		gw_thinning_finish(thinning);
	return st;
}

void gw_thinning_finish(struct gw_thinning *thinning)
{
	gw_locator_destroy(thinning->division.locator);
	gw_grid_destroy(thinning->division.grid);
	*thinning = (struct gw_thinning){0};
}
