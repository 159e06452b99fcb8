/* SPDX-License-Identifier: Apache-2.0 */
#include "style/expect.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void a_number_property_asserts_numbers(void **state)
{
	static const struct expression_case cases[] = {
		{"[\"get\", \"n\"]", "2.5"},
		{"[\"get\", \"text\"]", NULL,
			"Expected value to be of type number, but found string instead."},
		{"[\"coalesce\", [\"get\", \"missing\"], 3]", "3"},
		{"[\"coalesce\", [\"get\", \"missing\"], [\"get\", \"text\"]]", NULL,
			"Expected value to be of type number, but found string instead."},
	};

	expect_values("number", cases, sizeof cases / sizeof *cases);
}

static void a_text_property_takes_any_value_as_text(void **state)
{
	static const struct expression_case cases[] = {
		{"[\"get\", \"n\"]", "\"2.5\""},
		{"[\"get\", \"list\"]", "\"[1,2,3]\""},
		{"[\"get\", \"null\"]", "\"\""},
	};

	expect_values("string", cases, sizeof cases / sizeof *cases);
}

static void a_color_property_takes_texts_as_colors(void **state)
{
	static const struct expression_case cases[] = {
		{"\"red\"", "\"rgba(255,0,0,1)\""},
		{"[\"get\", \"color\"]", "\"rgba(255,0,0,1)\""},
		{"[\"match\", [\"get\", \"zero\"], 0, \"red\", \"blue\"]", "\"rgba(255,0,0,1)\""},
		{"[\"interpolate\", [\"linear\"], [\"get\", \"n\"], 0, \"black\", 5, "
		 "\"white\"]",
			"\"rgba(128,128,128,1)\""},
		{"[\"get\", \"n\"]", NULL, "Could not parse color from value '2.5'"},
		{"[\"coalesce\", [\"get\", \"missing\"], \"blue\"]", "\"rgba(0,0,255,1)\""},
	};

	expect_values("color", cases, sizeof cases / sizeof *cases);
}

static void a_list_property_asserts_its_items_and_their_number(void **state)
{
	static const struct expression_case cases[] = {
		{"[\"slice\", [\"get\", \"list\"], 1]", "[2,3]"},
		{"[\"get\", \"list\"]", NULL,
			"Expected value to be of type array<number, 2>, but found array<number, "
			"3> instead."},
		{"[\"literal\", [4, 5]]", "[4,5]"},
	};

	expect_values("array<number, 2>", cases, sizeof cases / sizeof *cases);
}

static void an_empty_list_passes_for_a_list_of_anything(void **state)
{
	static const struct expression_case cases[] = {
		{"[\"literal\", []]", "[]"},
	};

	expect_values("array<string>", cases, sizeof cases / sizeof *cases);
}

static void an_enumeration_has_no_other_words(void **state)
{
	static const struct expression_case cases[] = {
		{"[\"get\", \"text\"]", NULL,
			"Expected value to be one of \"left\", \"right\", but found \"Straße\" "
			"instead."},
		{"[\"case\", [\"get\", \"yes\"], \"left\", \"right\"]", "\"left\""},
		{"[\"get\", \"n\"]", NULL,
			"Expected value to be of type string, but found number instead."},
	};

	expect_values("left|right", cases, sizeof cases / sizeof *cases);
}

static void text_field_takes_any_value_as_text(void **state)
{
	static const struct expression_case cases[] = {
		{"[\"get\", \"n\"]", "\"2.5\""},
		{"[\"concat\", [\"get\", \"text\"], \" \", [\"get\", \"n\"]]", "\"Straße 2.5\""},
	};

	expect_values("text-field", cases, sizeof cases / sizeof *cases);
}

static void a_type_that_does_not_fit_is_a_fault_of_the_place(void **state)
{
	static const struct fault_case cases[] = {
		{"[\"upcase\", 1]", "/1", "Expected string but found number instead."},
		{"[\"+\", 1, \"2\"]", "/2", "Expected number but found string instead."},
		{"[\"case\", true, 1, \"a\"]", "/3", "Expected number but found string instead."},
		{"[\"match\", [\"get\", \"n\"], 1, \"a\", 2, 3, \"b\"]", "/5",
			"Expected string but found number instead."},
		{"[\"coalesce\", 1, \"a\"]", "/2", "Expected number but found string instead."},
		{"[\"step\", [\"get\", \"n\"], 1, 2, \"b\"]", "/4",
			"Expected number but found string instead."},
		{"[\"at\", 0, \"abc\"]", "/2", "Expected array but found string instead."},
		{"[\"let\", \"a\", 1, [\"upcase\", [\"var\", \"a\"]]]", "/3/1",
			"Expected string but found number instead."},
		{"[\"interpolate\", [\"linear\"], [\"get\", \"n\"], 0, \"a\", 1, \"b\"]", "",
			"Type string is not interpolatable."},
		{"[\"interpolate\", [\"linear\"], [\"get\", \"n\"], 0, [\"array\", "
		 "\"number\", [\"get\", \"list\"]], 1, [\"literal\", [1]]]",
			"", "Type array<number> is not interpolatable."},
		{"[\"join\", [\"literal\", [1, 2]], \",\"]", "/1",
			"Expected array<string> but found array<number, 2> instead."},
		{"[\"match\", \"a\", 1, 2, 3]", "/1", "Expected number but found string instead."},
	};

	expect_faults(NULL, cases, sizeof cases / sizeof *cases);
}

static void comparisons_refuse_what_cannot_be_compared(void **state)
{
	static const struct fault_case cases[] = {
		{"[\"==\", [\"literal\", [1]], 1]", "/1",
			"\"==\" comparisons are not supported for type 'array<number, 1>'."},
		{"[\"<\", true, false]", "/1",
			"\"<\" comparisons are not supported for type 'boolean'."},
		{"[\"<\", 1, null]", "/2", "\"<\" comparisons are not supported for type 'null'."},
		{"[\"==\", 1, \"1\"]", "", "Cannot compare types 'number' and 'string'."},
		{"[\"==\", 1]", "", "Expected two or three arguments."},
		{"[\"==\", \"a\", \"b\", [\"collator\", {}]]", "/3", "collators are not supported"},
	};

	expect_faults(NULL, cases, sizeof cases / sizeof *cases);
}

static void a_number_of_arguments_that_does_not_fit_is_a_fault(void **state)
{
	static const struct fault_case cases[] = {
		{"[\"-\", 1, 2, 3]", "",
			"Expected arguments of type (number, number) | (number), but found "
			"(number, number, number) instead."},
		{"[\"get\"]", "",
			"Expected arguments of type (string) | (string, object), but found () "
			"instead."},
		{"[\"!\", true, false]", "",
			"Expected arguments of type (boolean), but found (boolean, boolean) instead."},
		{"[\"case\", true, 1]", "", "Expected at least 3 arguments, but found only 2."},
		{"[\"case\", true, 1, false, 2]", "", "Expected an odd number of arguments."},
		{"[\"match\", 1, 2]", "", "Expected at least 4 arguments, but found only 2."},
		{"[\"match\", 1, 2, 3, 4, 5]", "", "Expected an even number of arguments."},
		{"[\"coalesce\"]", "", "Expected at least one argument."},
		{"[\"let\", \"a\", 1]", "", "Expected at least 3 arguments, but found 2 instead."},
		{"[\"var\"]", "", "'var' expression requires exactly one string literal argument."},
		{"[\"step\", 1, 2]", "", "Expected at least 4 arguments, but found only 2."},
		{"[\"interpolate\", [\"linear\"], 1, 2, 3, 4]", "",
			"Expected an even number of arguments."},
		{"[\"literal\"]", "",
			"'literal' expression requires exactly one argument, but found 0 instead."},
		{"[\"at\", 1]", "", "Expected 2 arguments, but found 1 instead."},
		{"[\"in\", 1]", "", "Expected 2 arguments, but found 1 instead."},
		{"[\"index-of\", 1]", "", "Expected 2 or 3 arguments, but found 1 instead."},
		{"[\"slice\", \"a\"]", "", "Expected 2 or 3 arguments, but found 1 instead."},
		{"[\"length\"]", "", "Expected 1 argument, but found 0 instead."},
		{"[\"to-string\", 1, 2]", "", "Expected one argument."},
		{"[\"number\"]", "", "Expected at least one argument."},
		{"[\"number-format\", 1]", "", "Expected two arguments."},
	};

	expect_faults(NULL, cases, sizeof cases / sizeof *cases);
}

static void match_refuses_labels_that_are_none(void **state)
{
	static const struct fault_case cases[] = {
		{"[\"match\", [\"get\", \"n\"], 1, \"a\", 1, \"b\", \"c\"]", "/4",
			"Branch labels must be unique."},
		{"[\"match\", [\"get\", \"n\"], [1, 2], \"a\", [3, 1], \"b\", \"c\"]", "/4",
			"Branch labels must be unique."},
		{"[\"match\", [\"get\", \"n\"], 1.5, \"a\", \"c\"]", "/2",
			"Numeric branch labels must be integer values."},
		{"[\"match\", [\"get\", \"n\"], 1e16, \"a\", \"c\"]", "/2",
			"Branch labels must be integers no larger than 9007199254740991."},
		{"[\"match\", [\"get\", \"n\"], [], \"a\", \"c\"]", "/2",
			"Expected at least one branch label."},
		{"[\"match\", [\"get\", \"n\"], true, \"a\", \"c\"]", "/2",
			"Branch labels must be numbers or strings."},
		{"[\"match\", [\"get\", \"n\"], 1, \"a\", \"x\", \"b\", \"c\"]", "/4",
			"Expected number but found string instead."},
	};

	expect_faults(NULL, cases, sizeof cases / sizeof *cases);
}

static void stops_are_numbers_in_ascending_order(void **state)
{
	static const struct fault_case cases[] = {
		{"[\"step\", 1, 0, 2, 1, 2, 2]", "/5",
			"Input/output pairs for \"step\" expressions must be arranged with input "
			"values in strictly ascending order."},
		{"[\"step\", 1, 0, [\"get\", \"n\"], 1]", "/3",
			"Input/output pairs for \"step\" expressions must be defined using "
			"literal numeric values"},
		{"[\"interpolate\", [\"linear\"], 1, 5, 0, 4, 1]", "/5",
			"Input/output pairs for \"interpolate\" expressions must be arranged"},
		{"[\"interpolate\", [\"linear\"], 1, \"5\", 0]", "/3",
			"Input/output pairs for \"interpolate\" expressions must be defined"},
		{"[\"interpolate\", \"linear\", 1, 5, 0]", "/1",
			"Expected an interpolation type expression."},
		{"[\"interpolate\", [\"curly\"], 1, 5, 0]", "/1",
			"Unknown interpolation type curly"},
		{"[\"interpolate\", [\"exponential\"], 1, 5, 0]", "/1",
			"Exponential interpolation requires a numeric base."},
		{"[\"interpolate\", [\"cubic-bezier\", 0, 0, 2, 0], 1, 5, 0]", "/1",
			"Cubic bezier interpolation requires four numeric arguments with values "
			"between 0 and 1."},
	};

	expect_faults(NULL, cases, sizeof cases / sizeof *cases);
}

static void names_that_are_none_are_refused_with_a_near_one(void **state)
{
	static const struct fault_case cases[] = {
		{"[\"setp\", [\"get\", \"n\"], 1, 2, 3]", "",
			"\"setp\" is not an expression operator; did you mean \"step\"?"},
		{"[\"+\", 1, [\"gte\", \"n\"]]", "/2",
			"\"gte\" is not an expression operator; did you mean \"get\"?"},
		{"[\"qwertyuiop\"]", "",
			"\"qwertyuiop\" is not an expression operator; a list of values is "
			"written [\"literal\", [...]]"},
		{"[\"feature-state\", \"hover\"]", "",
			"the operator \"feature-state\" is not supported"},
		{"[\"within\", {}]", "", "the operator \"within\" is not supported"},
		{"[\"format\", \"a\", {}]", "", "the operator \"format\" is not supported"},
	};

	expect_faults(NULL, cases, sizeof cases / sizeof *cases);
}

static void what_is_no_expression_is_refused(void **state)
{
	static const struct fault_case cases[] = {
		{"[]", "", "Expected an array with at least one element."},
		{"[1, 2]", "", "an expression begins with its operator's name"},
		{"[\"length\", {}]", "/1",
			"Bare objects invalid. Use [\"literal\", {...}] instead."},
		{"{}", "", "an object here must be a function"},
		{"[\"let\", \"a b\", 1, 2]", "/1",
			"Variable names must contain only alphanumeric characters or '_'."},
		{"[\"let\", 1, 1, 2]", "/1", "the name of a variable must be a string"},
		{"[\"var\", \"x\"]", "/1", "Unknown variable \"x\"."},
		{"[\"let\", \"a\", 1, \"b\", [\"var\", \"a\"], [\"var\", \"b\"]]", "/4/1",
			"Unknown variable \"a\"."},
		{"[\"let\", \"x\", 1, [\"+\", [\"let\", \"y\", 2, [\"var\", \"y\"]], "
		 "[\"var\", \"y\"]]]",
			"/3/2/1", "Unknown variable \"y\"."},
		{"[\"array\", \"color\", [\"get\", \"list\"]]", "/1",
			"The item type argument of \"array\" must be one of string, number, boolean"},
		{"[\"array\", \"number\", -1, [\"get\", \"list\"]]", "/2",
			"The length argument to \"array\" must be a positive integer literal"},
		{"[\"number-format\", 1, 2]", "/2",
			"NumberFormat options argument must be an object."},
		{"[\"number-format\", 1, {\"unit\": \"m\"}]", "/2/unit",
			"\"unit\" is not supported here"},
	};

	expect_faults(NULL, cases, sizeof cases / sizeof *cases);
}

static void constant_parts_are_evaluated_at_once_and_may_fail(void **state)
{
	static const struct fault_case cases[] = {
		{"[\"case\", [\"get\", \"yes\"], 1, [\"at\", 3, [\"literal\", [1, 2]]]]", "/3",
			"Array index out of bounds: 3 > 1."},
		{"[\"to-color\", \"nocolor\"]", "", "Could not parse color from value 'nocolor'"},
		{"[\"number\", \"a\"]", "",
			"Expected value to be of type number, but found string instead."},
	};

	expect_faults(NULL, cases, sizeof cases / sizeof *cases);
}

static void zoom_is_the_input_of_one_curve_at_the_top(void **state)
{
	static const struct fault_case cases[] = {
		{"[\"zoom\"]", "", "\"zoom\" expression may only be used as input to a top-level"},
		{"[\"+\", [\"zoom\"], 1]", "",
			"\"zoom\" expression may only be used as input to a top-level"},
		{"[\"*\", 2, [\"step\", [\"zoom\"], 1, 2, 3]]", "",
			"\"zoom\" expression may only be used as input to a top-level"},
		{"[\"coalesce\", [\"step\", [\"zoom\"], 1, 2, 3], [\"step\", [\"zoom\"], "
		 "1, 2, 3]]",
			"", "Only one zoom-based \"step\" or \"interpolate\" subexpression"},
		{"[\"let\", \"z\", [\"zoom\"], [\"step\", [\"var\", \"z\"], 1, 2, 3]]", "",
			"\"zoom\" expression may only be used as input to a top-level"},
	};

	expect_faults(NULL, cases, sizeof cases / sizeof *cases);
}

static void zoom_may_be_under_let_and_coalesce(void **state)
{
	static const struct expression_case cases[] = {
		{"[\"let\", \"a\", 2, [\"step\", [\"zoom\"], 1, 5, [\"var\", \"a\"]]]", "2"},
		{"[\"coalesce\", [\"step\", [\"zoom\"], 1, 5, 3]]", "3"},
	};

	expect_values(NULL, cases, sizeof cases / sizeof *cases);
}

static void a_property_says_what_it_may_depend_on(void **state)
{
	static const struct fault_case cases[] = {
		{"[\"get\", \"n\"]", "", "data expressions not supported"},
	};

	expect_faults("text-padding", cases, sizeof cases / sizeof *cases);
}

static void a_property_that_jumps_takes_no_interpolation(void **state)
{
	static const struct fault_case cases[] = {
		{"[\"interpolate\", [\"linear\"], [\"zoom\"], 1, 1, 2, 2]", "",
			"\"interpolate\" expressions cannot be used with this property"},
	};

	expect_faults("symbol-sort-key", cases, sizeof cases / sizeof *cases);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_number_property_asserts_numbers),
		cmocka_unit_test(a_text_property_takes_any_value_as_text),
		cmocka_unit_test(a_color_property_takes_texts_as_colors),
		cmocka_unit_test(a_list_property_asserts_its_items_and_their_number),
		cmocka_unit_test(an_empty_list_passes_for_a_list_of_anything),
		cmocka_unit_test(an_enumeration_has_no_other_words),
		cmocka_unit_test(text_field_takes_any_value_as_text),
		cmocka_unit_test(a_type_that_does_not_fit_is_a_fault_of_the_place),
		cmocka_unit_test(comparisons_refuse_what_cannot_be_compared),
		cmocka_unit_test(a_number_of_arguments_that_does_not_fit_is_a_fault),
		cmocka_unit_test(match_refuses_labels_that_are_none),
		cmocka_unit_test(stops_are_numbers_in_ascending_order),
		cmocka_unit_test(names_that_are_none_are_refused_with_a_near_one),
		cmocka_unit_test(what_is_no_expression_is_refused),
		cmocka_unit_test(constant_parts_are_evaluated_at_once_and_may_fail),
		cmocka_unit_test(zoom_is_the_input_of_one_curve_at_the_top),
		cmocka_unit_test(zoom_may_be_under_let_and_coalesce),
		cmocka_unit_test(a_property_says_what_it_may_depend_on),
		cmocka_unit_test(a_property_that_jumps_takes_no_interpolation),
	};

	return cmocka_run_group_tests_name("style/typing", tests, NULL, NULL);
}
