/* SPDX-License-Identifier: Apache-2.0 */
#include "service/maps.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NUM_CLASSES 5

static const struct gw_class no_data = {.label_zh = "数据不足",
	.label_en = "Insufficient data",
	.is_no_data = true};

static void add_class(struct gw_choropleth *map, struct gw_class class)
{
	map->classes[map->num_classes++] = class;
}

/* Puts a unit in a class, by its number. */
static void put_unit(struct gw_choropleth *map, uint32_t unit, size_t class)
{
	map->classes[class].num_units++;
	map->values[unit].class = (int8_t) class;
}

static bool is_drawn(const struct gw_choropleth *map, uint32_t unit)
{
	const struct gw_unit *u = &map->division->units->items[unit];

	return u->level == map->level && u->first <= u->last;
}

/* By cell, the outside first. */
static int64_t sum_of(const struct gw_unit *unit, const uint64_t *counts)
{
	uint64_t sum = 0;
	gw_cell_id cell;

	for (cell = unit->first; cell <= unit->last; cell++)
		sum += counts[cell];
	return (int64_t)sum;
}

static uint64_t total_of(const struct gw_units *units, const uint64_t *counts)
{
	uint64_t total = 0;
	gw_cell_id cell;

	for (cell = 1; cell <= units->num_cells; cell++)
		total += counts[cell];
	return total;
}

static int compare_sums(const void *x, const void *y)
{
	int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;

	return (a > b) - (a < b);
}

/*
 * Makes classes with about equal shares of the n sorted sums; bounds[] are the greatest of each.
 * Equal sums do not part: a class that would come out empty takes the next greater sum instead.
 */
static size_t make_classes(
	struct gw_choropleth *map, const int64_t *sums, size_t n, int64_t *bounds)
{
	size_t made = 0, first = 0, last;

	for (; first < n && made < NUM_CLASSES; first = last + 1) {
		struct gw_class class = {0};

		last = (n * (made + 1) + NUM_CLASSES - 1) / NUM_CLASSES - 1;
		last = last < first ? first : last;
		while (last + 1 < n && sums[last + 1] == sums[last])
			last++;
		if (sums[first] == sums[last])
			snprintf(class.cuts, sizeof class.cuts, "%lld", (long long)sums[first]);
		else
			snprintf(class.cuts, sizeof class.cuts, "%lld – %lld",
				(long long)sums[first], (long long)sums[last]);
		add_class(map, class);
		bounds[made++] = sums[last];
	}
	return made;
}

/* Against the month before; where nothing at all came in then, nothing is said. */
static void set_changes(struct gw_choropleth *map, const uint64_t *before)
{
	const struct gw_units *units = map->division->units;
	uint32_t i;

	if (!total_of(units, before))
		return;
	for (i = 0; i < units->n; i++) {
		struct gw_unit_value *v = &map->values[i];
		int64_t sum;

		if (!is_drawn(map, i))
			continue;
		sum = sum_of(&units->items[i], before);
		v->change = (int8_t)((v->count > sum) - (v->count < sum));
	}
}

enum gw_status gw_classify_counts(struct gw_choropleth *map, const uint64_t *counts,
	const uint64_t *before, struct gw_error *err)
{
	const struct gw_units *units = map->division->units;
	int64_t *sums = gw_alloc_array((size_t)units->n + 1, sizeof *sums);
	size_t n = 0, classes, class;
	int64_t bounds[NUM_CLASSES];
	uint32_t i;

	if (!sums)
		return gw_fail_nomem(err);
	for (i = 0; i < units->n; i++)
		if (is_drawn(map, i))
			sums[n++] = map->values[i].count = sum_of(&units->items[i], counts);
	qsort(sums, n, sizeof *sums, compare_sums);
	classes = total_of(units, counts) ? make_classes(map, sums, n, bounds) : 0;
	if (!classes)
		add_class(map, no_data);
	for (i = 0; i < units->n; i++) {
		if (!is_drawn(map, i))
			continue;
		for (class = 0; class + 1 < classes && map->values[i].count > bounds[class];)
			class ++;
		put_unit(map, i, class);
	}
	set_changes(map, before);
	free(sums);
	return GW_OK;
}

/* Counts on their way from the store, which knows cells by their keys. */
struct counting {
	uint64_t *counts;
	struct gw_keyed_cell *cells; /* by key */
	size_t num_cells;
};

static int compare_key(const void *key, const void *cell)
{
	int64_t a = *(const int64_t *)key, b = ((const struct gw_keyed_cell *)cell)->key;

	return (a > b) - (a < b);
}

static void add_count(void *context, int64_t key, int64_t count)
{
	struct counting *c = context;
	const struct gw_keyed_cell *found;

	found = bsearch(&key, c->cells, c->num_cells, sizeof *found, compare_key);
	if (found)
		c->counts[found->cell] += (uint64_t)count;
}

enum gw_status gw_count_by_cell(struct gw_store *store, const struct gw_units *units,
	int64_t division, gw_time from, gw_time to, uint64_t **out, struct gw_error *err)
{
	struct counting c = {.num_cells = units->num_cells};
	enum gw_status st;

	c.counts = calloc(c.num_cells + 1, sizeof *c.counts);
	c.cells = gw_units_by_key(units);
	st = c.counts && c.cells
		? gw_store_count_reports(store, division, from, to, add_count, &c, err)
		: gw_fail_nomem(err);
	free(c.cells);
	if (st)
		free(c.counts);
	else
		*out = c.counts;
	return st;
}

enum gw_status gw_count_new_by_cell(struct gw_store *store, const struct gw_units *units,
	int64_t division, int64_t after, gw_time from, gw_time to, uint64_t *counts,
	struct gw_error *err)
{
	struct counting c = {.counts = counts, .num_cells = units->num_cells};
	enum gw_status st;

	c.cells = gw_units_by_key(units);
	st = c.cells
		? gw_store_count_new_reports(store, after, division, from, to, add_count, &c, err)
		: gw_fail_nomem(err);
	free(c.cells);
	return st;
}

void gw_classify_grades(struct gw_choropleth *choropleth, const int32_t *grades)
{
	static const struct gw_class levels[] = {
		{.label_zh = "良好", .label_en = "Good", .mark = "1"},
		{.label_zh = "安全", .label_en = "Safe", .mark = "2"},
		{.label_zh = "关注", .label_en = "Attention", .mark = "3"},
		{.label_zh = "警告", .label_en = "Warning", .mark = "4"},
		{.label_zh = "严重", .label_en = "Serious", .mark = "5"},
	};
	uint32_t i;

	choropleth->graded = true;
	for (i = 0; i < NUM_CLASSES; i++)
		add_class(choropleth, levels[i]);
	add_class(choropleth, no_data);
	for (i = 0; i < choropleth->division->units->n; i++) {
		int32_t grade = grades ? grades[i] : choropleth->division->units->items[i].grade;

		if (is_drawn(choropleth, i))
			put_unit(choropleth, i,
				grade >= 1 && grade <= NUM_CLASSES ? (size_t)grade - 1
								   : NUM_CLASSES);
	}
}
