/* SPDX-License-Identifier: Apache-2.0 */
#include "style/expect.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void stops_over_a_property_are_a_curve(void **state)
{
	static const struct expression_case cases[] = {
		{"{\"property\": \"n\", \"stops\": [[0, 0], [5, 10]]}", "5"},
		{"{\"property\": \"n\", \"base\": 2, \"stops\": [[0.5, 0], [2.5, 3], "
		 "[3.5, 9]]}",
			"3"},
		{"{\"type\": \"exponential\", \"property\": \"n\", \"base\": 2, "
		 "\"stops\": [[1.5, 0], [3.5, 3]]}",
			"1"},
		{"{\"property\": \"text\", \"stops\": [[0, 0], [5, 10]]}", NULL,
			"Expected value to be of type number, but found string instead."},
		{"{\"property\": \"text\", \"stops\": [[0, 0], [5, 10]], \"default\": 7}", "7"},
		{"{\"property\": \"missing\", \"stops\": [[0, 0], [5, 10]], \"default\": 7}", "7"},
	};

	expect_values("number", cases, sizeof cases / sizeof *cases);
}

static void stops_over_the_zoom_are_a_curve_or_steps(void **state)
{
	static const struct expression_case cases[] = {
		{"{\"stops\": [[5, 0], [10, 100]]}", "50"},
		{"{\"base\": 1, \"stops\": [[5, 0], [10, 100]]}", "50"},
		{"{\"type\": \"interval\", \"stops\": [[5, 1], [7, 2], [9, 3]]}", "2"},
		{"{\"stops\": [[5, 3]]}", "3"},
		{"{\"type\": \"interval\", \"stops\": [[5, 3]]}", "3"},
	};

	expect_values("number", cases, sizeof cases / sizeof *cases);
}

static void intervals_hold_up_to_the_next_stop(void **state)
{
	static const struct expression_case cases[] = {
		{"{\"type\": \"interval\", \"property\": \"n\", \"stops\": [[0, \"a\"], "
		 "[2, \"b\"], [3, \"c\"]]}",
			"\"b\""},
		{"{\"type\": \"interval\", \"property\": \"missing\", \"stops\": [[0, "
		 "\"a\"], [2, \"b\"]], \"default\": \"none\"}",
			"\"none\""},
	};

	expect_values("a|b|c|none", cases, sizeof cases / sizeof *cases);
}

static void categories_are_compared_by_type_and_value(void **state)
{
	static const struct expression_case cases[] = {
		{"{\"type\": \"categorical\", \"property\": \"digits\", \"stops\": "
		 "[[\"12\", \"red\"], [\"13\", \"blue\"]]}",
			"\"rgba(255,0,0,1)\""},
		{"{\"type\": \"categorical\", \"property\": \"yes\", \"stops\": [[true, "
		 "\"lime\"]]}",
			"\"rgba(0,255,0,1)\""},
		{"{\"type\": \"categorical\", \"property\": \"digits\", \"stops\": [[12, "
		 "\"red\"]], \"default\": \"blue\"}",
			"\"rgba(0,0,255,1)\""},
		{"{\"type\": \"categorical\", \"property\": \"digits\", \"stops\": [[12, "
		 "\"red\"]]}",
			NULL, "no stop has the property's value"},
	};

	expect_values("color", cases, sizeof cases / sizeof *cases);
}

static void identity_is_the_property_itself(void **state)
{
	static const struct expression_case cases[] = {
		{"{\"type\": \"identity\", \"property\": \"color\"}", "\"rgba(255,0,0,1)\""},
		{"{\"type\": \"identity\", \"property\": \"text\", \"default\": \"blue\"}",
			"\"rgba(0,0,255,1)\""},
		{"{\"type\": \"identity\", \"property\": \"n\"}", NULL,
			"Could not parse color from value '2.5'"},
	};

	expect_values("color", cases, sizeof cases / sizeof *cases);
}

static void identity_of_another_type_is_the_default(void **state)
{
	static const struct expression_case cases[] = {
		{"{\"type\": \"identity\", \"property\": \"n\", \"default\": 9}", "2.5"},
		{"{\"type\": \"identity\", \"property\": \"text\", \"default\": 9}", "9"},
	};

	expect_values("number", cases, sizeof cases / sizeof *cases);
}

static void zoom_and_property_go_together(void **state)
{
	static const struct expression_case cases[] = {
		{"{\"property\": \"n\", \"stops\": [[{\"zoom\": 5, \"value\": 0}, 0], "
		 "[{\"zoom\": 5, \"value\": 5}, 10], [{\"zoom\": 10, \"value\": 0}, 100], "
		 "[{\"zoom\": 10, \"value\": 5}, 200]]}",
			"77.5"},
		{"{\"property\": \"n\", \"stops\": [[{\"zoom\": 5, \"value\": 0}, 0], "
		 "[{\"zoom\": 5, \"value\": 5}, 10]]}",
			"5"},
	};

	expect_values("number", cases, sizeof cases / sizeof *cases);
}

static void curves_of_color_are_in_the_space_that_is_named(void **state)
{
	static const struct expression_case cases[] = {
		{"{\"property\": \"n\", \"stops\": [[0, \"red\"], [5, \"blue\"]]}",
			"\"rgba(128,0,128,1)\""},
		{"{\"property\": \"n\", \"colorSpace\": \"lab\", \"stops\": [[0, "
		 "\"red\"], [5, \"blue\"]]}",
			"\"rgba(193,0,136,1)\""},
		{"{\"property\": \"n\", \"colorSpace\": \"hcl\", \"stops\": [[0, "
		 "\"red\"], [5, \"blue\"]]}",
			"\"rgba(245,0,134,1)\""},
	};

	expect_values("color", cases, sizeof cases / sizeof *cases);
}

static void tokens_in_outputs_stand_for_properties(void **state)
{
	static const struct expression_case cases[] = {
		{"{\"stops\": [[0, \"{text}\"], [7, \"{n} {digits}\"], [9, \"plain\"]]}",
			"\"2.5 12\""},
		{"{\"type\": \"categorical\", \"property\": \"n\", \"stops\": [[2.5, "
		 "\"<{digits}>\"]]}",
			"\"<12>\""},
	};

	expect_values("text-field", cases, sizeof cases / sizeof *cases);
}

static void a_function_that_is_none_is_refused(void **state)
{
	static const struct fault_case cases[] = {
		{"{\"stops\": []}", "", "a function needs a list of \"stops\""},
		{"{\"stops\": [[1]]}", "/stops/0", "a stop is a list of an input and an output"},
		{"{\"stops\": [[1, 2], [\"a\", 3]]}", "/stops/1",
			"the input of this stop must be a number"},
		{"{\"type\": \"categorical\", \"property\": \"n\", \"stops\": [[null, 2]]}",
			"/stops/0", "the input of this stop must be a number, string or boolean"},
		{"{\"stops\": [[{\"zoom\": 1, \"value\": 2}, 3]]}", "",
			"stops of zoom and value need a \"property\""},
		{"{\"property\": \"n\", \"stops\": [[{\"zoom\": 1}, 3]]}", "/stops/0",
			"the input of this stop needs \"zoom\" and \"value\""},
		{"{\"type\": \"curve\", \"stops\": [[1, 2]]}", "",
			"a function's \"type\" is categorical, exponential, identity or interval"},
		{"{\"type\": \"identity\", \"stops\": [[1, 2]]}", "",
			"a function of type \"identity\" needs a \"property\""},
		{"{\"stops\": [[1, 2]], \"base\": \"2\"}", "",
			"a function's \"base\" must be a number"},
		{"{\"stops\": [[1, 2]], \"bass\": 2}", "/bass", "a function has no such member"},
		{"{\"stops\": [[1, 2]], \"colorSpace\": \"xyz\"}", "",
			"a function's \"colorSpace\" is rgb, hcl or lab"},
		{"{\"property\": 1, \"stops\": [[1, 2]]}", "",
			"a function's \"property\" must be a string"},
		{"{\"stops\": [[2, 2], [1, 3]]}", "",
			"Input/output pairs for \"interpolate\" expressions must be arranged"},
		{"{\"stops\": [[1, \"a\"], [2, \"b\"]]}", "",
			"Expected number but found string instead."},
	};

	expect_faults("number", cases, sizeof cases / sizeof *cases);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(stops_over_a_property_are_a_curve),
		cmocka_unit_test(stops_over_the_zoom_are_a_curve_or_steps),
		cmocka_unit_test(intervals_hold_up_to_the_next_stop),
		cmocka_unit_test(categories_are_compared_by_type_and_value),
		cmocka_unit_test(identity_is_the_property_itself),
		cmocka_unit_test(identity_of_another_type_is_the_default),
		cmocka_unit_test(zoom_and_property_go_together),
		cmocka_unit_test(curves_of_color_are_in_the_space_that_is_named),
		cmocka_unit_test(tokens_in_outputs_stand_for_properties),
		cmocka_unit_test(a_function_that_is_none_is_refused),
	};

	return cmocka_run_group_tests_name("style/function", tests, NULL, NULL);
}
