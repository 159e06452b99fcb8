/* SPDX-License-Identifier: Apache-2.0 */
#include "import/findings.h"

#include "base/buf.h"
#include "base/calendar.h"
#include "base/utf8.h"
#include "store/divisions.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

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

/* The codes of a fault's cells; err says why when there is none. */
static json_t *cells_of(
	const struct gw_fault *f, const struct gw_cell_names *names, struct gw_error *err)
{
	json_t *cells = json_array();
	int i;

	for (i = 0; i < 2; i++) {
		const char *code;

		if (f->cells[i] == GW_OUTSIDE)
			continue;
		code = code_of(names, f->cells[i]);
		if (!json_array_append_new(cells, json_string(code)))
			continue;
		json_decref(cells);
		if (gw_utf8_is_valid(code, strlen(code)))
			gw_fail_nomem(err);
		else
			gw_fail(err, GW_EINVAL, "the code of cell %u is not UTF-8", f->cells[i]);
		return NULL;
	}
	if (!cells)
		gw_fail_nomem(err);
	return cells;
}

/* Says of which division a finding, or an entry of the list of divisions, is. */
static int set_division(json_t *object, const struct gw_division_info *division)
{
	char day[GW_TIME_TEXT_MAX];
	bool ever = division->valid_from == GW_DATE_MIN;

	return json_object_set_new(object, "scheme", json_string(division->scheme)) ||
		json_object_set_new(object, "level", json_string(division->level)) ||
		json_object_set_new(object, "valid_from",
			ever ? json_null()
			     : json_string(gw_date_format(division->valid_from, day)));
}

static enum gw_status make_properties(json_t **out, const struct gw_division_info *division,
	const struct gw_fault *f, const struct gw_cell_names *names, struct gw_error *err)
{
	struct gw_error why = {.code = GW_ENOMEM};
	json_t *cells = cells_of(f, names, &why), *object;
	bool failed = false;

	if (!cells)
		return gw_fail(err, why.code, "%s", why.text);
	object = json_pack("{s:s, s:o}", "kind", gw_fault_kind_name(f->kind), "cells", cells);
	if (object && has_size(f))
		failed = json_object_set_new(object, "area_m2", rounded(f->area_m2, 1e6)) ||
			json_object_set_new(object, "width_m", rounded(f->width_m, 1e3));
	if (object && division)
		failed |= set_division(object, division) != 0;
	if (!object || failed) {
		json_decref(object);
		return gw_fail_nomem(err);
	}
	*out = object;
	return GW_OK;
}

struct gw_findings {
	bool geojson;
	json_t *list; /* of the findings */
	json_t *divisions; /* NULL before the first */
	json_int_t faults;
};

enum gw_status gw_findings_create(struct gw_findings **out, bool geojson, struct gw_error *err)
{
	struct gw_findings *findings = calloc(1, sizeof *findings);

	if (!findings)
		return gw_fail_nomem(err);
	findings->geojson = geojson;
	findings->list = json_array();
	*out = findings;
	return GW_OK;
}

void gw_findings_destroy(struct gw_findings *findings)
{
	if (!findings)
		return;
	json_decref(findings->list);
	json_decref(findings->divisions);
	free(findings);
}

static enum gw_status add_finding(struct gw_findings *findings,
	const struct gw_division_info *division, const struct gw_fault *f,
	const struct gw_cell_names *names, struct gw_error *err)
{
	double lon = gw_degrees(f->place.lon), lat = gw_degrees(f->place.lat);
	enum gw_status st;
	json_t *item;
	bool failed;

	st = make_properties(&item, division, f, names, err);
	if (st)
		return st;
	if (findings->geojson) {
		item = json_pack("{s:s, s:{s:s, s:[f, f]}, s:o}", "type", "Feature", "geometry",
			"type", "Point", "coordinates", lon, lat, "properties", item);
		failed = !item;
	} else {
		failed = json_object_set_new(item, "lon", json_real(lon)) ||
			json_object_set_new(item, "lat", json_real(lat));
	}
	if (failed) {
		json_decref(item);
		return gw_fail_nomem(err);
	}
	return json_array_append_new(findings->list, item) ? gw_fail_nomem(err) : GW_OK;
}

static enum gw_status add_division(struct gw_findings *findings,
	const struct gw_division_info *division, size_t cells, size_t faults, struct gw_error *err)
{
	json_t *entry = json_object();

	if (!findings->divisions)
		findings->divisions = json_array();
	if (set_division(entry, division) ||
		json_object_set_new(entry, "cells", json_integer((json_int_t)cells)) ||
		json_object_set_new(entry, "faults", json_integer((json_int_t)faults))) {
		json_decref(entry);
		return gw_fail_nomem(err);
	}
	return json_array_append_new(findings->divisions, entry) ? gw_fail_nomem(err) : GW_OK;
}

enum gw_status gw_findings_add(struct gw_findings *findings,
	const struct gw_division_info *division, size_t cells, const struct gw_faults *faults,
	const struct gw_cell_names *names, struct gw_error *err)
{
	size_t n = gw_faults_count(faults), i;
	enum gw_status st = GW_OK;

	for (i = 0; i < faults->n && !st; i++)
		st = add_finding(findings, division, &faults->items[i], names, err);
	if (!st && division)
		st = add_division(findings, division, cells, n, err);
	findings->faults += (json_int_t)n;
	return st;
}

enum gw_status gw_findings_write(
	const struct gw_findings *findings, struct gw_buf *out, struct gw_error *err)
{
	json_t *root;
	char *text;

	if (findings->geojson)
		root = json_pack(
			"{s:s, s:O}", "type", "FeatureCollection", "features", findings->list);
	else
		root = json_pack("{s:I, s:O*, s:O}", "faults", findings->faults, "divisions",
			findings->divisions, "findings", findings->list);
	text = root ? json_dumps(root, JSON_INDENT(1) | JSON_REAL_PRECISION(12)) : NULL;
	json_decref(root);
	if (!text)
		return gw_fail_nomem(err);
	gw_buf_puts(out, text);
	gw_buf_puts(out, "\n");
	free(text);
	return gw_buf_ok(out) ? GW_OK : gw_fail_nomem(err);
}

static enum gw_status write_all(struct gw_buf *out, bool geojson, const struct gw_faults *faults,
	const struct gw_cell_names *names, struct gw_error *err)
{
	struct gw_findings *findings;
	enum gw_status st;

	st = gw_findings_create(&findings, geojson, err);
	if (st)
		return st;
	st = gw_findings_add(findings, NULL, 0, faults, names, err);
	if (!st)
		st = gw_findings_write(findings, out, err);
	gw_findings_destroy(findings);
	return st;
}

enum gw_status gw_findings_json(struct gw_buf *out, const struct gw_faults *faults,
	const struct gw_cell_names *names, struct gw_error *err)
{
	return write_all(out, false, faults, names, err);
}

enum gw_status gw_findings_geojson(struct gw_buf *out, const struct gw_faults *faults,
	const struct gw_cell_names *names, struct gw_error *err)
{
	return write_all(out, true, faults, names, err);
}
