/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_RENDER_INK_H
#define GW_RENDER_INK_H

#include "render/skeleton.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/*
 * Lines of one width on a picture, as the share of each pixel that they cover, 0 to 255. Lines that
 * meet do not add up: a pixel has the most that any of them gives it, so borders look the same
 * whatever pieces they come in.
 */
struct gw_ink {
	unsigned width, height;
	size_t stride; /* a multiple of 64, and wider: lines may run past the end of a row */
	uint8_t *shares;
	struct gw_ink_span {
		uint16_t first, end; /* pixels that may have a share; first >= end: none */
	} * spans; /* by row */
	bool is_portable; /* draws as a processor without AVX2 would: for tests */
};

/* For pictures of up to width by height pixels. Blank. GW_ENOMEM. */
enum gw_status gw_ink_init(
	struct gw_ink *ink, unsigned width, unsigned height, struct gw_error *err);
void gw_ink_finish(struct gw_ink *ink);

/*
 * Draws those of n lines that have the rank, `pen` pixels wide, with round ends: a pixel's share is
 * that of a square pixel by a straight line at the distance of its middle. Cannot fail.
 */
void gw_ink_draw(struct gw_ink *ink, const struct gw_border_line *lines, const uint8_t *ranks,
	size_t n, uint8_t rank, float pen);

/* Blank again. */
void gw_ink_clear(struct gw_ink *ink);

/* Bit i is set when shares[i] is not 0, for 64 of them. */
static inline uint64_t gw_ink_bits(const uint8_t *shares)
{
	uint64_t bits = 0;
	unsigned i;

#ifdef __SSE2__
	for (i = 0; i < 64; i += 16) {
		__m128i blank = _mm_cmpeq_epi8(
			_mm_loadu_si128((const __m128i *)(shares + i)), _mm_setzero_si128());

		bits |= (uint64_t)(~_mm_movemask_epi8(blank) & 0xffff) << i;
	}
#else
	for (i = 0; i < 64; i++)
		bits |= (uint64_t)(shares[i] != 0) << i;
#endif
	return bits;
}

#endif
