/* SPDX-License-Identifier: Apache-2.0 */
#include "render/ink.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Pixels done at a time. */
#define LANES 8

typedef float floats __attribute__((vector_size(LANES * 4), aligned(4)));
typedef int32_t ints __attribute__((vector_size(LANES * 4)));

enum gw_status gw_ink_init(
	struct gw_ink *ink, unsigned width, unsigned height, struct gw_error *err)
{
	*ink = (struct gw_ink){.width = width, .height = height};
	ink->stride = (width + LANES + 63) / 64 * (size_t)64;
	ink->shares = calloc(ink->stride, height);
	ink->spans = calloc(height, sizeof *ink->spans);
	if (ink->shares && ink->spans)
		return GW_OK;
	gw_ink_finish(ink);
	return gw_fail_nomem(err);
}

void gw_ink_finish(struct gw_ink *ink)
{
	free(ink->shares);
	free(ink->spans);
	*ink = (struct gw_ink){0};
}

void gw_ink_clear(struct gw_ink *ink)
{
	unsigned row;

	for (row = 0; row < ink->height; row++) {
		struct gw_ink_span *span = &ink->spans[row];

		if (span->first < span->end)
			memset(ink->shares + row * ink->stride + span->first, 0,
				span->end - span->first + (size_t)LANES);
		*span = (struct gw_ink_span){0};
	}
}

static void widen(struct gw_ink_span *span, unsigned first, unsigned end)
{
	if (span->first >= span->end) {
		*span = (struct gw_ink_span){(uint16_t)first, (uint16_t)end};
	} else {
		span->first = first < span->first ? (uint16_t)first : span->first;
		span->end = end > span->end ? (uint16_t)end : span->end;
	}
}

/* A line and what each pixel needs to know of it. */
struct stroke {
	float x, y; /* its start */
	float ux, uy, length; /* its direction */
	float reach; /* how far from its middle pixels get a share */
	float most; /* their greatest share, times 255 */
};

/* By pointer: vectors as arguments would depend on what the processor has. */
static inline __attribute__((always_inline)) void bound(floats *v, float low, float high)
{
	floats lows = {0}, highs = {0};
	ints beyond;

	lows += low;
	highs += high;
	beyond = *v < lows;
	*v = (floats)(((ints)*v & ~beyond) | ((ints)lows & beyond));
	beyond = *v > highs;
	*v = (floats)(((ints)*v & ~beyond) | ((ints)highs & beyond));
}

/* Puts the greater of each of LANES shares and what is there. */
static inline __attribute__((always_inline)) void put_shares(uint8_t *at, const floats *shares)
{
#ifdef __SSE2__
	const float *v = (const float *)shares;
	__m128i low = _mm_cvttps_epi32(_mm_loadu_ps(v)),
		high = _mm_cvttps_epi32(_mm_loadu_ps(v + 4));
	__m128i new = _mm_packus_epi16(_mm_packs_epi32(low, high), low);

	_mm_storel_epi64((__m128i *)at, _mm_max_epu8(_mm_loadl_epi64((const __m128i *)at), new));
#else
	int i;

	for (i = 0; i < LANES; i++)
		at[i] = at[i] > (uint8_t)(*shares)[i] ? at[i] : (uint8_t)(*shares)[i];
#endif
}

/* The pixels of a row from first to end, and some beyond. cy is of the row's middle. */
static inline __attribute__((always_inline)) void draw_row(
	const struct stroke *s, uint8_t *row, int first, int end, float cy)
{
	static const floats middles = {0.5f, 1.5f, 2.5f, 3.5f, 4.5f, 5.5f, 6.5f, 7.5f};
	float dy = cy - s->y;

	for (; first < end; first += LANES) {
		floats dx = middles + ((float)first - s->x), along, off_x, off_y, d, share;
		int i;

		along = dx * s->ux + dy * s->uy;
		bound(&along, 0, s->length);
		off_x = dx - along * s->ux;
		off_y = dy - along * s->uy;
		d = off_x * off_x + off_y * off_y;
		for (i = 0; i < LANES; i++)
			d[i] = sqrtf(d[i]);
		share = (s->reach - d) * 255.0f;
		bound(&share, 0, s->most);
		share += 0.5f;
		put_shares(row + first, &share);
	}
}

static inline __attribute__((always_inline)) void draw_line(
	struct gw_ink *ink, const struct gw_border_line *line, float reach, float most)
{
	float dx = line->x1 - line->x0, dy = line->y1 - line->y0;
	struct stroke s = {line->x0, line->y0, 0, 0, sqrtf(dx * dx + dy * dy), reach, most};
	float top = fminf(line->y0, line->y1) - reach, bottom = fmaxf(line->y0, line->y1) + reach;
	float left = fminf(line->x0, line->x1), right = fmaxf(line->x0, line->x1);
	int row, last;

	if (s.length > 0) {
		s.ux = dx / s.length;
		s.uy = dy / s.length;
	}
	row = (int)fmaxf(ceilf(top - 0.5f), 0);
	last = (int)fminf(floorf(bottom - 0.5f), (float)ink->height - 1);
	for (; row <= last; row++) {
		float cy = (float)row + 0.5f, from = left, to = right;
		int first, end;

		if (fabsf(dy) > 2 * reach && right - left > LANES) {
			/* a long line is near this row for a part of its way only */
			float a = line->x0 + (cy - reach - line->y0) / dy * dx;
			float b = line->x0 + (cy + reach - line->y0) / dy * dx;

			from = fmaxf(left, fminf(a, b) - reach);
			to = fminf(right, fmaxf(a, b) + reach);
		}
		first = (int)fminf(fmaxf(ceilf(from - reach - 0.5f), 0), (float)ink->width);
		end = (int)fminf(floorf(to + reach + 0.5f), (float)ink->width);
		if (first >= end)
			continue;
		widen(&ink->spans[row], (unsigned)first, (unsigned)end);
		draw_row(&s, ink->shares + (size_t)row * ink->stride, first, end, cy);
	}
}

static inline __attribute__((always_inline)) void draw_lines(struct gw_ink *ink,
	const struct gw_border_line *lines, const uint8_t *ranks, size_t n, uint8_t rank, float pen)
{
	float reach = pen / 2 + 0.5f, most = fminf(pen, 1) * 255;
	size_t i;

	for (i = 0; i < n; i++)
		if (ranks[i] == rank)
			draw_line(ink, &lines[i], reach, most);
}

#ifdef __x86_64__
__attribute__((target("avx2"))) static void draw_lines_avx2(struct gw_ink *ink,
	const struct gw_border_line *lines, const uint8_t *ranks, size_t n, uint8_t rank, float pen)
{
	draw_lines(ink, lines, ranks, n, rank, pen);
}
#endif

void gw_ink_draw(struct gw_ink *ink, const struct gw_border_line *lines, const uint8_t *ranks,
	size_t n, uint8_t rank, float pen)
{
#ifdef __x86_64__
	if (!ink->is_portable && __builtin_cpu_supports("avx2")) {
		draw_lines_avx2(ink, lines, ranks, n, rank, pen);
		return;
	}
#endif
	draw_lines(ink, lines, ranks, n, rank, pen);
}
