/* SPDX-License-Identifier: Apache-2.0 */
#include "grid/rings.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

#define SPLIT_ABOVE ((int64_t)1 << 30)

void gw_rings_init(struct gw_rings *rings)
{
	*rings = (struct gw_rings){0};
}

void gw_rings_finish(struct gw_rings *rings)
{
	free(rings->points);
	free(rings->rings);
	*rings = (struct gw_rings){0};
}

static bool push_point(struct gw_rings *rings, struct gw_lonlat p)
{
	if (!gw_grow(&rings->points, rings->num_points, &rings->cap_points, sizeof p))
		return false;
	rings->points[rings->num_points++] = p;
	return true;
}

/* The same two halves whichever way the segment runs, so that both neighbours split alike. */
static struct gw_lonlat halfway(struct gw_lonlat a, struct gw_lonlat b)
{
	int64_t lon = (int64_t)a.lon + b.lon, lat = (int64_t)a.lat + b.lat;

	return (struct gw_lonlat){(int32_t)(lon >> 1), (int32_t)(lat >> 1)};
}

static bool is_long(struct gw_lonlat a, struct gw_lonlat b)
{
	return llabs((int64_t)a.lon - b.lon) > SPLIT_ABOVE ||
		llabs((int64_t)a.lat - b.lat) > SPLIT_ABOVE;
}

/* Appends p to the ring that began at `first`, taking back a repeated point or a spike's tip. */
static bool extend_ring(struct gw_rings *rings, size_t first, struct gw_lonlat p)
{
	size_t n = rings->num_points - first;
	/* a null pointer may not be counted from, not even by nothing */
	const struct gw_lonlat *end = n ? rings->points + rings->num_points : NULL;

	if (n >= 1 && gw_lonlat_equal(end[-1], p))
		return true;
	if (n >= 2 && gw_lonlat_equal(end[-2], p)) {
		rings->num_points--;
		return true;
	}
	if (n >= 1 && is_long(end[-1], p))
		return extend_ring(rings, first, halfway(end[-1], p)) &&
			extend_ring(rings, first, p);
	return push_point(rings, p);
}

/* The same clean-up across the seam between the ring's last point and its first. */
static size_t close_ring(struct gw_rings *rings, size_t first)
{
	const struct gw_lonlat *p = rings->points;
	size_t last = rings->num_points, start = first;

	while (last - first >= 2) {
		if (gw_lonlat_equal(p[first], p[last - 1])) {
			last--;
		} else if (last - first >= 3 && gw_lonlat_equal(p[first + 1], p[last - 1])) {
			first++;
			last--;
		} else if (last - first >= 3 && gw_lonlat_equal(p[first], p[last - 2])) {
			last -= 2;
		} else {
			break;
		}
	}
	if (first > start)
		memmove(rings->points + start, rings->points + first, (last - first) * sizeof *p);
	rings->num_points = last - (first - start);
	return start;
}

enum gw_status gw_rings_add(struct gw_rings *rings, gw_cell_id cell, uint32_t polygon, bool hole,
	const struct gw_lonlat *points, size_t n, bool *kept, struct gw_error *err)
{
	size_t start = rings->num_points, first, i;
	bool ok = true;

	if (cell == GW_OUTSIDE || cell > GW_CELLS_MAX)
		return gw_fail(err, GW_EINVAL, "more than %u cells", GW_CELLS_MAX);
	if (cell > rings->num_cells)
		rings->num_cells = cell;
	for (i = 0; i < n && ok; i++)
		ok = extend_ring(rings, start, points[i]);
	if (ok && n)
		ok = extend_ring(rings, start, points[0]);
	ok = ok &&
		gw_grow(&rings->rings, rings->num_rings, &rings->cap_rings, sizeof *rings->rings);
	if (!ok) {
		rings->num_points = start;
		return gw_fail_nomem(err);
	}
	first = close_ring(rings, start);
	n = rings->num_points - first;
	if (kept)
		*kept = n >= 3;
	if (n < 3 || n > UINT32_MAX) {
		rings->num_points = start;
		return GW_OK;
	}
	rings->rings[rings->num_rings++] =
		(struct gw_ring){first, (uint32_t)n, cell, polygon, hole};
	return GW_OK;
}

__int128 gw_ring_area2(const struct gw_rings *rings, const struct gw_ring *ring)
{
	const struct gw_lonlat *p = rings->points + ring->first;
	struct gw_lonlat o = p[0], a, b = p[ring->count - 1];
	__int128 sum = 0;
	uint32_t i;

	for (i = 0; i < ring->count; i++) {
		a = b;
		b = p[i];
		sum += (__int128)((int64_t)a.lon - o.lon) * ((int64_t)b.lat - o.lat) -
			(__int128)((int64_t)b.lon - o.lon) * ((int64_t)a.lat - o.lat);
	}
	return sum;
}
