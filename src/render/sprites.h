/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_RENDER_SPRITES_H
#define GW_RENDER_SPRITES_H

#include "base/error.h"
#include "render/scene.h"

typedef struct _cairo cairo_t;

#define GW_SPRITES_MAX	    256
#define GW_SPRITE_SIDE_MAX  512 /* pixels */
#define GW_SPRITE_FILE_MAX  ((size_t)1 << 20) /* bytes */
#define GW_SPRITE_SCALE_MAX 2

/*
 * The icons and patterns of a style: the SVG and PNG files of a folder, each named by its file
 * without the suffix. A pattern repeats without a seam over tiles of 256 pixels when its sides
 * divide that. Immutable: any thread may read and draw.
 */
struct gw_sprites;

/*
 * Reads every *.svg and *.png of the folder; files of other kinds are passed over. Numbers follow
 * the names' order. GW_ENOTFOUND or GW_EIO for the folder; GW_EINVAL names the file that is
 * malformed, past a limit above, or of a name that another one has.
 */
enum gw_status gw_sprites_open(struct gw_sprites **out, const char *folder, struct gw_error *err);
void gw_sprites_destroy(struct gw_sprites *sprites);

/* The sprite's number, or GW_NO_SPRITE. sprites may be NULL: there are none. */
uint32_t gw_sprites_find(const struct gw_sprites *sprites, const char *name);

/* How many there are: numbers are 0 .. n - 1. */
uint32_t gw_sprites_count(const struct gw_sprites *sprites);
const char *gw_sprites_name(const struct gw_sprites *sprites, uint32_t number);

/* Pixels premultiplied as Cairo's ARGB32, row by row without gaps. */
struct gw_bitmap {
	const uint32_t *pixels;
	unsigned width, height;
};

/* The sprite for a screen of that scale, 1 to GW_SPRITE_SCALE_MAX; at 1 its size is its own. */
struct gw_bitmap gw_sprites_bitmap(
	const struct gw_sprites *sprites, uint32_t number, unsigned scale);

/*
 * Draws the sprite with its north-west corner at (x, y), so many times its own size; an SVG stays
 * one where cr's surface can hold it.
 */
void gw_sprites_draw(const struct gw_sprites *sprites, uint32_t number, cairo_t *cr, double x,
	double y, double scale);

/*
 * Fills what cr is clipped to with the sprite over and over, `pen` times its own size, fast to the
 * Mercator square: it runs on from one view to the next.
 */
void gw_sprites_spread(const struct gw_sprites *sprites, uint32_t number, cairo_t *cr,
	const struct gw_view *view, double opacity);

#endif
