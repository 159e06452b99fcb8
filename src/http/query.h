/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_HTTP_QUERY_H
#define GW_HTTP_QUERY_H

#include "base/calendar.h"
#include "http/problem.h"

#include <stddef.h>

#define GW_QUERY_MAX 32

/* The parameters behind the '?' of a URL, decoded. */
struct gw_query {
	char *text; /* what the items point into */
	struct {
		const char *name, *value;
	} items[GW_QUERY_MAX];
	size_t n;
};

/*
 * Reads the raw query of a request. known, which ends in NULL, names the parameters that there
 * may be; another one, one given twice or encoded badly is a problem that names it. Finish in any
 * case.
 */
enum gw_status gw_query_init(struct gw_query *query, const char *raw, const char *const *known,
	struct gw_problem *problem);

/*
 * The same as OGC's services read it: names in upper or lower case, known ones being lower case,
 * and parameters that are not known do not count.
 */
enum gw_status gw_query_init_ogc(struct gw_query *query, const char *raw, const char *const *known,
	struct gw_problem *problem);
void gw_query_finish(struct gw_query *query);

/* The value of a parameter; NULL when it was not given. */
const char *gw_query_get(const struct gw_query *query, const char *name);

/* The values that requests are made of; *out is untouched when one was not given. */
enum gw_status gw_query_text(const struct gw_query *query, const char *name, size_t max,
	const char **out, struct gw_problem *problem);
enum gw_status gw_query_number(const struct gw_query *query, const char *name, double lo, double hi,
	double *out, struct gw_problem *problem);
enum gw_status gw_query_count(const struct gw_query *query, const char *name, int64_t lo,
	int64_t hi, int64_t *out, struct gw_problem *problem);
enum gw_status gw_query_month(
	const struct gw_query *query, const char *name, gw_month *out, struct gw_problem *problem);
enum gw_status gw_query_date(
	const struct gw_query *query, const char *name, gw_date *out, struct gw_problem *problem);

#endif
