/* SPDX-License-Identifier: Apache-2.0 */
#include "grid/cover.h"

#include "base/mem.h"
#include "grid/boxes.h"

#include <math.h>
#include <stdlib.h>

/* A ring around the place: an exterior adds its cell there, a hole takes it away. */
struct holder {
	gw_cell_id cell;
	bool hole;
};

struct gw_cover {
	const struct gw_rings *rings;
	struct gw_boxes *boxes; /* of the rings */
	struct holder *holders; /* an answer being found: one a ring */
	size_t num_holders, cap_holders;
	gw_cell_id *cells; /* the answer given last */
	size_t cap_cells;
	double lon, lat; /* the question */
	bool all; /* every ring is asked for, not those around a place */
	bool failed;
};

static struct gw_bbox ring_box(const struct gw_rings *rings, const struct gw_ring *ring)
{
	struct gw_bbox box = gw_bbox_empty();
	uint32_t i;

	for (i = 0; i < ring->count; i++)
		box = gw_bbox_with(box, rings->points[ring->first + i]);
	return box;
}

enum gw_status gw_cover_create(
	struct gw_cover **out, const struct gw_rings *rings, struct gw_error *err)
{
	struct gw_bbox *boxes = gw_alloc_array(rings->num_rings, sizeof *boxes);
	struct gw_cover *cover = calloc(1, sizeof *cover);
	enum gw_status st;
	size_t i;

	if (!boxes || !cover) {
		st = gw_fail_nomem(err);
		goto fail;
	}
	for (i = 0; i < rings->num_rings; i++)
		boxes[i] = ring_box(rings, &rings->rings[i]);
	cover->rings = rings;
	st = gw_boxes_create(&cover->boxes, boxes, rings->num_rings, err);
	if (st)
		goto fail;
	free(boxes);
	*out = cover;
	return GW_OK;
fail:
	free(boxes);
	free(cover);
	return st;
}

void gw_cover_destroy(struct gw_cover *cover)
{
	if (!cover)
		return;
	gw_boxes_destroy(cover->boxes);
	free(cover->holders);
	free(cover->cells);
	free(cover);
}

bool gw_ring_holds(const struct gw_rings *rings, const struct gw_ring *ring, double lon, double lat)
{
	const struct gw_lonlat *p = rings->points + ring->first;
	struct gw_lonlat a, b = p[ring->count - 1];
	bool odd = false;
	uint32_t i;

	for (i = 0; i < ring->count; i++) {
		a = b;
		b = p[i];
		if ((a.lat > lat) == (b.lat > lat))
			continue;
		if (((b.lon - lon) * (a.lat - lat) < (a.lon - lon) * (b.lat - lat)) ==
			(a.lat > b.lat))
			odd = !odd;
	}
	return odd;
}

static bool take_ring(void *context, size_t number)
{
	struct gw_cover *cover = context;
	const struct gw_ring *ring = &cover->rings->rings[number];

	if (!gw_ring_holds(cover->rings, ring, cover->lon, cover->lat))
		return true;
	if (!gw_grow(&cover->holders, cover->num_holders, &cover->cap_holders,
		    sizeof *cover->holders)) {
		cover->failed = true;
		return false;
	}
	cover->holders[cover->num_holders++] = (struct holder){ring->cell, ring->hole};
	return true;
}

static int compare_holders(const void *x, const void *y)
{
	const struct holder *a = x, *b = y;

	return (a->cell > b->cell) - (a->cell < b->cell);
}

/* Finds the rings and sorts their holders. */
static enum gw_status gather(struct gw_cover *cover, struct gw_bbox box, struct gw_error *err)
{
	cover->num_holders = 0;
	cover->failed = false;
	gw_boxes_visit(cover->boxes, box, take_ring, cover);
	while (!cover->failed && cover->cap_cells <= cover->num_holders)
		cover->failed = !gw_grow(
			&cover->cells, cover->cap_cells, &cover->cap_cells, sizeof *cover->cells);
	if (cover->failed)
		return gw_fail_nomem(err);
	if (cover->num_holders)
		qsort(cover->holders, cover->num_holders, sizeof *cover->holders, compare_holders);
	return GW_OK;
}

enum gw_status gw_cover_at(struct gw_cover *cover, double lon, double lat, const gw_cell_id **cells,
	size_t *n, struct gw_error *err)
{
	struct gw_lonlat low = {(int32_t)floor(lon), (int32_t)floor(lat)};
	struct gw_lonlat high = {(int32_t)ceil(lon), (int32_t)ceil(lat)};
	enum gw_status st;
	size_t i, j;
	long times;

	cover->lon = lon;
	cover->lat = lat;
	st = gather(cover, gw_bbox_of(low, high), err);
	if (st)
		return st;
	*n = 0;
	for (i = 0; i < cover->num_holders; i = j) {
		times = 0;
		for (j = i;
			j < cover->num_holders && cover->holders[j].cell == cover->holders[i].cell;
			j++)
			times += cover->holders[j].hole ? -1 : 1;
		for (; times > 0; times--)
			cover->cells[(*n)++] = cover->holders[i].cell;
	}
	*cells = cover->cells;
	return GW_OK;
}

static double magnitude(const struct gw_rings *rings, const struct gw_ring *ring)
{
	return fabs((double)gw_ring_area2(rings, ring));
}

/* The polygon of a hole: of the smallest exterior around it. A cell's rings are items[0 .. n). */
static uint32_t polygon_around(const struct gw_rings *rings, const struct gw_ring *items, size_t n,
	const struct gw_ring *hole)
{
	const struct gw_lonlat *p = rings->points + hole->first;
	double lon = ((double)p[0].lon + p[1].lon) / 2, lat = ((double)p[0].lat + p[1].lat) / 2;
	const struct gw_ring *best = NULL;
	size_t i;

	for (i = 0; i < n; i++)
		if (!items[i].hole && gw_ring_holds(rings, &items[i], lon, lat) &&
			(!best || magnitude(rings, &items[i]) < magnitude(rings, best)))
			best = &items[i];
	return best ? best->polygon : 0;
}

void gw_rings_number_polygons(struct gw_rings *rings, size_t first, size_t n)
{
	struct gw_ring *items = rings->rings + first;
	uint32_t polygons = 0;
	size_t i;

	for (i = 0; i < n; i++)
		if (!items[i].hole)
			items[i].polygon = polygons++;
	for (i = 0; i < n; i++)
		if (items[i].hole)
			items[i].polygon = polygon_around(rings, items, n, &items[i]);
}
