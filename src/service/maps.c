/* SPDX-License-Identifier: Apache-2.0 */
#include "service/maps.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NUM_CLASSES 5

static const struct gw_scene_class no_data = {.rgb = 0xbdbdbd,
	.hatched = true,
	.label = "\xe6\x95\xb0\xe6\x8d\xae\xe4\xb8\x8d\xe8\xb6\xb3 No data"};

struct counting {
	const struct gw_units *units;
	struct gw_keyed_cell *cells; /* by key */
	struct gw_cell_counts *counts;
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

	found = bsearch(&key, c->cells, c->units->num_cells, sizeof *found, compare_key);
	if (!found)
		return;
	c->counts->counts[found->cell] = (uint64_t)count;
	c->counts->total += (uint64_t)count;
}

enum gw_status gw_count_by_cell(struct gw_store *store, const struct gw_units *units,
	int64_t division, gw_time from, gw_time to, struct gw_cell_counts *counts,
	struct gw_error *err)
{
	struct counting c = {.units = units, .counts = counts};
	enum gw_status st;

	counts->total = 0;
	counts->counts = calloc((size_t)units->num_cells + 1, sizeof *counts->counts);
	c.cells = gw_units_by_key(units);
	if (!counts->counts || !c.cells) {
		st = gw_fail_nomem(err);
		goto out;
	}
	st = gw_store_count_reports(store, division, from, to, add_count, &c, err);
out:
	free(c.cells);
	if (st) {
		free(counts->counts);
		counts->counts = NULL;
	}
	return st;
}

static void add_class(struct gw_scene *scene, struct gw_scene_class class)
{
	scene->classes[scene->num_classes++] = class;
}

/* Puts all cells of a unit in a class, by its number. */
static void put_unit(struct gw_scene *scene, const struct gw_unit *unit, size_t class)
{
	gw_cell_id cell;

	scene->classes[class].num_units++;
	for (cell = unit->first; cell <= unit->last; cell++)
		scene->cell_class[cell] = (uint8_t)(class + 1);
}

static bool is_drawn(const struct gw_scene *scene, const struct gw_unit *unit)
{
	return unit->level == scene->level && unit->first <= unit->last;
}

static uint64_t sum_of(const struct gw_unit *unit, const struct gw_cell_counts *counts)
{
	uint64_t sum = 0;
	gw_cell_id cell;

	for (cell = unit->first; cell <= unit->last; cell++)
		sum += counts->counts[cell];
	return sum;
}

static int compare_sums(const void *x, const void *y)
{
	uint64_t a = *(const uint64_t *)x, b = *(const uint64_t *)y;

	return (a > b) - (a < b);
}

/*
 * Makes classes with about equal shares of the n sorted sums; bounds[] are the greatest of each.
 * Equal sums do not part: a class that would come out empty takes the next greater sum instead.
 */
static size_t make_classes(struct gw_scene *scene, const uint64_t *sums, size_t n, uint64_t *bounds)
{
	static const uint32_t ramp[NUM_CLASSES] = {
		0xffffb2, 0xfecc5c, 0xfd8d3c, 0xf03b20, 0xbd0026};
	size_t made = 0, first = 0, last;

	for (; first < n && made < NUM_CLASSES; first = last + 1) {
		struct gw_scene_class class = {.rgb = ramp[made]};

		last = (n * (made + 1) + NUM_CLASSES - 1) / NUM_CLASSES - 1;
		last = last < first ? first : last;
		while (last + 1 < n && sums[last + 1] == sums[last])
			last++;
		if (sums[first] == sums[last])
			snprintf(class.label, sizeof class.label, "%llu",
				(unsigned long long)sums[first]);
		else
			snprintf(class.label, sizeof class.label, "%llu \xe2\x80\x93 %llu",
				(unsigned long long)sums[first], (unsigned long long)sums[last]);
		add_class(scene, class);
		bounds[made++] = sums[last];
	}
	return made;
}

enum gw_status gw_classify_reports(
	struct gw_scene *scene, const struct gw_cell_counts *counts, struct gw_error *err)
{
	const struct gw_units *units = scene->division->units;
	uint64_t *sums = gw_alloc_array(units->n, sizeof *sums), bounds[NUM_CLASSES] = {0};
	size_t n = 0, classes, class;
	uint32_t i;

	if (!sums)
		return gw_fail_nomem(err);
	for (i = 0; i < units->n; i++)
		if (is_drawn(scene, &units->items[i]))
			sums[n++] = sum_of(&units->items[i], counts);
	if (n)
		qsort(sums, n, sizeof *sums, compare_sums);
	classes = n && counts->total ? make_classes(scene, sums, n, bounds) : 0;
	if (!classes)
		add_class(scene, no_data);
	for (i = 0; i < units->n; i++) {
		if (!is_drawn(scene, &units->items[i]))
			continue;
		for (class = 0;
			class + 1 < classes && sum_of(&units->items[i], counts) > bounds[class];
			class ++)
			;
		put_unit(scene, &units->items[i], class);
	}
	free(sums);
	return GW_OK;
}

void gw_classify_grades(struct gw_scene *scene)
{
	static const struct gw_scene_class grades[] = {
		{.rgb = 0x7fd18b, .label = "\xe8\x89\xaf\xe5\xa5\xbd Good", .mark = "1"},
		{.rgb = 0x2166ac, .label = "\xe5\xae\x89\xe5\x85\xa8 Safe", .mark = "2"},
		{.rgb = 0xffe34d, .label = "\xe5\x85\xb3\xe6\xb3\xa8 Attention", .mark = "3"},
		{.rgb = 0xc4161c,
			.label = "\xe8\xad\xa6\xe5\x91\x8a Warning",
			.mark = "4",
			.hatched = true},
		{.rgb = 0x101010,
			.label = "\xe4\xb8\xa5\xe9\x87\x8d Serious",
			.mark = "5",
			.hatched = true},
	};
	const struct gw_units *units = scene->division->units;
	uint32_t i;

	for (i = 0; i < sizeof grades / sizeof *grades; i++)
		add_class(scene, grades[i]);
	add_class(scene, no_data);
	for (i = 0; i < units->n; i++) {
		const struct gw_unit *u = &units->items[i];

		if (is_drawn(scene, u))
			put_unit(scene, u,
				u->grade == GW_NO_DATA ? NUM_CLASSES : (size_t)u->grade - 1);
	}
}
