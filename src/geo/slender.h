/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_GEO_SLENDER_H
#define GW_GEO_SLENDER_H

#include <stdbool.h>
#include <stddef.h>

struct gw_xy {
	double x, y;
};

/* An area on a plane: closed rings end to end, ring i being points[ends[i - 1] .. ends[i]). */
struct gw_plane_area {
	const struct gw_xy *points;
	const size_t *ends;
	size_t num_rings;
};

struct gw_circle {
	struct gw_xy middle;
	double radius;
};

/*
 * A circle within a slender area, and nearly the largest: it is looked for along lines across the
 * area's length, then around the best place. Searching the area by squares, as for compact ones,
 * would take as many as the length has widths. False when memory ends.
 */
bool gw_slender_circle(const struct gw_plane_area *area, struct gw_circle *out);

#endif
