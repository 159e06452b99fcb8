/* SPDX-License-Identifier: Apache-2.0 */
#include "city.h"

#include "base/mem.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

const struct bench_city bench_city_3905 = {
	"city-3905", 55, 71, 25, {1200000000, 400000000}, {190000, 144000}};
const struct bench_city bench_nation = {
	"nation-1.5M", 1200, 1250, 4, {750000000, 200000000}, {500000, 264000}};

const struct bench_city *bench_city_named(const char *name)
{
	if (!strcmp(name, bench_city_3905.name))
		return &bench_city_3905;
	return strcmp(name, bench_nation.name) ? NULL : &bench_nation;
}

static uint64_t mix(uint64_t x) /* splitmix64's finaliser */
{
	x += 0x9e3779b97f4a7c15;
	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
	x = (x ^ x >> 27) * 0x94d049bb133111eb;
	return x ^ x >> 31;
}

/* In [-1, 1), a function of its arguments alone: so neighbours agree on their shared chain. */
static double noise(uint64_t a, uint64_t b, uint64_t c)
{
	return (double)(int64_t)mix(mix(mix(a) ^ b) ^ c) / 9223372036854775808.0;
}

static struct gw_lonlat node(const struct bench_city *city, uint32_t x, uint32_t y)
{
	double jitter_x = 0.15 * noise(x, y, 1), jitter_y = 0.15 * noise(x, y, 2);

	return (struct gw_lonlat){
		city->southwest.lon + (int32_t)lround((x + jitter_x) * city->cell_size.lon),
		city->southwest.lat + (int32_t)lround((y + jitter_y) * city->cell_size.lat),
	};
}

/* Point i of the chain from node (x, y) to its east (or north) neighbour, within a narrow lens. */
static struct gw_lonlat chain_point(
	const struct bench_city *city, uint32_t x, uint32_t y, bool north, uint32_t i)
{
	struct gw_lonlat a = node(city, x, y), b = node(city, x + !north, y + north);
	double t = (double)i / city->pieces;
	double off = 0.08 * 4 * t * (1 - t) * noise((uint64_t)x << 32 | y, 2 * i + north, 3);
	double off_lon = north ? off * city->cell_size.lon : 0;
	double off_lat = north ? 0 : off * city->cell_size.lat;

	if (i == city->pieces)
		return b;
	return (struct gw_lonlat){
		(int32_t)lround(a.lon + t * (b.lon - a.lon) + off_lon),
		(int32_t)lround(a.lat + t * (b.lat - a.lat) + off_lat),
	};
}

unsigned bench_cell_class(gw_cell_id cell)
{
	return (unsigned)(1 + mix(cell) % BENCH_CLASSES);
}

static uint32_t num_east_chains(const struct bench_city *city)
{
	return city->columns * (city->rows + 1);
}

uint32_t bench_city_num_chains(const struct bench_city *city)
{
	return num_east_chains(city) + (city->columns + 1) * city->rows;
}

void bench_city_chain(const struct bench_city *city, uint32_t i, struct gw_lonlat *points)
{
	bool north = i >= num_east_chains(city);
	uint32_t at = north ? i - num_east_chains(city) : i;
	uint32_t in_row = city->columns + north;
	uint32_t k;

	for (k = 0; k <= city->pieces; k++)
		points[k] = chain_point(city, at % in_row, at / in_row, north, k);
}

static size_t cell_ring(
	const struct bench_city *city, uint32_t x, uint32_t y, struct gw_lonlat *points)
{
	uint32_t i, n = 0, k = city->pieces;

	for (i = 0; i < k; i++)
		points[n++] = chain_point(city, x, y, false, i);
	for (i = 0; i < k; i++)
		points[n++] = chain_point(city, x + 1, y, true, i);
	for (i = k; i > 0; i--)
		points[n++] = chain_point(city, x, y + 1, false, i);
	for (i = k; i > 0; i--)
		points[n++] = chain_point(city, x, y, true, i);
	return n;
}

static void *must(void *memory)
{
	if (!memory) {
		fprintf(stderr, "bench: out of memory\n");
		exit(1);
	}
	return memory;
}

void bench_city_rings(const struct bench_city *city, struct gw_rings *rings)
{
	struct gw_lonlat *points = must(gw_alloc_array(4 * (size_t)city->pieces, sizeof *points));
	gw_cell_id id = 1;
	uint32_t x, y;

	for (y = 0; y < city->rows; y++) {
		for (x = 0; x < city->columns; x++, id++) {
			size_t n = cell_ring(city, x, y, points);

			if (gw_rings_add(rings, id, 0, false, points, n, NULL, NULL))
				must(NULL);
		}
	}
	free(points);
}

struct gw_bbox bench_rings_box(const struct gw_rings *rings)
{
	struct gw_bbox box = gw_bbox_empty();
	size_t i;

	for (i = 0; i < rings->num_points; i++)
		box = gw_bbox_with(box, rings->points[i]);
	return box;
}

static int32_t between(int32_t lo, int32_t hi, uint64_t random)
{
	return (int32_t)(lo + (int64_t)(random % (uint64_t)((int64_t)hi - lo + 1)));
}

struct gw_lonlat *bench_points_uniform(struct gw_bbox box, size_t n)
{
	struct gw_lonlat *points = must(gw_alloc_array(n, sizeof *points));
	size_t i;

	for (i = 0; i < n; i++)
		points[i] = (struct gw_lonlat){
			between(box.min.lon, box.max.lon, mix(2 * i)),
			between(box.min.lat, box.max.lat, mix(2 * i + 1)),
		};
	return points;
}

static int32_t step(int32_t at, int32_t lo, int32_t hi, uint64_t random)
{
	int64_t to = (int64_t)at + between(-2000, 2000, random);

	return to < lo ? lo : to > hi ? hi : (int32_t)to;
}

struct gw_lonlat *bench_points_walk(struct gw_bbox box, size_t n)
{
	struct gw_lonlat *points = must(gw_alloc_array(n, sizeof *points));
	struct gw_lonlat at = {
		(int32_t)(((int64_t)box.min.lon + box.max.lon) / 2),
		(int32_t)(((int64_t)box.min.lat + box.max.lat) / 2),
	};
	size_t i;

	for (i = 0; i < n; i++) {
		at.lon = step(at.lon, box.min.lon, box.max.lon, mix(2 * i));
		at.lat = step(at.lat, box.min.lat, box.max.lat, mix(2 * i + 1));
		points[i] = at;
	}
	return points;
}

struct gw_lonlat *bench_points_adversarial(const struct gw_rings *rings, size_t n)
{
	struct gw_lonlat *points = must(gw_alloc_array(n, sizeof *points));
	size_t i;

	for (i = 0; i < n; i++) {
		const struct gw_ring *ring = rings->rings + mix(i) % rings->num_rings;
		uint32_t at = (uint32_t)(mix(i + n) % ring->count);
		struct gw_lonlat a = rings->points[ring->first + at];
		struct gw_lonlat b = rings->points[ring->first + (at + 1) % ring->count];
		double t = i % 4 == 0 ? 0 : (double)(mix(i + 2 * n) % 1024) / 1024;
		int32_t beside_lon = (int32_t)(i / 4 % 3) - 1;
		int32_t beside_lat = (int32_t)(i / 12 % 3) - 1;

		points[i].lon = (int32_t)lround(a.lon + t * (b.lon - a.lon)) + beside_lon;
		points[i].lat = (int32_t)lround(a.lat + t * (b.lat - a.lat)) + beside_lat;
	}
	return points;
}

double bench_seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}
