/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/cli.h"
#include "cli/fields.h"
#include "cli/options.h"
#include "import/reports.h"

#include <stdio.h>

static const char more[] =
	"Reads CSV, or points from GeoJSON, GeoPackage or Shapefile. Columns named id, time, lon or\n"
	"longitude, lat or latitude, category, source and description need no option. A time without an\n"
	"offset is the city's local time. Each report goes to the cell of the division that is valid on\n"
	"its day; one in no cell is stored all the same. A row that cannot be taken (no or impossible\n"
	"coordinates, no time, an id that is there already) is named and goes to --rejects, with its row\n"
	"number - in CSV the line, the header being line 1 - and the reason: rows read are rows stored\n"
	"plus rows rejected. Exit status 1 when there were any. This is for what is past: the reports\n"
	"are uploaded, nothing is due of them, and nobody is told. What comes in day by day goes to\n"
	"POST /v1/reports of a server.\n";

/* Rows are named on standard error up to this many, and all in --rejects. */
#define NAMED_MAX 100

struct naming {
	const struct gw_reports_options *options;
	uint64_t named;
};

static void name_rejected(void *context, uint64_t row, const char *reason)
{
	struct naming *n = context;

	if (n->options->rejects && n->named++ >= NAMED_MAX)
		return;
	fprintf(stderr, "gridward: %s: row %llu: %s (row %s%s)\n", n->options->file.path,
		(unsigned long long)row, reason, n->options->rejects ? "kept in " : "rejected",
		n->options->rejects ? n->options->rejects : "");
}

int gw_cmd_import_reports(int argc, char **argv)
{
	struct gw_reports_options o = {0};
	struct naming naming = {&o, 0};
	const char *args[GW_ARGUMENTS_MAX];
	const struct gw_option options[] = {
		GW_FILE_OPTIONS(o.file),
		{"id", GW_OPTION_TEXT, &o.fields.id, "FIELD", "holds the sender's id"},
		{"time", GW_OPTION_TEXT, &o.fields.time, "FIELD", "holds the time"},
		{"time-format", GW_OPTION_TEXT, &o.time_format, "FORMAT",
			"as strptime: \"%m/%d/%Y %H:%M\" (default ISO 8601)"},
		{"lon", GW_OPTION_TEXT, &o.fields.lon, "FIELD", "holds the longitude, or x"},
		{"lat", GW_OPTION_TEXT, &o.fields.lat, "FIELD", "holds the latitude, or y"},
		{"category", GW_OPTION_TEXT, &o.fields.category, "FIELD",
			"holds the kind of report"},
		{"source", GW_OPTION_TEXT, &o.fields.source, "FIELD", "holds who sent it"},
		{"description", GW_OPTION_TEXT, &o.fields.description, "FIELD", "holds free text"},
		{"reject-null-island", GW_OPTION_FLAG, &o.reject_null_island, NULL,
			"0, 0 is no place but a missing one"},
		{"rejects", GW_OPTION_TEXT, &o.rejects, "FILE", "where rejected rows go (CSV)"},
	};
	const struct gw_command_line line = {"import reports", "DB FILE",
		"Imports reports and assigns each to its cell.", more, options,
		sizeof options / sizeof *options};
	struct gw_progress_line progress;
	struct gw_reports_result result;
	struct gw_store *store = NULL;
	struct gw_error err;
	enum gw_status st;
	int code;

	if (!gw_options_begin(&line, argc, argv, args, &code))
		return code;
	gw_progress_line_init(&progress);
	o.file.path = args[1];
	o.file.progress = &progress.progress;
	o.on_reject = name_rejected;
	o.context = &naming;
	st = gw_store_open(&store, args[0], GW_STORE_WRITE, &err);
	if (!st)
		st = gw_import_reports(store, &o, &result, &err);
	gw_progress_line_finish(&progress);
	gw_store_close(store);
	if (st) {
		gw_complain(&err);
		return GW_EXIT_NOTHING_DONE;
	}
	if (o.rejects && naming.named > NAMED_MAX)
		fprintf(stderr, "gridward: %s: %llu more rows are in %s\n", args[1],
			(unsigned long long)naming.named - NAMED_MAX, o.rejects);
	printf("%s: %llu rows: %llu stored (%llu of them in no cell), %llu rejected\n", args[1],
		(unsigned long long)result.rows, (unsigned long long)result.stored,
		(unsigned long long)result.outside, (unsigned long long)result.rejected);
	return result.rejected ? GW_EXIT_FINDINGS : GW_EXIT_DONE;
}
