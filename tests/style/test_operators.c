/* SPDX-License-Identifier: Apache-2.0 */
#include "style/expect.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void arithmetic_is_that_of_doubles(void **state)
{
	static const struct expression_case cases[] = {
		{"[\"+\", 1, 2, [\"get\", \"n\"]]", "5.5"},
		{"[\"+\"]", "0"},
		{"[\"-\", 5, 2]", "3"},
		{"[\"-\", [\"get\", \"n\"]]", "-2.5"},
		{"[\"*\", 2, 3, 4]", "24"},
		{"[\"*\"]", "1"},
		{"[\"/\", 1, 4]", "0.25"},
		{"[\"/\", 1, 0]", "null"},
		{"[\"%\", -7, 3]", "-1"},
		{"[\"^\", 2, 10]", "1024"},
		{"[\"^\", 0, 0]", "1"},
		{"[\"-\", 0, 0]", "0"},
	};

	expect_values(NULL, cases, sizeof cases / sizeof *cases);
}

static void functions_of_one_number_are_those_of_the_library(void **state)
{
	static const struct expression_case cases[] = {
		{"[\"abs\", -2]", "2"},
		{"[\"acos\", 1]", "0"},
		{"[\"asin\", 0]", "0"},
		{"[\"atan\", 0]", "0"},
		{"[\"ceil\", 1.2]", "2"},
		{"[\"cos\", 0]", "1"},
		{"[\"floor\", -1.2]", "-2"},
		{"[\"ln\", 1]", "0"},
		{"[\"log10\", 1000]", "3"},
		{"[\"log2\", 8]", "3"},
		{"[\"sin\", 0]", "0"},
		{"[\"sqrt\", 9]", "3"},
		{"[\"tan\", 0]", "0"},
		{"[\"sqrt\", -1]", "null"},
	};

	expect_values(NULL, cases, sizeof cases / sizeof *cases);
}

static void constants_have_every_digit(void **state)
{
	static const struct expression_case cases[] = {
		{"[\"e\"]", "2.718281828459045"},
		{"[\"ln2\"]", "0.6931471805599453"},
		{"[\"pi\"]", "3.141592653589793"},
	};

	expect_values(NULL, cases, sizeof cases / sizeof *cases);
}

static void halves_are_rounded_away_from_zero(void **state)
{
	static const struct expression_case cases[] = {
		{"[\"round\", 2.5]", "3"},
		{"[\"round\", -2.5]", "-3"},
		{"[\"round\", 0.49]", "0"},
		{"[\"round\", -0.5]", "-1"},
	};

	expect_values(NULL, cases, sizeof cases / sizeof *cases);
}

static void least_and_greatest_take_any_number_of_arguments(void **state)
{
	static const struct expression_case cases[] = {
		{"[\"min\", 3, 1, 2]", "1"},
		{"[\"max\", 3, 1, 2]", "3"},
		{"[\"min\", 5]", "5"},
		{"[\"max\"]", "null"},
		{"[\"to-string\", [\"min\"]]", "\"Infinity\""},
	};

	expect_values(NULL, cases, sizeof cases / sizeof *cases);
}

static void logic_ends_as_soon_as_it_is_decided(void **state)
{
	static const struct expression_case cases[] = {
		{"[\"!\", false]", "true"},
		{"[\"all\"]", "true"},
		{"[\"any\"]", "false"},
		{"[\"all\", true, [\"get\", \"no\"], [\"error\", \"not reached\"]]", "false"},
		{"[\"any\", false, [\"get\", \"yes\"], [\"error\", \"not reached\"]]", "true"},
		{"[\"all\", [\"get\", \"yes\"], true]", "true"},
		{"[\"any\", [\"get\", \"no\"], false]", "false"},
		{"[\"all\", [\"get\", \"n\"]]", NULL,
			"Expected value to be of type boolean, but found number instead."},
	};

	expect_values(NULL, cases, sizeof cases / sizeof *cases);
}

static void equality_is_strict(void **state)
{
	static const struct expression_case cases[] = {
		{"[\"==\", [\"get\", \"n\"], 2.5]", "true"},
		{"[\"==\", [\"get\", \"digits\"], 12]", "false"},
		{"[\"!=\", [\"get\", \"digits\"], 12]", "true"},
		{"[\"==\", [\"get\", \"null\"], null]", "true"},
		{"[\"==\", [\"get\", \"missing\"], null]", "true"},
		{"[\"==\", [\"get\", \"yes\"], true]", "true"},
		{"[\"==\", [\"get\", \"list\"], [\"get\", \"list\"]]", "false"},
		{"[\"==\", \"a\", \"a\"]", "true"},
		{"[\"!=\", \"a\", \"b\"]", "true"},
	};

	expect_values(NULL, cases, sizeof cases / sizeof *cases);
}

static void order_is_of_numbers_or_of_strings(void **state)
{
	static const struct expression_case cases[] = {
		{"[\"<\", 1, [\"get\", \"n\"]]", "true"},
		{"[\"<=\", 2.5, [\"get\", \"n\"]]", "true"},
		{"[\">\", \"b\", \"a\"]", "true"},
		{"[\">=\", \"a\", \"b\"]", "false"},
		{"[\"<\", [\"get\", \"text\"], \"T\"]", "true"},
		{"[\"<\", [\"get\", \"n\"], [\"get\", \"digits\"]]", NULL,
			"Expected arguments for \"<\" to be (string, string) or (number, "
			"number), but found (number, string) instead."},
		{"[\">\", [\"get\", \"yes\"], [\"get\", \"no\"]]", NULL,
			"Expected arguments for \">\" to be (string, string) or (number, "
			"number), but found (boolean, boolean) instead."},
		{"[\"<\", [\"get\", \"digits\"], 5]", NULL,
			"Expected value to be of type number, but found string instead."},
	};

	expect_values(NULL, cases, sizeof cases / sizeof *cases);
}

static void get_and_has_look_at_the_feature_or_an_object(void **state)
{
	static const struct expression_case cases[] = {
		{"[\"get\", \"n\"]", "2.5"},
		{"[\"get\", \"missing\"]", "null"},
		{"[\"get\", \"k\", [\"get\", \"object\"]]", "1"},
		{"[\"get\", \"k\", [\"literal\", {\"k\": \"v\"}]]", "\"v\""},
		{"[\"has\", \"n\"]", "true"},
		{"[\"has\", \"null\"]", "true"},
		{"[\"has\", \"missing\"]", "false"},
		{"[\"has\", \"none\", [\"object\", [\"get\", \"object\"]]]", "true"},
		{"[\"has\", \"n\", [\"get\", \"object\"]]", "false"},
		{"[\"get\", \"k\", [\"get\", \"n\"]]", NULL,
			"Expected value to be of type object, but found number instead."},
		{"[\"get\", [\"concat\", \"te\", \"xt\"]]", "\"Straße\""},
	};

	expect_values(NULL, cases, sizeof cases / sizeof *cases);
}

static void the_feature_tells_its_kind_and_name(void **state)
{
	static const struct expression_case cases[] = {
		{"[\"geometry-type\"]", "\"Point\""},
		{"[\"id\"]", "7"},
		{"[\"get\", \"zero\", [\"properties\"]]", "0"},
		{"[\"length\", [\"get\", \"words\", [\"properties\"]]]", "2"},
		{"[\"heatmap-density\"]", "0.25"},
	};

	expect_values(NULL, cases, sizeof cases / sizeof *cases);
}

static void at_gives_an_item_within_bounds(void **state)
{
	static const struct expression_case cases[] = {
		{"[\"at\", 1, [\"get\", \"list\"]]", "2"},
		{"[\"at\", 0, [\"literal\", [\"x\", \"y\"]]]", "\"x\""},
		{"[\"at\", -1, [\"get\", \"list\"]]", NULL, "Array index out of bounds: -1 < 0."},
		{"[\"at\", 3, [\"get\", \"list\"]]", NULL, "Array index out of bounds: 3 > 2."},
		{"[\"at\", 0.5, [\"get\", \"list\"]]", NULL,
			"Array index must be an integer, but found 0.5 instead."},
		{"[\"at\", 0, [\"get\", \"text\"]]", NULL,
			"Expected value to be of type array, but found string instead."},
	};

	expect_values(NULL, cases, sizeof cases / sizeof *cases);
}

static void in_finds_items_and_parts_of_text(void **state)
{
	static const struct expression_case cases[] = {
		{"[\"in\", 2, [\"get\", \"list\"]]", "true"},
		{"[\"in\", \"2\", [\"get\", \"list\"]]", "false"},
		{"[\"in\", \"ra\", [\"get\", \"text\"]]", "true"},
		{"[\"in\", null, [\"get\", \"mixed\"]]", "true"},
		{"[\"in\", 2, \"a2\"]", "true"},
		{"[\"in\", \"a\", [\"get\", \"missing\"]]", "false"},
		{"[\"in\", \"a\", [\"get\", \"empty\"]]", "false"},
		{"[\"in\", [\"get\", \"list\"], [\"get\", \"list\"]]", NULL,
			"Expected first argument to be of type boolean, string, number or null, "
			"but found array<number, 3> instead."},
		{"[\"in\", \"a\", [\"get\", \"n\"]]", NULL,
			"Expected second argument to be of type array or string, but found "
			"number instead."},
	};

	expect_values(NULL, cases, sizeof cases / sizeof *cases);
}

static void index_of_counts_characters_rather_than_bytes(void **state)
{
	static const struct expression_case cases[] = {
		{"[\"index-of\", 3, [\"get\", \"list\"]]", "2"},
		{"[\"index-of\", 9, [\"get\", \"list\"]]", "-1"},
		{"[\"index-of\", 1, [\"get\", \"list\"], 1]", "-1"},
		{"[\"index-of\", 3, [\"get\", \"list\"], -1]", "2"},
		{"[\"index-of\", \"e\", [\"get\", \"text\"]]", "5"},
		{"[\"index-of\", \"b\", [\"get\", \"wide\"]]", "2"},
		{"[\"index-of\", \"a\", \"banana\", 2]", "3"},
		{"[\"index-of\", \"\", \"abc\"]", "0"},
		{"[\"index-of\", \"x\", [\"get\", \"n\"]]", NULL,
			"Expected second argument to be of type array or string, but found "
			"number instead."},
	};

	expect_values(NULL, cases, sizeof cases / sizeof *cases);
}

static void length_counts_characters_and_items(void **state)
{
	static const struct expression_case cases[] = {
		{"[\"length\", [\"get\", \"text\"]]", "6"},
		{"[\"length\", [\"get\", \"wide\"]]", "3"},
		{"[\"length\", [\"get\", \"list\"]]", "3"},
		{"[\"length\", \"\"]", "0"},
		{"[\"length\", [\"get\", \"n\"]]", NULL,
			"Expected value to be of type string or array, but found number instead."},
	};

	expect_values(NULL, cases, sizeof cases / sizeof *cases);
}

static void slice_takes_negative_positions_from_the_end(void **state)
{
	static const struct expression_case cases[] = {
		{"[\"slice\", [\"get\", \"text\"], 4]", "\"ße\""},
		{"[\"slice\", [\"get\", \"text\"], -2]", "\"ße\""},
		{"[\"slice\", [\"get\", \"text\"], 0, -4]", "\"St\""},
		{"[\"slice\", [\"get\", \"wide\"], 1, 2]", "\"𠮷\""},
		{"[\"slice\", [\"get\", \"list\"], 1]", "[2,3]"},
		{"[\"slice\", [\"get\", \"list\"], 0, -1]", "[1,2]"},
		{"[\"slice\", [\"get\", \"list\"], 2, 1]", "[]"},
		{"[\"slice\", \"abc\", 9]", "\"\""},
		{"[\"slice\", \"abc\", 1.9]", "\"bc\""},
		{"[\"slice\", [\"get\", \"n\"], 1]", NULL,
			"Expected first argument to be of type array or string, but found number "
			"instead."},
	};

	expect_values(NULL, cases, sizeof cases / sizeof *cases);
}

static void case_takes_the_first_that_holds(void **state)
{
	static const struct expression_case cases[] = {
		{"[\"case\", [\"get\", \"no\"], 1, [\"get\", \"yes\"], 2, 3]", "2"},
		{"[\"case\", [\"get\", \"no\"], 1, 3]", "3"},
		{"[\"case\", [\"get\", \"yes\"], 1, [\"error\", \"not reached\"]]", "1"},
		{"[\"case\", [\"get\", \"n\"], 1, 2]", NULL,
			"Expected value to be of type boolean, but found number instead."},
	};

	expect_values(NULL, cases, sizeof cases / sizeof *cases);
}

static void match_compares_by_type_and_value(void **state)
{
	static const struct expression_case cases[] = {
		{"[\"match\", [\"get\", \"zero\"], 0, \"zero\", \"other\"]", "\"zero\""},
		{"[\"match\", [\"get\", \"digits\"], \"12\", 1, \"13\", 2, 0]", "1"},
		{"[\"match\", [\"get\", \"digits\"], 12, 1, 0]", "0"},
		{"[\"match\", [\"get\", \"missing\"], \"a\", 1, 0]", "0"},
		{"[\"match\", [\"length\", [\"get\", \"list\"]], [1, 2, 3], \"few\", [4, "
		 "5], \"some\", \"many\"]",
			"\"few\""},
		{"[\"match\", [\"get\", \"n\"], 2, \"two\", \"none\"]", "\"none\""},
		{"[\"match\", \"c\", [\"a\", \"b\"], 1, [\"c\", \"d\"], 2, 3]", "2"},
	};

	expect_values(NULL, cases, sizeof cases / sizeof *cases);
}

static void coalesce_takes_the_first_that_is_not_null(void **state)
{
	static const struct expression_case cases[] = {
		{"[\"coalesce\", [\"get\", \"missing\"], [\"get\", \"null\"], 5]", "5"},
		{"[\"coalesce\", [\"get\", \"null\"]]", "null"},
		{"[\"coalesce\", [\"get\", \"no\"], true]", "false"},
		{"[\"coalesce\", [\"number\", [\"get\", \"text\"]], 5]", NULL,
			"Expected value to be of type number, but found string instead."},
	};

	expect_values(NULL, cases, sizeof cases / sizeof *cases);
}

static void variables_hold_what_they_were_bound_to(void **state)
{
	static const struct expression_case cases[] = {
		{"[\"let\", \"a\", [\"get\", \"n\"], [\"*\", [\"var\", \"a\"], [\"var\", "
		 "\"a\"]]]",
			"6.25"},
		{"[\"let\", \"a\", 1, \"b\", [\"+\", [\"get\", \"n\"], 1], [\"-\", "
		 "[\"var\", \"b\"], [\"var\", \"a\"]]]",
			"2.5"},
		{"[\"let\", \"a\", 1, [\"let\", \"a\", 2, [\"var\", \"a\"]]]", "2"},
	};

	expect_values(NULL, cases, sizeof cases / sizeof *cases);
}

static void step_holds_each_output_up_to_the_next_stop(void **state)
{
	static const struct expression_case cases[] = {
		{"[\"step\", [\"get\", \"n\"], \"a\", 2, \"b\", 3, \"c\"]", "\"b\""},
		{"[\"step\", -1, \"a\", 2, \"b\", 3, \"c\"]", "\"a\""},
		{"[\"step\", 2, \"a\", 2, \"b\", 3, \"c\"]", "\"b\""},
		{"[\"step\", 99, \"a\", 2, \"b\", 3, \"c\"]", "\"c\""},
		{"[\"step\", [\"zoom\"], 1, 7, 2, 8, 3]", "2"},
		{"[\"step\", [\"sqrt\", [\"-\", [\"get\", \"n\"]]], 1, 7, 2]", NULL,
			"Input is not a number."},
	};

	expect_values(NULL, cases, sizeof cases / sizeof *cases);
}

static void interpolate_goes_straight_or_by_powers(void **state)
{
	static const struct expression_case cases[] = {
		{"[\"interpolate\", [\"linear\"], [\"get\", \"n\"], 0, 0, 10, 100]", "25"},
		{"[\"interpolate\", [\"linear\"], -5, 0, 7, 10, 100]", "7"},
		{"[\"interpolate\", [\"linear\"], 11, 0, 7, 10, 100]", "100"},
		{"[\"interpolate\", [\"exponential\", 2], [\"-\", [\"get\", \"n\"], 1.5], "
		 "0, 0, 2, 3]",
			"1"},
		{"[\"interpolate\", [\"exponential\", 1], [\"get\", \"n\"], 0, 0, 10, 100]", "25"},
		{"[\"interpolate\", [\"linear\"], [\"get\", \"n\"], 0, [\"literal\", [0, "
		 "10]], 5, [\"literal\", [10, 20]]]",
			"[5,15]"},
		{"[\"interpolate\", [\"cubic-bezier\", 0.5, 0.5, 0.5, 0.5], [\"get\", "
		 "\"zero\"], 0, 3, 10, 100]",
			"3"},
		{"[\"round\", [\"interpolate\", [\"cubic-bezier\", 0, 0, 1, 1], [\"get\", "
		 "\"n\"], 0, 0, 10, 100]]",
			"25"},
		{"[\"interpolate\", [\"linear\"], [\"zoom\"], 5, 0, 10, 10]", "5"},
		{"[\"interpolate\", [\"linear\"], [\"get\", \"n\"], 0, [\"rgb\", 0, 0, "
		 "0], 5, [\"rgb\", 200, 100, 50]]",
			"\"rgba(100,50,25,1)\""},
	};

	expect_values(NULL, cases, sizeof cases / sizeof *cases);
}

static void colors_mix_in_the_space_that_is_named(void **state)
{
	static const struct expression_case cases[] = {
		{"[\"interpolate-lab\", [\"linear\"], [\"get\", \"n\"], 0, \"black\", 5, "
		 "\"white\"]",
			"\"rgba(119,119,119,1)\""},
		{"[\"interpolate-hcl\", [\"linear\"], [\"get\", \"n\"], 0, \"red\", 5, "
		 "\"red\"]",
			"\"rgba(255,0,0,1)\""},
		{"[\"interpolate\", [\"linear\"], [\"get\", \"n\"], 0, [\"to-color\", "
		 "\"rgba(255,0,0,0)\"], 5, [\"to-color\", \"rgba(0,0,255,1)\"]]",
			"\"rgba(128,0,128,0.5)\""},
	};

	expect_values(NULL, cases, sizeof cases / sizeof *cases);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(arithmetic_is_that_of_doubles),
		cmocka_unit_test(functions_of_one_number_are_those_of_the_library),
		cmocka_unit_test(constants_have_every_digit),
		cmocka_unit_test(halves_are_rounded_away_from_zero),
		cmocka_unit_test(least_and_greatest_take_any_number_of_arguments),
		cmocka_unit_test(logic_ends_as_soon_as_it_is_decided),
		cmocka_unit_test(equality_is_strict),
		cmocka_unit_test(order_is_of_numbers_or_of_strings),
		cmocka_unit_test(get_and_has_look_at_the_feature_or_an_object),
		cmocka_unit_test(the_feature_tells_its_kind_and_name),
		cmocka_unit_test(at_gives_an_item_within_bounds),
		cmocka_unit_test(in_finds_items_and_parts_of_text),
		cmocka_unit_test(index_of_counts_characters_rather_than_bytes),
		cmocka_unit_test(length_counts_characters_and_items),
		cmocka_unit_test(slice_takes_negative_positions_from_the_end),
		cmocka_unit_test(case_takes_the_first_that_holds),
		cmocka_unit_test(match_compares_by_type_and_value),
		cmocka_unit_test(coalesce_takes_the_first_that_is_not_null),
		cmocka_unit_test(variables_hold_what_they_were_bound_to),
		cmocka_unit_test(step_holds_each_output_up_to_the_next_stop),
		cmocka_unit_test(interpolate_goes_straight_or_by_powers),
		cmocka_unit_test(colors_mix_in_the_space_that_is_named),
	};

	return cmocka_run_group_tests_name("style/operators", tests, NULL, NULL);
}
