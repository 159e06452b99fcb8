/* SPDX-License-Identifier: Apache-2.0 */
#include "render/boxgrid.h"

#include "base/mem.h"

#include <stdlib.h>

#define SIDE_BITS 7 /* squares of 128 pixels */
#define NO_ENTRY  UINT32_MAX

/* A box in one of the squares it reaches. */
struct gw_boxgrid_entry {
	int64_t column, row;
	uint32_t box, next;
};

/* The squares a box reaches, both ends included. */
struct squares {
	int64_t left, top, right, bottom;
};

static struct squares squares_of(const struct gw_pixel_box *box)
{
	return (struct squares){box->left >> SIDE_BITS, box->top >> SIDE_BITS,
		(box->right - 1) >> SIDE_BITS, (box->bottom - 1) >> SIDE_BITS};
}

static bool is_empty(const struct gw_pixel_box *box)
{
	return box->left >= box->right || box->top >= box->bottom;
}

bool gw_boxgrid_init(struct gw_boxgrid *grid, size_t expected)
{
	size_t i;

	*grid = (struct gw_boxgrid){.bits = 4};
	while (grid->bits < 24 && (size_t)1 << grid->bits < 2 * expected)
		grid->bits++;
	grid->heads = gw_alloc_array((size_t)1 << grid->bits, sizeof *grid->heads);
	for (i = 0; grid->heads && i < (size_t)1 << grid->bits; i++)
		grid->heads[i] = NO_ENTRY;
	return grid->heads;
}

void gw_boxgrid_finish(struct gw_boxgrid *grid)
{
	free(grid->boxes);
	free(grid->entries);
	free(grid->heads);
	*grid = (struct gw_boxgrid){0};
}

static uint32_t *head_of(const struct gw_boxgrid *grid, int64_t column, int64_t row)
{
	uint64_t hash = (uint64_t)column * 0x9e3779b97f4a7c15 ^ (uint64_t)row * 0xc2b2ae3d27d4eb4f;

	return &grid->heads[hash * 0x9e3779b97f4a7c15 >> (64 - grid->bits)];
}

bool gw_boxgrid_add(struct gw_boxgrid *grid, struct gw_pixel_box box)
{
	struct squares s = squares_of(&box);
	int64_t column, row;

	if (!gw_grow(&grid->boxes, grid->n, &grid->capacity, sizeof *grid->boxes))
		return false;
	grid->boxes[grid->n++] = box;
	if (is_empty(&box))
		return true;
	for (row = s.top; row <= s.bottom; row++)
		for (column = s.left; column <= s.right; column++) {
			uint32_t *head = head_of(grid, column, row);

			if (grid->num_entries == NO_ENTRY ||
				!gw_grow(&grid->entries, grid->num_entries, &grid->cap_entries,
					sizeof *grid->entries))
				return false;
			grid->entries[grid->num_entries] = (struct gw_boxgrid_entry){
				column, row, (uint32_t)(grid->n - 1), *head};
			*head = (uint32_t)grid->num_entries++;
		}
	return true;
}

/* Whether a square is the first, north-westernmost, that two boxes share: one visit is enough. */
static bool is_first_shared(const struct gw_boxgrid_entry *e, struct squares a, struct squares b)
{
	return e->column == (a.left > b.left ? a.left : b.left) &&
		e->row == (a.top > b.top ? a.top : b.top);
}

void gw_boxgrid_visit(const struct gw_boxgrid *grid, struct gw_pixel_box box,
	bool (*visit)(void *context, size_t number), void *context)
{
	struct squares s = squares_of(&box);
	int64_t column, row;
	uint32_t i;

	if (is_empty(&box))
		return;
	for (row = s.top; row <= s.bottom; row++)
		for (column = s.left; column <= s.right; column++)
			for (i = *head_of(grid, column, row); i != NO_ENTRY;
				i = grid->entries[i].next) {
				const struct gw_boxgrid_entry *e = &grid->entries[i];
				const struct gw_pixel_box *found = &grid->boxes[e->box];

				if (e->column != column || e->row != row ||
					!gw_pixel_boxes_meet(found, &box) ||
					!is_first_shared(e, s, squares_of(found)))
					continue;
				if (!visit(context, e->box))
					return;
			}
}
