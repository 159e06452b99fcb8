/* SPDX-License-Identifier: Apache-2.0 */
#include "grid/diagnose.h"

#include "base/mem.h"
#include "grid/facemap.h"

#include <stdlib.h>

struct area_search {
	struct gw_diagnosis *d;
	struct gw_facemap map;
	struct gw_share *shares; /* of one gap's border; room for all borders */
};

/* The cells of flaws, and those that may have to do with them. */
static enum gw_status choose_cells(const struct gw_diagnosis *d, bool *cells, struct gw_error *err)
{
	size_t i, k;

	for (i = 0; i < d->flaws.n; i++) {
		const struct gw_flaw *flaw = &d->flaws.items[i];

		for (k = 0; k < 2; k++) {
			cells[d->grid->edges[flaw->edges[k]].left] = true;
			cells[d->grid->edges[flaw->edges[k]].right] = true;
		}
		if (flaw->kind == GW_FLAW_CELL && flaw->cell <= d->grid->num_cells)
			cells[flaw->cell] = true;
	}
	cells[GW_OUTSIDE] = false;
	return gw_facemap_widen(cells, d->rings, err);
}

static bool touches_flaw(const struct area_search *s, const struct gw_face *face, size_t rings)
{
	const struct gw_faces *faces = &s->map.faces;
	size_t i = gw_faces_ring_start(faces, face->first_ring);

	for (; i < faces->ends[face->first_ring + rings - 1]; i++)
		if (gw_places_near(&s->d->flawed, faces->points[i], 1))
			return true;
	return false;
}

/* The two cells with the longest border around a gap, lower id first. */
static void name_cells(struct area_search *s, size_t face, gw_cell_id cells[2])
{
	struct gw_face_walk w = gw_facemap_walk(&s->map, face);
	const gw_cell_id *covering;
	size_t n = 0;

	while (gw_face_walk_next(&w))
		if (w.beyond != GW_NO_FACE && gw_facemap_cover(&s->map, w.beyond, &covering))
			s->shares[n++] = (struct gw_share){
				covering[0], gw_length_metres(w.border->a, w.border->b)};
	n = gw_shares_sum(s->shares, n);
	cells[0] = n > 0 ? s->shares[0].cell : GW_OUTSIDE;
	cells[1] = n > 1 ? s->shares[1].cell : GW_OUTSIDE;
	if (n > 1 && cells[1] < cells[0]) {
		cells[0] = s->shares[1].cell;
		cells[1] = s->shares[0].cell;
	}
}

static enum gw_status mark_reported(
	struct area_search *s, const struct gw_face *face, struct gw_error *err)
{
	const struct gw_faces *faces = &s->map.faces;
	size_t i = gw_faces_ring_start(faces, face->first_ring);
	enum gw_status st = GW_OK;

	for (; i < faces->ends[face->first_ring + face->num_rings - 1] && !st; i++)
		st = gw_places_add(&s->d->reported, faces->points[i], err);
	return st;
}

/* Reports a face that not exactly one cell covers, unless it is a hair. */
static enum gw_status report_face(struct area_search *s, size_t number, const gw_cell_id *cells,
	size_t n, struct gw_error *err)
{
	struct gw_fault fault = {.kind = GW_FAULT_OVERLAP};
	struct gw_measure m;
	enum gw_status st;
	size_t i;

	st = gw_planar_measure(s->d->planar, &s->map.faces, number, &m, err);
	if (st)
		return st;
	fault.place = gw_rounded(m.lon, m.lat);
	fault.area_m2 = m.area_m2;
	fault.width_m = m.width_m;
	if (gw_is_hair(m.width_m, fault.place.lat))
		return GW_OK;
	if (n == 0) {
		fault.kind = gw_gap_kind(&m);
		name_cells(s, number, fault.cells);
		st = gw_faults_add(s->d->faults, fault, err);
	}
	for (i = 1; i < n && !st; i++) {
		fault.cells[0] = cells[0];
		fault.cells[1] = cells[i];
		st = gw_faults_add(s->d->faults, fault, err);
	}
	return st || fault.kind == GW_NOTE_HOLE
		? st
		: mark_reported(s, &s->map.faces.items[number], err);
}

static enum gw_status look_at_faces(struct area_search *s, struct gw_error *err)
{
	enum gw_status st = GW_OK;
	const gw_cell_id *cells;
	size_t f, n;

	for (f = 0; f < s->map.faces.n && !st; f++) {
		const struct gw_face *face = &s->map.faces.items[f];

		n = gw_facemap_cover(&s->map, f, &cells);
		/* Flaws on a gap's inner rings are not of the gap, which is a clean loop then. */
		if (n != 1 && touches_flaw(s, face, n ? face->num_rings : 1))
			st = report_face(s, f, cells, n, err);
	}
	return st;
}

enum gw_status gw_diagnose_areas(struct gw_diagnosis *d, struct gw_error *err)
{
	struct area_search s = {.d = d};
	bool *cells = calloc((size_t)d->rings->num_cells + 1, sizeof *cells);
	enum gw_status st;

	if (!cells)
		return gw_fail_nomem(err);
	st = choose_cells(d, cells, err);
	if (!st)
		st = gw_facemap_init(&s.map, d->planar, d->rings, d->grid, cells, err);
	if (!st)
		s.shares = gw_alloc_array(s.map.borders->num_edges, sizeof *s.shares);
	if (!st && !s.shares)
		st = gw_fail_nomem(err);
	if (!st)
		st = look_at_faces(&s, err);
	gw_facemap_finish(&s.map);
	free(s.shares);
	free(cells);
	return st;
}
