/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_HTTP_TILES_H
#define GW_HTTP_TILES_H

/*
 * Tiles kept in memory, each as the whole reply that it goes out with, up to a number of bytes;
 * what was not asked for lately goes first. Of requests for one tile that is not kept, one draws it
 * and the others wait for that. Every call but destroy is safe from any thread, and none waits.
 */

#include "http/request.h"

#include <stddef.h>
#include <stdint.h>

struct MHD_Response;
struct gw_tiles;

/* What makes two requests for a tile the same, in all that their replies tell. */
struct gw_tile_id {
	uint64_t map; /* gw_map.id */
	struct gw_tilekey key;
	uint8_t scale, format, caching, is_public;
};

/* A reply that goes to many; immutable, and alive as long as somebody holds it. */
struct gw_picture {
	struct MHD_Response *response; /* its headers are in */
	unsigned status;
	const char *type; /* of the body */
	const void *body; /* the response's */
	size_t bytes;
	char etag[GW_ETAG_MAX];
	_Atomic unsigned holders;
};

/* Made of a reply, whose body it takes. The caller holds what it gets; NULL when memory ends. */
struct gw_picture *gw_picture_create(struct gw_reply *reply);

/* Lets go of it. NULL is fine. */
void gw_picture_release(struct gw_picture *picture);

/* Keeps max_bytes; 0: nothing, though drawings are shared all the same. GW_ENOMEM. */
enum gw_status gw_tiles_create(struct gw_tiles **out, size_t max_bytes, struct gw_error *err);
void gw_tiles_destroy(struct gw_tiles *tiles);

/*
 * The kept picture of a tile whose content is this (gw_map_tile_content()), held for the caller, or
 * NULL. One of other content is out of date, and is not found.
 */
struct gw_picture *gw_tiles_find(
	struct gw_tiles *tiles, const struct gw_tile_id *id, uint64_t content);

/* Somebody who waits for a drawing. Embedded in what it needs. */
struct gw_tile_waiter {
	/*
	 * Told once, on the drawer's thread: the picture, to be released, or NULL and what went
	 * wrong.
	 */
	void (*done)(struct gw_tile_waiter *waiter, struct gw_picture *picture,
		const struct gw_problem *problem);
	struct gw_tile_waiter *next; /* the cache's */
};

enum gw_tile_turn {
	GW_TILE_FOUND, /* *found is held for the caller */
	GW_TILE_JOINED, /* the waiter will be told, perhaps already was */
	GW_TILE_DRAW, /* the caller draws, and calls gw_tiles_finish() in any case */
};

/* For a tile that was not found. Where memory ends everybody draws. */
enum gw_tile_turn gw_tiles_join(struct gw_tiles *tiles, const struct gw_tile_id *id,
	uint64_t content, struct gw_tile_waiter *waiter, struct gw_picture **found);

/* Keeps what was drawn and tells those who wait; a picture of NULL goes with a problem. */
void gw_tiles_finish(struct gw_tiles *tiles, const struct gw_tile_id *id, uint64_t content,
	struct gw_picture *picture, const struct gw_problem *problem);

/*
 * Keeps a reply that nobody waits for, tagged by its body. Held for the caller, and without its
 * body then; NULL, and the reply as it was, when memory ends.
 */
struct gw_picture *gw_tiles_keep(struct gw_tiles *tiles, const struct gw_tile_id *id,
	uint64_t content, struct gw_reply *reply);

struct gw_tiles_figures {
	uint64_t hits, misses, joined, evicted; /* since the start */
	size_t bytes, entries;
};
struct gw_tiles_figures gw_tiles_read(struct gw_tiles *tiles);

#endif
