/* SPDX-License-Identifier: Apache-2.0 */
#include "shapes.h"

#include <stdlib.h>
#include <string.h>

/* Lets each cell grow from a square of its own, a square at a time, until all are taken. */
static void grow(
	uint32_t *cells, uint32_t columns, uint32_t rows, uint32_t num_cells, uint64_t seed)
{
	uint32_t left = columns * rows, cell;

	for (cell = 1; cell <= num_cells;) {
		uint32_t at = (uint32_t)(shape_random(&seed) % (columns * rows));

		if (!cells[at]) {
			cells[at] = cell++;
			left--;
		}
	}
	while (left) {
		uint32_t at = (uint32_t)(shape_random(&seed) % (columns * rows));
		uint32_t x = at % columns, y = at / columns;
		uint64_t way = shape_random(&seed);

		if (!cells[at])
			continue;
		x = way & 1 ? x : way & 2 ? x + 1 : x - 1;
		y = way & 1 ? way & 2 ? y + 1 : y - 1 : y;
		if (x >= columns || y >= rows || cells[y * columns + x])
			continue;
		cells[y * columns + x] = cells[at];
		left--;
	}
}

struct shape shape_grown(struct town town)
{
	uint32_t num_cells = town.cells, *cells;
	struct shape squares, s;
	size_t i;

	town.cells = 0;
	squares = shape_town(town);
	cells = calloc((size_t)town.columns * town.rows, sizeof *cells);
	if (!cells)
		abort();
	grow(cells, town.columns, town.rows, num_cells, town.seed);
	shape_init(&s, "%u cells grown on %.60s", num_cells, squares.name);
	for (i = 0; i < squares.num_rings; i++) {
		const struct shape_ring *r = &squares.rings[i];

		shape_add(&s, cells[r->cell - 1], false, squares.points + r->first, r->count);
	}
	free(cells);
	shape_finish(&squares);
	return s;
}

/* A rough circle of 24 points, its bays up to a third deep, the same each time it is asked for. */
#define RIM 24

struct rim {
	struct gw_lonlat points[RIM];
};

static struct rim rim_of(int64_t lon, int64_t lat, int64_t radius, uint64_t seed)
{
	/* a quarter's directions, in thousandths */
	static const int64_t cosines[] = {1000, 966, 866, 707, 500, 259, 0};
	struct rim rim;
	int i;

	for (i = 0; i < RIM; i++) {
		int quarter = i / 6, part = i % 6;
		int64_t c = cosines[part], s = cosines[6 - part];
		int64_t x = quarter == 0 ? c : quarter == 1 ? -s : quarter == 2 ? -c : s;
		int64_t y = quarter == 0 ? s : quarter == 1 ? c : quarter == 2 ? -s : -c;
		int64_t r = radius - shape_random_in(&seed, 0, radius / 3);

		rim.points[i].lon = (int32_t)(lon + x * r / 1000);
		rim.points[i].lat = (int32_t)(lat + y * r / 1000);
	}
	return rim;
}

/* An island of two cells, which a straight border parts. */
static void add_halves(struct shape *s, uint32_t cell, const struct rim *rim)
{
	shape_add(s, cell, false, rim->points, RIM / 2 + 1);
	shape_add(s, cell + 1, false, rim->points + RIM / 2, RIM / 2);
	shape_point(s, rim->points[0].lon, rim->points[0].lat);
}

struct shape shape_islands(int64_t spacing, int64_t west, int64_t south, uint64_t seed)
{
	const int64_t columns = 8, rows = 6;
	uint64_t random = seed;
	uint32_t cell = 2;
	struct shape s;
	int64_t x, y;

	shape_init(&s, "islands %d apart, seed %llu", (int)spacing, (unsigned long long)seed);
	shape_box(&s, 1, false, west, south, west + columns * spacing, south + rows * spacing);
	for (y = 0; y < rows; y++)
		for (x = 0; x < columns; x++) {
			int64_t radius = spacing >> 1 >> shape_random_in(&random, 1, 5);
			int64_t lon = west + x * spacing + spacing / 2;
			int64_t lat = south + y * spacing + spacing / 2;
			struct rim rim = rim_of(lon, lat, radius, shape_random(&random));
			struct rim inner = rim_of(lon, lat, radius / 2, shape_random(&random));

			shape_add(&s, 1, true, rim.points, RIM);
			if (shape_random(&random) & 1) {
				add_halves(&s, cell, &rim);
				cell += 2;
				continue;
			}
			shape_add(&s, cell, false, rim.points, RIM);
			shape_add(&s, cell++, true, inner.points, RIM);
			shape_add(&s, cell++, false, inner.points, RIM);
		}
	return s;
}
