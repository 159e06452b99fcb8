/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_GEO_STRANDS_H
#define GW_GEO_STRANDS_H

#include "base/error.h"
#include "geo/lonlat.h"

#include <stddef.h>

struct gw_segment {
	struct gw_lonlat a, b;
};

/* Segments joined end to end: strand i is points[ends[i - 1] .. ends[i]), 0 for i = 0. */
struct gw_strands {
	struct gw_lonlat *points;
	size_t *ends;
	size_t n;
};

/*
 * Joins n segments to as few strands as a walk finds; each is in one. Caller finishes. GW_ENOMEM.
 */
enum gw_status gw_strands_init(struct gw_strands *strands, const struct gw_segment *segments,
	size_t n, struct gw_error *err);
void gw_strands_finish(struct gw_strands *strands);

#endif
