/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_BASE_RGBA_H
#define GW_BASE_RGBA_H

#include <stdint.h>

/* A colour 0xAARRGGBB, alpha not premultiplied: what a style says, and what a PNG holds. */
typedef uint32_t gw_rgba;

#define GW_RGBA_TRANSPARENT ((gw_rgba)0)

static inline gw_rgba gw_rgba_pack(unsigned r, unsigned g, unsigned b, unsigned a)
{
	return (gw_rgba)a << 24 | (gw_rgba)r << 16 | (gw_rgba)g << 8 | b;
}

static inline unsigned gw_rgba_alpha(gw_rgba c)
{
	return c >> 24;
}

/*
 * The same colour as a pixel of Cairo's ARGB32: each of r, g, b times alpha, rounded to the
 * nearest.
 */
static inline uint32_t gw_rgba_premultiply(gw_rgba c)
{
	uint32_t a = c >> 24;

	return gw_rgba_pack(((c >> 16 & 255) * a + 127) / 255, ((c >> 8 & 255) * a + 127) / 255,
		((c & 255) * a + 127) / 255, a);
}

static inline uint32_t gw_rgba_divide(uint32_t channel, uint32_t alpha)
{
	return channel < alpha ? (channel * 255 + alpha / 2) / alpha : 255;
}

/*
 * The colour of such a pixel; of alpha 0 there is one only, GW_RGBA_TRANSPARENT. Exact for opaque
 * pixels; gw_rgba_premultiply() of the result is the pixel again where no channel exceeds alpha.
 */
static inline gw_rgba gw_rgba_unpremultiply(uint32_t pixel)
{
	uint32_t a = pixel >> 24;

	if (a == 255 || a == 0)
		return a ? pixel : GW_RGBA_TRANSPARENT;
	return gw_rgba_pack(gw_rgba_divide(pixel >> 16 & 255, a),
		gw_rgba_divide(pixel >> 8 & 255, a), gw_rgba_divide(pixel & 255, a), a);
}

#endif
