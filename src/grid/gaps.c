/* SPDX-License-Identifier: Apache-2.0 */
#include "grid/diagnose.h"

#include "base/mem.h"
#include "grid/facemap.h"
#include "grid/loops.h"

#include <math.h>
#include <stdlib.h>

/*
 * A corner of the outside narrower than this, and no wider at its mouth, is a gap that stands open.
 */
#define WEDGE_DEGREES 5.0
#define WEDGE_WIDTH_M 5.0
/* A wider one still, up to this width, when its sides are this many times as long. */
#define WEDGE_WIDE_M  20.0
#define WEDGE_SLENDER 40.0

/* Every side of an edge that faces the outside. */
static size_t collect_darts(struct gw_dart *darts, const struct gw_grid *grid)
{
	size_t i, n = 0;

	for (i = 0; i < grid->num_edges; i++) {
		const struct gw_edge *e = &grid->edges[i];

		if (e->left != GW_OUTSIDE && e->right != GW_OUTSIDE)
			continue;
		if (darts && e->left == GW_OUTSIDE)
			darts[n] = (struct gw_dart){e->a, e->b, GW_OUTSIDE, e->right, false};
		else if (darts)
			darts[n] = (struct gw_dart){e->b, e->a, GW_OUTSIDE, e->left, false};
		n++;
	}
	return n;
}

static bool is_flawed(const struct gw_diagnosis *d, const struct gw_dart *loop, size_t n)
{
	size_t i;

	if (!d->flawed.n)
		return false;
	for (i = 0; i < n; i++)
		if (gw_places_near(&d->flawed, loop[i].from, 1))
			return true;
	return false;
}

/* The two cells with the longest parts of the loop, lower id first. */
static enum gw_status name_cells(
	const struct gw_dart *loop, size_t n, gw_cell_id cells[2], struct gw_error *err)
{
	struct gw_share *shares = gw_alloc_array(n, sizeof *shares);
	size_t i;

	if (!shares)
		return gw_fail_nomem(err);
	for (i = 0; i < n; i++)
		shares[i] = (struct gw_share){
			loop[i].other, gw_length_metres(loop[i].from, loop[i].to)};
	n = gw_shares_sum(shares, n);
	cells[0] = shares[0].cell;
	cells[1] = n > 1 ? shares[1].cell : GW_OUTSIDE;
	if (n > 1 && cells[1] < cells[0]) {
		cells[0] = shares[1].cell;
		cells[1] = shares[0].cell;
	}
	free(shares);
	return GW_OK;
}

static enum gw_status measure_loop(const struct gw_diagnosis *d, const struct gw_dart *loop,
	size_t n, struct gw_measure *m, struct gw_error *err)
{
	struct gw_lonlat *points = gw_alloc_array(n, sizeof *points);
	struct gw_faces faces;
	enum gw_status st;
	size_t i;

	gw_faces_init(&faces);
	st = points ? gw_faces_add(&faces, err) : gw_fail_nomem(err);
	for (i = 0; i < n && !st; i++)
		points[i] = loop[i].from;
	if (!st)
		st = gw_faces_add_ring(&faces, points, n, err);
	if (!st)
		st = gw_planar_measure(d->planar, &faces, 0, m, err);
	gw_faces_finish(&faces);
	free(points);
	return st;
}

/*
 * A vertex of a hair-thin gap that one of its two cells lacks: where the loop stays with one cell.
 */
static const struct gw_dart *unmatched_in(const struct gw_dart *loop, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (loop[i].other == loop[i ? i - 1 : n - 1].other)
			return &loop[i];
	return &loop[0];
}

static enum gw_status report_enclosed(
	struct gw_diagnosis *d, const struct gw_dart *loop, size_t n, struct gw_error *err)
{
	struct gw_fault fault = {0};
	struct gw_measure m;
	enum gw_status st;

	st = measure_loop(d, loop, n, &m, err);
	if (!st)
		st = name_cells(loop, n, fault.cells, err);
	if (st)
		return st;
	fault.kind = gw_gap_kind(&m);
	fault.place = gw_rounded(m.lon, m.lat);
	fault.area_m2 = m.area_m2;
	fault.width_m = m.width_m;
	if (gw_is_hair(m.width_m, fault.place.lat)) {
		const struct gw_dart *at = unmatched_in(loop, n);

		fault.kind = GW_FAULT_UNMATCHED_VERTEX;
		fault.place = at->from;
		if (fault.cells[1] == at->other) {
			fault.cells[1] = fault.cells[0];
			fault.cells[0] = at->other;
		}
	}
	return gw_faults_add(d->faults, fault, err);
}

struct vector {
	double x, y;
};

static struct vector metres_between(struct gw_lonlat a, struct gw_lonlat b)
{
	struct gw_scale scale = gw_scale_at(a.lat);

	return (struct vector){
		((double)b.lon - a.lon) * scale.east, ((double)b.lat - a.lat) * scale.north};
}

/*
 * Whether the outside between the end of `in` and the start of `out`, of other cells, is a sharp
 * wedge.
 */
static bool is_wedge(const struct gw_dart *in, const struct gw_dart *out)
{
	struct vector back, on;
	double cross, dot;

	if (in->other == out->other)
		return false;
	back = metres_between(out->from, in->from);
	on = metres_between(out->from, out->to);
	cross = on.x * back.y - on.y * back.x; /* > 0: the outside is the smaller angle between */
	dot = on.x * back.x + on.y * back.y;
	return cross > 0 && dot > 0 && cross < tan(WEDGE_DEGREES * M_PI / 180) * dot;
}

static enum gw_status report_wedge(struct gw_diagnosis *d, const struct gw_dart *in,
	const struct gw_dart *out, struct gw_error *err)
{
	struct gw_lonlat apex = out->from, end = in->from, other = out->to;
	double length = gw_length_metres(apex, end), on = gw_length_metres(apex, other), t;
	bool swap = on < length;
	struct gw_fault fault = {.kind = GW_FAULT_GAP};

	if (swap) {
		end = out->to;
		other = in->from;
		t = length;
		length = on;
		on = t;
	}
	fault.width_m = gw_distance_to_segment(end, apex, other);
	if (fault.width_m >= WEDGE_WIDTH_M &&
		fault.width_m >= fmin(WEDGE_WIDE_M, length / WEDGE_SLENDER))
		return GW_OK;
	/*
	 * The triangle of the apex, the shorter side's end, and the point of the other side beside
	 * it.
	 */
	t = sqrt(fmax(length * length - fault.width_m * fault.width_m, 0));
	fault.area_m2 = fault.width_m * t / 2;
	t /= on;
	fault.place =
		gw_rounded((2.0 * apex.lon + end.lon + t * ((double)other.lon - apex.lon)) / 3,
			(2.0 * apex.lat + end.lat + t * ((double)other.lat - apex.lat)) / 3);
	fault.cells[0] = in->other < out->other ? in->other : out->other;
	fault.cells[1] = in->other < out->other ? out->other : in->other;
	if (gw_is_hair(fault.width_m, end.lat)) {
		fault.kind = GW_FAULT_UNMATCHED_VERTEX;
		fault.place = end;
		fault.cells[0] = swap ? out->other : in->other;
		fault.cells[1] = swap ? in->other : out->other;
	}
	return gw_faults_add(d->faults, fault, err);
}

static enum gw_status look_at_loop(
	void *context, const struct gw_dart *loop, size_t n, struct gw_error *err)
{
	struct gw_diagnosis *d = context;
	enum gw_status st = GW_OK;
	size_t i;

	if (gw_loop_area2(loop, n) > 0) {
		if (is_flawed(d, loop, n))
			return GW_OK;
		st = report_enclosed(d, loop, n, err);
		if (st || d->faults->items[d->faults->n - 1].kind != GW_NOTE_HOLE)
			return st;
	}
	for (i = 0; i < n && !st; i++) {
		const struct gw_dart *in = &loop[i ? i - 1 : n - 1];

		if (is_wedge(in, &loop[i]) && !is_flawed(d, &loop[i], 1))
			st = report_wedge(d, in, &loop[i], err);
	}
	return st;
}

enum gw_status gw_diagnose_gaps(struct gw_diagnosis *d, struct gw_error *err)
{
	size_t n = collect_darts(NULL, d->grid);
	struct gw_dart *darts = gw_alloc_array(n, sizeof *darts);
	enum gw_status st;

	if (!darts)
		return gw_fail_nomem(err);
	collect_darts(darts, d->grid);
	st = gw_loops_trace(darts, n, look_at_loop, d, err);
	free(darts);
	return st;
}
