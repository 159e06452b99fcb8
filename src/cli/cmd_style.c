/* SPDX-License-Identifier: Apache-2.0 */
#include "base/buf.h"
#include "base/file.h"
#include "cli/cli.h"
#include "cli/options.h"
#include "render/portray.h"
#include "style/arena.h"
#include "style/expression.h"
#include "style/faults.h"
#include "style/feature.h"
#include "style/table.h"

#include <stdio.h>

#define LINE_MAX_BYTES	((size_t)16 << 20)
#define ARENA_MAX_BYTES ((size_t)256 << 20)

static void print_faults(const char *path, const struct gw_style_faults *faults)
{
	size_t i;

	for (i = 0; i < faults->n; i++) {
		const struct gw_style_fault *fault = &faults->items[i];

		fprintf(stderr, "gridward: %s: %s%s%s\n", path, fault->pointer,
			*fault->pointer ? ": " : "", fault->text);
	}
	if (faults->more)
		fprintf(stderr, "gridward: %s: there are more faults than these %d\n", path,
			GW_STYLE_FAULTS_MAX);
}

/* Prints what is wrong with the file at path: its faults, or why it could not be read. */
static void complain_of(const char *path, enum gw_status st, const struct gw_style_faults *faults,
	struct gw_error *err)
{
	if (st == GW_EFAULTS && faults->n)
		print_faults(path, faults);
	else
		gw_complain(err);
}

static enum gw_status check(
	const char *path, struct gw_style_faults *faults, size_t *layers, struct gw_error *err)
{
	struct gw_style *style = NULL;
	struct gw_buf text;
	enum gw_status st;

	gw_buf_init(&text, GW_STYLE_BYTES_MAX + 1);
	st = gw_file_read(&text, path, err);
	if (st)
		goto out;
	st = gw_style_parse(&style, text.data ? text.data : "", text.len, faults, err);
	if (!st) {
		*layers = gw_style_count_layers(style);
		st = gw_portray_check(style, err) ? GW_EFAULTS : GW_OK;
	}
	if (st)
		gw_fail_in(err, st, path);
out:
	gw_style_destroy(style);
	gw_buf_finish(&text);
	return st;
}

int gw_cmd_style_check(int argc, char **argv)
{
	const struct gw_command_line line = {"style check", "FILE",
		"Looks for every fault of a map style.",
		"Names each fault by its JSON pointer. Exit status 1 when there are faults. gridward style\n"
		"table lists what a style may have.\n",
		NULL, 0};
	const char *args[GW_ARGUMENTS_MAX];
	struct gw_style_faults faults;
	struct gw_error err;
	enum gw_status st;
	size_t layers;
	int code;

	if (!gw_options_begin(&line, argc, argv, args, &code))
		return code;
	gw_style_faults_init(&faults);
	st = check(args[0], &faults, &layers, &err);
	if (st)
		complain_of(args[0], st, &faults, &err);
	else
		printf("%s: %zu layers, no faults\n", args[0], layers);
	gw_style_faults_finish(&faults);
	return !st ? GW_EXIT_DONE : st == GW_EFAULTS ? GW_EXIT_FINDINGS : GW_EXIT_NOTHING_DONE;
}

/* A stream of features, one a line, and the expression they are put to. */
struct evaluation {
	const struct gw_expression *expression;
	double zoom;
	struct gw_buf line, out;
	unsigned long number; /* of the line; the first is 1 */
	bool rejected; /* some line was no feature */
};

/* The next line without its end, false behind the last; one too long is cut, and marked so. */
static bool read_line(struct evaluation *e)
{
	bool any = false;
	char bytes[4096];
	size_t n = 0;
	int c;

	gw_buf_clear(&e->line);
	e->number++;
	while ((c = getc_unlocked(stdin)) != EOF) {
		any = true;
		if (c == '\n')
			break;
		bytes[n++] = (char)c;
		if (n == sizeof bytes) {
			gw_buf_append(&e->line, bytes, n);
			n = 0;
		}
	}
	gw_buf_append(&e->line, bytes, n);
	return any;
}

static bool is_blank(const struct gw_buf *line)
{
	size_t i;

	for (i = 0; i < line->len; i++)
		if (line->data[i] != ' ' && line->data[i] != '\t' && line->data[i] != '\r')
			return false;
	return gw_buf_ok(line);
}

static void write_error(struct gw_buf *out, const char *text)
{
	struct gw_member member = {"error", gw_value_string(text)};
	struct gw_value object = {.type = GW_VALUE_OBJECT, .n = 1, .members = &member};

	gw_buf_clear(out);
	gw_value_write_json(&object, out);
}

static void reject(struct evaluation *e, const char *why)
{
	fprintf(stderr, "gridward: line %lu: %s\n", e->number, why);
	e->rejected = true;
}

static void evaluate_line(struct evaluation *e)
{
	struct gw_style_scope scope = {.zoom = e->zoom};
	struct gw_feature feature;
	struct gw_arena arena;
	struct gw_error err;

	if (!gw_buf_ok(&e->line)) {
		reject(e, "it is too long");
		return;
	}
	gw_arena_init(&arena, NULL, 0, ARENA_MAX_BYTES);
	if (gw_feature_parse(&feature, &arena, e->line.data, e->line.len, &err)) {
		reject(e, err.text);
	} else {
		scope.feature = &feature;
		gw_buf_clear(&e->out);
		if (gw_expression_write(e->expression, &scope, &e->out, &err))
			write_error(&e->out, err.text);
		gw_buf_puts(&e->out, "\n");
		fwrite(e->out.data, 1, e->out.len, stdout);
	}
	gw_arena_finish(&arena);
}

static int evaluate(const struct gw_expression *expression, double zoom)
{
	struct evaluation e = {.expression = expression, .zoom = zoom};
	int failed;

	gw_buf_init(&e.line, LINE_MAX_BYTES);
	gw_buf_init(&e.out, 4 * LINE_MAX_BYTES);
	while (read_line(&e))
		if (!is_blank(&e.line))
			evaluate_line(&e);
	failed = ferror(stdin);
	if (failed)
		fprintf(stderr, "gridward: standard input could not be read\n");
	gw_buf_finish(&e.line);
	gw_buf_finish(&e.out);
	return failed ? GW_EXIT_NOTHING_DONE : e.rejected ? GW_EXIT_FINDINGS : GW_EXIT_DONE;
}

int gw_cmd_style_eval(int argc, char **argv)
{
	struct gw_expression *expression = NULL;
	const char *args[GW_ARGUMENTS_MAX], *type = NULL;
	double zoom = 0;
	const struct gw_option options[] = {
		{"type", GW_OPTION_TEXT, &type, "TYPE",
			"color, number, array<number, 2> ..., left|right, or a property's name"},
		{"zoom", GW_OPTION_NUMBER, &zoom, "ZOOM", "0 to 24 (default 0)", false, 0, 24},
	};
	const struct gw_command_line line = {"style eval", "EXPRESSION",
		"Evaluates a style expression for GeoJSON features.",
		"EXPRESSION is a file of JSON. Reads features from standard input, one a line, and writes\n"
		"a line of JSON for each: the value, or {\"error\": ...}. Without --type any value will do.\n",
		options, sizeof options / sizeof *options};
	struct gw_style_faults faults;
	struct gw_error err;
	struct gw_buf text;
	enum gw_status st;
	int code;

	if (!gw_options_begin(&line, argc, argv, args, &code))
		return code;
	gw_style_faults_init(&faults);
	gw_buf_init(&text, GW_STYLE_BYTES_MAX + 1);
	st = gw_file_read(&text, args[0], &err);
	if (!st) {
		st = gw_expression_parse(
			&expression, text.data ? text.data : "", text.len, type, &faults, &err);
		if (st)
			gw_fail_in(&err, st, args[0]);
	}
	if (st)
		complain_of(args[0], st, &faults, &err);
	code = st ? GW_EXIT_NOTHING_DONE : evaluate(expression, zoom);
	gw_expression_destroy(expression);
	gw_buf_finish(&text);
	gw_style_faults_finish(&faults);
	return code;
}

int gw_cmd_style_table(int argc, char **argv)
{
	const struct gw_command_line line = {"style table", "",
		"Prints what a map style may have, as a table in Markdown.", NULL, NULL, 0};
	const char *args[GW_ARGUMENTS_MAX];
	struct gw_buf out;
	int code;

	if (!gw_options_begin(&line, argc, argv, args, &code))
		return code;
	gw_buf_init(&out, (size_t)1 << 20);
	gw_style_write_table(&out);
	fwrite(out.data, 1, out.len, stdout);
	gw_buf_finish(&out);
	return GW_EXIT_DONE;
}
