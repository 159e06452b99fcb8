/* SPDX-License-Identifier: Apache-2.0 */
#include "base/monotonic.h"
#include "cli/cli.h"
#include "cli/options.h"

#include <errno.h>
#include <locale.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct command {
	const char *group; /* the word before name, or "" */
	const char *name;
	int (*run)(int argc, char **argv);
	const char *summary;
};

static const struct command commands[] = {
	{"", "check", gw_cmd_check, "look for gaps, overlaps and other faults in a grid"},
	{"", "demo", gw_cmd_demo, "build the demo city's database and maps"},
	{"import", "cells", gw_cmd_import_cells, "import a division: the cells of a grid"},
	{"import", "context", gw_cmd_import_context,
		"import roads, water, coast: what lies around the cells"},
	{"import", "reports", gw_cmd_import_reports, "import reports and assign them to cells"},
	{"import", "units", gw_cmd_import_units,
		"import upper units: districts, streets, stations"},
	{"", "init", gw_cmd_init, "make a new database"},
	{"", "locate", gw_cmd_locate, "find the cells of points"},
	{"", "map", gw_cmd_map, "draw a month's map sheet"},
	{"", "publish", gw_cmd_publish, "let everybody see a month's safety levels"},
	{"reports", "tail", gw_cmd_reports_tail, "follow reports as they come in"},
	{"", "serve", gw_cmd_serve, "serve tiles, locate and a map page over HTTP"},
	{"style", "check", gw_cmd_style_check, "look for every fault of a map style"},
	{"style", "eval", gw_cmd_style_eval, "evaluate a style expression for features"},
	{"style", "table", gw_cmd_style_table, "print what a map style may have"},
	{"", "tile", gw_cmd_tile, "draw one map tile"},
	{"token", "create", gw_cmd_token_create, "make a token for who is to use the server"},
	{"token", "list", gw_cmd_token_list, "list all tokens"},
	{"token", "revoke", gw_cmd_token_revoke, "take a token's power"},
	{"", "withdraw", gw_cmd_withdraw, "take back that a month is published"},
};

#define NUM_COMMANDS (sizeof commands / sizeof *commands)

/* Of one group, or of all when group is NULL. */
static void list_commands(FILE *out, const char *group)
{
	size_t i;

	for (i = 0; i < NUM_COMMANDS; i++) {
		char name[32];

		if (group && strcmp(commands[i].group, group))
			continue;
		snprintf(name, sizeof name, "%s%s%s", commands[i].group,
			*commands[i].group ? " " : "", commands[i].name);
		fprintf(out, "  %-16s %s\n", name, commands[i].summary);
	}
}

static void print_help(FILE *out)
{
	fprintf(out,
		"Usage: gridward COMMAND [ARGUMENT ...]\n\n"
		"Maps and geofencing for a city's grid.\n\n");
	list_commands(out, NULL);
	fprintf(out,
		"\ngridward COMMAND --help tells more of each. Exit status: 0 done; 1 done, but rows "
		"were\nrejected or faults found; 2 nothing done.\n");
}

static bool is_group(const char *word)
{
	size_t i;

	for (i = 0; i < NUM_COMMANDS; i++)
		if (*commands[i].group && !strcmp(commands[i].group, word))
			return true;
	return false;
}

static bool is_help(const char *word)
{
	return !strcmp(word, "--help") || !strcmp(word, "-h");
}

/* A group without one of its commands. */
static int explain_group(const char *group, bool asked)
{
	FILE *out = asked ? stdout : stderr;

	if (!asked)
		fprintf(out, "gridward: %s what?\n", group);
	fprintf(out, "Usage: gridward %s COMMAND [ARGUMENT ...]\n\n", group);
	list_commands(out, group);
	fprintf(out, "\ngridward %s COMMAND --help tells more of each.\n", group);
	return asked ? GW_EXIT_DONE : GW_EXIT_NOTHING_DONE;
}

static const struct command *find_command(int argc, char **argv)
{
	size_t i;

	for (i = 0; i < NUM_COMMANDS; i++) {
		const struct command *c = &commands[i];

		if (!*c->group && !strcmp(argv[1], c->name))
			return c;
		if (*c->group && argc > 2 && !strcmp(argv[1], c->group) &&
			!strcmp(argv[2], c->name))
			return c;
	}
	return NULL;
}

static int run(int argc, char **argv)
{
	const struct command *c;
	bool group;
	int words;

	if (argc < 2) {
		print_help(stderr);
		return GW_EXIT_NOTHING_DONE;
	}
	if (is_help(argv[1]) || !strcmp(argv[1], "help")) {
		print_help(stdout);
		return GW_EXIT_DONE;
	}
	if (!strcmp(argv[1], "--version")) {
		printf("gridward " GW_VERSION "\n");
		return GW_EXIT_DONE;
	}
	c = find_command(argc, argv);
	group = is_group(argv[1]);
	if (!c && group && (argc == 2 || is_help(argv[2])))
		return explain_group(argv[1], argc > 2);
	if (!c) {
		fprintf(stderr, "gridward: no command \"%s%s%s\"; see gridward%s%s --help\n",
			argv[1], group ? " " : "", group ? argv[2] : "", group ? " " : "",
			group ? argv[1] : "");
		return GW_EXIT_NOTHING_DONE;
	}
	words = *c->group ? 3 : 2;
	return c->run(argc - words, argv + words);
}

/* Results that did not reach their reader are not done. The code to end with. */
static int finish_output(int code)
{
	bool failed = ferror(stdout); /* before: why is lost */

	errno = 0;
	if (!fflush(stdout) && !failed)
		return code;
	fprintf(stderr, "gridward: standard output: %s\n",
		errno ? strerror(errno) : "it could not be written");
	return GW_EXIT_NOTHING_DONE;
}

int main(int argc, char **argv)
{
	setlocale(LC_CTYPE, "");
	return finish_output(run(argc, argv));
}

void gw_complain(const struct gw_error *err)
{
	fprintf(stderr, "gridward: %s\n", err->text);
}

static double seconds(void)
{
	return 1e-9 * (double)gw_monotonic_now();
}

static void show_progress(void *context, const char *stage, uint64_t done, uint64_t total)
{
	struct gw_progress_line *line = context;
	double t = seconds();

	if (t - line->began < 1 || t - line->shown < 0.1)
		return;
	line->shown = t;
	line->drawn = 1;
	if (total)
		fprintf(stderr, "\r\033[K%s: %llu of %llu (%.0f %%)", stage,
			(unsigned long long)done, (unsigned long long)total,
			100.0 * (double)done / (double)total);
	else if (done)
		fprintf(stderr, "\r\033[K%s: %llu", stage, (unsigned long long)done);
	else
		fprintf(stderr, "\r\033[K%s", stage);
}

void gw_progress_line_init(struct gw_progress_line *line)
{
	*line = (struct gw_progress_line){.began = seconds()};
	line->progress.context = line;
	if (isatty(STDERR_FILENO))
		line->progress.show = show_progress;
}

void gw_progress_line_finish(struct gw_progress_line *line)
{
	if (line->drawn)
		fprintf(stderr, "\r\033[K");
}
