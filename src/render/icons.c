/* SPDX-License-Identifier: Apache-2.0 */
#include "render/icons.h"

#include "base/mem.h"
#include "render/picture.h"
#include "render/sprites.h"

#include <cairo.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static enum gw_status draw(
	struct gw_icon *icon, const struct gw_sprites *sprites, struct gw_error *err)
{
	struct gw_picture picture;
	enum gw_status st = gw_picture_init(&picture, icon->width, icon->height, err);
	size_t row = (size_t)icon->width * sizeof *icon->pixels;
	const unsigned char *data;
	unsigned y;

	if (st)
		return st;
	gw_sprites_draw(sprites, icon->sprite, picture.cr, 0, 0, icon->scale);
	st = gw_cairo_check(picture.cr, err);
	icon->pixels = gw_alloc_array(icon->height, row);
	if (!st && !icon->pixels)
		st = gw_fail_nomem(err);
	cairo_surface_flush(picture.surface);
	data = cairo_image_surface_get_data(picture.surface);
	for (y = 0; y < icon->height && !st; y++)
		memcpy((char *)icon->pixels + y * row,
			data + (size_t)y * (size_t)cairo_image_surface_get_stride(picture.surface),
			row);
	gw_picture_finish(&picture);
	if (st)
		free(icon->pixels);
	return st;
}

static unsigned side_of(unsigned side, double scale)
{
	return (unsigned)fmin(fmax(ceil(side * scale), 1), GW_ICON_SIDE_MAX);
}

enum gw_status gw_icons_get(struct gw_icons *icons, const struct gw_sprites *sprites,
	uint32_t sprite, double scale, size_t *number, struct gw_error *err)
{
	struct gw_bitmap own = gw_sprites_bitmap(sprites, sprite, 1);
	struct gw_icon icon = {.sprite = sprite, .scale = scale};
	enum gw_status st;

	for (*number = 0; *number < icons->n; ++*number)
		if (icons->items[*number].sprite == sprite && icons->items[*number].scale == scale)
			return GW_OK;
	icon.width = side_of(own.width, scale);
	icon.height = side_of(own.height, scale);
	icons->num_pixels += (size_t)icon.width * icon.height;
	if (icons->n == GW_ICONS_MAX || icons->num_pixels > GW_ICONS_PIXELS_MAX)
		return gw_fail(err, GW_EINVAL,
			"the icons of a map have too many sizes: at most %d, of %zu pixels in all",
			GW_ICONS_MAX, GW_ICONS_PIXELS_MAX);
	if (!gw_grow(&icons->items, icons->n, &icons->capacity, sizeof icon))
		return gw_fail_nomem(err);
	st = draw(&icon, sprites, err);
	if (!st)
		icons->items[icons->n++] = icon;
	return st;
}

void gw_icons_finish(struct gw_icons *icons)
{
	size_t i;

	for (i = 0; i < icons->n; i++)
		free(icons->items[i].pixels);
	free(icons->items);
	*icons = (struct gw_icons){0};
}
