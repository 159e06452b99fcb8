/* SPDX-License-Identifier: Apache-2.0 */
#include "peer.h"

#include "base/mem.h"
#include "city.h"

#include <geos_c.h>
#include <malloc.h>
#include <stdlib.h>

#define NODE_CAPACITY 10 /* GEOS's own default */

/*
 * A tree of the cells' boxes, and every cell as a prepared geometry. GEOS prepares and packs at the
 * first question, so one is asked of each while building.
 */
struct geos {
	GEOSContextHandle_t ctx;
	GEOSSTRtree *tree;
	struct cell {
		GEOSGeometry *shape;
		const GEOSPreparedGeometry *prepared;
		gw_cell_id id;
	} * cells;
	size_t num_cells, bytes;
	bool borders;
};

typedef char predicate(GEOSContextHandle_t, const GEOSPreparedGeometry *, const GEOSGeometry *);

/* One point under question. */
struct question {
	GEOSContextHandle_t ctx;
	predicate *ask;
	const GEOSGeometry *point;
	gw_cell_id expected;
	size_t found;
	bool hit;
};

static void visit_candidate(void *item, void *context)
{
	const struct cell *cell = item;
	struct question *q = context;

	if (q->ask(q->ctx, cell->prepared, q->point) != 1)
		return;
	q->found++;
	q->hit |= cell->id == q->expected;
}

static GEOSGeometry *point_of(const struct geos *geos, struct gw_lonlat p)
{
	return GEOSGeom_createPointFromXY_r(geos->ctx, p.lon, p.lat);
}

static bool add_cell(struct geos *geos, GEOSWKBReader *reader, const struct gw_buf *wkb,
	const struct gw_rings *rings, const struct gw_ring *ring)
{
	struct cell *cell = &geos->cells[geos->num_cells];
	GEOSGeometry *vertex = point_of(geos, rings->points[ring->first]);

	cell->id = ring->cell;
	cell->shape =
		GEOSWKBReader_read_r(geos->ctx, reader, (const unsigned char *)wkb->data, wkb->len);
	cell->prepared = cell->shape ? GEOSPrepare_r(geos->ctx, cell->shape) : NULL;
	geos->num_cells++;
	if (!cell->prepared || !vertex)
		return false;
	GEOSPreparedIntersects_r(geos->ctx, cell->prepared, vertex);
	GEOSPreparedContains_r(geos->ctx, cell->prepared, vertex);
	GEOSSTRtree_insert_r(geos->ctx, geos->tree, cell->shape, cell);
	GEOSGeom_destroy_r(geos->ctx, vertex);
	return true;
}

static bool add_cells(struct geos *geos, const struct gw_rings *rings)
{
	GEOSWKBReader *reader = GEOSWKBReader_create_r(geos->ctx);
	size_t first, end = 0;
	struct gw_buf wkb;
	bool ok = reader;

	gw_buf_init(&wkb, BENCH_WKB_MAX);
	while (ok && bench_next_cell(rings, &first, &end)) {
		bench_cell_wkb(&wkb, rings, first, end);
		ok = gw_buf_ok(&wkb) && add_cell(geos, reader, &wkb, rings, &rings->rings[first]);
	}
	gw_buf_finish(&wkb);
	if (reader)
		GEOSWKBReader_destroy_r(geos->ctx, reader);
	return ok;
}

static size_t heap_bytes(void)
{
	struct mallinfo2 info = mallinfo2();

	return info.uordblks + info.hblkhd;
}

static void geos_destroy(void *self)
{
	struct geos *geos = self;
	size_t i;

	if (geos->tree)
		GEOSSTRtree_destroy_r(geos->ctx, geos->tree);
	for (i = 0; i < geos->num_cells; i++) {
		GEOSPreparedGeom_destroy_r(geos->ctx, geos->cells[i].prepared);
		GEOSGeom_destroy_r(geos->ctx, geos->cells[i].shape);
	}
	if (geos->ctx)
		GEOS_finish_r(geos->ctx);
	free(geos->cells);
	free(geos);
}

static enum gw_status geos_locate(void *self, const struct bench_points *points,
	struct bench_counts *counts, struct gw_error *err)
{
	struct geos *geos = self;
	struct question q = {.ctx = geos->ctx};
	double start = bench_seconds();
	size_t i;

	q.ask = geos->borders ? GEOSPreparedIntersects_r : GEOSPreparedContains_r;
	for (i = 0; i < points->n; i++) {
		GEOSGeometry *point = point_of(geos, points->points[i]);

		if (!point)
			return gw_fail(err, GW_ENOMEM, "GEOS makes no point");
		q.point = point;
		q.expected = points->expected[i];
		q.found = 0;
		q.hit = false;
		GEOSSTRtree_query_r(geos->ctx, geos->tree, point, visit_candidate, &q);
		GEOSGeom_destroy_r(geos->ctx, point);
		bench_count(counts, geos->borders, q.found, q.hit, q.expected);
	}
	counts->seconds += bench_seconds() - start;
	return GW_OK;
}

static enum gw_status build(void **out, const struct gw_rings *rings, bool borders, double *seconds,
	struct gw_error *err)
{
	const gw_cell_id nowhere = GW_OUTSIDE;
	const struct bench_points first = {rings->points, &nowhere, 1};
	struct bench_counts ignored = {0};
	double start = bench_seconds();
	size_t before = heap_bytes();
	struct geos *geos = calloc(1, sizeof *geos);

	if (!geos)
		return gw_fail_nomem(err);
	geos->borders = borders;
	geos->ctx = GEOS_init_r();
	geos->cells = calloc((size_t)rings->num_cells + 1, sizeof *geos->cells);
	if (geos->ctx)
		geos->tree = GEOSSTRtree_create_r(geos->ctx, NODE_CAPACITY);
	if (!geos->cells || !geos->tree || !add_cells(geos, rings) ||
		geos_locate(geos, &first, &ignored, NULL)) {
		geos_destroy(geos);
		return gw_fail(err, GW_EINVAL, "GEOS refuses the cells");
	}
	geos->bytes = heap_bytes() - before;
	*seconds = bench_seconds() - start;
	*out = geos;
	return GW_OK;
}

static enum gw_status build_contains(
	void **out, const struct gw_rings *rings, double *seconds, struct gw_error *err)
{
	return build(out, rings, false, seconds, err);
}

static enum gw_status build_intersects(
	void **out, const struct gw_rings *rings, double *seconds, struct gw_error *err)
{
	return build(out, rings, true, seconds, err);
}

static size_t geos_bytes(void *self)
{
	return ((struct geos *)self)->bytes;
}

const struct bench_peer bench_geos_contains = {
	"GEOS contains", true, build_contains, geos_locate, geos_bytes, geos_destroy};
const struct bench_peer bench_geos_intersects = {
	"GEOS intersects", true, build_intersects, geos_locate, geos_bytes, geos_destroy};
