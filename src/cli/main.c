/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/cli.h"
#include "cli/options.h"

#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
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
	{"import", "reports", gw_cmd_import_reports, "import reports and assign them to cells"},
	{"import", "units", gw_cmd_import_units,
		"import upper units: districts, streets, stations"},
	{"", "init", gw_cmd_init, "make a new database"},
	{"", "locate", gw_cmd_locate, "find the cells of points"},
	{"", "map", gw_cmd_map, "draw a month's map sheet"},
	{"", "serve", gw_cmd_serve, "serve tiles, locate and a map page over HTTP"},
	{"", "tile", gw_cmd_tile, "draw one map tile"},
};

#define NUM_COMMANDS (sizeof commands / sizeof *commands)

static void print_help(void)
{
	size_t i;

	printf("Usage: gridward COMMAND [ARGUMENT ...]\n\n"
	       "Maps and geofencing for a city's grid.\n\n");
	for (i = 0; i < NUM_COMMANDS; i++) {
		char name[32];

		snprintf(name, sizeof name, "%s%s%s", commands[i].group,
			*commands[i].group ? " " : "", commands[i].name);
		printf("  %-16s %s\n", name, commands[i].summary);
	}
	printf("\ngridward COMMAND --help tells more of each. Exit status: 0 done; 1 done, but rows "
	       "were\nrejected or faults found; 2 nothing done.\n");
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

int main(int argc, char **argv)
{
	const struct command *c;
	int words;

	setlocale(LC_CTYPE, "");
	if (argc < 2) {
		print_help();
		return GW_EXIT_NOTHING_DONE;
	}
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h") || !strcmp(argv[1], "help")) {
		print_help();
		return GW_EXIT_DONE;
	}
	if (!strcmp(argv[1], "--version")) {
		printf("gridward " GW_VERSION "\n");
		return GW_EXIT_DONE;
	}
	c = find_command(argc, argv);
	if (!c) {
		fprintf(stderr, "gridward: no command \"%s%s%s\"; see gridward --help\n", argv[1],
			!strcmp(argv[1], "import") && argc > 2 ? " " : "",
			!strcmp(argv[1], "import") && argc > 2 ? argv[2] : "");
		return GW_EXIT_NOTHING_DONE;
	}
	words = *c->group ? 3 : 2;
	return c->run(argc - words, argv + words);
}

void gw_complain(const struct gw_error *err)
{
	fprintf(stderr, "gridward: %s\n", err->text);
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void show_progress(void *context, const char *stage, uint64_t done, uint64_t total)
{
	struct gw_progress_line *line = context;
	double t = now();

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
	*line = (struct gw_progress_line){.began = now()};
	line->progress.context = line;
	if (isatty(STDERR_FILENO))
		line->progress.show = show_progress;
}

void gw_progress_line_finish(struct gw_progress_line *line)
{
	if (line->drawn)
		fprintf(stderr, "\r\033[K");
}
