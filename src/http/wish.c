/* SPDX-License-Identifier: Apache-2.0 */
#include "http/wish.h"

#include "render/vectortile.h"

/* Another program may draw the same content otherwise: to be raised when drawing changes. */
#define EDITION 1

void gw_wish_tag(const struct gw_tile_wish *wish, uint64_t content, char etag[GW_ETAG_MAX])
{
	const uint64_t all[] = {EDITION, wish->map->id, content,
		(uint64_t)wish->key.z << 32 | wish->scale << 8 | wish->format,
		(uint64_t)wish->key.x << 32 | wish->key.y};

	gw_etag_make(etag, all, sizeof all);
}

static enum gw_status draw_picture(
	const struct gw_tile_wish *wish, struct gw_reply *reply, struct gw_problem *problem)
{
	reply->type = "image/png";
	return gw_tileset_draw(
		wish->map->tileset, wish->key, wish->scale, NULL, &reply->body, &problem->error);
}

/* A map that everybody may see at any time tells nothing of its units but their names. */
static enum gw_status draw_vectors(
	const struct gw_tile_wish *wish, struct gw_reply *reply, struct gw_problem *problem)
{
	const struct gw_vectortile_source source = {.mesh = wish->map->mesh,
		.data = &wish->map->data,
		.has_values = wish->map->kind->openness != GW_OPEN};

	reply->type = "application/vnd.mapbox-vector-tile";
	return gw_vectortile_draw(&source, wish->key, &reply->body, &problem->error);
}

enum gw_status gw_wish_draw(
	const struct gw_tile_wish *wish, struct gw_reply *reply, struct gw_problem *problem)
{
	enum gw_status st = GW_EINVAL;

	switch (wish->format) {
	case GW_TILE_PNG:
		st = draw_picture(wish, reply, problem);
		break;
	case GW_TILE_MVT:
		st = draw_vectors(wish, reply, problem);
		break;
	}
	/* The key is good, so it is the style that cannot be drawn: no fault of the client's. */
	if (st)
		return gw_problem_from(problem, st == GW_EINVAL ? GW_EFAULTS : st);
	if (!reply->body.len) {
		reply->status = 204;
		reply->type = NULL;
	}
	return GW_OK;
}
