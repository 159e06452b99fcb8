/* SPDX-License-Identifier: Apache-2.0 */
#include "grid/facemap.h"

#include "base/mem.h"
#include "grid/boxes.h"
#include "grid/cover.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool mark_cell(void *context, size_t number)
{
	bool *cells = context;

	cells[number] = true;
	return true;
}

enum gw_status gw_facemap_widen(bool *cells, const struct gw_rings *rings, struct gw_error *err)
{
	size_t n = (size_t)rings->num_cells + 1, i;
	struct gw_bbox *boxes = gw_alloc_array(n, sizeof *boxes);
	bool *narrow = gw_alloc_array(n, sizeof *narrow);
	struct gw_boxes *index = NULL;
	enum gw_status st;
	uint32_t k;

	if (!boxes || !narrow) {
		st = gw_fail_nomem(err);
		goto out;
	}
	memcpy(narrow, cells, n * sizeof *narrow);
	for (i = 0; i < n; i++)
		boxes[i] = gw_bbox_empty();
	for (i = 0; i < rings->num_rings; i++) {
		const struct gw_ring *ring = &rings->rings[i];

		for (k = 0; k < ring->count; k++)
			boxes[ring->cell] =
				gw_bbox_with(boxes[ring->cell], rings->points[ring->first + k]);
	}
	st = gw_boxes_create(&index, boxes, n, err);
	for (i = 1; i < n && !st; i++)
		if (narrow[i] && !gw_bbox_is_empty(boxes[i]))
			gw_boxes_visit(index, boxes[i], mark_cell, cells);
out:
	gw_boxes_destroy(index);
	free(narrow);
	free(boxes);
	return st;
}

static enum gw_status cut_borders(struct gw_facemap *map, struct gw_planar *planar,
	const struct gw_grid *grid, const bool *cells, struct gw_error *err)
{
	struct gw_segment *segments;
	enum gw_status st;
	size_t i, n = 0;

	for (i = 0; i < grid->num_edges; i++)
		n += cells[grid->edges[i].left] || cells[grid->edges[i].right];
	segments = gw_alloc_array(n, sizeof *segments);
	if (!segments)
		return gw_fail_nomem(err);
	for (i = n = 0; i < grid->num_edges; i++) {
		const struct gw_edge *e = &grid->edges[i];

		if (cells[e->left] || cells[e->right])
			segments[n++] = (struct gw_segment){e->a, e->b};
	}
	st = gw_planar_faces(planar, &map->faces, segments, n, err);
	free(segments);
	return st;
}

/* The faces are a seamless division themselves, and a grid finds who borders on whom. */
static enum gw_status join_faces(struct gw_facemap *map, struct gw_error *err)
{
	const struct gw_faces *faces = &map->faces;
	enum gw_status st = GW_OK;
	struct gw_rings rings;
	size_t f, r, start;

	gw_rings_init(&rings);
	for (f = 0; f < faces->n && !st; f++) {
		const struct gw_face *face = &faces->items[f];

		for (r = face->first_ring; r < face->first_ring + face->num_rings && !st; r++) {
			start = gw_faces_ring_start(faces, r);
			st = gw_rings_add(&rings, (gw_cell_id)(f + 1), 0, r > face->first_ring,
				faces->points + start, faces->ends[r] - start, NULL, err);
		}
	}
	if (!st)
		st = gw_grid_create(&map->borders, &rings, err);
	gw_rings_finish(&rings);
	return st;
}

static enum gw_status sort_borders(struct gw_facemap *map, struct gw_error *err)
{
	const struct gw_grid *borders = map->borders;
	size_t i;

	map->border_ends = calloc(map->faces.n + 2, sizeof *map->border_ends);
	map->border_numbers = gw_alloc_array(2 * borders->num_edges, sizeof *map->border_numbers);
	if (!map->border_ends || !map->border_numbers)
		return gw_fail_nomem(err);
	for (i = 0; i < borders->num_edges; i++) {
		map->border_ends[borders->edges[i].left + 1]++;
		map->border_ends[borders->edges[i].right + 1]++;
	}
	for (i = 0; i <= map->faces.n; i++)
		map->border_ends[i + 1] += map->border_ends[i];
	/* Filling moves each start to its end, which is where the next begins. */
	for (i = 0; i < borders->num_edges; i++) {
		const struct gw_edge *e = &borders->edges[i];

		map->border_numbers[map->border_ends[e->left]++] = (uint32_t)i;
		map->border_numbers[map->border_ends[e->right]++] = (uint32_t)i;
	}
	return GW_OK;
}

struct gw_face_walk gw_facemap_walk(const struct gw_facemap *map, size_t face)
{
	return (struct gw_face_walk){.map = map,
		.face = face,
		.at = map->border_ends[face],
		.end = map->border_ends[face + 1]};
}

bool gw_face_walk_next(struct gw_face_walk *walk)
{
	gw_cell_id beyond;

	if (walk->at == walk->end)
		return false;
	walk->border = &walk->map->borders->edges[walk->map->border_numbers[walk->at++]];
	beyond = walk->border->left == walk->face + 1 ? walk->border->right : walk->border->left;
	walk->beyond = beyond ? beyond - 1 : GW_NO_FACE;
	return true;
}

static enum gw_status cover_faces(
	struct gw_facemap *map, const struct gw_rings *rings, struct gw_error *err)
{
	struct gw_cover *cover;
	const gw_cell_id *cells;
	enum gw_status st;
	size_t f, i, n;

	map->cover_ends = gw_alloc_array(map->faces.n, sizeof *map->cover_ends);
	if (!map->cover_ends)
		return gw_fail_nomem(err);
	st = gw_cover_create(&cover, rings, err);
	if (st)
		return st;
	for (f = 0; f < map->faces.n && !st; f++) {
		const struct gw_face *face = &map->faces.items[f];

		st = gw_cover_at(cover, face->lon, face->lat, &cells, &n, err);
		for (i = 0; !st && i < n; i++) {
			if (gw_grow(&map->cover, map->num_cover, &map->cap_cover,
				    sizeof *map->cover))
				map->cover[map->num_cover++] = cells[i];
			else
				st = gw_fail_nomem(err);
		}
		map->cover_ends[f] = map->num_cover;
	}
	gw_cover_destroy(cover);
	return st;
}

enum gw_status gw_facemap_init(struct gw_facemap *map, struct gw_planar *planar,
	const struct gw_rings *rings, const struct gw_grid *grid, const bool *cells,
	struct gw_error *err)
{
	enum gw_status st;

	*map = (struct gw_facemap){0};
	gw_faces_init(&map->faces);
	st = cut_borders(map, planar, grid, cells, err);
	if (!st)
		st = join_faces(map, err);
	if (!st)
		st = sort_borders(map, err);
	return st ? st : cover_faces(map, rings, err);
}

void gw_facemap_finish(struct gw_facemap *map)
{
	gw_faces_finish(&map->faces);
	gw_grid_destroy(map->borders);
	free(map->border_ends);
	free(map->border_numbers);
	free(map->cover_ends);
	free(map->cover);
	*map = (struct gw_facemap){0};
}

size_t gw_facemap_cover(const struct gw_facemap *map, size_t face, const gw_cell_id **cells)
{
	size_t start = face ? map->cover_ends[face - 1] : 0;

	*cells = map->cover + start;
	return map->cover_ends[face] - start;
}

static int compare_by_cell(const void *x, const void *y)
{
	const struct gw_share *a = x, *b = y;

	return (a->cell > b->cell) - (a->cell < b->cell);
}

static int compare_by_length(const void *x, const void *y)
{
	const struct gw_share *a = x, *b = y;

	if (a->metres != b->metres)
		return a->metres > b->metres ? -1 : 1;
	return compare_by_cell(x, y);
}

size_t gw_shares_sum(struct gw_share *shares, size_t n)
{
	size_t i, kept = 0;

	if (!n)
		return 0;
	qsort(shares, n, sizeof *shares, compare_by_cell);
	for (i = 0; i < n; i++) {
		if (kept && shares[kept - 1].cell == shares[i].cell)
			shares[kept - 1].metres += shares[i].metres;
		else
			shares[kept++] = shares[i];
	}
	qsort(shares, kept, sizeof *shares, compare_by_length);
	return kept;
}

double gw_length_metres(struct gw_lonlat a, struct gw_lonlat b)
{
	struct gw_scale scale = gw_scale_at((int32_t)(((int64_t)a.lat + b.lat) / 2));

	return hypot(((double)b.lon - a.lon) * scale.east, ((double)b.lat - a.lat) * scale.north);
}
