/* SPDX-License-Identifier: Apache-2.0 */
#include "clipped.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct spot {
	long double at[2]; /* x and y, in pixels from the window's corner */
};

struct ring {
	struct spot *spots;
	size_t n, capacity;
};

static void add(struct ring *r, struct spot s)
{
	if (r->n == r->capacity) {
		r->capacity = 2 * r->capacity + 64;
		r->spots = realloc(r->spots, r->capacity * sizeof s);
		assert_non_null(r->spots);
	}
	r->spots[r->n++] = s;
}

static struct spot spot_of(struct gw_mesh_point p, struct gw_window w)
{
	long double per_unit = ldexpl(1, (int)w.zoom - 16);

	return (struct spot){
		{floorl(p.x * per_unit) / 256 - w.x, floorl(p.y * per_unit) / 256 - w.y}};
}

/* Keeps what lies on the one side of an upright (axis 0) or a level line. */
static void clip(const struct ring *in, struct ring *out, int axis, long double line, bool above)
{
	size_t i;

	out->n = 0;
	for (i = 0; i < in->n; i++) {
		struct spot a = in->spots[i ? i - 1 : in->n - 1], b = in->spots[i];
		bool a_in = above ? a.at[axis] >= line : a.at[axis] <= line;
		bool b_in = above ? b.at[axis] >= line : b.at[axis] <= line;

		if (a_in != b_in) {
			long double t = (line - a.at[axis]) / (b.at[axis] - a.at[axis]);
			struct spot cut;

			cut.at[axis] = line;
			cut.at[!axis] = a.at[!axis] + t * (b.at[!axis] - a.at[!axis]);
			add(out, cut);
		}
		if (b_in)
			add(out, b);
	}
}

static void clip_between(struct ring *r, struct ring *scratch, const struct ring *in, int axis,
	long double low, long double high)
{
	clip(in, scratch, axis, low, true);
	clip(scratch, r, axis, high, false);
}

static long double area_of(const struct ring *r)
{
	long double area = 0;
	size_t i;

	for (i = 0; i < r->n; i++) {
		const struct spot *a = &r->spots[i ? i - 1 : r->n - 1], *b = &r->spots[i];
		const struct spot *o = &r->spots[0];

		area += (a->at[0] - o->at[0]) * (b->at[1] - o->at[1]) -
			(a->at[1] - o->at[1]) * (b->at[0] - o->at[0]);
	}
	return area / 2;
}

static void add_shares(const struct ring *ring, struct gw_window w, double *shares)
{
	struct ring inside = {0}, row = {0}, pixel = {0}, scratch = {0};
	unsigned x, y;

	clip_between(&row, &scratch, ring, 0, 0, w.width);
	clip_between(&inside, &scratch, &row, 1, 0, w.height);
	for (y = 0; y < w.height && inside.n; y++) {
		clip_between(&row, &scratch, &inside, 1, y, y + 1);
		for (x = 0; x < w.width && row.n; x++) {
			clip_between(&pixel, &scratch, &row, 0, x, x + 1);
			if (pixel.n)
				shares[y * w.width + x] -= (double)area_of(&pixel);
		}
	}
	free(inside.spots);
	free(row.spots);
	free(pixel.spots);
	free(scratch.spots);
}

static bool is_beside(const struct gw_mesh *mesh, uint32_t arc, gw_cell_id cell)
{
	return (mesh->arcs[arc].left == cell) != (mesh->arcs[arc].right == cell);
}

/* Walks an arc with the cell on the left: its point i of n. */
static struct gw_mesh_point walked(const struct gw_mesh *mesh, const struct gw_mesh_detail *detail,
	uint32_t arc, gw_cell_id cell, uint32_t i)
{
	uint32_t first = detail->first[arc], last = detail->first[arc + 1] - 1;

	return detail->points[mesh->arcs[arc].left == cell ? first + i : last - i];
}

/* Appends the arc, and tells which arc goes on from its end; num_arcs: none. */
static uint32_t follow(const struct gw_mesh *mesh, const struct gw_mesh_detail *detail,
	gw_cell_id cell, uint32_t arc, const bool *used, struct gw_window w, struct ring *ring)
{
	uint32_t n = detail->first[arc + 1] - detail->first[arc], i;
	struct gw_mesh_point end = walked(mesh, detail, arc, cell, n - 1);

	for (i = 0; i + 1 < n; i++)
		add(ring, spot_of(walked(mesh, detail, arc, cell, i), w));
	for (i = 0; i < mesh->num_arcs; i++) {
		struct gw_mesh_point start = walked(mesh, detail, i, cell, 0);

		if (!used[i] && is_beside(mesh, i, cell) && start.x == end.x && start.y == end.y)
			break;
	}
	return i;
}

double *clipped_shares(const struct gw_mesh *mesh, gw_cell_id cell, struct gw_window window)
{
	const struct gw_mesh_detail *detail = &mesh->details[window.zoom];
	double *shares = calloc((size_t)window.width * window.height, sizeof *shares);
	bool *used = calloc(mesh->num_arcs + (size_t)1, sizeof *used);
	struct ring ring = {0};
	uint32_t i, arc;

	assert_true(shares && used);
	for (i = 0; i < mesh->num_arcs; i++) {
		if (used[i] || !is_beside(mesh, i, cell))
			continue;
		ring.n = 0;
		for (arc = i; arc < mesh->num_arcs;) {
			used[arc] = true;
			arc = follow(mesh, detail, cell, arc, used, window, &ring);
		}
		add_shares(&ring, window, shares);
	}
	free(ring.spots);
	free(used);
	return shares;
}
