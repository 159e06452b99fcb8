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

/* All four channels of a premultiplied pixel times share / 255, rounded to the nearest. */
static inline uint32_t gw_pixel_scale(uint32_t pixel, uint32_t share)
{
	uint32_t rb = (pixel & 0xff00ff) * share + 0x800080; /* two channels at a time */
	uint32_t ag = (pixel >> 8 & 0xff00ff) * share + 0x800080;

	rb = (rb + (rb >> 8 & 0xff00ff)) >> 8 & 0xff00ff;
	ag = (ag + (ag >> 8 & 0xff00ff)) & 0xff00ff00;
	return rb | ag;
}

/* One premultiplied pixel composed over another. */
static inline uint32_t gw_pixel_over(uint32_t upper, uint32_t lower)
{
	return upper + gw_pixel_scale(lower, 255 - (upper >> 24));
}

#endif
