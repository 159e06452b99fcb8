/* SPDX-License-Identifier: Apache-2.0 */
#include "geo/strands.h"

#include "base/mem.h"

#include <stdlib.h>

/* An end of segment number / 2. */
struct end {
	struct gw_lonlat at;
	size_t number;
};

struct walk {
	const struct gw_segment *segments;
	struct end *ends; /* of all segments, sorted by place */
	size_t num_ends;
	bool *used;
};

static int compare_points(struct gw_lonlat a, struct gw_lonlat b)
{
	if (a.lon != b.lon)
		return a.lon < b.lon ? -1 : 1;
	return (a.lat > b.lat) - (a.lat < b.lat);
}

static int compare_ends(const void *x, const void *y)
{
	const struct end *a = x, *b = y;
	int order = compare_points(a->at, b->at);

	return order ? order : (a->number > b->number) - (a->number < b->number);
}

/*
 * Takes a segment that has an end at *at and goes to its other end; false when there is none left.
 */
static bool step(struct walk *w, struct gw_lonlat *at)
{
	size_t lo = 0, hi = w->num_ends;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (compare_points(w->ends[mid].at, *at) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	for (; lo < w->num_ends && gw_lonlat_equal(w->ends[lo].at, *at); lo++) {
		size_t number = w->ends[lo].number;
		const struct gw_segment *s = &w->segments[number / 2];

		if (w->used[number / 2])
			continue;
		w->used[number / 2] = true;
		*at = number % 2 ? s->a : s->b;
		return true;
	}
	return false;
}

static void join(struct gw_strands *strands, struct walk *w, size_t n)
{
	size_t i, len = 0;

	for (i = 0; i < n; i++) {
		struct gw_lonlat at = w->segments[i].a;

		if (w->used[i])
			continue;
		strands->points[len++] = at;
		while (step(w, &at))
			strands->points[len++] = at;
		strands->ends[strands->n++] = len;
	}
}

enum gw_status gw_strands_init(struct gw_strands *strands, const struct gw_segment *segments,
	size_t n, struct gw_error *err)
{
	struct walk w = {.segments = segments, .num_ends = 2 * n};
	enum gw_status st = GW_OK;
	size_t i;

	*strands = (struct gw_strands){0};
	strands->points = gw_alloc_array(n, sizeof(struct gw_lonlat[2]));
	strands->ends = gw_alloc_array(n, sizeof *strands->ends);
	w.ends = gw_alloc_array(n, sizeof(struct end[2]));
	w.used = calloc(n + 1, sizeof *w.used);
	if (!strands->points || !strands->ends || !w.ends || !w.used) {
		st = gw_fail_nomem(err);
		goto out;
	}
	for (i = 0; i < n; i++) {
		w.ends[2 * i] = (struct end){segments[i].a, 2 * i};
		w.ends[2 * i + 1] = (struct end){segments[i].b, 2 * i + 1};
	}
	if (n)
		qsort(w.ends, w.num_ends, sizeof *w.ends, compare_ends);
	join(strands, &w, n);
out:
	free(w.used);
	free(w.ends);
	return st;
}

void gw_strands_finish(struct gw_strands *strands)
{
	free(strands->points);
	free(strands->ends);
	*strands = (struct gw_strands){0};
}
