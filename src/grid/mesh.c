/* SPDX-License-Identifier: Apache-2.0 */
#include "grid/mesh.h"

#include "base/mem.h"
#include "base/threads.h"
#include "geo/mercator.h"
#include "grid/arcs.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Arcs to a leaf of the tree, and children to each node above. */
#define FANOUT	   16
#define TREE_DEPTH 8

/*
 * Cells smaller than this many pixels a side, on the whole, are drawn as at the first zoom where
 * they are not: to simplify them more would save next to nothing.
 */
#define CELL_PIXELS_MIN 3.0

/* Boxes of FANOUT arcs each, then of FANOUT of these, and so on up to one. */
struct gw_mesh_tree {
	struct gw_mesh_box *levels[TREE_DEPTH];
	uint32_t counts[TREE_DEPTH];
	unsigned depth;
};

/* What the mesh is made from. */
struct making {
	const struct gw_division *division;
	struct gw_mesh *mesh;
	struct gw_arcs arcs;
	struct gw_mesh_point *points;
	uint8_t *zooms;
	uint32_t *order; /* of the arcs, by place */
	unsigned coarsest;
};

static uint32_t to_unit(double v)
{
	return (uint32_t)fmin(ldexp(v, 32), UINT32_MAX);
}

static void project(void *context, size_t first, size_t count)
{
	struct making *m = context;
	size_t i;

	for (i = first; i < first + count; i++) {
		struct gw_world w = gw_world_from_lonlat(m->arcs.points[i]);

		m->points[i] = (struct gw_mesh_point){to_unit(w.x), to_unit(w.y)};
	}
}

static struct gw_mesh_box box_empty(void)
{
	return (struct gw_mesh_box){UINT32_MAX, UINT32_MAX, 0, 0};
}

static struct gw_mesh_box box_with(struct gw_mesh_box a, struct gw_mesh_box b)
{
	return (struct gw_mesh_box){
		a.left < b.left ? a.left : b.left,
		a.top < b.top ? a.top : b.top,
		a.right > b.right ? a.right : b.right,
		a.bottom > b.bottom ? a.bottom : b.bottom,
	};
}

static bool boxes_meet(struct gw_mesh_box a, struct gw_mesh_box b)
{
	return a.left <= b.right && b.left <= a.right && a.top <= b.bottom && b.top <= a.bottom;
}

static struct gw_mesh_box box_of_arc(const struct making *m, uint32_t arc)
{
	struct gw_mesh_box box = box_empty();
	uint32_t i;

	for (i = m->arcs.first[arc]; i < m->arcs.first[arc + 1]; i++) {
		struct gw_mesh_point p = m->points[i];

		box = box_with(box, (struct gw_mesh_box){p.x, p.y, p.x, p.y});
	}
	return box;
}

/* The zoom from which on a cell is, on the whole, some pixels wide. */
static unsigned coarsest_zoom(const struct making *m)
{
	struct gw_mesh_box box = m->mesh->box;
	double area = ((double)box.right - box.left + 1) * ((double)box.bottom - box.top + 1);
	double side = sqrt(area / (m->division->units->num_cells + 1.0));
	unsigned zoom = 0;

	while (zoom < GW_MESH_ZOOM_MAX && ldexp(side, (int)zoom - 24) < CELL_PIXELS_MIN)
		zoom++;
	return zoom;
}

/* How far along a Hilbert curve of 2^16 by 2^16 squares a position lies. */
static uint32_t hilbert(uint32_t x, uint32_t y)
{
	uint32_t d = 0, side;

	x >>= 16;
	y >>= 16;
	for (side = 1u << 15; side; side >>= 1) {
		bool right = x & side, low = y & side;

		d += side * side * ((3u * right) ^ low);
		if (!low) { /* turn the quarter so that the curve enters it at its corner */
			uint32_t t;

			if (right) {
				x = ~x;
				y = ~y;
			}
			t = x;
			x = y;
			y = t;
		}
	}
	return d;
}

struct placed {
	uint32_t key, arc;
};

/* Sorts by key, 8 bits at a time; the order is in a when done. */
static void sort_placed(struct placed *a, struct placed *b, uint32_t n)
{
	unsigned shift;

	for (shift = 0; shift < 32; shift += 8) {
		uint32_t start[257] = {0}, i;
		struct placed *swap = a;

		for (i = 0; i < n; i++)
			start[(a[i].key >> shift & 255) + 1]++;
		for (i = 0; i < 256; i++)
			start[i + 1] += start[i];
		for (i = 0; i < n; i++)
			b[start[a[i].key >> shift & 255]++] = a[i];
		a = b;
		b = swap;
	}
}

/* Orders the arcs along a Hilbert curve over their box, so that runs of them lie together. */
static enum gw_status order_arcs(struct making *m, struct gw_error *err)
{
	struct gw_mesh *mesh = m->mesh;
	uint32_t n = m->arcs.n, i, extent;
	struct gw_mesh_box all = box_empty();
	struct placed *placed;
	unsigned shift = 0;

	placed = gw_alloc_table(2 * (size_t)n + 1, sizeof *placed);
	m->order = gw_alloc_array((size_t)n + 1, sizeof *m->order);
	if (!placed || !m->order) {
		free(placed);
		return gw_fail_nomem(err);
	}
	for (i = 0; i < n; i++)
		all = box_with(all, box_of_arc(m, i));
	extent = all.right - all.left > all.bottom - all.top ? all.right - all.left
							     : all.bottom - all.top;
	while (shift < 31 && !(extent << shift & 1u << 31))
		shift++;
	for (i = 0; i < n; i++) {
		struct gw_mesh_box b = box_of_arc(m, i);

		placed[i] = (struct placed){
			hilbert((b.left - all.left + (b.right - b.left) / 2) << shift,
				(b.top - all.top + (b.bottom - b.top) / 2) << shift),
			i};
	}
	sort_placed(placed, placed + n, n);
	for (i = 0; i < n; i++)
		m->order[i] = placed[i].arc;
	free(placed);
	mesh->box = all;
	return GW_OK;
}

static enum gw_status copy_arcs(struct making *m, struct gw_error *err)
{
	struct gw_mesh *mesh = m->mesh;
	uint32_t n = m->arcs.n, i;

	mesh->arcs = gw_alloc_table((size_t)n + 1, sizeof *mesh->arcs);
	mesh->boxes = gw_alloc_table((size_t)n + 1, sizeof *mesh->boxes);
	mesh->ranks = gw_alloc_array((size_t)n + 1, sizeof *mesh->ranks);
	if (!mesh->arcs || !mesh->boxes || !mesh->ranks)
		return gw_fail_nomem(err);
	mesh->num_arcs = n;
	for (i = 0; i < n; i++) {
		struct gw_arc arc = m->arcs.items[m->order[i]];

		mesh->arcs[i] = arc;
		mesh->boxes[i] = box_of_arc(m, m->order[i]);
		mesh->ranks[i] = gw_units_rank_between(m->division->units, arc.left, arc.right);
	}
	return GW_OK;
}

static size_t count_points(const struct making *m, unsigned zoom)
{
	size_t n = 0;
	uint32_t i;

	for (i = 0; i < m->arcs.num_points; i++)
		n += m->zooms[i] <= zoom;
	return n;
}

static enum gw_status make_detail(struct making *m, struct gw_mesh_detail *detail, unsigned zoom,
	size_t num_points, struct gw_error *err)
{
	uint32_t arc, i, n = 0;

	detail->first = gw_alloc_table((size_t)m->arcs.n + 1, sizeof *detail->first);
	detail->points = gw_alloc_table(num_points + 1, sizeof *detail->points);
	if (!detail->first || !detail->points)
		return gw_fail_nomem(err);
	for (arc = 0; arc < m->arcs.n; arc++) {
		uint32_t from = m->order[arc];

		detail->first[arc] = n;
		for (i = m->arcs.first[from]; i < m->arcs.first[from + 1]; i++)
			if (m->zooms[i] <= zoom)
				detail->points[n++] = m->points[i];
	}
	detail->first[arc] = n;
	return GW_OK;
}

static enum gw_status make_details(struct making *m, struct gw_error *err)
{
	struct gw_mesh_detail *details = m->mesh->details;
	size_t n, finer = SIZE_MAX;
	enum gw_status st;
	unsigned zoom;

	for (zoom = GW_MESH_ZOOM_MAX + 1; zoom-- > m->coarsest; finer = n) {
		n = count_points(m, zoom);
		if (n == finer) {
			details[zoom] = details[zoom + 1];
			continue;
		}
		st = make_detail(m, &details[zoom], zoom, n, err);
		if (st)
			return st;
	}
	for (zoom = 0; zoom < m->coarsest; zoom++)
		details[zoom] = details[m->coarsest];
	return GW_OK;
}

/* The boxes of a level's nodes, each of FANOUT of the n boxes below. */
static enum gw_status make_level(struct gw_mesh_tree *tree, const struct gw_mesh_box *below,
	uint32_t n, struct gw_error *err)
{
	uint32_t count = (n - 1) / FANOUT + 1, i;
	struct gw_mesh_box *boxes = gw_alloc_array(count, sizeof *boxes);

	if (!boxes)
		return gw_fail_nomem(err);
	for (i = 0; i < count; i++)
		boxes[i] = box_empty();
	for (i = 0; i < n; i++)
		boxes[i / FANOUT] = box_with(boxes[i / FANOUT], below[i]);
	tree->levels[tree->depth] = boxes;
	tree->counts[tree->depth++] = count;
	return GW_OK;
}

static enum gw_status make_tree(struct gw_mesh *mesh, struct gw_error *err)
{
	struct gw_mesh_tree *tree = calloc(1, sizeof *tree);
	enum gw_status st;

	if (!tree)
		return gw_fail_nomem(err);
	mesh->tree = tree;
	if (!mesh->num_arcs)
		return GW_OK;
	st = make_level(tree, mesh->boxes, mesh->num_arcs, err);
	while (!st && tree->counts[tree->depth - 1] > 1)
		st = make_level(
			tree, tree->levels[tree->depth - 1], tree->counts[tree->depth - 1], err);
	return st;
}

static enum gw_status make(struct making *m, struct gw_error *err)
{
	enum gw_status st;

	st = gw_arcs_init(&m->arcs, m->division->grid, err);
	if (st)
		return st;
	m->points = gw_alloc_table((size_t)m->arcs.num_points + 1, sizeof *m->points);
	m->zooms = gw_alloc_table((size_t)m->arcs.num_points + 1, sizeof *m->zooms);
	if (!m->points || !m->zooms)
		return gw_fail_nomem(err);
	gw_parallel_for(m->arcs.num_points, 256, gw_threads_available(), project, m);
	st = order_arcs(m, err);
	if (st)
		return st;
	m->coarsest = coarsest_zoom(m);
	st = gw_simplify(
		m->zooms, &m->arcs, m->points, m->division->units->num_cells, m->coarsest, err);
	if (!st)
		st = copy_arcs(m, err);
	if (!st)
		st = make_details(m, err);
	if (!st)
		st = make_tree(m->mesh, err);
	return st;
}

enum gw_status gw_mesh_create(
	struct gw_mesh **out, const struct gw_division *division, struct gw_error *err)
{
	struct making m = {.division = division};
	enum gw_status st;

	m.mesh = calloc(1, sizeof *m.mesh);
	if (!m.mesh)
		return gw_fail_nomem(err);
	st = make(&m, err);
	gw_arcs_finish(&m.arcs);
	free(m.points);
	free(m.zooms);
	free(m.order);
	if (st)
		gw_mesh_destroy(m.mesh);
	else
		*out = m.mesh;
	return st;
}

void gw_mesh_destroy(struct gw_mesh *mesh)
{
	unsigned i;

	if (!mesh)
		return;
	for (i = 0; i <= GW_MESH_ZOOM_MAX; i++) {
		if (i < GW_MESH_ZOOM_MAX && mesh->details[i].first == mesh->details[i + 1].first)
			continue; /* shared with the next */
		free(mesh->details[i].first);
		free(mesh->details[i].points);
	}
	for (i = 0; mesh->tree && i < mesh->tree->depth; i++)
		free(mesh->tree->levels[i]);
	free(mesh->tree);
	free(mesh->arcs);
	free(mesh->boxes);
	free(mesh->ranks);
	free(mesh);
}

struct visiting {
	const struct gw_mesh *mesh;
	struct gw_mesh_box box;
	void (*visit)(void *context, uint32_t first, uint32_t count);
	void *context;
};

static void visit_node(const struct visiting *v, unsigned level, uint32_t node)
{
	const struct gw_mesh_tree *tree = v->mesh->tree;
	uint32_t first = node * FANOUT, i, below;

	if (!boxes_meet(tree->levels[level][node], v->box))
		return;
	below = level ? tree->counts[level - 1] : v->mesh->num_arcs;
	below = below - first < FANOUT ? below - first : FANOUT;
	if (!level) {
		v->visit(v->context, first, below);
		return;
	}
	for (i = 0; i < below; i++)
		visit_node(v, level - 1, first + i);
}

void gw_mesh_visit(const struct gw_mesh *mesh, struct gw_mesh_box box,
	void (*visit)(void *context, uint32_t first, uint32_t count), void *context)
{
	struct visiting v = {mesh, box, visit, context};

	if (mesh->num_arcs)
		visit_node(&v, mesh->tree->depth - 1, 0);
}
