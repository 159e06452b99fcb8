/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_HTTP_FEATURES_QUERY_H
#define GW_HTTP_FEATURES_QUERY_H

#include "http/features.h"
#include "http/query.h"
#include "http/request.h"

#define GW_FEATURES_LIMIT     100 /* features in a page unless asked */
#define GW_FEATURES_LIMIT_MAX 10000
#define GW_FEATURES_FILTERS   4

/* The parameters of OGC API Features, and the properties to filter by. */
struct gw_features_query {
	struct gw_query query;
	enum gw_features_format format;
	enum gw_features_crs crs;
	struct gw_bbox boxes[2]; /* closed; two where the box crosses longitude 180 */
	unsigned num_boxes; /* 0: not asked for */
	bool has_time;
	gw_time from, to; /* what datetime names: [from, to) */
	size_t limit, offset;
	int64_t cursor; /* 0: none */
	const char *filters[GW_FEATURES_FILTERS]; /* by the names given; NULL: any */
};

/* What may be asked of some features. */
struct gw_features_rules {
	bool many; /* a page of them: limit, bbox, datetime; else one: crs and f only */
	bool by_cursor; /* pages go on by cursor, else by offset */
	const char *const *filters; /* properties; NULL ends them */
};

/* Names the parameter at fault. Finish in any case. */
enum gw_status gw_features_query_init(struct gw_features_query *q, const struct gw_request *request,
	const struct gw_features_rules *rules, const struct gw_zone *zone,
	struct gw_problem *problem);
void gw_features_query_finish(struct gw_features_query *q);

/*
 * For a document that has one form: of the parameters there may be f alone, and be "json". The host
 * has to be known, for the links in it.
 */
enum gw_status gw_features_expect_json(
	const struct gw_request *request, struct gw_problem *problem);

/*
 * Appends the URL of a request with its parameters, of which `name` (NULL: none) is replaced by
 * value or, when that is NULL, left out. The base is known.
 */
void gw_features_url(struct gw_buf *out, const struct gw_request *request,
	const struct gw_query *query, const char *name, const char *value);

#endif
