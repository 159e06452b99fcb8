/* SPDX-License-Identifier: Apache-2.0 */
#include "service/chart.h"

#include "base/mem.h"
#include "render/marks.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SIDE   64
#define SCALES 2

/* The numbers of a zoom's tiles at a scale. */
struct page {
	uint64_t number; /* of all, unless there are squares */
	uint64_t *squares; /* row by row, or NULL */
};

struct gw_chart {
	struct gw_world_box place;
	struct page pages[GW_TILE_ZOOM_MAX + 1][SCALES];
};

/* Squares over a chart's place and one about it: so many tiles a side, from (left, top) on. */
struct squares {
	unsigned shift;
	int64_t left, top; /* in squares from the world's corner */
};

static int64_t tile_of(double position, unsigned zoom)
{
	return (int64_t)ldexp(position, (int)zoom);
}

static struct squares squares_of(const struct gw_chart *chart, unsigned zoom)
{
	const struct gw_world_box *p = &chart->place;
	int64_t left = tile_of(p->min.x, zoom), right = tile_of(p->max.x, zoom);
	int64_t top = tile_of(p->min.y, zoom), bottom = tile_of(p->max.y, zoom);
	struct squares s = {0};

	while ((right >> s.shift) - (left >> s.shift) >= SIDE - 2 ||
		(bottom >> s.shift) - (top >> s.shift) >= SIDE - 2)
		s.shift++;
	s.left = (left >> s.shift) - 1;
	s.top = (top >> s.shift) - 1;
	return s;
}

/* What lies beyond the squares is of the nearest one. */
static size_t clamp(int64_t square)
{
	return square < 0 ? 0 : square >= SIDE ? SIDE - 1 : (size_t)square;
}

static size_t square_at(const struct squares *s, int64_t x, int64_t y)
{
	return clamp((y >> s->shift) - s->top) * SIDE + clamp((x >> s->shift) - s->left);
}

static struct page *page_of(struct gw_chart *chart, unsigned zoom, unsigned scale)
{
	return &chart->pages[zoom][scale - 1];
}

static void set_all(struct page *page, uint64_t number)
{
	free(page->squares);
	*page = (struct page){.number = number};
}

/* Gives a page the number where a box of pixels reaches. */
static void set_box(struct page *page, const struct squares *s, const struct gw_pixel_box *box,
	unsigned scale, uint64_t number)
{
	int64_t side = (int64_t)GW_TILE_PIXELS * scale;
	size_t first, last, row, column;

	if (box->left >= box->right || box->top >= box->bottom)
		return;
	/* tiles are counted from the world's corner; no box begins far before it */
	first = square_at(
		s, box->left < 0 ? 0 : box->left / side, box->top < 0 ? 0 : box->top / side);
	last = square_at(s, (box->right - 1) / side, (box->bottom - 1) / side);
	for (row = first / SIDE; row <= last / SIDE; row++)
		for (column = first % SIDE; column <= last % SIDE; column++)
			page->squares[row * SIDE + column] = number;
}

static enum gw_status set_boxes(struct gw_chart *chart, unsigned zoom, unsigned scale,
	const struct gw_changes *changes, uint64_t number, struct gw_error *err)
{
	struct squares squares = squares_of(chart, zoom);
	struct page *page = page_of(chart, zoom, scale);
	size_t i;

	if (!changes->n)
		return GW_OK;
	if (!page->squares) {
		page->squares = gw_alloc_array((size_t)SIDE * SIDE, sizeof *page->squares);
		if (!page->squares)
			return gw_fail_nomem(err);
		for (i = 0; i < (size_t)SIDE * SIDE; i++)
			page->squares[i] = page->number;
	}
	for (i = 0; i < changes->n; i++)
		set_box(page, &squares, &changes->boxes[i], scale, number);
	return GW_OK;
}

enum gw_status gw_chart_create(struct gw_chart **out, uint64_t picture,
	const struct gw_world_box *place, struct gw_error *err)
{
	struct gw_chart *chart = calloc(1, sizeof *chart);
	unsigned zoom, scale;

	if (!chart)
		return gw_fail_nomem(err);
	chart->place = *place;
	for (zoom = 0; zoom <= GW_TILE_ZOOM_MAX; zoom++)
		for (scale = 1; scale <= SCALES; scale++)
			page_of(chart, zoom, scale)->number = picture;
	*out = chart;
	return GW_OK;
}

static enum gw_status copy_page(struct page *to, const struct page *from, struct gw_error *err)
{
	*to = (struct page){.number = from->number};
	if (!from->squares)
		return GW_OK;
	to->squares = gw_alloc_array((size_t)SIDE * SIDE, sizeof *to->squares);
	if (!to->squares)
		return gw_fail_nomem(err);
	memcpy(to->squares, from->squares, (size_t)SIDE * SIDE * sizeof *to->squares);
	return GW_OK;
}

/* The numbers of one page after a change. A zoom that cannot be drawn is another one, too. */
static enum gw_status follow_page(struct gw_chart *chart, const struct gw_charted *before,
	struct gw_tileset *tileset, unsigned zoom, unsigned scale, uint64_t picture,
	struct gw_error *err)
{
	struct page *page = page_of(chart, zoom, scale);
	struct gw_changes changes = {0};
	enum gw_status st;

	st = copy_page(page, &before->chart->pages[zoom][scale - 1], err);
	if (st)
		return st;
	if (gw_tileset_has(before->tileset, zoom, scale))
		st = gw_tileset_compare(tileset, before->tileset, zoom, scale, &changes, err);
	else
		changes.all = true;
	if (before->picture == picture)
		st = GW_OK;
	else if (changes.all || (st && st != GW_ENOMEM)) {
		set_all(page, picture);
		st = GW_OK;
	} else if (!st) {
		st = set_boxes(chart, zoom, scale, &changes, picture, err);
	}
	gw_changes_finish(&changes);
	return st;
}

enum gw_status gw_chart_follow(struct gw_chart **out, const struct gw_charted *before,
	struct gw_tileset *tileset, uint64_t picture, struct gw_error *err)
{
	enum gw_status st = GW_OK;
	struct gw_chart *chart;
	unsigned zoom, scale;

	st = gw_chart_create(&chart, picture, &before->chart->place, err);
	if (st)
		return st;
	for (zoom = 0; zoom <= GW_TILE_ZOOM_MAX && !st; zoom++)
		for (scale = 1; scale <= SCALES && !st; scale++)
			st = follow_page(chart, before, tileset, zoom, scale, picture, err);
	if (st)
		gw_chart_destroy(chart);
	else
		*out = chart;
	return st;
}

void gw_chart_destroy(struct gw_chart *chart)
{
	unsigned zoom, scale;

	if (!chart)
		return;
	for (zoom = 0; zoom <= GW_TILE_ZOOM_MAX; zoom++)
		for (scale = 1; scale <= SCALES; scale++)
			free(page_of(chart, zoom, scale)->squares);
	free(chart);
}

uint64_t gw_chart_tile(const struct gw_chart *chart, struct gw_tilekey key, unsigned scale)
{
	const struct page *page = &chart->pages[key.z][scale - 1];
	struct squares squares;

	if (!page->squares)
		return page->number;
	squares = squares_of(chart, key.z);
	return page->squares[square_at(&squares, key.x, key.y)];
}

size_t gw_chart_bytes(const struct gw_chart *chart)
{
	size_t bytes = sizeof *chart;
	unsigned zoom, scale;

	for (zoom = 0; zoom <= GW_TILE_ZOOM_MAX; zoom++)
		for (scale = 1; scale <= SCALES; scale++)
			if (chart->pages[zoom][scale - 1].squares)
				bytes += (size_t)SIDE * SIDE * sizeof(uint64_t);
	return bytes;
}
