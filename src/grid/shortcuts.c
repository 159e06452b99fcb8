/* SPDX-License-Identifier: Apache-2.0 */
#include "grid/shortcuts.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A shortcut that crosses another side takes in this many points, or all of so many. */
#define SOME_KEPT 3
#define ALL_KEPT  8

/* A side of a simplified arc, by the numbers of its points; a shortcut when last > first + 1. */
struct side {
	uint32_t first, last;
};

/* Shortcuts by place: a lattice over all points, each shortcut in every square its box meets. */
struct lattice {
	uint8_t *zooms;
	const struct gw_arcs *arcs;
	const struct gw_mesh_point *points;
	unsigned zoom;
	struct gw_mesh_point origin;
	uint32_t columns, rows;
	double per_unit; /* squares */
	uint32_t *end; /* of each square's run in sides; of its start while they are counted */
	struct side *sides;
	size_t num_shortcuts, num_places;
	bool crossed;
};

/* The squares that a side's box meets. */
struct squares {
	uint32_t left, top, right, bottom;
};

static void keep_all(uint8_t *zooms, uint32_t first, uint32_t last, unsigned zoom)
{
	uint32_t i;

	for (i = first + 1; i < last; i++)
		if (zooms[i] > zoom)
			zooms[i] = (uint8_t)zoom;
}

/* Calls visit for every side that the zoom draws. */
static void visit_sides(struct lattice *l, void (*visit)(struct lattice *l, struct side side))
{
	uint32_t arc, i, from;

	for (arc = 0; arc < l->arcs->n; arc++) {
		from = l->arcs->first[arc];
		for (i = from + 1; i < l->arcs->first[arc + 1]; i++)
			if (l->zooms[i] <= l->zoom) {
				visit(l, (struct side){from, i});
				from = i;
			}
	}
}

static bool is_shortcut(struct side side)
{
	return side.last > side.first + 1;
}

static struct squares squares_of(const struct lattice *l, struct side side)
{
	struct gw_mesh_point a = l->points[side.first], b = l->points[side.last];
	uint32_t left = (a.x < b.x ? a.x : b.x) - l->origin.x;
	uint32_t right = (a.x < b.x ? b.x : a.x) - l->origin.x;
	uint32_t top = (a.y < b.y ? a.y : b.y) - l->origin.y;
	uint32_t bottom = (a.y < b.y ? b.y : a.y) - l->origin.y;

	return (struct squares){(uint32_t)(left * l->per_unit), (uint32_t)(top * l->per_unit),
		(uint32_t)(right * l->per_unit), (uint32_t)(bottom * l->per_unit)};
}

static void count_shortcut(struct lattice *l, struct side side)
{
	l->num_shortcuts += is_shortcut(side);
}

/* Puts a shortcut into its squares, or counts the places it takes while there are none yet. */
static void lay_shortcut(struct lattice *l, struct side side)
{
	struct squares q;
	uint32_t row, column;

	if (!is_shortcut(side))
		return;
	q = squares_of(l, side);
	for (row = q.top; row <= q.bottom; row++)
		for (column = q.left; column <= q.right; column++) {
			uint32_t *end = &l->end[(size_t)row * l->columns + column];

			if (l->sides)
				l->sides[*end] = side;
			else
				l->num_places++;
			++*end;
		}
}

/* > 0 when c lies on the one hand of a -> b, < 0 on the other. Exact: the product needs 66 bits. */
static int hand(struct gw_mesh_point a, struct gw_mesh_point b, struct gw_mesh_point c)
{
	int64_t ux = (int64_t)b.x - a.x, uy = (int64_t)b.y - a.y;
	int64_t vx = (int64_t)c.x - a.x, vy = (int64_t)c.y - a.y;
	__int128 turn = (__int128)ux * vy - (__int128)uy * vx;

	return (turn > 0) - (turn < 0);
}

static bool same(struct gw_mesh_point a, struct gw_mesh_point b)
{
	return a.x == b.x && a.y == b.y;
}

static bool is_within(uint32_t v, uint32_t a, uint32_t b)
{
	return a < b ? a <= v && v <= b : b <= v && v <= a;
}

/* Whether p, known to be on the line through a and b, lies between them. */
static bool is_between(struct gw_mesh_point p, struct gw_mesh_point a, struct gw_mesh_point b)
{
	return !same(p, a) && !same(p, b) && is_within(p.x, a.x, b.x) && is_within(p.y, a.y, b.y);
}

static bool apart(uint32_t a, uint32_t b, uint32_t c, uint32_t d)
{
	return (a < c && a < d && b < c && b < d) || (a > c && a > d && b > c && b > d);
}

static bool boxes_apart(struct gw_mesh_point a, struct gw_mesh_point b, struct gw_mesh_point c,
	struct gw_mesh_point d)
{
	return apart(a.x, b.x, c.x, d.x) || apart(a.y, b.y, c.y, d.y);
}

/* Whether two sides meet elsewhere than at an end they share. */
static bool cross(const struct lattice *l, struct side p, struct side q)
{
	struct gw_mesh_point a = l->points[p.first], b = l->points[p.last];
	struct gw_mesh_point c = l->points[q.first], d = l->points[q.last];
	int hc, hd, ha, hb;

	if (boxes_apart(a, b, c, d))
		return false;
	if ((same(a, c) && same(b, d)) || (same(a, d) && same(b, c)))
		return false; /* a cell between them has no area left, or it would have been kept */
	hc = hand(a, b, c);
	hd = hand(a, b, d);
	if (hc == hd && hc)
		return false;
	ha = hand(c, d, a);
	hb = hand(c, d, b);
	if (hc * hd < 0 && ha * hb < 0)
		return true;
	return (!hc && is_between(c, a, b)) || (!hd && is_between(d, a, b)) ||
		(!ha && is_between(a, c, d)) || (!hb && is_between(b, c, d));
}

/*
 * Lets a shortcut take in points: all when they are few, for then it is as good as the true border
 * and need not be looked at again.
 */
static void keep_more(struct lattice *l, struct side side)
{
	unsigned n;

	if (side.last - side.first <= ALL_KEPT)
		keep_all(l->zooms, side.first, side.last, l->zoom);
	else
		for (n = 0; n < SOME_KEPT; n++)
			gw_keep_next(l->zooms, l->points, side.first, side.last, l->zoom);
}

static void look_at_side(struct lattice *l, struct side side)
{
	struct squares q = squares_of(l, side);
	uint32_t row, column, i;

	for (row = q.top; row <= q.bottom; row++)
		for (column = q.left; column <= q.right; column++) {
			size_t square = (size_t)row * l->columns + column;

			for (i = square ? l->end[square - 1] : 0; i < l->end[square]; i++) {
				struct side other = l->sides[i];

				if (other.first == side.first || !cross(l, side, other))
					continue;
				keep_more(l, other);
				keep_more(l, side);
				l->crossed = true;
			}
		}
}

/* Whether p lies between a shortcut and the points that it leaves out: even-odd. */
static bool passes_over(const struct lattice *l, struct side side, struct gw_mesh_point p)
{
	struct gw_mesh_point a = l->points[side.last];
	bool inside = false;
	uint32_t i;

	for (i = side.first; i <= side.last; i++) {
		struct gw_mesh_point b = l->points[i];

		if (same(p, b))
			return false;
		if ((a.y <= p.y) != (b.y <= p.y) && (hand(a, b, p) > 0) == (a.y < b.y))
			inside = !inside;
		a = b;
	}
	return inside;
}

/*
 * What has come to lie on the wrong side of a shortcut as a whole, such as an island in a bay,
 * crosses nothing; but the points where its arcs begin are there at every zoom.
 */
static void look_at_start(struct lattice *l, struct gw_mesh_point p)
{
	double reach = ldexp(GW_SIMPLIFY_PIXELS, 24 - (int)l->zoom) * l->per_unit;
	double x = (p.x - l->origin.x) * l->per_unit, y = (p.y - l->origin.y) * l->per_unit;
	struct squares q = {(uint32_t)fmax(x - reach, 0), (uint32_t)fmax(y - reach, 0),
		(uint32_t)fmin(x + reach, l->columns - 1.0),
		(uint32_t)fmin(y + reach, l->rows - 1.0)};
	uint32_t row, column, i;

	for (row = q.top; row <= q.bottom; row++)
		for (column = q.left; column <= q.right; column++) {
			size_t square = (size_t)row * l->columns + column;

			for (i = square ? l->end[square - 1] : 0; i < l->end[square]; i++)
				if (passes_over(l, l->sides[i], p)) {
					keep_more(l, l->sides[i]);
					l->crossed = true;
				}
		}
}

static void measure(struct lattice *l)
{
	struct gw_mesh_point max = {0, 0};
	double width, height;
	uint32_t i;

	l->origin = (struct gw_mesh_point){UINT32_MAX, UINT32_MAX};
	for (i = 0; i < l->arcs->num_points; i++) {
		struct gw_mesh_point p = l->points[i];

		l->origin.x = p.x < l->origin.x ? p.x : l->origin.x;
		l->origin.y = p.y < l->origin.y ? p.y : l->origin.y;
		max.x = p.x > max.x ? p.x : max.x;
		max.y = p.y > max.y ? p.y : max.y;
	}
	width = (double)max.x - l->origin.x + 1;
	height = (double)max.y - l->origin.y + 1;
	/* about one square a shortcut, no side longer than a few of them on the whole */
	l->per_unit = 1;
	while (width * l->per_unit * height * l->per_unit > (double)l->num_shortcuts + 1)
		l->per_unit /= 2;
	l->columns = (uint32_t)(width * l->per_unit) + 1;
	l->rows = (uint32_t)(height * l->per_unit) + 1;
}

enum gw_status gw_shortcuts_mend(uint8_t *zooms, const struct gw_arcs *arcs,
	const struct gw_mesh_point *points, unsigned zoom, bool *crossed, struct gw_error *err)
{
	struct lattice l = {.zooms = zooms, .arcs = arcs, .points = points, .zoom = zoom};
	size_t squares, i;
	enum gw_status st = GW_OK;
	uint32_t start = 0;

	*crossed = false;
	visit_sides(&l, count_shortcut);
	if (!l.num_shortcuts)
		return GW_OK;
	measure(&l);
	squares = (size_t)l.columns * l.rows;
	l.end = calloc(squares, sizeof *l.end);
	if (!l.end)
		return gw_fail_nomem(err);
	visit_sides(&l, lay_shortcut);
	l.sides = gw_alloc_table(l.num_places, sizeof *l.sides);
	if (!l.sides || l.num_places > UINT32_MAX) {
		st = gw_fail_nomem(err);
		goto out;
	}
	for (i = 0; i < squares; i++) {
		uint32_t count = l.end[i];

		l.end[i] = start;
		start += count;
	}
	visit_sides(&l, lay_shortcut);
	visit_sides(&l, look_at_side);
	for (i = 0; i < arcs->n; i++)
		look_at_start(&l, points[arcs->first[i]]);
	*crossed = l.crossed;
out:
	free(l.end);
	free(l.sides);
	return st;
}
