/* SPDX-License-Identifier: Apache-2.0 */
#include "base/buf.h"
#include "grid/units.h"
#include "shapes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define NONE GW_NO_UNIT

/* Two districts of two streets each, a street without grids, five grids; told out of order. */
static const struct gw_unit small_town[] = {
	{.code = "22", .parent = 7, .level = 1, .name = "Haibin"},
	{.code = "2103", .parent = 4, .level = 2, .is_cell = true, .key = 103},
	{.code = "11", .parent = 5, .level = 1, .name = ""},
	{.code = "2101", .parent = 4, .level = 2, .is_cell = true, .key = 101, .name = "Grid 1"},
	{.code = "21", .parent = 7, .level = 1, .name = "Donggang", .responsible = "Wang"},
	{.code = "1", .parent = NONE, .level = 0, .name = "Binhai"},
	{.code = "2102", .parent = 4, .level = 2, .is_cell = true, .key = 102},
	{.code = "2", .parent = NONE, .level = 0, .name = "Xigang"},
	{.code = "1101", .parent = 2, .level = 2, .is_cell = true, .key = 11, .residents = 1200},
	{.code = "2201", .parent = 0, .level = 2, .is_cell = true, .key = 22},
	{.code = "12", .parent = 5, .level = 1},
};

#define NUM_SMALL ((uint32_t)(sizeof small_town / sizeof *small_town))

static struct gw_units *made_of(const struct gw_unit *items, uint32_t n)
{
	struct gw_units *units = NULL;
	struct gw_error err = {0};

	if (gw_units_create(&units, items, n, &err))
		fail_msg("%s", err.text);
	return units;
}

static void a_parent_comes_before_its_children_and_siblings_by_code(void **state)
{
	static const char *const codes[] = {
		"1", "11", "1101", "12", "2", "21", "2101", "2102", "2103", "22", "2201"};
	struct gw_units *units = made_of(small_town, NUM_SMALL);
	uint32_t i;

	assert_int_equal(units->n, NUM_SMALL);
	for (i = 0; i < NUM_SMALL; i++)
		assert_string_equal(units->items[i].code, codes[i]);
	gw_units_destroy(units);
}

static void expect_cells(const struct gw_units *units, const char *code, uint32_t level,
	gw_cell_id first, gw_cell_id last)
{
	uint32_t i = gw_units_find(units, level, code);

	if (i == NONE)
		fail_msg("no unit %s on level %u", code, level);
	if (units->items[i].first != first || units->items[i].last != last)
		fail_msg("%s has the cells %u to %u", code, units->items[i].first,
			units->items[i].last);
}

static void cells_are_numbered_in_that_order_so_that_descendants_are_a_range(void **state)
{
	struct gw_units *units = made_of(small_town, NUM_SMALL);

	assert_int_equal(units->num_cells, 5);
	expect_cells(units, "1", 0, 1, 1);
	expect_cells(units, "2", 0, 2, 5);
	expect_cells(units, "21", 1, 2, 4);
	expect_cells(units, "2103", 2, 4, 4);
	assert_string_equal(gw_cell_code(units, 1), "1101");
	assert_string_equal(gw_cell_code(units, 5), "2201");
	assert_int_equal(units->of_cell[GW_OUTSIDE], NONE);
	assert_true(units->items[3].first > units->items[3].last); /* street 12 has no grids */
	gw_units_destroy(units);
}

static void texts_and_figures_are_copied(void **state)
{
	char code[] = "7", name[] = "Seven";
	struct gw_unit item = {.code = code,
		.name = name,
		.name_en = name,
		.responsible = name,
		.parent = NONE,
		.level = 3,
		.key = -9,
		.households = 5,
		.residents = GW_NO_DATA,
		.grade = 4,
		.is_cell = true};
	struct gw_units *units = made_of(&item, 1);
	const struct gw_unit *u = &units->items[0];

	strcpy(code, "x");
	strcpy(name, "xxxxx");
	assert_string_equal(u->code, "7");
	assert_string_equal(u->name, "Seven");
	assert_string_equal(u->name_en, "Seven");
	assert_string_equal(u->responsible, "Seven");
	assert_int_equal(u->key, -9);
	assert_int_equal(u->level, 3);
	assert_int_equal(u->households, 5);
	assert_int_equal(u->residents, GW_NO_DATA);
	assert_int_equal(u->grade, 4);
	gw_units_destroy(units);
}

static void a_name_that_is_missing_or_empty_is_the_code(void **state)
{
	struct gw_units *units = made_of(small_town, NUM_SMALL);

	assert_string_equal(gw_unit_name(&units->items[0]), "Binhai");
	assert_string_equal(gw_unit_name(&units->items[1]), "11");
	assert_string_equal(gw_unit_name(&units->items[3]), "12");
	gw_units_destroy(units);
}

static void expect_path(const struct gw_units *units, gw_cell_id cell, const char *wanted)
{
	struct gw_buf path;

	gw_buf_init(&path, 1000);
	gw_buf_puts(&path, "at ");
	gw_units_path(units, cell, &path);
	if (strcmp(gw_buf_cstr(&path) + 3, wanted) != 0)
		fail_msg("cell %u: \"%s\", not \"%s\"", cell, gw_buf_cstr(&path) + 3, wanted);
	gw_buf_finish(&path);
}

static void a_path_names_all_units_from_the_top(void **state)
{
	struct gw_units *units = made_of(small_town, NUM_SMALL);

	expect_path(units, 1, "Binhai \u203a 11 \u203a 1101");
	expect_path(units, 2, "Xigang \u203a Donggang \u203a Grid 1");
	expect_path(units, 5, "Xigang \u203a Haibin \u203a 2201");
	gw_units_destroy(units);
}

static void a_unit_is_found_by_level_and_code(void **state)
{
	struct gw_units *units = made_of(small_town, NUM_SMALL);

	assert_int_equal(gw_units_find(units, 0, "2"), 4);
	assert_int_equal(gw_units_find(units, 2, "2102"), 7);
	assert_int_equal(gw_units_find(units, NONE, "2102"), 7);
	assert_int_equal(gw_units_find(units, NONE, "21"), NONE); /* no cell */
	assert_int_equal(gw_units_find(units, 1, "2102"), NONE);
	assert_int_equal(gw_units_find(units, 0, ""), NONE);
	assert_int_equal(gw_units_find(units, 9, "2"), NONE);
	gw_units_destroy(units);
}

static void the_unit_above_a_cell_is_found_by_level(void **state)
{
	struct gw_units *units = made_of(small_town, NUM_SMALL);

	assert_int_equal(gw_units_above(units, 3, 0), 4);
	assert_int_equal(gw_units_above(units, 3, 1), 5);
	assert_int_equal(gw_units_above(units, 3, 2), 7);
	assert_int_equal(gw_units_above(units, 3, 3), NONE);
	assert_int_equal(gw_units_above(units, GW_OUTSIDE, 0), NONE);
	assert_int_equal(gw_units_above(units, 6, 0), NONE); /* past the last */
	gw_units_destroy(units);
}

static void units_of_one_code_under_different_parents_stay_apart(void **state)
{
	const struct gw_unit items[] = {
		{.code = "B", .parent = NONE},
		{.code = "A", .parent = NONE},
		{.code = "1", .parent = 0, .level = 1, .is_cell = true, .key = 1},
		{.code = "1", .parent = 1, .level = 1, .is_cell = true, .key = 2},
	};
	struct gw_units *units = made_of(items, 4);

	assert_int_equal(units->items[units->of_cell[1]].key, 2);
	assert_int_equal(units->items[units->of_cell[2]].key, 1);
	gw_units_destroy(units);
}

static void no_units_at_all_are_units_too(void **state)
{
	struct gw_units *units = made_of(NULL, 0);

	assert_int_equal(units->n, 0);
	assert_int_equal(units->num_cells, 0);
	assert_int_equal(gw_units_find(units, NONE, "1"), NONE);
	assert_int_equal(gw_units_above(units, 1, 0), NONE);
	gw_units_destroy(units);
	gw_units_destroy(NULL);
}

static void expect_refused(const struct gw_unit *items, uint32_t n, const char *a, const char *b)
{
	struct gw_units *units;
	struct gw_error err = {0};

	assert_int_equal(gw_units_create(&units, items, n, &err), GW_EINVAL);
	if (!strstr(err.text, a) || !strstr(err.text, b))
		fail_msg("\"%s\" does not name %s and %s", err.text, a, b);
}

static void a_unit_among_its_own_ancestors_is_refused_by_code(void **state)
{
	const struct gw_unit self[] = {{.code = "S-1", .parent = 0}};
	const struct gw_unit ring[] = {{.code = "top", .parent = NONE},
		{.code = "R-1", .parent = 3}, {.code = "R-2", .parent = 1},
		{.code = "R-3", .parent = 2}};

	expect_refused(self, 1, "S-1", "its own ancestors");
	expect_refused(ring, 4, "R-", "its own ancestors");
}

static void a_cell_that_is_a_parent_is_refused_with_its_child(void **state)
{
	const struct gw_unit items[] = {{.code = "C-1", .parent = NONE, .is_cell = true},
		{.code = "C-2", .parent = 0, .is_cell = true}};

	expect_refused(items, 2, "C-1", "C-2");
}

/* Random trees against a walk that knows nothing of ranges. */
#define RANDOM_UNITS 300

struct tree {
	struct gw_unit items[RANDOM_UNITS];
	char codes[RANDOM_UNITS][8];
	uint32_t n;
};

static void make_tree(struct tree *tree, uint64_t *random)
{
	uint32_t i, depth = 1 + (uint32_t)shape_random_in(random, 0, 5);

	tree->n = 1 + (uint32_t)shape_random_in(random, 0, RANDOM_UNITS - 1);
	for (i = 0; i < tree->n; i++) {
		struct gw_unit *u = &tree->items[i];
		uint32_t j;

		snprintf(tree->codes[i], sizeof tree->codes[i], "%d",
			shape_random_in(random, 0, 999));
		*u = (struct gw_unit){.code = tree->codes[i], .parent = NONE, .key = i};
		/* Any earlier unit that is no cell and not at the bottom may be its parent. */
		for (j = 0; i && j < 4 && u->parent == NONE; j++) {
			uint32_t p = (uint32_t)shape_random_in(random, 0, i - 1);

			if (!tree->items[p].is_cell && tree->items[p].level < depth)
				u->parent = p;
		}
		u->level = u->parent == NONE ? 0 : tree->items[u->parent].level + 1;
		u->is_cell = u->level == depth || !shape_random_in(random, 0, 5);
	}
}

/* Whether `above` is among the ancestors of `item`, itself included, in the tree as told. */
static bool is_above(const struct tree *tree, uint32_t above, uint32_t item)
{
	while (item != NONE && item != above)
		item = tree->items[item].parent;
	return item == above;
}

static void expect_range(const struct tree *tree, const struct gw_units *units, uint32_t i)
{
	const struct gw_unit *u = &units->items[i];
	gw_cell_id cell, found = 0;

	for (cell = 1; cell <= units->num_cells; cell++) {
		const struct gw_unit *c = &units->items[units->of_cell[cell]];
		bool below = is_above(tree, (uint32_t)u->key, (uint32_t)c->key);

		if (below != (cell >= u->first && cell <= u->last))
			fail_msg("unit %s (%u): cell %u is %s it", u->code, i, cell,
				below ? "below" : "not below");
		if ((gw_units_above(units, cell, u->level) == i) != below)
			fail_msg("unit %s (%u): another one is above cell %u", u->code, i, cell);
		found += below;
	}
	if (!found && u->first <= u->last)
		fail_msg("unit %s (%u): cells %u to %u", u->code, i, u->first, u->last);
}

static void expect_order(const struct tree *tree, const struct gw_units *units, uint32_t i)
{
	const struct gw_unit *u = &units->items[i], *before;
	uint32_t told = tree->items[u->key].parent, j;

	if ((u->parent == NONE) != (told == NONE) ||
		(told != NONE && (u->parent >= i || units->items[u->parent].key != told)))
		fail_msg("unit %s (%u): its parent is another, or behind it", u->code, i);
	for (j = i; j-- > 0;) {
		before = &units->items[j];
		if (before->parent == u->parent && strcmp(before->code, u->code) > 0)
			fail_msg("unit %s (%u) comes behind its sibling %s", u->code, i,
				before->code);
	}
}

static void every_random_tree_is_numbered_as_a_walk_finds_it(void **state)
{
	struct tree *tree = malloc(sizeof *tree);
	uint64_t random = 20261003;
	uint32_t i;
	int round;

	assert_non_null(tree);
	for (round = 0; round < 60; round++) {
		struct gw_units *units;

		make_tree(tree, &random);
		units = made_of(tree->items, tree->n);
		assert_int_equal(units->n, tree->n);
		for (i = 0; i < units->n; i++) {
			expect_order(tree, units, i);
			expect_range(tree, units, i);
		}
		gw_units_destroy(units);
	}
	free(tree);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_parent_comes_before_its_children_and_siblings_by_code),
		cmocka_unit_test(cells_are_numbered_in_that_order_so_that_descendants_are_a_range),
		cmocka_unit_test(texts_and_figures_are_copied),
		cmocka_unit_test(a_name_that_is_missing_or_empty_is_the_code),
		cmocka_unit_test(a_path_names_all_units_from_the_top),
		cmocka_unit_test(a_unit_is_found_by_level_and_code),
		cmocka_unit_test(the_unit_above_a_cell_is_found_by_level),
		cmocka_unit_test(units_of_one_code_under_different_parents_stay_apart),
		cmocka_unit_test(no_units_at_all_are_units_too),
		cmocka_unit_test(a_unit_among_its_own_ancestors_is_refused_by_code),
		cmocka_unit_test(a_cell_that_is_a_parent_is_refused_with_its_child),
		cmocka_unit_test(every_random_tree_is_numbered_as_a_walk_finds_it),
	};

	return cmocka_run_group_tests_name("grid/units", tests, NULL, NULL);
}
