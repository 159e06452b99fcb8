/* SPDX-License-Identifier: Apache-2.0 */
#include "fixture.h"
#include "service/maps.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define CELLS_MAX 100
#define DASH	  " \u2013 "

/* Cells "000", "001" ... of one unit above, each with its reports; every seventh pair ungraded. */
struct counted {
	struct gw_division division;
	struct gw_choropleth map;
	uint64_t counts[CELLS_MAX + 1];
};

static void cells_init(struct counted *c, uint32_t level, const uint64_t *reports, uint32_t n)
{
	struct gw_unit items[CELLS_MAX + 1] = {{.code = "top", .parent = GW_NO_UNIT}};
	char codes[CELLS_MAX][8];
	struct gw_error err;
	uint32_t i;

	*c = (struct counted){0};
	for (i = 0; i < n; i++) {
		snprintf(codes[i], sizeof codes[i], "%03u", i);
		items[i + 1] = (struct gw_unit){.code = codes[i],
			.level = 1,
			.is_cell = true,
			.grade = i % 7 < 5 ? (int32_t)(i % 7) + 1 : GW_NO_DATA};
		c->counts[i + 1] = reports[i];
	}
	expect_ok(gw_units_create(&c->division.units, items, n + 1, &err), err);
	expect_ok(gw_choropleth_init(&c->map, &c->division, level, &err), err);
}

static void counted_init(struct counted *c, uint32_t level, const uint64_t *reports, uint32_t n)
{
	static const uint64_t before[CELLS_MAX + 1] = {0};
	struct gw_error err;

	cells_init(c, level, reports, n);
	expect_ok(gw_classify_counts(&c->map, c->counts, before, &err), err);
}

static void counted_finish(struct counted *c)
{
	gw_choropleth_finish(&c->map);
	gw_units_destroy(c->division.units);
}

/* The class of a cell, from 1; 0: none. */
static int class_of(const struct counted *c, gw_cell_id cell)
{
	return c->map.values[c->division.units->of_cell[cell]].class + 1;
}

/* Classes as "cuts: units" in a line; cells as digits. */
static void expect_classes(
	const uint64_t *reports, uint32_t n, const char *wanted, const char *wanted_cells)
{
	char got[512] = "", cells[CELLS_MAX + 1] = "";
	struct counted c;
	size_t len = 0, i;

	counted_init(&c, 1, reports, n);
	for (i = 0; i < c.map.num_classes; i++)
		len += (size_t)snprintf(got + len, sizeof got - len, "%s%s: %u", i ? "; " : "",
			c.map.classes[i].cuts, c.map.classes[i].num_units);
	for (i = 1; i <= n; i++)
		cells[i - 1] = (char)('0' + class_of(&c, (gw_cell_id)i));
	if (strcmp(got, wanted) != 0 || strcmp(cells, wanted_cells) != 0)
		fail_msg("classes \"%s\" of cells %s, not \"%s\" of %s", got, cells, wanted,
			wanted_cells);
	counted_finish(&c);
}

#define EXPECT_CLASSES(wanted, cells, ...)                                                         \
	expect_classes((const uint64_t[]){__VA_ARGS__},                                            \
		(uint32_t)(sizeof((const uint64_t[]){__VA_ARGS__}) / sizeof(uint64_t)), wanted,    \
		cells)

static void five_classes_hold_equally_many_units(void **state)
{
	EXPECT_CLASSES("1" DASH "2: 2; 3" DASH "4: 2; 5" DASH "6: 2; 7" DASH "8: 2; 9" DASH "10: 2",
		"1122334455", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
	EXPECT_CLASSES("1" DASH "2: 2; 3" DASH "4: 2; 5" DASH "6: 2; 7" DASH "8: 2; 9" DASH "10: 2",
		"5432154321", 10, 8, 6, 4, 2, 9, 7, 5, 3, 1);
}

static void units_of_equal_counts_are_in_one_class(void **state)
{
	EXPECT_CLASSES("7: 4", "1111", 7, 7, 7, 7);
	EXPECT_CLASSES("0: 8; 1: 1; 2: 1", "1111111123", 0, 0, 0, 0, 0, 0, 0, 0, 1, 2);
	EXPECT_CLASSES("0: 1; 3: 3; 9: 1", "12223", 0, 3, 3, 3, 9);
}

static void fewer_units_than_classes_have_one_each(void **state)
{
	EXPECT_CLASSES("5: 1", "1", 5);
	EXPECT_CLASSES("0: 1; 5: 1", "12", 0, 5);
	EXPECT_CLASSES("1: 1; 2: 1; 3: 1; 4: 1", "4321", 4, 3, 2, 1);
}

static void without_any_report_no_unit_has_data(void **state)
{
	struct counted c;

	counted_init(&c, 1, (const uint64_t[]){0, 0, 0}, 3);
	assert_int_equal(c.map.num_classes, 1);
	assert_true(c.map.classes[0].is_no_data);
	assert_string_equal(c.map.classes[0].label_en, "Insufficient data");
	assert_string_equal(c.map.classes[0].cuts, "");
	assert_int_equal(c.map.classes[0].num_units, 3);
	assert_int_equal(class_of(&c, 2), 1);
	counted_finish(&c);
}

static void without_units_there_is_the_class_without_data(void **state)
{
	struct counted c;

	counted_init(&c, 1, NULL, 0);
	assert_int_equal(c.map.num_classes, 1);
	assert_int_equal(c.map.classes[0].num_units, 0);
	counted_finish(&c);
}

static void an_upper_unit_has_the_reports_of_its_cells(void **state)
{
	struct counted c;

	counted_init(&c, 0, (const uint64_t[]){1, 0, 41}, 3);
	assert_int_equal(c.map.num_classes, 1);
	assert_string_equal(c.map.classes[0].cuts, "42");
	assert_int_equal(c.map.classes[0].num_units, 1);
	assert_int_equal(c.map.values[0].class, 0);
	assert_int_equal(c.map.values[0].count, 42);
	assert_int_equal(class_of(&c, 1), 0); /* cells are not of the drawn level */
	assert_int_equal(c.map.values[c.division.units->of_cell[1]].count, -1);
	counted_finish(&c);
}

static void expect_changes(const uint64_t *now, const uint64_t *then, const int *wanted, uint32_t n)
{
	uint64_t before[CELLS_MAX + 1] = {0};
	struct gw_error err;
	struct counted c;
	uint32_t i;

	cells_init(&c, 1, now, n);
	memcpy(before + 1, then, n * sizeof *then);
	expect_ok(gw_classify_counts(&c.map, c.counts, before, &err), err);
	for (i = 0; i < n; i++)
		if (c.map.values[c.division.units->of_cell[i + 1]].change != wanted[i])
			fail_msg("cell %u changed by %d, not %d", i,
				c.map.values[c.division.units->of_cell[i + 1]].change, wanted[i]);
	assert_int_equal(c.map.values[0].change, GW_CHANGE_UNKNOWN); /* the unit above */
	counted_finish(&c);
}

static void changes_are_against_the_month_before_unless_nothing_came_in_then(void **state)
{
	const uint64_t now[] = {3, 3, 3, 0};

	expect_changes(now, (const uint64_t[]){2, 3, 4, 0}, (const int[]){1, 0, -1, 0}, 4);
	expect_changes(now, (const uint64_t[]){0, 0, 0, 1}, (const int[]){1, 1, 1, -1}, 4);
	expect_changes(now, (const uint64_t[]){0, 0, 0, 0}, (const int[]){2, 2, 2, 2}, 4);
	expect_changes((const uint64_t[]){0, 0}, (const uint64_t[]){0, 5}, (const int[]){0, -1}, 2);
}

static void expect_class_is_sound(
	const struct counted *c, const uint64_t *reports, uint32_t n, size_t class, int round)
{
	uint64_t lo = UINT64_MAX, hi = 0;
	uint32_t i, members = 0;
	char cuts[64];

	for (i = 0; i < n; i++) {
		if (class_of(c, i + 1) != (int)class + 1)
			continue;
		lo = reports[i] < lo ? reports[i] : lo;
		hi = reports[i] > hi ? reports[i] : hi;
		members++;
	}
	if (!members || members != c->map.classes[class].num_units)
		fail_msg("round %d: class %zu has %u units, not %u", round, class, members,
			c->map.classes[class].num_units);
	snprintf(cuts, sizeof cuts, lo == hi ? "%llu" : "%llu" DASH "%llu", (unsigned long long)lo,
		(unsigned long long)hi);
	if (!c->map.classes[class].is_no_data && strcmp(c->map.classes[class].cuts, cuts) != 0)
		fail_msg("round %d: class %zu says %s, not %s", round, class,
			c->map.classes[class].cuts, cuts);
}

/* What a reader of the map may rely on, whatever the counts. */
static void expect_sound_classes(const uint64_t *reports, uint32_t n, int round)
{
	struct counted c;
	uint64_t total = 0;
	uint32_t i, j;
	size_t class;

	counted_init(&c, 1, reports, n);
	for (i = 0; i < n; i++)
		total += reports[i];
	if (!c.map.num_classes || c.map.num_classes > 5)
		fail_msg("round %d: %zu classes", round, c.map.num_classes);
	if (c.map.classes[0].is_no_data != !total)
		fail_msg("round %d: %llu reports are%s data", round, (unsigned long long)total,
			total ? " no" : "");
	for (class = 0; class < c.map.num_classes; class ++)
		expect_class_is_sound(&c, reports, n, class, round);
	for (i = 0; i < n; i++)
		for (j = 0; j < n; j++) {
			int a = class_of(&c, i + 1), b = class_of(&c, j + 1);

			if (!a || (reports[i] == reports[j] && a != b) ||
				(reports[i] < reports[j] && a > b))
				fail_msg("round %d: %llu and %llu are in classes %d and %d", round,
					(unsigned long long)reports[i],
					(unsigned long long)reports[j], a, b);
		}
	counted_finish(&c);
}

static void random_counts_make_sound_classes(void **state)
{
	uint64_t random = 20261003, reports[CELLS_MAX];
	uint32_t n, i;
	int round;

	for (round = 0; round < 500; round++) {
		uint64_t most = 1 + (uint64_t)round % 17 * (uint64_t)(round % 5);

		random = random * 6364136223846793005 + 1442695040888963407;
		n = 1 + (uint32_t)(random >> 40) % CELLS_MAX;
		for (i = 0; i < n; i++) {
			random = random * 6364136223846793005 + 1442695040888963407;
			reports[i] = (random >> 33) % most;
		}
		expect_sound_classes(reports, n, round);
	}
}

static void grades_are_five_classes_and_one_without_data(void **state)
{
	static const char *const zh[] = {"良好", "安全", "关注", "警告", "严重", "数据不足"};
	static const char *const marks[] = {"1", "2", "3", "4", "5", ""};
	static const uint64_t none[14] = {0};
	struct counted c;
	uint32_t i;

	cells_init(&c, 1, none, 14);
	gw_classify_grades(&c.map, NULL);
	assert_true(c.map.graded);
	assert_int_equal(c.map.num_classes, 6);
	for (i = 0; i < 14; i++)
		if (class_of(&c, i + 1) != (i % 7 < 5 ? (int)i % 7 + 1 : 6))
			fail_msg("cell %u is in class %d", i, class_of(&c, i + 1));
	for (i = 0; i < 6; i++) {
		assert_string_equal(c.map.classes[i].label_zh, zh[i]);
		assert_string_equal(c.map.classes[i].mark, marks[i]);
		assert_int_equal(c.map.classes[i].is_no_data, i == 5);
		assert_int_equal(c.map.classes[i].num_units, i == 5 ? 4 : 2);
	}
	counted_finish(&c);
}

static void a_grade_that_is_none_is_no_data(void **state)
{
	static const uint64_t none[4] = {0};
	const int32_t grades[] = {0, 6, -7, INT32_MAX};
	struct counted c;
	uint32_t i;

	cells_init(&c, 1, none, 4);
	for (i = 0; i < 4; i++)
		c.division.units->items[c.division.units->of_cell[i + 1]].grade = grades[i];
	gw_classify_grades(&c.map, NULL);
	assert_int_equal(c.map.classes[5].num_units, 4);
	counted_finish(&c);
}

static uint64_t count_of(const struct gw_units *units, const uint64_t *counts, const char *code)
{
	return counts[units->items[gw_units_find(units, 1, code)].first];
}

static void reports_of_a_month_are_counted_into_the_cells_of_the_division(void **state)
{
	struct city *city = *state;
	struct gw_division *d;
	struct gw_error err;
	uint64_t *counts;

	city_reports_in(city->store, &city->governance, "NE", "2026-10-01", 3);
	city_reports_in(city->store, &city->governance, "SW", "2026-10-31 23:59", 2);
	city_reports_in(city->store, &city->governance, "SW", "2026-11-01", 9);
	city_reports_in(city->store, &city->police, "N", "2026-10-05", 5);
	expect_ok(gw_store_load_division(city->store, &city->governance, &d, &err), err);
	expect_ok(gw_count_by_cell(city->store, d->units, city->governance.id,
			  city_time(city, "2026-10"), city_time(city, "2026-11"), &counts, &err),
		err);
	assert_int_equal(count_of(d->units, counts, "NE"), 3);
	assert_int_equal(count_of(d->units, counts, "SW"), 2);
	assert_int_equal(count_of(d->units, counts, "NW"), 0);
	assert_int_equal(counts[0], 0);
	free(counts);
	gw_division_destroy(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(five_classes_hold_equally_many_units),
		cmocka_unit_test(units_of_equal_counts_are_in_one_class),
		cmocka_unit_test(fewer_units_than_classes_have_one_each),
		cmocka_unit_test(without_any_report_no_unit_has_data),
		cmocka_unit_test(without_units_there_is_the_class_without_data),
		cmocka_unit_test(an_upper_unit_has_the_reports_of_its_cells),
		cmocka_unit_test(changes_are_against_the_month_before_unless_nothing_came_in_then),
		cmocka_unit_test(random_counts_make_sound_classes),
		cmocka_unit_test(grades_are_five_classes_and_one_without_data),
		cmocka_unit_test(a_grade_that_is_none_is_no_data),
		in_a_city(reports_of_a_month_are_counted_into_the_cells_of_the_division),
	};

	return cmocka_run_group_tests_name("service/maps", tests, NULL, NULL);
}
