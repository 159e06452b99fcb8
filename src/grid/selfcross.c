/* SPDX-License-Identifier: Apache-2.0 */
#include "grid/diagnose.h"

#include "base/mem.h"
#include "grid/cellrings.h"

#include <math.h>
#include <stdlib.h>

/* Where a segment lies in the rings: from points[ring->first + at] to the next point. */
struct segment_place {
	const struct gw_ring *ring;
	uint32_t at;
};

static bool find_segment(const struct gw_cell_rings *by, gw_cell_id cell, const struct gw_edge *e,
	struct segment_place *out)
{
	const struct gw_ring *ring;
	size_t i;
	uint32_t k;

	for (i = 0; (ring = gw_cell_ring(by, cell, i)); i++) {
		const struct gw_lonlat *p = by->rings->points + ring->first;

		for (k = 0; k < ring->count; k++) {
			struct gw_lonlat a = p[k], b = p[k + 1 < ring->count ? k + 1 : 0];

			if ((gw_lonlat_equal(a, e->a) && gw_lonlat_equal(b, e->b)) ||
				(gw_lonlat_equal(a, e->b) && gw_lonlat_equal(b, e->a))) {
				*out = (struct segment_place){ring, k};
				return true;
			}
		}
	}
	return false;
}

/* The part of a ring from after one segment to the other, closed by the crossing of the two. */
static enum gw_status cut_lobe(struct gw_faces *lobe, const struct gw_rings *rings,
	struct segment_place from, uint32_t to, struct gw_lonlat crossing, struct gw_error *err)
{
	uint32_t n = (to + from.ring->count - from.at) % from.ring->count, i;
	struct gw_lonlat *points = gw_alloc_array((size_t)n + 1, sizeof *points);
	enum gw_status st;

	if (!points)
		return gw_fail_nomem(err);
	points[0] = crossing;
	for (i = 1; i <= n; i++)
		points[i] = rings->points[from.ring->first + (from.at + i) % from.ring->count];
	st = gw_faces_add(lobe, err);
	if (!st)
		st = gw_faces_add_ring(lobe, points, (size_t)n + 1, err);
	free(points);
	return st;
}

static double signed_area2(const struct gw_faces *faces, size_t ring)
{
	size_t start = gw_faces_ring_start(faces, ring), end = faces->ends[ring], i;
	struct gw_lonlat o = faces->points[start];
	double sum = 0;

	for (i = start; i + 1 < end; i++)
		sum += (double)gw_orient(o, faces->points[i], faces->points[i + 1]);
	return sum;
}

/*
 * Of the two lobes that a ring crossing itself makes, the one on whose border cell and neighbour
 * have changed sides: the one that runs the other way round than the whole, or else the smaller
 * one.
 */
static size_t flipped_lobe(const struct gw_faces *lobes)
{
	double first = signed_area2(lobes, 0), second = signed_area2(lobes, 1);
	bool ccw = first + second > 0;

	if ((first > 0) != (second > 0))
		return (first > 0) == ccw;
	return fabs(second) < fabs(first);
}

/* Measures the crossing of one ring with itself, and takes note of the vertices it explains. */
static enum gw_status measure_lobes(struct gw_diagnosis *d, struct segment_place x,
	struct segment_place y, struct gw_fault *fault, struct gw_error *err)
{
	struct gw_measure small, m;
	struct gw_faces lobes;
	enum gw_status st;
	size_t i, flipped;

	gw_faces_init(&lobes);
	st = cut_lobe(&lobes, d->rings, x, y.at, fault->place, err);
	if (!st)
		st = cut_lobe(&lobes, d->rings, y, x.at, fault->place, err);
	if (!st)
		st = gw_planar_measure(d->planar, &lobes, 0, &small, err);
	if (!st)
		st = gw_planar_measure(d->planar, &lobes, 1, &m, err);
	if (st)
		goto out;
	if (m.area_m2 < small.area_m2)
		small = m;
	fault->area_m2 = small.area_m2;
	fault->width_m = small.width_m;
	flipped = flipped_lobe(&lobes);
	for (i = gw_faces_ring_start(&lobes, flipped); i < lobes.ends[flipped] && !st; i++)
		st = gw_places_add(&d->reported, lobes.points[i], err);
out:
	gw_faces_finish(&lobes);
	return st;
}

static bool borders_on(const struct gw_edge *e, gw_cell_id cell)
{
	return cell != GW_OUTSIDE && (e->left == cell || e->right == cell);
}

/*
 * Looks whether the crossing is one of a ring of `cell` with itself, or of a hole with its shell,
 * and then names it in fault.
 */
static enum gw_status look_at_cell(struct gw_diagnosis *d, const struct gw_cell_rings *by,
	const struct gw_flaw *flaw, gw_cell_id cell, struct gw_fault *fault, struct gw_error *err)
{
	const struct gw_edge *e = &d->grid->edges[flaw->edges[0]];
	const struct gw_edge *f = &d->grid->edges[flaw->edges[1]];
	struct segment_place x, y;

	if (!borders_on(e, cell) || !borders_on(f, cell) || !find_segment(by, cell, e, &x) ||
		!find_segment(by, cell, f, &y))
		return GW_OK;
	if (x.ring != y.ring && !x.ring->hole && !y.ring->hole)
		return GW_OK; /* two parts of one cell: they overlap */
	fault->cells[fault->cells[0] != GW_OUTSIDE] = cell;
	if (x.ring != y.ring || fault->cells[1] != GW_OUTSIDE)
		return GW_OK;
	return measure_lobes(d, x, y, fault, err);
}

static enum gw_status look_at_crossing(struct gw_diagnosis *d, const struct gw_cell_rings *by,
	const struct gw_flaw *flaw, struct gw_error *err)
{
	const struct gw_edge *e = &d->grid->edges[flaw->edges[0]];
	gw_cell_id low = e->left < e->right ? e->left : e->right, high = e->left ^ e->right ^ low;
	struct gw_fault fault = {.kind = GW_FAULT_SELF_CROSSING, .place = flaw->place};
	enum gw_status st;

	st = look_at_cell(d, by, flaw, low, &fault, err);
	if (!st)
		st = look_at_cell(d, by, flaw, high, &fault, err);
	if (st || fault.cells[0] == GW_OUTSIDE)
		return st;
	st = gw_places_add(&d->reported, flaw->place, err);
	return st ? st : gw_faults_add(d->faults, fault, err);
}

enum gw_status gw_diagnose_self_crossings(struct gw_diagnosis *d, struct gw_error *err)
{
	struct gw_cell_rings by = {0};
	enum gw_status st;
	size_t i;

	st = gw_cell_rings_init(&by, d->rings, err);
	for (i = 0; i < d->flaws.n && !st; i++)
		if (d->flaws.items[i].kind == GW_FLAW_CROSSING)
			st = look_at_crossing(d, &by, &d->flaws.items[i], err);
	gw_cell_rings_finish(&by);
	return st;
}
