/* SPDX-License-Identifier: Apache-2.0 */
#include "style/expect.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void assertions_pass_the_first_of_their_type(void **state)
{
	static const struct expression_case cases[] = {
		{"[\"number\", [\"get\", \"text\"], [\"get\", \"n\"]]", "2.5"},
		{"[\"string\", [\"get\", \"text\"]]", "\"Straße\""},
		{"[\"boolean\", [\"get\", \"n\"], [\"get\", \"no\"]]", "false"},
		{"[\"object\", [\"get\", \"object\"]]", "{\"k\":1,\"none\":null}"},
		{"[\"number\", [\"get\", \"text\"], [\"get\", \"yes\"]]", NULL,
			"Expected value to be of type number, but found boolean instead."},
		{"[\"array\", [\"get\", \"mixed\"]]", "[1,\"a\",null]"},
		{"[\"array\", \"number\", [\"get\", \"list\"]]", "[1,2,3]"},
		{"[\"array\", \"string\", 2, [\"get\", \"words\"]]", "[\"a\",\"b\"]"},
		{"[\"array\", \"number\", [\"get\", \"mixed\"]]", NULL,
			"Expected value to be of type array<number>, but found array<value, 3> "
			"instead."},
		{"[\"array\", \"number\", 2, [\"get\", \"list\"]]", NULL,
			"Expected value to be of type array<number, 2>, but found array<number, "
			"3> instead."},
		{"[\"array\", [\"get\", \"n\"]]", NULL,
			"Expected value to be of type array, but found number instead."},
	};

	expect_values(NULL, cases, sizeof cases / sizeof *cases);
}

static void to_boolean_takes_nothing_for_false(void **state)
{
	static const struct expression_case cases[] = {
		{"[\"to-boolean\", [\"get\", \"empty\"]]", "false"},
		{"[\"to-boolean\", [\"get\", \"zero\"]]", "false"},
		{"[\"to-boolean\", [\"get\", \"null\"]]", "false"},
		{"[\"to-boolean\", [\"get\", \"no\"]]", "false"},
		{"[\"to-boolean\", [\"get\", \"text\"]]", "true"},
		{"[\"to-boolean\", [\"get\", \"list\"]]", "true"},
		{"[\"to-boolean\", [\"sqrt\", -1]]", "false"},
	};

	expect_values(NULL, cases, sizeof cases / sizeof *cases);
}

static void to_color_reads_texts_and_lists(void **state)
{
	static const struct expression_case cases[] = {
		{"[\"to-color\", [\"get\", \"color\"]]", "\"rgba(255,0,0,1)\""},
		{"[\"to-color\", [\"get\", \"text\"], \"lime\"]", "\"rgba(0,255,0,1)\""},
		{"[\"to-color\", [\"get\", \"list\"]]", "\"rgba(1,2,3,1)\""},
		{"[\"to-color\", [\"literal\", [255, 0, 0, 0.5]]]", "\"rgba(255,0,0,0.5)\""},
		{"[\"to-color\", [\"get\", \"text\"]]", NULL,
			"Could not parse color from value 'Straße'"},
		{"[\"to-color\", [\"get\", \"n\"]]", NULL,
			"Could not parse color from value '2.5'"},
		{"[\"to-color\", [\"get\", \"words\"]]", NULL,
			"Invalid rgba value [\"a\",\"b\"]: expected an array containing either "
			"three or four numeric values."},
		{"[\"to-color\", [\"get\", \"mixed\"]]", NULL,
			"Invalid rgba value [1, a, ]: 'r', 'g', and 'b' must be between 0 and 255."},
	};

	expect_values(NULL, cases, sizeof cases / sizeof *cases);
}

static void to_number_reads_what_javascript_does(void **state)
{
	static const struct expression_case cases[] = {
		{"[\"to-number\", [\"get\", \"digits\"]]", "12"},
		{"[\"to-number\", [\"get\", \"null\"]]", "0"},
		{"[\"to-number\", [\"get\", \"yes\"]]", "1"},
		{"[\"to-number\", [\"get\", \"empty\"]]", "0"},
		{"[\"to-number\", [\"get\", \"text\"], [\"get\", \"n\"]]", "2.5"},
		{"[\"to-number\", [\"get\", \"text\"]]", NULL,
			"Could not convert \"Straße\" to number."},
	};

	expect_values(NULL, cases, sizeof cases / sizeof *cases);
}

static void to_string_writes_what_javascript_does(void **state)
{
	static const struct expression_case cases[] = {
		{"[\"to-string\", [\"get\", \"n\"]]", "\"2.5\""},
		{"[\"to-string\", [\"get\", \"null\"]]", "\"\""},
		{"[\"to-string\", [\"get\", \"yes\"]]", "\"true\""},
		{"[\"to-string\", [\"get\", \"mixed\"]]", "\"[1,\\\"a\\\",null]\""},
		{"[\"to-string\", [\"rgba\", 255, 128, 0, 0.5]]", "\"rgba(255,128,0,0.5)\""},
		{"[\"to-string\", 1e21]", "\"1e+21\""},
		{"[\"concat\", \"a\", [\"get\", \"n\"], [\"get\", \"null\"], [\"get\", "
		 "\"no\"]]",
			"\"a2.5false\""},
		{"[\"concat\"]", "\"\""},
	};

	expect_values(NULL, cases, sizeof cases / sizeof *cases);
}

static void typeof_names_the_type(void **state)
{
	static const struct expression_case cases[] = {
		{"[\"typeof\", [\"get\", \"n\"]]", "\"number\""},
		{"[\"typeof\", [\"get\", \"text\"]]", "\"string\""},
		{"[\"typeof\", [\"get\", \"null\"]]", "\"null\""},
		{"[\"typeof\", [\"get\", \"yes\"]]", "\"boolean\""},
		{"[\"typeof\", [\"get\", \"object\"]]", "\"object\""},
		{"[\"typeof\", [\"get\", \"list\"]]", "\"array<number, 3>\""},
		{"[\"typeof\", [\"get\", \"mixed\"]]", "\"array<value, 3>\""},
		{"[\"typeof\", [\"to-color\", \"red\"]]", "\"color\""},
	};

	expect_values(NULL, cases, sizeof cases / sizeof *cases);
}

static void letters_change_case_whatever_the_locale(void **state)
{
	static const struct expression_case cases[] = {
		{"[\"upcase\", [\"get\", \"text\"]]", "\"STRASSE\""},
		{"[\"downcase\", \"ÄÖÜ Iλ\"]", "\"äöü iλ\""},
		{"[\"upcase\", \"ijé\"]", "\"IJÉ\""},
	};

	expect_values(NULL, cases, sizeof cases / sizeof *cases);
}

static void texts_are_split_and_joined(void **state)
{
	static const struct expression_case cases[] = {
		{"[\"split\", \"a,b,,c\", \",\"]", "[\"a\",\"b\",\"\",\"c\"]"},
		{"[\"split\", \"abc\", \"\"]", "[\"a\",\"b\",\"c\"]"},
		{"[\"split\", \"\", \",\"]", "[\"\"]"},
		{"[\"join\", [\"literal\", [\"a\", \"b\"]], \"-\"]", "\"a-b\""},
		{"[\"join\", [\"get\", \"words\"], \"\"]", "\"ab\""},
	};

	expect_values(NULL, cases, sizeof cases / sizeof *cases);
}

static void numbers_are_written_as_english_writes_them(void **state)
{
	static const struct expression_case cases[] = {
		{"[\"number-format\", 1234567.8914, {}]", "\"1,234,567.891\""},
		{"[\"number-format\", [\"get\", \"n\"], {\"min-fraction-digits\": 2}]", "\"2.50\""},
		{"[\"number-format\", 1.005, {\"max-fraction-digits\": 2}]", "\"1.01\""},
		{"[\"number-format\", 999.5, {\"max-fraction-digits\": 0}]", "\"1,000\""},
		{"[\"number-format\", -1234.5, {\"currency\": \"USD\"}]", "\"-$1,234.50\""},
		{"[\"number-format\", 1234.5, {\"currency\": \"JPY\", \"locale\": \"en\"}]",
			"\"¥1,235\""},
		{"[\"number-format\", 12, {\"currency\": \"CHF\"}]", "\"CHF 12.00\""},
	};

	expect_values(NULL, cases, sizeof cases / sizeof *cases);
}

static void colors_are_made_of_and_taken_into_numbers(void **state)
{
	static const struct expression_case cases[] = {
		{"[\"rgb\", 255, 0, 127.5]", "\"rgba(255,0,128,1)\""},
		{"[\"rgba\", 1, 2, 3, 0]", "\"rgba(1,2,3,0)\""},
		{"[\"to-rgba\", [\"to-color\", \"rgba(10, 20, 30, 0.5)\"]]", "[10,20,30,0.5]"},
		{"[\"rgb\", 0, [\"get\", \"n\"], 256]", NULL,
			"Invalid rgba value [0, 2.5, 256, 1]: 'r', 'g', and 'b' must be between "
			"0 and 255."},
		{"[\"rgba\", 0, 0, 0, [\"get\", \"n\"]]", NULL,
			"Invalid rgba value [0, 0, 0, 2.5]: 'a' must be between 0 and 1."},
	};

	expect_values(NULL, cases, sizeof cases / sizeof *cases);
}

static void an_error_says_what_it_was_given(void **state)
{
	static const struct expression_case cases[] = {
		{"[\"error\", \"no such grade\"]", NULL, "no such grade"},
	};

	expect_values(NULL, cases, sizeof cases / sizeof *cases);
}

static void literals_are_kept_as_they_are(void **state)
{
	static const struct expression_case cases[] = {
		{"[\"literal\", {\"a\": [1, \"b\", null, true]}]", "{\"a\":[1,\"b\",null,true]}"},
		{"\"text\"", "\"text\""},
		{"null", "null"},
		{"-0.0", "0"},
		{"[\"literal\", \"\\u0001\\\"\"]", "\"\\u0001\\\"\""},
	};

	expect_values(NULL, cases, sizeof cases / sizeof *cases);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(assertions_pass_the_first_of_their_type),
		cmocka_unit_test(to_boolean_takes_nothing_for_false),
		cmocka_unit_test(to_color_reads_texts_and_lists),
		cmocka_unit_test(to_number_reads_what_javascript_does),
		cmocka_unit_test(to_string_writes_what_javascript_does),
		cmocka_unit_test(typeof_names_the_type),
		cmocka_unit_test(letters_change_case_whatever_the_locale),
		cmocka_unit_test(texts_are_split_and_joined),
		cmocka_unit_test(numbers_are_written_as_english_writes_them),
		cmocka_unit_test(colors_are_made_of_and_taken_into_numbers),
		cmocka_unit_test(an_error_says_what_it_was_given),
		cmocka_unit_test(literals_are_kept_as_they_are),
	};

	return cmocka_run_group_tests_name("style/conversions", tests, NULL, NULL);
}
