/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_CLI_EVENT_LINE_H
#define GW_CLI_EVENT_LINE_H

#include "base/buf.h"
#include "base/error.h"

enum gw_event_format { GW_EVENT_TEXT, GW_EVENT_JSON };

/*
 * Appends a line that tells an event, given as the JSON of /v1/events: the JSON itself, or the time
 * by the city's clock, the report's id, its category and status, and where it is, with tabs between
 * and "-" for what is not known. Of grades: the time, the version, "grade", "published" or
 * "withdrawn", the scheme and month. GW_EINVAL for what is no such event.
 */
enum gw_status gw_event_line(
	struct gw_buf *out, const char *json, enum gw_event_format format, struct gw_error *err);

#endif
