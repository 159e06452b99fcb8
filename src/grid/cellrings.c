/* SPDX-License-Identifier: Apache-2.0 */
#include "grid/cellrings.h"

#include "base/mem.h"

#include <stdlib.h>

enum gw_status gw_cell_rings_init(
	struct gw_cell_rings *by, const struct gw_rings *rings, struct gw_error *err)
{
	size_t i;

	by->rings = rings;
	by->ends = calloc((size_t)rings->num_cells + 2, sizeof *by->ends);
	by->numbers = gw_alloc_array(rings->num_rings, sizeof *by->numbers);
	if (!by->ends || !by->numbers)
		return gw_fail_nomem(err);
	for (i = 0; i < rings->num_rings; i++)
		by->ends[rings->rings[i].cell + 1]++;
	for (i = 0; i <= rings->num_cells; i++)
		by->ends[i + 1] += by->ends[i];
	/* Filling moves ends[c] from where cell c begins to where it ends. */
	for (i = 0; i < rings->num_rings; i++)
		by->numbers[by->ends[rings->rings[i].cell]++] = i;
	return GW_OK;
}

void gw_cell_rings_finish(struct gw_cell_rings *by)
{
	free(by->ends);
	free(by->numbers);
	*by = (struct gw_cell_rings){0};
}

const struct gw_ring *gw_cell_ring(const struct gw_cell_rings *by, gw_cell_id cell, size_t i)
{
	size_t at = by->ends[cell - 1] + i;

	return at < by->ends[cell] ? &by->rings->rings[by->numbers[at]] : NULL;
}

enum gw_status gw_rings_copy_ring(struct gw_rings *to, const struct gw_rings *from,
	const struct gw_ring *ring, struct gw_error *err)
{
	return gw_rings_add(to, ring->cell, ring->polygon, ring->hole, from->points + ring->first,
		ring->count, NULL, err);
}

enum gw_status gw_rings_copy(struct gw_rings *to, const struct gw_rings *from, struct gw_error *err)
{
	enum gw_status st = GW_OK;
	size_t i;

	for (i = 0; i < from->num_rings && !st; i++)
		st = gw_rings_copy_ring(to, from, &from->rings[i], err);
	if (to->num_cells < from->num_cells)
		to->num_cells = from->num_cells;
	return st;
}
