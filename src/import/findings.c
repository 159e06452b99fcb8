/* SPDX-License-Identifier: Apache-2.0 */
#include "import/findings.h"

#include "base/buf.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>

static const char *code_of(const struct gw_cell_names *names, gw_cell_id cell)
{
	return names->code(names->context, cell);
}

static void append_cells(
	struct gw_buf *out, const struct gw_fault *f, const struct gw_cell_names *names)
{
	bool pair = f->kind == GW_FAULT_OVERLAP || f->kind == GW_FAULT_GAP;

	if (f->cells[0] == GW_OUTSIDE)
		return;
	gw_buf_puts(out, f->kind == GW_FAULT_GAP ? " between " : pair ? " of " : " at ");
	gw_buf_puts(out, code_of(names, f->cells[0]));
	if (f->cells[1] == GW_OUTSIDE)
		return;
	gw_buf_puts(out, " and ");
	gw_buf_puts(out, code_of(names, f->cells[1]));
}

static bool has_size(const struct gw_fault *f)
{
	return f->kind == GW_FAULT_GAP || f->kind == GW_FAULT_OVERLAP || f->kind == GW_NOTE_HOLE;
}

void gw_finding_text(
	struct gw_buf *out, const struct gw_fault *f, const struct gw_cell_names *names)
{
	gw_buf_puts(out, gw_fault_kind_name(f->kind));
	append_cells(out, f, names);
	gw_buf_printf(out, " near %.5f, %.5f", gw_degrees(f->place.lat), gw_degrees(f->place.lon));
	if (has_size(f))
		gw_buf_printf(out, ": %.*f m2, %.2f m wide", f->area_m2 < 10 ? 4 : 1, f->area_m2,
			f->width_m);
}

/* Rounded for reading: millimetres, square millimetres. */
static json_t *rounded(double v, double per)
{
	return json_real(round(v * per) / per);
}

static json_t *properties_of(const struct gw_fault *f, const struct gw_cell_names *names)
{
	json_t *cells = json_array(), *object;
	int i;

	for (i = 0; i < 2; i++)
		if (f->cells[i] != GW_OUTSIDE)
			json_array_append_new(cells, json_string(code_of(names, f->cells[i])));
	object = json_pack("{s:s, s:o}", "kind", gw_fault_kind_name(f->kind), "cells", cells);
	if (object && has_size(f)) {
		json_object_set_new(object, "area_m2", rounded(f->area_m2, 1e6));
		json_object_set_new(object, "width_m", rounded(f->width_m, 1e3));
	}
	return object;
}

/* Takes ownership of root, which may be NULL for want of memory. */
static enum gw_status write_json(struct gw_buf *out, json_t *root, struct gw_error *err)
{
	char *text = root ? json_dumps(root, JSON_INDENT(1) | JSON_REAL_PRECISION(12)) : NULL;

	json_decref(root);
	if (!text)
		return gw_fail_nomem(err);
	gw_buf_puts(out, text);
	gw_buf_puts(out, "\n");
	free(text);
	return gw_buf_ok(out) ? GW_OK : gw_fail_nomem(err);
}

enum gw_status gw_findings_json(struct gw_buf *out, const struct gw_faults *faults,
	const struct gw_cell_names *names, struct gw_error *err)
{
	json_t *list = json_array();
	size_t i;

	for (i = 0; i < faults->n; i++) {
		json_t *item = properties_of(&faults->items[i], names);

		json_object_set_new(item, "lon", json_real(gw_degrees(faults->items[i].place.lon)));
		json_object_set_new(item, "lat", json_real(gw_degrees(faults->items[i].place.lat)));
		json_array_append_new(list, item);
	}
	return write_json(out,
		json_pack("{s:I, s:o}", "faults", (json_int_t)gw_faults_count(faults), "findings",
			list),
		err);
}

enum gw_status gw_findings_geojson(struct gw_buf *out, const struct gw_faults *faults,
	const struct gw_cell_names *names, struct gw_error *err)
{
	json_t *list = json_array();
	size_t i;

	for (i = 0; i < faults->n; i++) {
		struct gw_lonlat p = faults->items[i].place;

		json_array_append_new(list,
			json_pack("{s:s, s:{s:s, s:[f, f]}, s:o}", "type", "Feature", "geometry",
				"type", "Point", "coordinates", gw_degrees(p.lon),
				gw_degrees(p.lat), "properties",
				properties_of(&faults->items[i], names)));
	}
	return write_json(
		out, json_pack("{s:s, s:o}", "type", "FeatureCollection", "features", list), err);
}
