/* SPDX-License-Identifier: Apache-2.0 */
#include "grid/diagnose.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>

static gw_cell_id any_cell(const struct gw_edge *e)
{
	return e->left != GW_OUTSIDE ? e->left : e->right;
}

/* A cell on e's sides that is not on f's, or else any of e's. */
static gw_cell_id own_cell(const struct gw_edge *e, const struct gw_edge *f)
{
	if (e->left != GW_OUTSIDE && e->left != f->left && e->left != f->right)
		return e->left;
	if (e->right != GW_OUTSIDE && e->right != f->left && e->right != f->right)
		return e->right;
	return any_cell(e);
}

static struct gw_lonlat other_end(const struct gw_edge *e, struct gw_lonlat end)
{
	return gw_lonlat_equal(e->a, end) ? e->b : e->a;
}

/* A vertex, an edge it ends, and an edge it is unmatched on, both by number. */
struct candidate {
	struct gw_lonlat vertex;
	uint32_t own, other;
	double depth; /* metres from the other edge */
};

/* A little more than a hair, so that no sliver falls between the two ways to measure it. */
static double reach_at(int32_t lat)
{
	return 1.5 * GW_HAIR_UNITS * gw_scale_at(lat).north;
}

/* Whether the vertex lies beside an edge between its ends; then sets the depth. */
static bool lies_beside(const struct gw_diagnosis *d, struct candidate *c)
{
	const struct gw_edge *e = &d->grid->edges[c->other];
	double x = (double)c->vertex.lon - e->a.lon, y = (double)c->vertex.lat - e->a.lat;
	double dx = (double)e->b.lon - e->a.lon, dy = (double)e->b.lat - e->a.lat;
	double t = (x * dx + y * dy) / (dx * dx + dy * dy);

	if (gw_lonlat_equal(c->vertex, e->a) || gw_lonlat_equal(c->vertex, e->b) || t <= 0 ||
		t >= 1)
		return false;
	c->depth = gw_distance_to_segment(c->vertex, e->a, e->b);
	return c->depth <= reach_at(c->vertex.lat);
}

static enum gw_status report(
	struct gw_diagnosis *d, const struct candidate *c, struct gw_error *err)
{
	const struct gw_edge *own = &d->grid->edges[c->own], *other = &d->grid->edges[c->other];
	struct gw_fault fault = {
		.kind = GW_FAULT_UNMATCHED_VERTEX,
		.cells = {own_cell(own, other), own_cell(other, own)},
		.place = c->vertex,
		.width_m = c->depth,
	};
	enum gw_status st;

	st = gw_places_add(&d->reported, c->vertex, err);
	return st ? st : gw_faults_add(d->faults, fault, err);
}

/*
 * An edge that runs out from a corner hardly apart from the next: the shorter one ends beside it.
 */
static bool at_corner(const struct gw_diagnosis *d, const struct gw_flaw *flaw, struct candidate *c)
{
	const struct gw_edge *e = &d->grid->edges[flaw->edges[0]];
	const struct gw_edge *f = &d->grid->edges[flaw->edges[1]];
	struct gw_lonlat end = other_end(e, flaw->place);

	if (flaw->edges[0] == flaw->edges[1])
		return false;
	*c = (struct candidate){end, flaw->edges[0], flaw->edges[1], 0};
	if (lies_beside(d, c))
		return true;
	end = other_end(f, flaw->place);
	*c = (struct candidate){end, flaw->edges[1], flaw->edges[0], 0};
	return lies_beside(d, c);
}

/* Edges that cross hardly: the end that is nearest to the other edge. */
static bool at_crossing(
	const struct gw_diagnosis *d, const struct gw_flaw *flaw, struct candidate *best)
{
	uint32_t k, j;
	bool found = false;

	for (k = 0; k < 2; k++) {
		const struct gw_edge *e = &d->grid->edges[flaw->edges[k]];

		for (j = 0; j < 2; j++) {
			struct candidate c = {
				j ? e->b : e->a, flaw->edges[k], flaw->edges[1 - k], 0};

			if (!lies_beside(d, &c) || (found && c.depth >= best->depth))
				continue;
			*best = c;
			found = true;
		}
	}
	return found;
}

/* The edge nearest to a vertex that it does not end. */
struct beside_search {
	const struct gw_diagnosis *d;
	struct candidate best;
	bool found;
};

static bool look_beside(void *context, const struct gw_edge *e)
{
	struct beside_search *s = context;
	struct candidate c = s->best;

	c.other = (uint32_t)(e - s->d->grid->edges);
	if (lies_beside(s->d, &c) &&
		(!s->found || c.depth < s->best.depth ||
			(c.depth == s->best.depth && c.other < s->best.other))) {
		s->best = c;
		s->found = true;
	}
	return true;
}

static int32_t clamped(double v, int32_t limit)
{
	return v > limit ? limit : v < -limit ? -limit : (int32_t)v;
}

static bool at_vertex(const struct gw_diagnosis *d, const struct gw_flaw *flaw, struct candidate *c)
{
	struct beside_search s = {d, {flaw->place, flaw->edges[0], 0, 0}, false};
	struct gw_scale scale = gw_scale_at(flaw->place.lat);
	double reach = reach_at(flaw->place.lat);
	double lon = reach / fmax(scale.east, 1e-3 * scale.north) + 1;
	double lat = reach / scale.north + 1;
	struct gw_lonlat p = flaw->place;
	struct gw_bbox box = {
		{clamped(p.lon - lon, GW_LON_MAX), clamped(p.lat - lat, GW_LAT_MAX)},
		{clamped(p.lon + lon, GW_LON_MAX), clamped(p.lat + lat, GW_LAT_MAX)},
	};

	gw_locator_visit(d->locator, box, look_beside, &s);
	*c = s.best;
	return s.found;
}

static bool find_candidate(
	const struct gw_diagnosis *d, const struct gw_flaw *flaw, struct candidate *c)
{
	switch (flaw->kind) {
	case GW_FLAW_TOUCH:
		*c = (struct candidate){flaw->place, flaw->edges[0], flaw->edges[1], 0};
		return true;
	case GW_FLAW_CORNER:
		return at_corner(d, flaw, c) || at_vertex(d, flaw, c);
	case GW_FLAW_CROSSING:
		return at_crossing(d, flaw, c);
	case GW_FLAW_CELL:
		return at_vertex(d, flaw, c);
	}
	return false;
}

static bool is_reported(const struct gw_diagnosis *d, struct gw_lonlat p)
{
	return gw_places_near(&d->reported, p, GW_EXPLAINED_REACH);
}

struct candidates {
	struct candidate *items;
	size_t n, capacity;
};

static int compare_candidates(const void *x, const void *y)
{
	const struct candidate *a = x, *b = y;
	const int64_t keys[][2] = {{a->vertex.lon, b->vertex.lon}, {a->vertex.lat, b->vertex.lat},
		{a->own, b->own}, {a->other, b->other}};
	size_t i;

	for (i = 0; i < sizeof keys / sizeof *keys; i++)
		if (keys[i][0] != keys[i][1])
			return keys[i][0] < keys[i][1] ? -1 : 1;
	return 0;
}

/*
 * Reports the vertices that lie on a border which has none there, each once: those that flaws of
 * edges point to, or, in a second round, those at which the locator is wrong though all around
 * agrees.
 */
static enum gw_status report_vertices(struct gw_diagnosis *d, bool second, struct gw_error *err)
{
	struct candidates all = {0};
	enum gw_status st = GW_OK;
	struct candidate c;
	size_t i;

	for (i = 0; i < d->flaws.n && !st; i++) {
		const struct gw_flaw *flaw = &d->flaws.items[i];

		if ((flaw->kind == GW_FLAW_CELL) != second || !find_candidate(d, flaw, &c) ||
			is_reported(d, c.vertex))
			continue;
		if (gw_grow(&all.items, all.n, &all.capacity, sizeof c))
			all.items[all.n++] = c;
		else
			st = gw_fail_nomem(err);
	}
	if (all.n)
		qsort(all.items, all.n, sizeof *all.items, compare_candidates);
	for (i = 0; i < all.n && !st; i++)
		if (!i || !gw_lonlat_equal(all.items[i].vertex, all.items[i - 1].vertex))
			st = report(d, &all.items[i], err);
	gw_places_sort(&d->reported);
	free(all.items);
	return st;
}

/*
 * The cells of a flaw: of its edges, and one that lies there unseen, as the locator's answer tells.
 */
static void cells_of(const struct gw_diagnosis *d, const struct gw_flaw *flaw, gw_cell_id cells[2])
{
	const struct gw_edge *e = &d->grid->edges[flaw->edges[0]];
	const struct gw_edge *f = &d->grid->edges[flaw->edges[1]];
	gw_cell_id hidden;

	cells[0] = own_cell(e, f);
	cells[1] = own_cell(f, e);
	if (flaw->kind == GW_FLAW_CELL) {
		hidden =
			flaw->cell ^ cells[0]; /* the locator's answer is all covering cells' XOR */
		cells[1] = hidden <= d->grid->num_cells ? hidden : GW_OUTSIDE;
	}
	if (cells[1] == cells[0])
		cells[1] = GW_OUTSIDE;
	if (cells[1] != GW_OUTSIDE && cells[1] < cells[0]) {
		hidden = cells[0];
		cells[0] = cells[1];
		cells[1] = hidden;
	}
}

/*
 * What is left has no width to speak of and no vertex beside it, such as a cell that is all hair.
 * It is told of only while its cells have no fault yet: it may well go with that.
 */
static enum gw_status report_rest(struct gw_diagnosis *d, struct gw_error *err)
{
	bool *named = calloc((size_t)d->rings->num_cells + 1, sizeof *named);
	enum gw_status st = GW_OK;
	struct gw_fault fault = {.kind = GW_FAULT_OVERLAP};
	size_t i;

	if (!named)
		return gw_fail_nomem(err);
	for (i = d->first_fault; i < d->faults->n; i++) {
		named[d->faults->items[i].cells[0]] |= d->faults->items[i].kind != GW_NOTE_HOLE;
		named[d->faults->items[i].cells[1]] |= d->faults->items[i].kind != GW_NOTE_HOLE;
	}
	named[GW_OUTSIDE] = false;
	for (i = 0; i < d->flaws.n && !st; i++) {
		cells_of(d, &d->flaws.items[i], fault.cells);
		fault.place = d->flaws.items[i].place;
		if (named[fault.cells[0]] || named[fault.cells[1]] || is_reported(d, fault.place))
			continue;
		st = gw_faults_add(d->faults, fault, err);
		named[fault.cells[0]] = named[fault.cells[1]] = true;
		named[GW_OUTSIDE] = false;
	}
	free(named);
	return st;
}

enum gw_status gw_diagnose_unmatched(struct gw_diagnosis *d, struct gw_error *err)
{
	enum gw_status st;

	gw_places_sort(&d->reported);
	st = report_vertices(d, false, err);
	if (!st)
		st = report_vertices(d, true, err);
	return st ? st : report_rest(d, err);
}
