/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_CLI_OPTIONS_H
#define GW_CLI_OPTIONS_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

/* Exit codes: done; done, but rows were rejected or faults found; nothing done. */
enum { GW_EXIT_DONE = 0, GW_EXIT_FINDINGS = 1, GW_EXIT_NOTHING_DONE = 2 };

enum gw_option_type {
	GW_OPTION_FLAG, /* target: bool */
	GW_OPTION_TEXT, /* target: const char * */
	GW_OPTION_INT, /* target: int64_t, from min to max */
	GW_OPTION_NUMBER, /* target: double, from min to max */
	GW_OPTION_DATE, /* target: gw_date */
	GW_OPTION_MONTH, /* target: gw_month */
	GW_OPTION_PARSED, /* target: what parse makes of the text */
};

struct gw_option {
	const char *name; /* without the dashes */
	enum gw_option_type type;
	void *target;
	const char *value; /* its name in the help; NULL for flags */
	const char *help;
	bool required;
	double min, max; /* of numbers */
	/* GW_EINVAL says what is wrong with the text, without the option's name. */
	enum gw_status (*parse)(void *target, const char *text, struct gw_error *err);
};

/* What a command line looks like. arguments: such as "DB FILE"; every word is required. */
struct gw_command_line {
	const char *command; /* "import cells" */
	const char *arguments; /* "" for none */
	const char *summary; /* one sentence */
	const char *more; /* paragraphs below the options, or NULL */
	const struct gw_option *options;
	size_t num_options;
};

#define GW_ARGUMENTS_MAX 4

/*
 * Reads argv (without the command's own words) into the options' targets and args. *help is set,
 * and nothing else matters, when --help was among them. GW_EINVAL says what is wrong.
 */
enum gw_status gw_options_parse(const struct gw_command_line *line, int argc, char **argv,
	const char *args[GW_ARGUMENTS_MAX], bool *help, struct gw_error *err);

/*
 * Sets an option as a configuration file does: the name without dashes, flags by "true" or "false".
 * A text must live as long as its target. GW_EINVAL says what is wrong.
 */
enum gw_status gw_options_set(const struct gw_command_line *line, const char *name,
	const char *text, struct gw_error *err);

/*
 * gw_options_parse() as every command begins: true to go on; otherwise *exit_code is what to
 * return, the help or the complaint printed.
 */
bool gw_options_begin(const struct gw_command_line *line, int argc, char **argv,
	const char *args[GW_ARGUMENTS_MAX], int *exit_code);

#endif
