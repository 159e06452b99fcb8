/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_RENDER_STUDIO_H
#define GW_RENDER_STUDIO_H

#include "image/png.h"
#include "render/letterings.h"
#include "render/raster.h"
#include "render/sprites.h"

/*
 * What all drawing of a program shares: the images of its styles, the letterings of its labels, and
 * desks, each with the memory that one picture under way needs. Any thread may use it.
 */
struct gw_studio;

/* The widest tile in pixels. */
#define GW_DESK_SIDE 512

struct gw_desk {
	struct gw_skeleton skeleton;
	struct gw_raster *raster; /* of GW_DESK_SIDE */
	struct gw_png_writer *png;
	uint32_t *pixels; /* GW_DESK_SIDE by GW_DESK_SIDE */
	struct gw_desk *next;
};

/* Opens the folder of sprites; NULL: there are none. Errors as of gw_sprites_open(). */
enum gw_status gw_studio_create(struct gw_studio **out, const char *sprites, struct gw_error *err);
void gw_studio_destroy(struct gw_studio *studio);

const struct gw_sprites *gw_studio_sprites(const struct gw_studio *studio);
struct gw_letterings *gw_studio_letterings(struct gw_studio *studio);

/* A desk for this thread alone until it is given back; a new one when none is free. GW_ENOMEM. */
enum gw_status gw_studio_borrow(
	struct gw_studio *studio, struct gw_desk **out, struct gw_error *err);
void gw_studio_return(struct gw_studio *studio, struct gw_desk *desk);

/* For one that a picture failed on: its raster may not be blank. */
void gw_desk_destroy(struct gw_desk *desk);

#endif
