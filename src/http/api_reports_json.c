/* SPDX-License-Identifier: Apache-2.0 */
#include "http/api_reports_json.h"

#include "base/buf.h"
#include "http/json.h"

#include <stdlib.h>

#define DEPTH_MAX 32

static void member(struct gw_buf *out, const char *name, const char *text)
{
	gw_buf_puts(out, ",");
	gw_json_member(out, name, text);
}

/* null for GW_TIME_NEVER. */
static void time_member(struct gw_buf *out, const char *name, gw_time t, const struct gw_zone *zone)
{
	char text[GW_TIME_TEXT_MAX];

	member(out, name, t == GW_TIME_NEVER ? NULL : gw_time_format(t, zone, text));
}

/* Degrees to the last digit that a canonical point has, without needless zeros. */
static void put_degrees(struct gw_buf *out, int32_t units)
{
	uint32_t all = (uint32_t)llabs(units), fraction = all % GW_UNITS_PER_DEGREE;
	int digits = 7;

	gw_buf_printf(out, "%s%u", units < 0 ? "-" : "", all / GW_UNITS_PER_DEGREE);
	if (!fraction)
		return;
	for (; fraction % 10 == 0; digits--)
		fraction /= 10;
	gw_buf_printf(out, ".%0*u", digits, fraction);
}

/* Whoever is in charge of a unit: it says so itself, or the nearest unit above it does. */
static const char *responsible_for(const struct gw_units *units, uint32_t at)
{
	for (; at != GW_NO_UNIT; at = units->items[at].parent)
		if (units->items[at].responsible)
			return units->items[at].responsible;
	return NULL;
}

static void write_place(struct gw_buf *out, const struct gw_found *place)
{
	const struct gw_units *units = place->division->units;
	uint32_t at = units->of_cell[place->cell];
	const struct gw_unit *way[DEPTH_MAX];
	size_t n = 0;

	gw_buf_puts(out, "{");
	gw_json_member(out, "scheme", place->info->scheme);
	member(out, "cell", units->items[at].code);
	gw_buf_puts(out, ",\"path\":[");
	for (; at != GW_NO_UNIT && n < DEPTH_MAX; at = units->items[at].parent)
		way[n++] = &units->items[at];
	while (n--) {
		const char *level = gw_found_level(place, way[n]->level);

		gw_buf_puts(out, "{");
		gw_json_member(out, "level", level);
		member(out, "code", way[n]->code);
		member(out, "name", way[n]->name);
		member(out, "name_en", way[n]->name_en);
		gw_buf_puts(out, n ? "}," : "}");
	}
	gw_buf_puts(out, "]");
	member(out, "responsible", responsible_for(units, units->of_cell[place->cell]));
	gw_buf_puts(out, "}");
}

void gw_report_write_step(
	struct gw_buf *out, const struct gw_report_step *step, const struct gw_zone *zone)
{
	gw_buf_puts(out, "{");
	gw_json_member(out, "step", gw_step_name(step->step));
	time_member(out, "time", step->time, zone);
	member(out, "who", step->who);
	member(out, "note", step->note);
	gw_buf_puts(out, "}");
}

void gw_report_write(struct gw_buf *out, const struct gw_report_view *view,
	const struct gw_zone *zone, gw_time now)
{
	const struct gw_report *r = view->report;
	const char *before = "";
	size_t i;

	gw_buf_printf(out, "{\"id\":%lld", (long long)view->id);
	member(out, "client_id", r->code);
	time_member(out, "time", r->time, zone);
	gw_buf_puts(out, ",\"lon\":");
	put_degrees(out, r->place.lon);
	gw_buf_puts(out, ",\"lat\":");
	put_degrees(out, r->place.lat);
	member(out, "category", r->category);
	member(out, "source", r->source);
	member(out, "description", r->description);
	member(out, "status", gw_step_name(view->status));
	time_member(out, "due", view->due, zone);
	gw_buf_printf(out, ",\"overdue\":%s,\"places\":[",
		gw_is_overdue(view->due, now) ? "true" : "false");
	for (i = 0; i < view->num_places; i++) {
		if (view->places[i].cell == GW_OUTSIDE)
			continue;
		gw_buf_puts(out, before);
		write_place(out, &view->places[i]);
		before = ",";
	}
	gw_buf_puts(out, "]");
	for (i = 0; view->steps && i < view->num_steps; i++) {
		gw_buf_puts(out, i ? "," : ",\"steps\":[");
		gw_report_write_step(out, &view->steps[i], zone);
	}
	gw_buf_puts(out, view->steps ? "]}" : "}");
}

enum gw_status gw_report_write_row(struct gw_buf *out, struct gw_finder *finder,
	const struct gw_report_row *row, const struct gw_report_step *steps, size_t num_steps,
	const struct gw_zone *zone, gw_time now, struct gw_error *err)
{
	struct gw_found found[GW_REPORT_CELLS_MAX];
	struct gw_report_view view = {.id = row->id,
		.report = &row->report,
		.status = row->status,
		.due = row->due,
		.places = found,
		.steps = steps,
		.num_steps = num_steps};
	enum gw_status st;

	st = gw_finder_recall(finder, row, found, &view.num_places, err);
	if (!st)
		gw_report_write(out, &view, zone, now);
	return st;
}
