/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_SERVICE_SUBJECT_H
#define GW_SERVICE_SUBJECT_H

/* Inside service/: what a map is of: a query with nothing left open. */

#include "service/catalog.h"
#include "service/history.h"
#include "service/styles.h"

struct gw_subject {
	uint64_t id; /* of what follows, down to the language */
	const struct gw_map_kind *kind;
	struct gw_styled styled;
	gw_month month;
	gw_date last_day; /* of the month */
	int64_t scheme;
	uint32_t rank; /* of the drawn level */
	char level[GW_NAME_MAX];
	const char *lang;
	bool is_veiled; /* shows no grades, whatever its style */

	/* These may change while the query is the same. */
	struct gw_division_info division;
	int64_t publication, version; /* 0: not a published one */
};

/* What queries are settled by. */
struct gw_knowledge {
	struct gw_styles *styles; /* NULL: none */
	const struct gw_zone *zone;
	const struct gw_catalog *catalog;
	const struct gw_history *history;
};

/* Neither SQL nor files. Errors of gw_atlas_map(); GW_EAGAIN when the style has to be read. */
enum gw_status gw_subject_settle(struct gw_subject *subject, const struct gw_knowledge *knowledge,
	const struct gw_map_query *query, struct gw_error *err);

/* The style that a query names. */
const char *gw_query_style(const struct gw_map_query *query);

/* Finds the division and the publication anew. GW_ENOTFOUND. */
enum gw_status gw_subject_settle_again(
	struct gw_subject *subject, const struct gw_catalog *catalog, struct gw_error *err);

/* Whether both are of the same query, division and publication. */
bool gw_subjects_equal(const struct gw_subject *a, const struct gw_subject *b);

#endif
