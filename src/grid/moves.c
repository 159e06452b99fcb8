/* SPDX-License-Identifier: Apache-2.0 */
#include "grid/refit.h"

#include "base/mem.h"
#include "grid/cellrings.h"
#include "grid/places.h"

#include <math.h>
#include <stdlib.h>

static enum gw_status collect_vertices(struct gw_places *places, const struct gw_cell_rings *by,
	gw_cell_id cell, struct gw_error *err)
{
	enum gw_status st = GW_OK;
	const struct gw_ring *ring;
	size_t i;
	uint32_t k;

	for (i = 0; (ring = gw_cell_ring(by, cell, i)); i++)
		for (k = 0; k < ring->count && !st; k++)
			st = gw_places_add(places, by->rings->points[ring->first + k], err);
	gw_places_sort(places);
	return st;
}

static double distance_to_cell(const struct gw_cell_rings *by, gw_cell_id cell, struct gw_lonlat p)
{
	double nearest = INFINITY;
	const struct gw_ring *ring;
	size_t i;
	uint32_t k;

	for (i = 0; (ring = gw_cell_ring(by, cell, i)); i++) {
		const struct gw_lonlat *points = by->rings->points + ring->first;

		for (k = 0; k < ring->count; k++)
			nearest = fmin(nearest,
				gw_distance_to_segment(
					p, points[k], points[k + 1 < ring->count ? k + 1 : 0]));
	}
	return nearest;
}

/* Finds the vertex of `from` that is furthest from the cell's border in `to`. */
static enum gw_status find_furthest(struct gw_repair_move *move, const struct gw_cell_rings *from,
	const struct gw_cell_rings *to, struct gw_error *err)
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
static __int128 area2_of(const struct gw_cell_rings *by, gw_cell_id cell)
{
	__int128 sum = 0, area2;
	const struct gw_ring *ring;
	size_t i;

	for (i = 0; (ring = gw_cell_ring(by, cell, i)); i++) {
		area2 = gw_ring_area2(by->rings, ring);
		area2 = area2 < 0 ? -area2 : area2;
		sum += ring->hole ? -area2 : area2;
	}
	return sum;
}

static enum gw_status log_move(struct gw_repair_log *log, const struct gw_cell_rings *old,
	const struct gw_cell_rings *new, gw_cell_id cell, double metres, struct gw_error *err)
{
	const struct gw_ring *first = gw_cell_ring(old, cell, 0);
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
			"cell %u near %.7f, %.7f could only be repaired by moving its border "
			"%.3f m",
			cell, gw_degrees(move.place.lat), gw_degrees(move.place.lon), move.metres);
	scale = gw_scale_at(move.place.lat);
	move.area_change_m2 =
		(double)(area2_of(new, cell) - area2_of(old, cell)) / 2 * scale.east * scale.north;
	if (!gw_grow(&log->moves, log->n, &log->capacity, sizeof move))
		return gw_fail_nomem(err);
	log->moves[log->n++] = move;
	return GW_OK;
}

enum gw_status gw_log_moves(struct gw_repair_log *log, const struct gw_rings *rings,
	const struct gw_rings *repaired, const bool *touched, double metres, struct gw_error *err)
{
	struct gw_cell_rings old = {0}, new = {0};
	enum gw_status st;
	gw_cell_id cell;

	st = gw_cell_rings_init(&old, rings, err);
	if (!st)
		st = gw_cell_rings_init(&new, repaired, err);
	for (cell = 1; cell <= rings->num_cells && !st; cell++)
		if (touched[cell])
			st = log_move(log, &old, &new, cell, metres, err);
	gw_cell_rings_finish(&old);
	gw_cell_rings_finish(&new);
	return st;
}
