/* SPDX-License-Identifier: Apache-2.0 */
#include "base/buf.h"
#include "cli/cli.h"
#include "cli/fields.h"
#include "cli/findings.h"
#include "cli/options.h"
#include "store/divisions.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define OUTPUT_MAX ((size_t)1 << 30)

enum format { TEXT, JSON, GEOJSON };

struct check_options {
	struct gw_file_options file;
	struct gw_unit_fields fields;
	bool dissolve;
	const char *format_name;
	enum format format;
};

/* What a check goes through, from one division to the next. */
struct check {
	const struct check_options *options;
	struct gw_findings *findings; /* NULL for text */
	bool faulty;
};

/* division is NULL for a file. */
static enum gw_status take_faults(struct check *c, const char *subject,
	const struct gw_division_info *division, size_t cells, const struct gw_faults *faults,
	const struct gw_cell_names *names, struct gw_error *err)
{
	size_t n = gw_faults_count(faults);
	enum gw_status st;

	c->faulty |= n > 0;
	if (c->findings) {
		st = gw_findings_add(c->findings, division, cells, faults, names, err);
		return st ? gw_fail_in(err, st, subject) : GW_OK;
	}
	gw_findings_print(stdout, subject, faults, names);
	printf("%s: %zu cells, faults: %zu, holes: %zu\n", subject, cells, n, faults->n - n);
	return GW_OK;
}

static enum gw_status check_file(struct check *c, struct gw_error *err)
{
	const struct check_options *o = c->options;
	struct gw_cell_file file;
	struct gw_cell_names names;
	enum gw_status st;

	st = gw_cell_file_read(&file, &o->file, &o->fields, o->dissolve, err);
	if (st)
		return st;
	names = gw_cell_file_names(&file);
	if (!file.n)
		st = gw_fail(err, GW_EINVAL, "%s: there are no features in it", o->file.path);
	if (!st)
		st = gw_cell_file_check(&file, err);
	if (!st)
		st = take_faults(c, o->file.path, NULL, file.n, &file.faults, &names, err);
	gw_cell_file_finish(&file);
	return st;
}

/* What names a division in messages: "city.db: police beat". */
static void name_division(
	const struct check_options *o, const struct gw_division_info *info, char *text, size_t max)
{
	char day[GW_TIME_TEXT_MAX];

	snprintf(text, max, "%s: %s %s%s%s", o->file.path, info->scheme, info->level,
		info->valid_from == GW_DATE_MIN ? "" : " from ",
		info->valid_from == GW_DATE_MIN ? "" : gw_date_format(info->valid_from, day));
}

static enum gw_status check_division(struct check *c, struct gw_store *store,
	const struct gw_division_info *info, struct gw_error *err)
{
	struct gw_division *division = NULL;
	struct gw_cell_names names;
	struct gw_faults faults;
	struct gw_units *units;
	struct gw_rings rings;
	char subject[1024];
	enum gw_status st;

	gw_rings_init(&rings);
	gw_faults_init(&faults);
	name_division(c->options, info, subject, sizeof subject);
	st = gw_store_read_division(store, info, &units, &rings, err);
	if (!st) {
		st = gw_division_create(&division, units, &rings, err);
		if (st)
			gw_units_destroy(units);
	}
	if (!st)
		st = gw_check(&rings, division->grid, division->locator, &faults, err);
	if (!st) {
		names = gw_units_names(division->units);
		st = take_faults(
			c, subject, info, division->units->num_cells, &faults, &names, err);
	}
	gw_division_destroy(division);
	gw_faults_finish(&faults);
	gw_rings_finish(&rings);
	return st;
}

static enum gw_status check_database(struct check *c, struct gw_error *err)
{
	const char *path = c->options->file.path;
	struct gw_division_info *list = NULL;
	struct gw_store *store;
	enum gw_status st;
	size_t n = 0, i;

	st = gw_store_open(&store, path, GW_STORE_READ, err);
	if (st)
		return st;
	st = gw_store_list_divisions(store, &list, &n, err);
	if (!st && !n)
		st = gw_fail(err, GW_ENOTFOUND, "%s: it has no cells to check", path);
	for (i = 0; i < n && !st; i++)
		st = check_division(c, store, &list[i], err);
	free(list);
	gw_store_close(store);
	return st;
}

static enum gw_status print_document(const struct gw_findings *findings, struct gw_error *err)
{
	struct gw_buf out;
	enum gw_status st;

	gw_buf_init(&out, OUTPUT_MAX);
	st = gw_findings_write(findings, &out, err);
	if (!st)
		fwrite(out.data, 1, out.len, stdout);
	gw_buf_finish(&out);
	return st;
}

static enum gw_status check(struct check *c, struct gw_error *err)
{
	enum format format = c->options->format;
	enum gw_status st = GW_OK;

	if (format != TEXT)
		st = gw_findings_create(&c->findings, format == GEOJSON, err);
	if (!st)
		st = gw_store_is_database(c->options->file.path) ? check_database(c, err)
								 : check_file(c, err);
	if (!st && c->findings)
		st = print_document(c->findings, err);
	gw_findings_destroy(c->findings);
	return st;
}

static enum gw_status read_format(struct check_options *o, struct gw_error *err)
{
	if (!strcmp(o->format_name, "text"))
		o->format = TEXT;
	else if (!strcmp(o->format_name, "json"))
		o->format = JSON;
	else if (!strcmp(o->format_name, "geojson"))
		o->format = GEOJSON;
	else
		return gw_fail(err, GW_EINVAL, "--format: \"%s\" is neither text, json nor geojson",
			o->format_name);
	return GW_OK;
}

int gw_cmd_check(int argc, char **argv)
{
	struct check_options o = {.format_name = "text"};
	const char *args[GW_ARGUMENTS_MAX];
	const struct gw_option options[] = {
		{"code", GW_OPTION_TEXT, &o.fields.code, "FIELD",
			"of a file: holds the code (default: features are numbered)"},
		GW_FILE_OPTIONS(o.file),
		{"dissolve", GW_OPTION_FLAG, &o.dissolve, NULL,
			"features of one code are parts of one cell"},
		{"format", GW_OPTION_TEXT, &o.format_name, "FORMAT",
			"text (default), json or geojson"},
	};
	const struct gw_command_line line = {"check", "DB|FILE",
		"Looks for gaps, overlaps, unmatched vertices and invalid rings.",
		"Names each fault: the cells, the place (latitude, longitude), area and width. Holes are\n"
		"listed too, but are no faults. Exit status 1 when there are faults.\n",
		options, sizeof options / sizeof *options};
	struct check c = {.options = &o};
	struct gw_error err;
	enum gw_status st;
	int code;

	if (!gw_options_begin(&line, argc, argv, args, &code))
		return code;
	o.file.path = args[0];
	st = read_format(&o, &err);
	if (!st)
		st = check(&c, &err);
	if (st) {
		gw_complain(&err);
		return GW_EXIT_NOTHING_DONE;
	}
	return c.faulty ? GW_EXIT_FINDINGS : GW_EXIT_DONE;
}
