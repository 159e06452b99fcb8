/* SPDX-License-Identifier: Apache-2.0 */
#include "http/features_page.h"

#include "base/mem.h"
#include "grid/cover.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum filter { BY_CLASS, BY_NAME };
static const char *const filters[] = {"class", "name", NULL};
const struct gw_features_rules gw_context_rules = {.many = true, .filters = filters};

const char *const gw_context_fields[] = {"kind", "class", "name", "name_en", NULL};

static struct gw_world_box world_box(struct gw_bbox box)
{
	return (struct gw_world_box){
		gw_world_from_lonlat((struct gw_lonlat){box.min.lon, box.max.lat}),
		gw_world_from_lonlat((struct gw_lonlat){box.max.lon, box.min.lat})};
}

static bool boxes_meet(struct gw_world_box a, struct gw_world_box b)
{
	return a.min.x <= b.max.x && b.min.x <= a.max.x && a.min.y <= b.max.y && b.min.y <= a.max.y;
}

/* On which side of the line from a to b a place lies. */
static double side_of(struct gw_world a, struct gw_world b, double x, double y)
{
	return (b.x - a.x) * (y - a.y) - (b.y - a.y) * (x - a.x);
}

static bool line_meets(struct gw_world a, struct gw_world b, struct gw_world_box box)
{
	const struct gw_world_box own = {{a.x < b.x ? a.x : b.x, a.y < b.y ? a.y : b.y},
		{a.x > b.x ? a.x : b.x, a.y > b.y ? a.y : b.y}};
	double sides[4];
	int i, left = 0, right = 0;

	if (!boxes_meet(own, box))
		return false;
	sides[0] = side_of(a, b, box.min.x, box.min.y);
	sides[1] = side_of(a, b, box.max.x, box.min.y);
	sides[2] = side_of(a, b, box.max.x, box.max.y);
	sides[3] = side_of(a, b, box.min.x, box.max.y);
	for (i = 0; i < 4; i++) {
		left += sides[i] >= 0;
		right += sides[i] <= 0;
	}
	return left && right;
}

/* Whether the sides of a ring, from the place on to the east, are odd in number. */
static bool ring_holds(const struct gw_world *p, size_t n, struct gw_world at)
{
	bool within = false;
	size_t i, j;

	for (i = 0, j = n - 1; i < n; j = i++)
		if ((p[i].y > at.y) != (p[j].y > at.y) &&
			at.x < p[i].x + (at.y - p[i].y) / (p[j].y - p[i].y) * (p[j].x - p[i].x))
			within = !within;
	return within;
}

static bool feature_meets(const struct gw_context *context, const struct gw_context_feature *f,
	struct gw_world_box box)
{
	bool is_ring = f->shape == GW_SHAPE_POLYGON, within = false;
	size_t part, i;

	if (!boxes_meet(f->box, box))
		return false;
	for (part = f->first_part; part < f->first_part + f->num_parts; part++) {
		const struct gw_world *p = context->points + context->part_first[part];
		size_t n = context->part_first[part + 1] - context->part_first[part];

		if (n == 1 && boxes_meet((struct gw_world_box){p[0], p[0]}, box))
			return true;
		for (i = is_ring ? 0 : 1; i < n; i++)
			if (line_meets(p[i ? i - 1 : n - 1], p[i], box))
				return true;
		within ^= is_ring && ring_holds(p, n, box.min);
	}
	return within;
}

static bool is_wanted(const char *wanted, const char *text)
{
	return !wanted || (text && !strcmp(wanted, text));
}

static bool takes(const struct gw_features_page *page, const struct gw_context *context,
	size_t number, const char *id)
{
	const struct gw_context_feature *f = &context->features[number];
	const char *const *wanted = page->query->filters;
	bool meets = !page->query->num_boxes;
	unsigned b;

	if (strcmp(f->kind, page->collection->name) != 0 || !is_wanted(page->id, id) ||
		!is_wanted(wanted[BY_CLASS], f->class) ||
		!(is_wanted(wanted[BY_NAME], f->name) || is_wanted(wanted[BY_NAME], f->name_en)))
		return false;
	for (b = 0; b < page->query->num_boxes && !meets; b++)
		meets = feature_meets(context, f, world_box(page->query->boxes[b]));
	return meets;
}

/* A feature's parts: their points, and where each ends. */
struct parts {
	struct gw_lonlat *points;
	size_t *ends;
};

static bool copy_parts(
	struct parts *parts, const struct gw_context *context, const struct gw_context_feature *f)
{
	const size_t *first = context->part_first + f->first_part;
	size_t i, n = first[f->num_parts] - first[0];

	parts->points = gw_alloc_array(n + 1, sizeof *parts->points);
	parts->ends = gw_alloc_array(f->num_parts + 1, sizeof *parts->ends);
	if (!parts->points || !parts->ends)
		return false;
	for (i = 0; i < n; i++)
		parts->points[i] = gw_lonlat_from_world(context->points[first[0] + i]);
	for (i = 0; i < f->num_parts; i++)
		parts->ends[i] = first[i + 1] - first[0];
	return true;
}

/* Tells exteriors from holes, which are in an odd number of the others. */
static void find_holes(struct gw_rings *rings)
{
	size_t i, k;

	for (i = 0; i < rings->num_rings; i++) {
		const struct gw_lonlat *p = rings->points + rings->rings[i].first;
		double lon = ((double)p[0].lon + p[1].lon) / 2;
		double lat = ((double)p[0].lat + p[1].lat) / 2;

		for (k = 0; k < rings->num_rings; k++)
			if (k != i && gw_ring_holds(rings, &rings->rings[k], lon, lat))
				rings->rings[i].hole = !rings->rings[i].hole;
	}
	gw_rings_number_polygons(rings, 0, rings->num_rings);
}

static enum gw_status put_polygon(
	struct gw_features *f, const struct parts *parts, size_t n, struct gw_error *err)
{
	enum gw_status st = GW_OK;
	struct gw_rings rings;
	size_t i, at = 0;

	gw_rings_init(&rings);
	for (i = 0; i < n && !st; at = parts->ends[i++])
		st = gw_rings_add(
			&rings, 1, 0, false, parts->points + at, parts->ends[i] - at, NULL, err);
	if (!st) {
		find_holes(&rings);
		gw_feature_rings(f, &rings, 0, rings.num_rings);
	}
	gw_rings_finish(&rings);
	return st;
}

static enum gw_status write_feature(struct gw_features_page *page, const struct gw_context *context,
	size_t number, const char *id, struct gw_error *err)
{
	const struct gw_context_feature *f = &context->features[number];
	struct gw_features *out = &page->out;
	struct parts parts = {0};
	enum gw_status st = GW_OK;

	if (!copy_parts(&parts, context, f)) {
		st = gw_fail_nomem(err);
		goto out_parts;
	}
	gw_feature_begin(out, id);
	gw_feature_text(out, f->kind);
	gw_feature_text(out, f->class);
	gw_feature_text(out, f->name);
	gw_feature_text(out, f->name_en);
	if (f->shape == GW_SHAPE_POLYGON)
		st = put_polygon(out, &parts, f->num_parts, err);
	else if (f->shape == GW_SHAPE_LINE)
		gw_feature_lines(out, parts.points, parts.ends, f->num_parts);
	else
		gw_feature_points(out, parts.points, f->num_parts);
	if (!page->id)
		gw_feature_end(out);
out_parts:
	free(parts.points);
	free(parts.ends);
	return st;
}

/* A feature is known by its number among all that came in, from 1. */
enum gw_status gw_features_context(struct gw_features_page *page, struct gw_problem *problem)
{
	const struct gw_map *map = NULL;
	const struct gw_context *context;
	size_t i, last = page->query->offset + page->query->limit;
	enum gw_status st;

	st = gw_collection_map(page->site, &map, &problem->error);
	context = st ? NULL : map->data.context;
	for (i = 0; context && i < context->num_features && !st; i++) {
		char id[24];

		snprintf(id, sizeof id, "%zu", i + 1);
		if (!takes(page, context, i, id))
			continue;
		if (page->matched >= page->query->offset && page->matched < last)
			st = write_feature(page, context, i, id, &problem->error);
		page->matched++;
	}
	if (page->matched > last)
		page->next = (int64_t)last;
	gw_atlas_release(page->site->atlas, map);
	return st ? gw_problem_from(problem, st) : GW_OK;
}
