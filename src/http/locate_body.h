/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_HTTP_LOCATE_BODY_H
#define GW_HTTP_LOCATE_BODY_H

#include "base/calendar.h"
#include "http/request.h"

#define GW_LOCATE_POINTS_MAX	  100000
#define GW_LOCATE_POINTS_MAX_NEAR 10000 /* when neighbours are asked for */
#define GW_LOCATE_ACCURACY_MAX	  1000

/* What a request to locate asks for, besides the points. */
struct gw_locate_wish {
	enum gw_place place; /* where in the request it stands */
	const char *crs;
	const char *scheme; /* NULL: the first */
	gw_date as_of; /* GW_DATE_MIN: today */
	double accuracy; /* in metres; below 0: not asked for */
};

/* The body of POST /v1/locate. */
struct gw_locate_body {
	struct gw_locate_wish wish;
	double *x, *y;
	size_t n;
	struct json_t *root; /* what the wish's texts are part of */
};

/* Finish it in any case. */
enum gw_status gw_locate_body_init(
	struct gw_locate_body *body, const struct gw_request *request, struct gw_problem *problem);
void gw_locate_body_finish(struct gw_locate_body *body);

/*
 * Which coordinate of a point that the CRS of that name refused is at fault: 0 for x, 1 for y, or
 * -1 where it is not told, since the CRS has no degrees.
 */
int gw_locate_axis_at_fault(const char *crs, double x, double y);

#endif
