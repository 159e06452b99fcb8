/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_REPORT_RULES_H
#define GW_REPORT_RULES_H

#include "base/error.h"
#include "report/steps.h"

#include <stddef.h>

/*
 * By when each step of a report is due: how long it may take behind the step before, by the
 * report's category. Immutable.
 */
struct gw_rules;

/* Nothing is due. */
#define GW_TIME_NEVER INT64_MAX

/* A rule of more than ten years is a slip. */
#define GW_RULES_SECONDS_MAX (3653 * INT64_C(86400))

/*
 * Reads rules as JSON (data/rules/deadlines.json is an example): {"default": LIMITS, "categories":
 * {NAME: LIMITS, ...}}, where LIMITS has "allocated", "solved" and "evaluated", each a duration
 * such as "PT30M" or "P3D", or null for no limit; what a category leaves out is as in "default",
 * what that leaves out has no limit. "description", a text for people, may stand anywhere.
 * GW_EINVAL names what is wrong by its JSON pointer, or by its line where the text is no JSON or
 * has a member twice.
 */
enum gw_status gw_rules_parse(
	struct gw_rules **out, const char *text, size_t len, struct gw_error *err);
void gw_rules_destroy(struct gw_rules *rules);

/*
 * By when the step behind `status`, which was taken at `since`, is due in a category (or NULL). No
 * rules (NULL): never.
 */
gw_time gw_rules_due(
	const struct gw_rules *rules, const char *category, enum gw_step status, gw_time since);

/* From the second on that it is due, it is overdue. */
static inline bool gw_is_overdue(gw_time due, gw_time now)
{
	return due != GW_TIME_NEVER && now >= due;
}

/*
 * The seconds of an ISO 8601 duration of weeks, days, hours, minutes and seconds in whole numbers:
 * "PT30M", "P3D", "P1DT12H", "P2W"; a day has 24 hours. Above 0, at most GW_RULES_SECONDS_MAX.
 */
bool gw_duration_parse(const char *text, int64_t *seconds);

#endif
