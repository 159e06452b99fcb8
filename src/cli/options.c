/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/options.h"

#include "base/calendar.h"
#include "base/parse.h"
#include "cli/cli.h"

#include <stdio.h>
#include <string.h>

static const struct gw_option *find_option(
	const struct gw_command_line *line, const char *name, size_t len)
{
	size_t i;

	for (i = 0; i < line->num_options; i++)
		if (!strncmp(line->options[i].name, name, len) && !line->options[i].name[len])
			return &line->options[i];
	return NULL;
}

/* What it says on error does not name the option. */
static enum gw_status set_value(const struct gw_option *o, const char *value, struct gw_error *err)
{
	double number;

	switch (o->type) {
	case GW_OPTION_FLAG:
		*(bool *)o->target = true;
		return GW_OK;
	case GW_OPTION_TEXT:
		*(const char **)o->target = value;
		return GW_OK;
	case GW_OPTION_INT:
		if (gw_parse_int(value, (int64_t)o->min, (int64_t)o->max, o->target))
			return GW_OK;
		return gw_fail(err, GW_EINVAL, "\"%s\" is not a whole number from %.0f to %.0f",
			value, o->min, o->max);
	case GW_OPTION_NUMBER:
		if (gw_parse_double(value, strlen(value), &number) && number >= o->min &&
			number <= o->max) {
			*(double *)o->target = number;
			return GW_OK;
		}
		return gw_fail(err, GW_EINVAL, "\"%s\" is not a number from %g to %g", value,
			o->min, o->max);
	case GW_OPTION_DATE:
		if (gw_date_parse(value, o->target))
			return GW_OK;
		return gw_fail(err, GW_EINVAL, "\"%s\" is not a day such as 2026-10-01", value);
	case GW_OPTION_MONTH:
		if (gw_month_parse(value, o->target))
			return GW_OK;
		return gw_fail(err, GW_EINVAL, "\"%s\" is not a month such as 2026-10", value);
	case GW_OPTION_PARSED:
		return o->parse(o->target, value, err);
	}
	return GW_OK;
}

enum gw_status gw_options_set(const struct gw_command_line *line, const char *name,
	const char *text, struct gw_error *err)
{
	const struct gw_option *o = find_option(line, name, strlen(name));
	enum gw_status st;

	if (!o)
		return gw_fail(err, GW_EINVAL, "there is no key \"%.60s\"", name);
	if (o->type != GW_OPTION_FLAG) {
		st = set_value(o, text, err);
	} else if (!strcmp(text, "true") || !strcmp(text, "false")) {
		*(bool *)o->target = !strcmp(text, "true");
		st = GW_OK;
	} else {
		st = gw_fail(err, GW_EINVAL, "\"%.60s\" is neither true nor false", text);
	}
	return st ? gw_fail_in(err, st, name) : GW_OK;
}

/* Reads the option at argv[*at], and its value from the next word unless it is behind a '='. */
static enum gw_status parse_option(const struct gw_command_line *line, int argc, char **argv,
	int *at, bool *seen, struct gw_error *err)
{
	const char *name = argv[*at] + 2, *equals = strchr(name, '=');
	size_t len = equals ? (size_t)(equals - name) : strlen(name);
	const struct gw_option *o = find_option(line, name, len);
	const char *value = NULL;
	char label[64];
	enum gw_status st;

	if (!o)
		return gw_fail(err, GW_EINVAL, "no option --%.*s; see gridward %s --help", (int)len,
			name, line->command);
	if (o->type == GW_OPTION_FLAG && equals)
		return gw_fail(err, GW_EINVAL, "--%s takes no value", o->name);
	if (o->type != GW_OPTION_FLAG) {
		if (equals)
			value = equals + 1;
		else if (*at + 1 < argc)
			value = argv[++*at];
		else
			return gw_fail(err, GW_EINVAL, "--%s needs a value: %s", o->name, o->value);
	}
	seen[o - line->options] = true;
	snprintf(label, sizeof label, "--%s", o->name);
	st = set_value(o, value, err);
	return st ? gw_fail_in(err, st, label) : GW_OK;
}

static size_t count_words(const char *text)
{
	size_t n = 0;

	for (; *text; text++)
		n += *text != ' ' && (text[1] == ' ' || !text[1]);
	return n;
}

enum gw_status gw_options_parse(const struct gw_command_line *line, int argc, char **argv,
	const char *args[GW_ARGUMENTS_MAX], bool *help, struct gw_error *err)
{
	bool seen[64] = {false}, only_arguments = false;
	size_t wanted = count_words(line->arguments), n = 0, i;
	enum gw_status st;
	int at;

	*help = false;
	for (at = 0; at < argc; at++) {
		if (!only_arguments && !strcmp(argv[at], "--")) {
			only_arguments = true;
		} else if (!only_arguments &&
			(!strcmp(argv[at], "--help") || !strcmp(argv[at], "-h"))) {
			*help = true;
			return GW_OK;
		} else if (!only_arguments && !strcmp(argv[at], "-o")) {
			char *output[] = {"--output", at + 1 < argc ? argv[at + 1] : NULL};
			int first = 0;

			st = parse_option(line, at + 1 < argc ? 2 : 1, output, &first, seen, err);
			if (st)
				return st;
			at++;
		} else if (!only_arguments && !strncmp(argv[at], "--", 2)) {
			st = parse_option(line, argc, argv, &at, seen, err);
			if (st)
				return st;
		} else if (n == wanted) {
			return gw_fail(err, GW_EINVAL, "one argument too many: %s", argv[at]);
		} else {
			args[n++] = argv[at];
		}
	}
	if (n < wanted)
		return gw_fail(err, GW_EINVAL, "gridward %s takes %zu argument%s: %s",
			line->command, wanted, wanted == 1 ? "" : "s", line->arguments);
	for (i = 0; i < line->num_options; i++)
		if (line->options[i].required && !seen[i])
			return gw_fail(err, GW_EINVAL, "--%s %s is missing", line->options[i].name,
				line->options[i].value);
	return GW_OK;
}

/* On standard output. */
static void print_help(const struct gw_command_line *line)
{
	size_t i;

	printf("Usage: gridward %s%s%s%s\n\n%s\n", line->command, *line->arguments ? " " : "",
		line->arguments, line->num_options ? " [OPTION ...]" : "", line->summary);
	if (line->num_options)
		printf("\nOptions:\n");
	for (i = 0; i < line->num_options; i++) {
		const struct gw_option *o = &line->options[i];
		char name[64];

		snprintf(name, sizeof name, "--%s%s%s", o->name, o->value ? " " : "",
			o->value ? o->value : "");
		printf("  %-26s %s%s\n", name, o->help, o->required ? " (required)" : "");
	}
	if (line->more)
		printf("\n%s", line->more);
}

bool gw_options_begin(const struct gw_command_line *line, int argc, char **argv,
	const char *args[GW_ARGUMENTS_MAX], int *exit_code)
{
	struct gw_error err;
	bool help;

	if (gw_options_parse(line, argc, argv, args, &help, &err)) {
		gw_complain(&err);
		*exit_code = GW_EXIT_NOTHING_DONE;
		return false;
	}
	if (help) {
		print_help(line);
		*exit_code = GW_EXIT_DONE;
		return false;
	}
	return true;
}
