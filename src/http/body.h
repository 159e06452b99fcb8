/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_HTTP_BODY_H
#define GW_HTTP_BODY_H

#include "http/request.h"

struct json_t;

/*
 * The JSON object in a request's body; release it with json_decref(). 415 for a declared type
 * other than JSON. 400 for what is not an object in UTF-8, for a member that is there twice, for
 * nesting beyond 8 and for more than max_values values, found before anything is built; numbers
 * come as reals.
 */
enum gw_status gw_body_parse(const struct gw_request *request, size_t max_values,
	struct json_t **out, struct gw_problem *problem);

/* Refuses members that known, which ends in NULL, does not name. */
enum gw_status gw_body_check(
	const struct json_t *object, const char *const *known, struct gw_problem *problem);

#endif
