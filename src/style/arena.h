/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_STYLE_ARENA_H
#define GW_STYLE_ARENA_H

#include <stddef.h>

struct gw_arena_block;

/*
 * Memory that is given back all at once: of a style while it lives, and of one evaluation, which
 * begins in a few bytes of the caller's stack and so mostly asks the heap for nothing.
 */
struct gw_arena {
	char *at;
	size_t left;
	size_t spent, max; /* bytes of the heap */
	struct gw_arena_block *blocks;
};

/* first: size bytes that the caller lends for the arena's life, or NULL and 0. */
void gw_arena_init(struct gw_arena *arena, void *first, size_t size, size_t max);
void gw_arena_finish(struct gw_arena *arena);

/* n objects of size bytes, zeroed and aligned for any type; NULL when memory or the bound ends. */
void *gw_arena_alloc(struct gw_arena *arena, size_t n, size_t size);

/* A copy of len bytes with a NUL behind them, or NULL. */
char *gw_arena_text(struct gw_arena *arena, const char *text, size_t len);

#endif
