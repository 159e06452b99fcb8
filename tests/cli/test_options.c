/* SPDX-License-Identifier: Apache-2.0 */
#include "base/calendar.h"
#include "cli/cli.h"
#include "cli/options.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* What the parser complained of last; the program itself writes it on standard error. */
static char complaint[GW_ERROR_TEXT_MAX];

void gw_complain(const struct gw_error *err)
{
	snprintf(complaint, sizeof complaint, "%s", err->text);
}

/* A command with an option of every type. */
struct command {
	bool quiet;
	const char *scheme, *output;
	int64_t width;
	double accuracy;
	gw_date day;
	gw_month month;
	struct gw_option options[7];
	struct gw_command_line line;
	const char *args[GW_ARGUMENTS_MAX];
	bool help;
	struct gw_error err;
};

static void command_init(struct command *c, const char *arguments)
{
	*c = (struct command){.width = -7, .accuracy = -7, .day = -7, .month = -7};
	const struct gw_option options[] = {
		{"quiet", GW_OPTION_FLAG, &c->quiet, NULL, "says nothing"},
		{"scheme", GW_OPTION_TEXT, &c->scheme, "NAME", "which scheme"},
		{"output", GW_OPTION_TEXT, &c->output, "FILE", "where to"},
		{"width", GW_OPTION_INT, &c->width, "PIXELS", "how wide", .min = 1, .max = 16384},
		{"accuracy", GW_OPTION_NUMBER, &c->accuracy, "METRES", "how near", .min = 0,
			.max = 1000.5},
		{"as-of", GW_OPTION_DATE, &c->day, "DATE", "which day"},
		{"month", GW_OPTION_MONTH, &c->month, "MONTH", "which month"},
	};

	memcpy(c->options, options, sizeof options);
	c->line = (struct gw_command_line){.command = "map",
		.arguments = arguments,
		.summary = "Draws.",
		.options = c->options,
		.num_options = 7};
}

/* Words end with NULL. */
static enum gw_status parse(struct command *c, const char *const *words)
{
	char *argv[16];
	int argc = 0;

	for (; words[argc]; argc++)
		argv[argc] = (char *)words[argc];
	argv[argc] = NULL;
	return gw_options_parse(&c->line, argc, argv, c->args, &c->help, &c->err);
}

#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})

static void expect_parsed(struct command *c, const char *const *words)
{
	if (parse(c, words))
		fail_msg("%s", c->err.text);
	assert_false(c->help);
}

static void expect_refused(const char *arguments, const char *const *words, const char *says)
{
	struct command c;

	command_init(&c, arguments);
	if (parse(&c, words) != GW_EINVAL)
		fail_msg("taken, though \"%s\" was expected", says);
	if (!strstr(c.err.text, says))
		fail_msg("\"%s\" does not say \"%s\"", c.err.text, says);
}

static void every_type_is_read_from_the_next_word(void **state)
{
	struct command c;

	command_init(&c, "");
	expect_parsed(&c,
		WORDS("--quiet", "--scheme", "police", "--width", "1200", "--accuracy", "2.5",
			"--as-of", "2026-10-03", "--month", "2026-10"));
	assert_true(c.quiet);
	assert_string_equal(c.scheme, "police");
	assert_int_equal(c.width, 1200);
	assert_true(c.accuracy == 2.5);
	assert_int_equal(c.day, 20261003);
	assert_int_equal(c.month, 202610);
	assert_null(c.output);
}

static void every_type_is_read_from_behind_an_equals_sign(void **state)
{
	struct command c;

	command_init(&c, "");
	expect_parsed(&c,
		WORDS("--scheme=a=b", "--width=1", "--accuracy=1000.5", "--as-of=2024-02-29",
			"--month=0001-01", "--output="));
	assert_string_equal(c.scheme, "a=b");
	assert_int_equal(c.width, 1);
	assert_true(c.accuracy == 1000.5);
	assert_int_equal(c.day, 20240229);
	assert_int_equal(c.month, 101);
	assert_string_equal(c.output, "");
}

static void what_is_not_given_stays_as_it_was(void **state)
{
	struct command c;

	command_init(&c, "");
	expect_parsed(&c, (const char *const[]){NULL});
	assert_false(c.quiet);
	assert_null(c.scheme);
	assert_int_equal(c.width, -7);
	assert_true(c.accuracy == -7);
	assert_int_equal(c.day, -7);
	assert_int_equal(c.month, -7);
}

static void a_value_that_does_not_fit_is_refused_with_what_would(void **state)
{
	expect_refused(
		"", WORDS("--width", "0"), "--width: \"0\" is not a whole number from 1 to 16384");
	expect_refused("", WORDS("--width", "16385"), "from 1 to 16384");
	expect_refused("", WORDS("--width", "12px"), "\"12px\"");
	expect_refused("", WORDS("--width="), "\"\"");
	expect_refused(
		"", WORDS("--accuracy", "-0.1"), "--accuracy: \"-0.1\" is not a number from 0");
	expect_refused("", WORDS("--accuracy", "nan"), "\"nan\"");
	expect_refused("", WORDS("--accuracy", "1000.6"), "\"1000.6\"");
	expect_refused("", WORDS("--accuracy", "5 m"), "\"5 m\"");
	expect_refused("", WORDS("--as-of", "2026-02-29"), "not a day such as");
	expect_refused("", WORDS("--as-of", "2026-02"), "not a day such as");
	expect_refused("", WORDS("--month", "2026-13"), "not a month such as");
	expect_refused("", WORDS("--month", "2026-10-01"), "not a month such as");
}

static void a_value_that_is_missing_is_asked_for(void **state)
{
	expect_refused("", WORDS("--scheme"), "--scheme needs a value: NAME");
	expect_refused("", WORDS("--quiet", "--width"), "--width needs a value: PIXELS");
	expect_refused("", WORDS("-o"), "--output needs a value: FILE");
}

static void a_flag_takes_no_value(void **state)
{
	struct command c;

	expect_refused("", WORDS("--quiet=yes"), "--quiet takes no value");
	command_init(&c, "DB");
	expect_parsed(&c, WORDS("--quiet", "city.db"));
	assert_string_equal(c.args[0], "city.db");
}

static void an_unknown_option_is_named_with_the_commands_help(void **state)
{
	expect_refused("", WORDS("--colour"), "no option --colour; see gridward map --help");
	expect_refused("", WORDS("--colour=red"), "no option --colour;");
	expect_refused("", WORDS("--schem", "x"), "--schem;"); /* no abbreviations */
	expect_refused("", WORDS("--schemes", "x"), "--schemes;");
	expect_refused("", WORDS("--=x"), "no option --;");
	expect_refused("", WORDS("--Quiet"), "--Quiet");
}

static void the_last_of_the_same_option_counts(void **state)
{
	struct command c;

	command_init(&c, "");
	expect_parsed(&c, WORDS("--scheme", "a", "--scheme=b"));
	assert_string_equal(c.scheme, "b");
}

static void o_is_short_for_output(void **state)
{
	struct command c;

	command_init(&c, "DB");
	expect_parsed(&c, WORDS("-o", "map.png", "city.db"));
	assert_string_equal(c.output, "map.png");
	assert_string_equal(c.args[0], "city.db");
	command_init(&c, "");
	c.line.num_options = 2; /* without --output */
	assert_int_equal(parse(&c, WORDS("-o", "map.png")), GW_EINVAL);
	assert_non_null(strstr(c.err.text, "no option --output"));
}

static void required_options_are_missed_by_name(void **state)
{
	struct command c;

	command_init(&c, "DB");
	c.options[1].required = true;
	assert_int_equal(parse(&c, WORDS("city.db")), GW_EINVAL);
	assert_string_equal(c.err.text, "--scheme NAME is missing");
	expect_parsed(&c, WORDS("city.db", "--scheme", "police"));
	command_init(&c, "DB");
	c.options[2].required = true;
	expect_parsed(&c, WORDS("city.db", "-o", "map.png"));
}

static void arguments_are_counted(void **state)
{
	struct command c;

	command_init(&c, "DB FILE");
	expect_parsed(&c, WORDS("city.db", "--quiet", "cells.geojson"));
	assert_string_equal(c.args[0], "city.db");
	assert_string_equal(c.args[1], "cells.geojson");
	expect_refused("DB FILE", WORDS("city.db"), "gridward map takes 2 arguments: DB FILE");
	expect_refused("DB", WORDS("--quiet"), "gridward map takes 1 argument: DB");
	expect_refused("DB FILE", WORDS("a", "b", "c", "d"), "one argument too many: c");
	expect_refused("", WORDS("a"), "one argument too many: a");
	expect_refused("A B C D", WORDS("a", "b", "c", "d", "e"), "one argument too many: e");
}

static void behind_two_dashes_all_are_arguments(void **state)
{
	struct command c;

	command_init(&c, "DB FILE OTHER");
	expect_parsed(&c, WORDS("--quiet", "--", "--scheme", "-o", "--help"));
	assert_string_equal(c.args[0], "--scheme");
	assert_string_equal(c.args[1], "-o");
	assert_string_equal(c.args[2], "--help");
	assert_null(c.scheme);
	command_init(&c, "DB");
	expect_parsed(&c, WORDS("--", "--"));
	assert_string_equal(c.args[0], "--");
}

static void a_lone_dash_and_a_negative_number_are_arguments(void **state)
{
	struct command c;

	command_init(&c, "LON FILE");
	expect_parsed(&c, WORDS("-87.6", "-"));
	assert_string_equal(c.args[0], "-87.6");
	assert_string_equal(c.args[1], "-");
}

static void help_outweighs_what_is_missing(void **state)
{
	struct command c;

	command_init(&c, "DB FILE");
	c.options[1].required = true;
	assert_int_equal(parse(&c, WORDS("--help")), GW_OK);
	assert_true(c.help);
	assert_int_equal(parse(&c, WORDS("city.db", "-h")), GW_OK);
	assert_true(c.help);
}

/* What standard output holds after the command line began, and how it went on. */
static bool begin(struct command *c, const char *word, char *printed, size_t size, int *exit_code)
{
	char *argv[] = {(char *)word, NULL};
	int saved = dup(STDOUT_FILENO), pipe_fds[2];
	ssize_t n;
	bool goes_on;

	fflush(stdout);
	assert_int_equal(pipe(pipe_fds), 0);
	dup2(pipe_fds[1], STDOUT_FILENO);
	close(pipe_fds[1]);
	goes_on = gw_options_begin(&c->line, 1, argv, c->args, exit_code);
	fflush(stdout);
	dup2(saved, STDOUT_FILENO);
	close(saved);
	n = read(pipe_fds[0], printed, size - 1);
	close(pipe_fds[0]);
	printed[n > 0 ? n : 0] = '\0';
	return goes_on;
}

static void a_command_goes_on_only_when_all_is_well(void **state)
{
	char printed[4096];
	struct command c;
	int exit_code = -7;

	command_init(&c, "DB");
	assert_true(begin(&c, "city.db", printed, sizeof printed, &exit_code));
	assert_int_equal(exit_code, -7);
	assert_string_equal(printed, "");
	assert_false(begin(&c, "--nonsense", printed, sizeof printed, &exit_code));
	assert_int_equal(exit_code, GW_EXIT_NOTHING_DONE);
	assert_string_equal(printed, "");
	assert_non_null(strstr(complaint, "no option --nonsense"));
}

static void the_help_tells_usage_and_every_option_on_standard_output(void **state)
{
	char printed[4096];
	struct command c;
	int exit_code = -7;
	size_t i;

	command_init(&c, "DB");
	c.line.more = "More to say.\n";
	c.options[1].required = true;
	assert_false(begin(&c, "--help", printed, sizeof printed, &exit_code));
	assert_int_equal(exit_code, GW_EXIT_DONE);
	assert_non_null(strstr(printed, "Usage: gridward map DB [OPTION ...]\n\nDraws.\n"));
	assert_non_null(strstr(printed, "More to say."));
	for (i = 0; i < c.line.num_options; i++) {
		char wanted[64];

		snprintf(wanted, sizeof wanted, "  --%s%s%s ", c.options[i].name,
			c.options[i].value ? " " : "",
			c.options[i].value ? c.options[i].value : "");
		if (!strstr(printed, wanted) || !strstr(printed, c.options[i].help))
			fail_msg("no \"%s\" in the help", wanted);
	}
	assert_non_null(strstr(printed, "which scheme (required)"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_type_is_read_from_the_next_word),
		cmocka_unit_test(every_type_is_read_from_behind_an_equals_sign),
		cmocka_unit_test(what_is_not_given_stays_as_it_was),
		cmocka_unit_test(a_value_that_does_not_fit_is_refused_with_what_would),
		cmocka_unit_test(a_value_that_is_missing_is_asked_for),
		cmocka_unit_test(a_flag_takes_no_value),
		cmocka_unit_test(an_unknown_option_is_named_with_the_commands_help),
		cmocka_unit_test(the_last_of_the_same_option_counts),
		cmocka_unit_test(o_is_short_for_output),
		cmocka_unit_test(required_options_are_missed_by_name),
		cmocka_unit_test(arguments_are_counted),
		cmocka_unit_test(behind_two_dashes_all_are_arguments),
		cmocka_unit_test(a_lone_dash_and_a_negative_number_are_arguments),
		cmocka_unit_test(help_outweighs_what_is_missing),
		cmocka_unit_test(a_command_goes_on_only_when_all_is_well),
		cmocka_unit_test(the_help_tells_usage_and_every_option_on_standard_output),
	};

	return cmocka_run_group_tests_name("cli/options", tests, NULL, NULL);
}
