/* SPDX-License-Identifier: Apache-2.0 */
#include "style/arena.h"

#include <stdalign.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define ALIGN	  alignof(max_align_t)
#define BLOCK_MIN ((size_t)16 << 10)

struct gw_arena_block {
	struct gw_arena_block *next;
	max_align_t data[];
};

void gw_arena_init(struct gw_arena *arena, void *first, size_t size, size_t max)
{
	*arena = (struct gw_arena){.max = max};
	if (first) {
		size_t skip = (ALIGN - (uintptr_t)first % ALIGN) % ALIGN;

		arena->at = (char *)first + skip;
		arena->left = size - skip;
	}
}

void gw_arena_finish(struct gw_arena *arena)
{
	struct gw_arena_block *block, *next;

	for (block = arena->blocks; block; block = next) {
		next = block->next;
		free(block);
	}
	*arena = (struct gw_arena){0};
}

/* Opens a block with room for bytes; what is left of the last one is lost. */
static bool add_block(struct gw_arena *arena, size_t bytes)
{
	struct gw_arena_block *block;
	size_t size = bytes > BLOCK_MIN ? bytes : BLOCK_MIN;

	if (size > arena->max || arena->spent > arena->max - size)
		return false;
	block = malloc(sizeof *block + size);
	if (!block)
		return false;
	block->next = arena->blocks;
	arena->blocks = block;
	arena->at = (char *)block->data;
	arena->left = size;
	arena->spent += size;
	return true;
}

void *gw_arena_alloc(struct gw_arena *arena, size_t n, size_t size)
{
	size_t bytes;
	void *found;

	if (__builtin_mul_overflow(n, size, &bytes) || bytes > SIZE_MAX / 2)
		return NULL;
	bytes = (bytes + ALIGN - 1) / ALIGN * ALIGN;
	if (!bytes)
		bytes = ALIGN; /* nothing, but not NULL */
	if (bytes > arena->left && !add_block(arena, bytes))
		return NULL;
	found = arena->at;
	arena->at += bytes;
	arena->left -= bytes;
	return memset(found, 0, bytes);
}

char *gw_arena_text(struct gw_arena *arena, const char *text, size_t len)
{
	char *copy = gw_arena_alloc(arena, len + 1, 1);

	if (copy && len)
		memcpy(copy, text, len);
	return copy;
}
