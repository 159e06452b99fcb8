/* SPDX-License-Identifier: Apache-2.0 */
#include "grid/boxes.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>

/*
 * A packed R-tree (sort-tile-recursive, Leutenegger et al. 1997): boxes sorted into slices by
 * longitude and within them by latitude; each sixteen in a row have a box around them, and so on up
 * to one.
 */
#define FAN_OUT	   16
#define LEVELS_MAX 16

struct item {
	struct gw_bbox box;
	size_t number;
};

struct gw_boxes {
	struct item *items;
	size_t n;
	struct gw_bbox *nodes[LEVELS_MAX]; /* level 0 holds items, level k nodes of level k - 1 */
	size_t num_nodes[LEVELS_MAX];
	int levels;
};

static int compare_lon(const void *x, const void *y)
{
	const struct item *a = x, *b = y;
	int64_t lon_a = (int64_t)a->box.min.lon + a->box.max.lon;
	int64_t lon_b = (int64_t)b->box.min.lon + b->box.max.lon;

	if (lon_a != lon_b)
		return lon_a < lon_b ? -1 : 1;
	return (a->number > b->number) - (a->number < b->number);
}

static int compare_lat(const void *x, const void *y)
{
	const struct item *a = x, *b = y;
	int64_t lat_a = (int64_t)a->box.min.lat + a->box.max.lat;
	int64_t lat_b = (int64_t)b->box.min.lat + b->box.max.lat;

	if (lat_a != lat_b)
		return lat_a < lat_b ? -1 : 1;
	return (a->number > b->number) - (a->number < b->number);
}

static void sort_tiles(struct item *items, size_t n)
{
	size_t leaves = (n + FAN_OUT - 1) / FAN_OUT;
	size_t slice = (size_t)ceil(sqrt((double)leaves)) * FAN_OUT, i;

	if (!n)
		return;
	qsort(items, n, sizeof *items, compare_lon);
	for (i = 0; i < n; i += slice)
		qsort(items + i, n - i < slice ? n - i : slice, sizeof *items, compare_lat);
}

static struct gw_bbox joined(struct gw_bbox a, struct gw_bbox b)
{
	return gw_bbox_with(gw_bbox_with(a, b.min), b.max);
}

static struct gw_bbox child_box(const struct gw_boxes *boxes, int level, size_t i)
{
	return level ? boxes->nodes[level - 1][i] : boxes->items[i].box;
}

/* Adds levels until one node holds all. */
static bool add_levels(struct gw_boxes *boxes)
{
	size_t below = boxes->n, i;

	do {
		struct gw_bbox *nodes = gw_alloc_array(below / FAN_OUT + 1, sizeof *nodes);

		if (!nodes)
			return false;
		boxes->nodes[boxes->levels] = nodes;
		for (i = 0; i < below; i++) {
			struct gw_bbox box = child_box(boxes, boxes->levels, i);

			nodes[i / FAN_OUT] = i % FAN_OUT ? joined(nodes[i / FAN_OUT], box) : box;
		}
		below = (below + FAN_OUT - 1) / FAN_OUT;
		boxes->num_nodes[boxes->levels++] = below;
	} while (below > 1);
	return true;
}

enum gw_status gw_boxes_create(
	struct gw_boxes **out, const struct gw_bbox *given, size_t n, struct gw_error *err)
{
	struct gw_boxes *boxes = calloc(1, sizeof *boxes);
	size_t i;

	if (!boxes)
		return gw_fail_nomem(err);
	boxes->items = gw_alloc_array(n, sizeof *boxes->items);
	if (!boxes->items)
		goto fail;
	for (i = 0; i < n; i++)
		if (!gw_bbox_is_empty(given[i]))
			boxes->items[boxes->n++] = (struct item){given[i], i};
	sort_tiles(boxes->items, boxes->n);
	if (!add_levels(boxes))
		goto fail;
	*out = boxes;
	return GW_OK;
fail:
	gw_boxes_destroy(boxes);
	return gw_fail_nomem(err);
}

void gw_boxes_destroy(struct gw_boxes *boxes)
{
	int i;

	if (!boxes)
		return;
	for (i = 0; i < boxes->levels; i++)
		free(boxes->nodes[i]);
	free(boxes->items);
	free(boxes);
}

struct box_search {
	const struct gw_boxes *boxes;
	struct gw_bbox box;
	bool (*visit)(void *context, size_t number);
	void *context;
};

/* Goes through the children of a node; false to stop. As deep as the tree, which is at most 16. */
static bool search(const struct box_search *s, int level, size_t node)
{
	size_t below = level ? s->boxes->num_nodes[level - 1] : s->boxes->n;
	size_t i = node * FAN_OUT, end = i + FAN_OUT < below ? i + FAN_OUT : below;

	for (; i < end; i++) {
		if (!gw_bbox_meets(child_box(s->boxes, level, i), s->box))
			continue;
		if (level ? !search(s, level - 1, i)
			  : !s->visit(s->context, s->boxes->items[i].number))
			return false;
	}
	return true;
}

void gw_boxes_visit(const struct gw_boxes *boxes, struct gw_bbox box,
	bool (*visit)(void *context, size_t number), void *context)
{
	struct box_search s = {boxes, box, visit, context};

	search(&s, boxes->levels - 1, 0);
}
