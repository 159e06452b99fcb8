/* SPDX-License-Identifier: Apache-2.0 */
#include "http/api_locate_parts.h"

#include "base/buf.h"
#include "http/json.h"
#include "http/query.h"
#include "http/scope.h"

#include <strings.h>

#define CANDIDATES_MAX 64
#define DEPTH_MAX      32

enum gw_status gw_locate_wish_read(
	const struct gw_query *query, struct gw_locate_wish *wish, struct gw_problem *problem)
{
	enum gw_status st;

	wish->crs = gw_query_get(query, "crs");
	st = gw_query_text(query, "scheme", GW_NAME_MAX, &wish->scheme, problem);
	if (!st)
		st = gw_query_date(query, "as_of", &wish->as_of, problem);
	return st ? st
		  : gw_query_number(
			    query, "accuracy", 0, GW_LOCATE_ACCURACY_MAX, &wish->accuracy, problem);
}

enum gw_status gw_locating_init(struct gw_locating *l, const struct gw_site *site,
	const struct gw_request *request, const struct gw_locate_wish *wish,
	struct gw_problem *problem)
{
	bool today = wish->as_of == GW_DATE_MIN;
	enum gw_status st;

	*l = (struct gw_locating){.atlas = site->atlas,
		.accuracy = wish->accuracy,
		.has_figures = gw_role_may(request->role, GW_MAY_SEE_INTERNAL)};
	if (!wish->crs) {
		gw_problem_set(problem, 400,
			"crs is missing; it is one of wgs84, cgcs2000, gcj02, "
			"bd09 or EPSG:n, and never guessed");
		gw_problem_blame(problem, wish->place, "crs");
		return GW_EINVAL;
	}
	st = strcasecmp(wish->crs, "wgs84") != 0
		? gw_crs_create(&l->crs, wish->crs, &problem->error)
		: GW_OK;
	if (st) {
		gw_problem_from(problem, st);
		gw_problem_blame(problem, wish->place, "crs");
		return st;
	}
	st = gw_atlas_division(site->atlas, wish->scheme,
		today ? gw_atlas_today(site->atlas) : wish->as_of, gw_request_patience(request),
		&l->division, NULL, &problem->error);
	return st ? gw_scope_blame(
			    site, wish->place, wish->scheme, today ? NULL : "as_of", problem, st)
		  : GW_OK;
}

void gw_locating_finish(struct gw_locating *l)
{
	gw_atlas_release_division(l->atlas, l->division);
	gw_crs_destroy(l->crs);
}

const char *gw_locating_crs_name(const struct gw_locating *l)
{
	return l->crs ? gw_crs_name(l->crs) : "wgs84";
}

static void write_figure(struct gw_buf *out, const char *name, int32_t figure)
{
	gw_buf_puts(out, name);
	if (figure == GW_NO_DATA)
		gw_buf_puts(out, "null");
	else
		gw_buf_printf(out, "%d", figure);
}

/* The path from the top unit down to the cell itself. */
static void write_path(struct gw_buf *out, const struct gw_units *units, gw_cell_id cell)
{
	const struct gw_unit *way[DEPTH_MAX];
	uint32_t at = units->of_cell[cell];
	size_t n = 0;

	gw_buf_puts(out, ",\"path\":[");
	for (; at != GW_NO_UNIT && n < DEPTH_MAX; at = units->items[at].parent)
		way[n++] = &units->items[at];
	while (n--) {
		gw_buf_printf(out, "{\"level\":%u,", way[n]->level);
		gw_json_member(out, "code", way[n]->code);
		gw_buf_puts(out, ",");
		gw_json_member(out, "name", way[n]->name);
		gw_buf_puts(out, ",");
		gw_json_member(out, "name_en", way[n]->name_en);
		gw_buf_puts(out, n ? "}," : "}");
	}
	gw_buf_puts(out, "]");
}

/* Who is in charge of a unit: it says so itself, or the nearest unit above it does. */
static const char *responsible_for(const struct gw_units *units, uint32_t at)
{
	for (; at != GW_NO_UNIT; at = units->items[at].parent)
		if (units->items[at].responsible)
			return units->items[at].responsible;
	return NULL;
}

void gw_locating_write_cell(const struct gw_locating *l, struct gw_buf *out, gw_cell_id cell)
{
	const struct gw_units *units = l->division->units;
	static const struct gw_unit nothing = {
		.households = GW_NO_DATA, .residents = GW_NO_DATA, .grade = GW_NO_DATA};
	const struct gw_unit *u = cell ? &units->items[units->of_cell[cell]] : &nothing;

	gw_json_member(out, "cell", u->code);
	gw_buf_puts(out, ",");
	gw_json_member(out, "name", u->name);
	gw_buf_puts(out, ",");
	gw_json_member(out, "name_en", u->name_en);
	gw_buf_puts(out, ",");
	gw_json_member(
		out, "responsible", cell ? responsible_for(units, units->of_cell[cell]) : NULL);
	if (l->has_figures) {
		write_figure(out, ",\"households\":", u->households);
		write_figure(out, ",\"residents\":", u->residents);
		write_figure(out, ",\"grade\":", u->grade);
	}
	if (cell)
		write_path(out, units, cell);
	else
		gw_buf_puts(out, ",\"path\":[]");
}

void gw_locating_write_near(const struct gw_locating *l, struct gw_buf *out, struct gw_lonlat p)
{
	struct gw_candidate found[CANDIDATES_MAX];
	size_t n, i;

	n = gw_locator_candidates(l->division->locator, p, l->accuracy, found, CANDIDATES_MAX);
	gw_buf_puts(out, ",\"candidates\":[");
	for (i = 0; i < n; i++) {
		gw_buf_puts(out, i ? ",{" : "{");
		gw_json_member(out, "cell", gw_cell_code(l->division->units, found[i].cell));
		gw_buf_printf(out, ",\"metres\":%.2f}", found[i].metres);
	}
	gw_buf_puts(out, "]");
}
