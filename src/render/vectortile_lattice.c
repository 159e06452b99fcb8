/* SPDX-License-Identifier: Apache-2.0 */
#include "render/vectortile_lattice.h"

#include "base/mem.h"
#include "render/vectortile_sort.h"

#include <stdlib.h>
#include <string.h>

/* A position in steps from the corner. A square of the lattice holds its north and west sides. */
struct place {
	int64_t x, y;
};

/* A line from its upper end to its lower one. */
struct line {
	struct place a, b;
	int64_t dx, dy;
};

struct gw_vectortile_lattice *gw_vectortile_lattice_create(struct gw_tilekey key)
{
	struct gw_vectortile_lattice *l = calloc(1, sizeof *l);
	const int64_t units = GW_LATTICE_EXTENT;

	if (!l)
		return NULL;
	/* There are 2^(12 + z) units across the world, and 2^32 of the mesh. Half units are whole
	 * steps. */
	l->up = key.z > 19 ? key.z - 19 : 0;
	l->shift = 20 - key.z + l->up;
	l->x = ((key.x * units - GW_LATTICE_BUFFER) * 2 - 1) * ((int64_t)1 << (l->shift - 1));
	l->y = ((key.y * units - GW_LATTICE_BUFFER) * 2 - 1) * ((int64_t)1 << (l->shift - 1));
	return l;
}

void gw_vectortile_lattice_destroy(struct gw_vectortile_lattice *lattice)
{
	if (!lattice)
		return;
	free(lattice->knots);
	free(lattice->paths);
	free(lattice->links);
	free(lattice);
}

void gw_vectortile_lattice_clear(struct gw_vectortile_lattice *lattice)
{
	const uint32_t mask = (1u << GW_KNOT_BITS) - 1;
	size_t i;

	for (i = 0; i < lattice->num_knots; i++) {
		gw_knot k = lattice->knots[i];

		lattice->hot[k >> GW_KNOT_BITS][(k & mask) / 64] = 0;
	}
	memset(lattice->change, 0, sizeof lattice->change);
	lattice->num_knots = lattice->num_paths = lattice->num_links = 0;
	lattice->corner = 0;
}

static uint32_t to_unit(const struct gw_vectortile_lattice *l, int64_t step)
{
	int64_t v = step >> l->up;

	return (uint32_t)(v < 0 ? 0 : v > UINT32_MAX ? UINT32_MAX : v);
}

struct gw_mesh_box gw_vectortile_lattice_box(const struct gw_vectortile_lattice *l)
{
	int64_t side = (int64_t)GW_LATTICE_SIDE << l->shift;

	return (struct gw_mesh_box){to_unit(l, l->x), to_unit(l, l->y), to_unit(l, l->x + side),
		to_unit(l, l->y + side)};
}

static struct place place_of(const struct gw_vectortile_lattice *l, struct gw_mesh_point p)
{
	return (struct place){((int64_t)p.x << l->up) - l->x, ((int64_t)p.y << l->up) - l->y};
}

static void make_hot(struct gw_vectortile_lattice *l, uint32_t column, uint32_t row)
{
	uint64_t *word = &l->hot[row][column / 64], bit = (uint64_t)1 << column % 64;

	if (*word & bit)
		return;
	*word |= bit;
	if (gw_grow(&l->knots, l->num_knots, &l->cap_knots, sizeof *l->knots))
		l->knots[l->num_knots++] = gw_knot_at(column, row);
	else
		l->full = true;
}

/* The areas on a line's two hands change places where it passes a side of the frame. */
static void pass_frame(struct gw_vectortile_lattice *l, enum gw_vectortile_lattice_frame side,
	int64_t column, int64_t row, uint32_t change)
{
	bool is_row = side == GW_FRAME_TOP || side == GW_FRAME_BOTTOM;

	make_hot(l, (uint32_t)column, (uint32_t)row);
	l->change[side][is_row ? column : row] ^= change;
}

/*
 * The columns in which a line comes down to row's northern side: the last one of the row above, and
 * the first one of the row.
 */
static void find_columns(const struct gw_vectortile_lattice *l, const struct line *line,
	int64_t row, int64_t *above, int64_t *below)
{
	int64_t fall = (row << l->shift) - line->a.y, x, rest;

	if (line->dy < INT32_MAX && line->dx < INT32_MAX && line->dx > -INT32_MAX) {
		x = fall * line->dx / line->dy;
		rest = fall * line->dx % line->dy;
	} else {
		x = (int64_t)((__int128)fall * line->dx / line->dy);
		rest = (int64_t)((__int128)fall * line->dx % line->dy);
	}
	x += line->a.x - (rest < 0);
	*below = x >> l->shift;
	*above = (x - (line->dx > 0 && !rest)) >> l->shift;
}

/* West of the frame, within its columns, or east of it. */
static int side_of(int64_t column)
{
	return column < 0 ? -1 : column >= GW_LATTICE_SIDE;
}

static void see_column(
	struct gw_vectortile_lattice *l, int *side, int64_t column, int64_t row, uint32_t change)
{
	int before = *side;

	*side = side_of(column);
	if (*side != before && (*side < 0 || before < 0))
		pass_frame(l, GW_FRAME_LEFT, 0, row, change);
	if (*side != before && (*side > 0 || before > 0))
		pass_frame(l, GW_FRAME_RIGHT, GW_LATTICE_SIDE - 1, row, change);
}

static struct line downward(struct place a, struct place b)
{
	struct line line = {a, b};

	if (b.y < a.y)
		line = (struct line){b, a};
	line.dx = line.b.x - line.a.x;
	line.dy = line.b.y - line.a.y;
	return line;
}

/* The rows that a line passes, or false. */
static bool find_rows(const struct gw_vectortile_lattice *l, const struct line *line,
	int64_t *first, int64_t *last)
{
	int64_t width = (int64_t)GW_LATTICE_SIDE << l->shift;

	*first = line->a.y < 0 ? 0 : line->a.y >> l->shift;
	*last = line->b.y >= width ? GW_LATTICE_SIDE - 1 : line->b.y >> l->shift;
	return line->b.y >= 0 && line->a.y < width;
}

/* Notes where a line passes the frame, and whether it passes between the corner and the far west.
 */
static void note_passing(struct gw_vectortile_lattice *l, const struct line *line, uint32_t change)
{
	int64_t width = (int64_t)GW_LATTICE_SIDE << l->shift, row, last, column, next, out = 0;
	int side;

	if (!find_rows(l, line, &row, &last) || (line->a.x >= width && line->b.x >= width))
		return;
	column = line->a.x >> l->shift;
	if (line->a.y < 0)
		find_columns(l, line, 0, &out, &column);
	side = side_of(column);
	if (line->a.y < 0 && side < 0)
		l->corner ^= change;
	if (line->a.y < 0 && !side)
		pass_frame(l, GW_FRAME_TOP, column, 0, change);
	if (line->a.x < 0 && line->b.x < 0)
		return;
	for (; row <= last; row++, column = next) {
		/* who leaves between two rows was last seen in the upper one */
		see_column(l, &side, column, side ? row : row - 1, change);
		out = next = line->b.x >> l->shift;
		if (row < line->b.y >> l->shift)
			find_columns(l, line, row + 1, &out, &next);
		see_column(l, &side, out, row, change);
	}
	if (line->b.y >= width && !side)
		pass_frame(l, GW_FRAME_BOTTOM, out, last, change);
}

static bool is_inside(const struct gw_vectortile_lattice *l, struct place p)
{
	int64_t width = (int64_t)GW_LATTICE_SIDE << l->shift;

	return p.x >= 0 && p.x < width && p.y >= 0 && p.y < width;
}

void gw_vectortile_lattice_add(
	struct gw_vectortile_lattice *l, struct gw_vectortile_lattice_path path)
{
	bool was_inside = false, inside;
	struct place before = {0}, at;
	uint32_t i;

	for (i = 0; i < path.n; i++, before = at, was_inside = inside) {
		at = place_of(l, path.points[i]);
		inside = is_inside(l, at);
		if (inside)
			make_hot(l, (uint32_t)(at.x >> l->shift), (uint32_t)(at.y >> l->shift));
		if (i && !(inside && was_inside)) {
			struct line line = downward(before, at);

			note_passing(l, &line, path.left ^ path.right);
		}
	}
	if (gw_grow(&l->paths, l->num_paths, &l->cap_paths, sizeof *l->paths))
		l->paths[l->num_paths++] = path;
	else
		l->full = true;
}

/* What a line has passed of the hot squares on its way. */
struct thread {
	struct gw_vectortile_lattice *lattice;
	struct gw_vectortile_lattice_link sides; /* left, right and rank of the line downward */
	gw_knot last;
	bool begun;
};

static void reach(struct thread *t, uint32_t column, uint32_t row)
{
	struct gw_vectortile_lattice *l = t->lattice;
	struct gw_vectortile_lattice_link link = t->sides;
	gw_knot at = gw_knot_at(column, row), last = t->last;

	t->last = at;
	if (!t->begun || at == last) {
		t->begun = true;
		return;
	}
	link.from = last < at ? last : at;
	link.to = last < at ? at : last;
	if (at < last) {
		link.left = t->sides.right;
		link.right = t->sides.left;
	}
	if (gw_grow(&l->links, l->num_links, &l->cap_links, sizeof *l->links))
		l->links[l->num_links++] = link;
	else
		l->full = true;
}

/* The hot squares of a row from one column to another, either of which may be the eastern one. */
static void thread_row(struct thread *t, uint32_t row, int64_t from, int64_t to)
{
	int64_t west = from < to ? from : to, east = from < to ? to : from;
	uint32_t first, last, word;

	if (west >= GW_LATTICE_SIDE || east < 0)
		return;
	first = west < 0 ? 0 : (uint32_t)west;
	last = east >= GW_LATTICE_SIDE ? GW_LATTICE_SIDE - 1 : (uint32_t)east;
	for (word = first / 64; word <= last / 64; word++) {
		uint32_t w = from <= to ? word : last / 64 - (word - first / 64);
		uint64_t bits = t->lattice->hot[row][w];

		if (w == first / 64)
			bits &= UINT64_MAX << first % 64;
		if (w == last / 64)
			bits &= UINT64_MAX >> (63 - last % 64);
		while (bits) {
			unsigned bit = from <= to ? (unsigned)__builtin_ctzll(bits)
						  : 63 - (unsigned)__builtin_clzll(bits);

			bits &= ~((uint64_t)1 << bit);
			reach(t, w * 64 + bit, row);
		}
	}
}

static void thread_line(struct gw_vectortile_lattice *l, const struct line *line,
	struct gw_vectortile_lattice_link sides)
{
	struct thread t = {l, sides};
	int64_t row, last, column, next, out;

	if (!find_rows(l, line, &row, &last))
		return;
	column = line->a.x >> l->shift;
	if (line->a.y < 0)
		find_columns(l, line, 0, &out, &column);
	for (; row <= last; row++, column = next) {
		out = next = line->b.x >> l->shift;
		if (row < line->b.y >> l->shift)
			find_columns(l, line, row + 1, &out, &next);
		thread_row(&t, (uint32_t)row, column, out);
	}
}

static void thread_path(
	struct gw_vectortile_lattice *l, const struct gw_vectortile_lattice_path *path)
{
	int64_t width = (int64_t)GW_LATTICE_SIDE << l->shift;
	struct place before, at;
	uint32_t i;

	for (i = 0; i < path->n; i++, before = at) {
		struct gw_vectortile_lattice_link sides = {
			0, 0, path->left, path->right, path->rank};
		struct line line;

		at = place_of(l, path->points[i]);
		if (!i || (before.x < 0 && at.x < 0) || (before.x >= width && at.x >= width))
			continue;
		line = downward(before, at);
		if (at.y < before.y) {
			sides.left = path->right;
			sides.right = path->left;
		}
		thread_line(l, &line, sides);
	}
}

/* Once around the frame, clockwise: what lies within is on the right hand. */
static void thread_frame(struct gw_vectortile_lattice *l)
{
	const uint32_t end = GW_LATTICE_SIDE - 1;
	struct thread t = {l, {.left = 0, .right = l->corner, .rank = GW_LATTICE_NO_BORDER}};
	uint32_t i;
	int side;

	for (side = GW_FRAME_TOP; side <= GW_FRAME_LEFT; side++)
		for (i = 0; i <= end; i++) {
			uint32_t along =
				side == GW_FRAME_BOTTOM || side == GW_FRAME_LEFT ? end - i : i;
			uint32_t column = side == GW_FRAME_RIGHT ? end
				: side == GW_FRAME_LEFT		 ? 0
								 : along;
			uint32_t row = side == GW_FRAME_BOTTOM ? end
				: side == GW_FRAME_TOP	       ? 0
							       : along;

			if (!(l->hot[row][column / 64] >> column % 64 & 1))
				continue;
			reach(&t, column, row);
			t.sides.right ^= l->change[side][along];
		}
}

/* Takes n out of the numbers when it is among them. */
static bool take(uint32_t *numbers, size_t *n, uint32_t wanted)
{
	size_t i;

	for (i = 0; i < *n; i++)
		if (numbers[i] == wanted) {
			numbers[i] = numbers[--*n];
			return true;
		}
	return false;
}

#define MERGED_MAX 64

/* Makes one link of n that fell together: what is on both hands lies between and has no width. */
static struct gw_vectortile_lattice_link merge(
	const struct gw_vectortile_lattice_link *links, size_t n)
{
	uint32_t left[MERGED_MAX], right[MERGED_MAX];
	struct gw_vectortile_lattice_link merged = links[0];
	size_t i, num_left = 0, num_right = 0;

	for (i = 0; i < n; i++) {
		if (links[i].rank < merged.rank)
			merged.rank = links[i].rank;
		if (!take(right, &num_right, links[i].left) && num_left < MERGED_MAX)
			left[num_left++] = links[i].left;
		if (!take(left, &num_left, links[i].right) && num_right < MERGED_MAX)
			right[num_right++] = links[i].right;
	}
	merged.left = num_left ? left[0] : 0;
	merged.right = num_right ? right[0] : 0;
	return merged;
}

/* Sorts the links and lets those that fell together be one. */
static bool merge_links(struct gw_vectortile_lattice *l)
{
	size_t n = l->num_links, i, end, kept = 0;
	struct gw_sorted *order = gw_alloc_array(2 * n + 1, sizeof *order);
	struct gw_vectortile_lattice_link *sorted = gw_alloc_array(n + 1, sizeof *sorted);

	if (!order || !sorted) {
		free(order);
		free(sorted);
		return false;
	}
	for (i = 0; i < n; i++)
		order[i] = (struct gw_sorted){
			(uint64_t)l->links[i].from << 26 | l->links[i].to, (uint32_t)i};
	gw_sort_numbers(order, order + n, n);
	for (i = 0; i < n; i++)
		sorted[i] = l->links[order[i].value];
	for (i = 0; i < n; i = end) {
		for (end = i + 1; end < n && order[end].key == order[i].key; end++)
			;
		l->links[kept++] = end == i + 1 ? sorted[i] : merge(sorted + i, end - i);
	}
	l->num_links = kept;
	free(order);
	free(sorted);
	return true;
}

enum gw_status gw_vectortile_lattice_weave(struct gw_vectortile_lattice *l, struct gw_error *err)
{
	const uint32_t end = GW_LATTICE_SIDE - 1;
	size_t i;

	make_hot(l, 0, 0);
	make_hot(l, end, 0);
	make_hot(l, end, end);
	make_hot(l, 0, end);
	for (i = 0; i < l->num_paths && !l->full; i++)
		thread_path(l, &l->paths[i]);
	thread_frame(l);
	if (l->full || !merge_links(l))
		return gw_fail_nomem(err);
	return GW_OK;
}
