/* SPDX-License-Identifier: Apache-2.0 */
#include "base/mem.h"
#include "base/parse.h"
#include "http/api.h"
#include "http/json.h"
#include "http/query.h"
#include "http/scope.h"
#include "service/readers.h"
#include "store/publications.h"
#include "store/reports.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define LIMIT	    100
#define LIMIT_MAX   1000
#define MONTHS_BACK 12
#define LEVELS_MAX  16

/* Units of a division, with what maps know of them. */
struct view {
	const struct gw_site *site;
	const struct gw_request *request;
	const struct gw_map *map; /* borders and names alone */
	const struct gw_map *grades[LEVELS_MAX]; /* of the caller's eyes; NULL: not to be seen */
	const struct gw_division *division;
	struct gw_bbox *boxes; /* by unit; empty unless wanted */
};

static bool is_public(const struct gw_request *request)
{
	return !gw_role_may(request->role, GW_MAY_SEE_INTERNAL);
}

/* The map of a kind, level and month (0: any), of the same division; NULL: none to be seen. */
static const struct gw_map *find_grades(const struct view *v, uint32_t level, gw_month month)
{
	struct gw_map_query query = {.scheme = v->map->division.scheme,
		.month = month,
		.level = v->map->data.level_names[level],
		.is_public = is_public(v->request)};
	const struct gw_map *map = NULL;

	if (gw_map_kind_find("safety", &query.kind, NULL) ||
		gw_atlas_map(v->site->atlas, &query, GW_WAIT, &map, NULL))
		return NULL;
	if (map->choropleth->division == v->division)
		return map;
	gw_atlas_release(v->site->atlas, map);
	return NULL;
}

static enum gw_status open_view(struct view *v, const char *scheme, gw_month month,
	enum gw_place place, struct gw_problem *problem)
{
	struct gw_map_query query = {.scheme = scheme, .month = month, .is_public = true};
	enum gw_status st;

	st = gw_map_kind_find("grid", &query.kind, &problem->error);
	if (!st)
		st = gw_atlas_map(v->site->atlas, &query, gw_request_patience(v->request), &v->map,
			&problem->error);
	if (st == GW_EAGAIN)
		return st;
	if (st)
		return gw_scope_blame(v->site, place, scheme, month ? "month" : NULL, problem, st);
	v->division = v->map->choropleth->division;
	return GW_OK;
}

static void close_view(struct view *v)
{
	unsigned i;

	for (i = 0; i < LEVELS_MAX; i++)
		gw_atlas_release(v->site->atlas, v->grades[i]);
	gw_atlas_release(v->site->atlas, v->map);
	free(v->boxes);
}

static struct gw_lonlat corner(uint32_t x, uint32_t y)
{
	return gw_lonlat_from_world((struct gw_world){ldexp(x + 0.5, -32), ldexp(y + 0.5, -32)});
}

/* Adds a piece of border to the boxes of all wanted units that a cell is part of. */
static void widen(struct view *v, gw_cell_id cell, struct gw_bbox piece, const bool *wanted)
{
	const struct gw_units *units = v->division->units;
	uint32_t u = cell == GW_OUTSIDE ? GW_NO_UNIT : units->of_cell[cell];

	for (; u != GW_NO_UNIT; u = units->items[u].parent)
		if (wanted[u]) {
			v->boxes[u] = gw_bbox_with(v->boxes[u], piece.min);
			v->boxes[u] = gw_bbox_with(v->boxes[u], piece.max);
		}
}

static enum gw_status find_boxes(
	struct view *v, const uint32_t *numbers, size_t n, struct gw_error *err)
{
	const struct gw_mesh *mesh = v->map->mesh;
	size_t num_units = v->division->units->n;
	bool *wanted = calloc(num_units + 1, sizeof *wanted);
	uint32_t i;

	v->boxes = gw_alloc_array(num_units + 1, sizeof *v->boxes);
	if (!wanted || !v->boxes) {
		free(wanted);
		return gw_fail_nomem(err);
	}
	for (i = 0; i < num_units; i++)
		v->boxes[i] = gw_bbox_empty();
	for (i = 0; i < n; i++)
		wanted[numbers[i]] = true;
	for (i = 0; i < mesh->num_arcs; i++) {
		struct gw_mesh_box b = mesh->boxes[i];
		struct gw_bbox piece = {
			{corner(b.left, b.bottom).lon, corner(b.left, b.bottom).lat},
			corner(b.right, b.top)};

		widen(v, mesh->arcs[i].left, piece, wanted);
		widen(v, mesh->arcs[i].right, piece, wanted);
	}
	free(wanted);
	return GW_OK;
}

static void write_number(struct gw_buf *out, const char *name, int32_t number)
{
	if (number == GW_NO_DATA)
		gw_buf_printf(out, ",\"%s\":null", name);
	else
		gw_buf_printf(out, ",\"%s\":%d", name, number);
}

/* Its level, code and names, as members. */
static void write_names(struct gw_buf *out, const struct view *v, const struct gw_unit *unit)
{
	gw_json_member(out, "level", v->map->data.level_names[unit->level]);
	gw_buf_puts(out, ",");
	gw_json_member(out, "code", unit->code);
	gw_buf_puts(out, ",");
	gw_json_member(out, "name", gw_unit_name(unit));
	gw_buf_puts(out, ",");
	gw_json_member(out, "name_en", unit->name_en);
}

/* From the top down to the unit itself. */
static void write_path(struct gw_buf *out, const struct view *v, uint32_t number)
{
	const struct gw_unit *items = v->division->units->items;
	uint32_t path[LEVELS_MAX], n = 0, u;

	for (u = number; u != GW_NO_UNIT && n < LEVELS_MAX; u = items[u].parent)
		path[n++] = u;
	gw_buf_puts(out, ",\"path\":[");
	while (n) {
		gw_buf_puts(out, "{");
		write_names(out, v, &items[path[--n]]);
		gw_buf_puts(out, n ? "}," : "}]");
	}
}

/* Where its label has most room, or the middle of its box. */
static struct gw_lonlat center_of(const struct view *v, uint32_t number)
{
	const struct gw_poles *poles = v->map->data.poles[v->division->units->items[number].level];
	struct gw_bbox box = v->boxes[number];

	if (poles && poles->items[number].radius > 0)
		return gw_lonlat_from_world(poles->items[number].at);
	return (struct gw_lonlat){box.min.lon + (box.max.lon - box.min.lon) / 2,
		box.min.lat + (box.max.lat - box.min.lat) / 2};
}

static void write_place(struct gw_buf *out, const struct view *v, uint32_t number)
{
	struct gw_bbox box = v->boxes[number];
	struct gw_lonlat center;

	if (gw_bbox_is_empty(box)) {
		gw_buf_puts(out, ",\"bbox\":null,\"center\":null");
		return;
	}
	center = center_of(v, number);
	gw_buf_printf(out, ",\"bbox\":[%.7f,%.7f,%.7f,%.7f],\"center\":[%.7f,%.7f]",
		gw_degrees(box.min.lon), gw_degrees(box.min.lat), gw_degrees(box.max.lon),
		gw_degrees(box.max.lat), gw_degrees(center.lon), gw_degrees(center.lat));
}

static int32_t grade_of(const struct view *v, uint32_t number)
{
	const struct gw_map *map = v->grades[v->division->units->items[number].level];
	int class = map ? map->choropleth->values[number].class : -1;

	if (class < 0 || map->choropleth->classes[class].is_no_data)
		return GW_NO_DATA;
	return class + 1;
}

/* All members but the closing brace. */
static void write_unit(struct gw_buf *out, const struct view *v, uint32_t number)
{
	const struct gw_units *units = v->division->units;
	const struct gw_unit *unit = &units->items[number];

	gw_buf_puts(out, "{");
	gw_json_member(out, "scheme", v->map->division.scheme);
	gw_buf_puts(out, ",");
	write_names(out, v, unit);
	gw_buf_puts(out, ",");
	gw_json_member(
		out, "parent", unit->parent == GW_NO_UNIT ? NULL : units->items[unit->parent].code);
	write_path(out, v, number);
	gw_buf_puts(out, ",");
	gw_json_member(out, "responsible", unit->responsible);
	write_number(out, "households", unit->households);
	write_number(out, "residents", unit->residents);
	write_number(out, "grade", grade_of(v, number));
	write_place(out, v, number);
	gw_buf_printf(out, ",\"cells\":%ld",
		unit->first <= unit->last ? (long)unit->last - unit->first + 1 : 0);
}

static enum gw_status prepare(struct view *v, const uint32_t *numbers, size_t n, gw_month month,
	struct gw_problem *problem)
{
	bool tried[LEVELS_MAX] = {false};
	enum gw_status st;
	size_t i;

	for (i = 0; i < n; i++) {
		uint32_t level = v->division->units->items[numbers[i]].level;

		if (!tried[level])
			v->grades[level] = find_grades(v, level, month);
		tried[level] = true;
	}
	st = find_boxes(v, numbers, n, &problem->error);
	return st ? gw_problem_from(problem, st) : GW_OK;
}

/* What units are asked for by. */
struct search {
	const char *scheme, *level, *parent, *code, *q;
	gw_month month;
	int64_t limit, cursor;
	uint32_t rank; /* of the level, or GW_NO_UNIT */
	uint32_t *found;
	size_t n;
};

static enum gw_status read_search(
	const struct gw_query *query, struct search *s, struct gw_problem *problem)
{
	enum gw_status st;

	*s = (struct search){.limit = LIMIT};
	st = gw_query_text(query, "scheme", GW_NAME_MAX, &s->scheme, problem);
	if (!st)
		st = gw_query_text(query, "level", GW_NAME_MAX, &s->level, problem);
	if (!st)
		st = gw_query_text(query, "parent", GW_NAME_MAX, &s->parent, problem);
	if (!st)
		st = gw_query_text(query, "code", GW_NAME_MAX, &s->code, problem);
	if (!st)
		st = gw_query_text(query, "q", GW_NAME_MAX, &s->q, problem);
	if (!st)
		st = gw_query_month(query, "month", &s->month, problem);
	if (!st)
		st = gw_query_count(query, "limit", 1, LIMIT_MAX, &s->limit, problem);
	if (!st)
		st = gw_query_count(query, "cursor", 0, UINT32_MAX, &s->cursor, problem);
	return st;
}

static enum gw_status find_rank(
	const struct view *v, const char *level, uint32_t *rank, struct gw_problem *problem)
{
	*rank = GW_NO_UNIT;
	if (!level)
		return GW_OK;
	for (*rank = 0; *rank <= v->map->division.rank; ++*rank)
		if (!strcmp(v->map->data.level_names[*rank], level))
			return GW_OK;
	gw_fail(&problem->error, GW_ENOTFOUND, "the scheme has no level \"%.80s\"", level);
	gw_problem_from(problem, GW_ENOTFOUND);
	return GW_ENOTFOUND;
}

/* 2: begins with what is looked for; 1: has it within; 0: neither. */
static int match(const char *text, const char *q)
{
	const char *at = text ? strcasestr(text, q) : NULL;

	return at ? 1 + (at == text) : 0;
}

static int rank_match(const struct gw_unit *unit, const char *q)
{
	int code = match(unit->code, q), name = match(unit->name, q);
	int en = match(unit->name_en, q), best = code > name ? code : name;

	return best > en ? best : en;
}

static bool takes(const struct search *s, const struct gw_units *units, const struct gw_unit *unit)
{
	if (s->rank != GW_NO_UNIT && unit->level != s->rank)
		return false;
	if (s->code && strcmp(unit->code, s->code) != 0)
		return false;
	return !s->parent ||
		(unit->parent != GW_NO_UNIT && !strcmp(units->items[unit->parent].code, s->parent));
}

/* Those that begin with what is looked for come first. */
static enum gw_status search(const struct view *v, struct search *s, struct gw_error *err)
{
	const struct gw_units *units = v->division->units;
	int wanted;
	uint32_t i;

	s->found = gw_alloc_array((size_t)units->n + 1, sizeof *s->found);
	if (!s->found)
		return gw_fail_nomem(err);
	for (wanted = 2; wanted > 0; wanted--)
		for (i = 0; i < units->n; i++)
			if (takes(s, units, &units->items[i]) &&
				wanted == (s->q ? rank_match(&units->items[i], s->q) : 2))
				s->found[s->n++] = i;
	return GW_OK;
}

static void write_found(
	struct gw_buf *out, const struct view *v, const struct search *s, size_t first, size_t n)
{
	size_t i;

	gw_buf_puts(out, "{\"units\":[");
	for (i = 0; i < n; i++) {
		gw_buf_puts(out, i ? ",\n" : "\n");
		write_unit(out, v, s->found[first + i]);
		gw_buf_puts(out, "}");
	}
	gw_buf_puts(out, "]");
	if (first + n < s->n)
		gw_buf_printf(out, ",\"next\":\"%zu\"", first + n);
	gw_buf_puts(out, "}\n");
}

static enum gw_status answer_search(
	struct view *v, struct search *s, struct gw_reply *reply, struct gw_problem *problem)
{
	size_t first, n;
	enum gw_status st;

	st = open_view(v, s->scheme, s->month, GW_IN_QUERY, problem);
	if (!st) {
		st = find_rank(v, s->level, &s->rank, problem);
		if (st) {
			problem->status = 400;
			gw_problem_blame(problem, GW_IN_QUERY, "level");
		}
	}
	if (st)
		return st;
	st = search(v, s, &problem->error);
	if (st)
		return gw_problem_from(problem, st);
	first = (size_t)s->cursor < s->n ? (size_t)s->cursor : s->n;
	n = s->n - first < (size_t)s->limit ? s->n - first : (size_t)s->limit;
	st = prepare(v, s->found + first, n, s->month, problem);
	if (!st)
		write_found(&reply->body, v, s, first, n);
	reply->type = "application/json";
	return st;
}

/*
 * {"units":[{"scheme","level","code","name","name_en","parent","path","responsible","households",
 * "residents","grade","bbox","center","cells"}, ...],"next"}: by hierarchy, those whose code or
 * names begin with q first; next is there when there are more, and is their cursor.
 */
enum gw_status gw_api_units(const struct gw_site *site, const struct gw_request *request,
	struct gw_reply *reply, struct gw_problem *problem)
{
	static const char *const known[] = {
		"scheme", "level", "parent", "code", "q", "month", "limit", "cursor", NULL};
	struct view v = {.site = site, .request = request};
	struct search s = {0};
	struct gw_query query;
	enum gw_status st;

	st = gw_query_init(&query, request->query, known, problem);
	if (!st)
		st = read_search(&query, &s, problem);
	if (!st && !request->may_wait)
		st = GW_EAGAIN;
	if (!st)
		st = answer_search(&v, &s, reply, problem);
	close_view(&v);
	free(s.found);
	gw_query_finish(&query);
	return st;
}

/* A unit's months: how many reports came from it, and its published grades. */
struct history {
	const struct view *v;
	const struct gw_unit *unit;
	struct gw_keyed_cell *cells; /* by key */
	gw_month months[MONTHS_BACK]; /* ascending */
	int64_t reports[MONTHS_BACK];
	int32_t grades[MONTHS_BACK];
	int at; /* the month being read */
};

static int compare_keys(const void *key, const void *item)
{
	int64_t a = *(const int64_t *)key, b = ((const struct gw_keyed_cell *)item)->key;

	return (a > b) - (a < b);
}

static void add_count(void *context, int64_t cell, int64_t count)
{
	struct history *h = context;
	const struct gw_keyed_cell *found = bsearch(
		&cell, h->cells, h->v->division->units->num_cells, sizeof *found, compare_keys);

	if (found && found->cell >= h->unit->first && found->cell <= h->unit->last)
		h->reports[h->at] += count;
}

static void note_grade(void *context, bool is_cell, int64_t key, int32_t grade)
{
	struct history *h = context;

	if (is_cell == h->unit->is_cell && key == h->unit->key)
		h->grades[h->at] = grade;
}

static enum gw_status read_counts(struct history *h, struct gw_store *store, struct gw_error *err)
{
	const struct gw_zone *zone = gw_store_zone(store);
	enum gw_status st = GW_OK;

	h->cells = gw_units_by_key(h->v->division->units);
	if (!h->cells)
		return gw_fail_nomem(err);
	for (h->at = 0; h->at < MONTHS_BACK && !st; h->at++)
		st = gw_store_count_reports(store, h->v->map->division.id,
			gw_month_begin(h->months[h->at], zone),
			gw_month_begin(gw_month_next(h->months[h->at]), zone), add_count, h, err);
	return st;
}

static enum gw_status read_grades(struct history *h, struct gw_store *store, struct gw_error *err)
{
	struct gw_publication *list = NULL;
	enum gw_status st;
	size_t n = 0, i;

	st = gw_store_list_publications(store, &list, &n, err);
	for (h->at = 0; h->at < MONTHS_BACK && !st; h->at++)
		for (i = 0; i < n && !st; i++)
			if (list[i].scheme_id == h->v->map->division.scheme_id &&
				list[i].division_id == h->v->map->division.id &&
				list[i].month == h->months[h->at])
				st = gw_store_read_publication(
					store, list[i].id, note_grade, h, err);
	free(list);
	return st;
}

static void write_history(struct gw_buf *out, const struct history *h)
{
	char month[GW_TIME_TEXT_MAX];
	int i;

	gw_buf_puts(out, ",\"months\":[");
	for (i = 0; i < MONTHS_BACK; i++) {
		gw_buf_printf(out, "%s\n{\"month\":\"%s\"", i ? "," : "",
			gw_month_format(h->months[i], month));
		if (h->cells)
			gw_buf_printf(out, ",\"reports\":%lld", (long long)h->reports[i]);
		write_number(out, "grade", h->grades[i]);
		gw_buf_puts(out, "}");
	}
	gw_buf_puts(out, "]");
}

static enum gw_status put_history(
	struct gw_buf *out, const struct view *v, uint32_t number, struct gw_error *err)
{
	struct history h = {.v = v, .unit = &v->division->units->items[number]};
	struct gw_store *store = NULL;
	enum gw_status st;
	int i;

	for (i = MONTHS_BACK; i--;) {
		h.months[i] =
			i == MONTHS_BACK - 1 ? v->map->month : gw_month_before(h.months[i + 1]);
		h.grades[i] = GW_NO_DATA;
	}
	st = gw_readers_borrow(v->site->readers, &store, err);
	if (!st && !is_public(v->request))
		st = read_counts(&h, store, err);
	if (!st)
		st = read_grades(&h, store, err);
	if (!st)
		write_history(out, &h);
	gw_readers_return(v->site->readers, store);
	free(h.cells);
	return st;
}

static enum gw_status answer_unit(
	struct view *v, gw_month month, struct gw_reply *reply, struct gw_problem *problem)
{
	const char *const *parts = v->request->parts;
	uint32_t rank, number;
	enum gw_status st;

	st = open_view(v, parts[0], month, GW_IN_QUERY, problem);
	if (st) {
		if (problem->status == 400 && !strcmp(problem->field, "scheme"))
			gw_problem_from(problem, GW_ENOTFOUND); /* it is in the path */
		return st;
	}
	st = find_rank(v, parts[1], &rank, problem);
	if (st)
		return st;
	number = gw_units_find(v->division->units, rank, parts[2]);
	if (number == GW_NO_UNIT)
		return gw_problem_set(
			problem, 404, "there is no %.80s of code \"%.80s\"", parts[1], parts[2]);
	st = prepare(v, &number, 1, month, problem);
	if (st)
		return st;
	write_unit(&reply->body, v, number);
	st = put_history(&reply->body, v, number, &problem->error);
	gw_buf_puts(&reply->body, "}\n");
	reply->type = "application/json";
	return st ? gw_problem_from(problem, st) : GW_OK;
}

/*
 * A unit as in the list, and "months":[{"month","reports","grade"}, ...], the last of which is that
 * of the parameter month, or the newest; reports are there for those who may see them.
 */
enum gw_status gw_api_unit(const struct gw_site *site, const struct gw_request *request,
	struct gw_reply *reply, struct gw_problem *problem)
{
	static const char *const known[] = {"month", NULL};
	struct view v = {.site = site, .request = request};
	struct gw_query query;
	gw_month month = 0;
	enum gw_status st;

	st = gw_query_init(&query, request->query, known, problem);
	if (!st)
		st = gw_query_month(&query, "month", &month, problem);
	if (!st && !request->may_wait)
		st = GW_EAGAIN;
	if (!st)
		st = answer_unit(&v, month, reply, problem);
	close_view(&v);
	gw_query_finish(&query);
	return st;
}
