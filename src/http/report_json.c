/* SPDX-License-Identifier: Apache-2.0 */
#include "http/report_json.h"

#include "base/buf.h"
#include "http/json.h"

static void put_text(struct gw_buf *out, const char *name, const char *text)
{
	gw_buf_puts(out, ",");
	gw_json_member(out, name, text);
}

static void put_time(struct gw_buf *out, const char *name, gw_time time, const struct gw_zone *zone)
{
	char text[GW_TIME_TEXT_MAX];

	put_text(out, name, time == GW_TIME_NEVER ? NULL : gw_time_format(time, zone, text));
}

static void write_place(struct gw_buf *out, const struct gw_locality *locality)
{
	const struct gw_unit *path[GW_LOCALITY_DEPTH];
	size_t n = gw_locality_path(locality, path), i;

	gw_buf_puts(out, "{");
	gw_json_member(out, "scheme", locality->scheme);
	put_text(out, "cell", gw_cell_code(locality->units, locality->cell));
	gw_buf_puts(out, ",\"path\":[");
	for (i = 0; i < n; i++) {
		gw_buf_puts(out, i ? ",{" : "{");
		gw_json_member(out, "level", gw_locality_level(locality, path[i]));
		put_text(out, "code", path[i]->code);
		put_text(out, "name", path[i]->name);
		put_text(out, "name_en", path[i]->name_en);
		gw_buf_puts(out, "}");
	}
	gw_buf_puts(out, "]");
	put_text(out, "responsible", gw_locality_responsible(locality));
	gw_buf_puts(out, "}");
}

static enum gw_status write_places(struct gw_buf *out, const struct gw_report_row *row,
	struct gw_localities *localities, struct gw_error *err)
{
	struct gw_locality locality;
	bool any = false;
	size_t i;

	gw_buf_puts(out, ",\"places\":[");
	for (i = 0; i < row->num_cells; i++) {
		enum gw_status st = gw_localities_find(localities, row->cells[i].scheme,
			row->cells[i].cell, row->report.place, row->report.time, &locality, err);

		if (st == GW_ENOTFOUND)
			continue;
		if (st)
			return st;
		gw_buf_puts(out, any ? "," : "");
		write_place(out, &locality);
		any = true;
	}
	gw_buf_puts(out, "]");
	return GW_OK;
}

void gw_report_json_write_step(
	struct gw_buf *out, const struct gw_report_step *step, const struct gw_zone *zone)
{
	gw_buf_puts(out, "{");
	gw_json_member(out, "step", gw_step_name(step->step));
	put_time(out, "time", step->time, zone);
	put_text(out, "who", step->who);
	put_text(out, "note", step->note);
	gw_buf_puts(out, "}");
}

enum gw_status gw_report_json_write(struct gw_buf *out, const struct gw_report_row *row,
	const struct gw_report_step *steps, size_t num_steps, gw_time now,
	struct gw_localities *localities, struct gw_error *err)
{
	const struct gw_zone *zone = gw_atlas_zone(localities->atlas);
	const struct gw_report *report = &row->report;
	enum gw_status st;
	size_t i;

	gw_buf_printf(out, "{\"id\":%lld", (long long)row->id);
	put_text(out, "client_id", report->code);
	put_time(out, "time", report->time, zone);
	gw_buf_printf(out, ",\"lon\":%.7f,\"lat\":%.7f", gw_degrees(report->place.lon),
		gw_degrees(report->place.lat));
	put_text(out, "category", report->category);
	put_text(out, "source", report->source);
	put_text(out, "description", report->description);
	put_text(out, "status", gw_step_name(row->status));
	put_time(out, "due", row->due, zone);
	gw_buf_printf(out, ",\"overdue\":%s",
		row->due != GW_TIME_NEVER && now >= row->due ? "true" : "false");
	st = write_places(out, row, localities, err);
	if (steps)
		gw_buf_puts(out, ",\"steps\":[");
	for (i = 0; steps && i < num_steps; i++) {
		gw_buf_puts(out, i ? "," : "");
		gw_report_json_write_step(out, &steps[i], zone);
	}
	gw_buf_puts(out, steps ? "]}" : "}");
	return st;
}
