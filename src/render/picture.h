/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_RENDER_PICTURE_H
#define GW_RENDER_PICTURE_H

#include "base/error.h"

typedef struct _cairo cairo_t;
typedef struct _cairo_surface cairo_surface_t;

/* An image in memory, 32 bits a pixel, transparent at first, and a context on it. */
struct gw_picture {
	cairo_surface_t *surface;
	cairo_t *cr;
};

/* GW_ENOMEM. */
enum gw_status gw_picture_init(
	struct gw_picture *picture, unsigned width, unsigned height, struct gw_error *err);
void gw_picture_finish(struct gw_picture *picture);

/* Cairo's verdict on all that was done with cr. */
enum gw_status gw_cairo_check(cairo_t *cr, struct gw_error *err);

#endif
