/* SPDX-License-Identifier: Apache-2.0 */
#include "render/tile.h"

#include "render/picture.h"

#include <math.h>

enum gw_status gw_tile_draw(const struct gw_painter *painter, struct gw_tilekey key, unsigned scale,
	struct gw_buf *png, struct gw_error *err)
{
	struct gw_view view = {.pen = scale};
	struct gw_picture picture;
	enum gw_status st;

	if (!gw_tilekey_is_valid(key))
		return gw_fail(err, GW_EINVAL, "there is no tile %u/%u/%u", key.z, key.x, key.y);
	if (scale != 1 && scale != 2)
		return gw_fail(err, GW_EINVAL, "scale %u is neither 1 nor 2", scale);
	view.width = view.height = GW_TILE_PIXELS * scale;
	view.origin = gw_tilekey_world_box(key).min;
	view.scale = ldexp(view.width, (int)key.z);
	st = gw_picture_init(&picture, GW_TILE_PIXELS * scale, GW_TILE_PIXELS * scale, err);
	if (st)
		return st;
	st = gw_painter_paint(painter, picture.cr, &view, err);
	if (!st)
		st = gw_picture_encode(&picture, 0, png, err);
	gw_picture_finish(&picture);
	return st;
}
