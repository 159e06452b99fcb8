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

/* Cells "000", "001" ... of one unit above, each with its reports. */
struct counted {
	struct gw_division division;
	struct gw_scene scene;
	struct gw_cell_counts counts;
	uint64_t n[CELLS_MAX + 1];
};

static void counted_init(struct counted *c, uint32_t level, const uint64_t *reports, uint32_t n)
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
		c->n[i + 1] = reports[i];
		c->counts.total += reports[i];
	}
	expect_ok(gw_units_create(&c->division.units, items, n + 1, &err), err);
	expect_ok(gw_scene_init(&c->scene, &c->division, level, &err), err);
	c->counts.counts = c->n;
	expect_ok(gw_classify_reports(&c->scene, &c->counts, &err), err);
}

static void counted_finish(struct counted *c)
{
	gw_scene_finish(&c->scene);
	gw_units_destroy(c->division.units);
}

/* Classes as "label: units" in a line; cells as digits. */
static void expect_classes(
	const uint64_t *reports, uint32_t n, const char *wanted, const char *wanted_cells)
{
	char got[512] = "", cells[CELLS_MAX + 1] = "";
	struct counted c;
	size_t len = 0, i;

	counted_init(&c, 1, reports, n);
	for (i = 0; i < c.scene.num_classes; i++)
		len += (size_t)snprintf(got + len, sizeof got - len, "%s%s: %u", i ? "; " : "",
			c.scene.classes[i].label, c.scene.classes[i].num_units);
	for (i = 1; i <= n; i++)
		cells[i - 1] = (char)('0' + c.scene.cell_class[i]);
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
	assert_int_equal(c.scene.num_classes, 1);
	assert_true(c.scene.classes[0].hatched);
	assert_non_null(strstr(c.scene.classes[0].label, "No data"));
	assert_int_equal(c.scene.classes[0].num_units, 3);
	assert_int_equal(c.scene.cell_class[2], 1);
	counted_finish(&c);
}

static void without_units_there_is_the_class_without_data(void **state)
{
	struct counted c;

	counted_init(&c, 1, NULL, 0);
	assert_int_equal(c.scene.num_classes, 1);
	assert_int_equal(c.scene.classes[0].num_units, 0);
	counted_finish(&c);
}

static void the_cells_of_an_upper_unit_share_its_class(void **state)
{
	struct counted c;

	counted_init(&c, 0, (const uint64_t[]){1, 0, 41}, 3);
	assert_int_equal(c.scene.num_classes, 1);
	assert_string_equal(c.scene.classes[0].label, "42");
	assert_int_equal(c.scene.classes[0].num_units, 1);
	assert_int_equal(c.scene.cell_class[1], 1);
	assert_int_equal(c.scene.cell_class[2], 1);
	assert_int_equal(c.scene.cell_class[3], 1);
	assert_int_equal(c.scene.cell_class[0], 0); /* the outside is not drawn */
	counted_finish(&c);
}

/* What a reader of the map may rely on, whatever the counts. */
static void expect_sound_classes(const uint64_t *reports, uint32_t n, int round)
{
	struct counted c;
	uint64_t lo, hi;
	char label[64];
	uint32_t i, j, members;
	size_t class;

	counted_init(&c, 1, reports, n);
	if (!c.scene.num_classes || c.scene.num_classes > 5)
		fail_msg("round %d: %zu classes", round, c.scene.num_classes);
	for (class = 0; class < c.scene.num_classes; class ++) {
		lo = UINT64_MAX;
		hi = members = 0;
		for (i = 0; i < n; i++) {
			if (c.scene.cell_class[i + 1] != class + 1)
				continue;
			lo = reports[i] < lo ? reports[i] : lo;
			hi = reports[i] > hi ? reports[i] : hi;
			members++;
		}
		if (!members || members != c.scene.classes[class].num_units)
			fail_msg("round %d: class %zu has %u units, not %u", round, class, members,
				c.scene.classes[class].num_units);
		snprintf(label, sizeof label, lo == hi ? "%llu" : "%llu" DASH "%llu",
			(unsigned long long)lo, (unsigned long long)hi);
		if (c.counts.total && strcmp(c.scene.classes[class].label, label) != 0)
			fail_msg("round %d: class %zu says %s, not %s", round, class,
				c.scene.classes[class].label, label);
	}
	for (i = 0; i < n; i++)
		for (j = 0; j < n; j++) {
			uint8_t a = c.scene.cell_class[i + 1], b = c.scene.cell_class[j + 1];

			if (!a || (reports[i] == reports[j] && a != b) ||
				(reports[i] < reports[j] && a > b))
				fail_msg("round %d: %llu and %llu are in classes %u and %u", round,
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
	static const uint64_t none[14] = {0};
	struct counted c;
	uint32_t i;

	counted_init(&c, 1, none, 14);
	c.scene.num_classes = 0;
	gw_classify_grades(&c.scene);
	assert_int_equal(c.scene.num_classes, 6);
	for (i = 0; i < 14; i++)
		if (c.scene.cell_class[i + 1] != (i % 7 < 5 ? i % 7 + 1 : 6))
			fail_msg("cell %u is in class %u", i, c.scene.cell_class[i + 1]);
	assert_string_equal(c.scene.classes[3].mark, "4");
	assert_true(c.scene.classes[3].hatched && c.scene.classes[4].hatched);
	assert_int_equal(c.scene.classes[4].num_units, 2);
	assert_int_equal(c.scene.classes[5].num_units, 4);
	assert_true(c.scene.classes[5].hatched);
	counted_finish(&c);
}

static void reports_of_a_month_are_counted_into_the_cells_of_the_division(void **state)
{
	struct city *city = *state;
	struct gw_cell_counts counts;
	struct gw_division *d;
	struct gw_error err;

	city_reports_in(city->store, &city->governance, "NE", "2026-10-01", 3);
	city_reports_in(city->store, &city->governance, "SW", "2026-10-31 23:59", 2);
	city_reports_in(city->store, &city->governance, "SW", "2026-11-01", 9);
	city_reports_in(city->store, &city->police, "N", "2026-10-05", 5);
	expect_ok(gw_store_load_division(city->store, &city->governance, &d, &err), err);
	expect_ok(gw_count_by_cell(city->store, d->units, city->governance.id,
			  city_time(city, "2026-10"), city_time(city, "2026-11"), &counts, &err),
		err);
	assert_int_equal(counts.total, 5);
	assert_int_equal(counts.counts[d->units->items[gw_units_find(d->units, 1, "NE")].first], 3);
	assert_int_equal(counts.counts[d->units->items[gw_units_find(d->units, 1, "SW")].first], 2);
	assert_int_equal(counts.counts[d->units->items[gw_units_find(d->units, 1, "NW")].first], 0);
	free(counts.counts);
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
		cmocka_unit_test(the_cells_of_an_upper_unit_share_its_class),
		cmocka_unit_test(random_counts_make_sound_classes),
		cmocka_unit_test(grades_are_five_classes_and_one_without_data),
		in_a_city(reports_of_a_month_are_counted_into_the_cells_of_the_division),
	};

	return cmocka_run_group_tests_name("service/maps", tests, NULL, NULL);
}
