/* SPDX-License-Identifier: Apache-2.0 */
#include "grid/repair.h"

#include "grid/cellrings.h"
#include "grid/refit.h"

#include <stdlib.h>

/* Mending one fault can bring out the next, but each round has fewer; this many never happen. */
#define ROUNDS_MAX 10

void gw_repair_log_init(struct gw_repair_log *log)
{
	*log = (struct gw_repair_log){0};
}

void gw_repair_log_finish(struct gw_repair_log *log)
{
	free(log->moves);
	*log = (struct gw_repair_log){0};
}

struct repair {
	struct gw_planar *planar;
	struct gw_rings rings; /* as they are so far */
	struct gw_grid *grid; /* of those rings, NULL until they are checked */
	struct gw_faults faults;
	double metres;
	bool *cells; /* that faults have named */
	bool *touched; /* that are not what they were */
};

static enum gw_status fail_at(const struct gw_fault *f, double metres, struct gw_error *err)
{
	return gw_fail(err, GW_EFAULTS,
		"%s of cells %u and %u near %.7f, %.7f, %.3f m wide, cannot be repaired within "
		"%g m",
		gw_fault_kind_name(f->kind), f->cells[0], f->cells[1], gw_degrees(f->place.lat),
		gw_degrees(f->place.lon), f->width_m, metres);
}

static bool is_mendable(enum gw_fault_kind kind)
{
	return kind == GW_FAULT_GAP || kind == GW_FAULT_OVERLAP ||
		kind == GW_FAULT_UNMATCHED_VERTEX || kind == GW_FAULT_SELF_CROSSING;
}

/* Marks the cells that faults name; refuses at once what cutting and giving cannot mend. */
static enum gw_status take_faults(
	struct repair *r, const struct gw_faults *faults, struct gw_error *err)
{
	size_t i;

	for (i = 0; i < faults->n; i++) {
		const struct gw_fault *f = &faults->items[i];

		if (!is_mendable(f->kind))
			continue;
		if (f->kind == GW_FAULT_SELF_CROSSING && f->width_m > r->metres)
			return fail_at(f, r->metres, err);
		r->cells[f->cells[0]] = true;
		r->cells[f->cells[1]] = true;
	}
	r->cells[GW_OUTSIDE] = false;
	return GW_OK;
}

static enum gw_status check_again(struct repair *r, struct gw_error *err)
{
	struct gw_locator *locator = NULL;
	enum gw_status st;

	gw_faults_finish(&r->faults);
	gw_grid_destroy(r->grid);
	r->grid = NULL;
	st = gw_grid_create(&r->grid, &r->rings, err);
	if (!st)
		st = gw_locator_create(&locator, r->grid, err);
	if (!st)
		st = gw_check(&r->rings, r->grid, locator, &r->faults, err);
	gw_locator_destroy(locator);
	return st;
}

static bool same_rings(const struct gw_rings *a, const struct gw_rings *b)
{
	size_t i;

	if (a->num_points != b->num_points || a->num_rings != b->num_rings)
		return false;
	for (i = 0; i < a->num_points; i++)
		if (!gw_lonlat_equal(a->points[i], b->points[i]))
			return false;
	return true;
}

static const struct gw_fault *first_fault(const struct gw_faults *faults)
{
	size_t i;

	for (i = 0; i < faults->n; i++)
		if (faults->items[i].kind != GW_NOTE_HOLE)
			return &faults->items[i];
	return NULL;
}

/*
 * One round on what the last check found: cut and give; where that changes nothing, close wedges.
 */
static enum gw_status mend(struct repair *r, struct gw_error *err)
{
	struct gw_rings next;
	enum gw_status st;

	gw_rings_init(&next);
	st = gw_refit(&next, r->planar, &r->rings, r->grid, r->cells, r->metres, r->touched, err);
	if (!st && same_rings(&next, &r->rings)) {
		gw_rings_finish(&next);
		st = gw_close_wedges(
			&next, r->planar, &r->rings, &r->faults, r->metres, r->touched, err);
		if (!st && same_rings(&next, &r->rings))
			st = fail_at(first_fault(&r->faults), r->metres, err);
	}
	if (st) {
		gw_rings_finish(&next);
		return st;
	}
	gw_rings_finish(&r->rings);
	r->rings = next;
	return GW_OK;
}

static enum gw_status mend_all(struct repair *r, struct gw_error *err)
{
	enum gw_status st;
	int round;

	for (round = 0; round < ROUNDS_MAX; round++) {
		st = check_again(r, err);
		if (st || !gw_faults_count(&r->faults))
			return st;
		st = take_faults(r, &r->faults, err);
		if (!st)
			st = mend(r, err);
		if (st)
			return st;
	}
	return fail_at(first_fault(&r->faults), r->metres, err);
}

enum gw_status gw_repair(struct gw_rings *repaired, struct gw_repair_log *log,
	const struct gw_rings *rings, const struct gw_faults *faults, double metres,
	struct gw_error *err)
{
	struct repair r = {.metres = metres};
	enum gw_status st;

	gw_rings_init(&r.rings);
	gw_faults_init(&r.faults);
	r.cells = calloc((size_t)rings->num_cells + 1, sizeof *r.cells);
	r.touched = calloc((size_t)rings->num_cells + 1, sizeof *r.touched);
	st = r.cells && r.touched ? gw_planar_create(&r.planar, err) : gw_fail_nomem(err);
	if (!st)
		st = take_faults(&r, faults, err);
	if (!st)
		st = gw_rings_copy(&r.rings, rings, err);
	if (!st)
		st = mend_all(&r, err);
	if (!st)
		st = gw_log_moves(log, rings, &r.rings, r.touched, metres, err);
	if (!st) {
		gw_rings_finish(repaired);
		*repaired = r.rings;
		gw_rings_init(&r.rings);
	}
	gw_grid_destroy(r.grid);
	gw_faults_finish(&r.faults);
	gw_rings_finish(&r.rings);
	gw_planar_destroy(r.planar);
	free(r.touched);
	free(r.cells);
	return st;
}
