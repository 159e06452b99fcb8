/* SPDX-License-Identifier: Apache-2.0 */
#include "peer.h"

#define WKB_POLYGON	 3
#define WKB_MULTIPOLYGON 6

bool bench_next_cell(const struct gw_rings *rings, size_t *first, size_t *end)
{
	*first = *end;
	if (*first == rings->num_rings)
		return false;
	while (*end < rings->num_rings && rings->rings[*end].cell == rings->rings[*first].cell)
		++*end;
	return true;
}

static void append_u32(struct gw_buf *wkb, size_t n)
{
	uint32_t value = (uint32_t)n;

	gw_buf_append(wkb, &value, sizeof value);
}

static void append_point(struct gw_buf *wkb, struct gw_lonlat p)
{
	double xy[2] = {p.lon, p.lat};

	gw_buf_append(wkb, xy, sizeof xy);
}

static void append_ring(
	struct gw_buf *wkb, const struct gw_rings *rings, const struct gw_ring *ring)
{
	const struct gw_lonlat *points = rings->points + ring->first;
	uint32_t i;

	append_u32(wkb, ring->count + (size_t)1);
	for (i = 0; i < ring->count; i++)
		append_point(wkb, points[i]);
	append_point(wkb, points[0]);
}

static void append_head(struct gw_buf *wkb, uint32_t type, size_t parts)
{
	gw_buf_append(wkb, "\1", 1); /* little-endian */
	append_u32(wkb, type);
	append_u32(wkb, parts);
}

static size_t polygon_end(const struct gw_rings *rings, size_t first, size_t end)
{
	size_t i = first;

	while (i < end && rings->rings[i].polygon == rings->rings[first].polygon)
		i++;
	return i;
}

void bench_cell_wkb(struct gw_buf *wkb, const struct gw_rings *rings, size_t first, size_t end)
{
	size_t i, next, polygons = 0;

	for (i = first; i < end; i = polygon_end(rings, i, end))
		polygons++;
	gw_buf_clear(wkb);
	if (polygons > 1)
		append_head(wkb, WKB_MULTIPOLYGON, polygons);
	for (; first < end; first = next) {
		next = polygon_end(rings, first, end);
		append_head(wkb, WKB_POLYGON, next - first);
		for (i = first; i < next; i++)
			append_ring(wkb, rings, &rings->rings[i]);
	}
}
