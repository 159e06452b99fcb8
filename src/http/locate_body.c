/* SPDX-License-Identifier: Apache-2.0 */
#include "http/locate_body.h"

#include "base/mem.h"
#include "http/body.h"
#include "store/divisions.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Three a point, and what else a body has. */
#define VALUES_MAX (3 * GW_LOCATE_POINTS_MAX + 64)

#define CRS_MAX 64

static enum gw_status read_text(const json_t *root, const char *name, size_t max, const char **out,
	struct gw_problem *problem)
{
	const json_t *value = json_object_get(root, name);
	char pointer[GW_FIELD_MAX];

	if (!value)
		return GW_OK;
	snprintf(pointer, sizeof pointer, "/%s", name);
	if (!json_is_string(value))
		return gw_problem_at(problem, GW_IN_BODY, pointer, "%s is not a text", name);
	if (!json_string_length(value) || json_string_length(value) >= max)
		return gw_problem_at(problem, GW_IN_BODY, pointer, "%s is %s", name,
			json_string_length(value) ? "too long" : "empty");
	*out = json_string_value(value);
	return GW_OK;
}

static enum gw_status read_accuracy(const json_t *root, double *out, struct gw_problem *problem)
{
	const json_t *value = json_object_get(root, "accuracy");

	if (!value)
		return GW_OK;
	if (!json_is_number(value) || !(json_number_value(value) >= 0) ||
		json_number_value(value) > GW_LOCATE_ACCURACY_MAX)
		return gw_problem_at(problem, GW_IN_BODY, "/accuracy",
			"accuracy is not a number of metres from 0 to %d", GW_LOCATE_ACCURACY_MAX);
	*out = json_number_value(value);
	return GW_OK;
}

static enum gw_status read_wish(
	const json_t *root, struct gw_locate_wish *wish, struct gw_problem *problem)
{
	const char *day = NULL;
	enum gw_status st;

	st = read_text(root, "crs", CRS_MAX, &wish->crs, problem);
	if (!st)
		st = read_text(root, "scheme", GW_NAME_MAX, &wish->scheme, problem);
	if (!st)
		st = read_text(root, "as_of", 32, &day, problem);
	if (!st && day && !gw_date_parse(day, &wish->as_of))
		st = gw_problem_at(problem, GW_IN_BODY, "/as_of",
			"as_of \"%s\" is not a day such as 2026-10-03", day);
	if (!st)
		st = read_accuracy(root, &wish->accuracy, problem);
	return st;
}

static enum gw_status read_point(
	const json_t *point, size_t i, double *x, double *y, struct gw_problem *problem)
{
	char pointer[GW_FIELD_MAX];
	int axis;

	snprintf(pointer, sizeof pointer, "/points/%zu", i);
	if (!json_is_array(point) || json_array_size(point) != 2)
		return gw_problem_at(
			problem, GW_IN_BODY, pointer, "point %zu is not a pair [lon, lat]", i);
	for (axis = 0; axis < 2; axis++) {
		const json_t *number = json_array_get(point, (size_t)axis);

		if (!json_is_number(number)) {
			snprintf(pointer, sizeof pointer, "/points/%zu/%d", i, axis);
			return gw_problem_at(problem, GW_IN_BODY, pointer,
				"the %s of point %zu is not a number",
				axis ? "latitude" : "longitude", i);
		}
		*(axis ? y : x) = json_number_value(number);
	}
	return GW_OK;
}

static enum gw_status read_points(
	const json_t *root, struct gw_locate_body *body, struct gw_problem *problem)
{
	const json_t *points = json_object_get(root, "points");
	size_t n = json_array_size(points), i;
	size_t max = body->wish.accuracy < 0 ? GW_LOCATE_POINTS_MAX : GW_LOCATE_POINTS_MAX_NEAR;
	enum gw_status st = GW_OK;

	if (!json_is_array(points))
		return gw_problem_at(problem, GW_IN_BODY, "/points",
			points ? "points is not an array" : "points is missing");
	if (n > max)
		return gw_problem_at(problem, GW_IN_BODY, "/points",
			"%zu points are more than the %zu that one request%s may bring", n, max,
			body->wish.accuracy < 0 ? "" : " with accuracy");
	body->x = gw_alloc_array(n + 1, sizeof *body->x);
	body->y = gw_alloc_array(n + 1, sizeof *body->y);
	if (!body->x || !body->y)
		return gw_problem_from(problem, gw_fail_nomem(&problem->error));
	for (i = 0; i < n && !st; i++)
		st = read_point(json_array_get(points, i), i, &body->x[i], &body->y[i], problem);
	body->n = n;
	return st;
}

enum gw_status gw_locate_body_init(
	struct gw_locate_body *body, const struct gw_request *request, struct gw_problem *problem)
{
	static const char *const known[] = {"crs", "scheme", "as_of", "accuracy", "points", NULL};
	enum gw_status st;

	*body = (struct gw_locate_body){.wish = {.place = GW_IN_BODY, .accuracy = -1}};
	st = gw_body_parse(request, VALUES_MAX, &body->root, problem);
	if (!st)
		st = gw_body_check(body->root, known, problem);
	if (!st)
		st = read_wish(body->root, &body->wish, problem);
	if (!st)
		st = read_points(body->root, body, problem);
	return st;
}

void gw_locate_body_finish(struct gw_locate_body *body)
{
	free(body->x);
	free(body->y);
	json_decref(body->root);
	*body = (struct gw_locate_body){0};
}

int gw_locate_axis_at_fault(const char *crs, double x, double y)
{
	static const char *const in_degrees[] = {
		"wgs84", "cgcs2000", "gcj02", "bd09", "CRS84", "EPSG:4326", "EPSG:4490"};
	size_t i;

	for (i = 0; i < sizeof in_degrees / sizeof *in_degrees; i++)
		if (!strcmp(crs, in_degrees[i]))
			return !(fabs(x) <= 180) ? 0 : !(fabs(y) <= 90) ? 1 : -1;
	return -1;
}
