/* SPDX-License-Identifier: Apache-2.0 */
#include "image/palette.h"

#include "base/mem.h"

#include <stdbool.h>
#include <stdlib.h>

#define STEPS	    8 /* a mix is so many parts of two colours */
#define ALIKE	    300 /* a distance that no eye sees: some four steps of 256 in each channel */
#define INK_WEIGHT  4 /* lines and letters have more edges than areas */
#define SEE_THROUGH (1u << 24) /* more than any distance */

/* A mix that may enter the palette, and how far it is from what is there already. */
struct mix {
	uint32_t pixel;
	uint32_t weight;
	uint32_t distance;
};

static int channel(uint32_t pixel, unsigned shift)
{
	return (int)(pixel >> shift & 255);
}

/*
 * How different two premultiplied pixels look over black and over white: what lies under them shows
 * by as much as their alphas differ. Green counts most and blue least, as for the eye.
 */
static uint32_t distance(uint32_t p, uint32_t q)
{
	static const unsigned shifts[] = {16, 8, 0};
	static const int weights[] = {3, 4, 2};
	int alpha = channel(p, 24) - channel(q, 24), sum = 0, i;

	for (i = 0; i < 3; i++) {
		int black = channel(p, shifts[i]) - channel(q, shifts[i]), white = black - alpha;

		sum += weights[i] * (black * black + white * white);
	}
	return (uint32_t)sum;
}

/* The slot of a pixel, or the empty one where it belongs. */
static struct gw_palette_slot *find_slot(struct gw_palette *palette, uint32_t pixel)
{
	unsigned i = gw_palette_slot(pixel);

	while (palette->exact[i].answer && palette->exact[i].pixel != pixel)
		i = (i + 1) % GW_PALETTE_SLOTS;
	return &palette->exact[i];
}

static void add_colour(struct gw_palette *palette, gw_rgba colour, uint32_t pixel)
{
	unsigned n = palette->num_colours++;

	palette->colours[n] = colour;
	palette->pixels[n] = pixel;
	*find_slot(palette, pixel) = (struct gw_palette_slot){pixel, (uint16_t)(n + 1)};
	atomic_store_explicit(&palette->nearest[gw_palette_key(pixel)], (uint16_t)GW_PALETTE_EXACT,
		memory_order_relaxed);
}

/* `parts` STEPS of `over` on `under`, as an edge covers a pixel; an ink may be translucent. */
static uint32_t mix_pixels(uint32_t under, uint32_t over, bool ink, unsigned parts)
{
	uint32_t through = ink ? 255 - (over >> 24) : 0, pixel = 0, from, to;
	unsigned shift;

	for (shift = 0; shift < 32; shift += 8) {
		from = under >> shift & 255;
		to = (over >> shift & 255) + (from * through + 127) / 255;
		pixel |= (from * (STEPS - parts) + to * parts + STEPS / 2) / STEPS << shift;
	}
	return pixel;
}

/* All mixes of two colours of the palette, of which some are inks. Returns how many. */
static size_t list_mixes(const struct gw_palette *palette, const bool *ink, struct mix *mixes)
{
	unsigned i, j, parts;
	size_t n = 0;

	for (j = 1; j < palette->num_colours; j++) {
		for (i = 0; i < j; i++) {
			for (parts = 1; parts <= STEPS; parts++, n++) {
				mixes[n].pixel = mix_pixels(
					palette->pixels[i], palette->pixels[j], ink[j], parts);
				mixes[n].weight = ink[i] || ink[j] ? INK_WEIGHT : 1;
				mixes[n].distance = UINT32_MAX;
			}
		}
	}
	return n;
}

/*
 * Adds mixes until all that are left look like something in the palette: each time the one that is
 * worst served (the greedy answer to the k-centre problem, never worse than twice the best one).
 */
static void add_mixes(struct gw_palette *palette, struct mix *mixes, size_t n, unsigned max_colours)
{
	unsigned seen = 0;
	size_t i;

	for (;;) {
		const struct mix *worst = mixes;

		for (i = 0; i < n; i++) {
			struct mix *mix = &mixes[i];
			unsigned c;

			for (c = seen; c < palette->num_colours; c++) {
				uint32_t d = distance(mix->pixel, palette->pixels[c]) * mix->weight;

				mix->distance = d < mix->distance ? d : mix->distance;
			}
			if (mix->distance > worst->distance)
				worst = mix;
		}
		seen = palette->num_colours;
		if (!n || seen == max_colours || worst->distance < ALIKE)
			return;
		add_colour(palette, gw_rgba_unpremultiply(worst->pixel), worst->pixel);
	}
}

static enum gw_status add_seed(struct gw_palette *palette, const struct gw_palette_seed *seed,
	bool *ink, struct gw_error *err)
{
	size_t i, n = seed->num_solids + seed->num_inks;

	for (i = 0; i < n; i++) {
		bool is_ink = i >= seed->num_solids;
		gw_rgba colour = is_ink ? seed->inks[i - seed->num_solids] : seed->solids[i];
		uint32_t pixel = gw_rgba_premultiply(colour);
		struct gw_palette_slot *slot = find_slot(palette, pixel);

		if (!slot->answer) {
			if (palette->num_colours == seed->max_colours)
				return gw_fail(err, GW_EINVAL,
					"a palette of %u colours has no room for all of a style",
					seed->max_colours);
			add_colour(palette, colour, pixel);
		}
		ink[slot->answer - 1] |= is_ink;
	}
	if (!palette->num_colours)
		return gw_fail(err, GW_EINVAL, "a palette needs a colour to begin with");
	return GW_OK;
}

enum gw_status gw_palette_create(
	struct gw_palette **out, const struct gw_palette_seed *seed, struct gw_error *err)
{
	bool ink[GW_PALETTE_MAX] = {false};
	struct gw_palette *palette;
	struct mix *mixes = NULL;
	enum gw_status st;
	size_t n;

	if (seed->max_colours > GW_PALETTE_MAX)
		return gw_fail(err, GW_EINVAL, "a palette has at most %d colours", GW_PALETTE_MAX);
	palette = calloc(1, sizeof *palette);
	if (!palette)
		return gw_fail_nomem(err);
	palette->nearest = calloc(GW_PALETTE_KEYS, sizeof *palette->nearest);
	st = palette->nearest ? add_seed(palette, seed, ink, err) : gw_fail_nomem(err);
	if (st)
		goto out;
	n = palette->num_colours;
	mixes = gw_alloc_array(n * n / 2, STEPS * sizeof *mixes);
	if (!mixes) {
		st = gw_fail_nomem(err);
		goto out;
	}
	n = list_mixes(palette, ink, mixes);
	add_mixes(palette, mixes, n, seed->max_colours);
out:
	free(mixes);
	if (st)
		gw_palette_destroy(palette);
	else
		*out = palette;
	return st;
}

void gw_palette_destroy(struct gw_palette *palette)
{
	if (!palette)
		return;
	free(palette->nearest);
	free(palette);
}

/* The pixel in the middle of a key's: black and white, none and all of alpha are hit exactly. */
static uint32_t key_pixel(size_t key)
{
	uint32_t level = (uint32_t)(key >> 15), alpha = level == 15 ? 255 : 17 * level + 8;
	uint32_t pixel = alpha << 24;
	unsigned i;

	for (i = 0; i < 3; i++) {
		uint32_t five = key >> 5 * i & 31, eight = five << 3 | five >> 2;

		pixel |= (eight < alpha ? eight : alpha) << 8 * i;
	}
	return pixel;
}

/* The nearest colour to a key's middle; an opaque one for an opaque key where there is any. */
static unsigned find_nearest(const struct gw_palette *palette, size_t key)
{
	uint32_t middle = key_pixel(key), best = UINT32_MAX;
	unsigned i, nearest = 0;

	for (i = 0; i < palette->num_colours; i++) {
		uint32_t d = distance(middle, palette->pixels[i]);

		if (middle >> 24 == 255 && palette->pixels[i] >> 24 != 255)
			d += SEE_THROUGH;
		if (d < best) {
			best = d;
			nearest = i;
		}
	}
	return nearest;
}

uint8_t gw_palette_find(const struct gw_palette *palette, uint32_t pixel)
{
	size_t key = gw_palette_key(pixel);
	unsigned noted = atomic_load_explicit(&palette->nearest[key], memory_order_relaxed), i;

	for (i = gw_palette_slot(pixel); palette->exact[i].answer; i = (i + 1) % GW_PALETTE_SLOTS)
		if (palette->exact[i].pixel == pixel)
			return (uint8_t)(palette->exact[i].answer - 1);
	if (!(noted & ~GW_PALETTE_EXACT)) {
		noted |= find_nearest(palette, key) + 1;
		atomic_store_explicit(
			&palette->nearest[key], (uint16_t)noted, memory_order_relaxed);
	}
	return (uint8_t)((noted & ~GW_PALETTE_EXACT) - 1);
}
