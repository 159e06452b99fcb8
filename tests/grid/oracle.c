/* SPDX-License-Identifier: Apache-2.0 */
#include "oracle.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

struct place {
	int64_t x, y;
};

/*
 * Whether a ray from (p.x + e^2, p.y + e) due west crosses a-b. No vertex lies at the ray's height,
 * so only the side of the crossing is in question: it is on the ray's when, with b above a,
 *
 *     (p.y + e - a.y) (b.x - a.x) < (p.x + e^2 - a.x) (b.y - a.y)
 *
 * which, ordered by powers of e, is 0 < d - e (b.x - a.x) + e^2 (b.y - a.y).
 */
static bool crosses_ray(struct place a, struct place b, struct place p)
{
	__int128 d;

	if ((a.y > p.y) == (b.y > p.y))
		return false;
	if (a.y > b.y) {
		struct place t = a;

		a = b;
		b = t;
	}
	d = (__int128)(p.x - a.x) * (b.y - a.y) - (__int128)(p.y - a.y) * (b.x - a.x);
	if (d)
		return d > 0;
	return b.x <= a.x; /* the last power decides for an upright edge, as b.y > a.y */
}

/*
 * How often the ray from p crosses the ring when all its coordinates are `factor` times as large.
 */
static unsigned crossings(
	const struct shape *shape, const struct shape_ring *ring, int factor, struct place p)
{
	const struct gw_lonlat *points = shape->points + ring->first;
	unsigned n = 0;
	size_t i;

	for (i = 0; i < ring->count; i++) {
		struct gw_lonlat a = points[i], b = points[i + 1 < ring->count ? i + 1 : 0];

		n += crosses_ray((struct place){(int64_t)factor * a.lon, (int64_t)factor * a.lat},
			(struct place){(int64_t)factor * b.lon, (int64_t)factor * b.lat}, p);
	}
	return n;
}

static size_t cells_at(
	const struct shape *shape, int factor, struct place p, uint32_t *cells, size_t max)
{
	uint8_t odd[1 << 14] = {0};
	size_t i, found = 0;
	uint32_t cell;

	assert_true(shape->num_cells < sizeof odd);
	for (i = 0; i < shape->num_rings; i++)
		odd[shape->rings[i].cell] ^= crossings(shape, &shape->rings[i], factor, p) & 1;
	for (cell = 1; cell <= shape->num_cells; cell++) {
		if (!odd[cell])
			continue;
		if (found < max)
			cells[found] = cell;
		found++;
	}
	return found;
}

size_t oracle_cells(const struct shape *shape, struct gw_lonlat p, uint32_t *cells, size_t max)
{
	return cells_at(shape, 1, (struct place){p.lon, p.lat}, cells, max);
}

static uint32_t one_cell_at(const struct shape *shape, int factor, struct place p)
{
	uint32_t cells[2] = {0};
	size_t n = cells_at(shape, factor, p, cells, 2);

	if (n > 1)
		fail_msg("%s: not seamless: cells %u and %u at %lld,%lld times %d", shape->name,
			cells[0], cells[1], (long long)p.x, (long long)p.y, factor);
	return cells[0];
}

uint32_t oracle_cell(const struct shape *shape, struct gw_lonlat p)
{
	return one_cell_at(shape, 1, (struct place){p.lon, p.lat});
}

/* In a shape twice as large the middle is a whole point; turned half round, north becomes south. */
struct oracle_sides oracle_sides(const struct shape *shape, struct gw_lonlat a, struct gw_lonlat b)
{
	struct place middle = {(int64_t)a.lon + b.lon, (int64_t)a.lat + b.lat};

	return (struct oracle_sides){
		one_cell_at(shape, 2, middle),
		one_cell_at(shape, -2, (struct place){-middle.x, -middle.y}),
	};
}
