/* SPDX-License-Identifier: Apache-2.0 */
#include "http/features_page.h"

#include "base/mem.h"
#include "grid/outline.h"

#include <stdlib.h>
#include <string.h>

enum filter { BY_CODE, BY_NAME, BY_PARENT, BY_RESPONSIBLE };
static const char *const filters[] = {"code", "name", "parent", "responsible", NULL};
const struct gw_features_rules gw_unit_rules = {.many = true, .filters = filters};

const char *const gw_unit_fields[] = {"code", "name", "name_en", "scheme", "level", "parent",
	"responsible", "households", "residents", "cells", "valid_from", "valid_to", "grade", NULL};
/* The same but for the grade: which month's it is, nobody has said. */
const char *const gw_unit_public_fields[] = {"code", "name", "name_en", "scheme", "level", "parent",
	"responsible", "households", "residents", "cells", "valid_from", "valid_to", NULL};

/* The units that a query names: numbers, ascending. */
struct choice {
	const struct gw_division *division;
	struct gw_division_info info;
	uint32_t *numbers;
	size_t n;
};

static bool is_wanted(const char *wanted, const char *text)
{
	return !wanted || (text && !strcmp(wanted, text));
}

static const char *parent_code(const struct gw_units *units, const struct gw_unit *unit)
{
	return unit->parent == GW_NO_UNIT ? NULL : units->items[unit->parent].code;
}

static bool takes(const struct gw_features_page *page, const struct gw_units *units,
	const struct gw_unit *unit)
{
	const char *const *wanted = page->query->filters;

	return unit->level == page->collection->rank && unit->first <= unit->last &&
		is_wanted(page->id, unit->code) && is_wanted(wanted[BY_CODE], unit->code) &&
		(is_wanted(wanted[BY_NAME], gw_unit_name(unit)) ||
			is_wanted(wanted[BY_NAME], unit->name_en)) &&
		is_wanted(wanted[BY_PARENT], parent_code(units, unit)) &&
		is_wanted(wanted[BY_RESPONSIBLE], unit->responsible);
}

static enum gw_status choose(
	const struct gw_features_page *page, struct choice *c, struct gw_error *err)
{
	const struct gw_units *units = c->division->units;
	bool *meets = calloc((size_t)units->n + 1, sizeof *meets);
	unsigned b;
	uint32_t i;

	c->numbers = gw_alloc_array((size_t)units->n + 1, sizeof *c->numbers);
	if (!meets || !c->numbers) {
		free(meets);
		return gw_fail_nomem(err);
	}
	for (b = 0; b < page->query->num_boxes; b++)
		gw_units_meet(c->division, page->collection->rank, page->query->boxes[b], meets);
	for (i = 0; i < units->n; i++)
		if ((meets[i] || !page->query->num_boxes) && takes(page, units, &units->items[i]))
			c->numbers[c->n++] = i;
	free(meets);
	return GW_OK;
}

static void put_day(struct gw_features *f, gw_date day)
{
	char text[GW_TIME_TEXT_MAX];
	bool open = day == GW_DATE_MIN || day == GW_DATE_MAX;

	gw_feature_text(f, open ? NULL : gw_date_format(day, text));
}

static void put_fields(struct gw_features_page *page, const struct choice *c, uint32_t number)
{
	const struct gw_units *units = c->division->units;
	const struct gw_unit *unit = &units->items[number];
	struct gw_features *f = &page->out;

	gw_feature_begin(f, unit->code);
	gw_feature_text(f, unit->code);
	gw_feature_text(f, unit->name);
	gw_feature_text(f, unit->name_en);
	gw_feature_text(f, page->collection->scheme);
	gw_feature_text(f, page->collection->name);
	gw_feature_text(f, parent_code(units, unit));
	gw_feature_text(f, unit->responsible);
	gw_feature_int(f, unit->households != GW_NO_DATA, unit->households);
	gw_feature_int(f, unit->residents != GW_NO_DATA, unit->residents);
	gw_feature_int(f, true, (int64_t)unit->last - unit->first + 1);
	put_day(f, c->info.valid_from);
	put_day(f, c->info.valid_to);
	if (f->fields == gw_unit_fields)
		gw_feature_int(f, unit->grade != GW_NO_DATA, unit->grade);
}

static enum gw_status write_units(struct gw_features_page *page, const struct choice *c,
	size_t first, size_t n, struct gw_error *err)
{
	struct gw_rings rings;
	enum gw_status st;
	size_t i, at = 0, end;

	gw_rings_init(&rings);
	st = gw_units_outline(c->division, c->numbers + first, n, &rings, err);
	for (i = 0; i < n && !st; i++, at = end) {
		for (end = at; end < rings.num_rings && rings.rings[end].cell == i + 1; end++)
			;
		put_fields(page, c, c->numbers[first + i]);
		gw_feature_rings(&page->out, &rings, at, end - at);
		if (!page->id)
			gw_feature_end(&page->out);
	}
	gw_rings_finish(&rings);
	return st;
}

/* Of an interval of time, the division of its last day counts. */
static gw_date day_of(const struct gw_features_page *page)
{
	if (!page->query->has_time)
		return gw_collection_day(page->site, page->collection->scheme);
	if (page->query->to == INT64_MAX)
		return GW_DATE_MAX - 1;
	return gw_time_date(page->query->to - 1, gw_atlas_zone(page->site->atlas));
}

enum gw_status gw_features_units(struct gw_features_page *page, struct gw_problem *problem)
{
	size_t first = page->query->offset, n;
	struct choice c = {0};
	enum gw_status st;

	st = gw_atlas_division(page->site->atlas, page->collection->scheme, day_of(page), GW_WAIT,
		&c.division, &c.info, &problem->error);
	if (st == GW_ENOTFOUND) /* there are no units on that day */
		return GW_OK;
	if (!st)
		st = choose(page, &c, &problem->error);
	if (!st) {
		page->matched = c.n;
		first = first < c.n ? first : c.n;
		n = c.n - first < page->query->limit ? c.n - first : page->query->limit;
		if (first + n < c.n)
			page->next = (int64_t)(first + n);
		st = write_units(page, &c, first, n, &problem->error);
	}
	free(c.numbers);
	gw_atlas_release_division(page->site->atlas, c.division);
	return st ? gw_problem_from(problem, st) : GW_OK;
}
