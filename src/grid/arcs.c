/* SPDX-License-Identifier: Apache-2.0 */
#include "grid/arcs.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

/* An end of an edge: 2 * edge for its a, and one more for its b. */
typedef uint32_t end_id;

#define NO_END		UINT32_MAX
#define ENDS_PER_BUCKET 4

/* An end at its place; ends of one place come to lie in one bucket. */
struct end {
	struct gw_lonlat at;
	end_id id;
};

struct joiner {
	const struct gw_grid *grid;
	struct end *ends; /* by bucket */
	uint32_t *bucket_end;
	uint32_t num_buckets;
	end_id *mate; /* the one other end at an end's place, or NO_END */
	bool *walked; /* by edge */
};

static struct gw_lonlat place_of(const struct gw_grid *grid, end_id id)
{
	const struct gw_edge *e = &grid->edges[id / 2];

	return id % 2 ? e->b : e->a;
}

static uint32_t bucket_of(const struct joiner *j, struct gw_lonlat p)
{
	uint64_t key = (uint64_t)(uint32_t)p.lon << 32 | (uint32_t)p.lat;

	key *= 0x9e3779b97f4a7c15u;
	return (uint32_t)((key >> 32) * j->num_buckets >> 32);
}

/* A counting sort: bucket_end[i] is where bucket i starts, and once it is full where it ends. */
static void fill_buckets(struct joiner *j)
{
	end_id id, n = (end_id)(2 * j->grid->num_edges);
	uint32_t i, start = 0;

	for (id = 0; id < n; id++)
		j->bucket_end[bucket_of(j, place_of(j->grid, id))]++;
	for (i = 0; i < j->num_buckets; i++) {
		uint32_t count = j->bucket_end[i];

		j->bucket_end[i] = start;
		start += count;
	}
	for (id = 0; id < n; id++) {
		struct gw_lonlat at = place_of(j->grid, id);

		j->ends[j->bucket_end[bucket_of(j, at)]++] = (struct end){at, id};
	}
}

/* Pairs the ends of every place in a bucket that has exactly two; it is small. */
static void pair_bucket(struct joiner *j, const struct end *ends, uint32_t n)
{
	uint32_t i, k, found, mates;

	for (i = 0; i < n; i++) {
		for (k = 0, mates = 0, found = 0; k < n; k++) {
			if (k == i || !gw_lonlat_equal(ends[k].at, ends[i].at))
				continue;
			mates++;
			found = k;
		}
		j->mate[ends[i].id] = mates == 1 ? ends[found].id : NO_END;
	}
}

static void pair_ends(struct joiner *j)
{
	uint32_t i, start = 0;

	fill_buckets(j);
	for (i = 0; i < j->num_buckets; i++) {
		pair_bucket(j, j->ends + start, j->bucket_end[i] - start);
		start = j->bucket_end[i];
	}
}

/* Appends the arc that starts with an end and its edge. */
static void walk(struct joiner *j, struct gw_arcs *arcs, end_id at)
{
	const struct gw_edge *e = &j->grid->edges[at / 2];

	arcs->items[arcs->n] =
		at % 2 ? (struct gw_arc){e->right, e->left} : (struct gw_arc){e->left, e->right};
	arcs->points[arcs->num_points++] = place_of(j->grid, at);
	while (at != NO_END && !j->walked[at / 2]) {
		j->walked[at / 2] = true;
		arcs->points[arcs->num_points++] = place_of(j->grid, at ^ 1);
		at = j->mate[at ^ 1];
	}
	arcs->first[++arcs->n] = arcs->num_points;
}

/* First from every node, then along what is left: loops. */
static void walk_all(struct joiner *j, struct gw_arcs *arcs)
{
	end_id id, n = (end_id)(2 * j->grid->num_edges);

	arcs->first[0] = 0;
	for (id = 0; id < n; id++)
		if (j->mate[id] == NO_END && !j->walked[id / 2])
			walk(j, arcs, id);
	for (id = 0; id < n; id++)
		if (!j->walked[id / 2])
			walk(j, arcs, id);
}

static void trim(void *items, size_t n, size_t size)
{
	void **at = items, *trimmed = realloc(*at, n * size + !n);

	if (trimmed)
		*at = trimmed;
}

enum gw_status gw_arcs_init(struct gw_arcs *arcs, const struct gw_grid *grid, struct gw_error *err)
{
	struct joiner j = {.grid = grid};
	size_t n = grid->num_edges;
	bool ok;

	*arcs = (struct gw_arcs){0};
	if (n >= NO_END / 4)
		return gw_fail(err, GW_ENOMEM, "%zu edges are more than can be drawn", n);
	j.num_buckets = (uint32_t)(2 * n / ENDS_PER_BUCKET + 1);
	j.ends = gw_alloc_table(2 * n + 1, sizeof *j.ends);
	j.mate = gw_alloc_table(2 * n + 1, sizeof *j.mate);
	j.bucket_end = calloc(j.num_buckets, sizeof *j.bucket_end);
	j.walked = calloc(n + 1, sizeof *j.walked);
	/* as many as if every edge were an arc */
	arcs->items = gw_alloc_table(n + 1, sizeof *arcs->items);
	arcs->first = gw_alloc_table(n + 1, sizeof *arcs->first);
	arcs->points = gw_alloc_table(2 * n + 1, sizeof *arcs->points);
	ok = j.ends && j.mate && j.bucket_end && j.walked && arcs->items && arcs->first &&
		arcs->points;
	if (ok) {
		pair_ends(&j);
		walk_all(&j, arcs);
		trim(&arcs->items, arcs->n, sizeof *arcs->items);
		trim(&arcs->first, (size_t)arcs->n + 1, sizeof *arcs->first);
		trim(&arcs->points, arcs->num_points, sizeof *arcs->points);
	} else {
		gw_arcs_finish(arcs);
	}
	free(j.ends);
	free(j.mate);
	free(j.bucket_end);
	free(j.walked);
	return ok ? GW_OK : gw_fail_nomem(err);
}

void gw_arcs_finish(struct gw_arcs *arcs)
{
	free(arcs->items);
	free(arcs->first);
	free(arcs->points);
	*arcs = (struct gw_arcs){0};
}
