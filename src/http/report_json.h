/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_HTTP_REPORT_JSON_H
#define GW_HTTP_REPORT_JSON_H

#include "service/localities.h"
#include "store/lifecycle.h"

struct gw_buf;

/*
 * Appends a report: {"id","client_id","time","lon","lat","category","source","description",
 * "status","due","overdue","places":[...]}, and with steps (NULL: none) "steps":[...]. places has
 * an object for each scheme with a cell there: {"scheme","cell","path":[{"level","code","name",
 * "name_en"}, ...],"responsible"}. Errors of gw_localities_find(), but that a cell is there no more
 * only leaves out its place.
 */
enum gw_status gw_report_json_write(struct gw_buf *out, const struct gw_report_row *row,
	const struct gw_report_step *steps, size_t num_steps, gw_time now,
	struct gw_localities *localities, struct gw_error *err);

/* Appends {"step","time","who","note"}. */
void gw_report_json_write_step(
	struct gw_buf *out, const struct gw_report_step *step, const struct gw_zone *zone);

#endif
