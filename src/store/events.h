/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_STORE_EVENTS_H
#define GW_STORE_EVENTS_H

/*
 * What happened, in the order of the commits: what clients of /v1/events are told. Whoever writes a
 * report, a step or a publication notes its event in the same transaction.
 */

#include "store/lifecycle.h"
#include "store/publications.h"

enum gw_event_kind { GW_EVENT_REPORT, GW_EVENT_STEP, GW_EVENT_GRADE, GW_EVENT_FENCE };

/* "report", "step", "grade", "fence". */
const char *gw_event_kind_name(enum gw_event_kind kind);
bool gw_event_kind_parse(const char *text, enum gw_event_kind *out);

/* An event with what it is about, as it was then. Texts hold until visit returns. */
struct gw_event {
	int64_t id;
	enum gw_event_kind kind;
	/* Of a report or a step; status and due are as of the step. */
	const struct gw_report_row *report;
	const struct gw_report_step *step;
	const struct gw_publication *publication; /* of a grade */
};

/*
 * Calls visit for the events behind `after`, oldest first, at most max, until it fails; returns its
 * failure. An event whose report or publication is gone is passed over. GW_EIO, GW_ENOMEM.
 */
enum gw_status gw_store_each_event(struct gw_store *store, int64_t after, size_t max,
	enum gw_status (*visit)(void *context, const struct gw_event *event, struct gw_error *err),
	void *context, struct gw_error *err);

#endif
