/* SPDX-License-Identifier: Apache-2.0 */
#include "render/picture.h"

#include <cairo.h>

enum gw_status gw_cairo_check(cairo_t *cr, struct gw_error *err)
{
	cairo_status_t status = cairo_status(cr);

	if (!status)
		status = cairo_surface_status(cairo_get_target(cr));
	if (!status)
		return GW_OK;
	return gw_fail(err, GW_ENOMEM, "cannot draw: %s", cairo_status_to_string(status));
}

enum gw_status gw_picture_init(
	struct gw_picture *picture, unsigned width, unsigned height, struct gw_error *err)
{
	enum gw_status st;

	picture->surface = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, (int)width, (int)height);
	picture->cr = cairo_create(picture->surface);
	st = gw_cairo_check(picture->cr, err);
	if (st)
		gw_picture_finish(picture);
	return st;
}

void gw_picture_finish(struct gw_picture *picture)
{
	if (picture->cr)
		cairo_destroy(picture->cr);
	if (picture->surface)
		cairo_surface_destroy(picture->surface);
	*picture = (struct gw_picture){0};
}
