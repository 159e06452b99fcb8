/* SPDX-License-Identifier: Apache-2.0 */
#include "render/stamps.h"

#include "base/mem.h"

#include <limits.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define PHASES	      4
#define FIRST_BUCKETS 256

/* What a stamp is known by; rim 0: the letter itself. */
struct stamp_key {
	cairo_scaled_font_t *font;
	unsigned long glyph;
	unsigned phase;
	float rim;
};

/* Coverage of pixels; (left, top) is its corner as seen from the glyph's whole pixel. */
struct stamp {
	struct stamp_key key; /* holds a reference to the font */
	int left, top, width, height;
	uint8_t *coverage;
	struct stamp *next;
};

struct gw_stamps {
	struct stamp **buckets;
	size_t num_buckets, n, bytes;
};

static void destroy_stamp(struct stamp *stamp)
{
	cairo_scaled_font_destroy(stamp->key.font);
	free(stamp->coverage);
	free(stamp);
}

enum gw_status gw_stamps_create(struct gw_stamps **out, struct gw_error *err)
{
	struct gw_stamps *stamps = calloc(1, sizeof *stamps);

	if (stamps)
		stamps->buckets = calloc(FIRST_BUCKETS, sizeof(struct stamp *));
	if (!stamps || !stamps->buckets) {
		free(stamps);
		return gw_fail_nomem(err);
	}
	stamps->num_buckets = FIRST_BUCKETS;
	*out = stamps;
	return GW_OK;
}

void gw_stamps_destroy(struct gw_stamps *stamps)
{
	struct stamp *stamp, *next;
	size_t i;

	if (!stamps)
		return;
	for (i = 0; i < stamps->num_buckets; i++)
		for (stamp = stamps->buckets[i]; stamp; stamp = next) {
			next = stamp->next;
			destroy_stamp(stamp);
		}
	free(stamps->buckets);
	free(stamps);
}

size_t gw_stamps_bytes(const struct gw_stamps *stamps)
{
	return stamps->bytes;
}

static size_t bucket_of(const struct gw_stamps *stamps, const struct stamp_key *key)
{
	uint64_t hash = (uintptr_t)key->font >> 4;

	hash = (hash ^ key->glyph) * 0x9e3779b97f4a7c15;
	hash = (hash ^ hash >> 32 ^ key->phase ^ (uint64_t)(key->rim * 64) << 2) *
		0x9e3779b97f4a7c15;
	return hash >> 32 & (stamps->num_buckets - 1);
}

static bool keys_equal(const struct stamp_key *a, const struct stamp_key *b)
{
	return a->font == b->font && a->glyph == b->glyph && a->phase == b->phase &&
		a->rim == b->rim;
}

/* Doubles the buckets when there are as many stamps; where memory ends, chains grow instead. */
static void spread(struct gw_stamps *stamps)
{
	struct gw_stamps wider = {.num_buckets = stamps->num_buckets * 2};
	struct stamp *stamp, *next;
	size_t i, to;

	if (stamps->n < stamps->num_buckets)
		return;
	wider.buckets = calloc(wider.num_buckets, sizeof(struct stamp *));
	if (!wider.buckets)
		return;
	for (i = 0; i < stamps->num_buckets; i++)
		for (stamp = stamps->buckets[i]; stamp; stamp = next) {
			next = stamp->next;
			to = bucket_of(&wider, &stamp->key);
			stamp->next = wider.buckets[to];
			wider.buckets[to] = stamp;
		}
	free(stamps->buckets);
	stamps->buckets = wider.buckets;
	stamps->num_buckets = wider.num_buckets;
}

/* Puts the glyph's outline on cr, its origin at its place within the pixel (0, 0). */
static void trace(const struct stamp_key *key, cairo_t *cr)
{
	cairo_glyph_t glyph = {key->glyph, (double)key->phase / PHASES, 0};

	cairo_set_scaled_font(cr, key->font);
	cairo_glyph_path(cr, &glyph, 1);
}

/* The pixels that the stamp may touch. */
static void measure(struct stamp *stamp)
{
	const struct stamp_key *key = &stamp->key;
	cairo_glyph_t glyph = {key->glyph, (double)key->phase / PHASES, 0};
	cairo_text_extents_t e;
	double left, top, rim = (double)key->rim;

	cairo_scaled_font_glyph_extents(key->font, &glyph, 1, &e);
	if (!(e.width > 0 && e.height > 0))
		return; /* a space */
	left = glyph.x + e.x_bearing - rim;
	top = e.y_bearing - rim;
	stamp->left = (int)floor(left) - 1;
	stamp->top = (int)floor(top) - 1;
	stamp->width = (int)ceil(left + e.width + 2 * rim) + 1 - stamp->left;
	stamp->height = (int)ceil(top + e.height + 2 * rim) + 1 - stamp->top;
}

static enum gw_status draw_stamp(struct stamp *stamp, struct gw_error *err)
{
	cairo_surface_t *surface =
		cairo_image_surface_create(CAIRO_FORMAT_A8, stamp->width, stamp->height);
	cairo_t *cr = cairo_create(surface);
	enum gw_status st = GW_OK;
	size_t width = (size_t)stamp->width;
	int y;

	cairo_translate(cr, -stamp->left, -stamp->top);
	trace(&stamp->key, cr);
	cairo_fill_preserve(cr);
	if (stamp->key.rim > 0) {
		cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
		cairo_set_line_width(cr, 2 * (double)stamp->key.rim);
		cairo_stroke(cr);
	}
	cairo_surface_flush(surface);
	stamp->coverage = gw_alloc_array(width, (size_t)stamp->height);
	if (!stamp->coverage || cairo_status(cr))
		st = gw_fail_nomem(err);
	for (y = 0; y < stamp->height && !st; y++)
		memcpy(stamp->coverage + (size_t)y * width,
			cairo_image_surface_get_data(surface) +
				(ptrdiff_t)y * cairo_image_surface_get_stride(surface),
			width);
	cairo_destroy(cr);
	cairo_surface_destroy(surface);
	return st;
}

static enum gw_status find_stamp(struct gw_stamps *stamps, const struct stamp_key *key,
	const struct stamp **out, struct gw_error *err)
{
	struct stamp *stamp = stamps->buckets[bucket_of(stamps, key)];
	enum gw_status st;
	size_t bucket;

	while (stamp && !keys_equal(&stamp->key, key))
		stamp = stamp->next;
	*out = stamp;
	if (stamp)
		return GW_OK;
	stamp = calloc(1, sizeof *stamp);
	if (!stamp)
		return gw_fail_nomem(err);
	stamp->key = *key;
	cairo_scaled_font_reference(key->font);
	measure(stamp);
	st = draw_stamp(stamp, err);
	if (st) {
		destroy_stamp(stamp);
		return st;
	}
	spread(stamps);
	bucket = bucket_of(stamps, key);
	stamp->next = stamps->buckets[bucket];
	stamps->buckets[bucket] = stamp;
	stamps->n++;
	stamps->bytes += sizeof *stamp + (size_t)stamp->width * (size_t)stamp->height;
	*out = stamp;
	return GW_OK;
}

/* What is done with each stamp of a lettering, its whole pixel at (x, y). */
typedef void visit_stamp(struct gw_mask *mask, const struct stamp *stamp, int x, int y);

static enum gw_status visit_stamps(struct gw_stamps *stamps, struct gw_lettering *lettering,
	float rim, visit_stamp *visit, struct gw_error *err)
{
	const struct gw_glyph_run *run = lettering->runs;
	const struct stamp *stamp;
	enum gw_status st;
	size_t i;
	int g;

	for (i = 0; i < lettering->num_runs; i++, run++)
		for (g = 0; g < run->num_glyphs; g++) {
			long x = lround(run->glyphs[g].x * PHASES), y = lround(run->glyphs[g].y);
			unsigned phase = (unsigned)x & (PHASES - 1);
			struct stamp_key key = {run->font, run->glyphs[g].index, phase, rim};

			st = find_stamp(stamps, &key, &stamp, err);
			if (st)
				return st;
			if (stamp->width)
				visit(&lettering->mask, stamp, (int)((x - (long)phase) / PHASES),
					(int)y);
		}
	return GW_OK;
}

static void widen(struct gw_mask *mask, const struct stamp *stamp, int x, int y)
{
	int left = x + stamp->left, top = y + stamp->top;
	int right = left + stamp->width, bottom = top + stamp->height;

	if (mask->width) {
		int old_right = mask->left + (int)mask->width;
		int old_bottom = mask->top + (int)mask->height;

		left = mask->left < left ? mask->left : left;
		top = mask->top < top ? mask->top : top;
		right = old_right > right ? old_right : right;
		bottom = old_bottom > bottom ? old_bottom : bottom;
	}
	*mask = (struct gw_mask){.left = left,
		.top = top,
		.width = (unsigned)(right - left),
		.height = (unsigned)(bottom - top)};
}

static uint8_t *row_of(
	const struct gw_mask *mask, uint8_t *coverage, const struct stamp *stamp, int x, int y)
{
	return coverage + (size_t)(y + stamp->top - mask->top) * mask->width +
		(x + stamp->left - mask->left);
}

/* Letters that touch fill what they share. */
static void print_letter(struct gw_mask *mask, const struct stamp *stamp, int x, int y)
{
	const uint8_t *from = stamp->coverage;
	int i, j;

	for (j = 0; j < stamp->height; j++, from += stamp->width) {
		uint8_t *to = row_of(mask, mask->letters, stamp, x, y + j);

		for (i = 0; i < stamp->width; i++) {
			int sum = to[i] + from[i];

			to[i] = (uint8_t)(sum < UINT8_MAX ? sum : UINT8_MAX);
		}
	}
}

static void print_halo(struct gw_mask *mask, const struct stamp *stamp, int x, int y)
{
	const uint8_t *from = stamp->coverage;
	int i, j;

	for (j = 0; j < stamp->height; j++, from += stamp->width) {
		uint8_t *to = row_of(mask, mask->halo, stamp, x, y + j);

		for (i = 0; i < stamp->width; i++)
			to[i] = to[i] > from[i] ? to[i] : from[i];
	}
}

enum gw_status gw_stamps_print(
	struct gw_stamps *stamps, struct gw_lettering *lettering, struct gw_error *err)
{
	struct gw_mask *mask = &lettering->mask;
	float rim = lettering->key.rim;
	enum gw_status st;

	st = visit_stamps(stamps, lettering, rim, widen, err);
	if (st)
		return st;
	/* one more, so that nothing to show is a mask as well */
	mask->letters = calloc((size_t)mask->width * mask->height + 1, 1);
	if (!mask->letters)
		return gw_fail_nomem(err);
	st = visit_stamps(stamps, lettering, 0, print_letter, err);
	if (!st && rim > 0) {
		mask->halo = calloc((size_t)mask->width * mask->height + 1, 1);
		st = mask->halo ? visit_stamps(stamps, lettering, rim, print_halo, err)
				: gw_fail_nomem(err);
	}
	if (st) { /* half a mask would pass for one */
		free(mask->letters);
		free(mask->halo);
		mask->letters = mask->halo = NULL;
	}
	return st;
}
