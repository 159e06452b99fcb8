/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_HTTP_FEATURES_PAGE_H
#define GW_HTTP_FEATURES_PAGE_H

#include "http/features_collections.h"
#include "http/features_query.h"

/* A page of a collection's features being written, or one feature. */
struct gw_features_page {
	const struct gw_site *site;
	const struct gw_request *request;
	const struct gw_collection *collection;
	const struct gw_features_query *query;
	const char *id; /* of the one that is asked for, or NULL */
	struct gw_features out;
	uint64_t matched; /* in all pages */
	int64_t next; /* the next page's offset or cursor; 0: there is none */
};

/* What a kind of collection can be asked, and the fields of its features. */
extern const struct gw_features_rules gw_unit_rules, gw_context_rules, gw_report_rules;
extern const char *const gw_unit_fields[],
	*const gw_unit_public_fields[], *const gw_context_fields[], *const gw_report_fields[];

/*
 * Write the features that the query names, in an order that stays: units by hierarchy and code,
 * the context as it came in, reports from the newest on. Reports' pages go on behind the last id
 * shown, so none is doubled or lost when others come in meanwhile. They wait. Errors of the atlas
 * and the store, in the problem's error.
 */
enum gw_status gw_features_units(struct gw_features_page *page, struct gw_problem *problem);
enum gw_status gw_features_context(struct gw_features_page *page, struct gw_problem *problem);
enum gw_status gw_features_reports(struct gw_features_page *page, struct gw_problem *problem);

#endif
