/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_IMAGE_PALETTE_H
#define GW_IMAGE_PALETTE_H

#include "base/error.h"
#include "base/rgba.h"

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#define GW_PALETTE_MAX 256

/* What a map is drawn with; from it follow the mixes that anti-aliasing makes. */
struct gw_palette_seed {
	const gw_rgba
		*solids; /* fills and backgrounds; GW_RGBA_TRANSPARENT too where tiles show it */
	size_t num_solids;
	const gw_rgba *inks; /* what lies over them: lines, letters, halos */
	size_t num_inks;
	unsigned max_colours; /* up to GW_PALETTE_MAX; fewer make smaller files */
};

#define GW_PALETTE_SLOTS 1024 /* a power of two, at least four times GW_PALETTE_MAX */
#define GW_PALETTE_EXACT ((unsigned)1 << 15)
#define GW_PALETTE_KEYS	 ((size_t)1 << 19) /* four bits of alpha, five of r, g and b each */

/*
 * At most GW_PALETTE_MAX colours and the nearest of them to any pixel. Any number of threads may
 * use one: what nearest[] holds depends on the key alone, so it does not matter who finds it first.
 * Members are for the functions of this header; answers are an index plus one, 0 for none yet.
 */
struct gw_palette {
	unsigned num_colours;
	gw_rgba colours[GW_PALETTE_MAX];
	uint32_t pixels[GW_PALETTE_MAX]; /* the same premultiplied */
	struct gw_palette_slot {
		uint32_t pixel;
		uint16_t answer;
	} exact[GW_PALETTE_SLOTS]; /* by the pixel's hash; a taken slot sends to the next */
	_Atomic uint16_t *nearest; /* by the pixel's key; GW_PALETTE_EXACT where a colour is */
};

/*
 * The solids come first in their order (each colour once), then the inks, then mixes of these as
 * far as they differ to the eye. The same seed gives the same palette. GW_EINVAL when solids and
 * inks are none, or more than max_colours; GW_ENOMEM.
 */
enum gw_status gw_palette_create(
	struct gw_palette **out, const struct gw_palette_seed *seed, struct gw_error *err);
void gw_palette_destroy(struct gw_palette *palette);

/* Borrowed; alpha not premultiplied, as gw_png_encode_palette() takes them. */
static inline const gw_rgba *gw_palette_colours(const struct gw_palette *palette, unsigned *n)
{
	*n = palette->num_colours;
	return palette->colours;
}

/* For gw_palette_index(): answers a pixel of a key that is new, or where a colour lies. */
uint8_t gw_palette_find(const struct gw_palette *palette, uint32_t pixel);

static inline unsigned gw_palette_slot(uint32_t pixel)
{
	return pixel * 0x9e3779b1u >> 22;
}

/* Alpha 255 has the highest level for itself: an opaque pixel never asks with translucent ones. */
static inline size_t gw_palette_key(uint32_t pixel)
{
	size_t level = ((pixel >> 24) * 15 + 15) >> 8;

	return level << 15 | (pixel >> 9 & 0x7c00) | (pixel >> 6 & 0x3e0) | (pixel >> 3 & 0x1f);
}

/*
 * The index for a pixel, premultiplied as Cairo's: a colour of the palette has its own index,
 * another the nearest one of its key, and an opaque pixel an opaque one where there is any.
 */
static inline uint8_t gw_palette_index(const struct gw_palette *palette, uint32_t pixel)
{
	unsigned answer = atomic_load_explicit(
		&palette->nearest[gw_palette_key(pixel)], memory_order_relaxed);

	if (!answer || answer & GW_PALETTE_EXACT)
		return gw_palette_find(palette, pixel);
	return (uint8_t)(answer - 1);
}

#endif
