/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_REPORT_STEPS_H
#define GW_REPORT_STEPS_H

/*
 * The life of a report: found, uploaded, allocated, solved, evaluated, each step in its turn. Pure:
 * no clock, no database.
 */

#include "base/calendar.h"

/* A report is there once it is uploaded: found and uploaded are made with it. */
enum gw_step {
	GW_STEP_FOUND,
	GW_STEP_UPLOADED,
	GW_STEP_ALLOCATED,
	GW_STEP_SOLVED,
	GW_STEP_EVALUATED,
	GW_STEPS
};

/* "found", "uploaded", "allocated", "solved", "evaluated". */
const char *gw_step_name(enum gw_step step);
bool gw_step_parse(const char *text, enum gw_step *out);

/* The only step that may follow; GW_STEPS behind the last. */
enum gw_step gw_step_next(enum gw_step status);

#endif
