/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_HTTP_PROBLEM_H
#define GW_HTTP_PROBLEM_H

#include "base/error.h"

#include <stdbool.h>

struct gw_buf;

#define GW_FIELD_MAX 160

/* Where in a request a field stands. */
enum gw_place {
	GW_IN_QUERY, /* a query parameter, by its name */
	GW_IN_BODY, /* a value of the JSON body, by its pointer (RFC 6901) */
};

/*
 * Why a request is not answered as asked, on its way to problem+json (RFC 9457). It is what
 * struct gw_error is elsewhere: handlers fill it and return its code. A service call is given
 * &problem->error and its status handed to gw_problem_from().
 */
struct gw_problem {
	struct gw_error error; /* its text is the detail */
	unsigned status; /* of HTTP */
	enum gw_place place;
	char field[GW_FIELD_MAX]; /* the field at fault, or "" */
};

/* A problem of the whole request. Returns GW_EINVAL. */
enum gw_status gw_problem_set(struct gw_problem *problem, unsigned status, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/*
 * A problem, 400, of one field: a parameter's name, or a pointer such as "/points/7/1". Returns
 * GW_EINVAL.
 */
enum gw_status gw_problem_at(struct gw_problem *problem, enum gw_place place, const char *field,
	const char *format, ...) __attribute__((format(printf, 4, 5)));

/*
 * What st and problem->error say: GW_EINVAL is 400, GW_ENOTFOUND 404, GW_EEXISTS and GW_ECONFLICT
 * 409, GW_EBUSY and GW_EREADONLY 503, GW_EFULL 507, all else 500. Returns st.
 */
enum gw_status gw_problem_from(struct gw_problem *problem, enum gw_status st);

/* Names the field of a member of the body's object, or of a parameter: both by the mere name. */
void gw_problem_blame(struct gw_problem *problem, enum gw_place place, const char *name);

/* Appends the JSON. The detail of a 5xx stays inside. */
void gw_problem_write(const struct gw_problem *problem, struct gw_buf *json);

/* "Not Found" for 404; "" for a status that this server does not send. */
const char *gw_http_phrase(unsigned status);

#endif
