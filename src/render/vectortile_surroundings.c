/* SPDX-License-Identifier: Apache-2.0 */
#include "render/vectortile_surroundings.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>

enum field { KIND, CLASS, NAME, NAME_EN };
const char *const gw_tile_surroundings_fields[] = {"kind", "class", "name", "name_en", NULL};

/* One tile's work. Positions are in units of the tile. */
struct putting {
	struct gw_tile_layer *layer;
	struct gw_vectortile_lattice *lattice;
	struct gw_runs *runs;
	struct gw_tilekey key;
	const struct gw_context *context;
	struct gw_mesh_point *points; /* of a polygon, while it is in the lattice */
	size_t cap_points;
	gw_knot *line;
	size_t n, cap_line;
	bool full; /* out of memory */
};

static struct gw_world place_of(const struct putting *p, struct gw_world at)
{
	double across = ldexp(GW_LATTICE_EXTENT, (int)p->key.z);

	return (struct gw_world){at.x * across - (double)p->key.x * GW_LATTICE_EXTENT,
		at.y * across - (double)p->key.y * GW_LATTICE_EXTENT};
}

static bool meets_tile(const struct putting *p, struct gw_world_box box)
{
	struct gw_world min = place_of(p, box.min), max = place_of(p, box.max);
	const double low = -GW_LATTICE_BUFFER, high = GW_LATTICE_EXTENT + GW_LATTICE_BUFFER;

	return max.x >= low && max.y >= low && min.x <= high && min.y <= high;
}

/* Cuts a line at one side: of from + t * by, what is at least `least`. */
static void cut(double from, double by, double least, double *start, double *end)
{
	double t = (least - from) / by;

	if (by > 0 && t > *start)
		*start = t;
	else if (by < 0 && t < *end)
		*end = t;
	else if (!(by > 0) && !(by < 0) && from < least)
		*end = -1;
}

/* Cuts a line to the tile with its buffer; false when nothing is left. */
static bool clip(struct gw_world *a, struct gw_world *b)
{
	const double low = -GW_LATTICE_BUFFER, high = GW_LATTICE_EXTENT + GW_LATTICE_BUFFER;
	double start = 0, end = 1, dx = b->x - a->x, dy = b->y - a->y;

	cut(a->x, dx, low, &start, &end);
	cut(-a->x, -dx, -high, &start, &end);
	cut(a->y, dy, low, &start, &end);
	cut(-a->y, -dy, -high, &start, &end);
	if (!(start <= end))
		return false;
	*b = (struct gw_world){a->x + end * dx, a->y + end * dy};
	*a = (struct gw_world){a->x + start * dx, a->y + start * dy};
	return true;
}

static uint32_t rounded(double v)
{
	return (uint32_t)fmin(fmax(floor(v + 0.5) + GW_LATTICE_BUFFER, 0), GW_LATTICE_SIDE - 1);
}

static void end_line(struct putting *p)
{
	if (p->n > 1)
		gw_tile_layer_run(p->layer, p->line, p->n);
	p->n = 0;
}

static void go_to(struct putting *p, struct gw_world at)
{
	gw_knot knot = gw_knot_at(rounded(at.x), rounded(at.y));

	if (p->n && p->line[p->n - 1] == knot)
		return;
	if (gw_grow(&p->line, p->n, &p->cap_line, sizeof *p->line))
		p->line[p->n++] = knot;
	else
		p->full = true;
}

static void put_line(struct putting *p, const struct gw_world *points, size_t n)
{
	size_t i;

	for (i = 0; i + 1 < n; i++) {
		struct gw_world a = place_of(p, points[i]), b = place_of(p, points[i + 1]), end = b;

		if (!clip(&a, &b)) {
			end_line(p);
			continue;
		}
		go_to(p, a);
		go_to(p, b);
		if (b.x != end.x || b.y != end.y)
			end_line(p);
	}
	end_line(p);
}

static void put_point(struct putting *p, struct gw_world at)
{
	struct gw_world place = place_of(p, at);

	if (place.x >= 0 && place.x < GW_LATTICE_EXTENT && place.y >= 0 &&
		place.y < GW_LATTICE_EXTENT)
		gw_tile_layer_point(p->layer, (int32_t)place.x, (int32_t)place.y);
}

static uint32_t to_unit(double v)
{
	return (uint32_t)fmin(ldexp(v, 32), UINT32_MAX);
}

/* Whether a ring of the feature holds the place: the sides east of it tell. */
static bool ring_holds(const struct gw_context *c, size_t part, struct gw_world at)
{
	const struct gw_world *ring = c->points + c->part_first[part];
	size_t n = c->part_first[part + 1] - c->part_first[part], i, j;
	bool within = false;

	for (i = 0, j = n - 1; i < n; j = i++)
		if ((ring[i].y > at.y) != (ring[j].y > at.y) &&
			at.x < ring[i].x +
					(at.y - ring[i].y) / (ring[j].y - ring[i].y) *
						(ring[j].x - ring[i].x))
			within = !within;
	return within;
}

/* Whether land lies within a ring of the feature: it is in an even number of others. */
static bool is_exterior(const struct gw_context *c, const struct gw_context_feature *f, size_t part)
{
	const struct gw_world *p = c->points + c->part_first[part];
	struct gw_world middle = {(p[0].x + p[1].x) / 2, (p[0].y + p[1].y) / 2};
	size_t other, around = 0;

	for (other = f->first_part; other < f->first_part + f->num_parts; other++)
		around += other != part && ring_holds(c, other, middle);
	return around % 2 == 0;
}

/* Twice the area, > 0 when the ring runs clockwise as one sees it. */
static double turning(const struct gw_world *ring, size_t n)
{
	double sum = 0;
	size_t i;

	for (i = 2; i < n; i++)
		sum += (ring[i - 1].x - ring[0].x) * (ring[i].y - ring[0].y) -
			(ring[i - 1].y - ring[0].y) * (ring[i].x - ring[0].x);
	return sum;
}

static bool copy_points(struct putting *p, const struct gw_context_feature *f)
{
	const struct gw_context *c = p->context;
	size_t first = c->part_first[f->first_part], i, out = 0, part = f->first_part;
	size_t n = c->part_first[f->first_part + f->num_parts] - first;

	while (n + f->num_parts > p->cap_points)
		if (!gw_grow(&p->points, p->cap_points, &p->cap_points, sizeof *p->points))
			return false;
	for (; part < f->first_part + f->num_parts; part++) {
		size_t start = out;

		for (i = c->part_first[part]; i < c->part_first[part + 1]; i++)
			p->points[out++] = (struct gw_mesh_point){
				to_unit(c->points[i].x), to_unit(c->points[i].y)};
		p->points[out++] = p->points[start]; /* closed */
	}
	return true;
}

static enum gw_status put_polygon(
	struct putting *p, const struct gw_context_feature *f, struct gw_error *err)
{
	const struct gw_context *c = p->context;
	enum gw_status st;
	size_t part, i, at = 0;

	if (!copy_points(p, f))
		return gw_fail_nomem(err);
	gw_vectortile_lattice_clear(p->lattice);
	for (part = f->first_part; part < f->first_part + f->num_parts; part++) {
		size_t n = c->part_first[part + 1] - c->part_first[part];
		bool right = (turning(c->points + c->part_first[part], n) > 0) ==
			is_exterior(c, f, part);

		gw_vectortile_lattice_add(p->lattice,
			(struct gw_vectortile_lattice_path){p->points + at, (uint32_t)n + 1, !right,
				right, GW_LATTICE_NO_BORDER});
		at += n + 1;
	}
	st = gw_vectortile_lattice_weave(p->lattice, err);
	if (!st)
		st = gw_runs_of_areas(p->runs, p->lattice, err);
	for (i = 0; i < p->runs->n && !st; i++)
		gw_tile_layer_run(p->layer, p->runs->knots + p->runs->items[i].first,
			p->runs->items[i].count);
	return st;
}

static enum gw_status put_feature(
	struct putting *p, const struct gw_context_feature *f, struct gw_error *err)
{
	static const enum gw_tile_geometry geometries[] = {
		[GW_SHAPE_POINT] = GW_TILE_POINTS,
		[GW_SHAPE_LINE] = GW_TILE_LINES,
		[GW_SHAPE_POLYGON] = GW_TILE_POLYGONS,
	};
	const struct gw_context *c = p->context;
	size_t part;

	gw_tile_layer_begin(p->layer, geometries[f->shape], 0);
	gw_tile_layer_text(p->layer, KIND, f->kind);
	gw_tile_layer_text(p->layer, CLASS, f->class);
	gw_tile_layer_text(p->layer, NAME, f->name);
	gw_tile_layer_text(p->layer, NAME_EN, f->name_en);
	if (f->shape == GW_SHAPE_POLYGON)
		return put_polygon(p, f, err);
	for (part = f->first_part; part < f->first_part + f->num_parts; part++) {
		const struct gw_world *points = c->points + c->part_first[part];

		if (f->shape == GW_SHAPE_POINT)
			put_point(p, points[0]);
		else
			put_line(p, points, c->part_first[part + 1] - c->part_first[part]);
	}
	return p->full ? gw_fail_nomem(err) : GW_OK;
}

enum gw_status gw_tile_surroundings(struct gw_tile_layer *layer,
	struct gw_vectortile_lattice *lattice, struct gw_runs *runs, struct gw_tilekey key,
	const struct gw_context *context, struct gw_error *err)
{
	struct putting p = {
		.layer = layer, .lattice = lattice, .runs = runs, .key = key, .context = context};
	enum gw_status st = GW_OK;
	size_t i;

	for (i = 0; context && i < context->num_features && !st; i++)
		if (meets_tile(&p, context->features[i].box))
			st = put_feature(&p, &context->features[i], err);
	free(p.points);
	free(p.line);
	return st;
}
