/* SPDX-License-Identifier: Apache-2.0 */
#include "grid/index.h"
#include "grid/locator.h"

#include <math.h>
#include <string.h>

void gw_locator_visit(const struct gw_locator *loc, struct gw_bbox box,
	bool (*visit)(void *context, const struct gw_edge *edge), void *context)
{
	uint32_t first_column, last_column, row, last_row, column, lane;

	if (gw_bbox_is_empty(loc->grid->bbox) || !gw_bbox_meets(box, loc->grid->bbox))
		return;
	box.min.lon = box.min.lon > loc->west ? box.min.lon : loc->west;
	box.min.lat = box.min.lat > loc->south ? box.min.lat : loc->south;
	box.max.lon = box.max.lon < loc->grid->bbox.max.lon ? box.max.lon : loc->grid->bbox.max.lon;
	box.max.lat = box.max.lat < loc->grid->bbox.max.lat ? box.max.lat : loc->grid->bbox.max.lat;
	first_column = ((uint32_t)box.min.lon - (uint32_t)loc->west) >> loc->shift_lon;
	last_column = ((uint32_t)box.max.lon - (uint32_t)loc->west) >> loc->shift_lon;
	row = ((uint32_t)box.min.lat - (uint32_t)loc->south) >> loc->shift_lat;
	last_row = ((uint32_t)box.max.lat - (uint32_t)loc->south) >> loc->shift_lat;
	if (row) /* a level edge on a row's south side is kept in the row below */
		row--;
	for (; row <= last_row; row++) {
		for (column = first_column; column <= last_column; column++) {
			uint32_t word = loc->tiles[(size_t)row * loc->columns + column];
			const uint32_t *numbers, *end;

			if (!(word & GW_TILE_MIXED))
				continue;
			word &= ~GW_TILE_MIXED;
			numbers = loc->lane_edges + (size_t)word * GW_EDGES_PER_BLOCK;
			lane = loc->blocks[word].num_blocks * GW_EDGES_PER_BLOCK;
			for (end = numbers + lane; numbers < end; numbers++)
				if (*numbers != GW_NO_EDGE &&
					!visit(context, &loc->grid->edges[*numbers]))
					return;
		}
	}
}

struct candidate_search {
	struct gw_lonlat p;
	double metres;
	gw_cell_id owner;
	struct gw_candidate *out;
	size_t n, max;
};

static bool is_nearer(struct gw_candidate a, struct gw_candidate b)
{
	return a.metres < b.metres || (a.metres == b.metres && a.cell < b.cell);
}

/*
 * Puts a candidate in its place behind the owner, once a cell; the farthest falls off a full list.
 */
static void offer(struct candidate_search *s, gw_cell_id cell, double metres)
{
	size_t owner = s->owner != GW_OUTSIDE, at, i;
	struct gw_candidate c = {cell, metres};

	if (cell == GW_OUTSIDE || cell == s->owner || s->max <= owner)
		return;
	for (at = owner; at < s->n && s->out[at].cell != cell; at++)
		;
	if (at < s->n && !is_nearer(c, s->out[at]))
		return;
	if (at == s->n && s->n < s->max)
		s->n++;
	else if (at == s->n && (at == owner || !is_nearer(c, s->out[--at])))
		return;
	for (i = at; i > owner && is_nearer(c, s->out[i - 1]); i--)
		s->out[i] = s->out[i - 1];
	s->out[i] = c;
}

static bool offer_both_sides(void *context, const struct gw_edge *e)
{
	struct candidate_search *s = context;
	double metres = gw_distance_to_segment(s->p, e->a, e->b);

	if (metres <= s->metres) {
		offer(s, e->left, metres);
		offer(s, e->right, metres);
	}
	return true;
}

static int32_t clamped(double v, int32_t limit)
{
	return v >= -limit ? (v < limit ? (int32_t)v : limit) : -limit; /* a NaN is -limit */
}

static struct gw_bbox box_around(struct gw_lonlat p, double metres)
{
	struct gw_scale s = gw_scale_at(p.lat);
	double lon = metres / fmax(s.east, 1e-30) + 1, lat = metres / s.north + 1;

	return (struct gw_bbox){
		{clamped(p.lon - lon, GW_LON_MAX), clamped(p.lat - lat, GW_LAT_MAX)},
		{clamped(p.lon + lon, GW_LON_MAX), clamped(p.lat + lat, GW_LAT_MAX)},
	};
}

size_t gw_locator_candidates(const struct gw_locator *loc, struct gw_lonlat p, double metres,
	struct gw_candidate *out, size_t max)
{
	struct candidate_search s = {p, metres, gw_locator_cell(loc, p), out, 0, max};

	if (s.owner != GW_OUTSIDE && max)
		out[s.n++] = (struct gw_candidate){s.owner, 0};
	gw_locator_visit(loc, box_around(p, metres), offer_both_sides, &s);
	return s.n;
}
