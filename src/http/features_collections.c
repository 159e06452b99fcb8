/* SPDX-License-Identifier: Apache-2.0 */
#include "http/features_collections.h"

#include "base/mem.h"
#include "http/scope.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct listing {
	struct gw_collection *items;
	size_t n, capacity;
};

static struct gw_collection *add(struct listing *list, struct gw_collection collection)
{
	if (!gw_grow(&list->items, list->n, &list->capacity, sizeof *list->items))
		return NULL;
	list->items[list->n] = collection;
	return &list->items[list->n++];
}

/* The day of a scheme's divisions, which lie in a row, that is nearest to today. */
static gw_date nearest_day(const struct gw_division_info *list, size_t n, gw_date today)
{
	gw_date best = today;
	size_t i;

	for (i = 0; i < n; i++) {
		if (list[i].valid_from <= today && today < list[i].valid_to)
			return today;
		/* all before today, the last one counts; or all behind it, the first */
		if (list[i].valid_to <= today)
			best = list[i].valid_from;
		else if (best == today)
			best = list[i].valid_from;
	}
	return best;
}

gw_date gw_collection_day(const struct gw_site *site, const char *scheme)
{
	struct gw_division_info *list = NULL;
	gw_date day = gw_atlas_today(site->atlas);
	size_t n = 0, first = 0, end;

	if (gw_atlas_divisions(site->atlas, &list, &n, NULL))
		return day;
	while (first < n && scheme && strcmp(list[first].scheme, scheme) != 0)
		first++;
	for (end = first; end < n && !strcmp(list[end].scheme, list[first].scheme); end++)
		;
	day = nearest_day(list + first, end - first, day);
	free(list);
	return day;
}

enum gw_status gw_collection_map(
	const struct gw_site *site, const struct gw_map **out, struct gw_error *err)
{
	struct gw_map_query query = {.is_public = true};
	enum gw_status st;

	st = gw_map_kind_find("grid", &query.kind, err);
	if (st)
		return st;
	query.month = gw_collection_day(site, NULL) / 100;
	if (!query.month) /* a division from ever to ever */
		query.month = gw_atlas_today(site->atlas) / 100;
	return gw_atlas_map(site->atlas, &query, GW_WAIT, out, err);
}

/* The levels of a scheme whose divisions are list[0 .. n). */
static enum gw_status add_scheme(const struct gw_site *site, struct listing *out,
	const struct gw_division_info *list, size_t n, struct gw_error *err)
{
	const struct gw_division *division = NULL;
	struct gw_level_info *levels = NULL;
	struct gw_division_info info;
	size_t num_levels = 0, i;
	enum gw_status st;

	st = gw_atlas_division(site->atlas, list->scheme, gw_collection_day(site, list->scheme),
		GW_WAIT, &division, &info, err);
	if (!st)
		st = gw_atlas_levels(site->atlas, info.id, &levels, &num_levels, err);
	for (i = 0; i < num_levels && !st; i++) {
		struct gw_collection c = {.kind = GW_COLLECTION_UNITS,
			.rank = levels[i].rank,
			.bbox = division->grid->bbox,
			.valid_from = list[0].valid_from,
			.valid_to = list[n - 1].valid_to};

		snprintf(c.scheme, sizeof c.scheme, "%s", list->scheme);
		snprintf(c.name, sizeof c.name, "%s", levels[i].name);
		snprintf(c.id, sizeof c.id, "%s-%s", c.scheme, c.name);
		snprintf(c.title, sizeof c.title, "%s: %s", c.scheme, c.name);
		if (!add(out, c))
			st = gw_fail_nomem(err);
	}
	free(levels);
	gw_atlas_release_division(site->atlas, division);
	return st;
}

static struct gw_bbox with_box(struct gw_bbox box, struct gw_world_box more)
{
	box = gw_bbox_with(box, gw_lonlat_from_world(more.min));
	return gw_bbox_with(box, gw_lonlat_from_world(more.max));
}

static struct gw_collection *find_kind(struct listing *list, const char *kind)
{
	size_t i;

	for (i = 0; i < list->n; i++)
		if (list->items[i].kind == GW_COLLECTION_CONTEXT &&
			!strcmp(list->items[i].name, kind))
			return &list->items[i];
	return NULL;
}

static enum gw_status add_context(
	const struct gw_site *site, struct listing *out, struct gw_error *err)
{
	const struct gw_map *map = NULL;
	const struct gw_context *context;
	enum gw_status st;
	size_t i;

	st = gw_collection_map(site, &map, err);
	context = st ? NULL : map->data.context;
	for (i = 0; context && i < context->num_features && !st; i++) {
		const struct gw_context_feature *f = &context->features[i];
		struct gw_collection *c = find_kind(out, f->kind);

		if (!c) {
			struct gw_collection made = {
				.kind = GW_COLLECTION_CONTEXT, .bbox = gw_bbox_empty()};

			snprintf(made.id, sizeof made.id, "context-%s", f->kind);
			snprintf(made.title, sizeof made.title, "context: %s", f->kind);
			snprintf(made.name, sizeof made.name, "%s", f->kind);
			c = add(out, made);
		}
		if (c)
			c->bbox = with_box(c->bbox, f->box);
		else
			st = gw_fail_nomem(err);
	}
	gw_atlas_release(site->atlas, map);
	return st;
}

static const struct gw_collection reports = {.kind = GW_COLLECTION_REPORTS,
	.id = "reports",
	.title = "Reports",
	.bbox = {{1, 1}, {0, 0}}};

static enum gw_status list_all(const struct gw_site *site, const struct gw_request *request,
	struct listing *out, struct gw_error *err)
{
	struct gw_division_info *list = NULL;
	enum gw_status st;
	size_t n = 0, i, end;

	st = gw_atlas_divisions(site->atlas, &list, &n, err);
	for (i = 0; i < n && !st; i = end) {
		for (end = i + 1; end < n && !strcmp(list[end].scheme, list[i].scheme); end++)
			;
		st = add_scheme(site, out, list + i, end - i, err);
	}
	free(list);
	if (!st && n)
		st = add_context(site, out, err);
	if (!st && gw_role_may(request->role, GW_MAY_SEE_INTERNAL) && !add(out, reports))
		st = gw_fail_nomem(err);
	return st;
}

enum gw_status gw_collections_list(const struct gw_site *site, const struct gw_request *request,
	struct gw_collection **out, size_t *n, struct gw_problem *problem)
{
	struct listing list = {0};
	enum gw_status st;

	st = list_all(site, request, &list, &problem->error);
	if (st) {
		free(list.items);
		return gw_problem_from(problem, st);
	}
	*out = list.items;
	*n = list.n;
	return GW_OK;
}

enum gw_status gw_collection_find(const struct gw_site *site, const struct gw_request *request,
	const char *id, struct gw_collection *out, struct gw_problem *problem)
{
	struct gw_collection *list = NULL;
	enum gw_status st;
	size_t n = 0, i;

	st = gw_collections_list(site, request, &list, &n, problem);
	if (st)
		return st;
	for (i = 0; i < n && strcmp(list[i].id, id) != 0; i++)
		;
	if (i < n)
		*out = list[i];
	free(list);
	if (i < n)
		return GW_OK;
	if (!strcmp(id, reports.id))
		return gw_problem_set(problem, request->token ? 403 : 401,
			"reports are for those who may see them");
	return gw_problem_set(problem, 404, "there is no collection \"%.80s\"", id);
}
