/* SPDX-License-Identifier: Apache-2.0 */
#include "render/studio.h"

#include "base/mem.h"

#include <pthread.h>
#include <stdlib.h>

#define LETTERINGS_BYTES ((size_t)64 << 20)

struct gw_studio {
	struct gw_sprites *sprites;
	struct gw_letterings *letterings;
	pthread_mutex_t lock; /* over the desks */
	struct gw_desk *free_desks;
};

enum gw_status gw_studio_create(struct gw_studio **out, const char *sprites, struct gw_error *err)
{
	struct gw_studio *studio = calloc(1, sizeof *studio);
	enum gw_status st = GW_OK;

	if (!studio)
		return gw_fail_nomem(err);
	pthread_mutex_init(&studio->lock, NULL);
	if (sprites)
		st = gw_sprites_open(&studio->sprites, sprites, err);
	if (!st)
		st = gw_letterings_create(&studio->letterings, LETTERINGS_BYTES, err);
	if (st)
		gw_studio_destroy(studio);
	else
		*out = studio;
	return st;
}

void gw_desk_destroy(struct gw_desk *desk)
{
	gw_skeleton_finish(&desk->skeleton);
	gw_raster_destroy(desk->raster);
	gw_png_writer_destroy(desk->png);
	free(desk->pixels);
	free(desk);
}

void gw_studio_destroy(struct gw_studio *studio)
{
	struct gw_desk *desk;

	if (!studio)
		return;
	while ((desk = studio->free_desks)) {
		studio->free_desks = desk->next;
		gw_desk_destroy(desk);
	}
	gw_letterings_destroy(studio->letterings);
	gw_sprites_destroy(studio->sprites);
	pthread_mutex_destroy(&studio->lock);
	free(studio);
}

const struct gw_sprites *gw_studio_sprites(const struct gw_studio *studio)
{
	return studio->sprites;
}

struct gw_letterings *gw_studio_letterings(struct gw_studio *studio)
{
	return studio->letterings;
}

static enum gw_status make_desk(struct gw_desk **out, struct gw_error *err)
{
	struct gw_desk *desk = calloc(1, sizeof *desk);
	enum gw_status st;

	if (!desk)
		return gw_fail_nomem(err);
	gw_skeleton_init(&desk->skeleton);
	desk->pixels = gw_alloc_array((size_t)GW_DESK_SIDE * GW_DESK_SIDE, sizeof *desk->pixels);
	st = desk->pixels ? gw_raster_create(&desk->raster, GW_DESK_SIDE, err) : gw_fail_nomem(err);
	if (!st)
		st = gw_png_writer_create(&desk->png, err);
	if (st)
		gw_desk_destroy(desk);
	else
		*out = desk;
	return st;
}

enum gw_status gw_studio_borrow(
	struct gw_studio *studio, struct gw_desk **out, struct gw_error *err)
{
	struct gw_desk *desk;

	pthread_mutex_lock(&studio->lock);
	desk = studio->free_desks;
	if (desk)
		studio->free_desks = desk->next;
	pthread_mutex_unlock(&studio->lock);
	if (!desk)
		return make_desk(out, err);
	*out = desk;
	return GW_OK;
}

void gw_studio_return(struct gw_studio *studio, struct gw_desk *desk)
{
	pthread_mutex_lock(&studio->lock);
	desk->next = studio->free_desks;
	studio->free_desks = desk;
	pthread_mutex_unlock(&studio->lock);
}
