/* SPDX-License-Identifier: Apache-2.0 */
#include "polylines.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <math.h>
#include <stdlib.h>

struct side {
	struct gw_mesh_point a, b;
};

static int compare_sides(const void *x, const void *y)
{
	const struct side *p = x, *q = y;
	uint32_t left = p->a.x < p->b.x ? p->a.x : p->b.x;
	uint32_t other = q->a.x < q->b.x ? q->a.x : q->b.x;

	return (left > other) - (left < other);
}

static int sign(__int128 v)
{
	return (v > 0) - (v < 0);
}

static int turn(struct gw_mesh_point a, struct gw_mesh_point b, struct gw_mesh_point c)
{
	return sign(((__int128)b.x - a.x) * ((__int128)c.y - a.y) -
		((__int128)b.y - a.y) * ((__int128)c.x - a.x));
}

static bool equal(struct gw_mesh_point a, struct gw_mesh_point b)
{
	return a.x == b.x && a.y == b.y;
}

/* Whether p lies on the side, ends left out. */
static bool lies_on(struct gw_mesh_point p, struct side s)
{
	__int128 along = ((__int128)p.x - s.a.x) * ((__int128)p.x - s.b.x) +
		((__int128)p.y - s.a.y) * ((__int128)p.y - s.b.y);

	return !turn(s.a, s.b, p) && along < 0;
}

static bool sides_cross(struct side p, struct side q)
{
	if (turn(p.a, p.b, q.a) * turn(p.a, p.b, q.b) < 0 &&
		turn(q.a, q.b, p.a) * turn(q.a, q.b, p.b) < 0)
		return true;
	return lies_on(q.a, p) || lies_on(q.b, p) || lies_on(p.a, q) || lies_on(p.b, q);
}

static size_t collect_sides(const struct polylines *lines, struct side *sides)
{
	size_t n = 0;
	uint32_t line, i;

	for (line = 0; line < lines->n; line++)
		for (i = lines->first[line] + 1; i < lines->first[line + 1]; i++)
			if (!equal(lines->points[i - 1], lines->points[i]))
				sides[n++] = (struct side){lines->points[i - 1], lines->points[i]};
	qsort(sides, n, sizeof *sides, compare_sides);
	return n;
}

void expect_uncrossed(const struct polylines *lines, const char *name, unsigned zoom)
{
	struct side *sides = calloc(lines->first[lines->n] + (size_t)1, sizeof *sides);
	size_t n, i, j;

	assert_non_null(sides);
	n = collect_sides(lines, sides);
	for (i = 0; i < n; i++) {
		struct side p = sides[i];
		uint32_t right = p.a.x > p.b.x ? p.a.x : p.b.x;

		for (j = i + 1; j < n; j++) {
			struct side q = sides[j];

			if (q.a.x > right && q.b.x > right)
				break;
			if (sides_cross(p, q))
				fail_msg("%s: zoom %u: (%u %u) - (%u %u) crosses (%u %u) - (%u %u)",
					name, zoom, p.a.x, p.a.y, p.b.x, p.b.y, q.a.x, q.a.y, q.b.x,
					q.b.y);
		}
	}
	free(sides);
}

/* 1 when the side runs down (south) past the west of a point, -1 when up, 0 when not past it. */
static int passes(struct gw_mesh_point a, struct gw_mesh_point b, struct gw_mesh_point p)
{
	if ((a.y <= p.y) == (b.y <= p.y))
		return 0;
	if (a.y < b.y)
		return turn(a, b, p) < 0;
	return -(turn(b, a, p) < 0);
}

void expect_one_cell_at(const struct polylines *lines, const struct gw_arc *sides,
	gw_cell_id num_cells, struct gw_mesh_point point, const char *name, unsigned zoom)
{
	int *times = calloc(num_cells + (size_t)1, sizeof *times);
	uint32_t line, i, found = 0;
	gw_cell_id cell;

	assert_non_null(times);
	times[0] = 1;
	for (line = 0; line < lines->n; line++)
		for (i = lines->first[line] + 1; i < lines->first[line + 1]; i++) {
			int way = passes(lines->points[i - 1], lines->points[i], point);

			times[sides[line].left] += way;
			times[sides[line].right] -= way;
		}
	for (cell = 0; cell <= num_cells; cell++) {
		if (times[cell] != 0 && times[cell] != 1)
			fail_msg("%s: zoom %u: cell %u is %d times at %u %u", name, zoom, cell,
				times[cell], point.x, point.y);
		found += times[cell] == 1;
	}
	if (found != 1)
		fail_msg("%s: zoom %u: %u cells at %u %u", name, zoom, found, point.x, point.y);
	free(times);
}

static long double side_distance(
	struct gw_mesh_point a, struct gw_mesh_point b, struct gw_mesh_point p)
{
	long double dx = (long double)b.x - a.x, dy = (long double)b.y - a.y;
	long double px = (long double)p.x - a.x, py = (long double)p.y - a.y;
	long double t = equal(a, b) ? 0 : (px * dx + py * dy) / (dx * dx + dy * dy);

	t = t < 0 ? 0 : t > 1 ? 1 : t;
	return hypotl(px - t * dx, py - t * dy);
}

long double polyline_distance(
	const struct gw_mesh_point *line, uint32_t n, struct gw_mesh_point point)
{
	long double least = side_distance(line[0], line[0], point);
	uint32_t i;

	for (i = 1; i < n; i++)
		least = fminl(least, side_distance(line[i - 1], line[i], point));
	return least;
}

__int128 polyline_area2(const struct gw_mesh_point *line, uint32_t n, struct gw_mesh_point origin)
{
	__int128 area = 0;
	uint32_t i;

	for (i = 1; i < n; i++) { /* y runs south */
		__int128 ax = (__int128)line[i - 1].x - origin.x;
		__int128 ay = (__int128)line[i - 1].y - origin.y;

		area -= ax * ((__int128)line[i].y - origin.y) -
			ay * ((__int128)line[i].x - origin.x);
	}
	return area;
}

long double pixel_of_zoom(unsigned zoom)
{
	return ldexpl(1, 24 - (int)zoom);
}
