/* SPDX-License-Identifier: Apache-2.0 */
#include "shapes.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *must(void *memory)
{
	if (!memory) {
		fputs("tests/grid: out of memory\n", stderr);
		abort();
	}
	return memory;
}

uint64_t shape_random(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
	return z ^ (z >> 31);
}

int32_t shape_random_in(uint64_t *state, int64_t lo, int64_t hi)
{
	return (int32_t)(lo + (int64_t)(shape_random(state) % (uint64_t)(hi - lo + 1)));
}

void shape_init(struct shape *shape, const char *format, ...)
{
	va_list args;

	memset(shape, 0, sizeof *shape);
	va_start(args, format);
	vsnprintf(shape->name, sizeof shape->name, format, args);
	va_end(args);
}

void shape_finish(struct shape *shape)
{
	free(shape->points);
	free(shape->rings);
	memset(shape, 0, sizeof *shape);
}

struct shape shape_copy(const struct shape *shape)
{
	struct shape copy = *shape;

	copy.points = must(malloc(shape->num_points * sizeof *copy.points + 1));
	copy.rings = must(malloc(shape->num_rings * sizeof *copy.rings + 1));
	if (shape->num_points)
		memcpy(copy.points, shape->points, shape->num_points * sizeof *copy.points);
	if (shape->num_rings)
		memcpy(copy.rings, shape->rings, shape->num_rings * sizeof *copy.rings);
	copy.cap_points = shape->num_points;
	copy.cap_rings = shape->num_rings;
	return copy;
}

void shape_begin(struct shape *shape, uint32_t cell, bool hole)
{
	struct shape_ring ring = {.first = shape->num_points, .cell = cell, .hole = hole};
	size_t i;

	for (i = 0; i < shape->num_rings; i++)
		ring.polygon += !hole && !shape->rings[i].hole && shape->rings[i].cell == cell;
	if (shape->num_rings == shape->cap_rings) {
		shape->cap_rings = 2 * shape->cap_rings + 16;
		shape->rings = must(realloc(shape->rings, shape->cap_rings * sizeof ring));
	}
	shape->rings[shape->num_rings++] = ring;
	if (cell > shape->num_cells)
		shape->num_cells = cell;
}

void shape_point(struct shape *shape, int64_t lon, int64_t lat)
{
	if (shape->num_points == shape->cap_points) {
		shape->cap_points = 2 * shape->cap_points + 64;
		shape->points =
			must(realloc(shape->points, shape->cap_points * sizeof *shape->points));
	}
	shape->points[shape->num_points++] = (struct gw_lonlat){(int32_t)lon, (int32_t)lat};
	shape->rings[shape->num_rings - 1].count++;
}

void shape_add(
	struct shape *shape, uint32_t cell, bool hole, const struct gw_lonlat *points, size_t n)
{
	size_t i;

	shape_begin(shape, cell, hole);
	for (i = 0; i < n; i++)
		shape_point(shape, points[i].lon, points[i].lat);
}

void shape_box(struct shape *shape, uint32_t cell, bool hole, int64_t west, int64_t south,
	int64_t east, int64_t north)
{
	shape_begin(shape, cell, hole);
	shape_point(shape, west, south);
	shape_point(shape, east, south);
	shape_point(shape, east, north);
	shape_point(shape, west, north);
}

struct gw_bbox shape_bbox(const struct shape *shape)
{
	struct gw_bbox box = {{INT32_MAX, INT32_MAX}, {INT32_MIN, INT32_MIN}};
	size_t i;

	for (i = 0; i < shape->num_points; i++) {
		struct gw_lonlat p = shape->points[i];

		box.min.lon = p.lon < box.min.lon ? p.lon : box.min.lon;
		box.min.lat = p.lat < box.min.lat ? p.lat : box.min.lat;
		box.max.lon = p.lon > box.max.lon ? p.lon : box.max.lon;
		box.max.lat = p.lat > box.max.lat ? p.lat : box.max.lat;
	}
	return box;
}

void shape_map(struct shape *shape, int64_t a, int64_t b, int64_t c, int64_t d, int64_t east,
	int64_t north)
{
	size_t i, len = strlen(shape->name);

	for (i = 0; i < shape->num_points; i++) {
		int64_t lon = shape->points[i].lon, lat = shape->points[i].lat;

		shape->points[i].lon = (int32_t)(a * lon + b * lat + east);
		shape->points[i].lat = (int32_t)(c * lon + d * lat + north);
	}
	if (b || c)
		shape->covers_box = false;
	snprintf(shape->name + len, sizeof shape->name - len, " by %d,%d,%d,%d+%d,%d", (int)a,
		(int)b, (int)c, (int)d, (int)east, (int)north);
}

static void reverse(struct gw_lonlat *points, size_t n)
{
	size_t i;

	for (i = 0; i < n / 2; i++) {
		struct gw_lonlat p = points[i];

		points[i] = points[n - 1 - i];
		points[n - 1 - i] = p;
	}
}

static void rotate(struct gw_lonlat *points, size_t n, size_t by)
{
	reverse(points, by);
	reverse(points + by, n - by);
	reverse(points, n);
}

void shape_shuffle(struct shape *shape, uint64_t seed)
{
	struct shape told = *shape;
	size_t i, j;

	told.points = NULL;
	told.rings = NULL;
	told.num_points = told.cap_points = told.num_rings = told.cap_rings = 0;
	snprintf(told.name, sizeof told.name, "%.60s, shuffled %llu", shape->name,
		(unsigned long long)seed);
	for (i = shape->num_rings; i > 1; i--) {
		size_t other = shape_random(&seed) % i;
		struct shape_ring ring = shape->rings[i - 1];

		shape->rings[i - 1] = shape->rings[other];
		shape->rings[other] = ring;
	}
	for (i = 0; i < shape->num_rings; i++) {
		struct shape_ring *ring = &shape->rings[i];
		struct gw_lonlat *points = shape->points + ring->first;

		if (shape_random(&seed) & 1)
			reverse(points, ring->count);
		rotate(points, ring->count, ring->count ? shape_random(&seed) % ring->count : 0);
		shape_begin(&told, ring->cell, ring->hole);
		told.rings[i].polygon = ring->polygon;
		for (j = 0; j < ring->count; j++)
			shape_point(&told, points[j].lon, points[j].lat);
		if (ring->count && (shape_random(&seed) & 1))
			shape_point(&told, points[0].lon, points[0].lat);
	}
	shape_finish(shape);
	*shape = told;
}

/* A spike of up to three random points beside p, out and back. */
static void add_spike(struct shape *shape, struct gw_lonlat p, uint64_t *random)
{
	struct gw_lonlat out[3];
	int n = 1 + (int)(shape_random(random) % 3), i;

	for (i = 0; i < n; i++) {
		out[i].lon = shape_random_in(random, (int64_t)p.lon - 9, (int64_t)p.lon + 9);
		out[i].lat = shape_random_in(random, (int64_t)p.lat - 9, (int64_t)p.lat + 9);
		shape_point(shape, out[i].lon, out[i].lat);
	}
	for (i = n - 2; i >= 0; i--)
		shape_point(shape, out[i].lon, out[i].lat);
	shape_point(shape, p.lon, p.lat);
}

void shape_soil(struct shape *shape, uint64_t seed)
{
	struct shape soiled = *shape;
	size_t i, j;

	soiled.points = NULL;
	soiled.rings = NULL;
	soiled.num_points = soiled.cap_points = soiled.num_rings = soiled.cap_rings = 0;
	snprintf(soiled.name, sizeof soiled.name, "%.60s, soiled %llu", shape->name,
		(unsigned long long)seed);
	for (i = 0; i < shape->num_rings; i++) {
		const struct shape_ring *ring = &shape->rings[i];

		shape_begin(&soiled, ring->cell, ring->hole);
		soiled.rings[i].polygon = ring->polygon;
		for (j = 0; j < ring->count; j++) {
			struct gw_lonlat p = shape->points[ring->first + j];

			shape_point(&soiled, p.lon, p.lat);
			while (shape_random(&seed) % 4 == 0)
				shape_point(&soiled, p.lon, p.lat);
			if (shape_random(&seed) % 3 == 0)
				add_spike(&soiled, p, &seed);
		}
		if (ring->count) /* let some rings start on the tip of a spike */
			rotate(soiled.points + soiled.rings[i].first, soiled.rings[i].count,
				shape_random(&seed) % soiled.rings[i].count);
	}
	shape_finish(shape);
	*shape = soiled;
}
