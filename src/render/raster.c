/* SPDX-License-Identifier: Apache-2.0 */
#include "render/raster.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

/*
 * A pixel's four channels, blue first as in memory. In sums a whole pixel of 1 counts 1 <<
 * UNIT_BITS; they are modulo 2^32, for where many borders pass one pixel a sum may run over on its
 * way to what it comes to.
 */
typedef uint32_t channels __attribute__((vector_size(16)));
typedef int32_t signed_channels __attribute__((vector_size(16)));

struct gw_sum {
	channels c;
};

#define UNIT_BITS (2 * GW_SUBPIXEL_BITS + 1)

/* Indices are set so many at a time. */
#define SLACK 16

#define INLINE static inline __attribute__((always_inline))

static inline channels channels_of(uint32_t pixel)
{
	return (channels){pixel & 255, pixel >> 8 & 255, pixel >> 16 & 255, pixel >> 24};
}

/* Rounded; borders that touch in a pixel may leave it a hair below 0 or above 255. */
INLINE uint32_t pixel_of(channels sum)
{
	signed_channels c = (signed_channels)(sum + (1u << (UNIT_BITS - 1))) >> UNIT_BITS;
#ifdef __SSE2__
	__m128i v = _mm_packs_epi32((__m128i)c, (__m128i)c);

	return (uint32_t)_mm_cvtsi128_si32(_mm_packus_epi16(v, v));
#else
	signed_channels over;

	c &= ~(c >> 31);
	over = c > 255;
	c = (c & ~over) | (over & 255);
	return (uint32_t)c[0] | (uint32_t)c[1] << 8 | (uint32_t)c[2] << 16 | (uint32_t)c[3] << 24;
#endif
}

static enum gw_status init_overlay(
	struct gw_overlay *overlay, unsigned max_side, struct gw_error *err)
{
	size_t words = gw_overlay_words(max_side);

	overlay->pixels = calloc((size_t)max_side * max_side, sizeof *overlay->pixels);
	overlay->touched = calloc(words * max_side, sizeof *overlay->touched);
	return overlay->pixels && overlay->touched ? GW_OK : gw_fail_nomem(err);
}

static struct gw_sum *make_sums(size_t n)
{
	struct gw_sum *sums = aligned_alloc(64, (n * sizeof *sums + 63) / 64 * 64);

	if (sums)
		memset(sums, 0, n * sizeof *sums);
	return sums;
}

enum gw_status gw_raster_create(struct gw_raster **out, unsigned max_side, struct gw_error *err)
{
	struct gw_raster *r;

	if (max_side > GW_WINDOW_MAX)
		return gw_fail(err, GW_EINVAL, "a picture of %u pixels is too large", max_side);
	r = calloc(1, sizeof *r);
	if (!r)
		return gw_fail_nomem(err);
	r->max_side = max_side;
	r->sums = make_sums(max_side + (size_t)1);
	r->sides = make_sums(max_side + (size_t)2);
	r->summed = calloc(gw_overlay_words(max_side) + 1, sizeof *r->summed);
	r->indices = gw_alloc_array((size_t)max_side * max_side + SLACK, 1);
	if (!r->sums || !r->sides || !r->summed || !r->indices ||
		init_overlay(&r->under, max_side, err) || init_overlay(&r->over, max_side, err)) {
		gw_raster_destroy(r);
		return gw_fail_nomem(err);
	}
	*out = r;
	return GW_OK;
}

void gw_raster_destroy(struct gw_raster *raster)
{
	unsigned i;

	if (!raster)
		return;
	for (i = 0; i < GW_RASTER_INKS; i++)
		gw_ink_finish(&raster->inks[i].ink);
	free(raster->under.pixels);
	free(raster->under.touched);
	free(raster->over.pixels);
	free(raster->over.touched);
	free(raster->sums);
	free(raster->sides);
	free(raster->differences);
	free(raster->summed);
	free(raster->indices);
	free(raster);
}

static void begin_overlay(struct gw_overlay *overlay, unsigned width, unsigned height)
{
	overlay->width = width;
	overlay->height = height;
	overlay->stride = width;
}

void gw_raster_begin(struct gw_raster *raster, unsigned width, unsigned height)
{
	raster->width = width;
	raster->height = height;
	raster->num_inks = 0;
	begin_overlay(&raster->under, width, height);
	begin_overlay(&raster->over, width, height);
}

enum gw_status gw_raster_stroke(struct gw_raster *raster, const struct gw_skeleton *skeleton,
	uint8_t rank, gw_rgba rgba, float pen, struct gw_error *err)
{
	struct gw_raster_ink *ink = &raster->inks[raster->num_inks];
	uint32_t pixel = gw_rgba_premultiply(rgba), share;

	if (raster->num_inks == GW_RASTER_INKS)
		return gw_fail(err, GW_EINVAL, "more than %d ranks of borders", GW_RASTER_INKS);
	if (!ink->ink.shares && gw_ink_init(&ink->ink, raster->max_side, raster->max_side, err))
		return gw_fail_nomem(err);
	ink->ink.width = raster->width;
	ink->ink.height = raster->height;
	ink->ink.is_portable = raster->is_portable;
	for (share = 0; share < 256; share++)
		ink->pixels[share] = gw_pixel_scale(pixel, share);
	gw_ink_draw(
		&ink->ink, skeleton->lines, skeleton->line_ranks, skeleton->num_lines, rank, pen);
	raster->num_inks++;
	return GW_OK;
}

static inline channels difference(const uint32_t *cells, gw_cell_id left, gw_cell_id right)
{
	return channels_of(cells[left]) - channels_of(cells[right]);
}

/*
 * The colour at the west side of a row is the sum of sides[] down to it: below a border's upper end
 * it is another, in the row of that end in part, and below its lower end as before.
 */
static void add_backdrop(struct gw_raster *r, const struct gw_backdrop *b, channels difference)
{
	int32_t from = b->from, to = b->to;
	uint32_t part;

	if (from > to) {
		from = b->to;
		to = b->from;
		difference = -difference;
	}
	difference *= 2 * GW_SUBPIXELS;
	part = (uint32_t)from & (GW_SUBPIXELS - 1);
	r->sides[from >> GW_SUBPIXEL_BITS].c += difference * (GW_SUBPIXELS - part);
	r->sides[(from >> GW_SUBPIXEL_BITS) + 1].c += difference * part;
	part = (uint32_t)to & (GW_SUBPIXELS - 1);
	r->sides[to >> GW_SUBPIXEL_BITS].c -= difference * (GW_SUBPIXELS - part);
	r->sides[(to >> GW_SUBPIXEL_BITS) + 1].c -= difference * part;
}

/* What the cells' colours make of the skeleton's borders. */
static enum gw_status set_colours(struct gw_raster *r, const struct gw_skeleton *skeleton,
	const uint32_t *cells, struct gw_error *err)
{
	size_t i;

	if (skeleton->num_borders > r->cap_differences) {
		free(r->differences);
		r->cap_differences = 0;
		r->differences = make_sums(2 * skeleton->num_borders);
		if (!r->differences)
			return gw_fail_nomem(err);
		r->cap_differences = 2 * skeleton->num_borders;
	}
	for (i = 0; i < skeleton->num_borders; i++)
		r->differences[i].c =
			difference(cells, skeleton->borders[i].left, skeleton->borders[i].right);
	memset(r->sides, 0, (r->height + (size_t)2) * sizeof *r->sides);
	r->sides[0].c = channels_of(cells[GW_OUTSIDE]) << UNIT_BITS;
	for (i = 0; i < skeleton->num_backdrops; i++) {
		const struct gw_backdrop *b = &skeleton->backdrops[i];

		if (cells[b->left] != cells[b->right])
			add_backdrop(r, b, difference(cells, b->left, b->right));
	}
	return GW_OK;
}

/* Sums up a row's fragments. */
INLINE void add_row(struct gw_raster *r, const struct gw_skeleton *skeleton, unsigned row)
{
	size_t i = row ? skeleton->row_end[row - 1] : 0, end = skeleton->row_end[row];

	for (; i < end; i++) { /* there may be none at all, and no memory for them */
		const struct gw_fragment *f = &skeleton->fragments[i];
		channels d = r->differences[f->border].c;
		channels far = d * (uint32_t)(f->fall * f->inset);
		struct gw_sum *sum = r->sums + f->column;

		sum[0].c += d * (uint32_t)(f->fall * 2 * GW_SUBPIXELS) - far;
		sum[1].c += far;
		r->summed[f->column / 64] |= (uint64_t)1 << f->column % 64;
		r->summed[(f->column + 1u) / 64] |= (uint64_t)1 << (f->column + 1u) % 64;
	}
}

INLINE channels take_sum(struct gw_sum *sum)
{
	channels c = sum->c;

	sum->c = (channels){0};
	return c;
}

/* What ran past the row's end. */
INLINE void clear_end(struct gw_raster *r)
{
	r->sums[r->width].c = (channels){0};
	r->summed[r->width / 64] = 0;
}

enum gw_status gw_raster_fill(struct gw_raster *raster, const struct gw_skeleton *skeleton,
	const uint32_t *cells, uint32_t *pixels, struct gw_error *err)
{
	enum gw_status st = set_colours(raster, skeleton, cells, err);
	channels side = {0}, sum;
	unsigned row, column;

	for (row = 0; row < raster->height && !st; row++) {
		uint32_t pixel;

		add_row(raster, skeleton, row);
		sum = side += raster->sides[row].c;
		pixel = pixel_of(sum);
		for (column = 0; column < raster->width; column++) {
			if (raster->summed[column / 64] >> column % 64 & 1) {
				sum += take_sum(&raster->sums[column]);
				pixel = pixel_of(sum);
			}
			*pixels++ = pixel;
		}
		clear_end(raster);
		memset(raster->summed, 0, gw_overlay_words(raster->width) * sizeof *raster->summed);
	}
	return st;
}

/* The palette, and the answer it gave last: neighbours are often alike. */
struct lookup {
	const struct gw_palette *palette;
	uint32_t pixel;
	uint8_t index;
};

INLINE uint8_t look_up(struct lookup *l, uint32_t pixel)
{
	if (pixel != l->pixel) {
		l->pixel = pixel;
		l->index = gw_palette_index(l->palette, pixel);
	}
	return l->index;
}

/* The row's overlays and borders at a word of 64 pixels. */
struct layers {
	uint32_t *under, *over;
	uint64_t is_under, is_over;
	uint8_t *shares[GW_RASTER_INKS]; /* of the inks that draw in this row */
	const uint32_t *inks[GW_RASTER_INKS];
	unsigned num_inks;
};

/* Composes all that lies over a pixel of the cells. */
INLINE uint32_t compose(struct layers *l, unsigned column, unsigned bit, uint32_t pixel)
{
	unsigned i;

	if (l->is_under >> bit & 1) {
		pixel = gw_pixel_over(l->under[column], pixel);
		l->under[column] = 0;
	}
	for (i = 0; i < l->num_inks; i++)
		if (l->shares[i][column])
			pixel = gw_pixel_over(l->inks[i][l->shares[i][column]], pixel);
	if (l->is_over >> bit & 1) {
		pixel = gw_pixel_over(l->over[column], pixel);
		l->over[column] = 0;
	}
	return pixel;
}

static void begin_layers(struct layers *l, struct gw_raster *r, unsigned row)
{
	unsigned i;

	l->under = r->under.pixels + (size_t)row * r->width;
	l->over = r->over.pixels + (size_t)row * r->width;
	l->num_inks = 0;
	for (i = 0; i < r->num_inks; i++) {
		const struct gw_ink *ink = &r->inks[i].ink;

		if (ink->spans[row].first >= ink->spans[row].end)
			continue;
		l->shares[l->num_inks] = ink->shares + row * ink->stride;
		l->inks[l->num_inks++] = r->inks[i].pixels;
	}
}

INLINE uint64_t take_word(uint64_t *word)
{
	uint64_t bits = *word;

	*word = 0;
	return bits;
}

/* The pixels of a word that something lies over. */
INLINE uint64_t covered_bits(struct layers *l, struct gw_raster *r, unsigned row, size_t word)
{
	size_t at = row * gw_overlay_words(r->width) + word;
	uint64_t bits;
	unsigned i;

	l->is_under = take_word(&r->under.touched[at]);
	l->is_over = take_word(&r->over.touched[at]);
	bits = l->is_under | l->is_over;
	for (i = 0; i < l->num_inks; i++)
		bits |= gw_ink_bits(l->shares[i] + word * 64);
	return bits;
}

/* Sets n indices to one, and up to SLACK more that are set again later. */
INLINE void fill_run(uint8_t *indices, uint8_t index, unsigned n)
{
	const uint8_t many[SLACK] = {index, index, index, index, index, index, index, index, index,
		index, index, index, index, index, index, index};
	unsigned i;

	for (i = 0; i < n; i += SLACK)
		memcpy(indices + i, many, SLACK);
}

/*
 * One row of the picture; side is the colour at its west side. What the cells alone give is looked
 * up only where it shows: along borders it mostly does not.
 */
INLINE void end_row(struct gw_raster *r, unsigned row, channels side, struct lookup *lookup)
{
	size_t words = gw_overlay_words(r->width), word;
	uint8_t *indices = r->indices + (size_t)row * r->max_side;
	uint32_t pixel = pixel_of(side);
	struct layers layers;
	unsigned done = 0;

	begin_layers(&layers, r, row);
	for (word = 0; word < words; word++) {
		uint64_t covered = covered_bits(&layers, r, row, word);
		uint64_t summed = take_word(&r->summed[word]), bits;

		for (bits = summed | covered; bits; bits &= bits - 1) {
			unsigned bit = (unsigned)__builtin_ctzll(bits);
			unsigned column = (unsigned)word * 64 + bit;
			uint32_t seen;

			if (column >= r->width)
				break;
			if (column > done)
				fill_run(indices + done, look_up(lookup, pixel), column - done);
			done = column + 1;
			if (summed >> bit & 1) {
				side += take_sum(&r->sums[column]);
				pixel = pixel_of(side);
			}
			seen = covered >> bit & 1 ? compose(&layers, column, bit, pixel) : pixel;
			indices[column] = look_up(lookup, seen);
		}
	}
	if (done < r->width)
		fill_run(indices + done, look_up(lookup, pixel), r->width - done);
	clear_end(r);
}

INLINE void end_rows(
	struct gw_raster *r, const struct gw_skeleton *skeleton, const struct gw_palette *palette)
{
	struct lookup lookup = {palette, 0, gw_palette_index(palette, 0)};
	channels side = {0};
	unsigned row, i;

	for (row = 0; row < r->height; row++) {
		add_row(r, skeleton, row);
		side += r->sides[row].c;
		end_row(r, row, side, &lookup);
	}
	for (i = 0; i < r->num_inks; i++)
		gw_ink_clear(&r->inks[i].ink);
}

#ifdef __x86_64__
__attribute__((target("avx2"))) static void end_rows_avx2(
	struct gw_raster *r, const struct gw_skeleton *skeleton, const struct gw_palette *palette)
{
	end_rows(r, skeleton, palette);
}
#endif

enum gw_status gw_raster_end(struct gw_raster *raster, const struct gw_skeleton *skeleton,
	const uint32_t *cells, const struct gw_palette *palette, struct gw_error *err)
{
	enum gw_status st = set_colours(raster, skeleton, cells, err);

	if (st)
		return st;
#ifdef __x86_64__
	if (!raster->is_portable && __builtin_cpu_supports("avx2")) {
		end_rows_avx2(raster, skeleton, palette);
		return GW_OK;
	}
#endif
	end_rows(raster, skeleton, palette);
	return GW_OK;
}

enum gw_status gw_raster_blank(struct gw_raster *raster, const struct gw_skeleton *skeleton,
	const uint32_t *cells, const struct gw_palette *palette, uint8_t *index,
	struct gw_error *err)
{
	enum gw_status st = set_colours(raster, skeleton, cells, err);

	if (!st)
		*index = gw_palette_index(palette, pixel_of(raster->sides[0].c));
	return st;
}
