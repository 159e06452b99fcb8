/* SPDX-License-Identifier: Apache-2.0 */
#include "grid/refit.h"

#include "base/mem.h"
#include "grid/cellrings.h"
#include "grid/cover.h"
#include "grid/diagnose.h"
#include "grid/facemap.h"
#include "grid/loops.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct refit {
	struct gw_planar *planar;
	const struct gw_rings *rings;
	const struct gw_grid *grid;
	double metres;
	bool *cells; /* whose borders are on the map: those to fit and all around */
	struct gw_facemap map;
	gw_cell_id *owners; /* of each face, once given */
	struct gw_share *shares; /* room for those of one face */
};

static bool covers(const struct refit *r, size_t face, gw_cell_id cell)
{
	const gw_cell_id *cells;
	size_t n, i;

	if (face == GW_NO_FACE)
		return false;
	n = gw_facemap_cover(&r->map, face, &cells);
	for (i = 0; i < n; i++)
		if (cells[i] == cell)
			return true;
	return false;
}

/* How far the ends of an edge are from the face's borders that `cell` has, or has not, beyond. */
static double distance_to_borders(
	const struct refit *r, size_t face, const struct gw_edge *e, gw_cell_id cell, bool beyond)
{
	struct gw_face_walk w = gw_facemap_walk(&r->map, face);
	double a = INFINITY, b = INFINITY;

	while (gw_face_walk_next(&w)) {
		if (covers(r, w.beyond, cell) != beyond)
			continue;
		a = fmin(a, gw_distance_to_segment(e->a, w.border->a, w.border->b));
		b = fmin(b, gw_distance_to_segment(e->b, w.border->a, w.border->b));
	}
	return fmax(a, b);
}

/*
 * Whether a cell's border may move across a face, from the side where the cell is beyond to the
 * other, or back.
 */
static bool may_cross(const struct refit *r, size_t face, gw_cell_id cell)
{
	struct gw_face_walk w = gw_facemap_walk(&r->map, face);

	while (gw_face_walk_next(&w))
		if (distance_to_borders(r, face, w.border, cell, !covers(r, w.beyond, cell)) >
			r->metres)
			return false;
	return true;
}

/*
 * Who could have a face: its neighbours, or the cells that cover it, longest common border first.
 */
static size_t rank_candidates(const struct refit *r, size_t face)
{
	struct gw_face_walk w = gw_facemap_walk(&r->map, face);
	const gw_cell_id *covering, *beyond;
	size_t num = gw_facemap_cover(&r->map, face, &covering), n = 0, i;

	for (i = 0; i < num; i++)
		r->shares[n++] = (struct gw_share){covering[i], 0};
	while (gw_face_walk_next(&w)) {
		if (w.beyond == GW_NO_FACE || gw_facemap_cover(&r->map, w.beyond, &beyond) != 1)
			continue;
		if (!num || covers(r, face, beyond[0]))
			r->shares[n++] = (struct gw_share){
				beyond[0], gw_length_metres(w.border->a, w.border->b)};
	}
	return gw_shares_sum(r->shares, n);
}

/*
 * Whether `cell` may have the face: it may spread over a gap, or the others may withdraw from it.
 */
static bool may_have(const struct refit *r, size_t face, gw_cell_id cell)
{
	const gw_cell_id *covering;
	size_t n = gw_facemap_cover(&r->map, face, &covering), i;

	if (!r->cells[cell])
		return false;
	if (!n)
		return may_cross(r, face, cell);
	for (i = 0; i < n; i++)
		if (covering[i] != cell &&
			(!r->cells[covering[i]] || !may_cross(r, face, covering[i])))
			return false;
	return true;
}

static enum gw_status fail_at_overlap(const struct refit *r, size_t face, struct gw_error *err)
{
	const struct gw_face *f = &r->map.faces.items[face];
	const gw_cell_id *cells;
	struct gw_measure m;
	enum gw_status st;

	st = gw_planar_measure(r->planar, &r->map.faces, face, &m, err);
	if (st)
		return st;
	gw_facemap_cover(&r->map, face, &cells);
	return gw_fail(err, GW_EFAULTS,
		"overlap of cells %u and %u near %.7f, %.7f, %.3f m wide, cannot be repaired "
		"within %g m",
		cells[0], cells[1], f->lat / GW_UNITS_PER_DEGREE, f->lon / GW_UNITS_PER_DEGREE,
		m.width_m, r->metres);
}

/* Gives a face that not exactly one cell covers to one. A gap may stay without. */
static enum gw_status give(struct refit *r, size_t face, size_t num_covering, struct gw_error *err)
{
	struct gw_measure m;
	enum gw_status st;
	size_t n, i;

	if (!num_covering) {
		st = gw_planar_measure(r->planar, &r->map.faces, face, &m, err);
		if (st || gw_gap_kind(&m) == GW_NOTE_HOLE)
			return st;
	}
	n = rank_candidates(r, face);
	for (i = 0; i < n; i++) {
		if (may_have(r, face, r->shares[i].cell)) {
			r->owners[face] = r->shares[i].cell;
			return GW_OK;
		}
	}
	return num_covering ? fail_at_overlap(r, face, err) : GW_OK;
}

static enum gw_status give_faces(struct refit *r, struct gw_error *err)
{
	enum gw_status st = GW_OK;
	const gw_cell_id *cells;
	size_t f, n;

	for (f = 0; f < r->map.faces.n && !st; f++) {
		n = gw_facemap_cover(&r->map, f, &cells);
		if (n == 1)
			r->owners[f] = cells[0];
		else
			st = give(r, f, n, err);
	}
	return st;
}

static gw_cell_id owner_of(const struct refit *r, gw_cell_id face)
{
	return face ? r->owners[face - 1] : GW_OUTSIDE;
}

static uint64_t mixed(uint64_t x) /* splitmix64's finaliser */
{
	x += 0x9e3779b97f4a7c15;
	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
	x = (x ^ x >> 27) * 0x94d049bb133111eb;
	return x ^ x >> 31;
}

/* A number for one side of an edge; the sum of a border's tells it from any other. */
static uint64_t side_number(const struct gw_edge *e, bool left)
{
	uint64_t a = (uint64_t)(uint32_t)e->a.lon << 32 | (uint32_t)e->a.lat;
	uint64_t b = (uint64_t)(uint32_t)e->b.lon << 32 | (uint32_t)e->b.lat;

	return mixed(mixed(a) + b + left);
}

/* Marks the cells whose border on the map is not what it was. */
static enum gw_status find_changed(const struct refit *r, bool *changed, struct gw_error *err)
{
	size_t n = (size_t)r->rings->num_cells + 1, i;
	uint64_t *difference = calloc(n, sizeof *difference);
	const struct gw_edge *e;

	if (!difference)
		return gw_fail_nomem(err);
	for (i = 0; i < r->grid->num_edges; i++) {
		e = &r->grid->edges[i];
		difference[e->left] += side_number(e, true);
		difference[e->right] += side_number(e, false);
	}
	for (i = 0; i < r->map.borders->num_edges; i++) {
		e = &r->map.borders->edges[i];
		if (owner_of(r, e->left) == owner_of(r, e->right))
			continue;
		difference[owner_of(r, e->left)] -= side_number(e, true);
		difference[owner_of(r, e->right)] -= side_number(e, false);
	}
	for (i = 1; i < n; i++)
		changed[i] = r->cells[i] && difference[i] != 0;
	free(difference);
	return GW_OK;
}

/* The new borders of changed cells as they are traced, by cell. */
static enum gw_status add_loop(
	void *context, const struct gw_dart *loop, size_t n, struct gw_error *err)
{
	return gw_loop_to_rings(context, loop, n, loop->cell, err);
}

static enum gw_status trace_changed(
	const struct refit *r, const bool *changed, struct gw_rings *fresh, struct gw_error *err)
{
	const struct gw_grid *borders = r->map.borders;
	struct gw_dart *darts = gw_alloc_array(2 * borders->num_edges, sizeof *darts);
	enum gw_status st;
	size_t i, n = 0;

	if (!darts)
		return gw_fail_nomem(err);
	for (i = 0; i < borders->num_edges; i++) {
		const struct gw_edge *e = &borders->edges[i];
		gw_cell_id left = owner_of(r, e->left), right = owner_of(r, e->right);

		if (left != right && changed[left])
			darts[n++] = (struct gw_dart){e->a, e->b, left, right, false};
		if (left != right && changed[right])
			darts[n++] = (struct gw_dart){e->b, e->a, right, left, false};
	}
	st = gw_loops_trace(darts, n, add_loop, fresh, err);
	free(darts);
	return st;
}

/* The fresh rings of a cell, which lie in a row by cell. */
static size_t find_fresh(const struct gw_rings *fresh, gw_cell_id cell, size_t *first)
{
	size_t lo = 0, hi = fresh->num_rings, n = 0;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (fresh->rings[mid].cell < cell)
			lo = mid + 1;
		else
			hi = mid;
	}
	*first = lo;
	while (lo + n < fresh->num_rings && fresh->rings[lo + n].cell == cell)
		n++;
	return n;
}

/* All rings again in their order, those of a changed cell replaced where its first one was. */
static enum gw_status assemble(const struct refit *r, struct gw_rings *fitted,
	struct gw_rings *fresh, const bool *changed, struct gw_error *err)
{
	bool *done = calloc((size_t)r->rings->num_cells + 1, sizeof *done);
	enum gw_status st = GW_OK;
	size_t i, k, n, first;

	if (!done)
		return gw_fail_nomem(err);
	for (i = 0; i < r->rings->num_rings && !st; i++) {
		const struct gw_ring *ring = &r->rings->rings[i];

		if (!changed[ring->cell])
			st = gw_rings_copy_ring(fitted, r->rings, ring, err);
		if (!changed[ring->cell] || done[ring->cell])
			continue;
		done[ring->cell] = true;
		n = find_fresh(fresh, ring->cell, &first);
		if (!n)
			st = gw_fail(err, GW_EFAULTS, "cell %u would vanish", ring->cell);
		gw_rings_number_polygons(fresh, first, n);
		for (k = first; k < first + n && !st; k++)
			st = gw_rings_copy_ring(fitted, fresh, &fresh->rings[k], err);
	}
	fitted->num_cells = r->rings->num_cells;
	free(done);
	return st;
}

static enum gw_status redraw(
	const struct refit *r, struct gw_rings *fitted, bool *touched, struct gw_error *err)
{
	size_t n = (size_t)r->rings->num_cells + 1, i;
	bool *changed = calloc(n, sizeof *changed);
	struct gw_rings fresh;
	enum gw_status st;

	gw_rings_init(&fresh);
	st = changed ? find_changed(r, changed, err) : gw_fail_nomem(err);
	if (!st)
		st = trace_changed(r, changed, &fresh, err);
	if (!st)
		st = assemble(r, fitted, &fresh, changed, err);
	for (i = 1; i < n && !st; i++)
		touched[i] |= changed[i];
	gw_rings_finish(&fresh);
	free(changed);
	return st;
}

enum gw_status gw_refit(struct gw_rings *fitted, struct gw_planar *planar,
	const struct gw_rings *rings, const struct gw_grid *grid, const bool *cells, double metres,
	bool *touched, struct gw_error *err)
{
	struct refit r = {.planar = planar, .rings = rings, .grid = grid, .metres = metres};
	size_t n = (size_t)rings->num_cells + 1;
	enum gw_status st;

	r.cells = gw_alloc_array(n, sizeof *r.cells);
	if (!r.cells)
		return gw_fail_nomem(err);
	memcpy(r.cells, cells, n * sizeof *r.cells);
	st = gw_facemap_widen(r.cells, rings, err);
	if (!st)
		st = gw_facemap_init(&r.map, planar, rings, grid, r.cells, err);
	if (!st) {
		r.owners = calloc(r.map.faces.n + 1, sizeof *r.owners);
		r.shares = gw_alloc_array(r.map.borders->num_edges + n, sizeof *r.shares);
		if (!r.owners || !r.shares)
			st = gw_fail_nomem(err);
	}
	if (!st)
		st = give_faces(&r, err);
	if (!st)
		st = redraw(&r, fitted, touched, err);
	gw_facemap_finish(&r.map);
	free(r.shares);
	free(r.owners);
	free(r.cells);
	return st;
}
