/* SPDX-License-Identifier: Apache-2.0 */
#include "grid/refit.h"

#include "base/mem.h"
#include "grid/places.h"

#include <math.h>
#include <stdlib.h>

/* The rings by cell: those of cell c are numbers[ends[c - 1] .. ends[c]). */
struct cell_rings {
	const struct gw_rings *rings;
	size_t *ends, *numbers;
};

static bool sort_by_cell(struct cell_rings *by, const struct gw_rings *rings)
{
	size_t i;

	by->rings = rings;
	by->ends = calloc((size_t)rings->num_cells + 2, sizeof *by->ends);
	by->numbers = gw_alloc_array(rings->num_rings, sizeof *by->numbers);
	if (!by->ends || !by->numbers)
		return false;
	for (i = 0; i < rings->num_rings; i++)
		by->ends[rings->rings[i].cell + 1]++;
	for (i = 0; i <= rings->num_cells; i++)
		by->ends[i + 1] += by->ends[i];
	for (i = 0; i < rings->num_rings; i++)
		by->numbers[by->ends[rings->rings[i].cell]++] = i;
	return true;
}

static void release(struct cell_rings *by)
{
	free(by->ends);
	free(by->numbers);
}

static const struct gw_ring *ring_of(const struct cell_rings *by, size_t i)
{
	return &by->rings->rings[by->numbers[i]];
}

static enum gw_status collect_vertices(struct gw_places *places, const struct cell_rings *by,
	gw_cell_id cell, struct gw_error *err)
{
	enum gw_status st = GW_OK;
	size_t i;
	uint32_t k;

	for (i = by->ends[cell - 1]; i < by->ends[cell]; i++)
		for (k = 0; k < ring_of(by, i)->count && !st; k++)
			st = gw_places_add(places, by->rings->points[ring_of(by, i)->first + k], err);
	gw_places_sort(places);
	return st;
}

static double distance_to_cell(const struct cell_rings *by, gw_cell_id cell, struct gw_lonlat p)
{
	double nearest = INFINITY;
	size_t i;
	uint32_t k;

	for (i = by->ends[cell - 1]; i < by->ends[cell]; i++) {
		const struct gw_ring *ring = ring_of(by, i);
		const struct gw_lonlat *points = by->rings->points + ring->first;

		for (k = 0; k < ring->count; k++)
			nearest = fmin(nearest, gw_distance_to_segment(p, points[k],
				points[k + 1 < ring->count ? k + 1 : 0]));
	}
	return nearest;
}

/* Finds the vertex of `from` that is furthest from the cell's border in `to`. */
static enum gw_status find_furthest(struct gw_repair_move *move, const struct cell_rings *from,
	const struct cell_rings *to, struct gw_error *err)
{
	struct gw_places vertices, kept;
	enum gw_status st;
	size_t i;

	gw_places_init(&vertices);
	gw_places_init(&kept);
	st = collect_vertices(&vertices, from, move->cell, err);
	if (!st)
		st = collect_vertices(&kept, to, move->cell, err);
	for (i = 0; i < vertices.n && !st; i++) {
		double metres;

		if (gw_places_near(&kept, vertices.items[i], 0))
			continue;
		metres = distance_to_cell(to, move->cell, vertices.items[i]);
		if (metres >= move->metres) {
			move->metres = metres;
			move->place = vertices.items[i];
		}
	}
	gw_places_finish(&vertices);
	gw_places_finish(&kept);
	return st;
}

/* Twice a cell's area in square units. */
static __int128 area2_of(const struct cell_rings *by, gw_cell_id cell)
{
	__int128 sum = 0, area2;
	size_t i;

	for (i = by->ends[cell - 1]; i < by->ends[cell]; i++) {
		area2 = gw_ring_area2(by->rings, ring_of(by, i));
		area2 = area2 < 0 ? -area2 : area2;
		sum += ring_of(by, i)->hole ? -area2 : area2;
	}
	return sum;
}

static enum gw_status log_move(struct gw_repair_log *log, const struct cell_rings *old,
	const struct cell_rings *new, gw_cell_id cell, double metres, struct gw_error *err)
{
	const struct gw_ring *first = ring_of(old, old->ends[cell - 1]);
	struct gw_repair_move move = {.cell = cell, .place = old->rings->points[first->first]};
	struct gw_scale scale;
	enum gw_status st;

	st = find_furthest(&move, old, new, err);
	if (!st)
		st = find_furthest(&move, new, old, err);
	if (st)
		return st;
	if (move.metres > metres)
		return gw_fail(err, GW_EFAULTS,
			"cell %u near %.7f, %.7f could only be repaired by moving its border %.3f m",
			cell, gw_degrees(move.place.lat), gw_degrees(move.place.lon), move.metres);
	scale = gw_scale_at(move.place.lat);
	move.area_change_m2 = (double)(area2_of(new, cell) - area2_of(old, cell)) / 2 * scale.east *
		scale.north;
	if (!gw_grow(&log->moves, log->n, &log->capacity, sizeof move))
		return gw_fail_nomem(err);
	log->moves[log->n++] = move;
	return GW_OK;
}

enum gw_status gw_log_moves(struct gw_repair_log *log, const struct gw_rings *rings,
	const struct gw_rings *repaired, const bool *touched, double metres, struct gw_error *err)
{
	struct cell_rings old = {0}, new = {0};
	enum gw_status st = GW_OK;
	gw_cell_id cell;

	if (!sort_by_cell(&old, rings) || !sort_by_cell(&new, repaired))
		st = gw_fail_nomem(err);
	for (cell = 1; cell <= rings->num_cells && !st; cell++)
		if (touched[cell] && old.ends[cell] > old.ends[cell - 1])
			st = log_move(log, &old, &new, cell, metres, err);
	release(&old);
	release(&new);
	return st;
}
