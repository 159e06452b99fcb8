/* SPDX-License-Identifier: Apache-2.0 */
#include "grid/mates.h"

#include "base/mem.h"

#include <stdlib.h>

#define ENDS_PER_BUCKET 4

/* An end at its place; ends of one place come to lie in one bucket. */
struct end {
	struct gw_lonlat at;
	gw_end_id id;
};

struct pairing {
	const struct gw_grid *grid;
	const uint8_t *group;
	struct end *ends; /* by bucket */
	uint32_t *bucket_end;
	uint32_t num_buckets;
	gw_end_id *mates;
};

static uint32_t bucket_of(const struct pairing *p, struct gw_lonlat at)
{
	uint64_t key = (uint64_t)(uint32_t)at.lon << 32 | (uint32_t)at.lat;

	key *= 0x9e3779b97f4a7c15u;
	return (uint32_t)((key >> 32) * p->num_buckets >> 32);
}

/* A counting sort: bucket_end[i] is where bucket i starts, and once it is full where it ends. */
static void fill_buckets(struct pairing *p)
{
	gw_end_id id, n = (gw_end_id)(2 * p->grid->num_edges);
	uint32_t i, start = 0;

	for (id = 0; id < n; id++)
		p->bucket_end[bucket_of(p, gw_end_place(p->grid, id))]++;
	for (i = 0; i < p->num_buckets; i++) {
		uint32_t count = p->bucket_end[i];

		p->bucket_end[i] = start;
		start += count;
	}
	for (id = 0; id < n; id++) {
		struct gw_lonlat at = gw_end_place(p->grid, id);

		p->ends[p->bucket_end[bucket_of(p, at)]++] = (struct end){at, id};
	}
}

static uint8_t group_of(const struct pairing *p, const struct end *end)
{
	return p->group ? p->group[end->id / 2] : 0;
}

/* Pairs the ends of every place and group in a bucket that has exactly two; it is small. */
static void pair_bucket(struct pairing *p, const struct end *ends, uint32_t n)
{
	uint32_t i, k, found, mates;

	for (i = 0; i < n; i++) {
		uint8_t group = group_of(p, &ends[i]);

		for (k = 0, mates = 0, found = 0; k < n && group != GW_NO_GROUP; k++) {
			if (k == i || !gw_lonlat_equal(ends[k].at, ends[i].at) ||
				group_of(p, &ends[k]) != group)
				continue;
			mates++;
			found = k;
		}
		p->mates[ends[i].id] = mates == 1 ? ends[found].id : GW_NO_END;
	}
}

enum gw_status gw_mates_find(
	gw_end_id **mates, const struct gw_grid *grid, const uint8_t *group, struct gw_error *err)
{
	struct pairing p = {.grid = grid, .group = group};
	size_t n = grid->num_edges;
	uint32_t i, start = 0;

	if (n >= GW_NO_END / 4)
		return gw_fail(err, GW_ENOMEM, "%zu edges are more than can be drawn", n);
	p.num_buckets = (uint32_t)(2 * n / ENDS_PER_BUCKET + 1);
	p.ends = gw_alloc_table(2 * n + 1, sizeof *p.ends);
	p.bucket_end = calloc(p.num_buckets, sizeof *p.bucket_end);
	p.mates = gw_alloc_table(2 * n + 1, sizeof *p.mates);
	*mates = p.mates;
	if (p.ends && p.bucket_end && p.mates) {
		fill_buckets(&p);
		for (i = 0; i < p.num_buckets; start = p.bucket_end[i++])
			pair_bucket(&p, p.ends + start, p.bucket_end[i] - start);
	} else {
		free(p.mates);
		*mates = NULL;
	}
	free(p.ends);
	free(p.bucket_end);
	return *mates ? GW_OK : gw_fail_nomem(err);
}
