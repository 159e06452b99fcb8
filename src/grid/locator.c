/* SPDX-License-Identifier: Apache-2.0 */
#include "grid/locator.h"

#include "base/threads.h"
#include "grid/index.h"

#include <stdlib.h>

#if defined(__x86_64__)
#include <immintrin.h>
#define HAVE_AVX2_PATH 1
#endif

/* Points read ahead at a time: enough to hide memory's latency, few enough to stay in the first
 * cache. */
#define BATCH 64

/* How far p is north of the south side of its tile. */
static inline int32_t rise_in_tile(const struct gw_locator *loc, struct gw_lonlat p)
{
	uint32_t mask = ((uint32_t)1 << loc->shift_lat) - 1;

	return (int32_t)(((uint32_t)p.lat - (uint32_t)loc->south) & mask);
}

/*
 * The walk from a tile's corner east along its south side to below p, then north to p, as in
 * grid/README.md: with each edge crossed, the cell changes from the one side to the other, whatever
 * the order.
 */
static gw_cell_id walk_portable(const struct gw_block *block, struct gw_lonlat p, int32_t rise)
{
	gw_cell_id cell = block->corner_cell;
	uint32_t n = block->num_blocks, i;

	for (; n; n--, block++) {
		for (i = 0; i < GW_EDGES_PER_BLOCK; i++) {
			struct gw_lonlat a = {block->lon[i], block->lat[i]};
			struct gw_lonlat b = {block->lon[i + 1], block->lat[i + 1]};
			struct gw_sight from_p = gw_sight_of(a, b, p), from_bend = from_p;
			bool straddles = (a.lon > p.lon) != (b.lon > p.lon);
			bool first_leg, second_leg;

			from_bend.orientation -= from_p.dlon * rise;
			first_leg = (block->crossing >> i & 1) && gw_sight_past(from_bend);
			second_leg =
				straddles && gw_sight_north(from_p) != gw_sight_north(from_bend);
			if (first_leg != second_leg)
				cell ^= block->label[i];
		}
	}
	return cell;
}

#ifdef HAVE_AVX2_PATH
/* All bits of a lane where the signed 64-bit value is negative. */
__attribute__((target("avx2"))) static inline __m128i negative_lanes(__m256i v)
{
	__m128 low = _mm_castsi128_ps(_mm256_castsi256_si128(v));
	__m128 high = _mm_castsi128_ps(_mm256_extracti128_si256(v, 1));

	return _mm_srai_epi32(_mm_castps_si128(_mm_shuffle_ps(low, high, 0xdd)), 31);
}

/* walk_portable(), four edges at a time; the same things under the same names. */
__attribute__((target("avx2"))) static inline gw_cell_id walk_avx2(
	const struct gw_block *block, struct gw_lonlat p, int32_t rise)
{
	const __m128i p_lon = _mm_set1_epi32(p.lon), p_lat = _mm_set1_epi32(p.lat);
	const __m256i rise_4 = _mm256_set1_epi64x(rise);
	const __m128i lane_bits = _mm_setr_epi32(1, 2, 4, 8), zero = _mm_setzero_si128();
	__m128i cell = _mm_cvtsi32_si128((int)block->corner_cell);
	uint32_t n = block->num_blocks;

	for (; n; n--, block++) {
		__m128i a_lon = _mm_loadu_si128((const __m128i *)block->lon);
		__m128i b_lon = _mm_loadu_si128((const __m128i *)(block->lon + 1));
		__m128i a_lat = _mm_loadu_si128((const __m128i *)block->lat);
		__m128i b_lat = _mm_loadu_si128((const __m128i *)(block->lat + 1));
		__m128i label = _mm_loadu_si128((const __m128i *)block->label);
		__m128i straddles =
			_mm_xor_si128(_mm_cmpgt_epi32(a_lon, p_lon), _mm_cmpgt_epi32(b_lon, p_lon));
		__m128i dlon = _mm_sub_epi32(b_lon, a_lon), dlat = _mm_sub_epi32(b_lat, a_lat);
		/* -1 where the edge must be turned to run east or due south */
		__m128i turn = _mm_srai_epi32(_mm_add_epi32(dlon, _mm_cmpgt_epi32(dlat, zero)), 31);
		__m256i dlon_4, orientation, at_bend;
		__m128i not_north, bend_not_north, rising, crossing, legs;

		dlon = _mm_sub_epi32(_mm_xor_si128(dlon, turn), turn);
		dlat = _mm_sub_epi32(_mm_xor_si128(dlat, turn), turn);
		dlon_4 = _mm256_cvtepi32_epi64(dlon);
		orientation = _mm256_sub_epi64(
			_mm256_mul_epi32(
				dlon_4, _mm256_cvtepi32_epi64(_mm_sub_epi32(p_lat, a_lat))),
			_mm256_mul_epi32(_mm256_cvtepi32_epi64(dlat),
				_mm256_cvtepi32_epi64(_mm_sub_epi32(p_lon, a_lon))));
		at_bend = _mm256_sub_epi64(orientation, _mm256_mul_epi32(dlon_4, rise_4));
		not_north = negative_lanes(orientation);
		bend_not_north = negative_lanes(at_bend);
		rising = _mm_cmpgt_epi32(dlat, zero);
		crossing = _mm_and_si128(lane_bits, _mm_set1_epi32((int)block->crossing));
		crossing = _mm_cmpeq_epi32(crossing, lane_bits);
		/* past the edge, seen from the bend: north of it differs from rising */
		crossing = _mm_andnot_si128(_mm_xor_si128(bend_not_north, rising), crossing);
		legs = _mm_xor_si128(crossing,
			_mm_and_si128(straddles, _mm_xor_si128(not_north, bend_not_north)));
		cell = _mm_xor_si128(cell, _mm_and_si128(label, legs));
	}
	cell = _mm_xor_si128(cell, _mm_shuffle_epi32(cell, 0x4e));
	cell = _mm_xor_si128(cell, _mm_shuffle_epi32(cell, 0xb1));
	return (gw_cell_id)_mm_cvtsi128_si32(cell);
}
#endif

/*
 * The number of the tile that holds p; of the one beyond the last for what lies outside them all.
 */
static inline size_t tile_of(const struct gw_locator *loc, struct gw_lonlat p)
{
	/* A point west or south of the tiles wraps to a number past the last column or row. */
	uint32_t column = ((uint32_t)p.lon - (uint32_t)loc->west) >> loc->shift_lon;
	uint32_t row = ((uint32_t)p.lat - (uint32_t)loc->south) >> loc->shift_lat;
	size_t tile = (size_t)row * loc->columns + column;
	size_t outside = (size_t)loc->rows * loc->columns;

	return (column < loc->columns) & (row < loc->rows) ? tile : outside;
}

/*
 * Finds n <= BATCH points in three passes, so that every table line is on its way while other
 * points are looked at: tiles' words; cells of whole tiles; walks through the mixed tiles.
 */
#define DEFINE_LOCATE_BATCH(name, walk, attributes)                                                \
	attributes static void name(const struct gw_locator *loc, const struct gw_lonlat *points,  \
		size_t n, gw_cell_id *cells)                                                       \
	{                                                                                          \
		const struct gw_block *blocks = loc->blocks;                                       \
		const uint32_t *words[BATCH];                                                      \
		uint32_t mixed[BATCH];                                                             \
		size_t i, num_mixed = 0;                                                           \
                                                                                                   \
		for (i = 0; i < n; i++) {                                                          \
			words[i] = loc->tiles + tile_of(loc, points[i]);                           \
			__builtin_prefetch(words[i]);                                              \
		}                                                                                  \
		for (i = 0; i < n; i++) {                                                          \
			const struct gw_block *first = blocks + (*words[i] & ~GW_TILE_MIXED);      \
                                                                                                   \
			cells[i] = *words[i];                                                      \
			mixed[num_mixed] = (uint32_t)i;                                            \
			num_mixed += *words[i] >> 31;                                              \
			__builtin_prefetch(first);                                                 \
		}                                                                                  \
		for (i = 0; i < num_mixed; i++)                                                    \
			cells[mixed[i]] = walk(blocks + (cells[mixed[i]] & ~GW_TILE_MIXED),        \
				points[mixed[i]], rise_in_tile(loc, points[mixed[i]]));            \
	}

DEFINE_LOCATE_BATCH(locate_batch_portable, walk_portable, )
#ifdef HAVE_AVX2_PATH
DEFINE_LOCATE_BATCH(locate_batch_avx2, walk_avx2, __attribute__((target("avx2"))))
#endif

gw_cell_id gw_locator_cell(const struct gw_locator *loc, struct gw_lonlat p)
{
	uint32_t word = loc->tiles[tile_of(loc, p)];

	if (!(word & GW_TILE_MIXED))
		return word;
#ifdef HAVE_AVX2_PATH
	if (!loc->portable)
		return walk_avx2(loc->blocks + (word & ~GW_TILE_MIXED), p, rise_in_tile(loc, p));
#endif
	return walk_portable(loc->blocks + (word & ~GW_TILE_MIXED), p, rise_in_tile(loc, p));
}

void gw_locator_cells(
	const struct gw_locator *loc, const struct gw_lonlat *points, size_t n, gw_cell_id *cells)
{
	void (*locate_batch)(const struct gw_locator *, const struct gw_lonlat *, size_t,
		gw_cell_id *) = locate_batch_portable;
	size_t i;

#ifdef HAVE_AVX2_PATH
	if (!loc->portable)
		locate_batch = locate_batch_avx2;
#endif
	for (i = 0; i < n; i += BATCH)
		locate_batch(loc, points + i, n - i < BATCH ? n - i : BATCH, cells + i);
}

struct parallel_job {
	const struct gw_locator *loc;
	const struct gw_lonlat *points;
	gw_cell_id *cells;
};

static void locate_slice(void *context, size_t first, size_t count)
{
	const struct parallel_job *job = context;

	gw_locator_cells(job->loc, job->points + first, count, job->cells + first);
}

void gw_locator_cells_parallel(const struct gw_locator *loc, const struct gw_lonlat *points,
	size_t n, gw_cell_id *cells, unsigned threads)
{
	struct parallel_job job = {loc, points, cells};

	gw_parallel_for(n, BATCH, threads, locate_slice, &job);
}

void gw_locator_force_portable(struct gw_locator *loc)
{
	loc->portable = true;
}
